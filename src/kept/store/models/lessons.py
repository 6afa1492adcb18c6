"""What was published of complaints and who had it, what we say of ourselves, and what was read again?

Rows of what was published are only ever added: what comes later is a record of its own.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, OnThread, to

NAME = 200


def _account() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )


class ComplaintRecord(Bound):
    """The complaints of a period as figures without names, frozen when they were made.

    `figures` holds every number that may be shown and none that is hidden.
    """

    since = models.DateField()
    until = models.DateField()
    number = models.IntegerField()
    figures = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    token = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "token"], name="complaintrecord_once")]


class RecordPassedOn(Bound):
    """Who had a record of complaints, when and in which way. `to_whom` is a body or a publication."""

    record = to("ComplaintRecord", db_index=False)
    sort = models.SlugField(max_length=40, db_index=False)
    to_whom = models.CharField(max_length=NAME)
    how = models.SlugField(max_length=40, db_index=False)
    on = models.DateField()
    told_at = models.DateTimeField()
    told_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "record", "sort", "to_whom", "on"], name="recordpassedon_once"
            ),
        ]


class Assessment(Bound):
    """One assessment of the house by itself against the rules for complaints.

    Each of its steps has its day: read through by somebody else, approved by the governing body with its
    answer, and published. What stood beside each provision is frozen when it is published.
    """

    code = models.SlugField(max_length=60, db_index=False)
    year = models.IntegerField()
    why = models.SlugField(max_length=40, db_index=False)
    begun_at = models.DateTimeField()
    begun_by = models.TextField()
    reviewed_by = models.TextField(blank=True, default="")
    reviewed_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=NAME, blank=True, default="")
    approved_on = models.DateField(null=True, blank=True)
    response = models.TextField(blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.TextField(blank=True, default="")
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "code", "year", "why", "begun_at"], name="assessment_once"
            ),
        ]


class AssessmentAnswer(Bound):
    """What the house says of one provision: met, not met, or as a comment explains."""

    assessment = to("Assessment", db_index=False)
    provision = models.SlugField(max_length=60, db_index=False)
    answer = models.CharField(max_length=10)
    words = models.TextField(blank=True, default="")
    evidence = models.JSONField(default=list)
    answered_at = models.DateTimeField()
    answered_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "assessment", "provision"], name="assessmentanswer_once"
            ),
            models.CheckConstraint(
                condition=models.Q(answer__in=["yes", "no", "partly"]), name="assessmentanswer_known"
            ),
        ]


class WordsDraw(Bound):
    """The contacts of one week whose words tell of discontent: how many there were, by which seed drawn."""

    week = models.DateField()
    seed = models.CharField(max_length=64)
    of = models.IntegerField()
    contacts = models.IntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "week"], name="wordsdraw_once")]


class WordsToRead(OnThread):
    """One contact that was drawn, to be read by somebody who had no part in it.

    `found` is empty until it is read, then "was" or "was_not".
    """

    draw = to("WordsDraw", db_index=False)
    number = models.IntegerField()
    event = models.CharField(max_length=OUTSIDE)
    because = models.JSONField(default=list)
    reader = _account()
    found = models.CharField(max_length=10, blank=True, default="")
    read_by = _account()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "draw", "number"], name="wordstoread_once"),
            models.CheckConstraint(
                condition=models.Q(found__in=["", "was", "was_not"]), name="wordstoread_found_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "reader"], condition=models.Q(found=""), name="words_to_read"
            ),
            models.Index(fields=["association", "thread"], name="words_of_thread"),
        ]
