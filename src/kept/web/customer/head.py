"""What is read first in a file: how never to reach this customer, who they are, and who belongs to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.casework.bereaved import check_may_go_to
from kept.casework.dispatching import mobile
from kept.casework.safe_contact import Rules, rules_of
from kept.rulebook.people import age_on, people_lists
from kept.store import corrections, keys
from kept.store.dispatch import not_working
from kept.store.models import Home, Person, Representative
from kept.web.customer.fetch import FileRecord
from kept.web.shared.access import Here
from kept.web.shared.reaching import ways_words
from kept.web.shared.words import day_words

AUTHORITIES = {
    "written": gettext_lazy("authority in writing"),
    "verbal": gettext_lazy("authority by word of mouth"),
    "none": gettext_lazy("no authority yet: tell them nothing"),
}


@dataclass(frozen=True, slots=True)
class Safe:
    """How they may be reached, and how never. The first thing on the page."""

    never: tuple[str, ...]
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """Somebody who belongs to them, with their file where they have one."""

    name: str
    more: str
    address: str = ""
    change: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of the file; `address` is what it leads to, `there` where the housing system has it."""

    label: str
    value: str
    personal: bool = True
    note: str = ""
    address: str = ""
    there: str = ""
    # What they say of it themselves, where they dispute it.
    said: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a file."""

    name: str
    ref: str
    safe: Safe
    died: str
    instead: tuple[Linked, ...]
    lines: tuple[Line, ...]
    household: tuple[Linked, ...]
    speaking: tuple[Linked, ...]


def name_of(person: Person) -> str:
    """What they are called; their reference where nobody knows."""
    return person.name or (_("Erased") if person.erased_at else _("Name not known"))


def head(here: Here, record: FileRecord) -> Head:
    """The head, from what is on record."""
    person, today = record.person, timezone.localdate(here.at)
    speaking = tuple(_speaks(here, each, today) for each in record.speaking)
    now = [each for each in speaking if not each.over]
    return Head(
        name=name_of(person),
        ref=person.ref,
        safe=safe_of(person),
        died=_died(person, now),
        instead=tuple(now) if person.died_on else (),
        lines=_with_their_words(person, [each for each in _lines(here, record, today) if each.value]),
        household=tuple(
            Linked(
                name_of(each.person),
                _lives(each.kind),
                reverse("customer", args=[here.slug, each.person.ref]),
            )
            for each in record.household
        ),
        speaking=speaking,
    )


def safe_of(person: Person) -> Safe:
    """What they said themselves, and what can be held to, forbidden things first."""
    rules, words = rules_of(person.contact_rules), person.safe_contact
    forbidden = Rules(never=rules.never, leave_no_message=rules.leave_no_message)
    only = rules.allowed if rules.only else ()
    allowed = replace(rules, never=frozenset(), leave_no_message=False, only=only)
    never = [_("Never: %(never)s") % {"never": words.never}] if words.never else []
    reach = ", ".join(filter(None, (words.how, words.when)))
    how = [_("Reach them: %(how)s") % {"how": reach}] if reach else []
    return Safe((*never, *ways_words(forbidden)), (*how, *ways_words(allowed)))


def _dead(*addresses: str) -> str:
    """That nothing arrives there, where that is so."""
    if not addresses:
        return ""
    return _("Nothing arrives at %(address)s: ask for the right one") % {"address": ", ".join(addresses)}


def _died(person: Person, speaking: list[Linked]) -> str:
    instead = ", ".join(each.name for each in speaking)
    refused = check_may_go_to(person.died_on, automatic=True, instead=instead)
    return refused.sentence if refused else ""


def _lines(here: Here, record: FileRecord, today: date) -> Iterable[Line]:
    person, lists = record.person, people_lists()
    needs = [*(lists.need(each) for each in person.need_kinds), *([person.needs] if person.needs else [])]
    yield Line(_("Language"), lists.language(person.language))
    yield Line(_("Needs"), "; ".join(needs))
    yield Line(_("Likes to be reached"), lists.channel(person.preferred_channel), personal=False)
    dead = {each.address: each for each in not_working(person)}
    numbers = [each for each in person.phones if mobile(str(each)) in dead]
    yield Line(_("Telephone"), ", ".join(person.phones), note=_dead(*numbers))
    email = person.email.strip().lower()
    yield Line(_("E-mail"), person.email, note=_dead(person.email) if email in dead else "")
    yield from _lives_at(here, record)
    if person.born_on:
        age = age_on(person.born_on, person.died_on or today)
        years = ngettext("%(n)s year old", "%(n)s years old", age) % {"n": age}
        yield Line(_("Born"), day_words(person.born_on).split(" ", 1)[1], note=years)
    yield _officer(here, record)
    place, ref = here.rulebook.association, person.external_ref or ""
    system = dict(place.housing_system).get("name") or _("Reference elsewhere")
    yield Line(system, ref, personal=False, there=place.outside("person", ref))


def _with_their_words(person: Person, lines: list[Line]) -> tuple[Line, ...]:
    """What a customer says of a detail that they dispute stands beside it, wherever the detail does."""
    disputed = corrections.of_file(person)
    if not disputed:
        return tuple(lines)
    labels = {str(FIELD_LABELS[name]): said.words for name, said in disputed.items() if name in FIELD_LABELS}
    return tuple(replace(each, said=labels.get(each.label, "")) for each in lines)


def _lives_at(here: Here, record: FileRecord) -> Iterable[Line]:
    """Where letters go, and the home where they live: one line where both are the same."""
    letters, home = record.person.address, record.home.home if record.home is not None else None
    page = reverse("homes-one", args=[here.slug, home.ref]) if home is not None else ""
    same_place = home is not None and _is_at(letters, home)
    yield Line(_("Address"), letters, address=page if same_place else "")
    if home is not None and not same_place:
        yield Line(_("Home"), home.address or home.ref, address=page)


FIELD_LABELS = {
    "name": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "phones": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "language": gettext_lazy("Language"),
    "needs": gettext_lazy("Other needs, in words"),
    "need_kinds": gettext_lazy("Needs"),
    "preferred_channel": gettext_lazy("Likes to be reached"),
    "born_on": gettext_lazy("Born"),
    "died_on": gettext_lazy("Died"),
    "contact_how": gettext_lazy("How to reach them"),
    "contact_when": gettext_lazy("When to reach them"),
    "contact_never": gettext_lazy("How never to reach them"),
    "contact_rules": gettext_lazy("Ways that are allowed"),
    "external_ref": gettext_lazy("Reference elsewhere"),
}


def _is_at(letters: str, home: Home) -> bool:
    """Whether that is the home's address, with or without its postcode."""
    known = (home.address, f"{home.address} {home.postcode}")
    return any(keys.address_key(letters) == keys.address_key(each) for each in known)


def _officer(here: Here, record: FileRecord) -> Line:
    """Who looks after their home; the deputy where there is no officer."""
    patch = record.patch
    who = (patch.officer or patch.deputy) if patch is not None else None
    if patch is None or who is None:
        return Line(_("Officer"), "")
    named = {"patch": patch.name}
    note = _("patch %(patch)s") % named if patch.officer else _("deputy of the patch %(patch)s") % named
    return Line(
        _("Officer"), who.name, False, note, address=reverse("patches-one", args=[here.slug, patch.slug])
    )


def _lives(kind: str) -> str:
    return kind.replace("-", " ").replace("_", " ")


def _speaks(here: Here, row: Representative, today: date) -> Linked:
    over = bool(row.to_on and row.to_on < today)
    until = [_("until %(day)s") % {"day": day_words(row.to_on)}] if row.to_on else []
    more = [row.relation, str(AUTHORITIES[row.authority]), *until, row.scope, row.phone, row.email]
    name = row.name or (name_of(row.other) if row.other else _("Erased"))
    return Linked(
        name,
        ", ".join(filter(None, more)),
        reverse("customer", args=[here.slug, row.other.ref]) if row.other else "",
        reverse("customer-speaks", args=[here.slug, row.person.ref, row.ref]),
        over,
    )
