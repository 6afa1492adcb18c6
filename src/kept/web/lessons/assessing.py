"""How does the house assess itself against the rules for complaints?

/karin/self-assessment         # those that were made, and one more
/karin/self-assessment/2       # one: each provision beside what shows it, its answer, its steps
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import self_assessing as act
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.rulebook.self_assessing import Provision, codes_of, provisions_of
from kept.store.housing import today
from kept.store.models import Assessment, AssessmentAnswer
from kept.web.lessons import words
from kept.web.lessons.evidence import Shown, evidence
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class Line:
    """One assessment in the list."""

    label: str
    address: str
    state: str
    answered: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Those that were made, and one more."""

    action: str
    rows: tuple[Line, ...]
    codes: tuple[tuple[str, str], ...]
    whys: tuple[tuple[str, str], ...]
    year: str
    works: bool
    public: str
    errors: tuple[SimpleError, ...] = ()


def assessments(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; and the beginning of one."""
    if request.method != "POST" or typed_again(request):
        return _list(request, here)
    year = request.POST.get("year", "")
    done = act.begin(
        code=request.POST.get("code", "")[:60],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
        why=request.POST.get("why", "")[:40],
        **_who(here),
    )
    if isinstance(done, Refused):
        return _list(request, here, SimpleError(done.sentence, done.field or "code"))
    return redirect("assessment", here.slug, done.pk)


def _list(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    codes = {each.name: each.label for each in codes_of(here.rulebook)}
    rows = list(Assessment.objects.filter(association=here.association).order_by("-year", "-id"))
    given: dict[int, int] = {}
    for number in AssessmentAnswer.objects.filter(association=here.association).values_list(
        "assessment", flat=True
    ):
        given[number] = given.get(number, 0) + 1
    view = ListPage(
        action=reverse("assessments", args=[here.slug]),
        rows=tuple(
            Line(
                _label(here, each),
                reverse("assessment", args=[here.slug, each.pk]),
                _state(each),
                _("%(n)d of %(of)d answered")
                % {"n": given.get(each.pk, 0), "of": len(provisions_of(here.rulebook, each.code))},
            )
            for each in rows
        ),
        codes=tuple(codes.items()),
        whys=tuple((slug, str(label)) for slug, label in words.WHYS.items()),
        year=str(today(here.association, here.at).year),
        works=_works(here),
        public=reverse("complaints-public", args=[here.slug]),
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("Our own assessment")
    return page(request, "lessons/assessments.html", view, title=title, here=here, status=status)


def _label(here: Here, each: Assessment) -> str:
    code = next((one for one in codes_of(here.rulebook) if one.name == each.code), None)
    said = {"code": code.label if code else each.code, "year": each.year, "why": words.WHYS.get(each.why, "")}
    return _("%(code)s, %(year)s. %(why)s") % said


def _state(each: Assessment) -> str:
    if each.sent_on is not None:
        return _("Published and sent on %(day)s") % {"day": day_words(each.sent_on)}
    if each.published_at is not None:
        return _("Published")
    if each.approved_on is not None:
        return _("Approved, not published yet")
    return _("Read through, not approved yet") if each.reviewed_on else _("Being answered")


def _works(here: Here) -> bool:
    return here.may(Permission.EXCUSE) or here.may(Permission.READINGS)


def _who(here: Here) -> dict[str, Any]:
    return {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }


# ---- one of them -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """One provision, what shows it, and what we say of it."""

    name: str
    number: str
    says: str
    sure: bool
    shown: tuple[Shown, ...]
    answer: str
    answer_words: str
    words: str


@dataclass(frozen=True, slots=True)
class PartOf:
    """The provisions of one part of the code."""

    label: str
    id: str
    lines: tuple[ProvisionLine, ...]


@dataclass(frozen=True, slots=True)
class OnePage:
    """One assessment."""

    back: str
    action: str
    heading: str
    state: str
    parts: tuple[PartOf, ...]
    answers: tuple[tuple[str, str], ...]
    left: int
    reviewed: str
    approved: str
    response: str
    published: str
    sent: str
    open: bool
    today: str
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def assessment(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One of them: its answers and its steps."""
    row = Assessment.objects.filter(association=here.association, pk=number).first()
    if row is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _one(request, here, row, {})
    typed = {name: str(value)[:8_000].replace("\x00", "") for name, value in request.POST.items()}
    try:
        done = _done(here, row, typed)
    except MomentError as problem:
        done = Refused(str(problem), "on" if typed.get("act") == "sent" else "approved_on")
    if isinstance(done, Refused):
        where = f"{typed.get('act', '')}-{done.field or 'assessment'}"
        where += f"-{typed['provision']}" if typed.get("provision") else ""
        return _one(request, here, row, typed, SimpleError(done.sentence, where))
    messages.success(request, _("It is on record."))
    where = f"#{typed['provision']}" if typed.get("act") == "answer" else ""
    return redirect(reverse("assessment", args=[here.slug, row.pk]) + where)


def _done(here: Here, row: Assessment, typed: Mapping[str, str]) -> object:
    which = {"assessment": row.pk, **_who(here)}
    match typed.get("act", ""):
        case "answer":
            said, text = typed.get("said", ""), typed.get("words", "")
            return act.answer(provision=typed.get("provision", "")[:60], said=said, words=text, **which)
        case "review":
            return act.review(**which)
        case "approve":
            day = read_date(typed.get("approved_on", ""))
            by, response = typed.get("approved_by", ""), typed.get("response", "")
            return act.approve(approved_by=by, approved_on=day, response=response, **which)
        case "publish":
            found = evidence(here, provisions_of(here.rulebook, row.code))
            return act.publish(
                evidence={
                    name: [
                        {key: value for key, value in asdict(each).items() if key != "address"} for each in s
                    ]
                    for name, s in found.items()
                },
                **which,
            )
        case "sent":
            return act.sent(on=read_date(typed.get("on", "")), **which)
    return Refused(_("Choose what to do."), "assessment")


def _one(
    request: HttpRequest, here: Here, row: Assessment, typed: Mapping[str, str], *errors: SimpleError
) -> HttpResponse:
    provisions = provisions_of(here.rulebook, row.code)
    rows = AssessmentAnswer.objects.filter(association=here.association, assessment=row)
    said = {each.provision: each for each in rows}
    is_open = row.published_at is None
    found = evidence(here, provisions) if is_open else {}
    parts = tuple(_parts(provisions, said, found))
    view = OnePage(
        back=reverse("assessments", args=[here.slug]),
        action=reverse("assessment", args=[here.slug, row.pk]),
        heading=_label(here, row),
        state=_state(row),
        parts=parts,
        answers=tuple((slug, str(label)) for slug, label in words.ANSWERS.items()),
        left=sum(each.name not in said for each in provisions),
        reviewed=_by_on(row.reviewed_by, row.reviewed_on),
        approved=_by_on(row.approved_by, row.approved_on),
        response=row.response,
        published=day_words(here.calendar.local(row.published_at).date()) if row.published_at else "",
        sent=day_words(row.sent_on) if row.sent_on else "",
        open=is_open and _works(here),
        today=today(here.association, here.at).isoformat(),
        typed=typed,
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "lessons/assessment.html", view, title=view.heading, here=here, status=status)


def _by_on(by: str, on: Any) -> str:
    return _("%(by)s, %(on)s") % {"by": by, "on": day_words(on)} if on is not None else ""


def _parts(
    provisions: tuple[Provision, ...],
    said: Mapping[str, AssessmentAnswer],
    found: Mapping[str, tuple[Shown, ...]],
) -> Iterator[PartOf]:
    for number, part in enumerate(dict.fromkeys(each.part for each in provisions), 1):
        lines = (_provision(each, said.get(each.name), found) for each in provisions if each.part == part)
        yield PartOf(part, f"part-{number}", tuple(lines))


def _provision(
    each: Provision, said: AssessmentAnswer | None, found: Mapping[str, tuple[Shown, ...]]
) -> ProvisionLine:
    kept = said.evidence if said is not None else []
    shown = found.get(each.name) or tuple(Shown(one["words"], one.get("figure", "")) for one in kept)
    return ProvisionLine(
        each.name,
        each.number,
        each.says,
        each.confirmed != "no",
        shown,
        said.answer if said is not None else "",
        str(words.ANSWERS[said.answer]) if said is not None else "",
        said.words if said is not None else "",
    )
