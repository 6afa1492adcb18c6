"""Where is a policy weaker than the law, in conflict with it, or silent on it?

$ kept policy law magna --on 2026-12-01
Magna Housing Association beside the law, for what begins from Tuesday 1 December 2026.

WEAKER THAN THE LAW: 1
magna:10.2.1  own information supplied, 40 days
    law:sar, 1 month (UK GDPR, articles 12 and 15; …; confirmed)
    On each of the 25 days tried. …
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kept.casework.lawful import (
    CONFLICT,
    SAME,
    SILENT,
    STRICTER,
    TIMELESS,
    UNTOLD,
    WEAKER,
    Found,
    Lawful,
    lawful,
)
from kept.commands.date_words import day_words, due_words, moment_words, on_day
from kept.rulebook.differing_words import name_words, span_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.rulebook.model import Clause, Rulebook
    from kept.workclock import Calendar

SHOWN = 6
HEADINGS = {
    CONFLICT: "IN CONFLICT WITH THE LAW",
    WEAKER: "WEAKER THAN THE LAW",
    SILENT: "THE POLICY IS SILENT",
    UNTOLD: "NOT TO BE COMPARED, FOR A DATE IS TOLD",
    SAME: "THE SAME AS THE LAW",
    STRICTER: "STRICTER THAN THE LAW",
    TIMELESS: "WHAT THE LAW ASKS WITHOUT A TIME",
}
SURE = {"yes": "confirmed", "secondary": "from secondary sources", "no": "not confirmed"}


def law(rulebook: Rulebook, on: str | None, *, as_json: bool) -> int:
    """Print it; 2 where the day cannot be used."""
    asked = on_day(on, rulebook.calendar_for(), lambda day: lawful(rulebook, day))
    if asked is None:
        return 2
    _day, found = asked
    if as_json:
        print(json.dumps(_plain(found, rulebook), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found, rulebook)))
    return 0


def _lines(found: Lawful, rulebook: Rulebook) -> Iterator[str]:
    rulebook.calendar_for()
    yield (
        f"{rulebook.association.name} beside the law, for what begins from {day_words(found.on)}. "
        "Both count, and the earlier date leads. Each pair is tried on the "
        "awkward days of a year; no numbers are compared."
    )
    for how, heading in HEADINGS.items():
        held = found.of(how)
        if held:
            yield f"\n{heading}: {len(held)}"
            for each in held:
                yield from _one(each, rulebook)
    if found.coming:
        yield "\nCOMING INTO FORCE"
    for day, laws in found.coming:
        yield f"{day_words(day)}:"
        for each in laws:
            yield f"    {_law(each.law)}{_stands(each)}."


def _one(found: Found, rulebook: Rulebook) -> Iterator[str]:
    if found.clause is None:
        yield _law(found.law)
    else:
        yield f"{found.clause.id}  {_clause(found.clause)}"
        yield f"    {_law(found.law)}"
    if found.because:
        yield f"    Here: {found.because}"
    elif found.clause is not None:
        yield from (f"    {each}" for each in _notes(found, rulebook))
        if found.worked and found.how in (WEAKER, STRICTER):
            yield f"    {worked_words(found, rulebook.calendar_for())}"


def _notes(found: Found, rulebook: Rulebook) -> Iterator[str]:
    if found.arrives:
        yield f"Where what comes as “{rulebook.kinds[found.arrives].label}” turns out to be this."
    if found.how == WEAKER and found.always:
        yield f"On each of the {found.tried} days tried."
    elif found.how == WEAKER:
        names = [each.name for each in found.weaker]
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield f"On {len(names)} of the {found.tried} days tried: {', '.join(names[:SHOWN])}{more}."
    if found.clause and found.clause.promise and found.clause.promise.own_number:
        yield "The number is the house's own reading; the policy has a word."
    if found.begins:
        yield "The law's clock starts later in the matter; it is taken to start at once, as it may."
    if found.part and not found.arrives:
        yield "It binds only part of what the law does."


def worked_words(found: Found, calendar: Calendar) -> str:
    """The worked example: what begins then, and both dates."""
    worked = found.worked
    assert worked is not None
    name = worked.moment.name[:1].upper() + worked.moment.name[1:]
    return (
        f"{name}, {moment_words(worked.moment.at, calendar)}: the law asks for it "
        f"{due_words(worked.law, calendar)}, the policy {due_words(worked.policy, calendar)}."
    )


def _law(law: Clause) -> str:
    timed = f"{name_words(law)}, {span_words(law.promise.within)}" if law.promise else law.says.rstrip(".")
    since = f"; from {day_words(law.binds_from)}" if law.binds_from else ""
    return f"{law.id}  {timed} ({law.cites}; {SURE.get(law.confirmed or '', 'not confirmed')}{since})"


def _clause(clause: Clause) -> str:
    return f"{name_words(clause)}, {span_words(clause.promise.within)}" if clause.promise else clause.says


def _stands(found: Found) -> str:
    """How the policy stands to what comes into force."""
    if found.clause is None:
        return "" if found.how == TIMELESS else ": the policy is silent"
    return f": {found.clause.id} is {_how(found)}"


def _how(found: Found) -> str:
    words = {WEAKER: "weaker", STRICTER: "stricter", SAME: "the same", UNTOLD: "not to be compared"}
    return words[found.how]


def _plain(found: Lawful, rulebook: Rulebook) -> dict[str, Any]:
    calendar = rulebook.calendar_for()
    return {
        "association": rulebook.association.slug,
        "on": found.on.isoformat(),
        "counts": {how: len(found.of(how)) for how in HEADINGS},
        "found": [_json(each, calendar) for each in found.found],
        "coming": [
            {"from": day.isoformat(), "found": [_json(each, calendar) for each in laws]}
            for day, laws in found.coming
        ],
    }


def _json(found: Found, calendar: Calendar) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "how": found.how,
        "law": found.law.id,
        "source": found.law.cites,
        "confirmed": found.law.confirmed,
        "from": found.law.binds_from.isoformat() if found.law.binds_from else None,
        "arrives_as": found.arrives or None,
        "clause": found.clause.id if found.clause else None,
        "tried": found.tried,
        "weaker_on": [each.name for each in found.weaker],
        "because": found.because or None,
        "example": None,
    }
    if found.worked is not None:
        answer["example"] = {
            "name": found.worked.moment.name,
            "begins": calendar.local(found.worked.moment.at).isoformat(),
            "law": calendar.local(found.worked.law).isoformat(),
            "policy": calendar.local(found.worked.policy).isoformat() if found.clause else None,
            "words": worked_words(found, calendar) if found.clause else None,
        }
    return answer
