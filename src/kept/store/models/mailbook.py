"""What came by post, who opened it, whom it went to, and which valuables are in our hands?

What happened, and every personal word about it, is told as events on a thread; these rows hold what makes a
book of it: a number without gaps, the day, who opened it, and whether it has been handed round.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import OUTSIDE, OnThread, to


class MailItem(OnThread):
    """One line of the mail book. Nothing is taken out: a line that was struck out says when and by whom.

    `received_at` is when it reached us, `entered_at` when it was written down. `box_at` is when it was found
    in the out-of-hours box, where it lay there. `event` names the entry that it began with, `to` is whom it
    was for when it was entered. A pile of things alike that need no answer is one line of so many `pieces`.
    """

    uid = models.CharField(max_length=OUTSIDE)
    year = models.IntegerField()
    number = models.IntegerField()
    sort = models.SlugField(max_length=20, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    day = models.DateField()
    received_at = models.DateTimeField()
    box_at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.TextField()
    late_why = models.TextField(blank=True, default="")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    event = models.CharField(max_length=OUTSIDE)
    pieces = models.IntegerField(default=1)
    answer = models.BooleanField(default=False)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.TextField(blank=True, default="")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="mailitem_once"),
            models.UniqueConstraint(fields=["association", "year", "number"], name="mailitem_number"),
            models.CheckConstraint(condition=models.Q(pieces__gt=0), name="mailitem_pieces"),
        ]
        indexes = [
            models.Index(fields=["association", "-day", "-id"], name="mailitem_of_day"),
            models.Index(fields=["association", "thread"], name="mailitem_of_thread"),
            models.Index(fields=["association", "to", "-day"], name="mailitem_to_whom"),
            models.Index(
                fields=["association", "day"],
                condition=models.Q(handed_at__isnull=True, struck_at__isnull=True),
                name="mailitem_to_hand_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


class Valuable(OnThread):
    """One receipt: a cheque, cash, a passport or another document that is in our hands or was.

    What it is and whose is told on its thread. `holder` has it now; once it is out of our hands it has
    `ended_at`, and `ended_as` says how. `amount` is in pence.
    """

    uid = models.CharField(max_length=OUTSIDE)
    number = models.IntegerField()
    item = to("MailItem", null=True, blank=True, db_index=False)
    sort = models.SlugField(max_length=20, db_index=False)
    amount = models.BigIntegerField(null=True, blank=True)
    office = to("Office", null=True, blank=True, db_index=False)
    received_at = models.DateTimeField()
    received_by = models.TextField()
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settle_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.SlugField(max_length=20, blank=True, default="", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="valuable_once"),
            models.UniqueConstraint(fields=["association", "number"], name="valuable_number"),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gt=0), name="valuable_amount"
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "settle_by", "id"],
                condition=models.Q(ended_at__isnull=True),
                name="valuable_still_here",
            ),
            models.Index(fields=["association", "thread"], name="valuable_of_thread"),
        ]

    def __str__(self) -> str:
        return str(self.number)
