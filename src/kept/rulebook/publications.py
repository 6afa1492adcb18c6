"""What do we publish, what must each edition hold, who looks after it, and who is given it?

    - name: handbook
      sort: handbook
      label: Tenants' handbook
      says: What holds between us and whoever lives in one of our homes.
      owner: manager
      review: 1 year
      forms: [print, pdf, audio, large-print]
      languages: [en]
      given: sign-up                    # or all: each issue goes to everybody; or asked: to whoever asks
      to: [tenant, joint-tenant]
      shown: [office, web]
      mark: yes                         # it should carry a mark of plain English, with number and date
      must:
        rights: {asks: Does it say what tenants are entitled to?, law: yes}

In `publications.yaml`, shared by all or an association's own. Two sorts of entry are about others: a
`standard` holds what each publication of its sorts must show besides, and `areas` name our work, so that what
has no leaflet is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.rulebook.cases import LETTER
from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.keeping import keeper_names
from kept.rulebook.self_assessing import KEEPER, PROMISE
from kept.workclock import Span
from kept.workclock.spans import Days, Months, Weeks, Years

if TYPE_CHECKING:
    from kept.rulebook.model import Promise, Rulebook

HANDBOOK, LEAFLET, FORM, NEWSLETTER, REPORT = "handbook", "leaflet", "form", "newsletter", "report"
PAGE, AGREEMENT, POLICY, PACK = "page", "agreement", "policy", "pack"
STANDARD, AREAS = "standard", "areas"
# What is published; beside them the two sorts that are about others.
PUBLISHED = (HANDBOOK, LEAFLET, FORM, NEWSLETTER, REPORT, PAGE, AGREEMENT, POLICY, PACK)
SORTS = (*PUBLISHED, STANDARD, AREAS)
PRINT, PDF, WEB = "print", "pdf", "web"
AUDIO, LARGE, BRAILLE, EASY = "audio", "large-print", "braille", "easy-read"
FORMS = (PRINT, PDF, WEB, LARGE, AUDIO, BRAILLE, EASY)
SIGN_UP, ALL, ASKED = "sign-up", "all", "asked"
GIVEN = (SIGN_UP, ALL, ASKED)
OFFICE, NOTICEBOARD, WEBSITE = "office", "noticeboard", "web"
SHOWN = (OFFICE, NOTICEBOARD, WEBSITE)
# What is shown beside an item so that it is copied from there; by its change the edition is out of date.
EMERGENCY, HOURS, OFFICES, NUMBERS, FIGURES = "emergency", "hours", "offices", "numbers", "figures"
ESTATES = "estates"
# The edition of our rules for complaints that holds.
PROCEDURE = "procedure"
FILLS = (EMERGENCY, HOURS, OFFICES, NUMBERS, FIGURES, ESTATES, PROCEDURE)
# What is of a time that is over: an issue that carried it stays right.
OF_ITS_TIME = frozenset({FIGURES, ESTATES})
ENGLISH = "en"
# What a publication names and what only the whole rulebook has.
DUTY, PUBLICATION, AREA = "duty", "publication", "area of our work"
LONG = (Days, Weeks, Months, Years)
_PUBLIC = (
    "owner",
    "review",
    "forms",
    "languages",
    "given",
    "to",
    "shown",
    "mark",
    "signed",
    "complete_with",
    "holds",
    "duties",
    "about",
    "stock",
    "panel",
    "again",
    "must",
)
_KEYS = {**dict.fromkeys(PUBLISHED, _PUBLIC), STANDARD: ("of", "panel", "must"), AREAS: ("areas",)}


@dataclass(frozen=True, slots=True)
class PublicationItem:
    """One thing that an edition must hold. `fill` says from where it is copied; of what the law settles the
    day of the last look at the law is asked, and of a resident's own words whether they agreed.
    """

    name: str
    asks: str
    help: str = ""
    owner: str = ""
    fill: str = ""
    law: bool = False
    consent: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication; or a standard for those `of` its sorts, or the areas of our work.

    `holds` names another that must lie inside an edition dated in one of the `months`. `duties` are the names
    of the duties that are done when an issue goes out; where it `holds` another, those of the other are done
    only then. Without the forms that it is `complete_with`, nothing is issued. `signed` means that each
    has a signed copy on file, `panel` that a resident reads it before it goes out (of a standard: all of its
    sorts), `again` that whoever has it is given each new edition.
    """

    name: str
    label: str
    says: str
    sort: str
    owner: str = ""
    review: Span | None = None
    forms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    given: str = ASKED
    to: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    mark: bool = False
    signed: bool = False
    complete_with: tuple[str, ...] = ()
    holds: str = ""
    months: tuple[int, ...] = ()
    holds_duties: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    stock: bool = False
    panel: bool = False
    again: bool = False
    items: tuple[PublicationItem, ...] = ()
    of: tuple[str, ...] = ()
    areas: tuple[tuple[str, str], ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names that a keeper may add: what it must hold, and what else is kept of it."""
        does = {
            "review": self.review is not None,
            "given": self.given == SIGN_UP,
            "all": self.given == ALL,
            "mark": self.mark,
            "stock": self.stock,
            "signed": self.signed,
            "holds": bool(self.holds),
            "complete-with": bool(self.complete_with),
            "panel": self.panel,
            "again": self.again,
            "languages": bool(self.languages),
            "audio": AUDIO in self.forms,
            "areas": bool(self.areas),
        }
        return (*(each.name for each in self.items), *(name for name, there in does.items() if there))


def publications_of(rulebook: Rulebook) -> tuple[Publication, ...]:
    """Everything that is published here, in the order of the file."""
    return tuple(each for each in rulebook.room("publications") if each.sort in PUBLISHED)


def publication_named(rulebook: Rulebook, name: str) -> Publication | None:
    """The publication of that name, or None."""
    return next((each for each in publications_of(rulebook) if each.name == name), None)


def items_of(rulebook: Rulebook, publication: Publication) -> tuple[PublicationItem, ...]:
    """All that an edition must hold or show: its own items, then those of the standards for its sort."""
    found = {each.name: each for each in publication.items}
    for standard in _standards(rulebook, publication.sort):
        found |= {each.name: each for each in standard.items if each.name not in found}
    return tuple(found.values())


def panel_of(rulebook: Rulebook, publication: Publication) -> bool:
    """Whether how it reads is measured, and a resident reads it, before it goes out."""
    return publication.panel or any(each.panel for each in _standards(rulebook, publication.sort))


def page_checks(rulebook: Rulebook) -> tuple[PublicationItem, ...]:
    """What each page of the web site is looked at for."""
    return tuple(item for each in _standards(rulebook, PAGE) for item in each.items)


def _standards(rulebook: Rulebook, sort: str) -> Iterable[Publication]:
    room: Iterable[Publication] = rulebook.room("publications")
    return (each for each in room if each.sort == STANDARD and sort in each.of)


def areas_of(rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """The areas of our work, each with its words."""
    return tuple(pair for each in rulebook.room("publications") for pair in each.areas)


def read_publication(entry: Entry, context: Context) -> Publication | None:
    """One entry; None where it has no name, no sort or no words."""
    name, label = entry.slug("name"), entry.text("label", limit=80)
    says, sort = entry.text("says", limit=300), entry.choice("sort", SORTS)
    if not (name and label and says and sort):
        return None
    entry.only("name", "label", "says", "sort", *_KEYS[sort])
    items = tuple(_items(entry, context))
    if sort == AREAS:
        return Publication(name, label, says, sort, areas=tuple(entry.pairs("areas")))
    if sort == STANDARD:
        of = _among(entry, "of", PUBLISHED, required=True)
        return Publication(name, label, says, sort, of=of, items=items, panel=entry.flag("panel"))
    holds, months, holds_duties = _holds(entry, context)
    return Publication(
        name,
        label,
        says,
        sort,
        owner=_owner(entry, context, required=True),
        review=_review(entry),
        forms=_among(entry, "forms", FORMS) or (PRINT, PDF),
        languages=entry.words("languages") or (ENGLISH,),
        given=entry.choice("given", GIVEN, required=False) or ASKED,
        to=_among(entry, "to", HOLDERS),
        shown=_among(entry, "shown", SHOWN),
        mark=entry.flag("mark"),
        signed=entry.flag("signed"),
        complete_with=_among(entry, "complete_with", FORMS),
        holds=holds,
        months=months,
        holds_duties=holds_duties,
        duties=_duties(entry, "duties", context),
        about=_awaited(entry, "about", entry.words("about"), AREA, context),
        stock=entry.flag("stock"),
        panel=entry.flag("panel"),
        again=entry.flag("again"),
        items=items,
    )


# To whom something is given at sign-up: as what they hold their home.
HOLDERS = ("tenant", "joint-tenant", "licensee", "shared-owner", "leaseholder")


def _items(entry: Entry, context: Context) -> Iterable[PublicationItem]:
    inner = entry.inner("must", where="“must”")
    for each in inner.named("item") if inner is not None else ():
        each.only("asks", "help", "owner", "fill", "law", "consent")
        yield PublicationItem(
            each.name,
            each.text("asks", limit=200) or each.name,
            each.text("help", limit=300, required=False) or "",
            _owner(each, context),
            each.choice("fill", FILLS, required=False) or "",
            each.flag("law"),
            each.flag("consent"),
        )


def _holds(entry: Entry, context: Context) -> tuple[str, tuple[int, ...], tuple[str, ...]]:
    """Which other lies inside, in which months, and which duties are done by that."""
    inner = entry.inner("holds", where="“holds”")
    if inner is None:
        return "", (), ()
    inner.only("publication", "from_month", "to_month", "duties")
    first, last = inner.whole("from_month", least=1, most=12), inner.whole("to_month", least=1, most=12)
    months = tuple(range(first, last + 1)) if first and last else ()
    if first and last and not months:
        inner.fault("to_month", "The last month comes before the first. Look at both.", found=last)
    name = inner.slug("publication") or ""
    _awaited(inner, "publication", (name,) if name else (), PUBLICATION, context)
    return name, months, _duties(inner, "duties", context)


def _duties(entry: Entry, key: str, context: Context) -> tuple[str, ...]:
    """Names of duties; whether there are such is seen once the clauses are read."""
    return _awaited(entry, key, entry.words(key), DUTY, context)


def _awaited(entry: Entry, key: str, names: tuple[str, ...], what: str, context: Context) -> tuple[str, ...]:
    context.awaited += [(entry, key, each, what) for each in names]
    return names


def check_publications(context: Context, promises: Mapping[str, Promise]) -> None:
    """Note everything that a room names and that is not there: duties, publications, letters, keepers …"""
    room: tuple[Publication, ...] = context.rooms.get("publications", ())
    known = {
        DUTY: [each.name for each in promises.values() if each.duty],
        PUBLICATION: [each.name for each in room if each.sort in PUBLISHED],
        AREA: [slug for each in room for slug, _label in each.areas],
        LETTER: [each.name for each in context.rooms.get("letters", ())],
        PROMISE: list(promises),
        KEEPER: keeper_names(context),
    }
    for entry, key, name, what in context.awaited:
        if name not in known[what]:
            entry.not_among(key, f"There is no {what} of this name.", name, known[what])


def _owner(entry: Entry, context: Context, *, required: bool = False) -> str:
    owner = entry.slug("owner", required=required)
    known = context.owners()
    if owner is not None and owner not in known:
        entry.not_among("owner", "Nobody here has this role, team or job.", owner, known)
    return owner or ""


def _review(entry: Entry) -> Span | None:
    span = entry.span("review", required=False)
    if span is not None and not isinstance(span, LONG):
        message = "Say after how long an edition is looked at again."
        entry.fault("review", message, found=str(span), allowed="such as 1 year, or 6 months")
        return None
    return span


def _among(entry: Entry, key: str, known: Iterable[str], *, required: bool = False) -> tuple[str, ...]:
    names = list(known)
    found = entry.words(key, required=required)
    for each in found:
        if each not in names:
            entry.not_among(key, f"“{key}” does not take this word.", each, names)
    return tuple(each for each in found if each in names)
