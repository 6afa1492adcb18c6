"""How does the inbox read?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.kept_files import size_words
from kept.casework.permissions import Permission
from kept.casework.reading_mail import first_words
from kept.store.inbox import MOST
from kept.store.models import Mailbox, Person, ReceivedMail, RefusedMail, Thread
from kept.web.inbox.rows import AUTOMATIC, MINE, NOBODYS, READ, TEAM, TO_READ, Filter, Found, thread_of
from kept.web.shared.access import Here
from kept.web.shared.addresses import thread_address
from kept.web.shared.emails import sort_words
from kept.web.shared.fields import Choice
from kept.web.shared.paging import Pages, counted_words
from kept.web.shared.promising import promise_name
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import Words, due_words, moment_words, urgency


@dataclass(frozen=True, slots=True)
class Row:
    """One e-mail. `classify` and `reply` are where the keys c and r lead from it."""

    number: int
    address: str
    subject: str
    who: str
    customer: str
    first: str
    files: str
    when: str
    pressing: Words | None
    promise: str
    due: str
    owner: str
    sort: str
    why: str
    ref: str
    thread: str
    reach: str
    read: bool
    classify: str
    reply: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One list, with how much is on it."""

    label: str
    count: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Aside:
    """A message that could not be taken, and why."""

    number: int
    when: str
    why: str
    size: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The page."""

    rows: tuple[Row, ...]
    tabs: tuple[Tab, ...]
    list: str
    says: str
    whoses: tuple[Choice, ...]
    narrowed: bool
    everything: str
    pages: Pages
    aside: tuple[Aside, ...]
    faults: tuple[str, ...]
    action: str
    records: bool
    errors: tuple[str, ...] = ()


def inbox_page(here: Here, wanted: Filter, found: Found) -> InboxPage:
    """The page from what was fetched."""
    return InboxPage(
        rows=tuple(_row(here, each, found) for each in found.mails),
        tabs=tuple(_tabs(here, wanted, found)),
        list=wanted.which,
        says=_says(wanted, found),
        whoses=tuple(Choice(value, label, value == wanted.whose) for value, label in _whoses(here)),
        narrowed=bool(wanted.whose),
        everything=_address(here, replace(wanted, whose="")),
        pages=found.pages,
        aside=tuple(_aside(here, each) for each in found.aside),
        faults=tuple(_fault(here, each) for each in found.faults),
        action=reverse("inbox", args=[here.slug]),
        records=here.may(Permission.RECORD),
    )


def _address(here: Here, wanted: Filter) -> str:
    address = reverse("inbox", args=[here.slug])
    return f"{address}?{urlencode(wanted.query)}" if wanted.query else address


def _whoses(here: Here) -> Iterable[tuple[str, str]]:
    yield "", _("Everybody’s")
    yield MINE, _("Mine")
    if here.membership.team_id:
        yield TEAM, _("My team’s")


def _tabs(here: Here, wanted: Filter, found: Found) -> Iterable[Tab]:
    counts = found.counts
    lists = (
        ("", _("To read"), counted_words(counts.to_read, MOST)),
        (NOBODYS, _("Whose is it?"), counted_words(counts.nobodys, MOST)),
        (AUTOMATIC, _("Automatic"), counted_words(counts.automatic, MOST) if counts.automatic else ""),
        (READ, _("Read"), ""),
    )
    for name, label, count in lists:
        yield Tab(label, count, _address(here, replace(wanted, list=name)), name == wanted.list)


def _says(wanted: Filter, found: Found) -> str:
    match wanted.which:
        case "nobodys":
            return _("Open, and from nobody whom we know. Choose the customer, or say that it is not for us.")
        case "automatic":
            return _("Out-of-office replies and mail that came back. They start no promise and answer none.")
        case "read":
            return _("What somebody has read, the latest first. What is still to be done is on the Desk.")
    count = found.counts.to_read
    words = {"n": counted_words(count, MOST)}
    said = ngettext(
        "%(n)s e-mail to read, the oldest first.", "%(n)s e-mails to read, the oldest first.", count
    )
    return said % words if count else ""


def _row(here: Here, mail: ReceivedMail, found: Found) -> Row:
    thread = thread_of(mail)
    address = reverse("email", args=[here.slug, mail.pk])
    person = customer_of(mail)
    calendar = here.rulebook.calendar_for(thread.office.slug if thread and thread.office else None)
    year = calendar.local(here.at).year
    clocks = found.clocks.get(thread.pk, ()) if thread else ()
    first = clocks[0] if clocks else None
    records = here.may(Permission.RECORD) and thread is not None
    gone = mail.gone_at is not None
    return Row(
        number=mail.pk,
        address=address,
        subject=_("Erased") if gone else mail.subject or _("No subject"),
        who="" if gone else mail.from_name or mail.from_address or _("Nobody is named"),
        customer=person.name or person.ref if person else "",
        first=first_words(mail.text),
        files=_files(mail),
        when=moment_words(mail.received_at, calendar, year),
        pressing=urgency(first.act_by, here.at, calendar) if first and not first.paused else None,
        promise=promise_name(here.rulebook.promises.get(first.promise), first.promise) if first else "",
        due=due_words(first.due_at, calendar, year) if first else "",
        owner=_owner(thread, found),
        sort=sort_words(mail.sort),
        why=mail.why if mail.sort != "person" else "",
        ref=thread.ref if thread else "",
        thread=thread_address(here.slug, thread.ref) if thread else "",
        reach=reach_words(person),
        read=mail.read_at is not None,
        classify=f"{address}#classify" if records else "",
        reply=f"{address}#reply" if records else "",
    )


def customer_of(mail: ReceivedMail) -> Person | None:
    """Whose it is: the customer of its contact, and where that has none, who was found by the address."""
    thread = thread_of(mail)
    person = (thread.person if thread else None) or mail.person
    return person.stands if person is not None else None


def _files(mail: ReceivedMail) -> str:
    count = len(mail.parts)
    return ngettext("%(n)s attachment", "%(n)s attachments", count) % {"n": count} if count else ""


def _owner(thread: Thread | None, found: Found) -> str:
    """Whose it is to deal with; of somebody who is away, who answers for them."""
    if thread is None:
        return ""
    if thread.owner is None:
        return thread.team.name if thread.team else ""
    cover = found.away.get(thread.owner.pk)
    if not cover:
        return thread.owner.name
    return _("%(who)s, away: %(cover)s answers") % {"who": thread.owner.name, "cover": cover}


def _aside(here: Here, row: RefusedMail) -> Aside:
    return Aside(row.pk, moment_words(row.received_at, here.calendar), row.reason, size_words(row.size))


def _fault(here: Here, box: Mailbox) -> str:
    said = {"name": box.name, "fault": box.fault}
    if box.read_at is None:
        return _("The mailbox %(name)s was never read: %(fault)s") % said
    said["when"] = moment_words(box.read_at, here.calendar)
    return _("The mailbox %(name)s was last read at %(when)s: %(fault)s") % said


__all__ = ["TO_READ", "InboxPage", "customer_of", "inbox_page"]
