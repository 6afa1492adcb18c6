"""Registers, staff records, who is in, and leave."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "registerentry": "INSERT, UPDATE (title, words, facts, edition, ended_on, office_id, changed_by, changed_at)",
    "registerlog": "INSERT",
    "presence": "INSERT",
    "absencestep": "INSERT, UPDATE (due_at, owner_id, named_id, facts, thread, done_at, done_by)",
    "absencelook": "INSERT, UPDATE (day, urgent, note, by, at)",
    "absencemeeting": "INSERT, UPDATE (booking, outcome, moved_to, covered_by_id, briefing, decided_at, decided_by, told_at, told_by)",
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
ALTER TABLE store_absencemeeting
    ADD CONSTRAINT absencemeeting_of_thread FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER absencemeeting_added AFTER INSERT ON store_absencemeeting REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""

# What an absence learnt to say, besides what 0009 lets the app change.
ABSENCE = "GRANT UPDATE (kind, divert_place, briefing, thread) ON store_absence TO kept_app;"


class Migration(migrations.Migration):
    dependencies = [("store", "0018_places")]

    operations = [
        migrations.AddField(
            model_name='absence',
            name='briefing',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='absence',
            name='divert_place',
            field=models.SlugField(blank=True, db_index=False, default='', max_length=60),
        ),
        migrations.AddField(
            model_name='absence',
            name='kind',
            field=models.SlugField(db_index=False, default='other', max_length=20),
        ),
        migrations.AddField(
            model_name='absence',
            name='thread',
            field=models.CharField(blank=True, default='', max_length=9),
        ),
        migrations.CreateModel(
            name='AbsenceStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.SlugField(db_index=False, max_length=60)),
                ('title', models.TextField()),
                ('due_at', models.DateTimeField()),
                ('facts', models.JSONField(default=dict)),
                ('thread', models.CharField(blank=True, default='', max_length=9)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.TextField(blank=True, default='')),
                ('absence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.absence')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('named', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AbsenceLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('urgent', models.IntegerField(default=0)),
                ('note', models.TextField(blank=True, default='')),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('step', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.absencestep')),
            ],
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=64)),
                ('state', models.SlugField(db_index=False, max_length=20)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(blank=True, null=True)),
                ('divert_place', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('briefing', models.TextField(blank=True, default='')),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('divert_to', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=64)),
                ('register', models.SlugField(db_index=False, max_length=60)),
                ('title', models.TextField()),
                ('words', models.TextField()),
                ('facts', models.JSONField(default=dict)),
                ('edition', models.IntegerField(default=1)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('made_by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('changed_by', models.TextField()),
                ('changed_at', models.DateTimeField()),
                ('account', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
        ),
        migrations.CreateModel(
            name='RegisterLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=64)),
                ('what', models.SlugField(db_index=False, max_length=20)),
                ('edition', models.IntegerField()),
                ('result', models.SlugField(blank=True, db_index=False, default='', max_length=20)),
                ('note', models.TextField(blank=True, default='')),
                ('facts', models.JSONField(default=dict)),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.registerentry')),
            ],
        ),
        migrations.CreateModel(
            name='AbsenceMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('booking', models.BigIntegerField(blank=True, null=True)),
                ('starts_at', models.DateTimeField()),
                ('outcome', models.SlugField(blank=True, db_index=False, default='', max_length=20)),
                ('moved_to', models.DateTimeField(blank=True, null=True)),
                ('briefing', models.TextField(blank=True, default='')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.TextField(blank=True, default='')),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('told_by', models.TextField(blank=True, default='')),
                ('absence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.absence')),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('covered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'absence', 'thread'), name='absencemeeting_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'postponed', 'covered', 'stands'])), name='absencemeeting_outcome_known')],
            },
        ),
        migrations.AddConstraint(
            model_name='absencestep',
            constraint=models.UniqueConstraint(fields=('association', 'absence', 'step'), name='absencestep_once'),
        ),
        migrations.AddConstraint(
            model_name='absencelook',
            constraint=models.UniqueConstraint(fields=('association', 'step', 'day'), name='absencelook_once'),
        ),
        migrations.AddConstraint(
            model_name='absencelook',
            constraint=models.CheckConstraint(condition=models.Q(('urgent__gte', 0)), name='absencelook_not_below_nought'),
        ),
        migrations.AddIndex(
            model_name='presence',
            index=models.Index(fields=['association', 'account', '-from_at', '-id'], name='presence_latest'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='presence_once'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.CheckConstraint(condition=models.Q(('until_at__isnull', True), ('until_at__gt', models.F('from_at')), _connector='OR'), name='presence_in_order'),
        ),
        migrations.AddIndex(
            model_name='registerentry',
            index=models.Index(fields=['association', 'register', 'account'], name='registerentry_of_account'),
        ),
        migrations.AddConstraint(
            model_name='registerentry',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='registerentry_once'),
        ),
        migrations.AddConstraint(
            model_name='registerentry',
            constraint=models.CheckConstraint(condition=models.Q(('edition__gte', 1)), name='registerentry_edition'),
        ),
        migrations.AddIndex(
            model_name='registerlog',
            index=models.Index(fields=['association', 'entry', '-at', '-id'], name='registerlog_of_entry'),
        ),
        migrations.AddConstraint(
            model_name='registerlog',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='registerlog_once'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(TIES, migrations.RunSQL.noop),
        migrations.RunSQL(ABSENCE, migrations.RunSQL.noop),
    ]
