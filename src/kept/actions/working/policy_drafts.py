"""What do all acts on a draft of the policy need: who may, which draft, and whether it is time for it?"""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kept.actions.working.booked import Undone
from kept.casework import Refused
from kept.casework.permissions import Permission, may
from kept.casework.policy_life import why_not
from kept.store import drafts
from kept.store.models import Association, Membership, PolicyDraft

_STRAY = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def check_allowed(membership: Membership | None) -> None:
    """Whoever keeps the policy may change it; Kept itself may."""
    if membership is not None and not may(membership.role, Permission.READINGS):
        says = "Only a policy officer or a director changes the policy. Ask one of them."
        raise Undone(Refused(says, "by"))


def held(
    here: Association, number: int, act: str, membership: Membership | None, at: datetime
) -> PolicyDraft:
    """The draft, held until the transaction ends, where this may be done with it."""
    check_allowed(membership)
    row = PolicyDraft.objects.select_for_update().filter(association=here, number=number).first()
    if row is None:
        raise Undone(Refused("There is no draft of this number. Look at the list of drafts.", "draft"))
    refused = why_not(act, drafts.standing_of(row, today_at(here, at)))
    if refused is not None:
        raise Undone(Refused(refused, "state"))
    return row


def check_line(text: str, field: str, missing: str, longest: int) -> str:
    """A line that somebody typed, tidied; refused where it is empty or too long."""
    said = " ".join(_STRAY.sub(" ", text).split())
    if not said:
        raise Undone(Refused(missing, field))
    if len(said) > longest:
        raise Undone(Refused(f"Say it in {longest:,} characters at most.", field))
    return said


def check_words(text: str, field: str, missing: str, longest: int) -> str:
    """The same for words of several lines, which keep their lines."""
    said = "\n".join(_STRAY.sub(" ", line).rstrip() for line in text.strip().splitlines())
    if not said:
        raise Undone(Refused(missing, field))
    if len(said) > longest:
        raise Undone(Refused(f"Say it in {longest:,} characters at most.", field))
    return said


def today_at(here: Association, at: datetime) -> date:
    """Which day it is there."""
    return at.astimezone(ZoneInfo(here.zone)).date()
