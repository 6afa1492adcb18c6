"""How is a request for information written down, whoever asks and in whatever form?

    record(association=karin, sort="personal", person="P2D4-X8RB", form="spoken", asker="self",
           about="All of it", identity="known", by="ann", at=now)

A spoken request is a request: a colleague writes it down, and the days run from when it was said. Whoever
asks for a customer needs their authority in writing; one that has ended is refused, with which to ask for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kept.actions.telling import tell
from kept.actions.told import Result, Telling
from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.casework import Refused
from kept.casework.bundling import authority_refused
from kept.store.models import Association, Membership, Person, Representative

PERSONAL, INFORMATION = "personal", "information"
KINDS = {PERSONAL: "personal_data.requested", INFORMATION: "information.requested"}
SPEAKS_FOR = "speaks_for"


def record(
    *,
    association: Association | str,
    sort: str,
    form: str,
    asker: str,
    about: str,
    by: str,
    at: datetime,
    from_name: str = "",
    person: str = "",
    authority: str = "",
    identity: str = "",
    happened_at: datetime | None = None,
    uid: str | None = None,
    membership: Membership | None = None,
) -> Result | Refused:
    """Put the request on record; the same `uid` puts it there once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Result:
        if sort not in KINDS:
            raise Undone(
                Refused("Say what they ask for: what is held on somebody, or other information.", "sort")
            )
        if not about.strip():
            raise Undone(Refused("Write in their words what they ask for.", "about"))
        if sort == PERSONAL and asker == SPEAKS_FOR:
            _check_authority(here, person, authority, now)
        facts: dict[str, object] = {"form": form, "asker": asker, "about": about.strip()}
        if from_name.strip():
            facts["from_name"] = from_name.strip()
        if sort == PERSONAL:
            facts |= {"identity": identity or "not_yet"}
            if authority.strip():
                facts["authority"] = authority.strip().upper()
        telling = Telling(KINDS[sort], happened_at or now, facts, uid=uid, person=person or None)
        told = tell([telling], association=here, by=by, at=now, membership=membership)
        if told.refused is not None:
            raise Undone(told.refused)
        return told.results[0]

    return kept_or_undone(act, association, membership)


def _check_authority(here: Association, person: str, ref: str, at: datetime) -> None:
    whose = Person.objects.select_related("merged_into").filter(association=here, ref=person).first()
    if whose is None:
        raise Undone(Refused("Say for which customer they ask: choose their file.", "person"))
    rows = Representative.objects.filter(association=here, person=whose.stands, ref=ref.strip().upper())
    found = rows.first()
    today = at.astimezone(ZoneInfo(here.zone)).date()
    refused = authority_refused(
        found.name if found is not None else "",
        found.authority if found is not None else "",
        found.from_on if found is not None else None,
        found.to_on if found is not None else None,
        today=today,
    )
    if refused is not None:
        raise Undone(refused)
