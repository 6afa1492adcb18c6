"""Who has not been given their handbook or agreement yet, and what was somebody given by us?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import publications as acting
from kept.actions.working.giving import COUNTER
from kept.actions.working.photographs import Brought
from kept.casework import Refused, publishing_out
from kept.casework.disclosing import KEPT_BACK
from kept.casework.permissions import Permission
from kept.casework.tenancies import KINDS
from kept.rulebook import publications as room
from kept.rulebook.publications import Publication
from kept.store import people, refs
from kept.store import publications as stored
from kept.store.housing import today
from kept.store.models import Person, Tenancy
from kept.web.publications.words import FORMS, WAYS, language_words
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words, moment_words

LIMIT = 100


@dataclass(frozen=True, slots=True)
class GapRow:
    """One tenant who has not been given it."""

    name: str
    address: str
    home: str
    kind: str
    since: str
    tenancy: str
    uid: str
    error: str


@dataclass(frozen=True, slots=True)
class GapGroup:
    """One publication, with those who should have it and have not."""

    name: str
    label: str
    signed: bool
    edition: str
    n: int
    rows: tuple[GapRow, ...]


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """Every publication that is given at sign-up."""

    back: str
    action: str
    groups: tuple[GapGroup, ...]
    records: bool
    errors: tuple[SimpleError, ...] = ()


def sign_up(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; and one click, with the signed copy where there must be one."""
    if request.method != "POST" or typed_again(request):
        return _list(request, here)
    given = request.FILES.get("signed")
    done = acting.give(
        association=here.association,
        publication=request.POST.get("publication", ""),
        tenancy_ref=request.POST.get("tenancy", ""),
        way=COUNTER,
        signed=Brought(given.name or "signed", given) if given is not None else None,
        uid=request.POST.get("uid", "")[:64] or refs.new_uid(),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        at = f"{request.POST.get('publication', '')}-{request.POST.get('tenancy', '')}"
        return _list(request, here, done, at)
    messages.success(request, _("On record: they have it."))
    return redirect("given-at-sign-up", here.slug)


def _list(request: HttpRequest, here: Here, refused: Refused | None = None, at: str = "") -> HttpResponse:
    day = today(here.association, here.at)
    holders = stored.holders(here.association, day)
    holding = stored.holding(here.association)
    groups = []
    for each in room.publications_of(here.rulebook):
        if each.given != room.SIGN_UP:
            continue
        row = holding.get(each.name)
        given = stored.given(here.association, each.name)
        missing = publishing_out.without(each, holders, given, row.pk if row else None)
        rows = _rows(here, each, [one.tenancy for one in missing[:LIMIT]], refused, at)
        groups.append(
            GapGroup(each.name, each.label, each.signed, row.version if row else "", len(missing), rows)
        )
    view = SignUpPage(
        reverse("publications", args=[here.slug]),
        reverse("given-at-sign-up", args=[here.slug]),
        tuple(groups),
        here.may(Permission.RECORD),
        (SimpleError(refused.sentence, f"signed-{at}"),) if refused else (),
    )
    status = 422 if refused else 200
    return page(
        request, "publications/sign_up.html", view, title=_("Given at sign-up"), here=here, status=status
    )


def _rows(
    here: Here, each: Publication, tenancies: list[int], refused: Refused | None, at: str
) -> tuple[GapRow, ...]:
    rows = Tenancy.objects.filter(association=here.association, pk__in=tenancies)
    found = {row.pk: row for row in rows.select_related("person__merged_into", "home")}
    year = here.calendar.local(here.at).year
    return tuple(
        GapRow(
            found[pk].person.stands.name or found[pk].person.stands.ref,
            reverse("customer", args=[here.slug, found[pk].person.stands.ref]),
            KEPT_BACK if found[pk].person.stands.address_hidden else found[pk].home.address,
            KINDS[found[pk].kind],
            _day(found[pk].from_on, year),
            found[pk].ref,
            refs.new_uid(),
            refused.sentence if refused and at == f"{each.name}-{found[pk].ref}" else "",
        )
        for pk in tenancies
    )


# ---- what one customer was given -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HadRow:
    """One thing that they were given or sent."""

    what: str
    version: str
    when: str
    how: str
    form: str
    by: str
    thread: str
    lost: bool
    signed: str


@dataclass(frozen=True, slots=True)
class HadPage:
    """What a customer had from us."""

    heading: str
    back: str
    name: str
    rows: tuple[HadRow, ...]
    ask: tuple[tuple[str, str], ...]


def had(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """What we gave or sent to this customer, and when; and what else they may have."""
    found = Person.objects.filter(association=here.association, ref=ref).select_related("merged_into").first()
    if found is None or found.erased_at is not None or not people.find(ref, here.membership, 1):
        raise Http404
    person = found.stands
    rows = list(stored.sent_to(here.association, people.family(person)))
    lost = stored.did_not_arrive(here.association, rows)
    known = {each.name: each.label for each in room.publications_of(here.rulebook)}
    may = here.may(Permission.RECORD)
    view = HadPage(
        _("What they had from us"),
        reverse("customer", args=[here.slug, person.ref]),
        person.name or person.ref,
        tuple(
            HadRow(
                known.get(each.publication, each.publication),
                each.edition.version if each.edition else "",
                moment_words(each.sent_at, here.calendar),
                str(WAYS.get(each.way, each.way)),
                ", ".join((str(FORMS.get(each.form, each.form)), language_words(each.lang))),
                each.sent_by,
                reverse("thread", args=[here.slug, each.thread.ref]) if each.thread else "",
                each.outgoing in lost or each.void_at is not None,
                _("signed copy on file") if each.signed_id else "",
            )
            for each in rows
        ),
        tuple(
            (label, f"{reverse('publication-ask', args=[here.slug, name])}?person={person.ref}")
            for name, label in known.items()
            if may
        ),
    )
    return page(request, "publications/had.html", view, title=view.heading, here=here)


def _day(day: date | None, year: int) -> str:
    return day_words(day, year) if day else ""
