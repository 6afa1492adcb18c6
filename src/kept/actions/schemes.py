"""How are those asked and told whom building work or a change of service touches?

    scheme = plan(association=wessex, sort="works", title="Windows, Mill Road", by="mia", at=now)
    describe(association=wessex, scheme=scheme.pk, what="New windows", dates="May to July", by="mia", at=now)
    touch(association=wessex, scheme=scheme.pk, homes=["4F2K-…"], effect="Two days inside", by="mia", at=now)
    ask(association=wessex, scheme=scheme.pk, homes=[…], how="letter", on=today, by="mia", at=now)
    settle(association=wessex, scheme=scheme.pk, begins_on=day, by="mia", at=now)      # Refused before that
    inform(association=wessex, scheme=scheme.pk, homes=[…], how="visit", on=today, by="ann", at=now)

Asking and a formal notice are two steps. Setting the day tells the promise that counts back from it, and that
everybody was asked ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.house import note
from kept.casework import Refused
from kept.casework import schemes as rules_of
from kept.casework.housekeeping import SCHEME_CHANGED
from kept.casework.permissions import Permission, may
from kept.casework.schemes import LONGEST, LONGEST_LINE, MOST_HOMES, SORTS, WORKS
from kept.store import rules, schemes
from kept.store.models import Association, Home, Membership, Scheme, SchemeHome, Thread
from kept.workclock import local_date

NOT_THERE = Refused("There is no such scheme. Choose one of the list.", "scheme")
MAY_NOT = Refused("Schemes are looked after by a manager or director. Ask one of them.", "title")


def plan(
    *,
    association: Association | str,
    sort: str,
    title: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Scheme | Refused:
    """Begin a scheme; the same title is the same scheme."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Scheme:
        _leads(membership)
        said = title.strip()
        if sort not in SORTS:
            raise Undone(Refused("Say whether it is building work or a change of service.", "sort"))
        if not said or len(said) > LONGEST_LINE or not said.isprintable():
            raise Undone(
                Refused(f"Give it a title in one line of at most {LONGEST_LINE} characters.", "title")
            )
        row, made = Scheme.objects.get_or_create(
            association=here, title=said, defaults={"sort": sort, "added_at": now, "added_by": by}
        )
        if made:
            _note(row, "added", by, now)
        return row

    return kept_or_undone(act, association, membership)


def describe(
    *,
    association: Association | str,
    scheme: int,
    what: str,
    dates: str,
    by: str,
    at: datetime,
    finishes: Sequence[str] = (),
    every_weeks: int = 4,
    membership: Membership | None = None,
) -> Scheme | Refused:
    """Say what is proposed, when, which finishes there are, and how often the homes hear of it."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Scheme:
        _leads(membership)
        row = _held(here, scheme)
        for field, said in (("what", what), ("dates", dates)):
            _words(field, said)
        if not 1 <= every_weeks <= 26:
            raise Undone(Refused("Homes hear of it every 1 to 26 weeks.", "every_weeks"))
        kept = [each.strip()[:LONGEST_LINE] for each in finishes if each.strip()][:20]
        if (what, dates, kept, every_weeks) != (row.what, row.dates, row.finishes, row.every_weeks):
            row.what, row.dates, row.finishes, row.every_weeks = what, dates, kept, every_weeks
            row.save(update_fields=["what", "dates", "finishes", "every_weeks"])
            _note(row, "described", by, now)
        return row

    return kept_or_undone(act, association, membership)


def touch(
    *,
    association: Association | str,
    scheme: int,
    homes: Sequence[str],
    effect: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> int | Refused:
    """These homes are touched by it, and this is what it means for them; how many are on the list now."""
    now = at.astimezone(UTC)

    def act(here: Association) -> int:
        _leads(membership)
        row = _held(here, scheme)
        _words("effect", effect)
        found = list(Home.objects.filter(association=here, ref__in=list(homes)[:MOST_HOMES], ended_on=None))
        if not found:
            raise Undone(Refused("Choose the homes that it touches.", "homes"))
        for each in found:
            SchemeHome.objects.update_or_create(
                association=here, scheme=row, home=each, defaults={"effect": effect.strip()}
            )
        _note(row, "homes", by, now, len(found))
        return SchemeHome.objects.filter(association=here, scheme=row).count()

    return kept_or_undone(act, association, membership)


def serve(
    *,
    association: Association | str,
    scheme: int,
    on: date,
    what: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Scheme | Refused:
    """A formal notice was served. It asks nobody and does not stand for asking."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Scheme:
        _leads(membership)
        row = _held(here, scheme)
        _words("notice", what, required=True)
        _past(here, on, now)
        if (row.notice_on, row.notice) != (on, what.strip()):
            row.notice_on, row.notice = on, what.strip()
            row.save(update_fields=["notice_on", "notice"])
            _note(row, "notice", by, now)
        return row

    return kept_or_undone(act, association, membership)


def exhibit(
    *,
    association: Association | str,
    scheme: int,
    on: date,
    where: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Scheme | Refused:
    """The finishes that can be chosen are on show there on that day."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Scheme:
        _leads(membership)
        row = _held(here, scheme)
        _words("where", where, required=True)
        entry = [on.isoformat(), where.strip()[:LONGEST_LINE]]
        if entry not in row.exhibitions:
            row.exhibitions = sorted([*row.exhibitions, entry])
            row.save(update_fields=["exhibitions"])
            _note(row, "exhibition", by, now)
        return row

    return kept_or_undone(act, association, membership)


def ask(
    *,
    association: Association | str,
    scheme: int,
    homes: Sequence[str],
    how: str,
    on: date,
    by: str,
    at: datetime,
    answer: str = "",
    membership: Membership | None = None,
) -> int | Refused:
    """These homes were asked, or told by name of a change, with what, when and what it means for them."""

    def mark(row: Scheme, each: SchemeHome) -> None:
        refused = rules_of.letter_fault(schemes.scheme_of(row), schemes.touched(each))
        if refused is not None:
            raise Undone(refused)
        each.asked_on, each.asked_how = each.asked_on or on, each.asked_how or how
        each.answer = answer.strip() or each.answer
        each.save(update_fields=["asked_on", "asked_how", "answer"])

    return _marked(association, scheme, homes, how, on, by, at, membership, "asked", mark, answer)


def inform(
    *,
    association: Association | str,
    scheme: int,
    homes: Sequence[str],
    how: str,
    on: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> int | Refused:
    """These homes heard how the work goes, by letter or face to face."""

    def mark(row: Scheme, each: SchemeHome) -> None:
        each.heard_on, each.heard_how = max(on, each.heard_on or on), how
        each.save(update_fields=["heard_on", "heard_how"])

    return _marked(association, scheme, homes, how, on, by, at, membership, "heard", mark)


def choose(
    *,
    association: Association | str,
    scheme: int,
    home: str,
    finish: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> SchemeHome | Refused:
    """A household chose this finish out of those that there are."""
    now = at.astimezone(UTC)

    def act(here: Association) -> SchemeHome:
        row = _held(here, scheme)
        if finish not in row.finishes:
            raise Undone(Refused("Choose one of the finishes that there are.", "finish"))
        (each,) = _homes(here, row, [home])
        if each.finish != finish:
            each.finish = finish
            each.save(update_fields=["finish"])
            _note(row, "chosen", by, now, 1)
        return each

    return kept_or_undone(act, association, membership)


def settle(
    *,
    association: Association | str,
    scheme: int,
    by: str,
    at: datetime,
    begins_on: date | None = None,
    membership: Membership | None = None,
) -> Scheme | Refused:
    """Set the day on which the work begins, or decide the change; not before everybody was asked or told."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Scheme:
        _leads(membership)
        row = _held(here, scheme)
        row.begins_on = begins_on or row.begins_on
        homes = [schemes.touched(each) for each in schemes.homes_of(row)]
        works = row.sort == WORKS
        refused = (
            rules_of.not_to_begin(schemes.scheme_of(row), homes) if works else rules_of.not_to_decide(homes)
        )
        if refused is not None:
            raise Undone(refused)
        today = local_date(rules.current(here).calendar_for(), now)
        if row.settled_on is not None and begins_on in (None, row.begins_on) and row.thread_id is not None:
            return row
        row.settled_on = row.settled_on or today
        if works and row.thread_id is None:
            row.thread = _begun(here, row, homes, by, now)
        row.save(update_fields=["begins_on", "settled_on", "thread"])
        _note(row, "settled", by, now)
        return row

    return kept_or_undone(act, association, membership)


def finish(
    *,
    association: Association | str,
    scheme: int,
    on: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Scheme | Refused:
    """The work is finished: the homes that it touched are to be asked what they think of it."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Scheme:
        _leads(membership)
        row = _held(here, scheme)
        _past(here, on, now)
        if row.settled_on is None:
            raise Undone(Refused("It has not begun yet. Set its day first.", "on"))
        if row.finished_on is None:
            row.finished_on = on
            row.save(update_fields=["finished_on"])
            if row.sort == WORKS:
                facts: dict[str, object] = {"which": row.title, "planned": True}
                done = Telling("works.completed", now, facts, uid=f"scheme:{row.pk}:finished")
                _told(here, [done], by, now)
            _note(row, "finished", by, now)
        return row

    return kept_or_undone(act, association, membership)


def _begun(
    here: Association, row: Scheme, homes: Sequence[rules_of.Touched], by: str, at: datetime
) -> Thread:
    """The contact on which the promise runs back from the beginning; everybody has been asked already."""
    assert row.begins_on is not None
    facts = {"which": row.title, "begins_on": row.begins_on.isoformat(), "major": True}
    # A formal notice is served where leaseholders pay for it.
    facts["leaseholders"] = row.notice_on is not None
    planned = Telling("works.planned", row.added_at, facts, uid=f"scheme:{row.pk}:planned")
    ref = _told(here, [planned], by, at)
    last = max(each.asked_on for each in homes if each.asked_on is not None)
    zone = rules.current(here).calendar_for().local(at).tzinfo
    # Of the day alone is known when the last home was asked.
    asked_at = max(row.added_at, min(at, datetime.combine(last, time(), zone)))
    consulted = Telling("works.consulted", asked_at, {}, thread=ref, uid=f"scheme:{row.pk}:consulted")
    _told(here, [consulted], by, at)
    return Thread.objects.get(association=here, ref=ref)


def _told(here: Association, tellings: Sequence[Telling], by: str, at: datetime) -> str:
    told = tell(list(tellings), association=here, by=by, at=at)
    if told.refused is not None:
        raise Undone(told.refused)
    return str(told.results[0].thread)


def _marked(
    association: Association | str,
    scheme: int,
    homes: Sequence[str],
    how: str,
    on: date,
    by: str,
    at: datetime,
    membership: Membership | None,
    what: str,
    mark: Callable[[Scheme, SchemeHome], None],
    answer: str = "",
) -> int | Refused:
    now = at.astimezone(UTC)

    def act(here: Association) -> int:
        row = _held(here, scheme)
        refused = rules_of.way_fault(how)
        if refused is not None:
            raise Undone(refused)
        _words("answer", answer)
        _past(here, on, now)
        found = _homes(here, row, homes)
        for each in found:
            mark(row, each)
        _note(row, what, by, now, len(found))
        return len(found)

    return kept_or_undone(act, association, membership)


def _homes(here: Association, row: Scheme, refs: Sequence[str]) -> list[SchemeHome]:
    rows = SchemeHome.objects.filter(association=here, scheme=row, home__ref__in=list(refs)[:MOST_HOMES])
    found = list(rows.select_related("home").order_by("id"))
    if not found:
        raise Undone(Refused("Choose at least one home of the list.", "homes"))
    return found


def _held(here: Association, scheme: int) -> Scheme:
    row = Scheme.objects.select_for_update(of=("self",)).filter(association=here, pk=scheme).first()
    if row is None:
        raise Undone(NOT_THERE)
    return row


def _leads(membership: Membership | None) -> None:
    if membership is not None and not may(membership.role, Permission.REASSIGN):
        raise Undone(MAY_NOT)


def _words(field: str, said: str, *, required: bool = False) -> None:
    if required and not said.strip():
        raise Undone(Refused("Say it in a few words.", field))
    if len(said) > LONGEST or "\x00" in said:
        raise Undone(Refused(f"Say it in at most {LONGEST:,} characters.", field))


def _past(here: Association, on: date, at: datetime) -> None:
    if on > local_date(rules.current(here).calendar_for(), at):
        raise Undone(Refused("This day is still to come. Check the date.", "on"))


def _note(row: Scheme, what: str, by: str, at: datetime, homes: int | None = None) -> None:
    facts = {"scheme": row.title, "change": what, "homes": homes}
    note(SCHEME_CHANGED, here=row.association, by=by, at=at, facts=facts)
