"""What is held for behaviour that we do not accept, each opened for real."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from kept.actions import booking, conduct, incidents, markers, restrictions
from kept.actions.cases import take
from kept.actions.customers import add
from kept.casework import Refused
from kept.casework.incidents import Somebody
from kept.casework.restricting import Decision
from kept.rulebook.letters import template_of
from kept.store import behaviour, surveys, tenancy
from kept.store.housing import today
from kept.store.models import Account, Case, Event, Marker, Membership, Notice, Person, Thread
from tests import cast
from tests.contracts.world import NOW, World

FACTS = {"what": "threat", "where": "reception", "about": "He raised his fist at me", "outcome": "left"}
DAY = timedelta(days=1)


def who(world: World, role: str = "officer") -> dict[str, Any]:
    """By whom and when: a second after what was done before, and before anybody opens a page."""
    if world.at == cast.t(NOW):
        world.at -= timedelta(minutes=30)
    world.at += timedelta(seconds=1)
    return {"association": world.association, "by": world.member(role).handle, "at": world.at}


def customer(world: World) -> str:
    made = add(name="Alec Grant", phones=["01632 960 002"], **who(world))
    assert isinstance(made, Person), made
    return made.ref


def incident(world: World, person: str, uid: str = "i", **more: Any) -> str:
    for role in ("manager", "director"):
        world.member(role)
    people = [Somebody("victim", "Ann Smith", "at the counter", "staff", 90)]
    ref = incidents.record(facts={**FACTS, **more}, people=people, person=person, uid=uid, **who(world))
    assert isinstance(ref, str), ref
    return ref


def asked(world: World, ref: str) -> str:
    done = restrictions.ask_after(
        thread=ref, illness="no", abuse="no", ours_read=True, uid=f"w{ref}", **who(world)
    )
    assert isinstance(done, str), done
    return ref


def decide(world: World, ref: str, *options: str, role: str = "director", way: str = "letter") -> object:
    on = today(world.association, world.at)
    decision = Decision(
        options, "Threats at the counter", way, "Mia Shaw", "Write to them; never alone", on, on + 90 * DAY
    )
    with tenancy.association(world.association):
        mine = Membership.objects.select_related("association", "account").get(account=world.member(role))
    readers = [world.member("officer").handle]
    return restrictions.decide(
        thread=ref, decision=decision, readers=readers, uid=f"d{ref}", membership=mine, **who(world, role)
    )


def told(world: World, ref: str, kind: str = "restriction.told", **facts: object) -> None:
    done = take(thread=ref, kind=kind, facts=facts, via="letter", **who(world, "director"))
    assert not isinstance(done, Refused), done


def limited(world: World, *options: str) -> tuple[str, str]:
    """A customer for whom that is decided, who has it in writing, and its case."""
    person = customer(world)
    ref = asked(world, incident(world, person))
    done = decide(world, ref, *options)
    assert isinstance(done, str), done
    told(world, ref)
    return person, ref


def warned(world: World, thread: str, uid: str = "w", **more: Any) -> None:
    said = {"words": "I shall end this call if you go on", "chance": True, **more}
    done = incidents.warn(thread=thread, uid=uid, **said, **who(world))
    assert isinstance(done, str), done


def ended(world: World, thread: str, uid: str = "e") -> object:
    return incidents.end_contact(
        thread=thread,
        how="call",
        reason="She swore at me",
        told=True,
        number_held=True,
        uid=uid,
        **who(world),
    )


def call(world: World, person: str | None = None) -> str:
    for role in ("manager", "director"):
        world.member(role)
    return world.tell("call.received", {"about": "The tap drips"}, person=person)


def proof_incidents(world: World) -> None:
    person = customer(world)
    ref = asked(world, incident(world, person))
    incidents.at_risk(note="He had a knife", uid="r", **who(world))
    world.tell(
        "enforcement.asked",
        {
            "sort": "rent",
            "how": "call",
            "about": "Rent",
            "action": "Pay",
            "put_right_by": "2026-04-01",
            "help": "Advice",
            "agency": "Citizens Advice",
        },
    )
    text = world.get("director", "/incidents")
    unread = text.partition("Not read yet")[2].partition("<section")[0]
    assert ref in unread
    assert "He had a knife" in text.partition("Ended without a warning")[2]
    assert "1 April 2026" in text.partition("Asked to put something right")[2]
    world.post("director", "/incidents", {"ref": ref, "do": "incident"})
    assert (
        ref not in world.get("director", "/incidents").partition("Not read yet")[2].partition("<section")[0]
    )
    take(thread=ref, kind="persistence.considered", facts={"report": True}, **who(world))
    restrictions.report(
        thread=ref, account="A", outcome="B", recommended=["no-calls"], reasons="C", uid="p", **who(world)
    )
    assert ref in world.get("director", "/incidents").partition("To be decided")[2].partition("<section")[0]
    decide(world, ref, "no-calls")
    told(world, ref)
    late = world.tell("call.received", {"about": "The roof"}, person=person, happened_at=world.at - 30 * DAY)
    given = {"what_told": "Ring", "promised_for": (world.at - 20 * DAY).isoformat()}
    world.tell("promise.given", given, thread=late, happened_at=world.at - 29 * DAY)
    world.tell("thread.closed", thread=late)
    assert late in world.get("director", "/incidents").partition("Closed without an answer")[2]


def proof_script(world: World) -> None:
    ref = call(world, customer(world))
    warned(world, ref)
    assert ended(world, ref) == ref
    text = world.get("manager", f"/thread/{ref}/ending")
    assert "because of this: She swore at me" in text
    sent = {"do": "rang", "said": ["why", "help"], "contact": "Mia Shaw", "uid": "0" * 32}
    answer = world.post("manager", f"/thread/{ref}/ending", sent)
    assert answer.status_code == 422, "each sentence is said and ticked"
    sent["said"] = ["why", "standards", "help"]
    assert world.post("manager", f"/thread/{ref}/ending", sent).status_code == 302
    with tenancy.association(world.association):
        rang = Event.objects.get(kind="manager.rang")
        assert (rang.facts["standards_said"], rang.facts["contact"]) == (True, "Mia Shaw")
        template = template_of(world.rulebook, "call-ended")
    assert template is None or next(each for each in template.fields if each.name == "reasons").default_from


def proof_figures(world: World) -> None:
    person = customer(world)
    incident(world, person, minutes_lost=30)
    incident(world, person, "second", what="rude")
    text = world.get("manager", "/incidents").partition("How many, by quarter")[2]
    row = text.partition("2026 Q2")[2].partition("</tr>")[0]
    counts = [int(each) for each in re.findall(r">(\d+)<", row)]
    assert counts[-2:] == [1, 2], "one of the two counts as violence"
    assert "2026: <strong>3 h 30 min</strong>" in text


def proof_readers(world: World) -> None:
    _person, ref = limited(world, "no-calls")
    case = world.get("manager", f"/cases/{ref}").partition("Who has read of it")[2]
    assert "not yet" in case.partition("The Officer")[2].partition("</li>")[0]
    world.post("officer", "/incidents", {"ref": ref, "do": "decision"})
    case = world.get("manager", f"/cases/{ref}").partition("Who has read of it")[2]
    assert "not yet" not in case.partition("The Officer")[2].partition("</li>")[0]


def proof_few(world: World) -> None:
    person = customer(world)
    ref = incident(world, person)
    assert ref in world.get("manager", f"/customer/{person}")
    assert ref in world.get("officer", f"/customer/{person}"), "whoever wrote it"
    assert ref not in world.get("receptionist", f"/customer/{person}")
    world.get("receptionist", f"/cases/{ref}", status=404)


def proof_director(world: World) -> None:
    ref = asked(world, incident(world, customer(world)))
    refused = decide(world, ref, "no-calls", role="manager")
    assert isinstance(refused, Refused)
    assert "director" in refused.sentence
    assert isinstance(decide(world, ref, "no-calls", way="telephone"), Refused), "a way stays open"
    page = world.get("director", f"/cases/{ref}/behaviour")
    for name in ("options-violent", "options-injunction", "reasons", "review_on", "open-letter", "readers"):
        assert f'id="{name}"' in page, name
    assert "I decide this" not in world.get("manager", f"/cases/{ref}/behaviour")
    assert isinstance(decide(world, ref, "no-calls", "support"), str)


def letter(world: World, name: str) -> str:
    found = template_of(world.rulebook, name)
    assert found is not None, name
    return " ".join(" ".join(each.said) for each in found.blocks)


def proof_restriction_letter(world: World) -> None:
    found = template_of(world.rulebook, "restriction")
    assert found is not None
    assert {each.name for each in found.fields if each.required} >= {
        "closed",
        "reasons",
        "from_day",
        "until",
        "open",
    }
    words = letter(world, "restriction")
    for said in (
        "{reasons}",
        "{from_day} until {until}",
        "the law asks of us go on",
        "complain",
        "{ombudsman}",
    ):
        assert said in words, said


def proof_enforcement_letters(world: World) -> None:
    for name in ("breach-warning", "access-needed", "something-to-do"):
        found = template_of(world.rulebook, name)
        assert found is not None, name
        assert {"when", "next-step"} <= set(found.must), name
        assert "help" in letter(world, name).lower(), name


def proof_refusal(world: World) -> None:
    found = template_of(world.rulebook, "refusal")
    assert found is not None
    assert found.approval == "manager"
    assert {"done-or-why-not", "alternative", "next-step"} <= set(found.must)
    assert "make a complaint" in letter(world, "refusal")


def proof_tasks(world: World) -> None:
    _person, ref = limited(world, "violent", "legal", "notice", "support")
    with tenancy.association(world.association):
        tasks = Event.objects.filter(kind="task.set", facts__of=ref).select_related("text")
        words = " ".join(str(each.text.words["what"]) for each in tasks)
        for said in ("paper file", "solicitor", "approval before it goes", "counselling"):
            assert said in words, said
        assert Case.objects.filter(type="tenancy_breach").count() == 1


def proof_hears(world: World) -> None:
    person = customer(world)
    first = incident(world, person)
    with tenancy.association(world.association):
        assert Notice.objects.filter(account=world.member("director"), said__contains=first).count() == 1
    asked(world, first)
    decide(world, first, "no-calls")
    later = incident(world, person, "later")
    with tenancy.association(world.association):
        said = Notice.objects.get(account=world.member("director"), said__contains=later, what="behaviour")
        assert "your decision holds" in said.said
    assert later in world.get("director", f"/cases/{first}/behaviour"), "it is in the report"


def proof_followed(world: World) -> None:
    ref = call(world, customer(world))
    warned(world, ref)
    assert ended(world, ref) == ref
    with tenancy.association(world.association):
        note = Event.objects.select_related("text").get(kind="call.ended_by_staff")
        assert note.by == world.member("officer").handle
        assert note.text.words["reason"] == "She swore at me"
        task = Event.objects.select_related("text").get(kind="task.set")
        assert "Write the incident" in task.text.words["what"]
        thread = Thread.objects.get(ref=ref)
        assert thread.closed_at is None, "the query is open"
        assert {each.account_id for each in behaviour.unread(world.association)} == {
            world.member("manager").pk
        }
    restrictions.lapse(association=world.association, by="kept", at=world.at + timedelta(hours=5))
    with tenancy.association(world.association):
        unread = {each.account_id for each in behaviour.unread(world.association)}
        assert world.member("director").pk in unread, "what lies unread goes on"


def proof_feedback(world: World) -> None:
    facts = {
        "sort": "access",
        "how": "visit",
        "about": "Gas check",
        "action": "Let us in",
        "put_right_by": "2026-05-01",
        "help": "Evenings",
        "agency": "Citizens Advice",
    }
    ref = world.tell("enforcement.asked", facts)
    with tenancy.association(world.association):
        row = Thread.objects.get(ref=ref)
        assert "contact" in {each.name for each in surveys.offered_on(world.rulebook, row)}


def proof_guidance(world: World) -> None:
    person, ref = limited(world, "two-staff", "injunction")
    granted = {"what": "injunction", "stage": "granted", "on": "2026-04-07", "terms": "Not within 50 m"}
    told(world, ref, "restriction.step_taken", **granted)
    incidents.advise(
        thread=ref,
        advice="Speak of one thing at a time",
        until=today(world.association, world.at) + 30 * DAY,
        uid="a",
        **who(world, "manager"),
    )
    phoned = call(world, person)
    warned(world, phoned)
    ended(world, phoned)
    pages = (f"/customer/{person}", f"/diary/book?kind=home-visit&person={person}", f"/call/{phoned}")
    for path in pages:
        text = world.get("receptionist", path)
        assert "Write to them; never alone" in text, path
        assert "Not within 50 m" in text, path
        assert "Speak of one thing at a time" in text, path
        assert "Manager contact pending" in text, path
        assert "raised his fist" not in text, "never the story"
    second = incident(world, person, "second")
    with tenancy.association(world.association):
        asks = Notice.objects.filter(account=world.member("manager"), said__contains=second)
        assert asks.filter(said__contains="how this customer is to be answered").exists()


def proof_help(world: World) -> None:
    ref = call(world)
    page = f"/thread/{ref}/ending"
    world.post("officer", page, {"do": "help", "place": "Room 2", "uid": "1" * 32})
    with tenancy.association(world.association):
        called = Notice.objects.filter(said__contains="Help is asked for at Room 2")
        assert {each.account_id for each in called} == {
            world.member("manager").pk,
            world.member("director").pk,
        }
    world.post("manager", page, {"do": "came", "uid": "2" * 32})
    with tenancy.association(world.association):
        assert Event.objects.filter(kind="incident.help_came", by=world.member("manager").handle).exists()


def proof_in_kind(world: World) -> None:
    accused, manager, director = (world.member(each) for each in ("officer", "manager", "director"))
    done = conduct.report(
        association=world.association,
        what="in_kind",
        about="I shouted, and he shouted back",
        who=accused.handle,
        by="customer",
        at=world.at,
    )
    assert isinstance(done, str), done
    with tenancy.association(world.association):
        row = Thread.objects.select_related("owner").get(ref=done)
        assert row.owner == manager, "their line manager looks into it"
    world.tell("conduct.settled", {"outcome": "upheld"}, thread=done)
    with tenancy.association(world.association):
        tasks = Thread.objects.filter(kind="case_task", about=accused)
        assert {each.owner_id for each in tasks} == {manager.pk, director.pk}
        assert {each.sensitivity for each in tasks} == {row.sensitivity}


def proof_law(world: World) -> None:
    person = customer(world)
    owed = world.tell(
        "promise.given", {"what_told": "Ring", "promised_for": "2026-04-20T12:00:00+01:00"}, person=person
    )
    ref = asked(world, incident(world, person))
    text = world.get("director", f"/cases/{ref}/behaviour").partition("What goes on for them")[2]
    assert owed in text
    assert isinstance(decide(world, ref, "no-home"), str)
    told(world, ref)
    with tenancy.association(world.association):
        from kept.store.models import Clock

        assert Clock.objects.filter(thread__ref=owed, verdict="running").exists(), "it cancels nothing"
    refused = visit(world, person)
    assert isinstance(refused, Refused)
    assert "They are not visited" in refused.sentence
    told(world, ref, "restriction.overridden", why="safety", until="2026-04-10")
    set_aside = visit(world, person)
    assert isinstance(set_aside, booking.Booked) or "They are not visited" not in set_aside.sentence


def visit(world: World, person: str, staff: int = 1) -> booking.Booked | Refused:
    from kept.store.models import Resource

    people: list[Account] = [world.member("officer"), world.member("manager")][:staff]
    with tenancy.association(world.association):
        resources = [
            Resource.objects.get_or_create(
                association=world.association, kind="staff", account=each, defaults={"name": each.name}
            )[0].pk
            for each in people
        ]
    return booking.book(
        kind="home-visit",
        starts=cast.t("Thursday 2026-04-09 10:00"),
        resources=resources,
        person=person,
        facts={
            "from_name": "Alec Grant",
            "phone": "01632 960 002",
            "about": "Gas check",
            "venue": "14 Mill Road",
            "agreed": True,
            "agreed_how": "by-telephone",
            "where": "home",
        },
        **who(world),
    )


def proof_limits(world: World) -> None:
    person, _ref = limited(world, "no-office", "no-calls", "no-home", "two-staff")
    refused = visit(world, person)
    assert isinstance(refused, Refused)
    assert refused.field == "place"
    text = world.get("receptionist", f"/call/{call(world, person)}")
    assert "They may not telephone, but in an emergency" in text
    assert "by letter, with Mia Shaw" in text
    arrived = world.tell("visitor.arrived", {}, person=person)
    assert "Not met at the office" in world.get("receptionist", f"/reception/visitor/{arrived}")


def proof_marked(world: World) -> None:
    person = customer(world)
    refused = markers.mark(
        person=person,
        kind="violent",
        why="threats",
        asked_after=True,
        review_on=today(world.association, world.at) + 30 * DAY,
        **who(world, "director"),
    )
    assert isinstance(refused, Refused)
    assert "incident" in refused.sentence
    decide(world, asked(world, incident(world, person)), "violent")
    with tenancy.association(world.association):
        mark = Marker.objects.get(kind="violent")
        assert (mark.told_by, mark.why) == (world.member("director").handle, "threats")
        assert mark.restriction is not None


def proof_fades(world: World) -> None:
    _person, ref = limited(world, "violent", "no-calls")
    none = {"kind": "two-staff", "why": "animal", "asked_after": "yes", "review_on": ""}
    assert world.post("officer", f"/customer/{_person}/markers", none).status_code == 422
    assert "2026" in world.get("director", "/incidents").partition("What holds, and until when")[2]
    restrictions.lapse(association=world.association, by="kept", at=world.at + 92 * DAY)
    with tenancy.association(world.association):
        assert not Marker.objects.filter(ended_at=None).exists()
        tasks = Event.objects.filter(kind="task.set", facts__of=ref).select_related("text")
        assert any("off the paper file" in str(each.text.words["what"]) for each in tasks)


def proof_report(world: World) -> None:
    person = customer(world)
    incident(world, person)
    ref = asked(world, incident(world, person, "second", what="rude"))
    take(thread=ref, kind="persistence.considered", facts={"report": True}, **who(world))
    with tenancy.association(world.association):
        task = Event.objects.select_related("text").get(kind="task.set")
        assert "Write the report" in task.text.words["what"]
    text = world.get("officer", f"/cases/{ref}/behaviour")
    draft = text.partition('id="f-account"')[2].partition("</textarea>")[0]
    assert draft.count("noted by The Officer: He raised his fist at me") == 2
    assert "Kept counts 2 incidents" in text
    sent = {"do": "report", "f-account": "A", "f-outcome": "B", "f-reasons": "C", "uid": "3" * 32}
    assert world.post("officer", f"/cases/{ref}/behaviour", sent).status_code == 422, "it closes with one"
    world.post("officer", f"/cases/{ref}/behaviour", {**sent, "recommended": ["two-staff"]})
    with tenancy.association(world.association):
        made = Event.objects.get(kind="behaviour.report_made")
        assert (made.facts["incidents"], made.facts["recommended"]) == (2, "two-staff")


def proof_warned(world: World) -> None:
    ref = call(world)
    page = f"/thread/{ref}/ending"
    assert "The call is ended" not in world.get("officer", page)
    assert isinstance(ended(world, ref, "none"), Refused)
    warned(world, ref, "no", chance=False)
    assert isinstance(ended(world, ref, "none"), Refused), "a chance, too"
    warned(world, ref, "yes")
    assert "The call is ended" in world.get("officer", page)
    assert ended(world, ref) == ref
    assert isinstance(ended(world, ref, "again"), Refused), "each time anew"


PROOFS = {
    "page:incidents": proof_incidents,
    "page:ending-script": proof_script,
    "figure:incidents": proof_figures,
    "list:decision-readers": proof_readers,
    "permission:incident-few": proof_few,
    "permission:director-decides": proof_director,
    "print:restriction-letter": proof_restriction_letter,
    "print:enforcement-letters": proof_enforcement_letters,
    "print:refusal-letter": proof_refusal,
    "rule:decision-tasks": proof_tasks,
    "rule:director-hears": proof_hears,
    "rule:ending-followed": proof_followed,
    "rule:enforcement-feedback": proof_feedback,
    "rule:guidance-shown": proof_guidance,
    "rule:help-in-one-press": proof_help,
    "rule:in-kind-considered": proof_in_kind,
    "rule:law-goes-on": proof_law,
    "rule:limits-held": proof_limits,
    "rule:marked-by-decision": proof_marked,
    "rule:marker-fades": proof_fades,
    "rule:report-drafted": proof_report,
    "rule:warned-first": proof_warned,
}
