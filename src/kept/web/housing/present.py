"""How do a home, a patch and what the housing system sees otherwise read?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.store import accounts, seers
from kept.store.beside import Disagreement
from kept.store.housing import Lodging
from kept.store.models import Account, Home, Patch, Person
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import day_words

FIELDS = {
    "name": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "phones": gettext_lazy("Telephone numbers"),
    "email": gettext_lazy("E-mail address"),
    "born_on": gettext_lazy("Date of birth"),
    "language": gettext_lazy("Language"),
    "needs": gettext_lazy("Needs"),
    "postcode": gettext_lazy("Postcode"),
    "patch": gettext_lazy("Patch"),
    "officer": gettext_lazy("Officer"),
    "deputy": gettext_lazy("Deputy"),
    "team": gettext_lazy("Team"),
    "office": gettext_lazy("Office"),
    "home": gettext_lazy("Home"),
    "kind": gettext_lazy("As what"),
    "from_on": gettext_lazy("From"),
    "to_on": gettext_lazy("Until"),
    "ended_on": gettext_lazy("Ended on"),
}
KINDS = {
    "tenant": gettext_lazy("Tenant"),
    "joint-tenant": gettext_lazy("Joint tenant"),
    "licensee": gettext_lazy("Licensee"),
    "shared-owner": gettext_lazy("Shared owner"),
    "leaseholder": gettext_lazy("Leaseholder"),
    "household": gettext_lazy("Member of the household"),
    "applicant": gettext_lazy("Applicant"),
}
WAYS = {
    "letter": gettext_lazy("by letter"),
    "email": gettext_lazy("by e-mail"),
    "text": gettext_lazy("by text"),
}

# What stands before the first number, that number, and the rest.
_NUMBER = re.compile(r"(\D*)(\d{1,9})(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One home in a list."""

    address: str
    words: str
    postcode: str
    patch: str
    ended: str


@dataclass(frozen=True, slots=True)
class HomesPage:
    """The page on which homes are looked for."""

    typed: str
    looked: bool
    found: tuple[HomeRow, ...]
    action: str
    patches: str
    differences: str


@dataclass(frozen=True, slots=True)
class Lodger:
    """Somebody who lives or lived at a home."""

    name: str
    address: str
    kind: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Beside:
    """One answer on which the housing system and we do not agree."""

    field: str
    what: str
    whose: str
    address: str
    theirs: str
    ours: str
    by: str
    sort: str = ""
    ref: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    """One home: where it is, whose patch, who lives there."""

    heading: str
    ref: str
    postcode: str
    patch: str
    patch_address: str
    officer: str
    deputy: str
    external_ref: str
    outside: str
    system: str
    ended: str
    now: tuple[Lodger, ...]
    before: tuple[Lodger, ...]
    differences: tuple[Beside, ...]
    may_correct: bool
    may_settle: bool
    typed: Mapping[str, str]
    patches: tuple[Choice, ...]
    action: str
    settle: str
    back: str
    wrong: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class PatchRow:
    """One patch in the list."""

    name: str
    address: str
    officer: str
    deputy: str
    team: str
    homes: int
    waiting: int
    note: str


@dataclass(frozen=True, slots=True)
class PatchesPage:
    """Every patch, who looks after it, and what is still to be told."""

    rows: tuple[PatchRow, ...]
    alone: int
    homes: str
    differences: str


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody whom a mailing did not reach."""

    name: str
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class PatchPage:
    """One patch."""

    heading: str
    slug: str
    officer: str
    deputy: str
    team: str
    office: str
    note: str
    homes: tuple[HomeRow, ...]
    count: int
    waiting: int
    may: bool
    officers: tuple[Choice, ...]
    deputies: tuple[Choice, ...]
    ways: tuple[Choice, ...]
    missed: tuple[Missed, ...]
    back: str
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """The last time that one sort of file was read."""

    what: str
    when: str
    words: str


@dataclass(frozen=True, slots=True)
class Overdue:
    """One promise that was overdue when Kept came."""

    promise: str
    thread: str
    address: str
    due: str
    verdict: str


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """What stands beside the housing system: when it was read, where it disagrees, what was overdue."""

    reads: tuple[Read, ...]
    live: str
    rows: tuple[Beside, ...]
    more: bool
    overdue: tuple[Overdue, ...]
    overdue_more: int
    csv: str
    back: str


def home_row(here: Here, home: Home) -> HomeRow:
    """One home as a line."""
    return HomeRow(
        reverse("homes-one", args=[here.slug, home.ref]),
        home.address or home.ref,
        home.postcode,
        home.patch.name if home.patch else _("no patch"),
        _("until %(day)s") % {"day": day_words(home.ended_on)} if home.ended_on else "",
    )


def along_the_street(address: str) -> tuple[str, int, str]:
    """The order in which somebody walks past: street by street, and 2 before 10."""
    found = _NUMBER.match(address)
    if found is None:
        return address.casefold(), 0, ""
    before, number, rest = found.groups()
    return rest.strip().casefold(), int(number), before.casefold()


def lodger(here: Here, lodging: Lodging) -> Lodger:
    """Somebody who lives or lived here; whoever is connected with them learns no more than that."""
    row = lodging.tenancy
    closed = row.person_id in seers.seer(here.membership).closed
    until = day_words(row.to_on) if row.to_on else ""
    since = day_words(row.from_on) if row.from_on else _("not known")
    kind = str(KINDS.get(row.kind, row.kind))
    if closed:
        return Lodger(_("Closed to you"), "", kind, since, until)
    address = reverse("customer", args=[here.slug, row.person.ref])
    return Lodger(person_name(row.person), address, kind, since, until)


def person_name(person: Person) -> str:
    """The name, or the reference where there is none."""
    if person.erased_at is not None:
        return _("Erased")
    return person.name or person.ref


def account_name(account: Account | None) -> str:
    """Who looks after something, or that nobody does."""
    return account.name if account is not None else _("nobody")


def differences(here: Here, rows: Iterable[Disagreement]) -> tuple[Beside, ...]:
    """What the housing system says, and what we say."""
    closed = seers.seer(here.membership).closed
    open_ = [each for each in rows if _about(each.row) not in closed]
    handles = {each.what.by for each in open_} | {
        str(value)
        for each in open_
        for value in (each.what.theirs, each.what.ours)
        if each.what.field in ("officer", "deputy")
    }
    called = accounts.names_by_handle(handles)
    return tuple(_difference(here, each, called) for each in open_)


def _about(row: Any) -> int | None:
    """Whose file it is that the row says something of."""
    return row.pk if isinstance(row, Person) else getattr(row, "person_id", None)


def _difference(here: Here, found: Disagreement, called: Mapping[str, str]) -> Beside:
    row, what = found.row, found.what
    by = called.get(what.by, what.by) or _("staff")
    when = f", {day_words(what.at.date())}" if what.at else ""
    whose, address = _whose(here, row)
    return Beside(
        str(FIELDS.get(what.field, what.field)),
        found.sort,
        whose,
        address,
        said(what.field, called.get(str(what.theirs), what.theirs)),
        said(what.field, called.get(str(what.ours), what.ours)),
        f"{by}{when}",
        found.sort,
        row.slug if isinstance(row, Patch) else row.ref,
        what.field,
    )


def _whose(here: Here, row: Any) -> tuple[str, str]:
    if isinstance(row, Person):
        return person_name(row), reverse("customer", args=[here.slug, row.ref])
    if isinstance(row, Home):
        return row.address or row.ref, reverse("homes-one", args=[here.slug, row.ref])
    if isinstance(row, Patch):
        return row.name, reverse("patches-one", args=[here.slug, row.slug])
    words = f"{person_name(row.person)}, {row.home.address}"
    return words, reverse("homes-one", args=[here.slug, row.home.ref])


def said(field: str, value: object) -> str:
    """An answer for people."""
    if value in (None, "", []):
        return _("nothing")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field == "kind":
        return str(KINDS.get(str(value), value))
    if field.endswith("_on"):
        return day_words(date.fromisoformat(str(value)))
    return str(value)


def choices(accounts: Iterable[Account], chosen: str, nobody: str) -> tuple[Choice, ...]:
    """Colleagues to choose from, with nobody first."""
    found = [Choice("", nobody, not chosen)]
    found += [Choice(each.handle, each.name, each.handle == chosen) for each in accounts]
    return tuple(found)


def ways() -> tuple[Choice, ...]:
    """How a mailing may go."""
    return tuple(Choice(slug, str(words), slug == "letter") for slug, words in WAYS.items())


def told_words(told: int, missed: int) -> str:
    """What came of a mailing, in a sentence."""
    words = ngettext("%(n)d person has been told.", "%(n)d people have been told.", told) % {"n": told}
    if not missed:
        return words
    rest = ngettext(
        "%(n)d could not be reached this way and stays on the list.",
        "%(n)d could not be reached this way and stay on the list.",
        missed,
    )
    return f"{words} {rest % {'n': missed}}"
