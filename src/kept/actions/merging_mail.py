"""What if the same letter goes to everybody on a list, each filled in for them?

    made = draft(association=karin, template="rent-change", way="post", title="Rent 2026", values={…},
                 filters={"patch": "mill-lane"}, uid="…", by="ann", at=now)      # Merge: who gets it, who not
    begin(association=karin, merge=made.ref, by="ann", at=now)
    step(association=1, merge=7, by="kept", at=now)     # the next few; the worker's, again and again
    stop(association=karin, merge=made.ref, by="ann", at=now)

1. The list and its reasons are on record before anything goes, and nobody is on it twice.
2. The letters go a few at a time, each few in one transaction: a worker that is killed leaves whole ones
   behind, and the next goes on with the next. Each goes under a name of its own, so that none goes twice.
3. Each has a contact of its own, with its copy, on the customer's file.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kept.actions.dispatching import post
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.house import note
from kept.actions.working.merged_letters import Making, made_for
from kept.actions.working.once_more import once_more
from kept.casework import Grade, Refused
from kept.casework.dispatching import EMAIL, NOTIFY_TEXT, POST
from kept.casework.housekeeping import MERGE_BEGUN, MERGE_STOPPED
from kept.casework.merging_mail import MOST, NOT_MADE, Row, kept_back
from kept.casework.permissions import Permission, may
from kept.rulebook.letters import Template, template_of
from kept.store import files, jobs, merges, refs, rules, tenancy
from kept.store.models import (
    Association,
    Membership,
    Merge,
    MergePerson,
    Outgoing,
    Person,
    StoredFile,
    Thread,
)

DRAFT, RUNNING, STOPPED, DONE = "draft", "running", "stopped", "done"
WAITING, GONE, LEFT_OUT, FAILED = "waiting", "sent", "left-out", "failed"
OPENS = "letter.begun"
WAYS = (POST, EMAIL, NOTIFY_TEXT)
# The template's word for each way.
CALLED = {POST: "letter", EMAIL: "email", NOTIFY_TEXT: "text"}
AT_ONCE = 20
NO_ROLE = Refused("Letters to many are sent by a manager or director. Ask one of them.")
NO_MERGE = Refused("There is no such mailing. Load the page again.", "merge")


def draft(
    *,
    association: Association | str,
    template: str,
    way: str,
    title: str,
    values: Mapping[str, object],
    uid: str,
    by: str,
    at: datetime,
    filters: Mapping[str, str] | None = None,
    rows: Sequence[Row] | None = None,
    one_a_home: bool = False,
    membership: Membership | None = None,
) -> Merge | Refused:
    """Make the list, by `filters` or of the `rows` that were brought; nothing goes before it is begun."""
    if not by:
        raise ValueError("Every mailing says who made it: give `by`.")
    if membership is not None and not may(membership.role, Permission.REASSIGN):
        return NO_ROLE
    now = at.astimezone(UTC)

    def act() -> Merge | Refused:
        with tenancy.association(association) as here:
            before = Merge.objects.filter(association=here, uid=uid).first()
            if before is not None:
                return before
            known = template_of(rules.current(here), template)
            if known is None:
                return Refused("There is no such letter here. Choose one of the list.", "template")
            if way not in WAYS or CALLED[way] not in known.ways:
                return Refused("This letter does not go by that way. Choose another.", "way")
            if not title.strip() or len(title) > 120:
                return Refused("Give the mailing a name of at most 120 characters.", "title")
            people, facts = _listed(here, filters, rows, now)
            if isinstance(people, Refused):
                return people
            row = Merge.objects.create(
                association=here,
                ref=refs.new_ref(),
                uid=uid,
                title=title.strip(),
                template=template,
                way=way,
                filters={**(filters or {}), "one_a_home": one_a_home},
                facts=dict(values),
                made_at=now,
                made_by=by,
            )
            _list(here, row, people, facts, known, one_a_home, now)
            return row

    return once_more(act)


def _listed(
    here: Association, filters: Mapping[str, str] | None, rows: Sequence[Row] | None, at: datetime
) -> tuple[list[Person] | Refused, Mapping[int, Mapping[str, str]]]:
    if rows is None:
        people = list(merges.matching(here, filters or {}, at=at)[: MOST + 1])
        if len(people) > MOST:
            return Refused(f"These are more than {MOST:,} people. Choose fewer.", "filters"), {}
        return people or Refused("Nobody is as you chose. Choose otherwise.", "filters"), {}
    found = merges.by_reference(here, {each.reference for each in rows})
    unknown = [each for each in rows if each.reference not in found]
    if unknown:
        first = ", ".join(f"{each.reference[:40]} (line {each.line})" for each in unknown[:5])
        more = f" and {len(unknown) - 5:,} more" if len(unknown) > 5 else ""
        says = f"Nobody is on file as {first}{more}. Put the list right and bring it again."
        return Refused(says, "list"), {}
    facts: dict[int, Mapping[str, str]] = {}
    people = []
    for each in rows:
        person = found[each.reference]
        if person.pk not in facts:
            people.append(person)
            facts[person.pk] = each.facts
    return people or Refused("The list is empty. Paste the references, one a line.", "list"), facts


def _list(
    here: Association,
    merge: Merge,
    people: Sequence[Person],
    facts: Mapping[int, Mapping[str, str]],
    template: Template,
    one_a_home: bool,
    at: datetime,
) -> None:
    known = merges.candidates(here, people, at=at)
    back = kept_back(known, way=merge.way, statutory=template.statutory, one_a_home=one_a_home)
    MergePerson.objects.bulk_create(
        MergePerson(
            association=here,
            merge=merge,
            person_id=each.id,
            place=place,
            state=LEFT_OUT if each.id in back else WAITING,
            why=back.get(each.id, ("", ""))[0],
            words=back.get(each.id, ("", ""))[1],
            facts=dict(facts.get(each.id, {})),
        )
        for place, each in enumerate(known, start=1)
    )


def begin(
    *,
    association: Association | str,
    merge: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Merge | Refused:
    """Let it go, or go on after it was stopped. Begun twice it goes once."""
    if membership is not None and not may(membership.role, Permission.REASSIGN):
        return NO_ROLE
    now = at.astimezone(UTC)

    def act() -> Merge | Refused:
        with tenancy.association(association) as here:
            row = _held(here, merge)
            if row is None:
                return NO_MERGE
            if row.state in (RUNNING, DONE):
                return row
            left = MergePerson.objects.filter(merge=row, state=WAITING).count()
            if not left:
                return Refused("Nobody on this list gets it. Look at the reasons, and make another.", "merge")
            wrong = _first_fault(here, row, now)
            if wrong is not None:
                return wrong
            row.state, row.started_at, row.started_by = RUNNING, row.started_at or now, row.started_by or by
            row.ended_at, row.ended_by = None, ""
            row.save()
            note(MERGE_BEGUN, here=here, by=by, at=now, facts={"merge": row.ref, "people": left})
            jobs.defer(jobs.MERGE, queue=jobs.DOCUMENT, association=here.pk, merge=row.pk)
            return row

    return once_more(act)


def _first_fault(here: Association, row: Merge, at: datetime) -> Refused | None:
    """What is lacking in the first letter, which would be lacking in all."""
    first = MergePerson.objects.filter(merge=row, state=WAITING).order_by("place").first()
    assert first is not None, "somebody waits"
    found = made_for(here, row, [first], at=at)[0]
    return Refused(f"The letter is not complete: {found.fault}", "values") if found.fault else None


def preview(
    *, association: Association | str, merge: str, place: int, at: datetime, by: str
) -> Making | Refused:
    """The letter as the person at this place of the list gets it."""
    with tenancy.association(association) as here:
        row = Merge.objects.filter(association=here, ref=merge).first()
        one = MergePerson.objects.filter(merge=row, place=place).first() if row is not None else None
        if row is None or one is None:
            return NO_MERGE
        return made_for(here, row, [one], at=at)[0]


def stop(
    *,
    association: Association | str,
    merge: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Merge | Refused:
    """Let nobody more have it. What was handed over goes its way; what still waits can be begun again."""
    if membership is not None and not may(membership.role, Permission.REASSIGN):
        return NO_ROLE
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        row = _held(here, merge)
        if row is None:
            return NO_MERGE
        if row.state != RUNNING:
            return row
        row.state, row.ended_at, row.ended_by = STOPPED, now, by
        row.save(update_fields=["state", "ended_at", "ended_by"])
        gone = MergePerson.objects.filter(merge=row, state=GONE).count()
        note(MERGE_STOPPED, here=here, by=by, at=now, facts={"merge": row.ref, "people": gone})
        return row


def _held(here: Association, merge: str) -> Merge | None:
    return Merge.objects.select_for_update(of=("self",)).filter(association=here, ref=merge).first()


def step(*, association: int, merge: int, by: str, at: datetime, most: int = AT_ONCE) -> int:
    """Let the next few have it; how many are left after them. Nothing happens where it was stopped."""
    now = at.astimezone(UTC)

    def act() -> int:
        with tenancy.association(association) as here:
            row = Merge.objects.select_for_update(of=("self",)).get(association=here, pk=merge)
            if row.state != RUNNING:
                return 0
            rows = MergePerson.objects.select_for_update(of=("self",)).filter(merge=row, state=WAITING)
            found = list(rows.select_related("person").order_by("place")[:most])
            for each in made_for(here, row, found, at=now):
                _let_go(here, row, each, now)
            MergePerson.objects.bulk_update(found, ["state", "why", "words", "outgoing"])
            left = MergePerson.objects.filter(merge=row, state=WAITING).count()
            if left:
                jobs.defer(jobs.MERGE, queue=jobs.DOCUMENT, association=here.pk, merge=row.pk)
            else:
                row.state, row.ended_at, row.ended_by = DONE, now, by
                row.save(update_fields=["state", "ended_at", "ended_by"])
            return left

    return once_more(act)


def _let_go(here: Association, merge: Merge, made: Making, at: datetime) -> None:
    """Open a contact for it and hand it to dispatch; why not is kept where it cannot be."""
    one = made.row
    if made.fault:
        one.state, one.why, one.words = FAILED, NOT_MADE, made.fault
        return
    uid = f"merge:{merge.ref}:{one.person_id}"
    opening = Telling(
        OPENS, at, {"about": made.subject}, uid=uid, person=one.person.ref, grade=Grade.MACHINE, via="machine"
    )
    told = tell([opening], association=here, by=merge.started_by, at=at)
    if told.refused is not None:
        one.state, one.why, one.words = FAILED, NOT_MADE, told.refused.sentence
        return
    file = None
    if made.pdf is not None:
        name = f"{merge.title[:40]} {merge.ref}.pdf"
        kept = files.keep(here, io.BytesIO(made.pdf), name, merge.made_by, at)
        if isinstance(kept, Refused):
            raise ValueError(kept.sentence)
        file = StoredFile.objects.get(pk=kept.id)
    thread = Thread.objects.get(association=here, ref=told.results[0].thread)
    done = post(
        association=here,
        by=merge.started_by,
        at=at,
        uid=uid,
        way=merge.way,
        to=made.to,
        subject=made.subject,
        text=made.text,
        html=made.html,
        file=file,
        thread=thread,
        person=one.person,
        tells={"kind": made.kind, "facts": made.facts, "also": [{"kind": "thread.closed", "facts": {}}]},
        statutory=made.statutory,
        merge=merge,
    )
    if isinstance(done, Outgoing):
        one.state, one.outgoing = GONE, done
    else:
        one.state, one.why, one.words = FAILED, NOT_MADE, done.sentence
        closing = Telling("thread.closed", at, {}, thread=thread.ref)
        tell([closing], association=here, by=merge.started_by, at=at)
