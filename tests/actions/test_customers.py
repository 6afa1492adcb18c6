"""Who a customer is, whose contact it is, and that their words can go."""

from __future__ import annotations

from datetime import date

import pytest

from kept.actions import customers, merging
from kept.actions.foreseeing import foresee
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import people, tenancy
from kept.store.models import Account, Event, EventText, Membership, Person, PersonKey
from tests.actions.house import BY, letter, refusal, row, t, told

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")
LATER = t("Thursday 2026-04-09 10:00")


def added(here, **answers) -> Person:
    made = customers.add(association=here, by=BY, at=NOW, **answers)
    assert isinstance(made, Person), made
    return made


def changed(here, person, **changes):
    return customers.change(association=here, person=person.ref, changes=changes, by="bea", at=LATER)


def log(here, person) -> list[tuple[str, str, dict, dict]]:
    with tenancy.association(here):
        rows = Event.objects.filter(thread=person.log_id).order_by("pk")
        beside = {each.event_id: each.words for each in EventText.objects.all()}
        return [(each.kind, each.by, each.facts, beside.get(each.pk, {})) for each in rows]


def membership(here, role: str) -> Membership:
    who = Account.objects.create_user(f"{role}@example.org", handle=role, name=role)
    with tenancy.association(here):
        return Membership.objects.create(association=here, account=who, role=role, from_on=date(2016, 1, 1))


def test_who_is_added_is_on_record_with_what_was_said_and_the_words_beside_the_ledger(here) -> None:
    okafor = added(
        here,
        name="  Ngozi Okafor ",
        phones=["0113 496 0001"],
        contact_never="On the landline",
        needs="Lip-reads",
    )
    assert (okafor.name, okafor.phones, okafor.needs) == ("Ngozi Okafor", ["0113 496 0001"], "Lip-reads")
    assert okafor.safe_contact.never == "On the landline"
    assert okafor.safe_contact
    words = {
        "name": "Ngozi Okafor",
        "phones": "0113 496 0001",
        "contact_never": "On the landline",
        "needs": "Lip-reads",
    }
    assert log(here, okafor) == [("customer.added", BY, {"person": okafor.ref}, words)]
    assert not added(here, name="Ann").safe_contact


def test_the_log_of_a_customer_is_no_contact_that_anybody_is_shown(here) -> None:
    okafor = added(here, name="Ngozi Okafor")
    with tenancy.association(here):
        log_row = okafor.log
    assert (log_row.sensitivity, log_row.adrift) == ("house", False)
    assert log_row.closed_at is not None


def test_sent_twice_it_is_one_person(here) -> None:
    one, other = (added(here, name="Ngozi Okafor", uid="form-1") for _ in range(2))
    assert one == other
    letter_uid = Telling("letter.received", NOW, uid="form-2")
    told(here, letter_uid, at=NOW)
    refused = customers.add(association=here, name="Ngozi Okafor", uid="form-2", by=BY, at=NOW)
    assert isinstance(refused, Refused)


def test_a_change_says_which_answers_and_leaves_the_others(here) -> None:
    okafor = added(here, name="Ngozi Okafor", phones=["0113 496 0001"])
    after = changed(here, okafor, name="Ngozi Bell", phones=[], email="ngozi@example.org")
    assert (after.name, after.phones, after.email) == ("Ngozi Bell", [], "ngozi@example.org")
    assert log(here, okafor)[1] == (
        "customer.changed",
        "bea",
        {"person": okafor.ref, "changed": "email, name, phones"},
        {"name": "Ngozi Bell", "email": "ngozi@example.org"},
    )
    assert changed(here, okafor, name="Ngozi Bell").name == "Ngozi Bell"
    assert len(log(here, okafor)) == 2


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "name"),
        ({"needs": "Lip-reads"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Ngozi\x00"}, "name"),
        ({"name": "Ngozi\nOkafor"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": 7}, "name"),
        ({"email": "ngozi at example"}, "email"),
        ({"phones": ["the red one"]}, "phones"),
        ({"phones": ["()"]}, "phones"),
        ({"phones": [7]}, "phones"),
        ({"phones": ["1" * 41]}, "phones"),
        ({"phones": [f"0113 496 00{number:02}" for number in range(11)]}, "phones"),
        ({"name": "Ngozi", "needs": "x" * 5001}, "needs"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence_with_its_field(here, answers, field) -> None:
    refused = customers.add(association=here, by=BY, at=NOW, **answers)
    assert isinstance(refused, Refused)
    assert (refused.field, refused.sentence[-1]) == (field, ".")
    with tenancy.association(here):
        assert not Person.objects.exists()


def test_a_change_may_not_take_away_all_they_are_known_by_nor_invent_answers(here) -> None:
    okafor = added(here, name="Ngozi Okafor")
    assert changed(here, okafor, name="").field == "name"
    assert changed(here, okafor, shoe_size="5").field == "person"
    assert changed(here, okafor, phones=7).field == "phones"
    assert changed(here, okafor, phones="0113 496 0001").phones == ["0113 496 0001"]
    nobody = customers.change(association=here, person="K7F3-9Q2M" * 9, changes={}, by=BY, at=NOW)
    assert nobody.field == "person"


def test_a_reference_of_the_housing_system_is_one_persons(here) -> None:
    one = added(here, name="Ngozi Okafor", external_ref="T-1")
    refused = customers.add(association=here, name="Ann", external_ref="T-1", by=BY, at=NOW)
    assert one.ref in refused.sentence
    assert changed(here, one, external_ref="").external_ref is None
    assert added(here, name="Ann", external_ref="T-1").external_ref == "T-1"


def test_a_contact_is_theirs_from_the_recording_on(here) -> None:
    okafor = added(here, name="Ngozi Okafor")
    (result,) = told(here, Telling("letter.received", NOW, person=okafor.ref), at=NOW)
    assert row(here, result.thread).person_id == okafor.pk
    with tenancy.association(here):
        assert Event.objects.filter(thread__ref=result.thread).count() == 1
    again = Telling("note.added", LATER, thread=result.thread, person=okafor.ref)
    told(here, again, at=LATER)
    with tenancy.association(here):
        assert Event.objects.filter(thread__ref=result.thread, kind="customer.attached").count() == 0


def test_a_contact_on_record_becomes_theirs_with_what_is_told_next_and_once(here) -> None:
    okafor, bell = added(here, name="Ngozi Okafor"), added(here, name="Ann Bell")
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    note = Telling("note.added", LATER, thread=ref, person=okafor.ref, uid="n1")
    for _ in range(2):
        told(here, note, at=LATER)
    told(here, Telling("note.added", LATER, thread=ref, person=bell.ref), at=LATER)
    assert row(here, ref).person_id == bell.pk
    with tenancy.association(here):
        named = Event.objects.filter(thread__ref=ref, kind="customer.attached").order_by("pk")
        assert [each.facts for each in named] == [{"person": okafor.ref}, {"person": bell.ref}]


def test_nobody_on_record_is_refused_and_unknown_is_allowed(here) -> None:
    (result,) = told(here, Telling("letter.received", NOW, person="K7F3-9Q2M"), at=NOW)
    assert "leave it unknown" in refusal(result)
    (result,) = told(here, Telling("letter.received", NOW), at=NOW)
    assert row(here, result.thread).person_id is None
    (result,) = told(here, Telling("letter.received", NOW, person="\x00"), at=NOW)
    assert refusal(result)
    ahead = foresee(Telling("letter.received", NOW, person="K7F3-9Q2M"), association=here, by=BY, at=NOW)
    assert isinstance(ahead, Refused)


def test_attaching_says_so_on_the_contact_open_or_closed_and_can_be_taken_back(here) -> None:
    okafor = added(here, name="Ngozi Okafor")
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    told(here, Telling("thread.closed", NOW, thread=ref), at=NOW)

    def attached(person):
        return customers.attach(association=here, thread=ref, person=person, by=BY, at=LATER)

    assert attached(okafor.ref) == attached(okafor.ref) == ref
    assert row(here, ref).person_id == okafor.pk
    assert attached(None) == ref
    assert row(here, ref).person_id is None
    with tenancy.association(here):
        kinds = Event.objects.filter(thread__ref=ref, kind__startswith="customer.").order_by("pk")
        assert [each.kind for each in kinds] == ["customer.attached", "customer.detached"]
    assert attached("nobody").field == "person"
    assert customers.attach(association=here, thread="nothing", person=None, by=BY, at=NOW).field == "thread"


def test_contacts_of_a_customer_are_found_through_the_one_they_were_joined_into(here) -> None:
    okafor = added(here, name="Ngozi Okafor")
    (first,) = told(here, Telling("letter.received", NOW, person=okafor.ref), at=NOW)
    (second,) = told(here, Telling("letter.received", LATER, person=okafor.ref), at=LATER)
    other = letter(here, "Thursday 2026-04-09 10:00")
    officer = membership(here, "officer")

    def listed():
        with tenancy.association(here):
            return [each.ref for each in people.contacts(okafor, officer)]

    assert listed() == [second.thread, first.thread]
    merging.merge(association=here, thread=first.thread, into=other, by=BY, at=LATER)
    assert sorted(listed()) == sorted([second.thread, other])


def test_erasing_empties_the_row_the_log_and_the_keys_and_keeps_that_they_were_here(here) -> None:
    okafor = added(here, name="Ngozi Okafor", phones=["0113 496 0001"], external_ref="T-1")
    changed(here, okafor, needs="Lip-reads")
    (result,) = told(here, Telling("letter.received", NOW, person=okafor.ref), at=NOW)

    def erased(**more):
        more.setdefault("reason", "Asked for")
        return customers.erase(association=here, person=okafor.ref, by=BY, at=LATER, **more)

    assert erased(reason=" ").field == "reason"
    assert erased(membership=membership(here, "officer")).field is None
    for _ in range(2):
        gone = erased(membership=None)
        assert isinstance(gone, Person)
    assert (gone.name, gone.phones, gone.needs, gone.external_ref) == ("", [], "", None)
    assert gone.erased_at == LATER
    assert [(kind, words) for kind, _, _, words in log(here, okafor)] == [
        ("customer.added", {}),
        ("customer.changed", {}),
        ("customer.erased", {}),
    ]
    with tenancy.association(here):
        assert not PersonKey.objects.exists()
    assert row(here, result.thread).person_id == okafor.pk
    assert changed(here, okafor, name="Ngozi").field == "person"
    assert customers.erase(association=here, person="x", reason="y", by=BY, at=NOW).field == "person"


def test_a_role_that_reads_changes_nothing(here) -> None:
    auditor = membership(here, "auditor")
    okafor = added(here, name="Ngozi Okafor")
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    common = {"association": here, "by": "auditor", "at": NOW, "membership": auditor}
    for done in (
        customers.add(name="Ann", **common),
        customers.change(person=okafor.ref, changes={"name": "Ann"}, **common),
        customers.attach(thread=ref, person=okafor.ref, **common),
        customers.erase(person=okafor.ref, reason="Asked for", **common),
    ):
        assert isinstance(done, Refused)


def test_what_one_may_not_see_one_may_not_attach(here) -> None:
    okafor = added(here, name="Ngozi Okafor")
    officer = membership(here, "officer")
    refused = customers.attach(
        association=here, thread=_hidden(here), person=okafor.ref, by="officer", at=NOW, membership=officer
    )
    assert refused.field == "thread"


def _hidden(here) -> str:
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    with tenancy.association(here):
        thread = row(here, ref)
        thread.sensitivity = "confidential"
        thread.save()
    return ref


@pytest.mark.parametrize(
    ("act", "about"),
    [
        (customers.add, {}),
        (customers.change, {"person": "x", "changes": {}}),
        (customers.attach, {"thread": "x", "person": "x"}),
        (customers.erase, {"person": "x", "reason": "x"}),
    ],
)
def test_nobody_acts_without_a_name(here, act, about) -> None:
    with pytest.raises(ValueError, match="by"):
        act(association=here, by="", at=NOW, **about)


@pytest.mark.parametrize("number", [1, 40])
def test_however_many_name_their_customers_it_takes_the_same_number_of_queries(
    here, number, django_assert_max_num_queries
) -> None:
    made = [added(here, name=f"Person {each}").ref for each in range(number)]
    tellings = [Telling("letter.received", NOW, person=each) for each in made]
    told(here, *tellings, at=NOW)
    with django_assert_max_num_queries(14):
        tell(tellings, association=here, by=BY, at=LATER)
