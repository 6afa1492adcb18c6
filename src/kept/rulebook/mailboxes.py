"""Whose is an e-mail that came to one of our addresses, and what does it open?

    - name: repairs
      label: Repairs
      address: repairs@karin.example
      team: repairs                 # whose it is, where no officer of that team has the customer's patch
      opens: repair.reported        # what a new message opens; an e-mail where nothing is said

In `mailboxes.yaml` of an association. Mail to any other address is the officer's on whose patch its sender
lives, like every other contact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.faults import SEE_EVENTS

EMAIL = "email.received"
_ADDRESS = re.compile(r"[^\s@<>\"',;]{1,64}@[^\s@<>\"',;]{1,190}\Z")


@dataclass(frozen=True, slots=True)
class MailboxOf:
    """One address of ours. `team` is empty where it is nobody's in particular."""

    name: str
    label: str
    address: str
    team: str = ""
    opens: str = EMAIL


def read_mailbox(entry: Entry, context: Context) -> MailboxOf | None:
    """One address; None where it has no name or is none."""
    entry.only("name", "label", "address", "team", "opens")
    name, label = entry.slug("name"), entry.text("label", limit=80)
    address = entry.text("address", limit=254)
    if address is not None and not _ADDRESS.match(address):
        allowed = "such as repairs@karin.example"
        entry.fault("address", "Kept cannot read this as an e-mail address.", found=address, allowed=allowed)
        address = None
    teams = [slug for slug, _ in context.association.teams]
    team = entry.choice("team", teams, required=False)
    opening = [
        each.name
        for each in context.kinds.values()
        if each.opens and not any(field.required for field in each.fields)
    ]
    opens = entry.choice("opens", opening, required=False, see=SEE_EVENTS)
    if name is None or label is None or address is None:
        return None
    return MailboxOf(name, label, address.casefold(), team or "", opens or EMAIL)
