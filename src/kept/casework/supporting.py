"""What does a support plan hold, what does it lack, and when may it be drawn up or reviewed?

    plan = plan_of(said)             # Plan(needs, items, aims, …) out of what was told, newest words last
    plan.unmet                       # areas of need for which nothing is planned
    plan.over                        # hours a week planned beyond those that somebody pays for

1. What is planned meets a need that was assessed; a need without anything planned is shown.
2. A review says what came of each aim since it was set or last reviewed, and when the next one is.
3. A plan is gone through again within a year.
4. While somebody looks at why paying is hard, letters about money owed wait; what the law asks for does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from kept.casework.values import Event

NEED, ITEM, ITEM_ENDED = "support_plan.need_assessed", "support_plan.item_added", "support_plan.item_ended"
AIM, PROGRESS, OUTCOME = "support_plan.aim_set", "support_plan.progress", "support_plan.outcome"
DRAWN_UP, REVIEWED, FUNDED = "support_plan.drawn_up", "support_plan.reviewed", "support_plan.funded"
KEEP, END = "keep", "end"
MOST_DAYS = 366
# Of how a tenant took part: what counts as taking part, and as having signed.
TOOK_PART = frozenset({"together", "spoke_for", "some"})
SIGNED = frozenset({"signed", "spoke_for"})

Fault = tuple[str, str] | None


class Said(Protocol):
    """Something that happened, with all that was said about it."""

    @property
    def kind(self) -> str: ...

    @property
    def facts(self) -> Mapping[str, object]: ...


# ---- what may be told -------------------------------------------------------------------------------------


def item_fault(events: Sequence[Event], event: Event) -> Fault:
    """Why something may not be planned, or ended, for that need (rule 1)."""
    wanted, says = (
        (NEED, "Nobody has assessed such a need yet. Assess it first, or choose one that is on the plan.")
        if event.kind == ITEM
        else (ITEM, "Nothing is planned for that need. Choose one that has something planned.")
    )
    area = event.facts.get("area")
    there = any(each.kind == wanted and each.facts.get("area") == area for each in events)
    return None if there else ("area", says)


def aim_fault(events: Sequence[Event], event: Event) -> Fault:
    """Why nothing can be said about an aim of that number."""
    number = _number(event.facts.get("aim"))
    if number in _aims(events):
        return None
    return ("aim", "There is no aim of this number. Give the number of one that is on the plan.")


def check_plan(events: Sequence[Event], event: Event) -> Fault:
    """Why the plan may not be drawn up so: every need has something planned, and it is looked at in time."""
    unmet = _unmet(events)
    if unmet:
        says = (
            "A need on this plan has nothing that meets it. Plan something for each need that was assessed."
        )
        return ("kind", says)
    return _too_late(event)


def check_review(events: Sequence[Event], event: Event) -> Fault:
    """Why the plan may not be reviewed so (rules 2 and 3)."""
    left = sorted(_without_outcome(events))
    if left:
        return ("kind", f"Say first what came of aim {left[0]}: take “Say what came of an aim” for it.")
    decision = event.facts.get("decision")
    if decision == KEEP and not event.facts.get("review_on"):
        return ("review_on", "Say on which day the plan is gone through again.")
    return _too_late(event)


def _too_late(event: Event) -> Fault:
    said = event.facts.get("review_on")
    if said and (date.fromisoformat(str(said)) - event.happened_at.date()).days > MOST_DAYS:
        return ("review_on", "A plan is gone through again within a year. Give an earlier day.")
    return None


def _unmet(events: Iterable[Said]) -> set[object]:
    needs, met = set(), set()
    for each in events:
        area = each.facts.get("area")
        if each.kind == NEED:
            needs.add(area)
        elif each.kind == ITEM:
            met.add(area)
        elif each.kind == ITEM_ENDED:
            met.discard(area)
    return needs - met


def _aims(events: Iterable[Said]) -> set[int]:
    return {_number(each.facts.get("aim")) for each in events if each.kind == AIM}


def _without_outcome(events: Iterable[Said]) -> set[int]:
    """The aims of which nobody has said what came of them since they were set or last reviewed."""
    aims: set[int] = set()
    done: set[int] = set()
    dropped: set[int] = set()
    for each in events:
        number = _number(each.facts.get("aim"))
        if each.kind == AIM:
            aims.add(number)
            dropped.discard(number)
        elif each.kind == OUTCOME:
            done.add(number)
            if each.facts.get("outcome") in ("reached", "dropped"):
                dropped.add(number)
        elif each.kind == REVIEWED:
            aims -= dropped
            done.clear()
    return aims - done


def _number(said: object) -> int:
    return int(said) if isinstance(said, int | float) else 0


# ---- what a plan holds ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is planned for a need."""

    what: str
    agency: str
    contact: str
    consent: bool
    hours: float


@dataclass(frozen=True, slots=True)
class Need:
    """One area of need, how it was put each time, and what is planned for it."""

    area: str
    what: tuple[str, ...]
    assessed_by: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim in the tenant's own words, with what was noted about it since, oldest first."""

    number: int
    words: str
    by: str
    notes: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Funding:
    """Who pays for the support, on which basis, for how many hours a week."""

    service: str
    basis: str
    funder: str
    limits: str
    hours: float


@dataclass(frozen=True, slots=True)
class Plan:
    """One support plan as it stands. `review_on` is the day on which it is gone through again."""

    needs: tuple[Need, ...] = ()
    aims: tuple[Aim, ...] = ()
    funding: Funding | None = None
    review_on: str = ""
    comments: str = ""

    @property
    def unmet(self) -> tuple[str, ...]:
        """The needs for which nothing is planned."""
        return tuple(each.area for each in self.needs if not each.items)

    @property
    def planned(self) -> float:
        """How many hours a week are planned."""
        return sum(item.hours for each in self.needs for item in each.items)

    @property
    def over(self) -> float:
        """How many hours a week are planned beyond those that are paid for; 0 where it is not known."""
        return max(0.0, self.planned - self.funding.hours) if self.funding is not None else 0.0


def plan_of(said: Iterable[Said]) -> Plan:
    """The plan out of what was told, in the order in which it happened."""
    needs: dict[str, Need] = {}
    aims: dict[int, Aim] = {}
    funding: Funding | None = None
    review_on = comments = ""
    for each in said:
        facts = each.facts
        area, number = _text(facts, "area"), _number(facts.get("aim"))
        match each.kind:
            case "support_plan.need_assessed":
                before = needs.get(area, Need(area, (), "", ()))
                words = (*before.what, _text(facts, "what"))
                needs[area] = Need(area, words, _text(facts, "assessed_by"), before.items)
            case "support_plan.item_added" if area in needs:
                needs[area] = _with(needs[area], (*needs[area].items, _item(facts)))
            case "support_plan.item_ended" if area in needs:
                needs[area] = _with(needs[area], ())
            case "support_plan.aim_set":
                aims[number] = Aim(number, _text(facts, "words"), _text(facts, "by"), (), "")
            case "support_plan.progress" | "support_plan.outcome" if number in aims:
                aims[number] = _noted(aims[number], _text(facts, "note"), _text(facts, "outcome"))
            case "support_plan.funded":
                funding = _funding(facts)
            case "support_plan.drawn_up" | "support_plan.reviewed":
                review_on = _text(facts, "review_on")
                comments = _text(facts, "comments") or comments
    return Plan(tuple(needs.values()), tuple(aims.values()), funding, review_on, comments)


def _with(need: Need, items: tuple[Item, ...]) -> Need:
    return Need(need.area, need.what, need.assessed_by, items)


def _item(facts: Mapping[str, object]) -> Item:
    return Item(
        _text(facts, "what"),
        _text(facts, "agency"),
        _text(facts, "contact"),
        facts.get("consent") is True,
        _hours(facts),
    )


def _noted(aim: Aim, note: str, outcome: str) -> Aim:
    notes = (*aim.notes, note) if note else aim.notes
    return Aim(aim.number, aim.words, aim.by, notes, outcome or aim.outcome)


def _funding(facts: Mapping[str, object]) -> Funding:
    service, basis, funder = (_text(facts, name) for name in ("service", "basis", "funder"))
    return Funding(service, basis, funder, _text(facts, "limits"), _hours(facts))


def _hours(facts: Mapping[str, object]) -> float:
    said = facts.get("hours")
    return float(said) if isinstance(said, int | float) else 0.0


def _text(facts: Mapping[str, object], name: str) -> str:
    said = facts.get(name)
    return str(said) if said is not None else ""


# ---- how tenants take part --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many plans or reviews it was so."""

    n: int
    took_part: int
    signed: int


def shares(said: Iterable[Said]) -> dict[str, Share]:
    """Of plans drawn up and of reviews: in how many did the tenant take part, and sign?"""
    found = {DRAWN_UP: Share(0, 0, 0), REVIEWED: Share(0, 0, 0)}
    for each in said:
        if each.kind not in found:
            continue
        part = each.facts.get("part") in TOOK_PART or each.facts.get("took_part") is True
        signed = each.facts.get("signed") in SIGNED
        so_far = found[each.kind]
        found[each.kind] = Share(so_far.n + 1, so_far.took_part + part, so_far.signed + signed)
    return found


# ---- letters that wait, calls at night --------------------------------------------------------------------

ARREARS = "arrears"
WAITS = (
    "Somebody is looking at why paying is hard for them, so letters about money owed wait. Speak to whoever "
    "helps them, or end “Help with money” first."
)


def held_back(*, on: Iterable[str], thread: str, statutory: bool, looked_at: bool) -> bool:
    """Whether a letter about money owed waits (rule 4): `on` are the contacts that its template is for."""
    return looked_at and not statutory and (thread == ARREARS or ARREARS in set(on))


@dataclass(frozen=True, slots=True)
class Night:
    """One call while the office was closed: when it came, was answered and somebody was there."""

    called_at: datetime
    answered_at: datetime | None
    attended_at: datetime | None

    @property
    def answered_after(self) -> int | None:
        """After how many minutes somebody answered; None where that is not known."""
        return _minutes(self.called_at, self.answered_at)

    @property
    def attended_after(self) -> int | None:
        """After how many minutes somebody was there; None where nobody went or it is not known."""
        return _minutes(self.called_at, self.attended_at)


def _minutes(since: datetime, until: datetime | None) -> int | None:
    return max(0, int((until - since).total_seconds() // 60)) if until is not None else None
