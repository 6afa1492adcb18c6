"""How does a page ask some of the questions of an event, in its own order?

asked = ask(here, "behaviour.reported", ("what", "where"), request.POST)
asked.facts, asked.errors, asked.questions
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest

from kept.store import refs
from kept.web.shared.access import Here
from kept.web.shared.fields import PREFIX, Question, present_fields, read_fields
from kept.web.shared.keeping import SimpleError
from kept.web.shared.recording import UID


@dataclass(frozen=True, slots=True)
class Asked:
    """What was answered, what is wrong with it, and the questions with both."""

    facts: Mapping[str, object]
    errors: tuple[SimpleError, ...]
    questions: tuple[Question, ...]


def ask(
    here: Here,
    kind: str,
    names: tuple[str, ...],
    typed: Mapping[str, str] | None,
    *,
    required: tuple[str, ...] = (),
    start: Mapping[str, str] | None = None,
) -> Asked:
    """These questions of the kind. `typed` is None where nothing was sent yet; `start` is shown then."""
    known = {each.name: each for each in here.rulebook.kinds[kind].fields}
    fields = [replace(known[each], required=each in required or known[each].required) for each in names]
    reading = read_fields(fields, typed, zone=here.association.zone) if typed is not None else None
    questions = present_fields(fields, typed or start or {}, reading.errors if reading else {})
    errors = tuple(SimpleError(each.error, each.id) for each in questions if each.error)
    return Asked(reading.facts if reading else {}, errors, questions)


def place(name: str) -> str:
    """Where the summary of errors leads for that field."""
    return f"{PREFIX}{name}"


def uid_of(request: HttpRequest) -> str:
    """The name under which a form is taken once, however often it is sent."""
    given = request.POST.get("uid", "")
    return given if UID.match(given) else refs.new_uid()
