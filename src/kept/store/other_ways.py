"""By which other ways can something go, with the addresses that are on file today?

ways_of(row, person)        # ("post", "notify_text"): those for which there is an address that works
"""

from __future__ import annotations

from kept.casework.dispatching import EMAIL, NOTIFY_TEXT, POST, address_of, lines_of
from kept.store import dispatch
from kept.store.models import Outgoing, Person

# Whatever is set up for these is found when it goes.
CHOICES = (POST, EMAIL, NOTIFY_TEXT)


def reader_of(row: Outgoing, person: Person | None) -> dict[str, object]:
    """Whom it goes to, with every address that is on file today."""
    to = dict(row.recipient)
    name = str(to.get("name") or (person.name if person is not None else ""))
    if person is not None:
        to["email"] = person.email or to.get("email", "")
        to["phone"] = next((str(each) for each in person.phones), to.get("phone", ""))
        to["lines"] = list(lines_of(name, person.address)) if person.address else to.get("lines", [])
    return to | {"name": name}


def ways_of(row: Outgoing, person: Person | None) -> tuple[str, ...]:
    """The ways for which there is an address that is not known to be dead."""
    to = reader_of(row, person)
    dead = {each.address for each in dispatch.not_working(person)} if person is not None else set()
    found = []
    for way in CHOICES:
        address = address_of(way, to)
        same = row.way == way and address == row.address
        if isinstance(address, str) and address not in dead and not same:
            found.append(way)
    return tuple(found)
