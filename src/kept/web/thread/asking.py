"""Which questions does a form ask that continues a thread?

A correction begins with what was recorded, and asks the questions of the entry that it puts right. A stop
that could be meant for several running promises asks for which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from kept.casework import Event, Verdict
from kept.rulebook.model import EventKind, Field
from kept.web.shared.access import Here
from kept.web.shared.fields import HAPPENED, HAPPENED_FIELD, typed_from_facts
from kept.web.shared.promising import promise_name
from kept.web.shared.recording import Answerable, Form
from kept.web.shared.words import due_words
from kept.web.thread.apology import MADE, draft_of
from kept.web.thread.fetch import Record
from kept.web.thread.nexts import promise_of, stopped_by


def form_for(
    here: Here, record: Record, kind: EventKind, post: QueryDict | None, query: Mapping[str, str]
) -> Form | None:
    """The form, fresh or as sent; None where it needs an entry and names none that is on this thread."""
    named = (post or query).get("entry", "")
    entry = record.by_id.get(named)
    if entry is None and (named or kind.acts in ("correct", "confirm")):
        return None
    more: dict[str, object] = {"thread": record.thread.ref, "corrects": entry.id if entry else None}
    start: dict[str, str] = {}
    if entry is not None and kind.acts == "correct":
        own, before = _as_recorded(record, entry, kind)
        more |= {"own_fields": own, "before": before}
        start = typed_from_facts(
            (*own, HAPPENED_FIELD), before | {HAPPENED: _when(record, entry)}, zone=here.zone
        )
    if kind.acts == "pause":
        more["own_fields"] = _reasons(record, kind)
    if kind.name == MADE:
        draft = draft_of(here, record)
        start = dict(draft.typed) if draft else {}
    if post is None:
        return Form.fresh(here, kind, typed=start, **more)
    running = {each.start for each in stopped_by(kind, record)} | {
        each.promise for each in stopped_by(kind, record)
    }
    more["answers"] = tuple(each for each in post.getlist("answers") if each in running)
    return Form.of(here, kind, post, **more)


def _reasons(record: Record, kind: EventKind) -> tuple[Field, ...]:
    """The questions of a pause, with only those reasons that a running promise here allows."""
    running = (each for each in record.clocks if each.verdict is Verdict.RUNNING)
    promises = (promise_of(each, record) for each in running)
    allowed = {reason for each in promises if each is not None for reason in each.pauses}
    return tuple(
        replace(each, choices=tuple(choice for choice in each.choices if choice[0] in allowed))
        if each.name == "reason" and allowed
        else each
        for each in kind.fields
    )


def _as_recorded(
    record: Record, entry: Event, kind: EventKind
) -> tuple[tuple[Field, ...], dict[str, object]]:
    """The questions of the entry and of the correction itself, and the answers as they now stand."""
    happening = next((each for each in record.history.happenings if each.id == entry.id), None)
    versions = happening.versions if happening else [entry]
    of_entry = record.rules.kinds.get(versions[-1].kind)
    own = {each.name for each in kind.fields}
    asked = [
        replace(each, required=False)
        for each in (of_entry.fields if of_entry else ())
        if each.name not in own
    ]
    answers = {**versions[-1].facts, **record.words_of(versions)}
    return (*asked, *kind.fields), {name: value for name, value in answers.items() if name not in own}


def _when(record: Record, entry: Event) -> str:
    happening = next((each for each in record.history.happenings if each.id == entry.id), None)
    return (happening.now if happening else entry).happened_at.isoformat()


def answerable(record: Record, form: Form) -> tuple[Answerable, ...]:
    """The running promises that the event could be meant for, where there is more than one."""
    clocks = list(stopped_by(form.kind, record))
    if len(clocks) < 2 or form.corrects is not None:
        return ()
    shared = len({each.promise for each in clocks}) < len(clocks)
    found: dict[str, Answerable] = {}
    for clock in clocks:
        value = clock.start if shared else clock.promise
        label = _("%(name)s, %(due)s") % {
            "name": promise_name(promise_of(clock, record), clock.promise),
            "due": due_words(clock.due_at, record.calendar),
        }
        if value in found:
            label = f"{found[value].label}; {label}"
        found[value] = Answerable(value, label, value in form.answers)
    return tuple(found.values()) if len(found) > 1 else ()
