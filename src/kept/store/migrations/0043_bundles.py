"""Bundles of a case or of all that is held on a person, and what was left out of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POLICIES = """
ALTER TABLE store_gathering ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_gathering TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());

ALTER TABLE store_bundleitem ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_bundleitem TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());

ALTER TABLE store_bundleconsent ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_bundleconsent TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());

ALTER TABLE store_bundletaken ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_bundletaken TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT, UPDATE, DELETE ON store_gathering, store_bundleitem, store_bundleconsent TO kept_app;
GRANT SELECT, INSERT ON store_bundletaken TO kept_app;
"""
# As for every row of a thread (see 0002): it belongs to the thread's association.
TIES = """
ALTER TABLE store_gathering ADD CONSTRAINT gathering_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER gathering_added AFTER INSERT ON store_gathering REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0042_support")]
    operations = [
        migrations.CreateModel(
            name='Gathering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('uid', models.CharField(max_length=200)),
                ('sort', models.SlugField(db_index=False, max_length=40)),
                ('purpose', models.SlugField(db_index=False, max_length=40)),
                ('state', models.SlugField(db_index=False, default='searching', max_length=40)),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.TextField()),
                ('place', models.IntegerField(default=0)),
                ('after', models.BigIntegerField(default=0)),
                ('looked', models.BigIntegerField(default=0)),
                ('found', models.IntegerField(default=0)),
                ('searched_at', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.TextField(blank=True, default='')),
                ('pages', models.IntegerField(default=0)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('data', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('pdf', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
            ],
        ),
        migrations.CreateModel(
            name='BundleTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.SlugField(db_index=False, max_length=40)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('gathering', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.gathering')),
            ],
        ),
        migrations.CreateModel(
            name='BundleItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('place', models.SlugField(db_index=False, max_length=60)),
                ('row', models.BigIntegerField()),
                ('how', models.SlugField(db_index=False, max_length=40)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('title', models.TextField()),
                ('words', models.TextField(blank=True, default='')),
                ('proposed', models.JSONField(blank=True, default=list)),
                ('mark', models.SlugField(db_index=False, default='open', max_length=40)),
                ('reason', models.SlugField(blank=True, db_index=False, default='', max_length=40)),
                ('blacked', models.JSONField(blank=True, default=list)),
                ('details', models.JSONField(blank=True, default=dict)),
                ('marked_by', models.TextField(blank=True, default='')),
                ('marked_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('copy', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
                ('gathering', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.gathering')),
            ],
        ),
        migrations.CreateModel(
            name='BundleConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('name_key', models.TextField()),
                ('asked_on', models.DateField()),
                ('asked_by', models.TextField()),
                ('answer', models.SlugField(blank=True, db_index=False, default='', max_length=40)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answered_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('gathering', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.gathering')),
            ],
        ),
        migrations.AddIndex(
            model_name='gathering',
            index=models.Index(fields=['association', 'thread', '-id'], name='gathering_of_thread'),
        ),
        migrations.AddConstraint(
            model_name='gathering',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='gathering_ref'),
        ),
        migrations.AddConstraint(
            model_name='gathering',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='gathering_uid'),
        ),
        migrations.AddIndex(
            model_name='bundletaken',
            index=models.Index(fields=['association', 'gathering', '-id'], name='bundletaken_newest'),
        ),
        migrations.AddIndex(
            model_name='bundleitem',
            index=models.Index(fields=['association', 'gathering', 'mark', 'number'], name='bundleitem_by_mark'),
        ),
        migrations.AddIndex(
            model_name='bundleitem',
            index=models.Index(condition=models.Q(('thread__isnull', False)), fields=['association', 'thread'], name='bundleitem_of_thread'),
        ),
        migrations.AddIndex(
            model_name='bundleitem',
            index=models.Index(condition=models.Q(('file__isnull', False)), fields=['association', 'file'], name='bundleitem_of_file'),
        ),
        migrations.AddConstraint(
            model_name='bundleitem',
            constraint=models.UniqueConstraint(fields=('association', 'gathering', 'number'), name='bundleitem_number'),
        ),
        migrations.AddConstraint(
            model_name='bundleitem',
            constraint=models.UniqueConstraint(fields=('association', 'gathering', 'place', 'row'), name='bundleitem_once'),
        ),
        migrations.AddConstraint(
            model_name='bundleitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mark', 'withheld'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='bundleitem_withheld_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='bundleconsent',
            constraint=models.UniqueConstraint(fields=('association', 'gathering', 'name_key'), name='bundleconsent_once'),
        ),
        migrations.AddConstraint(
            model_name='bundleconsent',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), ('answered_on__isnull', False), _connector='OR'), name='bundleconsent_answer_has_a_day'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(TIES, migrations.RunSQL.noop),
    ]
