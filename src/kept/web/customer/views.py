"""Who is this customer, what happened with them, and what do we owe them?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import customers as acting
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store import people, refs
from kept.store.people import Match
from kept.web.customer.fetch import fetch, find
from kept.web.customer.form import Form
from kept.web.customer.head import Safe, name_of, safe_of
from kept.web.customer.log import LogEntry, entries, set_back
from kept.web.customer.present import file_page
from kept.web.customer.seeking import Wanted
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.masking import veil_of

LIMIT = 50
LONGEST = 200
BY = {
    "reference": lambda: _("by reference"),
    "name": lambda: _("by name"),
    "sound": lambda: _("the name sounds like it"),
    "address": lambda: _("by address"),
    "postcode": lambda: _("by postcode"),
    "phone": lambda: _("by telephone number"),
    "email": lambda: _("by e-mail address"),
    "name and address": lambda: _("by name and address"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One customer who may be meant."""

    name: str
    ref: str
    more: str
    by: str
    safe: Safe
    address: str
    died: bool


@dataclass(frozen=True, slots=True)
class FindPage:
    """The page on which customers are looked for."""

    typed: str
    looked: bool
    found: tuple[Found, ...]
    action: str
    new: str
    duplicates: str
    heading: str = ""
    back: str = ""
    errors: tuple[SimpleError, ...] = ()


def customers(request: HttpRequest, here: Here) -> HttpResponse:
    """Find a customer. What is typed is personal, so it travels in the body."""
    typed = request.POST.get("q", "").replace("\x00", "").strip()[:LONGEST]
    found = people.find(typed, here.membership, LIMIT) if typed else ()
    only = len(found) == 1 and found[0].by == people.REFERENCE
    if only and not request.htmx:  # type: ignore[attr-defined]
        return redirect("customer", here.slug, found[0].person.ref)
    view = FindPage(
        typed=typed,
        looked=bool(typed),
        found=tuple(found_as(here, each, "customer") for each in found),
        action=reverse("customers", args=[here.slug]),
        new=reverse("customer-new", args=[here.slug]) if here.may(Permission.RECORD) else "",
        duplicates=reverse("customers-duplicates", args=[here.slug]) if here.may(Permission.CORRECT) else "",
        heading=_("Customers"),
    )
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "customer/found.html", {"view": view})
    return page(request, "customer/find.html", view, title=view.heading, here=here)


def found_as(here: Here, match: Match, route: str, *before: str) -> Found:
    person = match.person
    veil = veil_of(here)
    more = veil.more(person)
    said = BY.get(match.by)
    return Found(
        veil.name(person) if veil.names else name_of(person),
        person.ref,
        more,
        said() if said else match.by,
        safe_of(person),
        reverse(route, args=[here.slug, *before, person.ref]),
        person.died_on is not None,
    )


def customer(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """One file: how to reach them, what is owed to them, and everything that happened."""
    person = find(here, ref)
    if person.ref != ref:
        return redirect("customer", here.slug, person.ref)
    wanted = Wanted.of(here, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and not wanted.words:
        address = reverse("customer", args=[here.slug, ref])
        return redirect(f"{address}{wanted.query()}#happened")
    view = file_page(here, fetch(here, person, wanted), wanted)
    return page(
        request, "customer/customer.html", view, title=_("Customer %(ref)s") % {"ref": ref}, here=here
    )


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form of a file, and where it goes."""

    heading: str
    form: Form
    action: str
    back: str
    back_words: str
    seen: str
    uid: str
    alike: tuple[Found, ...] = ()
    errors: tuple[SimpleError, ...] = ()


def customer_edit(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Put right what we know of somebody."""
    person = find(here, ref)
    if person.erased_at is not None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _edit(request, here, Form.of(here, person, request.POST if request.method == "POST" else None))
    form = Form.of(here, person, request.POST)
    if form.meanwhile:
        says = _("Somebody changed this file while you typed. Check what it says now, and save again.")
        return _edit(request, here, replace(form.refused(says, None), seen=""), 409)
    done = acting.change(
        association=here.association,
        person=person.ref,
        changes=form.changes,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _edit(request, here, form.refused(done.sentence, done.field), 422)
    messages.success(request, _("The file is put right.") if form.changes else _("Nothing was changed."))
    return redirect("customer", here.slug, person.ref)


def customer_new(request: HttpRequest, here: Here) -> HttpResponse:
    """Put somebody on record who is not yet."""
    if request.method != "POST" or typed_again(request):
        return _edit(request, here, Form.of(here, None, request.POST if request.method == "POST" else None))
    form = Form.of(here, None, request.POST)
    given = form.given
    if request.POST.get("sure") != "yes":
        alike = people.likely(
            here.membership,
            name=str(given["name"]),
            phones=form.given["phones"],  # type: ignore[arg-type]
            email=str(given["email"]),
            address=str(given["address"]),
            external_ref=str(given["external_ref"]),
        )
        if alike:
            says = _(
                "Somebody like this is on record. Open their file, or save again if this is somebody else."
            )
            found = tuple(found_as(here, each, "customer") for each in alike)
            return _edit(request, here, form.refused(says, "name"), 422, found)
    done = acting.add(
        association=here.association,
        by=here.by,
        at=here.at,
        membership=here.membership,
        uid=f"{form.uid}-who" if form.uid else None,
        **given,  # type: ignore[arg-type]
    )
    if isinstance(done, Refused):
        return _edit(request, here, form.refused(done.sentence, done.field), 422)
    messages.success(request, _("They are on record."))
    return redirect("customer", here.slug, done.ref)


def _edit(
    request: HttpRequest, here: Here, form: Form, status: int = 200, alike: tuple[Found, ...] = ()
) -> HttpResponse:
    person = form.person
    fresh = Form.of(here, person, None)
    view = EditPage(
        heading=_("Put right or add") if person else _("Somebody new"),
        form=form,
        action=reverse("customer-edit", args=[here.slug, person.ref])
        if person
        else reverse("customer-new", args=[here.slug]),
        back=reverse("customer", args=[here.slug, person.ref])
        if person
        else reverse("customers", args=[here.slug]),
        back_words=name_of(person) if person else _("Customers"),
        seen=form.seen or fresh.seen,
        uid=form.uid or refs.new_uid(),
        alike=alike,
        errors=form.errors,
    )
    return page(request, "customer/edit.html", view, title=view.heading, here=here, status=status)


@dataclass(frozen=True, slots=True)
class LogPage:
    """What changed on a file."""

    ref: str
    name: str
    back: str
    action: str
    entries: tuple[LogEntry, ...]
    errors: tuple[SimpleError, ...] = ()


def customer_changes(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Who changed what on this file; each change can be set back."""
    person = find(here, ref)
    errors: tuple[SimpleError, ...] = ()
    status = 200
    if request.method == "POST":
        changes = set_back(here, person, request.POST.get("entry", ""), request.POST.get("field", ""))
        if changes is None:
            says = _("The file says something else by now. Put it right by hand.")
            errors, status = (SimpleError(says),), 409
        else:
            done = acting.change(
                association=here.association,
                person=person.ref,
                changes=changes,
                by=here.by,
                at=here.at,
                membership=here.membership,
            )
            if not isinstance(done, Refused):
                messages.success(request, _("It says again what it said before."))
                return redirect("customer-changes", here.slug, person.ref)
            errors, status = (SimpleError(done.sentence),), 422
    view = LogPage(
        ref=person.ref,
        name=name_of(person),
        back=reverse("customer", args=[here.slug, person.ref]),
        action=reverse("customer-changes", args=[here.slug, person.ref]),
        entries=entries(here, person),
        errors=errors,
    )
    title = _("What changed on %(ref)s") % {"ref": person.ref}
    return page(request, "customer/changes.html", view, title=title, here=here, status=status)
