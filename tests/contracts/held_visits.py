"""What the rooms of visits, interviews and lone working hold: each is opened, and fails when it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kept.actions.sweeping import sweep_association
from kept.actions.working.visit_steps import Gone
from kept.casework import Refused
from kept.casework.agreeing import Action
from kept.store import tenancy
from kept.store.models import Account, Agreed, Clock, Event, Owed, Person, Visit
from tests import cast, going
from tests.contracts.world import World

STARTS, ENDS = "Tuesday 2026-04-07 11:00", "Tuesday 2026-04-07 11:45"
WALL = "Tuesday 2026-04-07 10:00"


def officer(world: World) -> Account:
    """An officer with a card, once."""
    found = world.member("officer")
    if not getattr(world, "_carded", False):
        going.carded(world.association, found)
        world._carded = True  # type: ignore[attr-defined]
    return found


def wanted(world: World, **more: Any) -> Visit | Refused:
    """A visit planned for eleven, or why not."""
    given = {"starts": cast.t(STARTS), "ends": cast.t(ENDS), "at": cast.t(WALL)} | more
    person = given.pop("person", None) or mary(world)
    return going.wanted(world.association, officer(world), person, **given)


def mary(world: World, **more: Any) -> Person:
    return going.customer(world.association, **more)


def planned(world: World, **more: Any) -> Visit:
    found = wanted(world, **more)
    assert isinstance(found, Visit), found
    return found


def step(
    world: World, visit: Visit, kind: str, facts: Mapping[str, object] | None = None, **more: Any
) -> Any:
    return going.step(world.association, visit, officer(world), kind, WALL, dict(facts or {}), **more)


def refused(found: object, field: str) -> None:
    assert isinstance(found, Refused), found
    assert found.field == field, found.sentence


def later(world: World) -> tuple[Action, ...]:
    return (Action("Ring her", officer(world).handle, cast.t("Thursday 2026-04-09 12:00")),)


# ---- pages and prints ----


def proof_page_visits(world: World) -> None:
    visit = planned(world)
    step(world, visit, "visit.arrived", going.AT_THE_DOOR)
    shown = world.get("manager", "/visits")
    assert "11:00–11:45" in shown
    assert "There now" in shown
    assert "due back by" in shown


def proof_page_visit(world: World) -> None:
    visit = planned(world, person=mary(world, need_kinds=["shoes-off", "prayer-times", "not-inside"]))
    shown = world.get("officer", f"/visit/{visit.pk}")
    for said in (
        "Shoes off in their home",
        "No visit at their times of prayer",
        "Nobody of us inside their home",
    ):
        assert said in shown, said
    for said in (
        "Bring",
        "If you feel at risk",
        "Police",
        "999",
        "Nobody goes in with only children at home",
    ):
        assert said in shown, said


def proof_page_plan(world: World) -> None:
    person = mary(world, need_kinds=["home-visits"])
    shown = world.get("officer", f"/visits/plan?customer={person.ref}")
    for said in ("What the file says", "Would the telephone easily do?", "a visit at home comes first"):
        assert said in shown, said


def proof_prepare(world: World) -> None:
    person = mary(world, need_kinds=["interpreter"])
    world.tell("letter.received", {"about": "Damp"}, person=person.ref)
    ref = world.tell("appointment.requested", {"about": "The damp"}, person=person.ref)
    world.tell(
        "promise.given", {"what_told": "We ring", "promised_for": "2026-04-09T12:00+01:00"}, thread=ref
    )
    world.post("officer", f"/prepare/{ref}", {"what": "paper", "title": "Repair history", "where": "Shelf 4"})
    shown = world.get("officer", f"/prepare/{ref}")
    for said in ("We ring", "Letter", "An interpreter is needed.", "Repair history", "Shelf 4", "The damp"):
        assert said in shown, said
    world.post("officer", f"/prepare/{ref}", {})
    assert "Read at" in world.get("officer", f"/prepare/{ref}")
    with tenancy.association(world.association):
        assert Event.objects.filter(kind="briefing.opened").count() == 1


def proof_card(world: World) -> None:
    visit = planned(world)
    shown = world.get("officer", f"/visit/{visit.pk}/card")
    for said in ("The Officer", "the-officer@example.org", "10:00", "Please get in touch", "Open:"):
        assert said in shown, said
    assert "damp" not in shown


def proof_summary(world: World) -> None:
    visit = planned(world)
    step(world, visit, "visit.arrived", going.AT_THE_DOOR)
    step(world, visit, "visit.made", {**going.WENT_WELL, "settled": "part"}, actions=later(world))
    shown = world.get("officer", f"/visit/{visit.pk}/summary")
    for said in (
        "What we agreed",
        "The vent was shut",
        "Damp in the back bedroom",
        "Ring her",
        "Thursday 9 April",
    ):
        assert said in shown, said


TALK: dict[str, str] = {
    "f-from_name": "Mary Stewart",
    "f-address": "14 Mill Road",
    "f-place": "private_room",
    "f-private": "yes",
    "f-named_self": "yes",
    "f-issues": "The damp",
    "f-recommendations": "None",
    "f-summary": "The vent stays open",
    "f-read_back": "yes",
    "f-outcome": "settled",
    "f-minutes": "20",
    "f-happened_at": "2026-04-07",
    "f-happened_at-time": "09:50",
}


def talk(world: World, ref: str = "", **changed: str) -> tuple[str, int, str]:
    """The record of an interview: its thread, the status, and the page where it is refused."""
    ref = ref or world.tell("appointment.requested", {"from_name": "Mary Stewart"})
    data = {**TALK, **{name.replace("__", "-"): value for name, value in changed.items()}}
    data |= {f"f-{name}": value for name, value in changed.items() if f"f-{name}" in TALK or name == "tried"}
    answer = world.post("officer", f"/talk/{ref}/interview.held", data)
    return ref, answer.status_code, answer.content.decode()


def proof_talk_plan(world: World) -> None:
    ref, status, _ = talk(world, what__1="Send the form", when__1="Thu noon", owner__1="the-officer")
    assert status == 302
    shown = world.get("officer", f"/talk/{ref}/plan")
    for said in ("The vent stays open", "Send the form", "The Officer", "Thursday 9 April", "The damp"):
        assert said in shown, said


# ---- lists ----


def listed(world: World, name: str) -> str:
    return world.get("manager", f"/visits?list={name}").partition('id="list-heading"')[2]


def proof_asked(world: World) -> None:
    ref = world.tell("visit.requested", {"from_name": "Mr Reid"})
    assert ref in listed(world, "asked")
    assert "since it was asked for" in listed(world, "asked")
    visit = planned(world)
    assert visit.thread.ref in listed(world, "asked")
    assert "Booked" in listed(world, "asked")


def proof_undated(world: World) -> None:
    ref = world.tell("visit.requested", {"from_name": "Mr Reid"})
    assert ref in listed(world, "no-date")
    assert planned(world).thread.ref not in listed(world, "no-date")


def proof_no_card(world: World) -> None:
    visit = planned(world)
    step(
        world, visit, "visit.no_access", {"card_left": False, "card_note": "None left"}, actions=later(world)
    )
    assert visit.thread.ref in listed(world, "no-card")


def proof_no_permission(world: World) -> None:
    ref = world.tell("visit.requested", {"from_name": "Mr Reid"})
    world.tell("visit.made", {"where": "inside"}, thread=ref)
    assert ref in listed(world, "no-permission")


def proof_unannounced_list(world: World) -> None:
    visit = planned(world, answers={"notice": False, "unannounced_because": "welfare"})
    assert visit.thread.ref in listed(world, "unannounced")
    assert "cannot reach them" in listed(world, "unannounced")


def proof_damage_list(world: World) -> None:
    visit = planned(world)
    step(
        world,
        visit,
        "visit.damage_reported",
        {"what": "A vase", "next": "Ask the insurer"},
        actions=later(world),
    )
    assert visit.thread.ref in listed(world, "damage")


def proof_breaches_list(world: World) -> None:
    visit = planned(world)
    step(world, visit, "visit.arrived", going.AT_THE_DOOR)
    seen = {"breaches": "A broken door", "breaches_told": True, "breaches_next": "A letter"}
    step(world, visit, "visit.made", {**going.WENT_WELL, **seen})
    assert visit.thread.ref in listed(world, "breaches")


def proof_to_pass_on(world: World) -> None:
    visit = planned(world)
    step(world, visit, "visit.running_late", {"told": "office", "expected_at": "2026-04-07T11:30+01:00"})
    assert visit.thread.ref in listed(world, "to-pass-on")
    step(world, visit, "visit.late_passed_on", {"result": "reached", "choice": "wait"})
    assert visit.thread.ref not in listed(world, "to-pass-on")


def in_list(world: World, ref: str, heading: str) -> bool:
    shown = world.get("manager", "/interviews").partition(f'id="{heading}"')[2]
    return ref in shown.partition("<section")[0]


def proof_without_notes(world: World) -> None:
    from kept.actions import booking, resources
    from kept.actions.working.booked import Booked
    from kept.store.models import Resource

    office = world.rulebook.association.offices[0].slug
    room = resources.add(
        association=world.association,
        kind="room",
        name="Blue room",
        office=office,
        seats=6,
        apart=True,
        by="kept",
        at=cast.t(WALL),
    )
    assert isinstance(room, Resource), room
    done = booking.book(
        association=world.association,
        by=officer(world).handle,
        at=cast.t(WALL),
        kind="meeting",
        starts=cast.t("Tuesday 2026-04-07 10:30"),
        resources=["@the-officer", room.pk],
        person=mary(world).ref,
        facts={
            "about": "Damp",
            "phone": "01343 555 010",
            "agreed": True,
            "agreed_how": "by-telephone",
        },
    )
    assert isinstance(done, Booked), done
    assert not in_list(world, done.thread, "without-notes")
    from kept.store import visits

    with tenancy.association(world.association):
        member = going.member_of(world.association, officer(world))
        after = cast.t("Wednesday 2026-04-08 10:00")
        found = visits.interviews_without_notes(member, at=after, since=cast.t(WALL))
        assert [each.thread.ref for each in found] == [done.thread]


def proof_without_record(world: World) -> None:
    ref = world.tell("meeting.held", {"about": "Tenants' panel"})
    assert in_list(world, ref, "without-record")


def proof_exceptions(world: World) -> None:
    ref = world.tell("appointment.requested", {"from_name": "Mr Reid"})
    world.post("manager", f"/talk/{ref}/exception", {"threat": "He said that he would hit somebody."})
    assert in_list(world, ref, "exceptions")


def proof_unresolved(world: World) -> None:
    ref, status, _ = talk(world, outcome="part", tried="We rang the insurer")
    assert status == 302
    assert in_list(world, ref, "unresolved")


# ---- rules ----


def proof_no_card_no_visit(world: World) -> None:
    bob = cast.member(world.association, "bob", "officer")
    refused(wanted(world, answers={"officer": "bob"}), "officer")
    going.carded(world.association, bob, expires="2026-04-06")
    refused(wanted(world, answers={"officer": "bob"}), "officer")


def proof_unannounced(world: World) -> None:
    refused(wanted(world, answers={"notice": False}), "because")
    visit = planned(world, answers={"notice": False, "unannounced_because": "health_and_safety"})
    refused(step(world, visit, "visit.arrived", going.AT_THE_DOOR), "permission")


def proof_approve(world: World) -> None:
    visit = planned(world, answers={"notice": False, "unannounced_because": "welfare"})
    assert world.post("officer", f"/visit/{visit.pk}/approve", {"because": "welfare"}).status_code == 403
    assert world.post("manager", f"/visit/{visit.pk}/approve", {"because": "welfare"}).status_code == 302
    assert isinstance(step(world, visit, "visit.arrived", going.AT_THE_DOOR), Gone)


def proof_minors(world: World) -> None:
    visit = planned(world)
    refused(step(world, visit, "visit.arrived", {**going.AT_THE_DOOR, "adult": False}), "permission")


def proof_followed_up(world: World) -> None:
    visit = planned(world)
    card = {"card_left": True, "card_at": "10:00"}
    refused(step(world, visit, "visit.no_access", {"card_left": True}), "card_at")
    refused(step(world, visit, "visit.no_access", card), "what-1")
    assert isinstance(step(world, visit, "visit.no_access", card, actions=later(world)), Gone)


def proof_phone_first(world: World) -> None:
    refused(wanted(world, answers={"by_phone": True}), "wants_visit")
    person = mary(world)
    assert "Offer a call back" in world.get("officer", f"/visits/plan?customer={person.ref}")
    planned(world, answers={"by_phone": True, "wants_visit": True})


def proof_wish(world: World) -> None:
    person = mary(world, need_kinds=["not-inside"])
    visit = planned(world, person=person, answers={"notice_on": "2026-04-01"})
    refused(step(world, visit, "visit.arrived", {**going.AT_THE_DOOR, "permission": "notice"}), "permission")
    assert isinstance(step(world, visit, "visit.arrived", {**going.AT_THE_DOOR, "permission": "door"}), Gone)
    at_door = {**going.WENT_WELL, "where": "at_door"}
    assert isinstance(step(world, visit, "visit.made", at_door), Gone)


def proof_inspection(world: World) -> None:
    refused(wanted(world, answers={"sort": "inspection"}), "notice_on")
    person = mary(world, need_kinds=["not-inside"])
    visit = planned(world, person=person, answers={"sort": "inspection", "notice_on": "2026-04-01"})
    done = step(world, visit, "visit.arrived", {**going.AT_THE_DOOR, "permission": "notice"})
    assert isinstance(done, Gone), done


def proof_confidential(world: World) -> None:
    refused(wanted(world, answers={"confidential": True}), "office_offered")
    person = mary(world)
    shown = world.get("officer", f"/visits/plan?customer={person.ref}")
    assert "Offer an appointment in private at the office" in shown


def proof_open_issue(world: World) -> None:
    visit = planned(world)
    step(world, visit, "visit.arrived", going.AT_THE_DOOR)
    refused(step(world, visit, "visit.made", {**going.WENT_WELL, "all_dealt_with": False}), "what-1")
    undated = (Action("Ring her", "the-officer", None),)
    refused(step(world, visit, "visit.made", going.WENT_WELL, actions=undated), "when-1")


def proof_action(world: World) -> None:
    visit = planned(world)
    step(world, visit, "visit.arrived", going.AT_THE_DOOR)
    step(world, visit, "visit.made", going.WENT_WELL, actions=later(world))
    with tenancy.association(world.association):
        row = Agreed.objects.select_related("thread__owner", "thread__person").get()
        assert row.thread.owner.handle == "the-officer"
        assert row.thread.person.name == "Mary Stewart"
        assert Clock.objects.get(thread=row.thread).due_at == cast.t("Thursday 2026-04-09 12:00")
    assert row.thread.ref in world.get("officer", "/desk")


def proof_lone(world: World) -> None:
    world.post("officer", "/out", {"what": "in", "where": "The garages", "back": "10:30"})
    sweep_association(association=world.association, by="kept", at=cast.t("Tuesday 2026-04-07 10:31"))
    with tenancy.association(world.association):
        assert Owed.objects.filter(what="alarm").exists()


def proof_private(world: World) -> None:
    ref, status, page = talk(world, place="reception")
    assert status == 422
    assert "What is private is not talked about in reception" in page
    world.post("manager", f"/talk/{ref}/exception", {"threat": "He said that he would hit somebody."})
    assert talk(world, ref, place="reception")[1] == 302


def proof_exception_permission(world: World) -> None:
    ref = world.tell("appointment.requested", {"from_name": "Mr Reid"})
    said = {"threat": "He said that he would hit somebody."}
    assert world.post("officer", f"/talk/{ref}/exception", said).status_code == 403
    assert world.post("manager", f"/talk/{ref}/exception", {"threat": ""}).status_code == 422
    assert world.post("manager", f"/talk/{ref}/exception", said).status_code == 302


def proof_complete(world: World) -> None:
    for name in ("issues", "recommendations", "from_name", "address", "summary", "named_self"):
        assert talk(world, **{name: ""})[1] == 422, name
    ref = world.tell("meeting.held", {"about": "Panel"})
    answer = world.post("officer", f"/talk/{ref}/meeting.held", {"f-about": "Panel", "f-place": "Hall"})
    assert answer.status_code == 422


def proof_next(world: World) -> None:
    _, status, page = talk(world, outcome="not_settled", tried="We rang")
    assert status == 422
    assert "offer an appointment" in page
    assert talk(world, outcome="not_settled", tried="We rang", next="declined")[1] == 302


def proof_pack(world: World) -> None:
    _, status, page = talk(world, outcome="cannot", tried="Everything")
    assert status == 422
    assert "complaint form with the procedure" in page
    assert talk(world, outcome="cannot", tried="Everything", pack="paper")[1] == 302
    with tenancy.association(world.association):
        given = Event.objects.get(kind="complaint_pack.given")
        assert given.facts["form"] is True
        assert given.facts["procedure"] is True


def proof_share(world: World) -> None:
    visit = planned(world)
    step(world, visit, "visit.arrived", going.AT_THE_DOOR)
    step(world, visit, "visit.made", going.WENT_WELL)
    assert "1 of 1 visits of the last 30 days settled the matter in full" in world.get("manager", "/visits")


def _visit_page(world: World) -> str:
    return world.get("manager", "/visits")


def _interview_page(world: World) -> str:
    return world.get("manager", "/interviews")


def _meeting_page(world: World) -> str:
    ref = world.tell("meeting.held", {"about": "Panel"})
    return world.get("officer", f"/talk/{ref}/meeting.held")


PLACES = {"visit": _visit_page, "interview": _interview_page, "meeting": _meeting_page}
PROOFS = {
    "page:visits": proof_page_visits,
    "page:visit": proof_page_visit,
    "page:visit-plan": proof_page_plan,
    "page:prepare": proof_prepare,
    "print:calling-card": proof_card,
    "print:visit-summary": proof_summary,
    "print:talk-plan": proof_talk_plan,
    "list:visits-asked": proof_asked,
    "list:visits-without-date": proof_undated,
    "list:visits-no-card": proof_no_card,
    "list:visits-no-permission": proof_no_permission,
    "list:visits-unannounced": proof_unannounced_list,
    "list:visits-damage": proof_damage_list,
    "list:visits-breaches": proof_breaches_list,
    "list:visits-to-pass-on": proof_to_pass_on,
    "list:interviews-without-notes": proof_without_notes,
    "list:meetings-without-record": proof_without_record,
    "list:reception-exceptions": proof_exceptions,
    "list:interviews-unresolved": proof_unresolved,
    "rule:no-card-no-visit": proof_no_card_no_visit,
    "rule:unannounced-reason": proof_unannounced,
    "permission:approve-unannounced": proof_approve,
    "rule:no-minors": proof_minors,
    "rule:no-access-followed-up": proof_followed_up,
    "rule:phone-first": proof_phone_first,
    "rule:wish-not-inside": proof_wish,
    "rule:inspection-noticed": proof_inspection,
    "rule:confidential-office-first": proof_confidential,
    "rule:open-issue-action": proof_open_issue,
    "rule:action-is-promise": proof_action,
    "rule:lone-worker-called-for": proof_lone,
    "rule:private-not-in-reception": proof_private,
    "permission:reception-exception": proof_exception_permission,
    "rule:record-complete": proof_complete,
    "rule:unresolved-needs-next": proof_next,
    "rule:cannot-settle-pack": proof_pack,
    "figure:visits-settled": proof_share,
}
