"""What calls on record, the rota, the machine and the night hold, proved by using it."""

from __future__ import annotations

from datetime import datetime, timedelta

from kept.actions import posting, registering, rotas, rounds
from kept.actions.bringing_calls import bring_calls
from kept.casework import Refused
from kept.casework.callrecords import Call
from kept.casework.held_words import EMERGENCY
from kept.rulebook.machines import CLOSED
from kept.store import rounds as stored
from kept.store import tenancy
from kept.store.models import Clock, Event
from tests.contracts.world import World


def night(world: World) -> datetime:
    """Shortly before the office opened that day."""
    return world.at - timedelta(hours=3)


def place(world: World) -> stored.Place:
    """The first machine that takes calls while we are closed."""
    return next(each for each in stored.places(world.rulebook) if each.machine.runs == CLOSED)


def by(world: World, role: str = "manager") -> str:
    return world.member(role).handle


def phones(world: World) -> None:
    rang = world.at - timedelta(hours=1)
    until = rang + timedelta(seconds=6)
    one = Call("exchange:1", rang, "answered", until, until + timedelta(seconds=60), office=None)
    two = Call("exchange:2", rang, "abandoned", rang + timedelta(seconds=40))
    bring_calls(calls=[one, two], association=world.association, by="import", at=world.at)
    page = world.get("manager", "/phones")
    assert "50 % (1)" in page
    assert "1 of 2 calls" in page


def handover(world: World) -> None:
    sheet(world)
    page = world.get("receptionist", "/night")
    assert "Mrs Okafor" in page
    assert "Rang the plumber" in page
    assert "Late already" in page


def machine(world: World) -> None:
    where = place(world)
    at = {"association": world.association, "office": where.office, "machine": where.machine.name}
    rounds.note_machine(**at, what="fault", words="Does not pick up", by=by(world), at=night(world))  # type: ignore[arg-type]
    assert "Does not pick up" in world.get("receptionist", "/night/machine")
    rounds.note_machine(**at, what="mended", words="New tape", by=by(world), at=world.at)  # type: ignore[arg-type]
    page = world.get("receptionist", "/night/machine")
    assert "Out of order for 3 hours." in page
    answer = world.post(
        "receptionist",
        "/night/machine",
        {"place": f"{where.machine.name}/{where.office}", "what": "tested", "clear": "yes"},
    )
    assert answer.status_code == 302
    assert "Could be understood" in world.get("receptionist", "/night/machine")


def sheet(world: World) -> None:
    text = (
        f"Time: {world.rulebook.calendar_for().local(night(world)):%H:%M}\nType: emergency\nName: "
        "Mrs Okafor\nAction: Rang the plumber"
    )
    answer = world.post("receptionist", "/night/sheet", {"step": "whole", "text": text})
    assert answer.status_code == 302, answer.content.decode()
    with tenancy.association(world.association):
        assert Event.objects.get(kind="emergency.called").happened_at == night(world).replace(second=0)


def rota_page(world: World) -> None:
    assert "Nobody is on" in world.get("receptionist", "/rota")


def rota_gap(world: World) -> None:
    rota = next(iter(world.rulebook.room("rotas")))
    office = world.rulebook.association.offices[0].slug if rota.each_office else ""
    bea = world.member("officer")
    calendar = world.rulebook.calendar_for()
    starts = calendar.midnight(calendar.local(world.at).toordinal() + 1)
    done = rotas.add_shift(
        association=world.association,
        rota=rota.name,
        office=office,
        starts=starts,
        ends=starts + timedelta(days=1),
        handle=bea.handle,
        by=by(world),
        at=world.at,
    )
    assert isinstance(done, tuple), done
    off = rotas.remove_shift(association=world.association, shift=done[0], by=by(world), at=world.at)
    assert isinstance(off, Refused)
    assert "Then nobody would be on" in off.sentence


def diverts(world: World) -> None:
    """Every closed stretch has its going over and coming back, and each is confirmed once."""
    with tenancy.association(world.association):
        found = stored.switches(
            world.association,
            world.rulebook,
            since=world.at - timedelta(days=1),
            until=world.at + timedelta(days=7),
        )
    whys = {each.why for each in found}
    assert {"evening", "weekend"} <= whys
    if world.slug == "moray":
        assert "lunch" in whys
    page = world.get("receptionist", "/night/machine")
    assert "Not confirmed" in page
    stamp = page.split('name="switch" value="')[1].split('"')[0]
    assert world.post("receptionist", "/night/machine", {"switch": stamp}).status_code == 302
    assert "Confirmed" in world.get("receptionist", "/night/machine")


def rounds_due(world: World) -> None:
    with tenancy.association(world.association):
        due = stored.rounds(
            world.association, world.rulebook, since=world.at - timedelta(hours=2), until=world.at
        )
    assert due
    assert "How many does it show?" in world.get("receptionist", "/night/machine")


def begun(world: World) -> int:
    where = place(world)
    with tenancy.association(world.association):
        due = stored.rounds(
            world.association, world.rulebook, since=world.at - timedelta(hours=2), until=world.at
        )
    one = next(each for each in due if each.place == where)
    done = rounds.begin_round(
        association=world.association,
        office=where.office,
        machine=where.machine.name,
        name=one.name,
        for_at=one.due,
        messages=1,
        by=by(world, "receptionist"),
        at=world.at,
    )
    assert isinstance(done, int), done
    return done


def unheard(world: World) -> None:
    number = begun(world)
    answer = world.post("receptionist", f"/night/machine/{number}", {"step": "close"})
    assert answer.status_code == 409
    assert "Message 1 has not been heard." in answer.content.decode()
    local = world.rulebook.calendar_for().local(night(world))
    said = {
        "number": "1",
        "left_on": f"{local:%Y-%m-%d}",
        "left_at": f"{local:%H:%M}",
        "f-from_name": "Mr Lee",
    }
    assert (
        world.post("receptionist", f"/night/machine/{number}", said | {"found": "message"}).status_code == 302
    )
    page = world.get("receptionist", f"/night/machine/{number}")
    assert "Mr Lee" in page
    assert world.post("receptionist", f"/night/machine/{number}", {"step": "close"}).status_code == 302


def counts_from_left(world: World) -> None:
    left = night(world)
    rounds.hear_message(
        association=world.association,
        round_id=begun(world),
        number=1,
        found="message",
        left_at=left,
        facts={"from_name": "Mr Lee", "reply_wanted": "call", "urgent": False},
        by=by(world, "receptionist"),
        at=world.at,
    )
    with tenancy.association(world.association):
        started = set(Clock.objects.exclude(promise__startswith="kept:").values_list("started_at", flat=True))
    assert left in started


def tried(world: World) -> None:
    assert "Not tried today" in world.get("receptionist", "/night/machine")
    where = place(world)
    rounds.note_machine(
        association=world.association,
        office=where.office,
        machine=where.machine.name,
        what="tested",
        clear=True,
        by=by(world),
        at=world.at,
    )
    assert "Not tried today" not in world.get("receptionist", "/night/machine")


def numbers(world: World) -> None:
    where = place(world)
    posting.hold(
        association=world.association,
        name=EMERGENCY,
        words="Ring 0800 123 456",
        uid="held:1",
        by=by(world),
        at=world.at,
    )
    registering.add(
        association=world.association,
        register="announcements",
        subject=where.office,
        answers={
            "name": "Closed",
            "script": "In an emergency ring 0800 999 999.",
            "seconds": "20",
            "emergency_number": "0800 999 999",
            "recorded_on": "2026-04-01",
        },
        by=by(world),
        at=world.at,
    )
    page = world.get("receptionist", "/night/machine")
    assert "Announcement to be recorded anew" in page
    assert "0800 123 456" in page
    assert "It has 7 words." in page


PROOFS = {
    "page:phones": phones,
    "page:night": handover,
    "page:night-machine": machine,
    "page:night-sheet": sheet,
    "page:night-rota": rota_page,
    "rule:rota-gap": rota_gap,
    "rule:divert-schedule": diverts,
    "rule:rounds-due": rounds_due,
    "rule:no-unheard-message": unheard,
    "rule:counts-from-left": counts_from_left,
    "list:machine-tried": tried,
    "list:announcement-numbers": numbers,
}
