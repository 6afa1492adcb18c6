"""Which letters of ours are being written, wait for somebody's word, are on their way, or went?

A letter is a plain row until it is handed over; what then happened is told as an event on its thread (see
`actions.composing`). Words of a customer are in `values`, `asked`, `to`, `subject`, `text` and `html`, and
are emptied with the thread's. `version` grows with each saving, so that two people who write one letter do
not write over one another in silence.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from kept.store.models.bound import OnThread
from kept.store.models.bound import to as row_of


def _account(**more: object) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        **more,  # type: ignore[arg-type]
    )


class Letter(OnThread):
    """One letter, e-mail or text of ours.

    `uid` names its beginning, so that a form sent twice begins one. `approval` is the role whose word it
    needs, `decided_by` who gave it or sent it back, with `back` in their words. `way` is letter, email or
    text. `file` is the copy on the customer's file; `measured` is what the advice said of it when it went:
    words, reading age, findings. `outgoing` is the row of the dispatch. `asked` are the customer's questions,
    each with whether the letter answers it; `business` says that it goes to a firm or another body.
    """

    ref = models.CharField(max_length=9)
    uid = models.CharField(max_length=200)
    person = row_of("Person", null=True, blank=True, db_index=False)
    template = models.SlugField(max_length=60, db_index=False)
    values = models.JSONField(default=dict, blank=True)
    to = models.JSONField(default=dict, blank=True)
    way = models.SlugField(max_length=20, db_index=False)
    lang = models.CharField(max_length=20, default="en")
    business = models.BooleanField(default=False)
    asked = models.JSONField(default=list, blank=True)
    state = models.SlugField(max_length=20, db_index=False, default="draft")
    version = models.IntegerField(default=1)
    written_by = _account()
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    approval = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    decided_by = _account(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    back = models.TextField(blank=True, default="")
    subject = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    file = row_of("StoredFile", null=True, blank=True, db_index=False)
    measured = models.JSONField(default=dict, blank=True)
    outgoing = models.BigIntegerField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="letter_ref"),
            models.UniqueConstraint(fields=["association", "uid"], name="letter_uid"),
            # The copy is there before the letter goes.
            models.CheckConstraint(
                condition=models.Q(handed_at__isnull=True) | ~models.Q(state="draft"),
                name="letter_handed_is_no_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["association", "thread", "id"], name="letter_of_thread"),
            models.Index(
                fields=["association", "person", "-id"],
                condition=models.Q(person__isnull=False),
                name="letter_of_person",
            ),
            # Those that somebody still has to do something about.
            models.Index(
                fields=["association", "written_by", "-saved_at"],
                condition=models.Q(handed_at__isnull=True, ended_at__isnull=True),
                name="letter_being_written",
            ),
            models.Index(
                fields=["association", "state", "asked_at"],
                condition=models.Q(handed_at__isnull=True, ended_at__isnull=True),
                name="letter_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
