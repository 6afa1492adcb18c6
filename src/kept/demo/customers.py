"""Who are the customers? People of many names, languages and needs, alone and in households.

    for each in customers(rng, 240): actions.customers.add(**each.given, …)

Some asked to be reached in one way only; some are on record twice, as happens, to be found and joined.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kept.demo import names
from kept.demo.filling import Who
from kept.rulebook.people import people_lists

NEEDY, SAFE, TWICE, SHARED = 0.24, 0.05, 0.03, 0.3
_NEVER = (
    ("By letter", "", "Never ring: somebody else picks up", ("telephone",)),
    (
        "Text only",
        "Weekdays between ten and two",
        "Never by letter: the post is opened by others",
        ("letter",),
    ),
    ("Through the daughter, whose number is the second one", "", "Never at the door", ("visit",)),
    ("By e-mail", "", "Never by text: the telephone is shared", ("text",)),
)
_WHEN = ("Mornings", "After four", "Not on Fridays", "Any time", "Weekdays after school", "")
_IN_WORDS = (
    "Two steps at the front, needs time to come to the door.",
    "Hears better on the left.",
    "Reads with a magnifier, letters in large print please.",
    "Anxious with strangers: the same officer each time.",
    "Carer comes at ten and at five.",
    "",
    "",
)


@dataclass(frozen=True, slots=True)
class Customer:
    """One file: what is said of them, and in which quarter they live."""

    given: dict[str, object]
    quarter: str
    never: tuple[str, ...] = ()
    twice: bool = False

    def who(self, ref: str | None) -> Who:
        """Them, as a contact names them."""
        phones = self.given["phones"]
        assert isinstance(phones, list)
        return Who(
            str(self.given["name"]),
            phones[0] if phones else "",
            str(self.given["email"]),
            str(self.given["address"]),
            ref,
            self.never,
        )


def customers(rng: Random, count: int, today: date) -> list[Customer]:
    """So many files, the same for the same draw."""
    found: list[Customer] = []
    while len(found) < count:
        quarter = rng.choice(names.quarters())
        address, code = names.address(rng, quarter)
        where = f"{address}, {code}"
        name = names.someone(rng)
        found.append(_one(rng, name.full, name.language, where, quarter, today))
        if rng.random() < SHARED:
            full = names.sibling(rng, name.full)
            found.append(_one(rng, full, name.language, where, quarter, today))
        if rng.random() < TWICE:
            found.append(_again(rng, found[-1]))
    return found[:count]


def _one(rng: Random, full: str, language: str, where: str, quarter: str, today: date) -> Customer:
    lists = people_lists()
    phones = [names.phone(rng) for _ in range(rng.choice((0, 1, 1, 1, 2)))]
    never: tuple[str, ...] = ()
    given: dict[str, object] = {
        "name": full,
        "address": where,
        "phones": phones,
        "email": names.email(full, rng) if rng.random() < 0.55 else "",
        "language": language if language != "en" or rng.random() < 0.3 else "",
        "born_on": today - timedelta(days=int(365.25 * _age(rng)) + rng.randrange(365)),
        "preferred_channel": rng.choice(list(lists.channels)) if rng.random() < 0.5 else "",
        "need_kinds": [],
    }
    if rng.random() < NEEDY:
        given["need_kinds"] = rng.sample(list(lists.needs), rng.choice((1, 1, 2)))
        given["needs"] = rng.choice(_IN_WORDS)
    if language not in ("en", "cy") and rng.random() < 0.5:
        given["need_kinds"] = sorted({"interpreter", *given["need_kinds"]})  # type: ignore[misc]
    if rng.random() < 0.35:
        given["contact_when"] = rng.choice(_WHEN)
    if rng.random() < SAFE:
        how, when, words, never = rng.choice(_NEVER)
        given |= {"contact_how": how, "contact_when": when, "contact_never": words}
    return Customer(given, quarter, never)


def _age(rng: Random) -> int:
    """Grown-ups of every age, more in the middle."""
    return rng.choices((21, 29, 38, 47, 57, 68, 79, 88), (8, 15, 18, 17, 16, 13, 10, 3))[0]


def _again(rng: Random, first: Customer) -> Customer:
    """The same person, as somebody else heard the name; with the same number or the same address."""
    given = dict(first.given)
    given["name"] = names.slip(rng, str(given["name"]))
    given |= {"need_kinds": [], "needs": "", "contact_how": "", "contact_never": "", "contact_when": ""}
    lost = "email" if rng.random() < 0.5 else "born_on"
    # Two of what tells people apart stay alike, or nobody could know that it is one person.
    if sum(bool(given.get(each)) for each in ("phones", "email", "born_on")) > 2:
        given[lost] = "" if lost == "email" else None
    return Customer(given, first.quarter, twice=True)
