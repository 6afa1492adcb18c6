"""What is a clock about? A contact, a visit, a case: the unit of replay, lock and visibility."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, to


class Thread(Bound):
    """One thread. Its state repeats what its events say, so that lists need not judge.

    `subject` is the reference by which another system knows it. `sensitivity` is empty for the ordinary (see
    `casework.visibility`); `about` is the member of staff whom it names as its cause, and `raised_by` who put
    it on record, kept where only a few may see it.
    `act_by` and `due_at` are the soonest of what it still asks for; it is `adrift` where it is open and
    nothing says what comes next; `asked` is how often the customer asked again while it is open.
    """

    ref = models.CharField(max_length=9)
    kind = models.TextField()
    subject = models.CharField(max_length=OUTSIDE, null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    team = to("Team", null=True, blank=True, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    person = to("Person", null=True, blank=True, db_index=False)
    state = models.TextField(default="open")
    sensitivity = models.TextField(default="", blank=True)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    wake_at = models.DateTimeField(null=True, blank=True)
    next_date = models.DateTimeField(null=True, blank=True)
    act_by = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    adrift = models.BooleanField(default=False)
    asked = models.IntegerField(default=0)
    merged_into = to("Thread", null=True, blank=True, db_index=False)
    via = models.TextField(default="form")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="thread_ref"),
            models.UniqueConstraint(fields=["association", "subject"], name="thread_subject"),
            # So that whoever reads the ordinary need not ask whom it is about.
            models.CheckConstraint(
                condition=models.Q(about__isnull=True) | ~models.Q(sensitivity=""),
                name="thread_about_staff_is_sensitive",
            ),
        ]
        indexes = [
            models.Index(fields=["association", "-opened_at"], name="thread_newest"),
            models.Index(
                fields=["association", "owner"],
                condition=models.Q(closed_at__isnull=True),
                name="thread_owner_open",
            ),
            models.Index(
                fields=["association", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="thread_merged",
            ),
            models.Index(
                fields=["association", "id"],
                condition=~models.Q(sensitivity=""),
                name="thread_sensitive",
            ),
            # What a figure leaves out for some. The house has a thread for each customer, none with a clock.
            models.Index(
                fields=["association", "id"],
                condition=~models.Q(sensitivity="") & ~models.Q(sensitivity="house"),
                name="thread_kept_apart",
            ),
            models.Index(
                fields=["association", "person", "-opened_at"],
                condition=models.Q(person__isnull=False),
                name="thread_of_person",
            ),
            # The Desk reads these in their order, and only as far as a page goes.
            models.Index(
                fields=["association", "act_by", "id"],
                condition=models.Q(act_by__isnull=False),
                name="thread_to_do",
            ),
            models.Index(
                fields=["association", "owner", "act_by", "id"],
                condition=models.Q(act_by__isnull=False),
                name="thread_to_do_of_owner",
            ),
            models.Index(
                fields=["association", "kind", "act_by", "id"],
                condition=models.Q(act_by__isnull=False),
                name="thread_to_do_of_kind",
            ),
            models.Index(
                fields=["association", "team", "act_by", "id"],
                condition=models.Q(act_by__isnull=False),
                name="thread_to_do_of_team",
            ),
            models.Index(
                fields=["association", "opened_at", "id"],
                condition=models.Q(adrift=True),
                name="thread_adrift",
            ),
            models.Index(
                fields=["association", "act_by", "id"],
                condition=models.Q(asked__gt=0),
                name="thread_asked",
            ),
            models.Index(
                fields=["association", "due_at", "id"],
                condition=models.Q(act_by__isnull=False),
                name="thread_late",
            ),
            # Who has what: the board counts everything open by team and owner, from this alone.
            models.Index(
                fields=["association", "team", "owner"],
                include=[
                    "act_by",
                    "due_at",
                    "asked",
                    "adrift",
                    "office",
                    # What tells who may see it (see `store.threads`).
                    "sensitivity",
                    "raised_by",
                    "about",
                ],
                condition=models.Q(closed_at__isnull=True, merged_into__isnull=True),
                name="thread_board",
            ),
            models.Index(
                fields=["association", "owner", "-opened_at"],
                condition=models.Q(owner__isnull=False),
                name="thread_of_owner",
            ),
            # The sweep looks over all associations at once.
            models.Index(
                fields=["wake_at", "id"], condition=models.Q(wake_at__isnull=False), name="thread_wake"
            ),
        ]

    def __str__(self) -> str:
        return self.ref
