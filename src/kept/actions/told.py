"""What does somebody tell us, and what do we say back?

    Telling("letter.received", happened_at, {"from_name": "Ms Okafor", "urgent": False})

A telling is one thing that happened, in the words of whoever saw it. A `Result` says what became of it:
written, told before in the same words, or refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kept.casework import Clock, Grade, Refused

WRITTEN, REPEATED = "written", "repeated"


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing that happened. `facts` holds personal and other answers alike, by field name.

    `thread` is the reference of the thread that it continues. `subject` is the other system's reference for
    the same: the first telling with it opens a thread, later ones find that one. With neither, a new thread
    begins. `uid` names the telling itself, so that sending it twice has no second effect; one is made where
    none is given. `recorded_at` is for imported history alone: for everything else Kept's own clock says when
    it was told. `person` is the reference of the customer whom it is from, where they are known; `owner` the
    handle of the colleague whom a new thread is for, where that is not whoever takes it in. `beside` is the
    uid of another telling of the same call whose thread this one belongs to, as an answer given there and
    then belongs to the call that it answers. `about` is the handle of the colleague whom what begins names as
    its cause, and `sensitivity` for whom else it is kept (see `casework.visibility`). `demanded` says why it
    has to reach the customer in a way that they asked us not to use; only who leads may say so. `team` is the
    short name of the team to whose own address it came: a new thread is theirs.
    """

    kind: str
    happened_at: datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    uid: str | None = None
    thread: str | None = None
    subject: str | None = None
    grade: Grade = Grade.STAFF
    via: str = "form"
    corrects: str | None = None
    answers: tuple[str, ...] = ()
    recorded_at: datetime | None = None
    office: str | None = None
    person: str | None = None
    owner: str | None = None
    beside: str | None = None
    about: str | None = None
    sensitivity: str = ""
    demanded: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one telling.

    `thread` and `event` are None where it was refused and nothing bears the name. `clocks` are those of the
    thread after something was written.
    """

    thread: str | None
    event: str | None
    outcome: str | Refused
    clocks: tuple[Clock, ...] = field(default=(), compare=False, repr=False)

    @property
    def refused(self) -> Refused | None:
        """The refusal, where it is one."""
        return self.outcome if isinstance(self.outcome, Refused) else None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of each telling, in the order in which they were given."""

    results: tuple[Result, ...]

    @property
    def refused(self) -> Refused | None:
        """The first refusal, or None where every telling is on record."""
        return next((each.outcome for each in self.results if isinstance(each.outcome, Refused)), None)

    @property
    def written(self) -> int:
        """How many tellings are new on record."""
        return sum(1 for each in self.results if each.outcome == WRITTEN)
