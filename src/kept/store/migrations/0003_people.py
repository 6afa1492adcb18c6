"""The people who contact the landlord, and what a thread's row repeats so that the Desk need not look further.

Every thread that is open is judged again by the sweep, which writes what its row now repeats.
"""

import django.db.models.deletion
from django.db import migrations, models

BOUND = ("person", "personkey")
MAY = {"person": "INSERT, UPDATE", "personkey": "INSERT, DELETE"}

POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, {MAY[table]} ON store_{table} TO kept_app;
"""
    for table in BOUND
)

WAKE = "UPDATE store_thread SET wake_at = now() WHERE closed_at IS NULL AND merged_into_id IS NULL"


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0002_isolation'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(db_collation='C', max_length=10)),
                ('key', models.TextField(db_collation='C')),
            ],
        ),
        migrations.AddField(
            model_name='thread',
            name='act_by',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='thread',
            name='adrift',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='thread',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('name', models.TextField(blank=True, default='')),
                ('name_key', models.TextField(blank=True, db_collation='C', default='')),
                ('sound_key', models.TextField(blank=True, db_collation='C', default='')),
                ('address', models.TextField(blank=True, default='')),
                ('address_key', models.TextField(blank=True, db_collation='C', default='')),
                ('phones', models.JSONField(default=list)),
                ('email', models.TextField(blank=True, default='')),
                ('language', models.TextField(blank=True, default='')),
                ('needs', models.TextField(blank=True, default='')),
                ('contact_how', models.TextField(blank=True, default='')),
                ('contact_when', models.TextField(blank=True, default='')),
                ('contact_never', models.TextField(blank=True, default='')),
                ('external_ref', models.CharField(blank=True, max_length=200, null=True)),
                ('added_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
        ),
        migrations.AddField(
            model_name='thread',
            name='person',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['association', 'person', '-opened_at'], name='thread_of_person'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('act_by__isnull', False)), fields=['association', 'act_by', 'id'], name='thread_to_do'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('act_by__isnull', False)), fields=['association', 'owner', 'act_by', 'id'], name='thread_to_do_of_owner'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('adrift', True)), fields=['association', 'opened_at', 'id'], name='thread_adrift'),
        ),
        migrations.AddField(
            model_name='personkey',
            name='association',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='personkey',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='person_ref'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(fields=('association', 'external_ref'), name='person_external'),
        ),
        migrations.AddIndex(
            model_name='personkey',
            index=models.Index(fields=['association', 'sort', 'key', 'person'], name='personkey_found'),
        ),
        migrations.AddConstraint(
            model_name='personkey',
            constraint=models.UniqueConstraint(fields=('association', 'person', 'sort', 'key'), name='personkey_once'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(WAKE, migrations.RunSQL.noop),
    ]
