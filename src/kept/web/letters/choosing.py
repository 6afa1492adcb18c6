"""Which letter do you want to write, and about what? Few to choose from, those that fit the contact first.

Nothing is begun before one is chosen and the button pressed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import composing
from kept.casework import Refused
from kept.rulebook.letters import Template
from kept.store import letters, people, threads
from kept.store.file import person_for
from kept.store.models import Letter, Person, Thread
from kept.web.letters.rows import Row, rows_of
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.reaching import reach_words
from kept.web.shared.recording import UID
from kept.web.shared.words import moment_words, thread_words

LONGEST_ABOUT = 200
DELAY = "delay"


@dataclass(frozen=True, slots=True)
class Choice:
    """One letter to choose."""

    name: str
    label: str
    says: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OnContact:
    """One open contact of the customer's, on which a letter may be written."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """The page on which a letter is chosen."""

    heading: str
    back: str
    action: str
    uid: str
    fitting: tuple[Choice, ...]
    others: tuple[Choice, ...]
    begun: tuple[Row, ...]
    to: str
    reach: str
    business: bool
    about: str = ""
    way: str = ""
    asks_about: bool = False
    contacts: tuple[OnContact, ...] = ()
    errors: tuple[SimpleError, ...] = ()


def fitting(templates: tuple[Template, ...], kind: str) -> tuple[list[Template], list[Template]]:
    """Those made for contacts of this kind or saying that an answer is late, and the others."""
    first = [each for each in templates if kind in each.on or (not each.on and each.sort == DELAY)]
    return first, [each for each in templates if each not in first]


def on_thread(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """A letter on a contact."""
    thread = threads.opened(here.membership, ref, "person", "person__merged_into", "merged_into")
    if thread is None:
        raise Http404
    if thread.merged_into is not None:
        return redirect("letter-new", here.slug, thread.merged_into.ref)
    back = reverse("thread", args=[here.slug, thread.ref])
    action = reverse("letter-new", args=[here.slug, thread.ref])
    return _chosen(request, here, back, action, thread=thread, person=thread.person)


def to_customer(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """A letter to a customer who had not written."""
    person = person_for(here.membership, ref)
    if person is None or person.erased_at is not None:
        raise Http404
    back = reverse("customer", args=[here.slug, person.ref])
    action = reverse("letter-new-customer", args=[here.slug, person.ref])
    return _chosen(request, here, back, action, thread=None, person=person)


def _chosen(
    request: HttpRequest,
    here: Here,
    back: str,
    action: str,
    *,
    thread: Thread | None,
    person: Person | None,
) -> HttpResponse:
    errors: tuple[SimpleError, ...] = ()
    if request.method == "POST":
        done = _started(request, here, thread, person)
        if isinstance(done, Letter):
            return redirect("letter", here.slug, done.ref)
        errors = (SimpleError(done.sentence, done.field or ""),)
    view = _page(request, here, back, action, thread=thread, person=person, errors=errors)
    status = 422 if errors else 200
    return page(request, "letters/choose.html", view, title=view.heading, here=here, status=status)


def _started(
    request: HttpRequest, here: Here, thread: Thread | None, person: Person | None
) -> Letter | Refused:
    about = request.POST.get("about", "").replace("\x00", "").strip()[:LONGEST_ABOUT]
    template = request.POST.get("template", "")
    if not template:
        return Refused(_("Choose a letter."), "template")
    if thread is None and not about:
        return Refused(_("Say in a few words what you write about."), "about")
    uid = request.POST.get("uid", "")
    return composing.start(
        association=here.association,
        by=here.by,
        at=here.at,
        template=template,
        uid=uid if UID.match(uid) else uuid.uuid4().hex,
        thread=thread.ref if thread is not None else None,
        person=person.stands.ref if thread is None and person is not None else None,
        about=about,
        way=request.POST.get("way", ""),
        business=request.POST.get("business") == "yes",
        membership=here.membership,
    )


def _page(
    request: HttpRequest,
    here: Here,
    back: str,
    action: str,
    *,
    thread: Thread | None,
    person: Person | None,
    errors: tuple[SimpleError, ...],
) -> ChoosePage:
    sent = request.POST if request.method == "POST" else request.GET
    kind = thread.kind if thread is not None else "letter"
    all_of_them = here.rulebook.room("letters")
    first, others = fitting(all_of_them, kind) if thread is not None else ([], list(all_of_them))
    wanted = sent.get("template", "") or (first[0].name if first else "")
    stands = person.stands if person is not None else None
    known = letters.of_thread(here.membership, thread.pk) if thread is not None else []
    firm = sent.get("business") == "yes" or (
        request.method != "POST" and stands is not None and letters.business_before(here.association, stands)
    )
    return ChoosePage(
        heading=_("Write to them") if thread is None else _("Which letter?"),
        back=back,
        action=action,
        uid=uuid.uuid4().hex,
        fitting=tuple(_choice(each, wanted) for each in first),
        others=tuple(_choice(each, wanted) for each in others),
        begun=rows_of(here, known),
        to=stands.name if stands is not None else "",
        reach=reach_words(stands),
        business=firm,
        about=sent.get("about", ""),
        way=sent.get("way", ""),
        asks_about=thread is None,
        contacts=_contacts(here, stands) if thread is None and stands is not None else (),
        errors=errors,
    )


def _choice(each: Template, wanted: str) -> Choice:
    return Choice(each.name, each.label, each.says, each.name == wanted)


def _contacts(here: Here, person: Person) -> tuple[OnContact, ...]:
    rows = people.contacts(person, here.membership).filter(closed_at__isnull=True)[:8]
    return tuple(
        OnContact(
            f"{thread_words(each.kind)} {each.ref}, {moment_words(each.opened_at, here.calendar)}",
            reverse("letter-new", args=[here.slug, each.ref]),
        )
        for each in rows
    )
