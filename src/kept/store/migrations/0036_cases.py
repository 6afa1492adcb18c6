"""Cases: where each stands, who takes part in it, and what belongs together."""

import django.db.models.deletion
from django.db import migrations, models

POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT, UPDATE, DELETE ON store_{table} TO kept_app;
"""
    for table in ("case", "caseparty", "caselink")
)


class Migration(migrations.Migration):
    dependencies = [("store", "0035_schemes")]
    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.SlugField(db_index=False, max_length=40)),
                ('state', models.SlugField(db_index=False, max_length=40)),
                ('ended', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField()),
                ('since_at', models.DateTimeField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended', False)), fields=['association', 'type', 'state', 'thread'], name='case_going_on')],
                'constraints': [models.UniqueConstraint(fields=('association', 'thread', 'type'), name='case_of_thread')],
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.SlugField(db_index=False, max_length=40)),
                ('at', models.DateTimeField()),
                ('told_by', models.TextField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('one', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
                ('other', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'other'], name='link_of_other')],
                'constraints': [models.UniqueConstraint(fields=('association', 'one', 'other'), name='link_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='link_in_order')],
            },
        ),
        migrations.CreateModel(
            name='CaseParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.SlugField(db_index=False, max_length=40)),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('reach', models.CharField(blank=True, default='', max_length=200)),
                ('note', models.TextField(blank=True, default='')),
                ('since_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(blank=True, null=True)),
                ('told_by', models.TextField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'thread'], name='party_of_thread'), models.Index(condition=models.Q(('person__isnull', False)), fields=['association', 'person'], name='party_of_person')],
            },
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
