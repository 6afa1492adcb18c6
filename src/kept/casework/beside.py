"""The housing system says one thing and staff another: which of the two holds, and what is kept of both?

    heard = hear(ours, {"phones": ["0113 496 0001"]}, outside=…, overrides=…, at=now)
    heard.changes           # {"phones": ["0113 496 0001"]}: what becomes ours by what they say now
    heard.outside           # what they last said, field by field
    heard.overrides         # what staff put right: {"address": {"value": …, "by": "ann", "at": …}}

Values are as JSON has them: words, lists of words, days as "2026-04-14". Rules that hold here:

1. What staff put right is never overwritten. It is put right where ours differs from what they last said,
   through whichever door that came about.
2. Once they say what we say, the correction has done its work and goes; from then on they are followed again.
3. What they say for the first time fills what is empty here, and replaces nothing that somebody put there.
4. What they leave out or leave blank stays as it was; only where a blank is an answer of its own, such as
   nobody for an officer, it is taken as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

# Who corrected something, where nobody wrote it down.
SOMEBODY = ""
# Where a blank says something: no officer, no patch, a tenancy that runs on.
BLANK_SAYS = frozenset({"officer", "deputy", "patch", "to_on", "ended_on"})
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Heard:
    """What follows from what they say now."""

    changes: dict[str, object]
    outside: dict[str, object]
    overrides: dict[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer on which the two do not agree; `by` is empty where nobody wrote down who put it right."""

    field: str
    theirs: object
    ours: object
    by: str
    at: datetime | None


def hear(ours: Values, theirs: Values, *, outside: Values, overrides: Values, at: datetime) -> Heard:
    """Take in what they say now; `ours` is what stands here, for every field that they may speak of."""
    heard = Heard({}, dict(outside), dict(overrides))
    for field, said in theirs.items():
        if is_blank(said) and field not in BLANK_SAYS:
            continue
        mine = ours.get(field)
        if same(said, mine):
            heard.overrides.pop(field, None)
        elif field in heard.overrides or _put_here(field, mine, outside):
            heard.overrides.setdefault(field, {"value": mine, "by": SOMEBODY, "at": at.isoformat()})
        else:
            heard.changes[field] = said
        heard.outside[field] = said
    return heard


def _put_here(field: str, mine: object, outside: Values) -> bool:
    """Whether somebody here said it, and not they: ours is there and is not what they said last."""
    return not same(mine, outside[field]) if field in outside else not is_blank(mine)


def corrected(
    changes: Values, *, outside: Values, overrides: Values, by: str, at: datetime
) -> dict[str, object]:
    """The corrections that stand once a member of staff has changed this, of what the housing system has
    said.
    """
    found = dict(overrides)
    for field, value in changes.items():
        if field not in outside:
            continue
        if same(value, outside[field]):
            found.pop(field, None)
        else:
            found[field] = {"value": value, "by": by, "at": at.isoformat()}
    return found


def differences(ours: Values, *, outside: Values, overrides: Values) -> Iterator[Difference]:
    """Where the two do not agree, in the order of the fields' names."""
    for field in sorted(overrides):
        note = overrides[field]
        if field not in outside or not isinstance(note, Mapping):
            continue
        mine = ours.get(field, note.get("value"))
        if same(mine, outside[field]):
            continue
        when = note.get("at")
        at = datetime.fromisoformat(when) if isinstance(when, str) else None
        yield Difference(field, outside[field], mine, str(note.get("by") or SOMEBODY), at)


def same(one: object, other: object) -> bool:
    """Whether two answers say the same: blanks, capitals and how a number is grouped do not matter."""
    return _plain(one) == _plain(other)


def is_blank(value: object) -> bool:
    """Whether nothing is said."""
    return value is None or value in ("", [])


def _plain(value: object) -> object:
    if is_blank(value):
        return None
    if isinstance(value, list):
        return sorted(str(_plain(each)) for each in value)
    if not isinstance(value, str):
        return value
    digits = "".join(each for each in value if each.isdigit())
    # A telephone number is its digits, however they are grouped.
    if digits and not any(each.isalpha() for each in value) and value[:1] in "0+(":
        return digits
    return " ".join(value.casefold().split())


# More than one in ten that ends in one night is a broken file sooner than a bad night.
ONE_IN = 10


def brakes(ending: int, running: int) -> bool:
    """Whether so many of those that run would end that somebody should look first. One alone never is."""
    return ending > 1 and ending * ONE_IN > running
