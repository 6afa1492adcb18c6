"""Is what is stored what the events say, for every thread of every association?

    $ kept recompute --check                    # changes nothing; status 1 when something differs
    $ kept recompute --association karin        # writes what differs

Differences go to standard output, one a line, and progress to standard error. A thread whose time has come
but that the worker has not looked at yet is no difference: it is counted as waiting.
"""

from __future__ import annotations

import argparse
import json
import sys

from kept.commands.at_hand import add_data_argument, at_hand

BY = "recompute"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only compare; status 1 when something differs")
    parser.add_argument("--association", metavar="NAME", help="one association; otherwise all of them")
    parser.add_argument("--json", action="store_true", help="each difference, and the sum, as a line of JSON")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    from kept import config

    with at_hand(args.data):
        config.setup()
        from django.db import connection

        try:
            return _all(args)
        finally:
            connection.close()


def _all(args: argparse.Namespace) -> int:
    from kept.store.models import Association

    slugs = list(Association.objects.order_by("slug").values_list("slug", flat=True))
    if args.association is not None and args.association not in slugs:
        known = ", ".join(slugs) or "none yet"
        print(
            f"kept recompute: there is no association “{args.association}”. There are: {known}.",
            file=sys.stderr,
        )
        return 2
    different = sum(_one(slug, args) for slug in slugs if args.association in (None, slug))
    return 1 if different and args.check else 0


def _one(slug: str, args: argparse.Namespace) -> int:
    """How many threads of the association differ."""
    from datetime import UTC, datetime

    from kept.actions.recomputing import Difference, recompute
    from kept.store.rules import NoRulebook

    def tell(difference: Difference) -> None:
        if args.json:
            print(json.dumps({"association": slug, **_plain(difference)}, ensure_ascii=False))
        else:
            print(f"{slug} {difference}")

    def progress(threads: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{slug}: {threads:,} threads judged", end="", file=sys.stderr, flush=True)

    try:
        done = recompute(
            association=slug, check=args.check, at=datetime.now(UTC), by=BY, tell=tell, progress=progress
        )
    except NoRulebook:
        return 0
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if args.json:
        sums = {"threads": done.threads, "different": done.different, "waiting": done.waiting}
        print(json.dumps({"association": slug, **sums}))
    else:
        print(f"{slug}: {_sentence(done.threads, done.different, done.waiting, args.check)}")
    return done.different


def _plain(difference: object) -> dict[str, object]:
    return {name: getattr(difference, name) for name in ("thread", "promise", "start", "what")}


def _sentence(threads: int, different: int, waiting: int, check: bool) -> str:
    if different == 0:
        text = f"{threads:,} threads judged again, and what is stored is what follows from their events."
    else:
        done = "are stored otherwise than their events say" if check else "were put right"
        text = f"{threads:,} threads judged again; {different:,} {done}."
    return text + (f" {waiting:,} were waiting for the worker." if waiting else "")
