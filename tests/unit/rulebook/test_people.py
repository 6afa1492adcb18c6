"""What can be said of a customer, and what is wrong with a list that says it badly?"""

from datetime import date
from pathlib import Path

import pytest

from kept.rulebook import RulebookFaults, files_of, policies_folder
from kept.rulebook.people import AgeBand, age_on, people_lists

GOOD = """
languages: {en: English, pl: Polish}
needs: {braille: Braille}
channels: {call: Telephone}
age_bands: {young: {label: Under 25, from: 0}, older: {label: 25 and over, from: 25}}
"""


def lists_of(tmp_path: Path, text: str):
    (tmp_path / "people.yaml").write_text(text)
    return people_lists(tmp_path)


def test_the_lists_that_come_with_kept_are_whole() -> None:
    lists = people_lists()
    assert lists.languages["pl"] == "Polish"
    assert lists.languages["bfi"] == "British Sign Language"
    assert "interpreter" in lists.needs
    assert "large-print" in lists.needs
    assert {"telephone", "text", "email", "letter", "visit"} <= set(lists.channels)
    assert lists.age_bands[0] == AgeBand("under-25", "Under 25", 0)


def test_a_language_is_known_by_code_or_name_and_any_other_stays_in_words() -> None:
    lists = people_lists()
    assert lists.language_code(" polish ") == "pl"
    assert lists.language_code("pl") == "pl"
    assert lists.language_code("Pitkern") == "Pitkern"
    assert lists.language("pl") == "Polish"
    assert lists.language("Pitkern") == "Pitkern"


def test_an_age_band_begins_on_the_birthday() -> None:
    lists = people_lists()
    born = date(2001, 4, 7)
    before, after = lists.age_band(born, date(2026, 4, 6)), lists.age_band(born, date(2026, 4, 7))
    assert (before.slug, after.slug) == ("under-25", "25-to-34")
    assert lists.age_band(None, date(2026, 4, 7)) is None
    assert lists.age_band(date(2027, 1, 1), date(2026, 4, 7)) is None
    assert lists.age_band(date(1899, 1, 1), date(2026, 4, 7)).slug == "75-and-over"


def test_whoever_was_born_on_29_february_has_a_birthday_every_year() -> None:
    assert age_on(date(2004, 2, 29), date(2025, 2, 28)) == 20
    assert age_on(date(2004, 2, 29), date(2025, 3, 1)) == 21


def test_the_lists_are_no_part_of_a_policy_so_its_version_stays_when_they_grow() -> None:
    assert not any("people" in name for name in files_of(policies_folder() / "karin"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("languages: {en: English, pl: Polish}", ""), "“languages” is missing"),
        (("pl: Polish", "pl: English"), "Two have the same name"),
        (("pl: Polish", "no: Norwegian"), "Put it in quotes"),
        (("from: 25", "from: 0"), "each beginning higher than the one before"),
        (("from: 0", "from: 3"), "Let the first band begin at 0"),
        (("needs: {braille: Braille}", "needs: [braille]"), "Under “needs” write short names"),
        (("channels", "chanels"), "Did you mean “channels”?"),
        ((GOOD, "- one\n"), "Write lists here, each under its name."),
        (("{label: Under 25, from: 0}", "25"), "Give this band a label and the age from which it counts."),
    ],
)
def test_a_fault_says_where_it_is_and_what_would_be_right(tmp_path: Path, change, says: str) -> None:
    lists_of(tmp_path, GOOD)
    people_lists.cache_clear()
    with pytest.raises(RulebookFaults) as told:
        lists_of(tmp_path, GOOD.replace(*change))
    assert says in str(told.value)
    assert "people.yaml, line " in str(told.value)
