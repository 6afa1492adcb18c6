"""How does a case come to the step that somebody wants to take, and to its end? By its own table.

    for step in way(standing, wanted="nuisance.investigated"): …     # what has to be told first
    for step in way(standing, wanted=None): …                        # what leads to the nearest good end

The demonstration knows no sort of case: whatever the tables hold is lived through.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kept.casework.cases import TYPES, Standing, Step, cases_of, steps_from
from kept.casework.cases.model import After
from kept.rulebook.model import EventKind

if TYPE_CHECKING:
    from kept.demo.course import Course

SHORTLY = timedelta(seconds=45)
# Ways round which a case hardly ever goes: nothing comes of it, or it ends without an answer.
DETOUR = 6
MOST = 14
# What a table looks at all that happened for, and what its steps then say.
BESIDE: Mapping[str, tuple[tuple[str, Mapping[str, object]], ...]] = {
    "complaint.closed": (
        ("compensation.decided", {"due": False}),
        ("apology.made", {}),
        ("lesson.drawn", {"learnt": "none"}),
    ),
}
SAID: Mapping[str, Mapping[str, object]] = {
    "complaint.closed": {"told_next": True},
    "nuisance.risk_assessed": {"serious": True},
}


def prepare(course: Course, wanted: str | None, at: datetime) -> None:
    """Tell what has to come before that kind, or, where none is named, before the contact is closed."""
    for _ in range(MOST):
        coming = next(_coming(course, wanted, at), None)
        if coming is None:
            return
        kind, facts = coming
        before = len(course.known)
        course.tell(kind, at, by=_somebody_else(course, at), wanted=facts)
        if len(course.known) == before:
            return
        at += SHORTLY


def _coming(course: Course, wanted: str | None, at: datetime) -> Iterator[tuple[str, dict[str, object]]]:
    """What is told next on the way there, with what it has to say; nothing once it may follow."""
    for standing in _open(course, at):
        path = way(standing, wanted, course.kinds)
        here = [each for each in steps_from(standing) if each.kind == wanted]
        step = path[0] if path else next(iter(here), None)
        if step is None:
            continue
        told = {each.kind for each in standing.events}
        lacks = _lacks(standing, step)
        owed = [(each.kind, {name: some[0] for name, some in each.when.items()}) for each in lacks]
        owed += [(kind, dict(said)) for kind, said in BESIDE.get(step.kind, ()) if kind not in told]
        yield from owed
        if path:
            if (first := _first_of_all(step.kind, told, course.kinds)) is not None:
                yield first, {}
            yield step.kind, answers(step, course.kinds[step.kind])


def _first_of_all(kind: str, told: set[str], kinds: Mapping[str, EventKind]) -> str | None:
    """What a kind can only follow, and that in its turn; None where it may follow what was told."""
    first = None
    while kinds[kind].follows and told.isdisjoint(kinds[kind].follows):
        first = kind = kinds[kind].follows[0]
    return first


def hardly_ever(kind: str) -> bool:
    """Whether a case hardly ever takes that way: it comes to nothing by it."""
    return kind in _NOTHING_COMES_OF_IT


def _lacks(standing: Standing, step: Step) -> Iterator[After]:
    """What the case must hold before that step, and does not yet."""
    for each in step.after:
        there = (one for one in standing.events if one.kind == each.kind)
        if not any(all(one.facts.get(name) in some for name, some in each.when.items()) for one in there):
            yield each


def asked(course: Course, kind: str, at: datetime) -> tuple[dict[str, object], str | None]:
    """What the step must be answered with where the case stands now, and by whom it is taken if not by its
    owner: where there are several of that kind, one of them by lot.
    """
    steps = [each for one in _open(course, at) for each in steps_from(one) if each.kind == kind]
    if not steps:
        return {}, None
    step = course.rng.choice(steps)
    by = _somebody_else(course, at) if step.not_by else None
    return answers(step, course.kinds[kind]), by


def answers(step: Step, kind: EventKind) -> dict[str, object]:
    """What has to be answered for it to be that step."""
    found: dict[str, object] = dict(SAID.get(kind.name, {}))
    for name, among in step.when.items():
        found[name] = among[0]
    for name, _says in step.needs:
        field = kind.field(name)
        if field is not None and field.type == "yes_no":
            found[name] = True
    return found


def way(standing: Standing, wanted: str | None, kinds: Mapping[str, EventKind]) -> list[Step]:
    """The steps that lead to a state in which that kind may follow; to a good end where none is named."""
    table = standing.type
    if wanted is not None and all(each.kind != wanted for each in table.steps):
        return []
    ends = {each.name for each in table.states if each.ended}
    goals = (
        ends if wanted is None else {s for each in table.steps if each.kind == wanted for s in each.leaves}
    )
    ahead: list[tuple[int, int, str, list[Step]]] = [(0, 0, standing.state.name, [])]
    seen: set[str] = set()
    number = 0
    while ahead:
        cost, _, state, path = heapq.heappop(ahead)
        if state in goals:
            return path
        # What has ended is not opened again to come by another way.
        if state in seen or (state in ends and path):
            continue
        seen.add(state)
        for step in table.steps:
            if step.to and state in step.leaves and step.kind in kinds and step.to not in seen:
                number += 1
                further = DETOUR if _detour(step, kinds) else 1
                heapq.heappush(ahead, (cost + further, number, step.to, [*path, step]))
    return []


def _detour(step: Step, kinds: Mapping[str, EventKind]) -> bool:
    return kinds[step.kind].acts == "withdraw" or step.to in _NOTHING


_NOTHING = frozenset({"refused", "withdrawn", "excluded"})
_NOTHING_COMES_OF_IT = frozenset(
    each.kind for table in TYPES.values() for each in table.steps if each.to in _NOTHING
) - frozenset(each.kind for table in TYPES.values() for each in table.steps if each.to not in _NOTHING)


def _open(course: Course, at: datetime) -> list[Standing]:
    at = max(at, course.known[-1].recorded_at)
    found = cases_of(course.known, rules=course.stage.rules, at=at) or ()
    return [each for each in found if not each.state.ended]


def _somebody_else(course: Course, at: datetime) -> str:
    """Somebody who had no part in it so far, as the next step may ask for."""
    had = [each.by for each in course.known]
    return course.stage.crew.leading(course.rng, at, had).handle
