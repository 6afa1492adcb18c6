"""What does an act on one edition need, and what does it leave behind?

    on_edition(karin, 7, act, by, at, membership)       # act(held): the edition, held still

One transaction, with its event. Whatever changes after an approval is approved anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused, publishing_out
from kept.casework.housekeeping import EDITION_CHANGED
from kept.casework.permissions import Permission, may
from kept.casework.publishing_out import Edition
from kept.rulebook import publications as room
from kept.rulebook.model import Rulebook
from kept.rulebook.publications import Publication
from kept.store import publications, rules, tenancy
from kept.store.models import Association, Membership, PublicationEdition
from kept.workclock import local_date

NOT_YOURS = Refused("Your role reads and does not record. Ask a colleague to enter it.", "edition")
NOT_LEADING = Refused(
    "A manager or director approves and issues what we publish. Ask one of them.", "edition"
)
GONE = Refused("There is no such edition. Load the page again.", "edition")


@dataclass(frozen=True, slots=True)
class Held:
    """An edition that is being worked on, with all that settles what may be done to it."""

    here: Association
    rulebook: Rulebook
    row: PublicationEdition
    publication: Publication
    edition: Edition
    now: datetime

    @property
    def items(self) -> tuple[room.PublicationItem, ...]:
        """All that it must hold or show."""
        return room.items_of(self.rulebook, self.publication)

    @property
    def today(self) -> date:
        """The local day."""
        return local_date(self.rulebook.calendar_for(), self.now)


Act = Callable[[Held], PublicationEdition | Refused]


def on_edition(
    association: Association | str,
    edition: int,
    act: Act,
    by: str,
    at: datetime,
    membership: Membership | None,
    *,
    needs: Permission = Permission.RECORD,
) -> PublicationEdition | Refused:
    """Do it to the edition, held still; or say why not."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, needs):
        return NOT_YOURS if needs is Permission.RECORD else NOT_LEADING
    now = at.astimezone(UTC)

    def once() -> PublicationEdition | Refused:
        with tenancy.association(association) as here:
            rows = publications.editions(here).select_for_update(of=("self",))
            row = rows.filter(pk=edition).first()
            rulebook = rules.current(here)
            known = room.publication_named(rulebook, row.publication) if row else None
            if row is None or known is None:
                return GONE
            files = publications.copies_of(here, [row.pk]).get(row.pk, ())
            value = publications.edition_of(row, files, here.zone)
            return act(Held(here, rulebook, row, known, value, now))

    return once_more(once)


def changed(held: Held, fields: tuple[str, ...], by: str, what: str) -> PublicationEdition:
    """Keep it. Whatever changes after the approval is approved anew, but for the mark."""
    row = held.row
    if held.edition.approved_by and not {"mark", "approved_by"} & set(fields):
        row.approved_by, row.approved_at = "", None
        fields = (*fields, "approved_by", "approved_at")
    row.save(update_fields=list(dict.fromkeys(fields)))
    noted(held, by, what)
    return row


def noted(held: Held, by: str, what: str) -> None:
    """Leave the event of it."""
    facts = facts_of(held.row) | {"what": what[: publishing_out.LONGEST]}
    note(EDITION_CHANGED, here=held.here, by=by, at=held.now, facts=facts)


def facts_of(row: PublicationEdition) -> dict[str, Any]:
    """By what an event names the edition."""
    return {"publication": row.publication, "version": row.version}
