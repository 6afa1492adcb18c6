"""Consent, disclosure, correction, retention, and what may be seen by whom."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MAY = {
    "dataconsent": "INSERT, UPDATE (withdrawn_at, withdrawn_how, withdrawn_to)",
    "statementgiven": "INSERT",
    "disclosure": "INSERT, UPDATE (what, recipient, approved_by, approved_at, refused_why, customer_told, told_why_not)",
    "keptaddress": "INSERT, UPDATE (address), DELETE",
    "addressseer": "INSERT, DELETE",
    "openingreason": "INSERT, DELETE",
    "retentionhold": "INSERT, UPDATE (lifted_by, lifted_at)",
    "retentiondone": "INSERT",
    "customerdetails": "INSERT, UPDATE (household, disability, support, confirmed_on, confirmed_by)",
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
    dependencies = [("store", "0043_bundles")]
    operations = [
        migrations.AddField(
            model_name='person',
            name='address_hidden',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("address_hidden", True)), fields=["association", "id"], name="person_hidden"
            ),
        ),
        migrations.CreateModel(
            name='AddressSeer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'person', 'account'), name='addressseer_once')],
            },
        ),
        migrations.CreateModel(
            name='CustomerDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.TextField(blank=True, default='')),
                ('disability', models.TextField(blank=True, default='')),
                ('support', models.TextField(blank=True, default='')),
                ('confirmed_on', models.DateField(blank=True, null=True)),
                ('confirmed_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'person'), name='customerdetails_once')],
            },
        ),
        migrations.CreateModel(
            name='DataConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=64)),
                ('purpose', models.SlugField(db_index=False, max_length=60)),
                ('given', models.BooleanField()),
                ('how', models.SlugField(db_index=False, max_length=20)),
                ('told_to', models.TextField()),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_how', models.SlugField(blank=True, db_index=False, default='', max_length=20)),
                ('withdrawn_to', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'person', 'purpose', '-id'], name='dataconsent_of')],
                'constraints': [models.UniqueConstraint(fields=('association', 'uid'), name='dataconsent_once')],
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('uid', models.CharField(max_length=64)),
                ('sort', models.SlugField(db_index=False, max_length=20)),
                ('what', models.TextField(blank=True, default='')),
                ('recipient', models.TextField(blank=True, default='')),
                ('service', models.TextField(blank=True, default='')),
                ('purpose', models.TextField(blank=True, default='')),
                ('basis', models.SlugField(db_index=False, max_length=20)),
                ('protocol', models.TextField(blank=True, default='')),
                ('asked_by', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('approved_by', models.TextField(blank=True, default='')),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('refused_why', models.TextField(blank=True, default='')),
                ('customer_told', models.SlugField(blank=True, db_index=False, default='', max_length=20)),
                ('told_why_not', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'person', '-id'], name='disclosure_of')],
                'constraints': [models.UniqueConstraint(fields=('association', 'ref'), name='disclosure_ref'), models.UniqueConstraint(fields=('association', 'uid'), name='disclosure_once')],
            },
        ),
        migrations.CreateModel(
            name='KeptAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.TextField(blank=True, default='')),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'person'), name='keptaddress_once')],
            },
        ),
        migrations.CreateModel(
            name='OpeningReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.SlugField(db_index=False, max_length=40)),
                ('ref', models.CharField(max_length=9)),
                ('day', models.DateField()),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
            options={
                'indexes': [models.Index(fields=['association', '-at', '-id'], name='openingreason_newest')],
                'constraints': [models.UniqueConstraint(fields=('association', 'account', 'what', 'ref', 'day'), name='openingreason_once')],
            },
        ),
        migrations.CreateModel(
            name='RetentionDone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.SlugField(db_index=False, max_length=60)),
                ('what', models.SlugField(db_index=False, max_length=20)),
                ('ref', models.CharField(max_length=9)),
                ('entries', models.IntegerField()),
                ('since', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
            options={
                'indexes': [models.Index(fields=['association', '-at', '-id'], name='retentiondone_newest')],
                'constraints': [models.UniqueConstraint(fields=('association', 'what', 'ref', 'rule', 'since'), name='retentiondone_once')],
            },
        ),
        migrations.CreateModel(
            name='RetentionHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('review_on', models.DateField()),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('lifted_by', models.TextField(blank=True, default='')),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'lifted_at', 'id'], name='retentionhold_held')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('thread__isnull', True)), models.Q(('person__isnull', True), ('thread__isnull', False)), _connector='OR'), name='retentionhold_of_one')],
            },
        ),
        migrations.CreateModel(
            name='StatementGiven',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=64)),
                ('statement', models.SlugField(db_index=False, max_length=60)),
                ('words', models.TextField()),
                ('how', models.SlugField(db_index=False, max_length=20)),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'person', '-id'], name='statementgiven_of')],
                'constraints': [models.UniqueConstraint(fields=('association', 'uid'), name='statementgiven_once')],
            },
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
