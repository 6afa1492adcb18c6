"""Whose support plan is due, who has heard nothing from a service, which claim is to be renewed?

One page for whoever supports tenants: what asks for something comes first in each list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.cases import TYPES
from kept.casework.permissions import Permission
from kept.casework.registers import EXPIRED, EXPIRING, REVIEW, Entry, wants
from kept.casework.supporting import DRAWN_UP, REVIEWED, Share, plan_of, shares
from kept.store import registers as stored_registers
from kept.store import support as stored
from kept.store.models import Case, Thread
from kept.store.support import Said
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.gist import gist_of
from kept.web.shared.words import Words, due_words, urgency
from kept.web.support.labels import choice_words, day_said, hours_words
from kept.web.support.panel import stages_of

TYPES_HERE = ("support_plan", "support_referral", "money_help", "adaptation")
YEAR = timedelta(days=365)
SERVICES = "support-services"
BEGIN = ("support_plan.begun", "referral.offered", "money_help.asked", "adaptation.requested")
WHAT = {
    "support_plan": "",
    "support_referral": "agency",
    "money_help": "form",
    "adaptation": "stage",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One case. `flags` say in words what is not as it should be."""

    ref: str
    address: str
    whose: str
    owner: str
    what: str
    state: str
    due: str
    pressing: Words | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """In how many plans or reviews of the year the tenant took part, and signed."""

    what: str
    n: int
    took_part: str
    signed: str


@dataclass(frozen=True, slots=True)
class Service:
    """A support service of ours whose basis in law nobody has looked at for too long."""

    name: str
    basis: str
    address: str


@dataclass(frozen=True, slots=True)
class SupportPage:
    """The page."""

    plans: tuple[Line, ...]
    referrals: tuple[Line, ...]
    money: tuple[Line, ...]
    adaptations: tuple[Line, ...]
    shares: tuple[ShareRow, ...]
    services: tuple[Service, ...]
    registers: tuple[tuple[str, str], ...]
    begin: tuple[tuple[str, str], ...]


def support(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, in a number of queries that does not grow with what is on it."""
    rows = stored.going_on(here.membership, TYPES_HERE)
    threads = {each.thread_id: each.thread for each in rows}
    said = stored.said_of(list(threads.values()), here.association, here.at)
    lines = {
        name: tuple(_line(here, each, said) for each in rows if each.type == name) for name in TYPES_HERE
    }
    view = SupportPage(
        plans=lines["support_plan"],
        referrals=lines["support_referral"],
        money=lines["money_help"],
        adaptations=lines["adaptation"],
        shares=tuple(_shares(here)),
        services=tuple(_services(here)),
        registers=tuple(_registers(here)),
        begin=tuple(
            (here.rulebook.kinds[kind].label, reverse("capture-kind", args=[here.slug, kind]))
            for kind in BEGIN
            if here.may(Permission.RECORD)
        ),
    )
    return page(request, "support/support.html", view, title=_("Support"), here=here)


def _line(here: Here, row: Case, said: dict[int, list[Said]]) -> Line:
    thread, told = row.thread, said[row.thread_id]
    due = thread.act_by or thread.due_at
    return Line(
        ref=thread.ref,
        address=reverse("case", args=[here.slug, thread.ref]),
        whose=_whose(here, thread, told),
        owner=thread.owner.name if thread.owner else "",
        what=_what(here, row.type, told),
        state=TYPES[row.type].state(row.state).label,
        due=due_words(due, here.calendar) if due else "",
        pressing=urgency(due, here.at, here.calendar) if due else None,
        flags=tuple(_flags(here, row.type, told)),
    )


def _whose(here: Here, thread: Thread, told: Sequence[Said]) -> str:
    person = thread.person.stands if thread.person else None
    if person is not None and person.name:
        return str(person.name)
    kind = here.rulebook.kinds.get(told[0].kind) if told else None
    return gist_of(kind, told[0].facts) if kind is not None else ""


def _what(here: Here, type_: str, told: Sequence[Said]) -> str:
    """What it is about now: the service, the claim, the stage and its day; of a plan, its next review."""
    if type_ == "support_plan":
        review = day_said(here, {"on": plan_of(told).review_on}, "on")
        return _("Gone through on %(day)s") % {"day": review} if review else ""
    if type_ == "adaptation":
        stages = stages_of(here, told)
        if not stages:
            return ""
        last = stages[-1]
        days = [last.due, *last.slips]
        return f"{last.stage}: {days[-1]}" if not last.done else _("%(stage)s: done") % {"stage": last.stage}
    field = WHAT[type_]
    words = next((str(each.facts[field]) for each in reversed(told) if each.facts.get(field)), "")
    if words or type_ != "money_help":
        return words
    return choice_words(here, "money_help.asked", "why", told[0].facts.get("why")) if told else ""


def _flags(here: Here, type_: str, told: Sequence[Said]) -> Iterable[str]:
    if type_ == "support_plan":
        plan = plan_of(told)
        for each in plan.unmet:
            area = choice_words(here, "support_plan.need_assessed", "area", each)
            yield _("Nothing meets this need yet: %(area)s") % {"area": area}
        if plan.over:
            yield _("Hours a week planned beyond those paid for: %(hours)s") % {
                "hours": hours_words(plan.over)
            }
    elif type_ == "money_help":
        renew = next((day for each in reversed(told) if (day := day_said(here, each.facts, "renew_on"))), "")
        if renew:
            yield _("To be renewed by %(day)s") % {"day": renew}
    elif type_ == "adaptation":
        for stage in stages_of(here, told)[-1:]:
            if stage.slips and not stage.done:
                yield _("Later than first told")


def _shares(here: Here) -> Iterable[ShareRow]:
    rows = stored.happened(here.membership, (DRAWN_UP, REVIEWED), since=here.at - YEAR)
    found = shares(list(rows))
    labels = {DRAWN_UP: _("Plans drawn up"), REVIEWED: _("Reviews")}
    for kind, label in labels.items():
        each: Share = found[kind]
        yield ShareRow(label, each.n, _percent(each.took_part, each.n), _percent(each.signed, each.n))


def _percent(part: int, n: int) -> str:
    return (
        _("%(part)s of %(n)s (%(percent)s %%)")
        % {
            "part": part,
            "n": n,
            "percent": round(100 * part / n),
        }
        if n
        else "–"
    )


def _services(here: Here) -> Iterable[Service]:
    """Services of ours whose basis is to be looked at, by the register's own time for that."""
    register = next((each for each in here.rulebook.room("registers") if each.name == SERVICES), None)
    if register is None:
        return
    rows = list(stored_registers.entries(here.association, SERVICES))
    looks = stored_registers.checks_of(here.association, [each.pk for each in rows])
    for each in rows:
        look = looks.get(each.pk)
        known = Entry(
            each.facts,
            _day(here, each.made_at),
            changed_on=_day(here, each.changed_at) if each.changed_at else None,
            looked_on=_day(here, look.at) if look else None,
        )
        asks = wants(register, known, today=_day(here, here.at))
        if any(want.what in (REVIEW, EXPIRED, EXPIRING) for want in asks):
            address = reverse("register-entry", args=[here.slug, each.pk])
            yield Service(each.title, str(each.facts.get("basis", "")), address)


def _day(here: Here, moment: datetime) -> date:
    return here.calendar.local(moment).date()


def _registers(here: Here) -> Iterable[tuple[str, str]]:
    names = {each.name: each.title for each in here.rulebook.room("registers")}
    for name in ("agencies", SERVICES, "outside-inspections", "funder-assessments"):
        if name in names:
            yield names[name], reverse("register-opened", args=[here.slug, name])
