"""Which changes of our policy are residents asked about, and what did we answer to what they said?

    changes_page(here, rulebook, today).asking[0].says      # ("Letter answered: 7 working days becomes 5.",)

It names nobody: what was said stands under for whom they spoke. What nobody has answered yet is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.policy_life import APPROVED, LOADED, OUTCOMES, WHO
from kept.rulebook.letterheads import letterhead_of
from kept.rulebook.model import Rulebook
from kept.store import drafts
from kept.store.models import Association, PolicyComment, PolicyDraft
from kept.web.promises.present import reached
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody said, and what followed."""

    who: str
    words: str
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True)
class Changing:
    """One change: what it is, why, how it stands, and what was answered."""

    id: str
    title: str
    why: str
    stands: str
    says: tuple[str, ...]
    answered: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The page."""

    place: str
    heading: str
    asking: tuple[Changing, ...]
    decided: tuple[Changing, ...]
    contact: tuple[tuple[str, str], ...]
    promises: str


def changes_page(here: Association, rulebook: Rulebook, today: date) -> ChangesPage:
    """What we ask about until today or later, and what was asked before."""
    found = drafts.in_public(here)
    asking = [each for each in found if _is_open(each[0], today)]
    return ChangesPage(
        place=here.name,
        heading=_("How our promises change"),
        asking=tuple(_changing(row, said, today) for row, said in asking),
        decided=tuple(_changing(row, said, today) for row, said in found if not _is_open(row, today)),
        contact=tuple(reached(rulebook, letterhead_of(rulebook))),
        promises=reverse("our-promises", args=[here.slug]),
    )


def _is_open(row: PolicyDraft, today: date) -> bool:
    return (
        row.state not in (APPROVED, LOADED) and row.consult_until is not None and row.consult_until >= today
    )


def _changing(row: PolicyDraft, said: Sequence[PolicyComment], today: date) -> Changing:
    return Changing(
        id=f"change-{row.number}",
        title=row.title,
        why=row.why,
        stands=_stands(row, today),
        says=tuple(row.told),
        answered=tuple(_answered(said)),
    )


def _stands(row: PolicyDraft, today: date) -> str:
    assert row.consult_until is not None
    if row.version is not None:
        return _("This is our policy from %(day)s.") % {"day": day_words(row.version.starts_on)}
    if row.approved_on is not None:
        return _("Our board agreed to it on %(day)s.") % {"day": day_words(row.approved_on)}
    if _is_open(row, today):
        return _("Tell us what you think by %(day)s.") % {"day": day_words(row.consult_until)}
    return _("We asked until %(day)s. Nothing is decided yet.") % {"day": day_words(row.consult_until)}


def _answered(said: Iterable[PolicyComment]) -> Iterable[Answered]:
    for each in said:
        yield Answered(WHO[each.who], each.words, OUTCOMES[each.outcome], each.answer)
