"""How does a letter read while it is written: fields, preview, what it lacks, and what may be done?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions.working.letters import Acting, standing_of
from kept.actions.working.letters_going import address_lines, advice_on, findings, form_of
from kept.casework.approving import OPEN, Act, State, check_act, who
from kept.casework.dispatching import WAITING
from kept.casework.letter_text import Document
from kept.casework.permissions import Permission
from kept.casework.plain_english import Advice
from kept.casework.reply_way import Way
from kept.casework.writing import Finding, address_mark, stopping
from kept.rulebook.letters import LETTER, Template
from kept.rulebook.writing import writing_of
from kept.store import letter_making, letters, reply_ways, visits
from kept.store.letter_making import Made
from kept.store.models import Letter, Outgoing
from kept.web.letters.form import AskedLine, asked_lines, questions_of
from kept.web.letters.words import State as Shown
from kept.web.letters.words import state_words, way_words
from kept.web.shared.access import Here
from kept.web.shared.fields import PREFIX, Question
from kept.web.shared.formats import Held, held_of
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import moment_words

# Where a finding is seen to on the form.
_PLACES = {"dear": "to-dear", "checked": "checked", "way": "way-letter", "words": "words"}
_WRITER = ("who-writes", "job-title", "telephone", "email", "signature")


@dataclass(frozen=True, slots=True)
class ToDo:
    """One finding, and the place on the page at which it is seen to."""

    says: str
    place: str


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way on the form."""

    way: str
    label: str
    why_not: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Panels:
    """What stands beside the form, and is made anew whenever something is typed."""

    document: Document
    letterhead: str
    stops: tuple[ToDo, ...]
    advised: tuple[ToDo, ...]
    advice: Advice
    age: str
    length: str
    held: Held | None
    way: str
    address: tuple[str, ...]
    version: int
    saved: str
    at_address: bool
    sentence: int
    mark: str
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Acts:
    """What whoever looks at it may do with it now."""

    save: bool = False
    send: bool = False
    ask: bool = False
    approve: bool = False
    send_back: bool = False
    take_back: bool = False
    withdraw: bool = False
    needs: str = ""
    take_over: bool = False


@dataclass(frozen=True, slots=True)
class Theirs:
    """What a colleague saved meanwhile in one field."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterPage:
    """The page of one letter."""

    heading: str
    ref: str
    thread: str
    back: str
    action: str
    says: str
    template: Template
    state: Shown
    by: str
    questions: tuple[Question, ...]
    asked: tuple[AskedLine, ...]
    wrote: str
    ways: tuple[WayLine, ...]
    way_why: str
    languages: tuple[tuple[str, str, bool], ...]
    business: bool
    to: Mapping[str, str]
    your_reference: str
    panels: Panels
    acts: Acts
    back_words: str
    history: tuple[str, ...]
    pdf: str
    file: str
    text: str
    theirs: tuple[Theirs, ...] = ()
    errors: tuple[SimpleError, ...] = ()


def panels_of(here: Here, letter: Letter, made: Made, *, moved: bool = False) -> Panels:
    """The preview, what is lacking, the advice, the form and the address."""
    found = findings(letter, here.association, at=here.at, names=())
    told = advice_on(made.document, made.template, here.rulebook)
    names = {each.name for each in made.template.fields}
    return Panels(
        document=made.document,
        letterhead=made.letterhead.title,
        stops=tuple(_to_do(each, names) for each in stopping(found)),
        advised=tuple(_to_do(each, names) for each in found if not each.stops),
        advice=told,
        age=_age(told),
        length=_length(told),
        held=held_of(
            here,
            letter.person,
            template=made.template,
            way=letter.way,
            thread=letter.thread.ref,
            lang=letter.lang,
            sent_in=form_of(letter, made.template, here.rulebook).sent_in,
        ),
        way=way_words(letter.way),
        address=address_lines(letter),
        version=letter.version,
        saved=moment_words(letter.saved_at, here.calendar),
        at_address=letter.way == LETTER,
        sentence=writing_of(here.rulebook)["advice"].sentence,
        mark=address_mark(address_lines(letter)),
        moved=moved,
    )


def _to_do(each: Finding, names: set[str]) -> ToDo:
    if each.name in _WRITER and each.name not in names:
        return ToDo(each.says, "writer")
    place = f"{PREFIX}{each.name}" if each.name in names else _PLACES.get(each.name, each.name)
    return ToDo(each.says, place)


def _age(told: Advice) -> str:
    if not told.english:
        return _("The advice reads English, and this is another language.")
    if told.reading_age is None:
        return _("Too short to tell a reading age.")
    says = _("Somebody of %(age)s reads this with ease.") % {"age": told.reading_age}
    if told.too_hard:
        says += " " + _("We write for readers of %(age)s: shorter sentences and shorter words help.") % {
            "age": told.oldest
        }
    return says


def _length(told: Advice) -> str:
    says = ngettext("%(n)s word of your own.", "%(n)s words of your own.", told.words) % {"n": told.words}
    if told.most_words:
        says += " " + _("A letter of this sort has at most %(most)s.") % {"most": told.most_words}
    if told.too_many:
        says += " " + ngettext("%(n)s too many.", "%(n)s too many.", told.too_many) % {"n": told.too_many}
    return says


def letter_page(
    here: Here,
    letter: Letter,
    made: Made,
    *,
    errors: tuple[SimpleError, ...] = (),
    theirs: tuple[Theirs, ...] = (),
) -> LetterPage:
    """The page of one letter, as it stands."""
    said = visits.told(letter.thread, here.association)
    way = reply_ways.way_for(
        made.template, letter.thread, letter.to, said, rulebook=here.rulebook, business=letter.business
    )
    out = letters.outgoing_of(here.association, [letter]).get(letter.pk)
    asked = letter_making.words_on(said, here.rulebook)
    wrong = {name: says for name, says in made.document.holes if letter.values.get(name)}
    return LetterPage(
        heading=made.template.label,
        ref=letter.ref,
        thread=letter.thread.ref,
        back=reverse("thread", args=[here.slug, letter.thread.ref]),
        action=reverse("letter", args=[here.slug, letter.ref]),
        says=made.template.says,
        template=made.template,
        state=state_words(letters.standing(letter, out)),
        by=letter.written_by.name,
        questions=questions_of(made.template, letter, wrong),
        asked=asked_lines(letter) if made.template.sort == "answer" else (),
        wrote=str(asked.facts.get("about") or "") if asked is not None else "",
        ways=_ways(way, letter),
        way_why=_why(way, letter),
        languages=_languages(here, made.template, letter),
        business=letter.business,
        to={each: str(letter.to.get(each) or "") for each in ("name", "dear", "email", "phone")}
        | {"lines": "\n".join(letter.to.get("lines") or ())},
        your_reference=str(letter.values.get("your_reference") or ""),
        panels=panels_of(here, letter, made),
        acts=acts_of(here, letter, out),
        back_words=letter.back,
        history=_history(here, letter, out),
        pdf=reverse("letter-pdf", args=[here.slug, letter.ref]) if letter.way == LETTER else "",
        file=reverse("file", args=[here.slug, letter.file.sha256]) if letter.file is not None else "",
        text=letter.text,
        theirs=theirs,
        errors=errors,
    )


def _ways(way: Way, letter: Letter) -> tuple[WayLine, ...]:
    return tuple(
        WayLine(each.way, way_words(each.way), each.why_not, each.way == letter.way) for each in way.choices
    )


def _why(way: Way, letter: Letter) -> str:
    if way.way == letter.way or not way.way:
        return way.why
    return _("We would have proposed: %(way)s. %(why)s") % {"way": way_words(way.way), "why": way.why}


def _languages(here: Here, template: Template, letter: Letter) -> tuple[tuple[str, str, bool], ...]:
    names = {each.name: each.language for each in here.rulebook.room("wordings")}
    offered = [
        ("en", _("English")),
        *((each.lang, names.get(each.lang, each.lang)) for each in template.languages),
    ]
    return tuple((code, name, code == letter.lang) for code, name in offered) if len(offered) > 1 else ()


def acts_of(here: Here, letter: Letter, out: Outgoing | None) -> Acts:
    """What may be done now by whoever looks."""
    if not here.may(Permission.RECORD):
        return Acts()
    standing = standing_of(Acting(here.association, here.by, here.at, here.membership), letter)

    def may(act: Act, words: str = "") -> bool:
        return check_act(act, standing, words=words) is None

    return Acts(
        save=may(Act.SAVE),
        send=may(Act.SEND),
        ask=may(Act.ASK),
        approve=may(Act.APPROVE),
        send_back=may(Act.SEND_BACK, "x"),
        take_back=letter.state == State.HANDED_OVER and out is not None and out.state == WAITING,
        withdraw=may(Act.WITHDRAW),
        needs=who(letter.approval) if letter.approval else "",
        take_over=not standing.is_writer and State(letter.state) in OPEN,
    )


def _history(here: Here, letter: Letter, out: Outgoing | None) -> tuple[str, ...]:
    """What happened to it since, in short sentences."""
    found = [_("Begun at %(when)s.") % {"when": moment_words(letter.made_at, here.calendar)}]
    if letter.asked_at:
        known = {"who": who(letter.approval), "when": moment_words(letter.asked_at, here.calendar)}
        found.append(_("The word of %(who)s was asked for at %(when)s.") % known)
    if letter.decided_by is not None and letter.decided_at is not None:
        known = {"who": letter.decided_by.name, "when": moment_words(letter.decided_at, here.calendar)}
        said = (
            _("%(who)s sent it back at %(when)s.") if letter.back else _("%(who)s agreed to it at %(when)s.")
        )
        found.append(said % known)
    if out is not None and out.state == WAITING and letter.state == State.HANDED_OVER:
        said = _("It waits for the next post.") if letter.way == LETTER else _("It goes at %(when)s.")
        found.append(said % {"when": moment_words(out.go_at, here.calendar)})
    if letter.sent_at:
        found.append(_("It went at %(when)s.") % {"when": moment_words(letter.sent_at, here.calendar)})
    if out is not None and out.fault and letter.state in (State.HANDED_OVER, State.SENT):
        found.append(out.fault)
    return tuple(found)
