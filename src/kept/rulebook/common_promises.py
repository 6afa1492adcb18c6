"""What do most landlords promise, and which clause comes of it?

    clause_of(COMMON[1], "brook", {"letters_answered": "7 working days", "letters_answered_line": "12", …})

Each is asked for by how long and on which line of the policy. Where the words of the span can be read in more
than one way, the clause says so, and how Kept proposes to read it, kindest to the customer first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kept.workclock import (
    Days,
    Hours,
    Minutes,
    Months,
    OfficeHours,
    OfficeMinutes,
    Rings,
    SameDay,
    Seconds,
    Span,
    SpanError,
    Weeks,
    WorkingDays,
    Years,
    parse_span,
)


@dataclass(frozen=True, slots=True)
class Common:
    """One common promise: its question, and what its clause says. `{within}` stands for how long."""

    key: str
    section: str
    title: str
    asks: str
    name: str
    says: str
    public: str
    starts: str
    stops: str
    owner: str
    more: tuple[str, ...] = ()
    ambiguity: str = ""
    reading: str = ""


_ACKNOWLEDGED = (
    "An acknowledgement may be a few words, or the date of the answer too.",
    "An acknowledgement counts when it names the day of the answer, which is then promised too.",
)
COMMON: tuple[Common, ...] = (
    Common(
        "letters_acknowledged",
        "letters",
        "Letters",
        "A letter is acknowledged",
        "letter-acknowledged",
        "A letter is acknowledged {within}.",
        "Write to us and we tell you {within} that we have your letter, and when you will have our answer.",
        "[letter.received]",
        "[letter.acknowledged, letter.answered]",
        "addressee",
        (),
        *_ACKNOWLEDGED,
    ),
    Common(
        "letters_answered",
        "letters",
        "Letters",
        "A letter is answered",
        "letter-answered",
        "A letter is answered {within}.",
        "Write to us and our answer is on its way {within}.",
        "[letter.received]",
        "[letter.answered]",
        "addressee",
    ),
    Common(
        "emails_acknowledged",
        "emails",
        "E-mails",
        "An e-mail is acknowledged",
        "email-acknowledged",
        "An e-mail is acknowledged {within}.",
        "Send us an e-mail and we tell you {within} that we have it, and when you will have our answer.",
        "[email.received]",
        "[email.acknowledged, email.answered]",
        "addressee",
        (),
        *_ACKNOWLEDGED,
    ),
    Common(
        "emails_answered",
        "emails",
        "E-mails",
        "An e-mail is answered",
        "email-answered",
        "An e-mail is answered {within}.",
        "Send us an e-mail and you will have our answer {within}.",
        "[email.received]",
        "[email.answered]",
        "addressee",
    ),
    Common(
        "calls_answered",
        "telephone",
        "Telephone",
        "The telephone is picked up",
        "call-answered",
        "The telephone is picked up {within}.",
        "Ring us and a person picks up {within}.",
        "[call.rang]",
        "[call.answered]",
        "anyone",
        ("unmeasured: [call.received]    # calls that no machine timed are shown, and not counted as kept",),
        "A machine might count as an answer.",
        "A person answers. A menu, a queue or an answerphone is no answer.",
    ),
    Common(
        "calls_returned",
        "telephone",
        "Telephone",
        "Whoever left a message or was promised a call is rung back",
        "called-back",
        "Whoever left a message, or was promised a call, is rung back {within}.",
        "Leave a message, or ask for a call, and we speak to you {within}.",
        "[message.left, message.taken, callback.promised]",
        "[message.returned]",
        "addressee",
        ("when: {reply_wanted: call}", "attempts: [callback.attempted]"),
        "Trying may be enough, or only speaking.",
        "Only speaking to the customer counts. Trying in time is shown beside it.",
    ),
    Common(
        "visitors_seen",
        "office",
        "Visitors",
        "A visitor to the office is seen",
        "visitor-seen",
        "A visitor to the office is seen {within}.",
        "Come to our office and you will be seen {within}.",
        "[visitor.arrived]",
        "[visitor.seen, visitor.answered]",
        "anyone",
        ("counts_from: {later: [happened_at, booked_at]}",),
        "Greeted, or met by somebody who can help; some come early for an appointment.",
        "Met by somebody who can help, from arrival or from the time of the appointment if that is later.",
    ),
    Common(
        "complaints_acknowledged",
        "complaints",
        "Complaints",
        "A complaint is acknowledged",
        "complaint-acknowledged",
        "A complaint is acknowledged {within}.",
        "We tell you {within} that we have your complaint, and when you will have our answer.",
        "[complaint.received]",
        "[complaint.acknowledged, complaint.answered, complaint.refused]",
        "manager",
        (),
        *_ACKNOWLEDGED,
    ),
    Common(
        "complaints_answered",
        "complaints",
        "Complaints",
        "A complaint is answered",
        "complaint-answered",
        "A complaint is answered {within}.",
        "Complain to us and you will have our full answer {within}.",
        "[complaint.received]",
        "[complaint.answered, complaint.stage2_answered, complaint.refused]",
        "manager",
    ),
)
# How a span is read whose words leave something open.
_OPEN: Mapping[type[Span], tuple[str, str]] = {
    Days: ("Days of the calendar, or working days.", "Plain days are days of the calendar."),
    Weeks: ("Whole weeks, or their working days.", "Weeks are those of the calendar."),
    Months: ("Days are not counted.", "A month ends on the same day of the next."),
    Hours: (
        "Hours by the clock, or hours of the office.",
        "Hours run by the clock, nights and weekends too.",
    ),
    Rings: ("A ring has no fixed length.", "A ring is three seconds long."),
}


# What can be asked for by a length alone.
_COUNTED = (
    *(WorkingDays, Days, Weeks, Months, Years, Hours, Minutes, Seconds, OfficeHours, OfficeMinutes, Rings),
    SameDay,
)


def counted(text: str) -> Span | None:
    """The span of a common promise; None where the words are none."""
    try:
        span = parse_span(text)
    except SpanError:
        return None
    return span if isinstance(span, _COUNTED) else None


def in_words(span: Span) -> str:
    """How long, as it stands in a sentence: “within 7 working days”, “on the same day”."""
    text = str(span)
    return "on the same day" if text == "same day" else f"within {text}"


def clause_of(promise: Common, slug: str, told: Mapping[str, str]) -> str:
    """The clause as it stands in its file, for somebody who goes on from there."""
    span = parse_span(told[promise.key])
    within = in_words(span)
    about = [promise.ambiguity, *_OPEN.get(type(span), ("", ""))[:1]]
    read = [promise.reading, *_OPEN.get(type(span), ("", ""))[1:]]
    ambiguity, reading = (" ".join(each for each in some if each) for some in (about, read))
    lines = [
        f"- id: {slug}:{promise.name}",
        f"  lines: {told[promise.key + '_line']}",
        "  kind: timed",
        f"  says: {promise.says.format(within=within)}",
        *([f"  ambiguity: {ambiguity}"] if ambiguity else []),
        "  promise:",
        f"    name: {promise.name}",
        f"    public: {promise.public.format(within=within)}",
        f"    starts: {promise.starts}",
        f"    stops: {promise.stops}",
        f"    within: {span}",
        *(f"    {each}" for each in promise.more),
        *([f"    warn: {_warning(span)}"] if _warning(span) else []),
        f"    owner: {promise.owner}",
        *([f"    reading: {reading}"] if reading else []),
    ]
    return "\n".join(lines) + "\n"


def _warning(span: Span) -> str:
    """When whoever owns it is warned: in time to do something about it, and never for minutes."""
    if isinstance(span, WorkingDays) and span.n >= 3:
        return f"{1 if span.n < 7 else 2} working day{'' if span.n < 7 else 's'} before"
    if isinstance(span, Days) and span.n >= 5:
        return "2 days before"
    if isinstance(span, Weeks | Months):
        return "5 days before"
    return "2 hours before" if isinstance(span, Hours) and span.n >= 8 else ""
