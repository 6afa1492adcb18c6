"""Is what keeps the clauses without a clock really there? Each keeper is opened, and fails when it is gone.

A form must ask the field, a checklist, register or survey must show the item, and guidance must stand where
it applies. What the program itself holds (`kept.rulebook.held`) has a proof of its own: the files `held_*.py`
beside this one hold `PROOFS`, and `PLACES`, which gives the pages on which guidance is shown.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse

from kept.config import middleware
from kept.rulebook.guidance import PLACES as PLACE_NAMES
from kept.rulebook.held import HELD, SORTS
from kept.rulebook.keeping import FORM, ROOM_OF
from kept.rulebook.model import EventKind
from kept.web.clauses import held
from kept.web.shared.fields import PREFIX
from tests import cast
from tests.contracts.world import NOW, World

ASSOCIATIONS = ("karin", "redland", "wessex", "moray", "magna")
ROOMS = [
    importlib.import_module(f"tests.contracts.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("held_*.py"))
]
PROOFS: dict[str, Callable[[World], object]] = {
    name: proof for room in ROOMS for name, proof in getattr(room, "PROOFS", {}).items()
}
PAGES: dict[str, Callable[[World], str]] = {
    place: opened for room in ROOMS for place, opened in getattr(room, "PLACES", {}).items()
}


def keepers_of(slug: str) -> set[str]:
    """What keeps the policy there, and the law beside it."""
    rulebook = cast.rulebook(slug)
    return {each for clause in (*rulebook.clauses, *rulebook.common) for each in clause.held}


def users_of(keeper: str) -> list[str]:
    return [slug for slug in ASSOCIATIONS if keeper in keepers_of(slug)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Requests come in on the Tuesday after Easter, at ten."""
    cache.clear()
    moment = cast.t(NOW)
    monkeypatch.setattr(middleware, "now", lambda: moment)
    return moment


@pytest.fixture
def world_of(db: None, clock: datetime) -> Callable[[str], World]:
    return lambda slug: World(cast.association(slug), clock)


def test_every_thing_held_keeps_a_clause_and_has_a_proof() -> None:
    assert [each for each in HELD if each.partition(":")[0] not in SORTS] == []
    assert [each for each in HELD if not users_of(each)] == []
    assert sorted(PROOFS) == sorted(HELD)


@pytest.mark.parametrize("keeper", sorted(HELD))
def test_what_the_program_holds_does_what_it_says(keeper: str, world_of: Callable[[str], World]) -> None:
    PROOFS[keeper](world_of(users_of(keeper)[0]))


@pytest.mark.parametrize("slug", ASSOCIATIONS)
def test_every_form_asks_what_its_clauses_rest_on(slug: str, world_of: Callable[[str], World]) -> None:
    world = world_of(slug)
    forms = sorted(each.partition(":")[2] for each in keepers_of(slug) if each.startswith(f"{FORM}:"))
    shown: dict[str, str] = {}
    for form in forms:
        name, _slash, field = form.partition("/")
        if name not in shown:
            shown[name] = form_of(world, world.rulebook.kinds[name])
        assert not field or f'name="{PREFIX}{field}"' in shown[name], form


def form_of(world: World, kind: EventKind) -> str:
    """The form of a kind: on its own, or on a contact that began as kinds of its channel do."""
    # Some steps of a case are the director's alone.
    if kind.opens:
        return world.get("director", f"/capture/{kind.name}")
    opener = opener_of(world, kind)
    ref = world.tell(opener, facts_of(world.rulebook.kinds[opener]))
    return world.get("director", f"/thread/{ref}/{kind.name}?by-hand=1")


def opener_of(world: World, kind: EventKind) -> str:
    """A kind that begins a contact on which this one may follow."""
    openers = [each for each in world.rulebook.kinds.values() if each.opens and not each.kept_for]
    alike = [each for each in openers if each.name.partition(".")[0] == kind.name.partition(".")[0]]
    return (alike or openers)[0].name


def facts_of(kind: EventKind) -> dict[str, object]:
    answers: dict[str, object] = {"yes_no": True, "number": 1, "date": "2026-04-07", "moment": NOW}
    return {
        each.name: each.choices[0][0] if each.choices else answers.get(each.type, "something")
        for each in kind.fields
        if each.required
    }


@pytest.mark.parametrize("slug", ASSOCIATIONS)
def test_every_list_of_things_shows_what_its_clauses_rest_on(
    slug: str, world_of: Callable[[str], World]
) -> None:
    world = world_of(slug)
    shown: dict[str, str] = {}
    for sort, name, part in roomy(keepers_of(slug)):
        route = f"{sort}-opened"
        address = reverse(route, args=[slug, name]).removeprefix(f"/{slug}")
        page = shown.setdefault(address, "") or world.get("manager", address)
        shown[address] = page
        entry = next(each for each in world.rulebook.room(ROOM_OF[sort]) if each.name == name)
        words = held._entry_words(entry, part)
        assert words.rpartition(": ")[2] in page if part else words in page, f"{sort}:{name}/{part}"


def roomy(keepers: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    for each in sorted(keepers):
        sort, _colon, rest = each.partition(":")
        if sort in ROOM_OF and sort != "guidance":
            name, _slash, part = rest.partition("/")
            yield sort, name, part


@pytest.mark.parametrize("slug", ASSOCIATIONS)
def test_guidance_stands_where_it_applies(slug: str, world_of: Callable[[str], World]) -> None:
    world = world_of(slug)
    shown: dict[str, str] = {}
    resting = keepers_of(slug)
    for piece in world.rulebook.room("guidance"):
        if f"guidance:{piece.name}" not in resting:
            continue
        for place in piece.at:
            if place not in shown:
                shown[place] = page_of(world, place)
            assert piece.says in shown[place], f"{piece.name} at {place}"


def page_of(world: World, place: str) -> str:
    if place in PLACE_NAMES:
        return PAGES[place](world)
    return form_of(world, world.rulebook.kinds[place])
