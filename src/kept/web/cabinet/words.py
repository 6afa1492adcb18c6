"""How do keys, their places and what happened to them read?

row = key_row(here, keyset)         # KeyRow(label="A12-1", place="Out with Jo Reid", late="since 16:00", …)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.casework.cabinet import NOWHERE, State
from kept.store.cabinet import Moved
from kept.store.models import KeySet, LockChange
from kept.web.shared.access import Here
from kept.web.shared.words import due_words, moment_words

PLACES: Mapping[str, Lazy | str] = {
    State.IN_HAND: gettext_lazy("Came, and is not on its hook yet"),
    State.HUNG: gettext_lazy("On its hook"),
    State.OUT: gettext_lazy("Out"),
    State.LEFT: gettext_lazy("Left without a word"),
    State.MISSING: gettext_lazy("Missing"),
    State.TENANT: gettext_lazy("With the tenant"),
    State.DISCARDED: gettext_lazy("Thrown away"),
}
WHYS: Mapping[str, Lazy | str] = {
    "fewer_back": gettext_lazy("Fewer keys came back than were given out"),
    "lost": gettext_lazy("Keys are lost"),
    "unsafe": gettext_lazy("Somebody has keys who should not"),
    "worn": gettext_lazy("The lock is worn or broken"),
    "changed_already": gettext_lazy("Changed before we were told"),
}
MOVES: Mapping[str, Lazy | str] = {
    "received": gettext_lazy("Came to us"),
    "hung": gettext_lazy("Labelled and hung up"),
    "out": gettext_lazy("Signed out"),
    "in": gettext_lazy("Signed in"),
    "left": gettext_lazy("Found lying about"),
    "chased": gettext_lazy("Asked back"),
    "tenant": gettext_lazy("Handed to the tenant"),
    "discarded": gettext_lazy("Thrown away"),
    "missing": gettext_lazy("Not in its place"),
    "found": gettext_lazy("Found again"),
    "locks-needed": gettext_lazy("Locks to be changed"),
    "locks-changed": gettext_lazy("Locks changed"),
    "checked": gettext_lazy("Cabinet looked through"),
}


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One set of keys in a list."""

    label: str
    address: str
    hook_address: str
    home: str
    home_address: str
    what: str
    count: str
    place: str
    tone: str
    since: str
    due: str = ""
    late: bool = False
    chased: str = ""
    waited_for: bool = False


def count_words(count: int) -> str:
    """How many keys."""
    return ngettext("%(n)d key", "%(n)d keys", count) % {"n": count}


def place_words(keyset: KeySet) -> str:
    """Where it is, and with whom."""
    place = str(PLACES[keyset.state])
    if keyset.holder:
        return _("%(place)s with %(who)s") % {"place": place, "who": keyset.holder}
    return place


def key_row(here: Here, keyset: KeySet) -> KeyRow:
    """The set as every list shows it."""
    year = here.calendar.local(here.at).year
    due = keyset.due_back_at
    late = due is not None and due <= here.at
    tone = "bad" if late or keyset.state in NOWHERE else "calm" if keyset.state == State.OUT else "good"
    return KeyRow(
        label=keyset.label,
        address=reverse("cabinet-set", args=[here.slug, keyset.pk]),
        hook_address=reverse("cabinet-hook", args=[here.slug, keyset.hook.office.slug, keyset.hook.code]),
        home=keyset.home.ref,
        home_address=reverse("cabinet-home", args=[here.slug, keyset.home.ref]),
        what=keyset.what,
        count=count_words(keyset.count),
        place=place_words(keyset),
        tone="mute" if keyset.state in (State.TENANT, State.DISCARDED) else tone,
        since=moment_words(keyset.since, here.calendar, year),
        due=due_words(due, here.calendar, year) if due else "",
        late=late,
        chased=moment_words(keyset.chased_at, here.calendar, year) if keyset.chased_at else "",
        waited_for=bool(getattr(keyset, "waited_for", False)),
    )


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One line of a history."""

    when: str
    what: str
    label: str
    count: str
    by: str
    said: tuple[tuple[str, str], ...]
    erased: bool
    thread: str


# What a history repeats of the event, in this order; the rest is on its thread.
_SAID: tuple[tuple[str, Lazy | str], ...] = (
    ("from_name", gettext_lazy("brought by")),
    ("to_name", gettext_lazy("taken by")),
    ("brought_by", gettext_lazy("brought by")),
    ("signed", gettext_lazy("signed")),
    ("purpose", gettext_lazy("for")),
    ("where", gettext_lazy("where")),
    ("note", gettext_lazy("said")),
    ("number", gettext_lazy("receipt")),
    ("issued", gettext_lazy("given out before")),
    ("short", gettext_lazy("missing")),
    ("by_whom", gettext_lazy("changed by")),
    ("numbers", gettext_lazy("numbers")),
)


def move_row(here: Here, moved: Moved, names: Mapping[str, str]) -> MoveRow:
    """The movement with what was told of it."""
    move = moved.move
    told = {**moved.facts, **(moved.words or {})}
    said = [(str(label), str(told[name])) for name, label in _SAID if told.get(name) not in (None, "", 0)]
    return MoveRow(
        when=moment_words(move.happened_at, here.calendar),
        what=str(MOVES.get(move.what, move.what)),
        label=move.keyset.label if move.keyset else "",
        count=count_words(move.count) if move.count else "",
        by=names.get(move.by, move.by),
        said=tuple(said),
        erased=moved.words is None,
        thread=reverse("thread", args=[here.slug, move.thread.ref]),
    )


@dataclass(frozen=True, slots=True)
class LockRow:
    """One change of locks that is not settled."""

    home: str
    home_address: str
    why: str
    short: str
    since: str
    state: str
    tone: str
    address: str
    ref: str
    thread: str


def lock_row(here: Here, change: LockChange) -> LockRow:
    """The change, and what it waits for."""
    year = here.calendar.local(here.at).year
    done = change.changed_at is not None
    return LockRow(
        home=change.home.ref,
        home_address=reverse("cabinet-home", args=[here.slug, change.home.ref]),
        why=str(WHYS.get(change.why, change.why)),
        short=count_words(change.short) if change.short else "",
        since=moment_words(change.needed_at, here.calendar, year),
        state=_("Changed; the old keys are to be thrown away") if done else _("To be changed; not to be let"),
        tone="soon" if done else "bad",
        address=reverse("cabinet-locks", args=[here.slug, change.home.ref]),
        ref=change.thread.ref,
        thread=reverse("thread", args=[here.slug, change.thread.ref]),
    )
