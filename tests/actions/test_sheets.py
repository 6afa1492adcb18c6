"""The night's calls and the slips of a day without a line become contacts with their own times."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kept.actions import sweeping
from kept.actions.sheets import AT_ONCE, Slip, Taken, catch_up, take_sheet
from kept.casework import Refused
from kept.casework.sheets import EMERGENCY, MESSAGE, SheetLine
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Association, Clock, Event, Owed
from tests import cast

pytestmark = pytest.mark.django_db
NOW = cast.t("Wednesday 2026-04-08 09:20")
NIGHT = cast.t("Tuesday 2026-04-07 23:10")
LINE = SheetLine(2, "sheet:1", MESSAGE, NIGHT, name="Mr Lee", phone="07700 900456", about="Ring me")


@pytest.fixture
def wessex() -> Association:
    return cast.association("wessex")


def take(here: Association, *lines: SheetLine) -> Taken:
    done = take_sheet(lines=lines, association=here, by="ann", at=NOW, origin="Night desk")
    assert isinstance(done, Taken)
    return done


def test_a_message_of_the_night_starts_its_call_back_from_when_it_was_left(wessex: Association) -> None:
    done = take(wessex, replace(LINE, address="14 Mill Road", action="Told her to wait"))
    assert done.new == 1
    with tenancy.association(wessex):
        clock = Clock.objects.get(promise="wessex:5b.11")
        assert (clock.started_at, clock.due_at) == (NIGHT, cast.t("Thursday 2026-04-09 00:00"))
        event = Event.objects.select_related("text").get(kind="message.left")
        assert (event.via, event.grade, event.facts["out_of_hours"]) == ("sheet", "document", True)
        assert event.text.words["about"] == "Ring me\n14 Mill Road\nTold her to wait"
        assert event.facts["urgent"] is False
        noted = Event.objects.get(kind="sheet.taken")
        assert (noted.facts["taken"], noted.facts["origin"]) == (1, "Night desk")


def test_the_same_sheet_again_adds_nothing(wessex: Association) -> None:
    take(wessex, LINE)
    again = take(wessex, LINE)
    assert again.new == 0
    with tenancy.association(wessex):
        assert Event.objects.filter(kind="sheet.taken").count() == 1


def test_an_emergency_says_who_took_it_when_and_what_came_of_it(wessex: Association) -> None:
    line = replace(
        LINE,
        sort=EMERGENCY,
        answered_at=NIGHT + timedelta(minutes=1),
        answered_by="Jo",
        action="Rang the plumber",
        outcome="settled",
    )
    take(wessex, line, replace(line, uid="sheet:2", outcome="sent"))
    with tenancy.association(wessex):
        closed = dict(Event.objects.filter(kind="emergency.called").values_list("uid", "thread__closed_at"))
        assert closed == {"sheet:1": NIGHT + timedelta(minutes=1), "sheet:2": None}
        event = Event.objects.select_related("text").get(uid="sheet:1")
        assert event.facts["outcome"] == "settled"
        assert event.text.words["action"] == "Rang the plumber"


def test_a_line_that_is_refused_holds_up_no_other(wessex: Association) -> None:
    done = take(wessex, replace(LINE, happened_at=NOW + timedelta(days=1)), replace(LINE, uid="sheet:2"))
    assert [each.refused is None for each in done.lines] == [False, True]


def test_slips_keep_their_times_are_marked_recorded_later_and_send_nothing(wessex: Association) -> None:
    """A promise that ran out while the line was down tells nobody; one still to come does, when it comes."""
    morning = cast.t("Monday 2026-04-06 10:00")
    slips = [
        Slip("message.taken", morning, {"from_name": "Ms Begum", "about": "The lift"}, uid="slip:1"),
        Slip("call.received", NOW - timedelta(hours=1), {"about": "Rent"}, uid="slip:2", answered=True),
    ]
    at = cast.t("Thursday 2026-04-09 09:20")
    done = catch_up(slips=slips, association=wessex, by="ann", at=at)
    assert isinstance(done, Taken)
    assert done.new == 2
    with tenancy.association(wessex):
        events = Event.objects.filter(via="catch-up")
        assert set(events.values_list("grade", flat=True)) == {"staff-later"}
        assert set(events.values_list("kind", flat=True)) == {
            "message.taken",
            "call.received",
            "enquiry.answered",
        }
        clock = Clock.objects.get(promise="wessex:5b.11")
        assert clock.verdict == "broken"
        assert not Owed.objects.exclude(promise="kept:put-right").exists()
    sweeping.sweep(at=cast.t("Friday 2026-04-17 09:00"))
    with tenancy.association(wessex):
        assert not Owed.objects.filter(promise="wessex:5b.11").exists()
    again = catch_up(slips=slips, association=wessex, by="ann", at=at)
    assert isinstance(again, Taken)
    assert again.new == 0


def test_a_slip_that_is_still_in_time_warns_like_any_other(wessex: Association) -> None:
    slip = Slip("message.taken", NOW - timedelta(hours=1), {"from_name": "Ms Begum"}, uid="slip:1")
    catch_up(slips=[slip], association=wessex, by="ann", at=NOW)
    sweeping.sweep(at=cast.t("Friday 2026-04-10 09:00"))
    with tenancy.association(wessex):
        owed = Owed.objects.filter(promise="wessex:5b.11", step=1).values_list("what", flat=True)
        assert "breach" in set(owed)


def test_too_many_at_once_or_by_whom_only_reads_is_refused(wessex: Association) -> None:
    many = take_sheet(
        lines=[replace(LINE, uid=f"sheet:{n}") for n in range(AT_ONCE + 1)],
        association=wessex,
        by="ann",
        at=NOW,
    )
    assert isinstance(many, Refused)
    account = cast.member(wessex, "aud", "auditor")
    with tenancy.association(wessex):
        membership = membership_of(account, on=NOW.date())
    found = catch_up(slips=[], association=wessex, by="aud", at=NOW, membership=membership)
    assert isinstance(found, Refused)
    with pytest.raises(ValueError, match="give `by`"):
        take_sheet(lines=[LINE], association=wessex, by="", at=NOW)


def test_a_slip_of_no_kind_is_refused_like_any_other(wessex: Association) -> None:
    done = catch_up(slips=[Slip("no.kind", NOW, {})], association=wessex, by="ann", at=NOW)
    assert isinstance(done, Taken)
    assert done.lines[0].refused is not None
