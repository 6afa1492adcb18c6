"""What does whoever visits see: the day, and one visit with all that is to be minded and done?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions.working.visit_plans import sort_of
from kept.casework.markers import INSTRUCTIONS
from kept.casework.permissions import Permission
from kept.casework.visiting import (
    ARRIVED,
    CONSIDERED,
    DAMAGE,
    EMERGENCY,
    LATE,
    LEFT,
    MADE,
    MISSED,
    NO_ACCESS,
    NOT_ENTERED,
    PACKED,
    PASSED_ON,
    UNSAFE,
    State,
    wishes_among,
)
from kept.rulebook.people import people_lists
from kept.rulebook.visits import HELP
from kept.store import diary, registers, visits
from kept.store.models import Agreed, LoneWork, Person, Visit
from kept.store.visits import Said
from kept.web.shared.access import Here
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import Words, day_words, due_words, moment_words

STATES = {
    State.PLANNED: (gettext_lazy("To come"), "calm"),
    State.ARRIVED: (gettext_lazy("There now"), "soon"),
    State.DONE: (gettext_lazy("Made"), "good"),
    State.NO_ACCESS: (gettext_lazy("Nobody in"), "mute"),
    State.NOT_ENTERED: (gettext_lazy("Not gone in"), "mute"),
    State.MISSED: (gettext_lazy("We did not come"), "bad"),
    State.OFF: (gettext_lazy("Off"), "mute"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One visit in a list."""

    when: str
    who: str
    customer: str
    address: str
    what: str
    state: Words
    came: str
    link: str
    ref: str


@dataclass(frozen=True, slots=True)
class Out:
    """Somebody who is out alone."""

    who: str
    where: str
    back: str
    late: bool
    link: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that may be written down next."""

    label: str
    address: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """Whom to ring when out and at risk."""

    who: str
    number: str
    tel: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visit: what to mind, what to bring, what happened, what comes next."""

    ref: str
    heading: str
    when: str
    who: tuple[str, ...]
    state: Words
    customer: str
    customer_file: str
    # The file, for what stands beside the sheet.
    row: Person | None
    address: str
    phones: tuple[tuple[str, str], ...]
    reach: str
    purpose: str
    sort: str
    cautions: tuple[str, ...]
    wishes: tuple[str, ...]
    needs: tuple[str, ...]
    notice: str
    permission: str
    papers: tuple[str, ...]
    packed: str
    helps: tuple[Help, ...]
    steps: tuple[Step, ...]
    others: tuple[Step, ...]
    happened: tuple[tuple[str, str], ...]
    agreed: tuple[tuple[str, str, str, str], ...]
    missing: tuple[str, ...]
    approve: str
    card: str
    summary: str
    thread: str
    prepare: str
    rebook: str
    back_by: str
    greeting: str = ""
    errors: tuple[object, ...] = ()


def line_of(here: Here, visit: Visit, *, with_day: bool = False) -> Line:
    """One visit as a list shows it."""
    calendar = here.calendar
    starts, ends = calendar.local(visit.starts_at), calendar.local(visit.ends_at)
    person = visit.thread.person.stands if visit.thread.person else None
    day = f"{day_words(starts.date(), calendar.local(here.at).year)}, " if with_day else ""
    came = ""
    if visit.arrived_at is not None:
        came = f"{calendar.local(visit.arrived_at):%H:%M}"
        if visit.left_at is not None:
            came += f"–{calendar.local(visit.left_at):%H:%M}"
    return Line(
        when=f"{day}{starts:%H:%M}–{ends:%H:%M}",
        who=_and([each.name for each in (visit.officer, visit.second) if each]),
        customer=person.name if person else "",
        address=person.address if person else "",
        what=sort_of(here.rulebook, visit.sort).label,
        state=state_words(visit.state),
        came=came,
        link=reverse("visit", args=[here.slug, visit.pk]),
        ref=visit.thread.ref,
    )


def state_words(state: str) -> Words:
    """How a visit stands, in words."""
    text, tone = STATES[State(state)]
    return Words(str(text), tone)


def out_of(here: Here, row: LoneWork) -> Out:
    """One who is out alone, and whether they should be back."""
    link = reverse("visit", args=[here.slug, row.visit_id]) if row.visit_id else ""
    return Out(
        who=row.account.name,
        where="",
        back=moment_words(row.due_back_at, here.calendar, here.calendar.local(here.at).year),
        late=row.due_back_at <= here.at,
        link=link,
    )


def sheet(here: Here, visit: Visit, said: Sequence[Said], agreed: Sequence[Agreed]) -> Sheet:
    """The sheet of one visit."""
    considered = visits.last_of(said, CONSIDERED)
    person = visit.thread.person.stands if visit.thread.person else None
    sort = sort_of(here.rulebook, visit.sort)
    lists = people_lists()
    wants = wishes_among(person.need_kinds if person else ())
    booked = visits.last_of(said, "visit.arranged") or visits.last_of(said, "visit.planned")
    called = registers.called(here.association, [each.pk for each in (visit.officer, visit.second) if each])
    out = visits.out_of(here.association, here.membership.account_id)
    return Sheet(
        ref=visit.thread.ref,
        heading=_("Visit to %(who)s") % {"who": (person.name if person else "") or _("somebody")},
        when=_("%(day)s, %(from)s to %(to)s")
        % {
            "day": day_words(here.calendar.local(visit.starts_at).date()),
            "from": f"{here.calendar.local(visit.starts_at):%H:%M}",
            "to": f"{here.calendar.local(visit.ends_at):%H:%M}",
        },
        who=tuple(_called(each.words, each.job_title) for each in called.values()),
        state=state_words(visit.state),
        customer=person.name if person else "",
        customer_file=reverse("customer", args=[here.slug, person.ref]) if person else "",
        row=person,
        address=(person.address if person else "") or str(booked.get("venue") or booked.get("address") or ""),
        phones=_phones(person, str(booked.get("phone") or "")),
        reach=reach_words(person),
        purpose=str(considered.get("purpose") or booked.get("about") or ""),
        sort=sort.label,
        cautions=_cautions(person, considered.get("risk_note")),
        wishes=tuple(lists.needs[each] for each in wants if each in lists.needs),
        needs=tuple(
            lists.needs[each]
            for each in (person.need_kinds if person else ())
            if each not in wants and each in lists.needs
        ),
        notice=_notice(here, visit, considered.get("notice"), considered.get("notice_on")),
        permission=_permission(said),
        papers=sort.papers,
        packed=str(visits.last_of(said, PACKED).get("packed") or ""),
        helps=helps(here),
        steps=_steps(here, visit, said),
        others=tuple(_step(here, visit, each) for each in (DAMAGE, EMERGENCY, UNSAFE)),
        happened=tuple(_happened(here, each) for each in said if each.kind.startswith("visit.")),
        agreed=_agreed(here, agreed),
        missing=_missing(visit, said),
        approve=_approve(here, visit),
        card=reverse("visit-card", args=[here.slug, visit.pk]),
        summary=reverse("visit-summary", args=[here.slug, visit.pk]),
        thread=reverse("thread", args=[here.slug, visit.thread.ref]),
        prepare=reverse("prepare", args=[here.slug, visit.thread.ref]),
        rebook=reverse("visit-plan", args=[here.slug]) + f"?thread={visit.thread.ref}",
        back_by=moment_words(out.due_back_at, here.calendar) if out and out.visit_id == visit.pk else "",
    )


def _called(words: str, job: str) -> str:
    return f"{words}, {job}" if job else words


def _and(names: Sequence[str]) -> str:
    return _("%(one)s and %(other)s") % {"one": names[0], "other": names[1]} if len(names) > 1 else names[0]


def _phones(person: Person | None, other: str) -> tuple[tuple[str, str], ...]:
    numbers = dict.fromkeys([*(person.phones if person else ()), *filter(None, [other])])
    return tuple((each, "".join(c for c in each if c.isdigit() or c == "+")) for each in numbers)


def _cautions(person: Person | None, note: object) -> tuple[str, ...]:
    """What has to be observed, and what whoever planned it wrote down to mind. Never the story behind it."""
    kinds = dict.fromkeys(each.kind for each in diary.marks_of(person))
    found = [INSTRUCTIONS[each] for each in kinds if each in INSTRUCTIONS]
    return (*found, *([str(note)] if note else []))


def _notice(here: Here, visit: Visit, notice: object, on: object) -> str:
    if not visit.announced:
        if visit.approved_by:
            return _("Unannounced. A manager has agreed. Say at the door why you have come.")
        return _("Unannounced, and no manager has agreed yet. Do not go before somebody has.")
    if on:
        day = datetime.fromisoformat(str(on)).date()
        return _("They were told on %(day)s.") % {"day": day_words(day)}
    return _("They know that we come.") if notice else ""


def _permission(said: Collection[Said]) -> str:
    found = visits.last_of(said, ARRIVED)
    words = {
        "given": _("Asked in by %(who)s."),
        "notice": _("Notice was given, and nobody objected."),
        "door": _("They would rather talk at the door."),
        "refused": _("They did not want us in."),
    }
    answer = words.get(str(found.get("permission", "")), "")
    return answer % {"who": found.get("permission_by", "")} if "%(who)s" in answer else answer


def helps(here: Here) -> tuple[Help, ...]:
    """Whom to ring when out and at risk: numbers of the list, and whoever has the role that it names."""
    found: list[Help] = []
    for each in here.rulebook.room("visits"):
        if each.sort != HELP:
            continue
        if each.number:
            found.append(_help(each.label, each.number))
            continue
        holders = visits.with_role(here.association, each.role, here.at)
        called = registers.called(here.association, holders)
        found += [_help(f"{each.label}, {one.words}", one.extension) for one in called.values()]
        if not called:
            found.append(_help(each.label, ""))
    return tuple(found)


def _help(who: str, number: str) -> Help:
    return Help(who, number, "".join(c for c in number if c.isdigit() or c == "+"))


def _step(here: Here, visit: Visit, kind: str, *, first: bool = False) -> Step:
    known = here.rulebook.kinds[kind]
    return Step(known.label, reverse("visit-step", args=[here.slug, visit.pk, kind]), first)


def _steps(here: Here, visit: Visit, said: Collection[Said]) -> tuple[Step, ...]:
    """What may come next, the likeliest first."""
    if not here.may(Permission.RECORD):
        return ()
    kinds: tuple[str, ...]
    late = visits.last_of(said, LATE)
    if visit.state == State.PLANNED:
        kinds = (ARRIVED, LATE, NO_ACCESS, PACKED, MISSED)
        if late.get("told") == "office" and not visits.last_of(said, PASSED_ON):
            kinds = (PASSED_ON, *kinds)
    elif visit.state == State.ARRIVED:
        kinds = (MADE, NOT_ENTERED, LEFT)
    elif visit.left_at is None and visit.arrived_at is not None and visit.state == State.DONE:
        kinds = (LEFT,)
    else:
        kinds = ()
    return tuple(_step(here, visit, each, first=not at) for at, each in enumerate(kinds))


def _happened(here: Here, said: Said) -> tuple[str, str]:
    kind = here.rulebook.kinds.get(said.kind)
    when = moment_words(said.event.happened_at, here.calendar, here.calendar.local(here.at).year)
    return (kind.label if kind else said.kind, when)


def _agreed(here: Here, agreed: Sequence[Agreed]) -> tuple[tuple[str, str, str, str], ...]:
    words = visits.what_was_agreed([each.thread_id for each in agreed])
    return tuple(
        (
            words.get(each.thread_id, ""),
            each.owner.name,
            due_words(each.due_at, here.calendar),
            reverse("thread", args=[here.slug, each.thread.ref]),
        )
        for each in agreed
    )


def _missing(visit: Visit, said: Collection[Said]) -> tuple[str, ...]:
    """What should have been written down and was not."""
    found = []
    if not visits.last_of(said, CONSIDERED):
        found.append(_("Nobody answered the questions that come before a visit."))
    if visit.state == State.DONE and not visits.last_of(said, ARRIVED):
        found.append(_("Nobody wrote down who let us in."))
    return tuple(found)


def _approve(here: Here, visit: Visit) -> str:
    """Where a manager agrees to it, for those who may."""
    wanted = not visit.announced and not visit.approved_by and here.may(Permission.EXCUSE)
    return reverse("visit-approve", args=[here.slug, visit.pk]) if wanted else ""
