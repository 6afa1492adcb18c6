"""In which groups does the page show what may be recorded?

Kinds are grouped by the channel that they come in by; those without one by what they begin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.cases.roles import needed_for
from kept.rulebook.model import EventKind
from kept.store import refs
from kept.web.shared.access import Here
from kept.web.shared.keys import ANSWERED_NOW, CAPTURE, Pressed, key_of, keys_of
from kept.web.shared.recording import recordable
from kept.web.shared.words import CHANNELS

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Sort:
    """One kind: a link, and one line that says what it is."""

    label: str
    says: str
    address: str
    promises: int
    key: str


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that belong together."""

    id: str
    heading: str
    sorts: tuple[Sort, ...]


@dataclass(frozen=True, slots=True)
class KindsPage:
    """The page. `wanted` is what was searched for."""

    groups: tuple[Group, ...]
    wanted: str
    found: int
    keys: tuple[Pressed, ...]
    now: tuple[Pressed, ...]
    whose: str = ""
    errors: tuple[str, ...] = ()


def kinds_page(here: Here, wanted: str, person: str = "") -> KindsPage:
    """Every kind that begins a thread and that this role may record, narrowed to what was searched for.

    `person` is the customer from whose file somebody comes: each form begins with them.
    """
    wanted = wanted.strip()[:LONGEST]
    ref = refs.tidy(person)
    whose = f"?person={ref}" if ref else ""
    groups: dict[str, list[Sort]] = {}
    for kind in here.rulebook.kinds.values():
        if (
            kind.opens is None
            or not recordable(kind)
            or not here.may(needed_for(kind, here.rulebook))
            or not _matches(kind, wanted)
        ):
            continue
        address = reverse("capture-kind", args=[here.slug, kind.name]) + whose
        promises = len(here.rulebook.starting(kind.name))
        groups.setdefault(kind.channel or kind.opens, []).append(
            Sort(kind.label, kind.says, address, promises, key_of(kind.name))
        )
    shown = [Group(f"group-{name}", _heading(name), tuple(sorts)) for name, sorts in _merged(groups).items()]
    keys = {each.key: each for each in keys_of(here)} if not wanted else {}
    return KindsPage(
        tuple(shown),
        wanted,
        sum(len(each.sorts) for each in shown),
        tuple(_of(keys[each.key], whose) for each in CAPTURE if each.key in keys),
        tuple(_of(keys[each.key], whose) for each in ANSWERED_NOW if each.key in keys),
        whose,
    )


def _of(pressed: Pressed, whose: str) -> Pressed:
    return replace(pressed, address=pressed.address + whose)


def _matches(kind: EventKind, wanted: str) -> bool:
    text = f"{kind.label} {kind.says}".casefold()
    return all(word in text for word in wanted.casefold().split())


def _merged(groups: dict[str, list[Sort]]) -> dict[str, list[Sort]]:
    """Groups of one go together under *Other*, so that the page is not a list of headings."""
    large = {name: sorts for name, sorts in groups.items() if len(sorts) > 1 or name in CHANNELS}
    rest = [each for name, sorts in groups.items() if name not in large for each in sorts]
    by_channel = {name: sorts for name, sorts in large.items() if name in CHANNELS}
    other = {"other": rest} if rest else {}
    return by_channel | other | {name: sorts for name, sorts in large.items() if name not in CHANNELS}


def _heading(name: str) -> str:
    if name == "other":
        return _("Other")
    return str(CHANNELS.get(name, name.replace("_", " ").capitalize()))
