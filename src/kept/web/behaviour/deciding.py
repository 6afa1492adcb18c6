"""One case of behaviour: ask after the customer, report, decide, advise, and say that one has read it.

Our own broken promises to them stand beside the incidents before anything can be drafted. What the law still
owes them stands beside the decision: no limit ends a promise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import incidents as act
from kept.actions import restrictions
from kept.casework import Refused, incidents, restricting
from kept.casework.cases import Standing
from kept.casework.incidents import Note, drafted_account, drafted_outcome
from kept.casework.permissions import Permission
from kept.casework.restricting import CHANNELS, OPTIONS, Decision
from kept.rulebook.cases import practice_of
from kept.store import behaviour, cases
from kept.store.accounts import colleagues, names_by_handle
from kept.store.housing import today
from kept.store.models import Clock, Event, Person, Thread
from kept.store.threads import opened
from kept.web.behaviour.asking import ask, place, uid_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice, Question
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words

CASE = "behaviour"
WELFARE = ("illness", "abuse", "ours_read", "note")
REPORT = ("account", "outcome", "reasons")
ADVICE = ("advice", "until")
REPORTABLE, DECIDABLE = (
    ("considered", "reported", "decided", "in-force"),
    ("asked-after", "considered", "reported"),
)
AGAIN = ("decided", "in-force")
LONGEST, QUARTER = 20_000, timedelta(days=91)


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident, as short as a list wants it."""

    ref: str
    day: str
    what: str
    violence: bool
    by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One promise of ours to them."""

    says: str
    when: str
    ref: str
    law: bool


@dataclass(frozen=True, slots=True)
class PartPage:
    """The page."""

    ref: str
    case: str
    action: str
    uid: str
    state: str
    customer: str
    lines: tuple[IncidentLine, ...]
    broken: tuple[OwedLine, ...]
    owed: tuple[OwedLine, ...]
    asked: bool
    welfare: tuple[Question, ...]
    may_report: bool
    report: tuple[Question, ...]
    recommended: tuple[Choice, ...]
    may_decide: bool
    decides: bool
    options: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    typed: Mapping[str, str]
    staff: tuple[Choice, ...]
    advice: tuple[Question, ...]
    leads: bool
    errors: tuple[SimpleError, ...] = ()


def behaviour_part(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The page, and what its forms do."""
    found = opened(here.membership, ref, "person", "person__merged_into", "owner")
    standing = standing_of(here, found) if found is not None else None
    if found is None:
        raise Http404
    if standing is None:
        return redirect("thread", here.slug, found.ref)
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, found, standing)
    done = _done(request, here, found)
    if isinstance(done, tuple):
        return _shown(request, here, found, standing, *done)
    if isinstance(done, Refused):
        return _shown(request, here, found, standing, SimpleError(done.sentence, _led(request, done.field)))
    messages.success(request, _("It is on record."))
    return redirect("case", here.slug, found.ref)


def _led(request: HttpRequest, field: str | None) -> str:
    name = field or "options"
    return name if request.POST.get("do") == "decide" or name == "recommended" else place(name)


def standing_of(here: Here, thread: Thread) -> Standing | None:
    """How the case of behaviour stands on this contact."""
    known = cases.standings_of(here.association, thread, here.at)
    return next((each for each in known if each.type.name == CASE), None)


def _done(request: HttpRequest, here: Here, found: Thread) -> object:
    post = request.POST
    who: dict[str, Any] = {
        "association": here.association,
        "thread": found.ref,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    what = post.get("do", "")
    if what == "welfare":
        asked = ask(here, restricting.WELFARE, WELFARE, post)
        said: dict[str, Any] = dict(asked.facts)
        return asked.errors or restrictions.ask_after(uid=uid_of(request), **said, **who)
    if what == "report":
        asked = ask(here, restricting.REPORT, REPORT, post)
        said = {**asked.facts, "recommended": post.getlist("recommended")}
        return asked.errors or restrictions.report(uid=uid_of(request), **said, **who)
    if what == "advise":
        asked = ask(here, incidents.ADVICE, ADVICE, post)
        if asked.errors:
            return asked.errors
        until = read_date(post.get(place("until"), ""))
        words = str(asked.facts["advice"])
        return act.advise(uid=uid_of(request), advice=words, until=until, **who)
    if what == "decide":
        return _decided(request, here, who)
    account = here.membership.account_id
    if what == "read":
        return act.read(account=account, **who)
    if what == "read-decision":
        return restrictions.read(account=account, **who)
    return Refused(_("Choose what to do."), "options")


def _decided(request: HttpRequest, here: Here, who: dict[str, Any]) -> object:
    post, days = request.POST, {}
    for name in ("starts_on", "review_on", "ends_on"):
        try:
            days[name] = read_date(post[name]) if post.get(name, "").strip() else None
        except MomentError as problem:
            return (SimpleError(str(problem), name),)
    decision = Decision(
        options=tuple(post.getlist("options")),
        reasons=post.get("reasons", "").replace("\x00", "")[:LONGEST],
        open_channel=post.get("open_channel", ""),
        contact=post.get("contact", "").replace("\x00", "")[:200],
        guidance=post.get("guidance", "").replace("\x00", "")[:LONGEST],
        starts_on=days["starts_on"] or today(here.association, here.at),
        review_on=days["review_on"],
        ends_on=days["ends_on"],
    )
    return restrictions.decide(uid=uid_of(request), decision=decision, readers=post.getlist("readers"), **who)


def _shown(
    request: HttpRequest, here: Here, found: Thread, standing: Standing, *errors: SimpleError
) -> HttpResponse:
    post = request.POST if request.method == "POST" else {}
    what = post.get("do", "")
    person = found.person.stands if found.person is not None else None
    told = incidents_of(here, person, found)
    state, on = standing.state.name, today(here.association, here.at)
    drafted = {} if what == "report" else _draft(here, told)
    start = {place("until"): (on + QUARTER).isoformat()}
    chosen, readers = (request.POST.getlist(each) for each in ("options", "readers"))
    picked = request.POST.getlist("recommended")
    allowed = practice_of(here.rulebook, CASE).choices.get("options") or tuple(OPTIONS)
    options = tuple((each, OPTIONS[each]) for each in allowed if each in OPTIONS)
    view = PartPage(
        ref=found.ref,
        case=reverse("case", args=[here.slug, found.ref]),
        action=reverse("behaviour-part", args=[here.slug, found.ref]),
        uid=uid_of(request),
        state=standing.state.label,
        customer=(person.name or person.ref) if person else "",
        lines=lines_of(here, told),
        broken=broken_lines(here, person),
        owed=owed_lines(here, person),
        asked=standing.last(restricting.WELFARE) is not None,
        welfare=ask(here, restricting.WELFARE, WELFARE, post if what == "welfare" else None).questions,
        may_report=state in REPORTABLE,
        report=ask(
            here, restricting.REPORT, REPORT, post if what == "report" else None, start=drafted
        ).questions,
        recommended=tuple(Choice(name, says, name in picked) for name, says in options),
        may_decide=state in (*DECIDABLE, *AGAIN),
        decides=here.may(Permission.DECIDE),
        options=tuple(Choice(name, says, name in chosen) for name, says in options),
        channels=tuple(
            Choice(name, says, name == post.get("open_channel")) for name, says in CHANNELS.items()
        ),
        typed={
            "starts_on": post.get("starts_on", on.isoformat()),
            "review_on": post.get("review_on", (on + QUARTER).isoformat()),
            **{name: post.get(name, "") for name in ("ends_on", "reasons", "contact", "guidance")},
        },
        staff=tuple(
            Choice(each.account.handle, each.account.name, each.account.handle in readers)
            for each in colleagues(on)
        ),
        advice=ask(here, incidents.ADVICE, ADVICE, post if what == "advise" else None, start=start).questions,
        leads=here.may(Permission.EXCUSE),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "behaviour/part.html", view, title=_("Behaviour"), here=here, status=status)


def incidents_of(here: Here, person: Person | None, found: Thread) -> list[Event]:
    """Every incident of the customer, or the one of this contact where nobody knows who it was."""
    return (
        behaviour.incidents_of(person)
        if person is not None
        else behaviour.all_of(found, [incidents.REPORTED])
    )


def lines_of(here: Here, told: list[Event]) -> tuple[IncidentLine, ...]:
    """The incidents as lines, the oldest first."""
    names = names_by_handle({each.by for each in told})
    kind = here.rulebook.kinds[incidents.REPORTED]
    whats, outcomes = (
        dict(field.choices) if (field := kind.field(each)) else {} for each in ("what", "outcome")
    )
    return tuple(
        IncidentLine(
            each.thread.ref,
            day_words(here.calendar.local(each.happened_at).date()),
            whats.get(str(each.facts.get("what")), _("Not said")),
            incidents.is_violence(str(each.facts.get("what"))),
            names.get(each.by, each.by),
            outcomes.get(str(each.facts.get("outcome")), ""),
        )
        for each in told
    )


def _draft(here: Here, told: list[Event]) -> dict[str, str]:
    """The report as the notes give it, to be put right by whoever signs it."""
    lines = lines_of(here, told)
    notes = [
        Note(
            here.calendar.local(each.happened_at).date(),
            line.what,
            line.by,
            behaviour.words_of(each, "about"),
            line.outcome or _("Not said"),
        )
        for each, line in zip(told, lines, strict=True)
    ]
    return {place("account"): drafted_account(notes), place("outcome"): drafted_outcome(notes)}


def _owed(here: Here, clock: Clock) -> OwedLine:
    promise = here.rulebook.promises.get(clock.promise)
    says = promise.public if promise is not None and promise.public else clock.promise
    day = day_words(here.calendar.local(clock.due_at).date()) if clock.due_at else ""
    return OwedLine(says, day, clock.thread.ref, clock.promise.startswith(behaviour.LAW))


def broken_lines(here: Here, person: Person | None) -> tuple[OwedLine, ...]:
    """What we ourselves had not kept to them."""
    return tuple(_owed(here, each) for each in behaviour.broken_to(person)) if person is not None else ()


def owed_lines(here: Here, person: Person | None) -> tuple[OwedLine, ...]:
    """What runs for them whatever is limited, what the law asks for first."""
    return tuple(_owed(here, each) for each in behaviour.owed_to(person)) if person is not None else ()
