"""Are files told by what is in them, and named so that a name leads nowhere?"""

from __future__ import annotations

import pytest

from kept.casework.kept_files import LARGEST, TYPES, refusal, safe_name, size_words, type_of


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
