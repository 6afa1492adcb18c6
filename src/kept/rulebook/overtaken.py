"""The policy changed while somebody was drafting another change of it: how is what changed taken over?

    files, clash = taken_over(base=began_with, newest=holds_now, draft=as_drafted)

File by file: where one side alone changed it, that side's text holds; where both did, a person has looked at
it and says that the draft's stays (`keep`), or it is among those that clash. The first day of a draft and
what a version puts right are each their own, and no change of the file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kept.rulebook.editing import CannotChange, value_at, with_value, without
from kept.rulebook.load import ASSOCIATION

STARTS_ON, CORRECTS = "starts_on", "corrects"
Files = Mapping[str, str]


def differ(one: Files, other: Files) -> bool:
    """Whether the two are another policy, their first days and what they put right apart."""
    return any(_plain(one, name) != _plain(other, name) for name in {*one, *other})


def taken_over(
    *, base: Files, newest: Files, draft: Files, keep: Collection[str] = ()
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The draft with what changed since, and the names of the files that both sides changed otherwise."""
    found: dict[str, str] = {}
    clash = []
    for name in sorted({*newest, *draft}):
        was, now, ours = (_plain(each, name) for each in (base, newest, draft))
        theirs = now != was and ours == was
        if now != was and ours not in (was, now) and name not in keep:
            clash.append(name)
        text = newest.get(name) if theirs else draft.get(name)
        if text is not None:
            found[name] = _from_its_own_day(text, draft) if name == ASSOCIATION else text
    return found, tuple(clash)


def _plain(files: Files, name: str) -> str | None:
    """The text of a file as far as two of them can be compared."""
    text = files.get(name)
    if text is None or name != ASSOCIATION:
        return text
    try:
        return with_value(without(text, (CORRECTS,)), (STARTS_ON,), "any day")
    except CannotChange:
        return text


def _from_its_own_day(text: str, draft: Files) -> str:
    """The association's file, from the day that the draft has."""
    try:
        day = value_at(draft.get(ASSOCIATION, ""), (STARTS_ON,))
        return text if day is None else with_value(without(text, (CORRECTS,)), (STARTS_ON,), day)
    except CannotChange:
        return text
