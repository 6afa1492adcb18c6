"""What a draft would have meant: the same events, judged twice by the one engine."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Event, Rules, Version, judge
from kept.casework.tried import Count, Day, Line, Pair, Tried, change_words, plain, tried_of
from kept.casework.trying import NO_TEAM, AnotherComparison, Trial, as_if
from kept.rulebook.model import Promise, Rulebook, UntilTold
from kept.workclock import Opening, parse_span
from tests.unit.casework.small import CALENDAR, CONSULT, LETTER, RINGS, URGENT, VISIT, event, rulebook, t
from tests.unit.casework.test_told import PUT_RIGHT

SINCE = date(2026, 4, 1)
BRISK = replace(LETTER, within=parse_span("3 working days"), within_text="3 working days")
POLICY = Rules.of(rulebook(LETTER, RINGS))


def answered(received: str, wall: str) -> list[Event]:
    return [event("letter.received", received), event("letter.answered", wall)]


def tried(*threads: list[Event], draft: tuple[Promise, ...] = (BRISK, RINGS), at: str, **more: str) -> Tried:
    trial = Trial.of(POLICY, rulebook(*draft, version="draft"), since=SINCE, at=t(at))
    for events in threads:
        trial.take(events, **more)
    return trial.found()


def test_a_brisker_promise_breaks_what_was_in_time_and_makes_another_day_busy() -> None:
    # Four working days after Tuesday 7 April 2026 is Monday the 13th; three is Friday the 10th.
    slow = answered("Tuesday 2026-04-07 10:00", "Monday 2026-04-13 10:00")
    quick = answered("Tuesday 2026-04-07 11:00", "Wednesday 2026-04-08 10:00")
    found = tried(slow, quick, at="Monday 2026-04-20 09:00", team="desk")
    assert found.lines == (
        Line("small:letter", "letter", "7 working days", "3 working days", Count(kept=2), Count(1, 1)),
    )
    [line] = found.lines
    assert (line.change, line.differs) == (Count(-1, 1), True)
    assert found.teams == {"desk": Pair(Count(kept=2), Count(1, 1))}
    assert found.days == (Day(date(2026, 4, 10), 0, 2), Day(date(2026, 4, 16), 2, 0))
    assert (found.whole, found.threads, found.uncounted) == (Pair(Count(2), Count(1, 1)), 2, 0)


def test_what_began_before_the_day_is_not_counted_though_its_thread_goes_on() -> None:
    old = answered("Tuesday 2026-03-31 10:00", "Thursday 2026-04-09 10:00")
    again = [*old, event("letter.received", "Tuesday 2026-04-14 10:00")]
    found = tried(again, at="Friday 2026-04-17 09:00")
    assert [(each.now, each.draft) for each in found.lines] == [(Count(running=1), Count(running=1))]
    assert found.teams == {NO_TEAM: Pair(Count(running=1), Count(running=1))}


def test_a_promise_that_only_one_of_them_makes_is_listed_even_where_nothing_happened() -> None:
    visit = [event("visit.requested", "Tuesday 2026-04-07 10:00")]
    found = tried(visit, draft=(LETTER, URGENT, VISIT), at="Monday 2026-04-20 09:00")
    assert found.lines == (
        Line("small:rings", "rings", "5 rings", None, Count(), Count()),
        Line("small:urgent", "urgent", None, "24 hours", Count(), Count()),
        Line("small:visit", "visit", None, "3 days", Count(), Count(broken=1)),
    )


def test_what_nobody_timed_is_beside_and_makes_no_day_busy() -> None:
    untimed = [event("call.received", "Tuesday 2026-04-07 10:00")]
    found = tried(untimed, draft=(LETTER, RINGS), at="Monday 2026-04-20 09:00")
    assert found.lines == (
        Line("small:rings", "rings", "5 rings", "5 rings", Count(beside=1), Count(beside=1)),
    )
    assert not found.lines[0].differs
    assert found.days == ()


def test_what_one_of_them_cannot_count_from_costs_that_thread_and_no_other() -> None:
    planned = [event("works.planned", "Tuesday 2026-04-07 10:00", facts={"planned_on": date(1900, 1, 1)})]
    letter = [event("letter.received", "Tuesday 2026-04-07 10:00")]
    shut = replace(CALENDAR, opening=Opening(((),) * 7, {}))
    never = rulebook(replace(BRISK, within=parse_span("2 office hours")), CONSULT, version="draft")
    offices = tuple(replace(each, calendar=shut) for each in never.association.offices)
    draft = replace(never, association=replace(never.association, offices=offices))
    trial = Trial.of(POLICY, draft, since=SINCE, at=t("Monday 2026-04-20 09:00"))
    for events in (planned, letter, [event("call.received", "Tuesday 2026-04-07 10:00")]):
        trial.take(events)
    found = trial.found()
    assert (found.threads, found.uncounted, found.never_open) == (3, 2, 1)
    assert found.whole == Pair(Count(beside=1), Count())


def test_nobody_can_have_put_right_what_only_the_draft_would_have_broken() -> None:
    # Both are answered after three working days; one also after seven, so there was something to put right.
    slow = answered("Tuesday 2026-04-07 10:00", "Monday 2026-04-13 10:00")
    late = answered("Tuesday 2026-04-07 10:00", "Friday 2026-04-17 10:00")
    policy, draft = rulebook(LETTER, PUT_RIGHT), rulebook(BRISK, PUT_RIGHT, version="draft")
    trial = Trial.of(Rules.of(policy), draft, since=SINCE, at=t("Monday 2026-05-04 09:00"))
    for events in (slow, late):
        trial.take(events)
    assert [(each.promise, each.now, each.draft) for each in trial.found().lines] == [
        ("small:letter", Count(kept=1, broken=1), Count(broken=2)),
        ("small:sorry", Count(broken=1), Count(broken=1)),
    ]


def test_the_busiest_days_come_first_by_either() -> None:
    days = (Day(date(2026, 4, 1), 5, 1), Day(date(2026, 4, 2), 1, 5), Day(date(2026, 4, 3), 2, 2))
    assert Tried((), {}, days, 0, 0).busiest(2) == [days[1], days[0]]


def test_the_draft_takes_the_place_of_what_came_into_force_meanwhile() -> None:
    later = rulebook(VISIT, version="later", starts_on=date(2026, 4, 10))
    rules = Rules.of(rulebook(LETTER, version="first"), later)
    names = [
        each.rulebook.version for each in as_if(rules, rulebook(BRISK, version="draft"), since=SINCE).versions
    ]
    assert names == ["first", "draft"]
    trial = Trial.of(rules, rulebook(BRISK, version="draft"), since=SINCE, at=t("Monday 2026-04-20 09:00"))
    assert [(each.promise, each.within) for each in trial.found().lines] == [
        ("small:letter", "7 working days"),
        ("small:visit", "3 days"),
    ]


def test_a_policy_from_the_day_itself_leaves_nothing_of_the_one_before() -> None:
    rules = Rules.of(rulebook(VISIT, version="first"), rulebook(LETTER, version="second", starts_on=SINCE))
    trial = Trial.of(rules, rulebook(LETTER, version="draft"), since=SINCE, at=t("Monday 2026-04-20 09:00"))
    assert trial.found().lines == ()


def test_what_a_faulty_version_alone_promised_is_counted_under_its_clause() -> None:
    faulty = Version.of(rulebook(VISIT, version="faulty"))
    right = Version.of(rulebook(LETTER, version="right"), corrected=((t("Monday 2026-04-20 09:00"), faulty),))
    asked = [
        event("visit.requested", "Tuesday 2026-04-07 10:00"),
        event("visit.made", "Tuesday 2026-04-07 11:00"),
    ]
    trial = Trial.of(Rules((right,)), rulebook(LETTER), since=SINCE, at=t("Tuesday 2026-04-21 09:00"))
    trial.take(asked)
    assert trial.found().lines == (Line("small:visit", "small:visit", None, None, Count(kept=1), Count()),)


def test_another_number_for_the_same_word_is_shown_and_so_is_what_was_told() -> None:
    def promptly(within: str) -> Promise:
        return replace(LETTER, within=parse_span(within), within_text="promptly", own_number=True)

    told = replace(VISIT, within=UntilTold(("agreed_for",)), within_text="the time that was told")
    trial = Trial.of(
        Rules.of(rulebook(promptly("2 days"))),
        rulebook(promptly("1 day"), told),
        since=SINCE,
        at=t("Monday 2026-04-20 09:00"),
    )
    assert [(each.within, each.within_draft) for each in trial.found().lines] == [
        ("promptly, read as 2 days", "promptly, read as 1 day"),
        (None, "by the date that was told"),
    ]


@given(
    st.lists(
        st.tuples(st.integers(1, 28), st.integers(0, 20), st.sampled_from(["desk", "repairs"])), max_size=8
    )
)
def test_trying_what_is_in_force_changes_nothing_and_counts_what_the_engine_says(
    letters: list[tuple[int, int, str]],
) -> None:
    at, policy = t("Monday 2026-06-01 09:00"), rulebook(LETTER, RINGS)
    trial = Trial.of(Rules.of(policy), policy, since=SINCE, at=at)
    clocks = 0
    for day, later, team in letters:
        came = replace(event("letter.received", "Wednesday 2026-04-01 10:00"))
        came = replace(came, happened_at=came.happened_at.replace(day=day))
        went = replace(event("letter.answered", "Friday 2026-05-01 10:00"))
        went = replace(went, happened_at=went.happened_at.replace(day=1 + later))
        trial.take([came, went], team=team)
        clocks += len(judge([came, went], rules=Rules.of(policy), calendar=CALENDAR, at=at).clocks)
    found = trial.found()
    assert found.whole.now == found.whole.draft
    assert not any(each.differs for each in found.lines)
    assert sum(each.now.kept + each.now.broken for each in found.lines) == clocks
    assert sum((each.now for each in found.teams.values()), Count()) == found.whole.now
    assert sum(each.now for each in found.days) == clocks


def line(within: str | None, within_draft: str | None) -> str:
    return change_words(Line("small:1", "letter", within, within_draft, Count(), Count()))


def test_what_becomes_of_the_words_is_said_shortly() -> None:
    assert line("7 working days", "5 working days") == "7 working days becomes 5"
    assert line("2 days", "1 day") == "2 days becomes 1"
    assert line("2 days", "2 days") == "2 days"
    assert line("2 days", "8 hours") == "2 days becomes 8 hours"
    assert line("promptly, read as 1 day", "1 day") == "promptly, read as 1 day becomes 1 day"
    assert line(None, "1 day") == "new, 1 day"
    assert line("1 day", None) == "1 day; the draft does not promise it"
    assert line(None, None) == "promised by neither today"


def test_a_program_is_told_the_busiest_days_alone() -> None:
    days = tuple(Day(date(2026, 4, each), each, 0) for each in (1, 2, 3))
    assert [each["day"] for each in plain(Tried((), {}, days, 0, 0), 2)["days"]] == [
        "2026-04-03",
        "2026-04-02",
    ]


AT = t("Monday 2026-06-01 09:00")
HAPPENED = st.lists(
    st.tuples(
        st.sampled_from(["letter.received", "call.received", "visit.requested", "works.planned"]),
        st.integers(1, 28),
        st.integers(0, 20),
        st.sampled_from([NO_TEAM, "desk", "repairs"]),
    ),
    max_size=8,
)


def trial(draft: Rulebook | None = None) -> Trial:
    # What a faulty version alone promised is known by what was counted, and by nothing else.
    faulty = Version.of(rulebook(VISIT, version="faulty"))
    right = Version.of(rulebook(LETTER, RINGS, version="right"), corrected=((AT, faulty),))
    return Trial.of(Rules((right,)), draft or rulebook(BRISK, CONSULT), since=SINCE, at=AT)


def take(into: Trial, kind: str, day: int, later: int, team: str) -> None:
    facts = {"planned_on": date(1900, 1, day)} if kind == "works.planned" else {}
    came = event(kind, "Wednesday 2026-04-01 10:00", facts=facts)
    went = event("letter.answered", "Friday 2026-05-01 10:00")
    came = replace(came, happened_at=came.happened_at.replace(day=day))
    into.take([came, replace(went, happened_at=went.happened_at.replace(day=1 + later))], team=team)


@given(HAPPENED, st.integers(0, 8))
def test_a_trial_that_is_cut_anywhere_goes_on_as_if_it_had_not_been(
    happened: list[tuple[str, int, int, str]], cut: int
) -> None:
    whole, first, second = trial(), trial(), trial()
    for each in happened:
        take(whole, *each)
    for each in happened[:cut]:
        take(first, *each)
    # As a database keeps it: in an order of its own.
    second.go_on(json.loads(json.dumps(first.held(), sort_keys=True)))
    for each in happened[cut:]:
        take(second, *each)
    found = whole.found()
    assert second.found() == found
    assert tried_of(json.loads(json.dumps(plain(found), sort_keys=True))) == found


def test_what_was_held_of_another_comparison_is_not_gone_on_with() -> None:
    other = trial(rulebook(BRISK, CONSULT, version="changed"))
    with pytest.raises(AnotherComparison):
        trial().go_on(other.held())
