"""One e-mail: what it says, what stands around it, whose it is, and what may be done with it.

Looking at it changes nothing: that somebody has read it is said by a button, or by what they do with it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import reading_mail, receiving_mail
from kept.casework import Refused
from kept.casework.judge import CLOSED
from kept.casework.mime import AUTOMATIC, LOOP, PERSON
from kept.casework.permissions import Permission
from kept.casework.reading_mail import stretches
from kept.casework.writing import address_mark
from kept.rulebook.letters import EMAIL, template_of
from kept.store import inbox, looking
from kept.store.inbox import Narrowed
from kept.store.models import Account, ReceivedMail, Thread
from kept.web.inbox.present import customer_of
from kept.web.inbox.rows import thread_of
from kept.web.shared.access import Here
from kept.web.shared.addresses import customer_address, thread_address
from kept.web.shared.classifying import DO, SAVE, Classifying, part
from kept.web.shared.emails import Message, Talk, message_of, talk_of
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden
from kept.web.shared.reaching import reach_words

UID = re.compile(r"[0-9a-f]{32}\Z")


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
class Short:
    """An answer in a few words: to whom it goes, the mark of that, and what was typed."""

    to: str
    checked: str
    uid: str
    typed: str = ""


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
    acts: bool
    action: str
    to_read: bool
    why: str
    take_in: bool
    not_for_us: str
    classify: Classifying | None = None
    replies: tuple[Reply, ...] = ()
    short: Short | None = None
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
    if request.method == "POST" and not here.may(Permission.RECORD):
        return forbidden(request, here.why_not(Permission.RECORD), here=here)
    box = _classifying(request, here, mail)
    if isinstance(box, str):
        reading_mail.mark_read(mail=mail.pk, **act(here))
        messages.success(request, _("What it is, is on record."))
        return redirect("email", here.slug, mail.pk)
    if request.method == "POST" and request.POST.get(DO):
        if request.htmx and box is not None:  # type: ignore[attr-defined]
            return part(request, box)
        faulty = box is not None and request.POST.get(DO) == SAVE and bool(box.errors)
        return shown(request, here, mail, box=box, status=422 if faulty else 200)
    if request.method != "POST" or typed_again(request):
        if request.method == "GET" and mail.thread is not None:
            looking.looked(here.membership, looking.CONTACT, mail.thread.ref, here.at)
        return shown(request, here, mail, box=box)
    match request.POST.get("step", ""):
        case "answer":
            return _answered(request, here, mail, box)
        case "take-in":
            return _taken_in(request, here, mail)
    done = reading_mail.mark_read(mail=mail.pk, **act(here))
    if isinstance(done, Refused):
        messages.warning(request, done.sentence)
    return onward(request, here, mail)


def _classifying(request: HttpRequest, here: Here, mail: ReceivedMail) -> Classifying | str | None:
    """What it is, as far as somebody has said so; nothing of what a machine sent."""
    thread = thread_of(mail)
    if thread is None or mail.sort != PERSON or mail.gone_at is not None:
        return None
    new = "\n".join(each.text for each in stretches(mail.text) if not each.quoted)
    action = reverse("email", args=[here.slug, mail.pk])
    return Classifying.of(request, here, thread.ref, text=f"{mail.subject}\n{new}", action=action)


def _answered(request: HttpRequest, here: Here, mail: ReceivedMail, box: Classifying | None) -> HttpResponse:
    """An answer of a few words goes out; what was typed is still there where it may not."""
    post = request.POST
    given = post.get("uid", "")
    done = reading_mail.answer_now(
        mail=mail.pk,
        words=post.get("answer", "").replace("\x00", "").strip(),
        checked=post.get("checked", ""),
        uid=given if UID.match(given) else uuid.uuid4().hex,
        **act(here),
    )
    if isinstance(done, Refused):
        errors = (SimpleError(done.sentence, "answer"),)
        return shown(request, here, mail, box=box, errors=errors, status=422)
    messages.success(request, _("Your answer goes out in a moment. Until then you can take it back there."))
    return redirect("thread", here.slug, done.thread.ref)


def _taken_in(request: HttpRequest, here: Here, mail: ReceivedMail) -> HttpResponse:
    """A person wrote it after all."""
    done = receiving_mail.take_in(mail=mail.pk, **act(here))
    if isinstance(done, Refused):
        messages.warning(request, done.sentence)
    else:
        messages.success(request, _("It counts from when it reached us, like any other e-mail."))
    return redirect("email", here.slug, mail.pk)


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
    box: Classifying | None = None,
    errors: tuple[SimpleError, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The page as it stands."""
    view = email_page(here, mail, box, request.POST, (*errors, *(box.errors if box else ())))
    return page(request, "inbox/email.html", view, title=view.heading, here=here, status=status)


def email_page(
    here: Here,
    mail: ReceivedMail,
    box: Classifying | None,
    post: Mapping[str, str],
    errors: tuple[SimpleError, ...],
) -> EmailPage:
    """The page from what is on record."""
    thread = thread_of(mail)
    talk = talk_of(here, thread) if thread is not None else Talk((), ())
    own = next((each for each in talk.messages if each.number == mail.pk), None)
    message = own or message_of(here, mail, person=customer_of(mail), names=_names(mail))
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
        acts=records,
        action=reverse("email", args=[here.slug, mail.pk]),
        to_read=records and mail.read_at is None,
        why=mail.why if mail.sort != PERSON else "",
        take_in=records and mail.sort in (AUTOMATIC, LOOP) and mail.raw_id is not None,
        not_for_us=_not_for_us(here, mail, thread),
        classify=box,
        replies=_replies(here, thread) if records and mail.sort == PERSON else (),
        short=_short(here, mail, thread, post) if records and mail.sort == PERSON else None,
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


# The letters with which an e-mail is answered, in this order; the first has the key.
_SORTS = ("answer", "acknowledgement", "delay")


def _replies(here: Here, thread: Thread | None) -> tuple[Reply, ...]:
    """The letters of the association that answer such a contact by e-mail."""
    if thread is None or thread.state == CLOSED:
        return ()
    found = [
        each
        for each in here.rulebook.room("letters")
        if each.sort in _SORTS
        and EMAIL in each.ways
        and each.name != reading_mail.SHORT_ANSWER
        and (not each.on or thread.kind in each.on)
    ]
    found.sort(key=lambda each: _SORTS.index(each.sort))
    start = reverse("letter-new", args=[here.slug, thread.ref])
    return tuple(
        Reply(
            each.label,
            f"{start}?{urlencode({'template': each.name, 'way': EMAIL})}",
            "r" if number == 0 else "",
        )
        for number, each in enumerate(found)
    )


def _short(here: Here, mail: ReceivedMail, thread: Thread | None, post: Mapping[str, str]) -> Short | None:
    """The line for an answer of a few words, where the association has a letter for it."""
    known = template_of(here.rulebook, reading_mail.SHORT_ANSWER)
    if thread is None or thread.state == CLOSED or known is None or not mail.from_address:
        return None
    to = inbox.recipient_of(mail)
    given = post.get("uid", "")
    return Short(
        to=f"{to['name']} <{to['email']}>" if to["name"] else to["email"],
        checked=address_mark((to["name"], to["email"])),
        uid=given if UID.match(given) else uuid.uuid4().hex,
        typed=post.get("answer", ""),
    )


def _not_for_us(here: Here, mail: ReceivedMail, thread: Thread | None) -> str:
    """Where to say that it is not for us; not of what is closed, or starts nothing."""
    mine = mail.sort == PERSON and mail.event and here.may(Permission.CORRECT)
    if thread is None or thread.state == CLOSED or not mine:
        return ""
    return reverse("email-not-for-us", args=[here.slug, mail.pk])
