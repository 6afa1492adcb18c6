"""The diary: people, rooms and visits, booked without clashes.

Two slots of one place of a resource never meet: that is a constraint of the database, so that of fifty who book the
same at once one has it. It is written over ranges of integers, which need no extension. Pages never ask for ranges:
under row-level security that could not use the index, so they ask by where a slot begins.
"""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "resource": "INSERT, UPDATE",
    "booking": "INSERT, UPDATE",
    "slot": "INSERT, UPDATE",
    "session": "INSERT, UPDATE (ended_at)",
    "feed": "INSERT, UPDATE (revoked_at, revoked_by)",
    "marker": "INSERT, UPDATE (review_on, ended_at, ended_by)",
    "unmet": "INSERT",
    "matter": "INSERT",
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

NEVER_TWICE = """
ALTER TABLE store_slot ADD CONSTRAINT slot_never_twice EXCLUDE USING gist (
    int8range(resource_id, resource_id, '[]') WITH &&,
    int4range(place::integer, place::integer, '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
) WHERE (released_at IS NULL);
"""

# As for every row of a thread (see 0002): it belongs to the thread's association.
TIES = """
ALTER TABLE store_booking ADD CONSTRAINT booking_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER booking_added AFTER INSERT ON store_booking REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0021_calls'),
    ]

    operations = [
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=200)),
                ('kind', models.SlugField(db_index=False, max_length=60)),
                ('place', models.SlugField(db_index=False, max_length=20)),
                ('postcode', models.CharField(blank=True, default='', max_length=12)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.SlugField(db_index=False, default='booked', max_length=40)),
                ('sequence', models.SmallIntegerField(default=0)),
                ('uid', models.CharField(max_length=60)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('later', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('agreed', models.BooleanField(default=False)),
                ('agreed_how', models.SlugField(blank=True, db_index=False, default='', max_length=40)),
                ('not_agreed', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('needs', models.JSONField(default=list)),
                ('people', models.SmallIntegerField(default=1)),
                ('arrived_at', models.DateTimeField(blank=True, null=True)),
                ('offered', models.JSONField(default=list)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.SlugField(blank=True, db_index=False, default='', max_length=20)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('remind_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('interpreter', models.SlugField(blank=True, db_index=False, default='', max_length=20)),
                ('interpreter_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('ended_by', models.TextField(blank=True, default='')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('replaced_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.booking')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
            ],
        ),
        migrations.CreateModel(
            name='Marker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.SlugField(db_index=False, max_length=20)),
                ('why', models.SlugField(db_index=False, max_length=40)),
                ('asked_after', models.BooleanField(default=False)),
                ('from_on', models.DateField()),
                ('review_on', models.DateField()),
                ('told_by', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('other', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
            ],
        ),
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(db_index=False, max_length=60)),
                ('label', models.TextField()),
                ('category', models.SlugField(db_index=False, max_length=40)),
                ('version', models.SmallIntegerField()),
                ('withdrawn', models.BooleanField(default=False)),
                ('told_by', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.SlugField(db_index=False, max_length=20)),
                ('name', models.TextField()),
                ('seats', models.SmallIntegerField(default=1)),
                ('places', models.SmallIntegerField(default=1)),
                ('features', models.JSONField(default=list)),
                ('apart', models.BooleanField(default=False)),
                ('postcode', models.CharField(blank=True, default='', max_length=12)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('sha256', models.CharField(max_length=64)),
                ('made_by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('resource', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.resource')),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('every', models.SmallIntegerField()),
                ('places', models.SmallIntegerField()),
                ('made_by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('resource', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.resource')),
            ],
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.SmallIntegerField(default=0)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('what', models.SlugField(db_index=False, default='booking', max_length=20)),
                ('made_by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('booking', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.booking')),
                ('resource', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.resource')),
                ('session', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.session')),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
        ),
        migrations.CreateModel(
            name='Unmet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.SlugField(db_index=False, max_length=20)),
                ('why', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('wanted_at', models.DateTimeField(blank=True, null=True)),
                ('minutes', models.SmallIntegerField(blank=True, null=True)),
                ('told_by', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['association', 'starts_at', 'id'], name='booking_by_time'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['association', 'thread', 'id'], name='booking_of_thread'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['association', 'person', 'starts_at'], name='booking_of_person'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(condition=models.Q(('answer', ''), ('state', 'cancelled-by-us')), fields=['association', 'ended_at'], name='booking_to_tell'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(condition=models.Q(('remind_at__isnull', False), ('reminded_at__isnull', True), ('state', 'booked')), fields=['association', 'remind_at'], name='booking_to_remind'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(condition=models.Q(('state', 'booked'), models.Q(('interpreter', ''), _negated=True)), fields=['association', 'starts_at'], name='booking_interpreted'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='booking_moments_in_order'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(fields=('association', 'uid', 'sequence'), name='booking_uid'),
        ),
        migrations.AddIndex(
            model_name='marker',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['association', 'person'], name='marker_of_person'),
        ),
        migrations.AddIndex(
            model_name='marker',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), ('other__isnull', False)), fields=['association', 'other'], name='marker_of_other'),
        ),
        migrations.AddIndex(
            model_name='marker',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['association', 'review_on'], name='marker_to_review'),
        ),
        migrations.AddConstraint(
            model_name='marker',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('association', 'person', 'kind', 'other'), name='marker_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.UniqueConstraint(fields=('association', 'name', 'version'), name='matter_version'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(condition=models.Q(('account__isnull', False)), fields=('association', 'account'), name='resource_of_account'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(condition=models.Q(('account__isnull', True)), fields=('association', 'kind', 'office', 'name'), name='resource_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('staff', 'room', 'vehicle', 'surgery'))), name='resource_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('places__gte', 1), ('seats__gte', 1)), name='resource_takes_somebody'),
        ),
        migrations.AddIndex(
            model_name='feed',
            index=models.Index(fields=['association', 'resource'], name='feed_of_resource'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.UniqueConstraint(fields=('association', 'sha256'), name='feed_sha256'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='feed_ref'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['association', 'starts_at'], name='session_by_time'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at')), ('every__gte', 5), ('places__gte', 1)), name='session_sound'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(fields=('association', 'resource', 'starts_at'), name='session_once'),
        ),
        migrations.AddIndex(
            model_name='slot',
            index=models.Index(condition=models.Q(('released_at__isnull', True)), fields=['association', 'resource', 'starts_at'], name='slot_of_resource'),
        ),
        migrations.AddIndex(
            model_name='slot',
            index=models.Index(condition=models.Q(('released_at__isnull', True)), fields=['association', 'starts_at', 'resource'], name='slot_by_time'),
        ),
        migrations.AddIndex(
            model_name='slot',
            index=models.Index(condition=models.Q(('booking__isnull', False)), fields=['association', 'booking'], name='slot_of_booking'),
        ),
        migrations.AddIndex(
            model_name='slot',
            index=models.Index(condition=models.Q(('released_at__isnull', True), ('thread__isnull', False)), fields=['association', 'thread'], name='slot_of_thread'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='slot_moments_in_order'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(('place__gte', 0)), name='slot_place_known'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__lte', models.F('starts_at') + timedelta(hours=14))), name='slot_not_endless'),
        ),
        migrations.AddIndex(
            model_name='unmet',
            index=models.Index(fields=['association', '-told_at'], name='unmet_newest'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(NEVER_TWICE, migrations.RunSQL.noop),
        migrations.RunSQL(TIES, migrations.RunSQL.noop),
    ]
