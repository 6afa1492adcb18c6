"""Are these two files of one person? Both side by side, what agrees, and three answers: yes, no, later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.actions import joining
from kept.casework import Refused
from kept.casework.sameness import agreeing, check_may_join, contradict
from kept.rulebook.people import people_lists
from kept.store import file, likenesses, people
from kept.store.models import Account, Person
from kept.web.customer.fetch import find
from kept.web.customer.head import FIELD_LABELS, Safe, name_of, safe_of
from kept.web.customer.present import reasons_words
from kept.web.customer.views import LIMIT, LONGEST, FindPage, found_as
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words, moment_words

LATER_DAYS = 30
SHOWN = 50
SAME, APART, LATER, BACK = "same", "apart", "later", "back"
COMPARED = (
    "name",
    "born_on",
    "phones",
    "email",
    "address",
    "external_ref",
    "language",
    "need_kinds",
    "needs",
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two files."""

    name: str
    ref: str
    address: str
    safe: Safe
    contacts: str


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, as both files have it."""

    label: str
    one: str
    other: str
    same: bool


@dataclass(frozen=True, slots=True)
class PairPage:
    """Two files side by side."""

    one: Side
    other: Side
    rows: tuple[Row, ...]
    agree: str
    refused: str
    decided: str
    action: str
    back: str
    duplicates: str
    errors: tuple[SimpleError, ...] = ()


def customer_join(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Choose the file that may be of the same person."""
    person = find(here, ref)
    typed = request.POST.get("q", "").replace("\x00", "").strip()[:LONGEST]
    matches = people.find(typed, here.membership, LIMIT) if typed else ()
    others = [each for each in matches if each.person != person]
    view = FindPage(
        typed=typed,
        looked=bool(typed),
        found=tuple(found_as(here, each, "customer-same", person.ref) for each in others),
        action=reverse("customer-join", args=[here.slug, person.ref]),
        new="",
        duplicates="",
        heading=_("Which other file is theirs?"),
        back=reverse("customer", args=[here.slug, person.ref]),
    )
    return page(request, "customer/find.html", view, title=view.heading, here=here)


def customer_same(request: HttpRequest, here: Here, ref: str, other: str) -> HttpResponse:
    """Compare two files, and say whether they are of one person."""
    person, theirs = find(here, ref), find(here, other)
    if person == theirs:
        return redirect("customer", here.slug, person.ref)
    if request.method != "POST" or typed_again(request):
        return _compare(request, here, person, theirs)
    done, said = _decide(here, person, theirs, request.POST.get("answer", ""))
    if isinstance(done, Refused):
        return _compare(request, here, person, theirs, done.sentence, 409)
    messages.success(request, said)
    if request.POST.get("answer") == BACK:
        return redirect("customer-same", here.slug, person.ref, theirs.ref)
    if request.POST.get("from") == "duplicates":
        return redirect("customers-duplicates", here.slug)
    return redirect("customer", here.slug, person.ref)


def _decide(here: Here, person: Person, theirs: Person, answer: str) -> tuple[Person | Refused, str]:
    act = {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}
    if answer == SAME:
        done = joining.join(person=theirs.ref, into=person.ref, **act)  # type: ignore[arg-type]
        return done, _("Both files are read as one from here on.")
    if answer == APART:
        done = joining.tell_apart(person=person.ref, other=theirs.ref, **act)  # type: ignore[arg-type]
        return done, _("They are two people. Nobody is asked about these two again.")
    if answer == LATER:
        until = timezone.localdate(here.at) + timedelta(days=LATER_DAYS)
        done = joining.tell_apart(person=person.ref, other=theirs.ref, until=until, **act)  # type: ignore[arg-type]
        return done, _("Put off until %(day)s.") % {"day": day_words(until)}
    if answer == BACK:
        done = joining.take_back(person=person.ref, other=theirs.ref, **act)  # type: ignore[arg-type]
        return done, _("It is taken back: they may be one person after all.")
    return Refused(_("Choose one of the answers.")), ""


def _compare(
    request: HttpRequest, here: Here, person: Person, theirs: Person, error: str = "", status: int = 200
) -> HttpResponse:
    one, other = likenesses.known(person), likenesses.known(theirs)
    refused = check_may_join(one, other)
    found = agreeing(one, other)
    view = PairPage(
        one=_side(here, person),
        other=_side(here, theirs),
        rows=tuple(_rows(person, theirs)),
        agree="" if contradict(one, other) else reasons_words(found),
        refused=refused.sentence if refused else "",
        decided=_decided(here, person, theirs),
        action=reverse("customer-same", args=[here.slug, person.ref, theirs.ref]),
        back=reverse("customer", args=[here.slug, person.ref]),
        duplicates="duplicates" if request.GET.get("from") == "duplicates" else request.POST.get("from", ""),
        errors=(SimpleError(error),) if error else (),
    )
    return page(request, "customer/pair.html", view, title=_("One person, or two?"), here=here, status=status)


def _side(here: Here, person: Person) -> Side:
    counted = file.facets(people.contacts(person, here.membership)).contacts
    return Side(
        name_of(person),
        person.ref,
        reverse("customer", args=[here.slug, person.ref]),
        safe_of(person),
        f"{counted:,}",
    )


def _rows(person: Person, theirs: Person) -> list[Row]:
    rows = []
    for name in COMPARED:
        one, other = _said(person, name), _said(theirs, name)
        if one or other:
            rows.append(
                Row(str(FIELD_LABELS[name]), one, other, bool(one) and one.casefold() == other.casefold())
            )
    return rows


def _said(person: Person, name: str) -> str:
    value = getattr(person, name)
    if name == "need_kinds":
        return "; ".join(people_lists().need(each) for each in value)
    if name == "born_on":
        return day_words(value).split(" ", 1)[1] if value else ""
    return ", ".join(value) if isinstance(value, list) else people_lists().language(value or "")


def _decided(here: Here, person: Person, theirs: Person) -> str:
    row = likenesses.told_apart(person, theirs)
    if row is None:
        return ""
    who = Account.objects.filter(handle=row.by).values_list("name", flat=True).first() or row.by
    said = {"who": who, "when": moment_words(row.at, here.calendar)}
    if row.until is not None:
        return _("%(who)s put this off until %(day)s.") % {**said, "day": day_words(row.until)}
    return _("%(who)s found that these are two people, %(when)s.") % said


@dataclass(frozen=True, slots=True)
class PartPage:
    """The question before a file is taken out of another."""

    one: str
    other: str
    other_ref: str
    typed: str
    action: str
    back: str
    errors: tuple[SimpleError, ...] = ()


def customer_part(request: HttpRequest, here: Here, ref: str, other: str) -> HttpResponse:
    """Take a file out of the one that it was joined into."""
    person = find(here, ref)
    gone = Person.objects.filter(association=here.association, ref=other, merged_into=person).first()
    if gone is None:
        raise Http404
    typed = request.POST.get("reason", "").replace("\x00", "").strip()
    errors: tuple[SimpleError, ...] = ()
    if request.method == "POST" and not typed_again(request):
        done = joining.part(
            association=here.association,
            person=gone.ref,
            reason=typed,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("They are two files again."))
            return redirect("customer", here.slug, person.ref)
        errors = (SimpleError(done.sentence, "reason"),)
    view = PartPage(
        name_of(person),
        name_of(gone),
        gone.ref,
        typed,
        reverse("customer-part", args=[here.slug, person.ref, gone.ref]),
        reverse("customer", args=[here.slug, person.ref]),
        errors,
    )
    status = 422 if errors else 200
    return page(request, "customer/part.html", view, title=_("Take it apart"), here=here, status=status)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files that may be one person's."""

    one: str
    one_more: str
    other: str
    other_more: str
    why: str
    strength: str
    address: str


@dataclass(frozen=True, slots=True)
class DuplicatesPage:
    """The pairs still to be decided, the strongest first."""

    pairs: tuple[Pair, ...]
    more: bool
    back: str
    errors: tuple[SimpleError, ...] = ()


def duplicates(request: HttpRequest, here: Here) -> HttpResponse:
    """Who may be on record twice."""
    rows = list(likenesses.strongest(here.membership, timezone.localdate(here.at))[: SHOWN + 1])
    pairs = tuple(
        Pair(
            name_of(each.one),
            _more(each.one),
            name_of(each.other),
            _more(each.other),
            reasons_words(each.reasons),
            _("strong") if each.strength >= STRONG else _("some"),
            f"{reverse('customer-same', args=[here.slug, each.one.ref, each.other.ref])}?from=duplicates",
        )
        for each in rows[:SHOWN]
    )
    view = DuplicatesPage(pairs, len(rows) > SHOWN, reverse("customers", args=[here.slug]))
    title = _("Who may be on record twice")
    return page(request, "customer/duplicates.html", view, title=title, here=here)


STRONG = 70


def _more(person: Person) -> str:
    return ", ".join(filter(None, (person.address, *person.phones[:1], person.external_ref)))
