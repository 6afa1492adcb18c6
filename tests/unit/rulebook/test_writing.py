"""How a house writes to people, out of its own file and the shared one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.rulebook.letters import Template
from kept.rulebook.writing import Practice, Writing, writing_of
from tests import cast

NOTE = Template("note", "Note", "A note.", "answer")


def test_the_shared_file_says_how_everybody_writes() -> None:
    writing = writing_of(cast.rulebook("karin"))
    assert (writing["ways"].business, writing["ways"].others, writing["ways"].as_asked) == (
        "email",
        "letter",
        True,
    )
    assert (writing["advice"].sentence, writing["advice"].too_long) == (20, 25)
    assert writing["answers"].questions
    words = {phrase for each in cast.rulebook("karin").room("plain_words") for phrase, _ in each.words}
    assert len(words) > 250
    assert {"commence", "in the event of", "decant"} <= words


def test_how_long_it_may_be_is_said_by_its_name_by_itself_or_by_its_sort() -> None:
    writing = Writing(
        {
            "letter-length": Practice("letter-length", lengths=(("answer", 350), ("special", 90))),
            "email-length": Practice("email-length", lengths=(("answer", 200),)),
        }
    )
    assert writing.length(NOTE, "letter") == 350
    assert writing.length(replace(NOTE, longest=120), "letter") == 120
    assert writing.length(replace(NOTE, longest=120), "email") == 120
    assert writing.length(replace(NOTE, longest=300), "email") == 200
    assert writing.length(replace(NOTE, name="special"), "letter") == 90
    assert writing.length(replace(NOTE, sort="notice"), "email") == 0


@pytest.mark.parametrize(
    ("template", "own", "wanted"),
    [
        (NOTE, (), ""),
        (replace(NOTE, approval="director"), (), "director"),
        (replace(NOTE, approval="repairs"), (), "manager"),
        (NOTE, (("answer", "director"),), "director"),
        (replace(NOTE, approval="director"), (("note", "manager"), ("answer", "director")), "manager"),
    ],
)
def test_whose_word_it_needs(template: Template, own: tuple[tuple[str, str], ...], wanted: str) -> None:
    writing = Writing({"approval": Practice("approval", of=own)})
    assert writing.approver(template, cast.rulebook("moray").association) == wanted


def test_a_job_title_stands_for_its_role() -> None:
    association = cast.rulebook("moray").association
    title, role = association.roles[0]
    writing = Writing({"approval": Practice("approval", of=(("note", "-".join(title.lower().split())),))})
    assert writing.approver(NOTE, association) == role
