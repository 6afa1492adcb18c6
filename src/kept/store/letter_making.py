"""What does a letter say as it stands: on which paper, from whom, to whom, and with what filled in already?

    made(letter, rulebook=…, at=now).document       # casework.letter_text.Document, holes marked
    defaults(template, thread, …)                   # what fills the fields before anybody types

The association must be active. Whoever writes stands there as their record of staff says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kept.casework import incidents, restricting
from kept.casework.dispatching import lines_of
from kept.casework.letter_text import Document, Writer, draft
from kept.casework.permissions import ROLES
from kept.casework.ringing_back import attempts_of
from kept.casework.safe_contact import dear, rules_of
from kept.casework.writing import Around, asked_of
from kept.rulebook import Rulebook
from kept.rulebook.letterheads import ENGLISH, Letterhead, letterhead_of, offers, wording_of
from kept.rulebook.letters import Template, template_of
from kept.rulebook.model import POLICY
from kept.store import registers, rules, visits
from kept.store.diary import slots_of
from kept.store.models import Account, Association, Clock, Letter, Membership, Thread
from kept.store.visits import Said
from kept.workclock import Calendar, is_working_day, local_date

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ABOUT, NAMES_OF = "about", ("from_name", "name")
ANSWERED = frozenset({"letter.answered", "email.answered", "enquiry.answered", "complaint.answered"})


@dataclass(frozen=True, slots=True)
class Made:
    """A letter as it stands: its template, its paper and its words."""

    template: Template
    letterhead: Letterhead
    document: Document


def calendar_of(rulebook: Rulebook, thread: Thread) -> Calendar:
    """The calendar of the thread's office."""
    return rulebook.calendar_for(thread.office.slug if thread.office else None)


def writer_of(association: Association, account: Account, rulebook: Rulebook) -> Writer:
    """Whoever writes, as their record of staff says; their post by their role where it says none."""
    said = registers.called(association, [account.pk])[account.pk]
    rows = Membership.objects.filter(association=association, account=account).select_related("team")
    member = rows.order_by("from_on", "id").last()
    role = member.role if member is not None else ""
    titles = [title for title, slug in rulebook.association.roles if slug == role]
    post = titles[0] if titles else ROLES[role].label if role in ROLES else ""
    team = member.team.name if member is not None and member.team is not None else ""
    return Writer(said.words, said.job_title or post, said.extension, account.email, team)


def made(letter: Letter, *, at: datetime, rulebook: Rulebook | None = None) -> Made | None:
    """The letter as it stands; None where the association has no template of its name any more."""
    here = Association.objects.get(pk=letter.association_id)
    known = rulebook or rules.current(here)
    template = template_of(known, letter.template)
    if template is None:
        return None
    thread = letter.thread
    letterhead = letterhead_of(known, thread.office.slug if thread.office else "")
    day = local_date(calendar_of(known, thread), letter.handed_at or at)
    document = draft(
        template,
        letterhead,
        letter.values,
        writer_of(here, letter.written_by, known),
        on=day,
        to=tuple(letter.to.get("lines") or ()),
        dear=str(letter.to.get("dear") or ""),
        reference=thread.ref,
        your_reference=str(letter.values.get("your_reference") or ""),
        wording=wording_of(known, letter.lang),
        offers=offers(known, letterhead),
        way=letter.way,
    )
    return Made(template, letterhead, _with_hours(document, calendar_of(known, thread)))


def _with_hours(document: Document, calendar: Calendar) -> Document:
    """Beside whom to ask stands when they are here, in the language in which we can say it."""
    when = hours_line(calendar)
    if not document.ask or not when or document.wording.name != ENGLISH.name:
        return document
    return replace(document, ask=f"{document.ask} We are here {when}.")


def hours_line(calendar: Calendar) -> str:
    """When the office is open, days that are alike together: “Monday to Friday 09:00 to 17:00”."""
    said = [
        " and ".join(f"{begins:%H:%M} to {ends:%H:%M}" for begins, ends in hours)
        for hours in calendar.opening.week
    ]
    found, at = [], 0
    while at < len(said):
        last = at
        while last + 1 < len(said) and said[last + 1] == said[at]:
            last += 1
        if said[at]:
            days = DAYS[at] if at == last else f"{DAYS[at]} to {DAYS[last]}"
            found.append(f"{days} {said[at]}")
        at = last + 1
    return ", ".join(found)


def document_of(letter: Letter) -> tuple[Document, Letterhead] | None:
    """The words of a letter and its paper, for whoever makes another form of the same."""
    found = made(letter, at=letter.handed_at or letter.saved_at)
    return (found.document, found.letterhead) if found is not None else None


def recipient(thread: Thread, said: tuple[Said, ...]) -> dict[str, object]:
    """Whom it goes to, by what is on file, else by what was said on the contact."""
    person = thread.person.stands if thread.person is not None else None
    opening: Mapping[str, object] = next((each.facts for each in said), {})
    told = next((str(opening[each]) for each in NAMES_OF if opening.get(each)), "")
    name = (person.name if person is not None else "") or told
    address = (person.address if person is not None else "") or str(opening.get("address") or "")
    phones = list(person.phones) if person is not None else []
    wishes = rules_of(person.contact_rules if person is not None else {})
    return {
        "name": name,
        "dear": dear(name, wishes),
        "lines": list(lines_of(name, address)) if address else [],
        "email": (person.email if person is not None else "") or str(opening.get("email") or ""),
        "phone": str(phones[0]) if phones else str(opening.get("phone") or ""),
    }


def words_on(said: tuple[Said, ...], rulebook: Rulebook) -> Said | None:
    """What the customer last said of their own accord, which a letter answers."""
    kinds = rulebook.kinds
    asked = [each for each in said if each.kind in kinds and kinds[each.kind].opens and each.facts.get(ABOUT)]
    return asked[-1] if asked else (said[0] if said else None)


# What is taken from the newest of these kinds of event on the contact: the field that says it.
_SAID_BEFORE = {
    "ended.reason": (incidents.ENDINGS, "reason"),
    "decided.reasons": (frozenset({restricting.DECIDED}), "reasons"),
}


def defaults(
    template: Template, thread: Thread, said: tuple[Said, ...], *, rulebook: Rulebook, at: datetime
) -> dict[str, str]:
    """What fills the fields of the template, as far as it is known: texts by the name of the field."""
    calendar = calendar_of(rulebook, thread)
    asked = words_on(said, rulebook)
    person = thread.person.stands if thread.person is not None else None
    known: dict[str, str] = {
        "thread.reference": thread.ref,
        "thread.about": str(asked.facts.get(ABOUT) or "") if asked else "",
        "thread.received_on": local_date(calendar, asked.event.happened_at).isoformat() if asked else "",
        "person.name": person.name if person else "",
        "person.address": ", ".join(person.address.split("\n")) if person else "",
        "home.address": ", ".join(person.address.split("\n")) if person else "",
    }
    wanted = {each.default_from for each in template.fields}
    if "promise.answer_by" in wanted:
        day = answer_due(thread, rulebook, calendar)
        known["promise.answer_by"] = day.isoformat() if day and day > local_date(calendar, at) else ""
    if any(each.startswith("officer.") for each in wanted) and person is not None and person.officer_id:
        officer = registers.called(thread.association, [person.officer_id])[person.officer_id]
        known |= {"officer.name": officer.words, "officer.phone": officer.extension}
    known |= {
        source: str(each.facts.get(field) or "")
        for source, (kinds, field) in _SAID_BEFORE.items()
        if source in wanted
        for each in said
        if each.event.kind in kinds
    }
    if any(each.startswith("appointment.") for each in wanted):
        known |= _appointment(thread, calendar, at)
    if "tries" in wanted:
        tries = attempts_of([each.event for each in said])
        known["tries"] = "\n".join(f"- {_when(calendar.local(each.at))}" for each in tries)
    return {
        each.name: known[each.default_from] for each in template.fields if known.get(each.default_from, "")
    }


def answer_due(thread: Thread, rulebook: Rulebook, calendar: Calendar) -> date | None:
    """The last day on which the policy wants the full answer to this contact; None where it wants none."""
    rows = Clock.objects.filter(association=thread.association_id, thread=thread.pk, verdict="running")
    found = []
    for each in rows:
        promise = rulebook.promises.get(each.promise)
        clause = rulebook.clause_by_id.get(each.promise)
        if promise and clause and clause.source == POLICY and ANSWERED & set(promise.stops):
            found.append(local_date(calendar, each.due_at - timedelta(seconds=1)))
    return min(found, default=None)


def around(
    letter: Letter,
    said: tuple[Said, ...],
    *,
    rulebook: Rulebook,
    at: datetime,
    names: tuple[str, ...] = (),
) -> Around:
    """What is known around a letter, to check it by."""
    calendar = calendar_of(rulebook, letter.thread)
    told = str(letter.to.get("name") or "")
    others = [str(each.facts[key]) for each in said for key in NAMES_OF if each.facts.get(key)]
    return Around(
        on=local_date(calendar, at),
        name=told,
        names=tuple(dict.fromkeys(filter(None, (told, str(letter.to.get("dear") or ""), *others, *names)))),
        asked=asked_of(letter.asked),
        due_on=answer_due(letter.thread, rulebook, calendar),
        closed=lambda day: not is_working_day(calendar, day),
    )


def _appointment(thread: Thread, calendar: Calendar, at: datetime) -> dict[str, str]:
    booked = visits.next_booking(thread.pk, at)
    if booked is None:
        return {}
    local = calendar.local(booked.starts_at)
    who = next((each.account.name for each in slots_of(booked) if each.account is not None), "")
    return {
        "appointment.day": local.date().isoformat(),
        "appointment.time": f"{local:%H:%M}",
        "appointment.who": who,
        "appointment.place": booked.office.name if booked.office is not None else "",
    }


def _when(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B} at {local:%H:%M}"


__all__ = ["Made", "around", "defaults", "document_of", "made", "recipient", "writer_of"]
