"""Which values does a field take, and in which spelling are they kept?"""

from __future__ import annotations

import pytest

from kept.rulebook.facts import default_fault, fact_fault, read_facts
from kept.rulebook.model import EventKind, Field

CHOICES = (("rain", "Rain"), ("wind", "Wind"))


def field(type_: str, **more: object) -> Field:
    return Field("it", "What is it?", type_, choices=CHOICES if type_ == "choice" else (), **more)  # type: ignore[arg-type]


GOOD = [
    ("text", "Lift the brass latch", "Lift the brass latch"),
    ("text", "مرحبا 👋🏽 \u202e", "مرحبا 👋🏽 \u202e"),
    ("long_text", "a" * 20_000, "a" * 20_000),
    ("yes_no", False, False),
    ("choice", "wind", "wind"),
    ("number", 3, 3),
    ("number", 3.0, 3),
    ("number", 2.5, 2.5),
    ("number", -1e12, -(10**12)),
    ("date", "2026-04-07", "2026-04-07"),
    ("time", "16:10", "16:10"),
    ("time", "16:10:00", "16:10"),
    ("time", "16:10:05", "16:10:05"),
    ("moment", "2026-04-07T16:10+01:00", "2026-04-07T16:10:00+01:00"),
    ("moment", "2026-04-07t15:10:00.5z", "2026-04-07T15:10:00.500000+00:00"),
    ("moment", "2026-04-07 16:10:05+01:00", "2026-04-07T16:10:05+01:00"),
    ("phone", "+44 (0)1632 960 001", "+44 (0)1632 960 001"),
    ("email", "ann@example.org", "ann@example.org"),
]


@pytest.mark.parametrize(("type_", "value", "kept"), GOOD)
def test_answer_is_kept_in_one_spelling(type_: str, value: object, kept: object) -> None:
    kind = EventKind("a.b", "A", "A", fields=(field(type_),))
    facts, faults = read_facts(kind, {"it": value})
    assert (facts, faults) == ({"it": kept}, {})
    assert type(facts["it"]) is type(kept)
    assert fact_fault(field(type_), value) is None


MOMENT = "a date and time with its zone, such as 2026-04-07T16:10+01:00"
BAD = [
    ("text", 12, "“it” takes words, not “12”."),
    ("text", None, "“it” takes words, not nothing."),
    ("text", True, "“it” takes words, not true."),
    ("text", {"a": 1}, "“it” takes words, not a mapping."),
    ("text", ["a"], "“it” takes words, not a list."),
    ("text", "a" * 501, "“it” is 501 characters long. Shorten it to 500 or fewer."),
    ("long_text", "a" * 10_000_000, "“it” is 10,000,000 characters long. Shorten it to 20,000 or fewer."),
    ("text", "a\x00b", "“it” has a character in it that no text has. Take it out."),
    ("text", "a\ud800b", "“it” has a character in it that no text has. Take it out."),
    ("yes_no", "yes", "“it” takes true or false, not “yes”."),
    ("yes_no", 1, "“it” takes true or false, not “1”."),
    ("choice", "wnd", "“it” takes one of rain, wind, not “wnd”. Did you mean “wind”?"),
    ("choice", "snow", "“it” takes one of rain, wind, not “snow”."),
    ("choice", False, "“it” takes one of rain, wind, not false."),
    ("number", "3", "“it” takes a number, not “3”."),
    ("number", True, "“it” takes a number, not true."),
    ("number", float("nan"), "“it” takes a number of a sensible size."),
    ("number", float("-inf"), "“it” takes a number of a sensible size."),
    ("number", 10**400, "“it” takes a number of a sensible size."),
    ("text", 10**400, "“it” takes words, not “a very large number”."),
    ("date", "2026-02-29", "“it” takes a date as year-month-day, such as 2026-04-07, not “2026-02-29”."),
    ("date", "2026-W15-2", "“it” takes a date as year-month-day, such as 2026-04-07, not “2026-W15-2”."),
    ("date", "٢٠٢٦-٠٤-٠٧", "“it” takes a date as year-month-day, such as 2026-04-07, not “٢٠٢٦-٠٤-٠٧”."),
    ("date", 20260407, "“it” takes a date as year-month-day, such as 2026-04-07, not “20260407”."),
    ("date", "0001-01-01", "“it” is in the year 1. Check the year."),
    ("date", "9999-12-31", "“it” is in the year 9999. Check the year."),
    ("time", "24:00", "“it” takes a time of day, such as 16:10, not “24:00”."),
    ("time", "4pm", "“it” takes a time of day, such as 16:10, not “4pm”."),
    (
        "moment",
        "2026-04-07T16:10",
        f"“it” does not say which zone it is in. Write {MOMENT}.",
    ),
    (
        "moment",
        "2026-04-07",
        f"“it” takes {MOMENT}, not “2026-04-07”.",
    ),
    (
        "moment",
        "2026-04-07T16:10+25:00",
        f"“it” takes {MOMENT}, not “2026-04-07T16:10+25:00”.",
    ),
    ("moment", "0001-01-01T00:00+14:00", "“it” is in the year 1. Check the year."),
    ("phone", "ring me", "“it” takes a telephone number in digits, such as 01632 960 001."),
    ("email", "ann at home", "“it” takes an e-mail address with one @, such as name@example.org."),
    ("email", f"{'a' * 250}@example.org", "“it” is 262 characters long. Shorten it to 254 or fewer."),
]


@pytest.mark.parametrize(("type_", "value", "sentence"), BAD)
def test_value_that_is_no_answer_is_told_what_is_taken(type_: str, value: object, sentence: str) -> None:
    assert fact_fault(field(type_), value) == sentence


KIND = EventKind(
    "visit.booked",
    "Booked",
    "Booked",
    fields=(
        Field("on", "For when?", "date", required=True),
        Field("urgent", "Is it urgent?", "yes_no"),
    ),
)


def test_no_answer_is_no_fact() -> None:
    assert read_facts(KIND, {"on": "2026-04-07", "urgent": None}) == ({"on": "2026-04-07"}, {})


def test_required_answer_is_asked_for() -> None:
    assert read_facts(KIND, {"urgent": True}) == (
        {"urgent": True},
        {"on": "“For when?” needs an answer, in “on”."},
    )


def test_required_answer_that_is_wrong_is_told_once() -> None:
    _, faults = read_facts(KIND, {"on": "soon"})
    assert faults == {"on": "“on” takes a date as year-month-day, such as 2026-04-07, not “soon”."}


def test_unknown_detail_is_told_with_the_nearest() -> None:
    _, faults = read_facts(KIND, {"on": "2026-04-07", "urgnt": True, "zebra": 1})
    assert faults == {
        "urgnt": "“visit.booked” has no “urgnt”. Did you mean “urgent”?",
        "zebra": "“visit.booked” has no “zebra”. It takes on, urgent.",
    }


def test_kind_without_details_says_so() -> None:
    _, faults = read_facts(EventKind("a.b", "A", "A"), {"zebra": 1})
    assert faults == {"zebra": "“a.b” has no “zebra”. It takes no details."}


def test_personal_field_has_no_default() -> None:
    assert default_fault(field("text", personal=True), "Ann") == "A personal field has no default."
    assert default_fault(field("text"), "Ann") is None
    assert default_fault(field("yes_no"), "Ann") == "“it” takes true or false, not “Ann”."


def test_very_long_answer_is_quoted_in_part() -> None:
    assert fact_fault(field("choice"), "a" * 100) == f"“it” takes one of rain, wind, not “{'a' * 60}…”."


def test_a_number_that_has_to_be_more_than_another() -> None:
    field = Field("minutes", "Minutes", "number", more_than=60)
    assert fact_fault(field, 61) is None
    assert fact_fault(field, 60) == "“minutes” takes a number that is more than 60."
