"""A call comes in: what is said first, who is it, and what do they ask for?

Enter in the first field looks for the customer, and saves where that is done, as everywhere. Of those found
only so much is shown as tells one from another: what they are asked for stays covered.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework.wrapping_up import RECEIVED
from kept.store.models import Person
from kept.store.people import find
from kept.store.seers import seer
from kept.store.threads import visible_to
from kept.web.calls.fetch import ABOUT, OWN_WORDS, SUBJECT
from kept.web.calls.panels import DO, Panel
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.greeting import greeting
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.reaching import reach_words

NAME = "call"
UID = re.compile(r"[0-9a-f]{32}\Z")
FEWEST_LETTERS, LIMIT, LONGEST = 2, 6, 500
FIELDS = (OWN_WORDS, SUBJECT, ABOUT, "phone", "urgent", "caller")
SHOWN_OF_ADDRESS, SHOWN_OF_NUMBER = 4, 3


@dataclass(frozen=True, slots=True)
class Match:
    """One customer who may be meant, with what tells them apart and no more."""

    ref: str
    name: str
    hint: str
    reach: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class StartPage:
    """The page."""

    action: str
    back: str
    greeting: str
    uid: str
    typed: str
    looked: bool
    matches: tuple[Match, ...]
    nobody: bool
    panel: Panel
    errors: tuple[SimpleError, ...] = ()


def call(request: HttpRequest, here: Here) -> HttpResponse:
    """The pad before anything is on record."""
    if request.method != "POST":
        return _shown(request, here, {})
    post = {name: str(value) for name, value in request.POST.items()}
    typed = post.get("who", "").strip()
    settled = not typed or bool(post.get("person")) or post.get("looked-for") == typed
    if typed_again(request) or (post.get("step") == "find") or (post.get("step") != "save" and not settled):
        return _shown(request, here, post)
    return _begun(request, here, post)


def _begun(request: HttpRequest, here: Here, post: Mapping[str, str]) -> HttpResponse:
    panel = _panel(here, post)
    if panel.errors:
        return _shown(request, here, post, panel, 422)
    person = _person(here, post.get("person", ""))
    typed = post.get("who", "").replace("\x00", "").strip()[:LONGEST]
    name = person.name if person is not None and person.name else typed
    first = "reception" if here.membership.role == "receptionist" else "extension"
    facts: dict[str, object] = {**panel.facts, "first_taker": first} | ({"from_name": name} if name else {})
    given = post.get("uid", "")
    office = here.membership.office
    telling = Telling(
        RECEIVED,
        here.at,
        facts,
        uid=given if UID.match(given) else uuid.uuid4().hex,
        person=person.ref if person is not None else None,
        office=office.slug if office is not None else None,
    )
    with transaction.atomic():
        told = tell(
            [telling], association=here.association, by=here.by, at=here.at, membership=here.membership
        )
    if told.refused is not None:
        wrong = panel.wrong(told.refused.field or OWN_WORDS, told.refused.sentence)
        return _shown(request, here, post, wrong, 422)
    ref = str(told.results[0].thread)
    if not visible_to(here.membership).filter(ref=ref).exists():
        return redirect("desk", here.slug)
    return redirect("call-one", here.slug, ref)


def _panel(here: Here, post: Mapping[str, str]) -> Panel:
    labels = {ABOUT: _("What is it about, in a few words of ours?")}
    return Panel.of(here, NAME, RECEIVED, FIELDS, {**post, DO: NAME} if post else None, labels=labels)


def _person(here: Here, ref: str) -> Person | None:
    if not ref:
        return None
    found = Person.objects.filter(association=here.association, ref=ref, erased_at=None).first()
    return None if found is not None and found.pk in seer(here.membership).closed else found


def _shown(
    request: HttpRequest, here: Here, post: Mapping[str, str], panel: Panel | None = None, status: int = 200
) -> HttpResponse:
    typed = post.get("who", "").replace("\x00", "").strip()[:LONGEST]
    found = find(typed, here.membership, LIMIT) if len(typed) >= FEWEST_LETTERS else ()
    matches = tuple(_match(each.person, post.get("person", "")) for each in found)
    shown = panel or replace(_panel(here, post), errors=())
    given = post.get("uid", "")
    view = StartPage(
        action=reverse("call", args=[here.slug]),
        back=reverse("desk", args=[here.slug]),
        greeting=greeting(here, "call"),
        uid=given if UID.match(given) else uuid.uuid4().hex,
        typed=typed,
        looked=bool(post) and len(typed) >= FEWEST_LETTERS,
        matches=matches,
        nobody=bool(post) and len(typed) >= FEWEST_LETTERS and not matches,
        panel=shown,
        errors=shown.errors,
    )
    return page(request, "calls/start.html", view, title=_("Call pad"), here=here, status=status)


def _match(person: Person, chosen: str) -> Match:
    parts = []
    if person.address:
        parts.append(f"{person.address[:SHOWN_OF_ADDRESS].strip()}…")
    if person.phones:
        parts.append(f"…{person.phones[0][-SHOWN_OF_NUMBER:]}")
    name = person.name or person.ref
    return Match(person.ref, name, ", ".join(parts), reach_words(person), person.ref == chosen)
