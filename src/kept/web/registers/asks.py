"""What do the entries of a register ask for, in words, and who has none?

state = State.of(here, registers)       # every entry with what it asks for; the same queries however many
state.asking["identity-cards"]          # how many of them ask for something
want_words(register, want)              # Words("Ran out on 1 April", "bad")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from kept.casework import registers as casework
from kept.casework.registers import Gap, Want
from kept.rulebook.registers import STAFF, Register
from kept.store import registers as store
from kept.store.accounts import people_at
from kept.store.models import Membership, RegisterEntry, RegisterLog
from kept.web.shared.access import Here
from kept.web.shared.words import Words, day_words
from kept.workclock import local_date


@dataclass(frozen=True)
class State:
    """Every entry that holds, by register, with what each asks for, and who lacks one."""

    today: date
    entries: Mapping[str, Sequence[RegisterEntry]]
    wants: Mapping[int, tuple[Want, ...]]
    checks: Mapping[int, RegisterLog]
    lacking: Mapping[str, tuple[Membership, ...]]
    uncovered: Mapping[str, tuple[tuple[str, str], ...]]
    should: Mapping[str, int]
    gaps: tuple[tuple[Membership, Gap], ...] = field(default=())

    @classmethod
    def of(cls, here: Here, registers: Sequence[Register]) -> State:
        """As it is now, of these registers."""
        today = local_date(here.calendar, here.at)
        by_name = {each.name: each for each in registers}
        rows: dict[str, list[RegisterEntry]] = {each: [] for each in by_name}
        for each in store.all_current(here.association, by_name):
            rows[each.register].append(each)
        ids = [each.pk for some in rows.values() for each in some]
        checks = store.checks_of(here.association, ids)
        hours = casework.hours_words(here.rulebook)
        wants = {
            each.pk: casework.wants(
                by_name[name], _entry(here, each, checks.get(each.pk)), today=today, hours=hours
            )
            for name, some in rows.items()
            for each in some
        }
        members = people_at(here.association, today)
        jobs = _jobs(here, members, rows)
        return cls(
            today=today,
            entries=rows,
            wants=wants,
            checks=checks,
            lacking={each.name: _lacking(each, members, jobs, rows[each.name]) for each in registers},
            uncovered={
                each.name: casework.uncovered(each, [row.facts for row in rows[each.name]])
                for each in registers
            },
            should={each.name: _should(each, members, jobs) for each in registers},
            gaps=_gaps(members, jobs, rows, today) if store.SKILLS_NEEDED in by_name else (),
        )

    def asking(self, register: str) -> int:
        """How much of that register asks for something."""
        wanting = sum(bool(self.wants[each.pk]) for each in self.entries[register])
        return wanting + len(self.lacking[register]) + len(self.uncovered[register])


def _entry(here: Here, each: RegisterEntry, check: RegisterLog | None) -> casework.Entry:
    return casework.Entry(
        each.facts,
        local_date(here.calendar, each.made_at),
        local_date(here.calendar, each.changed_at),
        local_date(here.calendar, check.at) if check is not None else None,
        check.result if check is not None else "",
    )


def _jobs(
    here: Here, members: Iterable[Membership], rows: Mapping[str, Sequence[RegisterEntry]]
) -> Mapping[int, str]:
    """The job title of each, by account."""
    records = rows.get(store.RECORDS)
    if records is None:
        records = store.current(here.association, store.RECORDS)
    known = {each.account_id: str(each.facts.get("job_title", "")) for each in records}
    return {each.account_id: known.get(each.account_id, "") for each in members}


def _lacking(
    register: Register,
    members: Sequence[Membership],
    jobs: Mapping[int, str],
    rows: Sequence[RegisterEntry],
) -> tuple[Membership, ...]:
    if register.of != STAFF:
        return ()
    people = [(each.account_id, jobs[each.account_id]) for each in members]
    have = {each.account_id for each in rows if each.account_id is not None}
    without = set(casework.without_one(register, people, have))
    return tuple(each for each in members if each.account_id in without)


def _should(register: Register, members: Sequence[Membership], jobs: Mapping[int, str]) -> int:
    """How many colleagues should have one."""
    people = [(each.account_id, jobs[each.account_id]) for each in members]
    return len(casework.without_one(register, people, ())) if register.of == STAFF else 0


def _gaps(
    members: Sequence[Membership],
    jobs: Mapping[int, str],
    rows: Mapping[str, Sequence[RegisterEntry]],
    today: date,
) -> tuple[tuple[Membership, Gap], ...]:
    needed: dict[str, list[str]] = {}
    for each in rows.get(store.SKILLS_NEEDED, ()):
        needed.setdefault(str(each.facts.get("job_title", "")), []).append(str(each.facts.get("skill", "")))
    held: dict[int, set[str]] = {}
    for each in rows.get(store.SKILLS_HELD, ()):
        until = casework.day_in(each.facts, "expires_on")
        if each.account_id is not None and (until is None or until >= today):
            held.setdefault(each.account_id, set()).add(str(each.facts.get("skill", "")).strip().casefold())
    booked: dict[int, dict[str, date]] = {}
    for each in rows.get(store.TRAINING, ()):
        day = casework.day_in(each.facts, "booked_for")
        if each.account_id is not None and day is not None:
            booked.setdefault(each.account_id, {})[str(each.facts.get("skill", "")).strip().casefold()] = day
    people = [(each.account_id, jobs[each.account_id]) for each in members]
    of = {each.account_id: each for each in members}
    return tuple((of[each.account], each) for each in casework.gaps(people, needed, held, booked))


def want_words(register: Register, want: Want, this_year: int) -> Words:
    """One thing that an entry asks for, with its tone."""
    day = day_words(want.day, this_year) if want.day else ""
    label = each.label if (each := register.field(want.field)) is not None else ""
    match want.what:
        case casework.EXPIRED:
            return Words(_("Ran out on %(day)s") % {"day": day}, "bad")
        case casework.EXPIRING:
            return Words(_("Runs out on %(day)s") % {"day": day}, "soon")
        case casework.REVIEW:
            return Words(_("To be looked at since %(day)s") % {"day": day}, "bad")
        case casework.CHECK:
            return Words(_("To be tried since %(day)s") % {"day": day}, "bad")
        case casework.FAILED:
            return Words(_("Found wanting on %(day)s") % {"day": day}, "bad")
        case casework.NONE_LEFT:
            return Words(_("None left, and there must be some"), "bad")
        case casework.REORDER:
            return Words(_("Order more: %(n)s left") % {"n": want.n}, "soon")
        case casework.TOO_MUCH:
            return Words(_("%(label)s Keep it below %(n)s.") % {"label": label, "n": want.n}, "soon")
        case casework.SHORT:
            return Words(_("%(label)s %(n)s too few") % {"label": label, "n": want.n}, "bad")
        case _:
            return Words(_("It gives opening hours that have changed since"), "bad")
