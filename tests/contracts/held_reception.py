"""What the front desk holds, proved by using it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from kept.actions import customers, front_rota, reception, resources
from kept.store import tenancy
from kept.store.models import Booking, Event, Person, Resource, Thread
from tests.contracts.world import World


def office(world: World) -> str:
    return world.rulebook.association.offices[0].slug


def arrived(world: World, *, ago: int = 0, **needs: object) -> str:
    """Somebody has come in at the first office, so many minutes ago."""
    came = reception.arrive(
        association=world.association,
        office=office(world),
        facts={"from_name": "Mr Bell", "with_appointment": False},
        needs=needs,
        minutes_ago=ago,
        greeted=True,
        by=world.member("receptionist").handle,
        at=world.at,
    )
    assert isinstance(came, reception.Came), came
    return came.thread


def board(world: World) -> str:
    return world.get("receptionist", f"/reception?office={office(world)}")


def page(world: World, ref: str) -> str:
    return world.get("receptionist", f"/reception/visitor/{ref}")


def does(world: World, ref: str, step: str, **data: str) -> tuple[int, str]:
    answer = world.post("receptionist", f"/reception/visitor/{ref}", {"do": step, **data})
    return answer.status_code, answer.content.decode()


def turn(world: World, role: str, part: str, **more: str) -> None:
    given = front_rota.give(
        association=world.association,
        office=office(world),
        handle=world.member(role).handle,
        part=part,
        from_at=world.at - timedelta(minutes=30),
        to_at=world.at + timedelta(hours=3),
        by=world.member("manager").handle,
        at=world.at - timedelta(hours=1),
        **more,
    )
    assert not hasattr(given, "sentence"), given


def private_room(world: World) -> int:
    made = resources.add(
        association=world.association,
        kind="room",
        name="Quiet room",
        office=office(world),
        apart=True,
        by=world.member("manager").handle,
        at=world.at,
    )
    assert isinstance(made, Resource), made
    return made.pk


def facts(world: World, ref: str, kind: str) -> dict[str, object]:
    with tenancy.association(world.association):
        found = Event.objects.filter(thread__ref=ref, kind=kind).order_by("id").last()
        assert found is not None, kind
        return dict(found.facts)


def the_board(world: World) -> None:
    private_room(world)
    arrived(world, ago=2)
    said = board(world)
    assert "Mr Bell" in said
    assert re.search(r"by \d\d:\d\d", said)
    assert "Expected:" in said
    assert "Quiet room" in said
    assert "Say first:" in said


def the_rota(world: World) -> None:
    address = f"/reception/rota?office={office(world)}"
    assert "Nobody at the desk:" in world.get("receptionist", address)
    turn(world, "receptionist", "desk")
    said = world.get("receptionist", address)
    assert world.member("receptionist").name in said


def looking_back(world: World) -> None:
    ref = arrived(world, ago=30, private_wanted=True)
    does(world, ref, "pass", team="", nobody="none_in", tried="everybody")
    said = world.get("manager", f"/reception/back?office={office(world)}")
    assert "nobody of the team was in" in said
    assert "Never told how long it takes" in said
    assert "waited 30 minutes" in said
    status, _ = does(
        world,
        ref,
        "see",
        where="reception",
        minutes="10",
        threat="A fist, last week",
        approved_by=world.member("manager").handle,
    )
    assert status == 302
    said = world.get("manager", f"/reception/back?office={office(world)}")
    assert f"agreed by {world.member('manager').name}" in said


def second_called(world: World) -> None:
    turn(world, "receptionist", "desk")
    turn(world, "officer", "cover")
    arrived(world, ago=4 if world.slug == "karin" else 9)
    asked = world.client("officer").get(f"/{world.slug}/reception/alert", HTTP_HX_REQUEST="true")
    assert "Help at reception" in asked.content.decode()
    assert world.member("officer").name in board(world)


def break_covered(world: World) -> None:
    turn(world, "receptionist", "desk")
    local = world.rulebook.calendar_for(office(world)).local(world.at)
    rest = {
        "office": office(world),
        "who": world.member("receptionist").handle,
        "part": "break",
        "day": f"{local:%Y-%m-%d}",
        "begins": f"{local:%H:%M}",
        "ends": f"{local + timedelta(minutes=20):%H:%M}",
    }
    refused = world.post("manager", "/reception/rota", rest)
    assert refused.status_code == 422
    cover = world.member("officer")
    assert world.post("manager", "/reception/rota", {**rest, "cover": cover.handle}).status_code == 302
    assert f"<b>{cover.name}</b>" in board(world)


def badge_at_start(world: World) -> None:
    turn(world, "receptionist", "desk")
    address = f"/reception/rota?office={office(world)}"
    said = world.get("manager", address)
    number = re.search(r'name="badge" value="(\d+)"', said)
    assert number is not None
    world.post("manager", "/reception/rota", {"office": office(world), "badge": number.group(1)})
    assert "badge seen" in world.get("manager", address)


def private_room_only(world: World) -> None:
    ref = arrived(world, confidential=True)
    status, said = does(world, ref, "see", where="reception", minutes="10")
    assert status == 422
    assert "never heard in reception" in said
    threat = {"where": "reception", "minutes": "10", "threat": "A fist, last week"}
    assert does(world, ref, "see", **threat)[0] == 422
    assert does(world, ref, "see", **threat, approved_by=world.member("officer").handle)[0] == 422
    assert does(world, ref, "see", **threat, approved_by=world.member("manager").handle)[0] == 302


def private_kept(world: World) -> None:
    private_room(world)
    known = customers.add(
        association=world.association,
        name="Ngozi Okafor",
        phones=["01632 960001"],
        by=world.member("officer").handle,
        at=world.at,
    )
    assert isinstance(known, Person)
    came = reception.arrive(
        association=world.association,
        office=office(world),
        facts={"from_name": "Ngozi Okafor"},
        needs={"private_wanted": True},
        person=known.ref,
        by=world.member("receptionist").handle,
        at=world.at,
    )
    assert isinstance(came, reception.Came)
    assert "Quiet room is kept for them" in board(world)
    found = world.post("receptionist", "/reception", {"f-from_name": "okaf", "step": "find"})
    assert "Asked for a private room before" in found.content.decode()


def told_again(world: World) -> None:
    ref = arrived(world, ago=30)
    world.tell("visitor.told_wait", {"minutes": 10}, thread=ref, happened_at=world.at - timedelta(minutes=25))
    said = board(world)
    assert "It takes longer than they were told" in said
    assert does(world, ref, "told", minutes="5", worked_out="5")[0] == 302
    assert facts(world, ref, "visitor.told_wait")["minutes"] == 5


def sorry_when_over(world: World) -> None:
    ref = arrived(world, ago=30)
    assert "Say sorry for the wait, and offer something to drink." in board(world)
    assert (
        does(world, ref, "sorry", apologised="yes", refreshments="taken", reason="A colleague is ill")[0]
        == 302
    )
    told = facts(world, ref, "visitor.apologised")
    assert told == {"apologised": True, "refreshments": "taken", "reason": "A colleague is ill"}
    assert "Say sorry for the wait, and" not in board(world)


def duty_officer(world: World) -> None:
    turn(world, "officer", "duty", team="housing")
    ref = arrived(world, to_team="housing", for_what="rent")
    officer = world.member("officer")
    assert f"{officer.name} (duty officer)" in page(world, ref)
    assert does(world, ref, "pass", team="housing", nobody="all_busy")[0] == 422
    assert does(world, ref, "pass", team="housing", to=officer.handle, tried="the-manager")[0] == 302
    with tenancy.association(world.association):
        assert Thread.objects.get(ref=ref).owner_id == officer.pk


def next_before_leaving(world: World) -> None:
    officer = world.member("officer")
    ref = arrived(world)
    unsettled = {"tried": "Rang the council", "chose": "office", "confirmed": "printed"}
    status, said = does(world, ref, "unsettled", **unsettled)
    assert status == 422
    assert "do not leave without" in said
    then = {"whom": officer.handle, "day": "2026-04-09", "clock": "10:30"}
    assert does(world, ref, "unsettled", **unsettled, **then)[0] == 302
    with tenancy.association(world.association):
        assert Booking.objects.filter(thread__ref=ref, state="booked").exists()
        assert Thread.objects.get(ref=ref).closed_at is None


def second_look(world: World) -> None:
    ref = arrived(world)
    receptionist, officer = world.member("receptionist"), world.member("officer")
    assert does(world, ref, "look", second=receptionist.handle, found="drinking")[0] == 422
    assert does(world, ref, "away", reason="Slurred", declined="yes")[0] == 422
    assert does(world, ref, "look", second=officer.handle, found="drinking")[0] == 302
    with tenancy.association(world.association):
        assert Thread.objects.get(ref=ref).sensitivity == "confidential"
    assert does(world, ref, "away", reason="Slurred")[0] == 422
    then = {"whom": officer.handle, "day": "2026-04-09", "clock": "10:30"}
    assert does(world, ref, "away", reason="Slurred", **then)[0] == 302


def panic_written_down(world: World) -> None:
    said = world.get("receptionist", "/panic")
    assert "Kept is not the panic button" in said
    assert "When it sounds" in said
    assert world.post("receptionist", "/panic", {"place": "Reception"}).status_code == 302
    with tenancy.association(world.association):
        ref = Thread.objects.get(kind="panic").ref
    clear = {"thread": ref, "responders": "Two of us", "injured": "no", "police": "no"}
    assert world.post("receptionist", "/panic", clear).status_code == 422
    assert world.post("receptionist", "/panic", {**clear, "happened": "Shouting"}).status_code == 302


def slip(world: World) -> None:
    ref = arrived(world)
    officer = world.member("officer")
    then = {"whom": officer.handle, "day": "2026-04-09", "clock": "10:30", "chose": "office"}
    assert does(world, ref, "unsettled", tried="Rang", confirmed="printed", **then)[0] == 302
    said = world.get("receptionist", f"/reception/visitor/{ref}/slip")
    assert "Thursday 9 April 2026" in said
    assert "kept-visitor-slip__number" in said
    assert "Mr Bell" not in said.partition("<main")[2]


def settled(world: World) -> None:
    for number in range(4):
        ref = arrived(world, ago=20 - number)
        does(world, ref, "see", where="elsewhere", minutes="10")
        if number == 0:
            does(world, ref, "pass", to=world.member("officer").handle, tried="the-manager")
        does(world, ref, "answered")
    said = world.get("manager", f"/reception/back?office={office(world)}")
    assert "75 % (3 of 4)" in said


def seats(world: World) -> None:
    for ago in (12, 10, 8):
        arrived(world, ago=ago)
    said = world.get("manager", f"/reception/back?office={office(world)}")
    assert "3 at the worst moment" in said


PROOFS: dict[str, Callable[[World], None]] = {
    "page:reception": the_board,
    "page:reception-rota": the_rota,
    "list:reception-back": looking_back,
    "rule:second-called": second_called,
    "rule:break-covered": break_covered,
    "rule:badge-at-start": badge_at_start,
    "rule:private-room": private_room_only,
    "rule:private-kept": private_kept,
    "rule:told-again": told_again,
    "rule:sorry-when-over": sorry_when_over,
    "rule:duty-officer": duty_officer,
    "rule:next-before-leaving": next_before_leaving,
    "rule:second-look": second_look,
    "page:panic": panic_written_down,
    "print:visitor-slip": slip,
    "figure:settled-at-the-desk": settled,
    "figure:seats-wanted": seats,
}
PLACES: dict[str, Callable[[World], str]] = {"reception": board}
