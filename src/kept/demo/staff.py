"""Who works here? Somebody in each role, and in each team, with offices, absences and leavers.

    crew = hire(rng, rulebook, taken=handles, since=first_day, until=today)
    crew.at_the_desk(rng, at)           # Colleague("ruth-adeyemi", …)
    crew.for_owner(rng, "lettings", at) # whoever that word means in this policy, and is in that day

Teams, job titles and offices are read from the association's own data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from kept.demo import names
from kept.rulebook import Rulebook

FRONT, OFFICER, MANAGER, DIRECTOR = "receptionist", "officer", "manager", "director"
# How many of each a landlord of this size has, besides one officer for each team at least.
HOW_MANY = {
    FRONT: 3,
    OFFICER: 6,
    MANAGER: 2,
    DIRECTOR: 1,
    "policy-officer": 1,
    "auditor": 1,
    "administrator": 1,
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """One member of staff: from when, until when, and the stretches in which they were away."""

    handle: str
    name: str
    role: str
    team: str | None
    office: str | None
    from_on: date
    to_on: date | None = None
    away: tuple[tuple[date, date, str], ...] = ()

    def is_in(self, day: date) -> bool:
        """Whether they work here on that day, and are not away."""
        here = self.from_on < day and (self.to_on is None or day < self.to_on)
        return here and not any(since <= day <= until for since, until, _ in self.away)

    def stays(self, day: date) -> bool:
        """Whether they are in on that day and do not leave within the week, when nothing new is theirs."""
        return self.is_in(day) and (self.to_on is None or day + timedelta(days=7) < self.to_on)


@dataclass(slots=True)
class Crew:
    """Everybody who works at one association in the year."""

    everybody: list[Colleague] = field(default_factory=list)
    jobs: dict[str, str] = field(default_factory=dict)

    def in_role(self, *roles: str) -> list[Colleague]:
        """Those in these roles, in the order in which they were hired."""
        return [each for each in self.everybody if each.role in roles]

    def at_the_desk(self, rng: Random, at: datetime) -> Colleague:
        """Whoever takes in what comes."""
        return self._one(rng, self.in_role(FRONT), at)

    def leading(self, rng: Random, at: datetime, but: Sequence[str] = ()) -> Colleague:
        """A manager, or the director, who is none of those."""
        found = [each for each in self.in_role(MANAGER, DIRECTOR) if each.handle not in but]
        return self._one(rng, found, at)

    def for_owner(self, rng: Random, word: str | None, at: datetime) -> Colleague:
        """Whom the owner of a promise means here: a role, a team or a job; otherwise an officer."""
        word = self.jobs.get(word or "", word or "")
        team = [each for each in self.everybody if each.team == word and each.role in (OFFICER, FRONT)]
        role = self.in_role(word) if word in (FRONT, OFFICER, MANAGER, DIRECTOR) else []
        return self._one(rng, team or role or self.in_role(OFFICER), at)

    def _one(self, rng: Random, found: Sequence[Colleague], at: datetime) -> Colleague:
        day = at.date()
        present = [each for each in found if each.stays(day)]
        others = [each for each in self.in_role(OFFICER, FRONT, MANAGER, DIRECTOR) if each.stays(day)]
        return rng.choice(present or others)


def hire(rng: Random, rulebook: Rulebook, *, taken: set[str], since: date, until: date) -> Crew:
    """The staff of one association. `taken` are the handles in use, which none of these may have."""
    house = rulebook.association
    teams = [slug for slug, _ in house.teams if slug != house.on_call]
    front = next(
        (each for each in teams if "reception" in each or "contact" in each), teams[0] if teams else None
    )
    others = [each for each in teams if each != front] or teams
    offices = [each.slug for each in house.offices]
    crew = Crew(jobs={title.lower().replace(" ", "-"): role for title, role in house.roles})
    before = since - timedelta(days=400)
    for role, count in HOW_MANY.items():
        many = max(count, len(others) + 2) if role == OFFICER else count
        for number in range(many):
            team = (
                front
                if role == FRONT
                else others[number % len(others)]
                if others and role == OFFICER
                else None
            )
            office = offices[number % len(offices)] if role == FRONT else offices[0]
            crew.everybody.append(_hired(rng, role, team, office, taken, before, since, until, number))
    if house.on_call:
        for number in range(2):
            crew.everybody.append(
                _hired(rng, OFFICER, house.on_call, offices[-1], taken, before, since, until, number)
            )
    _comings_and_goings(rng, crew, taken, since, until)
    return crew


def _hired(
    rng: Random,
    role: str,
    team: str | None,
    office: str | None,
    taken: set[str],
    before: date,
    since: date,
    until: date,
    number: int,
) -> Colleague:
    while True:
        full = names.someone(rng).full
        handle = names.handle(full)
        if handle not in taken:
            break
    taken.add(handle)
    # The first of each role is always there, so that whoever tries the role finds a day's work.
    away = _away(rng, since, until) if role in (FRONT, OFFICER) and number else ()
    return Colleague(handle, full, role, team, office, before, away=away)


def _away(rng: Random, since: date, until: date) -> tuple[tuple[date, date, str], ...]:
    """Two holidays, some days ill; one in six is away today."""
    found = []
    for _ in range(2):
        first = since + timedelta(days=rng.randrange(10, max(11, (until - since).days - 25)))
        found.append((first, first + timedelta(days=rng.randrange(4, 14)), "leave"))
    for _ in range(rng.randrange(3)):
        first = since + timedelta(days=rng.randrange(5, max(6, (until - since).days - 12)))
        found.append((first, first + timedelta(days=rng.randrange(0, 5)), "sick"))
    if rng.random() < 0.17:
        found.append(
            (until - timedelta(days=rng.randrange(3)), until + timedelta(days=rng.randrange(1, 6)), "leave")
        )
    found.sort()
    apart: list[tuple[date, date, str]] = []
    for each in found:
        if not apart or each[0] > apart[-1][1]:
            apart.append(each)
    return tuple(apart)


def _comings_and_goings(rng: Random, crew: Crew, taken: set[str], since: date, until: date) -> None:
    """Two left in the course of the year, and somebody came after each."""
    leaving = [each for each in crew.in_role(OFFICER) if each.away][-2:]
    for number, gone in enumerate(leaving):
        last = since + (until - since) * (number + 1) / 3
        came = last + timedelta(days=14)
        place = crew.everybody.index(gone)
        away = tuple(each for each in gone.away if each[1] < last)
        crew.everybody[place] = Colleague(
            gone.handle, gone.name, gone.role, gone.team, gone.office, gone.from_on, last, away
        )
        after = _hired(rng, gone.role, gone.team, gone.office, taken, came, since, until, 0)
        crew.everybody.append(after)
