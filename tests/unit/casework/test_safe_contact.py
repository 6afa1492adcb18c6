"""What a customer said of how they may be reached is obeyed, and the way that is open is offered."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.safe_contact import (
    LEFT_WITH_OTHERS,
    WAYS,
    Rules,
    check,
    dear,
    kept_of,
    rules_of,
    said,
    strictest,
)

LONDON = ZoneInfo("Europe/London")
NOON, EVENING = datetime(2026, 4, 7, 12, tzinfo=LONDON), datetime(2026, 4, 7, 18, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("kept", "channel", "sentence"),
    [
        ({}, "letter", None),
        (
            {"never": ["letter", "visit"]},
            "letter",
            "Do not write to them by post: they asked us not to. "
            "Ring them, write an e-mail or send a text instead.",
        ),
        ({"never": ["letter"]}, "telephone", None),
        ({"only": ["text"]}, "telephone", "Do not ring them: they asked us not to. Send a text instead."),
        ({"only": ["text"]}, "text", None),
        (
            {"only": ["text", "email"]},
            "visit",
            "Do not go to their home: they asked us not to. Write an e-mail or send a text instead.",
        ),
        (
            {"never": list(WAYS)},
            "email",
            "Do not e-mail them: they asked us not to. "
            "No other way is on record: ask your manager how they can be reached.",
        ),
    ],
)
def test_one_sentence_refuses_and_offers_what_is_open(kept, channel, sentence) -> None:
    found = check(rules_of(kept), channel)
    assert (found.sentence if found else None) == sentence


def test_hours_bind_the_telephone_and_not_the_post() -> None:
    rules = rules_of({"hours": ["17:30", "20:00"]})
    early = check(rules, "telephone", at=NOON)
    assert early is not None
    assert early.sentence == "Do not ring them at this hour: they asked us to do it between 17:30 and 20:00."
    assert check(rules, "telephone", at=EVENING) is None
    assert check(rules, "letter", at=NOON) is None


def test_no_message_is_left_where_they_asked_for_none() -> None:
    rules = rules_of({"leave_no_message": True, "never": ["letter", "visit", "email"]})
    found = check(rules, "telephone", to_other=True)
    assert found is not None
    assert found.sentence == "Leave no message for them: they asked us not to. Send a text instead."
    assert check(rules, "telephone") is None
    assert "a number to ring, and nothing else" in LEFT_WITH_OTHERS


def test_they_are_said_in_short_what_is_forbidden_first() -> None:
    rules = rules_of({"never": ["visit", "letter"], "hours": ["09:00", "12:00"], "leave_no_message": True})
    assert said(rules) == ("Never by letter or visit.", "Between 09:00 and 12:00.", "Leave no message.")
    assert said(rules_of({"only": ["text"]})) == ("Only by text.",)
    assert said(Rules()) == ()


@pytest.mark.parametrize(
    ("name", "called", "so"),
    [
        ("Mrs Ngozi Okafor", "", "Mrs Okafor"),
        ("Dr. Ada Bell", "", "Dr. Bell"),
        ("Mrs Okafor", "", "Mrs Okafor"),
        ("Ngozi Okafor ", "", "Ngozi Okafor"),
        ("Mrs Ngozi Okafor", "Ngozi", "Ngozi"),
        ("", "", ""),
    ],
)
def test_by_title_and_surname_unless_they_wish_otherwise(name: str, called: str, so: str) -> None:
    assert dear(name, Rules(called=called)) == so


RULES = st.builds(
    lambda never, only, leave, called: rules_of(
        {
            "never": never,
            "only": [each for each in only if each not in never],
            "leave_no_message": leave,
            "called": called,
        }
    ),
    st.lists(st.sampled_from(WAYS), unique=True),
    st.lists(st.sampled_from(WAYS), unique=True),
    st.booleans(),
    st.sampled_from(["", "Ngozi"]),
)


@given(RULES)
def test_what_is_kept_is_read_as_it_was_said(rules: Rules) -> None:
    assert rules_of(kept_of(rules)) == rules
    assert bool(kept_of(rules)) == bool(rules)


@given(RULES, st.sampled_from(WAYS))
def test_a_way_is_open_or_refused_and_never_both(rules: Rules, way: str) -> None:
    assert (check(rules, way) is None) == (way in rules.allowed)


@given(RULES, RULES, st.sampled_from(WAYS), st.booleans())
def test_of_two_files_whatever_either_forbids_stays_forbidden(one, other, way, to_other) -> None:
    both = strictest(one, other)
    if check(one, way, to_other=to_other) or check(other, way, to_other=to_other):
        assert check(both, way, to_other=to_other) is not None
    if not one:
        assert both == other
