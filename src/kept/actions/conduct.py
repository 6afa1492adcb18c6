"""What if somebody tells us that a colleague behaved badly?

    report(association=wessex, what="aggressive", about="He shouted at me", who="bob", by="customer", at=now)

Anybody may: a customer without signing in, or a colleague. It goes to somebody who leads and is of another
team; whom it is about neither sees nor owns it. Where nobody knows who it was it is kept for a few until
somebody does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.once_more import once_more
from kept.casework import Grade, Refused
from kept.casework.housekeeping import CONDUCT_REPORTED
from kept.casework.permissions import Permission, may
from kept.casework.surveying import outside_of
from kept.store import calls, notices, rules, tenancy
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Association, Membership, Team

MACHINE, LONGEST = "machine", 10_000
DIRECTOR, IN_KIND = "director", "in_kind"


def report(
    *,
    association: Association | str,
    what: str,
    about: str,
    by: str,
    at: datetime,
    who: str | None = None,
    who_words: str = "",
    team: str | None = None,
    from_name: str = "",
    reach: str = "",
    uid: str | None = None,
) -> str | Refused:
    """Put it on record and give it to somebody outside the team; the reference of the report."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)

    def once() -> str | Refused:
        with tenancy.association(association) as here:
            kind = rules.current(here).kinds[CONDUCT_REPORTED].field("what")
            if kind is None or what not in dict(kind.choices):
                return Refused("Say what kind of thing it was.", "what")
            if not about.strip() or len(about) > LONGEST or "\x00" in about:
                return Refused("Say what happened, as well as you remember it.", "about")
            members = people_at(here, today(here, now))
            accused = next((each for each in members if each.account.handle == who), None) if who else None
            if who and accused is None:
                return Refused("Nobody of this name works here. Describe them instead.", "who")
            place = accused.team_id if accused else _team(here, team)
            owner = _owner(members, accused, place)
            if what == IN_KIND and accused is not None:
                # Whoever leads them looks into it, where that is somebody else than they themselves.
                owner = calls.line_manager(here, accused.account.handle, now) or owner
            facts = {
                "what": what,
                "team": team or "",
                "who": who_words.strip(),
                "about": about.strip(),
                "from_name": from_name.strip(),
                "reach": reach.strip(),
            }
            telling = Telling(
                CONDUCT_REPORTED,
                now,
                {name: value for name, value in facts.items() if value},
                uid=uid,
                grade=Grade.STAFF,
                via=MACHINE,
                owner=owner.account.handle if owner else None,
                about=who,
            )
            told = tell([telling], association=here, by=by, at=now).results[0]
            if told.refused is not None:
                return told.refused
            assert told.thread is not None
            if owner is not None:
                said = "A report of how a colleague behaved is yours to look into."
                notices.tell(
                    [owner.account_id], what="conduct", key=f"conduct:{told.thread}", said=said, at=now
                )
            return told.thread

    return once_more(once)


def _team(here: Association, slug: str | None) -> int | None:
    rows = Team.objects.filter(association=here, slug=slug or "")
    return rows.values_list("pk", flat=True).first()


def _owner(members: Sequence[Membership], accused: Membership | None, team: int | None) -> Membership | None:
    """Somebody who leads, is of another team, and is not whom it is about; who answers for all comes last.

    Where nobody knows the team, whoever answers for all comes first.
    """
    leads = [each for each in members if may(each.role, Permission.EXCUSE)]
    leads = [each for each in leads if accused is None or each.account_id != accused.account_id]
    leads.sort(key=lambda each: ((each.role == DIRECTOR) == (team is not None), each.account.handle))
    chosen = outside_of(team, [(each.account_id, each.team_id) for each in leads])
    return next((each for each in leads if each.account_id == chosen), None)
