"""Is what its reader cannot use held, does what cannot wait go, and is it said what to do instead?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.formats import (
    Asked,
    Decision,
    Formats,
    Reader,
    decide,
    formats_of,
    goes_at_once,
    to_ask_again,
    untrained_words,
)
from kept.rulebook.formats import FormatEntry

LARGE = FormatEntry(
    "large-print-18",
    "form",
    "Large print",
    makes="print",
    size=18,
    shuts=("letter",),
    needs=("large-print",),
    instead="Print it in 18 point.",
)
BRAILLE = FormatEntry(
    "braille",
    "form",
    "Braille",
    makes="braille",
    shuts=("letter", "email", "text"),
    needs=("braille",),
    instead="Send it in braille.",
)
READ_OUT = FormatEntry(
    "reader", "form", "Somebody else reads for them", makes="reader", shuts=("letter",), instead="Ring them."
)
ENGLISH_TOO = FormatEntry("reads-english", "form", "Reads English too", makes="english")
AT_ONCE = FormatEntry("at-once", "at-once", "At once", kinds=("complaint.answered",))
OWN_WAY = FormatEntry("own-way", "own-way", "Their own way", needs=("learning-disability",))
ROOM = (LARGE, BRAILLE, READ_OUT, ENGLISH_TOO, AT_ONCE, OWN_WAY)
POLISH = Formats(language="pl", language_name="Polish")


def ordinary(formats: Formats, **more: object) -> Decision:
    said: dict[str, object] = {"statutory": False, "way": "letter"} | more
    return decide(formats, **said)  # type: ignore[arg-type]


def test_a_plain_letter_goes_to_whoever_can_read_it() -> None:
    assert ordinary(Formats()) == Decision(True)
    assert not Formats()
    assert Formats((LARGE,)).said == ("Large print",)
    assert ordinary(Formats(language="en", language_name="English")).go
    assert ordinary(Formats((LARGE,)), way="email").go


def test_large_print_is_held_on_ordinary_paper_and_goes_in_18_point() -> None:
    held = ordinary(Formats((LARGE,)))
    assert held == Decision(
        False,
        "Not like this. What they can use: large print.",
        ("Print it in 18 point.",),
        ("large-print-18",),
    )
    assert ordinary(Formats((LARGE,)), sent_in="large-print-18") == Decision(True)


def test_of_several_forms_any_will_do_and_the_others_are_owed() -> None:
    both = Formats((LARGE, BRAILLE))
    assert ordinary(both).says == "Not like this. What they can use: large print and braille."
    assert ordinary(both, sent_in="braille") == Decision(True, also=("large-print-18",))


def test_another_language_is_held_until_its_words_are_chosen() -> None:
    assert ordinary(POLISH).instead == (
        "Ask for it in Polish: the letter waits, and its own promise runs on.",
    )
    assert ordinary(POLISH, template_languages=("pl",)).instead == (
        "Choose the Polish words of this letter.",
    )
    assert ordinary(POLISH, lang="pl") == Decision(True)
    assert ordinary(replace(POLISH, reads_english=True)).go
    together = replace(POLISH, forms=(LARGE,))
    assert ordinary(together).also == ("language", "large-print-18")
    assert ordinary(together, sent_in="large-print-18").says == "Not like this. What they can use: Polish."


def test_what_may_not_wait_goes_at_once_and_the_usable_form_too() -> None:
    gone = ordinary(replace(POLISH, forms=(BRAILLE,)), statutory=True)
    assert gone.go
    assert gone.instead == ()
    assert gone.also == ("language", "braille")
    assert gone.says.endswith("goes too, by its own date: Polish and braille.")
    assert goes_at_once(ROOM, statutory=True)
    assert goes_at_once(ROOM, statutory=False, tells="complaint.answered")
    assert not goes_at_once(ROOM, statutory=False, tells="letter.answered")


def test_the_way_they_chose_is_kept_to_unless_there_is_a_reason() -> None:
    ringing = Formats(way="telephone")
    held = ordinary(ringing)
    assert held.says == "Not this way: they chose how we reach them."
    assert held.instead == ("Ring them. They chose that; another way needs a reason.",)
    gone = ordinary(ringing, reason="He asked for it on paper this once")
    assert gone == Decision(True, "It goes as it is, for this reason: He asked for it on paper this once")
    assert "may not wait" in ordinary(ringing, statutory=True).says
    assert ordinary(Formats(way="relay")).go


@pytest.mark.parametrize(
    ("readers", "says"),
    [
        ((), "Ring them."),
        ((Reader("Ada Bell", True),), "Send it to Ada Bell, who reads for them, as well."),
        (
            (Reader("Bo", False),),
            "Bo reads for them, but has no authority in writing. Ask for it, or ring and read it out.",
        ),
    ],
)
def test_whoever_reads_for_them_gets_it_with_authority_in_writing(
    readers: tuple[Reader, ...], says: str
) -> None:
    assert ordinary(Formats((READ_OUT,), readers=readers)).instead == (says,)


def test_whoever_may_in_writing_comes_first() -> None:
    two = (Reader("Bo", False), Reader("Ada Bell", True))
    assert Formats((READ_OUT,), readers=two).third_party == two[1]
    assert Formats((LARGE,), readers=two).third_party is None


def test_what_they_asked_for_outweighs_what_needs_suggest() -> None:
    needs = ["large-print", "braille", "learning-disability"]
    bigger = replace(LARGE, name="large-print-24", needs=())
    found = formats_of(
        (*ROOM, bigger),
        asked=["large-print-24", "gone", "at-once", "reads-english", "large-print-24"],
        needs=needs,
        language="pl",
        language_name="Polish",
        chosen_way="telephone",
    )
    assert found.names == ("large-print-24", "braille")
    assert (found.reads_english, found.way) == (True, "telephone")
    assert found.said == ("Reads Polish, and English", "Large print", "Braille")
    plain = formats_of(ROOM, asked=(), needs=(), language="xx", chosen_way="email")
    assert (plain.way, plain.language_name, plain.said) == ("", "xx", ("Reads xx",))


def test_answers_are_asked_again_after_their_time() -> None:
    old, new = (
        Asked("a", date(2025, 1, 1), date(2026, 1, 1)),
        Asked("b", date(2026, 1, 1), date(2027, 1, 1)),
    )
    older, never = Asked("c", date(2024, 1, 1), date(2025, 1, 1)), Asked("d", date(2024, 1, 1), None)
    assert to_ask_again([old, new, older, never], date(2026, 4, 7)) == (older, old)


def test_whoever_was_not_trained_is_named() -> None:
    assert untrained_words(["Bo Reid"]).startswith("Bo Reid was not trained")
    assert untrained_words(["Bo", "Ada", "Cy"]).startswith("Bo, Ada and Cy were not trained")


FORMS = st.lists(st.sampled_from([LARGE, BRAILLE, READ_OUT]), unique=True).map(tuple)


@given(
    forms=FORMS,
    language=st.sampled_from(["", "en", "pl"]),
    too=st.booleans(),
    own=st.sampled_from(["", "telephone", "email"]),
    way=st.sampled_from(["letter", "email", "text"]),
    lang=st.sampled_from(["en", "pl"]),
)
def test_nothing_is_held_without_saying_what_instead_and_the_law_is_never_held(
    forms: tuple[FormatEntry, ...], language: str, too: bool, own: str, way: str, lang: str
) -> None:
    known = Formats(forms, language, "Polish" if language == "pl" else "", too, way=own)
    held = decide(known, statutory=False, way=way, lang=lang)
    assert held.go or (held.says and held.instead)
    at_once = decide(known, statutory=True, way=way, lang=lang)
    assert at_once.go
    assert at_once.also == held.also
    assert set(held.also) <= {"language", *known.names}
