"""Which worked examples does a policy bring along?

    - clause: moray:4.7.4
      name: three working days skip 15 June in Scotland
      events:
        - {kind: letter.received, at: "Thursday 2026-06-11 10:00", details: {classified: general}}
        - {kind: letter.acknowledged, at: "Wednesday 2026-06-17 16:00", details: {answer_by: "2026-06-19"}}
      at: "Monday 2026-06-22 09:00"
      expect: {due: "Thursday 2026-06-18 00:00", verdict: kept}

Times are the association's own, with the day of the week so that a reader can check them. An event may also
say when it was `recorded`, `by` whom, on what `evidence`, under which `id`, what it `corrects` and `answers`.
Expected are any of due, act_by, aim, ended and verdict of the one clock of that clause, or `none: yes` where
it has no clock. The calendar is that of the `office` named, or of the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kept.rulebook.entry import EARLIEST, LATEST, Entry, entries
from kept.rulebook.facts import read_facts
from kept.rulebook.faults import NO_SUCH_KIND, SEE_EVENTS, Findings
from kept.rulebook.model import EventKind, Promise
from kept.rulebook.yamlread import Seq, plain

MOMENTS = ("due", "act_by", "aim", "ended")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHAPE = "“Tuesday 2026-03-03 11:00”, with seconds where they matter"


def read_examples(
    findings: Findings,
    file: str,
    data: object,
    kinds: Mapping[str, EventKind],
    promises: Mapping[str, Promise],
    offices: Sequence[str],
) -> tuple[Mapping[str, object], ...]:
    """The examples as plain data, in the order of the file; those with faults are noted and left out."""
    found = []
    names: dict[tuple[str, str], int] = {}
    for entry in entries(findings, file, data, where="example"):
        before = len(findings.faults)
        _check(entry, kinds, promises, names)
        entry.choice("office", offices, required=False)
        if len(findings.faults) == before:
            example = plain(entry.data)
            assert isinstance(example, dict)
            found.append(example)
    return tuple(found)


def read_wall(text: str) -> datetime | None:
    """The wall time, without a zone, that a text such as `Tuesday 2026-03-03 11:00` means, if any."""
    weekday, _, rest = text.partition(" ")
    for shape in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"):
        try:
            found = datetime.strptime(rest, shape)  # noqa: DTZ007  (a wall time: the reader gives it its zone)
        except ValueError:
            continue
        known = EARLIEST <= found.year <= LATEST
        return found if known and weekday == WEEKDAYS[found.weekday()] else None
    return None


def _on_its_weekday(text: str) -> str | None:
    """The same day and time under the name of its own day of the week; None where there is no such day."""
    rest = text.partition(" ")[2]
    return next((said for each in WEEKDAYS if read_wall(said := f"{each} {rest}")), None)


def _check(
    entry: Entry,
    kinds: Mapping[str, EventKind],
    promises: Mapping[str, Promise],
    names: dict[tuple[str, str], int],
) -> None:
    entry.only("clause", "name", "office", "events", "at", "expect")
    clause, name = entry.text("clause", limit=80), entry.text("name", limit=120)
    entry.clause = clause
    if clause is not None and clause not in promises:
        entry.not_among("clause", "There is no promise with this id.", clause, promises)
    if clause and name:
        first = names.setdefault((clause, name), entry.line())
        if first != entry.line():
            entry.fault(
                "name",
                f"An example of this clause has this name already, on line {first}. Choose another.",
                found=name,
            )
    _check_moment(entry, "at")
    events = entry.get("events")
    if not isinstance(events, Seq) or not events.items:
        message = "“events” says what happened, one thing after another."
        entry.fault("events", message, allowed="- {kind: …, at: …} for each")
    else:
        for each in entries(entry.findings, entry.file, events, where="event"):
            each.clause = clause
            _check_event(each, kinds)
    _check_expected(entry)


def _check_event(entry: Entry, kinds: Mapping[str, EventKind]) -> None:
    entry.only("kind", "at", "details", "recorded", "by", "evidence", "id", "corrects", "answers")
    name = entry.text("kind", limit=80)
    _check_moment(entry, "at")
    _check_moment(entry, "recorded", required=False)
    for key in ("by", "id", "corrects"):
        entry.text(key, limit=80, required=False)
    entry.choice(
        "evidence", ("machine", "document", "staff", "staff-later", "sample", "none"), required=False
    )
    entry.words("answers")
    if name is None:
        return
    if name not in kinds:
        entry.not_among("kind", NO_SUCH_KIND, name, kinds, see=SEE_EVENTS)
        return
    details = entry.inner("details", where="“details”")
    if details is not None:
        _, wrong = read_facts(kinds[name], {str(key): value for key, value in details.data.items.items()})
        for key, sentence in wrong.items():
            details.fault(key, sentence)


def _check_expected(entry: Entry) -> None:
    expect = entry.inner("expect", where="“expect”", required=True)
    if expect is None:
        return
    expect.only("none", "verdict", *MOMENTS)
    for key in MOMENTS:
        _check_moment(expect, key, required=False)
    expect.text("verdict", limit=40, required=False)
    alone = expect.flag("none")
    if alone and len(expect.data.items) > 1:
        expect.fault("none", "Where you expect no clock, leave everything else out.", allowed="{none: yes}")
    if not expect.data.items:
        entry.fault(
            "expect", "Say what you worked out.", allowed=f"verdict, {', '.join(MOMENTS)}, or none: yes"
        )


def _check_moment(entry: Entry, key: str, *, required: bool = True) -> None:
    text = entry.text(key, limit=60, required=required)
    if text is not None and read_wall(text) is None:
        message = "There is no such day and time, or it is another day of the week."
        entry.fault(key, message, found=text, allowed=SHAPE, close=_on_its_weekday(text))
