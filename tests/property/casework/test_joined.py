"""A file that takes another in loses nothing, and gives back exactly what it took."""

from hypothesis import given
from hypothesis import strategies as st

from kept.casework.joined import FIELDS, LISTS, RULES, SINGLE, WORDS, Part, given_back, taken_over, without
from kept.casework.safe_contact import WAYS, kept_of, rules_of

word = st.sampled_from(["", "at work", "by post", "lip-reads", "a; b"])
rules = st.builds(
    lambda never, leave: kept_of(rules_of({"never": never, "leave_no_message": leave})),
    st.lists(st.sampled_from(WAYS), unique=True, max_size=3),
    st.booleans(),
)
values = st.fixed_dictionaries(
    {
        **dict.fromkeys((*SINGLE, *WORDS), word),
        RULES: rules,
        **{name: st.lists(st.sampled_from(["1", "2", "3"]), unique=True, max_size=3) for name in LISTS},
    }
)


def after(into, taken):
    return into | {name: now for name, (_before, now) in taken.items()}


@given(into=values, gone=values)
def test_given_back_at_once_it_says_what_it_said_before(into, gone) -> None:
    taken = taken_over(into=into, gone=gone)
    joined = after(into, taken)
    assert joined | given_back(joined, taken) == into


@given(into=values, gone=values)
def test_nothing_that_either_must_never_have_done_is_lost(into, gone) -> None:
    joined = after(into, taken_over(into=into, gone=gone))
    for each in (into, gone):
        assert all(part in joined["contact_never"] for part in each["contact_never"].split("; "))
        assert set(each["phones"]) <= set(joined["phones"])
        assert rules_of(joined[RULES]).never >= rules_of(each[RULES]).never
    assert all(joined[name] == into[name] for name in SINGLE if into[name])


@given(into=values, one=values, two=values)
def test_whichever_of_two_goes_it_is_as_if_only_the_other_had_come(into, one, two) -> None:
    first = taken_over(into=into, gone=one)
    joined = after(into, first)
    second = taken_over(into=joined, gone=two)
    whole = after(joined, second)
    parts = [Part("one", first, one), Part("two", second, two)]
    for leaving, staying in (("one", two), ("two", one)):
        left, again = without(leaving, whole, parts)
        assert left == after(into, taken_over(into=into, gone=staying))
        (taken,) = again.values()
        assert left | given_back(left, taken) == into


@given(into=values, gone=values)
def test_what_was_put_right_meanwhile_stays(into, gone) -> None:
    taken = taken_over(into=into, gone=gone)
    now = after(into, taken) | {"email": "new@example.org", "phones": ["9"]}
    left = now | given_back(now, taken)
    assert left["email"] == "new@example.org"
    assert left["phones"] == ["9"]


@given(into=values)
def test_a_file_takes_nothing_from_one_that_says_the_same(into) -> None:
    assert taken_over(into=into, gone=into) == {}
    assert taken_over(into=into, gone=dict.fromkeys(FIELDS)) == {}
