"""Is a policy beside the law told by dates, on the days on which ways of counting part?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from kept.casework.awkward import awkward
from kept.casework.lawful import (
    CONFLICT,
    ORDER,
    SAME,
    SILENT,
    STRICTER,
    TIMELESS,
    UNTOLD,
    WEAKER,
    Found,
    Lawful,
    instants,
    lawful,
    spans,
)
from kept.rulebook import load_folder, policies_folder
from kept.rulebook.model import LAW, After, Clause, Conditions, Promise, Rulebook, SpanBy, Tries, UntilTold
from kept.rulebook.subjects import subject_of
from kept.workclock import (
    Before,
    Days,
    Hours,
    OfficeHours,
    Opening,
    Span,
    WorkingDays,
    due,
    local_date,
    parse_span,
)

MAGNA, MORAY, WESSEX = (load_folder(policies_folder() / name) for name in ("magna", "moray", "wessex"))
TODAY = date(2026, 11, 26)
CALENDAR = MAGNA.calendar_for()


def promise(clause: str, within: Span | SpanBy | UntilTold, **parts: object) -> Promise:
    found = Promise(
        clause, clause.replace(":", "-"), "We do.", ("letter.received",), ("letter.answered",), within, ""
    )
    return replace(found, **parts)  # type: ignore[arg-type]


def beside(policy: Promise, law: Promise, on: date = TODAY) -> Lawful:
    """What is said of one clause of the policy beside one of the law."""
    own = Clause("magna:1", (1, 1), "timed", "We do.", promise=policy)
    bound = Clause("law:1", (0, 0), "timed", "It is done.", promise=law, source=LAW)
    return lawful(replace(MAGNA, clauses=(own,), common=(bound,)), on)


def only(policy: Promise, law: Promise) -> Found:
    (found,) = beside(policy, law).found
    return found


def words(found: Lawful, how: str) -> list[tuple[str, str]]:
    return [(each.law.id, each.clause.id if each.clause else "") for each in found.of(how)]


# ---- what is tried ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("an ordinary day", "2027-01-12 10:00"),
        ("the end of a week, just before closing", "2027-01-15 16:59"),
        ("Christmas Eve", "2026-12-24 15:00"),
        ("just before Good Friday", "2027-03-25 16:59"),
        ("Good Friday", "2027-03-26 10:00"),
        ("Easter Monday", "2027-03-29 10:00"),
        ("the night in which the clocks go forward", "2027-03-28 00:30"),
        ("the day before the clocks go back", "2027-10-30 12:00"),
        ("the last day of January", "2027-01-31 10:00"),
        ("leap day", "2028-02-29 10:00"),
    ],
)
def test_the_awkward_moments_of_a_year(name: str, at: str) -> None:
    found = {each.name: f"{CALENDAR.local(each.at):%Y-%m-%d %H:%M}" for each in awkward(CALENDAR, TODAY)}
    assert found[name] == at


def test_a_holiday_of_one_nation_alone_is_tried_there() -> None:
    scottish = {each.name for each in awkward(MORAY.calendar_for(), TODAY)}
    english = {each.name for each in awkward(CALENDAR, TODAY)}
    assert "St Andrew's Day" in scottish - english
    assert "Easter Monday" in english - scottish


def test_no_moment_lies_before_or_after_what_was_asked() -> None:
    until = date(2027, 2, 1)
    days = [local_date(CALENDAR, each.at) for each in awkward(CALENDAR, TODAY, until)]
    assert days
    assert all(TODAY <= day < until for day in days)
    assert awkward(CALENDAR, TODAY, TODAY) == ()


def test_a_calendar_that_has_never_a_quiet_week_still_has_an_ordinary_day() -> None:
    daily = tuple(
        replace(CALENDAR.holidays[0], day=TODAY + timedelta(days=n), announced=date(2020, 1, 1))
        for n in range(400)
    )
    busy = replace(CALENDAR, holidays=daily)
    assert awkward(busy, TODAY)[0].name == "an ordinary day"
    whole = replace(
        CALENDAR, holidays=(replace(CALENDAR.holidays[0], day=CALENDAR.first + timedelta(days=1)),)
    )
    assert awkward(whole, CALENDAR.first)[0].name == "an ordinary day"


# ---- two clauses -----------------------------------------------------------------------------------------


def test_ten_working_days_are_weaker_than_fourteen_days_on_some_days_alone() -> None:
    found = only(promise("magna:1", WorkingDays(10)), promise("law:1", Days(14)))
    assert found.how == WEAKER
    assert not found.always
    names = [each.name for each in found.weaker]
    assert "Christmas Eve" in names
    assert "just before Good Friday" in names
    assert "an ordinary day" not in names
    # From Christmas Eve fourteen days end with 7 January, and the tenth working day is 12 January.
    eve = next(each.at for each in found.weaker if each.name == "Christmas Eve")
    ends = [due(CALENDAR, span, eve).at for span in (Days(14), WorkingDays(10))]
    assert ends == [datetime(2027, 1, 8, tzinfo=UTC), datetime(2027, 1, 13, tzinfo=UTC)]
    assert found.worked is not None
    assert found.worked.policy - found.worked.law == timedelta(days=5)


def test_twenty_four_hours_beat_the_next_working_day_over_a_weekend() -> None:
    found = only(promise("magna:1", WorkingDays(1)), promise("law:1", Hours(24)))
    assert found.how == WEAKER
    worked = found.worked
    assert worked is not None
    assert (worked.policy - worked.law) > timedelta(days=2)


@pytest.mark.parametrize(
    ("policy", "law", "how"),
    [
        (Days(40), "1 month", WEAKER),
        (Days(42), "41 days", WEAKER),
        (Days(10), "42 days", STRICTER),
        (Days(42), "6 weeks", SAME),
    ],
)
def test_how_one_stands_to_the_other(policy: Span, law: str, how: str) -> None:
    found = only(promise("magna:1", policy), promise("law:1", parse_span(law)))
    assert found.how == how
    assert found.always == (how == WEAKER)
    assert found.worked is not None


def test_forty_days_and_a_month_are_told_with_both_dates() -> None:
    found = next(each for each in lawful(MAGNA, TODAY).of(WEAKER) if each.clause)
    assert (found.law.id, found.clause and found.clause.id) == ("law:sar", "magna:10.2.1")
    assert found.worked is not None
    assert found.worked.moment.name == "the last day of January"
    assert found.worked.policy == datetime(2027, 3, 13, tzinfo=UTC)
    assert found.worked.law == datetime(2027, 3, 1, tzinfo=UTC)


def test_a_date_that_is_told_and_an_office_without_hours_cannot_be_compared() -> None:
    told = only(promise("magna:1", UntilTold(("answer_by",))), promise("law:1", Days(5)))
    assert (told.how, told.worked, told.tried) == (UNTOLD, None, 0)
    shut = replace(CALENDAR, opening=Opening(((),) * 7))
    assert instants(promise("magna:1", OfficeHours(2)), datetime(2026, 12, 1, tzinfo=UTC), shut, ()) == ()
    silent = beside(promise("magna:1", Days(1), stops=("x",)), promise("law:1", UntilTold(("answer_by",))))
    assert [(each.how, each.worked) for each in silent.found] == [(SILENT, None)]


def test_so_long_before_is_no_time_after() -> None:
    assert only(promise("magna:1", Days(5)), promise("law:1", Before(Days(5)))).how == UNTOLD
    notice = only(promise("magna:1", Before(Days(1))), promise("law:1", Before(Hours(24))))
    assert notice.how == STRICTER


def test_the_weakest_row_of_a_table_is_what_counts() -> None:
    table = SpanBy("classified", (("information", Days(20)), ("general", Days(3))), Days(2))
    law = promise("law:1", Days(5), when=(("classified", ("general",)),))
    assert only(promise("magna:1", table), law).how == STRICTER
    assert only(promise("magna:1", table), replace(law, when=())).how == WEAKER
    assert [str(each) for each in spans(promise("magna:1", table))] == ["20 days", "3 days", "2 days"]


def test_conditions_tell_what_answers_to_what() -> None:
    general: Conditions = (("classified", ("general",)),)
    some = promise("magna:1", Days(1), when=general)
    assert only(some, promise("law:1", Days(5))).part
    assert not only(some, promise("law:1", Days(5), when=general)).part
    other = promise("law:1", Days(5), when=(("classified", ("information",)),))
    assert only(some, other).how == SILENT


def test_acknowledging_is_no_answer_and_trying_is_no_keeping() -> None:
    law = promise("law:1", Days(5))
    noted = promise("magna:1", Days(1), stops=("letter.acknowledged", "letter.answered"))
    assert only(noted, law).how == SILENT
    assert only(promise("magna:1", WorkingDays(1), tries=Tries("call.tried", 2)), law).how == SILENT
    assert only(promise("magna:1", Days(1), starts=(), after=After("magna:2")), law).how == SILENT
    assert only(promise("magna:1", Days(1), starts=("call.rang",)), law).how == SILENT
    nameless = promise("law:1", Days(1), starts=(), after=After("law:2"))
    assert only(promise("magna:1", Days(1)), nameless).how == SILENT


def test_a_law_whose_clock_starts_later_is_taken_to_start_at_once() -> None:
    found = next(each for each in lawful(WESSEX, TODAY).found if each.law.id == "law:ho-r1")
    assert found.clause is not None
    assert (found.clause.id, found.begins, found.how) == ("wessex:15.3", True, SAME)


def test_a_duty_answers_to_a_duty_about_the_same() -> None:
    karin = load_folder(policies_folder() / "karin")
    found = {each.law.id: each for each in lawful(karin, TODAY).found}
    assert found["law:gas"].clause is not None
    assert (found["law:gas"].clause.id, found["law:gas"].how) == ("karin:repairs.6", SAME)
    assert found["law:ho-sub"].how == SILENT
    assert subject_of(karin.promises["karin:services.11"], karin).name == "again"


# ---- a whole policy --------------------------------------------------------------------------------------


def test_what_the_law_forbids_is_told_with_what_is_done_instead() -> None:
    found = lawful(MAGNA, TODAY)
    assert words(found, CONFLICT) == [
        ("law:sar", "magna:9.5.1"),
        ("law:sar", "magna:10.2.1"),
        ("law:sar-free", "magna:10.3.1"),
        ("law:ho-def", "magna:13.2.1.1"),
        ("law:ho-def", "magna:13.2.2.1"),
    ]
    assert all(each.because for each in found.of(CONFLICT))
    assert ("law:ho-ack1", "") in words(found, SILENT)


def test_conflicts_come_first_and_what_is_stricter_last() -> None:
    hows = [each.how for each in lawful(WESSEX, TODAY).found]
    assert hows == sorted(hows, key=ORDER.index)
    assert (("law:ex-158", "wessex:8d.2")) in words(lawful(WESSEX, TODAY), WEAKER)
    assert (("law:ex-158", "wessex:8d.1")) in words(lawful(WESSEX, TODAY), STRICTER)


@pytest.mark.parametrize(
    ("rulebook", "law", "since"),
    [
        (MAGNA, "law:aw-s1-p2", "2026-11-30"),
        (MORAY, "law:sc-d1", "2026-10-06"),
        (MAGNA, "law:stairs-2", "2027-04-01"),
    ],
)
def test_a_law_is_coming_until_its_day_and_binds_from_then_on(
    rulebook: Rulebook, law: str, since: str
) -> None:
    day = date.fromisoformat(since)
    before, after = lawful(rulebook, day - timedelta(days=1)), lawful(rulebook, day)
    assert law in {each.law.id for found, laws in before.coming if found == day for each in laws}
    assert law not in {each.law.id for each in before.found}
    assert law in {each.law.id for each in after.found}
    assert day not in dict(after.coming)


def test_a_law_that_was_repealed_binds_no_longer() -> None:
    old = {each.law.id for each in lawful(MAGNA, date(2018, 5, 24)).found}
    new = {each.law.id for each in lawful(MAGNA, date(2018, 5, 25)).found}
    assert "law:sar-1998" in old - new
    assert "law:sar-2018" in new - old
    last = next(each for each in lawful(MAGNA, date(2018, 5, 24)).found if each.law.id == "law:sar-1998")
    assert last.worked is not None
    assert (last.tried, last.worked.moment.name) == (1, "that day")
    # The forty days of the policy were the law's own, until the last day of the Act.
    found = next(each for each in lawful(MAGNA, date(2018, 1, 1)).found if each.law.id == "law:sar-1998")
    assert found.how == SAME
    assert all(each.at < datetime.combine(date(2018, 5, 25), time(), UTC) for each in found.weaker)


def test_a_law_without_a_clock_stands_alone_with_its_day() -> None:
    right = Clause("law:1", (0, 0), "right", "It may be.", source=LAW, binds_from=date(2026, 10, 1))
    own = Clause(
        "magna:1", (1, 1), "right", "No.", against=(("law:1", "Yes."), ("law:2", "No law of today."))
    )
    policy = replace(MAGNA, clauses=(own,), common=(right,))
    conflict, alone = lawful(policy, TODAY).found
    assert (conflict.how, conflict.because, conflict.always) == (CONFLICT, "Yes.", False)
    assert (alone.how, alone.clause, alone.worked) == (TIMELESS, None, None)
    before = lawful(policy, date(2026, 9, 30))
    assert before.found == ()
    assert [(day, [each.how for each in found]) for day, found in before.coming] == [
        (date(2026, 10, 1), [TIMELESS])
    ]


# ---- what turns out to be something else ------------------------------------------------------------------

COMPLAINTS = promise(
    "law:1", WorkingDays(5), starts=("complaint.received",), stops=("complaint.acknowledged",)
)
ARRIVES = (("email.received", ("email.answered",)), ("letter.received", ("letter.answered",)))


def arriving(policy: Promise, law: Promise = COMPLAINTS) -> Lawful:
    own = Clause("magna:1", (1, 1), "timed", "We do.", promise=policy)
    bound = Clause("law:1", (0, 0), "timed", "It is done.", promise=law, source=LAW, arrives_as=ARRIVES)
    return lawful(replace(MAGNA, clauses=(own,), common=(bound,)), TODAY)


def test_a_letter_that_turns_out_to_be_a_complaint_is_tried_beside_the_law() -> None:
    weak, silent = arriving(promise("magna:1", WorkingDays(7))).found
    assert (weak.how, weak.arrives, weak.part, weak.always) == (WEAKER, "letter.received", True, True)
    # For what reaches us as a complaint the policy is silent all the same.
    assert (silent.how, silent.clause) == (SILENT, None)
    assert [each.how for each in arriving(promise("magna:1", WorkingDays(3))).found] == [SILENT, STRICTER]
    by_mail = promise("magna:1", WorkingDays(3), starts=("email.received",), stops=("email.answered",))
    assert arriving(by_mail).of(STRICTER)[0].arrives == "email.received"


def test_what_ends_otherwise_or_is_tried_or_follows_is_no_answer_to_it() -> None:
    for policy in (
        promise("magna:1", WorkingDays(3), stops=("letter.acknowledged", "letter.answered")),
        promise("magna:1", WorkingDays(3), starts=("visitor.arrived",)),
        promise("magna:1", WorkingDays(1), tries=Tries("call.tried", 2)),
        promise("magna:1", WorkingDays(3), after=After("magna:2")),
    ):
        assert [each.how for each in arriving(policy).found] == [SILENT], policy


def test_of_two_clauses_about_letters_the_one_that_ends_as_the_law_asks_is_tried() -> None:
    arrives = (("letter.received", ("letter.acknowledged", "letter.answered")),)
    bound = Clause(
        "law:1", (0, 0), "timed", "It is done.", promise=COMPLAINTS, source=LAW, arrives_as=arrives
    )
    answered = Clause("magna:1", (1, 1), "timed", "x", promise=promise("magna:1", WorkingDays(10)))
    noted = replace(
        answered,
        id="magna:2",
        promise=promise("magna:2", WorkingDays(1), stops=("letter.acknowledged", "letter.answered")),
    )
    bare = Clause("magna:3", (1, 1), "right", "We may.")
    policy = replace(MAGNA, clauses=(answered, noted, bare), common=(bound,))
    assert words(lawful(policy, TODAY), STRICTER) == [("law:1", "magna:2")]
    assert words(lawful(policy, TODAY), WEAKER) == []
    alone = replace(policy, clauses=(answered,))
    assert words(lawful(alone, TODAY), WEAKER) == [("law:1", "magna:1")]


def test_a_clause_that_answers_anyhow_is_not_told_twice() -> None:
    law = replace(COMPLAINTS, starts=("letter.received",), stops=("letter.answered",))
    (found,) = arriving(promise("magna:1", WorkingDays(7)), law).found
    assert (found.how, found.arrives) == (WEAKER, "")


@pytest.mark.parametrize(
    ("slug", "how", "pairs"),
    [
        ("karin", WEAKER, [("law:ho-ack1", "karin:letters.1")]),
        ("redland", WEAKER, [("law:ho-ack1", "redland:2.8.3.1")]),
        ("magna", SAME, [("law:ho-ack1", "magna:5.1.1"), ("law:ho-ack1", "magna:5.1.2")]),
        ("wessex", STRICTER, [("law:ho-ack1", "wessex:5c.2")]),
        ("moray", SAME, [("law:sp-s1", "moray:4.7.5"), ("law:sp-ack2-direct", "moray:4.7.4")]),
    ],
)
def test_letters_of_the_policies_beside_the_law_of_complaints(
    slug: str, how: str, pairs: list[tuple[str, str]]
) -> None:
    found = lawful(load_folder(policies_folder() / slug), TODAY).of(how)
    told = [(each.law.id, each.clause.id) for each in found if each.clause and each.arrives]
    assert [each for each in told if each[0].startswith(("law:ho", "law:sp"))] == pairs


# ---- the law itself ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rulebook", "law", "day"),
    [
        (MAGNA, "law:stairs-1", "2026-10-01"),
        (MAGNA, "law:stairs-2", "2027-04-01"),
        (MAGNA, "law:aw-s5-p2", "2026-11-30"),
        (MAGNA, "law:eq-ra", "2010-10-01"),
        (MAGNA, "law:s20-w", "2003-10-31"),
        (MAGNA, "law:ho-x1", "2024-04-01"),
        (MAGNA, "law:ent-e", "1990-01-01"),
        (MORAY, "law:sc-d5", "2026-10-06"),
        (MORAY, "law:sp-x1", "2021-04-01"),
    ],
)
def test_every_law_has_its_first_day_with_or_without_a_clock(rulebook: Rulebook, law: str, day: str) -> None:
    first = date.fromisoformat(day)
    clause = rulebook.clause_by_id[law]
    assert clause.binds_from == first
    assert clause.binds(first)
    assert not clause.binds(first - timedelta(days=1))


def test_a_month_before_the_work_is_less_than_the_law_gives_leaseholders() -> None:
    found = next(each for each in lawful(WESSEX, TODAY).of(WEAKER) if each.law.id == "law:s20-w")
    assert found.clause is not None
    assert (found.clause.id, found.always) == ("wessex:7.2", True)
