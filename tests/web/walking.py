"""One association with a letter on record, one person for each role, and the address of every page there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from kept.store.models import Account, Association


@dataclass(frozen=True)
class Walked:
    """Who walks, and where."""

    karin: Association
    people: Mapping[str, Account]
    outsider: Account
    former: Account
    ref: str
    entry: str
    joined: str
    # Three files: the second was joined into the first, the third is alike.
    customer: str = ""
    other_file: str = ""
    namesake: str = ""
    # The tie of somebody who no longer works there with the namesake.
    tie: int = 0
    # A promise drawn to be checked; the month of February is published.
    check: int = 0
    # The name under which the letter was handed over.
    together: str = ""
    # A home on a patch.
    home: str = ""
    patch: str = ""


def address(walked: Walked, name: str) -> str:
    """The address of that page at Karin."""
    more: dict[str, list[str]] = {
        "capture-kind": ["letter.received"],
        "capture-now": ["call.received"],
        "capture-saved": [walked.ref],
        "thread": [walked.ref],
        "thread-why": [walked.ref],
        "thread-hand-over": [walked.ref],
        "danger-what": ["gas"],
        "alarm": [walked.ref],
        "thread-next": [walked.ref, "letter.answered"],
        "thread-erase": [walked.ref, walked.entry],
        "thread-join": [walked.ref],
        "thread-part": [walked.ref, walked.joined],
        "staff-one": [str(walked.people["officer"].pk)],
        "staff-leave": [str(walked.people["officer"].pk)],
        "customer": [walked.customer],
        "customer-edit": [walked.customer],
        "customer-changes": [walked.customer],
        "customer-died": [walked.customer],
        "customer-join": [walked.customer],
        "customer-speaks": [walked.customer, "new"],
        "customer-same": [walked.customer, walked.namesake],
        "customer-part": [walked.customer, walked.other_file],
        "customer-contact": [walked.customer],
        "thread-mark": [walked.ref],
        "connection-end": [str(walked.tie)],
        "board-moved": [walked.together],
        "homes-one": [walked.home],
        "patches-one": [walked.patch],
        "clauses-one": ["karin:letters.1"],
        "performance-month": ["2026-02"],
        "performance-month-csv": ["2026-02"],
        "performance-splits": ["karin:letters.1"],
        "checks-one": [str(walked.check)],
        "performance-clause": ["karin:letters.1"],
        "performance-clause-csv": ["karin:letters.1"],
    }
    found = reverse(name, args=["karin", *more.get(name, [])])
    return f"{found}?clause=karin:letters.1&start={walked.entry}" if name == "thread-why" else found
