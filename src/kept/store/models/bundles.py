"""What was gathered for somebody who asked for it, how each piece of it was marked, and who took it away?

A `Gathering` is one search: for all that is held on a person, or for all that belongs to a case. Each piece
that was found is a `BundleItem` with a copy of its words as they then were, so that what was marked is what
is handed out. The copy goes where the words it was made of are erased (see `store.bundles`).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kept.store.models.bound import Bound, OnThread, to

SLUG = 40


class Gathering(OnThread):
    """One search, on the thread of the request or of the case.

    `sort` is person or case; `purpose` for whom it is. `place` and `after` say how far the search has come,
    so that a worker that is killed goes on there; `looked` is how many rows it has read. `pdf` and `data` are
    what was made of it last.
    """

    ref = models.CharField(max_length=9)
    uid = models.CharField(max_length=200)
    sort = models.SlugField(max_length=SLUG, db_index=False)
    purpose = models.SlugField(max_length=SLUG, db_index=False)
    person = to("Person", null=True, blank=True, db_index=False)
    state = models.SlugField(max_length=SLUG, db_index=False, default="searching")
    begun_at = models.DateTimeField()
    begun_by = models.TextField()
    place = models.IntegerField(default=0)
    after = models.BigIntegerField(default=0)
    looked = models.BigIntegerField(default=0)
    found = models.IntegerField(default=0)
    searched_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.TextField(default="", blank=True)
    pages = models.IntegerField(default=0)
    pdf = to("StoredFile", null=True, blank=True, db_index=False)
    data = to("StoredFile", null=True, blank=True, db_index=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="gathering_ref"),
            models.UniqueConstraint(fields=["association", "uid"], name="gathering_uid"),
        ]
        indexes = [models.Index(fields=["association", "thread", "-id"], name="gathering_of_thread")]

    def __str__(self) -> str:
        return self.ref


class BundleItem(Bound):
    """One piece that was found: where (`place` and `row`), when, and in which words, or which file.

    `how` is by what it was found: it is theirs, it lies on a thread of theirs, or it names them. `proposed`
    are words of others that might be blacked out, `blacked` those that are. `details` are what its mark must
    say: who advised, when it is looked at again, what was given instead.
    """

    association = models.ForeignKey(
        "store.Association",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    gathering = to("Gathering", db_index=False)
    number = models.IntegerField()
    place = models.SlugField(max_length=60, db_index=False)
    row = models.BigIntegerField()
    thread = to("Thread", null=True, blank=True, db_index=False)
    file = to("StoredFile", null=True, blank=True, db_index=False)
    copy = to("StoredFile", null=True, blank=True, db_index=False)
    how = models.SlugField(max_length=SLUG, db_index=False)
    at = models.DateTimeField(null=True, blank=True)
    title = models.TextField()
    words = models.TextField(default="", blank=True)
    proposed = models.JSONField(default=list, blank=True)
    mark = models.SlugField(max_length=SLUG, db_index=False, default="open")
    reason = models.SlugField(max_length=SLUG, db_index=False, default="", blank=True)
    blacked = models.JSONField(default=list, blank=True)
    details = models.JSONField(default=dict, blank=True)
    marked_by = models.TextField(default="", blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "gathering", "number"], name="bundleitem_number"),
            models.UniqueConstraint(
                fields=["association", "gathering", "place", "row"], name="bundleitem_once"
            ),
            models.CheckConstraint(
                condition=~Q(mark="withheld") | ~Q(reason=""), name="bundleitem_withheld_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["association", "gathering", "mark", "number"], name="bundleitem_by_mark"),
            models.Index(
                fields=["association", "thread"],
                condition=Q(thread__isnull=False),
                name="bundleitem_of_thread",
            ),
            models.Index(
                fields=["association", "file"], condition=Q(file__isnull=False), name="bundleitem_of_file"
            ),
        ]


class BundleConsent(Bound):
    """Somebody else was asked whether what is said of them may go out; what they answered, and when."""

    gathering = to("Gathering", db_index=False)
    name = models.TextField()
    name_key = models.TextField()
    asked_on = models.DateField()
    asked_by = models.TextField()
    answer = models.SlugField(max_length=SLUG, db_index=False, default="", blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "gathering", "name_key"], name="bundleconsent_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_on__isnull=False), name="bundleconsent_answer_has_a_day"
            ),
        ]


class BundleTaken(Bound):
    """Somebody of ours took a file of it away."""

    gathering = to("Gathering", db_index=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    what = models.SlugField(max_length=SLUG, db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["association", "gathering", "-id"], name="bundletaken_newest")]
