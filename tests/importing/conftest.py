"""Karin, with its policy in force, in the database of the tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kept.actions import policies
from kept.rulebook import policies_folder
from kept.store.models import Association


def load_karin() -> Association:
    # Before it goes live, so that nothing recurs here but what a file brings.
    policies.load(folder=policies_folder() / "karin", by="test", at=datetime(2016, 1, 3, 9, tzinfo=UTC))
    return Association.objects.get(slug="karin")


@pytest.fixture
def karin(db: None) -> Association:
    """Karin, rolled back afterwards."""
    return load_karin()
