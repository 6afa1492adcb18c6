"""What does a complaint teach, which words were no complaint, and what followed one too soon?

    owed(events, event)                      # ("learnt", "Say first …"): an upheld complaint has its lesson
    discontent("I am still waiting", words)  # ("still waiting",): what its words tell, if anything
    chosen(["a", "b", "c"], 2, seed="7f")    # ("c", "a"): the same for everybody who draws it again
    soon_after(complaints, begun, days=90)   # what was begun against somebody who had just complained

1. Where we found that we were wrong, in whole or in part, a complaint does not end before somebody has said
   what it teaches, or that it teaches nothing and why.
2. Words lead to nothing by themselves: somebody else reads what was drawn, and says what it was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from kept.casework.permissions import Permission, may
from kept.casework.values import Event
from kept.rulebook.surveys import CHOICE, SCALE, WORDS, YES_NO, Survey, SurveyQuestion

LESSON_DRAWN, BREACH_EXPLAINED = "lesson.drawn", "breach.explained"
LESSON_ACTED, LESSON_DROPPED = "lesson.acted", "lesson.dropped"
HANDLING_REVIEWED = "record.handling_reviewed"
COMPLAINT = "complaint.received"
ANSWERS = ("complaint.answered", "complaint.stage2_answered")
OUTCOME, LEARNT, LESSON, NONE = "outcome", "learnt", "lesson", "none"
WRONG = frozenset({"upheld", "partly_upheld"})
WAS, WAS_NOT = "was", "was_not"
MOST_SHOWN = 6
# The two worst of five.
BAD_MARKS = frozenset({"1", "2"})
_SAY_IT = (
    "We were wrong here, so say first what this teaches us, or that it teaches nothing and why: "
    "open “What it teaches” on the complaint."
)


def owed(events: Sequence[Event], event: Event | None = None) -> tuple[str, str] | None:
    """Why a complaint with this history may not end yet; None where it may. `event` would end it."""
    told = [*events, *([event] if event is not None else [])]
    answers = [each for each in told if each.kind in ANSWERS and each.facts.get(OUTCOME)]
    if not answers or answers[-1].facts.get(OUTCOME) not in WRONG:
        return None
    if any(each.kind == LESSON_DRAWN for each in events):
        return None
    return LEARNT, _SAY_IT


# ---- words that tell of discontent -------------------------------------------------------------------------


def discontent(text: str, words: Collection[str]) -> tuple[str, ...]:
    """Those of the words that are in the text, whole and in whichever capitals, in their own order."""
    low = " ".join(text.lower().replace("’", "'").split())
    return tuple(each for each in words if _pattern(each).search(low))[:MOST_SHOWN]


def _pattern(word: str) -> re.Pattern[str]:
    stem = re.escape(word.lower().rstrip("*").strip())
    return re.compile(rf"\b{stem}" if word.endswith("*") else rf"\b{stem}\b")


def chosen(names: Iterable[str], number: int, *, seed: str) -> tuple[str, ...]:
    """So many of them, by lot: those whose names, hashed with the seed, come first."""
    mixed = sorted(names, key=lambda each: sha256(f"{seed} {each}".encode()).digest())
    return tuple(mixed[:number])


def reads_again(role: str) -> bool:
    """Whether a role reads such words: it checks what others did, and may record what it finds."""
    return may(role, Permission.CHECK) and may(role, Permission.RECORD)


# ---- nobody suffers for having complained -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Complained:
    """Who complained, when and where."""

    person: int
    at: datetime
    thread: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What was begun against somebody."""

    person: int
    at: datetime
    thread: str
    kind: str


def soon_after(
    complaints: Iterable[Complained], begun: Iterable[Begun], *, days: int
) -> tuple[tuple[Begun, Complained], ...]:
    """Each that was begun within so many days of a complaint of the same customer, with the last of these
    before it.
    """
    by_person: dict[int, list[Complained]] = {}
    for each in complaints:
        by_person.setdefault(each.person, []).append(each)
    found = []
    for one in begun:
        before = [
            each
            for each in by_person.get(one.person, ())
            if each.at <= one.at <= each.at + timedelta(days=days) and each.thread != one.thread
        ]
        if before:
            found.append((one, max(before, key=lambda each: (each.at, each.thread))))
    return tuple(sorted(found, key=lambda pair: (pair[0].at, pair[0].thread, pair[0].kind), reverse=True))


# ---- how it was handled, in the customer's eyes -----------------------------------------------------------


def low(survey: Survey, said: dict[str, str]) -> tuple[SurveyQuestion, ...]:
    """The questions to which a bad answer calls for a manager, and which were answered badly."""
    return tuple(each for each in survey.questions if each.review and _is_bad(each, said.get(each.name, "")))


def _is_bad(question: SurveyQuestion, said: str) -> bool:
    if not said or question.answer == WORDS:
        return False
    if question.answer == SCALE:
        return said in BAD_MARKS
    if question.answer == YES_NO:
        return said == "no"
    assert question.answer == CHOICE
    return said not in question.good
