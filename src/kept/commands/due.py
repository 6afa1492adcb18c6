"""When is a promise due, and why then?

    $ kept due --clause redland:2.8.3.1 --from 2026-04-02T16:10+01:00
    {
      "clause": "redland:2.8.3.1",
      "from": "2026-04-02T16:10+01:00",
      "due": "2026-04-13T00:00:00+01:00", …

`--jsonl` answers a line for each line of a file; that is `due_lines`, which alone needs numpy.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kept.rulebook import Rulebook, RulebookFaults, load_folder, policies_folder
from kept.rulebook.model import Promise, SpanBy
from kept.workclock import (
    Before,
    Calendar,
    DateBeforeList,
    NeverOpen,
    Span,
    act_by,
    due,
    local_midnight,
)

if TYPE_CHECKING:
    import argparse

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
LONGEST_SHOWN = 60
# fromisoformat takes any character between date and time, and dates by week: nobody writes moments so.
_SHAPE = re.compile(r".{4}-.{2}-.{2}([T ].{4,40})?")


class Problem(Exception):
    """Why there is no answer, in a sentence that says what to do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--clause", metavar="ID", help="the clause that promises, such as redland:2.8.3.1")
    asked.add_argument(
        "--jsonl",
        nargs="?",
        const="-",
        metavar="FILE",
        help='answer each line {"clause": …, "from": …} of a file, or of standard input',
    )
    parser.add_argument(
        "--from",
        dest="since",
        metavar="MOMENT",
        help="what the promise counts from, such as 2026-04-02T16:10+01:00",
    )
    parser.add_argument(
        "--office", metavar="SLUG", help="whose opening hours count; by default the first office"
    )
    parser.add_argument(
        "--details",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="what was told, where the span depends on it, such as repair_type=emergency",
    )
    parser.add_argument(
        "--explain", action="store_true", help="say for each day or hour whether it counts, and why"
    )
    parser.add_argument(
        "--policies", type=Path, metavar="FOLDER", help="where the policies lie, if elsewhere"
    )


def run(args: argparse.Namespace) -> int:
    promises = Promises(args.policies or policies_folder())
    try:
        if args.jsonl is not None:
            if args.since or args.details or args.explain:
                raise Problem(
                    "With --jsonl, each line says what it asks: leave out --from, --details and --explain."
                )
            from kept.commands.due_lines import answer_file

            return answer_file(args.jsonl, promises, office=args.office)
        if args.since is None:
            raise Problem("Say what the promise counts from: --from 2026-04-02T16:10+01:00.")
        asked = promises.asked(args.clause, office=args.office, details=_details(args.details))
        answer = answer_alone(asked, args.since, explained=args.explain)
    except Problem as problem:
        print(f"kept due: {_plain(str(problem))}", file=sys.stderr)
        return 2
    print(json.dumps(answer, indent=2, ensure_ascii=False))
    return 0


def _details(given: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for each in given:
        field, equals, value = each.partition("=")
        if not equals or not field:
            raise Problem(
                f"--details takes a field and its value, such as repair_type=emergency, not {shown(each)}."
            )
        found[field] = value
    return found


@dataclass(frozen=True)
class Asked:
    """One promise on one calendar: everything that an answer needs except the moment."""

    promise: Promise
    calendar: Calendar
    span: Span

    @cached_property
    def span_text(self) -> str:
        """The span as the policy writes it, or the association's own number."""
        own = self.promise.own_number or isinstance(self.promise.within, SpanBy)
        return str(self.span) if own else self.promise.within_text

    @cached_property
    def reading(self) -> str | None:
        """How its words are read: where the policy gave no number, also why it is this one."""
        said = [each for each in (self.promise.reading, self.promise.own_because) if each]
        return " ".join(said) or None

    def moment(self, text: object) -> datetime:
        """The instant that the text means. Raises Problem where it means none, or two."""
        return moment_of(text, self.calendar, day_will_do=isinstance(self.span, Before))

    def started(self, moment: datetime) -> datetime:
        """Since when the office may have acted: for a span before a moment, since as long as we count."""
        return self.calendar.starts if isinstance(self.span, Before) else moment


class Promises:
    """The promises of every association; only the rulebooks that are asked for are read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rulebooks: dict[str, Rulebook] = {}

    def asked(
        self, clause: object, *, office: object = None, details: Mapping[str, object] | None = None
    ) -> Asked:
        """The promise of that clause. Raises Problem where there is none."""
        if not isinstance(clause, str):
            raise Problem(f"The clause must be words such as “redland:2.8.3.1”, not {shown(clause)}.")
        rulebook = self._rulebook(clause)
        promise = rulebook.promises.get(clause)
        if promise is None:
            if clause in rulebook.clause_by_id:
                raise Problem(f"Clause {shown(clause)} has no time of its own, so nothing falls due by it.")
            raise Problem(f"There is no clause {shown(clause)}.{_nearest(clause, rulebook.promises)}")
        if office is not None and office not in {each.slug for each in rulebook.association.offices}:
            known = ", ".join(each.slug for each in rulebook.association.offices)
            raise Problem(
                f"There is no office {shown(office)} at {rulebook.association.name}. There are: {known}."
            )
        calendar = rulebook.calendar_for(office if isinstance(office, str) else None)
        return Asked(promise, calendar, span_of(promise, details or {}))

    def _rulebook(self, clause: str) -> Rulebook:
        slug, colon, _ = clause.partition(":")
        found = self._rulebooks.get(slug) if colon else None
        if found is None:
            folder = self.folder / slug
            if not colon or not SLUG.fullmatch(slug) or not (folder / "association.yaml").is_file():
                known = sorted(each.parent.name for each in self.folder.glob("*/association.yaml"))
                raise Problem(
                    f"{shown(clause)} begins with no association that Kept knows. "
                    f"A clause is written like “redland:2.8.3.1”; there are: {', '.join(known) or 'none'}."
                )
            try:
                found = self._rulebooks[slug] = load_folder(folder)
            except RulebookFaults as faults:
                raise Problem(f"The rulebook of {slug} must be put right first. {faults.faults[0]}") from None
        return found


def span_of(promise: Promise, details: Mapping[str, object]) -> Span:
    """The span that binds; where a field of the start chooses it, by what was told."""
    within = promise.within
    if isinstance(within, Span):
        return within
    if not isinstance(within, SpanBy):
        raise Problem(
            f"Clause {shown(promise.clause)} is due when the customer was told: there is no span to count."
        )
    told = details.get(within.field)
    if told is None:
        return within.otherwise
    for value, span in within.spans:
        if told == value or str(told).lower() == _written(value):
            return span
    allowed = ", ".join(_written(value) for value, _ in within.spans)
    raise Problem(f"“{within.field}” is never {shown(told)}. It is one of: {allowed}.")


def _written(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def answer_alone(asked: Asked, since: str, *, explained: bool = False) -> dict[str, Any]:
    """The answer to one question, with its proof where it is wanted. Raises Problem where there is none."""
    moment = asked.moment(since)
    try:
        answer = answer_for(asked, since, moment)
        if explained:
            from kept.workclock.explain import explain

            proof = explain(asked.calendar, asked.span, moment, from_opening=asked.promise.from_opening)
            answer["explanation"] = list(proof.lines)
    except (DateBeforeList, NeverOpen) as problem:
        raise Problem(str(problem)) from None
    return answer


def answer_for(asked: Asked, since: object, moment: datetime) -> dict[str, Any]:
    """The answer as data. Raises what `due` raises."""
    calendar, promise = asked.calendar, asked.promise
    found = due(calendar, asked.span, moment, from_opening=promise.from_opening)
    aim = due(calendar, promise.aim, moment).at if promise.aim else None
    return {
        "clause": promise.clause,
        "from": since,
        "due": calendar.local(found.at).isoformat(),
        "act_by": calendar.local(act_by(calendar, asked.started(moment), found.at).at).isoformat(),
        "aim": calendar.local(aim).isoformat() if aim else None,
        "span": asked.span_text,
        "reading": asked.reading,
        "provisional": found.provisional,
    }


def moment_of(text: object, calendar: Calendar, *, day_will_do: bool = False) -> datetime:
    """The instant, in UTC, that a moment with its zone means; a date alone only where a day will do."""
    if not isinstance(text, str):
        raise Problem(f"“from” must be a moment such as “2026-04-02T16:10+01:00”, not {shown(text)}.")
    try:
        moment = datetime.fromisoformat(text) if _SHAPE.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        raise Problem(
            f"{shown(text)} is no moment. Write date, time and zone, such as 2026-04-02T16:10+01:00."
        )
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        if day_will_do and len(text) == len("2026-04-02"):
            return local_midnight(calendar, moment.date())
        raise Problem(_without_zone(text, moment, calendar))
    except (OverflowError, DateBeforeList):
        raise Problem(f"{shown(text)} lies where no calendar reaches. Check the year.") from None


def _without_zone(text: str, moment: datetime, calendar: Calendar) -> str:
    """What to say of a time without a zone: which to add, or that the clocks make it none or two."""
    first, second = (moment.replace(tzinfo=calendar.tz, fold=fold) for fold in (0, 1))
    offsets = [f"{each.isoformat()[19:].lstrip('.0123456789')}" for each in (first, second)]
    sentence = f"{shown(text)} has no time zone, so it could mean many moments."
    if offsets[0] == offsets[1]:
        return f"{sentence} For {calendar.zone}, write {moment.isoformat()}{offsets[0]}."
    back = first.astimezone(UTC)
    if calendar.local(back).replace(tzinfo=None) != moment:
        return f"{sentence} In {calendar.zone} there is no such time: the clocks go forward over it."
    return (
        f"{sentence} In {calendar.zone} it comes twice, as the clocks go back: "
        f"write {moment.isoformat()}{offsets[0]} or {moment.isoformat()}{offsets[1]}."
    )


def shown(value: object) -> str:
    """A value in a sentence: short, in quotes, and without what would upset a terminal."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    short = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return f"“{_plain(short)}”"


def _plain(text: str) -> str:
    return "".join(each if each.isprintable() else "�" for each in text)


def _nearest(clause: str, known: Mapping[str, object]) -> str:
    import difflib

    near = difflib.get_close_matches(clause[:LONGEST_SHOWN], known, n=1)
    return f" Did you mean “{near[0]}”?" if near else ""
