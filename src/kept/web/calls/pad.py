"""How does the call pad read: what to say, whom we speak to, what they want, where it may go, how it ends?

What is personal is not on the page at all until we know whom we speak to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.identifying import PASSED
from kept.casework.judge import CLOSED
from kept.casework.permissions import Permission
from kept.casework.wrapping_up import TRANSFERRED
from kept.rulebook.people import people_lists
from kept.rulebook.telephone import telephone_of
from kept.store import registers
from kept.store.models.telephone import ESCALATION
from kept.web.calls.colleague import Card, colleagues_for, who_helps
from kept.web.calls.fetch import ABOUT, OWN_WORDS, SUBJECT, Line
from kept.web.calls.forms import Pad
from kept.web.calls.panels import Panel
from kept.web.shared.access import Here
from kept.web.shared.demanding import Missing, missing_of
from kept.web.shared.fields import Choice
from kept.web.shared.greeting import greeting
from kept.web.shared.keeping import SimpleError
from kept.web.shared.promising import line_of
from kept.web.shared.reaching import reach_words
from kept.web.shared.spoken import Spoken
from kept.web.shared.words import day_words, moment_words

# Where an error leads that another panel asks for.
_ELSEWHERE = {
    f"{panel}-{field}": f"f-about-{field}" for panel in ("end", "transfer") for field in (SUBJECT, ABOUT)
}
AGENCIES = "agencies"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to ask, to make sure whom we speak to."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that was raised."""

    id: str
    says: str
    read: bool


@dataclass(frozen=True, slots=True)
class Who:
    """The customer. Until they are known, only what is needed to speak to them well."""

    name: str
    known: bool
    says: str
    tone: str
    never: str
    needs: str
    asked: tuple[Asked, ...]
    declined: bool
    lines: tuple[tuple[str, str], ...] = ()
    file: str = ""
    least: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """What a colleague passed on with the call."""

    says: str
    note: str
    why: str
    waits: bool
    sort: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a call that were taken so far."""

    when: str
    points: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PadPage:
    """The page."""

    ref: str
    heading: str
    action: str
    uid: str
    greeting: str
    agreed: str
    closed: bool
    mine: bool
    owner: str
    who: Who
    handed: Handed | None
    transfers: str
    about: Panel
    identity: Panel
    issue: Panel
    issues: tuple[Issue, ...]
    note: Panel
    notes: tuple[Notes, ...]
    spoken: Spoken
    end_spoken: Spoken
    promises: tuple[str, ...]
    offer: Panel
    colleagues: tuple[Choice, ...]
    helps: tuple[str, ...]
    card: Card | None
    to: str
    transfer: Panel
    choice: Panel
    message: Panel
    wish: Panel
    missing: tuple[Missing, ...]
    outside: Panel
    agencies: tuple[Choice, ...]
    not_found: Panel
    heated: Panel
    escalate: Panel
    end: Panel
    phone: str
    asked: str
    danger: str
    concern: str
    thread: str
    search: str
    summary: str
    open: str
    errors: tuple[SimpleError, ...] = ()


def pad_page(pad: Pad, wrong: Panel | None = None) -> PadPage:
    """The page; `wrong` is the panel that could not be saved, in the place of the one that it was."""
    here, line = pad.here, pad.line

    def panel(fine: Panel) -> Panel:
        return wrong if wrong is not None and wrong.name == fine.name else fine

    action = reverse("call-one", args=[here.slug, line.thread.ref])
    subject = str(line.said(SUBJECT) or "")
    return PadPage(
        ref=line.thread.ref,
        heading=_("On the line: %(who)s") % {"who": _name(line)},
        action=action,
        uid=pad.uid,
        greeting=greeting(here, "call"),
        agreed=_agreed(here),
        closed=line.thread.state == CLOSED,
        mine=line.thread.owner_id in (None, here.membership.account_id),
        owner=line.thread.owner.name if line.thread.owner else "",
        who=_who(pad),
        handed=_handed(pad),
        transfers=_transfers(line),
        about=panel(pad.about),
        identity=panel(pad.identity),
        issue=panel(pad.issue),
        issues=_issues(pad),
        note=panel(pad.note),
        notes=_notes(line),
        spoken=pad.spoken,
        end_spoken=pad.end_spoken,
        promises=_promises(line),
        offer=panel(pad.offer),
        colleagues=colleagues_for(here, subject=subject, chosen=pad.to),
        helps=who_helps(here, subject) if subject else (),
        card=pad.card,
        to=pad.to,
        transfer=panel(pad.transfer),
        choice=panel(pad.choice),
        message=panel(pad.message),
        wish=panel(pad.wish),
        missing=missing_of(here, pad.message.facts, pad.post),
        outside=panel(pad.outside),
        agencies=_agencies(pad),
        not_found=panel(pad.not_found),
        heated=panel(pad.heated),
        escalate=panel(pad.escalate),
        end=panel(pad.end),
        phone=pad.post.get("end-phone", "") or str(line.said("phone") or ""),
        asked=str(line.said(OWN_WORDS) or ""),
        danger=f"{reverse('danger', args=[here.slug])}?thread={line.thread.ref}",
        concern=reverse("concern", args=[here.slug]),
        thread=reverse("thread", args=[here.slug, line.thread.ref]),
        search=reverse("search", args=[here.slug]),
        summary=reverse("call-summary", args=[here.slug, line.thread.ref]),
        open=wrong.name if wrong is not None else "",
        errors=_errors(wrong),
    )


_ELSEWHERE["end-points"] = "f-note-points"


def _errors(wrong: Panel | None) -> tuple[SimpleError, ...]:
    found = wrong.errors if wrong is not None else ()
    return tuple(SimpleError(each.sentence, _ELSEWHERE.get(each.id, each.id)) for each in found)


def _name(line: Line) -> str:
    if line.person is not None and line.person.name:
        return line.person.name
    return str(line.said("from_name") or _("somebody who gave no name"))


def _agreed(here: Here) -> str:
    """Since when the greeting holds, and who put it in force: it is part of the policy."""
    return _("Agreed wording, in force since %(day)s.") % {"day": day_words(here.rulebook.starts_on)}


def _who(pad: Pad) -> Who:
    here, line = pad.here, pad.line
    person, identity, practice = line.person, line.identity, telephone_of(here.rulebook)["identity"]
    labels = {
        "born_on": _("When were they born?"),
        "address": _("Address, or the postcode"),
        "phone": _("A telephone number of theirs"),
        "email": _("E-mail address"),
        "reference": _("Their reference with us"),
    }
    asked = tuple(Asked(each, labels[each]) for each in practice.asks if each in line.on_file.askable)
    says, tone = _identity_words(pad)
    lists = people_lists()
    needs = [lists.need(each) for each in person.need_kinds] if person else []
    needs += [person.needs] if person and person.needs else []
    language = person.language if person and person.language not in ("", "en") else ""
    needs += [_("Speaks %(language)s") % {"language": lists.language(language)}] if language else []
    return Who(
        name=_name(line),
        known=identity.known,
        says=says,
        tone=tone,
        never=reach_words(person),
        needs="; ".join(needs),
        asked=asked,
        declined=identity.result == "declined",
        lines=_lines(line) if identity.known else (),
        file=_file(here, line) if identity.known else "",
        least=practice.least,
    )


def _identity_words(pad: Pad) -> tuple[str, str]:
    identity, line = pad.line.identity, pad.line
    if line.person is None:
        return _("Not on record, so there is nothing personal to open."), "mute"
    if identity.at is None:
        return _("Not checked yet. What is on file stays closed until you know that it is them."), "soon"
    when = f"{pad.here.calendar.local(identity.at):%H:%M}"
    if identity.result == PASSED:
        return _("It is them: checked at %(when)s by %(who)s.") % {"when": when, "who": identity.by}, "good"
    if identity.result == "declined":
        return _("They would rather not say who they are (%(when)s).") % {"when": when}, "soon"
    return _("It could not be confirmed (%(when)s).") % {"when": when}, "bad"


def _lines(line: Line) -> tuple[tuple[str, str], ...]:
    who = line.person
    if who is None:
        return ()
    said = (
        (_("Address"), who.address),
        (_("Telephone"), ", ".join(who.phones)),
        (_("E-mail"), who.email),
        (_("Reference elsewhere"), who.external_ref or ""),
    )
    return tuple((label, value) for label, value in said if value)


def _file(here: Here, line: Line) -> str:
    who = line.person
    return reverse("customer", args=[here.slug, who.ref]) if who and here.may(Permission.SEE) else ""


def _handed(pad: Pad) -> Handed | None:
    line, me = pad.line, pad.here.membership.account_id
    latest = line.passed[0] if line.passed else None
    if latest is None:
        return None
    event = next((each for each in line.events if each.id == latest.uid), None)
    kind = pad.here.rulebook.kinds.get(event.kind) if event else None
    why = kind.field("why") if kind else None
    when = f"{pad.here.calendar.local(latest.at):%H:%M}"
    asks = _("%(who)s asked for this to be taken up at %(when)s.")
    sent = _("%(who)s put this call through at %(when)s.")
    return Handed(
        says=(asks if latest.sort == ESCALATION else sent) % {"who": latest.by, "when": when},
        note=(line.word(event, "passed_on") or line.word(event, "note")) if event else "",
        why=dict(why.choices).get(str(event.facts.get("why")), "") if why and event else "",
        waits=latest.taken_at is None and latest.to_id == me,
        sort=latest.sort,
    )


def _transfers(line: Line) -> str:
    n = len(line.of_kind(TRANSFERRED))
    if n == 0:
        return ""
    if n == 1:
        return _("Put through once already.")
    return _("Put through %(n)s times already.") % {"n": n}


def _issues(pad: Pad) -> tuple[Issue, ...]:
    line = pad.line
    return tuple(
        Issue(each.id, line.word(each, "issue"), pad.post.get(f"read-{each.id}") == "yes")
        for each in line.issues
    )


def _notes(line: Line) -> tuple[Notes, ...]:
    return tuple(
        Notes(_clock(line, each.happened_at), line.word(each, "points"), line.word(each, "outcome"))
        for each in reversed(line.of_kind("call.noted"))
    )


def _clock(line: Line, moment: datetime) -> str:
    return moment_words(moment, line.calendar, line.calendar.local(line.here.at).year)


def _promises(line: Line) -> tuple[str, ...]:
    """What is promised here and still runs, as it can be read out."""
    running = [each for each in line.clocks if str(each.verdict) == "running" and not each.paused]
    words = {each.id: line.word(each, "what_told") for each in line.of_kind("promise.given")}
    found = []
    for clock in sorted(running, key=lambda each: each.due_at):
        said = line_of(clock, line.here.rulebook, line.calendar)
        found.append(f"{words.get(clock.start) or said.public} ({said.tell})")
    return tuple(found)


def _agencies(pad: Pad) -> tuple[Choice, ...]:
    chosen = pad.post.get("agency", "")
    rows = registers.current(pad.here.association, AGENCIES)
    return tuple(
        Choice(
            each.title,
            ", ".join(filter(None, (each.title, str(each.facts.get("phone") or "")))),
            each.title == chosen,
        )
        for each in rows
    )
