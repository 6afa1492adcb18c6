"""Who else counts how many people reach us, and which of our records should be as many?

    SOURCES["telephone-log"].label                     # "Telephone log"
    kinds_of(SOURCES["telephone-log"], kinds)          # ("call.rang", "call.received", …)
    sources_for(["call.received"], kinds)              # ("telephone-log",)

A figure is only as good as what was recorded of all that happened. Whoever counts without us, the telephone
system, the mail book, the counter at the door, the mailbox, tells how much of it we have: the capture rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kept.rulebook.model import EventKind


@dataclass(frozen=True, slots=True)
class Source:
    """One count from outside, and the kinds of thread that one of them opens with us."""

    slug: str
    label: str
    unit: str
    channel: str
    opens: tuple[str, ...]


SOURCES: Mapping[str, Source] = {
    each.slug: each
    for each in (
        Source("telephone-log", "Telephone log", "calls", "call", ("call", "message")),
        Source("mail-book", "Mail book", "letters", "letter", ("letter",)),
        Source("door-count", "Count at the door", "visitors", "in-person", ("visitor", "interview")),
        Source("emails-received", "E-mails received", "e-mails", "email", ("email",)),
    )
}


def kinds_of(source: Source, kinds: Mapping[str, EventKind]) -> tuple[str, ...]:
    """The kinds of event with which a contact begins that this source counts too."""
    return tuple(
        name for name, kind in kinds.items() if kind.opens in source.opens and kind.channel == source.channel
    )


def sources_for(starts: Iterable[str], kinds: Mapping[str, EventKind]) -> tuple[str, ...]:
    """The sources that count what a promise starts with."""
    begin = set(starts)
    return tuple(each.slug for each in SOURCES.values() if begin & set(kinds_of(each, kinds)))
