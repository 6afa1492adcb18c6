"""What would a draft of the policy have meant for what really happened since a day?

    $ kept policy try drafts/karin --since 2026-01-01
    Karin Housing Association, 1 January 2026 to 26 November 2026, as if the draft had been in force:
    …

Standard output holds what was found and standard error the progress. Nothing is written: the draft is read
from its folder, and the events from the database.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from kept.casework.tried import Count, Line, Tried
    from kept.rulebook import Rulebook

STEP = 500
BUSIEST = 10
NO_TEAM = "no team"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from pathlib import Path

    from kept.commands.at_hand import add_data_argument

    parser.add_argument("draft", type=Path, metavar="DRAFT", help="the folder of the draft")
    parser.add_argument(
        "--since", required=True, type=day, metavar="DATE", help="from which day, such as 2026-01-01"
    )
    parser.add_argument(
        "--association",
        metavar="SLUG",
        help="on whose events; by default those of the association that the draft names",
    )
    parser.add_argument("--json", action="store_true", help="write JSON")
    add_data_argument(parser)


def day(text: str) -> date:
    """A day as an argument."""
    import argparse

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not a day. Write the year, month and day, such as 2026-01-01."
        ) from None


def run(args: argparse.Namespace) -> int:
    """Compare, and tell it; 1 where it cannot begin."""
    from kept import config
    from kept.commands.at_hand import association, at_hand
    from kept.rulebook import load_folder

    draft = load_folder(args.draft)
    with at_hand(args.data):
        config.setup()
        from django.db import connection

        from kept.store import moment
        from kept.store.rules import NoRulebook

        try:
            slug = association(args.association or draft.association.slug)
            return tried(draft, slug, since=args.since, today=moment.now(), as_json=args.json)
        except NoRulebook as problem:
            print(f"kept policy: {problem}", file=sys.stderr)
            return 1
        finally:
            connection.close()


def tried(draft: Rulebook, slug: str, *, since: date, today: Any, as_json: bool) -> int:
    """Compare on that association's events and tell it; no figure counts before an association has begun."""
    from kept.casework.tried import plain
    from kept.casework.trying import Trial
    from kept.store import rules, tenancy, trying

    with tenancy.association(slug) as here:
        begins_on = max(since, here.go_live)
        known, shut = rules.rules_of(here), rules.as_entered(here, draft)
    trial = Trial.of(known, shut, since=begins_on, at=today)
    until = today.astimezone(trial.tz).date()
    if begins_on > until:
        print(f"kept policy: {_said(begins_on)} has not come yet. Give an earlier day.", file=sys.stderr)
        return 1
    if begins_on != since:
        print(f"{here.name} counts from {_said(begins_on)}, so that is where this begins.", file=sys.stderr)
    in_all = trying.threads_since(slug, trial.begins, today)
    for docket, team in trying.histories_since(slug, trial.begins, today):
        trial.take(docket.history, office=docket.office, team=team)
        if trial.threads % STEP == 0 or trial.threads == in_all:
            _progress(trial.threads, in_all)
    found = trial.found()
    if as_json:
        about = {"association": slug, "since": begins_on.isoformat(), "until": until.isoformat()}
        print(json.dumps(about | plain(found, BUSIEST), ensure_ascii=False, indent=2))
    else:
        print(f"{here.name}, {_said(begins_on)} to {_said(until)}, as if the draft had been in force:")
        _print(found)
    return 0


def _progress(done: int, in_all: int) -> None:
    """Over the same line where somebody watches; line after line, but seldom, where it goes to a file."""
    share = f"{done:,} of {in_all:,} threads judged twice"
    if sys.stderr.isatty():
        print(f"\r{share}", end="\n" if done == in_all else "", file=sys.stderr, flush=True)
    elif done == in_all or done % (STEP * 20) == 0:
        print(share, file=sys.stderr)


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# ---- for people -----------------------------------------------------------------------------


def _print(found: Tried) -> None:
    if not found.threads:
        print("\nNothing is on record since then, so there is nothing to compare.")
    _print_lines([each for each in found.lines if each.differs], "What would be different")
    _print_lines([each for each in found.lines if not each.differs], "What stays as it is")
    if found.teams:
        print(f"\n{'By team':<34}{_HEADINGS}")
        for team, pair in found.teams.items():
            print(f"{(team or NO_TEAM)[:33]:<34}{_columns(pair.now, pair.draft)}")
        whole = found.whole
        print(f"{'all together':<34}{_columns(whole.now, whole.draft)}")
    if found.days:
        print(f"\n{'Busiest days, by what must be kept by their end':<50}{'now':>8}{'draft':>8}")
        for each in found.busiest(BUSIEST):
            name = f"{each.day:%A} {_said(each.day)}"
            print(f"{name:<50}{each.now:>8,}{each.draft:>8,}")
    if found.uncounted:
        print(
            f"\n{_threads(found.uncounted)} left out: one of the two policies cannot count from a date in it."
        )


_HEADINGS = f"{'kept':>20}{'broken':>20}{'running':>20}"


def _print_lines(lines: list[Line], heading: str) -> None:
    from kept.casework.tried import change_words

    if not lines:
        return
    print(f"\n{heading:<34}{_HEADINGS}")
    for line in lines:
        print(f"{line.name[:33]:<34}{_columns(line.now, line.draft)}")
        print(f"    {line.promise}: {change_words(line)}")


def _columns(now: Count, draft: Count) -> str:
    return "".join(
        f"{_changed(getattr(now, each), getattr(draft, each)):>20}" for each in ("kept", "broken", "running")
    )


def _changed(now: int, draft: int) -> str:
    return f"{now:,}" if now == draft else f"{now:,} → {draft:,} ({draft - now:+,})"


def _threads(number: int) -> str:
    return "1 thread was" if number == 1 else f"{number:,} threads were"
