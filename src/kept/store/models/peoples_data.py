"""What may we do with what we know of somebody, who was told of it, and when does it go?

`DataConsent` and `StatementGiven` say what a customer agreed to and what they were told; `Disclosure` what
left our hands, to whom and on what ground. `KeptAddress` holds an address that only named colleagues may
see: the customer's own row has none meanwhile. `OpeningReason` is the line with which somebody opened a file
that is not among their own. `RetentionHold` and `RetentionDone` say what is kept longer, and what went.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import Bound, to


class DataConsent(Bound):
    """One yes or no of a customer to one purpose; a yes holds until it is withdrawn."""

    uid = models.CharField(max_length=64)
    person = to("Person", db_index=False)
    purpose = models.SlugField(max_length=60, db_index=False)
    given = models.BooleanField()
    how = models.SlugField(max_length=20, db_index=False)
    told_to = models.TextField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_how = models.SlugField(max_length=20, blank=True, default="", db_index=False)
    withdrawn_to = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "uid"], name="dataconsent_once")]
        indexes = [models.Index(fields=["association", "person", "purpose", "-id"], name="dataconsent_of")]


class StatementGiven(Bound):
    """Which statement of purpose a customer was given. `words` are as they stood on that day."""

    uid = models.CharField(max_length=64)
    person = to("Person", db_index=False)
    statement = models.SlugField(max_length=60, db_index=False)
    words = models.TextField()
    how = models.SlugField(max_length=20, db_index=False)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "uid"], name="statementgiven_once")]
        indexes = [models.Index(fields=["association", "person", "-id"], name="statementgiven_of")]


class Disclosure(Bound):
    """Something about customers that went, or is to go, to somebody else.

    `sort` is outside, section or export. `what` and `recipient` are words that the eraser empties. One that
    waits for its approval has no `approved_at`; one that was refused says why.
    """

    ref = models.CharField(max_length=9)
    uid = models.CharField(max_length=64)
    sort = models.SlugField(max_length=20, db_index=False)
    person = to("Person", null=True, blank=True, db_index=False)
    thread = to("Thread", null=True, blank=True, db_index=False)
    what = models.TextField(blank=True, default="")
    recipient = models.TextField(blank=True, default="")
    service = models.TextField(blank=True, default="")
    purpose = models.TextField(blank=True, default="")
    basis = models.SlugField(max_length=20, db_index=False)
    protocol = models.TextField(blank=True, default="")
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    approved_by = models.TextField(blank=True, default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    refused_why = models.TextField(blank=True, default="")
    customer_told = models.SlugField(max_length=20, blank=True, default="", db_index=False)
    told_why_not = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="disclosure_ref"),
            models.UniqueConstraint(fields=["association", "uid"], name="disclosure_once"),
        ]
        indexes = [models.Index(fields=["association", "person", "-id"], name="disclosure_of")]


class KeptAddress(Bound):
    """The address of somebody whom it would endanger, and since when only those who are named see it."""

    person = to("Person", db_index=False)
    address = models.TextField(blank=True, default="")
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "person"], name="keptaddress_once")]


class AddressSeer(Bound):
    """A colleague who may see the address of one customer that is kept back."""

    person = to("Person", db_index=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "person", "account"], name="addressseer_once")
        ]


class OpeningReason(Bound):
    """Why somebody opened, on one day, what is not among their own cases."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    what = models.SlugField(max_length=40, db_index=False)
    ref = models.CharField(max_length=9)
    day = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "account", "what", "ref", "day"], name="openingreason_once"
            )
        ]
        indexes = [models.Index(fields=["association", "-at", "-id"], name="openingreason_newest")]


class RetentionHold(Bound):
    """What is kept although its time has come: for a court, an ombudsman or an inquiry."""

    person = to("Person", null=True, blank=True, db_index=False)
    thread = to("Thread", null=True, blank=True, db_index=False)
    reason = models.TextField()
    review_on = models.DateField()
    by = models.TextField()
    at = models.DateTimeField()
    lifted_by = models.TextField(blank=True, default="")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, thread__isnull=True)
                | models.Q(person__isnull=True, thread__isnull=False),
                name="retentionhold_of_one",
            )
        ]
        indexes = [models.Index(fields=["association", "lifted_at", "id"], name="retentionhold_held")]


class RetentionDone(Bound):
    """The words of one contact or file that went by the schedule: by which rule, and how many entries."""

    rule = models.SlugField(max_length=60, db_index=False)
    what = models.SlugField(max_length=20, db_index=False)
    ref = models.CharField(max_length=9)
    entries = models.IntegerField()
    since = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "what", "ref", "rule", "since"], name="retentiondone_once"
            )
        ]
        indexes = [models.Index(fields=["association", "-at", "-id"], name="retentiondone_newest")]


class CustomerDetails(Bound):
    """Who lives with a customer, what they need beside their file says, and when they last confirmed it."""

    person = to("Person", db_index=False)
    household = models.TextField(blank=True, default="")
    disability = models.TextField(blank=True, default="")
    support = models.TextField(blank=True, default="")
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "person"], name="customerdetails_once")]
