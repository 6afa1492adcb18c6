"""May an edition be issued, is what we publish still right, and who has not been given it?

    lacking(handbook, items, edition)      # (Lack("rights", "“Does it set out …?” has not been checked. …"),)
    stands(handbook, edition, today=…)     # (Want("review", …),): what has to be seen to
    choose(copies, language="pl", forms=["audio"])      # the copy that suits, and what is missing
    named("the Handbook", publications)    # which of them a request means

1. Whatever is missing stops an edition, each with what to do; a mark that is missing is only shown.
2. What is copied from elsewhere is checked again when it has changed there.
3. Whoever made an edition does not approve it.
4. A household has a handbook when anybody in it who holds the home has it; what is signed is each one's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256

from kept.casework.registers import after
from kept.casework.values import Refused
from kept.rulebook.publications import (
    ENGLISH,
    OF_ITS_TIME,
    PAGE,
    PDF,
    PRINT,
    WEB,
    Publication,
    PublicationItem,
)

LONGEST, LONGEST_EVIDENCE = 200, 300
# A copy of one of these is read on paper or a screen as it is.
ORDINARY = (PDF, PRINT, WEB)


class State(StrEnum):
    """How an edition stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    SUPERSEDED = "superseded"


MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.ISSUED}),
    State.ISSUED: frozenset({State.SUPERSEDED}),
    State.SUPERSEDED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Copy:
    """An edition in one language and form; `id` is the row's."""

    lang: str
    form: str
    whole: bool = True
    id: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """What is known of one edition. `checks` holds by item who found it, where, and `held`: the digest of
    what it was copied from. `inside` is whether the other that lies in it was issued.
    """

    version: str
    dated: date
    made_by: str
    state: State = State.DRAFT
    checks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    copies: tuple[Copy, ...] = ()
    reading: Mapping[str, object] = field(default_factory=dict)
    verdict: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    mark_on: date | None = None
    approved_by: str = ""
    inside: bool = False
    issued_on: date | None = None
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that stands between an edition and its issue, and what to do. `field` leads to where."""

    what: str
    says: str


def digest_of(words: str) -> str:
    """What is remembered of words that an item was copied from."""
    return sha256(words.encode("utf-8")).hexdigest()[:16] if words else ""


def unchecked(
    items: Iterable[PublicationItem], checks: Mapping[str, Mapping[str, str]], fills: Mapping[str, str]
) -> tuple[Lack, ...]:
    """The items that nobody has checked, or that are out of date; `fills` are what is to be copied now."""
    return tuple(lack for each in items if (lack := _item(each, checks.get(each.name), fills)) is not None)


def _item(item: PublicationItem, check: Mapping[str, str] | None, fills: Mapping[str, str]) -> Lack | None:
    if check is None:
        return Lack(item.name, f"“{item.asks}” has not been checked. Look, and say where it stands.")
    if item.law and not check.get("law_on"):
        return Lack(item.name, f"“{item.asks}” Say on which day somebody last compared it with the law.")
    if item.consent and check.get("consent") != "yes":
        return Lack(item.name, f"“{item.asks}” Ask whoever wrote it whether it may appear, and note it.")
    if item.fill and check.get("held", "") != digest_of(fills.get(item.fill, "")):
        return Lack(item.name, f"“{item.asks}” What it is copied from has changed. Check it again.")
    return None


def lacking(
    publication: Publication,
    items: Sequence[PublicationItem],
    edition: Edition,
    *,
    panel: bool = False,
    fills: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Lack, ...]:
    """What has to be done before it may be issued, in the order in which it is done; empty where it may."""
    found = list(unchecked(items, edition.checks, fills or {}))
    if not any(each.lang == ENGLISH and each.whole and each.form in ORDINARY for each in edition.copies):
        found.append(Lack("file", "There is no copy of it in English. Add the file."))
    for form in publication.complete_with:
        if not any(each.form == form and each.whole for each in edition.copies):
            says = f"It is complete only with a copy of this sort: {words_of(form)}. Add the file."
            found.append(Lack("file", says))
    if panel and not edition.reading:
        found.append(Lack("reading", "Nobody has measured how it reads. Paste its words and measure them."))
    if panel and not edition.verdict:
        found.append(Lack("verdict", "No resident has read it. Ask one, and note what they say."))
    if inside_needed(publication, edition.dated) and not edition.inside:
        other = (names or {}).get(publication.holds, publication.holds)
        found.append(Lack("holds", f"This issue carries another: {other}. Issue that first, and attach it."))
    if not edition.approved_by:
        found.append(Lack("approve", "Nobody has approved it. Whoever leads does, if they did not make it."))
    return tuple(found)


def inside_needed(publication: Publication, dated: date) -> bool:
    """Whether another must lie inside an edition of that day."""
    return bool(publication.holds) and dated.month in publication.months


def check_may_move(state: State, to: State) -> Refused | None:
    """Why an edition may not come to that state; None where it may."""
    if to in MOVES[state]:
        return None
    return Refused(
        "This edition was issued before and stays as it is. Begin a new one instead."
        if state is not State.DRAFT
        else "This edition has not been issued yet. Issue it first.",
        "edition",
    )


def check_may_change(edition: Edition) -> Refused | None:
    """Only a draft changes: who was given an edition was given what it says."""
    return None if edition.state is State.DRAFT else check_may_move(edition.state, State.ISSUED)


def check_may_approve(edition: Edition, by: str) -> Refused | None:
    """A second pair of eyes (rule 3)."""
    if edition.made_by == by:
        return Refused("You made this edition. Ask somebody else who leads to approve it.", "approve")
    return None


def duties_done(publication: Publication, edition: Edition) -> tuple[str, ...]:
    """The names of the duties that are done when it is issued."""
    inside = inside_needed(publication, edition.dated) and edition.inside
    return (*publication.duties, *(publication.holds_duties if inside else ()))


# ---- what has to be seen to --------------------------------------------------------------------------------

NOT_ISSUED, REVIEW, REVIEW_SOON, CHANGED = "not-issued", "review", "review-soon", "changed"
UNMARKED, INCOMPLETE, OLD_ISSUE = "unmarked", "incomplete", "old-issue"
SOON = 30


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that a publication asks for, since when or until when."""

    what: str
    day: date | None = None
    says: tuple[str, ...] = ()


def review_on(publication: Publication, edition: Edition) -> date | None:
    """When the edition that holds is to be looked at again."""
    since = edition.reviewed_on or edition.issued_on
    if publication.review is None or since is None:
        return None
    return after(since, publication.review)


def stands(
    publication: Publication,
    items: Sequence[PublicationItem],
    edition: Edition | None,
    *,
    today: date,
    fills: Mapping[str, str] | None = None,
) -> tuple[Want, ...]:
    """What it asks for as it stands today, the most pressing first; `edition` is the one that holds."""
    if publication.sort == PAGE:
        return ()
    if edition is None:
        return (Want(NOT_ISSUED),)
    found = []
    copied = [each for each in items if each.fill and each.fill not in OF_ITS_TIME]
    stale = [each for each in copied if each.name in edition.checks]
    changed = unchecked(stale, edition.checks, fills or {})
    if changed:
        found.append(Want(CHANGED, says=tuple(each.says for each in changed)))
    due = review_on(publication, edition)
    if due is not None and due <= today:
        found.append(Want(REVIEW, due))
    elif due is not None and (due - today).days <= SOON:
        found.append(Want(REVIEW_SOON, due))
    missing = tuple(each.asks for each in items if each.name not in edition.checks)
    if missing:
        found.append(Want(INCOMPLETE, says=missing))
    if publication.mark and not edition.mark:
        found.append(Want(UNMARKED))
    return tuple(found)


def pressing(wants: Iterable[Want]) -> bool:
    """Whether any of it is overdue, and not only soon."""
    return any(each.what != REVIEW_SOON for each in wants)


# ---- the copy that suits somebody --------------------------------------------------------------------------

LANGUAGE = "language"
_WORDS = {
    "print": "on paper",
    "pdf": "PDF",
    "web": "web page",
    "large-print": "large print",
    "audio": "sound",
    "braille": "braille",
    "easy-read": "easy read",
}
# What somebody asks for by the name of a form of their own (`formats.yaml`), and the copy that answers it.
_ANSWERS = (("large", "large-print"), ("audio", "audio"), ("braille", "braille"), ("easy", "easy-read"))


def words_of(form: str) -> str:
    """What a form of a copy is called."""
    return _WORDS.get(form, form)


def form_for(need: str) -> str:
    """The form of copy that answers what somebody needs, such as `large-print-24`; "" where none does."""
    return next((form for begins, form in _ANSWERS if begins in need), "")


@dataclass(frozen=True, slots=True)
class Choice:
    """The copy that suits, if there is one, and what we do not have that would suit better."""

    copy: Copy | None
    missing: tuple[str, ...] = ()


def choose(copies: Sequence[Copy], *, language: str = "", forms: Sequence[str] = ()) -> Choice:
    """The copy in their language and a form that they can use.

    `forms` are what the person needs, by the names of `words_of`. Whole goes before a summary, and English
    before nothing.
    """
    lang = language or ENGLISH
    wanted = [each for each in forms if each]
    best = min(copies, key=lambda each: _rank(each, lang, wanted), default=None)
    missing = []
    if best is None or best.lang != lang:
        missing += [LANGUAGE] if lang != ENGLISH else []
    if wanted and (best is None or best.form not in wanted):
        missing.append(wanted[0])
    return Choice(best, tuple(missing))


def _rank(copy: Copy, lang: str, forms: Sequence[str]) -> tuple[int, int, int, int]:
    by_lang = 0 if copy.lang == lang else 1 if copy.lang == ENGLISH else 2
    suited = forms or ORDINARY
    by_form = suited.index(copy.form) if copy.form in suited else len(suited)
    ordinary = ORDINARY.index(copy.form) if copy.form in ORDINARY else len(ORDINARY)
    return by_lang, by_form, ordinary, 0 if copy.whole else 1


# ---- requests, and who has not been given it ---------------------------------------------------------------

_SMALL = frozenset(
    {"the", "a", "an", "our", "your", "form", "leaflet", "copy", "of", "for", "on", "and", "to"}
)


def named(which: str, publications: Iterable[Publication]) -> Publication | None:
    """The one that a request means: by its name, its title, or the only one that shares its words."""
    said = " ".join(which.casefold().split())
    rows = list(publications)
    for each in rows:
        if said in (each.name, each.label.casefold()):
            return each
    words = _words(said)
    scored = sorted(
        ((len(words & _words(each.label)), -at, each) for at, each in enumerate(rows)), key=_first
    )
    if not scored or scored[-1][0] == 0 or (len(scored) > 1 and scored[-2][0] == scored[-1][0]):
        return None
    return scored[-1][2]


def _first(scored: tuple[int, int, Publication]) -> tuple[int, int]:
    return scored[0], scored[1]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{2,}", text.casefold().replace("'s", ""))) - _SMALL


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a home: which tenancy, person and home, as what, and since when."""

    tenancy: int
    person: int
    home: int
    kind: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """Somebody was given an edition; `signed` where a signed copy of it is on file."""

    person: int
    edition: int | None
    on: date
    tenancy: int | None = None
    signed: bool = False


def without(
    publication: Publication, holders: Iterable[Holder], given: Iterable[Given], holds: int | None
) -> tuple[Holder, ...]:
    """Whoever should have it and has not (rule 4). `holds` is the edition that is given out now."""
    rows = [each for each in holders if each.kind in publication.to]
    has: dict[int, list[Given]] = {}
    for one in given:
        has.setdefault(one.person, []).append(one)
    if publication.signed:
        return tuple(each for each in rows if not _has(publication, each, has.get(each.person, ()), holds))
    households: dict[int, list[Holder]] = {}
    for each in rows:
        households.setdefault(each.home, []).append(each)
    return tuple(
        some[0]
        for some in households.values()
        if not any(_has(publication, each, has.get(each.person, ()), holds) for each in some)
    )


def _has(publication: Publication, holder: Holder, given: Collection[Given], holds: int | None) -> bool:
    for each in given:
        if publication.signed and (not each.signed or each.tenancy != holder.tenancy):
            continue
        if publication.again and each.edition != holds:
            continue
        return True
    return False


def without_leaflet(
    areas: Iterable[tuple[str, str]], publications: Iterable[Publication], sort: str
) -> tuple[str, ...]:
    """The areas of our work on which there is none of that sort, in words."""
    covered = {area for each in publications if each.sort == sort for area in each.about}
    return tuple(label for slug, label in areas if slug not in covered)
