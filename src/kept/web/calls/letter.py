"""What is written to whoever could not be reached, and what is given to whoever was?

The letter is the association's own, filled from the tries that are on record; it is printed, put in the post,
and then said to have gone. Where the customer asked for no letters there is none, and the page says what is
open instead. The summary of a call is what was raised, agreed and promised in it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.telling import Telling, tell
from kept.casework.held_words import FREEPHONE
from kept.casework.housekeeping import CONTACT_AGAINST
from kept.casework.ringing_back import attempts_of
from kept.casework.safe_contact import LETTER, check, dear, rules_of
from kept.rulebook.telephone import telephone_of
from kept.store import premises
from kept.store.models import Membership
from kept.web.calls.fetch import ABOUT, OWN_WORDS, Line
from kept.web.calls.views import found
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.greeting import Speaker, speakers
from kept.web.shared.promising import line_of
from kept.web.shared.words import day_words, moment_words

SENT = "letter.sent"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class LetterPage:
    """The page with the letter; `refused` is why there is none."""

    ref: str
    back: str
    action: str
    uid: str
    to: str
    address: str
    today: str
    place: str
    body: str
    tries: int
    refused: str = ""
    freephone: str = ""
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """The page with the summary of a call."""

    ref: str
    back: str
    place: str
    who: str
    when: str
    by: str
    asked: str
    issues: tuple[str, ...]
    agreed: tuple[str, ...]
    promises: tuple[str, ...]
    errors: tuple[str, ...] = ()


def call_letter(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The letter, or that it went."""
    line = found(here, ref)
    view = _letter(here, line)
    if request.method == "POST" and not view.refused:
        uid = request.POST.get("uid", "")[:40] or view.uid
        about = _("That we tried to ring back, and how to reach us: %(n)s tries.") % {"n": view.tries}
        told = tell(
            [Telling(SENT, here.at, {"about": about}, uid=f"{uid}-letter", thread=line.thread.ref)],
            association=here.association,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if told.refused is None:
            messages.success(request, _("The letter is on record as sent."))
            return redirect("thread", here.slug, line.thread.ref)
        messages.warning(request, told.refused.sentence)
    title = _("Letter to whoever could not be reached, %(ref)s") % {"ref": view.ref}
    return page(request, "calls/letter.html", view, title=title, here=here)


def _letter(here: Here, line: Line) -> LetterPage:
    person = line.person
    against = [each.facts.get("entry") for each in line.of_kind(CONTACT_AGAINST)]
    tried = attempts_of(line.events, against)
    officer = _officer(here, line)
    refused = check(rules_of(person.contact_rules), LETTER) if person is not None else None
    said = {
        "attempts": "\n".join(f"• {moment_words(each.at, line.calendar)}" for each in tried),
        "name": officer.name,
        "job": officer.job,
        "team": officer.team,
        "line": officer.line,
        "email": officer.email,
        "hours": hours_words(here, line),
        "association": here.name,
        "greeting": _dear(line),
        "today": day_words(line.calendar.local(here.at).date()),
    }
    body = telephone_of(here.rulebook)["no-contact-letter"].says
    for blank, value in said.items():
        body = body.replace(f"{{{blank}}}", value)
    why = ""
    if refused is not None:
        why = refused.sentence
    elif not tried:
        why = _("Nobody has tried to ring them back yet, so there is nothing that the letter could say.")
    return LetterPage(
        ref=line.thread.ref,
        back=reverse("thread", args=[here.slug, line.thread.ref]),
        action=reverse("call-letter", args=[here.slug, line.thread.ref]),
        uid=uuid.uuid4().hex,
        to=(person.name if person is not None else "") or str(line.said("from_name") or ""),
        address=(person.address if person is not None else "") or str(line.said("address") or ""),
        today=said["today"],
        place=here.name,
        body=_without_gaps(body),
        tries=len(tried),
        refused=why,
        freephone=premises.held(
            here.association, FREEPHONE, line.thread.office.slug if line.thread.office else None
        ),
    )


def _without_gaps(body: str) -> str:
    """Where something is not known, its line goes too: no letter has holes in it."""
    lines = [each.rstrip() for each in body.splitlines()]
    kept = [each for at, each in enumerate(lines) if each or (at and lines[at - 1])]
    return "\n".join(kept).strip()


def _dear(line: Line) -> str:
    """As they wish to be called."""
    name = (line.person.name if line.person is not None else "") or str(line.said("from_name") or "")
    name = dear(name, rules_of(line.person.contact_rules if line.person is not None else {}))
    return _("Dear %(name)s") % {"name": name} if name else _("Dear customer")


def _officer(here: Here, line: Line) -> Speaker:
    """Whoever has the contact, as customers know them; else whoever writes."""
    rows = Membership.objects.filter(association=here.association, account=line.thread.owner_id)
    member = rows.select_related("account", "team", "office").order_by("from_on", "id").last()
    member = member or here.membership
    return speakers(here, [member])[member.account_id]


def hours_words(here: Here, line: Line) -> str:
    """When that contact's office is open, day by day, days that are alike together."""
    week = line.calendar.opening.week
    said = [
        " and ".join(f"{begins:%H:%M} to {ends:%H:%M}" for begins, ends in hours) if hours else ""
        for hours in week
    ]
    found, at = [], 0
    while at < len(said):
        last = at
        while last + 1 < len(said) and said[last + 1] == said[at]:
            last += 1
        if said[at]:
            days = _DAYS[at] if at == last else f"{_DAYS[at]} to {_DAYS[last]}"
            found.append(f"{days}: {said[at]}")
        at = last + 1
    return "\n".join(found)


def call_summary(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """What was raised, agreed and promised, to be read out, printed and sent."""
    line = found(here, ref)
    words: Sequence[str] = [line.word(each, "outcome") for each in line.of_kind("call.noted")]
    running = [each for each in line.clocks if str(each.verdict) == "running" and not each.paused]
    told = {each.id: line.word(each, "what_told") for each in line.of_kind("promise.given")}
    opening = line.opening
    view = SummaryPage(
        ref=line.thread.ref,
        back=reverse("call-one", args=[here.slug, line.thread.ref]),
        place=here.name,
        who=(line.person.name if line.person is not None else "") or str(line.said("from_name") or ""),
        when=moment_words(opening.happened_at, line.calendar) if opening is not None else "",
        by=_officer(here, line).words,
        asked=str(line.said(OWN_WORDS) or line.said(ABOUT) or ""),
        issues=tuple(line.word(each, "issue") for each in line.of_kind("call.issue_raised")),
        agreed=tuple(filter(None, words)),
        promises=tuple(
            f"{told.get(each.start) or said.public} ({said.tell})"
            for each in sorted(running, key=lambda clock: clock.due_at)
            for said in [line_of(each, here.rulebook, line.calendar)]
        ),
    )
    title = _("Summary of the call %(ref)s") % {"ref": view.ref}
    return page(request, "calls/summary.html", view, title=title, here=here)
