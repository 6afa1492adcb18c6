"""Drafts of the policy, what was said of them, what they would have meant, and who has read a change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


MAY = {
    "policydraft": "INSERT, UPDATE (title, why, base_id, files, edition, state, changed_at, changed_by, consulted_how,"
    " consult_from, consult_until, not_consulted_why, told, approved_on, minute, approved_edition, approved_by,"
    " version_id, ended_at, ended_by, ended_why)",
    "policydraftedit": "INSERT",
    "policycomment": "INSERT, UPDATE (answer, outcome, answered_at, answered_by)",
    "policytrial": "INSERT, UPDATE (state, in_all, done, last, held, found, ended_at, fault)",
    "policychangeread": "INSERT",
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


class Migration(migrations.Migration):
    dependencies = [("store", "0044_peoples_data")]
    operations = [
        migrations.CreateModel(
            name='PolicyDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('uid', models.CharField(max_length=64)),
                ('title', models.TextField()),
                ('why', models.TextField(blank=True, default='')),
                ('files', models.JSONField()),
                ('edition', models.IntegerField(default=1)),
                ('state', models.SlugField(db_index=False, default='writing', max_length=40)),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.TextField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.TextField()),
                ('consulted_how', models.TextField(blank=True, default='')),
                ('consult_from', models.DateField(blank=True, null=True)),
                ('consult_until', models.DateField(blank=True, null=True)),
                ('not_consulted_why', models.TextField(blank=True, default='')),
                ('told', models.JSONField(blank=True, default=list)),
                ('approved_on', models.DateField(blank=True, null=True)),
                ('minute', models.TextField(blank=True, default='')),
                ('approved_edition', models.IntegerField(blank=True, null=True)),
                ('approved_by', models.TextField(blank=True, default='')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.TextField(blank=True, default='')),
                ('ended_why', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('base', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.rulebookversion')),
                ('version', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.rulebookversion')),
            ],
        ),
        migrations.CreateModel(
            name='PolicyComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=64)),
                ('who', models.SlugField(db_index=False, max_length=40)),
                ('how', models.SlugField(db_index=False, max_length=40)),
                ('said_on', models.DateField()),
                ('clause', models.CharField(blank=True, default='', max_length=120)),
                ('words', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.TextField()),
                ('answer', models.TextField(blank=True, default='')),
                ('outcome', models.SlugField(blank=True, db_index=False, default='', max_length=40)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('draft', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.policydraft')),
            ],
        ),
        migrations.CreateModel(
            name='PolicyDraftEdit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.IntegerField()),
                ('before', models.JSONField(blank=True, default=dict)),
                ('after', models.JSONField(blank=True, default=dict)),
                ('said', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('by', models.TextField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('draft', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.policydraft')),
            ],
        ),
        migrations.CreateModel(
            name='PolicyTrial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=64)),
                ('edition', models.IntegerField()),
                ('since', models.DateField()),
                ('state', models.SlugField(db_index=False, default='waiting', max_length=40)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.TextField()),
                ('until', models.DateTimeField()),
                ('in_all', models.IntegerField(default=0)),
                ('done', models.IntegerField(default=0)),
                ('last', models.BigIntegerField(default=0)),
                ('held', models.JSONField(blank=True, default=dict)),
                ('found', models.JSONField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('fault', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('draft', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.policydraft')),
            ],
        ),
        migrations.CreateModel(
            name='PolicyChangeRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.rulebookversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'version', 'account'), name='policyread_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='policydraft',
            constraint=models.UniqueConstraint(fields=('association', 'number'), name='policydraft_number'),
        ),
        migrations.AddConstraint(
            model_name='policydraft',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='policydraft_once'),
        ),
        migrations.AddIndex(
            model_name='policycomment',
            index=models.Index(fields=['association', 'draft', 'id'], name='policycomment_of_draft'),
        ),
        migrations.AddConstraint(
            model_name='policycomment',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='policycomment_once'),
        ),
        migrations.AddConstraint(
            model_name='policydraftedit',
            constraint=models.UniqueConstraint(fields=('association', 'draft', 'edition'), name='policyedit_edition'),
        ),
        migrations.AddIndex(
            model_name='policytrial',
            index=models.Index(fields=['association', 'draft', '-id'], name='policytrial_of_draft'),
        ),
        migrations.AddConstraint(
            model_name='policytrial',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='policytrial_once'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
