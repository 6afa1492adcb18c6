"""Who goes to which home when, who is out alone, and what was agreed with whom?

What was said and seen lies with the events of the thread, where it can be erased: these rows say only when
and by whom, so that a day's list need not read every history.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import OnThread, to


def _account(**more: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        **more,  # type: ignore[arg-type]
    )


class Visit(OnThread):
    """One going to a home, as it was planned and as it went. Going again is another row of the same thread.

    Whom it is to is the thread's. `booking` is the appointment of the diary, where it has one; `state` is
    that of `casework.visiting`.
    """

    booking = models.BigIntegerField(null=True, blank=True)
    officer = _account()
    second = _account(null=True, blank=True)
    sort = models.SlugField(max_length=40, db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.SlugField(max_length=20, default="planned", db_index=False)
    announced = models.BooleanField(default=True)
    approved_by = models.TextField(blank=True, default="")
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="visit_moments_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True)
                | models.Q(arrived_at__isnull=False, left_at__gte=models.F("arrived_at")),
                name="visit_left_after_arrival",
            ),
        ]
        indexes = [
            models.Index(fields=["association", "starts_at", "id"], name="visit_by_time"),
            models.Index(fields=["association", "officer", "starts_at"], name="visit_of_officer"),
            models.Index(
                fields=["association", "second", "starts_at"],
                condition=models.Q(second__isnull=False),
                name="visit_of_second",
            ),
            models.Index(fields=["association", "thread", "-id"], name="visit_of_thread"),
        ]


class LoneWork(OnThread):
    """Somebody is out alone until they say that they are back. The thread is one of its own."""

    account = _account()
    visit = to("Visit", null=True, blank=True, db_index=False)
    in_at = models.DateTimeField()
    due_back_at = models.DateTimeField()
    out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "account"],
                condition=models.Q(out_at__isnull=True),
                name="lonework_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(out_at__isnull=True) | models.Q(out_at__gte=models.F("in_at")),
                name="lonework_moments_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["association", "-in_at"], name="lonework_newest"),
            models.Index(
                fields=["association", "visit"],
                condition=models.Q(visit__isnull=False),
                name="lonework_of_visit",
            ),
        ]


class Agreed(OnThread):
    """One action agreed at an interview, a meeting or a visit (`of`): its thread is on its owner's Desk."""

    of = to("Thread", db_index=False)
    owner = _account()
    due_at = models.DateTimeField()
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "thread"], name="agreed_thread"),
        ]
        indexes = [models.Index(fields=["association", "of", "due_at", "id"], name="agreed_of_thread")]
