"""What did one version of the policy change, and who has read that?

version_page(here, "8041b73e21aa").clauses      # ("Letter answered: 7 working days becomes 5.", …)
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.rulebook.differing import CLAUSE, HOUSE, Difference
from kept.store import policy_versions
from kept.store.drafts import STARTS_ON, comments_of
from kept.store.models import PolicyChangeRead
from kept.web.policy_life.life import approved_words, days_of, loader, version_words
from kept.web.shared.access import Here
from kept.web.shared.words import Words, day_words


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is different, with the clause that it is about."""

    says: str
    clause: str
    address: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    """The page. `asked` says whether this reader is asked to confirm, `read` when they did."""

    short: str
    days: str
    tag: Words
    approved: str
    loaded: str
    first: bool
    clauses: tuple[Said, ...]
    others: tuple[str, ...]
    draft: str
    answered: int
    asked: bool
    read: str
    readers: str
    missing: tuple[str, ...]


def version_page(here: Here, short: str) -> VersionPage | None:
    """The version of that name; None where there is none."""
    today = here.calendar.local(here.at).date()
    rows = policy_versions.versions_of(here.association, today)
    row = policy_versions.named(rows, short)
    if row is None:
        return None
    changes = [each for each in policy_versions.changed_by(row, rows) if each.part != STARTS_ON]
    done, left = policy_versions.readers(here.association, row, today)
    mine = PolicyChangeRead.objects.filter(
        association=here.association, version=row.id, account=here.membership.account_id
    ).first()
    asks = policy_versions.asks(row)
    return VersionPage(
        short=row.short,
        days=days_of(row),
        tag=version_words(row),
        approved=approved_words(row.draft),
        loaded=_("Loaded on %(day)s by %(who)s.")
        % {"day": day_words(here.calendar.local(row.loaded_at).date()), "who": loader(row.loaded_by)},
        first=row.stands.after is None,
        clauses=tuple(_said(here, each) for each in changes if each.about in (CLAUSE, HOUSE)),
        others=tuple(each.says for each in changes if each.about not in (CLAUSE, HOUSE)),
        draft=reverse("draft", args=[here.slug, row.draft.number]) if row.draft else "",
        answered=sum(bool(each.outcome) for each in comments_of(row.draft)) if row.draft else 0,
        asked=asks and mine is None,
        read=day_words(here.calendar.local(mine.at).date()) if mine is not None else "",
        readers=(
            _("%(n)s of %(all)s who work here have read it.") % {"n": len(done), "all": len(done) + len(left)}
            if asks
            else ""
        ),
        missing=tuple(each.name for each in left) if asks and _leads(here) else (),
    )


def _leads(here: Here) -> bool:
    return here.may(Permission.REASSIGN) or here.may(Permission.READINGS)


def _said(here: Here, each: Difference) -> Said:
    known = each.clause in here.rulebook.clause_by_id
    return Said(
        each.says, each.clause, reverse("clauses-one", args=[here.slug, each.clause]) if known else ""
    )
