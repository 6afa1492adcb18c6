"""Whose record is it, which day, and what is said when it cannot be? For the parts of `kept account`."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime

from kept.server import Trouble


def home(handle: str) -> str:
    """The association whose record says that the account was changed: the first at which it belongs."""
    from kept.store.accounts import memberships_of
    from kept.store.models import Account, Association

    account = Account.objects.filter(handle=handle).first()
    held = memberships_of(account, datetime.now(UTC).date()) if account else []
    if held:
        return held[0].slug
    first = Association.objects.order_by("slug").values_list("slug", flat=True).first()
    if first is None:
        raise Trouble("There is no association here yet. Run “kept policy load” first.")
    return first


def day(text: str) -> date:
    from argparse import ArgumentTypeError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day. Write it like 2026-04-30.") from None


def cannot(sentence: str) -> int:
    print(f"kept account: {sentence}", file=sys.stderr)
    return 1
