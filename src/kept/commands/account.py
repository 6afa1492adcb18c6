"""Who may sign in? From a terminal: for the first account of all, and for whoever is locked out.

    $ kept account add bea-malik --name "Bea Malik" --email bea@example.org --association karin --role manager
    bea-malik is manager at karin. The password, shown this once: 34z2-epn3-db4p-cfc6

An account that is there already becomes a member of one more association. A password is made here unless
`--ask` asks for it; it is printed once and kept nowhere. Each change leaves an event that says who did it.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from getpass import getpass
from typing import TYPE_CHECKING, Any

from kept.casework import Refused
from kept.casework.permissions import ROLES
from kept.commands import account_more
from kept.commands.account_words import cannot, day, home
from kept.commands.at_hand import add_data_argument, association, at_hand
from kept.server import Trouble, places

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

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
        if name == "invite":
            part.add_argument("email", help="the e-mail address of whoever is invited")
            part.add_argument("--by", default=BY, metavar="HANDLE", help="who does this, for the record")
        elif name != "list":
            part.add_argument("handle", help="signs what they record, such as bea-malik; it never changes")
            part.add_argument("--by", default=BY, metavar="HANDLE", help="who does this, for the record")
        add_data_argument(part)
        return part

    made = add(
        "add",
        "let somebody work at an association.",
        'kept account add bea-malik --name "Bea Malik" --email bea@example.org --association karin '
        "--role administrator",
    )
    made.add_argument("--name", help="the name by which colleagues know them; for a new account")
    made.add_argument("--email", help="where they can be written to; for a new account")
    made.add_argument("--association", required=True, metavar="SLUG", help="where they work, such as karin")
    made.add_argument("--role", required=True, choices=list(ROLES), help="as what")
    made.add_argument("--team", metavar="SLUG", help="the team that they belong to")
    made.add_argument("--office", metavar="SLUG", help="the office at which they work")
    made.add_argument("--ask", action="store_true", help="ask for the password instead of making one")
    listed = add("list", "who has an account, and what are they where?", "kept account list --json")
    listed.add_argument("--association", metavar="SLUG", help="those at one association; otherwise everybody")
    listed.add_argument("--json", action="store_true", help="write JSON")
    again = add("password", "give an account another password.", "kept account password bea-malik")
    again.add_argument("--ask", action="store_true", help="ask for the password instead of making one")
    left = add(
        "leave", "end what somebody is at an association.", "kept account leave bea-malik --association karin"
    )
    left.add_argument("--association", required=True, metavar="SLUG", help="the association that they leave")
    left.add_argument("--role", choices=list(ROLES), help="only as this; otherwise in every role")
    left.add_argument(
        "--last-on", type=day, metavar="DATE", help="the last day, such as 2026-04-30; otherwise today"
    )
    add("close", "let nobody sign in to an account any more.", "kept account close bea-malik")
    account_more.add_parts(add)


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
    from django.db import transaction

    from kept.actions import people
    from kept.store.models import Account

    here, at = association(args.association), datetime.now(UTC)
    new = not Account.objects.filter(handle=args.handle).exists()
    if new and not (args.name and args.email):
        return cannot(f"There is no account “{args.handle}” yet. Give --name and --email to make it.")
    password = _password(args.ask) if new else None
    # Both or neither: an account that belongs nowhere is of no use to anybody.
    with transaction.atomic():
        made: object = None
        if new:
            made = people.create_account(
                association=here,
                handle=args.handle,
                email=args.email,
                name=args.name,
                password=password,
                by=args.by,
                at=at,
            )
        if not isinstance(made, Refused):
            made = people.add_member(
                association=here,
                handle=args.handle,
                role=args.role,
                team=args.team,
                office=args.office,
                by=args.by,
                at=at,
            )
        if isinstance(made, Refused):
            transaction.set_rollback(True)
            return cannot(made.sentence)
    print(f"{args.handle} is {args.role} at {here}.{_shown(password, args.ask)}")
    return 0


def _list(args: argparse.Namespace) -> int:
    from kept.store.accounts import memberships_of
    from kept.store.models import Account

    slug = association(args.association) if args.association else None
    today = datetime.now(UTC).date()
    found: list[dict[str, Any]] = []
    for account in Account.objects.order_by("handle"):
        held = [(each.slug, each.role) for each in memberships_of(account, today)]
        if slug is None or any(where == slug for where, _ in held):
            found.append(
                {
                    "handle": account.handle,
                    "name": account.name,
                    "email": account.email,
                    "open": account.is_active,
                    "works": [{"association": where, "role": role} for where, role in held],
                }
            )
    if args.json:
        print(json.dumps({"accounts": found}, ensure_ascii=False, indent=2))
        return 0
    width = max((len(each["handle"]) for each in found), default=0)
    for each in found:
        works = ", ".join(f"{one['role']} at {one['association']}" for one in each["works"])
        print(f"{each['handle']:<{width}}  {each['name']}  {works if each['open'] else 'closed'}")
    if not found:
        print("Nobody yet. “kept account add” makes the first account.")
    return 0


def _set_password(args: argparse.Namespace) -> int:
    from kept.actions import people

    password = _password(args.ask)
    done = people.set_password(
        association=home(args.handle),
        handle=args.handle,
        password=password,
        by=args.by,
        at=datetime.now(UTC),
    )
    if isinstance(done, Refused):
        return cannot(done.sentence)
    print(f"{args.handle} has another password.{_shown(password, args.ask)}")
    return 0


def _leave(args: argparse.Namespace) -> int:
    from kept.actions import people

    here = association(args.association)
    ended = people.end_membership(
        association=here,
        handle=args.handle,
        role=args.role,
        last_on=args.last_on,
        by=args.by,
        at=datetime.now(UTC),
    )
    if isinstance(ended, Refused):
        return cannot(ended.sentence)
    print(f"{args.handle} leaves {here}; what they recorded stays.")
    return 0


def _close(args: argparse.Namespace) -> int:
    from kept.actions import people

    done = people.close_account(
        association=home(args.handle), handle=args.handle, by=args.by, at=datetime.now(UTC)
    )
    if isinstance(done, Refused):
        return cannot(done.sentence)
    print(f"{args.handle} can no longer sign in; what they recorded stays.")
    return 0


def _password(ask: bool) -> str:
    """One made here; or what is typed twice, or comes as one line when nobody sits at a terminal."""
    if not ask:
        return places.speakable()
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass("Password: ")
    if getpass("The same again: ") != typed:
        raise Trouble("The two were not the same. Nothing was changed; try again.")
    return typed


def _shown(password: str | None, asked: bool) -> str:
    return "" if password is None or asked else f" The password, shown this once: {password}"


PARTS: dict[str, Callable[[argparse.Namespace], int]] = {
    "add": _add,
    "list": _list,
    "password": _set_password,
    "leave": _leave,
    "close": _close,
    **account_more.PARTS,
}
