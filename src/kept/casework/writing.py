"""What does this letter still lack before it may go, and what might its writer look at again?

    check(template, document, around=Around(on=date(2026, 4, 7), asked=(Asked("When is it mended?", False),)))
    # (Finding("asked-1", "“When is it mended?” is not ticked as answered. …", stops=True), …)

1. What stops is what the reader would miss: an empty field, a blank left open, a name that is not theirs, a
   question of theirs that nobody answered, a date that has gone, who writes and how to reach them.
2. What does not stop is advice: a doubled word, a slip of spelling, a day on which nobody is here.
3. Each finding names the field that it is about and says what to do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kept.casework.letter_text import Document, given
from kept.rulebook.letter_words import LIST, PARAGRAPH
from kept.rulebook.letters import TEXT, Template
from kept.rulebook.writing import Practice

ANSWER, ACKNOWLEDGEMENT, DELAY = "answer", "acknowledgement", "delay"
REASON = "delay-reason"
WHEN = "when"
MOST_ASKED = 12
_OPEN_BLANK = re.compile(r"\[[^\]\n]{0,60}\]|\{[^}\n]{0,60}\}|_{3,}|\b(?:xxx+|tbc|tba|todo)\b|<<|>>", re.I)
_DOUBLED = re.compile(r"\b([A-Za-z]{2,})\s+\1\b", re.I)
_MEANT = frozenset({"had", "that", "very", "bora", "wagga", "pago", "baden"})
_NO_NAME = re.compile(r"\bDear\s*(?:,|$)", re.I | re.M)
_CALLED = re.compile(
    r"\b(Dear|Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+((?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+)?[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)"
)
_TITLE = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+", re.I)
_NOBODY = frozenset({"sir", "madam", "customer", "tenant", "resident", "neighbour", "all", "colleague"})
_SPACED = re.compile(r"\S( +[,;:.!?])(?=\s|$)")
_ASKED = re.compile(r"[^.?!\n]*\?")
# Slips that everybody makes, and how the word is spelt. Browsers underline the rest.
SLIPS: Mapping[str, str] = {
    "accomodation": "accommodation",
    "acknowlege": "acknowledge",
    "adress": "address",
    "appologise": "apologise",
    "arrear": "arrears",
    "arrised": "arose",
    "begining": "beginning",
    "beleive": "believe",
    "calender": "calendar",
    "carreer": "career",
    "comittee": "committee",
    "commited": "committed",
    "concious": "conscious",
    "definately": "definitely",
    "definatly": "definitely",
    "dissapointed": "disappointed",
    "embarass": "embarrass",
    "enviroment": "environment",
    "existance": "existence",
    "goverment": "government",
    "greatful": "grateful",
    "harrassment": "harassment",
    "imediately": "immediately",
    "independant": "independent",
    "inconvience": "inconvenience",
    "maintainance": "maintenance",
    "maintenence": "maintenance",
    "neccessary": "necessary",
    "neighbor": "neighbour",
    "neigbour": "neighbour",
    "occassion": "occasion",
    "occured": "occurred",
    "occurence": "occurrence",
    "payed": "paid",
    "posession": "possession",
    "prefered": "preferred",
    "publically": "publicly",
    "reccomend": "recommend",
    "recieve": "receive",
    "recieved": "received",
    "reciept": "receipt",
    "refered": "referred",
    "seperate": "separate",
    "sincerly": "sincerely",
    "succesful": "successful",
    "tennant": "tenant",
    "tennancy": "tenancy",
    "tommorow": "tomorrow",
    "tommorrow": "tomorrow",
    "truely": "truly",
    "untill": "until",
    "wich": "which",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: the field that it is about, a sentence with the cure, and whether it stops."""

    name: str
    says: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that the customer asked, and whether the letter answers it."""

    text: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around the letter. `names` are all names that may stand in it, theirs first.

    `due_on` is the last day on which the policy wants the answer; `closed` says of a day that nobody is here.
    """

    on: date
    name: str = ""
    names: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    due_on: date | None = None
    closed: Callable[[date], bool] | None = None


def questions_in(text: str) -> tuple[str, ...]:
    """What somebody asked, sentence by sentence; all they wrote, in short, where it holds no question."""
    lines = re.sub(r"(?<=[^\n.?!:])\n(?=[^\n])", " ", text.replace("\r\n", "\n"))
    flat = [" ".join(each.split()) for each in _ASKED.findall(lines)]
    found = list(dict.fromkeys(each for each in flat if len(each) > 3))[:MOST_ASKED]
    if found:
        return tuple(found)
    short = " ".join(text.split())
    return (short if len(short) <= 200 else f"{short[:199].rstrip()}…",) if short else ()


def address_mark(to: Iterable[str]) -> str:
    """A short word that stands for name and address: whoever ticked one has not ticked another."""
    return hashlib.sha256("\n".join(each.strip() for each in to).encode()).hexdigest()[:16]


def check(
    template: Template,
    document: Document,
    *,
    values: Mapping[str, object],
    around: Around,
    practice: Practice | None = None,
) -> tuple[Finding, ...]:
    """Everything that stops it and everything that is advised, what stops first."""
    like = practice or Practice("answers")
    found = [
        *(Finding(name, sentence, True) for name, sentence in document.holes),
        *_wanted(template, values),
        *_blanks(document),
        *_names(document, around),
        *_asked(template, like, around),
        *_dates(template, values, around),
        *_late(template, values, around),
        *_answer_first(template, document, values),
        *_slips(document),
    ]
    return tuple(sorted(found, key=lambda each: not each.stops))


def _wanted(template: Template, values: Mapping[str, object]) -> Iterable[Finding]:
    """What is needed because of what was chosen, such as an apology where they were right."""
    for each in template.fields:
        name, chosen = each.required_when
        if name and values.get(name) in chosen and not given(values, each.name):
            label = dict(field.choices).get(str(values[name])) if (field := template.field(name)) else None
            says = f"“{each.label.rstrip('?')}” is needed where you chose “{label}”. Write it, then send it."
            yield Finding(each.name, says, True)


def stopping(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop it."""
    return tuple(each for each in findings if each.stops)


def _blanks(document: Document) -> Iterable[Finding]:
    """Brackets that somebody meant to fill in; those of a hole are told of already."""
    known = {f"[{sentence.split('“')[1].split('”')[0]}]" for _, sentence in document.holes if "“" in sentence}
    for each in dict.fromkeys(found.group(0) for found in _OPEN_BLANK.finditer(_all(document))):
        if each not in known and not any(each in hole for hole in known):
            yield Finding("words", f"“{each}” is still to be filled in. Put the words there.", True)


def _all(document: Document) -> str:
    return f"{document.title}\n{document.words}"


def _names(document: Document, around: Around) -> Iterable[Finding]:
    if _NO_NAME.search(f"{document.dear}\n{document.words}"):
        says = "The letter greets nobody: “Dear ,”. Put the customer's name on their file, or write it."
        yield Finding("dear", says, True)
    known = {_folded(part) for each in around.names for part in [each, *each.split()]}
    if not known:
        return
    for found in _CALLED.finditer(document.words):
        called = _TITLE.sub("", found.group(2))
        parts = [_folded(each) for each in called.split()]
        if parts[0] in _NOBODY or parts[0] in known or parts[-1] in known:
            continue
        dear = found.group(1) == "Dear"
        whose = f"The customer is {around.name}." if around.name else "Nobody here is called that."
        says = f"“{found.group(0)}” stands in the letter. {whose} Check whose name it is."
        yield Finding("words", says, dear)


def _folded(name: str) -> str:
    return name.strip(" ,.'’").lower()


def _asked(template: Template, like: Practice, around: Around) -> Iterable[Finding]:
    if template.sort != ANSWER or not like.questions:
        return
    for at, each in enumerate(around.asked, 1):
        if not each.answered:
            says = f"“{each.text}” is not ticked as answered. Answer it, or say when they will hear."
            yield Finding(f"asked-{at}", says, True)


def _dates(template: Template, values: Mapping[str, object], around: Around) -> Iterable[Finding]:
    """A day that we name ourselves is still to come, and somebody is here on it."""
    for field in template.fields:
        day = _day(values.get(field.name)) if field.type == "date" else None
        if day is None or not (field.fact or field.gives):
            continue
        if day <= around.on:
            says = f"“{field.label}” is {_said(day)}, which is over. Give a day that is still to come."
            yield Finding(field.name, says, True)
        elif around.closed is not None and around.closed(day):
            yield Finding(field.name, f"Nobody is here on {_said(day)}. Is that the day you mean?", False)


def _late(template: Template, values: Mapping[str, object], around: Around) -> Iterable[Finding]:
    """Where the answer takes longer than the policy says, they are told why."""
    days = [
        (each, day)
        for each in template.fields
        if each.gives == WHEN and (day := _day(values.get(each.name))) is not None
    ]
    if template.sort not in (ACKNOWLEDGEMENT, DELAY) or around.due_on is None or not days:
        return
    field, day = days[0]
    reasons = [each for each in template.fields if each.gives == REASON]
    if day <= around.due_on or any(given(values, each.name) for each in reasons):
        return
    policy = f"Our policy wants the answer by {_said(around.due_on)}, and you name {_said(day)}."
    if reasons:
        yield Finding(reasons[0].name, f"{policy} Say why it takes longer.", True)
    else:
        says = f"{policy} Name an earlier day, or write the letter that says why it takes longer."
        yield Finding(field.name, says, True)


def _answer_first(template: Template, document: Document, values: Mapping[str, object]) -> Iterable[Finding]:
    """A plain answer comes before everything else that is to be said."""
    if template.sort != ANSWER or document.way == TEXT:
        return
    answers = [str(values.get(each.name) or "") for each in template.fields if each.gives == ANSWER]
    first = " ".join(next((line for line in answers if line.strip()), "").split())[:60]
    blocks = [each for each in document.blocks if each.sort in (PARAGRAPH, LIST)]
    early = " ".join(" ".join(part for each in blocks[:3] for part in each.said).split())
    if first and first not in early:
        says = "The answer stands far down. Say it first, and the reasons after it."
        yield Finding("answer", says, False)


def _slips(document: Document) -> Iterable[Finding]:
    said = _all(document)
    for found in dict.fromkeys(each.group(0) for each in _DOUBLED.finditer(said)):
        if found.split()[0].lower() not in _MEANT:
            yield Finding("words", f"A word stands twice: “{' '.join(found.split())}”.", False)
    for word in dict.fromkeys(re.findall(r"[A-Za-z]+", said)):
        if word.lower() in SLIPS:
            yield Finding("words", f"“{word}” is spelt “{SLIPS[word.lower()]}”.", False)
    if _SPACED.search(said):
        yield Finding("words", "There is a space before a comma or full stop.", False)


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None


def _said(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def asked_of(kept: object) -> tuple[Asked, ...]:
    """The questions as they are kept with a letter: pairs of words and whether they are answered."""
    if not isinstance(kept, Sequence) or isinstance(kept, str):
        return ()
    pairs = [each for each in kept if isinstance(each, Sequence) and len(each) == 2]
    return tuple(Asked(str(text), bool(done)) for text, done in pairs)
