"""When post counts as received, when it is late, who opens it; and what its words may mean."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from kept.casework import classifying, mail_book, valuables
from kept.casework.classifying import Suggestion, suggestions
from kept.casework.mail_book import SORTS, Line
from kept.casework.values import Refused
from kept.rulebook.model import EventKind, Field
from kept.workclock import Opening
from tests.unit.casework.small import CALENDAR, t

MORNING, NOON = t("Wednesday 2026-04-08 08:50"), t("Wednesday 2026-04-08 12:00")


def test_what_lay_in_the_box_counts_from_the_last_closing_over_a_whole_bank_holiday() -> None:
    closed_on_thursday = t("Thursday 2026-04-02 17:00")
    assert mail_book.as_received(CALENDAR, t("Tuesday 2026-04-07 08:30")) == closed_on_thursday
    assert mail_book.as_received(CALENDAR, t("Tuesday 2026-04-07 12:00")) == closed_on_thursday
    assert mail_book.as_received(CALENDAR, t("Tuesday 2026-04-07 17:00")) == t("Tuesday 2026-04-07 17:00")


def test_an_office_that_never_opened_has_never_closed() -> None:
    from dataclasses import replace

    shut = replace(CALENDAR, opening=Opening(((),) * 7, {}))
    assert mail_book.as_received(shut, MORNING) == MORNING


def test_post_is_late_after_its_own_noon_or_its_own_day() -> None:
    early = Line("main", MORNING)
    assert not mail_book.is_late(CALENDAR, early, NOON - timedelta(seconds=1))
    assert mail_book.is_late(CALENDAR, early, NOON)
    after = Line("main", NOON)
    assert not mail_book.is_late(CALENDAR, after, t("Wednesday 2026-04-08 23:59"))
    assert mail_book.is_late(CALENDAR, after, t("Thursday 2026-04-09 00:00"))
    handed = Line("main", MORNING, handed_at=NOON - timedelta(minutes=1))
    assert not mail_book.is_late(CALENDAR, handed, t("Thursday 2026-04-09 12:00"))
    assert mail_book.round_of(CALENDAR, early) == "post:2026-04-08:main:morning"
    assert mail_book.round_of(CALENDAR, Line("", NOON)) == "post:2026-04-08:-:afternoon"


def test_who_opens_the_post() -> None:
    posts = ("Director", "Information Officer")
    for role, covers in (("director", ()), ("officer", ("director",))):
        assert mail_book.check_may_open(role, covers=covers, opened_by=("director",), posts=posts) is None
    assert mail_book.check_may_open("officer", covers=(), opened_by=(), posts=()) is None
    refused = mail_book.check_may_open("officer", covers=("manager",), opened_by=("director",), posts=posts)
    assert isinstance(refused, Refused)
    assert "Director or Information Officer" in refused.sentence


@pytest.mark.parametrize(
    ("received", "why", "field"),
    [
        (MORNING, "", None),
        (NOON + timedelta(minutes=1), "", "received_at"),
        (NOON - timedelta(days=400), "", "received_at"),
        (t("Tuesday 2026-04-07 09:00"), " ", "late_why"),
        (t("Tuesday 2026-04-07 09:00"), "x" * 301, "late_why"),
        (t("Tuesday 2026-04-07 09:00"), "It lay in a wrong tray", None),
    ],
)
def test_a_moment_of_receipt_that_can_be(received: datetime, why: str, field: str | None) -> None:
    refused = mail_book.check_moment(CALENDAR, received, NOON, why)
    assert (refused.field if refused else None) == field


@pytest.mark.parametrize(
    ("sort", "pieces", "answer", "right"),
    [
        ("letter", 1, True, True),
        ("letter", 2, True, False),
        ("leaflet", 40, False, True),
        ("leaflet", 0, False, False),
        ("leaflet", 501, False, False),
        ("returned", 2, False, False),
    ],
)
def test_a_pile_is_of_what_asks_for_nothing(sort: str, pieces: int, answer: bool, right: bool) -> None:
    assert (mail_book.check_pieces(SORTS[sort], pieces, answer) is None) is right


# ---- what the words may mean ----


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ()),
        ("Thank you for your letter.", ()),
        (
            "The roof LEAKS, and I wish to complain. It leaks!",
            (Suggestion("complaint", ("complain",)), Suggestion("repair", ("roof", "leaks"))),
        ),
        ("There is a smell of gas", (Suggestion("hazard", ("gas",)),)),
        ("Gascoigne Road is tidy", ()),
        ("Under the GDPR I ask for my file", (Suggestion("personal-data", ("gdpr", "my file")),)),
        ("Please send me the handbook", (Suggestion("leaflet", ("handbook",)),)),
        ("Could you tell me when the office opens?", (Suggestion("information", ("could you tell",)),)),
        ("I write as MP for my constituent", (Suggestion("councillor", ("mp", "constituent")),)),
        ("write to jo@mp.example", ()),
        ("An application form, please", (Suggestion("form", ("application form",)),)),
    ],
)
def test_what_the_words_suggest_comes_with_the_words(words: str, found: tuple[Suggestion, ...]) -> None:
    assert suggestions(words) == found


CHOICE = Field("classified", "Kind?", "choice", counts=True, choices=(("general", "G"), ("information", "I")))
LETTER = EventKind(
    "letter.received", "Letter", "A letter", opens="letter", channel="letter", fields=(CHOICE,)
)
BARE = EventKind("call.received", "Call", "A call", opens="call", channel="call")
COMPLAINT = EventKind(
    "complaint.received",
    "Complaint",
    "A complaint",
    opens="complaint",
    fields=(
        Field("about", "What?", "long_text", personal=True),
        Field("how", "How?", "choice", counts=True, choices=(("letter", "L"), ("other", "O"))),
        Field("stage", "Stage?", "choice", counts=True, default="first", choices=(("first", "F"),)),
    ),
)
HAZARD = EventKind(
    "hazard.marked",
    "Danger",
    "A danger",
    opens="hazard",
    fields=(
        Field("what", "What?", "choice", counts=True, required=True, choices=(("gas", "Gas"),)),
        Field("aware_at", "Since when?", "moment", counts=True),
    ),
)
KINDS = {each.name: each for each in (LETTER, BARE, COMPLAINT, HAZARD)}


def test_only_what_can_begin_here_is_offered_and_asked_about() -> None:
    names = [each.name for each in classifying.offered(KINDS, LETTER)]
    assert names == ["hazard", "complaint", "information", "councillor", "general"]
    assert "information" not in [each.name for each in classifying.offered(KINDS, BARE)]
    assert "information" not in [each.name for each in classifying.offered(KINDS, None)]
    assert [each.name for each in classifying.asked("complaint", KINDS, LETTER)] == ["stage"]
    assert [each.name for each in classifying.asked("hazard", KINDS, LETTER)] == ["what"]
    assert classifying.asked("general", KINDS, LETTER) == ()


def test_it_is_told_by_which_way_it_came_and_since_when_we_know() -> None:
    told = {"channel": "letter", "received_at": MORNING}
    assert classifying.facts_of("complaint", COMPLAINT, said={}, **told) == {
        "how": "letter",
        "stage": "first",
    }
    told["channel"] = "text"
    assert classifying.facts_of("complaint", COMPLAINT, said={"stage": "second"}, **told) == {
        "how": "other",
        "stage": "second",
    }
    assert classifying.facts_of("hazard", HAZARD, said={"what": "gas"}, **told) == {
        "what": "gas",
        "aware_at": MORNING.isoformat(),
    }
    only = EventKind("x.y", "X", "X", fields=(Field("how", "How?", "choice", choices=(("in_person", "P"),)),))
    assert classifying.facts_of("complaint", only, said={}, **told) == {}


def test_what_a_new_reading_begins_and_what_it_strikes_out() -> None:
    before = {"complaint": "c1", "repair": "r1"}
    assert classifying.difference(before, ["repair", "hazard", "hazard"]) == classifying.Difference(
        ("hazard",), ("c1",)
    )


@pytest.mark.parametrize(
    ("chosen", "strikes_out", "reason", "field"),
    [
        ([], False, "", "sorts"),
        (["pigeon"], False, "", "sorts"),
        (["general"], True, " ", "reason"),
        (["general"], True, "x" * 301, "reason"),
        (["general"], True, "A slip", None),
        (["general"], False, "", None),
    ],
)
def test_a_reading_says_something_and_why_it_changes(
    chosen: list[str], strikes_out: bool, reason: str, field: str | None
) -> None:
    refused = classifying.check(chosen, ["general"], strikes_out=strikes_out, reason=reason)
    assert (refused.field if refused else None) == field


# ---- valuables ----


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("125.50", 12550), ("£1,250", 125000), ("0", None), ("12.5", None), ("1,25", None), ("much", None)],
)
def test_an_amount_in_pounds(typed: str, amount: int | None) -> None:
    assert valuables.pence(typed) == amount
    assert amount is None or valuables.pence(valuables.pounds(amount)) == amount


FINE = {
    "sort": "cheque",
    "what": "Number 12",
    "amount": "5",
    "by": "ann",
    "witness": "bea",
    "settle_by": NOON + timedelta(days=1),
    "at": NOON,
}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, None),
        ({"sort": "gold"}, "sort"),
        ({"what": " "}, "what"),
        ({"what": "x" * 301}, "what"),
        ({"amount": ""}, "amount"),
        ({"sort": "passport", "amount": ""}, None),
        ({"sort": "passport", "amount": "much"}, "amount"),
        ({"witness": "ann"}, "witness"),
        ({"settle_by": NOON}, "settle_by"),
        ({"settle_by": datetime.combine(NOON.date(), time(), UTC) + timedelta(days=400)}, "settle_by"),
    ],
)
def test_a_receipt_says_what_how_much_who_saw_it_and_until_when(
    wrong: dict[str, object], field: str | None
) -> None:
    refused = valuables.check_receipt(**(FINE | wrong))  # type: ignore[arg-type]
    assert (refused.field if refused else None) == field


def test_what_is_out_of_our_hands_is_moved_no_more() -> None:
    ways = valuables.RETURNED
    assert valuables.check_move(ended=False, how="by_hand", ways=ways, note="") is None
    assert valuables.check_move(ended=False, how=None, ways=None, note="") is None
    for wrong in (
        {"ended": True, "how": "by_hand", "ways": ways, "note": ""},
        {"ended": False, "how": "by_pigeon", "ways": ways, "note": ""},
        {"ended": False, "how": "by_hand", "ways": ways, "note": "x" * 301},
    ):
        assert isinstance(valuables.check_move(**wrong), Refused)  # type: ignore[arg-type]
