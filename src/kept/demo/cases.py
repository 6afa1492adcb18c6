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

from kept.casework.cases import Standing, Step, cases_of, steps_from
from kept.rulebook.model import EventKind

if TYPE_CHECKING:
    from kept.demo.course import Course

SHORTLY = timedelta(seconds=45)
# Ways round which a case hardly ever goes: nothing comes of it, or it ends without an answer.
DETOUR = 6
MOST = 8


def prepare(course: Course, wanted: str | None, at: datetime) -> None:
    """Tell what has to come before that kind, or, where none is named, before the contact is closed."""
    for _ in range(MOST):
        going_on = _open(course, at)
        steps = [step for each in going_on for step in way(each, wanted, course.kinds)]
        missing = next((kind for each in going_on for kind in _owed(each, wanted)), None)
        kind = missing or (steps[0].kind if steps else None)
        if kind is None or kind == wanted:
            return
        step = next((each for each in steps if each.kind == kind), None)
        before = len(course.known)
        course.tell(kind, at, by=_somebody_else(course, at), wanted=answers(step, course.kinds[kind]))
        if len(course.known) == before:
            return
        at += SHORTLY


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


def answers(step: Step | None, kind: EventKind) -> dict[str, object]:
    """What has to be answered for it to be that step."""
    found: dict[str, object] = {}
    if step is None:
        return found
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
        if state in seen:
            continue
        seen.add(state)
        for step in table.steps:
            if step.to and state in step.leaves and step.kind in kinds and step.to not in seen:
                number += 1
                further = DETOUR if _detour(step, kinds) else 1
                heapq.heappush(ahead, (cost + further, number, step.to, [*path, step]))
    return []


def _detour(step: Step, kinds: Mapping[str, EventKind]) -> bool:
    return kinds[step.kind].acts == "withdraw" or step.to in ("refused", "withdrawn", "excluded")


def _open(course: Course, at: datetime) -> list[Standing]:
    at = max(at, course.known[-1].recorded_at)
    found = cases_of(course.known, rules=course.stage.rules, at=at) or ()
    return [each for each in found if not each.state.ended]


def _owed(standing: Standing, wanted: str | None) -> Iterator[str]:
    """What a case must hold before that step, and does not yet."""
    told = {each.kind for each in standing.events}
    for step in standing.type.steps:
        if step.kind == wanted and standing.state.name in step.leaves:
            yield from (each.kind for each in step.after if each.kind not in told)


def _somebody_else(course: Course, at: datetime) -> str:
    """Somebody who had no part in it so far, as the next step may ask for."""
    had = [each.by for each in course.known]
    return course.stage.crew.leading(course.rng, at, had).handle
