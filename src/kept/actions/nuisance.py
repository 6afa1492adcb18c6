"""What is added to the diary of a case among neighbours, with what goes with it?

    add_to_diary(association=karin, thread="K7F3-9Q2M", on=moment, what="Shouting on the stairs", way="paper",
                 brought=[Brought("sheet.jpg", stream)], uid=sheet, by="ann", at=now)

Whoever has the case is told of each entry at once. Recordings and photographs are kept with
it, or nothing is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kept.actions import cases
from kept.actions.telling import tell
from kept.actions.told import Result
from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.photographs import Brought, told_of
from kept.casework import Refused
from kept.store import files, notices
from kept.store.models import Association, Membership, Thread

DIARY = "nuisance.diary_entry"
LONGEST = 10_000


def add_to_diary(
    *,
    association: Association | str,
    thread: str,
    on: datetime,
    what: str,
    way: str,
    uid: str,
    by: str,
    at: datetime,
    effect: str = "",
    seen_by: str = "",
    brought: Sequence[Brought] = (),
    membership: Membership | None = None,
) -> Result | Refused:
    """Put down what happened, keep what came with it, and tell whoever has the case."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Result:
        if on > now:
            raise Undone(Refused("This is still to come. Give the day and time at which it happened.", "on"))
        if not what.strip() or len(what) > LONGEST or "\x00" in what:
            raise Undone(Refused("Say what happened, in their words.", "what"))
        said = {"what": what.strip(), "effect": effect.strip(), "seen_by": seen_by.strip()}
        facts: dict[str, object] = {name: words for name, words in said.items() if words}
        facts |= {"on": on.astimezone(UTC).isoformat(), "way": way}
        done = cases.take(
            association=here,
            thread=thread,
            kind=DIARY,
            facts=facts,
            uid=uid,
            by=by,
            at=now,
            membership=membership,
        )
        if isinstance(done, Refused):
            raise Undone(done)
        row = Thread.objects.select_related("owner").get(association=here, ref=done.thread)
        for each in brought:
            _keep(here, row, each, by, now)
        _tell_officer(row, uid, by, now)
        return done

    return kept_or_undone(act, association, membership)


def _keep(here: Association, row: Thread, brought: Brought, by: str, at: datetime) -> None:
    """A recording may be of any sort; it lies with the case, and is handed out as a file alone."""
    file = files.keep_sent(here, brought.stream, brought.name, by, at)
    if isinstance(file, Refused):
        raise Undone(file)
    files.tie(here, row.pk, file, by, at, says=brought.says)
    told = tell([told_of(row.ref, file, brought.says, at)], association=here, by=by, at=at)
    if told.refused is not None:
        raise Undone(told.refused)


def _tell_officer(row: Thread, uid: str, by: str, at: datetime) -> None:
    """Whoever has the case hears of it at once, unless they wrote it down themselves."""
    if row.owner is None or row.owner.handle == by:
        return
    said = f"Something new is in the diary of case {row.ref}. Read it within a working day."
    notices.write([(row.owner.pk, row.pk, "diary-entry", f"diary-entry:{uid}", "", 1, said, None, at)])
