"""Who plays in the tests, and how does a thread get to where a test wants it?

By events, told through the actions as in earnest; no field is ever set by hand.

    karin = cast.association("karin")
    ann = cast.member(karin, "ann", "officer")
    ref = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", from_name="Ms Okafor")
    cast.told(karin, ann, "letter.answered", "Thursday 2026-04-09 15:00", thread=ref)
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from kept.actions import people, policies
from kept.actions.telling import Telling, tell
from kept.rulebook import Rulebook, load_folder, policies_folder
from kept.store import rules, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership

LONDON = ZoneInfo("Europe/London")
PASSWORD = "a quiet morning at the counter"
BEGINNING = datetime(2016, 1, 4, 9, tzinfo=UTC)


def t(wall: str) -> datetime:
    """The instant of a wall time in London; the weekday written must be right."""
    weekday, rest = wall.split(" ", 1)
    local = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)
    assert f"{local:%A}" == weekday, f"{rest} is a {local:%A}"
    return local.astimezone(UTC)
