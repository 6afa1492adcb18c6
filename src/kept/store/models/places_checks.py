"""What was looked at in our offices, what was found there, and what carries our hours and numbers?

A defect itself, and any other task, is a thread with a clock; the rows here say what was asked and answered.
"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, OnThread, to

# A short name out of the association's own lists.
NAME = 60


class StoredFile(Bound):
    """One file on disk, by what is in it. The same photograph twice is one file (see `store.files`).

    `name` is what it was called by whoever brought it first. `gone_at` is set once its words were erased: the
    row stays, the file does not.
    """

    sha256 = models.CharField(max_length=64)
    type = models.CharField(max_length=NAME)
    size = models.BigIntegerField()
    name = models.TextField(default="", blank=True)
    kept_at = models.DateTimeField()
    kept_by = models.TextField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "sha256"], name="storedfile_once"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="storedfile_not_empty"),
        ]


class FileOnThread(OnThread):
    """A file that belongs to a thread: whoever may see the thread may take it away."""

    file = to("StoredFile", db_index=False)
    says = models.TextField(default="", blank=True)
    put_at = models.DateTimeField()
    put_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "thread", "file"], name="fileonthread_once"),
        ]
        indexes = [models.Index(fields=["association", "file"], name="fileonthread_of_file")]


class Inspection(Bound):
    """One round of one checklist at one office, signed. `uid` names the sheet, so that it is taken once.

    `thread` is the reference of the record of it, to which photographs of what is fine belong.
    """

    uid = models.CharField(max_length=OUTSIDE)
    thread = models.CharField(max_length=20)
    checklist = models.CharField(max_length=NAME)
    office = to("Office", db_index=False)
    done_at = models.DateTimeField()
    done_by = models.TextField()
    told_at = models.DateTimeField()
    words = models.TextField(default="", blank=True)
    passed = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    left_out = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="inspection_once"),
        ]
        indexes = [
            models.Index(fields=["association", "office", "checklist", "-done_at"], name="inspection_last"),
            models.Index(fields=["association", "-done_at"], name="inspection_newest"),
        ]


class Finding(Bound):
    """What one item of a round came to: fine, not right, or not looked at and why.

    `measured` is a number where the item asks for one. `defect` is the reference of the
    thread on which it is put right.
    """

    inspection = to("Inspection", db_index=False)
    item = models.CharField(max_length=NAME)
    result = models.CharField(max_length=8)
    measured = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    words = models.TextField(default="", blank=True)
    defect = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "inspection", "item"], name="finding_once"),
            models.CheckConstraint(
                condition=models.Q(result__in=["fine", "not", "left"]), name="finding_result_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "defect"],
                condition=~models.Q(defect=""),
                name="finding_of_defect",
            ),
        ]


class Closing(Bound):
    """A stretch in which an office, or without one every office, is shut though its hours say otherwise.

    `planned` says whether it was told before it began. One that was called off has `called_off_at`.
    """

    uid = models.CharField(max_length=OUTSIDE)
    office = to("Office", null=True, blank=True, db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=NAME)
    words = models.TextField(default="", blank=True)
    planned = models.BooleanField()
    told_at = models.DateTimeField()
    told_by = models.TextField()
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="closing_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="closing_ends_later"
            ),
        ]
        indexes = [models.Index(fields=["association", "ends_at"], name="closing_still_to_come")]


class HeldWords(Bound):
    """Words that are held once and used everywhere: emergency numbers, the freephone, the recording's script.

    Nothing is changed: the newest of its name, for the office or for all, is the one that holds.
    """

    uid = models.CharField(max_length=OUTSIDE)
    name = models.CharField(max_length=NAME)
    office = to("Office", null=True, blank=True, db_index=False)
    words = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="heldwords_once"),
        ]
        indexes = [models.Index(fields=["association", "name", "office", "-id"], name="heldwords_newest")]


class Posting(Bound):
    """A notice on a door, on a board or elsewhere, from the day on which it was put up.

    `digest` is that of the hours, numbers or words that it said then, so that one which says something old is
    found; `edition` what stands on it where that tells.
    """

    uid = models.CharField(max_length=OUTSIDE)
    carrier = models.CharField(max_length=NAME)
    office = to("Office", null=True, blank=True, db_index=False)
    title = models.TextField()
    place = models.TextField(default="", blank=True)
    edition = models.TextField(default="", blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    put_up_on = models.DateField()
    look_again_on = models.DateField(null=True, blank=True)
    take_down_on = models.DateField(null=True, blank=True)
    taken_down_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField()
    told_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="posting_once"),
        ]
        indexes = [
            models.Index(
                fields=["association", "office", "carrier", "-id"],
                condition=models.Q(taken_down_on__isnull=True),
                name="posting_up",
            ),
        ]


class PostingLook(Bound):
    """Somebody looked at it, or listened to it: it is up and right, or it is not."""

    posting = to("Posting", db_index=False)
    on = models.DateField()
    right = models.BooleanField()
    words = models.TextField(default="", blank=True)
    by = models.TextField()
    told_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["association", "posting", "-id"], name="postinglook_last")]
