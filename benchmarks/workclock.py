"""How fast are dates counted, against what else is there to count them with?

Ten working days against `numpy.busday_offset` on the same starts; five office hours against
the business hours of pandas, for fewer starts because they take so long; those are not always right.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.figure import at_least, at_most, median_of, seconds
from kept.rulebook import load_folder, policies_folder
from kept.workclock import Calendar, due, parse_span
from kept.workclock.bulk import deadlines

STARTS, FEW, CHECKED, LINES, RUNS = 1_000_000, 3_000, 20_000, 600_000, 7
FIRST, SPAN = datetime(2024, 1, 1, tzinfo=UTC), timedelta(days=3 * 365)
ASSOCIATIONS = ("karin", "magna", "moray", "redland", "wessex")
ALONE = ["due", "--clause", "redland:2.8.3.1", "--from", "2026-04-02T16:10+01:00"]


def figures() -> dict[str, dict[str, Any]]:
    calendar = load_folder(policies_folder() / "karin").calendar_for()
    rng = np.random.default_rng(20260402)
    first = int(FIRST.timestamp())
    starts = rng.integers(first, first + int(SPAN.total_seconds()), STARTS).view("datetime64[s]")
    return {
        "ten working days": _working_days(calendar, starts),
        "five office hours": _office_hours(calendar, starts),
        **_against_pandas(calendar, starts),
        **_lines(),
        "kept due": at_most(median_of(RUNS, _alone), "s", limit=0.3),
    }


def _working_days(calendar: Calendar, starts: Any) -> dict[str, Any]:
    """How many times as fast as numpy, which counts days alone and needs them cut out of the starts first."""
    span = parse_span("10 working days")
    business = np.busdaycalendar(holidays=np.array([each.day for each in calendar.holidays], "datetime64[D]"))

    def theirs() -> object:
        return np.busday_offset(starts.astype("datetime64[D]"), 10, roll="backward", busdaycal=business)

    days = starts.astype("datetime64[D]")
    ours = median_of(RUNS, lambda: seconds(lambda: deadlines(calendar, span, starts)))
    peer = median_of(RUNS, lambda: seconds(theirs))
    bare = median_of(
        RUNS, lambda: seconds(lambda: np.busday_offset(days, 10, roll="backward", busdaycal=business))
    )
    return at_least(
        bare / ours,
        "× numpy.busday_offset on days cut out beforehand",
        limit=1.0,
        ours_a_second=round(STARTS / ours),
        peer_a_second=round(STARTS / bare),
        times_the_peer_that_cuts_them_out=round(peer / ours, 2),
        wrong=_wrong(
            calendar, "10 working days", starts[:CHECKED], deadlines(calendar, span, starts[:CHECKED])
        ),
    )


def _office_hours(calendar: Calendar, starts: Any) -> dict[str, Any]:
    span = parse_span("5 office hours")
    ours = median_of(RUNS, lambda: seconds(lambda: deadlines(calendar, span, starts)))
    found = deadlines(calendar, span, starts[:CHECKED])
    wrong = _wrong(calendar, "5 office hours", starts[:CHECKED], found)
    return at_least(
        STARTS / ours if not wrong else 0.0, "starts/s", limit=5_000_000, wrong=wrong, checked=CHECKED
    )


def _against_pandas(calendar: Calendar, starts: Any) -> dict[str, dict[str, Any]]:
    import pandas as pd

    hours = pd.offsets.CustomBusinessHour(
        n=5, start="09:00", end="17:00", holidays=[each.day for each in calendar.holidays]
    )
    few = pd.DatetimeIndex(starts[:FEW]).tz_localize("UTC").tz_convert(calendar.zone)
    answers: list[Any] = []

    def theirs() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas says that it is slow; that is what we measure
            answers[:] = [
                (few + hours).tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
            ]

    peer = median_of(3, lambda: seconds(theirs)) / FEW
    span = parse_span("5 office hours")
    ours = median_of(RUNS, lambda: seconds(lambda: deadlines(calendar, span, starts))) / STARTS
    wrong = _wrong(calendar, "5 office hours", starts[:FEW], answers[0])
    return {
        "five office hours against pandas": at_least(
            peer / ours,
            "× CustomBusinessHour",
            limit=400,
            peer_a_second=round(1 / peer),
            peer_wrong=wrong,
            peer_checked=FEW,
        )
    }


def _wrong(calendar: Calendar, span: str, starts: Any, found: Any) -> int:
    """How many of these differ from the answer counted one by one."""
    parsed = parse_span(span)
    pairs = zip(starts.tolist(), found.tolist(), strict=True)
    return sum(
        due(calendar, parsed, start.replace(tzinfo=UTC)).at != each.replace(tzinfo=UTC)
        for start, each in pairs
    )


def _lines() -> dict[str, dict[str, Any]]:
    """Lines a second through `kept due --jsonl`, from the start of the process to its end."""
    with tempfile.TemporaryDirectory(prefix="kept-bench-") as folder:
        path = Path(folder) / "asked.jsonl"
        path.write_text(_asked())

        def once() -> None:
            command = [sys.executable, "-m", "kept.cli", "due", "--jsonl", str(path)]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)

        rate = median_of(5, lambda: LINES / seconds(once))
    return {"kept due --jsonl": at_least(rate, "lines/s", limit=150_000)}


def _asked() -> str:
    """Every promise and duty of the five, at random moments of three years, as an office would write them."""
    rulebooks = [load_folder(policies_folder() / each) for each in ASSOCIATIONS]
    clauses = [clause.id for each in rulebooks for clause in each.clauses if clause.promise]
    chance, zone = random.Random(20260402), ZoneInfo("Europe/London")
    whole = int(SPAN.total_seconds())
    return "".join(
        f'{{"clause": "{chance.choice(clauses)}", '
        f'"from": "{(FIRST + timedelta(seconds=chance.randrange(whole))).astimezone(zone).isoformat()}"}}\n'
        for _ in range(LINES)
    )


def _alone() -> float:
    command = [sys.executable, "-m", "kept.cli", *ALONE]
    return seconds(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True))


def main() -> dict[str, dict[str, Any]]:
    return figures()


if __name__ == "__main__":
    import json

    print(json.dumps(main(), indent=2, ensure_ascii=False))
