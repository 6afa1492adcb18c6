"""What is limited for whom, and who has read what was decided or written down?

No personal words lie here: reasons, guidance and terms are on the thread where they were recorded.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import Bound, to


class Restriction(Bound):
    """One decision of the director about one customer, as long as it holds.

    `options` are the slugs that `casework.restricting` knows. It binds the customer from `told_at`. It has
    a day on which it is looked at again, and is over that day unless somebody who may decide says otherwise.
    `waived_until` is the day until which law or an emergency sets it aside.
    """

    thread = to("Thread", db_index=False)
    person = to("Person", db_index=False)
    event = models.CharField(max_length=200)
    options = models.JSONField(default=list)
    open_channel = models.SlugField(max_length=20, db_index=False)
    contact = models.TextField(default="", blank=True)
    starts_on = models.DateField()
    review_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.TextField()
    told_at = models.DateTimeField(null=True, blank=True)
    waived_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(default="", blank=True)
    ended_why = models.SlugField(max_length=20, default="", blank=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "event"], name="restriction_of_event"),
            models.UniqueConstraint(
                fields=["association", "thread"],
                condition=models.Q(ended_at__isnull=True),
                name="restriction_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="restriction_of_person",
            ),
        ]


class ToRead(Bound):
    """Something that a colleague is to read: the note of a call that we ended, an incident, a decision."""

    thread = to("Thread", db_index=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    what = models.SlugField(max_length=20, db_index=False)
    asked_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "thread", "account", "what"], name="to_read_once"),
        ]
        indexes = [
            models.Index(
                fields=["association", "account"],
                condition=models.Q(read_at__isnull=True),
                name="to_read_of",
            ),
        ]
