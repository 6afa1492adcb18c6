"""The reason for a breach on the contact itself: offered where something was broken, of the promise meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from kept.actions.sweeping import sweep
from kept.store import tenancy
from kept.store.models import Account, Association, Event
from tests import cast

NOON = "Wednesday 2026-04-22 12:00"
OFFER = "Reason for the delay"


@pytest.fixture
def urgent(karin: Association, ann: Account, clock: Callable[[str], datetime]) -> str:
    """A letter by which two promises were broken."""
    ref = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", urgent=True)
    sweep(at=clock(NOON))
    return ref


def told(karin: Association) -> list[tuple[dict[str, object], list[str]]]:
    with tenancy.association(karin):
        rows = Event.objects.filter(kind="breach.explained").order_by("id")
        return [(each.facts, each.answers) for each in rows]


def test_it_is_offered_only_where_something_was_broken(
    karin: Association, ann: Account, letter: str, urgent: str, clock: Callable[[str], datetime]
) -> None:
    desk = cast.client(ann)
    assert OFFER in desk.get(f"/karin/thread/{urgent}").content.decode()
    clock("Wednesday 2026-04-08 12:00")
    fresh = cast.told(karin, ann, "letter.received", "Wednesday 2026-04-08 11:00", urgent=False)
    assert OFFER not in desk.get(f"/karin/thread/{fresh}").content.decode()
    page = desk.get(f"/karin/thread/{fresh}/breach.explained").content.decode()
    posted = desk.post(f"/karin/thread/{fresh}/breach.explained", _form(page, "our_mistake", "2026-04-08"))
    assert posted.status_code == 409
    assert "No promise was broken here, so there is nothing to explain." in posted.content.decode()


def test_it_may_be_said_of_one_promise_and_when_all_is_over(
    karin: Association, ann: Account, urgent: str
) -> None:
    desk = cast.client(ann)
    cast.told(karin, ann, "thread.closed", "Wednesday 2026-04-22 11:00", thread=urgent)
    assert OFFER in desk.get(f"/karin/thread/{urgent}").content.decode()
    page = desk.get(f"/karin/thread/{urgent}/breach.explained").content.decode()
    assert "A contractor or another body was late" in page
    typed = _form(page, "waiting_for_contractor", "2026-04-22") | {"answers": ["karin:letters.1"]}
    done = desk.post(f"/karin/thread/{urgent}/breach.explained", typed, follow=True).content.decode()
    assert "Reason for the delay: on record." in done
    assert "A contractor or another body was late" in done
    assert told(karin) == [({"why": "waiting_for_contractor"}, ["karin:letters.1"])]


def _form(page: str, why: str, day: str) -> dict[str, object]:
    """What the form sends: its own hidden fields, when it was said, and the reason."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    moment = {"f-happened_at": day, "f-happened_at-time": "11:30", "f--known": "staff"}
    return {**hidden, **moment, "f-why": why, "step": "save"}
