"""Who asks for a form or a leaflet, and how is it sent by one click?

The click sends what the request names, in the way that suits whoever asked. Where somebody has to choose, a
small form asks which, by which way, and to where.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import publications as acting
from kept.actions.working.giving import COUNTER, EMAIL, POST
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.casework.publishing_out import named
from kept.rulebook import publications as room
from kept.rulebook.model import Field
from kept.rulebook.people import people_lists
from kept.rulebook.publications import Publication
from kept.store import formats, refs
from kept.store import publications as stored
from kept.store.models import Person
from kept.store.publications import Request
from kept.store.threads import visible_to
from kept.web.publications.one import publication_of
from kept.web.publications.words import FORMS, WAYS
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.sheet import Sheet
from kept.web.shared.words import due_words, moment_words

AS_THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Click:
    """One button: by which way it goes."""

    way: str
    label: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request in the list."""

    which: str
    means: str
    name: str
    who: str
    formats: str
    asked: str
    due: str
    late: bool
    thread: str
    address: str
    choose: str
    kind: str
    going: str
    uid: str
    clicks: tuple[Click, ...]


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """Every request that waits."""

    back: str
    action: str
    rows: tuple[RequestRow, ...]
    ask: tuple[tuple[str, str], ...]
    errors: tuple[SimpleError, ...] = ()


def requests(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; and one click."""
    if request.method != "POST" or typed_again(request):
        return _list(request, here)
    done = acting.send(
        association=here.association,
        publication=request.POST.get("publication", ""),
        way=request.POST.get("way", ""),
        thread=request.POST.get("thread", ""),
        asked=request.POST.get("kind", ""),
        uid=request.POST.get("uid", "")[:64] or refs.new_uid(),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _list(request, here, SimpleError(done.sentence))
    messages.success(request, sent_words(done.way))
    return redirect("publication-requests", here.slug)


def sent_words(way: str) -> str:
    """What became of it, for whoever pressed the button."""
    if way == COUNTER:
        return _("Handed over, and on record.")
    if way == EMAIL:
        return _("On its way by e-mail. The promise is kept when it has gone.")
    return _("In the next post. The promise is kept when it has gone.")


def _list(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    known = room.publications_of(here.rulebook)
    rows = tuple(_row(here, each, known) for each in stored.requests(here.membership))
    view = RequestsPage(
        back=reverse("publications", args=[here.slug]),
        action=reverse("publication-requests", args=[here.slug]),
        rows=rows,
        ask=tuple((each.label, reverse("publication-ask", args=[here.slug, each.name])) for each in known)
        if here.may(Permission.RECORD)
        else (),
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("Who asks for something")
    return page(request, "publications/requests.html", view, title=title, here=here, status=status)


def _row(here: Here, each: Request, known: tuple[Publication, ...]) -> RequestRow:
    year = here.calendar.local(here.at).year
    person = each.thread.person.stands if each.thread.person else None
    means = named(each.which, known) if each.which else None
    said = formats.of_person(person, rulebook=here.rulebook).said if person is not None else ()
    may = here.may(Permission.RECORD)
    return RequestRow(
        which=each.which or _("not said what"),
        means=means.label if means else "",
        name=means.name if means else "",
        who=person.name if person else "",
        formats=", ".join(said),
        asked=moment_words(each.asked_at, here.calendar, year),
        due=due_words(each.due_at, here.calendar, year) if each.due_at else "",
        late=each.due_at is not None and each.due_at <= here.at,
        thread=each.thread.ref,
        address=reverse("thread", args=[here.slug, each.thread.ref]),
        choose=reverse("publication-send", args=[here.slug, each.thread.ref]) if may else "",
        kind=each.kind,
        going=str(WAYS.get(each.way, each.way)) if each.way else "",
        uid=refs.new_uid(),
        clicks=_clicks(person) if means and may and not each.way else (),
    )


def _clicks(person: Person | None) -> tuple[Click, ...]:
    """The ways that are open to them, the likeliest first."""
    found = [Click(COUNTER, _("Handed over"))]
    if person is not None and person.died_on is None:
        if person.address:
            found.insert(0, Click(POST, _("Post it")))
        if person.email:
            found.insert(0, Click(EMAIL, _("E-mail it")))
    return tuple(found)


# ---- where somebody has to choose -----------------------------------------------------------


def ask(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """Somebody asks for this one: note it, or hand it over there and then."""
    found = publication_of(here, name)
    fields = (
        Field(
            "person", _("Whose file?"), "text", help=_("The reference of their file, where they have one.")
        ),
        Field("from_name", _("Who asks?"), "text", personal=True),
        Field("address", _("Where shall it go?"), "text", personal=True),
        Field("now", _("Do they have it already, handed over now?"), "yes_no", default=False),
    )
    person = request.GET.get("person", "")[:9]
    sheet = Sheet.of(
        request,
        here,
        fields,
        start={"person": person} if person else None,
        heading=_("Somebody asks for: %(what)s") % {"what": found.label},
        button=_("Note it"),
        back=reverse("publication-opened", args=[here.slug, found.name]),
        back_label=found.label,
        says=_("It costs them nothing. The promised time runs from now."),
    )
    if not sheet.sent:
        return sheet.page(request, here)
    done = acting.ask(
        association=here.association,
        publication=found.name,
        person=sheet.text("person").strip().upper() or None,
        from_name=sheet.text("from_name"),
        address=sheet.text("address"),
        uid=sheet.uid,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return sheet.refused(done).page(request, here)
    if not sheet.facts.get("now"):
        return redirect("publication-send", here.slug, done)
    handed = acting.send(
        association=here.association,
        publication=found.name,
        way=COUNTER,
        thread=done,
        uid=f"{sheet.uid}-now",
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(handed, Refused):
        return sheet.refused(handed).page(request, here)
    messages.success(request, sent_words(COUNTER))
    return redirect("publication-opened", here.slug, found.name)


def send(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Choose what goes, by which way, in which form and language, and to where."""
    waiting = stored.requests(here.membership, ref)
    on = waiting[0].thread if waiting else visible_to(here.membership).filter(ref=ref, closed_at=None).first()
    if on is None:
        raise Http404
    which = waiting[0].which if waiting else ""
    known = room.publications_of(here.rulebook)
    means = named(which, known) if which else None
    person = on.person.stands if on.person else None
    languages = tuple(people_lists().languages.items())
    fields = (
        Field(
            "publication",
            _("What goes?"),
            "choice",
            required=True,
            choices=tuple((each.name, each.label) for each in known),
        ),
        Field(
            "way",
            _("How does it go?"),
            "choice",
            required=True,
            choices=tuple((way, str(WAYS[way])) for way in (EMAIL, POST, COUNTER)),
        ),
        Field(
            "form",
            _("In which form?"),
            "choice",
            default=AS_THEIRS,
            choices=(
                (AS_THEIRS, _("As their file says, or the ordinary one")),
                *((each, str(FORMS[each])) for each in room.FORMS),
            ),
        ),
        Field("lang", _("In which language, where not as their file says?"), "choice", choices=languages),
        Field("name", _("To whom?"), "text", personal=True),
        Field("email", _("E-mail"), "email", personal=True),
        Field("address", _("Address"), "text", personal=True, help=_("In one line, with commas.")),
    )
    start = {"publication": means.name if means else ""}
    if person is not None:
        start |= {"name": person.name, "email": person.email, "address": person.address}
        start["way"] = EMAIL if person.email else POST if person.address else COUNTER
    sheet = Sheet.of(
        request,
        here,
        fields,
        start={name: value for name, value in start.items() if value},
        heading=_("Send what they asked for"),
        button=_("Send it"),
        back=reverse("publication-requests", args=[here.slug]),
        back_label=_("Who asks for something"),
        says=_("It costs them nothing."),
        about=((_("Asked for"), which or _("not said what")), (_("Contact"), on.ref)),
    )
    if sheet.sent:
        form = sheet.text("form")
        if not waiting:
            noted = _ask_here(here, sheet, on.ref)
            if isinstance(noted, Refused):
                return sheet.refused(noted).page(request, here)
        done = acting.send(
            association=here.association,
            publication=sheet.text("publication"),
            way=sheet.text("way"),
            thread=on.ref,
            to={each: sheet.text(each) for each in ("name", "email", "address")},
            lang=sheet.text("lang"),
            form="" if form == AS_THEIRS else form,
            asked=waiting[0].kind if waiting else "",
            uid=sheet.uid,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, sent_words(done.way))
            if not waiting:
                return redirect("thread", here.slug, on.ref)
            return redirect("publication-requests", here.slug)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


def _ask_here(here: Here, sheet: Sheet, ref: str) -> str | Refused:
    """In the course of another contact somebody asks for it: that is on record too, and has its clock."""
    return acting.ask(
        association=here.association,
        publication=sheet.text("publication"),
        thread=ref,
        uid=f"{sheet.uid}-asked",
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
