"""What is kept for a day, and then no longer? The answers that other systems were given."""

from __future__ import annotations

from datetime import datetime

from kept.store import tenancy, tokens
from kept.store.models import Association


def forget(at: datetime) -> int:
    """Clear away the answers that are older than a day: how many."""
    cleared = 0
    for slug in Association.objects.values_list("slug", flat=True):
        with tenancy.association(slug):
            cleared += tokens.forget(at)
    return cleared
