"""Where is what we publish on show, and who looks whether it is there and right?

    put = show(association=karin, publication="website", sort="web", place="/repairs", uid=…, …)
    look(association=karin, place=put.pk, right=True, checks={"links": True, …}, by="ann", at=now)
    take_away(association=karin, place=put.pk, by="ann", at=now)

A page of the web site is right when it passed every check that a page is looked at for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from kept.actions.working.house import note as put_down
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import PUBLICATION_LOOKED_AT, PUBLICATION_SHOWN, PUBLICATION_TAKEN_AWAY
from kept.casework.permissions import Permission, may
from kept.casework.registers import after
from kept.rulebook import publications as room
from kept.rulebook.model import Rulebook
from kept.store import rules, tenancy
from kept.store.models import Association, Membership, Office, PublicationPlace
from kept.workclock import local_date

LONGEST, LONGEST_NOTE = 200, 500
# A place is looked at again after so long where the publication says nothing; what was wrong, much sooner.
LOOK_AGAIN, LOOK_SOON = timedelta(days=92), timedelta(days=7)
NOT_YOURS = Refused("Your role reads and does not record. Ask a colleague to enter it.", "place")
GONE = Refused("It is on show there no more. Load the page again.", "place")


def show(
    *,
    association: Association | str,
    publication: str,
    sort: str,
    place: str,
    uid: str,
    by: str,
    at: datetime,
    office: str | None = None,
    owner: str = "",
    membership: Membership | None = None,
) -> PublicationPlace | Refused:
    """Say that it is on show in a rack, on a board or on a page of the web site."""

    def act(here: Association, rulebook: Rulebook, today: date, now: datetime) -> PublicationPlace | Refused:
        known = room.publication_named(rulebook, publication)
        if known is None:
            return Refused("We publish nothing of this name. Choose it on the list.", "publication")
        before = PublicationPlace.objects.filter(association=here, uid=uid).first()
        if before is not None:
            return before
        if sort not in room.SHOWN:
            return Refused("Choose where it is: in a rack, on a board or on the web site.", "sort")
        if not place.strip() or len(place) > LONGEST:
            return Refused("Say where it is: the place in the office, or the address of the page.", "place")
        where = Office.objects.filter(association=here, slug=office).first() if office else None
        if where is None and sort != room.WEBSITE:
            return Refused("Choose the office at which it is.", "office")
        row = PublicationPlace.objects.create(
            association=here,
            uid=uid,
            publication=known.name,
            sort=sort,
            office=where,
            place=place.strip(),
            owner=owner.strip()[:LONGEST] or known.owner,
            added_at=now,
            added_by=by,
            look_again_on=today,
        )
        facts = {"publication": known.name, "place": row.place}
        put_down(PUBLICATION_SHOWN, here=here, by=by, at=now, facts=facts, uid=f"shown:{uid}")
        return row

    return _act(association, act, by, at, membership)


def look(
    *,
    association: Association | str,
    place: int,
    right: bool,
    by: str,
    at: datetime,
    checks: Mapping[str, bool] | None = None,
    note: str = "",
    membership: Membership | None = None,
) -> PublicationPlace | Refused:
    """Say what a look found: there and right or not, and of a page which checks it passed."""

    def act(here: Association, rulebook: Rulebook, today: date, now: datetime) -> PublicationPlace | Refused:
        row = _held(here, place)
        if row is None:
            return GONE
        if len(note) > LONGEST_NOTE:
            return Refused(f"Say it in at most {LONGEST_NOTE} characters.", "note")
        asked = room.page_checks(rulebook) if row.sort == room.WEBSITE else ()
        found = {each.name: bool((checks or {}).get(each.name)) for each in asked}
        row.right = right and all(found.values())
        row.checks, row.note = found, note.strip()
        row.looked_on, row.looked_by = today, by
        row.look_again_on = _again(rulebook, row, today)
        row.save(update_fields=["right", "checks", "note", "looked_on", "looked_by", "look_again_on"])
        facts = {"publication": row.publication, "place": row.place, "right": row.right}
        put_down(PUBLICATION_LOOKED_AT, here=here, by=by, at=now, facts=facts)
        return row

    return _act(association, act, by, at, membership)


def take_away(
    *,
    association: Association | str,
    place: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PublicationPlace | Refused:
    """Say that it is on show there no more."""

    def act(here: Association, rulebook: Rulebook, today: date, now: datetime) -> PublicationPlace | Refused:
        row = (
            PublicationPlace.objects.select_for_update(of=("self",))
            .filter(association=here, pk=place)
            .first()
        )
        if row is None:
            return GONE
        if row.ended_on is None:
            row.ended_on = today
            row.save(update_fields=["ended_on"])
            facts = {"publication": row.publication, "place": row.place}
            put_down(PUBLICATION_TAKEN_AWAY, here=here, by=by, at=now, facts=facts)
        return row

    return _act(association, act, by, at, membership)


def _held(here: Association, place: int) -> PublicationPlace | None:
    rows = PublicationPlace.objects.select_for_update(of=("self",)).filter(association=here, pk=place)
    return rows.filter(ended_on__isnull=True).first()


def _again(rulebook: Rulebook, row: PublicationPlace, today: date) -> date:
    """What is wrong is looked at again soon; else as often as the publication itself."""
    if not row.right:
        return today + LOOK_SOON
    known = room.publication_named(rulebook, row.publication)
    return after(today, known.review) if known is not None and known.review else today + LOOK_AGAIN


Act = Callable[[Association, Rulebook, date, datetime], PublicationPlace | Refused]


def _act(
    association: Association | str, act: Act, by: str, at: datetime, membership: Membership | None
) -> PublicationPlace | Refused:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return NOT_YOURS
    now = at.astimezone(UTC)

    def once() -> PublicationPlace | Refused:
        with tenancy.association(association) as here:
            rulebook = rules.current(here)
            return act(here, rulebook, local_date(rulebook.calendar_for(), now), now)

    return once_more(once)
