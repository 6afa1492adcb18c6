"""What does one file take over from another that is joined into it, and how is it given back exactly?

    taken = taken_over(into={"phones": ["1"], "email": ""}, gone={"phones": ["2"], "email": "n@example.org"})
    # {"phones": (["1"], ["1", "2"]), "email": ("", "n@example.org")}
    given_back(now, taken)              # what the file had before, but for what was changed meanwhile
    without("A", now, [Part("A", taken, a), Part("B", more, b)])    # the same while B stays

1. Nothing that the surviving file says is lost or replaced: lists grow, what is empty is filled, and how
   somebody may never be reached holds for both (practice 21).
2. Given back at once, the file says again exactly what it said before.
3. What staff changed in between stays; of a list only that goes which came with the other file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kept.casework.safe_contact import Rules, kept_of, rules_of, strictest

# Each file has one answer to these: it is filled where there is none.
SINGLE = (
    "name",
    "address",
    "email",
    "language",
    "preferred_channel",
    "born_on",
    "died_on",
    "contact_how",
    "contact_when",
)
LISTS = ("phones", "need_kinds")
# Words of which both hold. They stand beside each other.
WORDS = ("needs", "contact_never")
# How they may be reached: whatever either forbids stays forbidden (see `safe_contact`).
RULES = "contact_rules"
FIELDS = (*SINGLE, *LISTS, *WORDS, RULES)
BESIDE = "; "

Values = Mapping[str, object]
Taken = Mapping[str, tuple[object, object]]


def taken_over(*, into: Values, gone: Values) -> dict[str, tuple[object, object]]:
    """What changes in the surviving file, by field: what stood there, and what stands there from now on."""
    found: dict[str, tuple[object, object]] = {}
    for name in FIELDS:
        before, theirs = into.get(name), gone.get(name)
        after = _together(name, before, theirs)
        if after != before:
            found[name] = (before, after)
    return found


def given_back(now: Values, taken: Taken) -> dict[str, object]:
    """What the file says again once the other one is taken out, by field, where that is a change."""
    found: dict[str, object] = {}
    for name, (before, after) in taken.items():
        stands = now.get(name)
        back = before if stands == after else _without(name, stands, before, after)
        if back != stands:
            found[name] = back
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A file that was joined in: what was taken over from it, and what it says itself."""

    ref: str
    taken: Taken
    values: Values


def without(ref: str, now: Values, parts: Sequence[Part]) -> tuple[Values, dict[str, Taken]]:
    """What the file says once that one is taken out, and what is then taken over from each that stays.

    `parts` stand in the order of joining. All are taken out, the last one first, and those that stay are
    taken in again: what two of them brought stays while one of them does.
    """
    values = dict(now)
    for part in reversed(parts):
        values |= given_back(values, part.taken)
    again: dict[str, Taken] = {}
    for part in parts:
        if part.ref != ref:
            again[part.ref] = taken_over(into=values, gone=part.values)
            values |= {name: after for name, (_before, after) in again[part.ref].items()}
    return values, again


def _together(name: str, before: object, theirs: object) -> object:
    if not theirs:
        return before
    if name == RULES:
        return kept_of(
            strictest(
                *(rules_of(each) if isinstance(each, Mapping) else Rules() for each in (before, theirs))
            )
        )
    if name in LISTS:
        return [*_list(before), *(each for each in _list(theirs) if each not in _list(before))]
    if not before:
        return theirs
    if name in WORDS:
        said = str(before).split(BESIDE)
        more = [each for each in str(theirs).split(BESIDE) if each not in said]
        return BESIDE.join([str(before), *more])
    return before


def _without(name: str, stands: object, before: object, after: object) -> object:
    """What was changed meanwhile, less what had come with the other file."""
    if name in SINGLE or name == RULES:
        return stands
    had, came = _parts(name, before), _parts(name, after)
    left = [each for each in _parts(name, stands) if each in had or each not in came]
    return left if name in LISTS else BESIDE.join(left)


def _parts(name: str, value: object) -> list[str]:
    if name in LISTS:
        return _list(value)
    return str(value).split(BESIDE) if value else []


def _list(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []
