"""What is needed for an edition to go out, and what follows when it does?

    approve(association=karin, edition=7, by="mia", at=now)
    issue(association=karin, edition=7, reached=412, how="By post", by="mia", at=now)
    review(association=karin, edition=7, by="mia", at=later)         # looked at again, and still right

1. Whatever is missing refuses the issue, with what to do (`casework.publishing_out.lacking`).
2. The one before is superseded, and the duties that an issue fulfils are done, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kept.actions.duties import begin_all
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.editions import Held, changed, facts_of, on_edition
from kept.actions.working.house import note
from kept.casework import Grade, Refused, publishing_out
from kept.casework.housekeeping import EDITION_ISSUED, EDITION_REVIEWED
from kept.casework.permissions import Permission
from kept.casework.publishing_out import State
from kept.casework.recurring import subject_of
from kept.rulebook import publications as room
from kept.rulebook.model import DUTY_DONE
from kept.store import dockets, publications
from kept.store.models import Association, Membership, PublicationEdition

LONGEST_REACH = 10_000_000


def approve(
    *,
    association: Association | str,
    edition: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Approve it: somebody who leads, and who did not make it."""

    def act(held: Held) -> PublicationEdition | Refused:
        refused = publishing_out.check_may_change(held.edition)
        refused = refused or publishing_out.check_may_approve(held.edition, by)
        if refused is not None:
            return refused
        held.row.approved_by, held.row.approved_at = by, held.now
        return changed(held, ("approved_by", "approved_at"), by, "Approved")

    return on_edition(association, edition, act, by, at, membership, needs=Permission.REASSIGN)


def issue(
    *,
    association: Association | str,
    edition: int,
    by: str,
    at: datetime,
    reached: int | None = None,
    how: str = "",
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Let it take the place of the one before, and do the duties that it fulfils; or say what is missing."""
    begin_all(association=association, by=by, at=at)

    def act(held: Held) -> PublicationEdition | Refused:
        if held.edition.state is State.ISSUED:
            return held.row
        refused = publishing_out.check_may_move(held.edition.state, State.ISSUED)
        if refused is not None:
            return refused
        missing = publishing_out.lacking(
            held.publication,
            held.items,
            held.edition,
            panel=room.panel_of(held.rulebook, held.publication),
            fills=publications.fills_now(held.here, held.rulebook, held.today),
            names={each.name: each.label for each in room.publications_of(held.rulebook)},
        )
        if missing:
            return Refused(missing[0].says, missing[0].what)
        if held.publication.given == room.ALL and not _reached(reached):
            return Refused("Say to how many it went. Count the envelopes and the e-mails.", "reached")
        rows = publications.editions(held.here, held.publication.name).filter(state=State.ISSUED)
        rows.update(state=State.SUPERSEDED.value, superseded_at=held.now)
        row = held.row
        row.state, row.issued_at, row.issued_by = State.ISSUED.value, held.now, by
        row.reach = {"count": reached or 0, "how": how.strip()[: publishing_out.LONGEST]}
        row.save(update_fields=["state", "issued_at", "issued_by", "reach"])
        facts = facts_of(row) | {"reached": reached}
        note(EDITION_ISSUED, here=held.here, by=by, at=held.now, facts=facts, uid=f"edition:{row.uid}:issued")
        _duties(held, by)
        return row

    return on_edition(association, edition, act, by, at, membership, needs=Permission.REASSIGN)


def review(
    *,
    association: Association | str,
    edition: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Somebody looked through the edition that holds, and it is still right: it is due again later."""

    def act(held: Held) -> PublicationEdition | Refused:
        if held.edition.state is not State.ISSUED:
            return Refused("Only the edition that holds is looked at again.", "edition")
        items, fills = held.items, publications.fills_now(held.here, held.rulebook, held.today)
        copied = [each for each in items if each.fill and each.fill not in room.OF_ITS_TIME]
        changed = publishing_out.unchecked(
            [each for each in copied if each.name in held.edition.checks],
            held.edition.checks,
            fills,
        )
        if changed:
            return Refused(f"{changed[0].says} Bring out a new edition.", "edition")
        held.row.reviewed_on, held.row.reviewed_by = held.today, by
        held.row.save(update_fields=["reviewed_on", "reviewed_by"])
        note(EDITION_REVIEWED, here=held.here, by=by, at=held.now, facts=facts_of(held.row))
        return held.row

    return on_edition(association, edition, act, by, at, membership)


def _reached(reached: int | None) -> bool:
    return reached is not None and 0 < reached <= LONGEST_REACH


def _duties(held: Held, by: str) -> None:
    """Say of each duty that this issue fulfils that it was done, where the duty has begun."""
    names = publishing_out.duties_done(held.publication, held.edition)
    duties: Mapping[str, Any] = held.rulebook.duties
    clauses = [clause for clause, each in duties.items() if each.name in names]
    subjects = {subject_of(clause): clause for clause in clauses}
    begun = {each.subject for each in dockets.find(held.here.pk, subjects=list(subjects)).places}
    said, reached = f"{held.publication.label}: {held.row.version}", held.row.reach.get("count")
    tellings = [
        Telling(
            DUTY_DONE,
            held.now,
            {"evidence": said} | ({"reached": reached} if reached else {}),
            uid=f"edition:{held.row.uid}:{clause}",
            subject=subject,
            grade=Grade.DOCUMENT,
        )
        for subject, clause in subjects.items()
        if subject in begun
    ]
    told = tell(tellings, association=held.here, by=by, at=held.now) if tellings else None
    if told is not None and told.refused is not None:
        raise ValueError(told.refused.sentence)
