"""What is kept for a while, and then no longer?

What other systems were answered, for a day; what they were told, for a month; the printed letters of a day in
one file, for a month; what staff were told and who looked at what, for a bit more than a year. Jobs that are
done are cleared away beside them (see `jobs`).
"""

from __future__ import annotations

from datetime import datetime

from kept.store import forgetting_sent, hooks, looking, notices, tenancy, tokens
from kept.store.models import Association


def forget(at: datetime) -> int:
    """Clear away what has grown too old: how many rows."""
    cleared = 0
    for slug in Association.objects.values_list("slug", flat=True):
        with tenancy.association(slug) as here:
            cleared += forgetting_sent.forget_batches(here, at=at)
            cleared += tokens.forget(at) + hooks.forget(at) + notices.forget(at) + looking.forget(at)
    return cleared
