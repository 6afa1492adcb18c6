"""Who is asked to come, who stands in, who is away, who is locked out? More parts of `kept account`.

$ kept account invite bea@example.org --association karin --role officer
$ kept account away bea-malik --association karin --until 2026-04-30 --cover cem-price
$ kept account unlock bea-malik
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kept.casework import Refused
from kept.casework.permissions import ROLES
from kept.commands.account_words import cannot, day, home
from kept.commands.at_hand import association

if TYPE_CHECKING:
    import argparse


def add_parts(add: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """Their arguments."""
    add(
        "unlock",
        "ask for the password alone again: for whoever lost telephone, passkey and recovery codes.",
        "kept account unlock bea-malik",
    )
    stands = add(
        "deputy",
        "say who stands in while somebody is away.",
        "kept account deputy bea-malik --association karin --is cem-price",
    )
    stands.add_argument("--association", required=True, metavar="SLUG", help="where they work, such as karin")
    stands.add_argument("--is", required=True, dest="deputy", metavar="HANDLE", help="who stands in")
    gone = add(
        "away",
        "say that somebody is away, or with --back that they are not.",
        "kept account away bea-malik --association karin --until 2026-04-30 --cover cem-price",
    )
    gone.add_argument("--association", required=True, metavar="SLUG", help="where they work, such as karin")
    gone.add_argument(
        "--until", type=day, metavar="DATE", help="the last day away; otherwise until they are back"
    )
    gone.add_argument("--cover", metavar="HANDLE", help="who answers for them; otherwise their deputy")
    gone.add_argument("--back", action="store_true", help="they are back")
    asked = add(
        "invite",
        "ask somebody to come, by a link that lasts seven days.",
        "kept account invite bea@example.org --association karin --role officer",
    )
    asked.add_argument("--association", required=True, metavar="SLUG", help="where they work, such as karin")
    asked.add_argument("--role", required=True, choices=list(ROLES), help="as what")
    asked.add_argument("--team", metavar="SLUG", help="the team that they belong to")
    asked.add_argument("--office", metavar="SLUG", help="the office at which they work")


def _unlock(args: argparse.Namespace) -> int:
    from kept.actions import factors

    done = factors.remove_all(
        association=home(args.handle), handle=args.handle, by=args.by, at=datetime.now(UTC), operator=True
    )
    if isinstance(done, Refused):
        return cannot(done.sentence)
    said = "is asked for the password alone" if done else "was asked for nothing but the password anyway"
    print(f"{args.handle} {said}.")
    return 0


def _deputy(args: argparse.Namespace) -> int:
    from kept.actions import members

    here = association(args.association)
    held = _membership(here, args.handle)
    if held is None:
        return cannot(f"“{args.handle}” does not work at {here}.")
    done = members.name_deputy(
        association=here, membership=held, deputy=args.deputy, by=args.by, at=datetime.now(UTC)
    )
    if isinstance(done, Refused):
        return cannot(done.sentence)
    print(f"{args.deputy} stands in for {args.handle} at {here}.")
    return 0


def _membership(here: str, handle: str) -> int | None:
    from kept.store import tenancy
    from kept.store.accounts import membership_of
    from kept.store.models import Account

    account = Account.objects.filter(handle=handle).first()
    with tenancy.association(here):
        held = membership_of(account, on=datetime.now(UTC).date()) if account else None
    return held.pk if held else None


def _away(args: argparse.Namespace) -> int:
    from kept.actions import absences
    from kept.store import tenancy
    from kept.store.absences import away_at

    here, at = association(args.association), datetime.now(UTC)
    done: object
    if args.back:
        with tenancy.association(here) as place:
            running = [each.pk for each in away_at(place, at) if each.account.handle == args.handle]
        if not running:
            return cannot(f"“{args.handle}” is not away.")
        done = absences.back(association=here, absence=running[0], by=args.by, at=at)
        said = f"{args.handle} is back."
    else:
        with tenancy.association(here) as place:
            ends = datetime.combine(args.until, time(), ZoneInfo(place.zone)) if args.until else None
        done = absences.tell(
            association=here,
            handle=args.handle,
            from_at=at,
            to_at=ends + timedelta(days=1) if ends else None,
            covered_by=args.cover,
            by=args.by,
            at=at,
        )
        until = f"until the end of {args.until.isoformat()}" if args.until else "until they are back"
        said = f"{args.handle} is away {until}."
    if isinstance(done, Refused):
        return cannot(done.sentence)
    print(said)
    return 0


def _invite(args: argparse.Namespace) -> int:
    from django.conf import settings

    from kept.actions import invitations

    here = association(args.association)
    made = invitations.invite(
        association=here,
        email=args.email,
        role=args.role,
        team=args.team,
        office=args.office,
        by=args.by,
        at=datetime.now(UTC),
    )
    if isinstance(made, Refused):
        return cannot(made.sentence)
    link = f"{settings.KEPT_ADDRESS}/invitation?key={here}.{made.key}"
    print(f"Pass this on; it lasts seven days and is shown this once: {link}")
    return 0


PARTS: dict[str, Callable[[argparse.Namespace], int]] = {
    "unlock": _unlock,
    "deputy": _deputy,
    "away": _away,
    "invite": _invite,
}
