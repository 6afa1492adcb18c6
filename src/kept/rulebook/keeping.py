"""What keeps a clause that no clock keeps?

    keepers: [form:message.taken/home_phone, check:reception-daily/water, guidance:no-calls-on-a-visit]

A keeper is a thing that can be opened, by its sort and name: the field of a form, an item of a checklist, a
field of a register, a question of a survey, a piece of guidance, or something held by the program itself (see
`held.py`). A name that nothing has is a fault here, so that no clause rests on what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.faults import listed, nearest
from kept.rulebook.held import HELD, SORTS

FORM, GUIDANCE = "form", "guidance"
# Which room of the house lends its entries and their parts to which sort of keeper.
ROOM_OF = {
    "check": "checklists",
    "register": "registers",
    "question": "surveys",
    "publication": "publications",
    GUIDANCE: "guidance",
}
SEE_KEEPERS = "one of those listed by “kept policy coverage” with the name of an association"
KNOWN = (FORM, *ROOM_OF, *SORTS)


def read_keepers(entry: Entry, context: Context) -> tuple[str, ...]:
    """The keepers of a clause, those that nothing answers to noted and left out."""
    return tuple(each for each in entry.words("keepers", required=True) if _is_there(entry, each, context))


def _is_there(entry: Entry, keeper: str, context: Context) -> bool:
    sort, _, name = keeper.partition(":")
    if sort not in KNOWN or not name:
        message = "Write what keeps the clause as its sort, a colon and its name."
        allowed = f"{', '.join(KNOWN)}; for instance form:message.taken/phone"
        entry.fault("keepers", message, found=keeper, allowed=allowed, close=nearest(sort, KNOWN))
        return False
    known = _names(sort, context)
    if keeper in known:
        return True
    # Compared by the name alone: the sort in front of it is alike in all of them.
    close = nearest(name, [each.partition(":")[2] for each in known])
    message = "Nothing here that could keep a clause has this name."
    allowed, close = listed(known, see=SEE_KEEPERS), f"{sort}:{close}" if close else None
    entry.fault("keepers", message, found=keeper, allowed=allowed, close=close)
    return False


def keeper_names(context: Context) -> list[str]:
    """Every keeper that there is, of whatever sort."""
    return sorted(name for sort in KNOWN for name in _names(sort, context))


def _names(sort: str, context: Context) -> Set[str]:
    """Every keeper of that sort. Gathered once for a rulebook, whose thousands of clauses all ask."""
    if sort not in context.keepers:
        context.keepers[sort] = frozenset(_gathered(sort, context))
    return context.keepers[sort]


def _gathered(sort: str, context: Context) -> Set[str]:
    if sort in SORTS:
        return {each for each in HELD if each.startswith(f"{sort}:")}
    if sort == FORM:
        parts = {kind.name: [each.name for each in kind.fields] for kind in context.kinds.values()}
    else:
        parts = {each.name: list(getattr(each, "parts", ())) for each in context.rooms.get(ROOM_OF[sort], ())}
    return {full for name, its in parts.items() for full in _with_parts(sort, name, its)}


def _with_parts(sort: str, name: str, parts: Iterable[str]) -> Iterable[str]:
    yield f"{sort}:{name}"
    yield from (f"{sort}:{name}/{part}" for part in parts)
