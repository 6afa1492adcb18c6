"""The cases among neighbours that are open, and the diary of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.actions import nuisance as act
from kept.actions.keeping_files import attach
from kept.actions.working.photographs import Brought
from kept.casework import Refused
from kept.casework import nuisance as pure
from kept.casework.cases import TYPES
from kept.rulebook.cases import practice_of
from kept.store import nuisance as stored
from kept.store import refs
from kept.store.models import Case, Thread
from kept.store.nuisance import GoingOn
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_moment
from kept.web.shared.words import Words, day_words, due_words, urgency

STALLED_DAYS, STALLED = 14, "stalled_days"
_LEVELS: Mapping[str, tuple[object, str]] = {
    pure.LOW: (gettext_lazy("Low"), "kept"),
    pure.MEDIUM: (gettext_lazy("Medium"), "soon"),
    pure.HIGH: (gettext_lazy("High"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the list. It names nobody: the list may stand on a screen that others pass."""

    ref: str
    address: str
    what: str
    state: str
    risk: Words | None
    due: str
    pressing: Words | None
    handovers: str
    owner: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Those that ask for the same thing."""

    name: str
    title: str
    says: str
    none: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """What is open among neighbours, by what it asks for, and all of it."""

    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    partners: str
    actions: str


def neighbours(request: HttpRequest, here: Here) -> HttpResponse:
    """Who is in danger, what no manager has seen, which contracts ask for something, what stands still."""
    found = stored.going_on(here.membership, here.at)
    view = ListPage(
        parts=tuple(_parts(here, found)),
        lines=tuple(_line(here, each) for each in found),
        partners=reverse("register-opened", args=[here.slug, "partners"]),
        actions=reverse("register-opened", args=[here.slug, "joint-actions"]),
    )
    return page(request, "nuisance/list.html", view, title=_("Neighbours"), here=here)


def _parts(here: Here, found: Iterable[GoingOn]) -> Iterable[Part]:
    rows = list(found)
    yield Part(
        "danger",
        _("In danger, until they are safe"),
        _("Gone through every day. Whoever is here stays here until it is on record that they are safe."),
        _("Nobody, as far as we know."),
        tuple(_line(here, each, _plan_words(here, each)) for each in rows if _in_danger(each)),
    )
    yield Part(
        "unseen",
        _("Harassment that no manager has seen"),
        _("A manager reads each report and says by name who deals with it."),
        _("All were seen."),
        tuple(_line(here, each) for each in rows if _unseen(each)),
    )
    yield Part(
        "contracts",
        _("Behaviour contracts"),
        _("Each is looked at together on its day, and it is said how it ended."),
        _("None is in force."),
        tuple(_line(here, each, words) for each in rows if (words := _contract_words(here, each))),
    )
    yield Part(
        "stalled",
        _("Standing still"),
        _("Nothing in them has a date, or nothing has happened for too long."),
        _("Nothing stands still."),
        tuple(_line(here, each, words) for each in rows if (words := _stalled_words(here, each))),
    )


def _in_danger(each: GoingOn) -> bool:
    events = each.standing.events
    told = any(one.facts.get("in_danger") is True for one in events)
    safe = any(one.kind == "safety_plan.safe" for one in events)
    return pure.plan_of(events) is not None or (told and not safe)


def _plan_words(here: Here, each: GoingOn) -> str:
    plan = pure.plan_of(each.standing.events)
    if plan is None:
        return _("There is no safety plan yet.")
    on = stored.as_day(plan.look_on)
    return _("Looked at again on %(day)s.") % {"day": day_words(on, here.at.year)} if on else ""


def _unseen(each: GoingOn) -> bool:
    harassed = each.row.type == "harassment"
    return harassed and not any(one.kind == "harassment.manager_saw" for one in each.standing.events)


def _contract_words(here: Here, each: GoingOn) -> str:
    contract = pure.contract_of(each.standing.events)
    if contract is None or contract.state == pure.OVER:
        return ""
    if contract.state == pure.OFFERED:
        return _("Not signed yet.")
    if contract.expired(here.calendar.local(here.at).date()):
        return _("Its time is over: say how it ended.")
    said = [
        words % {"day": day_words(on, here.at.year)}
        for words, given in (
            (_("Until %(day)s."), contract.ends_on),
            (_("Looked at on %(day)s."), contract.review_on),
        )
        if (on := stored.as_day(given)) is not None
    ]
    broken = ngettext("Not kept to %(n)s time.", "Not kept to %(n)s times.", contract.broken)
    return " ".join([*said, *([broken % {"n": contract.broken}] if contract.broken else [])])


def _stalled_words(here: Here, each: GoingOn) -> str:
    days = practice_of(here.rulebook, each.row.type).numbers.get(STALLED, STALLED_DAYS)
    thread = each.row.thread
    if not pure.is_stalled(next_at=thread.due_at, last_at=each.last_at, at=here.at, days=days):
        return ""
    if thread.due_at is None:
        return _("Nothing in it has a date.")
    last = here.calendar.local(each.last_at).date()
    return _("Nothing has happened since %(day)s.") % {"day": day_words(last, here.at.year)}


def _line(here: Here, each: GoingOn, why: str = "") -> Line:
    row, thread = each.row, each.row.thread
    risk = pure.last_risk(each.standing.events)
    level = _LEVELS[risk.level] if risk is not None else None
    n = each.handovers
    return Line(
        ref=thread.ref,
        address=reverse("case", args=[here.slug, thread.ref]),
        what=TYPES[row.type].label,
        state=each.standing.state.label,
        risk=Words(str(level[0]), level[1]) if level is not None else None,
        due=due_words(thread.due_at, here.calendar, here.at.year) if thread.due_at else "",
        pressing=urgency(thread.act_by, here.at, here.calendar) if thread.act_by else None,
        handovers=ngettext("%(n)s time", "%(n)s times", n) % {"n": n} if n else "",
        owner=thread.owner.name if thread.owner else "",
        why=why,
    )


# ---- the diary of one case ---------------------------------------------------------------------------------

NAMES = ("day", "time", "what", "effect", "seen_by", "way")


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """The form: an entry with its files, or files alone."""

    back: str
    heading: str
    diary: bool
    action: str
    uid: str
    typed: Mapping[str, str]
    ways: tuple[Choice, ...]
    errors: tuple[SimpleError, ...] = ()


def diary(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Add an entry to the diary of a case, or a document to one that keeps no diary."""
    thread = opened(here.membership, ref)
    found = thread is not None and Case.objects.filter(association=here.association, thread=thread)
    types = set(found.values_list("type", flat=True)) if found else set()
    if thread is None or not types & set(stored.NEIGHBOURS):
        raise Http404
    keeps = bool(types & {"nuisance", "harassment"})
    if request.method != "POST" or typed_again(request):
        now = here.calendar.local(here.at)
        typed = {"day": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}", "way": "telephone"}
        return _form(request, here, thread, keeps, {**typed, **_typed(request)})
    done = _added(request, here, thread) if keeps else _brought(request, here, thread)
    if isinstance(done, Refused):
        return _form(request, here, thread, keeps, _typed(request), done)
    messages.success(request, _("It is on record."))
    return redirect("case", here.slug, thread.ref)


def _typed(request: HttpRequest) -> dict[str, str]:
    given = request.POST
    return {name: given[name].replace("\x00", "")[:10_000] for name in NAMES if name in given}


def _files(request: HttpRequest) -> list[Brought]:
    return [Brought(each.name or "", each) for each in request.FILES.getlist("file")]


def _added(request: HttpRequest, here: Here, thread: Thread) -> object:
    typed = dict.fromkeys(NAMES, "") | _typed(request)
    try:
        on = read_moment(typed["day"], typed["time"], zone=here.zone)
    except MomentError as problem:
        return Refused(str(problem), "day")
    return act.add_to_diary(
        association=here.association,
        thread=thread.ref,
        on=on,
        what=typed["what"],
        way=typed["way"],
        effect=typed["effect"],
        seen_by=typed["seen_by"],
        brought=_files(request),
        uid=request.POST.get("uid", "")[:60] or refs.new_uid(),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )


def _brought(request: HttpRequest, here: Here, thread: Thread) -> object:
    return attach(
        association=here.association,
        thread=thread.ref,
        brought=_files(request),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )


def _form(
    request: HttpRequest,
    here: Here,
    thread: Thread,
    keeps: bool,
    typed: Mapping[str, str],
    refused: Refused | None = None,
) -> HttpResponse:
    kind = here.rulebook.kinds.get(act.DIARY)
    field = kind.field("way") if kind else None
    places = {"on": "day"}
    errors: tuple[SimpleError, ...] = ()
    if refused is not None:
        named = refused.field or "what"
        errors = (SimpleError(refused.sentence, places.get(named, named)),)
    view = DiaryPage(
        back=reverse("case", args=[here.slug, thread.ref]),
        heading=_("Add to the diary") if keeps else _("Add a document"),
        diary=keeps,
        action=reverse("neighbours-diary", args=[here.slug, thread.ref]),
        uid=request.POST.get("uid", "")[:60] or refs.new_uid(),
        typed=typed,
        ways=tuple(
            Choice(slug, label, slug == typed.get("way")) for slug, label in (field.choices if field else ())
        ),
        errors=errors,
    )
    title = f"{view.heading} {thread.ref}"
    status = 422 if errors else 200
    return page(request, "nuisance/diary.html", view, title=title, here=here, status=status)
