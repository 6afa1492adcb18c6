"""Contractors, whom they send, and what became of it."""

import django.db.models.deletion
from django.db import migrations, models

MAY = {
    "contractor": "INSERT, UPDATE (trade, phone, email, given, ended_at)",
    "operative": "INSERT, UPDATE (ended_at)",
    "contractoronthread": "INSERT, DELETE",
    "codebreach": "INSERT, UPDATE (done)",
    "worklook": "INSERT",
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
CREATE TRIGGER contractoronthread_added AFTER INSERT ON store_contractoronthread REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0032_publications")]
    operations = [
        migrations.CreateModel(
            name='CodeBreach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('on', models.DateField()),
                ('what', models.TextField()),
                ('done', models.TextField(blank=True, default='')),
                ('told_at', models.DateTimeField()),
                ('told_by', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Contractor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('trade', models.TextField(blank=True, default='')),
                ('phone', models.TextField(blank=True, default='')),
                ('email', models.TextField(blank=True, default='')),
                ('given', models.JSONField(default=dict)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.TextField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ContractorOnThread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tied_at', models.DateTimeField()),
                ('tied_by', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Operative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('card', models.TextField()),
                ('until', models.DateField()),
                ('added_at', models.DateTimeField()),
                ('added_by', models.TextField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='WorkLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('on', models.DateField()),
                ('where', models.TextField()),
                ('found', models.JSONField(default=dict)),
                ('met', models.SmallIntegerField()),
                ('of', models.SmallIntegerField()),
                ('words', models.TextField(blank=True, default='')),
                ('told_at', models.DateTimeField()),
                ('told_by', models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='resource',
            name='resource_kind_known',
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('staff', 'room', 'vehicle', 'surgery', 'contractor'))), name='resource_kind_known'),
        ),
        migrations.AddField(
            model_name='codebreach',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='contractor',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='contractor',
            name='resource',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.resource'),
        ),
        migrations.AddField(
            model_name='codebreach',
            name='contractor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.contractor'),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='contractor',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.contractor'),
        ),
        migrations.AddField(
            model_name='surveyreply',
            name='contractor',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.contractor'),
        ),
        migrations.AddField(
            model_name='contractoronthread',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='contractoronthread',
            name='contractor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.contractor'),
        ),
        migrations.AddField(
            model_name='contractoronthread',
            name='thread',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread'),
        ),
        migrations.AddField(
            model_name='operative',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='operative',
            name='contractor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.contractor'),
        ),
        migrations.AddField(
            model_name='worklook',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='worklook',
            name='contractor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.contractor'),
        ),
        migrations.AddConstraint(
            model_name='contractor',
            constraint=models.UniqueConstraint(fields=('association', 'name'), name='contractor_once'),
        ),
        migrations.AddIndex(
            model_name='codebreach',
            index=models.Index(fields=['association', 'contractor', '-on'], name='codebreach_of'),
        ),
        migrations.AddConstraint(
            model_name='codebreach',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='codebreach_once'),
        ),
        migrations.AddIndex(
            model_name='contractoronthread',
            index=models.Index(fields=['association', 'contractor', '-thread'], name='contractor_threads'),
        ),
        migrations.AddConstraint(
            model_name='contractoronthread',
            constraint=models.UniqueConstraint(fields=('association', 'thread', 'contractor'), name='contractor_thread'),
        ),
        migrations.AddIndex(
            model_name='operative',
            index=models.Index(fields=['association', 'contractor'], name='operative_of'),
        ),
        migrations.AddConstraint(
            model_name='operative',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('association', 'card'), name='operative_card'),
        ),
        migrations.AddIndex(
            model_name='worklook',
            index=models.Index(fields=['association', 'contractor', '-on'], name='worklook_of'),
        ),
        migrations.AddConstraint(
            model_name='worklook',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='worklook_once'),
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES)),
    ]
