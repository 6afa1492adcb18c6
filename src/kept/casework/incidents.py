"""What is an incident, how many make a pattern, and what must be said before somebody's call is ended?

    is_violence("threat")                                           # True: abuse, threat and assault alone
    pattern([date(2026, 1, 5), …], on=today, months=3)              # 3: so many, counted back from that day
    check_incident({"what": "threat", "about": "…", …})             # Refused("Say where it was.") or None

1. Only abuse in words, a threat and assault count as violence; rudeness is written down and is none.
2. The months roll: they are counted back from the latest incident.
3. A pattern decides nothing. It asks an officer to look at the whole story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kept.casework.values import Refused

REPORTED, PERSON, UPDATED, SEEN = (
    "behaviour.reported",
    "incident.person",
    "incident.updated",
    "incident.seen",
)
HELP_ASKED, HELP_CAME = "incident.help_asked", "incident.help_came"
WARNED, AT_RISK, NOTE_READ = "behaviour.warned", "behaviour.at_risk", "behaviour.note_read"
CALL_ENDED, TALK_ENDED, RANG = "call.ended_by_staff", "interview.ended_by_us", "manager.rang"
ADVICE, CALM_AGAIN = "behaviour.advice_given", "behaviour.calm_again"
ENDINGS = frozenset({CALL_ENDED, TALK_ENDED})
VIOLENCE = frozenset({"abusive", "threat", "assault"})
ROLES = ("victim", "assailant", "witness")
MOST_PEOPLE, LONGEST, LONGEST_LINE = 12, 20_000, 300
MOST_MINUTES = 60 * 24 * 60


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who was there: what they were in it, how they are reached, and what it cost them."""

    role: str
    name: str
    reach: str = ""
    ours: str = ""
    minutes_lost: int = 0


def is_violence(what: str) -> bool:
    """Whether an incident of that sort counts as violence."""
    return what in VIOLENCE


def months_before(day: date, months: int) -> date:
    """The same date so many months before, or the last day of that month where it has none."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    longest = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, longest))


def pattern(days: Iterable[date], *, on: date, months: int) -> int:
    """How many of these days lie in the months up to `on`, that day included."""
    since = months_before(on, months)
    return sum(since < each <= on for each in days)


def quarter_of(day: date) -> str:
    """The quarter of the calendar year, such as 2026 Q2."""
    return f"{day.year} Q{(day.month + 2) // 3}"


def by_quarter(incidents: Iterable[tuple[date, str]]) -> Mapping[str, Counter[str]]:
    """How many of each sort in each quarter, the latest quarter first."""
    found: dict[str, Counter[str]] = {}
    for day, what in incidents:
        found.setdefault(quarter_of(day), Counter())[what] += 1
    return dict(sorted(found.items(), reverse=True))


def check_incident(facts: Mapping[str, object]) -> Refused | None:
    """What is missing of an incident: what, where, what happened and how it ended are always said."""
    for name, says in (
        ("what", "Say what it was, by the list."),
        ("where", "Say where it was."),
        ("about", "Say what happened, as it was."),
        ("outcome", "Say how it ended. Where nobody knows yet, say so."),
    ):
        if not str(facts.get(name) or "").strip():
            return Refused(says, name)
    if facts.get("police") and not facts.get("police_by"):
        return Refused("Say who called the police.", "police_by")
    if facts.get("asked_to_leave") and not facts.get("leave_by"):
        return Refused("Say who asked them to leave.", "leave_by")
    return None


def check_people(people: Sequence[Somebody]) -> Refused | None:
    """Why these rows of people cannot be taken as they are."""
    if len(people) > MOST_PEOPLE:
        return Refused(f"Name at most {MOST_PEOPLE} people here, and the others later.", "people")
    for number, each in enumerate(people):
        if each.role not in ROLES:
            return Refused("Say what they were: victim, assailant or witness.", f"role-{number}")
        if not each.name.strip():
            return Refused("Give a name, or write “not known”.", f"name-{number}")
        if max(len(each.name), len(each.reach)) > LONGEST_LINE:
            return Refused(f"Say it in at most {LONGEST_LINE} characters.", f"name-{number}")
        if not 0 <= each.minutes_lost <= MOST_MINUTES:
            return Refused("Give the working time in whole minutes.", f"minutes-{number}")
    return None


@dataclass(frozen=True, slots=True)
class Note:
    """One incident as a report tells of it."""

    on: date
    what: str
    by: str
    summary: str
    outcome: str


SUMMARY = 240


def drafted_account(notes: Sequence[Note]) -> str:
    """A first draft of what happened: every note with its day, who wrote it and its first words."""
    lines = []
    for each in sorted(notes, key=lambda note: note.on):
        words = " ".join(each.summary.split())
        short = words if len(words) <= SUMMARY else words[: SUMMARY - 1].rstrip() + "…"
        day = f"{each.on.day} {each.on:%B %Y}"
        lines.append(f"{day}, {each.what}, noted by {each.by}: {short}")
    return "\n".join(lines)


def drafted_outcome(notes: Sequence[Note]) -> str:
    """A first draft of what became of them, by how often each ended how."""
    counted = Counter(each.outcome for each in notes)
    return "\n".join(f"{outcome}: {number}" for outcome, number in sorted(counted.items()))
