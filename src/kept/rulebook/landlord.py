"""Which landlord is it whose policy this is: its offices, teams, numbers, and what to do in danger?

Values only, as `association.yaml` and `danger.yaml` have them: `landlord.offices[0].calendar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from kept.workclock import Calendar, Hours, Minutes, Seconds

_FIVE_MINUTES = Minutes(5)


@dataclass(frozen=True, slots=True)
class Office:
    """A place that opens and shuts: `opening` is its week."""

    slug: str
    name: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Alarm:
    """Whom a matter of safety calls, one after another, `after` so long without an answer."""

    after: Hours | Minutes | Seconds = _FIVE_MINUTES
    chain: tuple[str, ...] = ("receptionist", "officer", "manager", "director")

    def role_at(self, step: int) -> str:
        """Whose turn it is at a step, from 1; after the last the first is called again."""
        return self.chain[(step - 1) % len(self.chain)]


@dataclass(frozen=True, slots=True)
class Danger:
    """What to say, word by word, and whom to ring in one sort of danger; `ring` is who and their number.

    `emergency` says whether somebody could be hurt within a day, as long as nobody knows better.
    """

    what: str
    script: tuple[str, ...]
    ring: tuple[tuple[str, str], ...]
    emergency: bool = True


@dataclass(frozen=True, slots=True)
class Association:
    """One landlord, as its `association.yaml` has it. `greetings` are what to say first, by channel;
    `safeguarding` who sees a concern about somebody's safety, by role or by the handle of their account.
    Below `capture_floor` a figure is grey; a month is published by itself so many days after its end.
    """

    slug: str
    name: str
    nation: str
    zone: str
    starts_on: date
    go_live: date
    title: str
    document_lines: int
    ring_seconds: float
    hours_reading: str | None
    offices: tuple[Office, ...]
    members: tuple[tuple[str, str], ...] = ()
    teams: tuple[tuple[str, str], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    on_call: str | None = None
    notes: tuple[str, ...] = ()
    alarm: Alarm = Alarm()
    dangers: tuple[Danger, ...] = ()
    greetings: tuple[tuple[str, str], ...] = ()
    safeguarding: tuple[str, ...] = ("director",)
    housing_system: tuple[tuple[str, str], ...] = ()

    def outside(self, what: str, ref: str) -> str:
        """Where the housing system has a person, a home, a tenancy or a patch; empty where nobody said."""
        template = dict(self.housing_system).get(what, "")
        return template.replace("{ref}", quote(ref, safe="")) if template and ref else ""

    # What has to be done before a contact is closed by hand: the clause, and what else will do.
    before_closing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    capture_floor: float = 0.8
    publish_after_days: int = 14
