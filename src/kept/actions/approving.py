"""How does a draft become the policy, and how do those who work here come to know of it?

    approve(association=karin, draft=3, edition=5, approved_on=monday, minute="Board, 7", by="pat", at=now)
    load(association=karin, draft=3, by="pat", at=now)          # it is a version now, and binds from its day
    confirm_read(association=karin, version="8041b73e21aa", membership=ann, by="ann", at=now)

The one who loads may be the one who wrote: what binds is the board's decision, and where it is minuted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kept.actions.duties import begin_all
from kept.actions.working.booked import Undone, kept_or_refused
from kept.actions.working.house import note
from kept.actions.working.policy_drafts import check_allowed, check_line, held, today_at
from kept.actions.working.versions import PolicyRefused, taken
from kept.casework import Refused
from kept.casework import policy_life as life
from kept.casework.housekeeping import APPROVAL_TAKEN_BACK, CHANGE_READ, DRAFT_GIVEN_UP, POLICY_APPROVED
from kept.rulebook.load import beside
from kept.store import drafts, policy_versions
from kept.store.models import (
    Association,
    Membership,
    Notice,
    PolicyChangeRead,
    PolicyDraft,
    RulebookVersion,
)

LONGEST_MINUTE, LONGEST_WHY = 300, 500


def approve(
    *,
    association: Association | str,
    draft: int,
    edition: int,
    approved_on: date | None,
    minute: str,
    by: str,
    at: datetime,
    not_consulted_why: str = "",
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Record that the board has approved this edition, when, and where that is minuted.

    `not_consulted_why` says why residents were not asked, where they were not.
    """
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyDraft:
        check_allowed(membership)
        before = PolicyDraft.objects.filter(association=here, number=draft, state=life.APPROVED).first()
        if before is not None and (before.approved_on, before.minute) == (approved_on, minute.strip()):
            return before
        row = held(here, draft, life.APPROVE, membership, now)
        if row.edition != edition:
            says = "The draft has been changed since you opened this page. Read it again first."
            raise Undone(Refused(says, "edition"))
        if approved_on is None or approved_on > today_at(here, now):
            says = "Give the day on which the board approved it: today or earlier."
            raise Undone(Refused(says, "approved_on"))
        said = check_line(minute, "minute", "Say where the decision is minuted.", LONGEST_MINUTE)
        if row.consult_until is None:
            missing = "Residents were not asked. Ask them first, or say why this change was not put to them."
            row.not_consulted_why = check_line(not_consulted_why, "not_consulted", missing, LONGEST_WHY)
        row.state, row.approved_on, row.minute, row.approved_by = life.APPROVED, approved_on, said, by
        row.approved_edition, row.told = row.edition, life.for_residents(drafts.changes_of(row))
        row.save(
            update_fields=[
                *(
                    "state",
                    "approved_on",
                    "minute",
                    "approved_by",
                    "approved_edition",
                    "not_consulted_why",
                    "told",
                )
            ]
        )
        facts = {
            "draft": row.number,
            "edition": row.edition,
            "approved_on": approved_on.isoformat(),
            "minute": said,
            "not_consulted": row.not_consulted_why or None,
        }
        note(POLICY_APPROVED, here=here, by=by, at=now, facts=facts)
        return row

    return kept_or_refused(act, association)


def take_back(
    *,
    association: Association | str,
    draft: int,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Let an approved draft be worked on again."""
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyDraft:
        row = held(here, draft, life.TAKE_BACK, membership, now)
        said = check_line(reason, "reason", "Say why it is worked on again.", LONGEST_WHY)
        row.state = life.WRITING if row.consult_until is None else life.CONSULTING
        row.approved_on, row.minute, row.approved_by, row.approved_edition = None, "", "", None
        row.save(update_fields=["state", "approved_on", "minute", "approved_by", "approved_edition"])
        note(APPROVAL_TAKEN_BACK, here=here, by=by, at=now, facts={"draft": row.number, "reason": said})
        return row

    return kept_or_refused(act, association)


def drop(
    *,
    association: Association | str,
    draft: int,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Give a draft up. It stays on record with all that was said of it."""
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyDraft:
        row = held(here, draft, life.DROP, membership, now)
        row.ended_why = check_line(reason, "reason", "Say why it is given up.", LONGEST_WHY)
        row.state, row.ended_at, row.ended_by = life.DROPPED, now, by
        row.save(update_fields=["state", "ended_at", "ended_by", "ended_why"])
        facts = {"draft": row.number, "reason": row.ended_why}
        note(DRAFT_GIVEN_UP, here=here, by=by, at=now, facts=facts)
        return row

    return kept_or_refused(act, association)


def load(
    *,
    association: Association | str,
    draft: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Let an approved draft be the policy from its day on: a version, as if its folder had been loaded.

    Those who work here are told what they are to read. What is on record keeps the rules of its own days.
    """
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyDraft:
        check_allowed(membership)
        before = PolicyDraft.objects.filter(association=here, number=draft, state=life.LOADED).first()
        if before is not None:
            return before
        row = held(here, draft, life.LOAD, membership, now)
        rulebook = drafts.rulebook_of(row)
        if rulebook.association.slug != here.slug:
            says = "The draft names another association. Put “association” in association.yaml right."
            raise Undone(Refused(says, "state"))
        try:
            taken(rulebook, beside(row.files), corrects=None, by=by, at=now)
        except PolicyRefused as refused:
            raise Undone(Refused(str(refused), "state")) from None
        version = RulebookVersion.objects.filter(association=here, sha256=rulebook.version)
        row.version = version.defer("files", "compiled").get()
        row.state, row.ended_at, row.ended_by = life.LOADED, now, by
        row.save(update_fields=["state", "version", "ended_at", "ended_by"])
        return row

    done = kept_or_refused(act, association)
    if not isinstance(done, Refused):
        begin_all(association=association, by=by, at=now)
    return done


def confirm_read(
    *,
    association: Association | str,
    version: str,
    membership: Membership,
    by: str,
    at: datetime,
) -> bool | Refused:
    """Note that somebody who works here has read what a version changes; whether that was new."""
    now = at.astimezone(UTC)

    def act(here: Association) -> bool:
        row = policy_versions.named(policy_versions.versions_of(here, today_at(here, now)), version)
        if row is None or not row.stands.to_read:
            raise Undone(Refused("There is no change of this name to be read. Load the page again."))
        _, new = PolicyChangeRead.objects.get_or_create(
            association=here, version_id=row.id, account_id=membership.account_id, defaults={"at": now}
        )
        if new:
            note(CHANGE_READ, here=here, by=by, at=now, facts={"version": row.short})
            told = Notice.objects.filter(association=here, account=membership.account_id, read_at=None)
            told.filter(key=f"{life.POLICY_CHANGES}:{row.short}").update(read_at=now)
        return new

    return kept_or_refused(act, association)
