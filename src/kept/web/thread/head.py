"""What stands at the top of a contact: whose it is, what comes next and who has it, and any danger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import Event, Verdict
from kept.casework.housekeeping import HANDED_OVER
from kept.casework.judge import CLOSED
from kept.casework.permissions import Permission
from kept.casework.safe_contact import dear, rules_of
from kept.casework.visibility import CONFIDENTIAL, SAFEGUARDING
from kept.rulebook.model import HAZARD_MARKED
from kept.rulebook.people import people_lists
from kept.store.journey import Journey, journey_of
from kept.store.models import Thread
from kept.web.shared.access import Here
from kept.web.shared.alarms import Number, danger_words, numbers_of
from kept.web.shared.promising import promise_name
from kept.web.shared.reaching import ways_words
from kept.web.shared.words import day_words, due_words, moment_words
from kept.web.thread.fetch import Record
from kept.web.thread.nexts import promise_of
from kept.workclock import local_date

TAKEN_ON = "handover.taken_on"
YEAR = timedelta(days=365)
HANDED, OVER = "hazard.handed_over", ("hazard.made_safe", "hazard.work_completed")


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose contact it is, and how they may be reached, and how never."""

    name: str
    ref: str
    lines: tuple[str, ...]
    reach: str
    never: str
    ways: tuple[str, ...] = ()
    address: str = ""
    journey: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes next, and who has it: on every open contact, always."""

    words: str
    owner: str
    nothing: bool
    # Where whoever has it has not said yet that they take it on.
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Hazard:
    """The danger on this contact: whom to ring, and who has it."""

    what: str
    numbers: tuple[Number, ...]
    handed: tuple[str, ...]
    hand: str


@dataclass(frozen=True, slots=True)
class Kept:
    """For whom the contact is kept, where that is not everybody: a heading and what to mind."""

    heading: str
    mind: str


def kept_words(thread: Thread) -> Kept | None:
    """What stands on a contact that only a few may see."""
    silence = _("Do not mention this to anyone else in the household.")
    if thread.sensitivity == SAFEGUARDING:
        mind = _(
            "Only whoever leads on safeguarding and whoever raised it see this. That you opened it is noted."
        )
        return Kept(_("Safeguarding"), f"{mind} {silence}")
    if thread.about is not None:
        mind = _("%(who)s never sees this. Do not speak of it with them. That you opened it is noted.")
        return Kept(_("About one of us"), f"{mind % {'who': thread.about.name}} {silence}")
    if thread.sensitivity == CONFIDENTIAL:
        return Kept(_("Confidential"), silence)
    return None


def customer_of(here: Here, thread: Thread) -> Customer | None:
    """Whose contact it is, by the file that stands for them, and what lies behind them."""
    if thread.person is None:
        return None
    person, lists = thread.person.stands, people_lists()
    address = reverse("customer", args=[here.slug, person.ref])
    if person.erased_at is not None:
        return Customer(_("Erased"), person.ref, (), "", "", address=address)
    said = [person.address, ", ".join(person.phones), person.email]
    language = lists.language(person.language)
    said += [_("Language: %(language)s") % {"language": language}] if language else []
    needs = [*map(lists.need, person.need_kinds), *([person.needs] if person.needs else [])]
    said += [_("Needs: %(needs)s") % {"needs": "; ".join(needs)}] if needs else []
    safe = person.safe_contact
    reach = ", ".join(filter(None, (safe.how, safe.when)))
    rules = rules_of(person.contact_rules)
    said += [_("Call them: %(called)s") % {"called": dear(person.name, rules)}] if person.name else []
    ways = tuple(ways_words(replace(rules, called="")))
    journey = _journey(here, journey_of(here.membership, person, but=thread.pk, since=here.at - YEAR))
    lines = tuple(filter(None, said))
    return Customer(person.name, person.ref, lines, reach, safe.never, ways, address, journey)


def _journey(here: Here, found: Journey) -> str:
    """What they went through with us before this (magna:1.4.2)."""
    if not found.contacts:
        return _("In touch with us for the first time in a year.")
    n = found.contacts
    said = [
        ngettext("%(n)s other contact in a year.", "%(n)s other contacts in a year.", n) % {"n": f"{n:,}"}
    ]
    if found.waiting_since is not None:
        day = day_words(local_date(here.calendar, found.waiting_since))
        told = {"n": f"{found.waiting:,}", "day": day}
        words = ngettext(
            "%(n)s of them is still open, since %(day)s.",
            "%(n)s of them are still open, the oldest since %(day)s.",
            found.waiting,
        )
        said.append(words % told if n > 1 else _("It is still open, since %(day)s.") % told)
    missed = ngettext(
        "We missed %(n)s promise to them.", "We missed %(n)s promises to them.", found.missed
    ) % {"n": f"{found.missed:,}"}
    said.append(missed if found.missed else _("We missed no promise to them."))
    return " ".join(said)


def coming(record: Record) -> Coming:
    """The next date in words, whose it is, and whether they have taken it on."""
    return replace(_coming(record), taken=_taken(record))


def _taken(record: Record) -> str:
    """That it was handed over and that nobody has taken it on since (wessex:1.5)."""
    happened = [each.now for each in record.history.happenings]
    handed = [each.happened_at for each in happened if each.kind == HANDED_OVER]
    # Whoever takes it on in the same minute has taken it on.
    if not handed or any(each.kind == TAKEN_ON and each.happened_at >= max(handed) for each in happened):
        return ""
    said = {"when": moment_words(max(handed), record.calendar)}
    return _("Handed over at %(when)s and not taken on yet.") % said


def _coming(record: Record) -> Coming:
    """The next date in words. Nothing open is without one, and where it is, that is what stands here."""
    thread = record.thread
    owner = thread.owner.name if thread.owner else thread.team.name if thread.team else ""
    running = [each for each in record.clocks if each.verdict is Verdict.RUNNING]
    late = [each for each in record.clocks if each.breached_at and each.stop is None and each not in running]
    going = [each for each in running if not each.paused]
    if going:
        first = min(going, key=lambda each: each.due_at)
        name = promise_name(promise_of(first, record), first.promise)
        words = _("%(name)s, %(due)s") % {"name": name, "due": due_words(first.due_at, record.calendar)}
        return Coming(words, owner, False)
    if late:
        first = min(late, key=lambda each: each.due_at)
        name = promise_name(promise_of(first, record), first.promise)
        return Coming(_("%(name)s is overdue and still to be done") % {"name": name}, owner, True)
    if running:
        return Coming(_("We are waiting; no time runs until that ends"), owner, False)
    if thread.adrift:
        words = _("Nothing. Answer it, tell the customer a date, or close it")
        return Coming(words, owner, True)
    return Coming(_("Nothing is owed. Close it when it is finished"), owner, False)


def hazards(here: Here, record: Record) -> Iterable[Hazard]:
    """Each danger on this contact that has not been made safe."""
    happened = [each.now for each in record.history.happenings]
    dangers = {each.what: each for each in here.rulebook.association.dangers}
    handed = tuple(_handed(record, each) for each in happened if each.kind == HANDED)
    over = any(each.kind in OVER for each in happened)
    if over or record.thread.state == CLOSED:
        return
    hand = reverse("thread-next", args=[here.slug, record.thread.ref, HANDED])
    seen: set[str] = set()
    for event in happened:
        what = str(event.facts.get("what", ""))
        if event.kind != HAZARD_MARKED or what in seen:
            continue
        seen.add(what)
        danger = dangers.get(what)
        numbers = numbers_of(danger) if danger else ()
        link = hand if here.may(Permission.RECORD) else ""
        yield Hazard(danger_words(here.rulebook, what), numbers, handed, link)


def _handed(record: Record, event: Event) -> str:
    said = {
        "to": event.facts.get("to", ""),
        "reference": event.facts.get("reference", ""),
        "when": moment_words(event.happened_at, record.calendar),
    }
    if said["reference"]:
        return _("%(to)s has it since %(when)s, under %(reference)s.") % said
    return _("%(to)s has it since %(when)s. Their reference is not on record.") % said
