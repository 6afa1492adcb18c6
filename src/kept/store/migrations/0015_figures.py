"""Tallies by month, months that were published, counts from outside, and closed clocks drawn to be checked.

Whatever writes clocks, the database itself notes what changed for the tallies: no writer can forget it, and none waits
for another, since changes are only ever added. The worker adds them up.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "tally": "INSERT, UPDATE, DELETE",
    "tallytook": "INSERT, UPDATE, DELETE",
    "tallychange": "INSERT, DELETE",
    "published": "INSERT",
    "publishedfigure": "INSERT",
    "publishedclock": "INSERT",
    "outsidecount": "INSERT, UPDATE",
    "checkdraw": "INSERT",
    "check": "INSERT, UPDATE (reader_id, result, read_by_id, read_at, uid)",
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
ALTER TABLE store_check ADD CONSTRAINT check_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER check_added AFTER INSERT ON store_check REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""

# How fine a time is kept (to the second under a minute, to ten seconds under ten minutes, to the minute under an hour,
# to a tenth of an hour under two days, to a tenth of a day beyond: as fine as pages show it), and to which local month a clock belongs: that of the last
# instant at which it could be kept.
FINE = """
CREATE FUNCTION kept_fine(seconds double precision) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN seconds < 60 THEN round(seconds)
        WHEN seconds < 600 THEN round(seconds / 10) * 10
        WHEN seconds < 3600 THEN round(seconds / 60) * 60
        WHEN seconds < 172800 THEN round(seconds / 360) * 360
        WHEN seconds > 2000000000 THEN 2000000000
        ELSE round(seconds / 8640) * 8640 END::integer
$$;
CREATE FUNCTION kept_month(first_due timestamptz, zone text) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT date_trunc('month', (first_due - interval '1 microsecond') AT TIME ZONE zone)::date
$$;
"""

COLUMNS = "association_id, thread_id, promise, first_due_at, office_id, verdict, grade, took, took_days"

# One row for each sort of change, and none where nothing that is tallied has changed. The thread and the association
# are looked up for each clock: a join might be planned for a large batch once and then be used for a small one.
CHANGES = f"""
    INSERT INTO store_tallychange
        (association_id, promise, month, office_id, team_id, verdict, grade, took, took_days, n)
    SELECT association_id, promise,
        kept_month(first_due_at, (SELECT zone FROM store_association WHERE id = c.association_id)),
        office_id, {{team}}, verdict, grade, kept_fine(took), took_days, sum(sign)
    FROM ({{clocks}}) AS c
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(sign) <> 0;
"""
OF_THREAD = "(SELECT team_id FROM store_thread WHERE id = c.thread_id)"


def _changes(**clocks: int) -> str:
    """Of which transition tables, each more (1) or fewer (-1)."""
    parts = [f"SELECT {COLUMNS}, {sign} AS sign FROM {name}" for name, sign in clocks.items()]
    return CHANGES.format(clocks=" UNION ALL ".join(parts), team=OF_THREAD)


TALLYING = f"""
CREATE FUNCTION kept_tally_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh) THEN {_changes(fresh=1)} END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION kept_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh) THEN {_changes(fresh=1, stale=-1)} END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION kept_tally_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM stale) THEN {_changes(stale=-1)} END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION kept_tally_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {CHANGES.format(
        clocks=f"SELECT {COLUMNS}, sign, team FROM store_clock, (VALUES (OLD.team_id, -1), (NEW.team_id, 1))"
        " AS moved (team, sign) WHERE association_id = NEW.association_id AND thread_id = NEW.id",
        team="team",
    )}
    RETURN NULL;
END $$;
CREATE TRIGGER clock_added_tallied AFTER INSERT ON store_clock REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_tally_added();
CREATE TRIGGER clock_changed_tallied AFTER UPDATE ON store_clock REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_tally_changed();
CREATE TRIGGER clock_removed_tallied AFTER DELETE ON store_clock REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION kept_tally_removed();
CREATE TRIGGER thread_team_tallied AFTER UPDATE OF team_id ON store_thread
    FOR EACH ROW WHEN (OLD.team_id IS DISTINCT FROM NEW.team_id) EXECUTE FUNCTION kept_tally_team();
"""

# What is on record already.
COUNTED = """
INSERT INTO store_tally (association_id, promise, month, office_id, team_id, verdict, grade, n, ended)
SELECT c.association_id, c.promise, kept_month(c.first_due_at, a.zone), c.office_id, t.team_id, c.verdict, c.grade,
    count(*), count(c.took)
FROM store_clock c JOIN store_association a ON a.id = c.association_id JOIN store_thread t ON t.id = c.thread_id
GROUP BY 1, 2, 3, 4, 5, 6, 7;
INSERT INTO store_tallytook (association_id, promise, of_year, month, office_id, in_days, took, n)
SELECT c.association_id, c.promise, of_year,
    CASE WHEN of_year THEN date_trunc('year', kept_month(c.first_due_at, a.zone))::date
        ELSE kept_month(c.first_due_at, a.zone) END,
    c.office_id, in_days, one, count(*)
FROM store_clock c JOIN store_association a ON a.id = c.association_id
    CROSS JOIN LATERAL (VALUES (false, kept_fine(c.took)), (true, c.took_days)) AS times (in_days, one)
    CROSS JOIN (VALUES (false), (true)) AS spans (of_year)
WHERE one IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6, 7;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0014_board'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('source', models.CharField(max_length=60)),
                ('n', models.IntegerField()),
                ('told_by', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('origin', models.TextField(blank=True, default='')),
                ('recorded', models.IntegerField(default=0)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
        ),
        migrations.CreateModel(
            name='CheckDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('seed', models.CharField(max_length=64)),
                ('of', models.IntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.TextField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.team')),
            ],
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('promise', models.CharField(max_length=120)),
                ('start', models.CharField(max_length=200)),
                ('verdict', models.TextField()),
                ('result', models.CharField(blank=True, default='', max_length=10)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('uid', models.CharField(blank=True, default='', max_length=200)),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('read_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reader', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
                ('draw', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.checkdraw')),
            ],
        ),
        migrations.CreateModel(
            name='Published',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('published_at', models.DateTimeField()),
                ('published_by', models.TextField()),
                ('version', models.CharField(max_length=64)),
                ('clocks', models.IntegerField()),
                ('beside', models.JSONField(default=dict)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
        ),
        migrations.CreateModel(
            name='PublishedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('promise', models.CharField(max_length=120)),
                ('office', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('verdicts', models.JSONField(default=dict)),
                ('grades', models.JSONField(default=dict)),
                ('ended', models.IntegerField()),
                ('median_seconds', models.FloatField(blank=True, null=True)),
                ('p90_seconds', models.FloatField(blank=True, null=True)),
                ('median_days', models.FloatField(blank=True, null=True)),
                ('p90_days', models.FloatField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('published', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.published')),
            ],
        ),
        migrations.CreateModel(
            name='PublishedClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('promise', models.CharField(max_length=120)),
                ('start', models.CharField(max_length=200)),
                ('thread', models.CharField(max_length=9)),
                ('version', models.CharField(max_length=64)),
                ('office', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('first_due_at', models.DateTimeField()),
                ('verdict', models.TextField()),
                ('grade', models.TextField(blank=True, null=True)),
                ('took', models.FloatField(blank=True, null=True)),
                ('took_days', models.IntegerField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('published', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.published')),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('promise', models.CharField(max_length=120)),
                ('month', models.DateField()),
                ('verdict', models.TextField()),
                ('grade', models.TextField(blank=True, null=True)),
                ('n', models.IntegerField()),
                ('ended', models.IntegerField()),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.office')),
                ('team', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
            ],
        ),
        migrations.CreateModel(
            name='TallyTook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('promise', models.CharField(max_length=120)),
                ('month', models.DateField()),
                ('of_year', models.BooleanField(default=False)),
                ('in_days', models.BooleanField()),
                ('took', models.IntegerField()),
                ('n', models.IntegerField()),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.office')),
            ],
        ),
        migrations.CreateModel(
            name='TallyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('promise', models.CharField(max_length=120)),
                ('month', models.DateField()),
                ('verdict', models.TextField()),
                ('grade', models.TextField(blank=True, null=True)),
                ('took', models.IntegerField(blank=True, null=True)),
                ('took_days', models.IntegerField(blank=True, null=True)),
                ('n', models.IntegerField()),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.office')),
                ('team', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
            ],
        ),
        migrations.AddConstraint(
            model_name='checkdraw',
            constraint=models.UniqueConstraint(fields=('association', 'month', 'team'), name='checkdraw_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(condition=models.Q(('result', '')), fields=['association', 'reader'], name='check_to_read'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(fields=['association', 'thread'], name='check_of_thread'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.UniqueConstraint(fields=('association', 'draw', 'number'), name='check_once'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['', 'agreed', 'not'])), name='check_result_known'),
        ),
        migrations.AddConstraint(
            model_name='outsidecount',
            constraint=models.UniqueConstraint(fields=('association', 'day', 'source', 'office'), name='outsidecount_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='outsidecount',
            constraint=models.CheckConstraint(condition=models.Q(('n__gte', 0)), name='outsidecount_not_below_nought'),
        ),
        migrations.AddConstraint(
            model_name='published',
            constraint=models.UniqueConstraint(fields=('association', 'month'), name='published_once'),
        ),
        migrations.AddConstraint(
            model_name='publishedclock',
            constraint=models.UniqueConstraint(fields=('association', 'published', 'promise', 'start', 'thread'), name='publishedclock_once'),
        ),
        migrations.AddConstraint(
            model_name='publishedfigure',
            constraint=models.UniqueConstraint(fields=('association', 'published', 'promise', 'office'), name='publishedfigure_once'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['association', 'month'], include=('promise', 'office', 'team', 'verdict', 'grade', 'n', 'ended'), name='tally_of_month'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('association', 'promise', 'month', 'office', 'team', 'verdict', 'grade'), name='tally_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='tallychange',
            index=models.Index(fields=['association', 'id'], name='tallychange_in_order'),
        ),
        migrations.AddIndex(
            model_name='tallytook',
            index=models.Index(fields=['association', 'of_year', 'month'], include=('promise', 'office', 'in_days', 'took', 'n'), name='tallytook_of_month'),
        ),
        migrations.AddConstraint(
            model_name='tallytook',
            constraint=models.UniqueConstraint(fields=('association', 'promise', 'of_year', 'month', 'office', 'in_days', 'took'), name='tallytook_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(models.Q(('sensitivity', ''), _negated=True), models.Q(('sensitivity', 'house'), _negated=True)), fields=['association', 'id'], name='thread_kept_apart'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(TIES, migrations.RunSQL.noop),
        migrations.RunSQL(FINE, migrations.RunSQL.noop),
        migrations.RunSQL(TALLYING, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
