"""What if somebody's personal words must go?

    erase(association=karin, thread="K7F3-9Q2M", event="3f…", by="ann", at=now, reason="Asked for by Ms
    Okafor")

The words beside the ledger are emptied, and photographs go off the shelf; that something happened, when, and
what it counts for stay. The erasing is an event on the same thread, open or closed, that says of which entry,
who and why, and none of the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.working.judging import appended, moment_for
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.casework import Event, Refused
from kept.casework.housekeeping import FILE_KEPT, WORDS_ERASED
from kept.casework.permissions import Permission, may
from kept.store import (
    bundles,
    dockets,
    email,
    files,
    forgetting_sent,
    letters,
    looking,
    refs,
    rules,
    tenancy,
    writing,
)
from kept.store.dockets import Docket
from kept.store.models import Association, Membership

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Erased:
    """On which thread, and of how many entries, words were erased. None the second time."""

    thread: str
    entries: int


def erase(
    *,
    association: Association | str,
    thread: str,
    by: str,
    at: datetime,
    reason: str,
    event: str | None = None,
    membership: Membership | None = None,
) -> Erased | Refused:
    """Erase the personal words of one entry and its corrections, or of all where none is named."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, Permission.EXCUSE):
        return Refused("Only a manager or director erases personal words. Ask one of them.")
    if not reason.strip() or len(reason) > LONGEST_REASON or "\x00" in reason:
        return Refused(f"Say in a few words why, in at most {LONGEST_REASON} characters.", "reason")
    now = at.astimezone(UTC)
    return once_more(lambda: _erased(association, thread, event, by, now, reason.strip(), membership))


def _erased(
    association: Association | str,
    thread: str,
    entry: str | None,
    by: str,
    at: datetime,
    reason: str,
    membership: Membership | None,
) -> Erased | Refused:
    with tenancy.association(association) as here:
        place = next(iter(dockets.find(here.pk, refs=[thread]).places), None)
        if place is None or not looking.sees(membership, place.root, thread, at):
            return Refused("There is no such contact. Check the reference.", "thread")
        held = dockets.read(dockets.lock([place.root]))
        if not held:
            raise JoinedMeanwhile
        docket = held[0]
        uids = [each.id for each in docket.history] if entry is None else _versions(docket.history, entry)
        if not uids:
            return Refused("This contact has no such entry. Choose one of its entries.", "event")
        entries = writing.erase_words(uids, by=by, at=at)
        # A photograph says more than words.
        shown = [each.facts["file"] for each in docket.history if each.kind == FILE_KEPT and each.id in uids]
        entries += sum(files.let_go(here, place.root, str(each), at=at) for each in shown)
        entries += email.empty(here, uids, at=at)
        # What was gathered for somebody has copies of it.
        entries += bundles.forget_thread(here, place.root, at=at)
        if entry is None:
            entries += forgetting_sent.forget(here, place.root, at=at)
            entries += letters.forget(here, place.root, at=at)
        if entries:
            _note(docket, here, by, at, {"entry": entry or "all", "reason": reason})
        return Erased(docket.ref, entries)


def _versions(history: Sequence[Event], entry: str) -> list[str]:
    """The entry and every correction of it, which repeats its words; from whichever of them one starts."""
    corrects = {each.id: each.corrects for each in history}
    if entry not in corrects:
        return []

    def root(uid: str) -> str:
        seen = {uid}
        while (before := corrects.get(uid)) in corrects and before not in seen:
            assert before is not None
            seen.add(before)
            uid = before
        return uid

    return [uid for uid in corrects if root(uid) == root(entry)]


def _note(docket: Docket, here: Association, by: str, at: datetime, facts: dict[str, object]) -> None:
    known = rules.rules_of(here)
    at = moment_for(docket, at)
    event = Event(refs.new_uid(), WORDS_ERASED, at, at, by, facts=facts, thread=docket.ref)
    writing.write([appended(docket, event, rules=known, at=at)])
