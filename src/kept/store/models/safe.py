"""Who is connected with a customer or a home, and who asked for what is closed to them?

A `Connection` says that a member of staff is related to, a friend of or a neighbour of somebody: from that
day the file and its contacts are closed to them. `AccessLog` keeps who tried to open what they may not see,
and who opened what only a few may: it is written and never changed.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import Bound, to


class Connection(Bound):
    """One tie between an account and a person, or everybody at a home, for as long as it lasts."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    person = to("Person", null=True, blank=True, db_index=False)
    home = to("Home", null=True, blank=True, db_index=False)
    kind = models.SlugField(max_length=40, db_index=False)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    told_by = models.TextField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, home__isnull=True)
                | models.Q(person__isnull=True, home__isnull=False),
                name="connection_of_person_or_home",
            ),
        ]
        indexes = [models.Index(fields=["association", "account"], name="connection_of_account")]


class AccessLog(Bound):
    """Somebody asked for something that not everybody may see. `refused` says whether they got it."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    what = models.SlugField(max_length=40, db_index=False)
    ref = models.CharField(max_length=9)
    refused = models.BooleanField(default=True)
    via = models.SlugField(max_length=20, db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["association", "-at", "-id"], name="accesslog_newest")]


class Look(Bound):
    """How often somebody opened a contact, a file or a table of figures on one day, and when last."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    what = models.SlugField(max_length=40, db_index=False)
    ref = models.CharField(max_length=40)
    day = models.DateField()
    times = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "what", "ref", "day", "account"], name="look_of_a_day"
            ),
        ]
