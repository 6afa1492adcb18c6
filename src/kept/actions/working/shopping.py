"""What if the form of a mystery shop is filled in?

The shop has its score, and a day by which something is done about it where something is to be done.
"""

from __future__ import annotations

from datetime import date, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Grade, Refused
from kept.casework.housekeeping import SHOP_DONE, SHOP_FOLLOWED_UP
from kept.casework.surveying import Read, score
from kept.rulebook.surveys import Survey
from kept.store.housing import today
from kept.store.models import Association, MysteryShop

MACHINE, LONGEST = "machine", 2_000


def done_by(
    here: Association,
    survey: Survey,
    number: int | None,
    taken: Read,
    acting: tuple[str, str],
    *,
    by: str,
    at: datetime,
) -> MysteryShop | Refused | None:
    """The shop that this form is of, done; None where it is of none."""
    if number is None:
        return None
    rows = MysteryShop.objects.select_for_update(of=("self",)).select_related("thread")
    shop = rows.filter(association=here, pk=number, survey=survey.name).first()
    if shop is None or shop.thread is None:
        return Refused("There is no such mystery shop. Choose it from the list.", "shop")
    if shop.done_on is not None:
        return Refused("This one is done already. Plan another one for a second look.", "shop")
    action, until = acting[0].strip(), _day(acting[1])
    if len(action) > LONGEST or "\x00" in action:
        return Refused(f"Shorten this to {LONGEST:,} characters.", "action")
    if action and until is None:
        return Refused("Say by which day it is done.", "action_by")
    if until is not None and until < today(here, at):
        return Refused("This day is over. Give one that is still to come.", "action_by")
    points = score(survey, taken.chosen)
    facts: dict[str, object] = {"score": points or 0}
    told = [Telling(SHOP_DONE, at, facts | ({"act_by": until.isoformat()} if action and until else {}))]
    if not action:
        told.append(Telling(SHOP_FOLLOWED_UP, at, {"what_done": "Nothing was to be done."}))
    for each in told:
        telling = Telling(each.kind, at, each.facts, thread=shop.thread.ref, grade=Grade.SAMPLE, via=MACHINE)
        refused = tell([telling], association=here, by=by, at=at).refused
        if refused is not None:
            return refused
    shop.done_on, shop.score, shop.action = today(here, at), points, action
    shop.action_by = until if action else None
    shop.save(update_fields=["done_on", "score", "action", "action_by"])
    return shop


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None
