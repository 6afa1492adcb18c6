"""Call records, the rota of those on call, and the answering machine."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking. What the exchange recorded stays as it is.
MAY = {
    "callrecord": "INSERT",
    "rotashift": "INSERT, DELETE",
    "machinenote": "INSERT",
    "machineround": "INSERT, UPDATE (closed_at, closed_by)",
    "machinemessage": "INSERT, UPDATE (left_at, heard_at, heard_by, found, thread)",
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
TIES = """
ALTER TABLE store_callrecord ADD CONSTRAINT callrecord_of_thread_row
    FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER callrecord_added AFTER INSERT ON store_callrecord REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0020_telephone'),
    ]

    operations = [
        migrations.CreateModel(
            name='MachineRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('machine', models.CharField(max_length=60)),
                ('round', models.CharField(max_length=60)),
                ('for_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.TextField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
        ),
        migrations.CreateModel(
            name='CallRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=200)),
                ('line', models.CharField(max_length=20)),
                ('rang_at', models.DateTimeField()),
                ('outcome', models.CharField(max_length=10)),
                ('waited', models.FloatField()),
                ('talked', models.FloatField(blank=True, null=True)),
                ('taken_by', models.TextField(blank=True, default='')),
                ('out_of_hours', models.BooleanField(default=False)),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
            ],
        ),
        migrations.CreateModel(
            name='MachineNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('machine', models.CharField(max_length=60)),
                ('what', models.CharField(max_length=10)),
                ('happened_at', models.DateTimeField()),
                ('for_at', models.DateTimeField(blank=True, null=True)),
                ('clear', models.BooleanField(blank=True, null=True)),
                ('words', models.TextField(blank=True, default='')),
                ('told_by', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
        ),
        migrations.CreateModel(
            name='MachineMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('heard_at', models.DateTimeField(blank=True, null=True)),
                ('heard_by', models.TextField(blank=True, default='')),
                ('found', models.CharField(blank=True, default='', max_length=10)),
                ('thread', models.CharField(blank=True, default='', max_length=9)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='store.machineround')),
            ],
        ),
        migrations.CreateModel(
            name='RotaShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rota', models.CharField(max_length=60)),
                ('name', models.TextField(blank=True, default='')),
                ('phone', models.TextField(blank=True, default='')),
                ('starts', models.DateTimeField()),
                ('ends', models.DateTimeField()),
                ('made_by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('account', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
        ),
        migrations.AddIndex(
            model_name='callrecord',
            index=models.Index(fields=['association', 'rang_at'], name='callrecord_in_order'),
        ),
        migrations.AddIndex(
            model_name='callrecord',
            index=models.Index(fields=['association', 'thread'], name='callrecord_of_thread'),
        ),
        migrations.AddConstraint(
            model_name='callrecord',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='callrecord_once'),
        ),
        migrations.AddConstraint(
            model_name='callrecord',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ('answered', 'abandoned', 'machine', 'busy')), ('waited__gte', 0)), name='callrecord_makes_sense'),
        ),
        migrations.AddIndex(
            model_name='machinenote',
            index=models.Index(fields=['association', '-happened_at'], name='machinenote_latest'),
        ),
        migrations.AddConstraint(
            model_name='machinenote',
            constraint=models.UniqueConstraint(condition=models.Q(('for_at__isnull', False)), fields=('association', 'office', 'machine', 'what', 'for_at'), name='machinenote_once'),
        ),
        migrations.AddIndex(
            model_name='machineround',
            index=models.Index(fields=['association', '-begun_at'], name='machineround_latest'),
        ),
        migrations.AddConstraint(
            model_name='machineround',
            constraint=models.UniqueConstraint(fields=('association', 'office', 'machine', 'round', 'for_at'), name='machineround_once'),
        ),
        migrations.AddConstraint(
            model_name='machinemessage',
            constraint=models.UniqueConstraint(fields=('association', 'round', 'number'), name='machinemessage_once'),
        ),
        migrations.AddIndex(
            model_name='rotashift',
            index=models.Index(fields=['association', 'rota', 'ends'], name='rotashift_until'),
        ),
        migrations.AddConstraint(
            model_name='rotashift',
            constraint=models.UniqueConstraint(fields=('association', 'rota', 'office', 'account', 'name', 'starts'), name='rotashift_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='rotashift',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='rotashift_in_order'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(TIES, migrations.RunSQL.noop),
    ]
