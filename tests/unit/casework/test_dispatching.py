"""What may go out, by which way, to which address, and what follows when it does not arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.collecting import Paper, goes_at, in_order, postcode_of
from kept.casework.dispatching import (
    MOVES,
    WAYS,
    address_of,
    check_carries,
    check_may_reach,
    check_move,
    lines_of,
    mobile,
    next_try,
    reachable_from,
    receipt_of,
    text_parts,
)
from kept.casework.safe_contact import Rules
from kept.casework.values import Refused
from tests.unit.casework.small import CALENDAR, t


@pytest.mark.parametrize(
    ("text", "parts", "rare"),
    [
        ("a" * 160, 1, ()),
        ("a" * 161, 2, ()),
        ("a" * 306, 2, ()),
        ("a" * 307, 3, ()),
        ("€" * 80, 1, ()),
        ("€" * 81, 2, ()),
        ("Zoë", 1, ("ë",)),
        ("ł" * 70, 1, ("ł",)),
        ("ł" * 71, 2, ("ł",)),
        ("🙂" * 36, 2, ("🙂",)),
        ("", 1, ()),
    ],
)
def test_a_text_is_counted_as_networks_count_it(text: str, parts: int, rare: tuple[str, ...]) -> None:
    found = text_parts(text)
    assert (found.characters, found.parts, found.rare) == (len(text), parts, rare)


@given(st.text(max_size=400), st.text(max_size=20))
def test_more_words_never_make_fewer_parts(text: str, more: str) -> None:
    assert text_parts(text + more).parts >= text_parts(text).parts


@pytest.mark.parametrize(
    ("way", "to", "address"),
    [
        ("email", {"email": " Ngozi@Example.org "}, "ngozi@example.org"),
        ("notify_email", {"email": "o'neil+kept@mail.example.co.uk"}, "o'neil+kept@mail.example.co.uk"),
        ("text", {"phone": "07700 900 123"}, "+447700900123"),
        ("notify_text", {"phone": "0044 7700 900123"}, "+447700900123"),
        ("drop", {"phone": "+353 86 123 4567"}, "+353861234567"),
        ("drop", {"handle": "@okafor"}, "@okafor"),
        ("post", {"lines": ["Ms Okafor", "14 Mill Lane"]}, "ms okafor\n14 mill lane"),
        (
            "notify_letter",
            {"lines": ["Ms Okafor", "14 Mill Lane", "LS1 4AP"]},
            "ms okafor\n14 mill lane\nls1 4ap",
        ),
    ],
)
def test_an_address_that_can_be_used(way: str, to: dict[str, object], address: str) -> None:
    assert address_of(way, to) == address


@pytest.mark.parametrize(
    ("way", "to", "says"),
    [
        ("email", {}, "There is no e-mail address on file."),
        ("email", {"email": "ngozi@example"}, "This is no e-mail address."),
        ("email", {"email": "a@b.example\nBcc: all@example.org"}, "This is no e-mail address."),
        ("email", {"email": "a" * 250 + "@b.example"}, "This is no e-mail address."),
        ("text", {}, "There is no telephone number on file."),
        ("text", {"phone": "0113 496 0001"}, "This is no mobile number"),
        ("text", {"phone": "+44 113 496 0001"}, "This is no mobile number"),
        ("text", {"phone": "ring me"}, "This is no telephone number."),
        ("post", {"lines": "14 Mill Lane"}, "There is no postal address on file."),
        ("post", {"lines": ["Ms Okafor"]}, "There is no postal address on file."),
        ("post", {"lines": [str(each) for each in range(8)]}, "The address has 8 lines"),
        ("notify_letter", {"lines": ["Ms Okafor", "14 Mill Lane"]}, "GOV.UK Notify needs three lines"),
        (
            "notify_letter",
            {"lines": ["Ms Okafor", "14 Mill Lane", "Leeds"]},
            "GOV.UK Notify needs three lines",
        ),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_do(way: str, to: dict[str, object], says: str) -> None:
    found = address_of(way, to)
    assert isinstance(found, Refused)
    assert found.sentence.startswith(says)
    assert found.field == "to"


def test_a_number_abroad_is_taken_as_it_is_dialled() -> None:
    assert mobile("0048 600 123 456") == "+48600123456"


def test_an_envelope_has_the_postcode_on_its_last_line() -> None:
    assert lines_of("Ms Okafor", "14 Mill Lane, Leeds ls1 4ap") == (
        "Ms Okafor",
        "14 Mill Lane",
        "Leeds",
        "LS1 4AP",
    )
    assert lines_of("Ms Okafor", "14 Mill Lane\nLS1 4AP") == ("Ms Okafor", "14 Mill Lane", "LS1 4AP")
    assert lines_of("", "14 Mill Lane") == ("14 Mill Lane",)
    assert lines_of("Ms Okafor", "") == ("Ms Okafor",)


FINE = {"subject": "Your letter", "text": "Dear", "size": 0, "has_file": False}


@pytest.mark.parametrize(
    ("way", "more", "says"),
    [
        ("email", {"subject": " "}, "Say in the subject"),
        ("email", {"subject": "a\nb"}, "Say the subject in one line"),
        ("email", {"subject": "a" * 201}, "Say the subject in one line"),
        ("email", {"size": 21 * 1024 * 1024}, "What goes with it is larger than 20 MB."),
        ("notify_email", {"size": 3 * 1024 * 1024}, "What goes with it is larger than 2 MB."),
        ("email", {"text": " "}, "There are no words in it yet."),
        ("post", {}, "There is no letter to print yet."),
        (
            "notify_letter",
            {"has_file": True, "sheets": 11},
            "GOV.UK Notify takes letters of at most 10 sheets",
        ),
        ("notify_letter", {"has_file": True, "size": 6 * 1024 * 1024}, "GOV.UK Notify takes letters"),
        ("text", {"text": "a" * 919}, "A text has at most 918 characters, and this has 919."),
    ],
)
def test_what_a_way_cannot_carry_is_refused(way: str, more: dict[str, object], says: str) -> None:
    found = check_carries(way, **(FINE | more))  # type: ignore[arg-type]
    assert isinstance(found, Refused)
    assert found.sentence.startswith(says)


@pytest.mark.parametrize("way", WAYS)
def test_what_a_way_can_carry_is_not(way: str) -> None:
    assert check_carries(way, **(FINE | {"has_file": True})) is None  # type: ignore[arg-type]


DIED = date(2026, 4, 7)


def reach(**more: object) -> Refused | None:
    given = {"rules": Rules(), "died_on": None, "speaking": (), "reader": "Ms Okafor", "automatic": False}
    return check_may_reach("email", **(given | more))  # type: ignore[arg-type]


def test_whoever_speaks_for_the_dead_is_written_to_by_name_and_nothing_goes_by_itself() -> None:
    assert reach() is None
    assert reach(died_on=DIED, speaking=("Ada Bell",), reader=" ada bell ") is None
    refused = reach(died_on=DIED, speaking=("Ada Bell", "Tom Bell"))
    assert refused is not None
    assert refused.sentence.endswith("write to Ada Bell or Tom Bell by name.")
    assert reach(died_on=DIED, speaking=("Ada Bell",), reader="Ada Bell", automatic=True) is not None
    never = Rules(never=frozenset({"email"}))
    assert reach(rules=never) is not None
    assert reach(rules=never, died_on=DIED, speaking=("Ada Bell",), reader="Ada Bell") is None


def test_a_text_waits_for_the_hours_in_which_they_may_be_texted() -> None:
    rules = Rules(hours=(time(9), time(17)))
    night, early = datetime(2026, 4, 8, 22, tzinfo=UTC), datetime(2026, 4, 8, 6, tzinfo=UTC)
    assert reachable_from(rules, "text", night) == datetime(2026, 4, 9, 9, tzinfo=UTC)
    assert reachable_from(rules, "text", early) == datetime(2026, 4, 8, 9, tzinfo=UTC)
    assert reachable_from(rules, "text", night.replace(hour=12)) is None
    assert reachable_from(rules, "email", night) is None
    assert reachable_from(Rules(), "text", night) is None


def test_tries_come_ever_more_slowly_and_end() -> None:
    waits = [next_try(each) for each in range(1, 13)]
    assert waits[:6] == [timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 240)]
    assert waits[-1] is None


def test_every_state_is_reached_and_nothing_is_sent_twice() -> None:
    assert set(MOVES) == {"waiting", *(each for to in MOVES.values() for each in to)}
    assert check_move("waiting", "cancelled") is None
    assert {state for state, to in MOVES.items() if "sent" in to} == {"going"}
    for state in MOVES:
        refused = check_move(state, state)
        assert refused is not None
        assert refused.sentence.endswith("Load the page again.")


def test_what_notify_says_is_taken_by_its_own_words() -> None:
    assert receipt_of("delivered").arrived  # type: ignore[union-attr]
    assert receipt_of("permanent-failure").for_good  # type: ignore[union-attr]
    assert not receipt_of("temporary-failure").for_good  # type: ignore[union-attr]
    assert receipt_of("sending") is None


COLLECTED = {0: time(17, 30), 1: time(17, 30), 2: time(17, 30), 3: time(17, 30), 4: time(17, 30), 5: time(12)}


@pytest.mark.parametrize(
    ("taken", "goes"),
    [
        ("Wednesday 2026-04-08 17:30", "Wednesday 2026-04-08 17:30"),
        ("Wednesday 2026-04-08 17:31", "Thursday 2026-04-09 17:30"),
        ("Friday 2026-04-10 18:00", "Saturday 2026-04-11 12:00"),
        ("Saturday 2026-04-11 13:00", "Monday 2026-04-13 17:30"),
        # Good Friday has none, and neither has Easter Monday.
        ("Friday 2026-04-03 10:00", "Saturday 2026-04-04 12:00"),
        ("Saturday 2026-04-04 12:01", "Tuesday 2026-04-07 17:30"),
    ],
)
def test_what_is_brought_after_the_last_collection_goes_with_the_next(taken: str, goes: str) -> None:
    assert goes_at(COLLECTED, t(taken), CALENDAR) == t(goes)


def test_without_a_known_collection_it_goes_at_once() -> None:
    now = t("Wednesday 2026-04-08 23:00")
    assert goes_at({}, now, CALENDAR) == now
    # A house that named no day on which there is one within weeks.
    assert goes_at({9: time(12)}, now, CALENDAR) == now


def test_thin_letters_come_first_and_a_household_lies_together() -> None:
    papers = [
        Paper(1, 2, "ann\n1 mill lane\nls1 4ap"),
        Paper(2, 1, "bea\n9 mill lane\nls1 4ap"),
        Paper(3, 1, "cem\n1 mill lane\nls1 4ap"),
        Paper(4, 1, "dee\n9 mill lane\nls1 4ap"),
        Paper(5, 1, ""),
    ]
    assert in_order(papers) == (5, 3, 2, 4, 1)
    assert postcode_of("bea\n9 mill lane\nls1 4ap\n") == "LS1 4AP"
    assert postcode_of("bea\n9 mill lane") == ""
    assert postcode_of("") == ""
