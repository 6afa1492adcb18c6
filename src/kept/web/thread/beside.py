"""What was told the customer together with what is recorded on a contact?

    line = line_of(here, record, form, request.POST)     # None where the form asks for a date of its own
    said_with(form.telling, line)                        # what goes on record, in one transaction

It is the line of every form: what staff tell a customer starts a clock of its own. Where the kind itself
carries the date that was told, such as an acknowledgement, there is no second place to say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from kept.actions.telling import Telling
from kept.rulebook.model import UntilTold
from kept.web.shared.access import Here
from kept.web.shared.fields import HAPPENED
from kept.web.shared.recording import Form
from kept.web.shared.spoken import TOLD, Spoken, spoken
from kept.web.thread.fetch import Record

PROMISED = "promise.given"


def line_of(here: Here, record: Record, form: Form, post: Mapping[str, str]) -> Spoken | None:
    """The line as it stands, reckoned from when the event happened."""
    if form.kind.acts is not None or form.corrects or PROMISED not in here.rulebook.kinds:
        return None
    if any(isinstance(each.within, UntilTold) for each in here.rulebook.starting(form.kind.name)):
        return None
    happened = form.reading.facts.get(HAPPENED)
    at = datetime.fromisoformat(str(happened)) if happened else here.at
    office = record.thread.office
    return spoken(here, post.get(TOLD, ""), at=at, office=office.slug if office else None)


def said_with(telling: Telling, line: Spoken | None) -> tuple[Telling, ...]:
    """The event, and the promise that was given with it; each is written once, however often it is sent."""
    if line is None or not line.given:
        return (telling,)
    uid = f"{telling.uid}-told" if telling.uid else None
    given = replace(telling, kind=PROMISED, facts=line.facts, uid=uid, corrects=None, answers=())
    return (telling, given)
