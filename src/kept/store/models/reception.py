"""Which number did a visitor get, who is at the front desk when, and which tablet stands there?

What happens to a visitor is told as events on their thread; these rows hold what is no event: the number on
their ticket, the rota of the desk, and the addresses that open without anybody signing in.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import Bound, OnThread

DESK, COVER, BREAK, DUTY = "desk", "cover", "break", "duty"
CHECK_IN, SCREEN = "check-in", "screen"


class Ticket(OnThread):
    """The number by which somebody is called: it starts again each day at each office, and names nobody.

    `appointment` is the reference of the appointment for which they came, where they have one.
    """

    office = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    day = models.DateField()
    number = models.IntegerField()
    appointment = models.CharField(max_length=9, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "office", "day", "number"], name="ticket_number"),
            models.UniqueConstraint(fields=["association", "thread"], name="ticket_once"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Turn(Bound):
    """Somebody's turn: at the desk, as who covers it, on a break from it, or as a team's duty officer.

    A break names who stands in, so that the desk is never empty. `badge_at` is when it was looked at, at
    the start of a turn, that whoever sits there wears a badge. A turn called off says when, and is kept.
    """

    office = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    part = models.SlugField(max_length=20, db_index=False)
    team = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    badge_at = models.DateTimeField(null=True, blank=True)
    told_by = models.TextField()
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_at__gt=models.F("from_at")), name="turn_moments_in_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(part="break") | models.Q(cover__isnull=False),
                name="turn_break_is_covered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "to_at", "id"],
                condition=models.Q(ended_at__isnull=True),
                name="turn_until",
            ),
        ]


class Tablet(Bound):
    """An address at which customers check in by themselves, or at which a screen shows who is next.

    Only a digest of it is kept, so that nobody who reads the table can open it; it is ended, never reused.
    """

    office = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    purpose = models.SlugField(max_length=20, db_index=False)
    digest = models.CharField(max_length=64)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "digest"], name="tablet_digest"),
        ]
