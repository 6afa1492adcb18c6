"""Incidents: what I am to read, what nobody has read or decided, what holds, and how many there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import incidents as act
from kept.actions import restrictions as limiting
from kept.casework import Refused, incidents, restricting
from kept.casework.incidents import by_quarter
from kept.casework.markers import INSTRUCTIONS
from kept.casework.permissions import Permission
from kept.rulebook.model import EventKind
from kept.store import behaviour
from kept.store.housing import today
from kept.store.models import Case, Event, ToRead
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import day_words, moment_words

MOST, QUARTERS = 30, 8
SOON = timedelta(days=31)
ASKED_RIGHT = ("enforcement.asked", "tenancy_breach.warned")
LOOKED_AT = ("enforcement.looked_at", "tenancy_breach.looked_at", "tenancy_breach.agreed")


@dataclass(frozen=True, slots=True)
class Reading:
    """Something to be read: of which contact, since when, by whom."""

    ref: str
    address: str
    what: str
    since: str
    who: str
    do: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, with where it leads."""

    ref: str
    address: str
    says: str
    when: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """How many of each sort in one quarter."""

    quarter: str
    counts: tuple[int, ...]
    violence: int
    total: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """The page."""

    new: str
    action: str
    leads: bool
    mine: tuple[Reading, ...]
    unread: tuple[Reading, ...]
    decisions: tuple[Line, ...]
    patterns: tuple[Line, ...]
    holding: tuple[Line, ...]
    fading: tuple[Line, ...]
    latest: tuple[Line, ...]
    sorts: tuple[str, ...]
    quarters: tuple[QuarterRow, ...]
    lost: tuple[tuple[int, str], ...]
    unwarned: tuple[Line, ...]
    overdue: tuple[Line, ...]
    unanswered: tuple[Line, ...]


def incidents_page(request: HttpRequest, here: Here) -> HttpResponse:
    """The lists; and that one has read something."""
    if request.method == "POST":
        who: dict[str, Any] = {
            "association": here.association,
            "by": here.by,
            "at": here.at,
            "membership": here.membership,
        }
        ref, account = request.POST.get("ref", "")[:20], here.membership.account_id
        decision = request.POST.get("do") == "decision"
        read: Any = limiting.read if decision else act.read
        done = read(thread=ref, account=account, **who)
        if isinstance(done, Refused):
            raise Http404
        messages.success(request, _("It is written down that you have read it."))
        return redirect("incidents", here.slug)
    leads = here.may(Permission.EXCUSE)
    told = behaviour.seen_by(here.membership, [incidents.REPORTED])
    every = [
        (here.calendar.local(each.happened_at).date(), str(each.facts.get("what") or "other"))
        for each in behaviour.of_association(here.association, [incidents.REPORTED])
    ]
    sorts = dict(_choices(here, "what"))
    view = ListPage(
        new=reverse("incident-new", args=[here.slug]) if here.may(Permission.RECORD) else "",
        action=reverse("incidents", args=[here.slug]),
        leads=leads,
        mine=tuple(_reading(here, each) for each in behaviour.to_read(here.membership)),
        unread=tuple(_reading(here, each) for each in behaviour.unread(here.association)) if leads else (),
        decisions=tuple(_decisions(here)),
        patterns=tuple(_patterns(here, told)),
        holding=tuple(_holding(here)),
        fading=tuple(_fading(here)) if leads else (),
        latest=tuple(_of(here, each, sorts) for each in told[:MOST]),
        sorts=tuple(sorts.values()),
        quarters=tuple(_quarters(every, tuple(sorts)))[:QUARTERS],
        lost=tuple((year, _hours(n)) for year, n in behaviour.lost_by_year(here.association).items()),
        unwarned=tuple(_unwarned(here)),
        overdue=tuple(_overdue(here)) if leads else (),
        unanswered=tuple(
            Line(each.ref, reverse("thread", args=[here.slug, each.ref]), "", _day(here, each.closed_at))
            for each in behaviour.closed_unanswered(here.association)
        )
        if leads
        else (),
    )
    return page(request, "behaviour/list.html", view, title=_("Incidents"), here=here)


def _choices(here: Here, name: str) -> tuple[tuple[str, str], ...]:
    kind: EventKind = here.rulebook.kinds[incidents.REPORTED]
    field = kind.field(name)
    return field.choices if field is not None else ()


def _day(here: Here, moment: datetime | None) -> str:
    return day_words(here.calendar.local(moment).date()) if moment else ""


def _hours(minutes: int) -> str:
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def _reading(here: Here, each: ToRead) -> Reading:
    words = {
        "incident": _("An incident"),
        "note": _("The note of a call or talk that we ended"),
        "decision": _("A decision about how we meet a customer"),
        "report": _("A report to decide on"),
        "help": _("Help was asked for"),
    }
    # A decision is read on its own page of what to do; the story is for those who may open the case.
    seen = each.what != "decision"
    return Reading(
        each.thread.ref,
        reverse("thread", args=[here.slug, each.thread.ref]) if seen else "",
        words.get(each.what, each.what),
        moment_words(each.asked_at, here.calendar),
        each.account.name,
        each.what if each.what in ("incident", "note", "decision") else "",
    )


def _decisions(here: Here) -> Iterable[Line]:
    """What waits for the director: reported, or looked at again."""
    rows = Case.objects.filter(
        association=here.association,
        type="behaviour",
        state__in=["reported", "appealed"],
        thread__in=visible_to(here.membership).values("pk"),
    )
    for each in rows.select_related("thread").order_by("since_at"):
        says = _("A report waits for the decision") if each.state == "reported" else _("They do not agree")
        yield Line(
            each.thread.ref,
            reverse("case", args=[here.slug, each.thread.ref]),
            says,
            _day(here, each.since_at),
        )


def _patterns(here: Here, told: list[Event]) -> Iterable[Line]:
    """The third or later within the months that count, which nobody has considered yet."""
    considered = behaviour.of_association(here.association, [restricting.CONSIDERED])
    known = {each.thread_id for each in considered}
    for each in told:
        if each.facts.get("third_in_three_months") is True and each.thread_id not in known:
            ref = each.thread.ref
            says = _("Look at the whole story, and say whether it is reported.")
            yield Line(
                ref, reverse("behaviour-part", args=[here.slug, ref]), says, _day(here, each.happened_at)
            )


def _holding(here: Here) -> Iterable[Line]:
    on = today(here.association, here.at)
    seen = set(visible_to(here.membership).values_list("pk", flat=True).filter(kind="case"))
    for each in behaviour.restrictions(here.association):
        over = restricting.over_on(each.review_on, each.ends_on)
        near = restricting.is_near(each.review_on, each.ends_on, today=on)
        says = "; ".join(restricting.OPTIONS[option] for option in each.options)
        if each.thread_id not in seen:
            continue
        address = reverse("case", args=[here.slug, each.thread.ref])
        tag = _("renew it, or it is over") if near else "" if each.told_at else _("they do not know it yet")
        yield Line(each.thread.ref, address, says, day_words(over), tag)


def _fading(here: Here) -> Iterable[Line]:
    for each in behaviour.markers_near(here.association, today(here.association, here.at) + SOON):
        address = reverse("customer-markers", args=[here.slug, each.person.ref])
        yield Line(
            each.person.ref, address, INSTRUCTIONS.get(each.kind, each.kind), day_words(each.review_on)
        )


def _of(here: Here, each: Event, sorts: dict[str, str]) -> Line:
    what = str(each.facts.get("what"))
    tag = _("counts as violence") if incidents.is_violence(what) else ""
    return Line(
        each.thread.ref,
        reverse("case", args=[here.slug, each.thread.ref]),
        sorts.get(what, _("Not said")),
        _day(here, each.happened_at),
        tag,
    )


def _quarters(every: list[tuple[date, str]], sorts: tuple[str, ...]) -> Iterable[QuarterRow]:
    for quarter, counted in by_quarter(every).items():
        counts: Counter[str] = counted
        violence = sum(n for what, n in counts.items() if incidents.is_violence(what))
        yield QuarterRow(quarter, tuple(counts[each] for each in sorts), violence, sum(counts.values()))


def _unwarned(here: Here) -> Iterable[Line]:
    """Where somebody was in danger and there was no warning: each is looked at."""
    for each in behaviour.seen_by(here.membership, [incidents.AT_RISK])[:MOST]:
        ref = each.thread.ref
        yield Line(
            ref,
            reverse("thread", args=[here.slug, ref]),
            behaviour.words_of(each, "note"),
            _day(here, each.happened_at),
        )


def _overdue(here: Here) -> Iterable[Line]:
    """What was to be put right by a day that has passed, and nobody has looked at since."""
    on = today(here.association, here.at).isoformat()
    asked = behaviour.seen_by(here.membership, ASKED_RIGHT)
    looked = {
        each.thread_id: each.happened_at for each in reversed(behaviour.seen_by(here.membership, LOOKED_AT))
    }
    for each in asked:
        by = str(each.facts.get("put_right_by") or "")
        since = looked.get(each.thread_id)
        if by and by < on and (since is None or since < each.happened_at):
            ref = each.thread.ref
            day = day_words(date.fromisoformat(by[:10]))
            who = each.thread.owner.name if each.thread.owner else _("nobody")
            yield Line(ref, reverse("thread", args=[here.slug, ref]), who, day)
