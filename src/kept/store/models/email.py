"""Which e-mails reached us, which were kept aside, and how far has each mailbox been read?"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, to
from kept.store.models.places_checks import NAME

# What an index can hold of a Message-ID; the raw message has it whole.
MESSAGE_ID = 400


class ReceivedMail(Bound):
    """One e-mail that reached us, as it is shown; `raw` is the message itself, whole.

    `uid` is a digest of what it says, so that the same message is taken once. `sort` is person, automatic,
    bounce or loop (see `casework.mime.sorts`), and `why` says by what that was told. `thread` is the contact
    that it belongs to: none for what starts nothing and answers nobody. `event` is the uid of its entry
    there. `matched_by` says how the thread, or the customer, was found; `candidates` are the files of those
    who share an address. `outgoing` is the e-mail of ours that came back. `html` is safe to show. `parts` are
    [{name, type, size, sha256, how}]; `notes` say what was left out of what is shown, and why. Once its words
    are erased it is emptied and says when.
    """

    thread = to("Thread", null=True, blank=True, db_index=False)
    person = to("Person", null=True, blank=True, db_index=False)
    raw = to("StoredFile", null=True, blank=True, db_index=False)
    uid = models.CharField(max_length=OUTSIDE)
    event = models.CharField(max_length=OUTSIDE, default="", blank=True)
    message_id = models.CharField(max_length=MESSAGE_ID, default="", blank=True)
    in_reply_to = models.CharField(max_length=MESSAGE_ID, default="", blank=True)
    refs = models.JSONField(default=list)
    sort = models.CharField(max_length=NAME)
    why = models.TextField(default="", blank=True)
    from_address = models.TextField(default="", blank=True)
    from_name = models.TextField(default="", blank=True)
    reply_to = models.TextField(default="", blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    mailbox = models.TextField(default="", blank=True)
    subject = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    text = models.TextField(default="", blank=True)
    html = models.TextField(default="", blank=True)
    parts = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    pictures_left_out = models.IntegerField(default=0)
    candidates = models.JSONField(default=list)
    matched_by = models.CharField(max_length=NAME, default="", blank=True)
    outgoing = models.BigIntegerField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.TextField(default="", blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="receivedmail_once"),
        ]
        indexes = [
            models.Index(
                fields=["association", "thread", "id"],
                condition=models.Q(thread__isnull=False),
                name="receivedmail_of_thread",
            ),
            models.Index(
                fields=["association", "-id"],
                condition=models.Q(read_at__isnull=True),
                name="receivedmail_unread",
            ),
            models.Index(fields=["association", "message_id"], name="receivedmail_message_id"),
            models.Index(fields=["association", "from_address", "-received_at"], name="receivedmail_from"),
            models.Index(
                fields=["association", "person", "-id"],
                condition=models.Q(person__isnull=False),
                name="receivedmail_of_person",
            ),
            # What belongs to no thread is looked through by its sort.
            models.Index(
                fields=["association", "sort", "-id"],
                condition=models.Q(thread__isnull=True),
                name="receivedmail_apart",
            ),
        ]


class RefusedMail(Bound):
    """A message that could not be taken, and why, in a sentence. It is kept aside for somebody to look at.

    `raw` is None where it was larger than anything that is kept: then it lies in `where`.
    """

    uid = models.CharField(max_length=OUTSIDE)
    reason = models.TextField()
    size = models.BigIntegerField()
    raw = to("StoredFile", null=True, blank=True, db_index=False)
    where = models.TextField(default="", blank=True)
    received_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="refusedmail_once"),
        ]
        indexes = [
            models.Index(
                fields=["association", "-id"],
                condition=models.Q(seen_at__isnull=True),
                name="refusedmail_waiting",
            ),
        ]


class Mailbox(Bound):
    """How far one mailbox has been read. `name` is user@host/folder, never a password.

    `uid` is the last message taken under `validity`, the server's own word for which numbering that is.
    `read_at` is when it was last read without a fault; `fault` says in a sentence why not since. One that the
    settings no longer name is not `wanted` any more.
    """

    name = models.CharField(max_length=OUTSIDE)
    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    fault = models.TextField(default="", blank=True)
    wanted = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "name"], name="mailbox_once"),
        ]
