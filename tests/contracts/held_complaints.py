"""What the page of a complaint holds for clauses, each opened for real."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept.actions import composing
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.complaining import ANSWERED
from kept.rulebook.cases import practice_of
from kept.store import tenancy
from kept.store.models import Event, Letter, Thread
from tests.contracts.world import World

WORDS = {"from_name": "Mr Bell", "about": "A missed visit", "words": "You never came", "wanted": "Come"}


def complaint(world: World, **facts: Any) -> str:
    """Mr Bell is not satisfied, and told us two hours ago."""
    told_at = world.at - timedelta(hours=2)
    return world.tell("complaint.received", {**WORDS, **facts}, happened_at=told_at)


def step(world: World, ref: str, kind: str, **facts: Any) -> str:
    """What came next, a minute after what came before."""
    with tenancy.association(world.association):
        count = Event.objects.filter(thread__ref=ref).count()
    at = world.at - timedelta(hours=2) + timedelta(minutes=count)
    return world.tell(kind, facts, thread=ref, happened_at=at)


def page(world: World, ref: str, role: str = "officer") -> str:
    return world.get(role, f"/cases/{ref}")


def upheld(world: World) -> str:
    """They were right, and have an answer that says so."""
    ref = complaint(world)
    step(world, ref, ANSWERED, outcome="upheld", apologised=True)
    return ref


def why_not(world: World, ref: str, kind: str, **facts: Any) -> str:
    """Why this may not come next; empty where it may, and has."""
    one = Telling(kind, world.at, facts, thread=ref)
    done = tell([one], association=world.association, by=world.member("officer").handle, at=world.at)
    return done.refused.sentence if done.refused else ""


def close(world: World, ref: str) -> str:
    """Why it is not over; empty where it is."""
    return why_not(world, ref, "complaint.closed", told_next=True)


def proof_life(world: World) -> None:
    for how in ("call", "in_person", "letter", "email", "web"):
        assert f'value="{how}"' in world.get("officer", "/capture/complaint.received"), how
    ref = complaint(world, how="call")
    text = page(world, ref)
    assert "Received" in text
    assert "You never came" in text
    assert "Promises that run" in text
    step(world, ref, "remedy.offered", sort="work", what="Somebody comes on Friday")
    world.post("officer", f"/cases/{ref}/complaint", {"do": "escalate", "words": "Too slow"})
    text = page(world, ref)
    assert "Second stage asked for" in text
    assert "Somebody comes on Friday" in text


def proof_meeting(world: World) -> None:
    ref = complaint(world)
    assert "Not offered yet." in page(world, ref)
    step(world, ref, "complaint.meeting_offered", wanted="yes", planned_on="2026-04-10")
    step(world, ref, "complaint.meeting_held", attended="Mr Bell and his sister")
    text = page(world, ref)
    assert "They want to. Agreed for Friday 10 April" in text
    assert "with Mr Bell and his sister." in text


def proof_information(world: World) -> None:
    ref = complaint(world)
    step(world, ref, "complaint.information_asked", what="A photograph", by_on="2026-04-10", holds=True)
    step(world, ref, "complaint.information_reminded", how="call")
    text = page(world, ref)
    assert "This is what holds it up." in text
    assert "asked on Tuesday 7 April" in text
    assert "reminded on Tuesday 7 April" in text
    step(world, ref, "complaint.information_received", what="The photograph")
    text = page(world, ref)
    assert "given on Tuesday 7 April" in text
    assert "This is what holds it up." not in text


def proof_speaking(world: World) -> None:
    ref = complaint(world)
    said = {"name": "Ada Bell", "scope": "All of it", "authority": "written", "consent_on": "2026-04-02"}
    step(world, ref, "complaint.represented", **said, until_on="2026-04-30")
    text = page(world, ref)
    assert "You may speak with Ada Bell: the customer agreed in writing." in text
    assert "agreed on Thursday 2 April" in text
    assert "All of it" in text
    expired = {"name": "Ada Bell", "scope": "All", "authority": "written", "until_on": "2026-04-01"}
    refused = why_not(world, ref, "complaint.represented", **expired)
    assert refused.startswith("This authority ended on 1 April 2026.")


def proof_conflict(world: World) -> None:
    ref = complaint(world)
    text = page(world, ref)
    assert "Here law and policy differ, and the stricter leads" in text
    assert "it is a complaint" in text
    step(world, ref, "complaint.wished", wish="quick", said="Just sort it out")
    text = page(world, ref)
    assert "A word first, to see whether it can be put right at once" in text
    assert "Just sort it out" in text
    assert "Acknowledge it" in text, "it goes on in full at any time"


def proof_from_contact(world: World) -> None:
    before = world.at - timedelta(days=60)
    ref = world.tell("letter.received", {"from_name": "Mr Bell"}, happened_at=before)
    step(world, ref, "note.added", note="Late")
    text = world.get("officer", f"/thread/{ref}")
    assert "A promise was missed here, and they may complain about it." in text
    form = world.get("officer", f"/thread/{ref}/complaint")
    value = form.partition('name="missed" type="radio" value="')[2].partition('"')[0]
    said = {"words": "No answer", "missed": value, "uid": "f" * 32}
    answer = world.post("officer", f"/thread/{ref}/complaint", said)
    assert answer.status_code == 302, answer.content.decode()[:3_000]
    assert answer["Location"] == world.post("officer", f"/thread/{ref}/complaint", said)["Location"]
    text = world.client("officer").get(answer["Location"]).content.decode()
    assert "where we did not keep this" in text
    assert f"/thread/{ref}" in text


def proof_apology(world: World) -> None:
    ref = complaint(world)
    by = world.member("manager").handle
    who: dict[str, Any] = {"association": world.association, "by": by, "at": world.at}
    letter = composing.start(thread=ref, template="complaint-answer", uid="a" * 32, **who)
    assert isinstance(letter, Letter), letter
    values = {
        "about": "a missed visit",
        "received_on": "2026-04-07",
        "asked": "Nobody came",
        "outcome": "upheld",
        "decision": "You are right.",
        "reasons": "Nobody wrote it down.",
        "put_right": "We come on Friday.",
    }
    saved = composing.save(letter=letter.ref, version=letter.version, values=values, **who)
    assert isinstance(saved, Letter), saved
    asked = composing.ask_approval(letter=saved.ref, version=saved.version, **who)
    text = world.get("manager", f"/letters/{saved.ref}")
    assert isinstance(asked, Refused) or "What we are sorry for" in text
    assert "“What we are sorry for” is needed where you chose “Upheld”." in text
    step(world, ref, "apology.made", reason="Nobody came", by_whom="The director", how="in_person")
    assert "The director, In person" in page(world, ref)


def proof_compensation(world: World) -> None:
    ref = upheld(world)
    assert "decide about compensation" in close(world, ref)
    assert "They were right: somebody who leads has to decide." in page(world, ref)
    decided(world, ref, due="yes", amount="25", pay_by="2026-04-21")
    world.tell("compensation.paid", {"how": "bank"}, thread=ref)
    text = page(world, ref)
    assert "£25" in text
    assert "(3.2): A missed visit" in text
    assert "decided by The Manager on Tuesday 7 April" in text
    assert "Paid on Tuesday 7 April" in text


def decided(world: World, ref: str, **said: str) -> None:
    whole = {"thread": ref, "procedure": "3.2", "reason": "A missed visit", "uid": "d" * 32, **said}
    answer = world.post("manager", "/remedies", whole)
    assert answer.status_code == 302, answer.content.decode()[:3_000]


def proof_to_decide(world: World) -> None:
    right = upheld(world)
    before = world.at - timedelta(days=60)
    missed = complaint(world)
    late = world.tell("complaint.received", WORDS, happened_at=before)
    step(world, late, "note.added", note="Late")
    text = world.get("manager", "/remedies")
    waiting, _sep, done = text.partition('id="decided"')
    assert right in waiting
    assert "a complaint in which they were right" in waiting
    assert late in waiting
    assert "missed on" in waiting
    assert missed not in waiting
    decided(world, right, due="yes", amount="1,200", pay_by="2026-04-21")
    waiting, _sep, done = world.get("manager", "/remedies").partition('id="decided"')
    assert right not in waiting
    assert "£1,200" in done
    assert "3.2: A missed visit" in done
    world.tell("compensation.paid", {"how": "bank"}, thread=right)
    assert "Tuesday 7 April" in world.get("manager", "/remedies").partition('id="decided"')[2]


def proof_not_accepted(world: World) -> None:
    ref = complaint(world)
    step(world, ref, "remedy.offered", sort="apology", what="We say sorry")
    step(world, ref, "remedy.replied", accepted=False, said="Not enough")
    assert "They did not accept it." in page(world, ref)
    step(world, ref, ANSWERED, outcome="not_upheld")
    assert "form and the procedure first" in close(world, ref)
    assert "Second stage, with somebody new" in page(world, ref), "at any time"
    step(world, ref, "complaint_pack.given", form=True, procedure=True, format="paper")
    assert "They did not accept it." not in page(world, ref)


def proof_supporter(world: World) -> None:
    accused, helper = world.member("receptionist").handle, world.member("manager").handle
    told_at = world.at - timedelta(hours=2)
    ref = world.tell("complaint.received", WORDS, about=accused, happened_at=told_at)
    side = page(world, ref).partition('name="supporter"')[2].partition("</select>")[0]
    assert f'value="{helper}"' in side
    assert f'value="{accused}"' not in side
    path = f"/cases/{ref}/complaint"
    world.post("officer", path, {"do": "support", "supporter": accused})
    assert "The complaint is about them" in page(world, ref)
    world.post("officer", path, {"do": "support", "supporter": helper, "help": "Writes it down for him"})
    step(world, ref, "complaint.help_given", help="An interpreter")
    text = page(world, ref)
    assert "Writes it down for him" in text
    assert "An interpreter" in text
    with tenancy.association(world.association):
        owner = Thread.objects.select_related("owner").get(ref=ref).owner
    assert owner is None or owner.handle != accused


def proof_more_time(world: World) -> None:
    ref = complaint(world)
    step(world, ref, "complaint.acknowledged", answer_by="2026-04-21")
    told = {"reason": "The plumber comes on Monday", "customer_told": True, "ombudsman_told": True}
    numbers = practice_of(world.rulebook, "complaint").numbers
    days = f"The {numbers['stage1_more']} working days by which an answer may be put off"
    assert days in why_not(world, ref, "complaint.extended", new_due="2026-07-01", **told)
    assert why_not(
        world, ref, "complaint.extended", new_due="2026-04-23", **(told | {"ombudsman_told": False})
    )
    assert why_not(world, ref, "complaint.extended", new_due="2026-04-23", **told) == ""
    late = world.tell("complaint.received", WORDS, happened_at=world.at - timedelta(days=90))
    assert why_not(world, late, "complaint.extended", new_due="2026-04-23", **told)


def proof_afresh(world: World) -> None:
    ref = upheld(world)
    leader = world.member("manager")
    with tenancy.association(world.association):
        Thread.objects.filter(ref=ref).update(owner=world.member("officer"))
    world.post("officer", f"/cases/{ref}/complaint", {"do": "escalate", "words": ""})
    assert "Second stage asked for" in page(world, ref)
    with tenancy.association(world.association):
        assert Thread.objects.get(ref=ref).owner == leader


PROOFS = {
    "rule:complaint-more-time": proof_more_time,
    "rule:second-stage-afresh": proof_afresh,
    "list:compensation-to-decide": proof_to_decide,
    "list:complaint-information": proof_information,
    "page:complaint-life": proof_life,
    "page:complaint-meeting": proof_meeting,
    "rule:complaint-apology": proof_apology,
    "rule:complaint-compensation": proof_compensation,
    "rule:complaint-conflict": proof_conflict,
    "rule:complaint-from-contact": proof_from_contact,
    "rule:complaint-not-accepted": proof_not_accepted,
    "rule:complaint-speaking": proof_speaking,
    "rule:complaint-supporter": proof_supporter,
}
