"""One association with a letter on record, and one person for each role, for every test of a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import cache

from kept.config import middleware
from kept.store.models import Account, Association
from tests import cast
from tests.web.walking import LETTER as LETTER
from tests.web.walking import Walked, everybody, letter_of

NOW = "Wednesday 2026-04-08 12:00"


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
    return letter_of(karin, ann)


@pytest.fixture
def walked(karin: Association, ann: Account, letter: str) -> Walked:
    """Everybody, at the letter."""
    return everybody(karin, letter)
