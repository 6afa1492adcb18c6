"""Who says where somebody is, who takes their calls, and what the board makes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions import absences, booking, presence
from kept.casework import Refused
from kept.store import presence as store
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership, Presence
from tests import cast
from tests.cast import t

NOW = t("Wednesday 2026-04-08 10:00")


@pytest.fixture
def karin(db: None) -> Association:
    """Karin, where Bea visits, Cem is her colleague, Ray is at reception and Mia leads."""
    made = cast.association("karin")
    for handle, role in (("bea", "officer"), ("cem", "officer"), ("ray", "receptionist"), ("mia", "manager")):
        cast.member(made, handle, role)
    return made


def as_of(here: Association, handle: str) -> Membership:
    with tenancy.association(here):
        found = membership_of(Account.objects.get(handle=handle), on=NOW.date())
    assert found is not None
    return found


def say(here: Association, handle: str = "bea", by: str = "bea", **more: Any) -> Presence | Refused:
    given = {"state": "visit", "at": NOW, **more}
    return presence.say(association=here, handle=handle, by=by, membership=as_of(here, by), **given)


def board(here: Association, at: Any = NOW) -> dict[str, store.Present]:
    with tenancy.association(here):
        return {each.account.handle: each for each in store.board(here, at)}


def test_it_is_on_the_board_from_that_minute_and_sent_twice_it_is_said_once(karin: Association) -> None:
    more = {"until": NOW + timedelta(hours=2), "divert_to": "cem", "briefing": "Damp", "uid": "a" * 32}
    first, again = say(karin, **more), say(karin, **more)
    assert isinstance(first, Presence)
    assert isinstance(again, Presence)
    assert first.pk == again.pk
    row = board(karin)["bea"]
    assert (row.where.state, row.divert_name, row.where.divert.briefing) == ("visit", "Cem", "Damp")
    assert row.next_at == NOW + timedelta(hours=2)
    assert {handle for handle, each in board(karin).items() if each.where.in_now} == {"cem", "ray", "mia"}


@pytest.mark.parametrize(("by", "allowed"), [("bea", True), ("ray", True), ("mia", True), ("cem", False)])
def test_oneself_reception_and_whoever_leads_say_it(karin: Association, by: str, allowed: bool) -> None:
    done = say(karin, by=by)
    assert isinstance(done, Presence) is allowed
    if isinstance(done, Refused):
        assert done.sentence == "Only they themselves, reception or a manager can say where they are."


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"state": "absent"}, "state"),
        ({"state": "closed"}, "state"),
        ({"until": NOW}, "until"),
        ({"until": NOW + timedelta(days=2)}, "until"),
        ({"briefing": "x" * 501}, "briefing"),
        ({"divert_place": "the-moon"}, "divert"),
        ({"divert_to": "zoe", "briefing": "Damp"}, "divert"),
        ({"divert_to": "bea", "briefing": "Damp"}, "divert"),
        ({"divert_to": "cem"}, "briefing"),
    ],
)
def test_what_cannot_be_is_refused(karin: Association, more: dict[str, Any], field: str) -> None:
    done = say(karin, **more)
    assert isinstance(done, Refused)
    assert done.field == field


def test_nobody_unknown_is_anywhere(karin: Association) -> None:
    done = presence.say(association=karin, handle="zoe", state="lunch", by="kept", at=NOW)
    assert isinstance(done, Refused)


def test_calls_do_not_go_to_somebody_who_is_out(karin: Association) -> None:
    say(karin, "cem", "cem", state="lunch")
    done = say(karin, divert_to="cem", briefing="Damp")
    assert isinstance(done, Refused)
    assert done.sentence == "They are not at their desk themselves. Choose somebody who is in."


def test_a_telephone_may_ring_at_a_place(karin: Association) -> None:
    say(karin, divert_place="switchboard")
    assert board(karin)["bea"].divert_name == "The switchboard"


def test_a_booked_visit_shows_by_itself_and_rings_out_without_a_divert(karin: Association) -> None:
    facts = {"from_name": "Ms Okafor", "phone": "01632 960 001", "about": "Damp", "agreed": True}
    made = booking.book(
        association=karin,
        kind="appointment",
        starts=t("Wednesday 2026-04-08 14:00"),
        resources=["@bea"],
        facts={**facts, "agreed_how": "by-telephone"},
        by="bea",
        at=NOW,
    )
    assert isinstance(made, booking.Booked), made
    row = board(karin, t("Wednesday 2026-04-08 14:10"))["bea"]
    assert (row.where.state, row.where.undiverted) == ("meeting", True)


def test_leave_tells_when_somebody_is_next_in_and_who_takes_their_calls(karin: Association) -> None:
    until = t("Saturday 2026-04-11 00:00")
    absences.tell(
        association=karin, handle="bea", from_at=NOW, to_at=until, covered_by="cem", by="mia", at=NOW
    )
    later = NOW + timedelta(minutes=5)
    row = board(karin, later)["bea"]
    assert (row.where.state, row.divert_name, row.where.undiverted) == ("absent", "Cem", False)
    mia = as_of(karin, "mia")
    with tenancy.association(karin):
        bea = Account.objects.get(handle="bea")
        # Saturday and Sunday nobody works.
        assert store.next_in(mia, bea, later) == t("Monday 2026-04-13 09:00")
        assert store.divert_of(bea, later).to == Account.objects.get(handle="cem").pk
        assert [each.account.handle for each in store.who_is_in(mia, later)] == ["cem", "mia", "ray"]


def test_whoever_never_worked_here_is_nowhere(karin: Association) -> None:
    mia = as_of(karin, "mia")
    with tenancy.association(karin):
        assert store.next_in(mia, 999, NOW) is None
        assert store.where_is(karin, 999, NOW).state == "out"
        assert not store.divert_of(999, NOW).known


def test_the_board_asks_as_often_however_many_there_are(karin: Association) -> None:
    def asked() -> int:
        with (
            tenancy.association(karin),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            store.board(karin, NOW)
        return len(seen)

    before = asked()
    for n in range(5):
        cast.member(karin, f"more-{n}", "officer")
        say(karin, f"more-{n}", f"more-{n}", divert_to="cem", briefing="Damp")
    assert asked() <= before + 1
