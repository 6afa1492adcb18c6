"""What goes out, by which way, and whether it arrived."""

import django.db.models.deletion
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "printbatch": "INSERT, UPDATE (file_id, sheet_id, letters, sheets, taken_at, taken_by)",
    "merge": "INSERT, UPDATE",
    "outgoing": "INSERT, UPDATE",
    "mergeperson": "INSERT, UPDATE (state, why, words, outgoing_id), DELETE",
    "optout": "INSERT, UPDATE (ended_at, ended_by)",
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
    dependencies = [("store", "0029_letters")]
    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('uid', models.CharField(max_length=200)),
                ('title', models.TextField(blank=True, default='')),
                ('template', models.CharField(max_length=60)),
                ('way', models.CharField(max_length=20)),
                ('filters', models.JSONField(default=dict)),
                ('facts', models.JSONField(default=dict)),
                ('state', models.CharField(default='draft', max_length=20)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.TextField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('started_by', models.TextField(blank=True, default='')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
        ),
        migrations.CreateModel(
            name='Outgoing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('uid', models.CharField(max_length=200)),
                ('letter', models.BigIntegerField(blank=True, null=True)),
                ('way', models.CharField(max_length=20)),
                ('channel', models.CharField(blank=True, default='', max_length=20)),
                ('recipient', models.JSONField(default=dict)),
                ('address', models.TextField(blank=True, default='')),
                ('subject', models.TextField(blank=True, default='')),
                ('text', models.TextField(blank=True, default='')),
                ('html', models.TextField(blank=True, default='')),
                ('attachments', models.JSONField(default=list)),
                ('sheets', models.IntegerField(default=0)),
                ('message_id', models.CharField(max_length=200)),
                ('in_reply_to', models.TextField(blank=True, default='')),
                ('their_ref', models.CharField(blank=True, default='', max_length=200)),
                ('state', models.CharField(default='waiting', max_length=20)),
                ('statutory', models.BooleanField(default=False)),
                ('automatic', models.BooleanField(default=False)),
                ('tells', models.JSONField(default=dict)),
                ('told', models.CharField(blank=True, default='', max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.TextField()),
                ('go_at', models.DateTimeField()),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.IntegerField(default=0)),
                ('fault', models.TextField(blank=True, default='')),
                ('for_good', models.BooleanField(default=False)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('seen_to_at', models.DateTimeField(blank=True, null=True)),
                ('seen_to_by', models.TextField(blank=True, default='')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_by', models.TextField(blank=True, default='')),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('instead_of', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.outgoing')),
                ('merge', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.merge')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
        ),
        migrations.CreateModel(
            name='MergePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.IntegerField()),
                ('state', models.CharField(default='waiting', max_length=20)),
                ('why', models.CharField(blank=True, default='', max_length=40)),
                ('words', models.TextField(blank=True, default='')),
                ('facts', models.JSONField(default=dict)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('merge', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.merge')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('outgoing', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.outgoing')),
            ],
        ),
        migrations.CreateModel(
            name='PrintBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('day', models.DateField()),
                ('number', models.IntegerField()),
                ('letters', models.IntegerField(default=0)),
                ('sheets', models.IntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.TextField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('taken_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('sheet', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
            ],
        ),
        migrations.AddField(
            model_name='outgoing',
            name='batch',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.printbatch'),
        ),
        migrations.AddIndex(
            model_name='merge',
            index=models.Index(fields=['association', '-id'], name='merge_newest'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='merge_ref'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='merge_uid'),
        ),
        migrations.AddIndex(
            model_name='mergeperson',
            index=models.Index(fields=['association', 'merge', 'state', 'place'], name='mergeperson_waiting'),
        ),
        migrations.AddConstraint(
            model_name='mergeperson',
            constraint=models.UniqueConstraint(fields=('association', 'merge', 'person'), name='mergeperson_once'),
        ),
        migrations.AddIndex(
            model_name='printbatch',
            index=models.Index(condition=models.Q(('taken_at__isnull', True)), fields=['association', 'day'], name='printbatch_not_taken'),
        ),
        migrations.AddIndex(
            model_name='printbatch',
            index=models.Index(fields=['association', '-day', '-id'], name='printbatch_newest'),
        ),
        migrations.AddConstraint(
            model_name='printbatch',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='printbatch_ref'),
        ),
        migrations.AddConstraint(
            model_name='printbatch',
            constraint=models.UniqueConstraint(fields=('association', 'office', 'day', 'number'), name='printbatch_number', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(fields=['association', 'thread', 'id'], name='outgoing_of_thread'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['association', 'person', '-id'], name='outgoing_of_person'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('state__in', ('waiting', 'held', 'going'))), fields=['association', 'state', 'id'], name='outgoing_open'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('seen_to_at__isnull', True), ('state', 'failed')), fields=['association', 'failed_at', 'id'], name='outgoing_to_see_to'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('sent_at__isnull', False)), fields=['association', 'sent_at', 'id'], name='outgoing_proof'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('batch__isnull', False)), fields=['association', 'batch', 'id'], name='outgoing_of_batch'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('merge__isnull', False)), fields=['association', 'merge', 'id'], name='outgoing_of_merge'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('letter__isnull', False)), fields=['association', 'letter'], name='outgoing_of_letter'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('their_ref', ''), _negated=True), fields=['association', 'their_ref'], name='outgoing_theirs'),
        ),
        migrations.AddConstraint(
            model_name='outgoing',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='outgoing_uid'),
        ),
        migrations.AddConstraint(
            model_name='outgoing',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='outgoing_ref'),
        ),
        migrations.AddConstraint(
            model_name='outgoing',
            constraint=models.UniqueConstraint(fields=('association', 'message_id'), name='outgoing_message_id'),
        ),
        migrations.CreateModel(
            name='OptOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.TextField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('association', 'person'), name='optout_once')],
            },
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
