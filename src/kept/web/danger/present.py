"""What does a person see who has somebody in danger on the line: which danger, what to say, whom to ring?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.rulebook.model import Danger
from kept.store.alarms import Calling
from kept.web.shared.access import Here
from kept.web.shared.alarms import Number, alarm_words, danger_words, numbers_of
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import moment_words

# Without 9, which leads here from everywhere: pressed once more it chooses nothing.
KEYS = "12345678"


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of danger, and the key that chooses it."""

    label: str
    address: str
    key: str


@dataclass(frozen=True, slots=True)
class SortsPage:
    """Which danger is it?"""

    sorts: tuple[Sort, ...]
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class DangerPage:
    """What to say, whom to ring, and one line to write down."""

    heading: str
    script: tuple[str, ...]
    numbers: tuple[Number, ...]
    action: str
    back: str
    uid: str
    line: str
    emergency: bool
    thread: str
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class AlarmPage:
    """Who is called, for what, and the one thing to say."""

    ref: str
    back: str
    lines: tuple[str, ...]
    errors: tuple[SimpleError, ...] = ()


def alarm_page(here: Here, ref: str, calling: Iterable[Calling]) -> AlarmPage:
    """The page of the alarms that stand on one contact."""
    lines = (
        _("%(what)s, %(where)s. Known since %(when)s.")
        % {
            "what": alarm_words(here.rulebook, each),
            "where": each.where or _("nobody knows where"),
            "when": moment_words(each.since, here.calendar),
        }
        for each in calling
    )
    return AlarmPage(ref, reverse("thread", args=[here.slug, ref]), tuple(lines))


def sorts_page(here: Here, thread: str) -> SortsPage:
    """Every sort of danger for which there are words, in the order of the list."""
    query = f"?thread={thread}" if thread else ""
    dangers = here.rulebook.association.dangers
    return SortsPage(
        tuple(
            Sort(
                danger_words(here.rulebook, each.what),
                reverse("danger-what", args=[here.slug, each.what]) + query,
                KEYS[place] if place < len(KEYS) else "",
            )
            for place, each in enumerate(dangers)
        )
    )


def danger_page(
    here: Here,
    danger: Danger,
    *,
    uid: str,
    line: str = "",
    emergency: bool,
    thread: str,
    errors: tuple[SimpleError, ...] = (),
) -> DangerPage:
    """The page of one sort of danger."""
    return DangerPage(
        heading=danger_words(here.rulebook, danger.what),
        script=danger.script,
        numbers=numbers_of(danger),
        action=reverse("danger-what", args=[here.slug, danger.what]),
        back=reverse("danger", args=[here.slug]),
        uid=uid,
        line=line,
        emergency=emergency,
        thread=thread,
        errors=errors,
    )
