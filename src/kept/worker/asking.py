"""Of which associations are others to be asked what became of what they carry?

    ask_for_receipts()      # one job for each that has a key at GOV.UK Notify, or a folder for other services

Asking takes as long as others take to answer, so that it is done by the jobs and not by the sweep.
"""

from __future__ import annotations

from kept.store import jobs
from kept.store.models import Association
from kept.worker import drop, notify


def ask_for_receipts() -> int:
    """Defer the asking; for how many."""
    shared = drop.folder() is not None
    found = [
        {"association": pk}
        for pk, slug in Association.objects.order_by("pk").values_list("pk", "slug")
        if shared or notify.key_of(slug)
    ]
    jobs.defer_many(jobs.RECEIPTS, found, queue=jobs.DOCUMENT)
    return len(found)
