"""What is in the inbox: what nobody has read, whose nobody knows, what is automatic, and what was read?

The same number of queries for one e-mail and for thousands. What is automatic, or came back, has a quiet list
of its own: it starts nothing, and stands in nobody's way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from kept.store import absences, desk, inbox
from kept.store.email import refused
from kept.store.inbox import AUTOMATIC, LISTS, MOST, NOBODYS, READ, TO_READ, Counts, Narrowed
from kept.store.models import Clock, Mailbox, ReceivedMail, RefusedMail, Thread
from kept.web.shared.access import Here
from kept.web.shared.paging import Pages

SIZE = 40
MINE, TEAM = "mine", "team"
ASIDE = 20


@dataclass(frozen=True, slots=True)
class Filter:
    """Which list, and whose. Words that name nothing narrow nothing."""

    list: str = ""
    whose: str = ""

    @classmethod
    def of(cls, here: Here, query: Mapping[str, str]) -> Filter:
        """The filter in the address."""
        allowed = {
            "list": [each for each in LISTS if each != TO_READ],
            "whose": (MINE, TEAM) if here.membership.team_id else (MINE,),
        }
        asked = {name: query.get(name, "") for name in allowed}
        return cls(**{name: value for name, value in asked.items() if value in allowed[name]})

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in named.items() if value}

    @property
    def which(self) -> str:
        """The list by its own name."""
        return self.list or TO_READ


@dataclass(frozen=True, slots=True)
class Found:
    """What the database gave."""

    mails: tuple[ReceivedMail, ...]
    counts: Counts
    pages: Pages
    clocks: Mapping[int, Sequence[Clock]]
    aside: tuple[RefusedMail, ...]
    faults: tuple[Mailbox, ...]
    away: Mapping[int, str]


def narrowed(here: Here, wanted: Filter) -> tuple[Narrowed, Mapping[int, int]]:
    """The filter as the store takes it: mine is also what I answer for; and who answers for whom."""
    covers = absences.covering(here.association, here.at)
    me = here.membership
    if wanted.whose == MINE:
        covered = {away for away, cover in covers.items() if cover == me.account_id}
        return Narrowed(owners=frozenset({me.account_id, *covered})), covers
    return Narrowed(team=me.team_id if wanted.whose == TEAM else None), covers


def fetch(here: Here, wanted: Filter, query: Mapping[str, str]) -> Found:
    """One page of the list that was asked for."""
    by, covers = narrowed(here, wanted)
    counts = inbox.counts(here.membership, by)
    rows = inbox.listed(here.membership, wanted.which, by)
    total = {TO_READ: counts.to_read, NOBODYS: counts.nobodys}.get(wanted.which)
    if total is None:
        total = rows[: MOST + 1].count()
    asked = {**wanted.query, "page": query.get("page", "1")}
    pages = Pages.of(asked, total=total, size=SIZE, most=MOST)
    mails = tuple(rows[pages.start : pages.stop])
    threads = {each.pk: each for each in map(thread_of, mails) if each is not None}
    aside = refused(here.membership).filter(seen_at__isnull=True)
    boxes = Mailbox.objects.filter(association=here.association).exclude(fault="").order_by("name")
    return Found(
        mails,
        counts,
        pages,
        desk.clocks_of(threads.values()),
        tuple(aside[:ASIDE]) if wanted.which == AUTOMATIC else (),
        tuple(boxes),
        absences.names_of(covers),
    )


def thread_of(mail: ReceivedMail) -> Thread | None:
    """The contact that it is read on: the one into which its own was joined, if it was."""
    thread = mail.thread
    return thread.merged_into or thread if thread is not None else None


__all__ = [
    "AUTOMATIC",
    "MINE",
    "NOBODYS",
    "READ",
    "TEAM",
    "TO_READ",
    "Filter",
    "Found",
    "fetch",
    "narrowed",
    "thread_of",
]
