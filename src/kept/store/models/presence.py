"""Who is in, whose telephone rings where, and what is to be arranged while somebody is away?

`Presence` is what somebody said of themselves, or a colleague of them; the latest counts. The rest belongs to
an absence: the checklist of leave, the daily look at what reaches whoever is away, and the appointments that
somebody who is ill cannot keep.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from kept.store.models.bound import Bound, OnThread, to


def somebody(*, needed: bool = False) -> models.ForeignKey[Any, Any]:
    """An account, or none."""
    more: dict[str, Any] = {} if needed else {"null": True, "blank": True}
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, **more
    )


class Presence(Bound):
    """Where somebody is from that moment on, and who takes their calls meanwhile."""

    uid = models.CharField(max_length=64)
    account = somebody(needed=True)
    state = models.SlugField(max_length=20, db_index=False)
    from_at = models.DateTimeField()
    # When they think to be back.
    until_at = models.DateTimeField(null=True, blank=True)
    divert_to = somebody()
    # Where it is no colleague: the switchboard, a mobile.
    divert_place = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    briefing = models.TextField(blank=True, default="")
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="presence_once"),
            models.CheckConstraint(
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gt=models.F("from_at")),
                name="presence_in_order",
            ),
        ]
        indexes = [models.Index(fields=["association", "account", "-from_at", "-id"], name="presence_latest")]


class AbsenceStep(Bound):
    """One thing to be seen to because somebody is away, by whom and by when; open until `done_at`."""

    absence = to("Absence", db_index=False)
    step = models.SlugField(max_length=60, db_index=False)
    title = models.TextField()
    due_at = models.DateTimeField()
    owner = somebody()
    # Whom the arrangement names: who looks at the e-mail, who has the letters.
    named = somebody()
    facts = models.JSONField(default=dict)
    thread = models.CharField(max_length=9, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "absence", "step"], name="absencestep_once")
        ]


class AbsenceLook(Bound):
    """The day's look at what reached whoever is away: what was found, and what was done about it."""

    step = to("AbsenceStep", db_index=False)
    day = models.DateField()
    urgent = models.IntegerField(default=0)
    note = models.TextField(blank=True, default="")
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "step", "day"], name="absencelook_once"),
            models.CheckConstraint(condition=models.Q(urgent__gte=0), name="absencelook_not_below_nought"),
        ]


class AbsenceMeeting(OnThread):
    """An appointment that somebody who is away cannot keep: postponed, or covered, and the customer told."""

    absence = to("Absence", db_index=False)
    # The booking in the diary, by its id, where it is there.
    booking = models.BigIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField()
    outcome = models.SlugField(max_length=20, blank=True, default="", db_index=False)
    moved_to = models.DateTimeField(null=True, blank=True)
    covered_by = somebody()
    briefing = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.TextField(blank=True, default="")
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "absence", "thread"], name="absencemeeting_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", "postponed", "covered", "stands"]),
                name="absencemeeting_outcome_known",
            ),
        ]
