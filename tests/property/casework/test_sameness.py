"""Whatever two files hold: either may be named first, and more that agrees is never less alike."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kept.casework.sameness import (
    IDENTIFIERS,
    Known,
    agreeing,
    check_may_join,
    contradict,
    likeness,
)

some = st.sampled_from
known = st.builds(
    Known,
    ref=some(["A", "B", "C"]),
    sounds=some(["", "N220 O216", "B000"]),
    address=some(["", "14 mill road", "9 high street"]),
    phones=st.frozensets(some(["1", "2", "3"]), max_size=2),
    email=some(["", "n@example.org", "m@example.org"]),
    born_on=some([None, date(1980, 5, 1), date(1981, 5, 1)]),
    outside=st.frozensets(some(["T-1", "T-2"]), max_size=1),
)


@given(one=known, other=known)
def test_the_order_does_not_matter(one: Known, other: Known) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert check_may_join(one, other) == check_may_join(other, one)


@given(one=known, other=known)
def test_joined_are_only_those_in_whom_two_identifiers_agree_and_none_contradicts(
    one: Known, other: Known
) -> None:
    refused = check_may_join(one, other)
    enough = len(agreeing(one, other)) >= 2 and not contradict(one, other) and one.ref != other.ref
    assert (refused is None) == enough
    assert refused is None or refused.sentence.endswith(".")


@given(one=known, other=known)
def test_whoever_may_be_joined_is_worth_a_look(one: Known, other: Known) -> None:
    if check_may_join(one, other) is None:
        assert likeness(one, other).worth_a_look


@given(one=known, other=known, more=some(["9", "8"]))
def test_one_more_number_in_common_is_never_less(one: Known, other: Known, more: str) -> None:
    richer = [replace(each, phones={*each.phones, more}) for each in (one, other)]
    assert likeness(*richer).strength >= likeness(one, other).strength
    assert set(agreeing(*richer)) >= set(agreeing(one, other))


@given(one=known, other=known)
def test_name_and_address_alone_never_join(one: Known, other: Known) -> None:
    bare = replace(other, ref="Z", phones=frozenset(), email="", born_on=None, outside=frozenset())
    assert check_may_join(one, bare) is not None
    assert not set(agreeing(one, bare)) & set(IDENTIFIERS)
