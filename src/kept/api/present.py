"""How do the rows and values of Kept read from outside? Plain dictionaries in the shapes of `given`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.http import HttpResponse

from kept.api.moments import moment, moment_or_none
from kept.api.problems import JSON
from kept.casework import Clock, Event
from kept.casework.housekeeping import by_hand
from kept.rulebook.model import Clause, EventKind, Promise, Rulebook
from kept.store.capture import Rate
from kept.store.checks import Agreement
from kept.store.figures import Figure
from kept.store.models import Thread


def said(body: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """The answer as JSON."""
    return HttpResponse(orjson.dumps(body), status=status, content_type=JSON)


def clock(found: Clock, contact: str, zone: str) -> dict[str, Any]:
    """One clock of the contact with that reference."""
    return {
        "contact": contact,
        "promise": found.promise,
        "start": found.start,
        "verdict": found.verdict.value,
        "started_at": moment(found.started_at, zone),
        "due_at": moment(found.due_at, zone),
        "first_due_at": moment(found.first_due_at, zone),
        "act_by": moment(found.act_by, zone),
        "act_by_open": found.act_by_open,
        "aim_at": moment_or_none(found.aim_at, zone),
        "stop": found.stop,
        "ended_at": moment_or_none(found.ended_at, zone),
        "breached_at": moment_or_none(found.breached_at, zone),
        "evidence": found.grade.value if found.grade else None,
        "took": found.took,
        "took_working_days": found.took_days,
        "owner": found.owner,
        "paused": found.paused,
        "provisional": found.provisional,
        "unanswered": list(found.unanswered),
    }


def clocks(found: Iterable[Clock], contact: str, zone: str) -> list[dict[str, Any]]:
    """The clocks of one contact, in the order in which they began."""
    ordered = sorted(found, key=lambda each: (each.started_at, each.promise, each.start))
    return [clock(each, contact, zone) for each in ordered]


def event(found: Event, zone: str, words: Mapping[str, object], *, erased: bool) -> dict[str, Any]:
    """One event with the words that may be handed out."""
    return {
        "id": found.id,
        "contact": found.thread,
        "kind": found.kind,
        "happened_at": moment(found.happened_at, zone),
        "recorded_at": moment(found.recorded_at, zone),
        "by": found.by,
        "via": found.via,
        "evidence": found.grade.value,
        "corrects": found.corrects,
        "answers": list(found.answers),
        "details": {**found.facts, **words},
        "words_erased": erased,
    }


def contact(row: Thread, zone: str) -> dict[str, Any]:
    """One contact; owner, team, office and person are read along with the row."""
    return {
        "contact": row.ref,
        "kind": row.kind,
        "state": row.state,
        "subject": row.subject,
        "owner": row.owner.handle if row.owner else None,
        "team": row.team.slug if row.team else None,
        "office": row.office.slug if row.office else None,
        "customer": row.person.ref if row.person else None,
        "via": row.via,
        "opened_at": moment(row.opened_at, zone),
        "closed_at": moment_or_none(row.closed_at, zone),
        "next_date": moment_or_none(row.next_date, zone),
        "act_by": moment_or_none(row.act_by, zone),
    }


def kind(found: EventKind, rulebook: Rulebook) -> dict[str, Any]:
    """One kind of event, with the promises that it starts and stops."""
    promises = rulebook.promises.items()
    return {
        "kind": found.name,
        "label": found.label,
        "says": found.says,
        "opens": found.opens,
        "acts": found.acts,
        "by_hand": by_hand(found),
        "fields": [
            {
                "name": each.name,
                "label": each.label,
                "type": each.type,
                "required": each.required,
                "personal": each.personal,
                "counts": each.counts,
                "choices": [slug for slug, _ in each.choices],
            }
            for each in found.fields
        ],
        "starts": [clause for clause, each in promises if found.name in each.starts],
        "stops": [clause for clause, each in promises if found.name in each.stops],
    }


def promise(clause: Clause, found: Promise) -> dict[str, Any]:
    """One promise."""
    return {
        "clause": clause.id,
        "name": found.name,
        "says": clause.says,
        "public": found.public,
        "source": clause.source,
        "within": found.within_text,
        "starts": list(found.starts),
        "stops": list(found.stops),
        "reading": found.reading,
        "our_own_number": found.own_number,
        "recurs": found.duty is not None,
    }


def share(kept: int, of: int) -> float | None:
    """Kept out of all that count; None where nothing does."""
    return kept / of if of else None


def count(
    figure: Figure,
    name: str | None,
    *,
    counted: bool,
    captured: Iterable[Rate] = (),
    floor: float = 0.0,
    checked: Iterable[Agreement] = (),
) -> dict[str, Any]:
    """One promise of a period, with what says how far it may be believed."""
    mine = [each for each in checked if each.promise == figure.promise]
    return {
        "clause": figure.promise,
        "name": name,
        "counted": counted,
        "kept": figure.kept,
        "of": figure.denominator,
        "share": share(figure.kept, figure.denominator),
        "verdicts": {verdict.value: number for verdict, number in figure.verdicts.items()},
        "median_seconds": figure.median_seconds,
        "p90_seconds": figure.p90_seconds,
        "median_working_days": figure.median_days,
        "p90_working_days": figure.p90_days,
        "known": {grade.value: number for grade, number in figure.grades.items() if number},
        "captured": [
            {
                "source": each.source,
                "recorded": each.recorded,
                "counted": each.counted,
                "enough": (each.share or 0.0) >= floor,
            }
            for each in captured
            if each.counted
        ],
        "checked": {"read": sum(e.read for e in mine), "disagreed": sum(e.disagreed for e in mine)},
    }
