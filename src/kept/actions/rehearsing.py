"""What may be done where nothing is real? A year is played, and time is moved on.

    begin(seed=1, built_for=today, by="kept", at=now)       # or a sentence: there is something real here
    play(acts, association=karin, by="kept", at=now)         # each as if recorded at its own moment
    move(onwards=timedelta(days=1), by="ann", at=now)        # everybody's clock; forward only

A demonstration is marked as one before anything is in it, and for good; each of these refuses where the mark
is not there. What is played is admitted at the moment at which it is said to have been recorded, by the same
engine as everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kept.actions.told import Telling, Told
from kept.actions.working.call import Call, refuse_together
from kept.actions.working.judging import outcome
from kept.actions.working.placing import Draft, Group
from kept.casework import Changes, Event, Judgement, Refused, difference, judge
from kept.casework.admit import refusal
from kept.casework.grading import graded
from kept.casework.housekeeping import HOUSE
from kept.store import rehearsal, tenancy
from kept.store.models import Account, Association, Rehearsal, Thread
from kept.store.writing import Outcome

FURTHEST = timedelta(days=14)
MACHINE = "machine"
_REAL = (
    "This database holds a landlord's own data, and a demonstration may not be mixed into it. "
    "Choose another folder with --data, or another database."
)
_NO_DEMONSTRATION = "Only a demonstration can do this, and here everything is real."


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to be played: what was told, by whom, and when it was recorded. It has a `uid` of its own."""

    telling: Telling
    by: str
    recorded_at: datetime


def begin(*, seed: int, built_for: date, by: str, at: datetime) -> Rehearsal | Refused:
    """Mark an empty database as a demonstration, once and for good."""
    _check_by(by)
    if Rehearsal.objects.exists() or Account.objects.exists() or any(map(_has_contacts, _everywhere())):
        return Refused(_REAL)
    return Rehearsal.objects.create(seed=seed, built_for=built_for)


def _everywhere() -> list[str]:
    return list(Association.objects.values_list("slug", flat=True))


def _has_contacts(slug: str) -> bool:
    with tenancy.association(slug):
        return Thread.objects.exclude(sensitivity=HOUSE).exclude(via=MACHINE).exists()


def finish(*, by: str, at: datetime) -> Rehearsal | Refused:
    """Say that the year is whole, and may be shown."""
    _check_by(by)
    row = Rehearsal.objects.first()
    if row is None:
        return Refused(_NO_DEMONSTRATION)
    row.whole_at = at.astimezone(UTC)
    row.save(update_fields=["whole_at"])
    return row


def play(tellings: Sequence[Act], *, association: Association | str, by: str, at: datetime) -> Told | Refused:
    """Put it all on record, each act by whoever did it, and recorded when it was."""
    _check_by(by)
    row = Rehearsal.objects.first()
    if row is None or row.whole_at is not None:
        return Refused(_NO_DEMONSTRATION)
    return _Played(tellings, by, at.astimezone(UTC)).told(association)


def move(*, onwards: timedelta, by: str, at: datetime) -> datetime | Refused:
    """Move everybody's clock on; the moment that it is from now on.

    Back again would leave what was recorded meanwhile in the future: the demonstration is made anew instead.
    """
    _check_by(by)
    if not rehearsal.is_demonstration():
        return Refused(_NO_DEMONSTRATION)
    if not timedelta() < onwards <= FURTHEST:
        return Refused(f"Time moves on by at most {FURTHEST.days} days at once, and never back.")
    rehearsal.move(onwards)
    return at.astimezone(UTC) + onwards


class _Played(Call):
    """A call whose tellings have each their own signature and moment of recording."""

    def __init__(self, acts: Sequence[Act], by: str, now: datetime) -> None:
        super().__init__([each.telling for each in acts], by, now, None)
        self.acts = {each.telling.uid: each for each in acts}

    def _event(self, draft: Draft, ref: str, at: datetime) -> Event:
        telling, act = draft.telling, self.acts[draft.uid]
        return graded(
            Event(
                draft.uid,
                telling.kind,
                draft.happened_at,
                act.recorded_at.astimezone(UTC),
                act.by,
                telling.grade,
                draft.answers.facts if draft.answers else {},
                telling.corrects,
                tuple(telling.answers),
                ref,
                telling.via,
            )
        )

    def _decided(self, group: Group) -> Outcome | None:
        """Each is admitted at its own moment; the whole is judged once, as it stands at the end."""
        docket = group.docket
        if group.refused is not None or docket is None:
            refuse_together(group)
            return None
        calendar = self.rulebook.calendar_for(docket.office)
        known, fresh = list(docket.history), [each for each in group.drafts if not each.repeats]
        fresh.sort(key=lambda each: (self.acts[each.uid].recorded_at, each.happened_at))
        for draft in fresh:
            event = self._event(draft, docket.ref, self.now)
            at = event.recorded_at

            def judged(at: datetime = at) -> Judgement:
                return judge(known, rules=self.rules, calendar=calendar, at=at)

            draft.refused = refusal(event, known, judged, rules=self.rules, calendar=calendar, at=at)
            if draft.refused is not None:
                refuse_together(group)
                return None
            known.append(event)
        judgement = judge(known, rules=self.rules, calendar=calendar, at=self.now)
        group.clocks = judgement.clocks
        written, removed = difference(docket.clocks, judgement)
        events = tuple(known[len(docket.history) :])
        words = {each.uid: each.answers.words for each in fresh if each.answers and each.answers.words}
        changes = Changes(events, judgement, written, removed, judgement.owed)
        return outcome(docket, changes, rules=self.rules, at=self.now, words=words, opened=group.opened)


def _check_by(by: str) -> None:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
