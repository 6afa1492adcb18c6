"""The call pad: what is said first, whom we speak to, what is noted, where it goes, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from kept.actions import customers
from kept.store import tenancy
from kept.store.models import Account, Association, Event, EventText, Notice, PassedCall, Person, Thread
from tests import cast

UID = "c" * 32


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


@pytest.fixture
def bea(karin: Association) -> Account:
    """An officer of the housing team."""
    return cast.member(karin, "bea", "officer", team="housing")


@pytest.fixture
def boss(karin: Association) -> Account:
    return cast.member(karin, "mia", "manager")


@pytest.fixture
def okafor(karin: Association) -> Person:
    person = customers.add(
        association=karin,
        by="ann",
        at=cast.t("Monday 2026-03-30 10:00"),
        name="Ngozi Okafor",
        address="14 Mill Lane, Leeds LS1 4AB",
        phones=["07700 900 123"],
        email="ngozi@example.org",
        born_on=date(1950, 5, 2),
    )
    assert isinstance(person, Person)
    return person


def begun(desk: Client, person: str = "", **more: str) -> str:
    """The reference of a call that was begun on the pad."""
    sent = {"uid": UID, "who": "okafor", "looked-for": "okafor", "person": person, "step": "save"}
    sent |= {"f-call-urgent": "no", **more}
    response = desk.post("/karin/call", sent)
    assert response.status_code == 302, response.content.decode()
    found = re.fullmatch(r"/karin/call/([A-Z0-9-]+)", response["Location"])
    assert found, response["Location"]
    return found[1]


def ready(desk: Client, person: str = "") -> str:
    """One that says what it is about."""
    return begun(desk, person, **{"f-call-about": "The lift", "f-call-subject": "repairs"})


def sent(desk: Client, ref: str, do: str, uid: str = "d" * 32, **fields: str):  # type: ignore[no-untyped-def]
    return desk.post(f"/karin/call/{ref}", {"uid": uid, "do": do, **fields})


def events(karin: Association, ref: str) -> list[Event]:
    with tenancy.association(karin):
        return list(Event.objects.filter(thread__ref=ref).order_by("id"))


def words(karin: Association, ref: str, kind: str) -> dict[str, object]:
    with tenancy.association(karin):
        rows = EventText.objects.filter(event__thread__ref=ref, event__kind=kind).order_by("event_id")
        return dict(rows.last().words) if rows else {}  # type: ignore[union-attr]


def kinds(karin: Association, ref: str) -> list[str]:
    return [each.kind for each in events(karin, ref)]


def test_the_pad_says_the_greeting_first_with_name_post_and_team(desk: Client) -> None:
    said = desk.get("/karin/call").content.decode()
    assert "Good afternoon, Karin Housing Association. This is Ann" in said
    assert 'id="who"' in said
    assert "autofocus" in said


def test_enter_looks_first_and_shows_no_more_than_tells_one_from_another(
    desk: Client, okafor: Person, karin: Association
) -> None:
    said = desk.post("/karin/call", {"uid": UID, "who": "okafor", "step": "enter"}).content.decode()
    assert "Which customer is it?" in said
    assert "14 M…, …123" in said
    assert "Mill Lane" not in said
    assert "07700" not in said
    with tenancy.association(karin):
        assert not Event.objects.filter(kind="call.received").exists()


def test_a_call_is_begun_once_with_who_took_it_first(
    desk: Client, karin: Association, okafor: Person
) -> None:
    ref = begun(desk, okafor.ref, **{"f-call-own_words": "When is my tap mended?"})
    assert begun(desk, okafor.ref, **{"f-call-own_words": "When is my tap mended?"}) == ref
    (event,) = [each for each in events(karin, ref) if each.kind == "call.received"]
    assert event.facts["first_taker"] == "reception"
    assert words(karin, ref, "call.received")["own_words"] == "When is my tap mended?"
    assert words(karin, ref, "call.received")["from_name"] == "Ngozi Okafor"


def test_what_is_on_file_stays_closed_until_two_answers_agree(
    desk: Client, karin: Association, okafor: Person
) -> None:
    ref = begun(desk, okafor.ref)
    said = desk.get(f"/karin/call/{ref}").content.decode()
    assert "Not checked yet" in said
    assert "Mill Lane" not in said
    assert f"/karin/customer/{okafor.ref}" not in said
    sent(desk, ref, "identity", "1" * 32, **{"said-born_on": "2/5/1950", "said-address": "9 Elm Row"})
    said = desk.get(f"/karin/call/{ref}").content.decode()
    assert "It could not be confirmed" in said
    assert "Mill Lane" not in said
    sent(desk, ref, "identity", "2" * 32, **{"said-born_on": "2/5/1950", "said-address": "14 mill lane"})
    said = desk.get(f"/karin/call/{ref}").content.decode()
    assert "It is them: checked at 12:00 by ann" in said
    assert "14 Mill Lane, Leeds LS1 4AB" in said
    assert f"/karin/customer/{okafor.ref}" in said
    checked = [each for each in events(karin, ref) if each.kind == "identity.checked"]
    assert [each.facts["result"] for each in checked] == ["not_passed", "passed"]
    assert checked[-1].facts["matched"] == "born_on address"
    # What they said is nowhere.
    assert "elm row" not in str([each.facts for each in checked]).lower()
    assert words(karin, ref, "identity.checked") == {}


def test_who_would_rather_not_say_is_noted(desk: Client, karin: Association, okafor: Person) -> None:
    ref = begun(desk, okafor.ref)
    sent(desk, ref, "identity", declined="yes")
    assert events(karin, ref)[-1].facts["result"] == "declined"
    nothing = sent(desk, ref, "identity", "e" * 32)
    assert nothing.status_code == 422
    assert "Type what the caller says" in nothing.content.decode()


def test_a_call_is_put_through_with_what_the_colleague_must_know_and_who_it_is(
    desk: Client, karin: Association, bea: Account, okafor: Person
) -> None:
    ref = ready(desk, okafor.ref)
    sent(desk, ref, "identity", **{"said-born_on": "2/5/1950", "said-address": "14 mill lane"})
    said = desk.get(f"/karin/call/{ref}?to=bea").content.decode()
    assert "I am putting you through to Bea, Housing Officer, Housing officers" in said
    bare = sent(desk, ref, "transfer", to="bea")
    assert bare.status_code == 422
    assert "Say why it cannot be settled here." in bare.content.decode()
    why = {"f-transfer-why": "subject", "f-transfer-passed_on": "She has rung twice"}
    untold = sent(desk, ref, "transfer", to="bea", **why)
    assert "Tell the caller who will take the call, and why; then tick it." in untold.content.decode()
    assert "She has rung twice" in untold.content.decode()
    done = sent(desk, ref, "transfer", to="bea", **why, **{"f-transfer-caller_told": "yes"})
    assert done["Location"] == f"/karin/saved/{ref}"
    assert (
        sent(desk, ref, "transfer", to="bea", **why, **{"f-transfer-caller_told": "yes"}).status_code == 302
    )
    assert kinds(karin, ref).count("call.transferred") == 1
    with tenancy.association(karin):
        assert Thread.objects.get(ref=ref).owner == bea
        assert PassedCall.objects.get(thread__ref=ref).to == bea
    theirs = cast.client(bea)
    page = theirs.get("/karin/desk").content.decode()
    assert "puts a call through to you: Ngozi Okafor, since 12:00" in page
    page = theirs.get(f"/karin/call/{ref}").content.decode()
    assert "She has rung twice" in page
    assert "It is their subject" in page
    assert "It is them: checked at 12:00 by ann" in page
    assert "This is Bea" in page
    theirs.post(f"/karin/call/{ref}", {"uid": "f" * 32, "do": "take"})
    assert kinds(karin, ref)[-1] == "call.answered"
    assert "puts a call through" not in theirs.get("/karin/desk").content.decode()
    twice = theirs.post(f"/karin/call/{ref}", {"uid": "0" * 32, "do": "take"})
    assert "Nothing waits for you here" in twice.content.decode()


def test_a_call_without_a_subject_is_not_passed_on(desk: Client, bea: Account, okafor: Person) -> None:
    ref = begun(desk, okafor.ref)
    told = {"f-transfer-why": "asked", "f-transfer-caller_told": "yes"}
    refused = sent(desk, ref, "transfer", to="bea", **told)
    assert refused.status_code == 422
    assert 'href="#f-about-subject"' in refused.content.decode()
    sent(desk, ref, "about", "1" * 32, **{"f-about-subject": "rent", "f-about-about": "Her rent"})
    assert sent(desk, ref, "transfer", "2" * 32, to="bea", **told).status_code == 302


def test_issues_are_read_back_and_the_call_is_summed_up_before_it_ends(
    desk: Client, karin: Association, okafor: Person
) -> None:
    ref = ready(desk, okafor.ref)
    sent(desk, ref, "issue", "1" * 32, **{"f-issue-issue": "The tap drips"})
    sent(desk, ref, "issue", "2" * 32, **{"f-issue-issue": "The lift is slow"})
    (first, second) = [each.uid for each in events(karin, ref) if each.kind == "call.issue_raised"]
    end = {"f-end-settled": "in_full", "f-end-summed_up": "yes"}
    refused = sent(desk, ref, "end", "3" * 32, **end, **{f"read-{first}": "yes"})
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "Read back everything that they raised, and tick it." in said
    assert f'id="read-{first}" name="read-{first}" type="checkbox" value="yes" checked' in said
    closing = desk.post(
        f"/karin/thread/{ref}/thread.closed",
        {
            "uid": "9" * 32,
            "f-happened_at": "2026-04-08",
            "f-happened_at-time": "12:00",
            "f--known": "staff",
            "step": "save",
        },
    )
    assert closing.status_code == 409
    assert "has not been read back" in closing.content.decode()
    done = sent(desk, ref, "end", "3" * 32, **end, **{f"read-{each}": "yes" for each in (first, second)})
    assert done["Location"] == f"/karin/saved/{ref}"
    wrapped = next(each for each in events(karin, ref) if each.kind == "call.wrapped_up")
    assert wrapped.facts["issues_confirmed"] is True
    assert kinds(karin, ref)[-2:] == ["enquiry.answered", "thread.closed"]
    assert "This call is closed" in desk.get(f"/karin/call/{ref}").content.decode()


def test_what_is_not_settled_needs_a_reason_and_a_number_or_a_tick(desk: Client, karin: Association) -> None:
    ref = ready(desk)
    end = {"f-end-settled": "part", "f-end-summed_up": "yes"}
    assert "Say why it could not be settled" in sent(desk, ref, "end", **end).content.decode()
    end["f-end-why_not"] = "find_out"
    assert "Note a number to ring" in sent(desk, ref, "end", **end).content.decode()
    done = sent(desk, ref, "end", **end, **{"end-phone": "0113 496 0001", "end-told": "I ring her Thu noon"})
    assert done.status_code == 302
    assert words(karin, ref, "event.corrected")["phone"] == "0113 496 0001"
    assert words(karin, ref, "promise.given")["what_told"] == "I ring her"
    assert "thread.closed" not in kinds(karin, ref)


def test_notes_save_at_any_time_with_what_was_told(desk: Client, karin: Association) -> None:
    ref = begun(desk)
    empty = sent(desk, ref, "note")
    assert "Write down the main points" in empty.content.decode()
    note = {"f-note-points": "Drips since May", "f-note-outcome": "A plumber comes"}
    wrong = sent(desk, ref, "note", **note, **{"note-told": "the other day perhaps"})
    assert wrong.status_code == 422
    assert "Drips since May" in wrong.content.decode()
    sent(desk, ref, "note", **note)
    assert words(karin, ref, "call.noted") == {"points": "Drips since May", "outcome": "A plumber comes"}
    assert "A plumber comes" in desk.get(f"/karin/call/{ref}").content.decode()


def test_a_heated_contact_is_logged_and_the_manager_told_with_one_press(
    desk: Client, karin: Association, boss: Account
) -> None:
    ref = begun(desk)
    sent(desk, ref, "heated")
    sent(desk, ref, "heated")
    assert kinds(karin, ref).count("contact.heated") == 1
    with tenancy.association(karin):
        (notice,) = Notice.objects.filter(what="heated")
        assert notice.account == boss
    said = cast.client(boss).get("/karin/notices").content.decode()
    assert "grew heated" in said


def test_the_line_manager_is_called_in_and_takes_it_up(
    desk: Client, karin: Association, boss: Account
) -> None:
    ref = begun(desk)
    sent(desk, ref, "escalate", **{"f-escalate-note": "He will not let go"})
    with tenancy.association(karin):
        assert Thread.objects.get(ref=ref).owner == boss
    theirs = cast.client(boss)
    assert "asks you to take this up" in theirs.get("/karin/desk").content.decode()
    assert "He will not let go" in theirs.get(f"/karin/call/{ref}").content.decode()
    theirs.post(f"/karin/call/{ref}", {"uid": "f" * 32, "do": "take"})
    assert kinds(karin, ref)[-1] == "escalation.taken_up"


def test_without_anybody_above_the_pad_says_what_to_do(desk: Client, karin: Association) -> None:
    refused = sent(desk, begun(desk), "escalate")
    assert refused.status_code == 422
    assert "Nobody above you is on record here" in refused.content.decode()


def test_an_offer_to_ring_back_promises_it(desk: Client, karin: Association) -> None:
    ref = begun(desk)
    sent(desk, ref, "offer", **{"f-offer-phone": "0113 496 0001", "answer": "ring"})
    assert kinds(karin, ref)[-2:] == ["callback.offered", "callback.promised"]
    other = begun(desk, uid="b" * 32)
    sent(desk, other, "offer", "e" * 32, answer="hold")
    assert kinds(karin, other)[-1] == "callback.offered"


def test_a_caller_chooses_among_voicemail_another_and_a_message(
    desk: Client, karin: Association, bea: Account
) -> None:
    ref = begun(desk)
    assert "Say what the caller chose" in sent(desk, ref, "choice", to="bea").content.decode()
    none = sent(desk, ref, "choice", to="bea", **{"f-choice-chosen": "voicemail"})
    assert "Bea has no voicemail" in none.content.decode()
    sent(desk, ref, "choice", to="bea", **{"f-choice-chosen": "somebody_else"})
    assert events(karin, ref)[-1].facts == {"chosen": "somebody_else", "whom": "Bea"}


def test_nothing_of_ours_needs_an_agency_from_the_directory(
    desk: Client, karin: Association, boss: Account
) -> None:
    ref = begun(desk)
    fields = {"f-outside-explained": "We do not run the buses", "f-outside-details_sent": "said"}
    assert "Choose who can help them" in sent(desk, ref, "outside", **fields).content.decode()
    sent(desk, ref, "outside", agency="Bus company", **fields)
    assert next(e for e in events(karin, ref) if e.kind == "service.outside").facts["agency"] == "Bus company"


def test_nobody_found_is_counted(desk: Client, karin: Association) -> None:
    ref = begun(desk)
    sent(desk, ref, "not-found", **{"f-not-found-tried": "Bea"})
    assert "help.not_found" in kinds(karin, ref)


def test_a_panel_that_is_not_there_and_a_call_that_is_not_there_are_404(desk: Client) -> None:
    assert desk.post(f"/karin/call/{begun(desk)}", {"do": "dance"}).status_code == 404
    assert desk.get("/karin/call/K7F3-9Q2M").status_code == 404


def test_the_summary_says_what_was_raised_agreed_and_promised(desk: Client, okafor: Person) -> None:
    ref = ready(desk, okafor.ref)
    sent(desk, ref, "issue", "1" * 32, **{"f-issue-issue": "The tap drips"})
    note = {"f-note-outcome": "A plumber comes", "note-told": "He rings Thu noon"}
    sent(desk, ref, "note", "2" * 32, **note)
    said = desk.get(f"/karin/call/{ref}/summary").content.decode()
    for each in ("The tap drips", "A plumber comes", "He rings", "You spoke to Ann"):
        assert each in said


def test_what_was_asked_is_shown_on_every_page_of_the_figures(
    desk: Client, karin: Association, bea: Account, okafor: Person, clock: Callable[[str], datetime]
) -> None:
    ref = ready(desk, okafor.ref)
    told = {"f-transfer-caller_told": "yes"}
    sent(desk, ref, "transfer", "1" * 32, to="bea", **told, **{"f-transfer-why": "subject"})
    cast.client(bea).post(
        f"/karin/call/{ref}",
        {"uid": "2" * 32, "do": "transfer", "to": "ann", **told, "f-transfer-why": "decides"},
    )
    said = desk.get("/karin/calls").content.decode()
    assert "How calls went: April 2026" in said
    assert "2.0 (2 / 1)" in said
    assert "It is their subject; Only they may decide it" in said
    assert "The month before" in said
    assert "March 2026" in desk.get("/karin/calls?month=2026-03").content.decode()
    assert "April 2026" in desk.get("/karin/calls?month=nonsense").content.decode()


MESSAGE = {"f-message-about": "Her rent", "f-message-subject": "rent", "f-message-urgent": "no"}


def test_a_message_always_saves_filled_from_the_file_with_its_gaps_counted(
    desk: Client, karin: Association, bea: Account, okafor: Person
) -> None:
    ref = begun(desk, okafor.ref)
    said = desk.get(f"/karin/call/{ref}?to=bea").content.decode()
    assert "Take a message for Bea" in said
    assert "Bea, Housing Officer, Housing officers rings you back." in said
    assert "Mill Lane" not in said
    done = sent(desk, ref, "message", to="bea", **MESSAGE)
    assert done["Location"] == f"/karin/saved/{ref}"
    assert sent(desk, ref, "message", to="bea", **MESSAGE).status_code == 302
    kept = words(karin, ref, "message.taken")
    assert kept["from_name"] == "Ngozi Okafor"
    assert kept["mobile_phone"] == "07700 900 123"
    assert kept["address"] == "14 Mill Lane, Leeds LS1 4AB"
    assert kinds(karin, ref).count("message.taken") == 1
    with tenancy.association(karin):
        assert Thread.objects.get(ref=ref).owner == bea
        assert [each.account for each in Notice.objects.filter(what="message")] == [bea]
    listed = cast.client(bea).get("/karin/calls/messages").content.decode()
    assert "Her rent" in listed
    assert "Yours" in listed
    assert "Yours" not in desk.get("/karin/calls/messages").content.decode()
    cast.client(bea).post("/karin/calls/messages", {"thread": ref, "uid": "a" * 32})
    assert kinds(karin, ref)[-1] == "message.read"
    assert "Every message has been read." in desk.get("/karin/calls/messages").content.decode()
    again = cast.client(bea).post("/karin/calls/messages", {"thread": ref, "uid": "b" * 32}, follow=True)
    assert "has been read already" in again.content.decode()
