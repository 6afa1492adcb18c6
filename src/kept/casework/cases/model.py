"""Of what is the life of a case made? States, and the events that lead from one to another.

    CaseType(
        name="complaint",
        label="Complaint",
        says="Somebody is not satisfied, and has an answer in one or two stages.",
        opens=(Opening("complaint.received", to="received"),),
        states=(State("received", "Received", "It waits for the acknowledgement."), …),
        steps=(Step("complaint.acknowledged", "Acknowledge it", leaves=("received",), to="stage-one"), …),
    )

A step is an event kind: taking it is telling that event, by page, API or import alike. What a step must
carry are the kind's own required fields, and beside them the letter and the questions that the association
asks for in `cases.yaml`. Its promises are those of the rulebook that its event starts and stops; no table
names a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from kept.casework.permissions import Permission
from kept.casework.values import Event

NOTHING: Mapping[str, tuple[object, ...]] = MappingProxyType({})


class Who(StrEnum):
    """Who may take a step: whoever records, whoever leads, whoever decides for the association."""

    RECORDS = "records"
    LEADS = "leads"
    DECIDES = "decides"
    PROTECTS_DATA = "protects-data"


NEEDED: Mapping[Who, Permission] = MappingProxyType(
    {
        Who.RECORDS: Permission.RECORD,
        Who.LEADS: Permission.EXCUSE,
        Who.DECIDES: Permission.DECIDE,
        Who.PROTECTS_DATA: Permission.DATA,
    }
)


@dataclass(frozen=True, slots=True)
class State:
    """Where a case may stand. One that is `ended` asks for nothing more; only from there it may be closed."""

    name: str
    label: str
    says: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """An event that begins a case in a state, where its facts are among `when` (all, where none is named)."""

    kind: str
    to: str
    when: Mapping[str, tuple[object, ...]] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class After:
    """What must be on record in a case before a step: such an event, where its facts are among `when`.
    `says` is the sentence where it is not.
    """

    kind: str
    says: str
    when: Mapping[str, tuple[object, ...]] = field(default_factory=lambda: NOTHING)


# All that happened to the case, and the event: the field at fault and the sentence; None where nothing is.
Check = Callable[[Sequence[Event], Event], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class Step:
    """An event that may happen to a case in one of the states it `leaves`, and where that leads.

    `to` is empty where it stays. `when` picks this step among several of one kind by the event's facts.
    `needs` are facts (none of them personal) without which the step is refused: each with the sentence that
    says what to do. `after` is what the case must hold already. `not_by` names kinds: whoever told the newest
    of them may not take this step, and `not_by_says` tells them whom to ask. `out_of_order` is said where it
    comes out of order. A step into an `ended` state waits until no promise runs, unless it withdraws them.
    `check` looks at all that happened to the case and at this event, and may say in which field what is
    wrong: for what no fact by itself can tell, such as an outcome for each aim.
    """

    kind: str
    label: str
    leaves: tuple[str, ...]
    to: str = ""
    who: Who = Who.RECORDS
    when: Mapping[str, tuple[object, ...]] = field(default_factory=lambda: NOTHING)
    needs: tuple[tuple[str, str], ...] = ()
    after: tuple[After, ...] = ()
    not_by: tuple[str, ...] = ()
    not_by_says: str = ""
    out_of_order: str = ""
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class CaseType:
    """One sort of case. The first of its `states` is the one in which most begin.

    `parties` are the roles that people may have in it, by their words. `restricted` says that it is kept for
    a few from the beginning (the kinds that open it say for whom, as `kept_for`).
    """

    name: str
    label: str
    says: str
    opens: tuple[Opening, ...]
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    parties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    restricted: bool = False

    def state(self, name: str) -> State:
        """The state of that name. KeyError where the table has none."""
        found = next((each for each in self.states if each.name == name), None)
        if found is None:
            raise KeyError(name)
        return found
