"""Safe contact is held to by every act that reaches the customer, from page, API and import alike."""

from __future__ import annotations

import pytest

from kept.actions import customers, reaching
from kept.actions.foreseeing import foresee
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Event, EventText, Owed, Person
from tests.actions.house import t
from tests.actions.test_handing import colleague

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")


@pytest.fixture
def okafor(here) -> str:
    person = customers.add(association=here, name="Ngozi Okafor", by="ann", at=NOW)
    assert isinstance(person, Person)
    return person.ref


def ruled(here, ref: str, **rules) -> None:
    done = reaching.set_contact_rules(association=here, person=ref, rules=rules, by="ann", at=NOW)
    assert isinstance(done, Person), done


def told(here, kind: str, *, thread: str | None = None, person: str | None = None, via="form", **facts):
    more = {name: facts.pop(name) for name in ("demanded", "membership") if name in facts}
    membership = more.pop("membership", None)
    telling = Telling(kind, NOW, facts, thread=thread, person=person, via=via, **more)
    return tell([telling], association=here, by="ann", at=NOW, membership=membership).results[0]


def call(here, person: str) -> str:
    return told(here, "call.received", person=person).thread


def against(here) -> list[tuple]:
    with tenancy.association(here):
        rows = Event.objects.filter(kind="contact.against").order_by("id")
        return [(each.facts["way"], each.facts["rather"], each.via) for each in rows]


def test_what_is_planned_is_refused_with_the_way_that_is_open(here, okafor) -> None:
    ruled(here, okafor, only=["text"])
    ref = call(here, okafor)
    refused = told(here, "callback.promised", thread=ref).refused
    assert refused == Refused(
        "Do not ring them: they asked us not to. Send a text instead.", None, refused.event
    )
    assert against(here) == []


def test_a_visit_is_refused_at_an_hour_at_which_they_may_not_be_visited(here, okafor) -> None:
    ruled(here, okafor, hours=["09:00", "12:00"])
    ref = call(here, okafor)
    late = told(here, "visit.arranged", thread=ref, booked_for="2026-04-09T15:00+01:00")
    assert late.refused is not None
    assert "between 09:00 and 12:00" in late.refused.sentence
    early = told(here, "visit.arranged", thread=ref, booked_for="2026-04-09T10:00+01:00")
    assert early.refused is None


def test_what_has_happened_is_taken_and_the_manager_hears_of_it_once(here, okafor) -> None:
    ruled(here, okafor, never=["telephone"])
    ref = call(here, okafor)
    done = told(here, "message.returned", thread=ref, via="api")
    assert done.refused is None
    assert against(here) == [
        ("telephone", "Write a letter, write an e-mail, send a text or visit them instead.", "api")
    ]
    with tenancy.association(here):
        (owed,) = Owed.objects.filter(what="against")
        event = Event.objects.get(kind="contact.against")
        assert (owed.thread.ref, owed.start, event.facts["entry"]) == (ref, event.uid, done.event)


@pytest.mark.parametrize(
    ("kind", "way", "marked"),
    [
        ("reply.sent", "text", ["text"]),
        ("reply.sent", "email", []),
        # Of a private message on a page nobody said anything.
        ("reply.sent", "online", []),
        ("reply.acknowledged", "text", ["text"]),
    ],
)
def test_an_answer_the_same_way_is_held_to_the_way_that_it_names(here, okafor, kind, way, marked) -> None:
    ruled(here, okafor, never=["text"])
    ref = told(here, "text.received", person=okafor).thread
    more = {"answer_by": "2026-04-20"} if kind == "reply.acknowledged" else {}
    assert told(here, kind, thread=ref, way=way, **more).refused is None
    assert [each for each, _, _ in against(here)] == marked


def test_an_answer_the_same_way_says_which(here, okafor) -> None:
    ref = told(here, "text.received", person=okafor).thread
    refused = told(here, "reply.sent", thread=ref).refused
    assert refused is not None
    assert refused.field == "way"


def test_imported_history_is_marked_and_tells_nobody(here, okafor) -> None:
    ruled(here, okafor, never=["letter"])
    ref = call(here, okafor)
    assert told(here, "letter.sent", thread=ref, via="import").refused is None
    assert [way for way, _, _ in against(here)] == ["letter"]
    with tenancy.association(here):
        assert not Owed.objects.filter(what="against").exists()


def test_a_message_left_with_somebody_is_against_it_where_they_want_none(here, okafor) -> None:
    ruled(here, okafor, leave_no_message=True)
    ref = call(here, okafor)
    assert told(here, "callback.attempted", thread=ref, left_word=False).refused is None
    assert against(here) == []
    assert told(here, "callback.attempted", thread=ref, left_word=True).refused is None
    assert [way for way, _, _ in against(here)] == ["message"]


def test_who_said_nothing_is_reached_in_every_way(here, okafor) -> None:
    ref = call(here, okafor)
    for kind in ("callback.promised", "letter.sent", "visit.arranged"):
        assert told(here, kind, thread=ref).refused is None
    assert against(here) == []


def test_only_who_leads_lets_it_go_out_where_the_law_demands_it(here, okafor) -> None:
    ruled(here, okafor, never=["visit"])
    ref = call(here, okafor)
    people = {}
    for handle, role in (("ann", "officer"), ("mia", "manager")):
        account = colleague(here, handle, role)
        with tenancy.association(here):
            people[handle] = membership_of(account, on=NOW.date())
    why = "The gas must be looked at by law."
    asked = {"thread": ref, "demanded": why}
    refused = told(here, "visit.arranged", membership=people["ann"], **asked).refused
    assert refused is not None
    assert refused.field == "demanded"
    assert "only a manager" in refused.sentence
    assert told(here, "visit.arranged", membership=people["mia"], **asked).refused is None
    with tenancy.association(here):
        event = Event.objects.get(kind="contact.against")
        assert EventText.objects.get(event=event).words == {"reason": why}


def test_it_is_foreseen_before_anything_is_written(here, okafor) -> None:
    ruled(here, okafor, never=["visit"])
    ref = call(here, okafor)
    found = foresee(Telling("visit.arranged", NOW, thread=ref), association=here, by="ann", at=NOW)
    assert isinstance(found, Refused)
    assert found.sentence.startswith("Do not go to their home")


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"never": ["pigeon"]}, "never"),
        ({"never": ["text"], "only": ["text"]}, "never"),
        ({"hours": ["12:00", "09:00"]}, "hours"),
        ({"hours": ["noon", "late"]}, "hours"),
        ({"when": "x" * 201}, "when"),
        ({"colour": "red"}, "person"),
    ],
)
def test_rules_that_make_no_sense_are_refused(here, okafor, rules, field) -> None:
    refused = reaching.set_contact_rules(association=here, person=okafor, rules=rules, by="ann", at=NOW)
    assert isinstance(refused, Refused)
    assert refused.field == field


def test_setting_the_same_twice_leaves_one_event_with_the_words_beside_it(here, okafor) -> None:
    ruled(here, okafor, never=["letter"], when="after six")
    ruled(here, okafor, never=["letter"], when="after six")
    with tenancy.association(here):
        event = Event.objects.get(kind="customer.changed")
        assert event.facts == {"person": okafor, "changed": "contact_rules"}
        assert EventText.objects.get(event=event).words == {"contact_rules": "Never by letter. after six"}
        assert Person.objects.get(ref=okafor).contact_rules["never"] == ["letter"]
