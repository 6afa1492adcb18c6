"""Is a letter filled in word for word, and is no hole in it passed over?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from kept.casework.letter_text import (
    Document,
    Unfilled,
    Writer,
    draft,
    facts_of,
    fill,
    paragraphs,
    size_for,
    value_in,
)
from kept.rulebook.letter_words import Block
from kept.rulebook.letterheads import ENGLISH, Letterhead, Wording, wording_of
from kept.rulebook.letters import Template, TemplateField, Words, template_of
from tests.cast import rulebook

ON = date(2026, 4, 7)
PAPER = Letterhead("main", "Plain Homes", phone="01632 960 100", must=("telephone", "signature"))
GRACE = Writer("Grace Mbeki", "Housing Officer", "01632 960 123", "grace@plain.example")
NOTE = Template(
    "note",
    "A note",
    "A short one.",
    tells_by=(("letter", "letter.acknowledged"), ("email", "email.acknowledged"), ("call", "call.held")),
    facts=(("", "sure", True), ("email", "how", "email")),
    subject="About {about}",
    blocks=(
        Block("paragraph", "You asked about {about}, and today is {today}."),
        Block("heading", "Our answer"),
        Block("paragraph", "{answer}"),
        Block("list", items=("{more}", "two"), when="more"),
        Block("table", rows=(("Ring", "{phone}"),)),
        Block("date", "By {day}."),
    ),
    text="{about}: {answer}",
    fields=(
        TemplateField("about", "What is it about?"),
        TemplateField("answer", "The answer", "long_text"),
        TemplateField("more", "More", required=False),
        TemplateField("day", "By which day?", "date", fact="answer_by"),
    ),
    must=("who-writes", "answer"),
    languages=(Words("cy", "Am {about}", (Block("paragraph", "{answer} {day}"),), "{about}"),),
)
VALUES = {"about": "damp", "answer": "Yes.\n\nFirst:\n- one\n* two\nand more", "day": "2026-04-17"}


def filled(values: dict[str, Any] = VALUES, **more: Any) -> Document:
    more = {"writer": GRACE, "on": ON, "dear": "Ms Bell", "to": (" Ms Bell ", "", "2 Rose Lane"), **more}
    return fill(NOTE, PAPER, values, **more)


def test_a_letter_is_filled_in() -> None:
    letter = filled(reference="K7F3-9Q2M", enclosed=["A form"], offers=[("pl", "Prosimy.")])
    assert letter.title == "About damp"
    assert letter.blocks == (
        Block("paragraph", "You asked about damp, and today is Tuesday 7 April 2026."),
        Block("heading", "Our answer"),
        Block("paragraph", "Yes."),
        Block("paragraph", "First:"),
        Block("list", items=("one", "two")),
        Block("paragraph", "and more"),
        Block("table", rows=(("Ring", "01632 960 123"),)),
        Block("date", "By Friday 17 April 2026."),
    )
    assert letter.to == ("Ms Bell", "2 Rose Lane")
    assert (letter.dear, letter.yours) == ("Dear Ms Bell,", "Yours sincerely,")
    assert letter.ask == "If you have a question about this letter, please ask Grace Mbeki: 01632 960 123."
    assert letter.written_on == "Tuesday 7 April 2026"
    assert letter.translation_line == PAPER.translation_line
    assert letter.words.startswith("You asked about damp")
    assert letter.holes == ()


def test_nobody_is_called_by_a_name_that_we_do_not_know() -> None:
    letter = filled(dear="")
    assert (letter.dear, letter.yours) == ("Dear Sir or Madam,", "Yours faithfully,")


def test_a_block_stands_only_with_the_field_that_it_is_for() -> None:
    assert Block("list", items=("again", "two"), when="more") in filled({**VALUES, "more": "again"}).blocks
    assert all(each.when != "more" for each in filled({**VALUES, "more": "  "}).blocks)


def test_words_of_a_customer_are_words() -> None:
    hostile = '#panic("x") {writer} {answer} <b> $x$ \\ [[a]]'
    letter = filled({**VALUES, "about": hostile})
    assert letter.title == f"About {hostile}"


def test_every_hole_is_told_by_the_name_of_its_field_and_marked_in_a_draft() -> None:
    with pytest.raises(Unfilled) as found:
        filled({"about": "damp", "answer": " ", "day": "soon"}, writer=Writer(""))
    assert dict(found.value.faults) == {
        "answer": "“The answer” is still empty.",
        "phone": "“Your direct number” is not on record. Put it on your own page first.",
        "day": "“By which day?” takes a date, such as 2026-04-07.",
        "telephone": "Your direct number is not on record. Put it on your own page first.",
        "signature": "Nobody can sign: whoever writes has no name on record.",
        "who-writes": "Whoever writes has no name on record.",
    }
    assert "“The answer” is still empty." in str(found.value)
    marked = draft(NOTE, PAPER, {}, Writer("Grace", "", "", ""), on=ON)
    assert marked.title == "About [What is it about?]"
    assert marked.blocks[-1].text == "By [By which day?]."
    assert len(marked.holes) == 5


def test_a_letter_says_whom_to_ask_or_is_not_made() -> None:
    asking = replace(NOTE, must=("whom-to-approach",), blocks=())
    nobody = Letterhead("bare", "Plain Homes")
    letter = draft(asking, nobody, VALUES, Writer("Grace"), on=ON)
    assert letter.holes == (
        ("whom-to-approach", "There is neither a number nor an address at which to ask about it."),
    )
    assert letter.ask == ""
    assert "01632 960 100" in draft(asking, PAPER, VALUES, Writer("Grace"), on=ON).ask
    unknown = replace(NOTE, blocks=(Block("paragraph", "{ombudsman} {reference}"),))
    holes = dict(draft(unknown, nobody, VALUES, GRACE, on=ON).holes)
    assert holes["ombudsman"] == "“The ombudsman” is not on the headed paper of the house."
    assert holes["reference"] == "“reference” is not known."


def test_a_text_message_is_its_words_alone() -> None:
    message = filled({"about": "damp", "answer": "Yes."}, way="text", writer=Writer("Grace"))
    assert message.blocks == (Block("paragraph", "damp: Yes."),)
    assert message.title == ""


def test_a_letter_in_another_language_has_that_language_on_its_paper() -> None:
    welsh = wording_of(rulebook("karin"), "cy")
    letter = filled(wording=welsh)
    assert letter.lang == "cy"
    assert letter.title == "Am damp"
    assert letter.dear == "Annwyl Ms Bell,"
    assert letter.blocks[-1].text == "and more 17 Ebrill 2026"
    assert letter.translation_line == welsh.line


def test_a_letter_that_has_no_words_in_the_language_is_english_on_english_paper() -> None:
    letter = filled(wording=Wording("pl", "Polish", dear="Szanowna {name},"))
    assert (letter.lang, letter.dear) == ("en", "Dear Ms Bell,")


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("date", ON, "Tuesday 7 April 2026"),
        ("time", "9:30", None),
        ("time", "09:30", "09:30"),
        ("time", time(16, 5), "16:05"),
        ("money", "1234.5", "£1,234.50"),
        ("money", "£93", "£93.00"),
        ("money", "much", None),
        ("money", "nan", None),
        ("number", 5, "5"),
        ("choice", "yes", "Certainly"),
        ("choice", "no", "no"),
    ],
)
def test_a_value_is_said_as_its_field_says_it(kind: str, value: object, says: str | None) -> None:
    field = TemplateField("it", "What?", kind, choices=(("yes", "Certainly"),))
    if says is None:
        with pytest.raises(ValueError, match="“What\\?” takes"):
            value_in(field, value, ENGLISH)
    else:
        assert value_in(field, value, ENGLISH) == says


def test_lines_stay_lines_and_lists_become_lists() -> None:
    assert paragraphs("one\r\ntwo\n\n\n- a\n- b\n\n- c") == (
        Block("paragraph", "one\ntwo"),
        Block("list", items=("a", "b", "c")),
    )
    assert paragraphs("  \n ") == ()


def test_what_is_told_has_the_facts_of_its_kind() -> None:
    kinds = rulebook("karin").kinds
    assert facts_of(NOTE, "letter", VALUES) == (
        "letter.acknowledged",
        {"sure": True, "answer_by": "2026-04-17"},
    )
    assert facts_of(NOTE, "letter", VALUES, kinds=kinds)[1] == {"answer_by": "2026-04-17"}
    assert facts_of(NOTE, "email", {})[1] == {"sure": True, "how": "email"}
    assert facts_of(NOTE, "text", VALUES) == ("", {})
    assert facts_of(NOTE, "letter", VALUES, on="call")[0] == "call.held"
    officer = template_of(rulebook("karin"), "new-officer")
    assert officer is not None
    assert facts_of(officer, "email", {}, kinds=kinds) == ("officer.told", {"how": "email"})


def test_the_size_is_the_largest_that_the_reader_needs() -> None:
    assert size_for(PAPER, []) == 12
    assert size_for(PAPER, ["braille", "large-print"]) == 18
    assert size_for(PAPER, ["large-print-24", "large-print-18"]) == 24
