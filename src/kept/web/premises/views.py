"""How do our offices stand: which rounds are due, what is not right, what has to be done, and what was found?

The overview, one round that was signed, one defect with its photographs, and a file as an attachment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.keeping_files import Brought, attach
from kept.casework import Refused
from kept.casework.inspecting import FINE, LEFT, NOT, missed_closings, state
from kept.casework.kept_files import label_of, served_as, size_words
from kept.casework.permissions import Permission
from kept.rulebook.checklists import Checklist
from kept.rulebook.model import Office
from kept.store import files, premises, threads
from kept.store.accounts import names_by_handle
from kept.store.models import Inspection
from kept.store.premises import Work
from kept.web.premises.rounds import CHECKLISTS
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import Words, day_words, due_words, moment_words, urgency

SHOWN = 20
EVENINGS = 14


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One checklist at one office."""

    address: str
    label: str
    office: str
    last: str
    last_address: str
    due: str
    state: Words
    overdue: bool


@dataclass(frozen=True, slots=True)
class WorkLine:
    """Something that is to be put right or done."""

    address: str
    what: str
    where: str
    office: str
    owner: str
    due: str
    state: Words
    hazard: bool
    made_safe: bool
    alternative: str


@dataclass(frozen=True, slots=True)
class PremisesPage:
    """The overview."""

    rounds: tuple[RoundLine, ...]
    work: tuple[WorkLine, ...]
    evenings: tuple[tuple[str, str], ...]
    several: bool
    links: tuple[tuple[str, str, str], ...]
    report: str
    may: bool
    errors: tuple[SimpleError, ...] = ()


def overview(request: HttpRequest, here: Here) -> HttpResponse:
    """What is due, what is open, and where the rest lies."""
    last = premises.last_rounds(here.association)
    offices, checklists = here.rulebook.association.offices, here.rulebook.room(CHECKLISTS)
    lines = [
        _round_line(here, each, office, last.get((office.slug, each.name)))
        for office in offices
        for each in checklists
        if each.at(office.slug)
    ]
    view = PremisesPage(
        rounds=tuple(sorted(lines, key=lambda each: not each.overdue)),
        work=tuple(work_line(here, each) for each in premises.open_work(here.membership)),
        evenings=tuple(_evenings(here, offices, checklists)),
        several=len(offices) > 1,
        links=tuple((reverse(name, args=[here.slug]), label, says) for name, label, says in _links()),
        report=reverse("capture-kind", args=[here.slug, premises.FOUND]),
        may=here.may(Permission.RECORD),
    )
    return page(request, "premises/premises.html", view, title=_("Offices"), here=here)


def _links() -> tuple[tuple[str, str, str], ...]:
    return (
        ("closures", _("Closures"), _("Shut on a day to come, or shut now: notices, machine, appointments.")),
        ("opening-hours", _("Opening hours"), _("As they are held once, and the notice for the door.")),
        ("posted", _("Notices on show"), _("What hangs where, and what has to be put up anew.")),
        (
            "held-words",
            _("Words and numbers held once"),
            _("Emergency numbers, the freephone, the edition that holds."),
        ),
        (
            "premises-rounds",
            _("Rounds that were made"),
            _("Every sheet, with who signed it and what was found."),
        ),
    )


def _round_line(here: Here, checklist: Checklist, office: Office, last: Inspection | None) -> RoundLine:
    calendar = here.rulebook.calendar_for(office.slug)
    stands = state(checklist, last=last.done_at if last else None, calendar=calendar, at=here.at)
    year = calendar.local(here.at).year
    if stands.due is None:
        said = Words(_("When it is wanted"), "mute")
    elif stands.never:
        said = Words(_("Not made yet"), "soon")
    elif stands.overdue:
        said = Words(_("Overdue"), "bad")
    else:
        said = urgency(stands.due, here.at, calendar)
    return RoundLine(
        address=f"{reverse('check-opened', args=[here.slug, checklist.name])}?office={office.slug}",
        label=checklist.label,
        office=office.name,
        last=moment_words(last.done_at, calendar, year) if last else "",
        last_address=reverse("premises-round", args=[here.slug, last.pk]) if last else "",
        due=due_words(stands.due, calendar, year) if stands.due and not stands.never else "",
        state=said,
        overdue=stands.overdue,
    )


def work_line(here: Here, work: Work) -> WorkLine:
    """A defect or a task, for a list."""
    calendar = here.rulebook.calendar_for(work.thread.office.slug if work.thread.office else None)
    year = calendar.local(here.at).year
    due = work.thread.due_at
    said = urgency(due, here.at, calendar) if due else Words(_("No day is running"), "mute")
    return WorkLine(
        address=reverse("defect", args=[here.slug, work.thread.ref]),
        what=str(work.words.get("what") or work.facts.get("what") or _("The words were erased")),
        where=str(work.facts.get("where", "")),
        office=work.thread.office.name if work.thread.office else "",
        owner=work.thread.owner.name if work.thread.owner else "",
        due=due_words(due, calendar, year) if due else "",
        state=said,
        hazard=bool(work.facts.get("hazard")),
        made_safe=work.made_safe,
        alternative=str(work.facts.get("alternative", "")),
    )


def _evenings(
    here: Here, offices: Iterable[Office], checklists: Iterable[Checklist]
) -> Iterable[tuple[str, str]]:
    """The evenings on which nobody said that the machine was on, by office."""
    since = here.at - timedelta(days=EVENINGS + 1)
    for office in offices:
        for each in checklists:
            if each.closing and each.at(office.slug):
                calendar = here.rulebook.calendar_for(office.slug)
                done = premises.moments_of(here.association, each.name, office.slug, since)
                first = premises.rounds(here.association, office=office.slug, checklist=each.name).last()
                began = calendar.local(first.done_at).date() if first else None
                for day in missed_closings(done, calendar, here.at, days=EVENINGS):
                    if began is not None and day >= began:
                        yield office.name, day_words(day, calendar.local(here.at).year)


# ---- rounds that were made --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MadeLine:
    """One round of the past."""

    address: str
    label: str
    office: str
    when: str
    who: str
    fine: int
    wrong: int
    left: int


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """The list, the last first."""

    lines: tuple[MadeLine, ...]
    offices: tuple[tuple[str, str], ...]
    back: str
    more: str
    errors: tuple[SimpleError, ...] = ()


def rounds_made(request: HttpRequest, here: Here) -> HttpResponse:
    """The rounds of every office, or of one checklist."""
    wanted = request.GET.get("checklist", "")[:60]
    before = request.GET.get("before", "")
    rows = premises.rounds(here.association, checklist=wanted or None)
    rows = rows.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 18 else rows
    found = list(rows.order_by("-pk")[: SHOWN + 1])
    names = names_by_handle({each.done_by for each in found})
    labels = {each.name: each.label for each in here.rulebook.room(CHECKLISTS)}
    year = here.calendar.local(here.at).year
    lines = tuple(
        MadeLine(
            reverse("premises-round", args=[here.slug, each.pk]),
            labels.get(each.checklist, each.checklist),
            each.office.name,
            moment_words(each.done_at, here.calendar, year),
            names.get(each.done_by, each.done_by),
            each.passed,
            each.failed,
            each.left_out,
        )
        for each in found[:SHOWN]
    )
    more = f"?checklist={wanted}&before={found[SHOWN - 1].pk}" if len(found) > SHOWN else ""
    view = RoundsPage(lines, (), reverse("premises", args=[here.slug]), more)
    return page(request, "premises/rounds.html", view, title=_("Rounds that were made"), here=here)


@dataclass(frozen=True, slots=True)
class FoundLine:
    """What one item came to."""

    asks: str
    result: Words
    measured: str
    words: str
    defect: str
    defect_says: str
    over: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that may be taken away."""

    address: str
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    words: str
    found: tuple[FoundLine, ...]
    files: tuple[FileLine, ...]
    back: str
    errors: tuple[SimpleError, ...] = ()


_RESULTS = {FINE: "good", NOT: "bad", LEFT: "mute"}


def round_one(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """What was found on one round."""
    row = premises.rounds(here.association).filter(pk=number).first()
    if row is None:
        raise Http404
    checklist = next((each for each in here.rulebook.room(CHECKLISTS) if each.name == row.checklist), None)
    found = premises.findings([row.pk]).get(row.pk, [])
    work = premises.work_of(here.membership, [each.defect for each in found if each.defect])
    names = names_by_handle({row.done_by})
    thread = threads.visible_to(here.membership).filter(ref=row.thread).first()
    calendar = here.rulebook.calendar_for(row.office.slug)
    words = {FINE: _("Right"), NOT: _("Not right"), LEFT: _("Not looked at")}
    lines = []
    for each in found:
        item = checklist.item(each.item) if checklist else None
        open_ = work.get(each.defect)
        lines.append(
            FoundLine(
                item.asks if item else each.item,
                Words(words[each.result], _RESULTS[each.result]),
                f"{each.measured.normalize():f}" if each.measured is not None else "",
                each.words,
                reverse("defect", args=[here.slug, each.defect]) if open_ else "",
                str(open_.words.get("what", "")) if open_ else "",
                open_ is not None and open_.thread.closed_at is not None,
            )
        )
    view = RoundPage(
        heading=checklist.label if checklist else row.checklist,
        facts=(
            (_("Office"), row.office.name),
            (_("When"), moment_words(row.done_at, calendar)),
            (_("Signed by"), names.get(row.done_by, row.done_by)),
        ),
        words=row.words,
        found=tuple(lines),
        files=_files(here, thread.pk) if thread else (),
        back=reverse("premises-rounds", args=[here.slug]),
    )
    return page(request, "premises/round.html", view, title=view.heading, here=here)


def _files(here: Here, thread: int) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(
            reverse("file", args=[here.slug, each.sha256]),
            each.name,
            _("%(type)s, %(size)s") % {"type": label_of(each.type), "size": size_words(each.size)},
        )
        for each in files.of_threads(here.association, [thread]).get(thread, [])
    )


# ---- one defect -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DefectPage:
    """One thing that is to be put right or done."""

    heading: str
    ref: str
    thread: str
    line: WorkLine
    facts: tuple[tuple[str, str], ...]
    delayed: tuple[tuple[str, str], ...]
    files: tuple[FileLine, ...]
    acts: tuple[tuple[str, str], ...]
    open: bool
    may: bool
    back: str
    action: str
    errors: tuple[SimpleError, ...] = ()


_SAID = (
    ("risk", "What could happen"),
    ("interim", "Done at once"),
    ("alternative", "Offered meanwhile"),
    ("notice", "Notice given"),
    ("why", "Why"),
)


def defect(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The defect or the task, its photographs, and what can be done with it."""
    row = threads.opened(here.membership, ref)
    if row is None or row.kind not in (premises.DEFECT, premises.TASK):
        raise Http404
    work = premises.work_of(here.membership, [row.ref])[row.ref]
    if request.method != "POST" or typed_again(request):
        return _defect_page(request, here, work)
    brought = [
        Brought(each.name or "", each, request.POST.get("says", "").replace("\x00", "").strip())
        for each in request.FILES.getlist("file")
    ]
    done = attach(
        association=here.association,
        thread=row.ref,
        brought=brought,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _defect_page(request, here, work, (SimpleError(done.sentence, done.field or "file"),), 422)
    messages.success(request, _("The photograph belongs to it from now on."))
    return redirect("defect", here.slug, row.ref)


def _defect_page(
    request: HttpRequest, here: Here, work: Work, errors: tuple[SimpleError, ...] = (), status: int = 200
) -> HttpResponse:
    line, open_ = work_line(here, work), work.thread.closed_at is None
    view = DefectPage(
        heading=line.what,
        ref=work.thread.ref,
        thread=reverse("thread", args=[here.slug, work.thread.ref]),
        line=line,
        facts=tuple((_(label), str(work.facts[name])) for name, label in _SAID if work.facts.get(name)),
        delayed=tuple(_delays(work.delayed)),
        files=_files(here, work.thread.pk),
        acts=tuple(_acts(here, work)) if open_ and here.may(Permission.RECORD) else (),
        open=open_,
        may=here.may(Permission.RECORD),
        back=reverse("premises", args=[here.slug]),
        action=reverse("defect", args=[here.slug, work.thread.ref]),
        errors=errors,
    )
    return page(request, "premises/defect.html", view, title=view.heading[:80], here=here, status=status)


def _delays(found: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    for each in found:
        yield str(each.get("fix_by", "")), str(each.get("reason", ""))


def _acts(here: Here, work: Work) -> Iterable[tuple[str, str]]:
    """What may be recorded on it next, the likeliest first."""
    if work.kind == premises.TASK:
        names = ["office.task_done", "office.task_dropped"]
    else:
        safe = [premises.MADE_SAFE] if work.facts.get("hazard") and not work.made_safe else []
        names = [*safe, "defect.put_right", premises.DELAYED]
    for name in names:
        yield reverse("thread-next", args=[here.slug, work.thread.ref, name]), here.rulebook.kinds[name].label


# ---- files ------------------------------------------------------------------------------------------------


def file(request: HttpRequest, here: Here, sha256: str) -> HttpResponseBase:
    """A file to take away, never to be shown within a page: nobody knows what is in it."""
    known = files.find(here.association, sha256)
    if known is None or not files.may_take(here.membership, sha256):
        raise Http404
    try:
        stream = files.open(here.association, sha256)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        stream, as_attachment=True, filename=known.name, content_type=served_as(known.type)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response
