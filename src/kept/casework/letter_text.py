"""What does this letter say, word for word, before anybody prints, sends or speaks it?

    document = fill(template, letterhead, {"received_on": "2026-04-03", …}, writer, on=date(2026, 4, 7),
                    to=("Ms Ada Bell", "2 Rose Lane"), dear="Ms Bell", reference="K7F3-9Q2M")
    document.blocks[0]      # Block("paragraph", "Thank you for your letter of Friday 3 April 2026.")

Pure: templates come from the rulebook, values from whoever asks. Two rules hold here:

1. No letter has a hole in it. `fill` raises `Unfilled`, with a sentence for each field that is empty or
   cannot be read and for each thing that whoever writes lacks. `draft` gives the same letter with the holes
   marked, to be looked at; such a letter cannot be printed.
2. What somebody typed is words and nothing else. Nothing here or after it reads markup in them, but for what
   a typist does: an empty line begins a paragraph, and lines that begin with a hyphen are a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal, InvalidOperation

from kept.rulebook.letter_words import BLANK, LIST, PARAGRAPH, Block
from kept.rulebook.letterheads import ENGLISH, LARGE_PRINT, LARGER_PRINT, Letterhead, Wording
from kept.rulebook.letters import LETTER, TEXT, Template, TemplateField
from kept.rulebook.model import EventKind

_ITEM = re.compile(r"\s*[-•*]\s+")
# What a customer's file calls the two sizes of large print, and the need itself.
SIZES: Mapping[str, int] = {
    "large-print": LARGE_PRINT,
    "large-print-18": LARGE_PRINT,
    "large-print-24": LARGER_PRINT,
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: name, job title, direct telephone, e-mail address, team."""

    name: str
    job: str = ""
    phone: str = ""
    email: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One letter, all of its words in the order in which they are read.

    `holes` is empty but for a draft: the name of each thing that is lacking, with a sentence.
    """

    title: str
    lang: str
    to: tuple[str, ...]
    from_: Writer
    date: date
    reference: str
    blocks: tuple[Block, ...]
    way: str = LETTER
    template: str = ""
    dear: str = ""
    ask: str = ""
    yours: str = ""
    your_reference: str = ""
    enclosed: tuple[str, ...] = ()
    translation_line: str = ""
    offers: tuple[tuple[str, str], ...] = ()
    wording: Wording = ENGLISH
    holes: tuple[tuple[str, str], ...] = ()

    @property
    def written_on(self) -> str:
        """The date as the letter says it."""
        return day_in(self.wording, self.date)

    @property
    def words(self) -> str:
        """What the letter itself says, without address, paper and name: to be judged and counted."""
        return "\n\n".join(part for block in self.blocks for part in block.said if part)


class Unfilled(ValueError):
    """Something that the letter needs is not there. `faults` is what, with a sentence for each."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(sentence for _, sentence in self.faults))


def fill(
    template: Template,
    letterhead: Letterhead,
    values: Mapping[str, object],
    writer: Writer,
    *,
    on: date,
    to: Sequence[str] = (),
    dear: str = "",
    reference: str = "",
    your_reference: str = "",
    wording: Wording = ENGLISH,
    offers: Iterable[tuple[str, str]] = (),
    way: str = LETTER,
    enclosed: Sequence[str] = (),
) -> Document:
    """The letter, all filled in. `dear` is title and surname; without it nobody is called by name.

    The words are in the language of `wording` where the template has them, else in English.
    """
    found = draft(
        template,
        letterhead,
        values,
        writer,
        on=on,
        to=to,
        dear=dear,
        reference=reference,
        your_reference=your_reference,
        wording=wording,
        offers=offers,
        way=way,
        enclosed=enclosed,
    )
    if found.holes:
        raise Unfilled(found.holes)
    return found


def draft(
    template: Template,
    letterhead: Letterhead,
    values: Mapping[str, object],
    writer: Writer,
    *,
    on: date,
    to: Sequence[str] = (),
    dear: str = "",
    reference: str = "",
    your_reference: str = "",
    wording: Wording = ENGLISH,
    offers: Iterable[tuple[str, str]] = (),
    way: str = LETTER,
    enclosed: Sequence[str] = (),
) -> Document:
    """The letter as far as it is filled in, with what is lacking in square brackets."""
    words = template.words(wording.name)
    if words.lang != wording.name:
        wording = ENGLISH
    given = {
        "association": letterhead.title,
        "today": day_in(wording, on),
        "writer": writer.name,
        "job": writer.job,
        "phone": writer.phone,
        "email": writer.email,
        "office_phone": letterhead.phone,
        "ombudsman": letterhead.ombudsman,
        "reference": reference,
    }
    filling = _Filling(template, values, given, wording)
    if way == TEXT:
        title, blocks = "", [Block(PARAGRAPH, filling.said(words.text))]
    else:
        title = filling.said(words.subject)
        blocks = [part for each in words.blocks for part in filling.block(each)]
    how = writer.phone or writer.email or letterhead.phone
    must = dict.fromkeys((*letterhead.must, *template.must))
    holes = (*filling.holes.items(), *_of_writer(must if way != TEXT else (), writer, how))
    return Document(
        title,
        wording.name,
        tuple(line for line in (each.strip() for each in to) if line),
        writer,
        on,
        reference,
        tuple(blocks),
        way=way,
        template=template.name,
        dear=_put(wording.dear, name=dear) if dear else wording.dear_unknown,
        ask=_put(wording.ask, name=writer.name, how=how) if how else "",
        yours=wording.yours if dear else wording.yours_unknown,
        your_reference=your_reference,
        enclosed=tuple(enclosed),
        translation_line=wording.line or letterhead.translation_line,
        offers=tuple(offers),
        wording=wording,
        holes=tuple(holes),
    )


def facts_of(
    template: Template,
    way: str,
    values: Mapping[str, object],
    *,
    on: str = "",
    kinds: Mapping[str, EventKind] | None = None,
) -> tuple[str, dict[str, object]]:
    """The kind that is told once it went, empty where none is, and its facts.

    `on` is the thread's kind. With `kinds` a fact that only another of the template's kinds has is left out.
    """
    key, kind = template.told_under(way, on)
    if not kind:
        return "", {}
    facts: dict[str, object] = {
        name: value for under, name, value in template.facts if under in ("", key or way)
    }
    facts |= {
        each.fact: values[each.name] for each in template.fields if each.fact and given(values, each.name)
    }
    if kinds is None:
        return kind, facts
    fields = {each.name: each for each in kinds[kind].fields}
    # What answers yes or no is answered by whether there are words: an apology is made by making one.
    return kind, {
        name: value if isinstance(value, bool) or fields[name].type != "yes_no" else True
        for name, value in facts.items()
        if name in fields
    }


def size_for(letterhead: Letterhead, needs: Iterable[str]) -> int:
    """In which size it is printed: the house's, or the largest that the reader needs."""
    return max([letterhead.size_pt, *(SIZES[each] for each in needs if each in SIZES)])


def day_in(wording: Wording, day: date) -> str:
    """A day as a letter says it: with the weekday in English, with the name of the month elsewhere."""
    if wording.name == ENGLISH.name:
        return f"{day:%A} {day.day} {day:%B %Y}"
    return f"{day.day} {wording.months[day.month - 1]} {day.year}"


def given(values: Mapping[str, object], name: str) -> bool:
    """Whether there is something under that name."""
    value = values.get(name)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def paragraphs(text: str) -> tuple[Block, ...]:
    """What somebody typed, as paragraphs, and as lists where lines begin with a hyphen."""
    found: list[Block] = []
    for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        for line in lines:
            last = found[-1] if found else Block("")
            if _ITEM.match(line):
                item = _ITEM.sub("", line, count=1)
                if last.sort == LIST:
                    found[-1] = replace(last, items=(*last.items, item))
                else:
                    found.append(Block(LIST, items=(item,)))
            elif last.sort == PARAGRAPH and line is not lines[0]:
                found[-1] = replace(last, text=f"{last.text}\n{line}")
            else:
                found.append(Block(PARAGRAPH, line))
    return tuple(found)


def value_in(field: TemplateField, value: object, wording: Wording) -> str:
    """What was given for a field, as the letter says it; ValueError, a sentence, where it cannot be read."""
    match field.type:
        case "date":
            return day_in(wording, _day(field, value))
        case "time":
            return _clock(field, value)
        case "money":
            return _money(field, value)
        case "choice":
            return dict(field.choices).get(str(value), str(value))
        case _:
            return str(value).strip()


def _put(text: str, **known: str) -> str:
    """The words of the paper with their blanks filled in."""
    return BLANK.sub(lambda found: known.get(found[1], ""), text)


def _of_writer(must: Iterable[str], writer: Writer, how: str) -> Iterable[tuple[str, str]]:
    """What whoever writes has to have on their own page first."""
    has = {
        "who-writes": (writer.name, "Whoever writes has no name on record."),
        "signature": (writer.name, "Nobody can sign: whoever writes has no name on record."),
        "job-title": (writer.job, "Your job title is not on record. Put it on your own page first."),
        "telephone": (writer.phone, "Your direct number is not on record. Put it on your own page first."),
        "email": (writer.email, "Your e-mail address is not on record. Put it on your own page first."),
        "whom-to-approach": (how, "There is neither a number nor an address at which to ask about it."),
    }
    return [(each, has[each][1]) for each in must if each in has and not has[each][0].strip()]


# What stands on the headed paper, or on the page of whoever writes, and is not there.
_LACKING: Mapping[str, tuple[str, str]] = {
    "phone": ("Your direct number", "is not on record. Put it on your own page first"),
    "email": ("Your e-mail address", "is not on record. Put it on your own page first"),
    "job": ("Your job title", "is not on record. Put it on your own page first"),
    "office_phone": ("The office's number", "is not on the headed paper of the house"),
    "ombudsman": ("The ombudsman", "is not on the headed paper of the house"),
}


class _Filling:
    """One filling in: what is lacking is noted once, and marked where it would stand."""

    def __init__(
        self, template: Template, values: Mapping[str, object], ours: Mapping[str, str], wording: Wording
    ) -> None:
        self.template, self.values, self.ours, self.wording = template, values, ours, wording
        self.holes: dict[str, str] = {}

    def said(self, text: str) -> str:
        """The words with every blank filled in."""
        return BLANK.sub(lambda found: self.value(found[1]), text)

    def block(self, block: Block) -> tuple[Block, ...]:
        """What becomes of a block: nothing, itself, or several where somebody typed several paragraphs."""
        if block.when and not given(self.values, block.when):
            return ()
        if block.sort == PARAGRAPH:
            return paragraphs(self.said(block.text))
        items = tuple(self.said(each) for each in block.items)
        rows = tuple((self.said(label), self.said(each)) for label, each in block.rows)
        return (replace(block, text=self.said(block.text), items=items, rows=rows),)

    def value(self, name: str) -> str:
        """What stands in the blank of that name."""
        field = self.template.field(name)
        if field is None:
            return self.ours.get(name, "").strip() or self.hole(
                name, *_LACKING.get(name, (name, "is not known"))
            )
        if not given(self.values, name):
            return self.hole(name, field.label, "is still empty")
        try:
            return value_in(field, self.values[name], self.wording)
        except ValueError as problem:
            self.holes[name] = str(problem)
            return f"[{field.label}]"

    def hole(self, name: str, label: str, why: str) -> str:
        """Note that something is lacking, and mark where."""
        self.holes[name] = f"“{label}” {why}."
        return f"[{label}]"


def _day(field: TemplateField, value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"“{field.label}” takes a date, such as 2026-04-07.") from None


def _clock(field: TemplateField, value: object) -> str:
    try:
        found = value if isinstance(value, time) else time.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"“{field.label}” takes a time of day, such as 16:10.") from None
    return f"{found:%H:%M}"


def _money(field: TemplateField, value: object) -> str:
    try:
        found = Decimal(str(value).replace("£", "").replace(",", "").strip())
        if not found.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(f"“{field.label}” takes a sum of money, such as 93.50.") from None
    return f"£{found:,.2f}"
