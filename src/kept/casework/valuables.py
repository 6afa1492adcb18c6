"""What of worth do we hold for somebody, and may this be done with it?

    pence("1,250.50")                         # 125050
    check_receipt("cheque", amount=None, …)   # Refused("Type how much it is …", "amount")

Rules that hold here:

1. Two people see it come in: whoever receives it, and somebody else who was there.
2. It has a day by which it is back, paid in or sent on, so that nothing is forgotten in a drawer.
3. It goes from hand to hand by name, and once it is out of our hands nothing happens to it any more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from kept.casework.values import Refused

SORTS: Mapping[str, str] = {
    "cheque": "Cheque or postal order",
    "cash": "Cash",
    "passport": "Passport or identity card",
    "document": "Another document",
    "other": "Something else of worth",
}
MONEY = frozenset({"cheque", "cash"})
RETURNED: Mapping[str, str] = {
    "by_hand": "Into their own hands",
    "recorded": "By recorded delivery",
    "other": "Another way",
}
SETTLED: Mapping[str, str] = {
    "paid_in": "Paid into the bank",
    "sent_on": "Sent on to whom it is for",
    "other": "Another way",
}
LONGEST, MOST_PENCE = 300, 100_000_000_00
LONGEST_STAY = timedelta(days=366)
_POUNDS = re.compile(r"£?\s*(?P<pounds>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<pence>[0-9]{2}))?\Z")


def pence(typed: str) -> int | None:
    """How much is it? None where it is no amount."""
    found = _POUNDS.match(typed.strip())
    if found is None:
        return None
    amount = int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or 0)
    return amount if 0 < amount <= MOST_PENCE else None


def pounds(amount: int) -> str:
    """The amount in words for people."""
    return f"£{amount // 100:,}.{amount % 100:02}"


def check_receipt(
    *, sort: str, what: str, amount: str, by: str, witness: str, settle_by: datetime, at: datetime
) -> Refused | None:
    """Refuse a receipt that does not say what it is, how much, who saw it, or when it is settled."""
    if sort not in SORTS:
        return Refused("Choose what it is.", "sort")
    if not what.strip():
        return Refused("Say exactly what it is, as it will stand on the receipt.", "what")
    if len(what) > LONGEST or "\x00" in what:
        return Refused(f"Shorten this to {LONGEST} characters.", "what")
    if (sort in MONEY or amount.strip()) and pence(amount) is None:
        return Refused("Type how much it is in pounds and pence, such as 125.50.", "amount")
    if witness == by:
        return Refused("Two see it come in. Choose a colleague who was there, other than you.", "witness")
    if settle_by <= at:
        return Refused("Give a time that is still to come, by which it is back or passed on.", "settle_by")
    if settle_by > at + LONGEST_STAY:
        return Refused("Nothing stays here for more than a year. Give an earlier day.", "settle_by")
    return None


def check_move(*, ended: bool, how: str | None, ways: Mapping[str, str] | None, note: str) -> Refused | None:
    """Refuse what is done with something that is not here any more, or is not said how."""
    if ended:
        return Refused("It is not in our hands any more. Look at what happened to it below.")
    if ways is not None and how not in ways:
        return Refused("Say how.", "how")
    if len(note) > LONGEST or "\x00" in note:
        return Refused(f"Shorten this to {LONGEST} characters.", "note")
    return None
