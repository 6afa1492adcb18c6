"""Who looks at our service in a customer's place, and what came of it?

    plan(association=wessex, survey="access-shop", channel="telephone", out_of_hours=True,
         planned_on=friday, shopper="Tenants' panel", by="mia", at=now)          # MysteryShop
    follow_up(association=wessex, shop=7, what_done="A loop at the counter", by="mia", at=now)

Each has a day by which it is made, and what it shows has a day by which it is put right.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.once_more import once_more
from kept.casework import Grade, Refused
from kept.casework.housekeeping import SHOP_FOLLOWED_UP, SHOP_PLANNED
from kept.casework.permissions import Permission, may
from kept.casework.surveying import shop_fault
from kept.store import rules, surveys, tenancy
from kept.store.housing import today
from kept.store.models import Association, Membership, MysteryShop, Office, Thread

MACHINE, LONGEST = "machine", 2_000
NO_ROLE = "Only who leads plans mystery shops. Ask a manager."


def plan(
    *,
    association: Association | str,
    survey: str,
    channel: str,
    planned_on: date,
    by: str,
    at: datetime,
    office: str | None = None,
    out_of_hours: bool = False,
    shopper: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> MysteryShop | Refused:
    """Plan one, by the form that it is noted on."""
    now = at.astimezone(UTC)

    def once() -> MysteryShop | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.CHECK):
                return Refused(NO_ROLE)
            found = surveys.survey_named(rules.current(here), survey)
            if found is None or not found.shop:
                return Refused("Choose the form by which it is noted.", "survey")
            refused = shop_fault(channel=channel, out_of_hours=out_of_hours, known=found.channels)
            place = Office.objects.filter(association=here, slug=office).first() if office else None
            if refused is None and channel == "office" and place is None:
                refused = Refused("Choose the office that is visited.", "office")
            if refused is None and planned_on < today(here, now):
                refused = Refused("This day is over. Give one that is still to come.", "planned_on")
            if refused is None and (len(shopper) > 200 or "\x00" in shopper):
                refused = Refused("Shorten this to 200 characters.", "shopper")
            return refused or _planned(
                here,
                survey,
                channel,
                planned_on,
                place,
                out_of_hours,
                shopper.strip(),
                by,
                now,
                uid,
                membership,
            )

    return once_more(once)


def _planned(
    here: Association,
    survey: str,
    channel: str,
    planned_on: date,
    office: Office | None,
    out_of_hours: bool,
    shopper: str,
    by: str,
    at: datetime,
    uid: str | None,
    membership: Membership | None,
) -> MysteryShop | Refused:
    facts = {
        "survey": survey,
        "by_when": planned_on.isoformat(),
        "channel": channel,
        "out_of_hours": out_of_hours,
    }
    telling = Telling(
        SHOP_PLANNED,
        at,
        facts,
        uid=uid,
        grade=Grade.STAFF,
        via=MACHINE,
        owner=by if membership is not None else None,
    )
    told = tell([telling], association=here, by=by, at=at).results[0]
    if told.refused is not None:
        return told.refused
    thread = Thread.objects.get(association=here, ref=told.thread)
    before = MysteryShop.objects.filter(association=here, thread=thread).first()
    return before or MysteryShop.objects.create(
        association=here,
        survey=survey,
        office=office,
        channel=channel,
        out_of_hours=out_of_hours,
        planned_on=planned_on,
        shopper=shopper,
        planned_at=at,
        planned_by=by,
        thread=thread,
    )


def follow_up(
    *,
    association: Association | str,
    shop: int,
    what_done: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> MysteryShop | Refused:
    """Say what was done about what a mystery shop showed."""
    now = at.astimezone(UTC)

    def once() -> MysteryShop | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.CHECK):
                return Refused(NO_ROLE)
            rows = MysteryShop.objects.select_for_update(of=("self",)).select_related("thread")
            row = rows.filter(association=here, pk=shop).first()
            if row is None or row.thread is None:
                return Refused("There is no such mystery shop. Choose it from the list.", "shop")
            if row.done_on is None:
                return Refused("It is not made yet. Fill in its form first.", "shop")
            if row.action_done_on is not None or not row.action:
                return row
            if not what_done.strip() or len(what_done) > LONGEST or "\x00" in what_done:
                return Refused(f"Say what was done, in at most {LONGEST:,} characters.", "what_done")
            facts = {"what_done": what_done.strip()}
            telling = Telling(SHOP_FOLLOWED_UP, now, facts, thread=row.thread.ref, via=MACHINE)
            refused = tell([telling], association=here, by=by, at=now).refused
            if refused is not None:
                return refused
            row.action_done_on = today(here, now)
            row.save(update_fields=["action_done_on"])
            return row

    return once_more(once)
