"""What stands in the mail book of a day, what waits to be handed round, and which valuables are still here?

    day = mail_book.day(membership, office="main", on=date(2026, 4, 7))      # in three queries
    day[0].item.number, day[0].words.get("from_name")     # None where the contact is closed to whoever looks

A line says what came and when to everybody who may see contacts; from whom and about what it says to those
who may see the contact that it began.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import Max, Q, QuerySet, Sum

from kept.casework.mail_book import SORTS, Line
from kept.rulebook import Rulebook
from kept.rulebook.mail_book import MailBook
from kept.store import absences
from kept.store.models import Association, EventText, MailItem, Membership, Thread, Valuable
from kept.store.threads import visible_to

MOST = 400
FOUND, SEARCHED = 100, 3_000
_BOOK, _RECEIPTS = 1801811063, 1801811064


@dataclass(frozen=True)
class Entry:
    """One line with what may be read of it: `thread` is None where its contact is closed to whoever looks."""

    item: MailItem
    thread: Thread | None = None
    words: Mapping[str, object] = field(default_factory=dict)

    @property
    def line(self) -> Line:
        """As its day is judged by it."""
        return line_of(self.item)


def rules_of(rulebook: Rulebook) -> MailBook:
    """Who opens the post here."""
    return next((each for each in rulebook.room("mailbook") if isinstance(each, MailBook)), MailBook())


def may_open(
    here: Association, members: Iterable[Membership], roles: Collection[str], at: datetime
) -> set[int]:
    """The accounts of those who open the post at a house that names its posts, and of who stands in now."""
    ours = {each.account_id for each in members if each.role in roles}
    covers = absences.covering(here, at)
    return ours | {cover for away, cover in covers.items() if away in ours}


def line_of(item: MailItem) -> Line:
    """The line as far as its day is judged by it: what lay in the box is handed round once it is found."""
    office = item.office.slug if item.office else ""
    return Line(office, item.box_at or item.received_at, item.handed_at)


def alone(here: Association) -> None:
    """The numbers of the book have no gaps: whoever enters a line waits for the one before."""
    _wait(_BOOK, here)


def next_number(here: Association, year: int) -> int:
    """The number of the next line of that year; whoever asks is `alone`."""
    rows = MailItem.objects.filter(association=here, year=year)
    return (rows.aggregate(n=Max("number"))["n"] or 0) + 1


def next_receipt(here: Association) -> int:
    """The number of the next receipt; whoever asks waits for the one before."""
    _wait(_RECEIPTS, here)
    return (Valuable.objects.filter(association=here).aggregate(n=Max("number"))["n"] or 0) + 1


def _wait(lock: int, here: Association) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, (%s %% 2147483647)::int)", [lock, here.pk])


def day(membership: Membership, *, on: date, office: str = "") -> list[Entry]:
    """The lines of one day, in the order of their numbers."""
    rows = _items(membership.association_id, office).filter(day=on)
    return _entries(membership, list(rows.order_by("id")[:MOST]))


def not_handed_round(membership: Membership, *, office: str = "") -> list[Entry]:
    """What has not reached its reader, the oldest first."""
    rows = _items(membership.association_id, office).filter(handed_at=None, struck_at=None)
    return _entries(membership, list(rows.order_by("received_at", "id")[:MOST]))


def found(
    membership: Membership,
    *,
    words: str = "",
    to: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[Entry]:
    """Lines by who sent them or what they are about, by whom they were for and by day, the newest first."""
    rows = _items(membership.association_id, "")
    if to is not None:
        rows = rows.filter(to=to)
    rows = rows.filter(day__gte=since) if since else rows
    rows = rows.filter(day__lte=until) if until else rows
    if not words:
        return _entries(membership, list(rows.order_by("-day", "-id")[:FOUND]))
    # Words lie beside the ledger without an index, so the newest lines are read and no more.
    entries = _entries(membership, list(rows.order_by("-day", "-id")[:SEARCHED]))
    wanted = words.casefold().split()
    return [each for each in entries if _says(each, wanted)][:FOUND]


def _says(entry: Entry, wanted: Sequence[str]) -> bool:
    """Whether all the words are in what may be read of it."""
    if entry.thread is None:
        return False
    person = entry.thread.person.stands.name if entry.thread.person else ""
    said = " ".join((person, *(str(each) for each in entry.words.values()))).casefold()
    return all(each in said for each in wanted)


def one(membership: Membership, number: int) -> Entry | None:
    """One line by the id of its row."""
    rows = list(_items(membership.association_id, "").filter(pk=number))
    return next(iter(_entries(membership, rows)), None)


def of_threads(membership: Membership, threads: Iterable[int]) -> dict[int, MailItem]:
    """The line with which each of these threads began, by the thread's id."""
    rows = MailItem.objects.filter(association=membership.association_id, thread__in=list(threads))
    return {each.thread_id: each for each in rows.filter(struck_at=None).order_by("-id")}


def counted(here: Association, on: date) -> dict[str, int]:
    """How many letters the book has of that day, by office: what the capture rate is measured by."""
    sorts = [each.name for each in SORTS.values() if each.counted]
    rows = MailItem.objects.filter(association=here, day=on, struck_at=None, sort__in=sorts)
    found = rows.values_list("office__slug").annotate(n=Sum("pieces"))
    return {office or "": number for office, number in found}


def rounds(here: Association, subjects: Iterable[str]) -> dict[str, Thread]:
    """The threads of these rounds of the post, by their names."""
    rows = Thread.objects.filter(association=here, subject__in=list(subjects))
    return {str(each.subject): each for each in rows}


def still_here(membership: Membership) -> list[Valuable]:
    """What is in our hands, by when it is to be settled; of those whose contact this member may see."""
    rows = _valuables(membership).filter(ended_at=None)
    return list(rows.order_by("settle_by", "id")[:MOST])


def gone(membership: Membership) -> list[Valuable]:
    """What is out of our hands again, the latest first."""
    return list(_valuables(membership).exclude(ended_at=None).order_by("-ended_at", "-id")[:FOUND])


def receipt(membership: Membership, number: int) -> Valuable | None:
    """The receipt of that number."""
    return _valuables(membership).filter(number=number).first()


def receipts_of(membership: Membership, item: int) -> list[Valuable]:
    """The receipts for what came with that line of the book."""
    return list(_valuables(membership).filter(item=item).order_by("number"))


def words_of(threads: Iterable[int], kinds: Sequence[str] = ()) -> dict[int, dict[str, object]]:
    """The personal words of the first event of those kinds on each thread that are not erased."""
    rows = EventText.objects.filter(event__thread__in=list(threads), erased_at=None)
    rows = rows.filter(event__kind__in=kinds) if kinds else rows
    found: dict[int, dict[str, object]] = {}
    for thread, words in rows.order_by("event").values_list("event__thread", "words"):
        found.setdefault(thread, words)
    return found


def _items(association: int, office: str) -> QuerySet[MailItem]:
    rows = MailItem.objects.filter(association=association).select_related("office", "opened_by", "to")
    return rows.filter(Q(office__slug=office) | Q(office=None)) if office else rows


def _entries(membership: Membership, rows: list[MailItem]) -> list[Entry]:
    threads = visible_to(membership).filter(pk__in={each.thread_id for each in rows})
    seen = {each.pk: each for each in threads.select_related("person", "person__merged_into", "owner")}
    uids = [each.event for each in rows if each.thread_id in seen]
    texts = EventText.objects.filter(
        association=membership.association_id, event__uid__in=uids, erased_at=None
    )
    words = dict(texts.values_list("event__uid", "words"))
    return [Entry(each, seen.get(each.thread_id), words.get(each.event, {})) for each in rows]


def _valuables(membership: Membership) -> QuerySet[Valuable]:
    rows = Valuable.objects.filter(association=membership.association_id, thread__in=visible_to(membership))
    return rows.select_related("thread", "thread__person", "office", "witness", "holder", "item")
