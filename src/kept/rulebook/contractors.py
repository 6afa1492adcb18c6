"""What are the firms told whom we send to people's homes, and what do they sign?

    - name: code
      title: Code of conduct
      edition: 2026-04-01
      signed: yes                  # no work before this edition is signed
      points: [Say who you are and whom you work for before you ask to come in.]
    - name: standard
      title: What good work is
      edition: 2026-04-01
      scored: yes                  # a look at finished work scores against these points
      points: [The place is as clean as you found it.]

In `contractors.yaml`, shared by all or an association's own: the parts of one briefing pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry

LONGEST_POINT = 200


@dataclass(frozen=True, slots=True)
class BriefingPart:
    """One part of the pack. A new edition is given out, and signed where it is `signed`, again."""

    name: str
    title: str
    edition: date
    points: tuple[str, ...]
    signed: bool = False
    scored: bool = False


def read_part(entry: Entry, context: Context) -> BriefingPart | None:
    """One part; None where it cannot be read."""
    entry.only("name", "title", "edition", "points", "signed", "scored")
    name, title = entry.slug("name"), entry.text("title", limit=80)
    edition, points = entry.day("edition"), entry.words("points", required=True)
    for each in points:
        if len(each) > LONGEST_POINT:
            entry.fault(
                "points",
                "A point is one short sentence. Shorten it, or make two of it.",
                found=each[:40],
                allowed="up to 200 characters",
            )
    if name is None or title is None or edition is None or not points:
        return None
    return BriefingPart(name, title, edition, points, entry.flag("signed"), entry.flag("scored"))
