"""What if somebody has read a letter or an e-mail, and says what it is?

    classify(association=karin, thread="K7F3-9Q2M", sorts=["complaint", "repair"], by="ann", at=now)
    foresee_reading(association=karin, thread="K7F3-9Q2M", sorts=["complaint"], by="ann", at=now).clocks

Each thing that it is begins its own clocks on the same contact, from the moment at which the words reached
us. Read again and found to be something else, what was wrong is struck out with the reason.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kept.actions.foreseeing import foresee
from kept.actions.telling import tell
from kept.actions.told import Telling, Told
from kept.actions.working.once_more import once_more
from kept.casework import Grade, Judgement, Refused, classifying
from kept.casework.classifying import BY_NAME, CLASSIFIED, GENERAL, INFORMATION
from kept.casework.housekeeping import CONTACT_READ
from kept.casework.permissions import Permission, may
from kept.store import dockets, rules, tenancy
from kept.store.models import Association, Membership
from kept.store.read_as import CONTACT_SORTED, Read, read_as

MACHINE = "machine"
VOIDED = "event.voided"
NOT_YOURS = "Your role reads what is on record and does not change it. Ask a colleague at the desk."
# What was answered about each reading: by its name, then by field.
Answers = Mapping[str, Mapping[str, object]]


def classify(
    *,
    association: Association | str,
    thread: str,
    sorts: Sequence[str],
    by: str,
    at: datetime,
    membership: Membership | None = None,
    answers: Answers | None = None,
    suggested: str = "",
    reason: str = "",
    uid: str | None = None,
) -> str | Refused:
    """Put on record what it is, with every clock that follows; the thread's reference.

    `suggested` is what the words suggested when it was read, kept beside what the reader chose.
    """
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused(NOT_YOURS)

    def once() -> str | Refused:
        with tenancy.association(association) as here:
            name = uid or uuid.uuid4().hex
            before = dockets.find(here.pk, uids=[f"{name}-read"]).events.get(f"{name}-read")
            if before is not None:
                return before.place.ref
            read = read_as(here, thread, membership, now, hold=True)
            if isinstance(read, Refused):
                return read
            tellings = _tellings(here, read, sorts, answers or {}, name, now, suggested, reason)
            if isinstance(tellings, Refused):
                return tellings
            told = tell(tellings, association=here, by=by, at=now)
            return _first(tellings, told) or read.ref

    return once_more(once)


def foresee_reading(
    *,
    association: Association | str,
    thread: str,
    sorts: Sequence[str],
    by: str,
    at: datetime,
    membership: Membership | None = None,
    answers: Answers | None = None,
) -> Judgement | Refused:
    """What would follow if it were read as this; nothing is written or held."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        read = read_as(here, thread, membership, now)
        if isinstance(read, Refused):
            return read
        name = uuid.uuid4().hex
        tellings = _tellings(here, read, sorts, answers or {}, name, now, "", "a word")
        if isinstance(tellings, Refused):
            return tellings
        return foresee(tellings[0], *tellings[1:], association=here, by=by, at=now)


def _tellings(
    here: Association,
    read: Read,
    sorts: Sequence[str],
    answers: Answers,
    name: str,
    at: datetime,
    suggested: str,
    reason: str,
) -> list[Telling] | Refused:
    """All that goes on record with this reading, what it was read as first."""
    kinds = rules.current(here).kinds
    allowed = [each.name for each in classifying.offered(kinds, read.opening)]
    chosen = list(dict.fromkeys(sorts))
    change = classifying.difference(read.entries, chosen)
    refused = classifying.check(chosen, allowed, strikes_out=bool(change.ends), reason=reason)
    if refused is not None:
        return refused
    facts: dict[str, object] = {"sorts": ", ".join(each for each in BY_NAME if each in chosen)}
    facts |= {"suggested": suggested[:300]} if suggested else {}
    found = [
        Telling(
            CONTACT_READ, at, facts, uid=f"{name}-read", thread=read.ref, grade=Grade.DOCUMENT, via=MACHINE
        )
    ]
    field = read.opening.field(CLASSIFIED) if read.opening else None
    if field is not None and classifying.settles(INFORMATION, read.opening):
        kind = INFORMATION if INFORMATION in chosen else GENERAL
        if kind != (read.classified or GENERAL):
            found.append(Telling(CONTACT_SORTED, at, {CLASSIFIED: kind}, uid=f"{name}-kind", thread=read.ref))
    channel = (read.opening.channel if read.opening else None) or ""
    for sort in change.begins:
        begun = kinds.get(BY_NAME[sort].tells)
        if begun is None or classifying.settles(sort, read.opening):
            continue
        told = classifying.facts_of(
            sort,
            begun,
            channel=channel,
            received_at=read.began.happened_at,
            said=answers.get(sort, {}),
        )
        found.append(
            Telling(
                begun.name,
                read.began.happened_at,
                told,
                uid=f"{name}-{sort}",
                thread=read.ref,
                grade=Grade.DOCUMENT,
            )
        )
    for number, entry in enumerate(change.ends):
        found.append(
            Telling(
                VOIDED,
                at,
                {"reason": reason.strip()},
                uid=f"{name}-x{number}",
                thread=read.ref,
                corrects=entry,
            )
        )
    return found


def _first(tellings: Sequence[Telling], told: Told) -> Refused | None:
    """Why it is not taken, named by the reading that it is about as the page asks for it."""
    refused = [(each.refused, one) for each, one in zip(told.results, tellings, strict=True) if each.refused]
    if not refused:
        return None
    # What stands beside a refused entry is refused for that alone, and has no field.
    why, telling = next((each for each in refused if each[0].field), refused[0])
    sort = (telling.uid or "").partition("-")[2]
    if why.field and sort in BY_NAME:
        return Refused(why.sentence, f"{sort}-{why.field}")
    return why
