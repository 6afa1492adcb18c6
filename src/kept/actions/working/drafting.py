"""Can this telling be read at all, before anybody looks at its thread?

    drafted(telling, at=now)       # a Draft; `.refused` says what is wrong with its times or its references
    settle(draft, rules, places)   # its kind is known, its answers are read and parted

Whatever reaches us, from a form, another system or a file of unknown age, ends as an event or as a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from kept.actions.told import Telling
from kept.actions.working.answers import split
from kept.actions.working.placing import Draft, Places
from kept.casework import Refused, Rules
from kept.casework.admit import CLOCK_SKEW
from kept.casework.cases.roles import needed_for
from kept.casework.housekeeping import TOLD_BY_KEPT, by_hand
from kept.casework.permissions import may
from kept.rulebook.faults import nearest
from kept.rulebook.model import EventKind
from kept.store import refs
from kept.store.models import Membership

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
LONGEST_NAME = 200
IMPORT, MACHINE = "import", "machine"
# What no identity holds: control characters, and halves of characters that no database keeps.
_STRAY = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_NAMES = (
    ("uid", "id"),
    ("subject", "subject"),
    ("thread", "thread"),
    ("corrects", "corrects"),
    ("office", "office"),
    ("person", "person"),
    ("owner", "owner"),
    ("beside", "beside"),
    ("about", "about"),
)


def drafted(telling: Telling, *, at: datetime) -> Draft:
    """The telling as a draft, with a uid."""
    unnamed = _names(telling)
    refused = unnamed or _moments(telling, at)
    happened_at = telling.happened_at if refused else telling.happened_at.astimezone(UTC)
    return Draft(telling, happened_at, telling.uid or refs.new_uid(), unnamed is None, refused=refused)


def _names(telling: Telling) -> Refused | None:
    for name, field in _NAMES:
        value = getattr(telling, name)
        wrong = None if value is None else _name_fault(value, field)
        if wrong:
            return wrong
    wrong = next((each for each in (_name_fault(one, "answers") for one in telling.answers) if each), None)
    return wrong or _name_fault(telling.via, "via")


def _name_fault(value: object, field: str) -> Refused | None:
    """A reference is short, and made of characters that can be written down."""
    if not isinstance(value, str) or not value.strip():
        return Refused(f"“{field}” must be a reference in letters and digits, or be left out.", field)
    if len(value) > LONGEST_NAME:
        return Refused(
            f"“{field}” is {len(value):,} characters long. A reference has at most {LONGEST_NAME}.", field
        )
    if _STRAY.search(value):
        return Refused(f"“{field}” has a character in it that cannot be written down. Take it out.", field)
    return None


def _moments(telling: Telling, at: datetime) -> Refused | None:
    wrong = _moment_fault(telling.happened_at, "happened_at")
    if wrong or telling.recorded_at is None:
        return wrong
    if telling.via != IMPORT:
        return Refused("Kept notes the time of recording itself. Leave it out.", "recorded_at")
    wrong = _moment_fault(telling.recorded_at, "recorded_at")
    if wrong:
        return wrong
    if telling.recorded_at > at + CLOCK_SKEW:
        return Refused("This was recorded in the future. Check the time of recording.", "recorded_at")
    if telling.recorded_at < telling.happened_at - CLOCK_SKEW:
        return Refused("This was recorded before it happened. Check both times.", "recorded_at")
    return None


def _moment_fault(moment: object, field: str) -> Refused | None:
    if not isinstance(moment, datetime):
        return Refused("Give the date and time at which it happened.", field)
    if moment.tzinfo is None or moment.utcoffset() is None:
        return Refused(
            "The time does not say which zone it is in. Write it such as 2026-04-07T16:10+01:00.", field
        )
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return Refused(f"This is in the year {moment.year}. Check the year.", field)
    return None


def settle(
    draft: Draft,
    *,
    rules: Rules,
    places: Places,
    drafts: Mapping[str, Draft],
    membership: Membership | None,
    lenient: bool = False,
) -> None:
    """Find the kind, part the answers, and refuse what the kind or the role does not allow."""
    telling = draft.telling
    if draft.refused:
        return
    kind = rules.kinds.get(telling.kind)
    target = _target_kind(telling.corrects, rules, places, drafts) if kind and telling.corrects else None
    if kind is None:
        draft.refused = _unknown_kind(telling.kind, rules)
    elif not by_hand(kind) and not _by_kept(telling, membership):
        draft.refused = Refused(f"“{kind.label}” is written by Kept itself when it is done.", "kind")
    elif target is not None and not by_hand(target):
        sentence = (
            f"“{target.label}” was written by Kept itself. It is undone by an act of its own, not struck out."
        )
        draft.refused = Refused(sentence, "corrects")
    elif membership is not None and not may(membership.role, needed_for(kind, rules.versions[-1].rulebook)):
        draft.refused = Refused(
            f"Your role does not include “{kind.label}”. Ask your manager to do it.", "kind"
        )
    else:
        corrected = target if kind.acts == "correct" else None
        answers = split(kind, telling.facts, corrected=corrected, lenient=lenient)
        if isinstance(answers, Refused):
            draft.refused = answers
        else:
            draft.answers = answers


def _unknown_kind(name: object, rules: Rules) -> Refused:
    text = str(name)
    close = nearest(text, rules.kinds) if len(text) <= LONGEST_NAME else None
    hint = f"Did you mean “{close}”?" if close else "Choose another kind."
    shown = _STRAY.sub("?", text if len(text) <= 40 else text[:39] + "…")
    return Refused(f"“{shown}” is not something that this association records. {hint}", "kind")


def _target_kind(
    uid: str | None, rules: Rules, places: Places, drafts: Mapping[str, Draft]
) -> EventKind | None:
    """The kind of the entry that a correction is about, through corrections of corrections."""
    seen: set[str] = set()
    while uid is not None and uid not in seen:
        seen.add(uid)
        found = places.event(uid)
        name = found.event.kind if found else drafts[uid].telling.kind if uid in drafts else ""
        kind = rules.kinds.get(name)
        if kind is None or kind.acts != "correct":
            return kind
        uid = found.event.corrects if found else drafts[uid].telling.corrects
    return None


def _by_kept(telling: Telling, membership: Membership | None) -> bool:
    """Whether Kept tells this itself: no member of staff, and no token of theirs."""
    return telling.via == MACHINE and membership is None and telling.kind in TOLD_BY_KEPT
