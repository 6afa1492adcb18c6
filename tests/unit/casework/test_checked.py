"""Does the one check tell all that is wrong, and are only the examples put right that somebody looked at?"""

from __future__ import annotations

from pathlib import Path

from kept.casework.checked import checked, examples_put_right
from kept.rulebook import files_of, policies_folder
from kept.rulebook.clause_parts import with_parts
from kept.rulebook.load import EXAMPLES

FILES = files_of(policies_folder() / "karin")
FIVE = with_parts(FILES, "karin:letters.1", {"within": "5 working days"})


def test_a_policy_in_order_has_no_fault() -> None:
    found = checked(FILES)
    assert found.in_order
    assert found.rulebook is not None
    assert not found.examples


def test_a_file_that_cannot_be_read_makes_no_rulebook() -> None:
    found = checked({**FILES, "clauses/06-letters.yaml": "- ["})
    assert found.rulebook is None
    assert found.faults[0].file == "clauses/06-letters.yaml"


def test_an_example_that_comes_out_otherwise_is_a_fault_with_its_line() -> None:
    found = checked(FIVE)
    assert found.rulebook is not None
    assert not found.in_order
    assert {each.clause for each in found.faults} == {"karin:letters.1"}
    first, line = found.examples[0], FILES[EXAMPLES].splitlines()[found.faults[0].line - 1]
    assert first.name in line
    assert "comes out otherwise" in found.faults[0].message


def test_what_was_looked_at_is_put_right_and_nothing_else() -> None:
    found = checked(FIVE).examples
    some = examples_put_right(FIVE, [found[0].place])
    assert [each.place for each in checked(some).examples] == [each.place for each in found[1:]]
    every = examples_put_right(FIVE, [each.place for each in found])
    assert checked(every).in_order
    assert examples_put_right(FIVE, []) == FIVE
    without = {name: text for name, text in FILES.items() if name != EXAMPLES}
    assert examples_put_right(without, [1]) == without


def test_a_clock_that_came_or_went_is_put_right_too() -> None:
    home = Path(__file__).parents[2] / "sixth" / "harbour"
    files = files_of(home, shared=policies_folder())
    sooner = with_parts(files, "harbour:2.2", {"within": "3 working days"})
    found = checked(sooner).examples
    assert "no clock is expected, and there is one" in [each.sentence for each in found]
    righted = examples_put_right(sooner, [each.place for each in found])
    assert checked(righted).in_order
    back = with_parts(righted, "harbour:2.2", {"within": "4 working days"})
    found = checked(back).examples
    assert "a clock is expected, and there is none" in [each.sentence for each in found]
    again = examples_put_right(back, [each.place for each in found])
    assert checked(again).in_order
    assert again[EXAMPLES] == files[EXAMPLES]
