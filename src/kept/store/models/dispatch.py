"""What goes out to customers, by which way, in which batch or merge, and what became of it?"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, to

WORD = 20
# What is not over yet, and so is looked at by the worker and by whoever watches.
OPEN_STATES = ("waiting", "held", "going")


class PrintBatch(Bound):
    """The letters that one office prints and takes to the post together, in the order of their envelopes.

    `number` counts an office's batches of a day. `file` holds every letter, `sheet` the run sheet. Once it
    was `taken_at` the post, all of it has gone.
    """

    ref = models.CharField(max_length=9)
    office = to("Office", null=True, blank=True, db_index=False)
    day = models.DateField()
    number = models.IntegerField()
    file = to("StoredFile", null=True, blank=True, db_index=False)
    sheet = to("StoredFile", null=True, blank=True, db_index=False)
    letters = models.IntegerField(default=0)
    sheets = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="printbatch_ref"),
            models.UniqueConstraint(
                fields=["association", "office", "day", "number"],
                name="printbatch_number",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "day"],
                condition=models.Q(taken_at__isnull=True),
                name="printbatch_not_taken",
            ),
            models.Index(fields=["association", "-day", "-id"], name="printbatch_newest"),
        ]


class Merge(Bound):
    """One letter, e-mail or text to a list of people, each filled in for them.

    `filters` says how the list was made, `facts` what the template is filled with for everybody. `done_to`
    is how far it has come.
    """

    ref = models.CharField(max_length=9)
    uid = models.CharField(max_length=OUTSIDE)
    title = models.TextField(default="", blank=True)
    template = models.CharField(max_length=60)
    way = models.CharField(max_length=WORD)
    filters = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=WORD, default="draft")
    thread = to("Thread", null=True, blank=True, db_index=False)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="merge_ref"),
            models.UniqueConstraint(fields=["association", "uid"], name="merge_uid"),
        ]
        indexes = [models.Index(fields=["association", "-id"], name="merge_newest")]


class Outgoing(Bound):
    """One thing that goes to one reader by one way.

    `uid` is the name that whoever asked gave it, so that it goes once; an e-mail carries `message_id`.
    `recipient` holds name, address lines, e-mail or telephone; `address` the one of them that is used, as it
    is compared. `tells` is what is told on the thread when it is handed over and not before, `told` names
    that event. `go_at` ends the hold in which it can be taken back; `next_at` is the next try. Whoever sends
    it writes `claimed_at` first. `their_ref` is what the other system calls it. `for_good` says that this
    address does not work. `instead_of` is the one that failed. What was erased is emptied.
    """

    ref = models.CharField(max_length=9)
    uid = models.CharField(max_length=OUTSIDE)
    thread = to("Thread", null=True, blank=True, db_index=False)
    person = to("Person", null=True, blank=True, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    letter = models.BigIntegerField(null=True, blank=True)
    way = models.CharField(max_length=WORD)
    channel = models.CharField(max_length=WORD, default="", blank=True)
    recipient = models.JSONField(default=dict)
    address = models.TextField(default="", blank=True)
    subject = models.TextField(default="", blank=True)
    text = models.TextField(default="", blank=True)
    html = models.TextField(default="", blank=True)
    file = to("StoredFile", null=True, blank=True, db_index=False)
    attachments = models.JSONField(default=list)
    sheets = models.IntegerField(default=0)
    message_id = models.CharField(max_length=OUTSIDE)
    in_reply_to = models.TextField(default="", blank=True)
    their_ref = models.CharField(max_length=OUTSIDE, default="", blank=True)
    state = models.CharField(max_length=WORD, default="waiting")
    statutory = models.BooleanField(default=False)
    automatic = models.BooleanField(default=False)
    tells = models.JSONField(default=dict)
    told = models.CharField(max_length=OUTSIDE, default="", blank=True)
    batch = to("PrintBatch", null=True, blank=True, db_index=False)
    merge = to("Merge", null=True, blank=True, db_index=False)
    instead_of = to("Outgoing", null=True, blank=True, db_index=False)
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    go_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.IntegerField(default=0)
    fault = models.TextField(default="", blank=True)
    for_good = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    seen_to_at = models.DateTimeField(null=True, blank=True)
    seen_to_by = models.TextField(default="", blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.TextField(default="", blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="outgoing_uid"),
            models.UniqueConstraint(fields=["association", "ref"], name="outgoing_ref"),
            models.UniqueConstraint(fields=["association", "message_id"], name="outgoing_message_id"),
        ]
        indexes = [
            models.Index(fields=["association", "thread", "id"], name="outgoing_of_thread"),
            models.Index(
                fields=["association", "person", "-id"],
                condition=models.Q(person__isnull=False),
                name="outgoing_of_person",
            ),
            models.Index(
                fields=["association", "state", "id"],
                condition=models.Q(state__in=OPEN_STATES),
                name="outgoing_open",
            ),
            # What failed and nobody has seen to yet: the page, the board and the menu count these.
            models.Index(
                fields=["association", "failed_at", "id"],
                condition=models.Q(state="failed", seen_to_at__isnull=True),
                name="outgoing_to_see_to",
            ),
            models.Index(
                fields=["association", "sent_at", "id"],
                condition=models.Q(sent_at__isnull=False),
                name="outgoing_proof",
            ),
            models.Index(
                fields=["association", "batch", "id"],
                condition=models.Q(batch__isnull=False),
                name="outgoing_of_batch",
            ),
            models.Index(
                fields=["association", "merge", "id"],
                condition=models.Q(merge__isnull=False),
                name="outgoing_of_merge",
            ),
            models.Index(
                fields=["association", "letter"],
                condition=models.Q(letter__isnull=False),
                name="outgoing_of_letter",
            ),
            models.Index(
                fields=["association", "their_ref"],
                condition=~models.Q(their_ref=""),
                name="outgoing_theirs",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class MergePerson(Bound):
    """One person of a merge's list: left out and why, still to come, or handed to dispatch as `outgoing`.

    `facts` is what was brought for them alone, such as their new rent; it fills the template.
    """

    merge = to("Merge", db_index=False)
    person = to("Person", db_index=False)
    place = models.IntegerField()
    state = models.CharField(max_length=WORD, default="waiting")
    why = models.CharField(max_length=40, default="", blank=True)
    words = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)
    outgoing = to("Outgoing", null=True, blank=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "merge", "person"], name="mergeperson_once"),
        ]
        indexes = [
            models.Index(fields=["association", "merge", "state", "place"], name="mergeperson_waiting"),
        ]


class OptOut(Bound):
    """Somebody who wants no mailings from us, from one moment to another. What they must
    be told goes anyway.
    """

    person = to("Person", db_index=False)
    at = models.DateTimeField()
    by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="optout_once",
            ),
        ]
