"""The rules of an association, out of the versions that were loaded for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kept.rulebook import Rulebook, compiled
from kept.store import rules, tenancy
from kept.store.models import Association, RulebookVersion
from tests.store.making import landlord, moment
from tests.unit.casework.small import LETTER, URGENT, event, judged, rulebook, t

pytestmark = pytest.mark.django_db

TUESDAY = "Tuesday 2026-04-07 10:00"


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


def load(
    association: Association, book: Rulebook, at: str = TUESDAY, corrects: RulebookVersion | None = None
) -> RulebookVersion:
    return RulebookVersion.objects.create(
        association=association,
        starts_on=book.starts_on,
        sha256=book.version,
        files={},
        compiled=compiled(book),
        loaded_at=moment(at),
        loaded_by="pat",
        corrects=corrects,
    )


def sha(letter: str) -> str:
    return letter * 64


def test_a_stored_rulebook_is_the_one_that_was_loaded(red) -> None:
    book = rulebook(version=sha("a"))
    load(red, book)
    found = rules.current(red)
    assert found.version == sha("a")
    assert found.promises == book.promises
    assert found.kinds == book.kinds
    (version,) = rules.rules_of(red).versions
    assert judged(event("letter.received", TUESDAY, id="L1"), at=TUESDAY, rules=rules.rules_of(red)).clocks
    assert version.rulebook is found


def test_without_a_rulebook_the_sentence_says_what_to_do(red) -> None:
    with pytest.raises(rules.NoRulebook, match=r"No rulebook is loaded for Red\. Run “kept policy load”"):
        rules.rules_of(red)


def test_each_moment_has_the_version_then_in_force(red) -> None:
    load(red, rulebook(version=sha("b"), starts_on=date(2026, 1, 1)))
    load(red, rulebook(version=sha("a"), starts_on=date(2020, 1, 1)))
    load(red, rulebook(version=sha("c"), starts_on=date(2027, 1, 1)))
    found = rules.rules_of(red)
    assert [each.rulebook.version for each in found.versions] == [sha("a"), sha("b"), sha("c")]
    assert rules.current(red, t("Wednesday 2025-12-31 23:59")).version == sha("a")
    assert rules.current(red, t("Thursday 2026-01-01 00:00")).version == sha("b")
    assert rules.current(red).version == sha("c")
    with pytest.raises(rules.NoRulebook, match="in force from 1 January 2020"):
        rules.current(red, t("Tuesday 2019-12-31 23:59"))


def test_a_corrected_version_stands_in_for_the_faulty_ones_and_remembers_them(red) -> None:
    first = load(red, rulebook(LETTER, version=sha("a")), at="Tuesday 2026-04-07 10:00")
    second = load(red, rulebook(LETTER, version=sha("b")), at="Wednesday 2026-04-08 10:00", corrects=first)
    load(red, rulebook(LETTER, URGENT, version=sha("c")), at="Thursday 2026-04-09 10:00", corrects=second)
    (version,) = rules.rules_of(red).versions
    assert version.rulebook.version == sha("c")
    assert [(when, each.rulebook.version) for when, each in version.corrected] == [
        (t("Thursday 2026-04-09 10:00"), sha("b")),
        (t("Wednesday 2026-04-08 10:00"), sha("a")),
    ]


def test_clocks_that_had_finished_before_a_correction_keep_the_faulty_version(red) -> None:
    first = load(red, rulebook(LETTER, version=sha("a")), at="Tuesday 2026-04-07 10:00")
    load(red, rulebook(LETTER, version=sha("b")), at="Thursday 2026-04-09 10:00", corrects=first)
    done = event("letter.received", "Tuesday 2026-04-07 11:00", id="L1", thread="one")
    answer = event("letter.answered", "Wednesday 2026-04-08 11:00", id="L2", thread="one")
    late = "Friday 2026-04-10 10:00"
    (finished,) = judged(done, answer, at=late, rules=rules.rules_of(red)).clocks
    (running,) = judged(replace(done, id="L3"), at=late, rules=rules.rules_of(red)).clocks
    assert (finished.version, running.version) == (sha("a"), sha("b"))


def test_a_version_once_read_is_kept_and_a_new_one_is_seen_at_once(red, django_assert_num_queries) -> None:
    load(red, rulebook(version=sha("a"), starts_on=date(2020, 1, 1)))
    rules.rules_of(red)
    with django_assert_num_queries(1):
        before = rules.rules_of(red)
    load(red, rulebook(version=sha("b"), starts_on=date(2026, 1, 1)))
    with django_assert_num_queries(2):
        after = rules.rules_of(red)
    assert (len(before.versions), len(after.versions)) == (1, 2)
    assert rules.rules_of(red) is after


def test_each_association_has_its_own(red) -> None:
    load(red, rulebook(version=sha("a")))
    with tenancy.association(landlord("blue")) as blue:
        with pytest.raises(rules.NoRulebook, match="Blue"):
            rules.current(blue)
        load(blue, rulebook(version=sha("a")))
        assert rules.current(blue).version == sha("a")
        with pytest.raises(rules.NoRulebook, match="Red"):
            rules.rules_of(red)
