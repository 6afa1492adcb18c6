"""Who would swap, who is told of whom, and how is a swap decided?

    register(association=karin, entry={"area": "Harehills", "bedrooms": 2, …}, person="K7F3-9Q2M",
             may_be_shown=True, may_be_told=True, uid="…", by="ann", at=now)
    advertise(association=karin, where="newsletter", on=day, uid="…", by="ann", at=now)
    tell_both(association=karin, one="P2D4-X8RB", two="M6V1-C3SN", how="telephone", by="ann", at=now)
    decide(association=karin, thread="K7F3-9Q2M", decision="refused", ground="sch3-4", particulars="…", …)

1. Nothing is shown or told of anybody without their consent, and nobody's name is ever in what is published.
2. A swap is refused on a ground of the law's list for this nation, tenancy and day, with what it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from kept.actions.cases import link
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.changing import begin_letter, held, step
from kept.actions.working.diary import kept_or_undone
from kept.casework import Refused
from kept.casework.matching import FEWEST, MOST, Entry, check_entry, check_may_tell
from kept.casework.moving import check_condition, check_ground, grounds, known_features
from kept.rulebook.moves import MoveRule
from kept.store import moves, refs, rules, swaps
from kept.store.models import Association, Letter, Membership, SwapAdvert, SwapEntry, SwapMatch, Thread
from kept.store.models import Event as EventRow
from kept.workclock import local_date

REGISTERED, CHANGED, ADVERTISED = "exchange.registered", "exchange.entry_changed", "exchange.advertised"
MATCHED, INTEREST, DECIDED = "exchange.matched", "exchange.interest_told", "exchange.decided"
PLACES = ("newsletter", "reception", "website")
REFUSAL_LETTER = "exchange-refusal"
NO_ENTRY = Refused("There is no such entry on the exchange register. Load the page again.", "entry")
LINES = ("has", "wants_areas", "needs")


def register(
    *,
    association: Association | str,
    entry: Mapping[str, object],
    may_be_shown: bool,
    may_be_told: bool,
    uid: str,
    by: str,
    at: datetime,
    person: str | None = None,
    from_name: str = "",
    thread: str | None = None,
    membership: Membership | None = None,
) -> SwapEntry | Refused:
    """Put a home and a wish on the register, with what the tenant lets us do with it."""
    now = at.astimezone(UTC)

    def act(here: Association) -> SwapEntry:
        wanted = _entry(here, entry, may_be_shown, may_be_told, now)
        if thread is None:
            facts: dict[str, object] = {"may_be_shown": may_be_shown, "may_be_told": may_be_told}
            facts |= {"from_name": from_name.strip()} if from_name.strip() else {}
            told = tell(
                [Telling(REGISTERED, now, facts, uid=uid, person=person)],
                association=here,
                by=by,
                at=now,
                membership=membership,
            )
            if told.refused is not None:
                raise Undone(told.refused)
            row = Thread.objects.get(association=here, ref=told.results[0].thread)
        else:
            row = held(here, thread, membership)
        before = swaps.of_thread(here, row.pk)
        if before is not None:
            return before
        return SwapEntry.objects.create(
            association=here,
            ref=refs.new_ref(),
            thread=row,
            registered_at=now,
            registered_by=by,
            **_columns(wanted),
        )

    return kept_or_undone(act, association, membership)


def change(
    *,
    association: Association | str,
    entry: str,
    given: Mapping[str, object],
    may_be_shown: bool,
    may_be_told: bool,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> SwapEntry | Refused:
    """It says something else from now on; consent that is taken back takes effect at once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> SwapEntry:
        row = _held(here, entry, membership)
        wanted = _entry(here, given, may_be_shown, may_be_told, now)
        if replace(swaps.entry_of(row), ref="") == wanted:
            return row
        columns = _columns(wanted)
        for name, value in columns.items():
            setattr(row, name, value)
        row.save(update_fields=list(columns))
        facts = {"may_be_shown": may_be_shown, "may_be_told": may_be_told}
        step(here, row.thread, CHANGED, facts, by, now, membership, uid)
        return row

    return kept_or_undone(act, association, membership)


def _entry(
    here: Association, given: Mapping[str, object], may_be_shown: bool, may_be_told: bool, at: datetime
) -> Entry:
    known = moves.rules_of_moves(rules.current(here, at))
    lists = {name: tuple(_line(each) for each in _listed(given.get(name)) if _line(each)) for name in LINES}
    wanted = Entry(
        "",
        _line(given.get("area")),
        _number(given.get("bedrooms"), -1),
        known_features(known, lists["has"]),
        lists["wants_areas"],
        _number(given.get("wants_least"), FEWEST),
        _number(given.get("wants_most"), MOST),
        known_features(known, lists["needs"]),
        may_be_shown,
        may_be_told,
    )
    refused = check_entry(wanted)
    if refused is not None:
        raise Undone(refused)
    return wanted


def _line(value: object) -> str:
    return " ".join(str(value or "").replace("\x00", "").split())


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _number(value: object, otherwise: int) -> int:
    if value in (None, ""):
        return otherwise
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) < 4 else -1


def _columns(entry: Entry) -> dict[str, object]:
    return {
        "area": entry.area,
        "bedrooms": entry.bedrooms,
        "has": list(entry.has),
        "wants_areas": list(entry.wants_areas),
        "wants_least": entry.wants_least,
        "wants_most": entry.wants_most,
        "needs": list(entry.needs),
        "may_be_shown": entry.may_be_shown,
        "may_be_told": entry.may_be_told,
    }


def advertise(
    *,
    association: Association | str,
    where: str,
    on: date,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> SwapAdvert | Refused:
    """The list of all who allow it went into the newsletter, reception or the website on that day."""
    now = at.astimezone(UTC)

    def act(here: Association) -> SwapAdvert:
        before = SwapAdvert.objects.filter(association=here, uid=uid).first()
        if before is not None:
            return before
        if where not in PLACES:
            raise Undone(Refused("Say where it is shown: newsletter, reception or website.", "where"))
        if on > local_date(rules.current(here, now).calendar_for(), now):
            raise Undone(Refused("This day is still to come. Write it down once it is shown.", "on"))
        rows = swaps.shown(here)
        if not rows:
            raise Undone(Refused("Nobody on the register lets us show their home. Ask them first.", "where"))
        made = SwapAdvert.objects.create(
            association=here,
            uid=uid,
            on=on,
            where=where,
            entries=[each.ref for each in rows],
            told_at=now,
            told_by=by,
        )
        facts = {"where": where, "on": on.isoformat()}
        tellings = [
            Telling(ADVERTISED, now, facts, uid=f"{uid}-{each.ref}", thread=each.thread.ref) for each in rows
        ]
        # All who are on it, whether or not this member may open their case: nothing of it is shown to them.
        told = tell(tellings, association=here, by=by, at=now)
        if told.refused is not None:
            raise Undone(told.refused)
        return made

    return kept_or_undone(act, association, membership)


def tell_both(
    *,
    association: Association | str,
    one: str,
    two: str,
    how: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> SwapMatch | Refused:
    """Both were told of one another, as both had allowed, each in a way in which they may be reached."""
    now = at.astimezone(UTC)

    def act(here: Association) -> SwapMatch:
        first, second = sorted(
            (_held(here, one, membership), _held(here, two, membership)), key=lambda each: each.pk
        )
        if first.pk == second.pk:
            raise Undone(Refused("This is the same entry. Choose the other one.", "other"))
        before = SwapMatch.objects.filter(association=here, one=first, two=second).first()
        if before is not None:
            return before
        refused = check_may_tell(swaps.entry_of(first), swaps.entry_of(second))
        if refused is not None:
            raise Undone(refused)
        for mine, its in ((first, second), (second, first)):
            facts = {"other": its.ref, "how": how}
            step(here, mine.thread, MATCHED, facts, by, now, membership, f"match-{mine.ref}-{its.ref}")
        return SwapMatch.objects.create(association=here, one=first, two=second, told_at=now, told_by=by)

    return kept_or_undone(act, association, membership)


def interest(
    *,
    association: Association | str,
    match: int,
    entry: str,
    interested: bool,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> SwapMatch | Refused:
    """One of the two said whether they would swap. Once both would, their cases belong together."""
    now = at.astimezone(UTC)

    def act(here: Association) -> SwapMatch:
        rows = SwapMatch.objects.select_for_update(of=("self",)).select_related("one__thread", "two__thread")
        row = rows.filter(association=here, pk=match).first()
        mine = next((each for each in (row.one, row.two) if each.ref == entry), None) if row else None
        if row is None or mine is None:
            raise Undone(NO_ENTRY)
        held(here, mine.thread.ref, membership)
        if row.said.get(entry) is interested:
            return row
        other = row.two if mine.pk == row.one_id else row.one
        row.said = {**row.said, entry: interested}
        row.save(update_fields=["said"])
        facts = {"other": other.ref, "interested": interested}
        step(here, mine.thread, INTEREST, facts, by, now, membership, None)
        if list(row.said.values()) == [True, True]:
            done = link(
                association=here,
                thread=row.one.thread.ref,
                other=row.two.thread.ref,
                how="other-party",
                by=by,
                at=now,
            )
            if isinstance(done, Refused):
                raise Undone(done)
        return row

    return kept_or_undone(act, association, membership)


def decide(
    *,
    association: Association | str,
    thread: str,
    decision: str,
    by: str,
    at: datetime,
    ground: str = "",
    particulars: str = "",
    condition: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Agree, agree on a condition, or refuse on a ground of the law. The tenants were told in writing."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str:
        row = held(here, thread, membership)
        facts: dict[str, object] = {"decision": decision}
        tenancy, asked_on = _asked(here, row, now)
        nation = rules.current(here, now).association.nation
        if decision == "refused":
            _lawful(here, ground, particulars, tenancy, asked_on, now)
            facts |= {"ground": ground, "particulars": particulars.strip()}
        elif decision == "agreed_if":
            refused = check_condition(condition, nation=nation, tenancy=tenancy)
            if refused is not None:
                raise Undone(refused)
            facts["condition"] = condition
        step(here, row, DECIDED, facts, by, now, membership, uid)
        return decision

    return kept_or_undone(act, association, membership)


def write_refusal(
    *,
    association: Association | str,
    thread: str,
    ground: str,
    particulars: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Begin the notice of refusal with ground and particulars. Sending it tells the decision."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Letter:
        row = held(here, thread, membership)
        tenancy, asked_on = _asked(here, row, now)
        its = _lawful(here, ground, particulars, tenancy, asked_on, now)
        values = {
            "ground": its.name,
            "ground_words": its.label,
            "source": its.source,
            "particulars": particulars.strip(),
        }
        return begin_letter(here, thread, REFUSAL_LETTER, values, uid, by, now, membership)

    return kept_or_undone(act, association, membership)


def _lawful(
    here: Association, ground: str, particulars: str, tenancy: str, on: date, at: datetime
) -> MoveRule:
    rulebook = rules.current(here, at)
    known, nation = moves.rules_of_moves(rulebook), rulebook.association.nation
    refused = check_ground(known, ground, nation=nation, tenancy=tenancy, on=on, particulars=particulars)
    if refused is not None:
        raise Undone(refused)
    return next(each for each in grounds(known, nation=nation, tenancy=tenancy, on=on) if each.name == ground)


def _asked(here: Association, row: Thread, at: datetime) -> tuple[str, date]:
    """Which kind of tenancy it is, and on which day they asked: the law is chosen by both."""
    asked = EventRow.objects.filter(association=here, thread=row, kind="exchange.requested")
    found = asked.order_by("-happened_at", "-id").first()
    calendar = rules.current(here, at).calendar_for()
    if found is None:
        return "", local_date(calendar, at)
    return str(found.facts.get("tenancy_kind") or ""), local_date(calendar, found.happened_at)


def _held(here: Association, ref: str, membership: Membership | None) -> SwapEntry:
    rows = SwapEntry.objects.select_for_update(of=("self",)).select_related("thread")
    row = rows.filter(association=here, ref=refs.tidy(ref) or "").first()
    if row is None:
        raise Undone(NO_ENTRY)
    held(here, row.thread.ref, membership)
    return row
