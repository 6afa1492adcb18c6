"""What goes out, proved by using it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from kept.actions import absences, answering_by_itself, customers, merging_mail
from kept.actions.receiving_mail import Received, receive
from kept.casework.merging_mail import Row
from kept.store import tenancy
from kept.store.models import Merge, Outgoing, Person
from tests.contracts.world import World
from tests.letters import reachable


def _away(world: World, *, covered: bool) -> None:
    world.member("manager")
    done = absences.tell(
        association=world.association,
        handle=world.member("officer").handle,
        from_at=world.at - timedelta(days=1),
        to_at=world.at + timedelta(days=12),
        covered_by=world.member("receptionist").handle if covered else None,
        kind="leave",
        by=world.member("manager").handle,
        at=world.at - timedelta(days=2),
    )
    assert not hasattr(done, "sentence"), done


def out_of_office(world: World) -> None:
    _away(world, covered=True)
    made = customers.add(
        association=world.association, name="Ada Bell", email="ada@example.org", by="ann", at=world.at
    )
    with tenancy.association(world.association):
        Person.objects.filter(pk=made.pk).update(officer=world.member("officer"))
    raw = b"From: ada@example.org\r\nTo: care@example.org\r\nSubject: Lift\r\n\r\nIt is broken."
    came = receive(association=world.association, raw=raw, received_at=world.at, by="kept", at=world.at)
    assert isinstance(came, Received), came
    with tenancy.association(world.association):
        reply = Outgoing.objects.get(automatic=True)
    assert "is away until" in reply.text
    assert world.member("receptionist").email in reply.text
    assert "If it can wait" in reply.text
    again = answering_by_itself.answer(association=world.association, mail=came.mail, by="kept", at=world.at)
    assert again is None or again.pk == reply.pk


def away_replies(world: World) -> None:
    _away(world, covered=False)
    said = world.get("manager", "/outgoing/replies")
    assert "is away until" in said


def _lives(world: World, name: str) -> str:
    """The reference of somebody whose address is on file."""
    made = customers.add(
        association=world.association, name=name, address="1 Mill Lane, LS1 4AP", by="ann", at=world.at
    )
    assert isinstance(made, Person), made
    return made.ref


def told_each(world: World) -> None:
    # Whoever writes stands on the letter with a post and a number.
    reachable(world.association, world.member("director"))
    merge = _merge(world, [_lives(world, name) for name in ("Ada Hill", "Tom Wood")])
    for place, figure in ((1, "£95.00"), (2, "£96.00")):
        said = world.get("director", f"/mailings/{merge.ref}?look={place}")
        assert figure in said, said[said.find('id="look"') :][:800]


def untold(world: World) -> None:
    merge = _merge(world, [_lives(world, "Eve Lake")])
    said = world.get("director", f"/mailings/{merge.ref}")
    assert "1 person has not been told yet. Do not bring the change into force" in said


def _merge(world: World, people: list[str]) -> Merge:
    rows = [
        Row(number, ref, {"charge_now": "90", "charge_new": str(95 + number), "rent_now": "90"})
        for number, ref in enumerate(people)
    ]
    rows = [Row(each.line, each.reference, {**each.facts, "rent_new": str(95 + each.line)}) for each in rows]
    made = merging_mail.draft(
        association=world.association,
        template="rent-change",
        way="post",
        title="Rents",
        values={"from_day": "2026-06-01", "why": "Costs rose."},
        rows=rows,
        uid=f"held-{people[0]}",
        by=world.member("director").handle,
        at=world.at,
    )
    assert isinstance(made, Merge), made
    return made


PROOFS: dict[str, Callable[[World], None]] = {
    "rule:out-of-office": out_of_office,
    "list:away-replies": away_replies,
    "rule:told-each": told_each,
    "list:untold": untold,
}
