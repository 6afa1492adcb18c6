"""E-mails as the world sends them, each with a name that says what is wrong with it.

Written for these tests. `NASTY[name]` are the bytes; every one must be taken, or refused with a reason.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping

HEAD = b"From: Ngozi Okafor <ngozi@example.org>\r\nTo: care@karin.example\r\nSubject: The lift\r\n"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


def mail(body: bytes = b"", *headers: str, head: bytes = HEAD) -> bytes:
    """A message with these headers besides who, whom and what."""
    return head + "".join(f"{each}\r\n" for each in headers).encode() + b"\r\n" + body


def parts(*inside: bytes, kind: str = "mixed", ended: bool = True, mark: str = "b") -> bytes:
    """A message of several parts."""
    begin, end = f"--{mark}\r\n".encode(), f"--{mark}--\r\n".encode() if ended else b""
    body = b"".join(begin + each + b"\r\n" for each in inside) + end
    return mail(body, "MIME-Version: 1.0", f"Content-Type: multipart/{kind}; boundary={mark}")


def part(type_: str, content: bytes, *headers: str) -> bytes:
    """One part of them."""
    lines = [f"Content-Type: {type_}", *headers, "", ""]
    return "\r\n".join(lines).encode() + content


def packed(content: bytes) -> bytes:
    """As mail carries bytes."""
    return base64.encodebytes(content)


def nested(depth: int) -> bytes:
    """A part within a part within a part."""
    inside = part("text/plain", b"At the bottom.")
    for each in range(depth):
        mark = f"m{each}"
        inside = part(f"multipart/mixed; boundary={mark}", f"--{mark}\r\n".encode() + inside + b"\r\n")
    return HEAD + inside


def messages(depth: int) -> bytes:
    """A message in a message in a message."""
    return (
        HEAD
        + b"".join(part("message/rfc822", b"Subject: inside\r\n") for _ in range(depth))
        + b"\r\nAt last."
    )


def winmail(name: bytes = b"Quote.pdf", content: bytes = PDF, *, html: bool = False) -> bytes:
    """What some Outlooks attach: one file in a package of their own."""

    def attribute(level: int, code: int, data: bytes) -> bytes:
        return struct.pack("<BIL", level, code, len(data)) + data + struct.pack("<H", sum(data) % 65536)

    found = struct.pack("<LH", 0x223E9F78, 1)
    found += attribute(1, 0x00089006, struct.pack("<L", 0x00010000))
    found += attribute(1, 0x0002800C, b"See the quote.")
    if html:
        page = b"<p>See the <b>quote</b>.</p>"
        page_ = struct.pack("<LHHLL", 1, 0x0102, 0x1013, 1, len(page)) + page
        found += attribute(1, 0x00069003, page_ + b"\x00" * (-len(page) % 4))
    found += attribute(2, 0x00069002, b"\x01\x00" + b"\x00" * 12)
    found += attribute(2, 0x00018010, name + b"\x00")
    return found + attribute(2, 0x0006800F, content)


REPORT = part(
    "message/delivery-status",
    b"Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; ngozi@example.org\r\n"
    b"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n",
)
RETURNED = part(
    "message/rfc822", b"Message-ID: <9f3.kept@karin.example>\r\nSubject: Yours\r\n\r\nDear Ms O\r\n"
)
INVITATION = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Viewing of the\r\n  flat\\, Mill Lane\r\nDTSTART;TZID=x:"
    b"20260409T100000\r\nDTEND:20261301T110000Z\r\nLOCATION:Here\\nor there\r\nSUMMARY:Another\r\n"
    b"UID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
EVIL_HTML = (
    b"<html><head><title>t</title><style>p{background:url(https://spy.example/c)}</style>"
    b"<script>alert(1)</script></head><body background='https://spy.example/b' onload=alert(2)>"
    b"<h1>Hello</h1><p style='position:fixed' onclick=alert(3)>Pay <a href='https://evil.example/x'>"
    b"https://bank.example</a> <a href='javascript:alert(4)'>now</a> <a href='https://plain.example'>"
    b"https://plain.example/</a> <a href='mailto:a@b.example'>a@b.example</a> <a href='http://[bad'>bad</a></p>"
    b"<img src='https://spy.example/1.png' alt='A &lt;b&gt;logo'><img src='cid:here' onerror=alert(5)>"
    b"<form action='https://evil.example'><input name=pin><button>Send</button></form><iframe src='//evil'>"
    b"</iframe><svg onload=alert(6)><a xlink:href='javascript:alert(7)'>x</a></svg><table><tr><td>1<td>2"
    b"</table><ul><li>one<li>two</ul></body></html>"
)

NASTY: Mapping[str, bytes] = {
    "plain": mail(b"It is broken."),
    "only headers": HEAD,
    "no body": mail(),
    "no subject, no sender": b"Message-ID: <x@example.org>\r\n\r\nHello?",
    "line feeds alone": b"From: a@example.org\nSubject: x\n\nwords\nmore\n",
    "envelope line first": b"From ngozi@example.org Tue Apr  7 10:00:00 2026\r\n" + mail(b"words"),
    "headers twice": mail(
        b"x", "Subject: Another", "From: mallory@example.net", "Message-ID: a", "Message-ID: b"
    ),
    "encoded words": mail(
        b"x",
        head=b"From: =?utf-8?q?Ren=C3=A9e=2C_M?= <r@example.org>\r\n"
        b"Subject: =?utf-8?b?w4k=?= =?utf-8?b?w6k=?= x\r\n",
    ),
    "encoded word cut in a character": mail(
        b"x",
        head=b"From: a@example.org\r\nSubject: =?utf-8?b?w4?= =?utf-8?b?qQ==?= =?iso-8859-15?q?=A4?=\r\n",
    ),
    "encoded word of nothing": mail(
        b"x", head=b"From: a@example.org\r\nSubject: =?x-no-such?b?!!!?= =?utf-8?q??=\r\n"
    ),
    "bytes in headers": b"From: Ren\xc3\xa9e <r@example.org>\r\nSubject: caf\xe9 \x00\x07\r\n\r\nx",
    "turned round": mail(
        b"\xe2\x80\xaeabc", head="From: a\u202e@example.org\r\nSubject: exe.\u202egpj\r\n".encode()
    ),
    "folded without end": b"Subject: " + b" \r\n x" * 3000 + b"\r\nFrom: a@example.org\r\n\r\nx",
    "brackets without end": b"From: " + b"(" * 3000 + b"a@example.org\r\nSubject: x\r\n\r\nx",
    "addresses of every sort": mail(
        b"x",
        'Cc: "Okafor, Ngozi" <N@Example.Org>, team: a@b.example, c@d.example;, broken, <>, x@' + "y" * 300,
        "Reply-To: other@example.org",
        head=b"From: ngozi at home ngozi@example.org\r\n",
    ),
    "a thousand references": mail(b"x", "References: " + " ".join(f"<{n}@x>" for n in range(300))),
    "reply": mail(
        b"x", "In-Reply-To: <a@x> (yesterday)", "References: <b@x> <a@x>", "Delivered-To: us@x.example"
    ),
    "a date of no calendar": mail(b"x", "Date: Mon, 32 Foo 20226 99:99:99 +9999"),
    "a date of long ago": mail(b"x", "Date: Thu, 1 Jan 1903 00:00:00 +0000"),
    "a date without zone": mail(b"x", "Date: Tue, 7 Apr 2026 10:00:00"),
    "latin-1 that is utf-8": mail("café".encode(), "Content-Type: text/plain; charset=iso-8859-1"),
    "ascii that is not": mail(b"caf\xe9", "Content-Type: text/plain; charset=us-ascii"),
    "a charset of no name": mail("é".encode(), "Content-Type: text/plain; charset=klingon"),
    "a charset that is a trap, and bytes": mail(b"a\xffb-c", "Content-Type: text/plain; charset=punycode"),
    "a charset with a nul": mail(b"\xff", "Content-Type: text/plain; charset=a\x00b"),
    "a charset in pieces": mail(b"\xff", "Content-Type: text/plain; charset*0*=utf-8''x; charset*1=y"),
    "a charset that is a trap": mail(b"xn--a", "Content-Type: text/plain; charset=punycode"),
    "japanese": mail("鍵".encode("iso-2022-jp"), "Content-Type: text/plain; charset=iso-2022-jp"),
    "chinese, broken": mail(b"\xff\xff\xb9", "Content-Type: text/plain; charset=gb2312"),
    "utf-16": mail("key".encode("utf-16"), "Content-Type: text/plain; charset=utf-16"),
    "quoted-printable, broken": mail(b"a=\r\nb=3D=ZZ=", "Content-Transfer-Encoding: quoted-printable"),
    "base64, broken": mail(b"aGVsbG8!!!=", "Content-Transfer-Encoding: base64"),
    "base64 of nothing": mail(b"!!!!", "Content-Transfer-Encoding: base64"),
    "base64 of another length": mail(b"aGVsb", "Content-Transfer-Encoding: base64"),
    "an encoding of no name": mail(b"x", "Content-Transfer-Encoding: rot13"),
    "uuencoded, broken": mail(b"begin 644 x\r\n!!!\r\nend", "Content-Transfer-Encoding: x-uuencode"),
    "flowed": mail(
        b"The lift \r\nis broken.\r\n> Since \r\n> when?\r\n>> Monday\r\n-- \r\nNgozi",
        "Content-Type: text/plain; format=flowed",
    ),
    "flowed and joined": mail(b"no \r\nthing", 'Content-Type: text/plain; format=flowed; delsp="yes"'),
    "nul and controls": mail(b"a\x00b\x07c\x1b[31m\xef\xbb\xbf"),
    "html alone": mail(EVIL_HTML, "Content-Type: text/html; charset=utf-8"),
    "html that names its charset": mail(
        b"<meta charset='iso-8859-1'><p>caf\xe9</p>", "Content-Type: text/html"
    ),
    "html of nothing": mail(b"<style>x</style> &nbsp;", "Content-Type: text/html"),
    "html without end": mail(b"<div>" * 5000 + b"deep", "Content-Type: text/html"),
    "html in two versions": parts(
        part("text/plain", b"plain"), part("text/html", b"<b>rich</b>"), kind="alternative"
    ),
    "attachment with a path": parts(
        part("text/plain", b"See it."),
        part(
            "application/octet-stream",
            packed(PDF),
            "Content-Transfer-Encoding: base64",
            "Content-Disposition: attachment; filename*=utf-8''..%2F..%2FR%C3%A9sum%C3%A9.pdf",
        ),
    ),
    "attachment of nothing": parts(part("text/plain", b"x"), part("image/png; name=a.png", b"")),
    "attachment that is a page": parts(
        part("image/png; name=a.png", b"<!doctype html><script>alert(1)</script>", "Content-ID: <here>")
    ),
    "words in a file": parts(part("text/plain; name=note.txt", b"in a file", "Content-Disposition: inline")),
    "words of an odd sort": parts(part("text/x-moz", b"odd words")),
    "no boundary named": mail(b"--b\r\n\r\nhello\r\n--b--", "Content-Type: multipart/mixed"),
    "boundary that is not there": mail(b"hello", "Content-Type: multipart/mixed; boundary=nowhere"),
    "parts without end": parts(part("text/plain", b"cut off"), ended=False),
    "two hundred and fifty parts": parts(*[part("image/gif", b"GIF89a%d" % n) for n in range(250)]),
    "deeply nested": nested(60),
    "nested beyond reason": nested(500),
    "a message inside": parts(
        part("text/plain", b"See below."), part("message/rfc822", b"Subject: Inner\r\n\r\n" + b"Inner words.")
    ),
    "a message inside that is none": parts(part("message/rfc822; name=x.eml", b""), part("text/plain", b"x")),
    "invitation": parts(part("text/calendar; method=REQUEST", INVITATION)),
    "invitation of nothing": parts(part("text/calendar", b"DTSTART:soon")),
    "winmail": parts(
        part("application/ms-tnef; name=winmail.dat", packed(winmail()), "Content-Transfer-Encoding: base64")
    ),
    "winmail, broken": parts(part("application/ms-tnef", b"\x78\x9f\x3e\x22 no")),
    "content type of no sort": mail(b"x", "Content-Type: ;;;/=x"),
    "a name of no sort": parts(part("text/plain; name*0*=x''%; name*1=b", b"x")),
    "bounce": parts(
        part("text/plain", b"Sorry."), REPORT, RETURNED, kind="report; report-type=delivery-status"
    ),
    "messages in messages": messages(40),
    "three hundred messages": messages(300),
    "a thousand messages": messages(1200),
    "winmail that is none": parts(part("application/ms-tnef; name=winmail.dat", b"no package")),
    "longer than anybody reads": mail(b"word " * 60_000),
    "winmail with html": parts(
        part("application/ms-tnef", packed(winmail(html=True)), "Content-Transfer-Encoding: base64")
    ),
    "words in latin-1 attached": parts(
        part("text/plain; name=a.txt", b"\xe9t\xe9, comme toujours", "Content-Disposition: attachment")
    ),
    "a status that is no message": parts(part("message/delivery-status", b""), kind="report"),
    "many lines": mail(b"x\r\n" * 100_000),
}
