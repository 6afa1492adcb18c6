"""What does the policy say, how do we read it, is it kept? A page for all of it, and one for each clause."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from kept.actions.readings import adopt, withdraw
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.rulebook.model import Clause
from kept.rulebook.readings import reading_of
from kept.store import readings
from kept.web.clauses.answering import answering_page
from kept.web.clauses.compare import WITH, compare_page
from kept.web.clauses.document import Asked, clauses_page
from kept.web.clauses.figures import fetch
from kept.web.clauses.guided import guidance_page
from kept.web.clauses.law import ON, law_page
from kept.web.clauses.one import Typed, clause_page
from kept.web.clauses.record import record_page
from kept.web.clauses.standards import standards_page
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden

LINE = "f-line"
LONGEST = 2_000
LONGEST_DAY = 80


@gzip_page
def clauses(request: HttpRequest, here: Here) -> HttpResponse:
    """The policy as a document, or what of it was found. Four hundred clauses travel compressed."""
    read = [each.id for each in here.rulebook.clause_by_id.values() if reading_of(each)]
    adopted = readings.standing(here.association, read)
    view = clauses_page(here, Asked.of(request.GET), fetch(here), adopted)
    return page(request, "clauses/clauses.html", view, title=_("Clauses"), here=here)


def answering(request: HttpRequest, here: Here) -> HttpResponse:
    """Who answers for which clauses, and how theirs stand."""
    title = _("Who answers for what")
    return page(request, "clauses/answering.html", answering_page(here, fetch(here)), title=title, here=here)


def record(request: HttpRequest, here: Here) -> HttpResponse:
    """What the policy says of itself, and what became of it since."""
    return page(request, "clauses/record.html", record_page(here), title=_("About this policy"), here=here)


def earlier(request: HttpRequest, here: Here, document: str) -> HttpResponse:
    """Whoever comes to a policy that was replaced is led on to the one that holds."""
    return redirect("policy-record", here.slug)


@gzip_page
def standards(request: HttpRequest, here: Here) -> HttpResponse:
    """Every standard, and where there is none."""
    view = standards_page(here, fetch(here))
    return page(request, "clauses/standards.html", view, title=_("Our standards"), here=here)


def guidance(request: HttpRequest, here: Here) -> HttpResponse:
    """All guidance for those who work here."""
    title = _("What we tell each other")
    return page(request, "clauses/guidance.html", guidance_page(here), title=title, here=here)


def law(request: HttpRequest, here: Here) -> HttpResponse:
    """The policy beside the law, for what begins on a day."""
    view = law_page(here, request.GET.get(ON, "").strip()[:LONGEST_DAY])
    title = _("The law beside the policy")
    status = 400 if view.errors else 200
    return page(request, "clauses/law.html", view, title=title, here=here, status=status)


def compare(request: HttpRequest, here: Here) -> HttpResponse:
    """Our policy beside another house's, beside all, or beside an earlier version of its own."""
    view = compare_page(here, request.GET.get(WITH, "").strip()[:LONGEST_DAY])
    if view is None:
        raise Http404
    return page(request, "clauses/compare.html", view, title=_("Policies side by side"), here=here)


def clause(request: HttpRequest, here: Here, clause: str) -> HttpResponse:
    """One clause; a policy officer or director settles its reading here."""
    found = here.rulebook.clause_by_id.get(clause)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, here, found, Typed())
    if not here.may(Permission.READINGS):
        return forbidden(request, here.why_not(Permission.READINGS), here=here)
    act = "withdraw" if request.POST.get("act") == "withdraw" else "adopt"
    typed = Typed(act, request.POST.get(LINE, "")[:LONGEST])
    if typed_again(request):
        return _shown(request, here, found, typed)
    return _settled(request, here, found, typed)


def _settled(request: HttpRequest, here: Here, clause: Clause, typed: Typed) -> HttpResponse:
    if typed.act == "withdraw":
        done: object = withdraw(
            association=here.association,
            clause=clause.id,
            reason=typed.line,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        said = _("The adoption is taken back. The reading is proposed again.")
    else:
        done = adopt(
            association=here.association,
            clause=clause.id,
            minute=typed.line,
            by=here.by,
            at=here.at,
            mark=request.POST.get("mark") or None,
            membership=here.membership,
        )
        said = _("The reading is adopted.")
    if isinstance(done, Refused):
        errors = (SimpleError(done.sentence, LINE if done.field else ""),)
        return _shown(request, here, clause, Typed(typed.act, typed.line, errors), status=422)
    messages.success(request, said)
    return redirect("clauses-one", here.slug, clause.id)


def _shown(
    request: HttpRequest, here: Here, clause: Clause, typed: Typed, *, status: int = 200
) -> HttpResponse:
    adopted = readings.standing(here.association, [clause.id]).get(clause.id)
    view = clause_page(here, clause, fetch(here, [clause.id], periods=(1, 3, 12)), adopted, typed)
    return page(request, "clauses/clause.html", view, title=view.heading, here=here, status=status)
