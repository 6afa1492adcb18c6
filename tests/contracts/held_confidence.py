"""What keeps customers' affairs from those who need not know, each opened for real."""

from __future__ import annotations

from kept.actions import connections, customers
from kept.casework import Refused
from kept.store.models import Person
from tests.contracts.world import World


def customer(world: World) -> Person:
    """Mr Bell, with a letter of his on the file."""
    made = customers.add(
        association=world.association,
        name="Kim Bell",
        by=world.member("officer").handle,
        at=world.at,
    )
    assert isinstance(made, Person), made
    return made


def proof_looks(world: World) -> None:
    bell = customer(world)
    ref = world.tell("letter.received", {"about": "The lift"})
    done = customers.attach(
        association=world.association,
        thread=ref,
        person=bell.ref,
        by=world.member("officer").handle,
        at=world.at,
    )
    assert not isinstance(done, Refused), done
    world.get("receptionist", f"/thread/{ref}")
    world.get("officer", f"/customer/{bell.ref}")
    text = world.get("director", f"/customer/{bell.ref}/looks")
    assert world.member("receptionist").name in text
    assert f"Contact {ref}" in text
    assert "The file" in text


def proof_taken_away(world: World) -> None:
    clause = next(each for each in world.rulebook.clauses if each.promise is not None)
    world.get("receptionist", f"/performance/{clause.id}.csv", status=403)
    taken = world.client("manager").get(f"/{world.slug}/performance/{clause.id}.csv")
    assert b"".join(taken), "a table is handed out"
    assert world.member("manager").name in world.get("director", "/taken-away")


def proof_by_need(world: World) -> None:
    bell = customer(world)
    ref = world.tell("letter.received", {"about": "The lift"})
    for path in (f"/thread/{ref}", f"/customer/{bell.ref}"):
        world.get("officer", path)
        world.get("administrator", path, status=403)
    tied = connections.declare(
        association=world.association,
        account=world.member("officer").handle,
        person=bell.ref,
        kind="family",
        by=world.member("manager").handle,
        at=world.at,
    )
    assert not isinstance(tied, Refused), tied
    world.get("officer", f"/customer/{bell.ref}", status=404)


def proof_kept_to_few(world: World) -> None:
    ref = world.tell("letter.received", {"about": "The lift"})
    world.get("receptionist", f"/thread/{ref}")
    marked = world.post("officer", f"/thread/{ref}/mark", {"kept": "confidential", "about": ""})
    assert marked.status_code == 302, marked.content.decode()[:2_000]
    world.get("officer", f"/thread/{ref}")
    world.get("receptionist", f"/thread/{ref}", status=404)
    assert ref in world.get("director", "/attempts")


PROOFS = {
    "list:looks": proof_looks,
    "list:taken-away": proof_taken_away,
    "permission:contacts-by-need": proof_by_need,
    "rule:kept-to-few": proof_kept_to_few,
}
