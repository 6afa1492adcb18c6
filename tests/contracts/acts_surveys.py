"""Each act of the surveys, run once, for `test_actions`."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import conduct, shops, survey_stock, surveying
from kept.casework import Refused
from kept.store.models import Association, MysteryShop
from tests.actions.house import BY, letter, t
from tests.contracts.acts_keys import staff

NOW = t("Wednesday 2026-04-08 10:00")
SILENT = {
    "surveying.offer": "whether a survey was offered is on record with its contact, and is never changed",
    "survey_stock.count": "each count stays on record as it was made",
}


def _letter(here: Association) -> str:
    staff(here)
    return letter(here, "Tuesday 2026-04-07 10:00")


def answered(here: Association, **more: Any) -> Any:
    """Somebody fills in the form on the web site."""
    said: dict[str, Any] = {"survey": "contact", "said": {"polite": "5"}, "way": "open"}
    return surveying.answer(association=here, by=BY, at=NOW, **(said | more))


def planned(here: Association) -> MysteryShop:
    """A mystery call is planned."""
    made = shops.plan(
        association=here,
        survey="call-shop",
        channel="telephone",
        planned_on=date(2026, 4, 17),
        by=BY,
        at=NOW,
    )
    assert isinstance(made, MysteryShop), made
    return made


def _done(here: Association) -> MysteryShop:
    made = planned(here)
    done = answered(
        here,
        survey="call-shop",
        said={"name": "no"},
        way="observer",
        beside=surveying.Answering(shop=made.pk),
        act="Practise the greeting",
        act_by="2026-04-24",
    )
    assert not isinstance(done, Refused), done
    return made


ACTS: dict[str, Any] = {
    "surveying.offer": (
        _letter,
        lambda here, ref, _: surveying.offer(
            association=here, thread=ref, survey="contact", answer="taken", by=BY, at=NOW
        ),
    ),
    "surveying.ask": (
        _letter,
        lambda here, ref, _: surveying.ask(
            association=here, thread=ref, survey="contact", how="handed", by=BY, at=NOW
        ),
    ),
    "surveying.answer": (lambda here: None, lambda here, _, __: answered(here)),
    "shops.plan": (lambda here: None, lambda here, _, __: planned(here)),
    "shops.follow_up": (
        _done,
        lambda here, made, _: shops.follow_up(
            association=here, shop=made.pk, what_done="Practised", by=BY, at=NOW
        ),
    ),
    "conduct.report": (
        lambda here: None,
        lambda here, _, __: conduct.report(
            association=here, what="rude", about="He hung up on me", by=BY, at=NOW
        ),
    ),
    "survey_stock.count": (
        lambda here: None,
        lambda here, _, __: survey_stock.count(
            association=here, office="main", survey="contact", left=12, by=BY, at=NOW
        ),
    ),
}
