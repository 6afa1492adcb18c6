"""Who speaks for a customer, which files were joined, and which two people are, or are not, the same?"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import Bound, to


class Representative(Bound):
    """Somebody who speaks or writes for a customer, from one day to another (that day included).

    `other` is their own file where they have one. `authority` is written, verbal or none; `scope` says in
    words what it covers. Nobody is taken off: their days end.
    """

    person = to("Person", db_index=False)
    other = to("Person", null=True, blank=True, db_index=False)
    ref = models.CharField(max_length=9)
    name = models.TextField(default="", blank=True)
    relation = models.TextField(default="", blank=True)
    authority = models.TextField(default="none")
    scope = models.TextField(default="", blank=True)
    phone = models.TextField(default="", blank=True)
    email = models.TextField(default="", blank=True)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="representative_ref"),
        ]
        indexes = [
            models.Index(fields=["association", "person", "id"], name="representative_of"),
        ]


class Joining(Bound):
    """One file that was joined into another. `taken` is what the other took over, to be given back exactly:
    {field: [what stood there before, what stands there since]}. It is emptied with the words of either file.
    """

    person = to("Person", db_index=False)
    into = to("Person", db_index=False)
    uid = models.CharField(max_length=200)
    joined_at = models.DateTimeField()
    joined_by = models.TextField()
    parted_at = models.DateTimeField(null=True, blank=True)
    parted_by = models.TextField(default="", blank=True)
    taken = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "person"],
                condition=models.Q(parted_at__isnull=True),
                name="joining_once",
            ),
        ]
        indexes = [
            models.Index(fields=["association", "into", "id"], name="joining_into"),
        ]


class NotSame(Bound):
    """Somebody looked at two files and found two people; until a day where they only put it off.

    `one` is always the file with the lower id.
    """

    one = to("Person", db_index=False)
    other = to("Person", db_index=False)
    at = models.DateTimeField()
    by = models.TextField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "one", "other"], name="notsame_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="notsame_in_order"),
        ]


class Likeness(Bound):
    """Two files that may be of the same person, how strongly, and by what; kept up by `store.likeness`."""

    one = to("Person", db_index=False)
    other = to("Person", db_index=False)
    strength = models.IntegerField()
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "one", "other"], name="likeness_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="likeness_in_order"),
        ]
        indexes = [
            models.Index(fields=["association", "-strength", "id"], name="likeness_strongest"),
            models.Index(fields=["association", "other"], name="likeness_of_other"),
        ]
