"""Proofs of the writing of letters: what stops one, what is advised, whose word it needs, and its way."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from kept.actions import composing, customers, dispatching
from kept.casework import Refused
from kept.casework.writing import address_mark
from kept.rulebook.registers import Register
from kept.rulebook.writing import writing_of
from kept.store import letter_making, tenancy
from kept.store.models import Clock, Event, Letter, Outgoing, Person, RegisterEntry
from tests.contracts.world import World
from tests.letters import reachable, written

OFFICER, BOSS = "officer", "director"
SAID = {
    "from_name": "Ms Ngozi Okafor",
    "address": "14 Mill Lane, Leeds, LS1 4AB",
    "about": "It is damp. When does somebody look at it? Who pays for the paint?",
}


def contact(world: World, kind: str = "letter.received", **more: str | bool) -> str:
    """Something they wrote, and somebody who can answer it."""
    officer = world.member(OFFICER)
    with tenancy.association(world.association):
        known = RegisterEntry.objects.filter(register="staff-record", account=officer).exists()
    if not known:
        reachable(world.association, officer)
    return world.tell(kind, {**SAID, "urgent": False, **more})


def answer(world: World, template: str = "answer") -> Letter:
    """A letter with all that it needs."""
    return written(world.association, world.member(OFFICER), contact(world), world.at, template)


def again(world: World, row: Letter, **more: Any) -> Letter:
    known: dict[str, Any] = {"values": {}, "association": world.association, "at": world.at, **more}
    done = composing.save(letter=row.ref, version=row.version, by=world.member(OFFICER).handle, **known)
    assert isinstance(done, Letter), done
    return done


def send(world: World, row: Letter, *, checked: bool = True) -> Letter | Refused:
    return composing.send(
        association=world.association,
        letter=row.ref,
        version=row.version,
        checked=address_mark(row.to["lines"]) if checked else "",
        by=world.member(OFFICER).handle,
        at=world.at,
    )


def refused(world: World, row: Letter, field: str) -> str:
    found = send(world, row)
    assert isinstance(found, Refused), found
    assert found.field == field, found
    return found.sentence


def page(world: World, row: Letter, role: str = OFFICER) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", world.get(role, f"/letters/{row.ref}")).split())


def posted(world: World, row: Letter) -> None:
    done = send(world, row)
    assert isinstance(done, Letter), done
    assert done.outgoing is not None
    known: dict[str, Any] = {
        "association": world.association.pk,
        "outgoing": done.outgoing,
        "by": "kept",
        "at": world.at,
    }
    dispatching.begin(**known)
    dispatching.handed_over(**known)


def advice_stands_beside_the_draft(world: World) -> None:
    row = again(
        world, answer(world), values={"done": "We are in receipt of your letter, which will be actioned."}
    )
    text = page(world, row)
    assert "How plainly is it written?" in text
    assert "reads this with ease" in text
    assert "in receipt of : have" in text
    assert isinstance(send(world, row), Letter)


def words_are_counted_by_kind_and_way(world: World) -> None:
    row = answer(world)
    assert "words of your own. A letter of this sort has at most" in page(world, row)
    writing, kinds = writing_of(world.rulebook), world.rulebook.room("letters")
    kind = next(each for each in kinds if each.name == "answer")
    assert 0 < writing.length(kind, "email") <= writing.length(kind, "letter")


def kinds_are_listed_with_how_plainly_they_read(world: World) -> None:
    text = world.get(BOSS, "/letters/kinds")
    for each in world.rulebook.room("letters"):
        assert each.label in text
    assert "reading age" in text
    assert str(world.rulebook.starts_on.year) in text


def nothing_is_left_open(world: World) -> None:
    row = answer(world)
    row = again(world, row, values={"answer": ""})
    assert "still empty" in refused(world, row, "answer")
    row = again(world, row, values={"answer": "Dear [name], on Monday."})
    assert "“[name]” is still to be filled in." in refused(world, row, "words")
    row = again(world, row, values={"answer": "Dear Mr Bell, on Monday."})
    assert "Check whose name it is." in refused(world, row, "words")
    row = again(world, row, values={"answer": "On on Monday you will recieve it."})
    text = page(world, row)
    assert "A word stands twice" in text
    assert "spelt “receive”" in text


def every_question_is_ticked(world: World) -> None:
    row = answer(world)
    assert [text for text, _ in row.asked] == ["When does somebody look at it?", "Who pays for the paint?"]
    row = again(world, row, asked=[(row.asked[0][0], True), (row.asked[1][0], False)])
    assert "Who pays for the paint?" in refused(world, row, "asked-2")


def whoever_writes_is_named(world: World) -> None:
    row = answer(world)
    text = page(world, row)
    with tenancy.association(world.association):
        entry = RegisterEntry.objects.get(register="staff-record", account=world.member(OFFICER))
        assert str(entry.facts["job_title"]) in text
        assert "01632 960 017" in text
        assert world.member(OFFICER).email in text
        found = letter_making.writer_of(world.association, world.member(OFFICER), world.rulebook)
        assert (found.name, found.phone) == (world.member(OFFICER).name, "01632 960 017")
        RegisterEntry.objects.filter(pk=entry.pk).update(facts={**entry.facts, "extension": ""})
    if "telephone" in world.rulebook.room("letterheads")[0].must:
        assert "number is not on record" in refused(world, row, "telephone")
    known = next(each for each in world.rulebook.room("registers") if each.name == "staff-record")
    assert isinstance(known, Register)


def whom_to_ask_and_when(world: World) -> None:
    row = answer(world)
    text = page(world, row)
    name = world.member(OFFICER).name
    assert f"please ask {name}: 01632 960 017" in text
    assert "We are here Monday" in text


def why_it_takes_longer_is_told_and_counted(world: World) -> None:
    row = answer(world, "acknowledgement")
    late = (world.at + timedelta(days=40)).date().isoformat()
    row = again(world, row, values={"answer_by": late, "why": ""})
    assert "Say why it takes longer." in refused(world, row, "why")
    row = again(world, row, values={"why": "The surveyor has to see it first.", "reason": "visit"})
    posted(world, row)
    with tenancy.association(world.association):
        event = Event.objects.get(thread=row.thread, kind="letter.acknowledged")
        assert event.facts == {"answer_by": late, "reason": "visit"}
    empty = again(world, answer(world, "delay"), values={"why": ""})
    assert "still empty" in refused(world, empty, "why")


def reasons_are_counted(world: World) -> None:
    why_it_takes_longer_is_told_and_counted(world)
    text = world.get(BOSS, "/letters")
    assert "Why answers took longer" in text
    assert "Somebody has to look at it first" in text


def an_acknowledgement_names_the_day_and_it_is_a_promise(world: World) -> None:
    row = again(world, answer(world, "acknowledgement"), values={"answer_by": ""})
    assert "still empty" in refused(world, row, "answer_by")
    posted(world, again(world, row, values={"answer_by": "2026-04-14"}))
    with tenancy.association(world.association):
        clock = Clock.objects.get(thread=row.thread, promise="kept:answer-by")
        assert clock.verdict == "running"
        assert f"{clock.due_at:%Y-%m-%d}" == "2026-04-14"


def what_was_done_or_why_not(world: World) -> None:
    assert "still empty" in refused(world, again(world, answer(world), values={"done": " "}), "done")


def letters_greet_and_end_courteously(world: World) -> None:
    row = answer(world)
    with tenancy.association(world.association):
        for way in ("letter", "email"):
            row.way = way
            made = letter_making.made(row, at=world.at, rulebook=world.rulebook)
            assert made is not None
            assert made.document.dear == "Dear Ms Okafor,"
            assert made.document.yours.startswith("Yours sincerely")
    row.way = "letter"
    assert "Words that sound cold" in page(
        world, again(world, row, values={"answer": "You failed to tell us."})
    )


def somebody_else_reads_it_first(world: World) -> None:
    kind = next(
        each
        for each in world.rulebook.room("letters")
        if writing_of(world.rulebook).approver(each, world.rulebook.association) == BOSS
    )
    ref = contact(world)
    begun = world.post(OFFICER, f"/thread/{ref}/letters/new", {"template": kind.name, "uid": "e" * 32})
    row = _of(world, begun)
    assert "needs a director’s word before it goes" in page(world, row)
    assert "word before it goes" in refused(world, row, "approval")
    asked = answer(world)
    with tenancy.association(world.association):
        Letter.objects.filter(pk=asked.pk).update(approval=BOSS)
        due = dict(Clock.objects.filter(thread=asked.thread).values_list("promise", "due_at"))
    world.post(OFFICER, f"/letters/{asked.ref}", {"do": "ask"})
    assert "To approve" in world.get(BOSS, "/letters")
    world.post(BOSS, f"/letters/{asked.ref}", {"do": "approve"})
    with tenancy.association(world.association):
        asked.refresh_from_db()
        assert (asked.state, asked.decided_by) == ("approved", world.member(BOSS))
        assert Event.objects.filter(thread=asked.thread, kind="letter.approved").exists()
        assert dict(Clock.objects.filter(thread=asked.thread).values_list("promise", "due_at")) == due


def _of(world: World, answered: Any) -> Letter:
    assert answered.status_code == 302, answered.content.decode()
    with tenancy.association(world.association):
        return Letter.objects.select_related("thread").get(ref=str(answered["Location"]).rsplit("/", 1)[1])


def the_way_is_proposed_with_its_reason(world: World) -> None:
    officer = world.member(OFFICER)
    reachable(world.association, officer)
    made = customers.add(
        association=world.association,
        name="Mr Ali Bell",
        address="2 Rose Lane, Elgin, IV30 1AA",
        email="ali@example.org",
        by="kept",
        at=world.at,
    )
    assert isinstance(made, Person), made

    def way(kind: str, uid: str, **more: str) -> Letter:
        ref = world.tell(kind, {"about": "A question"}, person=made.ref)
        sent = {"template": "answer", "uid": uid * 32, **more}
        return _of(world, world.post(OFFICER, f"/thread/{ref}/letters/new", sent))

    by_post, by_mail = way("enquiry.received", "a"), way("email.received", "b")
    firm = way("enquiry.received", "c", business="yes")
    assert (by_post.way, by_mail.way, firm.way) == ("letter", "email", "email")
    assert "normally written to by letter" in page(world, by_post)
    assert "They got in touch by e-mail" in page(world, by_mail)
    assert "It is a business" in page(world, firm)


def the_address_is_looked_at(world: World) -> None:
    row = answer(world)
    found = send(world, row, checked=False)
    assert isinstance(found, Refused)
    assert found.field == "checked"
    mark = address_mark(row.to["lines"])
    row = again(world, row, to={**row.to, "lines": ["Mr Bell", "15 Mill Lane", "Leeds LS1 4AB"]})
    known: dict[str, Any] = {
        "association": world.association,
        "by": world.member(OFFICER).handle,
        "at": world.at,
    }
    assert isinstance(composing.send(letter=row.ref, version=row.version, checked=mark, **known), Refused)
    with tenancy.association(world.association):
        assert not Outgoing.objects.filter(letter=row.pk).exists()


PROOFS = {
    "figure:delay-reasons": reasons_are_counted,
    "page:letter-kinds": kinds_are_listed_with_how_plainly_they_read,
    "page:plain-english": advice_stands_beside_the_draft,
    "rule:address-checked": the_address_is_looked_at,
    "rule:answer-or-date": an_acknowledgement_names_the_day_and_it_is_a_promise,
    "rule:delay-reason": why_it_takes_longer_is_told_and_counted,
    "rule:done-or-why-not": what_was_done_or_why_not,
    "rule:letter-approval": somebody_else_reads_it_first,
    "rule:letter-courteous": letters_greet_and_end_courteously,
    "rule:letter-length": words_are_counted_by_kind_and_way,
    "rule:nothing-left-open": nothing_is_left_open,
    "rule:questions-answered": every_question_is_ticked,
    "rule:reply-way": the_way_is_proposed_with_its_reason,
    "rule:whom-to-ask": whom_to_ask_and_when,
    "rule:writer-named": whoever_writes_is_named,
}
PLACES = {"letter": lambda world: world.get(OFFICER, "/letters")}
