"""Inspections of places, what was found there, what carries our hours and numbers, and files kept on disk."""

import django.db.models.deletion
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "storedfile": "INSERT, UPDATE (gone_at, name)",
    "fileonthread": "INSERT, UPDATE (says), DELETE",
    "inspection": "INSERT, UPDATE (words)",
    "finding": "INSERT, UPDATE (words)",
    "closing": "INSERT, UPDATE (ends_at, called_off_at, called_off_by)",
    "heldwords": "INSERT",
    "posting": "INSERT, UPDATE (taken_down_on, look_again_on)",
    "postinglook": "INSERT",
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
ALTER TABLE store_fileonthread ADD CONSTRAINT fileonthread_of_thread_row
    FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER fileonthread_added AFTER INSERT ON store_fileonthread REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0017_scale")]
    operations = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('thread', models.CharField(max_length=20)),
                ('checklist', models.CharField(max_length=60)),
                ('done_at', models.DateTimeField()),
                ('done_by', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('words', models.TextField(blank=True, default='')),
                ('passed', models.IntegerField(default=0)),
                ('failed', models.IntegerField(default=0)),
                ('left_out', models.IntegerField(default=0)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=60)),
                ('result', models.CharField(max_length=8)),
                ('measured', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('words', models.TextField(blank=True, default='')),
                ('defect', models.CharField(blank=True, default='', max_length=20)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('inspection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.inspection')),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('carrier', models.CharField(max_length=60)),
                ('title', models.TextField()),
                ('place', models.TextField(blank=True, default='')),
                ('edition', models.TextField(blank=True, default='')),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('put_up_on', models.DateField()),
                ('look_again_on', models.DateField(blank=True, null=True)),
                ('take_down_on', models.DateField(blank=True, null=True)),
                ('taken_down_on', models.DateField(blank=True, null=True)),
                ('told_at', models.DateTimeField()),
                ('told_by', models.TextField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
        ),
        migrations.CreateModel(
            name='PostingLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('right', models.BooleanField()),
                ('words', models.TextField(blank=True, default='')),
                ('by', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('posting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.posting')),
            ],
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('type', models.CharField(max_length=60)),
                ('size', models.BigIntegerField()),
                ('name', models.TextField(blank=True, default='')),
                ('kept_at', models.DateTimeField()),
                ('kept_by', models.TextField()),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
        ),
        migrations.CreateModel(
            name='FileOnThread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.TextField(blank=True, default='')),
                ('put_at', models.DateTimeField()),
                ('put_by', models.TextField()),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
            ],
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=60)),
                ('words', models.TextField(blank=True, default='')),
                ('planned', models.BooleanField()),
                ('told_at', models.DateTimeField()),
                ('told_by', models.TextField()),
                ('called_off_at', models.DateTimeField(blank=True, null=True)),
                ('called_off_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'ends_at'], name='closing_still_to_come')],
                'constraints': [models.UniqueConstraint(fields=('association', 'uid'), name='closing_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='closing_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='HeldWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('name', models.CharField(max_length=60)),
                ('words', models.TextField()),
                ('set_at', models.DateTimeField()),
                ('set_by', models.TextField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'name', 'office', '-id'], name='heldwords_newest')],
                'constraints': [models.UniqueConstraint(fields=('association', 'uid'), name='heldwords_once')],
            },
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(fields=['association', 'office', 'checklist', '-done_at'], name='inspection_last'),
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(fields=['association', '-done_at'], name='inspection_newest'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='inspection_once'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(condition=models.Q(('defect', ''), _negated=True), fields=['association', 'defect'], name='finding_of_defect'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('association', 'inspection', 'item'), name='finding_once'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['fine', 'not', 'left'])), name='finding_result_known'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(condition=models.Q(('taken_down_on__isnull', True)), fields=['association', 'office', 'carrier', '-id'], name='posting_up'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='posting_once'),
        ),
        migrations.AddIndex(
            model_name='postinglook',
            index=models.Index(fields=['association', 'posting', '-id'], name='postinglook_last'),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=models.UniqueConstraint(fields=('association', 'sha256'), name='storedfile_once'),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='storedfile_not_empty'),
        ),
        migrations.AddIndex(
            model_name='fileonthread',
            index=models.Index(fields=['association', 'file'], name='fileonthread_of_file'),
        ),
        migrations.AddConstraint(
            model_name='fileonthread',
            constraint=models.UniqueConstraint(fields=('association', 'thread', 'file'), name='fileonthread_once'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(TIES, migrations.RunSQL.noop),
    ]
