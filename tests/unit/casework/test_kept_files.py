"""Are files told by what is in them, and named so that a name leads nowhere?"""

from __future__ import annotations

import io
import zipfile

import pytest

from kept.casework.kept_files import (
    BYTES,
    LARGEST,
    LARGEST_SENT,
    LOOKED_AT,
    TYPES,
    any_type,
    label_of,
    refusal,
    risky,
    safe_name,
    sent_refusal,
    served_as,
    size_words,
    type_of,
)


@pytest.mark.parametrize(
    ("beginning", "type_"),
    [
        (b"\xff\xd8\xff\xe1\x00\x18Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", None),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00", None),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"<!doctype html><script>", None),
        (b"MZ\x90\x00", None),
        (b"", None),
    ],
)
def test_a_type_is_told_by_the_content(beginning: bytes, type_: str | None) -> None:
    assert type_of(beginning) == type_
    assert type_ is None or type_ in TYPES


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("reception.JPG", "reception.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\ann\\lift.png", "lift.jpg"),
        ("evil.jpg.exe", "evil.jpg.jpg"),
        ('a"b*c:d<e>f?g|h.jpg', "abcdefgh.jpg"),
        ("line\nbreak\r\n.jpg", "linebreak.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        (".jpg", "file.jpg"),
        ("Ms Okafor’s photo", "Ms Okafor’s photo.jpg"),
        ("x" * 500 + ".jpg", "x" * 80 + ".jpg"),
    ],
)
def test_a_name_is_for_people_alone(given: str, name: str) -> None:
    assert safe_name(given, "image/jpeg") == name


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 KB"), (12_400, "12 KB"), (999_999, "1,000 KB"), (4_230_000, "4.2 MB")]
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words


def test_what_cannot_be_kept_is_refused_with_the_cure() -> None:
    assert refusal(10, "image/png") is None
    assert "empty" in (refusal(0, None) or "")
    assert "20 MB" in (refusal(LARGEST + 1, "image/jpeg") or "")
    assert "photograph" in (refusal(10, None) or "")


def packed(name: str) -> bytes:
    """A file packed as Word, Excel and others pack theirs."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr("[Content_Types].xml", "<x/>")
        target.writestr(name, "<x/>")
    return stream.getvalue()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("content", "name", "type_"),
    [
        (b"\xff\xd8\xff\xe0", "x.exe", "image/jpeg"),
        (packed("word/document.xml"), "letter.docx", WORD),
        (packed("xl/workbook.xml"), "rent.xlsx", SHEET),
        (b"GIF89a\x01\x00", "a.png", "image/gif"),
        (b"Hello,\nthe lift is broken", "x.pdf", "text/plain"),
        (b" <!DOCTYPE html><p>x", "a.txt", "text/html"),
        (b"see <script>alert(1)</script>", "a.txt", "text/html"),
        (b"\n<svg xmlns='http://www.w3.org/2000/svg'>", "a.png", "image/svg+xml"),
        (b"{\\rtf1 hello", "a.doc", "application/rtf"),
        (b"\nbegin:vcard\nFN:x", "a", "text/vcard"),
        (b"caf\xc3\xa9 " * LOOKED_AT, "", "text/plain"),
        (b"\x00\x01\x02\x03", "a.txt", BYTES),
        (b"\xe9t\xe9, comme", "a.txt", BYTES),
        (b"", "", BYTES),
    ],
)
def test_whatever_is_sent_has_a_type_by_what_is_in_it(content: bytes, name: str, type_: str) -> None:
    assert any_type(content, name) == type_


@pytest.mark.parametrize(
    ("type_", "name", "yes"),
    [
        ("text/html", "a.txt", True),
        ("text/plain", "run.BAT", True),
        ("application/x-msdownload", "a", True),
        ("image/jpeg", "a.jpg", False),
        (WORD, "a.docx", False),
        ("application/pdf", "a.pdf.", False),
    ],
)
def test_what_could_run_is_known(type_: str, name: str, yes: bool) -> None:
    assert risky(type_, name) is yes


def test_what_could_run_is_handed_out_as_bytes() -> None:
    assert served_as("image/svg+xml") == served_as("text/html; x") == BYTES
    assert served_as("text/plain") == "text/plain"


def test_what_people_call_it() -> None:
    labels = [label_of(each) for each in ("application/pdf", WORD, "audio/mpeg", "image/bmp", "x/y")]
    assert labels == ["PDF document", "Word document", "Recording", "Picture", "File"]


def test_what_was_sent_keeps_the_ending_that_it_had() -> None:
    assert safe_name("../Ms Okafor's rent.XLSX", SHEET) == "Ms Okafor's rent.xlsx"
    assert safe_name("a.tar.backup-of-monday", BYTES) == "a.tar"
    assert safe_name("no ending", BYTES) == "no ending"


def test_what_was_sent_is_refused_by_its_size_alone() -> None:
    assert sent_refusal(10) is None
    assert "empty" in (sent_refusal(0) or "")
    assert "25 MB" in (sent_refusal(LARGEST_SENT + 1) or "")
