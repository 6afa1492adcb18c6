"""Something on its way out, a printed batch and a mailing, for tests that walk over every page."""

from __future__ import annotations

import io
from datetime import date, datetime

from kept.actions import batches, customers, dispatching, merging_mail
from kept.casework import Refused
from kept.casework.merging_mail import Row
from kept.store import files, tenancy
from kept.store.models import Association, Merge, Outgoing, Person, PrintBatch, StoredFile
from tests import cast


def a_pdf(pages: int, says: str) -> bytes:
    """A real PDF of so many pages, made by the compiler that makes our letters."""
    import typst

    body = "#pagebreak()".join(f"{says}, page {each + 1}" for each in range(pages))
    made = typst.compile(f"#set document(title: [x])\n{body}".encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def kept(here: Association, content: bytes, name: str = "letter.pdf") -> StoredFile:
    """That PDF among the files of the house."""
    at = cast.t("Wednesday 2026-04-08 09:00")
    with tenancy.association(here):
        found = files.keep(here, io.BytesIO(content), name, "ann", at)
        assert not isinstance(found, Refused), found
        return StoredFile.objects.get(pk=found.id)


def walked_letter(here: Association, *, at: datetime) -> Outgoing:
    """A letter to Mr Bell that waits to be printed."""
    row = dispatching.post(
        association=here,
        by="ann",
        at=at,
        uid="walked",
        way="post",
        to={"name": "Mr Bell", "lines": ["Mr Bell", "1 Mill Lane", "LS1 4AP"]},
        file=kept(here, a_pdf(1, "Dear Mr Bell")),
    )
    assert isinstance(row, Outgoing), row
    return row


def ada(here: Association, *, at: datetime) -> Person:
    """Ada Bell, with her address."""
    person = customers.add(
        association=here, name="Ada Bell", address="1 Mill Lane, Leeds LS1 4AP", by="ann", at=at
    )
    assert isinstance(person, Person), person
    return person


def mailing(here: Association, *, at: datetime, to: Person | None = None) -> Merge:
    """Rent changes for Ada Bell, and nobody has begun to send them."""
    person = to or ada(here, at=at)
    merge = merging_mail.draft(
        association=here,
        template="rent-change",
        way="post",
        title="Rents from June",
        values={"from_day": str(date(2026, 6, 1)), "why": "Costs rose."},
        rows=[Row(1, person.ref, {"rent_now": "90.00", "rent_new": "95.00"})],
        uid="walked",
        by="ann",
        at=at,
    )
    assert isinstance(merge, Merge), merge
    return merge


def walked(karin: Association) -> dict[str, str]:
    """A printed letter in its batch, and a mailing that nobody has begun."""
    at = cast.t("Wednesday 2026-04-08 09:00")
    one = walked_letter(karin, at=at)
    batch = batches.make(association=karin, office="", uid="walked", by="ann", at=at)
    assert isinstance(batch, PrintBatch), batch
    merge = mailing(karin, at=at)
    with tenancy.association(karin):
        copy = StoredFile.objects.values_list("sha256", flat=True).get(pk=one.file_id)
    return {"one": one.ref, "copy": copy, "batch": batch.ref, "merge": merge.ref}
