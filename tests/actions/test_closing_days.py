"""Does a closure shorten the office's hours for every clock, and set what has to be done for it, once?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.actions import closing_days, policies, posting
from kept.actions.closing_days import Closed
from kept.actions.recomputing import recompute
from kept.actions.sweeping import sweep_association
from kept.casework import Refused
from kept.rulebook import policies_folder
from kept.store import premises, rules, tenancy
from kept.store.models import Clock, Closing, Event, Thread
from kept.workclock import OfficeHours
from tests import cast

pytestmark = pytest.mark.django_db
NOW = "Wednesday 2026-04-08 10:00"


@pytest.fixture
def redland():
    return cast.association("redland")


@pytest.fixture
def ann(redland):
    return cast.member(redland, "ann", "receptionist")


def close(here, starts: str, ends: str, *, at: str = NOW, uid: str = "c1", **more):
    told = {"office": "main", "reason": "works", "by": "kept"} | more
    return closing_days.close(
        association=here, starts=cast.t(starts), ends=cast.t(ends), uid=uid, at=cast.t(at), **told
    )


def hours(here, day: str) -> list[tuple[str, str]]:
    with tenancy.association(here):
        calendar = rules.current(here).calendar_for("main")
    instant = cast.t(f"{day} 12:00")
    found = calendar.open_on(calendar.local(instant).toordinal())
    return [(f"{calendar.local(each.start):%H:%M}", f"{calendar.local(each.end):%H:%M}") for each in found]


def test_the_hours_are_shorter_from_then_on_and_whole_again_when_it_is_called_off(redland) -> None:
    done = close(redland, "Friday 2026-04-10 12:00", "Friday 2026-04-10 14:00")
    assert isinstance(done, Closed), done
    assert hours(redland, "Friday 2026-04-10") == [("09:00", "12:00"), ("14:00", "17:00")]
    assert hours(redland, "Thursday 2026-04-09") == [("09:00", "17:00")]
    off = closing_days.call_off(association=redland, closing=done.id, by="kept", at=cast.t(NOW))
    assert isinstance(off, Closing)
    assert hours(redland, "Friday 2026-04-10") == [("09:00", "17:00")]


def test_entering_it_twice_is_once(redland, ann) -> None:
    first = close(redland, "Friday 2026-04-10 12:00", "Friday 2026-04-10 14:00")
    again = close(redland, "Friday 2026-04-10 12:00", "Friday 2026-04-10 14:00")
    assert first == again
    assert isinstance(first, Closed)
    assert len(first.tasks) == 4
    with tenancy.association(redland):
        assert Thread.objects.filter(kind="office_task").count() == 4
        assert Event.objects.filter(kind="office.closing_told").count() == 1
        # Nothing is without somebody who does it.
        assert set(Thread.objects.filter(kind="office_task").values_list("owner__handle", flat=True)) == {
            "ann"
        }


def test_a_planned_one_is_made_known_before_its_day_and_a_sudden_one_at_once(redland) -> None:
    close(redland, "Tuesday 2026-04-14 09:00", "Tuesday 2026-04-14 17:00", uid="planned")
    close(redland, "Wednesday 2026-04-08 10:00", "Wednesday 2026-04-08 15:00", uid="sudden")
    with tenancy.association(redland):
        dues = {
            uid: sorted(
                {
                    each["due_by"]
                    for each in Event.objects.filter(
                        kind="office.task_set", thread__subject__startswith=f"closing:{uid}:"
                    ).values_list("facts", flat=True)
                }
            )
            for uid in ("planned", "sudden")
        }
    assert dues["planned"][0] == cast.t("Monday 2026-04-13 17:00").isoformat()
    assert dues["sudden"][0] == cast.t("Wednesday 2026-04-08 10:30").isoformat()
    assert dues["sudden"][1] == cast.t("Wednesday 2026-04-08 15:30").isoformat()


def test_what_counts_opening_time_waits_for_the_office_and_what_is_late_stays_late(redland, ann) -> None:
    # redland:2.8.1.7 and its like: five office hours from a message.
    with tenancy.association(redland):
        rulebook = rules.current(redland)
    five = next(key for key, each in rulebook.promises.items() if each.within == OfficeHours(5))
    kind = rulebook.promises[five].starts[0]
    ref = cast.told(redland, ann, kind, "Wednesday 2026-04-08 10:00", office="main")
    with tenancy.association(redland):
        before = Clock.objects.get(thread__ref=ref, promise=five).due_at
    assert before == cast.t("Wednesday 2026-04-08 15:00")
    close(
        redland, "Wednesday 2026-04-08 11:00", "Wednesday 2026-04-08 13:00", at="Wednesday 2026-04-08 10:30"
    )
    sweep_association(association="redland", at=cast.t("Wednesday 2026-04-08 10:31"), by="kept")
    with tenancy.association(redland):
        assert Clock.objects.get(thread__ref=ref, promise=five).due_at == cast.t("Wednesday 2026-04-08 17:00")
    looked = recompute(association="redland", check=True, by="kept", at=cast.t("Wednesday 2026-04-08 10:31"))
    assert looked.different == 0
    # A closure that is told afterwards is on record, and excuses nobody.
    sweep_association(association="redland", at=cast.t("Wednesday 2026-04-08 17:01"), by="kept")
    late = {"reason": "late", "uid": "late", "at": "Wednesday 2026-04-08 17:05"}
    done = close(redland, "Wednesday 2026-04-08 14:00", "Wednesday 2026-04-08 16:00", **late)
    assert isinstance(done, Closed)
    assert done.tasks == ()
    sweep_association(association="redland", at=cast.t("Wednesday 2026-04-08 17:06"), by="kept")
    with tenancy.association(redland):
        assert Clock.objects.get(thread__ref=ref, promise=five).verdict == "broken"


def test_calling_off_drops_the_tasks_and_a_running_one_ends_now(redland) -> None:
    planned = close(redland, "Friday 2026-04-10 12:00", "Friday 2026-04-10 14:00", uid="planned")
    running = close(redland, "Wednesday 2026-04-08 10:00", "Wednesday 2026-04-08 16:00", uid="running")
    assert isinstance(planned, Closed)
    assert isinstance(running, Closed)
    noon = cast.t("Wednesday 2026-04-08 12:00")
    for each in (planned, running):
        closing_days.call_off(association=redland, closing=each.id, by="kept", at=noon)
        closing_days.call_off(association=redland, closing=each.id, by="kept", at=noon + timedelta(hours=1))
    assert hours(redland, "Wednesday 2026-04-08") == [("09:00", "10:00"), ("12:00", "17:00")]
    with tenancy.association(redland):
        of_planned = Thread.objects.filter(subject__startswith="closing:planned:")
        assert {each.state for each in of_planned} == {"closed"}
        assert Thread.objects.filter(subject__startswith="closing:running:", closed_at=None).count() == 4
        assert Event.objects.filter(kind="office.closing_called_off").count() == 2
    over = closing_days.call_off(
        association=redland, closing=0, by="kept", at=cast.t("Thursday 2026-04-09 10:00")
    )
    assert isinstance(over, Refused)


def test_bank_holidays_set_their_tasks_a_fortnight_before_once(redland, ann) -> None:
    at = cast.t("Friday 2026-04-17 10:00")
    assert closing_days.raise_due(association=redland, by="kept", at=at) == 0
    at = cast.t("Monday 2026-04-20 10:00")
    assert closing_days.raise_everywhere(by="kept", at=at) == 3
    assert closing_days.raise_everywhere(by="kept", at=at + timedelta(hours=1)) == 0
    with tenancy.association(redland):
        member = redland
        tasks = Event.objects.filter(association=member, kind="office.task_set").order_by("pk")
        whats = [each.facts["what"] for each in tasks]
        assert whats[2] == "Set the answering machine for Early May bank holiday, Monday 4 May"
        assert {each.facts["due_by"] for each in tasks} == {cast.t("Friday 2026-05-01 17:00").isoformat()}


def test_other_hours_ask_for_a_new_recording_and_new_notices(redland, ann, tmp_path) -> None:
    import shutil

    shutil.copytree(policies_folder(), tmp_path / "policies")
    file = tmp_path / "policies" / "redland" / "association.yaml"
    text = file.read_text().replace("friday: [09:00-17:00]", "friday: [09:00-16:00]")
    file.write_text(text.replace("starts_on: ", "starts_on: 2026-04-06   # was ", 1))
    policies.load(folder=tmp_path / "policies" / "redland", by="kept", at=cast.t("Tuesday 2026-04-07 09:00"))
    at = cast.t("Wednesday 2026-04-08 10:00")
    assert closing_days.raise_due(association=redland, by="kept", at=at) == 4
    assert closing_days.raise_due(association=redland, by="kept", at=at) == 0
    with tenancy.association(redland):
        whats = [each.facts["what"] for each in Event.objects.filter(kind="office.task_set").order_by("pk")]
    assert whats[0] == "Record the answering machine anew: our hours have changed"


def test_other_numbers_ask_for_a_new_recording(redland, ann) -> None:
    for n, words in enumerate(("01632 960 001", "01632 960 001", "01632 960 002")):
        held = posting.hold(
            association=redland, name="emergency-numbers", words=words, uid=f"w{n}", by="kept", at=cast.t(NOW)
        )
        assert not isinstance(held, Refused), held
    with tenancy.association(redland):
        whats = [each.facts["what"] for each in Event.objects.filter(kind="office.task_set").order_by("pk")]
        assert premises.held(redland, "emergency-numbers", "main") == "01632 960 002"
    assert len(whats) == 2
    assert whats[0].startswith("Record the answering machine anew")
