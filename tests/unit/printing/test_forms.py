"""Is a letter the same letter when it is sent as an e-mail, read out, or embossed?"""

from __future__ import annotations

import io
import shutil
import wave
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from kept.casework.letter_text import Writer
from kept.printing import audio, braille, html, text
from kept.printing.braille import CELLS, LINES
from kept.printing.speech import script, spoken, voice_of
from kept.rulebook.letter_words import Block
from tests.unit.printing.letters import letter


class Read(HTMLParser):
    """What a browser would find: elements, and words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_an_email_in_plain_words() -> None:
    document = letter("moray", enclosed=["A form"], your_reference="AB/12")
    lines = text(document).split("\n\n")
    assert lines[:4] == [
        "Dear Ms Bell,",
        document.title,
        "Thank you for your message of Friday 3 April 2026. You asked us:",
        "- When will the fan be mended?\n- Who pays for the paint?",
    ]
    assert "OUR ANSWER" in lines
    assert lines[-4].startswith("Grace Mbeki\nHousing Officer\nTelephone: 01632 960 123\nE-mail: grace.")
    assert lines[-3] == "Enclosed: A form"
    assert lines[-2] == "Tuesday 7 April 2026\nOur reference: K7F3-9Q2M\nYour reference: AB/12"
    assert document.translation_line in lines[-1]


def test_an_email_in_html_has_the_same_words_and_runs_nothing() -> None:
    hostile = "<script>alert(1)</script> & <img src=x onerror=y> \"'"
    document = letter("moray", values={"answer": f"{hostile}\nSecond line"}, dear=hostile)
    read = Read(html(document))
    assert set(read.elements) <= {
        *("html", "head", "meta", "title", "body", "h1", "h2", "p", "br", "ul", "li", "strong", "hr"),
    }
    said = " ".join("".join(read.words).split())
    for part in text(document).split():
        assert part.strip("-") == "" or part.lower() in said.lower()
    table = replace(document, blocks=(Block("table", rows=(("Rent <now>", "£1"),)),))
    assert "<dt><b>Rent &lt;now&gt;</b></dt><dd>£1</dd>" in html(table)
    assert "Rent <now>: £1" in text(table)


def test_html_in_arabic_runs_from_the_right() -> None:
    page = html(letter("karin", "acknowledgement", {"about": "الرطوبة", "why": ""}, lang="ar"))
    assert '<html lang="ar" dir="rtl">' in page
    assert '<p lang="pl" dir="ltr">' in page


def test_a_text_message_is_its_words_alone() -> None:
    message = letter("moray", "acknowledgement", way="text")
    words = (
        "Moray Housing Partnership: thank you for your message about the damp in your bathroom. "
        "You will have our answer by Friday 17 April 2026. Grace Mbeki, 01632 960 123"
    )
    assert text(message) == words
    assert script(message) == words.replace("01632 960 123", "0 1 6 3 2, 9 6 0, 1 2 3.")
    assert "<h1" not in html(message)
    assert braille(message) is not None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Ring 01632 960 123.", "Ring 0 1 6 3 2, 9 6 0, 1 2 3."),
        (
            "Ring (01632) 960123 or +44 1632 960123",
            "Ring 0 1 6 3 2, 9 6 0 1 2 3 or plus 4 4, 1 6 3 2, 9 6 0 1 2 3",
        ),
        ("about K7F3-9Q2M", "about K, 7, F, 3, 9, Q, 2, M"),
        ("at EX1 1AA", "at E, X, 1; 1, A, A"),
        ("to a.b-c_d@kept.example", "to a dot b hyphen c underscore d at kept dot example"),
        ("£93.50, £1, £1,200.00 and £2.05", "93 pounds 50, 1 pound, 1200 pounds and 2 pounds 5"),
        ("at 09:00, 12:00, 13:05 and 00:30", "at 9 a m, noon, 1 05 p m and 12 30 a m"),
        ("e.g. at 14 Mill Rd & so on, etc.", "for example at 14 Mill Road and so on, and so on"),
        ("on Friday 17 April 2026, 120 homes", "on Friday 17 April 2026, 120 homes"),
        ("Roadside HARDY, 12 000 000", "Roadside HARDY, 12 000 000"),
    ],
)
def test_words_are_made_ready_to_be_heard(written: str, said: str) -> None:
    assert spoken(written) == said


def test_the_whole_letter_is_read_out_in_order() -> None:
    document = letter("moray", enclosed=["A form"])
    table = replace(document, blocks=(*document.blocks, Block("table", rows=(("Rent", "£1"),))))
    parts = script(table).split("\n\n")
    assert parts[:3] == ["Tuesday 7 April 2026.", "Dear Ms Bell.", f"{document.title}."]
    for part in ("Who pays for the paint?", "Rent: 1 pound.", "Enclosed: A form."):
        assert part in parts
    assert parts[-1] == document.translation_line


def test_audio_is_a_recording_of_it() -> None:
    made = audio(letter("moray"))
    assert made is not None
    with wave.open(io.BytesIO(made)) as heard:
        seconds = heard.getnframes() / heard.getframerate()
    assert seconds > 20
    arabic = audio(letter("karin", "acknowledgement", {"about": "الرطوبة", "why": ""}, lang="ar"))
    assert arabic is not None
    assert arabic[:4] == b"RIFF"


def test_sounds_in_brackets_are_words() -> None:
    plain = audio(letter("moray", values={"answer": "x" * 5}))
    hostile = audio(letter("moray", values={"answer": "[[" + "a:" * 400 + "]] --version -w /tmp/x"}))
    assert plain is not None
    assert hostile is not None
    assert len(hostile) > len(plain)


def test_where_no_voice_is_there_is_no_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    assert voice_of("xx") is None
    assert voice_of("en") == "en-gb"
    assert audio(replace(letter("moray"), lang="xx")) is None
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert audio(letter("moray")) is None
    assert braille(letter("moray")) is None


def test_braille_fits_the_embosser() -> None:
    made = braille(letter("moray"))
    assert made is not None
    pages = made.decode("ascii").split("\f")
    assert pages[-1] == ""
    assert len(pages) > 2
    for number, page in enumerate(pages[:-1], start=1):
        lines = page.split("\r\n")[:-1]
        assert len(lines) <= LINES
        assert all(len(line) <= CELLS for line in lines)
        assert lines[0].strip() == "#" + "ABCDEFGHI"[number - 1]
    # “Dear Ms Bell,” and “Tuesday 7 April 2026” in contracted Unified English Braille.
    assert ",DE> ,MS ,BELL1" in pages[0]
    assert ',TUES"D #G ,APRIL #BJBF' in pages[0]


def test_braille_takes_what_a_customer_wrote_as_words() -> None:
    made = braille(letter("moray", values={"answer": "a\\b \\x2800 " + "y" * 90 + "\nline"}))
    assert made is not None
    assert b"A_*B" in made
    assert all(len(line) <= CELLS for page in made.split(b"\f") for line in page.split(b"\r\n"))


def test_there_is_no_braille_in_a_language_without_a_table() -> None:
    assert braille(replace(letter("moray"), lang="so")) is None


def test_nobody_without_a_telephone_is_given_one() -> None:
    document = letter("karin", "delay", writer=Writer("Grace Mbeki", "Housing Officer", "", "g@kept.example"))
    assert "Telephone:" not in text(document)
    assert "please ask Grace Mbeki: g@kept.example." in text(document)
