"""Whatever is changed in a message on its way, it is taken or refused with a reason; nothing in it runs."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Refused
from kept.casework.mime import read
from tests.unit.casework.nasty_mails import EVIL_HTML, NASTY, mail, part, parts
from tests.unit.casework.test_mime import check_harmless

SMALL = [raw for raw in NASTY.values() if len(raw) < 20_000]
PIECES = [
    *(
        b"\r\n",
        b"\r\n\r\n",
        b"--b\r\n",
        b"--b--",
        b"boundary=",
        b"charset=",
        b"Content-Type: ",
        b"multipart/",
    ),
    *(
        b"message/rfc822",
        b"text/html",
        b"base64",
        b"=?utf-8?q?",
        b"?=",
        b"<",
        b">",
        b'"',
        b";",
        b"*0*=",
        b"''",
    ),
    *(
        b"\x00",
        b"\xff",
        b"\xe2\x80\xae",
        b"<script>",
        b"<svg onload=alert(1)>",
        b"<img src=x>",
        b"&lt;",
        b"style=",
    ),
    *(
        b"javascript:",
        b"<a href=",
        b"<!--",
        b"]]>",
        b"<math><style>",
        b"<table><a>",
        b"name*=",
        b"(" * 50,
        b"<>",
    ),
]


def mutated(raw: bytes, drawn: Random) -> bytes:
    """The message with a few pieces lost, doubled, changed places, or of something else."""
    found = bytearray(raw)
    for _ in range(drawn.randint(1, 8)):
        at, long = drawn.randrange(len(found) + 1), drawn.choice([1, 2, 8, 40, 200])
        match drawn.randrange(6):
            case 0:
                del found[at : at + long]
            case 1:
                found[at:at] = drawn.choice(PIECES)
            case 2:
                found[at:at] = found[max(0, at - long) : at]
            case 3:
                found[at : at + 1] = bytes([drawn.randrange(256)])
            case 4:
                other = drawn.choice(SMALL)
                start = drawn.randrange(len(other) + 1)
                found[at:at] = other[start : start + long]
            case _:
                del found[at:]
    return bytes(found)


@given(st.randoms(use_true_random=False), st.sampled_from(SMALL))
def test_no_change_makes_a_message_unreadable_or_dangerous(drawn: Random, raw: bytes) -> None:
    check(mutated(raw, drawn))


@given(st.lists(st.sampled_from([*PIECES, *EVIL_HTML.split(b">"), b">", b"'", b"=", b" on"]), max_size=40))
def test_no_html_does_anything(pieces: list[bytes]) -> None:
    html = b"".join(pieces)
    check(mail(html, "Content-Type: text/html; charset=utf-8"))
    check(parts(part("text/html", html), part("text/plain", html)))


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(raw: bytes) -> None:
    check(raw)
    check(mail(raw))


def check(raw: bytes) -> None:
    found = read(raw)
    if isinstance(found, Refused):
        assert found.sentence.endswith(".")
    else:
        check_harmless(found)
