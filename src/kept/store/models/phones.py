"""What did the telephone system record, who answers when nobody is here, and who listens to the machine?

A `CallRecord` is one call as the exchange saw it, beside the thread on which its promises run. The rest are
plain rows of the house: who is on a rota, how the answering machine was switched, tried and heard. What it
says is beside the notices (see `places_checks`).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kept.store.models.bound import OUTSIDE, Bound, OnThread, to
from kept.store.models.checks import _account

ANSWERED, ABANDONED, MACHINE, BUSY = "answered", "abandoned", "machine", "busy"
OUTCOMES = (ANSWERED, ABANDONED, MACHINE, BUSY)


class CallRecord(OnThread):
    """One call. `waited` are the seconds until somebody, a machine or nobody more was there; `talked` those
    that were spoken, where the exchange says so. `taken_by` is the extension or agent that picked up.
    """

    ref = models.CharField(max_length=OUTSIDE)
    office = to("Office", null=True, blank=True, db_index=False)
    line = models.CharField(max_length=20)
    rang_at = models.DateTimeField()
    outcome = models.CharField(max_length=10)
    waited = models.FloatField()
    talked = models.FloatField(null=True, blank=True)
    taken_by = models.TextField(blank=True, default="")
    out_of_hours = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="callrecord_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=OUTCOMES) & Q(waited__gte=0), name="callrecord_makes_sense"
            ),
        ]
        indexes = [
            models.Index(fields=["association", "rang_at"], name="callrecord_in_order"),
            models.Index(fields=["association", "thread"], name="callrecord_of_thread"),
        ]


class RotaShift(Bound):
    """Somebody answers from one moment to another: an account, or somebody outside by name and number."""

    rota = models.CharField(max_length=60)
    office = to("Office", null=True, blank=True, db_index=False)
    account = _account()
    name = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "rota", "office", "account", "name", "starts"],
                name="rotashift_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="rotashift_in_order"),
        ]
        indexes = [models.Index(fields=["association", "rota", "ends"], name="rotashift_until")]


class MachineNote(Bound):
    """The machine was switched on or off, tested, found faulty or mended. `for_at` names the switching of the
    schedule that it confirms.
    """

    office = to("Office", db_index=False)
    machine = models.CharField(max_length=60)
    what = models.CharField(max_length=10)
    happened_at = models.DateTimeField()
    for_at = models.DateTimeField(null=True, blank=True)
    clear = models.BooleanField(null=True, blank=True)
    words = models.TextField(blank=True, default="")
    told_by = models.TextField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "office", "machine", "what", "for_at"],
                condition=Q(for_at__isnull=False),
                name="machinenote_once",
            ),
        ]
        indexes = [models.Index(fields=["association", "-happened_at"], name="machinenote_latest")]


class MachineRound(Bound):
    """Somebody went through the machine. It cannot be closed while a message is unheard."""

    office = to("Office", db_index=False)
    machine = models.CharField(max_length=60)
    round = models.CharField(max_length=60)
    # The moment of the schedule that this round is for: an opening, or an hour.
    for_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    begun_by = models.TextField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "office", "machine", "round", "for_at"], name="machineround_once"
            ),
        ]
        indexes = [models.Index(fields=["association", "-begun_at"], name="machineround_latest")]


class MachineMessage(Bound):
    """One message that the machine says it has: when it was left, when it was heard, and the contact that it
    became. Who left it and what they said is on the contact.
    """

    round = models.ForeignKey(
        "store.MachineRound", on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    number = models.IntegerField()
    left_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    heard_by = models.TextField(blank=True, default="")
    # Empty until heard, then "message", or "silent" where nobody spoke.
    found = models.CharField(max_length=10, blank=True, default="")
    thread = models.CharField(max_length=9, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "round", "number"], name="machinemessage_once"),
        ]
