"""Which alarms stand, and for whom: asked of the database as every page asks it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.store import alarms, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Heartbeat
from tests import cast

GAS = "5" * 32
ALARM = cast.rulebook("karin").association.alarm


@pytest.fixture
def karin(db: None) -> Association:
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    return cast.member(karin, "ann", "receptionist")


def watched(karin: Association, who: Account, role: str, wall: str) -> alarms.Watch:
    with tenancy.association(karin):
        member = membership_of(who, on=date(2026, 4, 8))
        assert member is not None
        return alarms.watch(member, roles={role}, alarm=ALARM, at=cast.t(wall))


def marked(karin: Association, ann: Account, **more: object) -> str:
    facts = {"what": "gas", "emergency": True, "address": "14 Mill Lane"} | more
    return cast.told(karin, ann, "hazard.marked", "Wednesday 2026-04-08 12:00", uid=GAS, **facts)


def test_an_emergency_calls_the_first_at_once_and_the_next_as_time_goes_by(
    karin: Association, ann: Account
) -> None:
    ref = marked(karin, ann)
    (calling,) = watched(karin, ann, "receptionist", "Wednesday 2026-04-08 12:00").calling
    assert (calling.ref, calling.what, calling.where) == (ref, "gas", "14 Mill Lane")
    assert (calling.step, calling.role) == (1, "receptionist")
    assert watched(karin, ann, "manager", "Wednesday 2026-04-08 12:09").calling == ()
    (calling,) = watched(karin, ann, "manager", "Wednesday 2026-04-08 12:10").calling
    assert (calling.step, calling.role) == (3, "manager")
    (calling,) = watched(karin, ann, "receptionist", "Wednesday 2026-04-08 12:10").calling
    assert calling.step == 3


def test_it_calls_by_the_clock_alone_and_ends_with_the_last_round(karin: Association, ann: Account) -> None:
    since = cast.t("Wednesday 2026-04-08 12:00")
    assert alarms.steps_by(since, ALARM, since - timedelta(minutes=1)) == 1
    assert alarms.steps_by(since, ALARM, since + timedelta(days=1)) == 3 * len(ALARM.chain)


def test_what_is_no_emergency_calls_nobody(karin: Association, ann: Account) -> None:
    marked(karin, ann, what="damp", emergency=False)
    assert watched(karin, ann, "receptionist", "Wednesday 2026-04-08 13:00").calling == ()


def test_whoever_answers_ends_it_for_everybody(karin: Association, ann: Account) -> None:
    ref = marked(karin, ann)
    cast.told(karin, ann, "alarm.acknowledged", "Wednesday 2026-04-08 12:07", thread=ref, answers=(GAS,))
    for role in ALARM.chain:
        assert watched(karin, ann, role, "Wednesday 2026-04-08 15:00").calling == ()


def test_an_answer_to_another_alarm_leaves_this_one_standing(karin: Association, ann: Account) -> None:
    ref = marked(karin, ann)
    fire = {"what": "fire", "emergency": True}
    cast.told(karin, ann, "hazard.marked", "Wednesday 2026-04-08 12:05", thread=ref, uid="6" * 32, **fire)  # type: ignore[arg-type]
    cast.told(karin, ann, "alarm.acknowledged", "Wednesday 2026-04-08 12:07", thread=ref, answers=("6" * 32,))
    (calling,) = watched(karin, ann, "receptionist", "Wednesday 2026-04-08 15:00").calling
    assert calling.what == "gas"


def test_an_answer_struck_out_calls_again_and_an_alarm_struck_out_does_not(
    karin: Association, ann: Account
) -> None:
    ref = marked(karin, ann)
    had = {"thread": ref, "reason": "A slip of the finger"}
    cast.told(karin, ann, "alarm.acknowledged", "Wednesday 2026-04-08 12:07", thread=ref, uid="6" * 32)
    cast.told(karin, ann, "event.voided", "Wednesday 2026-04-08 12:08", corrects="6" * 32, **had)  # type: ignore[arg-type]
    assert watched(karin, ann, "receptionist", "Wednesday 2026-04-08 12:09").calling
    cast.told(karin, ann, "event.voided", "Wednesday 2026-04-08 12:10", corrects=GAS, **had)  # type: ignore[arg-type]
    assert watched(karin, ann, "receptionist", "Wednesday 2026-04-08 12:11").calling == ()


def test_the_sign_of_life_comes_with_the_same_query(karin: Association, ann: Account) -> None:
    assert watched(karin, ann, "receptionist", "Wednesday 2026-04-08 12:00").beat_at is None
    Heartbeat.objects.create(name="worker", beat_at=cast.t("Wednesday 2026-04-08 11:59"))
    marked(karin, ann)
    with tenancy.association(karin):
        member = membership_of(ann, on=date(2026, 4, 8))
        assert member is not None
        with CaptureQueriesContext(connection) as queries:
            found = alarms.watch(
                member, roles={"receptionist"}, alarm=ALARM, at=cast.t("Wednesday 2026-04-08 12:00")
            )
    assert len(queries) == 1
    assert found.beat_at == cast.t("Wednesday 2026-04-08 11:59")
    assert len(found.calling) == 1


def test_another_association_hears_nothing(karin: Association, ann: Account) -> None:
    marked(karin, ann)
    moray = cast.association("moray")
    olga = cast.member(moray, "olga", "receptionist")
    assert watched(moray, olga, "receptionist", "Wednesday 2026-04-08 12:30").calling == ()
