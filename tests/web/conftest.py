"""One association with a letter on record, and one person for each role, for every test of a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.cache import cache

from kept.casework.permissions import ROLES
from kept.config import middleware
from kept.store.models import Account, Association
from tests import cast
from tests.web.walking import Walked

NOW = "Wednesday 2026-04-08 12:00"
LETTER = "1" * 32


@pytest.fixture(autouse=True)
def _nobody_has_guessed_yet() -> None:
    cache.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Sets the moment at which requests come in: `clock("Wednesday 2026-04-08 12:00")`."""

    def at(wall: str) -> datetime:
        moment = cast.t(wall)
        monkeypatch.setattr(middleware, "now", lambda: moment)
        return moment

    at(NOW)
    return at


@pytest.fixture
def karin(db: None, clock: Callable[[str], datetime]) -> Association:
    """Karin Housing Association; it is Wednesday 8 April 2026, noon, after the Easter holidays."""
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    """A receptionist at Karin."""
    return cast.member(karin, "ann", "receptionist")


@pytest.fixture
def letter(karin: Association, ann: Account) -> str:
    """The reference of a letter that came on Tuesday 7 April 2026 at ten."""
    return cast.told(
        karin,
        ann,
        "letter.received",
        "Tuesday 2026-04-07 10:00",
        uid=LETTER,
        from_name="Ms Okafor",
        about="The lift",
    )


@pytest.fixture
def walked(karin: Association, ann: Account, letter: str) -> Walked:
    """Everybody, at the letter."""
    other = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 11:00", from_name="Ms Okafor")
    from kept.actions.merging import merge

    merge(association=karin, thread=other, into=letter, by="ann", at=cast.t("Wednesday 2026-04-08 09:00"))
    moray = cast.association("moray")
    return Walked(
        karin=karin,
        people={role: cast.member(karin, f"{role}-one", role) for role in ROLES},
        outsider=cast.member(moray, "olga", "director"),
        former=cast.member(karin, "fred", "director", to_on=date(2026, 3, 31)),
        ref=letter,
        entry=LETTER,
        joined=other,
    )
