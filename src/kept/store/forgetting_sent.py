"""How are the words of what went out forgotten, with those of the contact or the customer they belong to?

    forget(karin, thread.pk, at=now)        # how many were emptied; that they went stays
    forget_person(okafor, at=now)
    forget_batches(karin, at=now)           # the day's letters in one file are of use for a month

What was printed in one file with others goes as a whole: nobody can take one letter out of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from kept.store import files
from kept.store.models import Association, MergePerson, Outgoing, Person, PrintBatch

KEPT_FOR = timedelta(days=30)


def forget(here: Association, thread: int, *, at: datetime) -> int:
    """Empty whatever went out about this contact."""
    return _emptied(here, Outgoing.objects.filter(association=here, thread=thread), at)


def forget_person(person: Person, *, at: datetime) -> int:
    """Empty whatever went out to this customer, and what was brought for them alone."""
    here = Association.objects.get(pk=person.association_id)
    MergePerson.objects.filter(association=here, person=person, state="waiting").update(
        state="left-out", why="unknown", words=""
    )
    return _emptied(here, Outgoing.objects.filter(association=here, person=person), at)


def _emptied(here: Association, rows: QuerySet[Outgoing], at: datetime) -> int:
    found = list(rows.filter(erased_at__isnull=True).values_list("pk", "batch"))
    batches = {batch for _, batch in found if batch is not None}
    for each in PrintBatch.objects.filter(association=here, pk__in=batches, file__isnull=False):
        _let_go(here, each, at)
    return Outgoing.objects.filter(pk__in=[pk for pk, _ in found]).update(
        recipient={},
        address="",
        subject="",
        text="",
        html="",
        file=None,
        attachments=[],
        tells={},
        erased_at=at,
    )


def forget_batches(here: Association, *, at: datetime) -> int:
    """Take the files of batches off the shelf that have been in the post for a month."""
    rows = PrintBatch.objects.filter(association=here, taken_at__lt=at - KEPT_FOR, file__isnull=False)
    found = list(rows.select_related("file"))
    for each in found:
        _let_go(here, each, at)
    return len(found)


def _let_go(here: Association, batch: PrintBatch, at: datetime) -> None:
    sha256 = batch.file.sha256 if batch.file is not None else ""
    batch.file = None
    batch.save(update_fields=["file"])
    if sha256:
        files.erase(here, sha256, at=at)
