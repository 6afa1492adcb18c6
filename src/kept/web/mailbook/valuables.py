"""Which cheques, cash, passports and documents are in our hands, and what happened to each?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.actions import valuables as acts
from kept.casework import Refused, valuables
from kept.casework.housekeeping import VALUABLES_RECEIVED
from kept.casework.permissions import Permission
from kept.rulebook.model import Field
from kept.store import mail_book as book
from kept.store import refs
from kept.store.accounts import colleagues, names_by_handle
from kept.store.models import Event, EventText, Valuable
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.sheet import Sheet
from kept.web.shared.words import Words, due_words, moment_words

HAND, BACK, SETTLE = "hand", "back", "settle"
USUAL = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class ValuableRow:
    """One receipt in a list."""

    number: int
    address: str
    what: str
    sort: str
    amount: str
    whose: str
    received: str
    holder: str
    until: str
    state: Words


@dataclass(frozen=True, slots=True)
class ValuablesPage:
    """What is still here, and what went lately."""

    new: str
    here: tuple[ValuableRow, ...]
    says: str
    gone: tuple[ValuableRow, ...]
    errors: tuple[str, ...] = ()


def listed(request: HttpRequest, here: Here) -> HttpResponse:
    """What is in our hands, by when it is to be settled."""
    ours, gone = book.still_here(here.membership), book.gone(here.membership)
    words = _words([*ours, *gone])
    late = sum(1 for each in ours if each.settle_by <= here.at)
    money = sum(each.amount or 0 for each in ours)
    view = ValuablesPage(
        new=reverse("valuable-new", args=[here.slug]) if here.may(Permission.RECORD) else "",
        here=tuple(_row(here, each, words.get(each.thread_id, {})) for each in ours),
        says=_("%(n)s in our hands, %(late)s past their time, %(money)s in money.")
        % {"n": len(ours), "late": late, "money": valuables.pounds(money)},
        gone=tuple(_row(here, each, words.get(each.thread_id, {})) for each in gone),
    )
    return page(request, "mailbook/valuables.html", view, title=_("Valuables"), here=here)


def _words(rows: Iterable[Valuable]) -> dict[int, dict[str, object]]:
    return book.words_of([each.thread_id for each in rows], [VALUABLES_RECEIVED])


def _row(here: Here, one: Valuable, words: dict[str, object]) -> ValuableRow:
    person = one.thread.person
    return ValuableRow(
        number=one.number,
        address=reverse("valuable", args=[here.slug, one.number]),
        what=str(words.get("what") or _("Its description was erased")),
        sort=valuables.SORTS.get(one.sort, one.sort),
        amount=valuables.pounds(one.amount) if one.amount else "",
        whose=(person.stands.name if person else "") or str(words.get("from_name") or _("Not known")),
        received=moment_words(one.received_at, here.calendar, here.calendar.local(here.at).year),
        holder=one.holder.name,
        until=due_words(one.settle_by, here.calendar, here.calendar.local(here.at).year),
        state=_state(here, one),
    )


def _state(here: Here, one: Valuable) -> Words:
    if one.ended_at is not None:
        ended = {"returned": _("Given back"), "settled": _("Used as it was meant")}
        return Words(ended.get(one.ended_as, one.ended_as), "good")
    return Words(_("Past its time"), "bad") if one.settle_by <= here.at else Words(_("Here"), "soon")


def new(request: HttpRequest, here: Here) -> HttpResponse:
    """One receipt."""
    typed = request.POST.get("item") or request.GET.get("item", "")
    came = book.one(here.membership, int(typed)) if typed.isascii() and typed.isdigit() else None
    came = came if came is not None and came.thread is not None else None
    person = came.thread.person if came is not None and came.thread is not None else None
    start: dict[str, object] = {"settle_by": (here.at + USUAL).isoformat()}
    if came is not None:
        whose = person.stands.name if person else str(came.words.get("from_name", ""))
        start["from_name"] = whose
    back = reverse("mailbook-item", args=[here.slug, came.item.pk]) if came else _list(here)
    sheet = Sheet.of(
        request,
        here,
        _asked(here),
        start=start,
        heading=_("Receipt for valuables"),
        button=_("Write the receipt"),
        back=back,
        back_label=_("Mail book, number %(n)s") % {"n": came.item.number} if came else _("Valuables"),
        says=_("One receipt for each thing. It is signed by you and by a colleague who saw it."),
        about=((_("Received by"), here.membership.account.name),),
        extra=str(came.item.pk) if came else "",
        template="mailbook/valuable_new.html",
    )
    if sheet.sent:
        done = acts.receive(
            association=here.association,
            sort=sheet.text("sort"),
            what=sheet.text("what"),
            amount=sheet.text("amount"),
            from_name=sheet.text("from_name"),
            witness=sheet.text("witness"),
            settle_by=datetime.fromisoformat(sheet.text("settle_by")),
            item=came.item.pk if came else None,
            uid=sheet.uid,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("Receipt %(n)s is written.") % {"n": done.number})
            return redirect("valuable", here.slug, done.number)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


def _asked(here: Here) -> tuple[Field, ...]:
    today = timezone.localdate(here.at)
    others = tuple(
        (each.account.handle, each.account.name)
        for each in colleagues(today)
        if each.account.handle != here.by
    )
    return (
        Field("sort", _("What is it?"), "choice", required=True, choices=tuple(valuables.SORTS.items())),
        Field(
            "what",
            _("What is it exactly?"),
            "text",
            required=True,
            help=_("As it stands on the receipt, such as: cheque number 000123 of the Co-operative Bank."),
        ),
        Field(
            "amount", _("How much is it, in pounds?"), "text", help=_("For a cheque or cash, such as 125.50.")
        ),
        Field("from_name", _("Whose is it?"), "text"),
        Field("witness", _("Who saw it with you?"), "choice", required=True, choices=others),
        Field(
            "settle_by",
            _("By when is it back, paid in or sent on?"),
            "moment",
            required=True,
            help=_("It stands on the Desk until then."),
        ),
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that happened to it."""

    when: str
    what: str
    more: str
    by: str


@dataclass(frozen=True, slots=True)
class ValuablePage:
    """One receipt: what it is, where it is, everything that happened, and what can be done."""

    row: ValuableRow
    heading: str
    back: str
    action: str
    house: str
    facts: tuple[tuple[str, str], ...]
    moves: tuple[Moved, ...]
    acts: tuple[Sheet, ...]
    thread: str
    ref: str
    receiver: str = ""
    witness: str = ""
    errors: tuple[SimpleError, ...] = ()


def one(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One receipt, to be printed and signed, and what is done with what it is for."""
    row = book.receipt(here.membership, number)
    if row is None:
        raise Http404
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    forms = {each: _sheet(request, here, row, each, sent == each) for each in (HAND, BACK, SETTLE)}
    sheet = forms.get(sent)
    if sheet is not None and sheet.sent:
        done = _does(here, row, sent, sheet)
        if not isinstance(done, Refused):
            messages.success(request, _("It is on record with receipt %(n)s.") % {"n": number})
            return redirect("valuable", here.slug, number)
        forms[sent] = sheet.refused(done)
    errors = forms[sent].errors if sent in forms else ()
    view = _view(here, row, forms.values(), errors)
    return page(
        request,
        "mailbook/valuable.html",
        view,
        title=view.heading,
        here=here,
        status=422 if errors else 200,
    )


def _does(here: Here, row: Valuable, what: str, sheet: Sheet) -> Valuable | Refused:
    said: dict[str, Any] = {
        "association": here.association,
        "number": row.number,
        "uid": sheet.uid,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    if what == HAND:
        return acts.hand(to=sheet.text("to"), **said)
    if what == BACK:
        how, note = sheet.text("how"), sheet.text("note")
        return acts.give_back(how=how, to_name=sheet.text("to_name"), note=note, **said)
    return acts.settle(how=sheet.text("used"), note=sheet.text("used_note"), **said)


def _sheet(request: HttpRequest, here: Here, row: Valuable, what: str, sent: bool) -> Sheet:
    today = timezone.localdate(here.at)
    known = _("What should be known?")
    if what == HAND:
        hands = tuple(
            (each.account.handle, each.account.name)
            for each in colleagues(today)
            if each.account_id != row.holder_id
        )
        heading = _("Give it into a colleague's hands")
        button = _("They have it")
        to = Field("to", _("Who has it now?"), "choice", required=True, choices=hands)
        fields: tuple[Field, ...] = (to,)
    elif what == BACK:
        heading, button = _("Give it back"), _("It is back with them")
        ways = tuple(valuables.RETURNED.items())
        fields = (
            Field("how", _("How?"), "choice", required=True, choices=ways),
            Field("to_name", _("Who took it?"), "text"),
            Field("note", known, "text"),
        )
    else:
        heading, button = _("It went where it was meant to go"), _("It is paid in or sent on")
        ways = tuple(valuables.SETTLED.items())
        # Each form of the page has names of its own.
        used = Field("used", _("How?"), "choice", required=True, choices=ways)
        fields = (used, Field("used_note", known, "text"))
    # Of three forms on one page only one was sent: the others begin afresh.
    found = Sheet.of(
        request, here, fields, heading=heading, button=button, back="", back_label="", place=what
    )
    if sent or not found.posted:
        return found
    return replace(found, typed={}, facts={}, errors_of={}, posted=False, uid=refs.new_uid())


def _view(here: Here, row: Valuable, forms: Iterable[Sheet], errors: tuple[SimpleError, ...]) -> ValuablePage:
    words = _words([row]).get(row.thread_id, {})
    line = _row(here, row, words)
    people = names_by_handle({row.received_by})
    receiver = people.get(row.received_by, row.received_by)
    open_ = row.ended_at is None and here.may(Permission.RECORD)
    facts = (
        (_("What it is"), f"{line.sort}: {line.what}"),
        (_("How much"), line.amount),
        (_("Whose"), line.whose),
        (_("Received"), line.received),
        (_("Received by"), receiver),
        (_("Seen by"), row.witness.name),
        (_("Office"), row.office.name if row.office else ""),
        (_("Who has it"), line.holder if row.ended_at is None else ""),
        (_("Back, paid in or sent on"), line.until if row.ended_at is None else ""),
    )
    return ValuablePage(
        row=line,
        heading=_("Receipt %(n)s") % {"n": row.number},
        back=_list(here),
        action=reverse("valuable", args=[here.slug, row.number]),
        house=here.name,
        facts=tuple((label, value) for label, value in facts if value),
        moves=tuple(_moves(here, row)),
        acts=tuple(forms) if open_ else (),
        thread=reverse("thread", args=[here.slug, row.thread.ref]),
        ref=row.thread.ref,
        receiver=receiver,
        witness=row.witness.name,
        errors=errors,
    )


def _moves(here: Here, row: Valuable) -> Iterable[Moved]:
    """Everything that happened to it, in order."""
    events = list(
        Event.objects.filter(thread=row.thread_id, kind__startswith="valuables.").order_by(
            "happened_at", "id"
        )
    )
    texts = EventText.objects.filter(event__in=[each.pk for each in events], erased_at=None)
    words = {each.event_id: each.words for each in texts}
    people = names_by_handle({each.by for each in events})
    for each in events:
        kind = here.rulebook.kinds.get(each.kind)
        said = {**each.facts, **words.get(each.pk, {})}
        ways = {**valuables.RETURNED, **valuables.SETTLED}
        more = [str(said.get("to") or ""), ways.get(str(said.get("how") or ""), "")]
        more += [str(said.get("to_name") or ""), str(said.get("note") or "")]
        yield Moved(
            moment_words(each.happened_at, here.calendar),
            kind.label if kind else each.kind,
            ", ".join(filter(None, more)),
            people.get(each.by, each.by),
        )


def _list(here: Here) -> str:
    return reverse("valuables", args=[here.slug])
