"""The day's visits, one visit's sheet, its steps, and what is printed for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import visiting
from kept.casework import Refused
from kept.casework.visiting import ARRIVED, LATE, MADE, NO_ACCESS, NOT_ENTERED, PACKED, STEPS
from kept.store import visits
from kept.store.models import Visit
from kept.store.threads import Hidden
from kept.web.shared.access import Here
from kept.web.shared.fields import Question
from kept.web.shared.frame import page
from kept.web.shared.greeting import greeting
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words
from kept.web.visits.forms import WITH_ACTIONS, StepForm
from kept.web.visits.lists import Listed, Shown, listed, overview
from kept.web.visits.present import Help, Line, Out, Sheet, helps, line_of, out_of, sheet


@dataclass(frozen=True, slots=True)
class DayPage:
    """The visits of a day, who is out, and the lists."""

    day: str
    today: bool
    before: str
    after: str
    lines: tuple[Line, ...]
    out: tuple[Out, ...]
    lists: tuple[Listed, ...]
    shown: Shown | None
    share: str
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class StepPage:
    """The form of one step."""

    heading: str
    says: str
    action: str
    back: str
    uid: str
    questions: tuple[Question, ...]
    rows: tuple[object, ...]
    reminder: str
    papers: tuple[str, ...]
    helps: tuple[Help, ...]
    place: str
    errors: tuple[SimpleError, ...] = ()
    draft: str = ""


def day(request: HttpRequest, here: Here) -> HttpResponse:
    """The schedule: where each of us is, and by when they are back."""
    today = here.calendar.local(here.at).date()
    on = _asked_day(request, today)
    name = request.GET.get("list", "")
    address = reverse("visits", args=[here.slug])
    rows = [line_of(here, each) for each in visits.on_day(here.membership, on)]
    view = DayPage(
        day=day_words(on),
        today=on == today,
        before=f"{address}?day={on - timedelta(days=1)}",
        after=f"{address}?day={on + timedelta(days=1)}",
        lines=tuple(rows),
        out=tuple(out_of(here, each) for each in visits.out_now(here.association)),
        lists=overview(here, name),
        shown=listed(here, name),
        share=_share(here),
    )
    return page(request, "visits/day.html", view, title=_("Visits"), here=here)


def _asked_day(request: HttpRequest, today: date) -> date:
    try:
        return read_date(request.GET.get("day", "")) if request.GET.get("day") else today
    except MomentError:
        return today


def _share(here: Here) -> str:
    """How many visits of the last thirty days settled it at once, in words."""
    made = visits.with_event(here.membership, MADE).filter(happened_at__gte=here.at - timedelta(days=30))
    answers = [each.facts.get("settled") for each in made if each.facts.get("settled")]
    if not answers:
        return ""
    return _("%(full)d of %(all)d visits of the last 30 days settled the matter in full at once.") % {
        "full": answers.count("full"),
        "all": len(answers),
    }


def found(here: Here, number: int) -> Visit:
    """The visit; answered as if it were not there where its thread is closed to this person."""
    row = visits.find(here.membership, number)
    if row is None:
        there = Visit.objects.filter(association=here.association, pk=number).select_related("thread").first()
        if there is not None:
            raise Hidden(there.thread.ref)
        raise Http404
    return row


def _sheet(here: Here, row: Visit) -> Sheet:
    said = visits.told(row.thread, here.association)
    return sheet(here, row, said, visits.agreed_of(row.thread_id))


def one(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The sheet of one visit, to be read on the way and printed before."""
    row = found(here, number)
    view = _sheet(here, row)
    if here.membership.account_id in (row.officer_id, row.second_id):
        # What they say at the door is said at the hour of the visit, whenever the sheet is read.
        view = replace(view, greeting=greeting(replace(here, at=row.starts_at), "visit"))
    return page(request, "visits/visit.html", view, title=f"{view.heading} {view.ref}", here=here)


def step(request: HttpRequest, here: Here, number: int, kind: str) -> HttpResponse:
    """One step, written down."""
    row = found(here, number)
    known = here.rulebook.kinds.get(kind)
    if known is None or kind not in STEPS:
        raise Http404
    if request.method != "POST" or typed_again(request):
        form = (
            StepForm.of(here, row, known, request.POST)
            if request.method == "POST"
            else StepForm.fresh(here, row, known)
        )
        return _shown(request, here, row, form)
    form = StepForm.of(here, row, known, request.POST)
    done = form.save(here)
    if isinstance(done, Refused):
        return _shown(request, here, row, form.with_refusal(done), status=422)
    messages.success(request, _("%(what)s: on record.") % {"what": known.label})
    return redirect("visit", here.slug, row.pk)


REMINDERS = {
    ARRIVED: "arrived",
    MADE: "made",
    NO_ACCESS: "no-access",
    NOT_ENTERED: "not-entered",
    LATE: "late",
    PACKED: "packed",
}


def _shown(
    request: HttpRequest, here: Here, row: Visit, form: StepForm, *, status: int = 200
) -> HttpResponse:
    from kept.actions.working.visit_plans import sort_of

    view = StepPage(
        heading=form.kind.label,
        says=form.kind.says,
        action=reverse("visit-step", args=[here.slug, row.pk, form.kind.name]),
        back=reverse("visit", args=[here.slug, row.pk]),
        uid=form.uid,
        questions=form.questions(),
        rows=form.rows.rows if form.kind.name in WITH_ACTIONS else (),
        reminder=REMINDERS.get(form.kind.name, ""),
        papers=sort_of(here.rulebook, row.sort).papers if form.kind.name == PACKED else (),
        helps=helps(here) if form.kind.name == "visit.felt_unsafe" else (),
        place=form.kind.name,
        errors=form.errors(),
    )
    return page(request, "visits/step.html", view, title=view.heading, here=here, status=status)


@dataclass(frozen=True, slots=True)
class ApprovePage:
    """Where a manager agrees to an unannounced visit."""

    sheet: Sheet
    action: str
    back: str
    choices: tuple[tuple[str, str], ...]
    because: str
    words: str
    errors: tuple[SimpleError, ...] = ()


def approve(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """A manager agrees to an unannounced visit, or leaves it."""
    row = found(here, number)
    field = here.rulebook.kinds["visit.approved"].field("because")
    assert field is not None
    because, words = request.POST.get("because", ""), request.POST.get("words", "").replace("\x00", "")
    errors: tuple[SimpleError, ...] = ()
    if request.method == "POST" and not typed_again(request):
        if because not in dict(field.choices):
            errors = (SimpleError(_("Choose for which reason."), "because"),)
        else:
            done = visiting.approve(
                association=here.association,
                by=here.by,
                at=here.at,
                visit=row.pk,
                because=because,
                words=words[:500],
                membership=here.membership,
            )
            if not isinstance(done, Refused):
                messages.success(request, _("You have agreed to this visit."))
                return redirect("visit", here.slug, row.pk)
            errors = (SimpleError(done.sentence, "because"),)
    considered = visits.last_of(visits.told(row.thread, here.association), "visit.considered")
    view = ApprovePage(
        _sheet(here, row),
        reverse("visit-approve", args=[here.slug, row.pk]),
        reverse("visit", args=[here.slug, row.pk]),
        field.choices,
        because or str(considered.get("unannounced_because", "")),
        words,
        errors,
    )
    status = 422 if errors else 200
    return page(request, "visits/approve.html", view, title=_("Unannounced visit"), here=here, status=status)
