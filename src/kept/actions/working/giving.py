"""Which copy goes to whom, and what is put down of it?

sending = chosen(karin, rulebook, leaflet, "email", okafor)     # the copy that suits, and what is owed
put_down(karin, sending, uid=…, by="ann", at=now, thread=on)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kept.casework import Refused
from kept.casework.formats import LANGUAGE, Formats
from kept.casework.publishing_out import choose, form_for
from kept.rulebook import publications as room
from kept.rulebook.model import Rulebook
from kept.rulebook.publications import Publication
from kept.store import formats, publications
from kept.store.models import (
    Association,
    Membership,
    OwedForm,
    Person,
    PublicationEdition,
    PublicationFile,
    PublicationSent,
    StoredFile,
    Tenancy,
    Thread,
)
from kept.store.threads import visible_to

EMAIL, POST, COUNTER, ALL = "email", "post", "counter", "all"
WAYS = (COUNTER, EMAIL, POST)
# How the names of what is owed of a publication begin.
OWED = "publication:"


@dataclass(frozen=True, slots=True)
class Sending:
    """One copy on its way. `missing` names the forms of the house that are owed besides, or `language`."""

    publication: Publication
    way: str
    row: PublicationEdition | None
    file: PublicationFile | None
    lang: str
    form: str
    missing: tuple[str, ...] = ()
    words: str = ""

    @property
    def version(self) -> str:
        """The edition in words, where one is on record."""
        return self.row.version if self.row else ""

    @property
    def attachments(self) -> tuple[Mapping[str, object], ...]:
        """The copy as an e-mail carries it."""
        if self.file is None:
            return ()
        return ({"name": self.file.file.name, "sha256": self.file.file.sha256},)


def chosen(
    here: Association,
    rulebook: Rulebook,
    publication: Publication,
    way: str,
    whom: Person | None,
    *,
    lang: str = "",
    form: str = "",
) -> Sending | Refused:
    """The copy for them, by this way; or why there is none."""
    if way not in WAYS:
        return Refused("Choose how it goes: by e-mail, by post, or handed over.", "way")
    row = publications.holding(here).get(publication.name)
    if row is not None:
        _keep_for_the_next(here, publication, row)
    files = publications.copies_of(here, [row.pk]).get(row.pk, []) if row else []
    known = formats.of_person(whom, rulebook=rulebook) if whom is not None else Formats()
    wanted = {form_for(each.name): each.name for each in known.forms if form_for(each.name)}
    language = lang or ("" if known.reads_english or not known.foreign else known.language)
    found = choose(
        [publications.copy_of(each) for each in files], language=language, forms=[form] if form else [*wanted]
    )
    file = next((each for each in files if found.copy is not None and each.pk == found.copy.id), None)
    if way == EMAIL and file is None:
        says = f"There is no file of “{publication.label}” yet. Post it or hand it over, or add a copy first."
        return Refused(says, "way")
    missing = tuple(
        each if each == LANGUAGE else wanted[each]
        for each in found.missing
        if each == LANGUAGE or each in wanted
    )
    return Sending(
        publication,
        way,
        row,
        file,
        file.lang if file else room.ENGLISH,
        form or (file.form if file else room.PRINT),
        missing if whom is not None else (),
        next((each.words for each in files if each.words), ""),
    )


def _keep_for_the_next(here: Association, publication: Publication, row: PublicationEdition) -> None:
    """What was made in some form for one who asked, since this edition was issued, is a copy for the next."""
    made = OwedForm.objects.filter(
        association=here, uid__startswith=OWED, what=publication.label, file__isnull=False
    )
    for each in made.filter(produced_at__gte=row.issued_at).select_related("file"):
        form = form_for(each.form)
        if form:
            PublicationFile.objects.get_or_create(
                association=here,
                edition=row,
                lang=room.ENGLISH,
                form=form,
                whole=True,
                defaults={
                    "file": each.file,
                    "added_at": each.produced_at or each.owed_at,
                    "added_by": each.produced_by,
                },
            )


def found_thread(here: Association, ref: str, membership: Membership | None) -> Thread | None:
    """The contact, where this member may see it."""
    rows = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    return rows.filter(ref=ref).select_related("person__merged_into", "office").first()


def put_down(
    here: Association,
    sending: Sending,
    *,
    uid: str,
    by: str,
    at: datetime,
    thread: Thread | None,
    outgoing: int | None = None,
    tenancy: Tenancy | None = None,
    signed: StoredFile | None = None,
) -> PublicationSent:
    """The row that says so."""
    more: dict[str, Any] = {"tenancy": tenancy, "signed": signed, "outgoing": outgoing}
    return PublicationSent.objects.create(
        association=here,
        uid=uid,
        publication=sending.publication.name,
        edition=sending.row,
        person=thread.person.stands if thread and thread.person else None,
        thread=thread,
        way=sending.way,
        form=sending.form,
        lang=sending.lang,
        sent_at=at,
        sent_by=by,
        **more,
    )
