"""Letters of ours: drafts, approvals, and the copy of what went."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POLICIES = """
ALTER TABLE store_letter ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_letter TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT, UPDATE ON store_letter TO kept_app;
"""

# As for every row of a thread (see 0002): it belongs to the thread's association.
TIES = """
ALTER TABLE store_letter ADD CONSTRAINT letter_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER letter_added AFTER INSERT ON store_letter REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0028_email")]
    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('uid', models.CharField(max_length=200)),
                ('template', models.SlugField(db_index=False, max_length=60)),
                ('values', models.JSONField(blank=True, default=dict)),
                ('to', models.JSONField(blank=True, default=dict)),
                ('way', models.SlugField(db_index=False, max_length=20)),
                ('lang', models.CharField(default='en', max_length=20)),
                ('business', models.BooleanField(default=False)),
                ('asked', models.JSONField(blank=True, default=list)),
                ('state', models.SlugField(db_index=False, default='draft', max_length=20)),
                ('version', models.IntegerField(default=1)),
                ('made_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('approval', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('back', models.TextField(blank=True, default='')),
                ('subject', models.TextField(blank=True, default='')),
                ('text', models.TextField(blank=True, default='')),
                ('html', models.TextField(blank=True, default='')),
                ('measured', models.JSONField(blank=True, default=dict)),
                ('outgoing', models.BigIntegerField(blank=True, null=True)),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('decided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
                ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'thread', 'id'], name='letter_of_thread'), models.Index(condition=models.Q(('person__isnull', False)), fields=['association', 'person', '-id'], name='letter_of_person'), models.Index(condition=models.Q(('ended_at__isnull', True), ('handed_at__isnull', True)), fields=['association', 'written_by', '-saved_at'], name='letter_being_written'), models.Index(condition=models.Q(('ended_at__isnull', True), ('handed_at__isnull', True)), fields=['association', 'state', 'asked_at'], name='letter_waiting')],
                'constraints': [models.UniqueConstraint(fields=('association', 'ref'), name='letter_ref'), models.UniqueConstraint(fields=('association', 'uid'), name='letter_uid'), models.CheckConstraint(condition=models.Q(('handed_at__isnull', True), models.Q(('state', 'draft'), _negated=True), _connector='OR'), name='letter_handed_is_no_draft')],
            },
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES)),
    ]
