"""What happens with the day's post: it is entered, handed round, and struck out where it was entered wrongly?

    done = enter(association=moray, sort="letter", opened_by="ann", facts={"from_name": "Ms Okafor"},
                 received_at=eight_forty, to="bea", by="ann", at=now)
    done.item.number, done.thread                  # 17, "K7F3-9Q2M": a line of the book, and the contact
    hand_round(association=moray, by="ann", at=now)     # what lies there has reached its readers
    strike(association=moray, item=done.item.pk, reason="Entered twice", by="ann", at=now)

What asks for an answer begins a contact with its clocks, in the same transaction. The first of a morning's
post says that the post arrived, and the last that was handed round that it reached its readers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from django.db import transaction

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.came_back import Back, came_back
from kept.actions.working.mail_rounds import arrived, count, rounds_over
from kept.actions.working.once_more import once_more
from kept.actions.working.photographs import Brought, keep_all, told_of
from kept.casework import Grade, Refused, mail_book
from kept.casework.mail_book import ENTERED, SORTS, Sort
from kept.casework.permissions import Permission, may
from kept.rulebook import Rulebook
from kept.store import cabinet, dockets, files, refs, rules, tenancy
from kept.store import mail_book as book
from kept.store.accounts import people_at
from kept.store.models import Account, Association, Event, MailItem, Membership, Office, Thread
from kept.store.threads import visible_to
from kept.workclock import local_date

T = TypeVar("T")
VOIDED, CLOSED = "event.voided", "thread.closed"
MOST_AT_ONCE, LONGEST_REASON = 500, 300
NOT_YOURS = "Your role reads what is on record and does not change it. Ask a colleague at the desk."
NO_SUCH = "There is no such line in the mail book. Load the page again."
_PASSIVE = frozenset({CLOSED, "file.kept", "customer.attached", "contact.marked", "contact.against"})

__all__ = ["Brought", "Entered", "enter", "hand_round", "strike"]


@dataclass(frozen=True, slots=True)
class Entered:
    """A line of the book, and the reference of the contact that it belongs to. `again` is one sent twice."""

    item: MailItem
    thread: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Post:
    """One thing that came, as it was typed."""

    sort: Sort
    opened_by: str
    received_at: datetime
    in_box: bool
    facts: Mapping[str, object]
    answer: bool
    uid: str
    to: str | None = None
    person: str | None = None
    office: str | None = None
    pieces: int = 1
    late_why: str = ""
    letter: str | None = None
    brought: Sequence[Brought] = field(default=())
    about: str | None = None
    sensitivity: str = ""


class _Undone(Exception):
    """What was written in this act is taken back, since the rest of it is refused."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused


def enter(
    *,
    association: Association | str,
    sort: str,
    opened_by: str,
    by: str,
    at: datetime,
    received_at: datetime | None = None,
    in_box: bool = False,
    facts: Mapping[str, object] | None = None,
    answer: bool | None = None,
    to: str | None = None,
    person: str | None = None,
    office: str | None = None,
    pieces: int = 1,
    late_why: str = "",
    letter: str | None = None,
    brought: Sequence[Brought] = (),
    about: str | None = None,
    sensitivity: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> Entered | Refused:
    """Enter one thing that came, and begin what it asks for.

    `received_at` is when it came, or with `in_box` when it was found in the out-of-hours box: then it counts
    from when the office last closed. `letter` is the contact whose letter of ours came back.
    """
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)
    known = SORTS.get(sort)
    if known is None:
        return Refused("Choose what came from the list.", "sort")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused(NOT_YOURS)
    said = _Post(
        known,
        opened_by,
        (received_at or now).astimezone(UTC),
        in_box,
        {name: value for name, value in (facts or {}).items() if value not in (None, "")},
        known.answer if answer is None or not known.asks else answer,
        uid or refs.new_uid(),
        to or None,
        person,
        office,
        pieces,
        late_why.strip(),
        letter or None,
        brought,
        about,
        sensitivity,
    )
    return _whole(lambda: _entered(association, said, by, now, membership))


def _entered(
    association: Association | str, said: _Post, by: str, at: datetime, membership: Membership | None
) -> Entered | Refused:
    with tenancy.association(association) as here:
        before = MailItem.objects.filter(association=here, uid=said.uid).select_related("thread").first()
        if before is not None:
            return Entered(before, before.thread.ref, again=True)
        rulebook = rules.current(here)
        place = _office(here, said.office, membership)
        slug = place.slug if place else None
        calendar = rulebook.calendar_for(slug)
        opener = _opener(here, rulebook, said.opened_by, at)
        if isinstance(opener, Refused):
            return opener
        refused = mail_book.check_moment(
            calendar, said.received_at, at, said.late_why
        ) or mail_book.check_pieces(said.sort, said.pieces, said.answer)
        if refused is not None:
            return refused
        received = mail_book.as_received(calendar, said.received_at) if said.in_box else said.received_at
        begun = _begin(here, said, rulebook, received, slug, by, at, membership)
        if isinstance(begun, Refused):
            return begun
        book.alone(here)
        day = local_date(calendar, received)
        item = MailItem.objects.create(
            association=here,
            thread=begun.thread,
            uid=said.uid,
            year=day.year,
            number=book.next_number(here, day.year),
            sort=said.sort.name,
            office=place,
            day=day,
            received_at=received,
            box_at=said.received_at if said.in_box else None,
            entered_at=at,
            entered_by=by,
            late_why=said.late_why,
            opened_by=opener,
            to=Account.objects.filter(handle=said.to).first() if said.to else None,
            event=begun.event,
            pieces=said.pieces,
            answer=said.answer,
        )
        arrived(here, rulebook, calendar, book.line_of(item), by, at)
        return Entered(item, begun.thread.ref)


NOBODY = Refused("Say who opened it.", "opened_by")


def _opener(here: Association, rulebook: Rulebook, handle: str, at: datetime) -> Account | Refused:
    """Whoever opened it, where the house lets them."""
    today = local_date(rulebook.calendar_for(None), at)
    member = next((each for each in people_at(here, today) if each.account.handle == handle), None)
    if member is None:
        return NOBODY
    ours = book.rules_of(rulebook)
    covers = cabinet.covered_roles(here, member.account_id, at) if ours.roles else set()
    refused = mail_book.check_may_open(member.role, covers=covers, opened_by=ours.roles, posts=ours.opened_by)
    return refused or member.account


def _begin(
    here: Association,
    said: _Post,
    rulebook: Rulebook,
    received: datetime,
    office: str | None,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Back | Refused:
    """What it begins: a contact that asks for an answer, one that is over at once, or an old one again."""
    if said.letter is not None and said.sort.name == "returned":
        why = str(said.facts.get("about") or "It came back by post.")
        found = came_back(here, said.letter, why, uid=said.uid, by=by, at=at, membership=membership)
        return found if isinstance(found, Refused) else _with_files(here, found, said, by, at)
    kind = rulebook.kinds.get(said.sort.tells if said.answer else ENTERED)
    if kind is None:
        return Refused("This association does not record such post. Choose another sort.", "sort")
    usual = {each.name: each.default for each in kind.fields if each.default is not None}
    given = {name: value for name, value in said.facts.items() if kind.field(name) is not None}
    if kind.name == ENTERED:
        given["what"] = said.sort.label if said.pieces == 1 else f"{said.sort.label}: {said.pieces}"
    telling = Telling(
        kind.name,
        received,
        usual | given,
        uid=said.uid,
        grade=Grade.DOCUMENT,
        office=office,
        person=said.person,
        owner=said.to,
        about=said.about,
        sensitivity=said.sensitivity,
    )
    told = tell([telling], association=here, by=by, at=at, membership=membership)
    if told.refused is not None:
        return told.refused
    ref = str(told.results[0].thread)
    thread = Thread.objects.get(association=here, ref=ref)
    done = _with_files(here, Back(thread, said.uid), said, by, at)
    if isinstance(done, Back) and not said.answer:
        over = Telling(CLOSED, received, uid=f"{said.uid}-over", thread=ref, grade=Grade.DOCUMENT)
        tell([over], association=here, by=by, at=at)
    return done


def _with_files(here: Association, begun: Back, said: _Post, by: str, at: datetime) -> Back | Refused:
    """The same, with the scans that came with it."""
    if not said.brought:
        return begun
    kept = keep_all(here, said.brought, by=by, at=at)
    if isinstance(kept, Refused):
        return kept
    root = begun.thread.merged_into_id or begun.thread.pk
    tellings = []
    for file, each in zip(kept, said.brought, strict=True):
        files.tie(here, root, file, by, at, says=each.says)
        tellings.append(told_of(begun.thread.ref, file, each.says, at))
    told = tell(list({each.uid: each for each in tellings}.values()), association=here, by=by, at=at)
    return told.refused or begun


def hand_round(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    items: Collection[int] | None = None,
    office: str = "",
    membership: Membership | None = None,
) -> int | Refused:
    """What lies there, or only these lines, has reached whoever it is for; how many lines that are.

    A round that is handed round whole has its own event; and how many letters its day had is counted then.
    """
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused(NOT_YOURS)
    return _whole(lambda: _handed(association, items, office, by, now, membership))


def _handed(
    association: Association | str,
    items: Collection[int] | None,
    office: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> int | Refused:
    with tenancy.association(association) as here:
        dockets.alone(here.pk)
        rows = MailItem.objects.select_for_update(of=("self",))
        rows = rows.filter(association=here, handed_at=None, struck_at=None)
        rows = rows.filter(pk__in=items) if items is not None else rows
        rows = rows.filter(office__slug=office) if office else rows
        lines = list(rows.select_related("office").order_by("pk")[:MOST_AT_ONCE])
        if not lines:
            return 0
        MailItem.objects.filter(pk__in=[each.pk for each in lines]).update(handed_at=at, handed_by=by)
        rounds_over(here, lines, by, at)
        count(here, lines, by, at)
        return len(lines)


def strike(
    *,
    association: Association | str,
    item: int,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Entered | Refused:
    """Strike out a line that was entered wrongly; it stays in the book, with who struck it out.

    Where something has been done about it since, that is put right on the contact itself.
    """
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)
    if membership is not None and not may(membership.role, Permission.CORRECT):
        return Refused("Your role does not put entries right. Ask a colleague at the desk.")
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON or "\x00" in why:
        return Refused(f"Say why it is struck out, in at most {LONGEST_REASON} characters.", "reason")
    return _whole(lambda: _struck(association, item, why, by, now, membership))


def _struck(
    association: Association | str,
    number: int,
    why: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Entered | Refused:
    with tenancy.association(association) as here:
        rows = MailItem.objects.select_for_update(of=("self",)).select_related("thread", "office")
        row = rows.filter(association=here, pk=number).first()
        if row is None or not (
            membership is None or visible_to(membership).filter(pk=row.thread_id).exists()
        ):
            return Refused(NO_SUCH, "item")
        if row.struck_at is not None:
            return Entered(row, row.thread.ref, again=True)
        since = Event.objects.filter(association=here, thread=row.thread_id).exclude(uid=row.event)
        if row.sort == "returned" and Event.objects.filter(uid=row.event).exclude(kind=ENTERED).exists():
            return Refused(
                "Strike it out on the contact itself, at the entry that says that the letter came back.",
                "item",
            )
        if since.exclude(kind__in=_PASSIVE).exists():
            return Refused(
                "Something has been done about it since. Open the contact, and put that right there.", "item"
            )
        void = Telling(VOIDED, at, {"reason": why}, uid=f"{row.uid}-void", corrects=row.event)
        over = replace(
            void, kind=CLOSED, facts={}, uid=f"{row.uid}-gone", corrects=None, thread=row.thread.ref
        )
        told = tell([replace(void, thread=row.thread.ref), over], association=here, by=by, at=at)
        if told.refused is not None:
            return told.refused
        row.struck_at, row.struck_by = at, by
        row.save(update_fields=["struck_at", "struck_by"])
        if row.handed_at is not None:
            count(here, [row], by, at)
        return Entered(row, row.thread.ref)


def _office(here: Association, slug: str | None, membership: Membership | None) -> Office | None:
    rows = Office.objects.filter(association=here)
    if slug:
        return rows.filter(slug=slug).first()
    own = membership.office if membership else None
    return own or rows.order_by("pk").first()


def _whole(act: Callable[[], T | Refused]) -> T | Refused:
    """All of the act, or nothing and the sentence of why not."""

    def once() -> T:
        with transaction.atomic():
            done = act()
            if isinstance(done, Refused):
                raise _Undone(done)
            return done

    try:
        return once_more(once)
    except _Undone as undone:
        return undone.refused
