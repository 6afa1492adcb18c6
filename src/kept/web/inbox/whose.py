"""Whose is this e-mail: a customer whom we know, somebody new, part of another contact, or nobody's business?

Nothing is chosen by itself: an address may be a whole household's, and a name may be anybody's.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import customers, reading_mail
from kept.actions.merging import merge
from kept.casework import Refused
from kept.casework.judge import CLOSED
from kept.casework.permissions import Permission
from kept.store import inbox, refs
from kept.store.models import Person, ReceivedMail, Thread
from kept.store.people import Match, family, find, likely
from kept.store.seers import seer
from kept.web.inbox.present import customer_of
from kept.web.inbox.reading import act, mail_of, onward
from kept.web.inbox.rows import thread_of
from kept.web.shared.access import Here
from kept.web.shared.addresses import customer_address, thread_address
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden
from kept.web.shared.reaching import reach_words

LIMIT, LIKELIEST = 6, 3
FEWEST_LETTERS, LONGEST = 2, 200
UID = re.compile(r"[0-9a-f]{32}\Z")
NEW = "new"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One customer who may be meant, and why."""

    ref: str
    name: str
    more: str
    why: str
    reach: str
    file: str
    current: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Another open contact of theirs with which it could be filed."""

    ref: str
    address: str


@dataclass(frozen=True, slots=True)
class WhosePage:
    """The page. `name` and `email` are what somebody new would be put on record with."""

    action: str
    back: str
    subject: str
    who: str
    typed: str
    candidates: tuple[Candidate, ...]
    others: tuple[Other, ...]
    join: bool
    uid: str
    name: str
    email: str
    into: str
    not_for_us: str
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class NotForUsPage:
    """The page that asks why it is not for us."""

    action: str
    back: str
    subject: str
    typed: str
    errors: tuple[SimpleError, ...] = ()


def _open_one(here: Here, number: int) -> tuple[ReceivedMail, Thread]:
    mail = mail_of(here, number)
    thread = thread_of(mail)
    if thread is None:
        raise Http404
    return mail, thread


def email_whose(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Choose whose it is, or file it with another contact."""
    mail, thread = _open_one(here, number)
    if request.method != "POST" or typed_again(request) or request.POST.get("step") == "find":
        return _shown(request, here, mail, thread)
    done = _chosen(request, here, mail, thread)
    if isinstance(done, Refused):
        errors = (SimpleError(done.sentence, done.field or "who"),)
        return _shown(request, here, mail, thread, errors=errors, status=422)
    messages.success(request, done)
    return redirect("email", here.slug, mail.pk)


def _chosen(request: HttpRequest, here: Here, mail: ReceivedMail, thread: Thread) -> str | Refused:
    post = request.POST
    if post.get("step") == "file":
        return _filed(here, thread, post.get("into", ""))
    given = post.get("person", "")
    if not given:
        return Refused(_("Choose whose it is, or look for somebody by name, address or telephone."), "who")
    ref: str | None = given
    if given == NEW:
        made = _added(here, post.get("new-name", ""), post.get("new-email", ""), post.get("uid", ""))
        if isinstance(made, Refused):
            return made
        ref = made.ref
    done = customers.attach(thread=thread.ref, person=ref, **act(here))
    if isinstance(done, Refused):
        return Refused(done.sentence, "who")
    return _("It is with their file now.")


def _added(here: Here, name: str, email: str, uid: str) -> Person | Refused:
    made = customers.add(
        name=name.replace("\x00", "").strip(),
        email=email.replace("\x00", "").strip(),
        uid=f"{uid if UID.match(uid) else uuid.uuid4().hex}-who",
        **act(here),
    )
    return Refused(made.sentence, "new-name") if isinstance(made, Refused) else made


def _filed(here: Here, thread: Thread, typed: str) -> str | Refused:
    """Join its contact into another, from where it can be taken apart again."""
    into = refs.tidy(typed)
    if into is None:
        return Refused(_("Give the reference of the other contact, such as K7F3-9Q2M."), "into")
    done = merge(thread=thread.ref, into=into, **act(here))
    if isinstance(done, Refused):
        return Refused(done.sentence, "into")
    return _("It is filed with %(ref)s now.") % {"ref": done}


def _shown(
    request: HttpRequest,
    here: Here,
    mail: ReceivedMail,
    thread: Thread,
    *,
    errors: tuple[SimpleError, ...] = (),
    status: int = 200,
) -> HttpResponse:
    post = request.POST
    typed = post.get("who", "").replace("\x00", "").strip()[:LONGEST]
    now = customer_of(mail)
    found = tuple(_candidates(here, mail, typed, now))
    people = [each.pk for each, _why in found]
    theirs = family(now) if now is not None else people[:LIKELIEST]
    given = post.get("uid", "")
    view = WhosePage(
        action=reverse("email-whose", args=[here.slug, mail.pk]),
        back=reverse("email", args=[here.slug, mail.pk]),
        subject=mail.subject or _("No subject"),
        who=mail.from_name or mail.from_address,
        typed=typed,
        candidates=tuple(_candidate(here, each, why, now) for each, why in found),
        others=tuple(
            Other(ref, thread_address(here.slug, ref))
            for ref, _pk in inbox.others(here.membership, theirs, but=thread.pk)
        ),
        join=here.may(Permission.CORRECT),
        uid=given if UID.match(given) else uuid.uuid4().hex,
        name=post.get("new-name", mail.from_name),
        email=post.get("new-email", mail.from_address),
        into=post.get("into", "").replace("\x00", ""),
        not_for_us=reverse("email-not-for-us", args=[here.slug, mail.pk])
        if here.may(Permission.CORRECT) and thread.state != CLOSED
        else "",
        errors=errors,
    )
    return page(request, "inbox/whose.html", view, title=_("Whose is it?"), here=here, status=status)


def _candidates(
    here: Here, mail: ReceivedMail, typed: str, now: Person | None
) -> Iterable[tuple[Person, str]]:
    """Who it is taken to be, those who share its address, and those whom the words typed find."""
    seen: set[int] = set()
    matched = find(typed, here.membership, LIMIT) if len(typed) >= FEWEST_LETTERS else ()
    closed = seer(here.membership).closed
    shared = Person.objects.select_related("merged_into").filter(
        association=here.association, pk__in=[each for each in mail.candidates if isinstance(each, int)]
    )
    groups = (
        [(now, _("it is with them now"))] if now is not None else [],
        [(each.person, _found_by(each)) for each in matched],
        [(each.stands, _("they share its address")) for each in shared],
        []
        if typed
        else [
            (each.person, _found_by(each))
            for each in likely(here.membership, name=mail.from_name, email=mail.from_address, limit=LIMIT)
        ],
    )
    for group in groups:
        for person, why in group:
            if person.pk not in seen and person.pk not in closed and person.erased_at is None:
                seen.add(person.pk)
                yield person, why


def _found_by(match: Match) -> str:
    words = {
        "email": _("the same e-mail address"),
        "name": _("the same name"),
        "sound": _("a name that sounds alike"),
        "address": _("the address"),
        "phone": _("the telephone number"),
        "reference": _("the reference"),
        "postcode": _("the postcode"),
    }
    return str(words.get(match.by, match.by))


def _candidate(here: Here, person: Person, why: str, now: Person | None) -> Candidate:
    return Candidate(
        ref=person.ref,
        name=person.name or person.ref,
        more=", ".join(filter(None, (person.address, *person.phones[:2], person.email))),
        why=why,
        reach=reach_words(person),
        file=customer_address(here.slug, person.ref),
        current=now is not None and person.pk == now.pk,
    )


def email_not_for_us(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Say that it never was a contact, and why."""
    mail, _thread = _open_one(here, number)
    if not here.may(Permission.CORRECT):
        return forbidden(request, here.why_not(Permission.CORRECT), here=here)
    typed = request.POST.get("reason", "").replace("\x00", "").strip()
    errors: tuple[SimpleError, ...] = ()
    if request.method == "POST" and not typed_again(request):
        done = reading_mail.not_for_us(mail=mail.pk, reason=typed, **act(here))
        if not isinstance(done, Refused):
            return onward(request, here, mail)
        errors = (SimpleError(done.sentence, "reason"),)
    view = NotForUsPage(
        action=reverse("email-not-for-us", args=[here.slug, mail.pk]),
        back=reverse("email", args=[here.slug, mail.pk]),
        subject=mail.subject or _("No subject"),
        typed=typed,
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "inbox/not_for_us.html", view, title=_("Not for us"), here=here, status=status)
