"""Who is where and when: people, rooms and vehicles, and what is each of them booked for?

No two slots of one place of a resource meet, and the database itself holds to that (see the migration):
whoever books is told so there, not by a page that looked a moment ago. A slot that is given up stays, with
the moment.

Nothing personal is kept here: what a customer said lies with the events of the thread, and can be erased
there.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, OnThread, to

STAFF, ROOM, VEHICLE, SURGERY, CONTRACTOR = "staff", "room", "vehicle", "surgery", "contractor"
SORTS = (STAFF, ROOM, VEHICLE, SURGERY, CONTRACTOR)
LONGEST_SLOT = timedelta(hours=14)


def _account(**more: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        **more,  # type: ignore[arg-type]
    )


class Resource(Bound):
    """What can be booked: somebody, a room, a vehicle, or a surgery that several come to at once.

    `seats` is how many people a room holds. `places` is how many bookings may stand side by side: one but for
    a surgery. `features` are slugs of the diary's list, such as step-free. `apart` says of a room that nobody
    outside hears what is said in it. `ended_at` says since when it is not booked any more.
    """

    kind = models.SlugField(max_length=20, db_index=False)
    account = _account()
    office = to("Office", null=True, blank=True, db_index=False)
    name = models.TextField()
    seats = models.SmallIntegerField(default=1)
    places = models.SmallIntegerField(default=1)
    features = models.JSONField(default=list)
    apart = models.BooleanField(default=False)
    postcode = models.CharField(max_length=12, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "account"],
                condition=models.Q(account__isnull=False),
                name="resource_of_account",
            ),
            models.UniqueConstraint(
                fields=["association", "kind", "office", "name"],
                condition=models.Q(account__isnull=True),
                name="resource_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(kind__in=SORTS), name="resource_kind_known"),
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, places__gte=1), name="resource_takes_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Booking(OnThread):
    """One appointment as it was agreed. Moving it makes another, and this one names what replaced it.

    `event` is the uid of the event that told of it, where the customer's own words lie. `due_at` is by when
    the promise wanted it, `later` why it was not in time. `state` is what became of it (see casework.diary).
    Where we cancelled it, `offered` are the other times that were offered, `told_at` when the customer was
    told, and `answer` what they said to them.
    """

    event = models.CharField(max_length=OUTSIDE)
    kind = models.SlugField(max_length=60, db_index=False)
    place = models.SlugField(max_length=20, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    person = to("Person", null=True, blank=True, db_index=False)
    postcode = models.CharField(max_length=12, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.SlugField(max_length=40, default="booked", db_index=False)
    sequence = models.SmallIntegerField(default=0)
    uid = models.CharField(max_length=60)
    replaced_by = to("Booking", null=True, blank=True, db_index=False)
    due_at = models.DateTimeField(null=True, blank=True)
    later = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    agreed = models.BooleanField(default=False)
    agreed_how = models.SlugField(max_length=40, blank=True, default="", db_index=False)
    not_agreed = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    needs = models.JSONField(default=list)
    people = models.SmallIntegerField(default=1)
    arrived_at = models.DateTimeField(null=True, blank=True)
    offered = models.JSONField(default=list)
    told_at = models.DateTimeField(null=True, blank=True)
    answer = models.SlugField(max_length=20, blank=True, default="", db_index=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    interpreter = models.SlugField(max_length=20, blank=True, default="", db_index=False)
    interpreter_at = models.DateTimeField(null=True, blank=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    ended_by = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="booking_moments_in_order"
            ),
            models.UniqueConstraint(fields=["association", "uid", "sequence"], name="booking_uid"),
        ]
        indexes = [
            models.Index(fields=["association", "starts_at", "id"], name="booking_by_time"),
            models.Index(fields=["association", "thread", "id"], name="booking_of_thread"),
            models.Index(
                fields=["association", "person", "starts_at"],
                condition=models.Q(person__isnull=False),
                name="booking_of_person",
            ),
            models.Index(
                fields=["association", "ended_at"],
                condition=models.Q(state="cancelled-by-us", answer=""),
                name="booking_to_tell",
            ),
            models.Index(
                fields=["association", "remind_at"],
                condition=models.Q(state="booked", reminded_at__isnull=True, remind_at__isnull=False),
                name="booking_to_remind",
            ),
            models.Index(
                fields=["association", "starts_at"],
                condition=models.Q(state="booked") & ~models.Q(interpreter=""),
                name="booking_interpreted",
            ),
        ]


class Slot(Bound):
    """One resource is taken, from one moment to another. `place` tells bookings of a surgery apart.

    Without a booking it is a room taken there and then, a surgery's own time, or time kept free, as `what`
    says. It holds nobody back any more once it is released.
    """

    resource = to("Resource", db_index=False)
    place = models.SmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    what = models.SlugField(max_length=20, default="booking", db_index=False)
    thread = to("Thread", null=True, blank=True, db_index=False)
    booking = to("Booking", null=True, blank=True, db_index=False)
    session = to("Session", null=True, blank=True, db_index=False)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="slot_moments_in_order"
            ),
            models.CheckConstraint(condition=models.Q(place__gte=0), name="slot_place_known"),
            # A page that asks for a day looks back no further than this (see store.diary).
            models.CheckConstraint(
                condition=models.Q(ends_at__lte=models.F("starts_at") + LONGEST_SLOT), name="slot_not_endless"
            ),
        ]
        indexes = [
            # What is on a page: of some resources, from a day to another. No slot lasts longer than a day.
            models.Index(
                fields=["association", "resource", "starts_at"],
                condition=models.Q(released_at__isnull=True),
                name="slot_of_resource",
            ),
            models.Index(
                fields=["association", "starts_at", "resource"],
                condition=models.Q(released_at__isnull=True),
                name="slot_by_time",
            ),
            models.Index(
                fields=["association", "booking"],
                condition=models.Q(booking__isnull=False),
                name="slot_of_booking",
            ),
            models.Index(
                fields=["association", "thread"],
                condition=models.Q(thread__isnull=False, released_at__isnull=True),
                name="slot_of_thread",
            ),
        ]


class Session(Bound):
    """One surgery: where and when people may come, a new round every `every` minutes, `places` at a time."""

    resource = to("Resource", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    every = models.SmallIntegerField()
    places = models.SmallIntegerField()
    made_by = models.TextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at"), every__gte=5, places__gte=1),
                name="session_sound",
            ),
            models.UniqueConstraint(fields=["association", "resource", "starts_at"], name="session_once"),
        ]
        indexes = [models.Index(fields=["association", "starts_at"], name="session_by_time")]


class Feed(Bound):
    """A secret address at which a calendar reads the diary of one resource. Only the sha256 is kept."""

    resource = to("Resource", db_index=False)
    ref = models.CharField(max_length=9)
    sha256 = models.CharField(max_length=64)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "sha256"], name="feed_sha256"),
            models.UniqueConstraint(fields=["association", "ref"], name="feed_ref"),
        ]
        indexes = [models.Index(fields=["association", "resource"], name="feed_of_resource")]


class Marker(Bound):
    """What has to be observed whenever this person is met: two of us, only at the office, apart from others.

    It belongs to the person, never to the address. Whoever meets them sees the instruction; `why` is the slug
    of a reason, and the story stays where it was recorded. One that came of a decision ends with it.
    """

    person = to("Person", db_index=False)
    kind = models.SlugField(max_length=20, db_index=False)
    other = to("Person", null=True, blank=True, db_index=False)
    why = models.SlugField(max_length=40, db_index=False)
    asked_after = models.BooleanField(default=False)
    from_on = models.DateField()
    review_on = models.DateField()
    told_by = models.TextField()
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True, default="")
    restriction = to("Restriction", null=True, blank=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "person", "kind", "other"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="marker_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="marker_of_person",
            ),
            models.Index(
                fields=["association", "other"],
                condition=models.Q(ended_at__isnull=True, other__isnull=False),
                name="marker_of_other",
            ),
            models.Index(
                fields=["association", "review_on"],
                condition=models.Q(ended_at__isnull=True),
                name="marker_to_review",
            ),
        ]


class Unmet(Bound):
    """Somebody wanted a time, a room or a visit that we did not give them, and why."""

    what = models.SlugField(max_length=20, db_index=False)
    why = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    wanted_at = models.DateTimeField(null=True, blank=True)
    minutes = models.SmallIntegerField(null=True, blank=True)
    office = to("Office", null=True, blank=True, db_index=False)
    thread = to("Thread", null=True, blank=True, db_index=False)
    told_by = models.TextField()
    told_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["association", "-told_at"], name="unmet_newest")]


class Matter(Bound):
    """Which matters are so serious that they are seen sooner: one row for each version of one of them.

    The newest row of a name holds; one that is withdrawn says so. What nobody has changed is in `diary.yaml`.
    """

    name = models.SlugField(max_length=60, db_index=False)
    label = models.TextField()
    category = models.SlugField(max_length=40, db_index=False)
    version = models.SmallIntegerField()
    withdrawn = models.BooleanField(default=False)
    told_by = models.TextField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "name", "version"], name="matter_version")
        ]
