"""How does a checked rulebook travel: into a database as JSON, and back without reading its YAML again?

    from_compiled(json.loads(json.dumps(compiled(rulebook)))) == rulebook

Values are written field by field, those at their defaults left out, so that what an older Kept wrote is read
by a newer one as long as fields are only added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, time
from types import MappingProxyType
from typing import Any

from kept.rulebook.model import (
    After,
    Alarm,
    Association,
    Clause,
    Counting,
    Danger,
    Duty,
    EventKind,
    Field,
    Measure,
    MeasureOf,
    Office,
    Promise,
    Rulebook,
    SpanBy,
    Tries,
    UntilTold,
)
from kept.rulebook.plainly import plain_of, value_of
from kept.rulebook.rooms import ROOMS
from kept.workclock import Calendar, Holiday, Opening, Span, parse_span

FORM = 1


class UnknownForm(ValueError):
    """Something compiled by a Kept that writes another form than this one reads."""


def compiled(rulebook: Rulebook) -> dict[str, Any]:
    """The rulebook as plain data that JSON can hold."""
    landlord = rulebook.association
    first = landlord.offices[0].calendar
    return {
        "form": FORM,
        "version": rulebook.version,
        "starts_on": rulebook.starts_on.isoformat(),
        "corrects": rulebook.corrects,
        "holidays": {
            "first": first.first.isoformat(),
            "last": first.last.isoformat(),
            "days": [
                [each.day.isoformat(), each.name, each.announced.isoformat()] for each in first.holidays
            ],
        },
        "association": _pack(landlord, but=("offices", "alarm", "dangers")),
        "alarm": {"after": str(landlord.alarm.after), "chain": list(landlord.alarm.chain)},
        "dangers": [_pack(each) for each in landlord.dangers],
        "offices": [_pack_office(each) for each in landlord.offices],
        "kinds": [
            _pack(each, but=("fields",)) | {"fields": [_pack(field) for field in each.fields]}
            for each in rulebook.kinds.values()
        ],
        "clauses": [_pack_clause(each) for each in rulebook.clauses],
        "common": [_pack_clause(each) for each in rulebook.common],
        "examples": [dict(each) for each in rulebook.examples],
        "rooms": {room: [plain_of(each) for each in held] for room, held in rulebook.rooms.items()},
    }


def from_compiled(data: Mapping[str, Any]) -> Rulebook:
    """The rulebook that was compiled."""
    if data.get("form") != FORM:
        raise UnknownForm(
            f"The rulebook was compiled in form {data.get('form')!r}; this Kept reads {FORM}. Load it again."
        )
    listing = data["holidays"]
    holidays = tuple(Holiday(_day(day), name, _day(announced)) for day, name, announced in listing["days"])
    shared = {"holidays": holidays, "first": _day(listing["first"]), "last": _day(listing["last"])}
    landlord = data["association"]
    common = {
        **shared,
        "nation": landlord["nation"],
        "zone": landlord["zone"],
        "ring_seconds": landlord["ring_seconds"],
    }
    association = Association(
        **_unpacked(landlord)
        | {"starts_on": _day(landlord["starts_on"]), "go_live": _day(landlord["go_live"])},
        offices=tuple(_office(each, common) for each in data["offices"]),
        alarm=_alarm(data.get("alarm")),
        dangers=tuple(Danger(**_unpacked(each)) for each in data.get("dangers", ())),
    )
    kinds = [
        EventKind(
            **_unpacked(each) | {"fields": tuple(Field(**_unpacked(field)) for field in each["fields"])}
        )
        for each in data["kinds"]
    ]
    return Rulebook(
        association=association,
        clauses=tuple(_clause(each) for each in data["clauses"]),
        kinds=MappingProxyType({each.name: each for each in kinds}),
        version=data["version"],
        starts_on=_day(data["starts_on"]),
        corrects=data["corrects"],
        examples=tuple(data["examples"]),
        common=tuple(_clause(each) for each in data.get("common", ())),
        rooms={
            name: tuple(value_of(ROOMS[name].kind, each) for each in held)
            for name, held in data.get("rooms", {}).items()
            if name in ROOMS
        },
    )


def _alarm(data: Mapping[str, Any] | None) -> Alarm:
    if data is None:
        return Alarm()
    after: Any = parse_span(data["after"])
    return Alarm(after, tuple(data["chain"]))


def _pack(value: Any, *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a value that are not at their defaults."""
    found: dict[str, Any] = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if each.name not in but and (each.default is MISSING or held != each.default):
            found[each.name] = held.isoformat() if isinstance(held, date) else _listed(held)
    return found


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _tupled(value: Any) -> Any:
    return tuple([_tupled(each) for each in value]) if isinstance(value, list) else value


def _unpacked(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _tupled(value) if isinstance(value, list) else value for key, value in data.items()}


def _pack_span(span: Span | SpanBy | UntilTold) -> Any:
    if isinstance(span, UntilTold):
        return {"told": list(span.fields)}
    if isinstance(span, SpanBy):
        spans = [[key, str(each)] for key, each in span.spans]
        return {"field": span.field, "spans": spans, "otherwise": str(span.otherwise)}
    return str(span)


def _span(data: Any) -> Span | SpanBy | UntilTold:
    if isinstance(data, str):
        return parse_span(data)
    if "told" in data:
        return UntilTold(tuple(data["told"]))
    spans = tuple((key, parse_span(text)) for key, text in data["spans"])
    return SpanBy(data["field"], spans, parse_span(data["otherwise"]))


def _pack_clause(clause: Clause) -> dict[str, Any]:
    found = _pack(clause, but=("promise", "measure"))
    promise, measure = clause.promise, clause.measure
    if promise is not None:
        packed = _pack(promise, but=("within", *SPANS, *PARTS))
        packed["within"] = _pack_span(promise.within)
        packed |= {key: str(getattr(promise, key)) for key in SPANS if getattr(promise, key) is not None}
        packed |= {key: _pack(getattr(promise, key)) for key in PARTS if getattr(promise, key) is not None}
        found["promise"] = packed
    if measure is not None:
        found["measure"] = _pack(measure, but=("of", "counting", "every")) | {
            "of": _pack(measure.of),
            "counting": _pack(measure.counting),
            "every": str(measure.every),
        }
    return found


SPANS = ("aim", "warn")
PARTS: Mapping[str, Any] = {"after": After, "tries": Tries, "duty": Duty}
DAYS = ("binds_from", "repealed")


def _clause(data: Mapping[str, Any]) -> Clause:
    found = _unpacked(data)
    found |= {key: _day(found[key]) for key in DAYS if key in found}
    if "promise" in data:
        promise = _unpacked(data["promise"])
        promise["within"] = _span(promise["within"])
        promise |= {key: parse_span(promise[key]) for key in SPANS if key in promise}
        promise |= {key: part(**promise[key]) for key, part in PARTS.items() if key in promise}
        promise |= {key: _day(promise[key]) for key in DAYS if key in promise}
        # An older Kept wrote the days with the promise alone.
        found = {key: promise[key] for key in DAYS if key in promise} | found
        found["promise"] = Promise(**promise)
    if "measure" in data:
        measure = _unpacked(data["measure"])
        measure["of"] = MeasureOf(**_unpacked(measure["of"]))
        measure["counting"] = Counting(**_unpacked(measure["counting"]))
        measure["every"] = parse_span(measure["every"])
        found["measure"] = Measure(**measure)
    return Clause(**found)


def _pack_office(office: Office) -> dict[str, Any]:
    opening = office.calendar.opening
    exceptions = [[day.isoformat(), _pack_hours(hours)] for day, hours in opening.exceptions.items()]
    week = [_pack_hours(hours) for hours in opening.week]
    return {"slug": office.slug, "name": office.name, "week": week, "exceptions": exceptions}


def _office(data: Mapping[str, Any], common: Mapping[str, Any]) -> Office:
    week: Any = tuple(_hours(each) for each in data["week"])
    opening = Opening(week, {_day(day): _hours(hours) for day, hours in data["exceptions"]})
    return Office(data["slug"], data["name"], Calendar(opening=opening, **common))


def _pack_hours(hours: tuple[tuple[time, time], ...]) -> list[list[str]]:
    return [[f"{begins:%H:%M}", f"{ends:%H:%M}"] for begins, ends in hours]


def _hours(data: list[list[str]]) -> tuple[tuple[time, time], ...]:
    return tuple((time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in data)


def _day(text: str) -> date:
    return date.fromisoformat(text)
