"""A small made-up policy for the engine's tests: every feature of a promise, in as few clauses as will do.

Dates are written as wall time with their weekday, so that a reader can check them: `t("Tuesday 2026-04-07
10:00")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kept.casework import Event, Grade, Judgement, Rules, judge
from kept.rulebook.model import (
    After,
    Association,
    Clause,
    EventKind,
    Office,
    Promise,
    Rulebook,
    SpanBy,
    Tries,
)
from kept.workclock import Calendar, Holiday, Opening, parse_span

LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE = ((time(9), time(17)),)
CALENDAR = Calendar(
    nation="england",
    zone="Europe/London",
    holidays=(
        Holiday(date(2026, 4, 3), "Good Friday", date(2023, 1, 1)),
        Holiday(date(2026, 4, 6), "Easter Monday", date(2023, 1, 1)),
        Holiday(date(2026, 5, 4), "Early May bank holiday", date(2023, 1, 1)),
    ),
    first=date(2016, 1, 1),
    last=date(2028, 12, 31),
    opening=Opening((NINE_TO_FIVE,) * 5 + ((), ()), {}),
    ring_seconds=3.0,
)


def t(wall: str) -> datetime:
    """The instant of a wall time in London; the weekday written must be right."""
    weekday, rest = wall.split(" ", 1)
    local = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)
    assert f"{local:%A}" == weekday, f"{rest} is a {local:%A}"
    return local.astimezone(UTC)


def kind(name: str, **more: object) -> EventKind:
    return EventKind(name, name, name, **more)  # type: ignore[arg-type]


KINDS = {
    each.name: each
    for each in (
        kind("letter.received", opens="letter"),
        kind("letter.acknowledged", counts_with="answer_by"),
        kind("letter.answered"),
        kind("letter.returned", acts="void"),
        kind("letter.robot_answered", automatic=True),
        kind("visit.requested", opens="visit"),
        kind("visit.made"),
        kind("visit.tried"),
        kind("visit.no_access"),
        kind("visit.offer_declined"),
        kind("visitor.arrived", opens="visitor"),
        kind("visitor.seen"),
        kind("call.received", opens="call"),
        kind("call.rang", opens="call"),
        kind("call.answered"),
        kind("callback.attempted", opens="call"),
        kind("callback.made"),
        kind("letter.sent"),
        kind("works.planned", opens="works"),
        kind("works.consulted"),
        kind("repair.reported", opens="repair"),
        kind("repair.done"),
        kind("clock.paused", acts="pause"),
        kind("clock.resumed", acts="resume"),
        kind("clock.extended", acts="extend"),
        kind("contact.withdrawn", acts="withdraw"),
        kind("contact.classified", acts="classify"),
        kind("event.corrected", acts="correct"),
        kind("event.voided", acts="void"),
        kind("event.confirmed", acts="confirm"),
        kind("breach.excused", acts="excuse"),
        kind("thread.merged", acts="merge"),
        kind("thread.closed", acts="close"),
        kind("thread.reopened", acts="reopen"),
        kind("duty.began", opens="duty"),
        kind("duty.done"),
        kind("duty.ended", acts="withdraw"),
        kind("promise.given", opens="promise"),
        kind("promise.fulfilled"),
        kind("apology.made"),
        kind("contact.chased", acts="chase"),
        kind("hazard.marked", opens="hazard", alarms=(("emergency", (True,)),)),
        kind("hazard.made_safe"),
        kind("breach.found", opens="breach", alarms=()),
        kind("alarm.acknowledged", acts="acknowledge"),
    )
}


def promise(
    clause: str, starts: str | tuple[str, ...], stops: tuple[str, ...], within: str, **more: object
) -> Promise:
    begins = (starts,) if isinstance(starts, str) else starts
    return Promise(clause, clause.split(":")[1], clause, begins, stops, parse_span(within), within, **more)  # type: ignore[arg-type]


LETTER = promise(
    "small:letter",
    "letter.received",
    ("letter.acknowledged", "letter.answered"),
    "7 working days",
    warn=parse_span("2 working days before"),
    pauses=("awaiting-customer",),
    owner="addressee",
    aim=parse_span("5 working days"),
)
URGENT = promise(
    "small:urgent", "letter.received", ("letter.answered",), "24 hours", when=(("urgent", (True,)),)
)
ROBOT = promise(
    "small:robot",
    "letter.received",
    ("letter.robot_answered",),
    "1 hour",
    automatic_counts=True,
    members=("west",),
)
VISIT = promise(
    "small:visit",
    "visit.requested",
    ("visit.made",),
    "3 days",
    attempts=("visit.tried",),
    no_access=("visit.no_access",),
    offers=("visit.offer_declined",),
)
SEEN = promise(
    "small:seen", "visitor.arrived", ("visitor.seen",), "5 minutes", counts_from=("happened_at", "booked_at")
)
RINGS = promise("small:rings", "call.rang", ("call.answered",), "5 rings", unmeasured=("call.received",))
TRYING = promise(
    "small:trying",
    "callback.attempted",
    ("callback.made",),
    "2 working days",
    once=True,
    tries=Tries("callback.attempted", 2),
)
THEN_WRITE = promise("small:write", (), ("letter.sent",), "same day", after=After("small:trying"))
CONSULT = promise(
    "small:consult", "works.planned", ("works.consulted",), "1 month before", counts_from=("planned_on",)
)
REPAIR = Promise(
    "small:repair",
    "repair",
    "repair",
    ("repair.reported",),
    ("repair.done",),
    SpanBy("repair_type", (("emergency", parse_span("24 hours")),), parse_span("28 days")),
    "agreed",
    own_number=True,
)
ALL = (LETTER, URGENT, ROBOT, VISIT, SEEN, RINGS, TRYING, THEN_WRITE, CONSULT, REPAIR)


def rulebook(*promises: Promise, version: str = "v1", starts_on: date = date(2016, 1, 1)) -> Rulebook:
    association = Association(
        slug="small",
        name="Small Homes",
        nation="england",
        zone="Europe/London",
        starts_on=starts_on,
        go_live=starts_on,
        title="Customer care",
        document_lines=100,
        ring_seconds=3.0,
        hours_reading=None,
        offices=(Office("main", "Main office", CALENDAR),),
    )
    clauses = tuple(
        Clause(each.clause, (1, 1), "timed", each.public, promise=each) for each in promises or ALL
    )
    return Rulebook(association, clauses, MappingProxyType(KINDS), version, starts_on)


RULES = Rules.of(rulebook())


def event(kind: str, wall: str, recorded: str | None = None, id: str | None = None, **more: object) -> Event:
    """An event that happened at a wall time, recorded then unless said otherwise; facts by `facts=`."""
    happened_at = t(wall)
    recorded_at = t(recorded) if recorded else happened_at
    facts: Mapping[str, object] = more.pop("facts", {})  # type: ignore[assignment]
    by = more.pop("by", "ann")
    return Event(id or f"{kind}@{wall}", kind, happened_at, recorded_at, str(by), facts=facts, **more)  # type: ignore[arg-type]


def judged(*events: Event, at: str, rules: Rules = RULES) -> Judgement:
    return judge(events, rules=rules, calendar=CALENDAR, at=t(at))


def verdicts(*events: Event, at: str, rules: Rules = RULES) -> dict[str, str]:
    """Clause → verdict, for threads with one clock a promise."""
    return {
        each.promise.split(":")[1]: str(each.verdict) for each in judged(*events, at=at, rules=rules).clocks
    }


__all__ = ["CALENDAR", "RULES", "Grade", "event", "judged", "promise", "rulebook", "t", "verdicts"]
