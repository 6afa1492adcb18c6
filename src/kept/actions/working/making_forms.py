"""How is large print, a recording or braille made of the same words?

    made_of(row, entry, karin, now)     # Made(b"…", "Your complaint, braille.brf", …), or ByHand("…")

A letter of ours is made again from what it was made of; anything else from its plain words. What this machine
has no voice or tables for is a task for a person, with the day by which it is owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kept import printing
from kept.casework.letter_text import Document, Writer, paragraphs
from kept.rulebook.formats import AUDIO, BRAILLE, PAPER, PLAIN, PRINT, FormatEntry
from kept.rulebook.letterheads import ENGLISH, Letterhead, letterhead_of, wording_of
from kept.store import letters, rules
from kept.store.models import Association, Letter, OwedForm

ENDINGS = {PRINT: "pdf", PAPER: "pdf", AUDIO: "wav", BRAILLE: "brf", PLAIN: "txt"}
TYPES = {"pdf": "application/pdf", "wav": "audio/wav", "brf": "text/plain", "txt": "text/plain"}
NO_VOICE = "There is no voice on this machine. Read it out and bring the recording, or order it."
NO_BRAILLE = (
    "There are no braille tables on this machine. Order it from a supplier, and bring what comes back."
)
NOT_OURS = "Somebody else makes this. Order it from a supplier, and bring what comes back."
NO_WORDS = "Its words are not on record here. Make it from the copy that went, and bring it."


@dataclass(frozen=True, slots=True)
class Made:
    """A form, ready to be kept."""

    data: bytes
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """Why a person has to make it, and what they do."""

    says: str


def made_of(row: OwedForm, entry: FormatEntry, here: Association, at: datetime) -> Made | ByHand:
    """The form of these words, or what a person has to do."""
    if entry.makes not in ENDINGS:
        return ByHand(NOT_OURS)
    found = document_of(row, here, at)
    if found is None:
        return ByHand(NO_WORDS)
    document, paper = found
    data: bytes | None = None
    match entry.makes:
        case "print":
            data = printing.pdf(document, paper, size_pt=entry.size)
        case "paper":
            data = printing.pdf(document, paper)
        case "plain":
            data = printing.text(document).encode()
        case "audio":
            data = printing.audio(document)
        case _:
            data = printing.braille(document)
    if data is None:
        return ByHand(NO_VOICE if entry.makes == AUDIO else NO_BRAILLE)
    title = row.what or document.title or entry.label
    ending = ENDINGS[entry.makes]
    return Made(data, f"{title[:60]}, {entry.name}.{ending}", TYPES[ending])


def document_of(row: OwedForm, here: Association, at: datetime) -> tuple[Document, Letterhead] | None:
    """The letter as it went, or its plain words on the paper of the house."""
    if row.letter is not None:
        letter = Letter.objects.filter(association=here, pk=row.letter).first()
        found = letters.document_of(letter) if letter is not None else None
        if found is not None:
            return found
    if not row.text.strip():
        return None
    return document_in(here, row.what or here.name, row.language, row.text, row.of_thread, at)


def document_in(
    here: Association,
    title: str,
    language: str,
    text: str,
    reference: str,
    at: datetime,
    to: tuple[str, ...] = (),
) -> tuple[Document, Letterhead]:
    """Plain words in that language, on the paper of the house."""
    rulebook = rules.current(here)
    paper, wording = letterhead_of(rulebook), wording_of(rulebook, language)
    day = rulebook.calendar_for().local(at).date()
    writer = Writer(paper.title, phone=paper.phone, email=paper.email)
    lang = language or ENGLISH.name
    return Document(title, lang, to, writer, day, reference, paragraphs(text), wording=wording), paper
