"""Is every group of our customers as satisfied as the rest, and what is done where one is not?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import equality as acting
from kept.casework import Refused
from kept.casework.equal import Compared, compare, spoken
from kept.casework.housekeeping import GROUP_ACTED_FOR, GROUP_LESS_SATISFIED, GROUP_MEASURED_AGAIN
from kept.casework.permissions import Permission
from kept.casework.surveying import count
from kept.rulebook.formats import GAP
from kept.rulebook.surveys import Survey
from kept.store import formats, surveys
from kept.store.accounts import people_at
from kept.store.models import Event, Thread
from kept.store.threads import visible_to
from kept.web.formats.asking import Act, errors_of, question, typed
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.groups import group_words
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words

A_YEAR = timedelta(days=365)
USUAL_GAP, FEW = 10, 5


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group beside all."""

    name: str
    n: int
    share: str
    gap: str
    less: bool
    hidden: bool
    act: str


@dataclass(frozen=True, slots=True)
class SurveyLines:
    """One survey: all who answered, and each group."""

    label: str
    whole: str
    n: int
    groups: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class ActionLine:
    """What is being done for a group."""

    what: str
    plan: str
    by: str
    owner: str
    address: str
    state: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class EqualPage:
    """Everything compared over a year, and what is done about it."""

    surveys: tuple[SurveyLines, ...]
    actions: tuple[ActionLine, ...]
    action: str
    most: int
    act: Act | None
    asked: tuple[tuple[str, str], ...]
    errors: tuple[SimpleError, ...] = ()


def equal(request: HttpRequest, here: Here) -> HttpResponse:
    """The comparison; and what somebody who leads says is to be done."""
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, {}, ())
    try:
        done = _done(request, here)
    except MomentError as problem:
        done = Refused(str(problem), "act_by")
    if isinstance(done, Refused):
        faults, errors = errors_of(done)
        return _shown(request, here, faults, errors, status=422)
    messages.success(request, _("It is on record."))
    return redirect("equal", here.slug)


def _done(request: HttpRequest, here: Here) -> str | Refused:
    said = {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}
    ref = request.POST.get("thread", "")[:9]
    gap = typed(request, "gap") or request.POST.get("gap", "")
    points = int(gap) if gap.removeprefix("-").isdecimal() and len(gap) < 4 else 0
    match request.POST.get("act", ""):
        case "done":
            return acting.done(thread=ref, what=typed(request, "what"), **said)  # type: ignore[arg-type]
        case "measured":
            return acting.measured(thread=ref, gap=points, note=typed(request, "note"), **said)  # type: ignore[arg-type]
    when = typed(request, "act_by")
    if not when:
        return Refused(_("Give the day by which it is done."), "act_by")
    return acting.begin(
        group=group_words(request.POST.get("group", "")[:80]),
        survey=request.POST.get("survey", "")[:60],
        gap=points,
        plan=typed(request, "plan"),
        act_by=read_date(when),
        owner=typed(request, "owner"),
        uid=request.POST.get("uid", "")[:64],
        **said,  # type: ignore[arg-type]
    )


def _shown(
    request: HttpRequest,
    here: Here,
    faults: Mapping[str, str],
    errors: tuple[SimpleError, ...],
    *,
    status: int = 200,
) -> HttpResponse:
    most = next((e.points for e in formats.room(here.rulebook) if e.sort == GAP), USUAL_GAP)
    today = here.calendar.local(here.at).date()
    known = [each for each in surveys.surveys_of(here.rulebook) if each.asked_of == "customer"]
    asked = request.POST if request.method == "POST" else request.GET
    group, survey = asked.get("group", "")[:80], asked.get("survey", "")[:60]
    leads = here.may(Permission.EXCUSE)
    view = EqualPage(
        tuple(_lines(here, each, today, most, leads=leads) for each in known),
        tuple(_actions(here, today)),
        reverse("equal", args=[here.slug]),
        most,
        _act(request, here, today, group, faults) if leads and group else None,
        (("group", group), ("survey", survey), ("gap", asked.get("gap", "")[:4])),
        errors,
    )
    title = _("Is everybody as satisfied?")
    return page(request, "formats/equal.html", view, title=title, here=here, status=status)


def _lines(here: Here, survey: Survey, today: date, most: int, *, leads: bool) -> SurveyLines:
    rows = list(surveys.replies(here.association, survey.name, today - A_YEAR, today + timedelta(days=1)))
    whole = spoken(count(survey, [each.chosen for each in rows]).values())
    by_group: dict[str, list[Mapping[str, str]]] = {}
    for each in rows:
        for group in each.needs:
            by_group.setdefault(group, []).append(each.chosen)
    groups = [(name, *_spoke(survey, answers)) for name, answers in by_group.items()]
    compared = compare(groups, whole=whole, most=most)
    share = f"{100 * whole[1] / whole[0]:.0f}" if whole[0] and len(rows) >= FEW else ""
    lines = tuple(_group(here, survey, each, leads=leads) for each in compared)
    return SurveyLines(survey.label, share, len(rows), lines if share else ())


def _spoke(survey: Survey, answers: list[Mapping[str, str]]) -> tuple[int, int]:
    """Fewer than five people say nothing, however many questions they answered."""
    if len(answers) < FEW:
        return len(answers), 0
    return spoken(count(survey, answers).values())


def _group(here: Here, survey: Survey, row: Compared, *, leads: bool) -> GroupLine:
    gap = f"{row.gap:.0f}" if row.gap is not None else ""
    address = f"{reverse('equal', args=[here.slug])}?survey={survey.name}&group={row.group}&gap={gap}#begin"
    return GroupLine(
        group_words(row.group),
        row.n,
        f"{row.share:.0f}" if row.share is not None else "",
        gap,
        row.less,
        row.gap is None,
        address if row.less and leads else "",
    )


def _act(request: HttpRequest, here: Here, today: date, group: str, faults: Mapping[str, str]) -> Act:
    people = [(each.account.handle, each.account.name) for each in people_at(here.association, today)]
    return Act(
        "begin",
        _("What is to be done: %(group)s") % {"group": group_words(group)},
        _("Set it going"),
        (
            question(
                "plan",
                _("What is to be done for them?"),
                "long_text",
                value=typed(request, "plan"),
                errors=faults,
            ),
            question(
                "owner",
                _("Who does it?"),
                "select",
                value=typed(request, "owner") or here.by,
                choices=people,
                errors=faults,
            ),
            question("act_by", _("By which day?"), "date", value=typed(request, "act_by"), errors=faults),
        ),
    )


def _actions(here: Here, today: date) -> Iterable[ActionLine]:
    rows = visible_to(here.membership).filter(kind=acting.KIND).select_related("owner").order_by("-opened_at")
    threads = list(rows[:50])
    events = Event.objects.filter(association=here.association, thread__in=[each.pk for each in threads])
    told: dict[int, dict[str, Event]] = {}
    for each in events.order_by("happened_at", "id"):
        told.setdefault(each.thread_id, {})[each.kind] = each
    for row in threads:
        said = told.get(row.pk, {})
        first = said.get(GROUP_LESS_SATISFIED)
        if first is not None:
            yield _action(here, row, first, said)


def _action(here: Here, row: Thread, first: Event, said: Mapping[str, Event]) -> ActionLine:
    again = said.get(GROUP_MEASURED_AGAIN)
    acted = GROUP_ACTED_FOR in said
    mine = here.may(Permission.EXCUSE) or row.owner_id == here.membership.account_id
    acts: tuple[Act, ...] = ()
    if mine and not acted:
        done = (question("what", _("What was done?"), "long_text"),)
        acts = (Act("done", _("Is it done?"), _("It is done"), done, uid=row.ref),)
    elif mine and again is None:
        asks = (
            question("gap", _("By how many in a hundred are they less satisfied now?"), "number"),
            question("note", _("What does it show?"), "long_text"),
        )
        acts = (Act("measured", _("Measure again"), _("Put it on record"), asks, uid=row.ref),)
    if again is not None:
        state = _("Measured again: %(gap)s in a hundred less") % {"gap": again.facts.get("gap", 0)}
    else:
        state = _("Done, to be measured again") if acted else _("To be done")
    return ActionLine(
        str(first.facts.get("group", "")),
        str(first.facts.get("plan", "")),
        day_words(date.fromisoformat(str(first.facts["act_by"]))),
        row.owner.name if row.owner else "",
        reverse("thread", args=[here.slug, row.ref]),
        state,
        acts,
    )
