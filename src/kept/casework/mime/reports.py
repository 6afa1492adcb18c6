"""What does a mail server say of an e-mail that we sent?

    report = report_in(parsed, text)
    report.failed, report.ids       # True, ("9f3….kept@karin.example",)

RFC 3464 has a form for it, which many servers follow; the others write to people, and put the message that
came back below. A report that an e-mail is only late, or was read, says nothing against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message as Parsed
from email.parser import BytesParser

from kept.casework.mime.headers import Head, addresses_in, tidy_id
from kept.casework.mime.values import Report
from kept.casework.mime.words import line

_MACHINES = re.compile(
    r"^(mailer-?daemon|mail-?delivery|postmaster|mdaemon|mailerdaemon|bounces?|no-?reply-bounce)"
    r"([@+.=_-]|$)|^microsoftexchange[0-9a-f]{8,}@"
)
_SUBJECTS = re.compile(
    r"undeliver(ed|able)|delivery (status notification|failure|has failed|report)|returned mail|"
    r"mail delivery (failed|failure|system)|failure notice|could not be delivered|message not delivered|"
    r"delivery to the following|unzustellbar|non remis|mensaje no entregado|returned to sender",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"\b(delayed|delay\b|warning|will (retry|be retried)|still trying|not yet been delivered)", re.I
)
_ID_LINE = re.compile(r"^[> \t]*Message-ID:\s*<?([^<>\s]{3,400})>?", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<!\d)(5[0-7]\d|4[2-5]\d)[ -]")
# Handed on to a machine that reports no more is not there yet.
_DONE = ("delivered",)
_LOOKED_AT = 200_000
LONGEST_REASON = 300


def is_report(head: Head, kind: str) -> bool:
    """Whether a machine writes about an e-mail of ours: by the form that it has, or by who it is from."""
    if kind == "multipart/report":
        return True
    if head.raw("X-Failed-Recipients"):
        return True
    sender = next(iter(head.addresses("From")), None)
    machine = sender is not None and bool(_MACHINES.match(sender.address))
    nobody = head.raw("Return-Path").strip() == "<>"
    return (machine or nobody) and bool(_SUBJECTS.search(head.words("Subject")))


def report_in(parsed: Parsed, text: str) -> Report:
    """What it says, by its fields where it has the form, else by its words."""
    head = Head(parsed)
    fields = _fields(parsed)
    ids = _ids(parsed, head, text)
    if fields is not None:
        action, status = _first(fields, "Action").lower(), _first(fields, "Status")
        action, status = action.split(" ")[0], status.split(" ")[0]
        failed = action == "failed" or (not action and status.startswith("5"))
        recipient = _first(fields, "Final-Recipient") or _first(fields, "Original-Recipient")
        reason = _first(fields, "Diagnostic-Code")
        return Report(
            failed, action in _DONE, ids, _after_type(recipient), status, _after_type(reason) or _said(text)
        )
    if _other_report(parsed):
        return Report(False, ids=ids, reason=_said(text))
    whom = addresses_in(head.raw("X-Failed-Recipients"))
    found = _STATUS.search(text[:_LOOKED_AT])
    subject = head.words("Subject")
    late = bool(_LATE.search(subject)) or (bool(found) and found[1].startswith("4") and not whom)  # type: ignore[index]
    return Report(
        not late, False, ids, whom[0].address if whom else "", found[1] if found else "", _said(text)
    )


def _other_report(parsed: Parsed) -> bool:
    """Whether it has the form of a report, but of something else: that it was read, or unwelcome."""
    sort = str(parsed.get_param("report-type", "")).lower()
    return parsed.get_content_type() == "multipart/report" and sort not in ("", "delivery-status")


def _parts(parsed: Parsed) -> Iterator[Parsed]:
    """The parts of the report itself, one level down and no further."""
    if parsed.is_multipart():
        yield from (each for each in parsed.get_payload() if isinstance(each, Parsed))


def _fields(parsed: Parsed) -> list[Head] | None:
    """The fields of a delivery report: of the message, and of each recipient, the first that failed first."""
    for part in _parts(parsed):
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload() if part.is_multipart() else [BytesParser().parsebytes(_bytes(part))]
        heads = [Head(each) for each in blocks if isinstance(each, Parsed)]
        return sorted(heads, key=lambda each: each.raw("Action").strip().lower() != "failed")
    return None


def _bytes(part: Parsed) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _first(heads: list[Head], name: str) -> str:
    return next((each.words(name) for each in heads if each.raw(name).strip()), "")


def _after_type(value: str) -> str:
    """`rfc822; a@example.org` without what kind of name it is."""
    return value.partition(";")[2].strip() or value.strip()


def _ids(parsed: Parsed, head: Head, text: str) -> tuple[str, ...]:
    """Which e-mails of ours it may be about, likeliest first."""
    found: list[str] = []
    for part in _parts(parsed):
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            found += Head(inner).ids("Message-ID") if isinstance(inner, Parsed) else ()
        elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            found += _ID_LINE.findall(_bytes(part).decode("ascii", "replace")[:_LOOKED_AT])
    found += _ID_LINE.findall(text[:_LOOKED_AT])
    found += [*head.ids("In-Reply-To"), *reversed(head.ids("References"))]
    return tuple(dict.fromkeys(tidy_id(each) for each in found))[:20]


def _said(text: str) -> str:
    """The line in which a mail server gives its reason, as near as can be told."""
    lines = [line(each) for each in text[:_LOOKED_AT].splitlines()]
    for wanted in (_STATUS, _CODE):
        found = next((each for each in lines if wanted.search(each)), "")
        if found:
            return found[:LONGEST_REASON]
    return next((each for each in lines if each), "")[:LONGEST_REASON]
