"""Where does the next page of a list begin?

    after = cursors.read(text)              # (datetime, id), or None for the first page
    cursors.written(row.act_by, row.id)     # opaque to whoever holds it

A page goes on behind a row, so that what is recorded meanwhile neither repeats nor hides anything.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

import orjson

from kept.api.problems import Fault, Stop

Place = tuple[datetime, int]
LARGEST_ID = 2**63 - 1


def written(at: datetime, number: int) -> str:
    """The place of a row as text."""
    return base64.urlsafe_b64encode(orjson.dumps([at.isoformat(), number])).decode().rstrip("=")


def read(text: str | None) -> Place | None:
    """The place that the text stands for; None where there is none."""
    if text is None:
        return None
    try:
        at, number = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
        found = datetime.fromisoformat(at)
        if type(number) is int and 0 <= number <= LARGEST_ID and found.tzinfo is not None:
            return found, number
    except (ValueError, TypeError, binascii.Error, OverflowError):
        pass
    detail = "Leave “cursor” out for the first page, and pass on “next” of an answer for the one behind it."
    raise Stop(422, "This is no cursor of ours.", errors=[Fault("cursor", detail)])
