"""What stands at the top of a contact: whose it is, what comes next and who has it, and any danger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import Event, Verdict
from kept.casework.judge import CLOSED
from kept.casework.permissions import Permission
from kept.casework.safe_contact import rules_of
from kept.casework.visibility import CONFIDENTIAL, SAFEGUARDING
from kept.rulebook.model import HAZARD_MARKED
from kept.rulebook.people import people_lists
from kept.store.models import Person, Thread
from kept.web.shared.access import Here
from kept.web.shared.alarms import Number, danger_words, numbers_of
from kept.web.shared.promising import promise_name
from kept.web.shared.reaching import ways_words
from kept.web.shared.words import due_words, moment_words
from kept.web.thread.fetch import Record
from kept.web.thread.nexts import promise_of

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


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes next, and who has it: on every open contact, always."""

    words: str
    owner: str
    nothing: bool


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


def customer_of(here: Here, person: Person | None) -> Customer | None:
    """Whose contact it is, by the file that stands for them."""
    if person is None:
        return None
    person, lists = person.stands, people_lists()
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
    ways = tuple(ways_words(rules_of(person.contact_rules)))
    return Customer(person.name, person.ref, tuple(filter(None, said)), reach, safe.never, ways, address)


def coming(record: Record) -> Coming:
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
