"""What stays back has a reason that is whole; words that are taken out are gone."""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework import Refused
from kept.casework.redacting import Mark, black_out, left_out, names_in, proposals, refusal, titled

TODAY = date(2026, 4, 8)
WORDS = "Mr Lowe of number 12\nrang on 0113 496 0999. Mr\nLowe was loud."
HARM = {
    "adviser": "Dr Shah",
    "advised_on": "2026-04-01",
    "review_on": "2026-10-01",
    "instead": "A summary",
}
CRIME = {"manager": "Mia Bell", "review_on": "2026-10-01"}


@pytest.mark.parametrize(
    ("mark", "field", "says"),
    [
        (Mark("gone"), "mark", "Choose what becomes of it"),
        (Mark("released", details={"instead": "x" * 501}), "details", "at most 500"),
        (Mark("released", details={"instead": "a\x00"}), "details", "at most 500"),
        (Mark("redacted"), "blacked", "Say which words"),
        (Mark("redacted", blacked=("x" * 501,)), "blacked", "at most 200"),
        (Mark("redacted", blacked=tuple(f"Mr {n}" for n in range(201))), "blacked", "at most 200"),
        (Mark("redacted", blacked=("a",)), "blacked", "is not in this piece"),
        (Mark("redacted", blacked=("Mr Love",)), "blacked", "“Mr Love” is not in this piece"),
        (Mark("withheld"), "reason", "Nothing stays back without a reason"),
        (Mark("withheld", "because"), "reason", "Nothing stays back without a reason"),
        (Mark("withheld", "third-party"), "person", "Say whose details they are"),
        (Mark("withheld", "crime", details={"manager": "Mia"}), "review_on", "looked at again"),
        (Mark("withheld", "harm", details=HARM | {"advised_on": "soon"}), "advised_on", "2026-11-30"),
        (
            Mark("withheld", "harm", details=HARM | {"advised_on": "2026-04-09"}),
            "advised_on",
            "still to come",
        ),
        (Mark("withheld", "harm", details=HARM | {"review_on": "2026-04-08"}), "review_on", "still to come"),
        (Mark("withheld", "privilege"), "adviser", "Say which lawyer"),
    ],
)
def test_a_mark_that_is_not_whole_is_refused(mark: Mark, field: str, says: str) -> None:
    refused = refusal(mark, words=WORDS, today=TODAY)
    assert isinstance(refused, Refused)
    assert refused.field == field
    assert says in refused.sentence


def test_a_whole_mark_is_taken() -> None:
    for mark in (
        Mark("released"),
        Mark("not-theirs"),
        Mark("redacted", blacked=("mr lowe", "0113 496 0999")),
        Mark("withheld", "harm", details=HARM),
        Mark("withheld", "crime", details=CRIME),
        Mark("withheld", "third-party", details={"person": "Mr Lowe"}),
        Mark("withheld", "privilege", details={"adviser": "Bell and Co"}),
    ):
        assert refusal(mark, words=WORDS, today=TODAY) is None


def test_no_word_is_taken_out_of_a_picture() -> None:
    refused = refusal(Mark("redacted", blacked=("Mr Lowe",)), words="", today=TODAY, readable=False)
    assert refused is not None
    assert "Bring a copy" in refused.sentence


def test_words_are_taken_out_wherever_they_stand_and_however_they_are_broken() -> None:
    gone = black_out(WORDS, ("Mr Lowe", "0113 496 0999", " "))
    assert gone == "[taken out] of number 12\nrang on [taken out]. [taken out] was loud."
    assert black_out("Lowerby", ("Lower",)) == "Lowerby"
    assert black_out("(a) b (a)", ("(a)",)) == "[taken out] b [taken out]"


def test_others_are_proposed_and_the_asker_is_not() -> None:
    text = (
        "Mrs Okafor rang Mr Lowe on 0113 496 0999, not 0113 496 0001; see Chike Bell, c@bell.org, Mill Road"
    )
    own = ("Ngozi Okafor", "0113 496 0001")
    assert proposals(text, own=own, others=("Chike Bell", "Nobody Here", "")) == (
        "Mr Lowe",
        "0113 496 0999",
        "Chike Bell",
        "c@bell.org",
    )
    assert proposals("Ngozi Okafor", own=own, others=("Ngozi Okafor",)) == ()


def test_names_and_who_is_addressed_as_a_person() -> None:
    assert names_in("Then Mr Ade van Dijk rang Zoë, ok") == ("Then Mr Ade van Dijk", "Zoë")
    assert titled("Dr Shah")
    assert not titled("Mr ")
    assert not titled("Mill Road")


def test_whoever_asked_is_told_how_much_stays_back_and_why() -> None:
    assert left_out({}) == ()
    said = left_out({"third-party": 1, "harm": 1_200}, redacted=1)
    assert said[0].startswith("1,200 pieces are left out. Somebody who knows about health")
    assert said[1].startswith("1 piece is left out. It tells about another person")
    assert said[2].startswith("Words were taken out of 1 piece,")
    assert left_out({}, redacted=2)[0].startswith("Words were taken out of 2 pieces")
