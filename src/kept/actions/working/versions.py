"""How does a checked rulebook become a version, and which may stand beside those on record?

    taken(rulebook, files, corrects=None, by="ann", at=now)         # Loaded(…)

For `actions.policies`, which loads a folder, and `actions.approving`, which loads a draft. Whoever records
something meanwhile is waited for, and every thread that the version can touch is marked to be judged again in
the same transaction: if the judging after it is cut short, the sweep goes on with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from kept.actions.working.house import note
from kept.casework import Version
from kept.casework.housekeeping import POLICY_LOADED
from kept.casework.policy_life import POLICY_CHANGES
from kept.rulebook import Rulebook
from kept.rulebook.compiled import compiled, from_compiled
from kept.rulebook.model import Alarm, Clause
from kept.store import dockets, notices, policy_versions, tenancy
from kept.store.models import Association, Clock, Office, RulebookVersion, Team

LISTED = 200
SHORTEST_NAME = 6


class PolicyRefused(ValueError):
    """A rulebook that cannot be taken beside those on record; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Left:
    """A clock that had finished under the version that was put right, and stays as it was judged."""

    thread: str
    promise: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a folder.

    `left` lists the first finished clocks that a correction leaves, of `left_in_all`.
    """

    association: str
    version: str
    starts_on: date
    new: bool
    corrects: str | None = None
    judged_again: int = 0
    left: tuple[Left, ...] = ()
    left_in_all: int = 0

    def __str__(self) -> str:
        if not self.new:
            return f"{self.association}: on record already (version {self.version[:8]})"
        day = f"{self.starts_on.day} {self.starts_on:%B %Y}"
        text = f"{self.association}: loaded, in force from {day} (version {self.version[:8]})"
        if self.corrects:
            text += f"; puts version {self.corrects[:8]} right"
            text += f", {self.left_in_all:,} finished clocks stay as they were"
        return text


def taken(
    rulebook: Rulebook, files: Mapping[str, str], *, corrects: str | None, by: str, at: datetime
) -> Loaded:
    """The rulebook that these files make as a version, in one transaction or within the one that is open.

    What it can touch is marked to be judged again by the sweep. Raises PolicyRefused with a sentence.
    """
    landlord = rulebook.association
    with transaction.atomic():
        place = {
            "name": landlord.name,
            "nation": landlord.nation,
            "zone": landlord.zone,
            "go_live": landlord.go_live,
            "safeguarding": list(landlord.safeguarding),
        }
        Association.objects.get_or_create(slug=landlord.slug, defaults=place)
        with tenancy.association(landlord.slug) as here:
            dockets.alone(here.pk)
            versions = list(RulebookVersion.objects.filter(association=here).defer("files", "compiled"))
            loaded = Loaded(landlord.slug, rulebook.version, rulebook.starts_on, new=False)
            if any(each.sha256 == rulebook.version for each in versions):
                return loaded
            faulty = _faulty(rulebook, versions, corrects or rulebook.corrects)
            Association.objects.filter(pk=here.pk).update(**place)
            _places(rulebook, here)
            RulebookVersion.objects.create(
                association=here,
                starts_on=rulebook.starts_on,
                sha256=rulebook.version,
                files=dict(files),
                compiled=compiled(rulebook),
                loaded_at=at,
                loaded_by=by,
                corrects=faulty,
            )
            puts_right = faulty.sha256 if faulty else None
            facts = {
                "version": rulebook.version,
                "in_force_from": rulebook.starts_on.isoformat(),
                "puts_right": puts_right,
            }
            note(POLICY_LOADED, here=here, by=by, at=at, facts=facts)
            _wake(rulebook, at)
            _ask_to_read(here, rulebook.version, at)
            left, in_all = _left(here, faulty)
            return replace(loaded, new=True, corrects=puts_right, left=left, left_in_all=in_all)


def _faulty(
    rulebook: Rulebook, versions: list[RulebookVersion], corrects: str | None
) -> RulebookVersion | None:
    """The version that this one puts right; None where it is the first with its start."""
    put_right = {each.corrects_id for each in versions}
    standing = [each for each in versions if each.pk not in put_right]
    same_start = next((each for each in standing if each.starts_on == rulebook.starts_on), None)
    day = f"{rulebook.starts_on.day} {rulebook.starts_on:%B %Y}"
    if same_start is not None and _says_no_less(rulebook, same_start):
        return same_start
    if corrects is None:
        if same_start is None:
            return None
        holds = same_start.sha256[:8]
        raise PolicyRefused(
            f"{rulebook.association.name} has a rulebook from {day} already, version {holds}. "
            f"If this one puts a fault in it right, say “corrects: '{holds}'”; if the policy was revised, "
            "give the day from which the new one binds in “starts_on”."
        )
    named = [each for each in versions if len(corrects) >= SHORTEST_NAME and each.sha256.startswith(corrects)]
    if len(named) != 1 or same_start is None or named[0].pk != same_start.pk:
        standing_now = f"The one that holds is {same_start.sha256[:8]}." if same_start else "There is none."
        raise PolicyRefused(
            f"“{corrects}” is not the version of {rulebook.association.name} from {day} that holds today, "
            f"so it cannot be put right. {standing_now}"
        )
    return same_start


def _says_no_less(rulebook: Rulebook, before: RulebookVersion) -> bool:
    """Whether the new one only adds to the old: words, what else keeps a clause, what the rooms of the house
    hold, whom to call in danger, bank holidays, and what is promised of things that could not be told before.
    """
    old = from_compiled(RulebookVersion.objects.values_list("compiled", flat=True).get(pk=before.pk))
    kinds = all(name in rulebook.kinds and _counts_the_same(rulebook, old, name) for name in old.kinds)
    offices = zip(old.association.offices, rulebook.association.offices, strict=False)
    longer = len(old.association.offices) == len(rulebook.association.offices) and all(
        set(was.calendar.holidays) <= set(now.calendar.holidays)
        and was.calendar.opening == now.calendar.opening
        for was, now in offices
    )
    was, now = (replace(each.association, **_COUNTS_NOTHING) for each in (old, rulebook))
    return kinds and longer and was == now and _bind_the_same(old, rulebook)


def _bind_the_same(old: Rulebook, new: Rulebook) -> bool:
    """Whether what is on record would be judged alike: what names only new kinds binds nothing yet."""
    before, after = old.clause_by_id, new.clause_by_id
    return all(
        clause in after and _binding(after[clause], old) == _binding(each, old)
        for clause, each in before.items()
    ) and all(_could_not_begin(each, old) for clause, each in after.items() if clause not in before)


def _binding(clause: Clause, old: Rulebook) -> Clause:
    """What of the clause decides a verdict, as far as the old rulebook could have told of it."""
    promise = clause.promise
    if promise is not None:
        known: dict[str, Any] = {
            name: tuple(kind for kind in getattr(promise, name) if kind in old.kinds) for name in _NAMES_KINDS
        }
        promise = replace(promise, **known)
    return replace(clause, promise=promise, held=(), pending=None)


def _could_not_begin(clause: Clause, old: Rulebook) -> bool:
    """Whether nothing that is on record can have begun it."""
    if clause.measure is not None:
        return False
    promise = clause.promise
    return promise is None or (
        promise.after is None and promise.duty is None and not set(promise.starts) & set(old.kinds)
    )


# Offices are looked at by themselves; whom a danger calls and what is said first decide no promise.
_COUNTS_NOTHING: Mapping[str, Any] = {
    "offices": (),
    "dangers": (),
    "greetings": (),
    "alarm": Alarm(),
    "capture_floor": 0.8,
    "publish_after_days": 14,
}


# Where a promise names kinds of event.
_NAMES_KINDS = ("starts", "stops", "attempts", "no_access", "offers", "unmeasured")
_DECIDES = ("opens", "acts", "counts_with", "counts_as", "automatic")


def _counts_the_same(rulebook: Rulebook, old: Rulebook, name: str) -> bool:
    """Whether an event of that kind still does what it did; labels and new fields make no difference."""
    was, now = old.kinds[name], rulebook.kinds[name]
    same = all(getattr(was, each) == getattr(now, each) for each in _DECIDES)
    return same and {each.name for each in was.fields} <= {each.name for each in now.fields}


def _ask_to_read(here: Association, version: str, at: datetime) -> None:
    """Tell everybody who works here what they are to read, where it is another policy and not a repair."""
    today = at.astimezone(ZoneInfo(here.zone)).date()
    rows = policy_versions.versions_of(here, today)
    row = next(each for each in rows if each.sha256 == version)
    if policy_versions.asks(row):
        _, people = policy_versions.readers(here, row, today)
        key = f"{POLICY_CHANGES}:{row.short}"
        day = f"{row.starts_on.day} {row.starts_on:%B %Y}"
        said = f"Our policy changes from {day}. Read what changes, and say that you have."
        notices.tell([each.pk for each in people], what=POLICY_CHANGES, key=key, said=said, at=at)


def _places(rulebook: Rulebook, here: Association) -> None:
    """Offices and teams as the file has them. One that it has no more stays, for what was recorded there."""
    for office in rulebook.association.offices:
        Office.objects.update_or_create(association=here, slug=office.slug, defaults={"name": office.name})
    for slug, name in rulebook.association.teams:
        Team.objects.update_or_create(association=here, slug=slug, defaults={"name": name})


_WAKE = """
UPDATE store_thread t SET wake_at = %(at)s
WHERE t.association_id = kept_association() AND t.merged_into_id IS NULL AND EXISTS (
    SELECT FROM store_event e JOIN store_thread told
        ON told.association_id = e.association_id AND told.id = e.thread_id
    WHERE e.association_id = kept_association() AND (told.id = t.id OR told.merged_into_id = t.id)
    AND e.happened_at >= %(since)s
)
"""


def _wake(rulebook: Rulebook, at: datetime) -> None:
    """Mark what the version can touch: threads on which anything happened since it binds."""
    with connection.cursor() as cursor:
        cursor.execute(_WAKE, {"at": at, "since": Version.of(rulebook).binds_from})


def _left(here: Association, faulty: RulebookVersion | None) -> tuple[tuple[Left, ...], int]:
    if faulty is None:
        return (), 0
    rows = Clock.objects.filter(association=here, version=faulty.sha256).exclude(verdict="running")
    first = rows.order_by("first_due_at", "pk").values_list("thread__ref", "promise", "verdict")[:LISTED]
    return tuple(Left(*each) for each in first), rows.count()
