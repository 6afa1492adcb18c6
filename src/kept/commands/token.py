"""Which other systems may use the API? Tokens are made, listed and revoked here.

    $ kept token add --association karin --account ann --name "Telephone system" --scope record
    K7F3-9Q2M is a token of ann at karin, for record. Its secret, shown this once:
    kept_xY…

A token does no more than its account may. Give machines accounts of their own, so that what they record is
told apart from what people do. Each change leaves an event that says who did it.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kept.casework import Refused
from kept.casework.scopes import SAYS, Scope
from kept.commands.at_hand import add_data_argument, association, at_hand

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
        part.add_argument(
            "--association", required=True, metavar="SLUG", help="where it is used, such as karin"
        )
        if name != "list":
            part.add_argument("--by", default=BY, metavar="HANDLE", help="who does this, for the record")
        add_data_argument(part)
        return part

    made = add(
        "add",
        "make a token, and show its secret once.",
        'kept token add --association karin --account ann --name "Telephone system" --scope record',
    )
    made.add_argument("--account", required=True, metavar="HANDLE", help="who signs what it records")
    made.add_argument("--name", required=True, help="which system it is for")
    made.add_argument(
        "--scope",
        required=True,
        action="append",
        choices=list(Scope),
        help="what it is for; several times for several: "
        + "; ".join(f"{each} is for {says}" for each, says in SAYS.items()),
    )
    made.add_argument(
        "--expires",
        type=_moment,
        metavar="TIME",
        help="when it ends, such as 2027-01-01T00:00+00:00; otherwise when it is revoked",
    )
    made.add_argument("--json", action="store_true", help="write JSON")
    listed = add("list", "which tokens are there?", "kept token list --association karin")
    listed.add_argument("--json", action="store_true", help="write JSON")
    gone = add(
        "revoke", "let nobody use a token any more.", "kept token revoke K7F3-9Q2M --association karin"
    )
    gone.add_argument("token", metavar="REF", help="its reference, as the list has it")


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
    from kept.actions import tokens

    made = tokens.create(
        association=association(args.association),
        account=args.account,
        name=args.name,
        scopes=args.scope,
        expires_at=args.expires,
        by=args.by,
        at=datetime.now(UTC),
    )
    if isinstance(made, Refused):
        return _cannot(made.sentence)
    scopes = made.token.scopes
    if args.json:
        print(json.dumps({"token": made.token.ref, "scopes": scopes, "secret": made.secret}))
        return 0
    print(
        f"{made.token.ref} is a token of {args.account} at {args.association}, for {', '.join(scopes)}. "
        f"Its secret, shown this once:\n{made.secret}"
    )
    return 0


def _list(args: argparse.Namespace) -> int:
    from kept.store import tenancy
    from kept.store.models import Token

    now = datetime.now(UTC)
    with tenancy.association(association(args.association)):
        rows = list(Token.objects.select_related("account").order_by("id"))
    found = [
        {
            "token": each.ref,
            "name": each.name,
            "account": each.account.handle,
            "scopes": each.scopes,
            "created_at": each.created_at.isoformat(),
            "expires_at": each.expires_at.isoformat() if each.expires_at else None,
            "revoked_at": each.revoked_at.isoformat() if each.revoked_at else None,
            "last_used_at": each.last_used_at.isoformat() if each.last_used_at else None,
        }
        for each in rows
    ]
    if args.json:
        print(json.dumps({"tokens": found}, ensure_ascii=False))
        return 0
    for row, each in zip(rows, found, strict=True):
        ended = row.expires_at is not None and row.expires_at <= now
        state = "revoked" if row.revoked_at else "ended" if ended else "in use" if row.last_used_at else "new"
        print(f"{row.ref}  {state:<8} {each['account']}  {', '.join(row.scopes)}  {row.name}")
    if not found:
        print("None yet. “kept token add” makes one.")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    from kept.actions import tokens

    gone = tokens.revoke(
        association=association(args.association), token=args.token, by=args.by, at=datetime.now(UTC)
    )
    if isinstance(gone, Refused):
        return _cannot(gone.sentence)
    print(f"Nobody can use {gone.ref} any more.")
    return 0


def _moment(text: str) -> datetime:
    from argparse import ArgumentTypeError

    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ArgumentTypeError(f"“{text}” is no moment with its zone. Write it like 2027-01-01T00:00+00:00.")
    return found


def _cannot(sentence: str) -> int:
    print(f"kept token: {sentence}", file=sys.stderr)
    return 1


PARTS: dict[str, Callable[[argparse.Namespace], int]] = {"add": _add, "list": _list, "revoke": _revoke}
