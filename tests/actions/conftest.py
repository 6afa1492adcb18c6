"""A made-up landlord for the tests of actions, rolled back after each."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.store.models import Association
from tests.actions.house import opened
from tests.actions.post import post

__all__ = ["here", "post", "there"]


@pytest.fixture
def here(db: None, tmp_path: Path) -> Association:
    """Small Homes, with its policy in force."""
    return opened(tmp_path)


@pytest.fixture
def there(here: Association, tmp_path: Path) -> Association:
    """Another landlord beside it."""
    return opened(tmp_path, "other")
