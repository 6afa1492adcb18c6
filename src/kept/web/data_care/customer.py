"""What did this customer agree to, what were they told, what went to whom, and who sees where they live?"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import consents, disclosures, retention
from kept.actions import corrections as corrections_acting
from kept.casework import Refused
from kept.casework.disclosing import BASES, EXPORT, TOLD
from kept.casework.permissions import Permission
from kept.rulebook.privacy import PURPOSE, SECTION, STATEMENT, entries_of
from kept.store import consents as stored
from kept.store import corrections, kept_addresses, refs
from kept.store.accounts import colleagues
from kept.store.file import person_for
from kept.store.housing import today
from kept.store.models import CustomerDetails, DataConsent, Disclosure, Person, RetentionHold
from kept.web.data_care.words import HOWS, ITEMS, SORTS
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words

MOST = 30


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """One purpose, what they said of it, and whether that can be taken back."""

    name: str
    label: str
    says: str
    standing: str
    yes: bool
    told: str


@dataclass(frozen=True, slots=True)
class Gone:
    """One disclosure as a customer's file shows it."""

    ref: str
    what: str
    to: str
    why: str
    basis: str
    state: str
    told: str


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Everything about their data on one page."""

    who: str
    ref: str
    back: str
    action: str
    uid: str
    may: bool
    leads: bool
    purposes: tuple[PurposeLine, ...]
    statements: tuple[Choice, ...]
    given: tuple[tuple[str, str], ...]
    gone: tuple[Gone, ...]
    disputed: tuple[tuple[str, str, str], ...]
    details: Mapping[str, str]
    confirmed: str
    hidden: bool
    address: str
    seers: tuple[tuple[str, str, bool], ...]
    holds: tuple[tuple[int, str, str], ...]
    hows: tuple[tuple[str, str], ...]
    bases: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    sections: tuple[str, ...]
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def customer_data(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The page, and each of its forms by what it `does`."""
    person = person_for(here.membership, ref)
    if person is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, person)
    act = _ACTS.get(request.POST.get("does", ""))
    if act is None:
        return redirect("customer-data", here.slug, person.ref)
    done = act(request, here, person)
    if isinstance(done, Refused):
        return _shown(request, here, person, SimpleError(done.sentence, done.field or "does"))
    messages.success(request, done)
    return redirect("customer-data", here.slug, person.ref)


Done = str | Refused


def _said(done: object, words: str) -> Done:
    return done if isinstance(done, Refused) else words


def _signed(here: Here) -> dict[str, object]:
    return {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}


def _consent(request: HttpRequest, here: Here, person: Person) -> Done:
    post = request.POST
    answer = post.get("answer", "")
    common = {
        **_signed(here),
        "person": person.ref,
        "purpose": post.get("purpose", ""),
        "how": post.get("how", ""),
    }
    if answer == "withdrawn":
        done: object = consents.withdraw(**common)  # type: ignore[arg-type]
        return _said(done, _("They have taken it back. It stops from this moment."))
    if answer not in ("yes", "no"):
        return Refused(_("Say what they answered."), "answer")
    uid = post.get("uid") or uuid.uuid4().hex
    done = consents.answer(**common, given=answer == "yes", uid=uid)  # type: ignore[arg-type]
    return _said(done, _("Their answer is on record."))


def _statement(request: HttpRequest, here: Here, person: Person) -> Done:
    post = request.POST
    done = consents.tell_why(
        **_signed(here),  # type: ignore[arg-type]
        person=person.ref,
        statement=post.get("statement", ""),
        how=post.get("how", ""),
        uid=post.get("uid") or uuid.uuid4().hex,
    )
    return _said(done, _("It is on record that they were told why we ask."))


def _details(request: HttpRequest, here: Here, person: Person) -> Done:
    details = {name: request.POST.get(name, "") for name in consents.DETAILS}
    done = consents.confirm(**_signed(here), person=person.ref, details=details)  # type: ignore[arg-type]
    return _said(done, _("Confirmed today."))


def _disclose(request: HttpRequest, here: Here, person: Person) -> Done:
    post = request.POST
    done = disclosures.ask(
        **_signed(here),  # type: ignore[arg-type]
        sort=post.get("sort", ""),
        what=post.get("what", ""),
        recipient=post.get("recipient", ""),
        purpose=post.get("purpose", ""),
        basis=post.get("basis", ""),
        service=post.get("service", ""),
        protocol=post.get("protocol", ""),
        person=person.ref,
        uid=post.get("uid") or uuid.uuid4().hex,
    )
    return _said(done, _("It waits for a manager who agrees. Nothing goes before that."))


def _told(request: HttpRequest, here: Here, person: Person) -> Done:
    post = request.POST
    done = disclosures.say_told(
        **_signed(here),  # type: ignore[arg-type]
        disclosure=post.get("disclosure", ""),
        told=post.get("told", ""),
        why=post.get("why", ""),
    )
    return _said(done, _("That is on record."))


def _hide(request: HttpRequest, here: Here, person: Person) -> Done:
    done = disclosures.keep_address_back(
        **_signed(here),  # type: ignore[arg-type]
        person=person.ref,
        seen_by=request.POST.getlist("seen_by"),
    )
    return _said(done, _("Only those who are named see their address from now on."))


def _show(request: HttpRequest, here: Here, person: Person) -> Done:
    done = disclosures.show_address(**_signed(here), person=person.ref)  # type: ignore[arg-type]
    return _said(done, _("Everybody who serves them sees their address again."))


def _hold(request: HttpRequest, here: Here, person: Person) -> Done:
    try:
        review = read_date(request.POST.get("review_on", ""))
    except MomentError as wrong:
        return Refused(str(wrong), "review_on")
    done = retention.hold(
        **_signed(here),  # type: ignore[arg-type]
        person=person.ref,
        reason=request.POST.get("reason", ""),
        review_on=review,
    )
    return _said(done, _("It is kept until somebody lifts this."))


def _lift(request: HttpRequest, here: Here, person: Person) -> Done:
    number = request.POST.get("hold", "")
    done = retention.lift(**_signed(here), hold=int(number) if number.isdigit() else 0)  # type: ignore[arg-type]
    return _said(done, _("It goes when its time has come."))


def _note(request: HttpRequest, here: Here, person: Person) -> Done:
    done = disclosures.note_confidentially(
        **_signed(here),  # type: ignore[arg-type]
        person=person.ref,
        about=request.POST.get("about", ""),
        belongs_to=request.POST.get("belongs_to", "")[:40],
        uid=request.POST.get("uid") or uuid.uuid4().hex,
    )
    return _said(done, _("It is written down, and few can open it."))


def _complain(request: HttpRequest, here: Here, person: Person) -> Done:
    done = corrections_acting.complain(
        **_signed(here),  # type: ignore[arg-type]
        thread=request.POST.get("thread", ""),
        uid=request.POST.get("uid") or uuid.uuid4().hex,
    )
    return _said(done, _("Their complaint is on record, tied to the correction."))


_ACTS: Mapping[str, Callable[[HttpRequest, Here, Person], Done]] = {
    "consent": _consent,
    "statement": _statement,
    "details": _details,
    "disclose": _disclose,
    "told": _told,
    "hide": _hide,
    "show": _show,
    "hold": _hold,
    "lift": _lift,
    "note": _note,
    "complain": _complain,
}


def _shown(request: HttpRequest, here: Here, person: Person, *errors: SimpleError) -> HttpResponse:
    typed = {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    rulebook, day = here.rulebook, today(here.association, here.at)
    details = CustomerDetails.objects.filter(association=here.association, person=person).first()
    seers = [each.account.handle for each in kept_addresses.seers_of(person)]
    held = RetentionHold.objects.filter(association=here.association, person=person, lifted_at=None)
    view = CustomerPage(
        who=person.name or person.ref,
        ref=person.ref,
        back=reverse("customer", args=[here.slug, person.ref]),
        action=reverse("customer-data", args=[here.slug, person.ref]),
        uid=refs.new_uid(),
        may=here.may(Permission.RECORD),
        leads=here.may(Permission.EXCUSE),
        purposes=_purposes(here, person),
        statements=tuple(
            Choice(each.name, each.says, each.name == typed.get("statement"))
            for each in entries_of(rulebook, STATEMENT)
        ),
        given=tuple((each.words, _on(here, each.at.date())) for each in stored.statements(person)[:MOST]),
        gone=tuple(_gone(here, each) for each in stored.disclosures(person)[:MOST]),
        disputed=tuple(
            (str(ITEMS.get(each.item, each.item)), each.words, reverse("thread", args=[here.slug, each.case]))
            for each in corrections.of_person(person)
        ),
        details={
            name: typed.get(name, getattr(details, name, "") if details else "") for name in consents.DETAILS
        },
        confirmed=_on(here, details.confirmed_on) if details and details.confirmed_on else "",
        hidden=person.address_hidden,
        address=kept_addresses.address_for(here.membership, person),
        seers=tuple(
            (each.account.handle, each.account.name, each.account.handle in seers) for each in colleagues(day)
        ),
        holds=tuple((each.pk, each.reason, _on(here, each.review_on)) for each in held),
        hows=tuple((name, str(label)) for name, label in HOWS.items()),
        bases=tuple(Choice(name, _(label), name == typed.get("basis")) for name, label in BASES.items()),
        sorts=tuple(
            Choice(name, str(label), name == typed.get("sort", "outside"))
            for name, label in SORTS.items()
            if name != EXPORT
        ),
        sections=tuple(each.label for each in entries_of(rulebook, SECTION)),
        typed=typed if errors else {},
        errors=errors,
    )
    title = _("Data of customer %(ref)s") % {"ref": person.ref}
    return page(
        request, "data_care/customer.html", view, title=title, here=here, status=422 if errors else 200
    )


def _purposes(here: Here, person: Person) -> tuple[PurposeLine, ...]:
    standing = stored.standing(person)
    return tuple(
        PurposeLine(
            each.name,
            each.label,
            each.says,
            *_standing(here, standing.get(each.name), asks=each.asks),
        )
        for each in entries_of(here.rulebook, PURPOSE)
    )


def _standing(here: Here, row: DataConsent | None, *, asks: bool) -> tuple[str, bool, str]:
    if row is None:
        return (_("Not asked yet") if asks else _("They have not objected")), False, ""
    how, when = str(HOWS.get(row.how, row.how)), _on(here, row.at.date())
    if row.withdrawn_at is not None:
        back, way = _on(here, row.withdrawn_at.date()), str(HOWS.get(row.withdrawn_how, row.withdrawn_how))
        said = _("%(how)s, to %(who)s") % {"how": way, "who": row.withdrawn_to}
        return _("Taken back on %(day)s") % {"day": back}, False, said
    said = _("%(how)s, to %(who)s") % {"how": how, "who": row.told_to}
    if row.given:
        return _("Yes, since %(day)s") % {"day": when}, True, said
    return _("No, since %(day)s") % {"day": when}, False, said


def _gone(here: Here, each: Disclosure) -> Gone:
    to = f"{each.recipient} ({each.service})" if each.service else each.recipient
    told = str(TOLD.get(each.customer_told, ""))
    return Gone(
        each.ref,
        each.what or _("Erased"),
        to,
        each.purpose,
        _(BASES.get(each.basis, each.basis)) + (f": {each.protocol}" if each.protocol else ""),
        state_of(here, each),
        _(told) + (f": {each.told_why_not}" if each.told_why_not else "") if told else "",
    )


def state_of(here: Here, each: Disclosure) -> str:
    """Whether it may go, by whose word."""
    if each.refused_why:
        return _("Not agreed to: %(why)s") % {"why": each.refused_why}
    if each.approved_at is None:
        return _("Asked for by %(who)s; nobody has agreed yet") % {"who": each.asked_by}
    day = _on(here, each.approved_at.date())
    return _("Agreed to by %(who)s on %(day)s") % {"who": each.approved_by, "day": day}


def _on(here: Here, day: date) -> str:
    return day_words(day, here.calendar.local(here.at).year)
