"""In which form can this customer use what we send, and how do they want to be dealt with?

Asked once, in private, and put down in their words; asked again when the time has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import asking_forms as acting
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store import formats
from kept.store.file import person_for
from kept.store.models import Person, PersonForm
from kept.web.formats.asking import Act, errors_of, question, typed
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form that they have."""

    name: str
    label: str
    says: str
    asked: str
    words: str
    again: str
    due: bool


@dataclass(frozen=True, slots=True)
class CustomerFormsPage:
    """What they have, and the ways to put down more."""

    who: str
    back: str
    action: str
    lines: tuple[FormLine, ...]
    suggested: tuple[str, ...]
    acts: tuple[Act, ...]
    errors: tuple[SimpleError, ...] = ()


def customer_forms(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Put down a form, end one, or agree how we deal with them."""
    person = person_for(here.membership, ref)
    if person is None or person.erased_at is not None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, person, {}, ())
    try:
        done = _done(request, here, person)
    except MomentError as problem:
        field = "plan_review" if request.POST.get("act") == "agree" else "review_on"
        done = Refused(str(problem), field)
    if isinstance(done, Refused):
        faults, errors = errors_of(done)
        return _shown(request, here, person, faults, errors, status=422)
    messages.success(request, _("It is on their file, and everything that is sent to them is held to it."))
    return redirect("customer-forms", here.slug, person.ref)


def _done(request: HttpRequest, here: Here, person: Person) -> object:
    said = {
        "association": here.association,
        "person": person.ref,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    match request.POST.get("act", ""):
        case "end":
            return acting.end(form=request.POST.get("form", "")[:60], **said)  # type: ignore[arg-type]
        case "agree":
            given = {each: typed(request, each) for each in acting.PLAN}
            done = acting.agree(given=given, review_on=_day(request, "plan_review"), **said)  # type: ignore[arg-type]
            if isinstance(done, Refused) and done.field == "review_on":
                return Refused(done.sentence, "plan_review")
            return done
        case _:
            return acting.want(
                form=typed(request, "form"),
                asked_by=typed(request, "asked_by"),
                words=typed(request, "form_words"),
                review_on=_day(request, "review_on"),
                **said,  # type: ignore[arg-type]
            )


def _day(request: HttpRequest, name: str) -> date | None:
    said = typed(request, name)
    return read_date(said) if said else None


def _shown(
    request: HttpRequest,
    here: Here,
    person: Person,
    faults: Mapping[str, str],
    errors: tuple[SimpleError, ...],
    *,
    status: int = 200,
) -> HttpResponse:
    rows = formats.asked(person)
    known = formats.of_person(person, rulebook=here.rulebook, rows=rows)
    said = {each.form for each in rows}
    view = CustomerFormsPage(
        person.name or person.ref,
        reverse("customer", args=[here.slug, person.ref]),
        reverse("customer-forms", args=[here.slug, person.ref]),
        tuple(_lines(here, rows)),
        tuple(each.label for each in known.forms if each.name not in said),
        tuple(_acts(request, here, person, faults)),
        errors,
    )
    title = _("What they can use")
    return page(request, "formats/customer.html", view, title=title, here=here, status=status)


def _lines(here: Here, rows: Iterable[PersonForm]) -> Iterable[FormLine]:
    entries = {each.name: each for each in formats.forms_of_house(here.rulebook)}
    today = here.calendar.local(here.at).date()
    for each in rows:
        entry = entries.get(each.form)
        asked = day_words(each.asked_on)
        by = _("%(day)s, asked by %(who)s") % {"day": asked, "who": each.asked_by} if each.asked_by else asked
        yield FormLine(
            each.form,
            entry.label if entry else each.form,
            entry.says if entry else "",
            by,
            each.words,
            day_words(each.review_on) if each.review_on else "",
            each.review_on is not None and each.review_on <= today,
        )


def _acts(request: HttpRequest, here: Here, person: Person, faults: Mapping[str, str]) -> Iterable[Act]:
    if not here.may(Permission.RECORD):
        return
    again = bool(faults)
    choices = [(each.name, each.label) for each in formats.forms_of_house(here.rulebook)]
    yield Act(
        "want",
        _("They can use"),
        _("Put it on their file"),
        (
            question(
                "form",
                _("Which form?"),
                "choice",
                value=typed(request, "form"),
                choices=choices,
                errors=faults,
            ),
            question(
                "asked_by",
                _("Who asked for it?"),
                value=typed(request, "asked_by") if again else "",
                hint=_("The customer, or who speaks for them."),
                optional=True,
                errors=faults,
            ),
            question(
                "form_words",
                _("How did they put it?"),
                "long_text",
                value=typed(request, "form_words") if again else "",
                hint=_("Such as: yellow paper, or a disc rather than a file."),
                optional=True,
                errors={"form_words": faults.get("words", "")} if request.POST.get("act") != "agree" else {},
            ),
            question(
                "review_on",
                _("When do we ask again?"),
                "date",
                value=typed(request, "review_on") if again else "",
                hint=_("Left empty: after a year."),
                optional=True,
                errors=faults,
            ),
        ),
    )
    plan = formats.plan(person)
    given = {
        each: (typed(request, each) if again else "") or (getattr(plan, each) if plan else "")
        for each in acting.PLAN
    }
    agreed = faults if request.POST.get("act") == "agree" else {}
    yield Act(
        "agree",
        _("How we deal with them, as agreed with them"),
        _("This is agreed"),
        (
            question(
                "words",
                _("In their own words"),
                "long_text",
                value=given["words"],
                hint=_("Ask on one level, and write it as they say it."),
                errors=agreed,
            ),
            question(
                "speaking",
                _("How do we speak with them?"),
                "long_text",
                value=given["speaking"],
                optional=True,
                errors=agreed,
            ),
            question(
                "letters",
                _("What does it mean for letters?"),
                "long_text",
                value=given["letters"],
                optional=True,
                errors=agreed,
            ),
            question(
                "visits",
                _("What does it mean for visits?"),
                "long_text",
                value=given["visits"],
                optional=True,
                errors=agreed,
            ),
            question(
                "plan_review",
                _("When do we ask again?"),
                "date",
                value=typed(request, "plan_review") if again else "",
                hint=_("Left empty: after a year."),
                optional=True,
                errors=agreed,
            ),
        ),
        says=_(
            "What is agreed stands at the top of their file and of every contact, for letters and visits too."
        ),
    )
