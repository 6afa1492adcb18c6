"""Proofs of the telephone: the call pad, what goes with a call, messages, ringing back and the letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kept.actions import customers
from kept.actions.members import name_deputy
from kept.actions.presence import say
from kept.actions.reaching import set_contact_rules
from kept.actions.registering import add as put_on_register
from kept.store import tenancy
from kept.store.models import Event, EventText, Membership, Notice, PassedCall, Person, Thread
from tests import cast
from tests.contracts.world import World

DESK, COLLEAGUE, BOSS = "receptionist", "officer", "manager"
ABOUT = {"f-call-about": "The roof leaks", "f-call-subject": "repairs"}
NOTES = {"f-note-points": "Roof", "f-note-outcome": "A roofer comes", "note-told": "He rings Thu noon"}
AGREES = {"said-born_on": "2/5/1950", "said-address": "14 Mill Lane"}


def customer(world: World, **more: Any) -> Person:
    """Ms Okafor, on file with what can be asked of her."""
    known: dict[str, Any] = {
        "name": "Ngozi Okafor",
        "address": "14 Mill Lane, Leeds LS1 4AB",
        "phones": ["07700 900 123", "0113 496 0001"],
        "email": "ngozi@example.org",
        "born_on": date(1950, 5, 2),
    }
    at = world.at - timedelta(days=9)
    made = customers.add(association=world.association, by="kept", at=at, **{**known, **more})
    assert isinstance(made, Person), made
    return made


def call(world: World, person: Person | None = None, **more: str) -> str:
    """The reference of a call that a receptionist began on the pad."""
    sent = {
        "uid": "a" * 32,
        "who": "Ms Okafor",
        "looked-for": "Ms Okafor",
        "step": "save",
        "f-call-urgent": "no",
    }
    sent |= {"person": person.ref if person else ""} | ABOUT | more
    answer = world.post(DESK, "/call", sent)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]).rsplit("/", 1)[1]


def press(
    world: World, ref: str, do: str, fields: Mapping[str, str] | None = None, *, role: str = DESK
) -> Any:
    """Send one panel of the pad."""
    return world.post(role, f"/call/{ref}", {"uid": f"{do:0<32}"[:32], "do": do, **(fields or {})})


def pad(world: World, ref: str, *, role: str = DESK, to: str = "") -> str:
    return world.get(role, f"/call/{ref}" + (f"?to={to}" if to else ""))


def facts(world: World, ref: str, kind: str) -> dict[str, Any]:
    """The latest of that kind on the contact, its personal words with it."""
    with tenancy.association(world.association):
        event = Event.objects.filter(thread__ref=ref, kind=kind).order_by("id").last()
        assert event is not None, kind
        text = EventText.objects.filter(event=event).first()
        return {**event.facts, **(text.words if text else {})}


def told(world: World, ref: str, kind: str) -> bool:
    with tenancy.association(world.association):
        return Event.objects.filter(thread__ref=ref, kind=kind).exists()


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def to_colleague(world: World, ref: str, **more: str) -> Any:
    """Put the call through to the officer, with all that has to be said."""
    fields = {"to": world.member(COLLEAGUE).handle, "f-transfer-why": "subject"}
    fields |= {"f-transfer-caller_told": "yes", "f-transfer-passed_on": "She has waited since March"}
    return press(world, ref, "transfer", fields | more)


def the_pad_opens(world: World) -> None:
    assert 'id="who"' in world.get(DESK, "/call")
    page = pad(world, call(world))
    for heading in (
        "What do they want?",
        "Whom am I speaking to?",
        "Notes",
        "Somebody else",
        "The end of the call",
    ):
        assert heading in page


def the_greeting_is_filled(world: World) -> None:
    member = world.member(DESK)
    done = put_on_register(
        association=world.association,
        register="staff-record",
        answers={"job_title": member_job(world), "name_form": "title_last", "name_title": "Ms"},
        subject=member.handle,
        by="kept",
        at=world.at,
        uid="record",
    )
    assert not hasattr(done, "sentence"), done
    page = plain(world.get(DESK, "/call"))
    words = dict(world.rulebook.association.greetings)["call"]
    assert "Good morning" in page
    assert world.association.name in page
    assert ("{name}" not in words) or f"Ms {member.name.split()[-1]}" in page
    assert ("{first_name}" not in words) or member.name.split()[0] in page
    assert ("{job}" not in words) or member_job(world) in page
    assert "elp" in page  # an offer of help ends it
    assert "Agreed wording, in force since" in pad(world, call(world))


def each_channel_has_its_words(world: World) -> None:
    """The form of the first kind of each channel shows what that channel opens with."""
    greetings = dict(world.rulebook.association.greetings)
    assert {"call", "in-person", "visit", "letter", "email"} <= set(greetings)
    for channel in greetings:
        opening = (each for each in world.rulebook.kinds.values() if each.opens and each.channel == channel)
        kind = next(each for each in opening if not each.kept_for)
        page = world.get(DESK, f"/capture/{kind.name}")
        words = greetings[channel].split("{")[0].strip()
        assert ("When you answer:" if channel in {"letter", "email"} else "Say first:") in page, channel
        assert words in page, channel


def member_job(world: World) -> str:
    """A job title that this house has."""
    return world.rulebook.association.roles[0][0]


def identity_comes_first(world: World) -> None:
    ref = call(world, customer(world))
    assert "14 Mill Lane" not in pad(world, ref)
    press(world, ref, "identity", {"said-born_on": "3/5/1950", "said-address": "14 Mill Lane"})
    assert "14 Mill Lane" not in pad(world, ref)
    world.post(DESK, f"/call/{ref}", {"uid": "b" * 32, "do": "identity", **AGREES})
    assert "14 Mill Lane, Leeds LS1 4AB" in pad(world, ref)
    kept = facts(world, ref, "identity.checked")
    assert (kept["method"], kept["result"], kept["matched"]) == ("questions", "passed", "born_on address")


def identity_goes_along(world: World) -> None:
    ref = call(world, customer(world))
    press(world, ref, "identity", AGREES)
    to_colleague(world, ref)
    page = pad(world, ref, role=COLLEAGUE)
    assert "It is them: checked at 10:00" in page
    assert "14 Mill Lane, Leeds LS1 4AB" in page


def nobody_is_passed_on_unawares(world: World) -> None:
    ref = call(world)
    world.member(COLLEAGUE)
    assert "Choose the colleague" in press(world, ref, "transfer").content.decode()
    assert "Say why" in to_colleague(world, ref, **{"f-transfer-why": ""}).content.decode()
    untold = to_colleague(world, ref, **{"f-transfer-caller_told": "no"}).content.decode()
    assert "Tell the caller who will take the call, and why" in untold
    shown = plain(pad(world, ref, to=world.member(COLLEAGUE).handle))
    assert f"I am putting you through to {world.member(COLLEAGUE).name}" in shown
    assert to_colleague(world, ref).status_code == 302
    kept = facts(world, ref, "call.transferred")
    assert kept["to_team"] == world.member(COLLEAGUE).name
    assert kept["caller_told"] is True
    assert kept["why"] == "subject"


def a_transfer_lands_on_the_screen(world: World) -> None:
    ref = call(world, customer(world))
    to_colleague(world, ref)
    assert "puts a call through to you: Ngozi Okafor" in world.get(COLLEAGUE, "/desk")
    page = pad(world, ref, role=COLLEAGUE)
    for each in ("She has waited since March", "The roof leaks", "Say first:", "I have it"):
        assert each in page, each
    press(world, ref, "take", role=COLLEAGUE)
    with tenancy.association(world.association):
        assert PassedCall.objects.get(thread__ref=ref).taken_at is not None
        assert Thread.objects.get(ref=ref).owner == world.member(COLLEAGUE)
    assert told(world, ref, "call.answered")


def a_subject_comes_before_passing_on_or_ending(world: World) -> None:
    ref = call(world, **{"f-call-subject": "", "f-call-about": ""})
    for answer in (to_colleague(world, ref), press(world, ref, "end", {"f-end-settled": "in_full"})):
        assert "Say which subject it is about." in answer.content.decode()
    press(world, ref, "about", {"f-about-subject": "repairs"})
    assert "Say in a few words what it is about." in to_colleague(world, ref).content.decode()


def the_subject_suggests_who(world: World) -> None:
    team = dict(next(each for each in world.rulebook.room("telephone") if each.name == "who-deals").teams)[
        "repairs"
    ]
    cast.member(world.association, "zz-last", "officer", team=team)
    world.member(COLLEAGUE)
    page = pad(world, call(world))
    select = page[page.index('id="to"') :]
    assert select.index("zz-last") < select.index("the-officer")
    assert "deals with this" in select


def what_was_raised_is_read_back(world: World) -> None:
    ref = call(world)
    press(world, ref, "issue", {"f-issue-issue": "The gutter too"})
    press(world, ref, "note", {"f-note-points": "Roof", "f-note-outcome": "A roofer comes"})
    end = {"f-end-settled": "in_full", "f-end-summed_up": "yes"}
    assert "Read back everything that they raised" in press(world, ref, "end", end).content.decode()
    closing = world.post(DESK, f"/thread/{ref}/thread.closed", moment() | {"step": "save", "uid": "c" * 32})
    assert closing.status_code == 409
    with tenancy.association(world.association):
        issue = Event.objects.get(thread__ref=ref, kind="call.issue_raised").uid
    assert press(world, ref, "end", end | {f"read-{issue}": "yes"}).status_code == 302
    assert facts(world, ref, "call.wrapped_up")["issues_confirmed"] is True


def moment() -> dict[str, str]:
    return {"f-happened_at": "2026-04-07", "f-happened_at-time": "10:00", "f--known": "staff"}


def what_was_agreed_is_summed_up(world: World) -> None:
    ref = call(world)
    press(
        world,
        ref,
        "note",
        NOTES,
    )
    page = pad(world, ref)
    assert "Sum up what was agreed. Promised so far:" in page
    assert "He rings" in page
    refused = press(world, ref, "end", {"f-end-settled": "in_full"}).content.decode()
    assert "Sum up what was agreed, and tick that you did." in refused


def the_summary_is_printed(world: World) -> None:
    ref = call(world, **{"f-call-own_words": "When is my roof mended?"})
    press(world, ref, "issue", {"f-issue-issue": "The gutter too"})
    press(world, ref, "note", {"f-note-outcome": "A roofer comes", "note-told": "He rings Thu noon"})
    page = world.get(DESK, f"/call/{ref}/summary")
    for each in ("When is my roof mended?", "The gutter too", "A roofer comes", "He rings", "data-print"):
        assert each in page, each


def notes_come_before_the_end(world: World) -> None:
    ref = call(world)
    end = {"f-end-settled": "in_full", "f-end-summed_up": "yes"}
    assert (
        "Save the main points and what came of it in the notes first."
        in press(world, ref, "end", end).content.decode()
    )
    press(
        world,
        ref,
        "note",
        NOTES,
    )
    page = world.get(COLLEAGUE, f"/thread/{ref}")
    for each in ("Roof", "A roofer comes", "He rings"):
        assert each in page, each


def what_they_asked_is_shown_back(world: World) -> None:
    page = world.get(DESK, "/call")
    questions = re.findall(r'name="(f-call-[a-z_]+)"', page)
    assert questions[0] == "f-call-own_words"
    page = pad(world, call(world, **{"f-call-own_words": "When is my roof mended?"}))
    end = page[page.index('id="end"') :]
    assert "They asked:" in end
    assert "When is my roof mended?" in end


def a_number_is_noted(world: World) -> None:
    ref = call(world)
    press(world, ref, "note", {"f-note-points": "Roof", "f-note-outcome": "I find out"})
    end = {"f-end-settled": "part", "f-end-why_not": "find_out", "f-end-summed_up": "yes"}
    refused = press(world, ref, "end", end).content.decode()
    assert "Note a number to ring, or tick that they have no telephone." in refused
    assert press(world, ref, "end", end | {"no-phone": "yes"}).status_code == 302
    other = call(world, **{"uid": "e" * 32, "f-call-phone": "0113 496 0001"})
    assert 'name="end-phone" type="tel" value="0113 496 0001"' in pad(world, other)


def needs_stand_at_the_head(world: World) -> None:
    person = customer(world, needs="Her husband died in March", need_kinds=["hearing-loop"], language="pl")
    page = pad(world, call(world, person))
    for each in ("Her husband died in March", "A hearing loop", "Speaks Polish"):
        assert each in page, each


def who_is_not_free_is_said_and_the_caller_chooses(world: World) -> None:
    officer = world.member(COLLEAGUE)
    mate = cast.member(world.association, "the-mate", "officer")
    put_on_register(
        association=world.association,
        register="staff-record",
        answers={"job_title": member_job(world), "name_form": "first_last", "voicemail": "yes"},
        subject=officer.handle,
        by="kept",
        at=world.at,
        uid="voicemail",
    )
    out(world, officer.handle)
    ref = call(world)
    page = plain(pad(world, ref, to=officer.handle))
    assert "Next in at" in page
    assert "They have a voicemail." in page
    assert mate.name in page
    choices = pad(world, ref, to=officer.handle)
    for each in ("voicemail", "somebody_else", "message"):
        assert f'name="f-choice-chosen" type="radio" value="{each}"' in choices
    press(world, ref, "choice", {"to": officer.handle, "f-choice-chosen": "voicemail"})
    assert facts(world, ref, "call.choice_made")["chosen"] == "voicemail"
    assert told(world, ref, "message.left")


def out(world: World, handle: str) -> None:
    """They are out on a visit until two."""
    said = say(
        association=world.association,
        handle=handle,
        state="visit",
        until=world.at + timedelta(hours=4),
        by=handle,
        at=world.at,
        uid=f"out-{handle}",
    )
    assert not hasattr(said, "sentence"), said


def a_message_is_filled_from_the_file(world: World) -> None:
    ref = call(world, customer(world))
    take_message(world, ref, {})
    kept = facts(world, ref, "message.taken")
    assert kept["from_name"] == "Ngozi Okafor"
    assert kept["address"] == "14 Mill Lane, Leeds LS1 4AB"
    assert kept["home_phone"] == "0113 496 0001"
    assert kept["mobile_phone"] == "07700 900 123"
    assert kept["subject"] == "repairs"
    nobody = call(world, uid="e" * 32)
    page = pad(world, nobody, to=world.member(COLLEAGUE).handle)
    named = re.findall(r'id="gap-([a-z_]+)"', page)
    assert named
    take_message(world, nobody, {f"gap-{each}": "declined" for each in named})
    assert f"{named[0]}:declined" in facts(world, nobody, "message.taken")["missing"]
    assert "they would rather not say" in world.get(DESK, "/calls")


def take_message(world: World, ref: str, fields: Mapping[str, str]) -> Any:
    own = {
        "to": world.member(COLLEAGUE).handle,
        "f-message-about": "The roof",
        "f-message-reply_wanted": "call",
    }
    done = press(world, ref, "message", own | dict(fields))
    assert done.status_code == 302, done.content.decode()
    return done


def a_message_is_stamped(world: World) -> None:
    ref = call(world)
    take_message(world, ref, {})
    with tenancy.association(world.association):
        event = Event.objects.get(thread__ref=ref, kind="message.taken")
        thread = Thread.objects.get(ref=ref)
        assert event.happened_at == world.at
        assert thread.act_by is not None


def a_message_lands_and_lies_unread_before_everybody(world: World) -> None:
    officer, deputy = world.member(COLLEAGUE), cast.member(world.association, "the-deputy", "officer")
    with tenancy.association(world.association):
        held = Membership.objects.get(account=officer).pk
    done = name_deputy(
        association=world.association, membership=held, deputy=deputy.handle, by="kept", at=world.at
    )
    assert not hasattr(done, "sentence"), done
    ref = call(world)
    take_message(world, ref, {"f-message-already_told": "That a roofer comes"})
    assert ref in world.get(COLLEAGUE, "/desk")
    with tenancy.association(world.association):
        assert {each.account for each in Notice.objects.filter(what="message")} == {officer, deputy}
    for role in (DESK, COLLEAGUE):
        page = world.get(role, "/calls/messages")
        assert ref in page
        assert "That a roofer comes" in page
    world.post(COLLEAGUE, "/calls/messages", {"thread": ref, "uid": "f" * 32})
    assert ref not in world.get(DESK, "/calls/messages")


def the_taker_sees_when_the_colleague_is_next_in(world: World) -> None:
    out(world, world.member(COLLEAGUE).handle)
    page = plain(pad(world, call(world), to=world.member(COLLEAGUE).handle))
    assert "They are next in at 14:00 on Tuesday 7 April." in page


def the_caller_hears_who_rings(world: World) -> None:
    officer = world.member(COLLEAGUE)
    put_on_register(
        association=world.association,
        register="staff-record",
        answers={"job_title": member_job(world), "name_form": "first_last", "extension": "01343 960 014"},
        subject=officer.handle,
        by="kept",
        at=world.at,
        uid="line",
    )
    page = plain(pad(world, call(world), to=officer.handle))
    assert f"Tell the caller: {officer.name}, {member_job(world)}, 01343 960 014 rings you back." in page


def a_wish_takes_the_place_of_our_time(world: World) -> None:
    ref = call(world)
    page = plain(pad(world, ref, to=world.member(COLLEAGUE).handle))
    assert "Did you read it back to them?" in page
    wish = {"f-wish-wished_for": "2026-04-13", "f-wish-wished_for-time": "18:30", "f-wish-confirmed": "yes"}
    take_message(world, ref, wish | {"f-wish-way": "call", "f-wish-number": "07700 900 124"})
    assert facts(world, ref, "promise.given")["promised_for"].startswith("2026-04-13T18:30")
    assert "18:30 on Monday 13 April" in world.get(DESK, "/calls/to-ring-back")


def word_left_is_a_name_and_a_number(world: World) -> None:
    person = customer(world)
    ref = call(world, person)
    take_message(world, ref, {})
    page = plain(world.get(COLLEAGUE, f"/thread/{ref}/callback.attempted"))
    assert "leave your name and a number to ring, and nothing else" in page
    rules(world, person, {"leave_no_message": True})
    form = moment() | {"uid": "d" * 32, "step": "save", "f-left_word": "yes", "f-result": "machine"}
    refused = world.post(COLLEAGUE, f"/thread/{ref}/callback.attempted", form)
    assert "Leave no message for them" in refused.content.decode()


def rules(world: World, person: Person, said: dict[str, object]) -> None:
    done = set_contact_rules(
        association=world.association, person=person.ref, rules=said, by="kept", at=world.at
    )
    assert isinstance(done, Person)


def the_next_step_is_offered(world: World) -> None:
    ref = call(world, customer(world))
    take_message(world, ref, {})
    page = world.get(DESK, "/calls/to-ring-back")
    assert "Ngozi Okafor" in page
    assert "Ring now." in page


def a_try_by_day_is_none_for_who_is_in_of_an_evening(world: World) -> None:
    person = customer(world)
    rules(world, person, {"hours": ["17:30", "20:00"]})
    ref = call(world, person)
    take_message(world, ref, {})
    world.tell("callback.attempted", {"result": "no_answer"}, thread=ref)
    page = world.get(DESK, "/calls/to-ring-back?list=evening")
    assert "Ring in the evening, from 17:30 on Tuesday 7 April on; a try by day does not count." in page
    assert world.member(COLLEAGUE).name in page


def the_letter_is_written_from_the_tries(world: World) -> None:
    ref = call(world, customer(world))
    take_message(world, ref, {})
    world.tell("callback.attempted", {"result": "no_answer"}, thread=ref)
    page = world.get(COLLEAGUE, f"/call/{ref}/letter")
    officer = world.member(COLLEAGUE)
    for each in (
        "10:00 on Tuesday 7 April 2026",
        "Please get in touch with us again",
        officer.name,
        officer.email,
    ):
        assert each in page, each
    assert "09:00 to" in page or "08:30 to" in page
    assert world.post(COLLEAGUE, f"/call/{ref}/letter", {"uid": "f" * 32}).status_code == 302
    assert told(world, ref, "letter.sent")


def what_is_not_ours_goes_to_an_agency(world: World) -> None:
    put_on_register(
        association=world.association,
        register="agencies",
        answers={"agency": "Citizens Advice", "subject": "Debt", "phone": "0808 223 1133"},
        by="kept",
        at=world.at,
        uid="agency",
    )
    ref = call(world)
    assert "Citizens Advice, 0808 223 1133" in pad(world, ref)
    for missing in ("f-outside-explained", "agency", "f-outside-details_sent"):
        fields = {
            "f-outside-explained": "We give no loans",
            "agency": "Citizens Advice",
            "f-outside-details_sent": "said",
        }
        assert press(world, ref, "outside", fields | {missing: ""}).status_code == 422
    assert press(world, ref, "outside", fields).status_code == 302
    assert facts(world, ref, "service.outside")["agency"] == "Citizens Advice"


def heat_is_logged_with_two_presses(world: World) -> None:
    boss, ref = world.member(BOSS), call(world)
    assert "Log it and tell my manager" in pad(world, ref)
    press(world, ref, "heated")
    with tenancy.association(world.association):
        assert Notice.objects.filter(account=boss, what="heated", thread__ref=ref).exists()


def the_line_manager_takes_it_up(world: World) -> None:
    boss, ref = world.member(BOSS), call(world)
    press(world, ref, "escalate", {"f-escalate-note": "He will not let go"})
    assert facts(world, ref, "contact.escalated")["to"] == boss.name
    assert "asks you to take this up" in world.get(BOSS, "/desk")
    press(world, ref, "take", role=BOSS)
    assert told(world, ref, "escalation.taken_up")


def calls_are_counted(world: World) -> None:
    ref = call(world, customer(world))
    to_colleague(world, ref)
    fields = {"to": world.member(DESK).handle, "f-transfer-why": "decides", "f-transfer-caller_told": "yes"}
    press(world, ref, "transfer", fields, role=COLLEAGUE)
    press(world, ref, "not-found", {"f-not-found-tried": "Two of us"})
    page = plain(world.get(BOSS, "/calls"))
    for each in (
        "Calls by team",
        "Calls by subject",
        "2.0 (2 / 1)",
        "It is their subject; Only they may decide it",
        "Transfers for each call, month by month",
        "Nobody found",
        "Reception took it first",
        "100 % (1 / 1)",
        "Rang again about the same within four weeks",
    ):
        assert each in page, each


PROOFS = {
    "page:call": the_pad_opens,
    "rule:greeting-filled": the_greeting_is_filled,
    "rule:greeting-by-channel": each_channel_has_its_words,
    "rule:identity-first": identity_comes_first,
    "rule:identity-carried": identity_goes_along,
    "rule:transfer-told": nobody_is_passed_on_unawares,
    "rule:transfer-lands": a_transfer_lands_on_the_screen,
    "rule:subject-first": a_subject_comes_before_passing_on_or_ending,
    "rule:subject-suggests": the_subject_suggests_who,
    "rule:issues-read-back": what_was_raised_is_read_back,
    "rule:agreed-summed-up": what_was_agreed_is_summed_up,
    "print:call-summary": the_summary_is_printed,
    "rule:notes-before-end": notes_come_before_the_end,
    "rule:asked-shown-back": what_they_asked_is_shown_back,
    "rule:number-noted": a_number_is_noted,
    "rule:needs-at-head": needs_stand_at_the_head,
    "rule:caller-chooses": who_is_not_free_is_said_and_the_caller_chooses,
    "rule:message-filled": a_message_is_filled_from_the_file,
    "rule:message-stamped": a_message_is_stamped,
    "list:messages": a_message_lands_and_lies_unread_before_everybody,
    "rule:next-in-shown": the_taker_sees_when_the_colleague_is_next_in,
    "rule:who-rings-said": the_caller_hears_who_rings,
    "rule:wish-comes-first": a_wish_takes_the_place_of_our_time,
    "rule:name-and-number": word_left_is_a_name_and_a_number,
    "list:callbacks": the_next_step_is_offered,
    "rule:evening-tries": a_try_by_day_is_none_for_who_is_in_of_an_evening,
    "print:no-contact-letter": the_letter_is_written_from_the_tries,
    "rule:agency-named": what_is_not_ours_goes_to_an_agency,
    "rule:heat-logged": heat_is_logged_with_two_presses,
    "rule:line-manager": the_line_manager_takes_it_up,
    "figure:calls": calls_are_counted,
}


def a_pad(world: World) -> str:
    return pad(world, call(world), to=world.member(COLLEAGUE).handle)


PLACES = {
    "call": lambda world: world.get(DESK, "/call"),
    "transfer": a_pad,
    "message": a_pad,
    "closing": a_pad,
    "callback": lambda world: world.get(DESK, "/calls/to-ring-back"),
}
