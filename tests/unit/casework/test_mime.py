"""Is every e-mail that the world sends read, sorted and made safe, and what is none refused in a sentence?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message as Parsed
from email.parser import BytesParser
from email.policy import compat32
from html.parser import HTMLParser
from importlib import resources

import pytest

from kept.casework import Refused
from kept.casework.mime import Message, answered, mailbox_for, ours_again, read, references_in, too_many
from kept.casework.mime.headers import Head
from kept.casework.mime.html import LONGEST_HTML, safe, words_of
from kept.casework.mime.taking import facts_for, further, opening
from kept.casework.mime.taking import words_of as told_of
from kept.casework.mime.tree import body_of
from kept.casework.mime.values import AUTOMATIC, BOUNCE, LOOP, PERSON, Address
from kept.casework.mime.winmail import _words
from kept.casework.mime.words import line
from kept.rulebook.mailboxes import MailboxOf
from kept.rulebook.model import EventKind, Field
from tests.unit.casework.nasty_mails import NASTY, REPORT, RETURNED, mail, part, parts

SHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# All that may stand in HTML that is shown, and in which manner.
TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "hr",
        "i",
    ),
    *(
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
    ),
    *("td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {"dir", "lang", "href", "rel", "class", "colspan", "rowspan"}


class Reader(HTMLParser):
    """Reads what is shown as a browser would, and fails on whatever could run, send or fetch."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        assert tag in TAGS, tag
        assert set(known) <= ATTRIBUTES, known
        assert known.get("class") in (None, "link-target", "picture")
        if tag == "a":
            assert str(known.get("href")).split(":")[0].lower() in ("http", "https", "mailto", "tel")
            assert known.get("rel") == "noopener noreferrer nofollow"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = handle_comment


def check_html(shown: str) -> None:
    """Nothing in it does anything."""
    reader = Reader()
    reader.feed(shown)
    reader.close()


def taken(raw: bytes) -> Message:
    found = read(raw)
    assert isinstance(found, Message), found
    return found


def check_harmless(found: Message) -> None:
    """What may be shown of it can be shown, and does nothing."""
    check_html(found.html)
    shown = [found.text, found.html, found.subject, found.sender.name, found.sender.address, found.message_id]
    shown += [each.name for each in found.parts] + [each.type for each in found.parts]
    assert not SHOWABLE.search("\n".join(shown))
    assert all("\n" not in each for each in (found.subject, found.sender.name, found.message_id))
    assert all(each.content for each in found.parts)


@pytest.mark.parametrize("name", NASTY)
def test_every_nasty_one_is_taken_and_harmless(name: str) -> None:
    found = taken(NASTY[name])
    check_harmless(found)
    assert taken(NASTY[name]) == found
    sorts = {"bounce": BOUNCE, "a status that is no message": AUTOMATIC}
    assert found.sort == sorts.get(name, PERSON)


def test_every_sample_of_pythons_own_is_taken_or_refused_with_a_reason() -> None:
    folder = resources.files("test.test_email").joinpath("data") if _has_samples() else None
    names = sorted(each.name for each in folder.iterdir()) if folder else []
    for name in names:
        assert folder is not None
        raw = folder.joinpath(name).read_bytes()
        found = read(raw)
        if isinstance(found, Message):
            check_harmless(found)
        else:
            assert found.sentence.endswith(".")


def _has_samples() -> bool:
    """Some installations of Python come without their tests; ours stand in for them above."""
    try:
        return resources.files("test.test_email").joinpath("data").is_dir()
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("latin-1 that is utf-8", "café"),
        ("ascii that is not", "café"),
        ("a charset of no name", "é"),
        ("a charset that is a trap", "xn--a"),
        ("japanese", "鍵"),
        ("utf-16", "key"),
        ("base64 of another length", "aGVsb"),
        ("base64 of nothing", "!!!!"),
        ("an encoding of no name", "x"),
        ("flowed", "The lift is broken.\n> Since when?\n>> Monday\n-- \nNgozi"),
        ("flowed and joined", "nothing"),
        ("nul and controls", "abc[31m"),
        ("html that names its charset", "café"),
        ("html of nothing", ""),
        ("html in two versions", "plain"),
        ("words in a file", "in a file"),
        ("words of an odd sort", "odd words"),
        ("no boundary named", "--b\n\nhello\n--b--"),
        ("boundary that is not there", "hello"),
        ("parts without end", "cut off"),
        ("a message inside", "See below.\n\nForwarded message from somebody\nSubject: Inner\n\nInner words."),
        ("winmail", "See the quote."),
        ("no body", ""),
    ],
)
def test_the_words_are_what_was_written(name: str, text: str) -> None:
    assert taken(NASTY[name]).text == text


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("attachment with a path", [("../../Résumé.pdf", "application/pdf", "attached")]),
        ("attachment that is a page", [("a.png", "text/html", "in the words")]),
        ("attachment of nothing", []),
        ("invitation", [("invitation.ics", "text/calendar", "invitation")]),
        ("a message inside", [("Inner", "message/rfc822", "message")]),
        ("winmail", [("Quote.pdf", "application/pdf", "winmail.dat")]),
        ("winmail, broken", [("winmail.dat", "application/octet-stream", "attached")]),
    ],
)
def test_what_came_with_it_is_typed_by_what_is_in_it(name: str, files: list[tuple[str, str, str]]) -> None:
    assert [(each.name, each.type, each.how) for each in taken(NASTY[name]).parts] == files


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("encoded words", "Éé x"),
        ("encoded word cut in a character", "é€"),
        ("bytes in headers", "café"),
        ("turned round", "exe.gpj"),
        ("headers twice", "The lift"),
    ],
)
def test_a_subject_is_one_line_that_does_not_mislead(name: str, subject: str) -> None:
    assert taken(NASTY[name]).subject == subject


def test_who_wrote_to_whom_and_when() -> None:
    odd = taken(NASTY["addresses of every sort"])
    assert (odd.sender, odd.reply_to) == (Address("ngozi@example.org", "ngozi at home"), "other@example.org")
    assert [each.address for each in odd.cc][:3] == ["n@example.org", "a@b.example", "c@d.example"]
    assert taken(NASTY["brackets without end"]).sender.address == "a@example.org"
    assert taken(NASTY["encoded words"]).sender == Address("r@example.org", "Renée, M")
    reply = taken(NASTY["reply"])
    assert (reply.in_reply_to, answered(reply)) == ("a@x", ("a@x", "b@x"))
    assert reply.came_to == ("us@x.example", "care@karin.example")
    many = taken(NASTY["a thousand references"]).references
    assert (len(many), many[0], many[-1]) == (100, "0@x", "299@x")
    assert taken(NASTY["a date without zone"]).sent_at == datetime(2026, 4, 7, 10, tzinfo=UTC)
    assert taken(NASTY["a date of no calendar"]).sent_at is taken(NASTY["a date of long ago"]).sent_at is None


def test_what_is_odd_is_said() -> None:
    said = {name: taken(raw).notes for name, raw in NASTY.items()}
    assert said["plain"] == ()
    assert "hidden characters" in said["turned round"][0]
    assert "more than one line “From”" in said["headers twice"][0]
    for name in ("deeply nested", "nested beyond reason", "messages in messages", "a thousand messages"):
        assert "packed into itself" in " ".join(said[name])
    assert "More than 200 files" in said["two hundred and fifty parts"][0]
    assert "is empty" in said["attachment of nothing"][0]
    assert "Outlook" in said["winmail, broken"][0]
    assert "Outlook" in said["winmail that is none"][0]
    assert "<b>quote</b>" in taken(NASTY["winmail with html"]).html
    assert "than can be shown" in said["html without end"][0]
    assert "longer than can be shown" in said["longer than anybody reads"][0]
    html = taken(NASTY["html alone"])
    assert html.pictures_left_out == 1
    assert html.notes == (
        "One picture lies elsewhere and was not fetched, so that nobody learns from it that this was read.",
    )
    two = taken(
        mail(b"<img src='https://a.example/1'><img src='http://b.example/2'>x", "Content-Type: text/html")
    )
    assert two.notes[0].startswith("2 pictures lie elsewhere and were not fetched")


def test_html_shows_where_a_link_leads_and_describes_its_pictures() -> None:
    shown = taken(NASTY["html alone"]).html
    assert (
        '<a href="https://evil.example/x" rel="noopener noreferrer nofollow">https://bank.example</a>'
        in shown
    )
    assert '<span class="link-target">[https://evil.example/x]</span>' in shown
    assert "[https://plain.example]" not in shown
    assert "[mailto:" not in shown
    assert '<span class="picture">[Picture: A &lt;b&gt;logo]</span>' in shown
    assert "<p><strong>Hello</strong></p>" in shown
    assert "alert" not in shown
    assert "<td>1</td>" in shown
    assert words_of("<ul><li>one</li><li>two<br>three</li></ul><div>x</div>") == "one\ntwo\nthree\n\nx"
    assert words_of("<table><tr><td>a</td><td>b</td></tr></table>") == "a b"


def test_html_that_nobody_writes_is_cut_or_taken_apart() -> None:
    long = safe("<p>x</p>" * (LONGEST_HTML // 8 + 10))
    assert long.cut
    deep = safe("<div>" * 4000 + "<script>alert(1)</script>")
    assert deep.cut
    check_html(deep.html)
    assert safe('<a href="http://[x">bad</a>').html == "bad"
    assert not safe("<div></div>" * 10).cut


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\x00\x01 no lines", "no e-mail"),
        (b"x" * (37 * 1024 * 1024), "36 MB"),
    ],
)
def test_what_is_no_message_is_refused_in_a_sentence(raw: bytes, says: str) -> None:
    found = read(raw)
    assert isinstance(found, Refused)
    assert says in found.sentence


@pytest.mark.parametrize(
    ("sort", "header"),
    [
        (AUTOMATIC, "Auto-Submitted: auto-replied; owner-email=x"),
        (PERSON, "Auto-Submitted: no"),
        (AUTOMATIC, "X-Autoreply: yes"),
        (PERSON, "X-Autoreply: no"),
        (AUTOMATIC, "Precedence: bulk"),
        (PERSON, "Precedence: list"),
        (PERSON, "List-Id: <residents.example.org>"),
        (AUTOMATIC, "X-POST-MessageClass: 9; Autoresponder"),
        (PERSON, "Precedence: first-class"),
        (LOOP, "\r\n".join(["Received: by x"] * 51)),
    ],
)
def test_a_machine_says_that_it_is_one(sort: str, header: str) -> None:
    assert taken(mail(b"x", header)).sort == sort


@pytest.mark.parametrize(
    ("sort", "subject", "header"),
    [
        (AUTOMATIC, "Automatic reply: The lift", "X-A: b"),
        (AUTOMATIC, "=?utf-8?q?R=C3=A9ponse_automatique?= : congés", "X-A: b"),
        (AUTOMATIC, "Out of Office AutoReply: The lift", "X-A: b"),
        (PERSON, "Out of office: noise from the bins", "X-A: b"),
        (AUTOMATIC, "Out of office: The lift", "X-Auto-Response-Suppress: All"),
        (PERSON, "Automatically opening door", "X-A: b"),
        (PERSON, "Delivery Status Notification (Failure)", "X-A: b"),
        (BOUNCE, "Delivery Status Notification (Failure)", "Return-Path: <>"),
        (BOUNCE, "Mail delivery failed: returning", "X-Failed-Recipients: ngozi@example.org"),
        (AUTOMATIC, "Warning: message delayed 24 hours", "X-Failed-Recipients: ngozi@example.org"),
    ],
)
def test_a_machine_is_told_by_what_it_writes_above(sort: str, subject: str, header: str) -> None:
    raw = mail(b"x", f"Subject: {subject}", header, head=b"From: ngozi@example.org\r\n")
    found = taken(raw)
    assert found.sort == sort
    assert bool(found.why) == (sort != PERSON)


def report(*inside: bytes, kind: str = "report; report-type=delivery-status") -> Message:
    return taken(parts(part("text/plain", b"Sorry.\r\n> Message-ID: <from-text@x>"), *inside, kind=kind))


def test_a_report_says_what_became_of_what() -> None:
    failed = report(REPORT, RETURNED)
    assert failed.report is not None
    assert (failed.report.failed, failed.report.recipient, failed.report.status) == (
        True,
        "ngozi@example.org",
        "5.1.1",
    )
    assert failed.report.ids == ("9f3.kept@karin.example", "from-text@x")
    assert failed.report.reason == "550 5.1.1 no such user"
    late = report(REPORT.replace(b"failed", b"delayed"))
    assert (late.sort, late.report.failed if late.report else None) == (AUTOMATIC, False)
    came = report(REPORT.replace(b"failed", b"delivered"))
    assert came.report is not None
    assert (came.sort, came.report.arrived) == (AUTOMATIC, True)
    bare = report(part("message/delivery-status", b"Status: 5.0.0\r\n"))
    assert (bare.sort, bare.report.recipient if bare.report else None) == (BOUNCE, "")
    headers = report(REPORT, part("text/rfc822-headers", b"Message-ID: <h@x>\r\nSubject: x"))
    assert headers.report is not None
    assert headers.report.ids[0] == "h@x"
    read_it = report(
        part("message/disposition-notification", b"Disposition: displayed"),
        kind="report; report-type=disposition-notification",
    )
    assert (read_it.sort, read_it.report.failed if read_it.report else None) == (AUTOMATIC, False)


@pytest.mark.parametrize(
    ("words", "failed", "status", "reason"),
    [
        ("550 5.1.1 <x@y>: no such user", True, "5.1.1", "550 5.1.1 <x@y>: no such user"),
        ("host said: 554 rejected", True, "", "host said: 554 rejected"),
        ("4.4.7 still trying", False, "4.4.7", "4.4.7 still trying"),
        ("Sorry about it", True, "", "Sorry about it"),
        ("", True, "", ""),
    ],
)
def test_what_has_no_form_is_read_by_its_words(words: str, failed: bool, status: str, reason: str) -> None:
    head = b"From: MAILER-DAEMON@mx.example.org\r\nSubject: failure notice\r\nIn-Reply-To: <o@x>\r\n"
    found = taken(mail(words.encode(), head=head))
    assert found.report is not None
    assert (found.report.failed, found.report.status, found.report.reason) == (failed, status, reason)
    assert found.report.ids == ("o@x",)


def test_what_we_sent_ourselves_is_a_loop_and_so_is_too_much() -> None:
    plain = taken(mail(b"x", "Message-ID: <a@x>", "X-Kept-Loop: karin.karin.example"))
    assert ours_again(plain, mark="karin.karin.example", sent=()) is not None
    assert ours_again(plain, mark="other", sent={"a@x"}) is not None
    assert ours_again(plain, mark="other", sent={"b@x"}) is None
    assert ours_again(taken(NASTY["bounce"]), mark="m", sent={""}) is None
    assert too_many(29) is None
    assert too_many(30) is not None


def test_the_same_message_is_told_however_it_comes_and_another_is_another() -> None:
    one = taken(mail(b"The lift  is\r\nbroken.", "Message-ID: <a@x>", "Received: by one"))
    again = taken(mail(b"The lift is broken.", "Message-ID: <a@x>", "Received: by another"))
    other = taken(mail(b"The door is broken.", "Message-ID: <a@x>"))
    nameless = taken(mail(b"The lift is broken."))
    assert one.identity == again.identity
    assert len({one.identity, other.identity, nameless.identity}) == 3


def test_references_of_ours_in_a_subject() -> None:
    assert references_in("Re: [K7F3-9Q2M] was P2D4-X8RB") == ("K7F3-9Q2M", "P2D4-X8RB")
    assert references_in("[k7f3-9q2m] Fwd: [P2D4-X8RB]") == ("P2D4-X8RB", "K7F3-9Q2M")
    assert references_in("flat 1234-56789, AAAA-BBBB") == ()


NAME, HOW = (
    Field("from_name", "Who?", "text"),
    Field("how", "How?", "choice", choices=(("email", "By e-mail"),)),
)
ABOUT = Field("about", "What?", "long_text")
KINDS = {
    "email.received": EventKind("email.received", "E-mail", "x", opens="email", fields=(NAME, ABOUT)),
    "complaint.received": EventKind(
        "complaint.received", "Complaint", "x", opens="complaint", fields=(HOW, ABOUT)
    ),
    "email.answered": EventKind("email.answered", "Answered", "x", reaches="email"),
    "reply.sent": EventKind("reply.sent", "Sent", "x", reaches_by="way"),
    "correspondence.filed": EventKind("correspondence.filed", "Filed", "x"),
}


def test_what_it_becomes_on_record() -> None:
    found = taken(mail(b"It is broken."))
    assert facts_for(KINDS["email.received"], found) == {
        "from_name": "Ngozi Okafor",
        "about": "The lift\n\nIt is broken.",
    }
    assert facts_for(KINDS["complaint.received"], found) == {
        "how": "email",
        "about": "The lift\n\nIt is broken.",
    }
    assert facts_for(KINDS["email.received"], taken(b"Message-ID: <a@x>\r\n\r\n")) == {}
    no_email = EventKind("x", "x", "x", fields=(Field("how", "How?", "choice", choices=(("call", "x"),)),))
    assert facts_for(no_email, found) == {}
    assert len(told_of(taken(mail(b"x" * 10_000)))) == 6_000
    boxes = [MailboxOf("c", "C", "complaints@karin.example", "complaints", "complaint.received")]
    box = mailbox_for(boxes, ("x@y", "Complaints@Karin.example"))
    assert box is boxes[0]
    assert mailbox_for(boxes, ("x@y",)) is None
    assert opening(box, KINDS) == "complaint.received"
    assert opening(box, {}) == opening(None, KINDS) == "email.received"


@pytest.mark.parametrize(
    ("open_", "stops", "kind"),
    [
        (True, [("email.answered",)], "email.continued"),
        (True, [("correspondence.filed",), ("reply.sent",)], "email.continued"),
        (True, [("correspondence.filed", "no.such")], "email.received"),
        (True, [], "email.received"),
        (False, [("email.answered",)], "email.received"),
    ],
)
def test_a_further_one_goes_on_only_while_something_is_owed(
    open_: bool, stops: list[tuple[str, ...]], kind: str
) -> None:
    assert further(open_=open_, stops=stops, kinds=KINDS) == kind


def test_a_message_inside_brings_what_it_has() -> None:
    page, picture = part("text/html", b"<img src='https://a.example/1'>x"), part("image/gif", b"GIF89a1")
    inner = parts(page, picture, mark="inner")
    found = taken(
        parts(part("message/rfc822", inner + b"\r\n\x00"), part("image/png", b"\x89PNG\r\n\x1a\n0"))
    )
    assert [each.type for each in found.parts] == ["message/rfc822", "image/gif", "image/png"]
    assert found.pictures_left_out == 1
    assert found.parts[0].name == "The lift"


class Unreadable(Parsed):
    """A part that Python's own reader cannot read."""

    def get_payload(self, i: object = None, decode: bool = False) -> object:  # type: ignore[override]
        if decode:
            raise ValueError("no")
        return "x"


def test_a_part_that_cannot_be_read_is_said_and_loses_nothing_else() -> None:
    whole = Parsed()
    whole["Content-Type"] = "multipart/mixed"
    good = Parsed()
    good.set_payload("good")
    whole.set_payload([Unreadable(), good])
    body = body_of(whole)
    assert (body.text, body.notes) == ("good", ["A part of it cannot be read. It is in the message itself."])


def test_winmail_words_are_words() -> None:
    assert _words([b"a\x00", "b", None]) == "a\nb\n"


def test_a_header_is_one_short_line() -> None:
    assert line("\ud800x") == "?x"
    assert line("=?utf-8?b?w?= x") == "w x"
    assert line("a" * 600) == "a" * 499 + "…"
    assert "Subject" in Head(BytesParser(policy=compat32).parsebytes(NASTY["plain"]))
