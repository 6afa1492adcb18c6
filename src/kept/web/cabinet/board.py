"""Which keys does the receptionist look after, and what is not as it should be?

The cabinet at one look: what is in neither of its places, what should be back, what is out, which locks are
to be changed, and who holds the key of the cabinet itself. Behind it the receipt book, and each hook with its
whole history.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import cabinet_keys
from kept.casework import Refused
from kept.casework.cabinet import GONE, NOWHERE, State, may_sign
from kept.casework.permissions import Permission
from kept.store import cabinet
from kept.store.accounts import people_at
from kept.store.housing import homes_like, today
from kept.store.models import CabinetKey, KeyHook, KeySet, Office
from kept.web.cabinet.words import KeyRow, LockRow, MoveRow, key_row, lock_row, move_row
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import moment_words

A_PAGE, FOUND = 50, 12


@dataclass(frozen=True, slots=True)
class Found:
    """A home or a label that was looked for."""

    name: str
    more: str
    address: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the key of a cabinet, and where its spare is."""

    office: str
    slug: str
    key: str
    spare: str
    spare_out: bool
    people: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole cabinet."""

    action: str
    typed: str
    found: tuple[Found, ...]
    looked: bool
    nowhere: tuple[KeyRow, ...]
    out: tuple[KeyRow, ...]
    late: int
    contractors: tuple[KeyRow, ...]
    locks: tuple[LockRow, ...]
    let: tuple[LockRow, ...]
    hung: tuple[KeyRow, ...]
    holders: tuple[Holder, ...]
    book: str
    checks: str
    key_action: str
    signs: bool
    records: bool
    errors: tuple[SimpleError, ...] = ()


def signs(here: Here) -> bool:
    """Whether this person moves keys here today."""
    how = cabinet.rules_of(here.rulebook)
    member = here.membership
    covers = cabinet.covered_roles(here.association, member.account_id, here.at)
    return may_sign(member.role, covers=covers, signed_by=how.signed_by)


def names_of(here: Here) -> dict[str, str]:
    """The names of those who work here, by their handles."""
    members = people_at(here.association, today(here.association, here.at))
    return {each.account.handle: each.account.name for each in members}


def board(request: HttpRequest, here: Here) -> HttpResponse:
    """The cabinet, and whatever was looked for in it."""
    return _board(request, here)


def _board(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    ours = list(cabinet.ours(here.association))
    rows = {each.pk: key_row(here, each) for each in ours}
    out = sorted(
        (each for each in ours if each.state == State.OUT), key=lambda each: each.due_back_at or here.at
    )
    contractors = cabinet.with_contractors(here.association, here.at)
    view = Board(
        action=reverse("cabinet", args=[here.slug]),
        typed=typed,
        found=_found(here, typed) if len(typed) > 1 else (),
        looked=len(typed) > 1,
        nowhere=tuple(rows[each.pk] for each in ours if each.state in NOWHERE),
        out=tuple(rows[each.pk] for each in out),
        late=sum(rows[each.pk].late for each in out),
        contractors=tuple(
            key_row(here, each)
            for each in contractors
            if getattr(each, "waited_for", False) or (each.due_back_at and each.due_back_at <= here.at)
        ),
        locks=tuple(lock_row(here, each) for each in cabinet.lock_changes(here.association)),
        let=tuple(lock_row(here, each) for each in cabinet.let_all_the_same(here.association, here.at)),
        hung=tuple(rows[each.pk] for each in ours if each.state == State.HUNG),
        holders=_holders(here),
        book=reverse("cabinet-book", args=[here.slug]),
        checks=reverse("cabinet-checks", args=[here.slug]),
        key_action=reverse("cabinet-key", args=[here.slug]),
        signs=signs(here),
        records=here.may(Permission.RECORD),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "cabinet/board.html", view, title=_("Keys"), here=here, status=status)


def _found(here: Here, typed: str) -> tuple[Found, ...]:
    """Sets by their label or hook, then homes by address or reference."""
    label = typed.upper()
    rows = cabinet.ours(here.association).filter(hook__code__startswith=label.partition("-")[0])
    sets = [each for each in rows[: FOUND * 4] if each.label.startswith(label)][:FOUND]
    found = [Found(each.label, each.what, reverse("cabinet-set", args=[here.slug, each.pk])) for each in sets]
    for home in homes_like(typed, here.association, FOUND):
        found.append(
            Found(home.address or home.ref, home.ref, reverse("cabinet-home", args=[here.slug, home.ref]))
        )
    return tuple(found)


def _holders(here: Here) -> tuple[Holder, ...]:
    keys = CabinetKey.objects.filter(association=here.association).select_related("holder")
    held = {(each.office_id, each.sort): each for each in keys}
    members = people_at(here.association, today(here.association, here.at))
    year = here.calendar.local(here.at).year
    found = []
    for office in Office.objects.filter(association=here.association).order_by("name"):
        main = held.get((office.pk, cabinet_keys.MAIN))
        spare = held.get((office.pk, cabinet_keys.SPARE))
        since = moment_words(main.since, here.calendar, year) if main else ""
        has = main.holder if main else None
        key = _("%(who)s, since %(when)s") % {"who": has.name, "when": since} if has else _("nobody is named")
        taken = spare.holder if spare else None
        where = _("in the safe") if spare and spare.in_safe else _("not on record")
        if spare and taken:
            when = moment_words(spare.since, here.calendar, year)
            where = _("with %(who)s since %(when)s") % {"who": taken.name, "when": when}
        people = tuple(
            Choice(each.account.handle, each.account.name, bool(has and each.account_id == has.pk))
            for each in members
        )
        found.append(Holder(office.name, office.slug, key, where, taken is not None, people))
    return tuple(found)


def key(request: HttpRequest, here: Here) -> HttpResponse:
    """The key of the cabinet goes to somebody else, or the spare leaves the safe or comes back to it."""
    if request.method != "POST" or typed_again(request):
        return _board(request, here)
    said = {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}
    office, step = request.POST.get("office", ""), request.POST.get("step", "")
    done: CabinetKey | Refused
    match step:
        case "pass":
            done = cabinet_keys.pass_on(office=office, to=request.POST.get("to", ""), **said)  # type: ignore[arg-type]
        case "take":
            reason = request.POST.get("reason", "").replace("\x00", "")
            done = cabinet_keys.take_spare(office=office, reason=reason, **said)  # type: ignore[arg-type]
        case _:
            done = cabinet_keys.return_spare(office=office, **said)  # type: ignore[arg-type]
    if isinstance(done, Refused):
        return _board(request, here, SimpleError(done.sentence, f"{done.field or 'to'}-{office}"))
    messages.success(request, _("It is on record who has the key."))
    return redirect("cabinet", here.slug)


@dataclass(frozen=True, slots=True)
class BookRow:
    """One line of the receipt book."""

    number: int
    address: str
    when: str
    home: str
    count: str
    why: str
    signed_by: str
    told: str


@dataclass(frozen=True, slots=True)
class Book:
    """A page of the receipt book."""

    back: str
    rows: tuple[BookRow, ...]
    older: str
    newer: str
    errors: tuple[SimpleError, ...] = ()


def book(request: HttpRequest, here: Here) -> HttpResponse:
    """Every delivery of keys, the newest first."""
    sheet = Paginator(cabinet.receipts(here.association), A_PAGE).get_page(request.GET.get("page"))
    sent = cabinet.mail_sent(here.association, [each.number for each in sheet])
    names, kind = names_of(here), here.rulebook.kinds["keys.received"].field("why")
    whys = dict(kind.choices) if kind else {}
    rows = tuple(
        BookRow(
            each.number,
            reverse("cabinet-receipt", args=[here.slug, each.number]),
            moment_words(each.received_at, here.calendar),
            each.home.ref,
            str(each.count),
            whys.get(each.why, each.why),
            names.get(each.signed_by, each.signed_by),
            told_words(here, each.mailed_to, sent.get(f"{cabinet.MAIL}:{each.number}")),
        )
        for each in sheet
    )
    view = Book(
        reverse("cabinet", args=[here.slug]),
        rows,
        f"?page={sheet.next_page_number()}" if sheet.has_next() else "",
        f"?page={sheet.previous_page_number()}" if sheet.has_previous() else "",
    )
    return page(request, "cabinet/book.html", view, title=_("Receipt book"), here=here)


def told_words(here: Here, people: int, sent_at: object) -> str:
    """Whether the housing team heard of it, and when its e-mail went."""
    if not people:
        return _("nobody: no colleague is in the team that is told")
    if sent_at is None:
        return _("%(n)d in Kept; the e-mail has not gone yet") % {"n": people}
    return _("%(n)d, e-mail sent %(when)s") % {"n": people, "when": moment_words(sent_at, here.calendar)}  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class HookPage:
    """One hook: what hangs there, and all that ever happened on it."""

    heading: str
    back: str
    office: str
    sets: tuple[KeyRow, ...]
    gone: tuple[KeyRow, ...]
    moves: tuple[MoveRow, ...]
    errors: tuple[SimpleError, ...] = ()


def hook(request: HttpRequest, here: Here, office: str, code: str) -> HttpResponse:
    """The whole history of a hook on one page."""
    rows = KeyHook.objects.filter(association=here.association, office__slug=office, code=code.upper())
    found = rows.select_related("office").first()
    if found is None:
        raise Http404
    sets: list[KeySet] = list(cabinet.sets(here.association).filter(hook=found).order_by("-number"))
    names = names_of(here)
    view = HookPage(
        _("Hook %(code)s") % {"code": found.code},
        reverse("cabinet", args=[here.slug]),
        found.office.name,
        tuple(key_row(here, each) for each in sets if each.state not in GONE),
        tuple(key_row(here, each) for each in sets if each.state in GONE),
        tuple(move_row(here, each, names) for each in cabinet.history(here.association, hook=found.pk)),
    )
    return page(request, "cabinet/hook.html", view, title=view.heading, here=here)
