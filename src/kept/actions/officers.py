"""Who is to hear that they have an officer, or another one, and who has been told?

    follow(association=karin, by="import", at=now)      # Followed(to_tell=12, …): once patches have changed
    tell_all(association=karin, patch="north", how="letter", by="ann", at=now)      # Mailed(told, not_told)

Each of them has a thread of their own, and a promise that runs until they have been told: kept:officer-told.
One mailing may tell a whole patch; it lists whom it cannot reach, and for them the promise runs on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.once_more import once_more
from kept.casework import Grade, Refused
from kept.casework.housekeeping import OFFICER_CHANGED, OFFICER_NOT_NEEDED
from kept.casework.officers import TOLD, to_tell
from kept.casework.permissions import Permission, may
from kept.casework.safe_contact import check, rules_of
from kept.store import officers, refs, seers, tenancy
from kept.store.housing import today
from kept.store.models import Association, Membership, Patch, Person
from kept.store.officers import Unsettled

AT_ONCE = 1_000
MACHINE, CLOSED = "machine", "thread.closed"
# What a mailing by each way needs, in words for whoever it cannot reach. A letter needs nothing: it goes to
# the home by which they belong to the patch.
NEEDS: Mapping[str, tuple[str, str]] = {
    "letter": ("", ""),
    "email": ("email", "We have no e-mail address for them."),
    "text": ("phones", "We have no telephone number for them."),
}


@dataclass(frozen=True, slots=True)
class Followed:
    """How many people are to be told, whose officer was only noted, and who need not be told any more."""

    to_tell: int = 0
    noted: int = 0
    not_needed: int = 0


@dataclass(frozen=True, slots=True)
class NotTold:
    """Somebody whom a mailing does not reach, and why."""

    person: Person
    why: str


@dataclass(frozen=True, slots=True)
class Mailed:
    """Whom one mailing told, and whom it could not."""

    told: tuple[str, ...]
    not_told: tuple[NotTold, ...]


def follow(*, association: Association | str, by: str, at: datetime) -> Followed:
    """Bring the file of each tenant up to date with who their officer is, and open what is to be told.

    In portions, each of which is one transaction; done again, it does nothing.
    """
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    all_told = Followed()
    while True:
        done, last = once_more(lambda: _portion(association, by, now))
        all_told = Followed(
            all_told.to_tell + done.to_tell,
            all_told.noted + done.noted,
            all_told.not_needed + done.not_needed,
        )
        if last:
            return all_told


def _portion(association: Association | str, by: str, now: datetime) -> tuple[Followed, bool]:
    with tenancy.association(association) as here:
        rows = officers.unsettled(today(here, now), AT_ONCE)
        if not rows:
            return Followed(), True
        asks = {each.id: kind for each in rows if (kind := _asks(each, here, now))}
        # Whoever moved away, or died, is no longer to hear who looked after them.
        gone = [each.id for each in rows if each.now is None or each.silent]
        waiting = officers.open_tellings([*asks, *gone])
        opened = tell(_tellings(rows, asks, waiting, now), association=here, by=by, at=now)
        if opened.refused is not None:
            raise RuntimeError(f"A telling of officers was refused: {opened.refused.sentence}")
        ended = _end([waiting[each] for each in gone if each in waiting], here, by, now)
        officers.settle(rows, now)
        return Followed(len(asks), len(rows) - len(asks), ended), len(rows) < AT_ONCE


def _end(threads: Sequence[str], here: Association, by: str, now: datetime) -> int:
    """Nothing is left to tell on these threads: what runs is withdrawn, what was broken already is closed."""
    machine = {"grade": Grade.MACHINE, "via": MACHINE}
    withdrawn = [Telling(OFFICER_NOT_NEEDED, now, thread=each, **machine) for each in threads]  # type: ignore[arg-type]
    results = tell(withdrawn, association=here, by=by, at=now).results if withdrawn else ()
    over = [each for each, result in zip(threads, results, strict=True) if result.refused is not None]
    if over:
        closed = [Telling(CLOSED, now, thread=each, **machine) for each in over]  # type: ignore[arg-type]
        tell(closed, association=here, by=by, at=now)
    return len(threads)


def _asks(row: Unsettled, here: Association, now: datetime) -> str | None:
    if row.silent:
        return None
    return to_tell(
        known=row.known,
        now=row.now,
        looked=row.looked_at is not None,
        began_on=row.began_on,
        go_live=here.go_live,
        today=today(here, now),
    )


def _tellings(
    rows: Sequence[Unsettled], asks: Mapping[int, str], waiting: Mapping[int, str], now: datetime
) -> list[Telling]:
    """What opens each telling; whoever has not been told of the last change hears of both at once."""
    named = officers.handles([each for row in rows for each in (row.known, row.now)])
    found = []
    for row in rows:
        kind = asks.get(row.id)
        if kind is None or row.now is None:
            continue
        facts: dict[str, object] = {"officer": named[row.now]}
        if kind == OFFICER_CHANGED and row.known is not None:
            facts["before"] = named[row.known]
        found.append(
            Telling(
                kind,
                now,
                facts,
                thread=waiting.get(row.id),
                grade=Grade.MACHINE,
                via=MACHINE,
                person=row.ref,
            )
        )
    return found


def tell_all(
    *,
    association: Association | str,
    patch: str,
    how: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Mailed | Refused:
    """Everybody of the patch who was still to hear has been told by one mailing, but for whom it missed."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, Permission.HOUSING):
        return Refused("Only a manager or director says that a whole patch was told. Ask one of them.")
    if how not in NEEDS:
        return Refused(f"A mailing goes by {', '.join(NEEDS)}. Choose one of them.", "how")
    now = at.astimezone(UTC)
    return once_more(lambda: _told_all(association, patch, how, by, now, membership))


def _told_all(
    association: Association | str,
    slug: str,
    how: str,
    by: str,
    now: datetime,
    membership: Membership | None,
) -> Mailed | Refused:
    with tenancy.association(association) as here:
        patch = Patch.objects.filter(association=here, slug=slug).first()
        if patch is None:
            return Refused("There is no such patch. Choose one from the list.", "patch")
        facts = {"how": how, "together": refs.new_ref()}
        reached: list[tuple[Person, Telling]] = []
        missed: list[NotTold] = []
        closed = seers.seer(membership).closed if membership is not None else frozenset[int]()
        for thread in officers.still_to_tell(here, today(here, now), patch=patch.pk):
            # Whoever is closed to the one who asks is told by somebody else, and is named to nobody here.
            if thread.person_id in closed:
                continue
            assert thread.person is not None
            why = _cannot_reach(thread.person, how)
            if why is not None:
                missed.append(NotTold(thread.person, why))
            else:
                reached.append((thread.person, Telling(TOLD, now, facts, thread=thread.ref)))
        tellings = [each for _, each in reached]
        told = tell(tellings, association=here, by=by, at=now, membership=membership) if tellings else None
        results = told.results if told else ()
        for (person, _), each in zip(reached, results, strict=True):
            if each.refused is not None:
                missed.append(NotTold(person, each.refused.sentence))
        return Mailed(tuple(str(each.thread) for each in results if not each.refused), tuple(missed))


def _cannot_reach(person: Person, how: str) -> str | None:
    """Why a mailing by this way does not reach them; None where it does."""
    field, why = NEEDS[how]
    if person.died_on is not None:
        return "They have died. Write to whoever looks after their affairs."
    if field and not getattr(person, field):
        return why
    against = check(rules_of(person.contact_rules), how)
    return against.sentence if against is not None else None
