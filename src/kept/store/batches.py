"""Which letters wait to be printed at which office, and which batches were made?

waiting(karin, at=now)          # (Waiting(office, letters, oldest), …), one for each office
batch_of(membership, "K7F3-9Q2M")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from kept.casework.dispatching import GOING, POST, WAITING
from kept.store.models import Association, Office, Outgoing, PrintBatch


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters that wait for a batch of one office."""

    office: Office | None
    letters: int
    oldest: datetime


def to_print(here: Association, office: Office | None, *, at: datetime) -> QuerySet[Outgoing]:
    """The letters of an office that may go into a batch now."""
    rows = Outgoing.objects.filter(association=here, state=WAITING, way=POST, batch=None, go_at__lte=at)
    return rows.filter(office=office)


def waiting(here: Association, *, at: datetime) -> tuple[Waiting, ...]:
    """What waits to be printed, by office; two queries."""
    rows = Outgoing.objects.filter(association=here, state=WAITING, way=POST, batch=None, go_at__lte=at)
    found = list(rows.values("office").annotate(n=Count("pk"), since=Min("asked_at")).order_by("office"))
    offices = {each.pk: each for each in Office.objects.filter(association=here)} if found else {}
    return tuple(Waiting(offices.get(each["office"]), each["n"], each["since"]) for each in found)


def letters_of(batch: PrintBatch) -> QuerySet[Outgoing]:
    """The letters of a batch that still stand for something to be sent."""
    return Outgoing.objects.filter(association=batch.association_id, batch=batch).select_related("file")


def newest(here: Association, most: int = 30) -> Sequence[PrintBatch]:
    """The batches made last, those that were not taken to the post before all others."""
    rows = PrintBatch.objects.filter(association=here).select_related("office", "file", "sheet")
    return list(rows.order_by("-day", "-id")[:most])


def going_in(batch: PrintBatch) -> QuerySet[Outgoing]:
    """What of a batch has not gone yet."""
    return letters_of(batch).filter(state=GOING)
