"""How are moves and swaps weighed: points, places, the rent account, ways, grounds, silence and notice?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kept.casework import Refused
from kept.casework.moving import (
    NOTICE,
    Account,
    Line,
    account,
    asks_for_exception,
    check_breakdown,
    check_condition,
    check_ground,
    grounds,
    known_circumstances,
    known_features,
    limit,
    notice_length,
    options,
    places,
    score,
    silence,
)
from kept.casework.succeeding import right_to_succeed
from kept.rulebook import load_folder, policies_folder
from kept.rulebook.moves import MoveRule
from kept.workclock import Calendar

ENGLISH = load_folder(policies_folder() / "karin")
SCOTTISH = load_folder(policies_folder() / "moray")
RULES: tuple[MoveRule, ...] = ENGLISH.room("moves")
MONDAY = date(2026, 11, 23)


def days(nation: str) -> Calendar:
    """The calendar of a house of that nation."""
    return (ENGLISH if nation == "england" else SCOTTISH).calendar_for()


def test_points_are_explained_line_by_line() -> None:
    found = score(RULES, {"too-few-bedrooms": 2, "health": 1, "danger": 0, "a-reason-of-old": 3})
    assert found.total == 80
    assert found.lines == (
        Line("health", "The home makes an illness or disability worse", 1, 40),
        Line("too-few-bedrooms", "A bedroom too few", 2, 40),
    )
    assert score(RULES, {"too-few-bedrooms": 99}).total == 80


def test_reasons_are_those_of_the_scheme() -> None:
    assert check_breakdown(RULES, {"health": 1}) is None
    strange, many = check_breakdown(RULES, {"luck": 1}), check_breakdown(RULES, {"health": 2})
    assert strange is not None
    assert "no reason" in strange.sentence
    assert many is not None
    assert many.field == "reason-health"


def test_most_points_come_first_and_then_whoever_waited_longest() -> None:
    early, late = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC)
    assert places([(1, 40, late), (2, 40, early), (3, 80, late)]) == {3: 1, 2: 2, 1: 3}


def test_the_account_counts_without_what_is_due_and_disputed() -> None:
    clear = account(balance=300, expected=250, disputed=50)
    owing = account(balance=300, expected=100)
    assert isinstance(clear, Account)
    assert clear.clear
    assert isinstance(owing, Account)
    assert (owing.left, owing.clear) == (200, False)
    credit = account(balance=-20)
    assert isinstance(credit, Account)
    assert credit.clear
    assert asks_for_exception(clear=False, danger=True)
    assert not asks_for_exception(clear=True, danger=True)


@pytest.mark.parametrize(
    ("sums", "field"),
    [
        ({"balance": 10, "expected": 20}, "expected_benefit"),
        ({"balance": 10, "disputed": -1}, "disputed"),
        ({"balance": 2e9}, "balance"),
        ({"balance": float("nan")}, "balance"),
    ],
)
def test_sums_that_cannot_be_are_named(sums: dict[str, float], field: str) -> None:
    refused = account(**sums)
    assert isinstance(refused, Refused)
    assert refused.field == field


def test_the_sheet_holds_what_is_open_to_somebody() -> None:
    found = options(RULES, nation="england", tenancy="assured", circumstances=("three-years", "older"))
    assert [each.name for each in found.moves][:4] == [
        "transfer",
        "exchange",
        "nomination",
        "other-landlords",
    ]
    assert "sheltered" in [each.name for each in found.moves]
    assert [each.name for each in found.buys] == ["right-to-acquire"]
    assert "shared-ownership" in [each.name for each in found.closed]
    assert all(each.name != "shared-equity" for each in (*found.moves, *found.buys, *found.closed))
    assert known_circumstances(RULES, {"older", "rich"}) == ("older",)
    assert known_features(RULES, {"lift", "pool"}) == ("lift",)


def test_grounds_are_those_of_nation_tenancy_and_day() -> None:
    assert len(grounds(RULES, nation="england", tenancy="secure", on=MONDAY)) == 12
    assert len(grounds(RULES, nation="england", tenancy="secure", on=date(2000, 1, 1))) == 10
    assert len(grounds(RULES, nation="england", tenancy="fixed_term", on=MONDAY)) == 15
    assert len(grounds(RULES, nation="scotland", tenancy="scottish_secure", on=MONDAY)) == 7
    assert grounds(RULES, nation="england", tenancy="", on=MONDAY) == ()


def test_a_swap_is_refused_on_a_ground_with_particulars_alone() -> None:
    def asked(ground: str, tenancy: str, particulars: str = "Order of 3 March") -> Refused | None:
        return check_ground(
            RULES, ground, nation="england", tenancy=tenancy, on=MONDAY, particulars=particulars
        )

    assert asked("sch3-1", "secure") is None
    assert asked("sch14-1", "fixed_term") is None
    arrears, bare, unknown = asked("sch14-1", "secure"), asked("sch3-1", "secure", " "), asked("sch3-1", "")
    assert arrears is not None
    assert "makes a condition" in arrears.sentence
    assert bare is not None
    assert bare.field == "particulars"
    assert unknown is not None
    assert "which kind of tenancy" in unknown.sentence
    other = asked("luck", "fixed_term")
    assert other is not None
    assert "condition" not in other.sentence
    assert check_condition("arrears", nation="england", tenancy="secure") is None
    assert check_condition("arrears", nation="england", tenancy="fixed_term") is not None


@pytest.mark.parametrize(
    ("nation", "tenancy", "last"),
    [
        ("england", "secure", date(2027, 1, 4)),
        ("england", "fixed_term", date(2027, 1, 3)),
        ("england", "", date(2027, 1, 3)),
        ("england", "assured", date(2027, 1, 4)),
        ("scotland", "scottish_secure", date(2026, 12, 23)),
        ("scotland", "", date(2026, 12, 23)),
    ],
)
def test_silence_becomes_consent_after_the_days_of_the_law(nation: str, tenancy: str, last: date) -> None:
    def on(today: date) -> tuple[date, bool, bool]:
        calendar = days(nation)
        found = silence(
            RULES, nation=nation, tenancy=tenancy, asked_on=MONDAY, today=today, calendar=calendar
        )
        assert found is not None
        return found.last, found.soon, found.over

    assert on(MONDAY) == (last, False, False)
    assert on(last) == (last, True, False)
    assert on(date(2027, 1, 5)) == (last, True, True)


def test_without_a_limit_there_is_no_silence_and_no_notice() -> None:
    calendar = days("england")
    none = silence((), nation="england", tenancy="", asked_on=MONDAY, today=MONDAY, calendar=calendar)
    assert none is None
    nothing = notice_length((), nation="england", given_on=MONDAY, leaves_on=MONDAY, calendar=calendar)
    assert nothing is None
    assert limit(RULES, NOTICE, nation="wales", on=MONDAY) is None


def test_four_weeks_of_notice_are_counted() -> None:
    def notice(leaves: date) -> tuple[date, int]:
        found = notice_length(
            RULES, nation="england", given_on=MONDAY, leaves_on=leaves, calendar=days("england")
        )
        assert found is not None
        return found.earliest, found.short_by

    assert notice(date(2026, 12, 21)) == (date(2026, 12, 21), 0)
    assert notice(date(2026, 12, 18)) == (date(2026, 12, 21), 3)


@pytest.mark.parametrize(
    ("nation", "said", "word", "words"),
    [
        ("england", {"relation": "joint", "only_home": False}, "yes", "by right"),
        ("england", {"relation": "spouse"}, "yes", "section 17"),
        ("england", {"relation": "partner", "only_home": False}, "no", "main home"),
        ("england", {"relation": "spouse", "earlier": 1}, "no", "as often as the law allows"),
        ("england", {"relation": "family", "earlier": 1, "in_agreement": True}, "ask", "agreement may allow"),
        ("england", {"relation": "family", "in_agreement": True}, "yes", "agreement itself"),
        ("england", {"relation": "family"}, "no", "another home"),
        ("scotland", {"relation": "spouse"}, "yes", "section 22"),
        ("scotland", {"relation": "other"}, "no", "none of those"),
        ("scotland", {"relation": "family"}, "ask", "12 months"),
        ("scotland", {"relation": "family", "told_on": date(2026, 1, 5)}, "no", "less than 12 months"),
        ("scotland", {"relation": "carer", "told_on": date(2025, 11, 20)}, "yes", "12 months or more"),
        (
            "scotland",
            {"relation": "family", "on": date(2019, 10, 1), "told_on": date(2019, 2, 1)},
            "yes",
            "6",
        ),
        ("scotland", {"relation": "family", "on": date(2001, 1, 1)}, "ask", "not on file"),
        ("scotland", {"relation": "family", "earlier": 2}, "no", "as often"),
    ],
)
def test_who_may_take_over(nation: str, said: dict[str, object], word: str, words: str) -> None:
    given: dict[str, object] = {"only_home": True, "on": MONDAY, **said}
    found = right_to_succeed(RULES, nation=nation, calendar=days(nation), **given)  # type: ignore[arg-type]
    assert found.word == word
    assert words in found.says
