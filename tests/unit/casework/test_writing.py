"""What stops a letter, what is only advised, and that each finding names its field and its cure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kept.casework.letter_text import Writer, draft
from kept.casework.writing import (
    MOST_ASKED,
    Around,
    Asked,
    Finding,
    address_mark,
    asked_of,
    check,
    questions_in,
    stopping,
)
from kept.rulebook.letter_words import Block
from kept.rulebook.letterheads import Letterhead
from kept.rulebook.letters import Template, TemplateField
from kept.rulebook.writing import Practice

TUESDAY = date(2026, 4, 7)
PAPER = Letterhead("main", "Small Homes", must=("who-writes", "job-title", "telephone", "email"))
ANN = Writer("Ann Price", "Housing officer", "01632 960 017", "ann@example.org")
ANSWER = Template(
    "answer",
    "Answer",
    "Everything asked.",
    "answer",
    subject="About {about}",
    blocks=(
        Block("paragraph", "Thank you."),
        Block("paragraph", "{answer}"),
        Block("paragraph", "{more}", when="more"),
    ),
    fields=(
        TemplateField("about", "What is it about?"),
        TemplateField("answer", "Your answer", "long_text", gives="answer"),
        TemplateField("more", "More", "long_text", required=False),
    ),
)
LATER = Template(
    "delay",
    "Later",
    "Why.",
    "delay",
    subject="Later",
    blocks=(Block("paragraph", "You have it by {answer_by}."), Block("paragraph", "{why}", when="why")),
    fields=(
        TemplateField("answer_by", "By when?", "date", gives="when", fact="answer_by"),
        TemplateField("why", "Why?", "long_text", required=False, gives="delay-reason"),
        TemplateField("seen_on", "Seen on", "date", required=False),
    ),
)
GOOD = {"about": "the roof", "answer": "The roofer comes on Monday."}
AROUND = Around(on=TUESDAY, name="Ms Ngozi Okafor", names=("Ms Ngozi Okafor", "Ms Okafor"))


def found(
    values: dict[str, str],
    template: Template = ANSWER,
    around: Around = AROUND,
    *,
    writer: Writer = ANN,
    dear: str = "Ms Okafor",
    practice: Practice | None = None,
    **more: Any,
) -> tuple[Finding, ...]:
    document = draft(template, PAPER, values, writer, on=TUESDAY, to=("Ms Okafor",), dear=dear, **more)
    return check(template, document, values=values, around=around, practice=practice)


def told(findings: tuple[Finding, ...]) -> list[tuple[str, bool]]:
    return [(each.name, each.stops) for each in findings]


def test_a_letter_that_lacks_nothing_says_nothing() -> None:
    assert found(GOOD) == ()


def test_an_empty_field_and_what_the_writer_lacks_stop_it() -> None:
    lacking = found({"about": "the roof"}, writer=replace(ANN, job="", phone=""))
    assert told(lacking) == [("answer", True), ("job-title", True), ("telephone", True)]
    assert stopping(lacking) == lacking
    assert lacking[0].says == "“Your answer” is still empty."


@pytest.mark.parametrize(
    "text", ["Dear, [name]", "It costs ____.", "Ring us on {phone}.", "On <<date>>.", "Price: XXX", "TBC"]
)
def test_a_blank_left_open_stops_it(text: str) -> None:
    assert ("words", True) in told(found(GOOD | {"answer": f"The roofer comes. {text}"}))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Dear Mr Bell, the roofer comes.", [("words", True)]),
        ("Mr Bell will come.", [("words", False)]),
        ("Dear Ms Okafor, the roofer comes.", []),
        ("Dear Tenant, the roofer comes.", []),
        ("Miss Ngozi is right.", []),
    ],
)
def test_whose_name_stands_in_it(text: str, wanted: list[tuple[str, bool]]) -> None:
    assert told(found(GOOD | {"answer": text})) == wanted
    assert told(found(GOOD | {"answer": text}, around=Around(on=TUESDAY))) == []


def test_it_says_whose_name_it_ought_to_be_where_that_is_known() -> None:
    nobody = Around(on=TUESDAY, names=("Okafor",))
    (finding,) = found(GOOD | {"answer": "Dear Mr Bell."}, around=nobody)
    assert "Nobody here is called that." in finding.says
    (finding,) = found(GOOD | {"answer": "Dear Mr Bell."})
    assert "The customer is Ms Ngozi Okafor." in finding.says


def test_a_greeting_of_nobody_stops_it() -> None:
    assert told(found(GOOD | {"answer": "Dear ,\nThe roofer comes."})) == [("dear", True), ("words", False)]


def test_each_question_is_answered_and_ticked_where_the_house_asks_for_it() -> None:
    asked = replace(AROUND, asked=(Asked("When?", True), Asked("Who pays?", False)))
    (finding,) = found(GOOD, around=asked)
    assert (finding.name, finding.stops) == ("asked-2", True)
    assert finding.says.startswith("“Who pays?” is not ticked as answered.")
    assert found(GOOD, around=asked, practice=Practice("answers", questions=False)) == ()
    assert told(found({"answer_by": "2026-04-14"}, LATER, asked)) == []


def test_a_day_of_ours_is_to_come_and_somebody_is_here_on_it() -> None:
    closed = replace(AROUND, closed=lambda day: day.weekday() == 6)
    (finding,) = found({"answer_by": "2026-04-07"}, LATER, closed)
    assert (finding.name, finding.stops) == ("answer_by", True)
    (finding,) = found({"answer_by": "2026-04-12"}, LATER, closed)
    assert (finding.stops, finding.says) == (
        False,
        "Nobody is here on Sunday 12 April. Is that the day you mean?",
    )
    assert found({"answer_by": "2026-04-13", "seen_on": "2026-04-01"}, LATER, closed) == ()
    assert told(found({"answer_by": "soon"}, LATER, closed)) == [("answer_by", True)]
    dated = {"answer_by": date(2026, 4, 13)}
    document = draft(LATER, PAPER, dated, ANN, on=TUESDAY, dear="Ms Okafor")
    assert check(LATER, document, values=dated, around=AROUND) == ()


def test_later_than_the_policy_wants_it_needs_its_reason() -> None:
    due = replace(AROUND, due_on=date(2026, 4, 17))
    (finding,) = found({"answer_by": "2026-04-30"}, LATER, due)
    assert (finding.name, finding.stops) == ("why", True)
    assert "Friday 17 April, and you name Thursday 30 April" in finding.says
    assert found({"answer_by": "2026-04-30", "why": "A surveyor comes first."}, LATER, due) == ()
    assert found({"answer_by": "2026-04-17"}, LATER, due) == ()
    without = replace(LATER, fields=LATER.fields[:1], blocks=LATER.blocks[:1])
    (finding,) = found({"answer_by": "2026-04-30"}, without, due)
    assert (finding.name, finding.stops) == ("answer_by", True)


def test_the_answer_is_said_before_everything_else() -> None:
    far = replace(
        ANSWER, blocks=(*(Block("paragraph", f"Line {n}.") for n in range(4)), Block("paragraph", "{answer}"))
    )
    assert told(found(GOOD, far)) == [("answer", False)]
    assert found(GOOD, replace(far, text="{answer}"), way="text") == ()


def test_slips_are_told_and_stop_nothing() -> None:
    slips = found(GOOD | {"answer": "The the roofer will recieve it , he had had it."})
    assert told(slips) == [("words", False)] * 3
    assert [each.says for each in slips] == [
        "A word stands twice: “The the”.",
        "“recieve” is spelt “receive”.",
        "There is a space before a comma or full stop.",
    ]


def test_questions_are_found_in_what_they_wrote() -> None:
    assert questions_in("It is damp. When do you come? Who\npays? When do you come?") == (
        "When do you come?",
        "Who pays?",
    )
    assert questions_in("The lift is broken.") == ("The lift is broken.",)
    assert questions_in("  ") == ()
    assert len(questions_in(" ".join(f"Is it {n}?" for n in range(40)))) == MOST_ASKED
    (short,) = questions_in("a" * 300)
    assert len(short) == 200
    assert short.endswith("…")


def test_what_is_kept_of_the_questions_is_read_back_and_nonsense_is_left_out() -> None:
    assert asked_of([["When?", True], ["Why?", False], "x", [1]]) == (
        Asked("When?", True),
        Asked("Why?", False),
    )
    assert asked_of("no list") == ()
    assert asked_of(None) == ()


def test_another_address_has_another_mark() -> None:
    assert address_mark(["Ms Okafor", " 14 Mill Lane"]) == address_mark(["Ms Okafor", "14 Mill Lane "])
    assert address_mark(["Ms Okafor", "14 Mill Lane"]) != address_mark(["Ms Okafor", "15 Mill Lane"])
