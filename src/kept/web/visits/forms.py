"""How is one step of a visit asked, on the big screen as on the phone?

    form = StepForm.of(here, visit, kind, request.POST)
    form.questions()        # the fields of the kind of event, with what was typed
    form.save(here)         # Gone, or the refusal with the question at fault

The same event kinds as everywhere: what a step asks is data. Only what `casework.visiting` wants besides, and
the actions that come of it, are of these pages.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kept.actions import visiting
from kept.actions.working.visit_steps import Gone
from kept.casework import Refused
from kept.casework.visiting import ARRIVED, LATE, LEFT, MADE, NO_ACCESS, needed
from kept.rulebook.model import EventKind, Field
from kept.store.models import Visit
from kept.web.shared.access import Here
from kept.web.shared.agreeing import Rows
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
from kept.web.shared.recording import UID

WITH_ACTIONS = frozenset({MADE, NO_ACCESS, "visit.damage_reported"})
# What a fresh form says already: one tap fewer on a doorstep. It never says that somebody may go in.
USUAL: Mapping[str, Mapping[str, str]] = {
    MADE: {"f-where": "inside"},
    NO_ACCESS: {"f-card_left": "yes"},
    LATE: {},
    ARRIVED: {},
    LEFT: {},
}


@dataclass(frozen=True)
class StepForm:
    """One form as it stands."""

    visit: Visit
    kind: EventKind
    fields: tuple[Field, ...]
    typed: Mapping[str, str]
    uid: str
    reading: Reading
    rows: Rows
    refused: Refused | None = None

    @classmethod
    def fresh(cls, here: Here, visit: Visit, kind: EventKind) -> StepForm:
        """A form that nobody has touched."""
        fields = (*kind.fields, HAPPENED_FIELD)
        typed = typed_from_defaults(fields, at=here.at, zone=here.zone) | dict(USUAL.get(kind.name, {}))
        if kind.name == NO_ACCESS:
            typed["f-card_at"] = f"{here.calendar.local(here.at):%H:%M}"
        return cls._read(here, visit, kind, fields, typed, uuid.uuid4().hex)

    @classmethod
    def of(cls, here: Here, visit: Visit, kind: EventKind, post: Mapping[str, str]) -> StepForm:
        """A form that was sent."""
        given = post.get("uid", "")
        fields = (*kind.fields, HAPPENED_FIELD)
        return cls._read(
            here, visit, kind, fields, dict(post.items()), given if UID.match(given) else uuid.uuid4().hex
        )

    @classmethod
    def _read(
        cls,
        here: Here,
        visit: Visit,
        kind: EventKind,
        fields: tuple[Field, ...],
        typed: Mapping[str, str],
        uid: str,
    ) -> StepForm:
        reading = read_fields(fields, typed, zone=here.zone)
        rows = Rows.of(here, typed, here.calendar, at=here.at)
        return cls(visit, kind, fields, typed, uid, reading, rows)

    def save(self, here: Here, happened: datetime | None = None) -> Gone | Refused:
        """Put it on record; a day that could not be read is refused first.

        `happened` is the time that the phone saw, where it kept the step until there was a signal.
        """
        wrong = next(iter(self.reading.errors.items()), None)
        if wrong is not None:
            return Refused(wrong[1], wrong[0])
        if self.rows.error is not None:
            return self.rows.error
        facts = dict(self.reading.facts)
        happened_at = datetime.fromisoformat(str(facts.pop(HAPPENED))).astimezone(UTC)
        return visiting.step(
            association=here.association,
            by=here.by,
            at=here.at,
            visit=self.visit.pk,
            kind=self.kind.name,
            facts=facts,
            uid=self.uid,
            happened_at=_not_later(happened or happened_at, here.at),
            actions=self.rows.actions if self.kind.name in WITH_ACTIONS else (),
            membership=here.membership,
        )

    def with_refusal(self, refused: Refused) -> StepForm:
        """The same with the refusal beside the question at fault."""
        return replace(self, refused=refused)

    def questions(self) -> tuple[Question, ...]:
        """Every question with what was typed and what is wrong with it."""
        errors = dict(self.reading.errors) if self.refused else {}
        if self.refused is not None and self.refused.field:
            errors.setdefault(self.refused.field, self.refused.sentence)
        shown = present_fields(self.fields, self.typed, errors, self.reading.choose if self.refused else ())
        return with_needed(shown, needed(self.kind.name))

    def errors(self) -> tuple[SimpleError, ...]:
        """The error summary."""
        return errors_of(self.refused, self.questions())


def with_needed(questions: tuple[Question, ...], names: frozenset[str]) -> tuple[Question, ...]:
    """The questions, those that want an answer not called optional."""
    return tuple(
        replace(each, optional=False) if plain_name(each.name) in names else each for each in questions
    )


def errors_of(refused: Refused | None, questions: tuple[Question, ...]) -> tuple[SimpleError, ...]:
    """The error summary: what is wrong beside each question, and what else was refused."""
    if refused is None:
        return ()
    found = [SimpleError(each.error, each.id) for each in questions if each.error]
    if refused.sentence not in {each.sentence for each in found}:
        where = refused.field or ""
        row = re.match(r"(what|owner|when)-\d+\Z", where)
        found.insert(0, SimpleError(refused.sentence, where if row else ""))
    return tuple(found)


def _not_later(moment: datetime, at: datetime) -> datetime:
    """To the minute, as everybody reads a clock, and never in the future."""
    return min(moment, at)


def plain_name(name: str) -> str:
    """The name of a question's field without what forms put before it."""
    return name.removeprefix(PREFIX)
