"""The letters of a day are one PDF with a sheet, and have gone when the post is collected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pypdf import PdfReader

from kept.actions import batches, dispatching
from kept.casework import Refused
from kept.store import files, tenancy
from kept.store.models import Event, Outgoing, PrintBatch, StoredFile
from kept.worker import dispatch
from tests.actions.house import letter, t
from tests.going_out import a_pdf, kept

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")


def posted(here, name: str, postcode: str, pages: int = 1, **more) -> Outgoing:
    file = kept(here, a_pdf(pages, name), f"{name}.pdf")
    to = {"name": name, "lines": [name, "1 Mill Lane", postcode]}
    row = dispatching.post(
        association=here, by="ann", at=NOW, uid=f"to-{name}", way="post", to=to, file=file, **more
    )
    assert isinstance(row, Outgoing), row
    return row


def made(here, uid="today") -> PrintBatch:
    found = batches.make(association=here, office="", uid=uid, by="ann", at=NOW)
    assert isinstance(found, PrintBatch), found
    return found


def words(here, file: int) -> list[str]:
    with tenancy.association(here), files.open(here, StoredFile.objects.get(pk=file).sha256) as stream:
        return [page.extract_text().strip() for page in PdfReader(stream).pages]


def test_letters_lie_in_the_order_of_their_envelopes_each_on_a_sheet_of_its_own(here) -> None:
    posted(here, "Cem", "LS1 4AP", pages=3)
    posted(here, "Ann", "LS9 8AA")
    bea = posted(here, "Bea", "LS1 2AA")
    batch = made(here)
    assert (batch.letters, batch.sheets, batch.number) == (3, 4, 1)
    assert words(here, batch.file_id) == [
        *("Bea, page 1", "", "Ann, page 1", ""),
        *("Cem, page 1", "Cem, page 2", "Cem, page 3", ""),
    ]
    sheet = " ".join(words(here, batch.sheet_id))
    assert f"Batch {batch.ref}: 3 letters on 4 sheets" in sheet
    assert f"1 {bea.ref} LS1 2AA 1" in " ".join(sheet.split())
    assert "Bea" not in sheet
    assert made(here).pk == batch.pk
    nothing = batches.make(association=here, office="", uid="again", by="ann", at=NOW)
    assert nothing == Refused("No letter waits to be printed at this office.", "office")


def test_all_have_gone_when_they_were_taken_to_the_post(here) -> None:
    ref = letter(here, "Tuesday 2026-04-07 10:00")
    row = posted(here, "Ann", "LS1 4AP", thread=ref, tells={"kind": "letter.answered", "facts": {}})
    batch = made(here)
    dispatch.send(here.pk, row.pk, now=lambda: NOW)
    with tenancy.association(here):
        assert Outgoing.objects.get(pk=row.pk).state == "going"
    taken = NOW + timedelta(hours=3)
    batches.taken(association=here, batch=batch.ref, by="bea", at=taken)
    batches.taken(association=here, batch=batch.ref, by="cem", at=taken + timedelta(hours=1))
    dispatch.send(here.pk, row.pk, now=lambda: taken + timedelta(minutes=1))
    with tenancy.association(here):
        row = Outgoing.objects.get(pk=row.pk)
        assert (row.state, row.sent_at) == ("sent", taken)
        told = Event.objects.get(kind="letter.answered")
        assert (told.happened_at, told.by) == (taken, "ann")
        assert PrintBatch.objects.get(pk=batch.pk).taken_by == "bea"


def test_a_spoilt_letter_goes_into_the_next_batch_and_not_with_this_one(here) -> None:
    row = posted(here, "Ann", "LS1 4AP")
    batch = made(here)
    assert batches.reprint(association=here, outgoing=row.ref, by="ann", at=NOW).state == "waiting"
    second = made(here, "second")
    assert (second.number, second.letters) == (2, 1)
    batches.taken(association=here, batch=batch.ref, by="ann", at=NOW)
    batches.taken(association=here, batch=second.ref, by="ann", at=NOW)
    late = batches.reprint(association=here, outgoing=row.ref, by="ann", at=NOW)
    assert isinstance(late, Refused)
