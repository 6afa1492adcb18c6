"""Somebody is found by whatever they are known by, in plain words, in JSON and in files."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO

import pytest
from pypdf import PdfWriter

from kept.casework.finding import Needles, named_in, pattern, text_of

OKAFOR = Needles(
    names=("Mrs Zoë Ngozi Okafor", "Adebayo", "Ade"),
    phones=("+44 113 496 0001", "12"),
    emails=("zoe@example.org", "none"),
    addresses=("12 Mill Lane, Leeds", "14\nQuarry Rise", "Station Road, Leeds", ""),
    refs=("K7F3-9Q2M", "x"),
)


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Ngozi Okafor rang",
        "zoe okafor",
        "Okafor, Zoë",
        "Mrs Okafor.",
        '{"who":"\\nMrs\\nOkafor"}',
        "rang 0113 4960001",
        "on (0113) 496-0001",
        "to ZOE@example.org",
        "at 12 Mill Lane",
        "at 14 Quarry Rise",
        "file k7f3-9q2m",
        "for Adebayo",
        "Ms Ade",
    ],
)
def test_it_is_found(text: str) -> None:
    assert named_in(text, OKAFOR)


@pytest.mark.parametrize(
    "text",
    ["Okaforson", "Mrs Okafors", "112 Mill Lane", "Station Road", "Ade rang", "0113 496 0002", "none", "12"],
)
def test_it_is_not_found_where_it_is_not(text: str) -> None:
    assert not named_in(text, OKAFOR)


def test_nobody_is_found_by_nothing() -> None:
    assert pattern(Needles()) == ""
    assert not named_in("anything", Needles())
    assert OKAFOR.all[0] == "Mrs Zoë Ngozi Okafor"


def test_the_words_of_files() -> None:
    assert text_of(b"plain \x00words", "text/plain") == "plain words"
    assert text_of(b"\x89PNG", "image/png") is None
    assert text_of(b"%PDF-1.7 broken", "application/pdf") is None
    empty = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(empty)
    assert text_of(empty.getvalue(), "application/pdf") is None


def test_the_words_of_an_email() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.org", "The gate"
    message.set_content("It is broken")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="gate.png")
    said = text_of(message.as_bytes(), "message/rfc822")
    assert said is not None
    for words in ("From: a@b.org", "Subject: The gate", "It is broken", "Attached: gate.png"):
        assert words in said
    shown = EmailMessage()
    shown.set_content("<p>Only <b>so</b></p>", subtype="html")
    assert "Only" in (text_of(shown.as_bytes(), "message/rfc822") or "")
    assert "<b>" not in (text_of(shown.as_bytes(), "message/rfc822") or "")
    assert text_of(b"Subject: no words\n\n", "message/rfc822") == "Subject: no words"
