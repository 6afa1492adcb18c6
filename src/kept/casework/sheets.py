"""What does a call handler's sheet say, however it reaches us: as a table, or as an e-mail?

    lines = of_table(text, sent_at, zone)        # CSV with a heading
    lines = of_mail(raw, zone, at=now)           # an e-mail: its CSV, or blocks of "Name: …" lines
    lines[0]                                     # SheetLine(…) or Fault(line=3, sentence="…", text="…")

Every line has its own time, and is either a message that waits for the office or an emergency that was dealt
with. A time without a day is the last such time before the sheet was sent. A line that cannot be read is told
with its cure, and holds up no other. Pure.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

MESSAGE, EMERGENCY = "message", "emergency"
MOST_LINES, LONGEST = 2_000, 4_000
# What each column may be called: the first is ours.
CALLED: Mapping[str, tuple[str, ...]] = {
    "time": ("time", "when", "date and time", "call time", "received", "left at", "date"),
    "sort": ("sort", "type", "kind", "priority", "emergency"),
    "name": ("name", "caller", "caller name", "from", "tenant"),
    "phone": ("phone", "number", "telephone", "call back number", "contact number", "tel"),
    "address": ("address", "property"),
    "about": ("about", "message", "details", "problem", "matter"),
    "answered_at": ("answered at", "answered", "time answered"),
    "answered_by": ("answered by", "handler", "agent", "taken by", "by"),
    "action": ("action", "action taken", "done"),
    "outcome": ("outcome", "result"),
}
_SORTS = {
    **dict.fromkeys(("", "message", "routine", "non-emergency", "normal", "no"), MESSAGE),
    **dict.fromkeys(("emergency", "urgent", "yes"), EMERGENCY),
}
_OUTCOMES = {
    **dict.fromkeys(("settled", "resolved"), "settled"),
    **dict.fromkeys(("sent", "attended", "contractor sent"), "sent"),
    **dict.fromkeys(("waits", "next day", "office"), "waits"),
    **dict.fromkeys(("other", "999"), "other"),
}
_DAY = re.compile(
    r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{2,4}))[T ,]+(.*)\Z", re.ASCII
)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\Z", re.ASCII)
_LABEL = re.compile(r"\s*([A-Za-z][A-Za-z ]{1,30}?)\s*:\s*(.*)\Z")
# How an e-mail as it was sent begins.
_HEADERS = re.compile(
    rb"(?:From |(?:From|To|Date|Subject|Received|Return-Path|MIME-Version|Message-ID|Delivered-To): )",
    re.IGNORECASE,
)
_STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One call that a handler took. `uid` tells it from every other, so that a sheet may be read twice."""

    line: int
    uid: str
    sort: str
    happened_at: datetime
    name: str = ""
    phone: str = ""
    address: str = ""
    about: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    action: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be read: which, why and what to do, and its words."""

    line: int
    sentence: str
    text: str = ""


class _Wrong(ValueError):
    """Why a line cannot be read."""


Read = SheetLine | Fault


def of_anything(raw: bytes, name: str, zone: ZoneInfo, *, at: datetime) -> list[Read]:
    """The lines of whatever was handed in: an e-mail as it was sent, a table, or text in blocks."""
    if name.lower().endswith(".eml") or _HEADERS.match(raw):
        return of_mail(raw, zone, at=at)
    text = _decoded(raw, "utf-8-sig")
    if name.lower().endswith(".csv") or "time" in _columns(_cells(text)):
        return of_table(text, at, zone)
    return of_text(text, at, zone)


def one(said: Mapping[str, str], sent_at: datetime, zone: ZoneInfo) -> Read:
    """A single call, typed into the questions of a form; they are called as in `CALLED`."""
    return _line(1, said, sent_at, zone, "")


def of_table(text: str, sent_at: datetime, zone: ZoneInfo) -> list[Read]:
    """The lines of a sheet in rows, by its heading."""
    text = text.lstrip("\ufeff")
    if not text.strip():
        return [
            Fault(1, "The sheet is empty. Its first line must name the columns, such as time, name, number.")
        ]
    delimiter = _delimiter(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        heading = next(row for row in rows if any(row))
        columns = _columns(heading)
        if "time" not in columns:
            named = ", ".join(each.strip() for each in heading if each.strip())[:200]
            return [Fault(1, f"No column is called time or when. The first line has: {named}.", named)]
        found: list[Read] = []
        for row in rows:
            if not any(each.strip() for each in row):
                continue
            if len(found) == MOST_LINES:
                found.append(
                    Fault(rows.line_num, f"A sheet has {MOST_LINES:,} lines at most. Divide it.", "")
                )
                break
            said = {name: row[place] for name, place in columns.items() if place < len(row)}
            found.append(_line(rows.line_num, said, sent_at, zone, delimiter.join(row)))
    except csv.Error:
        return [Fault(rows.line_num, "A quotation mark here is never closed. Double it, or close it.")]
    return found or [
        Fault(1, "There is no line below the heading. If nobody rang, there is nothing to take in.")
    ]


def _delimiter(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t|", key=first.count)


def _cells(text: str) -> list[str]:
    return text.lstrip().split("\n", 1)[0].split(_delimiter(text))


def _columns(heading: Iterable[str]) -> dict[str, int]:
    """Where each of ours is, by whatever it is called."""
    found: dict[str, int] = {}
    for place, word in enumerate(heading):
        called = " ".join(word.replace("_", " ").lower().split())
        name = next((name for name, words in CALLED.items() if called in words), None)
        if name is not None:
            found.setdefault(name, place)
    return found


def of_mail(raw: bytes, zone: ZoneInfo, *, at: datetime) -> list[Read]:
    """The lines of an e-mail: of the CSV that it carries, or of the blocks in its text. `at` is when it came,
    for one that does not say when it was sent.
    """
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    sent_at = _sent_at(mail, at)
    for part in mail.walk():
        name = (part.get_filename() or "").lower()
        if part.get_content_type() == "text/csv" or name.endswith(".csv"):
            return of_table(_words_of(part), sent_at, zone)
    body = mail.get_body(("plain",))
    if body is None:
        return [Fault(1, "The e-mail has neither plain text nor a CSV file. Ask for it as plain text.")]
    return of_text(_words_of(body), sent_at, zone)


def of_text(text: str, sent_at: datetime, zone: ZoneInfo) -> list[Read]:
    """The lines of a sheet in blocks: each call begins with its time, each answer stands behind its name."""
    found: list[Read] = []
    for number, said, words in _blocks(text):
        if len(found) == MOST_LINES:
            found.append(Fault(number, f"A sheet has {MOST_LINES:,} calls at most. Divide it.", ""))
            break
        found.append(_line(number, said, sent_at, zone, words))
    return found or [
        Fault(1, "No call was found in this text. Each begins with a line such as “Time: 23:10”.", text[:200])
    ]


def _blocks(text: str) -> Iterator[tuple[int, dict[str, str], str]]:
    """Each call with the line on which it begins: a new one where a time is told again."""
    said: dict[str, str] = {}
    began, words, last = 0, [""], None
    for number, line in enumerate(text.splitlines(), 1):
        match = _LABEL.match(line)
        called = " ".join(match[1].lower().split()) if match else ""
        name = next((name for name, others in CALLED.items() if called in others), None) if match else None
        if name == "time" and said:
            yield began, said, "\n".join(words).strip()
            said, words = {}, []
        if name is not None and match is not None and (name == "time" or said):
            began = number if name == "time" else began
            said.setdefault(name, match[2].strip())
            last = name
        elif said and last and line.strip(" -=_*"):
            said[last] = f"{said[last]}\n{line.strip()}".strip()
        elif not line.strip():
            last = None
        if said:
            words.append(line)
    if said:
        yield began, said, "\n".join(words).strip()


def _line(number: int, said: Mapping[str, str], sent_at: datetime, zone: ZoneInfo, text: str) -> Read:
    text = _STRAY.sub("?", text)[:LONGEST]
    try:
        if any(_STRAY.search(each) for each in said.values()):
            raise _Wrong("It has a character that cannot be written down. Take it out.")
        words = {name: value.strip()[:LONGEST] for name, value in said.items()}
        happened_at = moment_of(words.get("time", ""), sent_at, zone)
        answered = words.get("answered_at", "")
        sort = _SORTS.get(words.get("sort", "").lower())
        if sort is None:
            raise _Wrong(f"“{words['sort'][:40]}” is neither message nor emergency. Write one of the two.")
        if not any(words.get(each) for each in ("name", "phone", "about", "address")):
            raise _Wrong("It says neither who rang nor what about. Fill in one of them at least.")
        outcome = words.get("outcome", "").lower()
        action = words.get("action", "")
        if outcome and outcome not in _OUTCOMES:
            # In the handler's own words, it is told with what was done.
            action = f"{action}\n{words['outcome']}".strip()
        return SheetLine(
            line=number,
            uid=_uid(happened_at, sort, words),
            sort=sort,
            happened_at=happened_at,
            name=words.get("name", ""),
            phone=words.get("phone", ""),
            address=words.get("address", ""),
            about=words.get("about", ""),
            answered_at=moment_of(answered, sent_at, zone) if answered else None,
            answered_by=words.get("answered_by", ""),
            action=action,
            outcome=_OUTCOMES.get(outcome, ""),
        )
    except _Wrong as problem:
        return Fault(number, str(problem), text)


def _uid(happened_at: datetime, sort: str, words: Mapping[str, str]) -> str:
    """The same call under the same name, in whatever order the sheet says it."""
    told = "\x1f".join(f"{name}={' '.join(words.get(name, '').split())}" for name in sorted(CALLED))
    stamp = happened_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    return f"sheet:{stamp}:{sort}:{sha256(told.encode()).hexdigest()[:16]}"


def moment_of(text: str, sent_at: datetime, zone: ZoneInfo) -> datetime:
    """The instant of “23:10”, “07/04/2026 23:10” or “2026-04-07 23:10”; raises where there is none, or
    two.
    """
    text = " ".join(text.split())
    if not text:
        raise _Wrong("The time is empty. Write when they rang, such as 23:10.")
    match = _DAY.match(text)
    day, hours = (_day_of(match), match[7]) if match else (None, text)
    at = _time_of(hours, text)
    if day is not None:
        return _instant(datetime.combine(day, at), zone)
    local = sent_at.astimezone(zone)
    before = local.date() if at <= local.time().replace(tzinfo=None) else local.date() - timedelta(days=1)
    return _instant(datetime.combine(before, at), zone)


def _day_of(match: re.Match[str]) -> date:
    year, month, day = match[1] or match[6], match[2] or match[5], match[3] or match[4]
    full = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        raise _Wrong("There is no such day. Check the day and the month.") from None


def _time_of(text: str, whole: str) -> time:
    found = _TIME.match(text.strip())
    try:
        if found is not None:
            return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        pass
    raise _Wrong(f"“{whole[:40]}” is no time. Write it such as 23:10 or 07/04/2026 23:10.")


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise _Wrong(f"{wall:%H:%M} never was that night: the clocks went forward over it. Check the hour.")
    raise _Wrong(f"{wall:%H:%M} came twice that night, as the clocks went back. Enter this one by hand.")


def _sent_at(mail: EmailMessage, at: datetime) -> datetime:
    try:
        found = parsedate_to_datetime(str(mail["Date"]))
    except (TypeError, ValueError):
        return at
    return found if found.tzinfo is not None and found <= at else at


def _words_of(part: object) -> str:
    assert isinstance(part, EmailMessage)
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return _decoded(raw, part.get_content_charset() or "utf-8")


def _decoded(raw: bytes, first: str) -> str:
    """As it says, else as most are, else as any can be."""
    for encoding in (first, "utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("latin-1")
