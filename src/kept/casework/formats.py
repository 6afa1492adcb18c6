"""Can whoever gets this use it as it is, and if not, what is to be done instead?

    decide(formats, statutory=False, way="letter", template_languages=())
    # Decision(go=False, says="Not like this: they use braille.", instead=("Send it in braille.",), …)

1. What its reader cannot use is held, with what to do instead: which form, which way, and who.
2. A statutory notice, the summary of a hazard and the answer to a complaint are never held: they go at once,
   and what their reader can use goes too, on a clock of its own (practice 26).
3. Where somebody asked for several forms, any of them will do now; the others are owed beside it.
4. Whoever prefers another language is taken not to read English until somebody noted that they do.
5. What somebody with a learning disability chose is kept to; another way needs a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kept.rulebook.formats import AT_ONCE, ENGLISH, FORM, OWN_WAY, READER, FormatEntry

ENGLISH_CODE = "en"
LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads for them; `written` where their authority is in writing."""

    name: str
    written: bool


@dataclass(frozen=True, slots=True)
class Formats:
    """In which form somebody can use what we send: what they asked for, and what their needs mean.

    `forms` are entries of the room, the first the one that they put first. `way` is the way that they chose
    and that is kept to (rule 5). `language` is a code of people.yaml, `language_name` its name.
    """

    forms: tuple[FormatEntry, ...] = ()
    language: str = ""
    language_name: str = ""
    reads_english: bool = False
    readers: tuple[Reader, ...] = ()
    way: str = ""

    def __bool__(self) -> bool:
        return bool(self.forms or self.foreign or self.way)

    @property
    def foreign(self) -> bool:
        """Whether they prefer another language to English."""
        return self.language not in ("", ENGLISH_CODE)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the forms."""
        return tuple(each.name for each in self.forms)

    @property
    def third_party(self) -> Reader | None:
        """Who reads for them, where that is what they asked for; whoever may do so in writing first."""
        if not any(each.makes == READER for each in self.forms):
            return None
        return next(iter(sorted(self.readers, key=lambda each: not each.written)), None)

    @property
    def said(self) -> tuple[str, ...]:
        """The same in short lines, for the head of a page."""
        found = [each.label for each in self.forms]
        if self.foreign:
            beside = ", and English" if self.reads_english else ""
            found.insert(0, f"Reads {self.language_name}{beside}")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it goes as it is, why or why not, what to do instead, and which forms are owed beside it.

    `also` holds names of forms; a language stands as `language`.
    """

    go: bool
    says: str = ""
    instead: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def formats_of(
    room: Iterable[FormatEntry],
    *,
    asked: Sequence[str],
    needs: Sequence[str],
    language: str = "",
    language_name: str = "",
    readers: Sequence[Reader] = (),
    chosen_way: str = "",
) -> Formats:
    """What is known of somebody, out of what is on record. What they asked for outweighs what needs suggest.

    A form that the house no longer has is left out; nobody is kept from a letter by a word without a meaning.
    """
    entries = {each.name: each for each in room}
    forms = [entries[each] for each in dict.fromkeys(asked) if each in entries and entries[each].sort == FORM]
    has = {each.makes for each in forms}
    forms += [
        each
        for each in entries.values()
        if each.sort == FORM and each.makes not in has and set(each.needs) & set(needs)
    ]
    own_way = any(each.sort == OWN_WAY and set(each.needs) & set(needs) for each in entries.values())
    return Formats(
        forms=tuple(each for each in forms if each.makes != ENGLISH),
        language=language,
        language_name=language_name or language,
        reads_english=any(each.makes == ENGLISH for each in forms),
        readers=tuple(readers),
        way=chosen_way if own_way else "",
    )


def goes_at_once(room: Iterable[FormatEntry], *, statutory: bool, tells: str = "") -> bool:
    """Whether it is never held: the law demands it, or it is of a kind that the house names (rule 2)."""
    return statutory or any(each.sort == AT_ONCE and tells in each.kinds for each in room)


def decide(
    formats: Formats,
    *,
    statutory: bool,
    way: str,
    template_languages: Sequence[str] = (),
    lang: str = ENGLISH_CODE,
    sent_in: str = "",
    reason: str = "",
) -> Decision:
    """Whether this goes by this way, in this language and in the form `sent_in` (empty: an ordinary copy).

    `reason` is why it goes all the same, where the customer said so.
    """
    shut = tuple(each for each in formats.forms if way in each.shuts and each.name != sent_in)
    usable = not shut or sent_in in formats.names
    foreign = formats.foreign and not formats.reads_english and lang != formats.language
    also = (*((LANGUAGE,) if foreign else ()), *(each.name for each in shut))
    against_way = bool(formats.way) and formats.way in _WAYS and formats.way != way
    if usable and not foreign and not against_way:
        return Decision(True, also=also)
    if statutory:
        return Decision(True, _goes(formats, shut, foreign), also=also)
    if reason:
        return Decision(True, f"It goes as it is, for this reason: {reason}", also=())
    instead = [
        *(_translated(formats, template_languages) if foreign else ()),
        *((_sentence(each, formats) for each in shut) if not usable else ()),
        *((f"{_WAYS[formats.way]} They chose that; another way needs a reason.",) if against_way else ()),
    ]
    return Decision(False, _held(formats, shut if not usable else (), foreign), tuple(instead), also)


# The ways that somebody can choose, as what we do then.
_WAYS: Mapping[str, str] = {
    "telephone": "Ring them.",
    "text": "Send a text message.",
    "email": "Write an e-mail.",
    "letter": "Write a letter.",
    "visit": "Visit them.",
    "in-person": "Ask them to the office.",
}


def _translated(formats: Formats, languages: Sequence[str]) -> tuple[str, ...]:
    if formats.language in languages:
        return (f"Choose the {formats.language_name} words of this letter.",)
    return (f"Ask for it in {formats.language_name}: the letter waits, and its own promise runs on.",)


def _sentence(form: FormatEntry, formats: Formats) -> str:
    if form.makes != READER:
        return form.instead
    reader = formats.third_party
    if reader is None:
        return form.instead
    if not reader.written:
        lacks = f"{reader.name} reads for them, but has no authority in writing."
        return f"{lacks} Ask for it, or ring and read it out."
    return f"Send it to {reader.name}, who reads for them, as well."


def _use(formats: Formats, shut: Sequence[FormatEntry], foreign: bool) -> str:
    """What they use, as the middle of a sentence."""
    found = [each.label[0].lower() + each.label[1:] for each in shut]
    if foreign:
        found.insert(0, formats.language_name)
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " and " + found[-1]


def _held(formats: Formats, shut: Sequence[FormatEntry], foreign: bool) -> str:
    if not shut and not foreign:
        return "Not this way: they chose how we reach them."
    return f"Not like this. What they can use: {_use(formats, shut, foreign)}."


def _goes(formats: Formats, shut: Sequence[FormatEntry], foreign: bool) -> str:
    if not shut and not foreign:
        return "It goes at once, although they chose another way: it may not wait."
    use = _use(formats, shut, foreign)
    return f"It goes at once, for it may not wait. What they can use goes too, by its own date: {use}."


@dataclass(frozen=True, slots=True)
class Asked:
    """Since when somebody has a form, and when to ask again."""

    form: str
    asked_on: date
    review_on: date | None


def to_ask_again(asked: Iterable[Asked], today: date) -> tuple[Asked, ...]:
    """The answers that somebody should ask about again, the oldest first."""
    due = [each for each in asked if each.review_on is not None and each.review_on <= today]
    return tuple(sorted(due, key=lambda each: each.review_on or today))


def untrained_words(names: Sequence[str]) -> str:
    """Why these colleagues do not go to a customer who needs something of us."""
    who = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    was = "was" if len(names) == 1 else "were"
    return f"{who} {was} not trained for what this customer needs. Choose a colleague who was."
