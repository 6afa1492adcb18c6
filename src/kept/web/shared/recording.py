"""How does one generic form take down any kind of event?

    form = Form.of(here, kind, request.POST)      # or a fresh one: Form.fresh(here, kind)
    form.telling                                  # what it says, as actions take it; None while it is wrong
    form.tentative                                # the same with wrong answers left out, to foresee a promise
    present(form, here, promised=…, …)            # the dataclass that the template shows

The form carries a reference of its own (`uid`): sent twice, it is written once.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from kept.actions.telling import Telling
from kept.casework import Grade, Refused
from kept.casework.housekeeping import by_hand
from kept.rulebook.model import EventKind, Field
from kept.web.shared.access import Here
from kept.web.shared.fields import (
    HAPPENED,
    HAPPENED_FIELD,
    PREFIX,
    Question,
    Reading,
    present_fields,
    read_fields,
    typed_from_defaults,
)
from kept.web.shared.keeping import SimpleError
from kept.web.shared.promising import Promised
from kept.web.shared.spoken import TOLD, Spoken
from kept.web.shared.stepping import Ask

# The names of our own questions begin with a dash, which no field of a rulebook can.
KNOWN, OFFICE = "-known", "-office"
UID = re.compile(r"[0-9a-f]{32}\Z")
BY_HAND = (Grade.STAFF, Grade.DOCUMENT, Grade.STAFF_LATER)


def recordable(kind: EventKind) -> bool:
    """Whether a person here can record this kind: not what Kept
    writes itself, nor what has no answer to choose.
    """
    answerable = all(each.choices for each in kind.fields if each.required and each.type == "choice")
    return by_hand(kind) and answerable


@dataclass(frozen=True)
class Form:
    """One form as it stands: what was typed, and what that means."""

    kind: EventKind
    fields: tuple[Field, ...]
    typed: Mapping[str, str]
    uid: str
    reading: Reading
    thread: str | None = None
    corrects: str | None = None
    answers: tuple[str, ...] = ()
    before: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def fresh(
        cls, here: Here, kind: EventKind, *, typed: Mapping[str, str] | None = None, **more: object
    ) -> Form:
        """A form that nobody has touched: defaults, and now."""
        fields = _fields(here, kind, more)
        start = typed_from_defaults(fields, at=here.at, zone=here.zone) | dict(typed or {})
        return cls._read(here, kind, fields, start, uuid.uuid4().hex, more)

    @classmethod
    def of(cls, here: Here, kind: EventKind, post: Mapping[str, str], **more: object) -> Form:
        """A form that was sent."""
        given = post.get("uid", "")
        uid = given if UID.match(given) else uuid.uuid4().hex
        typed = {name: value for name, value in post.items() if name.startswith(PREFIX)}
        return cls._read(here, kind, _fields(here, kind, more), typed, uid, more)

    @classmethod
    def _read(
        cls,
        here: Here,
        kind: EventKind,
        fields: tuple[Field, ...],
        typed: Mapping[str, str],
        uid: str,
        more: Mapping[str, object],
    ) -> Form:
        known: dict[str, Any] = {name: value for name, value in more.items() if name != "own_fields"}
        reading = read_fields(fields, typed, zone=here.zone)
        taken_away = _taken_away(fields, known.get("before", {}), reading)
        if taken_away:
            reading = replace(reading, errors={**reading.errors, **taken_away})
        return cls(kind, fields, typed, uid, reading, **known)

    @property
    def telling(self) -> Telling | None:
        """What the form says; None while an answer cannot be taken."""
        return None if self.reading.errors else self._telling()

    @property
    def tentative(self) -> Telling | None:
        """What it says so far, as something new; None while nobody can tell when it happened."""
        return None if HAPPENED in self.reading.errors else replace(self._telling(), uid=None)

    def _telling(self) -> Telling:
        facts = dict(self.reading.facts)
        happened_at = datetime.fromisoformat(str(facts.pop(HAPPENED))).astimezone(UTC)
        grade = Grade(str(facts.pop(KNOWN, Grade.STAFF)))
        office = facts.pop(OFFICE, None)
        emptied = {name: "" for name in self.before if name not in facts and self._asks(name)}
        return Telling(
            kind=self.kind.name,
            happened_at=happened_at,
            facts=facts | emptied,
            uid=self.uid,
            thread=self.thread,
            grade=grade,
            corrects=self.corrects,
            answers=self.answers,
            office=str(office) if office else None,
        )

    def _asks(self, name: str) -> bool:
        return any(each.name == name for each in self.fields)

    def refused(self, refused: Refused) -> Form:
        """The same form with the refusal beside the question at fault."""
        name = refused.field or ""
        if not self._asks(name):
            return self
        errors = {**self.reading.errors, name: refused.sentence}
        return replace(self, reading=replace(self.reading, errors=errors))

    def errors(self, extra: str = "") -> tuple[SimpleError, ...]:
        """The error summary, in the order of the questions."""
        found = [SimpleError(each.error, each.id) for each in self.questions() if each.error]
        return (
            (SimpleError(extra), *found)
            if extra and extra not in {each.sentence for each in found}
            else tuple(found)
        )

    def questions(self, show_errors: bool = True) -> tuple[Question, ...]:
        """Every question with what was typed."""
        errors = self.reading.errors if show_errors else {}
        return present_fields(self.fields, self.typed, errors, self.reading.choose if show_errors else ())


def _taken_away(fields: Iterable[Field], before: Mapping[str, object], reading: Reading) -> dict[str, str]:
    """A correction lays new answers over old ones: words may become
    empty, another answer may only be changed.
    """
    says = _("To take this answer away altogether, strike the entry out and record it again without it.")
    return {
        each.name: says
        for each in fields
        if before.get(each.name) not in (None, "")
        and each.name not in reading.facts
        and each.name not in reading.errors
        and each.type not in ("text", "long_text")
    }


def _fields(here: Here, kind: EventKind, more: Mapping[str, object]) -> tuple[Field, ...]:
    own: Iterable[Field] = more.get("own_fields") or kind.fields  # type: ignore[assignment]
    asked = [*own, HAPPENED_FIELD]
    offices = here.rulebook.association.offices
    if len(offices) > 1 and more.get("thread") is None and kind.opens is not None:
        asked.append(_office_field(here))
    return (*asked, _known_field())


def _office_field(here: Here) -> Field:
    offices = here.rulebook.association.offices
    office = here.membership.office
    known = {each.slug for each in offices}
    default = office.slug if office is not None and office.slug in known else offices[0].slug
    return Field(
        OFFICE,
        _("Which office or line did it reach?"),
        "choice",
        required=True,
        default=default,
        choices=tuple((each.slug, each.name) for each in offices),
    )


def _known_field() -> Field:
    words = {
        Grade.STAFF: _("I saw it or did it myself"),
        Grade.DOCUMENT: _("A letter, an e-mail or another document shows it"),
        Grade.STAFF_LATER: _("From memory or a note, some time afterwards"),
    }
    choices = tuple((str(each), words[each]) for each in BY_HAND)
    return Field(
        KNOWN, _("How do you know?"), "choice", required=True, default=str(Grade.STAFF), choices=choices
    )


@dataclass(frozen=True, slots=True)
class FormPage:
    """The page with the form: what the template shows."""

    kind: str
    heading: str
    says: str
    action: str
    back: str
    back_label: str
    uid: str
    questions: tuple[Question, ...]
    known: Question
    errors: tuple[SimpleError, ...]
    promised: Promised | None
    hidden: tuple[tuple[str, str], ...] = ()
    checked: bool = False
    record: str = ""
    begins: bool = True
    answers: tuple[Answerable, ...] = ()
    draft: str = ""
    reach: str = ""
    spoken: Spoken | None = None
    against: object = None
    left: str = ""
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Answerable:
    """One running promise that the event may be meant for."""

    value: str
    label: str
    chosen: bool


def present(
    form: Form,
    *,
    action: str,
    back: tuple[str, str],
    promised: Promised | None,
    sent: bool,
    extra: str = "",
    checked: bool = False,
    record: str = "",
    hidden: Sequence[tuple[str, str]] = (),
    answers: Sequence[Answerable] = (),
    draft: str = "",
    reach: str = "",
    spoken: Spoken | None = None,
    against: object = None,
    left: str = "",
    asks: Sequence[Ask] = (),
) -> FormPage:
    """The page. A fresh form shows no errors: nobody has made one yet."""
    questions = form.questions(show_errors=sent)
    errors = form.errors(extra) if sent else ()
    if sent and spoken is not None and spoken.error:
        errors = (*errors, SimpleError(spoken.error, TOLD))
    return FormPage(
        kind=form.kind.name,
        heading=form.kind.label,
        says=form.kind.says,
        action=action,
        back=back[0],
        back_label=back[1],
        uid=form.uid,
        questions=questions[:-1],
        known=questions[-1],
        errors=errors,
        promised=promised,
        hidden=tuple(hidden),
        checked=checked,
        record=record,
        begins=form.thread is None,
        answers=tuple(answers),
        draft=draft,
        reach=reach,
        spoken=spoken,
        against=against,
        left=left,
        asks=tuple(asks),
    )
