"""Which other systems are told of what happens? Hooks are made, listed, tried and removed here.

    $ kept hook add --association karin --account crm --url https://crm.example.org/kept
    K7F3-9Q2M is a hook of crm at karin. The secret that signs what is sent, shown this once:
    whsec_…

A hook is told of what its account may see, without anybody's personal words. Each change leaves an event that
says who did it.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kept.casework import Refused
from kept.commands.at_hand import add_data_argument, association, at_hand

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from kept.store.models import Hook

BY = "kept"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="|".join(PARTS))

    def add(name: str, says: str, example: str) -> argparse.ArgumentParser:
        part = parts.add_parser(
            name,
            help=says,
            description=f"{says[0].upper()}{says[1:]}",
            epilog=f"Example:\n  {example}",
            formatter_class=parser.formatter_class,
            allow_abbrev=False,
        )
        part.add_argument(
            "--association", required=True, metavar="SLUG", help="where things happen, such as karin"
        )
        if name != "list":
            part.add_argument("--by", default=BY, metavar="HANDLE", help="who does this, for the record")
        if name in ("add", "list"):
            part.add_argument("--json", action="store_true", help="write JSON")
        add_data_argument(part)
        return part

    made = add(
        "add",
        "have an address told of what happens, and show the secret once.",
        "kept hook add --association karin --account crm --url https://crm.example.org/kept",
    )
    made.add_argument("--account", required=True, metavar="HANDLE", help="whose eyes it has")
    made.add_argument("--url", required=True, help="where to, over https")
    made.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help="of which kind of event, such as letter.received; several times for several; none: of all",
    )
    add("list", "which hooks are there?", "kept hook list --association karin")
    for name, says in (
        ("test", "have a hook told something that says it is a test."),
        ("resume", "take up a hook that was paused."),
        ("remove", "have an address told nothing any more."),
    ):
        part = add(name, says, f"kept hook {name} K7F3-9Q2M --association karin")
        part.add_argument("hook", metavar="REF", help="its reference, as the list has it")


def run(args: argparse.Namespace) -> int:
    from kept import config

    with at_hand(args.data):
        config.setup()
        from django.db import connection

        try:
            return PARTS[args.part](args)
        finally:
            connection.close()


def _add(args: argparse.Namespace) -> int:
    from kept.actions import hooks

    made = hooks.add(
        association=association(args.association),
        account=args.account,
        url=args.url,
        kinds=args.kind,
        by=args.by,
        at=datetime.now(UTC),
    )
    if isinstance(made, Refused):
        return _cannot(made)
    if args.json:
        print(json.dumps({"hook": made.hook.ref, "secret": made.secret}))
        return 0
    print(
        f"{made.hook.ref} is a hook of {args.account} at {args.association}. "
        f"The secret that signs what is sent, shown this once:\n{made.secret}"
    )
    return 0


def _list(args: argparse.Namespace) -> int:
    from kept.store import tenancy
    from kept.store.models import Hook

    with tenancy.association(association(args.association)):
        rows = list(Hook.objects.filter(removed_at__isnull=True).select_related("account").order_by("id"))
    if args.json:
        print(json.dumps({"hooks": [_as_json(each) for each in rows]}, ensure_ascii=False))
        return 0
    for each in rows:
        state = f"paused: {each.why}" if each.paused_at else "told"
        print(f"{each.ref}  {each.account.handle}  {each.url}  {', '.join(each.kinds) or 'all'}  {state}")
    if not rows:
        print("None yet. “kept hook add” makes one.")
    return 0


def _as_json(hook: Hook) -> dict[str, Any]:
    return {
        "hook": hook.ref,
        "account": hook.account.handle,
        "url": hook.url,
        "kinds": hook.kinds,
        "created_at": hook.created_at.isoformat(),
        "paused_at": hook.paused_at.isoformat() if hook.paused_at else None,
        "why": hook.why or None,
    }


def _test(args: argparse.Namespace) -> int:
    from kept.actions import hooks

    sent = hooks.try_out(**_of(args))
    if isinstance(sent, Refused):
        return _cannot(sent)
    print("It is on its way: the worker sends it within seconds.")
    return 0


def _resume(args: argparse.Namespace) -> int:
    from kept.actions import hooks

    found = hooks.resume(**_of(args))
    if isinstance(found, Refused):
        return _cannot(found)
    print(f"{found.ref} is told again, and of what happened meanwhile.")
    return 0


def _remove(args: argparse.Namespace) -> int:
    from kept.actions import hooks

    gone = hooks.remove(**_of(args))
    if isinstance(gone, Refused):
        return _cannot(gone)
    print(f"{gone.ref} is told nothing any more.")
    return 0


def _of(args: argparse.Namespace) -> dict[str, Any]:
    return {
        "association": association(args.association),
        "hook": args.hook,
        "by": args.by,
        "at": datetime.now(UTC),
    }


def _cannot(refused: Refused) -> int:
    print(f"kept hook: {refused.sentence}", file=sys.stderr)
    return 1


PARTS: dict[str, Callable[[argparse.Namespace], int]] = {
    "add": _add,
    "list": _list,
    "test": _test,
    "resume": _resume,
    "remove": _remove,
}
