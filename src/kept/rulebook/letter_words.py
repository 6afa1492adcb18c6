"""What are the words of a letter made of: paragraphs, headings, lists, tables, dates, and blanks in them?

    blocks:
      - "Thank you for your letter of {received_on}."
      - {date: "You will have our answer by {answer_by}."}
      - {heading: What happens next, gives: next-step}
      - {list: ["We visit you.", "We write to you again."], when: visit_on}
      - {table: {Your rent now: "{rent_now}", Your rent from then: "{rent_new}"}}

Read here for letters (see `letters.py`). A field that may stay empty stands only in a block that is left out
with it, so that no letter ever has a hole in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from kept.rulebook.entry import SEVERAL, Entry
from kept.rulebook.faults import Described
from kept.rulebook.yamlread import Map, Seq

LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")
PARAGRAPH, HEADING, LIST, TABLE, DATE = "paragraph", "heading", "list", "table", "date"
SORTS_OF_BLOCK = (HEADING, LIST, TABLE, DATE)
# What every letter fills in by itself.
GIVEN = ("association", "today", "writer", "job", "phone", "email", "office_phone", "ombudsman", "reference")
LONGEST = 1_500
# What a letter can be asked to have.
MUST: Mapping[str, str] = {
    "who-writes": "The name of whoever writes.",
    "job-title": "Their job title.",
    "telephone": "A number that reaches them directly.",
    "email": "Their e-mail address.",
    "signature": "A place for the signature, with the name under it.",
    "whom-to-approach": "Whom to ask about the letter, and how.",
    "translation-line": "The line that offers it in other languages and forms.",
    "asked": "What they asked, so that they see it was understood.",
    "answer": "The answer to what they asked.",
    "done-or-why-not": "What was done about it, or why nothing can be.",
    "how-long": "How long it will take.",
    "delay-reason": "Why it takes longer.",
    "when": "The date by which they hear from us.",
    "next-step": "What happens next, or what they can do now.",
    "what-alters": "What alters, from what to what, and from which day.",
    "what-is-planned": "What work or change is planned.",
    "alternative": "What we offer instead.",
}
# What whoever writes and the headed paper give, without a field or a block.
BY_ITSELF = (
    "who-writes",
    "job-title",
    "telephone",
    "email",
    "signature",
    "whom-to-approach",
    "translation-line",
)
BY_WORDS = tuple(each for each in MUST if each not in BY_ITSELF)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a letter: `text` of a paragraph, heading or date, `items` of a list, `rows` of a table.

    `when` names the field without which it is left out, `gives` what of MUST it gives.
    """

    sort: str
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    when: str = ""
    gives: str = ""

    @property
    def said(self) -> tuple[str, ...]:
        """All words of it, in their order."""
        return (self.text, *self.items, *(each for row in self.rows for each in row))

    @property
    def blanks(self) -> tuple[str, ...]:
        """The names of what is filled in, each once."""
        return blanks(*self.said)


class Fillable(Protocol):
    """What is filled in: it has a name, and may stay empty or not."""

    @property
    def name(self) -> str: ...
    @property
    def required(self) -> bool: ...


def blanks(*texts: str) -> tuple[str, ...]:
    """The names of the blanks in those words, each once."""
    return tuple(dict.fromkeys(name for text in texts for name in BLANK.findall(text)))


def read_blocks(entry: Entry, key: str, fields: Iterable[Fillable]) -> tuple[Block, ...]:
    """The blocks that stand at the key, with what is wrong noted."""
    value, known = entry.get(key), {each.name: each for each in fields}
    if value is None:
        return ()
    if not isinstance(value, Seq):
        entry.fault(
            key, f"Write “{key}” as paragraphs, each after a dash and a space.", found=Described("one alone")
        )
        return ()
    found = []
    for each, line in zip(value.items, value.lines, strict=True):
        at = Entry(entry.findings, entry.file, Map(line), where="the block")
        if isinstance(each, str):
            block: Block | None = Block(PARAGRAPH, each.strip())
        elif isinstance(each, Map):
            at = Entry(entry.findings, entry.file, each, where="the block")
            block = _block(at, known)
        else:
            at.fault(
                None, "Write a paragraph as words, or as its sort, a colon and its words.", found=SEVERAL
            )
            block = None
        if block is not None:
            check_blanks(at, None, block.said, known, when=block.when)
            found.append(block)
    return tuple(found)


def check_blanks(
    entry: Entry, key: object, texts: Iterable[str], fields: Mapping[str, Fillable], *, when: str = ""
) -> None:
    """Note blanks that nothing fills, those that may stay empty, and braces that are no blank."""
    for text in texts:
        if "{" in BLANK.sub("", text) or "}" in BLANK.sub("", text):
            entry.fault(
                key,
                "A curly bracket here opens or closes the name of a field. Write both brackets, or neither.",
                found=text[:60],
                allowed="{its_name}",
            )
        if len(text) > LONGEST:
            entry.fault(
                key,
                "This is too long for one piece of a letter. Make two of it.",
                allowed=f"up to {LONGEST:,} characters",
            )
        for name in blanks(text):
            if name in GIVEN:
                continue
            field = fields.get(name)
            if field is None:
                message = "Nothing fills this blank, for no field has this name."
                entry.not_among(key, message, name, [*fields, *GIVEN])
            elif not field.required and when != name:
                message = "This field may stay empty. Put its words into a block that is left out with it."
                entry.fault(key, message, found=name, allowed=f"when: {name}")


def _block(entry: Entry, known: Mapping[str, Fillable]) -> Block | None:
    """A block that is a mapping: its one sort, `when` and `gives`."""
    entry.only("paragraph", *SORTS_OF_BLOCK, "when", "gives")
    sorts = [each for each in ("paragraph", *SORTS_OF_BLOCK) if each in entry]
    if len(sorts) != 1:
        entry.fault(
            None,
            "A block is of one sort only. Make a block for each.",
            found=" and ".join(sorts) or Described("none"),
        )
        return None
    sort, when = sorts[0], entry.choice("when", known, required=False) or ""
    gives = entry.choice("gives", BY_WORDS, required=False) or ""
    if sort == LIST:
        return Block(LIST, items=entry.words(LIST), when=when, gives=gives)
    if sort == TABLE:
        return Block(TABLE, rows=tuple(entry.pairs(TABLE, names=False)), when=when, gives=gives)
    return Block(sort, entry.text(sort, limit=LONGEST) or "", when=when, gives=gives)
