"""What may follow in a complaint, what its answer lacks, how long it may be put off, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import pytest

from kept.casework import Changes, Event, Refused, Rules, decide
from kept.casework.cases import standings
from kept.casework.complaining import (
    askings,
    day_of,
    lacks,
    last,
    may_close,
    may_speak,
    months_after,
    not_accepted,
    owes_compensation_decision,
    points,
    sound_authority,
    sound_compensation,
    sound_point,
    was_right,
)
from kept.casework.complaint_time import latest
from kept.rulebook import Rulebook, load_folder, policies_folder
from kept.workclock import local_date

from .small import event as plain
from .small import t

FRIDAY = "Friday 2026-12-18 10:00"


def event(kind: str, wall: str, *, id: str | None = None, by: str = "ann", **facts: object) -> Event:
    return plain(kind, wall, id=id, by=by, facts=facts)


@lru_cache(maxsize=3)
def rulebook(slug: str) -> Rulebook:
    return load_folder(policies_folder() / slug)


class Life:
    """One complaint at one house, told step by step at the door of everything that is told."""

    def __init__(self, slug: str, at: str = FRIDAY, **facts: object) -> None:
        self.rules = Rules.of(rulebook(slug))
        self.calendar = rulebook(slug).calendar_for()
        self.events: tuple[Event, ...] = ()
        said = {"subject": "repairs", **facts}
        assert self.does("complaint.received", at, by="rec", **said) == "", "it opens"

    def does(self, kind: str, at: str, *, by: str = "ann", **facts: object) -> str:
        """Tell it; empty where it is taken, else the sentence why not."""
        one = event(kind, at, id=f"E{len(self.events)}", by=by, **facts)
        done = decide(self.events, [one], rules=self.rules, calendar=self.calendar, at=one.recorded_at)
        if isinstance(done, Refused):
            return done.sentence
        assert isinstance(done, Changes)
        self.events = (*self.events, one)
        return ""

    @property
    def state(self) -> str:
        (found,) = [each for each in standings(self.events) if each.type.name == "complaint"]
        return found.state.name


def answered(life: Life, at: str, *, by: str = "ann", outcome: str = "not_upheld") -> None:
    assert life.does("complaint.answered", at, by=by, outcome=outcome, apologised=True) == ""


# ---- the two stages --------------------------------------------------------------------------------------


def test_a_complaint_in_england_from_the_first_word_to_its_end() -> None:
    life = Life("karin")
    assert life.does("complaint.acknowledged", "Tuesday 2026-12-22 11:00", answer_by="2027-01-06") == ""
    assert life.state == "stage-one"
    answered(life, "Tuesday 2027-01-05 11:00")
    assert life.does("complaint.escalated", "Monday 2027-01-11 09:00") == "", "no reason is needed"
    told = {"answer_by": "2027-02-08"}
    said = life.does("complaint.stage2_acknowledged", "Tuesday 2027-01-12 09:00", by="ann", **told)
    assert said.startswith("You gave the first answer, so somebody else looks at it now.")
    assert life.does("complaint.stage2_acknowledged", "Tuesday 2027-01-12 10:00", by="mia", **told) == ""
    answer = {"outcome": "upheld", "apologised": True}
    assert "somebody else" in life.does("complaint.stage2_answered", "Monday 2027-02-01 09:00", **answer)
    assert "Say sorry" in life.does(
        "complaint.stage2_answered", "Monday 2027-02-01 09:00", by="mia", outcome="upheld"
    )
    assert life.does("complaint.stage2_answered", "Monday 2027-02-01 10:00", by="mia", **answer) == ""
    assert "second stage, the last" in life.does("complaint.escalated", "Tuesday 2027-02-02 09:00")
    over = "Wednesday 2027-02-03 09:00"
    assert "compensation first" in life.does("complaint.closed", over, told_next=True)
    none = {"due": False, "procedure": "1.1", "reason": "No loss"}
    assert "somebody else decides" in life.does("compensation.decided", over, by="mia", **none)
    assert life.does("compensation.decided", over, by="dora", **none) == ""
    assert "what it teaches us" in life.does("complaint.closed", over, told_next=True)
    assert life.does("lesson.drawn", over, learnt="none") == ""
    assert life.does("complaint.closed", over, told_next=True) == ""
    assert life.state == "closed"


def test_a_difficult_complaint_in_scotland_begins_at_the_second_stage() -> None:
    life = Life("moray", stage="second")
    assert life.state == "second-asked"
    assert life.does("complaint.acknowledged", "Monday 2026-12-21 10:00", answer_by="2027-01-21") == ""
    assert "has an answer of its own" in life.does("complaint.answered", "Monday 2027-01-11 10:00")
    assert life.does("complaint.stage2_answered", "Monday 2027-01-11 10:00", outcome="resolved") == ""
    assert life.state == "answered-twice"


def test_it_is_not_over_before_it_is_answered() -> None:
    life = Life("karin")
    assert "Answer it first" in life.does("complaint.closed", "Monday 2026-12-21 10:00", told_next=True)


def test_who_dealt_with_it_does_not_refuse_it_and_refusing_ends_nothing_before_it_is_told() -> None:
    life = Life("karin")
    assert life.does("complaint.acknowledged", "Monday 2026-12-21 10:00", answer_by="2027-01-06") == ""
    why = {"ground": "too_old", "reason": "x"}
    late = "Tuesday 2026-12-22 10:00"
    assert "somebody else decides" in life.does("complaint.refusal_decided", late, discretion=True, **why)
    assert "take it on all the same" in life.does(
        "complaint.refusal_decided", late, by="dora", discretion=False, **why
    )
    assert "Nothing is on record" in life.does("complaint.refused", late, reasons_told=True, where_told=True)
    assert life.does("complaint.refusal_decided", late, by="dora", discretion=True, **why) == ""
    assert life.state == "stage-one", "the clocks stand"
    assert "go to the ombudsman" in life.does("complaint.refused", late, reasons_told=True, where_told=False)
    assert life.does("complaint.refused", late, reasons_told=True, where_told=True) == ""
    assert life.state == "refused"
    again = "Monday 2027-01-04 10:00"
    assert life.does("complaint.acknowledged", again, answer_by="2027-01-15") == "", "taken on after all"


def test_whoever_took_it_in_does_not_say_that_it_was_none() -> None:
    life = Life("karin")
    late = "Monday 2026-12-21 10:00"
    first = life.events[0]
    struck = Event("X", "event.voided", t(late), t(late), "rec", facts={"reason": "x"}, corrects=first.id)
    rest = {"rules": life.rules, "calendar": life.calendar, "at": t(late)}
    refused = decide(life.events, [struck], **rest)  # type: ignore[arg-type]
    assert isinstance(refused, Refused)
    assert "somebody else says whether it was none" in refused.sentence
    assert isinstance(decide(life.events, [replace(struck, by="mia")], **rest), Changes)  # type: ignore[arg-type]


# ---- how long it may be put off: the numbers worked out by hand ------------------------------------------


def test_the_latest_day_counts_on_from_the_first_due() -> None:
    england = rulebook("karin").calendar_for()
    due_at = t("Thursday 2027-01-14 00:00")
    limit = latest(due_at, england, 10)
    assert local_date(england, limit - timedelta(seconds=1)) == date(2027, 1, 27)
    scotland = rulebook("moray").calendar_for()
    limit = latest(t("Wednesday 2026-12-30 00:00"), scotland, 5)
    assert local_date(scotland, limit - timedelta(seconds=1)) == date(2027, 1, 7)


def test_more_time_is_taken_before_the_due_with_a_reason_and_up_to_a_limit() -> None:
    life = Life("karin")
    assert life.does("complaint.acknowledged", "Tuesday 2026-12-29 16:00", answer_by="2027-01-13") == ""
    at = "Monday 2027-01-04 10:00"
    said = {"reason": "The surveyor comes", "customer_told": True, "ombudsman_told": True}
    refused = life.does("complaint.extended", at, new_due="2027-01-28", **said)
    assert refused.startswith(
        "The 10 working days by which an answer may be put off are over on Wednesday 27 Jan"
    )
    assert "on the page of the complaint" in life.does("clock.extended", at, new_due="2027-01-28", **said)
    assert "get advice first" in life.does(
        "complaint.extended", at, new_due="2027-01-27", **{**said, "ombudsman_told": False}
    )
    assert life.does("complaint.extended", at, new_due="2027-01-27", **said) == ""
    later = "Tuesday 2027-01-26 10:00"
    assert "27 January" in life.does("complaint.extended", later, new_due="2027-02-03", **said), (
        "one, not two"
    )
    assert life.does("complaint.extended", later, new_due="2027-02-03", longer=True, **said) == ""


def test_the_scottish_procedure_gives_five_days_at_the_first_stage_and_no_limit_at_the_second() -> None:
    said = {"reason": "She is ill", "customer_told": True, "ombudsman_told": True}
    first = Life("moray", stage="first")
    at = "Tuesday 2026-12-22 10:00"
    assert "7 January 2027" in first.does("complaint.extended", at, new_due="2027-01-08", **said)
    assert first.does("complaint.extended", at, new_due="2027-01-07", **said) == ""
    second = Life("moray", stage="second")
    assert second.does("complaint.extended", at, new_due="2027-06-30", **said) == ""


def test_what_is_no_complaint_any_more_is_put_off_without_a_limit() -> None:
    life = Life("karin")
    answered(life, "Monday 2026-12-21 10:00")
    at = "Tuesday 2026-12-22 10:00"
    told = {"what_told": "x", "promised_for": "2026-12-30T12:00:00+00:00"}
    assert life.does("promise.given", at, **told) == ""
    later = {"new_due": "2027-12-30", "reason": "x", "customer_told": True}
    assert life.does("clock.extended", at, **later) == ""


def test_where_only_the_acknowledgement_runs_there_is_nothing_to_count_from() -> None:
    life = Life("redland", "Friday 2020-12-18 10:00")
    life.events = (*life.events, event("letter.received", "Friday 2020-12-18 10:00", id="L"))
    later = {"new_due": "2021-12-30", "reason": "x", "customer_told": True}
    assert life.does("clock.extended", "Monday 2020-12-21 10:00", **later) == ""


# ---- what the answer lacks -------------------------------------------------------------------------------


def told(*kinds: tuple[str, dict[str, object]]) -> tuple[Event, ...]:
    return tuple(
        event(kind, f"Monday 2026-04-{13:02} {9 + at:02}:00", id=f"T{at}", **facts)
        for at, (kind, facts) in enumerate(kinds)
    )


def test_everything_that_is_missing_is_named_and_what_stops_comes_first() -> None:
    events = told(
        ("complaint.received", {}),
        ("complaint.point_added", {}),
        ("complaint.point_added", {}),
        ("complaint.point_decided", {"number": 2, "finding": "upheld"}),
        ("complaint.information_asked", {"holds": True, "by_on": "2026-04-20"}),
        ("complaint.information_reminded", {}),
    )
    found = lacks(events, stage=1)
    assert [each.name for each in found] == ["points", "information", "meeting", "acknowledged", "remedy"]
    assert found[0].says == "Decide each point of the complaint first: 1 is still open."
    assert [(each.number, each.finding) for each in points(events)] == [(1, ""), (2, "upheld")]


@pytest.mark.parametrize(
    ("kind", "facts", "asked"),
    [
        ("complaint.meeting_offered", {"wanted": "yes"}, True),
        ("complaint.meeting_offered", {"wanted": "yet_open"}, True),
        ("complaint.meeting_offered", {"wanted": "no"}, False),
        ("complaint.meeting_held", {}, False),
    ],
)
def test_a_meeting_that_they_want_is_held_first(kind: str, facts: dict[str, object], asked: bool) -> None:
    done = ("complaint.stage2_acknowledged", {}), ("remedy.offered", {})
    found = lacks(told(("complaint.received", {}), *done, (kind, facts)), stage=2)
    assert [each.name for each in found] == (["meeting"] if asked else [])


def test_what_they_gave_answers_what_was_asked_first() -> None:
    events = told(
        ("complaint.information_received", {}),
        ("complaint.information_asked", {}),
        ("complaint.information_asked", {"holds": True}),
        ("complaint.information_received", {}),
    )
    assert [each.given_on is not None for each in askings(events)] == [True, False]


# ---- when it is over -------------------------------------------------------------------------------------


def closing(**facts: object) -> Event:
    return event("complaint.closed", "Friday 2026-04-24 10:00", **facts)


def test_a_remedy_not_accepted_is_followed_by_the_procedure() -> None:
    offered = ("complaint.answered", {"outcome": "resolved"}), ("remedy.replied", {"accepted": False})
    assert not_accepted(told(*offered))
    assert "form and the procedure" in str(may_close(told(*offered), closing(told_next=True)))
    given = ("complaint_pack.given", {"form": True})
    assert may_close(told(*offered, given), closing(told_next=True)) is None
    assert not_accepted(told(given, *offered)), "they had it before, not since"
    assert not not_accepted(told(offered[0], ("remedy.replied", {"accepted": True})))


def test_what_is_owed_where_they_were_right() -> None:
    right = ("complaint.answered", {"outcome": "partly_upheld"})
    money, lesson = ("compensation.decided", {"due": False}), ("lesson.drawn", {"learnt": "none"})
    assert was_right(told(right))
    assert owes_compensation_decision(told(right))
    assert may_close(told(right), closing(told_next=False)) == (
        "told_next",
        "Tell them first where they can go if they are not content, then close it.",
    )
    assert "compensation" in str(may_close(told(right), closing(told_next=True)))
    assert "Say sorry first" in str(may_close(told(right, money), closing(told_next=True)))
    sorry = ("apology.made", {"reason": "x"})
    assert "teaches" in str(may_close(told(right, money, sorry), closing(told_next=True)))
    assert may_close(told(right, money, sorry, lesson), closing(told_next=True)) is None
    assert last(told(right), "complaint.closed") is None


# ---- people and money ------------------------------------------------------------------------------------


def test_whom_we_may_speak_with() -> None:
    today = date(2026, 4, 14)
    assert (
        may_speak("written", None, today).says == "You may speak with them: the customer agreed in writing."
    )
    spoken = may_speak("verbal", today, today, name="Ada Bell")
    assert (spoken.may, spoken.says) == (
        True,
        "You may speak with Ada Bell: the customer agreed by word of mouth.",
    )
    over = may_speak("written", date(2026, 4, 13), today)
    assert not over.may
    assert over.says.startswith("The authority ended on 13 April 2026. Ask for a new one")
    assert not may_speak("none", None, today).may


def test_an_authority_that_has_expired_is_refused_in_one_sentence() -> None:
    life = Life("karin")
    who = {"name": "x", "scope": "x", "authority": "written"}
    at = "Monday 2026-12-21 10:00"
    refused = life.does("complaint.represented", at, until_on="2026-12-20", **who)
    assert refused.startswith("This authority ended on 20 December 2026. Ask for a new one")
    assert life.does("complaint.represented", at, until_on="2026-12-21", **who) == ""
    assert sound_authority((), event("complaint.represented", at)) is None


def test_money_that_is_due_has_an_amount_and_a_day() -> None:
    at = "Monday 2026-04-13 10:00"

    def decided(**facts: object) -> Event:
        return event("compensation.decided", at, **facts)

    assert sound_compensation((), decided(due=False)) is None
    assert sound_compensation((), decided(due=True)) == ("amount", "Say how much is due, in whole pounds.")
    assert sound_compensation((), decided(due=True, amount=0)) is not None
    assert sound_compensation((), decided(due=True, amount=25)) == ("pay_by", "Say by which day it is paid.")
    assert sound_compensation((), decided(due=True, amount=25, pay_by="2026-04-24")) is None


def test_a_point_is_one_of_the_complaint() -> None:
    events = told(("complaint.point_added", {}))
    at = "Monday 2026-04-13 12:00"
    assert sound_point(events, event("complaint.point_decided", at, number=1)) is None
    assert sound_point(events, event("complaint.point_decided", at, number=2)) is not None


def test_a_day_as_a_fact_holds_it() -> None:
    assert day_of("2026-04-13") == date(2026, 4, 13) == day_of(date(2026, 4, 13))
    assert day_of(None) is None


def test_months_later_the_day_is_the_same_or_the_last_of_the_month() -> None:
    assert months_after(date(2026, 4, 13), 12) == date(2027, 4, 13)
    assert months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)


# ---- what is asked from outside --------------------------------------------------------------------------


def test_an_enquiry_is_answered_and_an_order_carried_out() -> None:
    rules = Rules.of(rulebook("karin"))
    asked = event("authority.received", FRIDAY, id="A1", sort="enquiry", answer_by="2027-01-08")
    done = event("authority.answered", "Monday 2027-01-04 10:00", id="A2")
    found = event("authority.decided", "Monday 2027-02-01 10:00", id="A3", finding="for_customer")
    carried = event("authority.complied", "Monday 2027-02-08 10:00", id="A4", evidence="The receipt")
    states = [standings((asked, done, found, carried)[: at + 1])[0].state.name for at in range(4)]
    assert states == ["received", "answered", "ordered", "carried-out"]
    late = decide(
        (asked,), [carried], rules=rules, calendar=rulebook("karin").calendar_for(), at=carried.recorded_at
    )
    assert isinstance(late, Refused)
    assert "does not follow here" in late.sentence
