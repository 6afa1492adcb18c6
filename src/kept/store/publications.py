"""Which editions are there, where do they hang, who was given them, and who asks for one?

    holding(karin)["handbook"]              # the edition that holds, by publication
    edition_of(row, copies)                 # the same as a value of casework
    fills_now(karin, rulebook, today)            # what is to be copied into an edition, as it says today
    requests(membership)                    # who asked for a form or a leaflet and has not had it yet

The association must be active.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kept.casework import held_words, publishing_out
from kept.casework.publishing_out import Copy, Edition, Given, Holder, State
from kept.casework.registers import hours_words
from kept.rulebook import publications as room
from kept.rulebook.letterheads import letterhead_of
from kept.rulebook.model import Rulebook
from kept.rulebook.publications import Publication
from kept.store import estates, premises
from kept.store.models import (
    Association,
    Clock,
    Event,
    Membership,
    Outgoing,
    PublicationEdition,
    PublicationFile,
    PublicationPlace,
    PublicationSent,
    RegisterEntry,
    Tenancy,
    Thread,
)
from kept.store.models.clocks import TO_DO
from kept.store.threads import visible_to

FORM_ASKED, LITERATURE_ASKED = "form.requested", "literature.requested"
FORM_SENT, LITERATURE_SENT = "form.sent", "literature.sent"
VOIDED = "event.voided"
# What stops each.
SENT_BY: Mapping[str, str] = {FORM_ASKED: FORM_SENT, LITERATURE_ASKED: LITERATURE_SENT}
LEAFLETS = "leaflets"
MOST = 300
# What became of something that is carried, and did not reach anybody.
NOT_ARRIVED = ("failed", "cancelled")


# ---- editions ----------------------------------------------------------------------------------------------


def editions(association: Association, publication: str | None = None) -> QuerySet[PublicationEdition]:
    """The editions of one publication, or of all; the newest first."""
    rows = PublicationEdition.objects.filter(association=association)
    if publication is not None:
        rows = rows.filter(publication=publication)
    return rows.select_related("holds").order_by("-id")


def holding(association: Association) -> dict[str, PublicationEdition]:
    """The edition that holds, by publication."""
    rows = editions(association).filter(state=State.ISSUED)
    return {each.publication: each for each in rows}


def copies_of(association: Association, ids: Collection[int]) -> dict[int, list[PublicationFile]]:
    """The files of these editions, by edition."""
    rows = PublicationFile.objects.filter(
        association=association, edition__in=list(ids), file__gone_at__isnull=True
    )
    found: dict[int, list[PublicationFile]] = {}
    for each in rows.select_related("file").order_by("lang", "form", "id"):
        found.setdefault(each.edition_id, []).append(each)
    return found


def edition_of(row: PublicationEdition, files: Iterable[PublicationFile], zone: str) -> Edition:
    """The row as casework reads it. What lies inside it counts once that is issued."""
    issued = row.issued_at.astimezone(ZoneInfo(zone)).date() if row.issued_at else None
    return Edition(
        version=row.version,
        dated=row.dated,
        made_by=row.made_by,
        state=State(row.state),
        checks=row.checks,
        copies=tuple(copy_of(each) for each in files),
        reading=row.reading,
        verdict=row.verdict,
        mark=row.mark,
        mark_on=row.mark_on,
        approved_by=row.approved_by,
        inside=row.holds is not None and row.holds.state != State.DRAFT,
        issued_on=issued,
        reviewed_on=row.reviewed_on,
    )


def copy_of(row: PublicationFile) -> Copy:
    """A file as casework reads it."""
    return Copy(row.lang, row.form, row.whole, row.pk)


def fills_now(association: Association, rulebook: Rulebook, today: date) -> dict[str, str]:
    """What is copied into editions, in today's words, by where it comes from."""
    known = premises.all_held(association)
    paper = letterhead_of(rulebook)
    offices = [each.name for each in rulebook.association.offices]
    numbers = (paper.phone, premises.said(known, held_words.FREEPHONE, None))
    emergency = premises.said(known, held_words.EMERGENCY, None)
    return {
        room.EMERGENCY: emergency,
        room.HOURS: hours_words(rulebook),
        room.OFFICES: "\n".join(filter(None, (", ".join(offices), *paper.address, paper.web))),
        room.NUMBERS: "\n".join(filter(None, (*numbers, emergency))),
        room.FIGURES: "",
        room.ESTATES: _estates(association, rulebook, today),
        room.PROCEDURE: premises.said(known, held_words.EDITION, None),
    }


def _estates(association: Association, rulebook: Rulebook, today: date) -> str:
    """How the estates did in the quarter before, for whoever carries it."""
    items = (item for each in room.publications_of(rulebook) for item in each.items)
    if not any(each.fill == room.ESTATES for each in items):
        return ""
    return estates.results_words(association, today)


@dataclass(frozen=True, slots=True)
class Standing:
    """One publication as it stands: the edition that holds, its copies, and what it asks for."""

    publication: Publication
    row: PublicationEdition | None
    edition: Edition | None
    files: tuple[PublicationFile, ...]
    wants: tuple[publishing_out.Want, ...]


def standing(association: Association, rulebook: Rulebook, today: date) -> tuple[Standing, ...]:
    """Everything that is published, as it stands; in a number of queries that does not grow."""
    rows = holding(association)
    files = copies_of(association, [each.pk for each in rows.values()])
    fills = fills_now(association, rulebook, today)
    found = []
    for each in room.publications_of(rulebook):
        row = rows.get(each.name)
        mine = tuple(files.get(row.pk, ())) if row else ()
        edition = edition_of(row, mine, association.zone) if row else None
        items = room.items_of(rulebook, each)
        wants = publishing_out.stands(each, items, edition, today=today, fills=fills)
        found.append(Standing(each, row, edition, mine, wants))
    return tuple(found)


def stock(association: Association) -> dict[str, list[RegisterEntry]]:
    """How many lie at each office, by title as it is compared, out of the register of leaflets."""
    rows = RegisterEntry.objects.filter(association=association, register=LEAFLETS, ended_on=None)
    found: dict[str, list[RegisterEntry]] = {}
    for each in rows.select_related("office").order_by("office__name", "id"):
        found.setdefault(each.title.casefold(), []).append(each)
    return found


# ---- where it hangs ------------------------------------------------------------------------------


def places(association: Association, publication: str | None = None) -> QuerySet[PublicationPlace]:
    """Where things are on show, those to be looked at first."""
    rows = PublicationPlace.objects.filter(association=association, ended_on__isnull=True)
    if publication is not None:
        rows = rows.filter(publication=publication)
    return rows.select_related("office").order_by("look_again_on", "id")


# ---- who was given it ------------------------------------------------------------------------------


def sent(association: Association) -> QuerySet[PublicationSent]:
    """What went to whom, the newest first."""
    rows = PublicationSent.objects.filter(association=association)
    return rows.select_related("edition", "person", "thread", "signed").order_by("-id")


def sent_to(association: Association, people: Collection[int]) -> QuerySet[PublicationSent]:
    """What these were given, those that came back too."""
    return sent(association).filter(person__in=list(people))


def did_not_arrive(association: Association, rows: Iterable[PublicationSent]) -> set[int]:
    """Which of these did not reach anybody, by the ids of what carried them."""
    ids = [each.outgoing for each in rows if each.outgoing is not None]
    if not ids:
        return set()
    found = Outgoing.objects.filter(association=association, pk__in=ids, state__in=NOT_ARRIVED)
    return set(found.values_list("pk", flat=True))


def holders(association: Association, today: date) -> list[Holder]:
    """Whoever holds one of our homes today."""
    rows = Tenancy.objects.filter(association=association, kind__in=room.HOLDERS)
    rows = rows.filter(Q(from_on__isnull=True) | Q(from_on__lte=today))
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=today))
    rows = rows.filter(person__died_on__isnull=True, person__erased_at__isnull=True)
    values = rows.order_by("-from_on", "id").values_list(
        "id", "person", "person__merged_into", "home", "kind", "from_on"
    )
    return [
        Holder(tenancy, merged or person, home, kind, since)
        for tenancy, person, merged, home, kind, since in values
    ]


def given(association: Association, publication: str) -> list[Given]:
    """Who was given it, as far as it reached them."""
    rows = list(
        PublicationSent.objects.filter(
            association=association, publication=publication, person__isnull=False, void_at__isnull=True
        ).select_related("person")
    )
    lost = did_not_arrive(association, rows)
    return [
        Given(
            each.person.merged_into_id or each.person.pk,
            each.edition_id,
            each.sent_at.date(),
            each.tenancy_id,
            each.signed_id is not None,
        )
        for each in rows
        if each.person is not None and each.outgoing not in lost
    ]


# ---- who asks for it ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asked for a form or a leaflet. `due_at` is the first due of its clocks; None without any.

    `way` is that of what is on its way to them already.
    """

    event: str
    kind: str
    which: str
    thread: Thread
    asked_at: datetime
    due_at: datetime | None = None
    act_by: datetime | None = None
    way: str = ""


def requests(membership: Membership, thread: str | None = None) -> tuple[Request, ...]:
    """Whoever asked and has not had it, on contacts that this member may see; the first due first."""
    seen = visible_to(membership).filter(closed_at__isnull=True)
    if thread is not None:
        seen = seen.filter(ref=thread)
    asked = Event.objects.filter(
        association=membership.association_id, kind__in=list(SENT_BY), thread__in=seen.values("pk")
    )
    gone = Event.objects.filter(
        association=membership.association_id, kind=VOIDED, thread__in=seen.values("pk")
    )
    asked = asked.exclude(uid__in=gone.values("corrects"))
    rows = list(asked.select_related("thread", "thread__person", "thread__owner").order_by("-id")[:MOST])
    ids = {each.thread_id for each in rows}
    after = _answered(membership.association_id, ids)
    clocks = _clocks(membership.association_id, [each.uid for each in rows])
    ways = _ways(membership.association_id, ids)
    found = [
        Request(
            each.uid,
            each.kind,
            str(each.facts.get("which", "")),
            each.thread,
            each.happened_at,
            due_at=clocks[each.uid][0] if each.uid in clocks else None,
            act_by=clocks[each.uid][1] if each.uid in clocks else None,
            way=ways.get(each.thread_id, ""),
        )
        for each in rows
        if not _is_answered(each, after)
    ]
    late = datetime.max.replace(tzinfo=ZoneInfo("UTC"))
    return tuple(sorted(found, key=lambda each: (each.due_at or late, each.asked_at)))


def _answered(association: int, threads: Collection[int]) -> list[Event]:
    rows = Event.objects.filter(association=association, thread__in=list(threads))
    gone = rows.filter(corrects__isnull=False).values("corrects")
    return list(rows.filter(kind__in=list(SENT_BY.values())).exclude(uid__in=gone))


def _is_answered(asked: Event, after: Iterable[Event]) -> bool:
    return any(
        each.thread_id == asked.thread_id
        and each.kind == SENT_BY[asked.kind]
        and each.happened_at >= asked.happened_at
        and (not each.answers or asked.uid in each.answers)
        for each in after
    )


def _clocks(association: int, starts: Collection[str]) -> dict[str, tuple[datetime, datetime]]:
    rows = Clock.objects.filter(TO_DO, association=association, start__in=list(starts))
    found: dict[str, tuple[datetime, datetime]] = {}
    for start, due, act_by in rows.order_by("-due_at").values_list("start", "due_at", "act_by"):
        found[start] = (due, act_by)
    return found


def _ways(association: int, threads: Collection[int]) -> dict[int, str]:
    """By which way something is going to whoever asked."""
    rows = list(
        PublicationSent.objects.filter(
            association=association, thread__in=list(threads), outgoing__isnull=False
        )
    )
    going = Outgoing.objects.filter(
        association=association,
        pk__in=[each.outgoing for each in rows],
        state__in=("waiting", "held", "going"),
    )
    ids = set(going.values_list("pk", flat=True))
    return {each.thread_id: each.way for each in rows if each.thread_id and each.outgoing in ids}
