"""What was learnt from complaints, what was published of them, and samples of what was not called one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was published or drawn is only ever added; the rest is filled in as it goes on.
TABLES = {
    "complaintrecord": "SELECT, INSERT",
    "recordpassedon": "SELECT, INSERT",
    "assessment": "SELECT, INSERT, UPDATE",
    "assessmentanswer": "SELECT, INSERT, UPDATE",
    "wordsdraw": "SELECT, INSERT",
    "wordstoread": "SELECT, INSERT, UPDATE (found, read_by_id, read_at)",
}
POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT {grants} ON store_{table} TO kept_app;
"""
    for table, grants in TABLES.items()
)

# As for every row of a thread (see 0002): it belongs to the thread's association.
TIES = """
ALTER TABLE store_wordstoread ADD CONSTRAINT wordstoread_of_thread_row
    FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER wordstoread_added AFTER INSERT ON store_wordstoread REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0037_complaints")]
    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(db_index=False, max_length=60)),
                ('year', models.IntegerField()),
                ('why', models.SlugField(db_index=False, max_length=40)),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.TextField()),
                ('reviewed_by', models.TextField(blank=True, default='')),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('approved_by', models.CharField(blank=True, default='', max_length=200)),
                ('approved_on', models.DateField(blank=True, null=True)),
                ('response', models.TextField(blank=True, default='')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('published_by', models.TextField(blank=True, default='')),
                ('sent_on', models.DateField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
        ),
        migrations.CreateModel(
            name='AssessmentAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provision', models.SlugField(db_index=False, max_length=60)),
                ('answer', models.CharField(max_length=10)),
                ('words', models.TextField(blank=True, default='')),
                ('evidence', models.JSONField(default=list)),
                ('answered_at', models.DateTimeField()),
                ('answered_by', models.TextField()),
                ('assessment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.assessment')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
        ),
        migrations.CreateModel(
            name='ComplaintRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('number', models.IntegerField()),
                ('figures', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.TextField()),
                ('token', models.CharField(max_length=64)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
        ),
        migrations.CreateModel(
            name='RecordPassedOn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.SlugField(db_index=False, max_length=40)),
                ('to_whom', models.CharField(max_length=200)),
                ('how', models.SlugField(db_index=False, max_length=40)),
                ('on', models.DateField()),
                ('told_at', models.DateTimeField()),
                ('told_by', models.TextField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.complaintrecord')),
            ],
        ),
        migrations.CreateModel(
            name='WordsDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField()),
                ('seed', models.CharField(max_length=64)),
                ('of', models.IntegerField()),
                ('contacts', models.IntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.TextField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
        ),
        migrations.CreateModel(
            name='WordsToRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('event', models.CharField(max_length=200)),
                ('because', models.JSONField(default=list)),
                ('found', models.CharField(blank=True, default='', max_length=10)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('draw', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.wordsdraw')),
                ('read_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reader', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
            ],
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(fields=('association', 'code', 'year', 'why', 'begun_at'), name='assessment_once'),
        ),
        migrations.AddConstraint(
            model_name='assessmentanswer',
            constraint=models.UniqueConstraint(fields=('association', 'assessment', 'provision'), name='assessmentanswer_once'),
        ),
        migrations.AddConstraint(
            model_name='assessmentanswer',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['yes', 'no', 'partly'])), name='assessmentanswer_known'),
        ),
        migrations.AddConstraint(
            model_name='complaintrecord',
            constraint=models.UniqueConstraint(fields=('association', 'token'), name='complaintrecord_once'),
        ),
        migrations.AddConstraint(
            model_name='recordpassedon',
            constraint=models.UniqueConstraint(fields=('association', 'record', 'sort', 'to_whom', 'on'), name='recordpassedon_once'),
        ),
        migrations.AddConstraint(
            model_name='wordsdraw',
            constraint=models.UniqueConstraint(fields=('association', 'week'), name='wordsdraw_once'),
        ),
        migrations.AddIndex(
            model_name='wordstoread',
            index=models.Index(condition=models.Q(('found', '')), fields=['association', 'reader'], name='words_to_read'),
        ),
        migrations.AddIndex(
            model_name='wordstoread',
            index=models.Index(fields=['association', 'thread'], name='words_of_thread'),
        ),
        migrations.AddConstraint(
            model_name='wordstoread',
            constraint=models.UniqueConstraint(fields=('association', 'draw', 'number'), name='wordstoread_once'),
        ),
        migrations.AddConstraint(
            model_name='wordstoread',
            constraint=models.CheckConstraint(condition=models.Q(('found__in', ['', 'was', 'was_not'])), name='wordstoread_found_known'),
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES)),
    ]
