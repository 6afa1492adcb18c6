"""What does this e-mail say, whoever made it and however?

read(b"From: ngozi@example.org\\r\\nSubject: The lift\\r\\n\\r\\nIt is broken again.")    # Message(…)

Every message is taken, unless it is empty, too large, or no message at all: then a sentence says so. What is
odd about one is said in its notes; the bytes themselves are kept by whoever calls.
"""

from __future__ import annotations

import hashlib
import re
from email.message import Message as Parsed
from email.parser import BytesParser
from email.policy import compat32

from kept.casework.mime.headers import Head
from kept.casework.mime.reports import is_report, report_in
from kept.casework.mime.sorts import sort_of
from kept.casework.mime.tree import LONGEST_TEXT, Body, body_of
from kept.casework.mime.values import Address, Message
from kept.casework.mime.words import BROKEN, line, misleads, unfolded
from kept.casework.values import Refused

# 25 MB of attachments, and the third that packing them for the post adds.
LARGEST = 36 * 1024 * 1024
# One of these, at least, begins every message that was ever sent.
_KNOWN = (
    *("From", "To", "Subject", "Date", "Message-ID", "Received", "Return-Path", "Sender", "Delivered-To"),
    *("Content-Type", "MIME-Version"),
)
_MADE_OF_PARTS = re.compile(rb"multipart/", re.IGNORECASE)
# Each part that holds parts is looked for in every line of what follows.
_MOST_HOLDERS = 400
_CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_BEGINNING = 256 * 1024


def too_large(size: int) -> Refused | None:
    """The refusal of a message by its size alone, before it is read."""
    if size <= LARGEST:
        return None
    most = LARGEST // (1024 * 1024)
    return Refused(f"This message has {size / 1024 / 1024:.0f} MB, and the most is {most} MB.", "message")


def read(raw: bytes) -> Message | Refused:
    """The message, or why it is none."""
    large = too_large(len(raw))
    if large is not None:
        return large
    if not raw.strip():
        return Refused("This message is empty.", "message")
    parsed, whole = _parsed(raw)
    head = Head(parsed)
    if not any(each in head for each in _KNOWN):
        return Refused("This is no e-mail: it has none of the lines with which one begins.", "message")
    body = body_of(parsed) if whole else Body(texts=[], notes=[])
    if not whole:
        body.note("It is packed into itself too often to be opened here. The message itself is kept.")
    return _message(parsed, head, body)


def _parsed(raw: bytes) -> tuple[Parsed, bool]:
    """The message as Python reads it; and whether all of it, or its headers alone."""
    if len(_MADE_OF_PARTS.findall(raw)) <= _MOST_HOLDERS:
        try:
            return BytesParser(policy=compat32).parsebytes(raw), True
        except BROKEN:
            pass
    return BytesParser(policy=compat32).parsebytes(raw[:_BEGINNING], headersonly=True), False


def _message(parsed: Parsed, head: Head, body: Body) -> Message:
    sender = _sender(head)
    if misleads(unfolded(head.raw("From"))) or misleads(unfolded(head.raw("Subject"))):
        body.note("Its sender or subject held hidden characters, which were left out.")
    for name in head.repeated():
        body.note(f"It has more than one line “{name}”. The first is shown.")
    if body.pictures:
        body.note(_pictures(body.pictures))
    text = body.text[:LONGEST_TEXT]
    kind = parsed.get_content_type()
    report = report_in(parsed, text) if is_report(head, kind) else None
    sort, why = sort_of(head, kind, report=report)
    reply_to = next((each.address for each in head.addresses("Reply-To") if each.address), "")
    in_reply_to = head.ids("In-Reply-To")
    return Message(
        identity=_identity(head, sender, text, body),
        message_id=next(iter(head.ids("Message-ID")), ""),
        in_reply_to=in_reply_to[0] if in_reply_to else "",
        references=head.ids("References"),
        sender=sender,
        reply_to=reply_to if reply_to != sender.address else "",
        to=head.addresses("To"),
        cc=head.addresses("Cc"),
        came_to=tuple(
            dict.fromkeys(each.address for name in _CAME_TO for each in head.addresses(name) if each.address)
        ),
        subject=head.words("Subject"),
        sent_at=head.moment("Date"),
        text=text,
        html=body.html if len(body.html) <= 3 * LONGEST_TEXT else "",
        parts=tuple(body.parts),
        sort=sort,
        why=why,
        report=report,
        marks=tuple(line(each) for each in head.all("X-Kept-Loop")),
        notes=tuple(body.notes),
        pictures_left_out=body.pictures,
    )


def _sender(head: Head) -> Address:
    found = [each for name in ("From", "Sender", "Return-Path") for each in head.addresses(name)]
    return next((each for each in found if each.address), found[0] if found else Address(""))


def _pictures(number: int) -> str:
    those = (
        "One picture lies elsewhere and was" if number == 1 else f"{number} pictures lie elsewhere and were"
    )
    return f"{those} not fetched, so that nobody learns from it that this was read."


def _identity(head: Head, sender: Address, text: str, body: Body) -> str:
    """What is the same when the same message comes again, by another way or another mailbox.

    Not its Message-ID alone: some senders give every message the same one, and none may be lost by it.
    """
    digest = hashlib.sha256()
    pieces = [
        *head.ids("Message-ID")[:1],
        sender.address,
        " ".join(head.raw("Date").split()),
        head.words("Subject"),
        "".join(text.split()),
        *(hashlib.sha256(each.content).hexdigest() for each in body.parts),
    ]
    for each in pieces:
        digest.update(each.encode("utf-8", "replace") + b"\0")
    return digest.hexdigest()
