"""Which drafts of the policy are there, what does each make, and how far has it come?

    draft = of_number(karin, 3)             # None where there is none
    checked_of(draft).faults                # all that is wrong with it as it stands
    changes_of(draft)                       # what it changes, in plain words
    standing_of(draft, today)               # policy_life.Draft: what may be done with it

A draft holds the association's own files alone; what all share is read from what Kept carries, as it is for a
folder. Reading the same files again costs nothing, as long as this process remembers them. The association
must be active.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from kept.casework import policy_life
from kept.casework.checked import Checked, checked
from kept.rulebook import Rulebook, RulebookFaults, from_compiled
from kept.rulebook.differing import Difference, differences
from kept.rulebook.load import SHARED, beside, policies_folder
from kept.rulebook.overtaken import differ
from kept.store.models import Association, PolicyComment, PolicyDraft, PolicyDraftEdit, RulebookVersion
from kept.store.rules import files_in_force

KEPT_CHECKS, IN_PUBLIC = 16, 10
STARTS_ON = "starts_on"
Own = tuple[tuple[str, str], ...]


def of_number(association: Association, number: int) -> PolicyDraft | None:
    """The draft of that number."""
    rows = PolicyDraft.objects.filter(association=association, number=number)
    return rows.select_related("association").first()


def all_of(association: Association) -> list[PolicyDraft]:
    """Every draft, the newest first, without its files."""
    rows = PolicyDraft.objects.filter(association=association).defer("files")
    return list(
        rows.select_related("version").defer("version__files", "version__compiled").order_by("-number")
    )


def own_files(files: Mapping[str, str]) -> dict[str, str]:
    """Those of the files that are the association's own."""
    return {name: text for name, text in files.items() if not name.startswith(f"{SHARED}/")}


def rulebook_of(draft: PolicyDraft) -> Rulebook:
    """The rulebook that the draft makes as it stands; raises RulebookFaults while its files make none."""
    found = checked_of(draft)
    if found.rulebook is None:
        raise RulebookFaults(found.faults)
    return found.rulebook


def checked_of(draft: PolicyDraft) -> Checked:
    """What its files make, and all that is wrong with them, worked examples included."""
    return _checked(_key(draft.files), policies_folder())


def base_of(draft: PolicyDraft) -> Rulebook:
    """The policy that it changes, read beside what all share today, so that only its own changes show."""
    found = RulebookVersion.objects.only("files").get(pk=draft.base_id)
    book = _checked(_key(own_files(found.files)), policies_folder()).rulebook
    return from_compiled(found.compiled) if book is None else book


def base_files(draft: PolicyDraft) -> dict[str, str]:
    """The association's own files of the policy that it changes."""
    return own_files(RulebookVersion.objects.only("files").get(pk=draft.base_id).files)


def changes_of(draft: PolicyDraft) -> tuple[Difference, ...]:
    """What it changes; nothing where its files make no rulebook."""
    after = checked_of(draft).rulebook
    return () if after is None else differences(base_of(draft), after)


def standing_of(draft: PolicyDraft, today: date) -> policy_life.Draft:
    """What decides what may be done with it."""
    found = checked_of(draft)
    base = RulebookVersion.objects.only("starts_on").get(pk=draft.base_id)
    comments = PolicyComment.objects.filter(association=draft.association_id, draft=draft, outcome="")
    return policy_life.Draft(
        state=draft.state,
        today=today,
        faults=len(found.faults),
        differences=sum(each.part != STARTS_ON for each in changes_of(draft)),
        edition=draft.edition,
        approved_edition=draft.approved_edition,
        consult_until=draft.consult_until,
        unanswered=comments.count(),
        starts_on=found.rulebook.starts_on if found.rulebook is not None else None,
        base_starts_on=base.starts_on,
        overtaken=draft.state not in (policy_life.LOADED, policy_life.DROPPED) and is_overtaken(draft),
    )


def in_public(association: Association) -> list[tuple[PolicyDraft, list[PolicyComment]]]:
    """What residents were asked of, the newest first, each with what was answered; without its files."""
    rows = PolicyDraft.objects.filter(association=association, consult_until__isnull=False)
    rows = rows.exclude(state=policy_life.DROPPED).defer("files").order_by("-consult_until", "-number")
    found = list(
        rows.select_related("version").defer("files", "version__files", "version__compiled")[:IN_PUBLIC]
    )
    said = PolicyComment.objects.filter(association=association, draft__in=[each.pk for each in found])
    answered: dict[int, list[PolicyComment]] = {}
    for each in said.exclude(outcome="").order_by("said_on", "pk"):
        answered.setdefault(each.draft_id, []).append(each)
    return [(each, answered.get(each.pk, [])) for each in found]


def newest_of(association: Association) -> tuple[RulebookVersion, dict[str, str]]:
    """The newest version that stands, with the association's own files; raises NoRulebook where none does."""
    sha256, files = files_in_force(association)
    rows = RulebookVersion.objects.filter(association=association, sha256=sha256)
    return rows.defer("files", "compiled").get(), own_files(files)


def is_overtaken(draft: PolicyDraft) -> bool:
    """Whether the policy that it changes was itself changed since it was begun."""
    version, files = newest_of(draft.association)
    return version.pk != draft.base_id and differ(base_files(draft), files)


def edits_of(draft: PolicyDraft) -> list[PolicyDraftEdit]:
    """What was changed in it, the newest first, without the texts."""
    rows = PolicyDraftEdit.objects.filter(association=draft.association_id, draft=draft)
    return list(rows.defer("before", "after").order_by("-edition"))


def comments_of(draft: PolicyDraft) -> list[PolicyComment]:
    """What was said of it, in order; what is not answered yet first."""
    rows = PolicyComment.objects.filter(association=draft.association_id, draft=draft)
    return sorted(rows.order_by("said_on", "pk"), key=lambda each: each.outcome != "")


def _key(files: Mapping[str, str]) -> Own:
    return tuple(sorted(files.items()))


@lru_cache(maxsize=KEPT_CHECKS)
def _checked(own: Own, shared: Path) -> Checked:
    try:
        return checked(beside(dict(own), shared=shared))
    except RulebookFaults as problem:
        return Checked(None, problem.faults)
