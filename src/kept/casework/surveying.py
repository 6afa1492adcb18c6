"""What do the answers to a survey come to, without saying what anybody answered?

    counted = count(survey, answers)            # {"polite": Counted(n=14, good=12, average=4.2, …)}
    score(survey, {"name": "yes", "polite": "4"})       # 88: so many points of a hundred
    hide(rows)                                  # small numbers, and whatever would give them away

1. Below `FEWEST` answers a number is hidden: so few could be told apart.
2. A single hidden row of several is hidden with the smallest other one: the rest of the whole gives it away.
3. Nobody's own answers are shown, and no figure is a colleague's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kept.casework.values import Refused
from kept.rulebook.surveys import CHOICE, SCALE, WORDS, YES_NO, Survey, SurveyQuestion

FEWEST = 5
BEST, WORST = 5, 1
YES, NO, NOT_SURE = "yes", "no", "not-sure"
TAKEN, DECLINED, NOT_OFFERED = "taken", "declined", "not-offered"
OFFERS = (TAKEN, DECLINED, NOT_OFFERED)
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Counted:
    """How one question was answered: by how many, how many spoke for us, and how often each answer came.

    `n` is of those who said something that can be counted; one that is `hidden` says nothing more.
    """

    n: int
    good: int = 0
    chosen: tuple[tuple[str, int], ...] = ()
    hidden: bool = False

    @property
    def share(self) -> float | None:
        """How many of a hundred spoke for us; None where nobody said anything, or too few did."""
        return None if self.hidden or not self.n else 100 * self.good / self.n


def options(question: SurveyQuestion) -> tuple[str, ...]:
    """The answers that can be chosen, the best first where there is a best."""
    if question.answer == YES_NO:
        return (YES, NO, NOT_SURE)
    if question.answer == SCALE:
        return tuple(str(each) for each in range(BEST, WORST - 1, -1))
    return tuple(slug for slug, _label in question.choices)


def is_good(question: SurveyQuestion, said: str) -> bool:
    """Whether the answer speaks for us: yes, one of the two best of five, or one of the good choices."""
    if question.answer == YES_NO:
        return said == YES
    if question.answer == SCALE:
        return said in (str(BEST), str(BEST - 1))
    return said in question.good


def tells(question: SurveyQuestion, said: str) -> bool:
    """Whether the answer can be counted for or against us at all."""
    if question.answer == CHOICE:
        return bool(question.good)
    return question.answer != WORDS and said != NOT_SURE


@dataclass(frozen=True, slots=True)
class Read:
    """A form that was filled in: what was chosen, and what was written."""

    chosen: Mapping[str, str]
    words: Mapping[str, str]


def read(survey: Survey, said: Mapping[str, str]) -> Read | Refused:
    """The answers that can be taken, by question; blank ones are none. Nothing at all is refused."""
    chosen: dict[str, str] = {}
    words: dict[str, str] = {}
    for question in survey.questions:
        answer = said.get(question.name, "").strip()
        if not answer:
            continue
        if question.answer == WORDS:
            if len(answer) > LONGEST or "\x00" in answer:
                return Refused(f"Shorten this to {LONGEST:,} characters.", question.name)
            words[question.name] = answer
        elif answer in options(question):
            chosen[question.name] = answer
        else:
            return Refused("Choose one of the answers, or none.", question.name)
    if not chosen and not words:
        return Refused("Answer at least one question. Any of them will do.", survey.questions[0].name)
    return Read(chosen, words)


def unsolved(survey: Survey, chosen: Mapping[str, str]) -> bool:
    """Whether the customer says that the matter is not settled."""
    asks = next((each for each in survey.questions if each.solved), None)
    return asks is not None and chosen.get(asks.name) == NO


def score(survey: Survey, chosen: Mapping[str, str]) -> int | None:
    """How many points of a hundred the answers come to; None where none can be counted."""
    points = []
    for question in survey.questions:
        said = chosen.get(question.name)
        if said is None or not tells(question, said):
            continue
        if question.answer == SCALE:
            points.append((int(said) - WORST) / (BEST - WORST))
        else:
            points.append(1.0 if is_good(question, said) else 0.0)
    return round(100 * sum(points) / len(points)) if points else None


def count(survey: Survey, answers: Iterable[Mapping[str, str]]) -> dict[str, Counted]:
    """How each question that can be counted was answered; few answers are hidden."""
    listed = list(answers)
    found = {}
    for question in survey.questions:
        if question.answer == WORDS:
            continue
        said = [each[question.name] for each in listed if each.get(question.name)]
        told = [each for each in said if tells(question, each)]
        good = sum(is_good(question, each) for each in told)
        chosen = tuple((each, said.count(each)) for each in options(question))
        found[question.name] = _hidden_if_few(Counted(len(told) or len(said), good, chosen), len(said))
    return found


def _hidden_if_few(counted: Counted, said: int) -> Counted:
    return Counted(said, hidden=True) if 0 < said < FEWEST else counted


def hide(rows: Sequence[tuple[str, Counted]]) -> tuple[tuple[str, Counted], ...]:
    """The rows of one division, hidden where they are few, and a second one where only one was hidden."""
    few = [number for number, (_name, row) in enumerate(rows) if row.hidden or 0 < row.n < FEWEST]
    if len(few) == 1:
        others = [number for number, (_name, row) in enumerate(rows) if number not in few and row.n]
        few += [min(others, key=lambda number: rows[number][1].n)] if others else []
    return tuple(
        (name, replace(row, good=0, chosen=(), hidden=True) if number in few else row)
        for number, (name, row) in enumerate(rows)
    )


@dataclass(frozen=True, slots=True)
class Offers:
    """How often a survey was offered when a contact ended: taken, declined, or not offered."""

    taken: int = 0
    declined: int = 0
    not_offered: int = 0

    @property
    def n(self) -> int:
        """How many endings there were at which somebody said which."""
        return self.taken + self.declined + self.not_offered

    @property
    def share(self) -> float | None:
        """How many of a hundred were offered one."""
        return 100 * (self.taken + self.declined) / self.n if self.n else None


def offers(answers: Iterable[tuple[str, int]]) -> Offers:
    """The offers, from how often each answer came."""
    found = dict(answers)
    return Offers(found.get(TAKEN, 0), found.get(DECLINED, 0), found.get(NOT_OFFERED, 0))


def shop_fault(*, channel: str, out_of_hours: bool, known: Sequence[str]) -> Refused | None:
    """What is wrong with a mystery shop that is planned."""
    if channel not in known:
        return Refused("Choose by which way the shopper comes.", "channel")
    if out_of_hours and channel == "office":
        return Refused("Nobody can visit an office that is closed. Choose another way.", "out_of_hours")
    return None


def outside_of(team: int | None, leaders: Sequence[tuple[int, int | None]]) -> int | None:
    """Who looks into a report about somebody of that team: a leader of another one, first come; or None.

    `leaders` are account and team of those who lead, in the order in which they are asked.
    """
    elsewhere = [account for account, own in leaders if team is None or own != team]
    return elsewhere[0] if elsewhere else None
