"""From which day does an association count, and what was overdue on it already?

    $ kept policy start karin
    Karin Housing Association went live on 1 December 2017: from that day on Kept counts.
    2 were found overdue at the start:
      karin:gas.1, due 3 November 2017, on K7F3-9Q2M

Exit status: 0 when it has gone live, 1 before that day.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kept.commands.at_hand import at_hand

if TYPE_CHECKING:
    import argparse
    from datetime import date


def start(args: argparse.Namespace) -> int:
    """Write down that it went live, where its day has come, and list what was found overdue."""
    with at_hand(args.data):
        from kept import config

        config.setup()
        return _start(args)


def _start(args: argparse.Namespace) -> int:
    from kept.actions.going_live import went_live
    from kept.commands.importing import NoSuch, association_called, cannot
    from kept.store import starting, tenancy

    now = datetime.now(UTC)
    try:
        here = association_called(args.association)
    except NoSuch as problem:
        return cannot(str(problem), command="policy start")
    went_live(association=here, by="kept", at=now)
    with tenancy.association(here):
        live = starting.live_since(here) is not None
        overdue = [
            {
                "promise": each.promise,
                "thread": each.thread.ref,
                "due": each.due_at.isoformat(),
                "verdict": each.verdict,
            }
            for each in starting.found_overdue(here)
        ]
    answer: dict[str, Any] = {
        "association": here.slug,
        "counts_from": here.go_live.isoformat(),
        "live": live,
        "found_overdue": overdue,
    }
    if args.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print(here.name, here.go_live, answer)
    return 0 if live else 1


def _print(name: str, day: date, answer: dict[str, Any]) -> None:
    words = f"{day.day} {day:%B %Y}"
    if not answer["live"]:
        print(f"{name} goes live on {words}. Until then nothing is counted and nobody is written to.")
        return
    print(f"{name} went live on {words}: from that day on Kept counts.")
    overdue = answer["found_overdue"]
    print(f"{len(overdue):,} were found overdue at the start{':' if overdue else '.'}")
    for each in overdue:
        print(f"  {each['promise']}, due {each['due'][:10]}, on {each['thread']}")
