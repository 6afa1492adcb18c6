"""Keys, their hooks and where they are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "keyhook": "INSERT, UPDATE (ended_on)",
    "keyreceipt": "INSERT, UPDATE (mailed_to)",
    "lockchange": "INSERT, UPDATE (changed_on, changed_at, changed_by, by_whom, count, numbers, settled_at)",
    "keyset": "INSERT, UPDATE (count, state, labelled_at, since, holder, holder_account_id, contractor, purpose,"
    " due_back_at, chased_at, thread_id)",
    "keyissue": "INSERT, UPDATE (back, ended_at)",
    "cabinetkey": "INSERT, UPDATE (holder_id, in_safe, since, thread_id)",
    "cabinetcheck": "INSERT, UPDATE (done_at, done_by, locked, spare_there, key_held, note, amiss, thread_id)",
    "cabinetfinding": "INSERT, UPDATE (found, note)",
    "keymove": "INSERT",
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
    for table in ("keyreceipt", "lockchange", "keyset", "keyissue", "cabinetkey", "cabinetcheck", "keymove")
)


class Migration(migrations.Migration):
    dependencies = [("store", "0023_visits")]

    operations = [
        migrations.CreateModel(
            name='KeyHook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('code', models.CharField(max_length=12)),
                ('added_at', models.DateTimeField()),
                ('ended_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'office', 'code'), name='keyhook_code')],
            },
        ),
        migrations.CreateModel(
            name='KeyReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('number', models.IntegerField()),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('home', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.home')),
                ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
                ('uid', models.CharField(max_length=200)),
                ('why', models.SlugField(db_index=False, max_length=40)),
                ('count', models.IntegerField()),
                ('issued', models.IntegerField(blank=True, null=True)),
                ('whole', models.BooleanField(default=False)),
                ('received_at', models.DateTimeField()),
                ('signed_by', models.TextField()),
                ('mailed_to', models.IntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'number'), name='keyreceipt_number'), models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='keyreceipt_some')],
                'indexes': [models.Index(fields=['association', 'home', 'id'], name='keyreceipt_of_home')],
            },
        ),
        migrations.CreateModel(
            name='LockChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('home', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.home')),
                ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
                ('why', models.SlugField(db_index=False, max_length=40)),
                ('short', models.IntegerField(default=0)),
                ('needed_at', models.DateTimeField()),
                ('needed_by', models.TextField()),
                ('changed_on', models.DateField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.TextField(blank=True, default='')),
                ('by_whom', models.TextField(blank=True, default='')),
                ('count', models.IntegerField(blank=True, null=True)),
                ('numbers', models.TextField(blank=True, default='')),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('changed_at__isnull', True)), fields=('association', 'home'), name='lockchange_one_in_hand'), models.CheckConstraint(condition=models.Q(('short__gte', 0), models.Q(('count__isnull', True), ('count__gt', 0), _connector='OR')), name='lockchange_counts')],
                'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['association', 'home'], name='lockchange_unsettled')],
            },
        ),
        migrations.CreateModel(
            name='KeySet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('hook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.keyhook')),
                ('number', models.IntegerField()),
                ('home', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.home')),
                ('receipt', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.keyreceipt')),
                ('what', models.TextField()),
                ('count', models.IntegerField()),
                ('state', models.SlugField(db_index=False, max_length=20)),
                ('labelled_at', models.DateTimeField(blank=True, null=True)),
                ('since', models.DateTimeField()),
                ('holder', models.TextField(blank=True, default='')),
                ('holder_account', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contractor', models.BooleanField(default=False)),
                ('purpose', models.TextField(blank=True, default='')),
                ('due_back_at', models.DateTimeField(blank=True, null=True)),
                ('chased_at', models.DateTimeField(blank=True, null=True)),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'hook', 'number'), name='keyset_label'), models.CheckConstraint(condition=models.Q(('count__gte', 0)), name='keyset_count')],
                'indexes': [models.Index(fields=['association', 'home', 'id'], name='keyset_of_home'), models.Index(fields=['association', 'state', 'due_back_at'], name='keyset_by_state')],
            },
        ),
        migrations.CreateModel(
            name='KeyIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('home', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.home')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
                ('count', models.IntegerField()),
                ('back', models.IntegerField(default=0)),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('count__gt', 0), ('back__gte', 0)), name='keyissue_counts')],
                'indexes': [models.Index(fields=['association', 'home', 'id'], name='keyissue_of_home')],
            },
        ),
        migrations.CreateModel(
            name='CabinetKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('sort', models.SlugField(db_index=False, max_length=10)),
                ('holder', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('in_safe', models.BooleanField(default=False)),
                ('since', models.DateTimeField()),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'office', 'sort'), name='cabinetkey_one'), models.CheckConstraint(condition=models.Q(models.Q(('holder__isnull', True), ('in_safe', True)), models.Q(('holder__isnull', False), ('in_safe', False)), _connector='OR'), name='cabinetkey_somewhere')],
            },
        ),
        migrations.CreateModel(
            name='CabinetCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('seed', models.CharField(max_length=40)),
                ('of', models.IntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.TextField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.TextField(blank=True, default='')),
                ('locked', models.BooleanField(blank=True, null=True)),
                ('spare_there', models.BooleanField(blank=True, null=True)),
                ('key_held', models.BooleanField(blank=True, null=True)),
                ('note', models.TextField(blank=True, default='')),
                ('amiss', models.IntegerField(default=0)),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('association', 'office'), name='cabinetcheck_one_in_hand')],
                'indexes': [models.Index(fields=['association', '-drawn_at'], name='cabinetcheck_newest')],
            },
        ),
        migrations.CreateModel(
            name='CabinetFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('check_of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.cabinetcheck')),
                ('keyset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.keyset')),
                ('expected', models.SlugField(db_index=False, max_length=20)),
                ('tenants', models.BooleanField(default=False)),
                ('found', models.SlugField(blank=True, db_index=False, default='', max_length=20)),
                ('note', models.TextField(blank=True, default='')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'check_of', 'keyset'), name='cabinetfinding_once')],
            },
        ),
        migrations.CreateModel(
            name='KeyMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('hook', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.keyhook')),
                ('keyset', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.keyset')),
                ('cabinet_key', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.cabinetkey')),
                ('home', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.home')),
                ('what', models.SlugField(db_index=False, max_length=30)),
                ('count', models.IntegerField(default=0)),
                ('happened_at', models.DateTimeField()),
                ('by', models.TextField()),
                ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
                ('uid', models.CharField(max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('count__gte', 0)), name='keymove_count')],
                'indexes': [models.Index(fields=['association', 'hook', '-happened_at', '-id'], name='keymove_of_hook'), models.Index(fields=['association', 'home', '-happened_at', '-id'], name='keymove_of_home')],
            },
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES)),
    ]
