"""What happens on the way to another home of ours: account, exception, points, place, options, letters?

    check_account(association=karin, thread="K7F3-9Q2M", balance=300, expected=250, by="ann", at=now)
    enlist(association=karin, thread="K7F3-9Q2M", breakdown={"health": 1}, by="ann", at=now)
    tell_place(association=karin, thread="K7F3-9Q2M", how="call", by="ann", at=now)
    give_options(association=karin, thread="K7F3-9Q2M", tenancy="assured", circumstances=("older",), …)
    write_place(association=karin, thread="K7F3-9Q2M", uid="…", by="ann", at=now)      # a Letter, filled in
    write_items(association=karin, thread="K7F3-9Q2M", uid="…", by="ann", at=now)      # what to put right

Each is a step of the transfer case with what Kept works out for it; what is only said is told on the case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from kept.actions.working.booked import Undone
from kept.actions.working.changing import begin_letter, held, step
from kept.actions.working.diary import kept_or_undone
from kept.casework import Refused
from kept.casework.moving import (
    Account,
    Options,
    account,
    asks_for_exception,
    check_breakdown,
    known_circumstances,
    options,
    score,
)
from kept.casework.permissions import LINE
from kept.rulebook.moves import TENANCIES
from kept.store import moves, notices, rules
from kept.store.models import Association, Letter, Membership, MoveListing, Thread
from kept.store.support import said_of
from kept.workclock import local_date

CHECKED, LISTED, POSITION_TOLD, OPTIONS_GIVEN = (
    "transfer.checked",
    "transfer.listed",
    "transfer.position_told",
    "options.given",
)
PLACE_LETTER, OPTIONS_LETTER, ITEMS_LETTER = "transfer-place", "options-sheet", "transfer-items"
INSPECTED = "transfer.inspected"
ASKED_FOR_EXCEPTION = "exception"
NOT_INSPECTED = Refused("Nobody has inspected the home yet. Write down what was found first.", "thread")
NOT_LISTED = Refused("They are not on the transfer list. Put them on it first.", "thread")


def check_account(
    *,
    association: Association | str,
    thread: str,
    balance: float,
    by: str,
    at: datetime,
    expected: float = 0,
    disputed: float = 0,
    danger: bool = False,
    uid: str | None = None,
    membership: Membership | None = None,
) -> Account | Refused:
    """Look whether the rent account lets them move. In danger, whoever leads is asked at once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Account:
        row = held(here, thread, membership)
        found = account(balance=balance, expected=expected, disputed=disputed)
        if isinstance(found, Refused):
            raise Undone(found)
        facts = {
            "outcome": "clear" if found.clear else "owes",
            "danger": danger,
            "balance": balance,
            "expected_benefit": expected,
            "disputed": disputed,
        }
        step(here, row, CHECKED, facts, by, now, membership, uid)
        if asks_for_exception(clear=found.clear, danger=danger):
            people = notices.people(here, now)
            leads = {each for role in LINE for each in people.of_role(role)}
            said = f"In danger and owing rent: decide about an exception from the rent account ({row.ref})."
            key = f"{ASKED_FOR_EXCEPTION}:{row.ref}:{now:%Y-%m-%d}"
            notices.tell(leads, what=ASKED_FOR_EXCEPTION, key=key, said=said, at=now)
        return found

    return kept_or_undone(act, association, membership)


def enlist(
    *,
    association: Association | str,
    thread: str,
    breakdown: Mapping[str, int],
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> MoveListing | Refused:
    """Put them on the list with these reasons for points, or change their reasons. The same again is once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> MoveListing:
        row = held(here, thread, membership)
        known = moves.rules_of_moves(rules.current(here, now))
        refused = check_breakdown(known, breakdown)
        if refused is not None:
            raise Undone(refused)
        counted = {name: times for name, times in breakdown.items() if times}
        total = score(known, counted).total
        found = MoveListing.objects.select_for_update().filter(association=here, thread=row).first()
        waits = moves.on_list(here).filter(thread=row).exists()
        if found is not None and waits and found.breakdown == counted and found.points == total:
            return found
        if found is None:
            found = MoveListing(association=here, thread=row, listed_at=now, listed_by=by)
        found.points, found.breakdown, found.changed_at = total, counted, now
        found.save(update_fields=None if found.pk is None else ["points", "breakdown", "changed_at"])
        # The place follows from everybody who waits, with this one among them.
        ahead = sum(1 for each in moves.listed(here, known) if _before(each, total, found.listed_at, row.pk))
        step(here, row, LISTED, {"points": total, "place": ahead + 1}, by, now, membership, uid)
        return found

    return kept_or_undone(act, association, membership)


def _before(other: moves.Listed, points: int, since: datetime, thread: int) -> bool:
    return other.thread.pk != thread and (-other.points, other.since) < (-points, since)


def tell_place(
    *,
    association: Association | str,
    thread: str,
    how: str,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> moves.Listed | Refused:
    """They were told place and points as they are now, spoken or in person. By letter: `write_place`."""
    now = at.astimezone(UTC)

    def act(here: Association) -> moves.Listed:
        row = held(here, thread, membership)
        found = _listed(here, row, now)
        facts = {"place": found.place, "points": found.points, "how": how}
        step(here, row, POSITION_TOLD, facts, by, now, membership, uid)
        return found

    return kept_or_undone(act, association, membership)


def write_place(
    *,
    association: Association | str,
    thread: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Begin the letter that tells them place and points, with a line for each reason. Sending it tells so."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Letter:
        found = _listed(here, held(here, thread, membership), now)
        lines = "\n".join(f"- {each.label}: {each.points}" for each in found.lines)
        values = {"place": str(found.place), "points": str(found.points), "reasons": lines}
        return begin_letter(here, thread, PLACE_LETTER, values, uid, by, now, membership)

    return kept_or_undone(act, association, membership)


def _options_for(
    association: Association, *, tenancy: str, circumstances: Collection[str], at: datetime
) -> Options:
    """What stands on the sheet of somebody in these circumstances."""
    rulebook = rules.current(association, at)
    return options(
        moves.rules_of_moves(rulebook),
        nation=rulebook.association.nation,
        tenancy=tenancy if tenancy in TENANCIES else "",
        circumstances=circumstances,
    )


def give_options(
    *,
    association: Association | str,
    thread: str,
    tenancy: str,
    circumstances: Collection[str],
    by: str,
    at: datetime,
    how: str = "handed",
    uid: str | None = None,
    membership: Membership | None = None,
) -> Options | Refused:
    """They have the sheet as it is drawn up today; which ways stand on it is written down with the day."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Options:
        row = held(here, thread, membership)
        found = _options_for(here, tenancy=tenancy, circumstances=circumstances, at=now)
        today = local_date(rules.current(here, now).calendar_for(), now)
        names = ", ".join(each.label for each in (*found.moves, *found.buys))[:500]
        facts = {"drawn_up_on": today.isoformat(), "options": names, "how": how}
        step(here, row, OPTIONS_GIVEN, facts, by, now, membership, uid)
        return found

    return kept_or_undone(act, association, membership)


def write_options(
    *,
    association: Association | str,
    thread: str,
    tenancy: str,
    circumstances: Collection[str],
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Begin the options sheet as a letter of its own, kept on file as it went. Sending it tells so."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Letter:
        held(here, thread, membership)
        known = moves.rules_of_moves(rules.current(here, now))
        kept = known_circumstances(known, circumstances)
        found = _options_for(here, tenancy=tenancy, circumstances=kept, at=now)
        values = {
            "drawn_up_on": local_date(rules.current(here, now).calendar_for(), now).isoformat(),
            "moves": "\n".join(_way(each.label, each.says, each.who, each.contact) for each in found.moves),
            "buys": "\n".join(_way(each.label, each.says, each.who, each.contact) for each in found.buys),
            "names": ", ".join(each.label for each in (*found.moves, *found.buys))[:500],
        }
        return begin_letter(here, thread, OPTIONS_LETTER, values, uid, by, now, membership)

    return kept_or_undone(act, association, membership)


def write_items(
    *,
    association: Association | str,
    thread: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Begin the letter with what the last inspection found: theirs apart from ours, and the next look."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Letter:
        row = held(here, thread, membership)
        found = [each for each in said_of([row], here, now)[row.pk] if each.kind == INSPECTED]
        if not found:
            raise Undone(NOT_INSPECTED)
        names = ("theirs", "ours", "again_on")
        values = {name: str(found[-1].facts[name]) for name in names if found[-1].facts.get(name)}
        return begin_letter(here, thread, ITEMS_LETTER, values, uid, by, now, membership)

    return kept_or_undone(act, association, membership)


def _way(label: str, says: str, who: str, contact: str) -> str:
    return f"- {label}. {says} For whom: {who} {contact}"


def _listed(here: Association, row: Thread, at: datetime) -> moves.Listed:
    known = moves.rules_of_moves(rules.current(here, at))
    found = next((each for each in moves.listed(here, known) if each.thread.pk == row.pk), None)
    if found is None:
        raise Undone(NOT_LISTED)
    return found
