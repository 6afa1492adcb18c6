"""Which building work or change of service is planned, which homes does it touch, what have they been told?

The scheme's thread carries its clocks; what stands here is what has to be found again home by home.
"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import Bound, to


class Scheme(Bound):
    """One scheme. `exhibitions` are [day, where]; `notice_on` is when a formal notice was served."""

    sort = models.SlugField(max_length=20, db_index=False)
    title = models.TextField()
    what = models.TextField(default="", blank=True)
    dates = models.TextField(default="", blank=True)
    begins_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    notice = models.TextField(default="", blank=True)
    finishes = models.JSONField(default=list)
    exhibitions = models.JSONField(default=list)
    every_weeks = models.SmallIntegerField(default=4)
    thread = to("Thread", null=True, blank=True, db_index=False)
    added_at = models.DateTimeField()
    added_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "title"], name="scheme_once")]


class SchemeHome(Bound):
    """One home that it touches, and what it was asked, chose and heard."""

    scheme = to("Scheme", db_index=False)
    home = to("Home", db_index=False)
    effect = models.TextField(default="", blank=True)
    asked_on = models.DateField(null=True, blank=True)
    asked_how = models.SlugField(max_length=20, default="", blank=True, db_index=False)
    answer = models.TextField(default="", blank=True)
    finish = models.TextField(default="", blank=True)
    heard_on = models.DateField(null=True, blank=True)
    heard_how = models.SlugField(max_length=20, default="", blank=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "scheme", "home"], name="scheme_home_once"),
        ]
