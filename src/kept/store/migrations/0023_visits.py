"""Visits, who works alone, and what was agreed at an interview, a meeting or a visit.

A visit's row says when and by whom; what was said and seen lies in the ledger. Somebody is out alone once at a time.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "visit": "INSERT, UPDATE",
    "lonework": "INSERT, UPDATE (due_back_at, out_at)",
    "agreed": "INSERT, UPDATE (owner_id, due_at, made_by, made_at)",
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
ALTER TABLE store_{table} ADD CONSTRAINT {table}_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER {table}_added AFTER INSERT ON store_{table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""
    for table in MAY
)


class Migration(migrations.Migration):
    dependencies = [("store", "0022_diary")]
    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('booking', models.BigIntegerField(blank=True, null=True)),
                ('sort', models.SlugField(db_index=False, max_length=40)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.SlugField(db_index=False, default='planned', max_length=20)),
                ('announced', models.BooleanField(default=True)),
                ('approved_by', models.TextField(blank=True, default='')),
                ('arrived_at', models.DateTimeField(blank=True, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('officer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
            ],
        ),
        migrations.CreateModel(
            name='LoneWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('in_at', models.DateTimeField()),
                ('due_back_at', models.DateTimeField()),
                ('out_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
                ('visit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.visit')),
            ],
        ),
        migrations.CreateModel(
            name='Agreed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField()),
                ('made_by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'of', 'due_at', 'id'], name='agreed_of_thread')],
                'constraints': [models.UniqueConstraint(fields=('association', 'thread'), name='agreed_thread')],
            },
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['association', 'starts_at', 'id'], name='visit_by_time'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['association', 'officer', 'starts_at'], name='visit_of_officer'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(condition=models.Q(('second__isnull', False)), fields=['association', 'second', 'starts_at'], name='visit_of_second'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['association', 'thread', '-id'], name='visit_of_thread'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='visit_moments_in_order'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('left_at__isnull', True), models.Q(('arrived_at__isnull', False), ('left_at__gte', models.F('arrived_at'))), _connector='OR'), name='visit_left_after_arrival'),
        ),
        migrations.AddIndex(
            model_name='lonework',
            index=models.Index(fields=['association', '-in_at'], name='lonework_newest'),
        ),
        migrations.AddIndex(
            model_name='lonework',
            index=models.Index(condition=models.Q(('visit__isnull', False)), fields=['association', 'visit'], name='lonework_of_visit'),
        ),
        migrations.AddConstraint(
            model_name='lonework',
            constraint=models.UniqueConstraint(condition=models.Q(('out_at__isnull', True)), fields=('association', 'account'), name='lonework_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='lonework',
            constraint=models.CheckConstraint(condition=models.Q(('out_at__isnull', True), ('out_at__gte', models.F('in_at')), _connector='OR'), name='lonework_moments_in_order'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(TIES, migrations.RunSQL.noop),
    ]
