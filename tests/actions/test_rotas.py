"""A rota without a gap: who is put on, who takes over, and why nobody goes off and leaves it open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kept.actions import absences, rotas
from kept.casework import Refused
from kept.store import rotas as stored
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Association, Event, RotaShift
from tests import cast

pytestmark = pytest.mark.django_db
NOW = cast.t("Monday 2026-04-13 10:00")
EVENING, MORNING = cast.t("Monday 2026-04-13 17:00"), cast.t("Tuesday 2026-04-14 09:00")


@pytest.fixture
def karin() -> Association:
    found = cast.association("karin")
    for handle in ("bea", "cem"):
        cast.member(found, handle, "officer")
    return found


def add(karin: Association, **more: Any) -> tuple[int, ...] | Refused:
    said = {"rota": "on-call", "starts": EVENING, "ends": MORNING, "handle": "bea", "by": "ann", "at": NOW}
    return rotas.add_shift(association=karin, **(said | more))


def shifts(karin: Association) -> list[tuple[str, object, object]]:
    with tenancy.association(karin):
        rows = stored.shifts(karin, "on-call", since=NOW, until=NOW + timedelta(weeks=8))
        return [(each.name, each.start, each.end) for each in rows]


def test_a_shift_is_put_on_once_for_so_many_weeks_by_the_clock(karin: Association) -> None:
    first = add(karin, weeks=3)
    assert isinstance(first, tuple)
    assert len(first) == 3
    assert add(karin, weeks=3) == first
    assert [each[1] for each in shifts(karin)] == [
        EVENING, cast.t("Monday 2026-04-20 17:00"), cast.t("Monday 2026-04-27 17:00"),
    ]  # fmt: skip
    with tenancy.association(karin):
        assert Event.objects.filter(kind="rota.changed").count() == 3


def test_the_same_time_by_the_clock_on_the_other_side_of_a_change(karin: Association) -> None:
    start, end = cast.t("Monday 2026-10-19 17:00"), cast.t("Tuesday 2026-10-20 09:00")
    assert isinstance(add(karin, starts=start, ends=end, weeks=2), tuple)
    with tenancy.association(karin):
        last = RotaShift.objects.order_by("starts").last()
        assert last is not None
        assert last.starts == cast.t("Monday 2026-10-26 17:00")


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"rota": "nothing"}, "rota", "There is no such rota here. There are: on-call."),
        ({"office": "main"}, "office", "This rota is one for all offices."),
        ({"handle": "nobody"}, "handle", "Nobody of that name works here."),
        ({"handle": ""}, "name", "Say who is on"),
        ({"handle": "", "name": "Call centre"}, "phone", "Give the number at which they answer."),
        ({"weeks": 0}, "weeks", "Repeat it for 1 to 26 weeks."),
        ({"ends": EVENING}, "ends", "The shift ends before it begins."),
        ({"starts": NOW - timedelta(days=2), "ends": NOW - timedelta(days=1)}, "ends", "That time is over."),
        ({"ends": EVENING + timedelta(days=20)}, "ends", "A shift lasts 15 days at most."),
        ({"starts": NOW + timedelta(days=500), "ends": NOW + timedelta(days=501)}, "starts", "a year ahead"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_and_the_cure(
    karin: Association, more: dict[str, Any], field: str, said: str
) -> None:
    found = add(karin, **more)
    assert isinstance(found, Refused)
    assert found.field == field
    assert said in found.sentence
    assert shifts(karin) == []


def test_nobody_is_on_one_rota_twice_at_once(karin: Association) -> None:
    add(karin)
    found = add(karin, starts=EVENING + timedelta(hours=1))
    assert isinstance(found, Refused)
    assert found.sentence == (
        "Bea is on this rota already from 17:00 on Monday 13 April to 09:00 on Tuesday 14 April. "
        "Choose another time."
    )


def test_whoever_is_away_is_not_on_call(karin: Association) -> None:
    absences.tell(
        association=karin, handle="bea", from_at=EVENING, to_at=MORNING, by="ann", at=NOW, kind="leave"
    )
    found = add(karin)
    assert isinstance(found, Refused)
    assert "Bea is away from 17:00 on Monday 13 April until 09:00 on Tuesday 14 April." in found.sentence


def test_a_shift_that_would_leave_a_gap_is_not_taken_off_but_taken_over(karin: Association) -> None:
    done = add(karin)
    assert isinstance(done, tuple)
    refused = rotas.remove_shift(association=karin, shift=done[0], by="ann", at=NOW)
    assert isinstance(refused, Refused)
    assert (
        "Then nobody would be on from 17:00 on Monday 13 April to 09:00 on Tuesday 14 April."
        in refused.sentence
    )
    taken = rotas.take_over(association=karin, shift=done[0], handle="cem", by="ann", at=NOW)
    assert isinstance(taken, int)
    assert shifts(karin) == [("Cem", EVENING, MORNING)]
    assert isinstance(add(karin), tuple)
    assert rotas.remove_shift(association=karin, shift=taken, by="ann", at=NOW) is True
    assert rotas.remove_shift(association=karin, shift=taken, by="ann", at=NOW) is False
    assert shifts(karin) == [("Bea", EVENING, MORNING)]


def test_a_shift_by_day_that_nobody_asks_for_may_go(karin: Association) -> None:
    done = add(karin, starts=cast.t("Tuesday 2026-04-14 10:00"), ends=cast.t("Tuesday 2026-04-14 11:00"))
    assert isinstance(done, tuple)
    assert rotas.remove_shift(association=karin, shift=done[0], by="ann", at=NOW) is True


def test_what_was_worked_already_stays(karin: Association) -> None:
    done = add(karin)
    assert isinstance(done, tuple)
    midnight = cast.t("Tuesday 2026-04-14 00:00")
    begun = rotas.remove_shift(association=karin, shift=done[0], by="ann", at=midnight)
    assert isinstance(begun, Refused)
    assert "That shift has begun." in begun.sentence
    rotas.take_over(
        association=karin, shift=done[0], name="Call centre", phone="0300 123 456", by="ann", at=midnight
    )
    assert shifts(karin) == [("Bea", EVENING, midnight), ("Call centre", midnight, MORNING)]
    with tenancy.association(karin):
        assert [each.name for each in stored.on_call(karin, at=cast.t("Tuesday 2026-04-14 03:00"))] == [
            "Call centre"
        ]


def test_a_shift_that_is_gone_or_over_is_not_taken_over(karin: Association) -> None:
    done = add(karin)
    assert isinstance(done, tuple)
    late = rotas.take_over(
        association=karin, shift=done[0], handle="cem", by="ann", at=MORNING + timedelta(hours=1)
    )
    gone = rotas.take_over(association=karin, shift=999, handle="cem", by="ann", at=NOW)
    nobody = rotas.take_over(association=karin, shift=done[0], handle="x", by="ann", at=NOW)
    add(karin, handle="cem")
    twice = rotas.take_over(association=karin, shift=done[0], handle="cem", by="ann", at=NOW)
    absences.tell(
        association=karin, handle="bea", from_at=EVENING, to_at=None, by="ann", at=NOW, kind="other"
    )
    found = [late, gone, nobody, twice]
    assert all(isinstance(each, Refused) for each in found)
    assert [each.sentence[:14] for each in found if isinstance(each, Refused)] == [
        "That time is o", "That shift is ", "Nobody of that", "Cem is on this",
    ]  # fmt: skip


def test_only_whoever_leads_changes_a_rota_and_each_act_is_signed(karin: Association) -> None:
    account = cast.member(karin, "dee", "receptionist")
    with tenancy.association(karin):
        membership = membership_of(account, on=NOW.date())
    found = add(karin, membership=membership)
    assert isinstance(found, Refused)
    assert "Ask your manager." in found.sentence
    with pytest.raises(ValueError, match="give `by`"):
        add(karin, by="")


def test_gaps_are_told_by_rota_and_office(karin: Association) -> None:
    add(karin)
    with tenancy.association(karin):
        rulebook = cast.rulebook("karin")
        found = stored.rota_gaps(karin, rulebook, since=NOW, until=cast.t("Wednesday 2026-04-15 12:00"))
        assert {key: len(each) for key, each in found.items()} == {("on-call", ""): 1}
    magna = cast.association("magna")
    with tenancy.association(magna):
        found = stored.rota_gaps(
            magna, cast.rulebook("magna"), since=NOW, until=cast.t("Tuesday 2026-04-14 00:00")
        )
        assert set(found) == {("phones", "main")}
        wrong = rotas.add_shift(
            association=magna, rota="phones", starts=EVENING, ends=MORNING, handle="bea", by="ann", at=NOW
        )
    assert isinstance(wrong, Refused)
    assert wrong.sentence == "Say at which office: main."
