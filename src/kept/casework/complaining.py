"""What does a complaint still lack before it may be answered or closed, and whom may we speak with about it?

    lacks(events, stage=2)                    # (Lack("meeting", "They wish to put their case …"), …)
    may_speak("written", None, until, today)  # Speaking(False, "The authority ended on 3 May 2026. …")
    may_close(events, closing)                # ("kind", "Decide about compensation first: …"), or None

1. Where they were right, wholly or in part, the answer says sorry, somebody who did not deal with it decides
   about compensation, and what it teaches is written down, before it is over.
2. What was offered and not accepted is followed by the whole procedure, on paper, before it is over.
3. Nobody is kept from complaining for want of an authority: what a third party says is taken at once; what we
   may tell them waits for it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kept.casework.values import Event

RECEIVED, ACKNOWLEDGED, ANSWERED = "complaint.received", "complaint.acknowledged", "complaint.answered"
ESCALATED = "complaint.escalated"
STAGE2_ACKNOWLEDGED, STAGE2_ANSWERED = "complaint.stage2_acknowledged", "complaint.stage2_answered"
POINT_ADDED, POINT_DECIDED = "complaint.point_added", "complaint.point_decided"
WISHED, REPRESENTED = "complaint.wished", "complaint.represented"
SUPPORTER_NAMED, HELP_GIVEN = "complaint.supporter_named", "complaint.help_given"
MEETING_OFFERED, MEETING_HELD = "complaint.meeting_offered", "complaint.meeting_held"
ASKED, REMINDED, GIVEN = (
    "complaint.information_asked",
    "complaint.information_reminded",
    "complaint.information_received",
)
TIED, EXTENDED = "complaint.tied", "complaint.extended"
REFUSAL_DECIDED, REFUSED, CONTENT, CLOSED = (
    "complaint.refusal_decided",
    "complaint.refused",
    "complaint.content",
    "complaint.closed",
)
REMEDY_OFFERED, REMEDY_REPLIED = "remedy.offered", "remedy.replied"
COMPENSATION_DECIDED, COMPENSATION_PAID = "compensation.decided", "compensation.paid"
APOLOGY, APOLOGY_NOT_MADE = "apology.made", "apology.not_made"
PROCEDURE_GIVEN, LESSON_DRAWN = "complaint_pack.given", "lesson.drawn"
RIGHT = ("upheld", "partly_upheld")
ANSWERS = (ANSWERED, STAGE2_ANSWERED)


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing before the answer may go: its name, a sentence, and whether it stops it."""

    name: str
    says: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the complaint by its number, the event that holds its words, and what we found."""

    number: int
    event: str
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Something that we asked the customer for: when it was asked, reminded of and given."""

    event: str
    asked_on: date
    by_on: str = ""
    holds: bool = False
    reminded_on: date | None = None
    given_on: date | None = None


@dataclass(frozen=True, slots=True)
class Speaking:
    """Whether we may speak with somebody about the complaint, and the sentence that says so."""

    may: bool
    says: str


def last(events: Iterable[Event], *kinds: str) -> Event | None:
    """The newest event of these kinds; None where there is none."""
    found = [each for each in events if each.kind in kinds]
    return found[-1] if found else None


def points(events: Iterable[Event]) -> tuple[Point, ...]:
    """The points of the complaint in the order agreed, each with the newest finding."""
    known = list(events)
    findings = {
        each.facts.get("number"): str(each.facts.get("finding"))
        for each in known
        if each.kind == POINT_DECIDED
    }
    added = [each for each in known if each.kind == POINT_ADDED]
    return tuple(Point(at, each.id, findings.get(at, "")) for at, each in enumerate(added, 1))


def askings(events: Iterable[Event]) -> tuple[Asking, ...]:
    """What we asked the customer for, in order. What they give answers what was asked for first."""
    open_, done = [], []
    reminded: date | None = None
    for each in events:
        on = each.happened_at.date()
        if each.kind == ASKED:
            facts = each.facts
            open_.append(Asking(each.id, on, str(facts.get("by_on") or ""), facts.get("holds") is True))
        elif each.kind == REMINDED:
            reminded = on
            open_ = [
                Asking(one.event, one.asked_on, one.by_on, one.holds, reminded, one.given_on) for one in open_
            ]
        elif each.kind == GIVEN and open_:
            one = open_.pop(0)
            done.append(Asking(one.event, one.asked_on, one.by_on, one.holds, one.reminded_on, on))
    return (*done, *open_)


def was_right(events: Iterable[Event]) -> bool:
    """Whether the newest answer found that they were right, wholly or in part."""
    answer = last(events, *ANSWERS)
    return answer is not None and answer.facts.get("outcome") in RIGHT


def owes_compensation_decision(events: Sequence[Event]) -> bool:
    """Whether they were right and nobody has decided yet whether money is due."""
    return was_right(events) and last(events, COMPENSATION_DECIDED) is None


def not_accepted(events: Sequence[Event]) -> bool:
    """Whether they did not accept what was offered and have not had the whole procedure since."""
    reply = last(events, REMEDY_REPLIED)
    if reply is None or reply.facts.get("accepted") is not False:
        return False
    given = last(events, PROCEDURE_GIVEN)
    return given is None or given.happened_at < reply.happened_at


def lacks(events: Sequence[Event], *, stage: int) -> tuple[Lack, ...]:
    """What is missing before the answer of that stage goes; what stops it comes first."""
    found = [*_not_settled(events), *_not_done(events, stage)]
    return tuple(sorted(found, key=lambda each: not each.stops))


def _not_settled(events: Sequence[Event]) -> Iterable[Lack]:
    undecided = [each for each in points(events) if not each.finding]
    if undecided:
        numbers = ", ".join(str(each.number) for each in undecided)
        says = f"Decide each point of the complaint first: {numbers} is still open."
        yield Lack("points", says, stops=True)
    if any(each.holds and each.given_on is None for each in askings(events)):
        says = (
            "We wait for something that the customer was asked for. Remind them, or answer with what we have."
        )
        yield Lack("information", says)
    meeting = last(events, MEETING_OFFERED, MEETING_HELD)
    if meeting is None:
        yield Lack("meeting", "Ask whether they wish to put their case in person, and with whom.")
    elif meeting.kind == MEETING_OFFERED and meeting.facts.get("wanted") == "yes":
        says = (
            "They wish to put their case in person. Meet them first, or record that they changed their mind."
        )
        yield Lack("meeting", says)
    elif meeting.kind == MEETING_OFFERED and meeting.facts.get("wanted") == "yet_open":
        yield Lack("meeting", "They have not said yet whether they wish to meet us. Ask once more.")


def _not_done(events: Sequence[Event], stage: int) -> Iterable[Lack]:
    acknowledged = STAGE2_ACKNOWLEDGED if stage == 2 else ACKNOWLEDGED
    if last(events, acknowledged) is None:
        yield Lack("acknowledged", "It has not been acknowledged. Do that now, or answer at once.")
    if last(events, REMEDY_OFFERED) is None:
        yield Lack(
            "remedy", "Nothing is on record of how it is put right. Say it in the answer at the latest."
        )


def may_close(events: Sequence[Event], closing: Event) -> tuple[str, str] | None:
    """Why a complaint is not over yet: the field and what to do first; None where it is."""
    if closing.facts.get("told_next") is not True:
        return "told_next", "Tell them first where they can go if they are not content, then close it."
    if not_accepted(events):
        says = "They did not accept what was offered. Give them the complaint form and the procedure first."
        return "kind", says
    if not was_right(events):
        return None
    if owes_compensation_decision(events):
        return (
            "kind",
            "They were right. Have somebody who leads decide about compensation first, even if none is due.",
        )
    answer = last(events, *ANSWERS)
    if answer is not None and answer.facts.get("apologised") is not True and last(events, APOLOGY) is None:
        return "kind", "They were right. Say sorry first and record by whom and how, then close it."
    if last(events, LESSON_DRAWN) is None:
        return "kind", "They were right. Write down first what it teaches us, or that it teaches nothing new."
    return None


def sound_compensation(_events: Sequence[Event], decided: Event) -> tuple[str, str] | None:
    """What a decision about compensation lacks: an amount and a day where money is due."""
    if decided.facts.get("due") is not True:
        return None
    amount = decided.facts.get("amount")
    if not isinstance(amount, int | float) or amount <= 0:
        return "amount", "Say how much is due, in whole pounds."
    if not decided.facts.get("pay_by"):
        return "pay_by", "Say by which day it is paid."
    return None


def sound_authority(_events: Sequence[Event], represented: Event) -> tuple[str, str] | None:
    """Why an authority is not taken as one: it ended before it was told to us."""
    until = day_of(represented.facts.get("until_on"))
    if until is None or until >= represented.happened_at.date():
        return None
    said = f"This authority ended on {until.day} {until:%B %Y}."
    return "until_on", f"{said} Ask for a new one, and take what they say meanwhile."


def sound_point(events: Sequence[Event], decided: Event) -> tuple[str, str] | None:
    """Whether the point that was decided is one of this complaint."""
    many = sum(1 for each in events if each.kind == POINT_ADDED)
    if decided.facts.get("number") in range(1, many + 1):
        return None
    return "number", f"This complaint has points 1 to {many}. Give the number of one of them."


def may_speak(authority: str, until: date | None, on: date, *, name: str = "them") -> Speaking:
    """Whether we may speak with whoever acts for the customer, on that day."""
    if authority not in ("written", "verbal"):
        says = (
            f"Take what {name} say, and ask the customer for their agreement. Until then tell them nothing."
        )
        return Speaking(False, says)
    if until is not None and until < on:
        ended = f"{until.day} {until:%B %Y}"
        return Speaking(
            False, f"The authority ended on {ended}. Ask for a new one before you tell them anything."
        )
    how = "in writing" if authority == "written" else "by word of mouth"
    return Speaking(True, f"You may speak with {name}: the customer agreed {how}.")


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_of(value: object) -> date | None:
    """A day as a fact holds it; None where there is none."""
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None
