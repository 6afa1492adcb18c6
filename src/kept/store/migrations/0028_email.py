"""E-mail that reached us, whole and as it is shown."""

import django.db.models.deletion
from django.db import migrations, models

# What the app may do with each table, besides looking: whose it is, that it was read, and that its words go.
MAY = {
    "receivedmail": "INSERT, UPDATE (thread_id, person_id, sort, why, event, candidates, matched_by, outgoing, read_at, "
    "read_by, raw_id, "
    "from_address, from_name, reply_to, \"to\", cc, subject, text, html, parts, notes, "
    "gone_at)",
    "refusedmail": "INSERT, UPDATE (raw_id, seen_at, seen_by)",
    "mailbox": "INSERT, UPDATE (validity, uid, read_at, fault, wanted)",
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

# As for every row of a thread (see 0002): it belongs to the thread's association, where it has a thread.
TIES = "".join(
    f"""
CREATE TRIGGER receivedmail_{name} AFTER {what} ON store_receivedmail REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""
    for name, what in (("added", "INSERT"), ("changed", "UPDATE"))
)

# Whoever speaks for a customer is found by the address from which they write.
SPEAKING = "CREATE INDEX representative_email ON store_representative (association_id, lower(email))"


class Migration(migrations.Migration):
    dependencies = [("store", "0027_mailbook")]
    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('validity', models.BigIntegerField(default=0)),
                ('uid', models.BigIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('fault', models.TextField(blank=True, default='')),
                ('wanted', models.BooleanField(default=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'name'), name='mailbox_once')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('event', models.CharField(blank=True, default='', max_length=200)),
                ('message_id', models.CharField(blank=True, default='', max_length=400)),
                ('in_reply_to', models.CharField(blank=True, default='', max_length=400)),
                ('refs', models.JSONField(default=list)),
                ('sort', models.CharField(max_length=60)),
                ('why', models.TextField(blank=True, default='')),
                ('from_address', models.TextField(blank=True, default='')),
                ('from_name', models.TextField(blank=True, default='')),
                ('reply_to', models.TextField(blank=True, default='')),
                ('to', models.JSONField(default=list)),
                ('cc', models.JSONField(default=list)),
                ('mailbox', models.TextField(blank=True, default='')),
                ('subject', models.TextField(blank=True, default='')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField()),
                ('text', models.TextField(blank=True, default='')),
                ('html', models.TextField(blank=True, default='')),
                ('parts', models.JSONField(default=list)),
                ('notes', models.JSONField(default=list)),
                ('pictures_left_out', models.IntegerField(default=0)),
                ('candidates', models.JSONField(default=list)),
                ('matched_by', models.CharField(blank=True, default='', max_length=60)),
                ('outgoing', models.BigIntegerField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('read_by', models.TextField(blank=True, default='')),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('raw', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('thread__isnull', False)), fields=['association', 'thread', 'id'], name='receivedmail_of_thread'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['association', '-id'], name='receivedmail_unread'), models.Index(fields=['association', 'message_id'], name='receivedmail_message_id'), models.Index(fields=['association', 'from_address', '-received_at'], name='receivedmail_from'), models.Index(condition=models.Q(('person__isnull', False)), fields=['association', 'person', '-id'], name='receivedmail_of_person'), models.Index(condition=models.Q(('thread__isnull', True)), fields=['association', 'sort', '-id'], name='receivedmail_apart')],
                'constraints': [models.UniqueConstraint(fields=('association', 'uid'), name='receivedmail_once')],
            },
        ),
        migrations.CreateModel(
            name='RefusedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('size', models.BigIntegerField()),
                ('where', models.TextField(blank=True, default='')),
                ('received_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('seen_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('raw', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['association', '-id'], name='refusedmail_waiting')],
                'constraints': [models.UniqueConstraint(fields=('association', 'uid'), name='refusedmail_once')],
            },
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES, SPEAKING)),
    ]
