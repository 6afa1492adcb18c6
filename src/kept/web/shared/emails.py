"""How do the e-mails, letters and files of a contact read, ours and theirs, one after the other?

    talk = talk_of(here, thread)        # Talk(messages=(…), files=(…)), in the order of their writing
    message_of(here, mail, …)           # one of them, as the page of one e-mail shows it

1. What somebody wrote is shown as text. Their own layout is another address, behind a wall (`inbox.html`).
2. A file is only ever taken away, never shown within a page, whatever it calls itself.
3. What is odd about a sender is said in one calm sentence, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.kept_files import TYPES, size_words
from kept.casework.mime import PERSON
from kept.casework.permissions import Permission
from kept.casework.reading_mail import (
    ANSWERS_ELSEWHERE,
    LOOKALIKE,
    NOT_ON_FILE,
    OTHER_NAME,
    Sender,
    Stretch,
    oddities,
    stretches,
)
from kept.store import inbox
from kept.store.models import Account, FileOnThread, Outgoing, Person, ReceivedMail, StoredFile, Thread
from kept.web.shared.words import Words, moment_words

if TYPE_CHECKING:
    from kept.web.shared.access import Here

# A clock that is a little wrong is no news.
APART = timedelta(hours=1)
POST, EMAIL, TEXT = "post", "email", "text"
# Ways of sending, as people say them: the first letters of a way name it.
_BY_EMAIL, _BY_TEXT = ("email", "notify_email"), ("text", "notify_text")
_GOING = ("waiting", "held", "going")


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file to take away; without an address it is named, and not to be had."""

    name: str
    sort: str
    size: str
    address: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that was written, theirs or ours."""

    id: str
    ours: bool
    way: str
    who: str
    address: str
    to: str
    copies: str
    subject: str
    when: str
    sent: str
    stretches: tuple[Stretch, ...]
    hints: tuple[str, ...]
    notes: tuple[str, ...]
    files: tuple[FileRow, ...]
    state: Words | None = None
    sort: str = ""
    page: str = ""
    layout: str = ""
    raw: str = ""
    read: str = ""
    erased: bool = False
    number: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """All that was written on a contact, and the files on it that belong to none of that."""

    messages: tuple[Message, ...]
    files: tuple[FileRow, ...]


def talk_of(here: Here, thread: Thread) -> Talk:
    """What was written on that contact and on what was joined into it; four queries at most."""
    found = inbox.written(here.association, thread.pk)
    names = _names(found)
    theirs = [message_of(here, each, person=thread.person, names=names) for each in found.received]
    ours = [_ours(here, each, names) for each in found.sent if each.state != "cancelled"]
    messages = sorted((*theirs, *ours), key=lambda each: each.at or here.at)
    shown = {str(part.get("sha256")) for each in found.received for part in each.parts}
    shown |= {row.file.sha256 for row in found.sent if row.file}
    shown |= {str(part.get("sha256")) for each in found.sent for part in each.attachments}
    shown |= {each.raw.sha256 for each in found.received if each.raw}
    loose = [each for each in found.files if each.file.sha256 not in shown]
    return Talk(tuple(messages), tuple(_once(_tied(here, each) for each in loose)))


def _names(found: inbox.Written) -> Mapping[str, str]:
    handles = {each.read_by for each in found.received} | {each.asked_by for each in found.sent}
    handles -= {""}
    if not handles:
        return {}
    return dict(Account.objects.filter(handle__in=handles).values_list("handle", "name"))


def message_of(here: Here, mail: ReceivedMail, *, person: Person | None, names: Mapping[str, str]) -> Message:
    """An e-mail that reached us."""
    calendar = here.calendar
    sent = mail.sent_at
    late = sent is not None and abs(mail.received_at - sent) > APART
    args = [here.slug, mail.pk]
    gone = mail.gone_at is not None
    return Message(
        id=f"mail-{mail.pk}",
        ours=False,
        way=str(_("E-mail")),
        who=mail.from_name or mail.from_address,
        address=mail.from_address if mail.from_name else "",
        to=_people(mail.to),
        copies=_people(mail.cc),
        subject=mail.subject,
        when=moment_words(mail.received_at, calendar),
        sent=moment_words(sent, calendar) if sent is not None and late else "",
        stretches=stretches(mail.text.strip("\n")),
        hints=() if gone else hints_of(mail, person),
        notes=tuple(str(each) for each in mail.notes),
        files=tuple(_part(here, each) for each in mail.parts) if not gone else (),
        sort=sort_words(mail.sort),
        page=reverse("email", args=args),
        layout=reverse("email-layout", args=args) if mail.html else "",
        raw=reverse("email-raw", args=args) if mail.raw_id and here.may(Permission.EXPORT) else "",
        read=_("%(who)s read it, %(when)s.")
        % {"who": names.get(mail.read_by, mail.read_by), "when": moment_words(mail.read_at, calendar)}
        if mail.read_at is not None
        else "",
        erased=gone,
        number=mail.pk,
        at=mail.received_at,
    )


def _ours(here: Here, row: Outgoing, names: Mapping[str, str]) -> Message:
    calendar = here.calendar
    at = row.sent_at or row.asked_at
    to = row.recipient
    return Message(
        id=f"sent-{row.ref}",
        ours=True,
        way=_way(row.way),
        who=names.get(row.asked_by, here.name),
        address="",
        to=", ".join(filter(None, (str(to.get("name") or ""), row.address))),
        copies="",
        subject=row.subject,
        when=moment_words(at, calendar),
        sent="",
        stretches=(Stretch(row.text.strip("\n"), False),) if row.text.strip() else (),
        hints=(),
        notes=(row.fault,) if row.fault and row.failed_at else (),
        files=tuple(_once(_of_ours(here, row))),
        state=_state(row),
        erased=row.erased_at is not None,
        at=at,
    )


def _way(way: str) -> str:
    if way in _BY_EMAIL:
        return str(_("E-mail"))
    return str(_("Text message")) if way in _BY_TEXT else str(_("Letter"))


def _state(row: Outgoing) -> Words:
    """What became of it, in a word that the colour only repeats."""
    if row.failed_at:
        return Words(_("Did not arrive"), "bad")
    if row.delivered_at:
        return Words(_("Arrived"), "good")
    if row.sent_at:
        return Words(_("Sent"), "calm")
    return Words(_("Not sent yet"), "soon")


def _of_ours(here: Here, row: Outgoing) -> Iterator[FileRow]:
    if row.file is not None and row.file.gone_at is None:
        yield _stored(here, row.file)
    for part in row.attachments:
        yield _part(here, part)


def _people(rows: Iterable[object]) -> str:
    """Those it was sent to: each an address, or a name with one."""
    return ", ".join(_one(each) for each in rows)


def _one(each: object) -> str:
    if isinstance(each, Mapping):
        name, address = str(each.get("name") or ""), str(each.get("address") or "")
        return f"{name} <{address}>" if name and address else name or address
    if isinstance(each, (list, tuple)):
        return " ".join(str(part) for part in each if part)
    return str(each)


def sort_words(sort: str) -> str:
    """What sort of e-mail it is, where it is not simply from a person."""
    words = {
        "automatic": _("Automatic reply"),
        "bounce": _("Came back undelivered"),
        "loop": _("Going round in circles"),
    }
    return "" if sort == PERSON else str(words.get(sort, sort.replace("-", " ").capitalize()))


# ---- what is odd -------------------------------------------------------------------------------------------


def hints_of(mail: ReceivedMail, person: Person | None) -> tuple[str, ...]:
    """What does not fit together about who sent it, each in one sentence, and what to do, once."""
    file = person.stands if person is not None else None
    on_file = (file.email,) if file is not None and file.email else ()
    sender = Sender(mail.from_name, mail.from_address, mail.reply_to, on_file)
    found = oddities(sender)
    said = [_odd_words(each, mail) for each in found]
    if set(found) - {NOT_ON_FILE}:
        said.append(
            _("If you did not expect it, ring them on the number we have before you answer or open anything.")
        )
    return tuple(said)


def _odd_words(odd: str, mail: ReceivedMail) -> str:
    said = {"from": mail.from_address, "name": mail.from_name, "reply": mail.reply_to}
    words = {
        OTHER_NAME: _("It calls itself “%(name)s”, but it came from %(from)s."),
        ANSWERS_ELSEWHERE: _("An answer would go to %(reply)s, which is not where it came from."),
        LOOKALIKE: _("Its address has letters of another alphabet that look like ours: %(from)s."),
        NOT_ON_FILE: _("It came from %(from)s, which is not the address on their file."),
    }
    return str(words[odd]) % said


# ---- files -------------------------------------------------------------------------------------------------


def _part(here: Here, part: object) -> FileRow:
    """An attachment of an e-mail, by what its row says of it."""
    said = part if isinstance(part, Mapping) else {}
    sha256 = str(said.get("sha256") or "")
    return FileRow(
        name=str(said.get("name") or _("Without a name")),
        sort=type_words(str(said.get("type") or "")),
        size=size_words(int(said.get("size") or 0)),
        address=reverse("file", args=[here.slug, sha256]) if sha256 else "",
        says="" if sha256 else str(_("It was not kept as a file of its own.")),
    )


def _tied(here: Here, tie: FileOnThread) -> FileRow:
    row = _stored(here, tie.file)
    return FileRow(row.name, row.sort, row.size, row.address, tie.says)


def _stored(here: Here, file: StoredFile) -> FileRow:
    address = reverse("file", args=[here.slug, file.sha256])
    return FileRow(file.name or file.sha256[:12], type_words(file.type), size_words(file.size), address)


def _once(rows: Iterable[FileRow]) -> Collection[FileRow]:
    """Each file once, by where it is."""
    return {each.address or each.name: each for each in rows}.values()


def type_words(type_: str) -> str:
    """What sort of file it is, for people; only by what is in it, never by its name."""
    known = TYPES.get(type_)
    if known is not None:
        return known.label
    kind, _slash, rest = type_.partition("/")
    words = {"image": _("Picture"), "audio": _("Sound"), "video": _("Film"), "text": _("Text")}
    return str(words.get(kind, "")) or (rest.rpartition(".")[2].upper() if rest else str(_("File")))
