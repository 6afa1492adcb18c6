"""One case: where it stands, what may come next, who takes part, what is to be done, what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import Clock, Refused, Verdict
from kept.casework.cases import Standing, Step, current, standings, steps_from
from kept.casework.cases.roles import may_take
from kept.casework.permissions import Permission
from kept.casework.values import Event as Happened
from kept.rulebook.cases import practice_of
from kept.rulebook.letters import template_of
from kept.rulebook.model import LAW
from kept.store import cases as stored
from kept.store import dockets
from kept.store.accounts import colleagues
from kept.store.dockets import Docket
from kept.store.housing import today
from kept.store.models import Account, Event, EventText, Thread
from kept.store.threads import opened, openings, visible_to
from kept.web.cases.doing import WHICH, do
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel, panels_of
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.gist import what_of, whose_of
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.promising import Line as PromiseLine
from kept.web.shared.promising import line_of
from kept.web.shared.recording import recordable
from kept.web.shared.words import day_words, due_day, moment_words

BESIDE = ("owner", "team", "person", "person__merged_into", "merged_into", "about")


@dataclass(frozen=True, slots=True)
class Next:
    """One step that may come next. `why_not` says whose it is, where it is not this person's."""

    label: str
    address: str
    why_not: str
    letters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """One step that was taken."""

    label: str
    when: str
    by: str


@dataclass(frozen=True, slots=True)
class One:
    """One case of the thread."""

    name: str
    label: str
    says: str
    state: str
    state_says: str
    ended: bool
    since: str
    nexts: tuple[Next, ...]
    besides: tuple[Next, ...]
    done: tuple[Done, ...]
    main: tuple[Panel, ...]
    side: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise that runs, and whose it is."""

    line: PromiseLine
    law: bool
    leads: bool
    why: str


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who takes part."""

    id: int
    role: str
    name: str
    address: str
    reach: str
    note: str
    left: str


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to be done in it."""

    ref: str
    address: str
    what: str
    owner: str
    by_when: str
    over: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """Another case or contact that belongs with it."""

    ref: str
    address: str
    what: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page."""

    ref: str
    row: Thread
    heading: str
    owner: str
    thread: str
    action: str
    customer: str
    customer_address: str
    cases: tuple[One, ...]
    promises: tuple[Promise, ...]
    people: tuple[Taker, ...]
    roles: tuple[Choice, ...]
    tasks: tuple[Task, ...]
    staff: tuple[Choice, ...]
    links: tuple[Linked, ...]
    hows: tuple[Choice, ...]
    records: bool
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def case(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The page; and what is done on it: somebody brought in, work given out, another case linked."""
    found = opened(here.membership, ref, *BESIDE)
    if found is None:
        raise Http404
    if found.merged_into is not None or found.ref != ref:
        return redirect("case", here.slug, (found.merged_into or found).ref)
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, found, {})
    typed = {name: request.POST.get(name, "").replace("\x00", "")[:2_100] for name in WHICH}
    refused = do(request.POST.get("do", ""), here, found, typed, request.FILES.getlist("file"))
    if refused is not None:
        return _shown(request, here, found, typed, refused)
    messages.success(request, _("It is on record."))
    return redirect("case", here.slug, ref)


def _shown(
    request: HttpRequest, here: Here, thread: Thread, typed: Mapping[str, str], refused: Refused | None = None
) -> HttpResponse:
    (docket,) = dockets.read(dockets.look([thread.pk]))
    events = current(docket.history, rules=here.rules, at=here.at)
    found = standings(events)
    if not found:
        raise Http404
    names = dict(
        Account.objects.filter(handle__in={each.by for each in events}).values_list("handle", "name")
    )
    records = here.may(Permission.RECORD)
    opening = openings([thread.pk], here.rulebook.kinds).get(thread.pk)
    person = thread.person.stands if thread.person else None
    errors = (SimpleError(refused.sentence, refused.field or ""),) if refused is not None else ()
    view = CasePage(
        ref=thread.ref,
        row=thread,
        heading=found[0].type.label if len(found) == 1 else what_of(here, thread, opening),
        owner=thread.owner.name if thread.owner else "",
        thread=reverse("thread", args=[here.slug, thread.ref]),
        action=reverse("case", args=[here.slug, thread.ref]),
        customer=person.name or person.ref if person else _whose(here, thread, opening),
        customer_address=reverse("customer", args=[here.slug, person.ref]) if person else "",
        cases=tuple(_one(request, here, thread, each, names, each is found[0]) for each in found),
        promises=tuple(_promises(here, thread, docket)),
        people=tuple(_people(here, thread, found)),
        roles=_roles(found, typed),
        tasks=tuple(_tasks(here, thread)),
        staff=_staff(here, thread, typed),
        links=tuple(_links(here, thread)),
        hows=_hows(typed),
        records=records,
        typed=typed,
        errors=errors,
    )
    title = f"{view.heading} {view.ref}"
    return page(request, "cases/case.html", view, title=title, here=here, status=422 if errors else 200)


def _whose(here: Here, thread: Thread, opening: Event | None) -> str:
    """Whose it is, where they have no file: what was said by whoever told us."""
    words = EventText.objects.filter(event=opening, erased_at=None).values_list("words", flat=True).first()
    return whose_of(here, thread, opening, words or {}) if opening is not None else ""


def _one(
    request: HttpRequest,
    here: Here,
    thread: Thread,
    standing: Standing,
    names: Mapping[str, str],
    first: bool,
) -> One:
    panels = panels_of(request, here, thread, standing, first=first)
    return One(
        name=standing.type.name,
        label=standing.type.label,
        says=practice_of(here.rulebook, standing.type.name).says or standing.type.says,
        state=standing.state.label,
        state_says=standing.state.says,
        ended=standing.state.ended,
        since=day_words(here.calendar.local(standing.since).date(), here.at.year),
        nexts=tuple(_nexts(here, thread, standing, leading=True)),
        besides=tuple(_nexts(here, thread, standing, leading=False)),
        done=tuple(_done(here, each, names) for each in standing.events),
        main=tuple(each for each in panels if each.place == "main"),
        side=tuple(each for each in panels if each.place == "side"),
    )


def _nexts(here: Here, thread: Thread, standing: Standing, *, leading: bool) -> Iterable[Next]:
    """What may come next, each with its form and its letters: what leads on, or what is only put down."""
    practice = practice_of(here.rulebook, standing.type.name)
    seen: set[tuple[str, str]] = set()
    kinds = here.rulebook.kinds

    def late(step: Step) -> tuple[bool, bool]:
        """What leads on stands first; that they take it back is last, and never what the page proposes."""
        withdraws = step.kind in kinds and kinds[step.kind].acts == "withdraw"
        return withdraws, step.to == standing.state.name

    for step in sorted(steps_from(standing), key=late):
        kind = kinds.get(step.kind)
        if bool(step.to) is not leading or kind is None or not recordable(kind):
            continue
        if (step.kind, step.label) in seen:
            continue
        seen.add((step.kind, step.label))
        refused = may_take(step, standing.type.name, here.membership.role, here.rulebook)
        write = reverse("letter-new", args=[here.slug, thread.ref])
        templates = (template_of(here.rulebook, each) for each in practice.step(step.kind).letters)
        yield Next(
            step.label,
            reverse("thread-next", args=[here.slug, thread.ref, step.kind]),
            refused.sentence if refused is not None else "",
            tuple((each.label, f"{write}?template={each.name}") for each in templates if each is not None),
        )


def _done(here: Here, event: Happened, names: Mapping[str, str]) -> Done:
    kind = here.rulebook.kinds.get(event.kind)
    label = kind.label if kind else event.kind
    return Done(
        label, moment_words(event.happened_at, here.calendar, here.at.year), names.get(event.by, event.by)
    )


def _promises(here: Here, thread: Thread, docket: Docket) -> Iterable[Promise]:
    """What runs, the soonest first: where law and policy both bind, the earlier leads."""
    calendar = here.rulebook.calendar_for(docket.office)
    running: list[Clock] = [each for each in docket.clocks if each.verdict is Verdict.RUNNING]
    running.sort(key=lambda each: (each.due_at, each.promise))
    why = reverse("thread-why", args=[here.slug, thread.ref])
    for place, each in enumerate(running):
        clause = here.rulebook.clause_by_id.get(each.promise)
        law = clause is not None and clause.source == LAW
        yield Promise(
            line_of(each, here.rulebook, calendar),
            law,
            place == 0 and len(running) > 1,
            f"{why}?clause={each.promise}&start={each.start}",
        )


def _people(here: Here, thread: Thread, found: Iterable[Standing]) -> Iterable[Taker]:
    words: dict[str, str] = {}
    for standing in found:
        words |= standing.type.parties
    for each in stored.parties(thread):
        person = each.person.stands if each.person else None
        yield Taker(
            each.pk,
            words.get(each.role, each.role),
            (person.name or person.ref) if person else each.name or _("erased"),
            reverse("customer", args=[here.slug, person.ref]) if person else "",
            each.reach,
            each.note,
            day_words(here.calendar.local(each.until_at).date(), here.at.year) if each.until_at else "",
        )


def _roles(found: Iterable[Standing], typed: Mapping[str, str]) -> tuple[Choice, ...]:
    words: dict[str, str] = {}
    for standing in found:
        words |= standing.type.parties
    return tuple(Choice(slug, label, slug == typed.get("role")) for slug, label in words.items())


def _tasks(here: Here, thread: Thread) -> Iterable[Task]:
    rows = list(stored.tasks(thread))
    shown = set(
        visible_to(here.membership)
        .filter(pk__in=[each.thread_id for each in rows])
        .values_list("pk", flat=True)
    )
    words = stored.task_words([each.thread_id for each in rows])
    for each in rows:
        if each.thread_id in shown:
            yield Task(
                each.thread.ref,
                reverse("thread", args=[here.slug, each.thread.ref]),
                words.get(each.thread_id, _("erased")),
                each.owner.name,
                day_words(due_day(each.due_at, here.calendar), here.at.year),
                each.thread.closed_at is not None,
            )


def _staff(here: Here, thread: Thread, typed: Mapping[str, str]) -> tuple[Choice, ...]:
    chosen = typed.get("owner") or (thread.owner.handle if thread.owner else here.by)
    people = colleagues(today(here.association, here.at))
    # Whom it is about is given no part of it.
    others = [each for each in people if each.account_id != thread.about_id]
    return tuple(
        Choice(each.account.handle, each.account.name, each.account.handle == chosen) for each in others
    )


def _links(here: Here, thread: Thread) -> Iterable[Linked]:
    rows = list(visible_to(here.membership).filter(pk__in=stored.linked_with(thread)).order_by("-opened_at"))
    opening = openings([each.pk for each in rows], here.rulebook.kinds) if rows else {}
    for each in rows:
        address = reverse("thread", args=[here.slug, each.ref])
        yield Linked(each.ref, address, what_of(here, each, opening.get(each.pk)))


def _hows(typed: Mapping[str, str]) -> tuple[Choice, ...]:
    words = {
        "same-cause": _("They have the same cause"),
        "follows": _("One follows from the other"),
        "answers": _("One answers the other"),
        "other-party": _("It is the other side of the same matter"),
    }
    return tuple(Choice(slug, label, slug == typed.get("how")) for slug, label in words.items())
