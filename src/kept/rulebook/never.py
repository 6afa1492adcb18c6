"""What is said of an answer that a field never has?

never_answered(entry, "when", field, "generall")
# “classified” is never answered like this. Found: “generall”. Allowed: general, information. …
"""

from __future__ import annotations

from kept.rulebook.entry import Entry
from kept.rulebook.facts import answers_of
from kept.rulebook.faults import nearest
from kept.rulebook.model import Field


def never_answered(entry: Entry, key: object, field: Field, found: object) -> None:
    """Note it at that key, with the answers that there are."""
    close = nearest(found, [slug for slug, _ in field.choices])
    message = f"“{field.name}” is never answered like this."
    entry.fault(key, message, found=found, allowed=answers_of(field), close=close)
