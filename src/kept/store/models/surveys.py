"""What did customers and observers say of us, who was asked, and are there forms enough to pick up?

An answer never names a customer, nor the contact that it is about: only office, team, channel, matter and
the needs of whoever was asked are kept beside it, and the day. A link can be used once, and is known by the
digest of its secret alone. What was written in words is beside the answers, so that it can be erased.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from kept.store.models.bound import Bound, to


def _account(**more: object) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        **more,  # type: ignore[arg-type]
    )


class Answered(Bound):
    """What is kept of where a survey belongs, and nothing that says whose it is."""

    survey = models.SlugField(max_length=60, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    team = to("Team", null=True, blank=True, db_index=False)
    channel = models.SlugField(max_length=20, default="", blank=True, db_index=False)
    matter = models.SlugField(max_length=40, default="", blank=True, db_index=False)
    needs = models.JSONField(default=list, blank=True)
    # The firm whose work it is about, where it is about one.
    contractor = to("Contractor", null=True, blank=True, db_index=False)

    class Meta:
        abstract = True


class SurveyLink(Answered):
    """An address that opens a survey once. `digest` is of its secret, which nobody here knows."""

    digest = models.CharField(max_length=64)
    # Until it is used or runs out, so that a contact that is not settled can be opened again; never after.
    thread = to("Thread", null=True, blank=True, db_index=False)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "digest"], name="surveylink_digest")]


class SurveyOffer(Bound):
    """Whether a survey was offered when a contact ended, and taken or declined, or why it was not."""

    survey = models.SlugField(max_length=60, db_index=False)
    thread = to("Thread", db_index=False)
    answer = models.SlugField(max_length=20, db_index=False)
    reason = models.TextField(default="", blank=True)
    account = _account()
    team = to("Team", null=True, blank=True, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "thread", "survey"], name="surveyoffer_once"),
        ]
        indexes = [models.Index(fields=["association", "survey", "-at"], name="surveyoffer_newest")]


class MysteryShop(Bound):
    """A call or a visit that somebody makes in the customer's place, and what is done about its result."""

    survey = models.SlugField(max_length=60, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    channel = models.SlugField(max_length=20, db_index=False)
    out_of_hours = models.BooleanField(default=False)
    planned_on = models.DateField()
    shopper = models.TextField(default="", blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.TextField()
    done_on = models.DateField(null=True, blank=True)
    score = models.IntegerField(null=True, blank=True)
    action = models.TextField(default="", blank=True)
    action_by = models.DateField(null=True, blank=True)
    action_done_on = models.DateField(null=True, blank=True)
    thread = to("Thread", null=True, blank=True, db_index=False)

    class Meta:
        indexes = [models.Index(fields=["association", "-planned_on"], name="mysteryshop_newest")]


class SurveyReply(Answered):
    """One survey that was answered. `chosen` are its answers, `words` what was written beside them.

    `page` is that of the web site from which it was opened, `shop` the mystery shop that it is of. `about` is
    the colleague whom a review is of: theirs and their line manager's to read, and counted in no figure.
    """

    way = models.SlugField(max_length=20, db_index=False)
    answered_on = models.DateField()
    chosen = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    page = models.TextField(default="", blank=True)
    entered_by = models.TextField(default="", blank=True)
    token = models.CharField(max_length=64)
    shop = to("MysteryShop", null=True, blank=True, db_index=False)
    about = _account(null=True, blank=True)
    reviewer = _account(null=True, blank=True)

    class Meta:
        constraints = [
            # The same form that is sent twice is one answer.
            models.UniqueConstraint(fields=["association", "token"], name="surveyreply_token"),
        ]
        indexes = [
            models.Index(fields=["association", "survey", "answered_on"], name="surveyreply_of_survey"),
            models.Index(
                fields=["association", "about", "-answered_on"],
                condition=models.Q(about__isnull=False),
                name="surveyreply_about",
            ),
        ]


class SurveyStock(Bound):
    """How many forms lay at an office when somebody looked."""

    survey = models.SlugField(max_length=60, db_index=False)
    office = to("Office", db_index=False)
    left = models.IntegerField()
    at = models.DateTimeField()
    by = models.TextField()
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(left__gte=0), name="surveystock_left")]
        indexes = [
            models.Index(fields=["association", "office", "survey", "-at"], name="surveystock_newest"),
        ]


class SurveyKnock(Bound):
    """Somebody sent or opened a survey without signing in: so many from one place wait a little."""

    place = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["association", "place", "at"], name="surveyknock_of_place")]
