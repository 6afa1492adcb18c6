"""Which versions of the policy were loaded, where does each stand, and who has read what it changed?

    versions_of(karin, today)[0].stands.how          # "to-come"
    changed_by(version)                              # in plain words, against the one before
    to_read(membership, today)                       # the versions that this colleague is still to read

The association must be active.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from kept.casework.policy_life import IN_FORCE, TO_COME, Loaded, Stands, how_they_stand
from kept.rulebook.differing import Difference, differences
from kept.store.models import (
    Account,
    Association,
    Membership,
    PolicyChangeRead,
    PolicyDraft,
    RulebookVersion,
)
from kept.store.rules import book_of

SHORT = 12


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: its name, who loaded it, where it stands, and the draft that it was, if it was one."""

    id: int
    sha256: str
    starts_on: date
    loaded_at: datetime
    loaded_by: str
    stands: Stands
    draft: PolicyDraft | None

    @property
    def short(self) -> str:
        """The name as it stands in addresses."""
        return self.sha256[:SHORT]


def versions_of(association: Association, today: date) -> list[VersionRow]:
    """Every version, the newest first."""
    rows = RulebookVersion.objects.filter(association=association).defer("files", "compiled")
    found = {each.pk: each for each in rows}
    loaded = [Loaded(each.pk, each.starts_on, each.loaded_at, each.corrects_id) for each in found.values()]
    drafts = {
        each.version_id: each
        for each in PolicyDraft.objects.filter(association=association, version__isnull=False).defer("files")
    }
    return [
        VersionRow(
            stands.id,
            found[stands.id].sha256,
            found[stands.id].starts_on,
            found[stands.id].loaded_at,
            found[stands.id].loaded_by,
            stands,
            drafts.get(stands.id),
        )
        for stands in how_they_stand(loaded, today)
    ]


def named(rows: Sequence[VersionRow], short: str) -> VersionRow | None:
    """The version of that name."""
    return next((each for each in rows if each.short == short), None)


def changed_by(row: VersionRow, rows: Sequence[VersionRow]) -> tuple[Difference, ...]:
    """What it changed in the version that it follows; nothing for the first."""
    before = next((each for each in rows if each.id == row.stands.after), None)
    if before is None:
        return ()
    return differences(book_of(before.id, before.sha256), book_of(row.id, row.sha256))


def asks(row: VersionRow) -> bool:
    """Whether staff are asked to read what it changes: it is another policy, in force or soon to be."""
    return row.stands.to_read and row.stands.how in (IN_FORCE, TO_COME)


def to_read(membership: Membership, today: date) -> list[VersionRow]:
    """The versions that this colleague has not yet said to have read.

    Who came after a version was loaded learns the policy as it then is.
    """
    rows = [each for each in versions_of(membership.association, today) if asks(each)]
    rows = [each for each in rows if each.loaded_at.date() >= membership.from_on]
    if not rows:
        return []
    read = PolicyChangeRead.objects.filter(
        association=membership.association_id, account=membership.account_id
    )
    done = set(read.values_list("version_id", flat=True))
    return [each for each in rows if each.id not in done]


def readers(association: Association, row: VersionRow, today: date) -> tuple[list[Account], list[Account]]:
    """Who works here and is asked to read it: those who have, and those who have not, by name."""
    members = Membership.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=today),
        association=association,
        from_on__lte=row.loaded_at.date(),
        account__is_active=True,
    )
    people = {each.account_id: each.account for each in members.select_related("account")}
    read = set(
        PolicyChangeRead.objects.filter(association=association, version=row.id).values_list(
            "account_id", flat=True
        )
    )
    ordered = sorted(people.values(), key=lambda each: (each.name.casefold(), each.pk))
    return [each for each in ordered if each.pk in read], [each for each in ordered if each.pk not in read]
