"""What staff are told, the e-mail that carries it, and the hooks of other systems."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "mail": "INSERT, UPDATE (sent_at, tried_at, tries, fault), DELETE",
    "notice": "INSERT, UPDATE (read_at, digest_id), DELETE",
    "mailwish": "INSERT, UPDATE (digests, midday)",
    "hook": "INSERT, UPDATE (kinds, paused_at, why, removed_at, secret)",
    "delivery": "INSERT, UPDATE (tries, tried_at, status, fault, sent_at, given_up_at), DELETE",
}
POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, {may} ON store_{table} TO kept_app;
"""
    for table, may in MAY.items()
)

# As for every row of a thread (see 0002): it belongs to the thread's association.
TIES = "".join(
    f"""
CREATE TRIGGER {table}_added AFTER INSERT ON store_{table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""
    for table in ("mail", "notice")
)

# What was owed before anybody was told of it in this way stays on the Desk, and is told to nobody at once.
BEFORE = "UPDATE store_owed SET done_at = since WHERE done_at IS NULL;"

# Where is somebody still to be told? It goes across associations, as the sweep does.
ACROSS = """
CREATE POLICY across ON store_owed FOR SELECT TO kept_search USING (true);
GRANT SELECT (association_id, id, done_at) ON store_owed TO kept_search;

CREATE FUNCTION kept_owed_waiting() RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE waiting (one) AS (
        SELECT min(association_id) FROM public.store_owed WHERE done_at IS NULL
        UNION ALL
        SELECT (SELECT min(association_id) FROM public.store_owed WHERE done_at IS NULL AND association_id > one)
        FROM waiting WHERE one IS NOT NULL
    )
    SELECT one FROM waiting WHERE one IS NOT NULL
$$;
REVOKE ALL ON FUNCTION kept_owed_waiting FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kept_owed_waiting TO kept_app;

GRANT CREATE ON SCHEMA public TO kept_search;
ALTER FUNCTION kept_owed_waiting OWNER TO kept_search;
REVOKE CREATE ON SCHEMA public FROM kept_search;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0012_safe'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('tries', models.IntegerField(default=0)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('status', models.SmallIntegerField(blank=True, null=True)),
                ('fault', models.TextField(blank=True, default='')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('given_up_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('url', models.TextField()),
                ('secret', models.TextField()),
                ('kinds', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.TextField()),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.TextField(blank=True, default='')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.TextField()),
                ('key', models.TextField()),
                ('at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.IntegerField(default=0)),
                ('fault', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.CreateModel(
            name='MailWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digests', models.BooleanField(default=True)),
                ('midday', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField()),
                ('key', models.TextField()),
                ('promise', models.CharField(blank=True, default='', max_length=120)),
                ('step', models.IntegerField(default=1)),
                ('said', models.TextField(blank=True, default='')),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name='owed',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['association', 'id'], name='owed_waiting'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='association',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='event',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.event'),
        ),
        migrations.AddField(
            model_name='hook',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hook',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='hook',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.hook'),
        ),
        migrations.AddField(
            model_name='mail',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mail',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='mail',
            name='thread',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread'),
        ),
        migrations.AddField(
            model_name='mailwish',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mailwish',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='notice',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='notice',
            name='digest',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='store.mail'),
        ),
        migrations.AddField(
            model_name='notice',
            name='thread',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread'),
        ),
        migrations.AddConstraint(
            model_name='hook',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='hook_ref'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['association', 'made_at'], name='delivery_oldest'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['association', 'hook', '-id'], name='delivery_of_hook'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('association', 'hook', 'uid'), name='delivery_once'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['association', 'at'], name='mail_waiting'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.UniqueConstraint(fields=('association', 'account', 'key'), name='mail_once'),
        ),
        migrations.AddConstraint(
            model_name='mailwish',
            constraint=models.UniqueConstraint(fields=('association', 'account'), name='mailwish_once'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['association', 'account', '-at', '-id'], name='notice_newest'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['association', 'account'], name='notice_unread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('digest__isnull', True)), fields=['association', 'account', 'at'], name='notice_undigested'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('digest__isnull', False)), fields=['association', 'digest'], name='notice_of_digest'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('association', 'account', 'key'), name='notice_once'),
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES, BEFORE, ACROSS)),
    ]
