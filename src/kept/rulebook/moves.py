"""By what are moves and swaps weighed here: points, ways to another home, grounds of the law, and its limits?

    - name: overcrowded
      sort: points
      label: Bedrooms too few
      points: 10
      most: 3                       # counted for each bedroom, three at most
    - name: mutual-exchange
      sort: way
      label: Swap homes
      says: You find somebody who wants your home and whose home you want.
      who: Secure and assured tenants.
      contact: Ask us for the exchange register.
      tenancies: [secure, assured]
    - name: sch3-1
      sort: ground
      label: They have to give up the home by order of a court
      nations: [england]
      tenancies: [secure]
      source: Housing Act 1985, schedule 3, ground 1
      confirmed: secondary
    - name: tenants-notice
      sort: limit
      label: Notice to leave
      number: 4
      unit: weeks
      from: 1990-01-01

In `moves.yaml`, shared by all or an association's own. What names nations or tenancies is for those alone; a
limit of the law holds from its day until the one of the same `limit` that begins later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry

POINTS, WAY, GROUND, LIMIT = "points", "way", "ground", "limit"
# What a home has or somebody needs of it; and what opens a way to somebody.
FEATURE, CIRCUMSTANCE = "feature", "circumstance"
SORTS = (POINTS, WAY, GROUND, LIMIT, FEATURE, CIRCUMSTANCE)
NATIONS = ("england", "scotland")
TENANCIES = ("assured", "secure", "fixed_term", "scottish_secure")
UNITS = ("days", "weeks", "months", "times")
CONFIRMED = ("yes", "secondary", "no")
MOVE, BUY = "move", "buy"
MOST_POINTS, MOST_TIMES, LARGEST = 1_000, 50, 1_000


@dataclass(frozen=True, slots=True)
class MoveRule:
    """One rule; what does not belong to its sort is empty.

    A reason for `points` counts up to `most` times. A `way` leads to a `move` or to a home that they `buy`;
    it is for those who meet all of `needs`. A `limit` has a `number` of `unit`s, named alike through all
    its editions by `limit`.
    """

    name: str
    sort: str
    label: str
    says: str = ""
    points: int = 0
    most: int = 1
    leads: str = ""
    who: str = ""
    contact: str = ""
    needs: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    tenancies: tuple[str, ...] = ()
    limit: str = ""
    number: int = 0
    unit: str = ""
    since: date | None = None
    source: str = ""
    confirmed: str = ""


_KEYS = {
    POINTS: ("says", "points", "most"),
    WAY: ("says", "leads", "who", "contact", "needs", "nations", "tenancies"),
    GROUND: ("says", "nations", "tenancies", "source", "confirmed", "from"),
    LIMIT: ("says", "nations", "tenancies", "limit", "number", "unit", "from", "source", "confirmed"),
    FEATURE: ("says",),
    CIRCUMSTANCE: ("says",),
}


def read_move(entry: Entry, context: Context) -> MoveRule | None:
    """One rule; None where it cannot be read."""
    name, label = entry.slug("name"), entry.text("label", limit=160)
    sort = entry.choice("sort", SORTS)
    if name is None or label is None or sort is None:
        return None
    entry.only("name", "sort", "label", *_KEYS[sort])
    own = sort in (WAY, GROUND, LIMIT)
    lawful = sort in (GROUND, LIMIT)
    return MoveRule(
        name,
        sort,
        label,
        says=entry.text("says", limit=600, required=sort == WAY) or "",
        points=(entry.whole("points", least=1, most=MOST_POINTS) or 0) if sort == POINTS else 0,
        most=int(entry.number("most", least=1, most=MOST_TIMES, default=1)) if sort == POINTS else 1,
        leads=(entry.choice("leads", (MOVE, BUY)) or "") if sort == WAY else "",
        who=(entry.text("who", limit=400) or "") if sort == WAY else "",
        contact=(entry.text("contact", limit=400) or "") if sort == WAY else "",
        needs=entry.words("needs") if sort == WAY else (),
        nations=_among(entry, "nations", NATIONS) if own else (),
        tenancies=_among(entry, "tenancies", TENANCIES) if own else (),
        limit=(entry.slug("limit") or "") if sort == LIMIT else "",
        number=(entry.whole("number", least=1, most=LARGEST) or 0) if sort == LIMIT else 0,
        unit=(entry.choice("unit", UNITS) or "") if sort == LIMIT else "",
        since=entry.day("from") if lawful else None,
        source=(entry.text("source", limit=300) or "") if lawful else "",
        confirmed=(entry.choice("confirmed", CONFIRMED) or "") if lawful else "",
    )


def _among(entry: Entry, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for each in entry.words(key):
        if each in known:
            found.append(each)
        else:
            entry.not_among(key, f"“{key}” does not take this word.", each, known)
    return tuple(found)
