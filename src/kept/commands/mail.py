"""How does an e-mail come into Kept, and can its mailboxes be read?

    $ kept mail receive --association karin < message
    $ kept mail fetch
    $ kept mail check

`receive` is for a mail server that hands over what it gets, as `| kept mail receive --association karin`. Its
exit status is what mail servers understand: 0 taken; 65 refused for good, with the reason on standard error;
75 not now, try again. The message is on record before it ends with 0, and kept aside before it ends with 65.

`fetch` reads the mailboxes that KEPT_MAILBOXES names once, as the worker does each minute; `check` signs in
to each, says what it finds and changes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from kept.commands.at_hand import add_data_argument

TAKEN, REFUSED, TRY_AGAIN = 0, 65, 75
PIECE = 1024 * 1024
BY = "kept"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)
    doing = parser.add_subparsers(dest="doing", required=True, metavar="receive|fetch|check")
    one = doing.add_parser("receive", help="take one message from standard input", allow_abbrev=False)
    one.add_argument("--association", required=True, help="whose it is, such as karin")
    one.add_argument("--to", action="append", default=[], help="an address of ours to which it was sent")
    for name, says in (("fetch", "read the mailboxes once"), ("check", "say whether they can be read")):
        more = doing.add_parser(name, help=says, allow_abbrev=False)
        more.add_argument("--association", help="only the mailboxes of this one")
        more.add_argument("--json", action="store_true", help="print one JSON object for each mailbox")


def run(args: argparse.Namespace) -> int:
    import os

    from kept import config

    if args.data:
        os.environ["KEPT_DATA"] = args.data
    try:
        config.setup()
    except config.NotReady as fault:
        if args.doing != "receive":
            raise
        # No message goes back to its sender because we are not ready for it.
        print(fault, file=sys.stderr)
        return TRY_AGAIN
    if args.doing == "receive":
        return _receive(args.association, args.to)
    from django.conf import settings

    wanted = [each for each in settings.MAILBOXES if args.association in (None, each.association)]
    if not wanted:
        print("KEPT_MAILBOXES names no mailbox. See docs/howto/administrator.md.", file=sys.stderr)
        return 1
    each_of_them = _fetched if args.doing == "fetch" else _checked
    found = [each_of_them(each) for each in wanted]
    for name, told, says, _ in found:
        print(json.dumps({"mailbox": name, **told}) if args.json else f"{name}: {says}")
    return max(status for _, _, _, status in found)


def _receive(slug: str, to: list[str]) -> int:
    from django.db import DatabaseError

    from kept.actions.receiving_mail import LARGEST_ASIDE, receive
    from kept.casework import Refused
    from kept.store import moment
    from kept.store.models import Association

    with tempfile.NamedTemporaryFile(prefix="kept-mail-") as spool:
        size = 0
        while size <= LARGEST_ASIDE and (piece := sys.stdin.buffer.read(PIECE)):
            size += len(piece)
            spool.write(piece)
        spool.flush()
        try:
            now = moment.now()
            done = receive(association=slug, raw=Path(spool.name), received_at=now, by=BY, at=now, came_to=to)
        except Association.DoesNotExist:
            # The mail server's own configuration is at fault: the message must not go back to its sender.
            print(f"There is no association “{slug}”. Correct --association.", file=sys.stderr)
            return TRY_AGAIN
        except (DatabaseError, OSError) as fault:
            print(f"Not now: {type(fault).__name__}. Try again later.", file=sys.stderr)
            return TRY_AGAIN
    if isinstance(done, Refused):
        print(done.sentence, file=sys.stderr)
        return REFUSED
    return TAKEN


Told = tuple[str, dict[str, Any], str, int]


def _fetched(where: Any) -> Told:
    from kept.store import moment
    from kept.worker.mailbox import fetch

    came = fetch(where, now=moment.now)
    told = {"taken": came.taken, "again": came.again, "refused": came.refused, "fault": came.fault}
    says = f"{came.taken} taken, {came.again} known already, {came.refused} kept aside."
    return where.name, told, f"{says} {came.fault}".strip(), TRY_AGAIN if came.fault else TAKEN


def _checked(where: Any) -> Told:
    from kept.worker.mailbox import CannotRead, check

    try:
        found = check(where)
    except CannotRead as fault:
        return where.name, {"ok": False, "fault": str(fault)}, str(fault), 1
    says = f"It can be read, and holds {found.messages} messages."
    if (where.done or where.refused) and not found.moves:
        says += " Its server cannot move messages: what is taken stays where it is."
    elif found.missing:
        says += f" These folders will be made: {', '.join(found.missing)}."
    told = {"ok": True, "messages": found.messages, "moves": found.moves, "to_be_made": list(found.missing)}
    return where.name, told, says, 0
