"""How is one call of tellings worked through?

    Call(tellings, by, now, membership).told(karin)

Found, held, read, judged and written, in this order; a call that only foresees stops before the writing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from kept.actions.told import REPEATED, WRITTEN, Result, Telling, Told
from kept.actions.working.drafting import drafted, settle
from kept.actions.working.going_out import GoingOut
from kept.actions.working.judging import moment_for, outcome
from kept.actions.working.limiting import FOLLOWED, Written, follow
from kept.actions.working.marks import Marks
from kept.actions.working.opening import Opening
from kept.actions.working.placing import Draft, Group, Places, hold, look, no_such, place
from kept.actions.working.reletting import refuse_unlet
from kept.actions.working.their_own import give_away
from kept.actions.working.whose import Customers
from kept.casework import Event, Judgement, Refused, decide
from kept.casework.grading import graded
from kept.rulebook import Rulebook
from kept.store import looking, rules, tenancy, writing
from kept.store.models import Association, Membership, Thread
from kept.store.threads import visible_to
from kept.store.writing import Outcome


class Call:
    """One call being worked on."""

    def __init__(
        self, tellings: Sequence[Telling], by: str, now: datetime, membership: Membership | None
    ) -> None:
        self.tellings, self.by, self.now, self.membership = tellings, by, now, membership
        self.drafts: list[Draft] = []
        # Which threads become a customer's by this call who were nobody's, or another's.
        self.attached: list[int] = []

    def told(self, association: Association | str) -> Told:
        """Everything, in one transaction."""
        with tenancy.association(association) as here:
            groups = self._groups(here)
            live = [each for each in groups if self._anything_new(each)]
            hold(each for each in live if each.root is not None)
            new = [each for each in live if each.root is None]
            self._opening(here).open(new)
            self.going = GoingOut(live, self.rules.kinds, self.customers, here.zone)
            writing.write([one for each in live if (one := self._decided(each))])
            if self.attached:
                give_away(Thread.objects.filter(pk__in=self.attached), here, by=self.by, at=self.now)
            results = tuple(self._result(each) for each in self.drafts)
            follow(here, self._followed(results), by=self.by, at=self.now)
            return Told(results)

    def _followed(self, results: Sequence[Result]) -> Iterator[Written]:
        """What was written of that from which more follows at once."""
        for draft, result in zip(self.drafts, results, strict=True):
            if draft.telling.kind in FOLLOWED and result.outcome == WRITTEN and result.thread:
                facts = dict(draft.answers.facts) if draft.answers else {}
                yield Written(draft.uid, draft.telling.kind, result.thread, facts, draft.telling.via)

    def foreseen(self, association: Association | str) -> Judgement | Refused:
        """What the tellings of one thread would lead to; nothing is held or written."""
        with tenancy.association(association) as here:
            groups = self._groups(here, lenient=True)
            for group in groups:
                self._anything_new(group)
                if group.root is not None:
                    look(group)
                else:
                    self._opening(here).open([group])
                self.going = GoingOut([group], self.rules.kinds, self.customers, here.zone)
                found = self._decided(group)
                if found is not None:
                    return found.judgement
            refused = self.drafts[0].refused
            assert refused is not None
            return refused

    def _opening(self, here: Association) -> Opening:
        whose = (self.customers, self.marks)
        return Opening(here, self.rulebook, self.by, self.membership, *whose, self.now)

    def _groups(self, here: Association, *, lenient: bool = False) -> list[Group]:
        self.drafts = [drafted(each, at=self.now) for each in self.tellings]
        self.places = Places(here.pk, self.drafts)
        self.rules = rules.rules_of(here)
        self.rulebook: Rulebook = self.rules.versions[-1].rulebook
        by_uid = {each.uid: each for each in reversed(self.drafts)}
        for draft in self.drafts:
            settle(
                draft,
                rules=self.rules,
                places=self.places,
                drafts=by_uid,
                membership=self.membership,
                lenient=lenient,
            )
        refuse_unlet(self.drafts, here)
        self.customers = Customers(self.drafts, self.membership)
        self.marks = Marks(here, self.drafts, self.rules.kinds, self.now)
        groups = place(self.drafts, self.places)
        if self.membership is not None:
            self._only_visible(groups, self.membership)
        return groups

    def _only_visible(self, groups: Sequence[Group], membership: Membership) -> None:
        """What one may not see answers as if it were not there."""
        ids = [each.root for each in groups if each.root is not None]
        if not ids:
            return
        seen = set(visible_to(membership).filter(pk__in=ids).values_list("pk", flat=True))
        closed: list[Group] = []
        for group in groups:
            if group.root is not None and group.root not in seen:
                for draft in group.drafts:
                    asked = draft.telling.thread or draft.telling.subject or ""
                    draft.refused = no_such(asked, hidden=True)
                closed.append(group)
                group.root = None
        for group in closed:
            refused = group.refused
            asked = (refused.hidden if refused else None) or ""
            looking.note(membership, looking.CONTACT, asked[:9], refused=True, via=looking.ACT, at=self.now)

    def _anything_new(self, group: Group) -> bool:
        """Mark what was told before, and say whether the rest may go on."""
        before: dict[str, Draft] = {}
        for draft in group.drafts:
            if draft.refused is None:
                self._compare(draft, before.setdefault(draft.uid, draft))
        if group.refused is not None:
            refuse_together(group)
            return False
        return not all(each.repeats for each in group.drafts)

    def _compare(self, draft: Draft, first: Draft) -> None:
        """The same under the same uid is a repetition; anything else under it is refused."""
        on_record = self.places.events.get(draft.uid)
        if on_record is not None:
            draft.repeats = True
            same = _content(draft, on_record.words is not None) == (
                on_record.event.kind,
                on_record.event.happened_at,
                on_record.event.corrects,
                on_record.event.answers,
                on_record.event.facts,
                on_record.words,
            )
        elif first is not draft:
            draft.repeats = True
            same = _content(draft) == _content(first)
        else:
            return
        if not same:
            draft.repeats = False
            draft.refused = Refused(
                "An entry with this reference is on record with other details. Correct that one.",
                "id",
                draft.uid,
            )

    def _decided(self, group: Group) -> Outcome | None:
        """What to write about this thread; None where it is refused."""
        docket = group.docket
        if group.refused is not None or docket is None or self.going.refused(group, self.membership):
            refuse_together(group)
            return None
        at = moment_for(docket, self.now)
        fresh = [each for each in group.drafts if not each.repeats]
        events = [graded(self._event(each, docket.ref, at)) for each in fresh]
        theirs = self.customers.event(group, docket, self.by, at)
        if theirs is not None:
            events.append(theirs)
        marked = self.marks.event(group, docket.ref, self.by, at) if docket.id is None else None
        if marked is not None:
            events.insert(1, marked)
        against = self.going.notes(group, self.by, at)
        events += [each for each, _ in against]
        calendar = self.rulebook.calendar_for(docket.office)
        changes = decide(
            docket.history, events, rules=self.rules, calendar=calendar, at=at, stored=docket.clocks
        )
        if isinstance(changes, Refused):
            culprit = next((each for each in fresh if each.uid == changes.event), fresh[0])
            culprit.refused = changes
            refuse_together(group)
            return None
        group.clocks = changes.judgement.clocks
        words = {each.uid: each.answers.words for each in fresh if each.answers and each.answers.words}
        words |= {each.id: {"reason": reason} for each, reason in against if reason}
        done = outcome(docket, changes, rules=self.rules, at=at, words=words, opened=group.opened)
        whose = self.customers.of(group) if theirs else None
        if whose is not None and docket.id is not None:
            self.attached.append(docket.id)
        return replace(done, person_id=whose[1]) if whose else done

    def _event(self, draft: Draft, ref: str, at: datetime) -> Event:
        telling = draft.telling
        recorded_at = telling.recorded_at.astimezone(UTC) if telling.recorded_at else at
        return Event(
            draft.uid,
            telling.kind,
            draft.happened_at,
            recorded_at,
            self.by,
            telling.grade,
            draft.answers.facts if draft.answers else {},
            telling.corrects,
            tuple(telling.answers),
            ref,
            telling.via,
        )

    def _result(self, draft: Draft) -> Result:
        group = draft.group
        docket = group.docket if group else None
        on_record = self.places.events.get(draft.uid)
        if draft.refused is not None:
            known = docket.ref if docket and docket.id else draft.telling.thread
            return Result(known, None, draft.refused)
        ref = docket.ref if docket else on_record.place.ref if on_record else None
        clocks = group.clocks if group else ()
        return Result(ref, draft.uid, REPEATED if draft.repeats else WRITTEN, clocks)


def _content(draft: Draft, with_words: bool = True) -> tuple[object, ...]:
    """What a telling says, but for who passed it on and when; erased words cannot be compared."""
    answers = draft.answers
    facts, words = (answers.facts, answers.words) if answers else ({}, {})
    telling = draft.telling
    said = words if with_words else None
    return (telling.kind, draft.happened_at, telling.corrects, tuple(telling.answers), facts, said)


def refuse_together(group: Group) -> None:
    """All or nothing: what stood beside a refused telling is not written either, and says why."""
    culprit = next(each.refused for each in group.drafts if each.refused is not None)
    for draft in group.drafts:
        if draft.refused is None and not draft.repeats:
            draft.refused = Refused(
                f"Not recorded, because of another entry of the same contact: {culprit.sentence}"
            )
