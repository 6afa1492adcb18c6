"""Which other customer does this text name?

    named(karin, "We spoke to Kim Bell about it.", reader=okafor)      # ("Kim Bell",)

Whoever reads the letter, and whoever lives or is read as one with them, is nobody else.
"""

from __future__ import annotations

from kept.casework.disclosing import names_in
from kept.store.keys import name_key
from kept.store.models import Association, Person
from kept.store.people import family

MOST = 200


def named(here: Association, text: str, *, reader: Person | None) -> tuple[str, ...]:
    """The names of other customers of ours that stand in the text; one query, or none."""
    wanted = {name_key(each): each for each in names_in(text)[:MOST]}
    if not wanted:
        return ()
    rows = Person.objects.filter(association=here, erased_at=None, name_key__in=list(wanted))
    if reader is not None:
        # A relative of the same name is the reader as far as a letter goes.
        rows = rows.exclude(pk__in=family(reader)).exclude(name_key=reader.name_key)
    return tuple(dict.fromkeys(rows.order_by("name_key").values_list("name", flat=True)[:5]))
