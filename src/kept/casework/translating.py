"""Is a translation what we agreed, how far is it, and which words were translated before?

    lacking("Your tenancy ends.", "Umowa się kończy.", [Term("tenancy", "najem")])   # (Term("tenancy", …),)

1. Agreed words are looked for without regard to capitals, accents stay. That one is missing is advice: words
   change their endings, and whoever reads the language decides.
2. What was translated and proof-read once is offered again, paragraph by paragraph, and never used unread.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

LONGEST_TERM, MOST_ROWS = 200, 5_000
# How a word of another language may begin where it is bent: so much of it is looked for.
_STEM = 0.6
HEADINGS = ("term", "translation", "note")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of ours and the one that we agreed for it."""

    term: str
    translation: str
    note: str = ""


def term_key(term: str) -> str:
    """A word as it is compared."""
    return " ".join(unicodedata.normalize("NFC", term).casefold().split())


def used(source: str, terms: Iterable[Term]) -> tuple[Term, ...]:
    """Those of our agreed words that stand in the text."""
    text = term_key(source)
    return tuple(each for each in terms if _stands(term_key(each.term), text))


def lacking(source: str, translation: str, terms: Iterable[Term]) -> tuple[Term, ...]:
    """The agreed words whose translation is not in what came back, however it is bent."""
    text = term_key(translation)
    return tuple(each for each in used(source, terms) if not _bent(term_key(each.translation), text))


def _stands(word: str, text: str) -> bool:
    return bool(word) and re.search(rf"(?<!\w){re.escape(word)}(s|es)?(?!\w)", text) is not None


def _bent(words: str, text: str) -> bool:
    """Whether every word of it stands there, at least by how it begins."""
    stems = [each[: max(3, round(len(each) * _STEM))] for each in words.split()]
    return all(re.search(rf"(?<!\w){re.escape(each)}", text) or each in text for each in stems)


def digest(text: str) -> str:
    """By what a paragraph is found again: its words, whatever the spaces between them."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, without those that are empty."""
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return tuple(each.strip() for each in parts if each.strip())


def remembered(source: str, memory: Mapping[str, str]) -> tuple[tuple[str, str | None], ...]:
    """Each paragraph with its translation of an earlier time, or None. `memory` is by `digest`."""
    return tuple((each, memory.get(digest(each))) for each in paragraphs(source))


def pairs(source: str, translation: str) -> tuple[tuple[str, str], ...]:
    """Paragraph by paragraph, to be remembered; none where they do not match one to one."""
    one, other = paragraphs(source), paragraphs(translation)
    return tuple(zip(one, other, strict=True)) if len(one) == len(other) else ()


ASKED, ORDERED, CAME, PROOFED, SENT, ENDED = "asked", "ordered", "came", "proofed", "sent", "ended"


def stage(
    *,
    ordered_at: datetime | None,
    came_at: datetime | None,
    proofed_at: datetime | None,
    sent_at: datetime | None,
    ended_at: datetime | None = None,
) -> str:
    """How far a translation is."""
    steps = (
        (ended_at, ENDED),
        (sent_at, SENT),
        (proofed_at, PROOFED),
        (came_at, CAME),
        (ordered_at, ORDERED),
    )
    return next((name for moment, name in steps if moment is not None), ASKED)


def same_reader(translator: str, reader: str) -> bool:
    """Whether whoever proof-reads is who translated: two pairs of eyes are meant."""
    return bool(translator.strip()) and term_key(translator) == term_key(reader)


@dataclass(frozen=True, slots=True)
class State:
    """How much of a letter is put into a language: blocks, those that are, and whether by the rulebook."""

    template: str
    language: str
    blocks: int
    done: int
    whole: bool


def state_of(
    template: str, language: str, texts: Sequence[str], memory: Mapping[str, str], *, whole: bool
) -> State:
    """The state of one template: whole where the policy has its words, else by what is remembered."""
    done = len(texts) if whole else sum(digest(each) in memory for each in texts)
    return State(template, language, len(texts), done, whole or (bool(texts) and done == len(texts)))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file of agreed words holds, and the lines that cannot be taken, each with a sentence."""

    terms: tuple[Term, ...]
    faults: tuple[tuple[int, str], ...]


def read_terms(text: str) -> Sheet:
    """Agreed words out of a CSV file: term, translation and maybe a note. A head line is left out."""
    terms: dict[str, Term] = {}
    faults: list[tuple[int, str]] = []
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=False)
    for line, row in enumerate(rows, start=1):
        cells = [_cell(each) for each in row]
        if not any(cells) or (line == 1 and term_key(cells[0]) == HEADINGS[0]):
            continue
        if len(terms) >= MOST_ROWS:
            faults.append((line, f"At most {MOST_ROWS:,} words are taken at a time. Split the file."))
            break
        fault = fault_of(cells[0], cells[1] if len(cells) > 1 else "")
        if fault:
            faults.append((line, fault))
        else:
            terms[term_key(cells[0])] = Term(cells[0], cells[1], cells[2] if len(cells) > 2 else "")
    return Sheet(tuple(terms.values()), tuple(faults))


def fault_of(term: str, translation: str) -> str:
    """Why this is no agreed word; empty where it is."""
    if not term or not translation:
        return "Give both our word and the one in the other language."
    if max(len(term), len(translation)) > LONGEST_TERM:
        return f"A word or phrase has at most {LONGEST_TERM} characters."
    return ""


def _cell(text: str) -> str:
    # The quotation mark that a sheet of ours puts before what a spreadsheet would take for a sum.
    found = " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())
    return found[1:] if found[:1] == "'" and found[1:2] in "=+-@" and len(found) > 1 else found


def write_terms(terms: Iterable[Term]) -> str:
    """The same as a CSV file, which no spreadsheet takes for sums."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADINGS)
    for each in terms:
        rows.writerow([_safe(each.term), _safe(each.translation), _safe(each.note)])
    return out.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") and cell else cell
