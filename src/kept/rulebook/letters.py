"""What kinds of letters does this house write, what is filled in, and what must be in each?

    - name: answer
      label: Answer to a letter or e-mail
      says: Everything they asked, answered point by point.
      sort: answer
      ways: [letter, email]
      tells: {letter: letter.answered, email: email.answered}
      subject: "{about}"
      must: [asked, answer]
      fields:
        about: {label: What is it about?}
        asked: {label: What did they ask?, type: long_text, gives: asked, from: thread.about}
        answer: {label: The answer to it, type: long_text, gives: answer}
      blocks:
        - "You asked us: {asked}"
        - "{answer}"

In `letters.yaml`, shared by all or an association's own; blocks are told of in `letter_words.py`. What a
template `must` have is given by whoever writes and by the headed paper (see `letterheads.py`), by a required
field, or by a block that is never left out: a letter whose fields are filled in has all of it, and one that
has not cannot be made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.rulebook.context import Context
from kept.rulebook.entry import SHORT_NAME_FIRST, SLUG, Entry
from kept.rulebook.faults import NO_SUCH_KIND, SEE_EVENTS
from kept.rulebook.letter_words import (
    BY_ITSELF,
    BY_WORDS,
    GIVEN,
    LANGUAGE,
    MUST,
    Block,
    check_blanks,
    read_blocks,
)
from kept.rulebook.yamlread import Map

if TYPE_CHECKING:
    from kept.rulebook.model import Rulebook

SORTS_OF_LETTER = ("answer", "acknowledgement", "delay", "notice", "form", "invitation", "general")
LETTER, EMAIL, TEXT = "letter", "email", "text"
WAYS = (LETTER, EMAIL, TEXT)
FIELD_TYPES = ("text", "long_text", "date", "time", "number", "money", "phone", "email", "choice")
LONGEST_TEXT = 459  # three parts of a text message
# What fills a field before anybody types, and where it comes from.
SOURCES: Mapping[str, str] = {
    "person.name": "the customer's name",
    "person.address": "the customer's address",
    "home.address": "the address of the home",
    "officer.name": "the officer who looks after the home",
    "officer.phone": "that officer's direct line",
    "thread.about": "what they asked us, in their words",
    "thread.received_on": "the day on which their words reached us",
    "thread.reference": "the reference of the contact",
    "promise.answer_by": "the day by which the policy wants the answer",
    "appointment.day": "the day of the appointment",
    "appointment.time": "the time of the appointment",
    "appointment.place": "where the appointment is",
    "appointment.who": "whom they meet",
    "tries": "when we tried to reach them",
    "ended.reason": "why a call or talk with them was ended, as the note has it",
    "decided.reasons": "why the director decided what is limited",
}


@dataclass(frozen=True, slots=True)
class TemplateField:
    """Something to fill in. `gives` is what of MUST it gives, `fact` the field of the event that it fills.

    A choice has the choices of that field, and may stand nowhere in the letter. `required_when` names a
    choice of the letter and what was chosen there that makes this one needed after all.
    """

    name: str
    label: str
    type: str = "text"
    required: bool = True
    default_from: str = ""
    help: str = ""
    gives: str = ""
    fact: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required_when: tuple[str, tuple[str, ...]] = ("", ())


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a template in one language; `text` is the whole of a text message."""

    lang: str
    subject: str = ""
    blocks: tuple[Block, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of letter. `tells_by` is what is told by what it answers or by which way it goes, where that
    is not alike; `facts` what is told besides the fields, under one of those or, with an empty word, always;
    `on` the kinds of thread that it is for, all where none; `longest` how many words are enough.
    """

    name: str
    label: str
    says: str
    sort: str = "general"
    tells: str = ""
    tells_by: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str, str | bool], ...] = ()
    ways: tuple[str, ...] = (LETTER,)
    on: tuple[str, ...] = ()
    subject: str = ""
    blocks: tuple[Block, ...] = ()
    text: str = ""
    fields: tuple[TemplateField, ...] = ()
    must: tuple[str, ...] = ()
    approval: str = ""
    statutory: bool = False
    longest: int = 0
    languages: tuple[Words, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names that a keeper may add to the template's: what it must have."""
        return self.must

    def field(self, name: str) -> TemplateField | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)

    def told(self, way: str, on: str = "") -> str:
        """The kind of event that is told once it went; empty where none is. `on` is the thread's kind."""
        return self.told_under(way, on)[1]

    def told_under(self, way: str, on: str = "") -> tuple[str, str]:
        """The same with what it stands under: what it answers comes before the way that it goes."""
        by = dict(self.tells_by)
        return next(((key, by[key]) for key in (on, way) if key in by), ("", self.tells))

    def words(self, lang: str) -> Words:
        """Its words in that language, else in English."""
        own = Words("en", self.subject, self.blocks, self.text)
        return next((each for each in self.languages if each.lang == lang), own)


def template_of(rulebook: Rulebook, name: str) -> Template | None:
    """The template of that name, or None."""
    return next((each for each in rulebook.room("letters") if each.name == name), None)


_KEYS = (
    *("name", "label", "says", "sort", "tells", "facts", "ways", "contacts", "subject", "must", "approval"),
    *("statutory", "longest", "fields", "blocks", "text", "languages"),
)


def read_template(entry: Entry, context: Context) -> Template | None:
    """One template; None where it has no name, title or sort."""
    entry.only(*_KEYS)
    name, label = entry.slug("name"), entry.text("label", limit=80)
    says, sort = entry.text("says", limit=300), entry.choice("sort", SORTS_OF_LETTER)
    tells, tells_by = _tells(entry, context)
    fields = tuple(_fields(entry, [kind for kind in (tells, *dict(tells_by).values()) if kind], context))
    ways = _among(entry, "ways", WAYS, "A letter goes by one of these ways.") or (LETTER,)
    words = _words(entry, "en", fields, ways)
    _check_used(entry, fields, words)
    _check_when(entry, fields)
    facts = tuple(_facts(entry, tells, tells_by, context))
    if not (name and label and says and sort):
        return None
    return Template(
        name,
        label,
        says,
        sort,
        tells=tells,
        tells_by=tells_by,
        facts=facts,
        ways=ways,
        on=_among(entry, "contacts", _openings(context), "No contact is of this sort."),
        subject=words.subject,
        blocks=words.blocks,
        text=words.text,
        fields=fields,
        must=_must(entry, fields, words),
        approval=entry.choice("approval", context.owners(), required=False) or "",
        statutory=entry.flag("statutory"),
        longest=(entry.whole("longest", least=20, most=5_000) or 0) if "longest" in entry else 0,
        languages=tuple(_translated(entry, fields, words, ways)),
    )


def _openings(context: Context) -> list[str]:
    return sorted({each.opens for each in context.kinds.values() if each.opens})


def _among(entry: Entry, key: str, known: Iterable[str], message: str) -> tuple[str, ...]:
    options, found = list(known), entry.words(key)
    for each in found:
        if each not in options:
            entry.not_among(key, message, each, options)
    return found


def _fields(entry: Entry, kinds: list[str], context: Context) -> Iterable[TemplateField]:
    told = {each.name: each for kind in kinds if kind in context.kinds for each in context.kinds[kind].fields}
    inner = entry.inner("fields", where="“fields”")
    for each in inner.named("field") if inner is not None else ():
        each.only("label", "type", "required", "from", "help", "gives", "fact", "required_when")
        label = each.text("label", limit=80)
        kind = each.choice("type", FIELD_TYPES, required=False) or "text"
        fact = each.choice("fact", told, required=False) or ""
        choices = told[fact].choices if fact and kind == "choice" else ()
        if kind == "choice" and not choices:
            message = "A choice takes its choices from a fact. Name that fact."
            each.fault("type", message, allowed="fact: its name")
        if not SLUG.match(each.name) or "-" in each.name:
            each.no_short_name(None, SHORT_NAME_FIRST, each.name, within="and _")
        elif each.name in GIVEN:
            each.fault(None, "Every letter fills this in by itself. Take it out.", found=each.name)
        elif label is not None:
            yield TemplateField(
                each.name,
                label,
                kind,
                required=each.flag("required", default=True),
                default_from=each.choice("from", SOURCES, required=False) or "",
                help=each.text("help", limit=300, required=False) or "",
                gives=each.choice("gives", BY_WORDS, required=False) or "",
                fact=fact,
                choices=choices,
                required_when=_when(each),
            )


def _when(entry: Entry) -> tuple[str, tuple[str, ...]]:
    """Which choice of the letter makes the field needed, and what has to be chosen there."""
    inner = entry.inner("required_when", where="“required_when”")
    named = [str(each) for each in inner.data.items] if inner is not None else []
    if inner is None or len(named) != 1:
        if inner is not None:
            entry.fault("required_when", "Name one field and what is chosen there.", found=len(named))
        return "", ()
    return named[0], inner.words(named[0], required=True)


def _check_when(entry: Entry, fields: Iterable[TemplateField]) -> None:
    """What makes a field needed is a choice of this letter, and can be chosen."""
    choices = {each.name: [slug for slug, _label in each.choices] for each in fields if each.choices}
    for each in fields:
        name, values = each.required_when
        if name and name not in choices:
            entry.not_among("fields", "No field with choices has this name in this letter.", name, choices)
        for value in values if name in choices else ():
            if value not in choices[name]:
                entry.not_among("fields", "This cannot be chosen there.", value, choices[name])


def _words(entry: Entry, lang: str, fields: Iterable[TemplateField], ways: tuple[str, ...]) -> Words:
    """Subject, blocks and text of one language: a letter needs the first two, a text message the last."""
    known = {each.name: each for each in fields}
    long = ways != (TEXT,)
    subject = entry.text("subject", limit=150, required=long) or ""
    text = entry.text("text", limit=LONGEST_TEXT, required=TEXT in ways) or ""
    if long and "blocks" not in entry:
        entry.missing("blocks")
    check_blanks(entry, "subject", [subject], known)
    check_blanks(entry, "text", [text], known)
    return Words(lang, subject, read_blocks(entry, "blocks", known.values()), text)


def _used(words: Words) -> set[str]:
    """The names of all fields that stand somewhere in the words, or leave a block out."""
    plain = Block("paragraph", words.subject), Block("paragraph", words.text)
    return {name for each in (*words.blocks, *plain) for name in (*each.blanks, each.when) if name}


def _check_used(entry: Entry, fields: Iterable[TemplateField], words: Words) -> None:
    used = _used(words)
    for each in fields:
        if each.name not in used and not each.fact:
            entry.fault(
                "fields",
                "This field stands nowhere in the letter. Use it in the words, or take it out.",
                found=each.name,
            )


def _must(entry: Entry, fields: Iterable[TemplateField], words: Words) -> tuple[str, ...]:
    """What it must have: given by the frame, by a required field, or by a block that always stands."""
    given = {each.gives for each in fields if each.required and each.name in _used(words)}
    given |= {each.gives for each in words.blocks if not each.when}
    must = _among(entry, "must", MUST, "Nothing that a letter can be bound to say has this name.")
    for each in must:
        if each in BY_WORDS and each not in given:
            message = "This letter may go out without it. Ask for it in a required field, or always say it."
            entry.fault("must", message, found=each, allowed=f"gives: {each}")
    return must


def _tells(entry: Entry, context: Context) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What is told once it went: one kind, or one by what it answers or by its way."""
    known, see = sorted(context.kinds), SEE_EVENTS
    if not entry.holds_mapping("tells"):
        return entry.choice("tells", known, required=False, see=see) or "", ()
    found, keys = tuple(entry.pairs("tells")), sorted({*WAYS, *_openings(context)})
    for key, kind in found:
        if key not in keys:
            entry.not_among("tells", "This is neither a way nor a kind of contact.", key, keys)
        if kind not in known:
            entry.not_among("tells", NO_SUCH_KIND, kind, known, see=see)
    return "", found


def _facts(
    entry: Entry,
    tells: str,
    tells_by: Iterable[tuple[str, str]],
    context: Context,
) -> Iterable[tuple[str, str, str | bool]]:
    """What the event is told besides: under what, name and value. Every name is one that the kind has."""
    kinds = {key: context.kinds[kind] for key, kind in (("", tells), *tells_by) if kind in context.kinds}
    names = {key: {each.name for each in kind.fields} for key, kind in kinds.items()}
    for_all = sorted(set.intersection(*names.values())) if names else []
    inner = entry.inner("facts", where="“facts”")
    for name, value in inner.data.items.items() if inner is not None else ():
        under = {name: value} if not isinstance(value, Map) else value.items
        key = str(name) if isinstance(value, Map) else ""
        known = sorted(names.get(key, names.get("", ()))) if key else for_all
        for each_name, said in under.items():
            if each_name not in known:
                entry.not_among("facts", "What is told has no field of this name.", each_name, known)
            elif not isinstance(said, str | bool):
                entry.fault("facts", "Write a word here, or yes or no.", found=said)
            else:
                yield key, str(each_name), said


def _translated(
    entry: Entry, fields: tuple[TemplateField, ...], english: Words, ways: tuple[str, ...]
) -> Iterable[Words]:
    """Its words in other languages, each with the same fields and the same blocks left out."""
    inner = entry.inner("languages", where="“languages”")
    for each in inner.named("language") if inner is not None else ():
        each.only("subject", "blocks", "text")
        words = _words(each, each.name, fields, ways)
        if not LANGUAGE.match(each.name) or each.name == "en":
            allowed = "a code of people.yaml, such as cy"
            each.fault(
                None, "Letters are not put into a language of this code.", found=each.name, allowed=allowed
            )
        elif lacking := sorted(_used(english) - _used(words) - set(GIVEN)):
            each.fault("blocks", "The translation leaves out part of the letter. Add it.", found=lacking[0])
        else:
            yield words


__all__ = ["BY_ITSELF", "MUST", "Template", "TemplateField", "Words", "read_template", "template_of"]
