"""Of what does a message consist: which parts are words to be read, and what came with them?

    body = body_of(parsed)
    body.text, body.html, body.parts, body.notes

1. Of two versions of the same words (`multipart/alternative`) each is kept as what it is.
2. What has a name or says that it is an attachment is one; so is everything that is no text.
3. A message inside a message is kept as a file and shown below the words; so are the files in a winmail.dat.
4. Nothing here ever fails for what somebody sends: what cannot be read is said in a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Parsed

from kept.casework.kept_files import BYTES, any_type
from kept.casework.mime.flowed import unflowed
from kept.casework.mime.headers import Head
from kept.casework.mime.html import safe, words_of
from kept.casework.mime.invitation import said_in
from kept.casework.mime.values import Part
from kept.casework.mime.winmail import opened
from kept.casework.mime.words import BROKEN, decoded, line, tidy_text

DEEPEST, MOST_PARTS = 30, 200
LONGEST_TEXT = 200_000
_WORDS = ("text/plain", "text/html")
_WINMAIL = ("application/ms-tnef", "application/vnd.ms-tnef")
_INVITATION = "text/calendar"


@dataclass(slots=True)
class Body:
    """What a message says and brings, as far as it can be read."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # Words in a file that the writer put among the words: read where there are no others.
    spare: list[str] = field(default_factory=list)
    pictures: int = 0

    def note(self, sentence: str) -> None:
        """Say once what is not as it seems."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def bring(self, part: Part) -> None:
        """One more file that came along."""
        if not part.content:
            self.note("Something that came with it is empty.")
        elif len(self.parts) < MOST_PARTS:
            self.parts.append(part)
        else:
            self.note(f"More than {MOST_PARTS} files came with it. The others are in the message itself.")

    @property
    def text(self) -> str:
        """The words, and where there is no plain version, those of the HTML."""
        found = "\n\n".join(each for each in self.texts if each) or words_of(self.html)
        return found or "\n\n".join(each for each in self.spare if each)

    @property
    def html(self) -> str:
        """The words as HTML that is safe to show."""
        return "<hr>".join(each for each in self.htmls if each)


def body_of(parsed: Parsed, depth: int = 0, *, within: bool = False) -> Body:
    """Everything that the message holds, which itself lies so deep in others, `within` another message."""
    body = Body()
    for part, more, alone in _leaves(parsed, body):
        try:
            _take(part, depth + more, body, alone=alone, within=within)
        except BROKEN:
            body.note("A part of it cannot be read. It is in the message itself.")
    return body


def _leaves(parsed: Parsed, body: Body) -> Iterator[tuple[Parsed, int, bool]]:
    """Every part that is not made of parts, in its order; how deep it lies; whether it is all there is."""
    waiting: list[tuple[Parsed, int]] = [(parsed, 0)]
    while waiting:
        part, depth = waiting.pop()
        # Asked for its words here, Python would read them by whatever character set they name.
        inside = part.get_payload() if part.is_multipart() else None
        if not isinstance(inside, list) or _kind(part) == "message/rfc822":
            yield part, depth, part is parsed
        elif depth >= DEEPEST:
            body.note("It is packed into itself too often to be opened here. The message itself is kept.")
        else:
            waiting += [(each, depth + 1) for each in reversed(inside) if isinstance(each, Parsed)]


def _kind(part: Parsed) -> str:
    return str(part.get_content_type())


def _take(part: Parsed, depth: int, body: Body, *, alone: bool, within: bool) -> None:
    head, kind, name = Head(part), _kind(part), _name(part)
    if kind.startswith("multipart/"):
        # It says that it is made of parts, and is not: its words are its words.
        kind, name = "text/plain", ""
    if kind == "message/rfc822" and part.is_multipart():
        _message_inside(part, name, depth, body, within=within)
        return
    content = _content(part)
    attached = head.raw("Content-Disposition").strip().lower().startswith("attachment")
    if kind in _WINMAIL or name.lower() == "winmail.dat":
        _winmail(content, name, body)
    elif kind == _INVITATION:
        body.texts.append(said_in(decoded(content, _charset(part))))
        body.bring(_part(name or "invitation.ics", content, "invitation", kind))
    elif kind in _WORDS and not attached and (alone or not name):
        _words(kind, content, part, body)
    elif kind.startswith("text/") and not name and not attached:
        # Something that is written for readers in a way that we do not know: its words are the words.
        body.texts.append(_cut(tidy_text(decoded(content, _charset(part))), body))
        body.bring(_part("", content, kind, kind))
    else:
        inline = head.raw("Content-ID") and not attached
        if kind == "text/plain" and not attached:
            body.spare.append(_cut(tidy_text(decoded(content, _charset(part))), body))
        body.bring(_part(name, content, "in the words" if inline else "attached", kind))


def _words(kind: str, content: bytes, part: Parsed, body: Body) -> None:
    charset = _charset(part)
    if kind == "text/plain":
        text = decoded(content, charset)
        if str(_parameter(part, "format")).lower() == "flowed":
            text = unflowed(text, joined=str(_parameter(part, "delsp")).lower() == "yes")
        body.texts.append(_cut(tidy_text(text), body))
        return
    shown = safe(decoded(content, charset or _meta_charset(content)))
    body.htmls.append(shown.html)
    body.pictures += shown.pictures
    if shown.cut:
        body.note("It is longer, or made stranger, than can be shown. The message itself is kept whole.")


def _cut(text: str, body: Body) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    body.note("It is longer than can be shown. The message itself is kept whole.")
    return text[: LONGEST_TEXT - 1] + "…"


def _message_inside(part: Parsed, name: str, depth: int, body: Body, *, within: bool) -> None:
    """A message that was forwarded whole: a file, and its words below those of the message around it."""
    inside = part.get_payload(0)
    assert isinstance(inside, Parsed), "a message inside a message is one"
    head = Head(inside)
    subject = head.words("Subject")
    if not within:
        # One that lies in another is in that one's file already.
        named = name or _file_name(subject, "message.eml")
        body.bring(Part(named, "message/rfc822", as_bytes(inside), "message"))
    if depth >= DEEPEST:
        body.note("It is packed into itself too often to be opened here. The message itself is kept.")
        return
    theirs = body_of(inside, depth + 1, within=True)
    told = [f"Forwarded message from {head.words('From') or 'somebody'}", f"Subject: {subject}", ""]
    body.texts.append(_cut("\n".join([*told, theirs.text]).strip(), body))
    for each in theirs.parts:
        body.bring(each)
    for sentence in theirs.notes:
        body.note(sentence)
    body.pictures += theirs.pictures


def _winmail(content: bytes, name: str, body: Body) -> None:
    found = opened(content)
    if found is None or not (found.files or found.text or found.html):
        body.note("Outlook packed its attachments into a file that cannot be opened. The file is kept.")
        body.bring(_part(name or "winmail.dat", content, "attached", _WINMAIL[0]))
        return
    for inner, data in found.files:
        body.bring(_part(inner, data, "winmail.dat", ""))
    body.texts += [_cut(tidy_text(found.text), body)] if found.text else []
    if found.html:
        shown = safe(found.html)
        body.htmls.append(shown.html)
        body.pictures += shown.pictures


def _part(name: str, content: bytes, how: str, said: str) -> Part:
    kind = any_type(content, name)
    if kind in ("text/plain", BYTES) and said in ("message/rfc822", _INVITATION):
        kind = said
    if kind == BYTES and said in _WORDS and b"\0" not in content:
        kind = "text/plain"
    return Part(_file_name(name, "attachment"), kind, content, how)


def _file_name(name: str, otherwise: str) -> str:
    return line(name, longest=120) or otherwise


def _content(part: Parsed) -> bytes:
    """What is in it, however it was packed; what cannot be unpacked is taken as it stands."""
    found = part.get_payload(decode=True)
    if not found:
        del part["Content-Transfer-Encoding"]
        found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def as_bytes(parsed: Parsed) -> bytes:
    """A message inside another, written out again as nearly as can be."""
    try:
        return bytes(parsed.as_bytes())
    except BROKEN:
        lines = [f"{name}: {value}" for name, value in parsed.raw_items()]
        return "\n".join([*lines, ""]).encode("utf-8", "surrogateescape")


def _name(part: Parsed) -> str:
    return line(str(part.get_filename() or ""), longest=300)


def _charset(part: Parsed) -> str:
    return str(_parameter(part, "charset"))


def _parameter(part: Parsed, name: str) -> object:
    found = part.get_param(name, "")
    # RFC 2231 gives the character set and language of a parameter before its value.
    return found[2] if isinstance(found, tuple) else found or ""


def _meta_charset(content: bytes) -> str:
    """The character set that HTML names for itself."""
    beginning = content[:2048].lower()
    at = beginning.find(b"charset=")
    if at < 0:
        return ""
    named = beginning[at + 8 : at + 60].lstrip(b"\"' ")
    return (
        named.split(b'"')[0].split(b"'")[0].split(b">")[0].split(b";")[0].decode("ascii", "replace").strip()
    )
