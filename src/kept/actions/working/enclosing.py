"""What goes with something that we publish: the words of an e-mail, and the slip that shows in the window?

mail_words(karin, sending, reader, ref)         # subject and text, in our own plain words
enclosed(karin, sending, reader, ref, by="ann", at=now)     # a page with the address, kept as a file
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from kept.actions.working.giving import Sending
from kept.casework import Refused
from kept.casework.dispatching import lines_of
from kept.casework.letter_text import Document, Writer
from kept.printing import pdf
from kept.rulebook.letter_words import PARAGRAPH, Block
from kept.rulebook.letterheads import letterhead_of, offers
from kept.store import files, rules
from kept.store.letter_making import writer_of
from kept.store.models import Account, Association, Person, StoredFile
from kept.workclock import local_date


@dataclass(frozen=True, slots=True)
class MailWords:
    """What an e-mail says."""

    subject: str
    text: str


def recipient_of(whom: Person | None, given: Mapping[str, object] | None) -> dict[str, object]:
    """The reader: what was given for this time, else what the customer's file holds."""
    said = {name: value for name, value in (given or {}).items() if value}
    name = str(said.get("name") or (whom.name if whom else ""))
    address = str(said.get("address") or (whom.address if whom else ""))
    found: dict[str, object] = {"name": name, "email": said.get("email") or (whom.email if whom else "")}
    return found | ({"lines": list(lines_of(name, address))} if address else {})


def mail_words(here: Association, sending: Sending, reader: Mapping[str, object], ref: str) -> MailWords:
    """Subject and text; the reference leads an answer back to the contact."""
    label = sending.publication.label
    greeting = f"Dear {reader['name']}," if reader.get("name") else "Hello,"
    forms = "on paper, in large print, in braille, as a recording, in easy words or in another language"
    text = "\n\n".join(
        (
            greeting,
            f"With this comes what we publish under the title “{label}”. It costs nothing.",
            f"If you would like it {forms}, answer this e-mail and say which.",
            f"With good wishes\n{here.name}",
        )
    )
    return MailWords(f"{label} [{ref}]", text)


def enclosed(
    here: Association, sending: Sending, reader: Mapping[str, object], ref: str, *, by: str, at: datetime
) -> StoredFile | None:
    """The slip that goes into the envelope before it; None where it cannot be kept."""
    rulebook = rules.current(here)
    paper = letterhead_of(rulebook)
    account = Account.objects.filter(handle=by).first()
    lines = reader.get("lines")
    slip = Document(
        title=sending.publication.label,
        lang="en",
        to=tuple(str(each) for each in lines) if isinstance(lines, list) else (),
        from_=writer_of(here, account, rulebook) if account else Writer(paper.title, phone=paper.phone),
        date=local_date(rulebook.calendar_for(), at),
        reference=ref,
        blocks=(
            Block(PARAGRAPH, f"With this comes “{sending.publication.label}”."),
            Block(PARAGRAPH, "It costs nothing. Tell us if you would like it in another form or language."),
        ),
        enclosed=(f"{sending.publication.label} {sending.version}".strip(),),
        translation_line=paper.translation_line,
        offers=offers(rulebook, paper),
    )
    kept = files.keep(here, BytesIO(pdf(slip, paper)), f"slip-{ref}.pdf", by, at)
    return None if isinstance(kept, Refused) else StoredFile.objects.get(association=here, pk=kept.id)
