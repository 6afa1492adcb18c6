"""What was on its way to somebody who died, and goes to them no more?

    going_out(person, at)        # (("messages that waited to go", 2), ("questionnaires", 1))

What stops it is the rule of `casework.bereaved` at every door; here it is counted, so that it can be listed.
"""

from __future__ import annotations

from datetime import datetime

from kept.store.models import Booking, Letter, Outgoing, Person, SurveyLink
from kept.store.people import family


def going_out(person: Person, at: datetime) -> tuple[tuple[str, int], ...]:
    """What would have reached them by itself after `at`, by what it is. Four queries."""
    here, theirs = person.association_id, family(person)
    waiting = Outgoing.objects.filter(association=here, person__in=theirs, state="waiting")
    surveys = SurveyLink.objects.filter(
        association=here, thread__person__in=theirs, used_at=None, expires_at__gt=at
    )
    booked = Booking.objects.filter(association=here, person__in=theirs, state="booked", starts_at__gt=at)
    drafts = Letter.objects.filter(association=here, person__in=theirs, handed_at=None, ended_at=None)
    counted = (
        ("messages that waited to go", waiting.count()),
        ("questionnaires", surveys.count()),
        ("reminders of appointments", booked.count()),
        ("letters that were being written", drafts.count()),
    )
    return tuple(each for each in counted if each[1])
