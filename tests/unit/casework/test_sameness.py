"""Two files are joined when two things agree that a household does not share."""

from datetime import date

import pytest

from kept.casework.sameness import Known, check_may_join, contradict, likeness, said_apart

MAY = date(1980, 5, 1)
OKAFOR = Known(
    "A",
    sounds="N220 O216",
    address="14 mill road",
    phones={"01134960001", "07700900123"},
    email="n@example.org",
    born_on=MAY,
    outside={"T-1"},
)


@pytest.mark.parametrize(
    "other",
    [
        Known("B", phones={"07700900123"}, born_on=MAY),
        Known("B", phones={"01134960001"}, email="n@example.org"),
        Known("B", email="n@example.org", born_on=MAY),
        Known("B", outside={"T-1"}, born_on=MAY),
    ],
)
def test_two_that_agree_are_enough_whatever_the_name(other: Known) -> None:
    assert check_may_join(OKAFOR, other) is None
    assert check_may_join(other, OKAFOR) is None


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (
            Known("B", sounds="N220 O216", address="14 mill road"),
            "here nothing does. Ask for their date of birth",
        ),
        (
            Known("B", sounds="N220 O216", phones={"01134960001", "07700900123"}),
            "only the telephone number does. Ask for their date of birth or their e-mail address",
        ),
        (
            Known("B", born_on=MAY),
            "only the date of birth does. Ask for their e-mail address or their telephone",
        ),
        (
            Known("B", phones={"01134960001"}, email="n@example.org", born_on=date(1981, 5, 1)),
            "dates of birth differ",
        ),
        (OKAFOR, "one file already"),
    ],
)
def test_anything_less_is_refused_with_what_to_ask(other: Known, says: str) -> None:
    refused = check_may_join(OKAFOR, other)
    assert refused is not None
    assert says in refused.sentence


def test_a_name_that_sounds_alike_counts_beside_something_else() -> None:
    namesake = Known("B", sounds="N220 O216")
    assert not likeness(OKAFOR, namesake).worth_a_look
    neighbour = Known("B", sounds="N220 O216", address="14 mill road")
    assert likeness(OKAFOR, neighbour).reasons == ("name", "address")
    assert likeness(OKAFOR, neighbour).worth_a_look


def test_a_household_is_not_one_person() -> None:
    sister = Known("B", sounds="A500 O216", address="14 mill road", phones={"01134960001"})
    assert not likeness(OKAFOR, sister).worth_a_look
    twin = Known("B", sounds="N220 O216", email="n@example.org", born_on=date(1984, 1, 1))
    assert contradict(OKAFOR, twin)
    assert likeness(OKAFOR, twin).strength == 0


def test_the_strongest_is_whoever_agrees_in_most() -> None:
    some = [
        Known("B", sounds="N220 O216", address="14 mill road"),
        Known("C", sounds="N220 O216", phones={"01134960001"}),
        Known("D", sounds="N220 O216", email="n@example.org"),
        Known("E", sounds="N220 O216", born_on=MAY, phones={"01134960001"}),
    ]
    strengths = [likeness(OKAFOR, each).strength for each in some]
    assert strengths == [40, 50, 55, 85]


def test_what_somebody_found_before_is_said_with_who_and_when() -> None:
    assert said_apart("Ann Lee", "3 May 2026").sentence == (
        "Ann Lee said on 3 May 2026 that these are two people. If that was wrong, take it back first."
    )
