"""What does an entry ask for, what may be written in one, and who keeps it?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kept.casework import registers
from kept.casework.registers import (
    CHECK,
    EXPIRED,
    EXPIRING,
    FAILED,
    HOURS,
    NONE_LEFT,
    REORDER,
    REVIEW,
    SHORT,
    TOO_MUCH,
    Entry,
    Gap,
    Known,
    Want,
    after,
    check_may_keep,
    gaps,
    may_see,
    name_words,
    read_answers,
    title_of,
    uncovered,
    wants,
    without_one,
    words_of,
)
from kept.rulebook.registers import OFFICE, STAFF, Register, RegisterCheck, RegisterField
from kept.workclock.spans import Days, Hours, Months, Weeks, Years
from tests.unit.casework.small import RULES

TODAY = date(2026, 4, 8)
MADE = date(2026, 1, 5)


def field(name: str, type_: str = "text", **more: Any) -> RegisterField:
    return RegisterField(name, name.title(), type_, **more)


def register(*fields: RegisterField, **more: Any) -> Register:
    return Register("things", "Things", "Things that we keep.", "thing", fields=fields, **more)


def found(known: Register, facts: dict[str, Any], hours: str = "", **more: Any) -> tuple[Want, ...]:
    return wants(known, Entry(facts, MADE, **more), today=TODAY, hours=hours)


def test_spans_of_days_and_longer_are_counted_by_the_calendar() -> None:
    assert after(date(2026, 1, 31), Days(2)) == date(2026, 2, 2)
    assert after(date(2026, 1, 31), Weeks(1)) == date(2026, 2, 7)
    assert after(date(2026, 1, 31), Months(1)) == date(2026, 2, 28)
    assert after(date(2024, 2, 29), Years(1)) == date(2025, 2, 28)
    with pytest.raises(ValueError, match="Nobody looks"):
        after(MADE, Hours(2))


@pytest.mark.parametrize(
    ("day", "asks"),
    [
        ("2026-04-07", (Want(EXPIRED, date(2026, 4, 7), "until"),)),
        ("2026-04-08", (Want(EXPIRING, date(2026, 4, 8), "until"),)),
        ("2026-05-08", (Want(EXPIRING, date(2026, 5, 8), "until"),)),
        ("2026-05-09", ()),
        (None, ()),
    ],
)
def test_an_entry_runs_out_at_the_end_of_its_last_day(day: str | None, asks: tuple[Want, ...]) -> None:
    known = register(field("until", "date", means="expires"))
    assert found(known, {"until": day} if day else {}) == asks


def test_a_review_is_due_since_somebody_last_looked_or_changed_it() -> None:
    known = register(review=Months(3))
    assert found(known, {}) == (Want(REVIEW, date(2026, 4, 5)),)
    assert found(known, {}, changed_on=date(2026, 1, 8)) == ()
    assert found(known, {}, looked_on=date(2026, 2, 1)) == ()


def test_a_test_is_due_since_somebody_last_tried_it_whatever_was_changed() -> None:
    tried = RegisterCheck("Try it", (("works", "Works"), ("failed", "Failed")), ("failed",), Months(1))
    known = register(check=tried)
    assert found(known, {}, changed_on=TODAY) == (Want(CHECK, date(2026, 2, 5)),)
    assert found(known, {}, looked_on=date(2026, 3, 20), result="works") == ()


def test_what_was_found_wrong_stays_wrong_until_it_is_found_right() -> None:
    known = register(check=RegisterCheck("Try it", (("failed", "Failed"),), ("failed",)))
    assert found(known, {}, looked_on=date(2026, 3, 20), result="failed") == (
        Want(FAILED, date(2026, 3, 20)),
    )


@pytest.mark.parametrize(
    ("n", "must", "asks"),
    [
        (0, True, (Want(NONE_LEFT, field="n", n=0),)),
        (0, False, (Want(REORDER, field="n", n=0),)),
        (10, True, (Want(REORDER, field="n", n=10),)),
        (11, True, ()),
        (None, True, ()),
    ],
)
def test_a_store_is_filled_up_in_time(n: int | None, must: bool, asks: tuple[Want, ...]) -> None:
    known = register(
        field("n", "number", means="stock"),
        field("least", "number", means="reorder"),
        field("must", "yes_no", means="compulsory"),
    )
    facts = {"n": n, "least": 10, "must": must}
    assert found(known, {key: value for key, value in facts.items() if value is not None}) == asks


def test_a_store_without_a_number_to_order_at_asks_for_nothing() -> None:
    assert found(register(field("n", "number", means="stock")), {"n": 0}) == ()


def test_a_number_beyond_its_limit_is_named() -> None:
    known = register(field("seconds", "number", means="limited", most=45))
    assert found(known, {"seconds": 46}) == (Want(TOO_MUCH, field="seconds", n=45),)
    assert found(known, {"seconds": 45}) == ()
    assert found(known, {}) == ()


def test_what_gives_opening_hours_that_have_changed_is_named() -> None:
    known = register(field("hours", "hours"))
    assert found(known, {"hours": "Mon 9-5"}, hours="Mon 9-4") == (Want(HOURS, field="hours"),)
    assert found(known, {"hours": "Mon 9-4"}, hours="Mon 9-4") == ()
    assert found(known, {}, hours="Mon 9-4") == ()


def test_what_must_be_there_and_is_not_is_named() -> None:
    sort = field("sort", "choice", choices=(("cab", "Citizens Advice"), ("debt", "Debt")))
    known = register(sort, covers=(("sort", ("cab", "debt")),))
    assert uncovered(known, [{"sort": "debt"}]) == (("sort", "cab"),)
    stocked = register(sort, field("n", "number", means="stock"), covers=(("sort", ("cab",)),))
    assert uncovered(stocked, [{"sort": "cab", "n": 0}]) == (("sort", "cab"),)
    assert uncovered(stocked, [{"sort": "cab", "n": 1}]) == ()
    assert uncovered(stocked, [{"sort": "cab"}]) == ()


def test_whoever_should_have_one_and_has_none_is_named() -> None:
    people = [(1, "Caretaker"), (2, "Officer"), (3, "Caretaker")]
    assert without_one(register(of=STAFF), people, {1}) == ()
    assert without_one(register(of=STAFF, each=True), people, {1}) == (2, 3)
    assert without_one(register(of=STAFF, each=True, jobs=("Caretaker",)), people, {1}) == (3,)


def test_a_gap_is_a_skill_that_the_post_needs_and_nobody_knows_them_to_have() -> None:
    needed = {"Officer": ("Arrears", "Keys")}
    booked = {1: {"keys": date(2026, 5, 4)}}
    assert gaps([(1, "Officer"), (2, "Clerk")], needed, {1: {"arrears"}}, booked) == (
        Gap(1, "Keys", date(2026, 5, 4)),
    )


KNOWN = Known(jobs=("Officer",), colleagues=("bea",), hours="Mon 9-5")


@pytest.mark.parametrize(
    ("each", "text", "value"),
    [
        (field("a"), " Ms Malik ", "Ms Malik"),
        (field("a", "long_text"), "One\nTwo", "One\nTwo"),
        (field("a", "date"), "2026-04-08", "2026-04-08"),
        (field("a", "number"), "1,200", 1200),
        (field("a", "yes_no"), "no", False),
        (field("a", "choice", choices=(("red", "Red"),)), "red", "red"),
        (field("a", "phone"), "4012", "4012"),
        (field("a", "phone"), "01632 960 001", "01632 960 001"),
        (field("a", "email"), "a@example.org", "a@example.org"),
        (field("a", "job"), "Officer", "Officer"),
        (field("a", "colleague"), "bea", "bea"),
        (field("a", "file"), "a" * 64, "a" * 64),
        (field("a", "hours"), "yes", "Mon 9-5"),
        (field("a", "hours"), "no", None),
    ],
)
def test_an_answer_is_what_its_field_takes(each: RegisterField, text: str, value: object) -> None:
    found = read_answers(register(each), {"a": text}, KNOWN)
    assert (found.facts, found.faults) == ({"a": value}, {})


@pytest.mark.parametrize(
    ("each", "text", "says"),
    [
        (field("a", required=True), "  ", "needs an answer"),
        (field("a"), "x" * 501, "501 characters long"),
        (field("a"), "one\ntwo", "in one line"),
        (field("a", "date"), "8/4/2026", "takes a date"),
        (field("a", "date"), "1066-10-14", "in the year 1066"),
        (field("a", "number"), "-1", "whole number from 0"),
        (field("a", "number"), "1000001", "whole number from 0"),
        (field("a", "yes_no"), "perhaps", "yes or no"),
        (field("a", "choice", choices=(("red", "Red"),)), "blue", "Choose one of the answers"),
        (field("a", "phone"), "ring me", "telephone number"),
        (field("a", "email"), "at home", "with one @"),
        (field("a", "job"), "Butler", "job titles"),
        (field("a", "colleague"), "zoe", "a colleague who works here"),
        (field("a", "file"), "../passwd", "once more"),
        (field("a", "file"), "z" * 64, "once more"),
    ],
)
def test_what_a_field_does_not_take_is_said(each: RegisterField, text: str, says: str) -> None:
    found = read_answers(register(each), {"a": text}, KNOWN)
    assert says in found.faults["a"]
    assert found.facts == {}


def test_no_answer_to_what_may_stay_open_is_none() -> None:
    assert read_answers(register(field("a")), {}, KNOWN).facts == {}


def test_who_looks_and_who_keeps_is_said_by_the_register() -> None:
    for_leaders = register(seen_by=("leaders",), kept_by=("leaders", "accounts"))
    assert may_see(for_leaders, "manager")
    assert not may_see(for_leaders, "officer")
    assert check_may_keep(for_leaders, "administrator") is None
    refused = check_may_keep(for_leaders, "officer", theirs=True)
    assert refused is not None
    assert refused.sentence == (
        "“Things” is kept by a manager or director or an administrator. Ask one of them."
    )


def test_what_is_ones_own_one_keeps_oneself() -> None:
    own = register(of=STAFF, own=True)
    assert check_may_keep(own, "officer", theirs=True) is None
    assert check_may_keep(own, "officer") is not None


def test_what_those_who_lead_keep_of_somebody_is_private() -> None:
    assert register(of=STAFF, seen_by=("leaders",)).private
    assert not register(of=OFFICE, seen_by=("leaders",)).private
    assert not register(of=STAFF).private


def test_the_parts_of_a_register_are_its_fields_and_what_it_does() -> None:
    assert register(field("a")).parts == ("a",)
    check = RegisterCheck("Try", (("works", "Works"),))
    whole = register(
        field("a"),
        each=True,
        review=Years(1),
        check=check,
        sign="Read",
        covers=(("a", ()),),
        ends=(("x", "X"),),
    )
    assert whole.parts == ("a", "each", "review", "check", "sign", "covers", "ends")
    assert whole.field("a") is not None
    assert whole.field("b") is None


def test_opening_hours_in_one_line() -> None:
    said = registers.hours_words(RULES.versions[-1].rulebook)
    assert said.startswith("Main office: Mon 09:00-17:00")


def test_an_entry_is_known_by_its_title_or_by_whose_it_is() -> None:
    area = field("area", "choice", means="title", choices=(("rents", "Rents"),))
    assert title_of(register(area), {"area": "rents"}, "") == "Rents"
    assert title_of(register(field("name", means="title")), {"name": "Lost keys"}, "") == "Lost keys"
    assert title_of(register(field("number")), {"number": "7"}, "Bea Malik") == "Bea Malik"
    assert title_of(register(area), {}, "Bea Malik") == "Bea Malik"


def test_everything_that_an_entry_says_finds_it() -> None:
    area = field("area", "choice", choices=(("rents", "Rents and charges"),))
    known = register(area, field("note", "long_text"), field("photo", "file"), field("n", "number"))
    facts = {"area": "rents", "note": "Ask\nBEA", "photo": "a" * 64, "n": 7}
    assert words_of(known, facts, "Main office") == "main office rents and charges ask bea"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"form": ""}, "Bea van Dam"),
        ({"form": "first_last"}, "Bea van Dam"),
        ({"form": "first"}, "Bea"),
        ({"form": "title_last", "title": "Ms"}, "Ms Dam"),
        ({"form": "title_last", "title": "Ms", "surname": "van Dam"}, "Ms van Dam"),
        ({"form": "title_last"}, "Bea van Dam"),
    ],
)
def test_a_name_in_the_form_that_its_bearer_chose(more: dict[str, str], words: str) -> None:
    assert name_words("Bea van Dam", **more) == words


def test_a_name_of_nothing_stays_nothing() -> None:
    assert name_words("", form="first") == ""
    assert name_words("", form="title_last", title="Ms") == "Ms"


@pytest.mark.parametrize(
    ("facts", "short"), [({"should": 10, "there": 7}, 3), ({"should": 7, "there": 7}, 0), ({"should": 7}, 0)]
)
def test_what_there_is_too_little_of_is_named_by_how_much(facts: dict[str, int], short: int) -> None:
    both = (
        RegisterField("should", "Hours that there should be", "number", means="needs"),
        RegisterField("there", "Hours that there are", "number", means="has"),
    )
    register = Register("things", "Things", "Things that we keep.", "thing", fields=both)
    expected = (Want(SHORT, field="there", n=short),) if short else ()
    assert wants(register, Entry(facts, MADE), today=TODAY) == expected
