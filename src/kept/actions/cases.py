"""What may be done with a case: a step taken, somebody brought in, work given out, two cases linked?

    take(association=karin, thread="K7F3-9Q2M", kind="complaint.answered", facts={"outcome": "upheld"},
         ticked=("defined",), by="ann", at=now)
    add_party(association=karin, thread="K7F3-9Q2M", role="witness", name="Mr Bell", by="ann", at=now)
    set_task(association=karin, thread="K7F3-9Q2M", what="Ask the police", due_by=friday, owner="bob", …)

A step is an event; whether it may follow is for `casework.cases`, at the same door as everything that is
told. Here is asked what an event alone does not say: whose step it is at this house, whether its questions
were answered, and whether it goes with a letter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kept.actions.telling import tell
from kept.actions.told import Result, Telling
from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.casework import Refused
from kept.casework.cases import Standing, Step, steps_from
from kept.casework.cases.roles import may_take
from kept.casework.housekeeping import (
    CASE_CHECKED,
    CASE_LINKED,
    CASE_UNLINKED,
    PARTY_JOINED,
    PARTY_LEFT,
    TASK_SET,
)
from kept.rulebook.cases import practice_of
from kept.store import cases, refs, rules, seers
from kept.store.models import (
    Account,
    Agreed,
    Association,
    CaseLink,
    CaseParty,
    Membership,
    Person,
    Thread,
)
from kept.store.models import Event as EventRow
from kept.store.threads import visible_to

LETTER, MACHINE = "letter", "machine"
LONGEST_NAME, LONGEST_NOTE = 200, 2_000
HOW = ("same-cause", "follows", "answers", "other-party")
TASK_DONE, TASK_DROPPED = "task.done", "task.dropped"


def take(
    *,
    association: Association | str,
    thread: str,
    kind: str,
    facts: Mapping[str, object],
    by: str,
    at: datetime,
    membership: Membership | None = None,
    uid: str | None = None,
    happened_at: datetime | None = None,
    ticked: Collection[str] = (),
    via: str = "form",
) -> Result | Refused:
    """Take that step of a case of this thread; the result of telling its event, or the sentence why not.

    `ticked` are the questions of the step that were answered with yes. A step that goes with a letter is
    taken by sending it (`via="letter"` says that this is that): here it is refused, and the letter named.
    """
    now = at.astimezone(UTC)

    def act(here: Association) -> Result:
        row = _thread(here, thread, membership)
        step = Telling(kind, happened_at or now, facts, uid=uid, thread=row.ref, via=via)
        if via != LETTER and _letters(here, row, step, now):
            sentence = "This step goes with a letter. Write it and send it: that takes the step."
            raise Undone(Refused(sentence, LETTER))
        return _taken(here, row, [step], by, now, membership, ticked)[0]

    return kept_or_undone(act, association, membership)


def taken(
    tellings: Sequence[Telling],
    *,
    association: Association | str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
    ticked: Collection[str] = (),
) -> Refused | None:
    """Tell all of it, of which the first may be a step of a case: whose it is and what it asks is looked at.

    Whether a letter went with it is for whoever tells it by hand to know.
    """
    now = at.astimezone(UTC)

    def act(here: Association) -> list[Result]:
        row = _thread(here, str(tellings[0].thread), membership)
        return _taken(here, row, tellings, by, now, membership, ticked)

    done = kept_or_undone(act, association, membership)
    return done if isinstance(done, Refused) else None


def add_party(
    *,
    association: Association | str,
    thread: str,
    role: str,
    by: str,
    at: datetime,
    person: str = "",
    name: str = "",
    reach: str = "",
    note: str = "",
    membership: Membership | None = None,
) -> CaseParty | Refused:
    """Somebody takes part: a customer by their reference, or somebody by a name. The same again is once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> CaseParty:
        row = _thread(here, thread, membership)
        roles = cases.roles_of(here, row, now)
        if role not in roles:
            raise Undone(Refused("Choose as what they take part.", "role"))
        whose = _person(here, person, membership) if person else None
        given = name.strip()
        if whose is None and not given:
            raise Undone(Refused("Say who it is: choose a customer, or write a name or “not known”.", "name"))
        _short(name=given, reach=reach, note=note)
        same = {"person": whose} if whose is not None else {"person": None, "name": given}
        known = CaseParty.objects.filter(
            association=here, thread=row, role=role, until_at=None, **same
        ).first()
        if known is not None:
            return known
        made = CaseParty.objects.create(
            association=here,
            thread=row,
            person=whose,
            role=role,
            name=given if whose is None else "",
            reach=reach.strip(),
            note=note.strip(),
            since_at=now,
            told_by=by,
        )
        _tell(here, _own(PARTY_JOINED, {"role": role, "party": str(made.pk)}, now, row), by, now)
        return made

    return kept_or_undone(act, association, membership)


def end_party(
    *, association: Association | str, party: int, by: str, at: datetime, membership: Membership | None = None
) -> CaseParty | Refused:
    """They take part no more; that they did stays on record."""
    now = at.astimezone(UTC)

    def act(here: Association) -> CaseParty:
        found = CaseParty.objects.select_related("thread").filter(association=here, pk=party).first()
        if found is None:
            raise Undone(Refused("They are not on this case. Load the page again.", "party"))
        row = _thread(here, found.thread.ref, membership)
        if found.until_at is None:
            found.until_at = now
            found.save(update_fields=["until_at"])
            _tell(here, _own(PARTY_LEFT, {"role": found.role, "party": str(found.pk)}, now, row), by, now)
        return found

    return kept_or_undone(act, association, membership)


def link(
    *,
    association: Association | str,
    thread: str,
    other: str,
    how: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> CaseLink | Refused:
    """These two belong together; each names the other from now on."""
    now = at.astimezone(UTC)

    def act(here: Association) -> CaseLink:
        if how not in HOW:
            raise Undone(Refused("Choose how the two belong together.", "how"))
        row, mate = _thread(here, thread, membership), _thread(here, other, membership, "other")
        if row.pk == mate.pk:
            raise Undone(Refused("This is the same case. Give the reference of the other one.", "other"))
        one, two = sorted((row, mate), key=lambda each: each.pk)
        made, fresh = CaseLink.objects.get_or_create(
            association=here, one=one, other=two, defaults={"how": how, "at": now, "told_by": by}
        )
        if fresh:
            for each, its in ((row, mate), (mate, row)):
                _tell(here, _own(CASE_LINKED, {"other": its.ref, "how": how}, now, each), by, now)
        return made

    return kept_or_undone(act, association, membership)


def unlink(
    *,
    association: Association | str,
    thread: str,
    other: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> bool | Refused:
    """They do not belong together after all; whether they were linked."""
    now = at.astimezone(UTC)

    def act(here: Association) -> bool:
        row, mate = _thread(here, thread, membership), _thread(here, other, membership, "other")
        one, two = sorted((row.pk, mate.pk))
        gone, _rows = CaseLink.objects.filter(association=here, one=one, other=two).delete()
        for each, its in ((row, mate), (mate, row)) if gone else ():
            _tell(here, _own(CASE_UNLINKED, {"other": its.ref}, now, each), by, now)
        return bool(gone)

    return kept_or_undone(act, association, membership)


def set_task(
    *,
    association: Association | str,
    thread: str,
    what: str,
    due_by: date,
    owner: str,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> Agreed | Refused:
    """Give a piece of work of this case to somebody, on whose Desk it stands by its day."""
    now = at.astimezone(UTC)
    name = uid or refs.new_uid()

    def act(here: Association) -> Agreed:
        row = _thread(here, thread, membership)
        before = EventRow.objects.filter(association=here, uid=name).first() if uid else None
        if before is not None:
            return Agreed.objects.get(association=here, thread=before.thread_id)
        if due_by < now.astimezone(ZoneInfo(here.zone)).date():
            raise Undone(Refused("Give a day that is still to come.", "due_by"))
        account = Account.objects.filter(handle=owner).first()
        if account is None:
            raise Undone(Refused("Nobody of that name works here. Choose a colleague.", "owner"))
        telling = Telling(
            TASK_SET,
            now,
            {"what": what.strip(), "due_by": due_by.isoformat(), "of": row.ref},
            uid=name,
            person=row.person.stands.ref if row.person else None,
            owner=owner,
            sensitivity=row.sensitivity,
            about=row.about.handle if row.about else None,
            via=MACHINE,
        )
        made = Thread.objects.get(association=here, ref=_tell(here, telling, by, now))
        return Agreed.objects.get_or_create(
            association=here,
            thread=made,
            defaults={
                "of": row,
                "owner": account,
                "due_at": _end_of(due_by, here),
                "made_by": by,
                "made_at": now,
            },
        )[0]

    return kept_or_undone(act, association, membership)


def finish_task(
    *,
    association: Association | str,
    thread: str,
    by: str,
    at: datetime,
    note: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> Result | Refused:
    """The piece of work on this thread is done."""
    said = {"note": note.strip()} if note.strip() else {}
    telling = Telling(TASK_DONE, at.astimezone(UTC), said, uid=uid, thread=thread)
    result = tell([telling], association=association, by=by, at=at, membership=membership).results[0]
    return result.refused or result


def drop_task(
    *,
    association: Association | str,
    thread: str,
    reason: str,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> Result | Refused:
    """The piece of work on this thread is not needed any more, and why."""
    telling = Telling(TASK_DROPPED, at.astimezone(UTC), {"reason": reason.strip()}, uid=uid, thread=thread)
    result = tell([telling], association=association, by=by, at=at, membership=membership).results[0]
    return result.refused or result


def _thread(here: Association, ref: str, membership: Membership | None, field: str = "thread") -> Thread:
    typed = refs.tidy(ref)
    seen = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    rows = seen.select_related("person", "person__merged_into", "about", "merged_into")
    found = rows.filter(ref=typed).first() if typed else None
    if found is None:
        raise Undone(Refused("There is no such contact. Check the reference.", field))
    return found.merged_into or found


def _taken(
    here: Association,
    row: Thread,
    tellings: Sequence[Telling],
    by: str,
    at: datetime,
    membership: Membership | None,
    ticked: Collection[str],
) -> list[Result]:
    """All of it on record, or `Undone`."""
    step, rulebook = tellings[0], rules.current(here, at)
    for standing, its in _steps(here, row, step.kind, step.facts, at):
        refused = may_take(its, standing.type.name, membership.role, rulebook) if membership else None
        asks = practice_of(rulebook, standing.type.name).step(step.kind).asks
        left = [name for name in asks if name not in ticked]
        if refused is None and left:
            refused = Refused(f"Answer this first: {asks[left[0]]}", f"ask-{left[0]}")
        if refused is not None:
            raise Undone(refused)
        if asks:
            said = {"step": step.kind, "asked": ", ".join(asks)}
            _tell(here, _own(CASE_CHECKED, said, at, row, step.uid, "asked"), by, at)
    told = tell(tellings, association=here, by=by, at=at, membership=membership)
    if told.refused is not None:
        raise Undone(told.refused)
    return list(told.results)


def _letters(here: Association, row: Thread, step: Telling, at: datetime) -> list[str]:
    """The letters with which that step goes here."""
    rulebook = rules.current(here, at)
    steps = _steps(here, row, step.kind, step.facts, at)
    return [
        each
        for standing, its in steps
        for each in practice_of(rulebook, standing.type.name).step(its.kind).letters
    ]


def _steps(
    here: Association, row: Thread, kind: str, facts: Mapping[str, object], at: datetime
) -> list[tuple[Standing, Step]]:
    """The steps that this kind is in the cases of the thread, by what is said with it."""

    def meant(step: Step) -> bool:
        return step.kind == kind and all(facts.get(name) in among for name, among in step.when.items())

    found = []
    for standing in cases.standings_of(here, row, at):
        step = next((each for each in steps_from(standing) if meant(each)), None)
        if step is not None:
            found.append((standing, step))
    return found


def _person(here: Association, ref: str, membership: Membership | None) -> Person:
    rows = Person.objects.filter(association=here, ref=refs.tidy(ref) or "").select_related("merged_into")
    found = rows.first()
    closed = seers.seer(membership).closed if membership is not None else frozenset()
    if found is None or found.pk in closed:
        raise Undone(Refused("There is no customer with this reference. Look them up again.", "person"))
    return found.stands


def _short(**words: str) -> None:
    for field, value in words.items():
        most = LONGEST_NOTE if field == "note" else LONGEST_NAME
        if len(value) > most or "\x00" in value:
            raise Undone(Refused(f"Say it in at most {most:,} characters.", field))


def _end_of(day: date, here: Association) -> datetime:
    """The midnight at which that day is over there."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(here.zone)).astimezone(UTC)


def _own(
    kind: str, facts: Mapping[str, object], at: datetime, row: Thread, uid: str | None = None, part: str = ""
) -> Telling:
    """What Kept itself writes on the case beside the act."""
    return Telling(kind, at, facts, uid=f"{uid}-{part}" if uid else None, thread=row.ref, via=MACHINE)


def _tell(here: Association, telling: Telling, by: str, at: datetime) -> str:
    result = tell([telling], association=here, by=by, at=at).results[0]
    if result.refused is not None:
        raise Undone(result.refused)
    return str(result.thread)
