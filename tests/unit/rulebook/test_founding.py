"""A new association's answers: what each may be, and the rulebook that comes of them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.rulebook import Rulebook, files_of, load_files, load_folder, policies_folder
from kept.rulebook.common_promises import COMMON
from kept.rulebook.founding import files
from kept.rulebook.founding_answers import BY_KEY, JOBS, QUESTIONS, fault, faults, so_far, whole
from kept.rulebook.opening_words import week_of
from kept.workclock import Days, WorkingDays

LEAST = {
    "name": "Brook Homes",
    "lines": "60",
    "starts_on": "2026-04-01",
    "hours": "Monday to Friday 09:00-17:00",
    "phone": "01632 960 001",
    "email_domain": "brook.example",
    "letters_answered": "7 working days",
    "letters_answered_line": "12",
}


def made(home: Path, answers: dict[str, str]) -> Rulebook:
    assert faults(answers) == {}
    slug = whole(answers)["slug"]
    for name, text in files(answers).items():
        path = home / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_folder(home / slug)


def test_the_least_that_can_be_answered_makes_a_rulebook(tmp_path: Path) -> None:
    book = made(tmp_path, LEAST)
    landlord = book.association
    assert (landlord.slug, landlord.name, landlord.nation) == ("brook-homes", "Brook Homes", "england")
    assert (landlord.title, landlord.document_lines, landlord.on_call) == ("Customer Care Policy", 60, None)
    assert landlord.teams == (("housing", "Housing"), ("repairs", "Repairs"))
    assert ("Receptionist", "receptionist") in landlord.roles
    assert landlord.hours_reading is not None
    [clause] = book.clauses
    assert (clause.id, clause.lines, clause.ambiguity) == ("brook-homes:letter-answered", (12, 12), None)
    assert clause.promise is not None
    assert (clause.promise.within, clause.promise.public) == (
        WorkingDays(7),
        "Write to us and our answer is on its way within 7 working days.",
    )
    [paper], [mailbox] = book.room("letterheads"), book.room("mailboxes")
    assert (paper.phone, mailbox.address) == ("01632 960 001", "office@brook.example")


def test_everything_that_can_be_answered_makes_a_rulebook(tmp_path: Path) -> None:
    spans = (
        "3 working days",
        "10 days",
        "2 weeks",
        "1 month",
        "5 rings",
        "24 hours",
        "10 minutes",
        "same day",
        "4 days",
    )
    more = {each.key: span for each, span in zip(COMMON, spans, strict=True)}
    lines = {f"{each}_line": "12-14" for each in more}
    answers = (
        LEAST
        | more
        | lines
        | {
            "slug": "brook",
            "nation": "scotland",
            "zone": "Europe/Oslo",
            "document": "Yes, and more: #1 “Care”",
            "go_live": "2026-05-01",
            "hours": "mon-thu 09:00-12:00 and 13:00-17:00; Saturdays & Sundays 10.00 to 12.00",
            "hours_line": "3",
            "offices": "High Street, The Quay",
            "address": "1 High Street, Exampleton, EX1 1AA",
            "mailbox": "care",
            "teams": "Housing",
            "on_call": "housing",
            "front_desk": "Yes, Receptionist",
        }
    )
    book = made(tmp_path, answers)
    landlord = book.association
    assert (landlord.zone, landlord.title, landlord.on_call) == (
        "Europe/Oslo",
        "Yes, and more: #1 “Care”",
        "housing",
    )
    assert [each.slug for each in landlord.offices] == ["high-street", "the-quay"]
    assert ("Yes", "receptionist") in landlord.roles
    assert landlord.hours_reading is None
    assert len(book.clauses) == len(COMMON)
    answered = book.promises["brook:letter-answered"]
    assert (answered.within, answered.reading) == (Days(10), "Plain days are days of the calendar.")
    assert str(answered.warn) == "2 days before"
    assert book.promises["brook:letter-acknowledged"].reading is not None
    assert book.promises["brook:complaint-acknowledged"].public.startswith("We tell you on the same day that")
    assert book.room("letterheads")[0].address == ("1 High Street", "Exampleton", "EX1 1AA")


WRONG = [
    ("name", "", "needs an answer"),
    ("name", "Brook\x07Homes", "one line of text"),
    ("name", "B" * 301, "one line of text"),
    ("slug", "Brook Homes", "small letters"),
    ("slug", "b" * 31, "small letters"),
    ("slug", "api", "needs for itself"),
    ("nation", "ireland", "england, wales, scotland"),
    ("zone", "Europe", "no time zone"),
    ("zone", "Mars/Olympus", "no time zone"),
    ("lines", "sixty", "how many lines"),
    ("lines", "0", "how many lines"),
    ("starts_on", "April", "year, month and day"),
    ("go_live", "May", "year, month and day"),
    ("go_live", "2026-03-31", "before the policy"),
    ("starts_on", "1 April 2026", "Did you mean “2026-04-01”?"),
    ("hours", "9 to 5", "when you are open"),
    ("hours", "Mon-Fri 9-5", "Did you mean “Mon-Fri 09:00-17:00”?"),
    ("hours", "Monday to Friday 9.30am - 5pm, Sunday 99-3", "09:00-16:00."),
    ("hours_line", "14-12", "the first and the last"),
    ("hours_line", "page 3", "the first and the last"),
    ("hours_line", "61", "has 60 lines"),
    ("offices", ",", "Write a name"),
    ("offices", "7", "Write a name"),
    ("teams", "Housing, housing", "too much alike"),
    ("on_call", "Lifeboat", "Housing, Repairs"),
    ("front_desk", ",", "job title"),
    ("managers", "housing officer", "there already"),
    ("officers", "Clerk, clerk", "there already"),
    ("phone", "ring us", "area code"),
    ("email_domain", "@brook", "after the @"),
    ("mailbox", "of fice", "before the @"),
    ("letters_answered", "promptly", "a number and a unit"),
    ("letters_answered", "2 days before", "a number and a unit"),
    ("letters_answered", "ten working days", "Did you mean “10 working days”?"),
    ("letters_answered_line", "", "On which line"),
    ("letter_answered", "7 days", "No question has this name"),
]


@pytest.mark.parametrize(("key", "given", "said"), WRONG)
def test_what_cannot_be_used_is_told_with_what_can(key: str, given: str, said: str) -> None:
    found = faults(LEAST | {key: given})
    assert list(found) == [key]
    assert said in found[key]


def test_one_mistake_does_not_make_others_of_what_follows_from_it() -> None:
    assert list(faults(LEAST | {"lines": "many", "hours_line": "900"})) == ["lines"]
    assert list(faults(LEAST | {"starts_on": "soon", "go_live": "2020-01-01"})) == ["starts_on"]


def test_there_is_at_least_one_promise() -> None:
    told = {key: value for key, value in LEAST.items() if not key.startswith("letters")}
    assert "not one promise" in faults(told)["letters_acknowledged"]


def test_a_question_sees_what_was_offered_for_those_before_it() -> None:
    told = so_far(BY_KEY["slug"], {"name": "The 2nd Brook"})
    assert (told["slug"], told["zone"]) == ("", "Europe/London")
    assert whole({"name": "7"})["slug"] == ""
    assert fault(BY_KEY["slug"], {"name": "7", "slug": ""}) is not None


def test_every_role_of_a_job_is_asked_for_and_no_question_twice() -> None:
    keys = [each.key for each in QUESTIONS]
    assert len(keys) == len(set(keys))
    assert set(JOBS.values()) <= set(keys)


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("Monday to Friday 9:00-17:00.", {"monday": ("09:00-17:00",), "friday": ("09:00-17:00",)}),
        ("Monday, Tuesday 09:00–12:30, 13:00–24:00", {"tuesday": ("09:00-12:30", "13:00-24:00")}),
        (
            "wed 10:00-11:00, and sat 10:00-11:00",
            {"wednesday": ("10:00-11:00",), "saturday": ("10:00-11:00",)},
        ),
    ],
)
def test_hours_as_people_say_them(said: str, means: dict[str, tuple[str, ...]]) -> None:
    found = week_of(said)
    assert found is not None
    assert {day: found[day] for day in means} == means


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Monday",
        "Someday 09:00-17:00",
        "Friday to Monday 09:00-17:00",
        "Monday to Tuesday to Friday 09:00-17:00",
        "Monday 9-5",
        "Monday 17:00-09:00",
        "Monday 09:00-24:30",
        "Monday 09:70-17:00",
        "Monday 13:00-17:00 and 09:00-14:00",
        "Monday 09:00-17:00, Monday 18:00-19:00",
        "Monday 09:00-17:00, Tuesday",
    ],
)
def test_hours_that_could_be_meant_otherwise_are_not_guessed(said: str) -> None:
    assert week_of(said) is None


@lru_cache(maxsize=1)
def shared() -> dict[str, str]:
    """What all share, the law of England among it."""
    found = files_of(policies_folder() / "karin")
    return {name: text for name, text in found.items() if name.startswith("shared/")}


@settings(max_examples=15)
@given(name=st.text(min_size=1, max_size=40), title=st.text(min_size=1), job=st.text(min_size=1, max_size=20))
def test_whatever_is_typed_is_refused_or_comes_back_as_it_was_typed(name: str, title: str, job: str) -> None:
    answers = LEAST | {"slug": "brook", "name": name, "document": title, "front_desk": job}
    if faults(answers):
        return
    landlord = load_files(files(answers) | shared()).association
    assert (landlord.name, landlord.title) == (name.strip(), title.strip())
    assert next(each for each, role in landlord.roles if role == "receptionist") in job
