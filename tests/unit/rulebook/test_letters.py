"""Are letters, headed paper and the words on it read, and do the five houses have all that they need?"""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.rulebook import Rulebook, load_folder, policies_folder
from kept.rulebook.letter_words import Block
from kept.rulebook.letterheads import (
    ENGLISH,
    Letterhead,
    Wording,
    letterhead_of,
    offers,
    wording_of,
)
from kept.rulebook.letters import Template, TemplateField, Words, template_of
from kept.rulebook.people import people_lists
from tests.cast import rulebook
from tests.unit.rulebook.folders import write

HOUSES = ("karin", "redland", "wessex", "moray", "magna")
LETTER = b"""
- name: note
  label: A note
  says: A short one.
  sort: general
  ways: [letter, text]
  contacts: [call]
  tells: {letter: letter.sent, call: letter.acknowledged}
  facts: {call: {answer_by: soon}}
  subject: "About {about}"
  must: [when, telephone]
  approval: director
  longest: 40
  fields:
    about: {label: What about?}
    day: {label: Which day?, type: date, gives: when, fact: answer_by}
    more: {label: More?, required: no}
  blocks:
    - "Dear, about {about}."
    - {date: "By {day}."}
    - {list: ["{more}"], when: more}
    - {table: {Ring: "{phone}"}}
  text: "{about} {day}"
  languages:
    cy:
      subject: "Am {about}"
      blocks: ["{about} {day}", {list: ["{more}"], when: more}, "{phone}"]
      text: "{about} {day}"
"""
HEAD = b"""
- {name: branch, title: Plain at the branch, translation_line: Ask us., offices: [main]}
- {name: all, title: Plain, translation_line: Ask us., translated: [cy, pl, xx], size_pt: 14}
"""
WORDS = b"- {name: pl, language: Polish, translation: Prosimy o kontakt.}\n"


def plain(tmp_path: Path, **rooms: bytes) -> Rulebook:
    return load_folder(write(tmp_path, {f"{room}.yaml": text for room, text in rooms.items()}))


def test_a_letter_is_read(tmp_path: Path) -> None:
    read = plain(tmp_path, letters=LETTER)
    note = template_of(read, "note")
    assert isinstance(note, Template)
    assert template_of(read, "nothing") is None
    assert note.fields == (
        TemplateField("about", "What about?"),
        TemplateField("day", "Which day?", "date", gives="when", fact="answer_by"),
        TemplateField("more", "More?", required=False),
    )
    assert note.field("day") == note.fields[1]
    assert note.field("nothing") is None
    assert note.blocks == (
        Block("paragraph", "Dear, about {about}."),
        Block("date", "By {day}."),
        Block("list", items=("{more}",), when="more"),
        Block("table", rows=(("Ring", "{phone}"),)),
    )
    assert (note.approval, note.longest, note.statutory) == ("director", 40, False)
    assert note.parts == ("when", "telephone")
    assert note.facts == (("call", "answer_by", "soon"),)


def test_what_is_told_follows_what_it_answers_and_then_the_way(tmp_path: Path) -> None:
    note = template_of(plain(tmp_path, letters=LETTER), "note")
    assert note is not None
    assert note.told("letter") == "letter.sent"
    assert note.told("letter", "call") == "letter.acknowledged"
    assert note.told("text") == ""


def test_words_are_in_the_language_where_there_are_any(tmp_path: Path) -> None:
    note = template_of(plain(tmp_path, letters=LETTER), "note")
    assert note is not None
    assert note.words("cy").subject == "Am {about}"
    assert note.words("pl") == Words("en", note.subject, note.blocks, note.text)


def test_paper_is_that_of_the_office_and_else_of_all(tmp_path: Path) -> None:
    read = plain(tmp_path, letterheads=HEAD, wordings=WORDS)
    assert letterhead_of(read, "main").title == "Plain at the branch"
    assert letterhead_of(read).size_pt == 14
    assert offers(read, letterhead_of(read)) == (("pl", "Prosimy o kontakt."),)
    assert wording_of(read, "pl") is ENGLISH
    assert not Wording("pl", "Polish").whole
    bare = plain(tmp_path / "bare")
    assert letterhead_of(bare) == Letterhead("plain", bare.association.name)


@pytest.mark.parametrize("slug", HOUSES)
def test_every_house_has_its_paper_and_offers_a_translation_on_it(slug: str) -> None:
    paper = letterhead_of(rulebook(slug))
    assert paper.title == rulebook(slug).association.name
    assert paper.ombudsman
    assert paper.logo_says
    assert paper.translation_line
    assert len(offers(rulebook(slug), paper)) == len(paper.translated) >= 5


@pytest.mark.parametrize("slug", HOUSES)
def test_every_acknowledgement_and_delay_carries_a_date_that_becomes_a_promise(slug: str) -> None:
    letters = rulebook(slug).room("letters")
    waiting = [each for each in letters if each.sort in ("acknowledgement", "delay")]
    assert len(waiting) >= 5
    for each in waiting:
        assert "when" in each.must
        kinds = [rulebook(slug).kinds[kind] for kind in (each.tells, *dict(each.tells_by).values()) if kind]
        dates = {kind.counts_with for kind in kinds if kind.counts_with}
        if dates:
            assert dates & {field.fact for field in each.fields}, each.name


def test_languages_are_those_that_customers_may_have() -> None:
    known = people_lists().languages
    read = rulebook("karin")
    assert [each.name for each in read.room("wordings") if known.get(each.name) != each.language] == []
    whole = {each.name for each in read.room("wordings") if each.whole}
    said = {words.lang for each in read.room("letters") for words in each.languages}
    assert said == whole == {"ar", "cy"}
    assert wording_of(read, "ar").right_to_left
    assert not wording_of(read, "cy").right_to_left


def test_the_policies_lie_where_they_are_looked_for() -> None:
    assert (policies_folder() / "letters.yaml").exists()
