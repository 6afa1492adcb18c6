"""What the diary holds for clauses, each opened for real."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from kept.actions import booking, customers, markers, matters, resources
from kept.casework import Refused
from kept.store import tenancy
from kept.store.models import Booking, Event, Person, Resource, Unmet
from kept.store.registers import card_of
from tests import cast
from tests.contracts.world import World
from tests.going import carded

WHEN = cast.t("Thursday 2026-04-09 10:00")
SAID = {"from_name": "Mr Bell", "phone": "01632 960 001", "about": "Rent", "agreed": True}


def book(world: World, kind: str = "appointment", starts: datetime = WHEN, **more: Any) -> Any:
    """What booking it by the action gives; the officer's time, a room where the kind wants one."""
    officer = world.member("officer")
    for role in ("officer", "manager") if kind in ("home-visit", "joint-visit") else ():
        with_card(world, role)
    facts = {**SAID, "agreed_how": "by-telephone", "venue": "14 Mill Road, LS1 4AB", **more.pop("facts", {})}
    used = more.pop("resources", None) or [f"@{officer.handle}", *needed(world, kind)]
    return booking.book(
        association=world.association,
        kind=kind,
        starts=starts,
        resources=used,
        facts=facts,
        by=officer.handle,
        at=world.at,
        **more,
    )


def with_card(world: World, role: str) -> None:
    account = world.member(role)
    with tenancy.association(world.association):
        has = card_of(account, world.at.date()) is not None
    if not has:
        carded(world.association, account)


def needed(world: World, kind: str) -> list[int]:
    entry = next(each for each in world.rulebook.room("diary") if each.name == kind)
    return [room(world)] if "room" in entry.asked_for else []


def room(world: World, name: str = "Blue room", **more: Any) -> int:
    more = {"seats": 4, "features": ["step-free"], "apart": True, **more}
    made = resources.add(
        association=world.association,
        kind="room",
        name=name,
        office=world.rulebook.association.offices[0].slug,
        by=world.member("manager").handle,
        at=world.at,
        **more,
    )
    assert isinstance(made, Resource), made
    return made.pk


def booked(world: World, *args: Any, **more: Any) -> int:
    done = book(world, *args, **more)
    assert isinstance(done, booking.Booked), done
    return done.id


def refused(world: World, *args: Any, **more: Any) -> str:
    done = book(world, *args, **more)
    assert isinstance(done, Refused), done
    return done.sentence


def person(world: World, *needs: str, name: str = "Ngozi Okafor") -> str:
    made = customers.add(
        association=world.association,
        name=name,
        address="14 Mill Road, LS1 4AB",
        phones=["01632 960 002"],
        need_kinds=list(needs),
        by="kept",
        at=world.at,
    )
    assert isinstance(made, Person), made
    return made.ref


def marked(world: World, who: str, kind: str) -> None:
    done = markers.mark(
        association=world.association,
        person=who,
        kind=kind,
        why="animal",
        asked_after=True,
        review_on=date(2026, 9, 1),
        by="kept",
        at=world.at,
    )
    assert not isinstance(done, Refused), done


def form(world: World, **more: object) -> dict[str, object]:
    return {
        "kind": "home-visit",
        "with": f"@{world.member('officer').handle}",
        "day": "2026-04-09",
        "time": "10:00",
        "customer": "Mr Bell",
        **more,
    }


def proof_page_diary(world: World) -> None:
    pk = booked(world)
    shown = world.get("receptionist", "/diary?day=2026-04-09&team=everybody")
    assert "Mr Bell" in shown
    one = world.get("receptionist", f"/diary/{pk}")
    for said in ("Mr Bell", "01632 960 001", "Rent", "Agreed", "The-Officer".replace("-", " "), "10:00"):
        assert said.lower() in one.lower(), said


def proof_page_booking(world: World) -> None:
    shown = world.post("receptionist", "/diary/book", form(world, step="find", kind="")).content.decode()
    assert "Everybody and everything is free at these times" in shown
    assert shown.count('name="slot"') > 2
    assert "The Officer" in shown
    ref = world.tell("appointment.requested", {"from_name": "Mr Bell"})
    assert f"/diary/book?thread={ref}" in world.get("receptionist", f"/thread/{ref}")


def proof_page_rooms(world: World) -> None:
    blue = room(world)
    assert "Free" in world.get("receptionist", "/diary/rooms")
    taken = {"act": "take", "room": blue, "minutes": 30}
    assert world.post("receptionist", "/diary/rooms", taken).status_code == 302
    assert "Taken until 10:30" in world.get("receptionist", "/diary/rooms")
    again = world.post("receptionist", "/diary/rooms", taken)
    assert "Blue room is taken until 10:30" in again.content.decode()


def proof_page_matters(world: World) -> None:
    assert "Harassment" in world.get("receptionist", "/diary/book")
    settled = {"act": "matter", "matter": "harassment", "label": "Harassment", "category": "five_days"}
    assert world.post("manager", "/diary/rooms", settled).status_code == 302
    shown = world.get("manager", "/diary/rooms")
    assert "version 1" in shown
    denied = matters.settle(
        association=world.association,
        label="Harassment",
        category="one_day",
        membership=None if world.client("receptionist") is None else _membership(world, "receptionist"),
        by="the-receptionist",
        at=world.at,
    )
    assert isinstance(denied, Refused)


def _membership(world: World, role: str) -> Any:
    from kept.store.accounts import membership_of

    with tenancy.association(world.association):
        return membership_of(world.member(role), on=world.at.date())


def proof_alternative(world: World) -> None:
    pk = booked(world)
    who = {"association": world.association, "booking": pk, "by": "the-officer", "at": world.at}
    assert not isinstance(booking.cancel(reason="Ill", **who), Refused)
    assert isinstance(booking.told(offered=[], answer="declined", **who), Refused)
    assert isinstance(booking.told(offered=[world.at - timedelta(days=1)], answer="declined", **who), Refused)
    assert not isinstance(booking.told(offered=[WHEN], answer="declined", **who), Refused)


def proof_list_to_tell(world: World) -> None:
    pk = booked(world)
    booking.cancel(association=world.association, booking=pk, reason="Ill", by="the-officer", at=world.at)
    shown = world.get("officer", "/diary/to-do")
    assert "Cancelled by us, and not settled" in shown
    assert f"/diary/{pk}" in shown


def proof_agreed(world: World) -> None:
    says = refused(world, facts={"agreed": False})
    assert says.startswith("Tick that the customer agreed to the time, or say why")
    assert refused(world, facts={"agreed_how": ""}).startswith("Say how")
    pk = booked(world, facts={"agreed": False, "not_agreed": "not-reached"})
    with tenancy.association(world.association):
        assert Booking.objects.get(pk=pk).not_agreed == "not-reached"


def proof_home_instead(world: World) -> None:
    assert refused(world, facts={"because": "illness"}).startswith("They cannot come to the office")
    pk = booked(world, "home-visit", facts={"because": "illness"})
    with tenancy.association(world.association):
        thread = Booking.objects.get(pk=pk).thread_id
        assert Event.objects.filter(thread=thread, kind="appointment.home_instead").exists()


def proof_list_home_instead(world: World) -> None:
    pk = booked(world, person=person(world, "home-visits"))
    shown = world.get("officer", "/diary/to-do")
    section = shown.partition("Asked to the office although they cannot come")[2].partition("</section>")[0]
    assert f"/diary/{pk}" in section


def proof_fitting_room(world: World) -> None:
    officer = f"@{world.member('officer').handle}"
    assert refused(world, "meeting", resources=[officer]).startswith("Choose a room that fits")
    small = room(world, "Cupboard", seats=1)
    assert "has 1 seats, and 2 people come" in refused(world, "meeting", resources=[officer, small])
    booked(world, "meeting")


def proof_room_fits(world: World) -> None:
    officer = f"@{world.member('officer').handle}"
    stairs = room(world, "Upstairs", features=[])
    who = person(world, "step-free")
    says = refused(world, resources=[officer, stairs], person=who)
    assert says.startswith("They need this, and Upstairs does not have it")
    booked(world, person=who, resources=[officer, room(world)])


def proof_interpreter(world: World) -> None:
    pk = booked(world, person=person(world, "interpreter"))
    with tenancy.association(world.association):
        assert Booking.objects.get(pk=pk).interpreter == "needed"
    sent = {"act": "interpret", "confirmed": "yes"}
    assert world.post("officer", f"/diary/{pk}", sent).status_code == 302
    assert "An interpreter comes" in world.get("officer", f"/diary/{pk}")


def proof_list_interpreter(world: World) -> None:
    pk = booked(world, person=person(world, "interpreter"))
    shown = world.get("officer", "/diary/to-do")
    section = shown.partition("No interpreter has said that they will come")[2].partition("</section>")[0]
    assert f"/diary/{pk}" in section


def proof_two_staff(world: World) -> None:
    who = person(world)
    marked(world, who, "two-staff")
    assert refused(world, "home-visit", person=who).startswith("Two of us have to be there")
    pair = [f"@{world.member('officer').handle}", f"@{world.member('manager').handle}"]
    booked(world, "home-visit", person=who, resources=pair)


def proof_office_instead(world: World) -> None:
    who = person(world)
    marked(world, who, "office-only")
    done = book(world, "home-visit", person=who)
    assert isinstance(done, Refused)
    assert done.sentence.startswith("They are not visited, for our safety. Offer them a time at the office")
    assert getattr(done, "free", ())
    booked(world, person=who)
    marked(world, who, "not-at-office")
    assert refused(world, person=who, starts=WHEN + timedelta(hours=2)).startswith(
        "They are not met at the office"
    )


def proof_rather_at_office(world: World) -> None:
    who = person(world, "meet-at-office")
    shown = world.get("officer", f"/diary/book?kind=home-visit&person={who}")
    assert "They would rather come to the office" in shown


def proof_travel(world: World) -> None:
    booked(world, "home-visit")
    far = {"venue": "2 Far Lane, YO1 7HH"}
    after = WHEN + timedelta(minutes=45)
    assert "takes about 60 minutes" in refused(world, "home-visit", after, facts=far)
    booked(world, "home-visit", after + timedelta(minutes=60), facts=far)


def proof_complete(world: World) -> None:
    for missing in ("from_name", "phone", "about"):
        refused(world, facts={missing: ""})
    refused(world, "home-visit", facts={"venue": ""})
    assert "Nothing in the diary for a week" in world.get("manager", "/diary/to-do")
    section = world.get("manager", "/diary/to-do").partition("Nothing in the diary for a week")[2]
    world.member("officer")
    assert "The Officer" in section.partition("</section>")[0]


def proof_home_first(world: World) -> None:
    who = person(world, "home-visits")
    shown = world.get("receptionist", f"/diary/book?person={who}")
    assert '<option value="home-visit" selected>' in shown


def proof_home_offered(world: World) -> None:
    who = person(world, "step-free")
    shown = world.get("receptionist", f"/diary/book?kind=appointment&person={who}")
    assert "offer a visit at home, and write down the answer" in shown


def proof_evening(world: World) -> None:
    evening = WHEN + timedelta(hours=9)
    done = book(world, "home-visit", evening)
    assert isinstance(done, Refused)
    assert getattr(done, "despite", "") == "outside"
    saturday = cast.t("Saturday 2026-04-11 10:00")
    booked(world, "home-visit", evening, despite=["outside"])
    booked(world, "home-visit", saturday, despite=["outside"])


def proof_not_given(world: World) -> None:
    wanted = form(world, step="not-given", time="19:00")
    assert world.post("receptionist", "/diary/book", wanted).status_code == 200
    assert world.post("receptionist", "/diary/rooms", {"act": "no-room"}).status_code == 302
    with tenancy.association(world.association):
        assert Unmet.objects.count() == 2
    shown = world.get("manager", "/diary/to-do").partition("Wanted, and not given")[2]
    assert "A time outside our hours, 19:00 on Thursday 9 April" in shown
    assert "A private room" in shown


def proof_punctuality(world: World) -> None:
    pk = booked(world, starts=WHEN - timedelta(days=2) + timedelta(minutes=15))
    done = booking.end(
        association=world.association,
        booking=pk,
        state="kept",
        arrived_at=WHEN - timedelta(days=2) + timedelta(minutes=45),
        by="the-officer",
        at=WHEN,
    )
    assert isinstance(done, Booking), done
    assert done.state == "late"
    shown = world.get("manager", "/diary/to-do").partition("How appointments ended")[2]
    assert "Kept, late" in shown or "Nothing has come to its time yet" in shown
    from kept.store import diary

    with tenancy.association(world.association):
        assert diary.shares(world.association, WHEN - timedelta(days=9), WHEN) == {"late": 1}


def proof_refused_visits(world: World) -> None:
    ref = world.tell("visit.requested", {"from_name": "Mr Bell"})
    world.tell("visit.refused", {"why": "not-safe"}, thread=ref)
    assert "Visits at home that were refused since" in world.get("manager", "/diary/to-do")
    from kept.store import diary

    with tenancy.association(world.association):
        assert diary.refused_visits(world.association, world.at - timedelta(days=1)) == 1


def proof_confirmation(world: World) -> None:
    pk = booked(world, "home-visit")
    shown = world.get("receptionist", f"/diary/{pk}/confirmation")
    for said in ("The Officer", "identity card", "10:00", "We treat you with respect"):
        assert said in shown, said


def proof_mind(world: World) -> None:
    formal = [each for each in world.rulebook.room("diary") if "smart clothes" in each.mind]
    assert {each.name for each in formal} == {"court-hearing", "committee", "formal-reception"}
    with_card(world, "officer")
    entry = booked(world, "court-hearing")
    assert formal[0].mind in world.get("officer", f"/diary/{entry}")
    other = booked(world, starts=WHEN + timedelta(hours=3))
    assert "smart clothes" not in world.get("officer", f"/diary/{other}")


PROOFS = {
    "rule:mind-in-diary": proof_mind,
    "page:diary": proof_page_diary,
    "page:booking": proof_page_booking,
    "page:rooms": proof_page_rooms,
    "page:matters": proof_page_matters,
    "rule:alternative-offered": proof_alternative,
    "list:cancelled-by-us": proof_list_to_tell,
    "rule:agreed-by-both": proof_agreed,
    "rule:home-instead": proof_home_instead,
    "list:home-instead": proof_list_home_instead,
    "rule:fitting-room": proof_fitting_room,
    "rule:room-fits": proof_room_fits,
    "rule:interpreter-booked": proof_interpreter,
    "list:no-interpreter": proof_list_interpreter,
    "rule:two-staff": proof_two_staff,
    "rule:office-instead": proof_office_instead,
    "rule:rather-at-office": proof_rather_at_office,
    "rule:travel-time": proof_travel,
    "rule:diary-complete": proof_complete,
    "rule:home-first": proof_home_first,
    "rule:home-offered": proof_home_offered,
    "rule:evening-visits": proof_evening,
    "list:not-given": proof_not_given,
    "figure:punctuality": proof_punctuality,
    "figure:visits-refused": proof_refused_visits,
    "print:confirmation": proof_confirmation,
}
PLACES = {"booking": lambda world: world.get("receptionist", "/diary/book")}
