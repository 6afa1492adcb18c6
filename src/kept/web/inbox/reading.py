"""One e-mail: what it says, what stands around it, whose it is, and what may be done with it.

Looking at it changes nothing: that somebody has read it is said by a button, or by what they do with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import reading_mail
from kept.casework import Refused
from kept.casework.judge import CLOSED
from kept.casework.permissions import Permission
from kept.store import desk, inbox
from kept.store.inbox import Narrowed
from kept.store.models import Account, Clock, ReceivedMail, Thread
from kept.web.inbox.present import customer_of
from kept.web.inbox.rows import thread_of
from kept.web.shared.access import Here
from kept.web.shared.addresses import customer_address, thread_address
from kept.web.shared.emails import Message, Talk, message_of, talk_of
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.problems import forbidden
from kept.web.shared.promising import promise_name
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import Words, due_words, urgency


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise that still asks for something."""

    name: str
    due: str
    pressing: Words


@dataclass(frozen=True, slots=True)
class Whose:
    """The customer whose it is, or the way to choose one."""

    name: str = ""
    ref: str = ""
    address: str = ""
    lines: tuple[str, ...] = ()
    reach: str = ""
    candidates: int = 0
    choose: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One way of answering, by a template of the association."""

    label: str
    address: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class EmailPage:
    """The page."""

    heading: str
    message: Message
    others: tuple[Message, ...]
    files: Talk
    ref: str
    thread: str
    closed: bool
    owner: str
    whose: Whose
    promises: tuple[Promise, ...]
    acts: bool
    action: str
    to_read: bool
    why: str
    not_for_us: str
    replies: tuple[Reply, ...] = ()
    errors: tuple[SimpleError, ...] = ()


def mail_of(here: Here, number: int) -> ReceivedMail:
    """The e-mail of that number, for those who may see it."""
    found = inbox.opened(here.membership, number)
    if found is None:
        raise Http404
    return found


def email(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One e-mail; or that it has been read."""
    mail = mail_of(here, number)
    if request.method != "POST":
        return shown(request, here, mail)
    if not here.may(Permission.RECORD):
        return forbidden(request, here.why_not(Permission.RECORD), here=here)
    return _read(request, here, mail)


def _read(request: HttpRequest, here: Here, mail: ReceivedMail) -> HttpResponse:
    done = reading_mail.mark_read(mail=mail.pk, **act(here))
    if isinstance(done, Refused):
        messages.warning(request, done.sentence)
    return onward(request, here, mail)


def onward(request: HttpRequest, here: Here, mail: ReceivedMail) -> HttpResponse:
    """The next e-mail that nobody has read, or the inbox where that was the last."""
    following = inbox.following(here.membership, mail, Narrowed())
    if following is None:
        messages.success(request, _("That was the last one: every e-mail has been read."))
        return redirect("inbox", here.slug)
    messages.success(request, _("Read. This is the next one."))
    return redirect("email", here.slug, following)


def act(here: Here) -> dict[str, Any]:
    """Who acts, where and when."""
    return {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }


def shown(
    request: HttpRequest,
    here: Here,
    mail: ReceivedMail,
    *,
    errors: tuple[SimpleError, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The page as it stands."""
    view = email_page(here, mail, errors)
    return page(request, "inbox/email.html", view, title=view.heading, here=here, status=status)


def email_page(here: Here, mail: ReceivedMail, errors: tuple[SimpleError, ...] = ()) -> EmailPage:
    """The page from what is on record."""
    thread = thread_of(mail)
    talk = talk_of(here, thread) if thread is not None else Talk((), ())
    own = next((each for each in talk.messages if each.number == mail.pk), None)
    message = own or message_of(here, mail, person=customer_of(mail), names=_names(mail))
    clocks = desk.clocks_of([thread]).get(thread.pk, ()) if thread else ()
    records = here.may(Permission.RECORD)
    return EmailPage(
        heading=_("Erased") if mail.gone_at else mail.subject or _("No subject"),
        message=message,
        others=tuple(each for each in talk.messages if each is not own),
        files=talk,
        ref=thread.ref if thread else "",
        thread=thread_address(here.slug, thread.ref) if thread else "",
        closed=thread is not None and thread.state == CLOSED,
        owner=_owner(thread),
        whose=_whose(here, mail, thread),
        promises=tuple(_promise(here, thread, each) for each in clocks) if thread else (),
        acts=records,
        action=reverse("email", args=[here.slug, mail.pk]),
        to_read=records and mail.read_at is None,
        why=mail.why if mail.sort != inbox.PERSON else "",
        not_for_us=_not_for_us(here, mail, thread),
        errors=errors,
    )


def _names(mail: ReceivedMail) -> dict[str, str]:
    if not mail.read_by:
        return {}
    return dict(Account.objects.filter(handle=mail.read_by).values_list("handle", "name"))


def _owner(thread: Thread | None) -> str:
    if thread is None:
        return ""
    return thread.owner.name if thread.owner else thread.team.name if thread.team else ""


def _whose(here: Here, mail: ReceivedMail, thread: Thread | None) -> Whose:
    """Whose it is. How they may be reached, and how never, stands beside their name."""
    person = customer_of(mail)
    choose = ""
    if thread is not None and here.may(Permission.RECORD):
        choose = reverse("email-whose", args=[here.slug, mail.pk])
    if person is None or person.erased_at is not None:
        return Whose(candidates=len(mail.candidates), choose=choose)
    return Whose(
        name=person.name or person.ref,
        ref=person.ref,
        address=customer_address(here.slug, person.ref),
        lines=tuple(filter(None, (person.address, ", ".join(person.phones), person.email))),
        reach=reach_words(person),
        choose=choose,
    )


def _promise(here: Here, thread: Thread, clock: Clock) -> Promise:
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    return Promise(
        name=promise_name(here.rulebook.promises.get(clock.promise), clock.promise),
        due=due_words(clock.due_at, calendar),
        pressing=Words(_("Waiting"), "mute") if clock.paused else urgency(clock.act_by, here.at, calendar),
    )


def _not_for_us(here: Here, mail: ReceivedMail, thread: Thread | None) -> str:
    """Where to say that it is not for us; not of what is closed, or starts nothing."""
    if thread is None or thread.state == CLOSED or not mail.event or not here.may(Permission.CORRECT):
        return ""
    return reverse("email-not-for-us", args=[here.slug, mail.pk])
