"""Whoever is connected with a customer sees neither file nor contacts, and does not open it themselves."""

from __future__ import annotations

from datetime import date

import pytest

from kept.actions import connections, customers, joining, merging
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import looking, people, seers, tenancy
from kept.store.accounts import membership_of
from kept.store.file import person_for
from kept.store.models import Connection, Event, Person, Thread
from kept.store.threads import Hidden, hidden_from, open_to_hold, visible_to
from tests.actions.house import row, t
from tests.actions.test_handing import colleague

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")


@pytest.fixture
def staff(here):
    return {
        "ann": colleague(here, "ann"),
        "mia": colleague(here, "mia", "manager"),
        "max": colleague(here, "max", "manager"),
    }


@pytest.fixture
def okafor(here) -> str:
    person = customers.add(association=here, name="Ngozi Okafor", by="mia", at=NOW)
    assert isinstance(person, Person)
    return person.ref


def member(here, account):
    with tenancy.association(here):
        return membership_of(account, on=NOW.date())


def declared(here, staff, person: str, *, account: str = "ann", by: str = "ann") -> Connection | Refused:
    return connections.declare(
        association=here,
        account=account,
        person=person,
        kind="family",
        by=by,
        at=NOW,
        membership=member(here, staff[by]),
    )


def letter_of(here, staff, person: str, by: str) -> str:
    telling = Telling("letter.received", NOW, {"about": "The lift"}, person=person)
    done = tell([telling], association=here, by=by, at=NOW, membership=member(here, staff[by]))
    assert done.refused is None
    return done.results[0].thread


def test_from_then_on_neither_file_nor_contacts_are_there(here, staff, okafor) -> None:
    ref = letter_of(here, staff, okafor, "ann")
    assert isinstance(declared(here, staff, okafor), Connection)
    ann, mia = member(here, staff["ann"]), member(here, staff["mia"])
    with tenancy.association(here):
        assert not visible_to(ann).filter(kind="letter").exists()
        assert visible_to(mia).filter(ref=ref).exists()
        assert people.find("okafor", ann) == ()
        assert people.find(ref, ann) == ()
        assert [each.person.ref for each in people.find("okafor", mia)] == [okafor]
        with pytest.raises(Hidden):
            person_for(ann, okafor)
    assert row(here, ref).owner_id == staff["mia"].pk, "what they had goes to somebody who leads"
    refused = tell(
        [Telling("letter.received", NOW, person=okafor)], association=here, by="ann", at=NOW, membership=ann
    ).refused
    assert refused is not None
    assert refused.field == "person"


def test_declared_twice_it_is_one_with_one_event(here, staff, okafor) -> None:
    one, other = declared(here, staff, okafor), declared(here, staff, okafor)
    assert isinstance(one, Connection)
    assert isinstance(other, Connection)
    assert one.pk == other.pk
    with tenancy.association(here):
        event = Event.objects.get(kind="connection.declared")
        assert event.facts == {"account": "ann", "kind": "family", "person": okafor}


def test_only_who_leads_declares_it_for_another_and_opens_it_again(here, staff, okafor) -> None:
    assert isinstance(declared(here, staff, okafor, account="mia", by="ann"), Refused)
    made = declared(here, staff, okafor, account="mia", by="max")
    assert isinstance(made, Connection)
    ended = {"association": here, "connection": made.pk, "at": NOW}
    for by in ("ann", "mia"):
        assert isinstance(connections.end(by=by, membership=member(here, staff[by]), **ended), Refused)
    for _ in range(2):
        done = connections.end(by="max", membership=member(here, staff["max"]), **ended)
        assert isinstance(done, Connection)
        assert done.to_on == NOW.date()
    mia = member(here, staff["mia"])
    with tenancy.association(here):
        assert person_for(mia, okafor) is not None
        assert Event.objects.filter(kind="connection.ended").count() == 1


def test_everybody_at_a_home_is_closed_to_whoever_is_connected_with_it(here, staff, okafor) -> None:
    from kept.store.models import Home, Tenancy

    with tenancy.association(here):
        person = Person.objects.get(ref=okafor)
        home = Home.objects.create(
            association=here, ref="H2D4-X8RB", address="14 Mill Lane", log_id=person.log_id, added_at=NOW
        )
        Tenancy.objects.create(association=here, home=home, person=person, kind="tenant", added_at=NOW)
    made = connections.declare(
        association=here, account="ann", home=home.ref, kind="neighbour", by="ann", at=NOW
    )
    assert isinstance(made, Connection)
    ann = member(here, staff["ann"])
    with tenancy.association(here), pytest.raises(Hidden):
        person_for(ann, okafor)


def test_a_home_stays_closed_with_whoever_has_lived_there_since(here, staff, okafor) -> None:
    """An agreed end of a tenancy opens no file, and neither does moving out; who left before is nobody's."""
    from kept.store.models import Home, Tenancy

    before = customers.add(association=here, name="Liam Byrne", by="mia", at=NOW)
    assert isinstance(before, Person)
    with tenancy.association(here):
        person = Person.objects.get(ref=okafor)
        home = Home.objects.create(
            association=here, ref="H2D4-X8RB", address="14 Mill Lane", log_id=person.log_id, added_at=NOW
        )
        lived = {"association": here, "home": home, "kind": "tenant", "added_at": NOW}
        Tenancy.objects.create(person=person, ref="T2D4-X8RB", to_on=date(2026, 9, 30), **lived)
        Tenancy.objects.create(person=before, ref="T3D4-X8RB", to_on=date(2026, 4, 7), **lived)
    assert isinstance(
        connections.declare(
            association=here, account="ann", home=home.ref, kind="neighbour", by="ann", at=NOW
        ),
        Connection,
    )
    ann = member(here, staff["ann"])
    with tenancy.association(here):
        assert person_for(ann, before.ref) is not None
        assert seers.tied_to([person.pk, before.pk]) == {person.pk: {staff["ann"].pk}}
        with pytest.raises(Hidden):
            person_for(ann, okafor)


def test_joined_into_the_contact_of_somebody_else_it_stays_closed(here, staff, okafor) -> None:
    theirs = letter_of(here, staff, okafor, "mia")
    telling = Telling("letter.received", NOW, {"about": "The lift"})
    other = str(tell([telling], association=here, by="mia", at=NOW).results[0].thread)
    assert isinstance(declared(here, staff, okafor), Connection)
    assert merging.merge(association=here, thread=theirs, into=other, by="mia", at=NOW) == other
    ann, mia = member(here, staff["ann"]), member(here, staff["mia"])
    with tenancy.association(here):
        both = Thread.objects.filter(ref__in=(theirs, other))
        assert not visible_to(ann).filter(pk__in=both).exists()
        assert hidden_from(ann).filter(pk__in=both).count() == 2
        assert not open_to_hold(both, ann).exists()
        assert visible_to(mia).filter(pk__in=both).count() == 2
    assert merging.part(association=here, thread=theirs, by="mia", at=NOW, reason="Two people") == theirs
    ann = member(here, staff["ann"])
    with tenancy.association(here):
        assert [each.ref for each in visible_to(ann).filter(ref__in=(theirs, other))] == [other]


def test_no_contact_is_said_to_be_that_of_somebody_who_is_closed(here, staff, okafor) -> None:
    telling = Telling("letter.received", NOW, {"about": "The lift"})
    done = tell([telling], association=here, by="ann", at=NOW, membership=member(here, staff["ann"]))
    ref = str(done.results[0].thread)
    assert isinstance(declared(here, staff, okafor), Connection)
    said = {"association": here, "thread": ref, "person": okafor, "at": NOW}
    refused = customers.attach(by="ann", membership=member(here, staff["ann"]), **said)
    assert isinstance(refused, Refused)
    assert refused.field == "person"
    assert customers.attach(by="mia", membership=member(here, staff["mia"]), **said) == ref


def _nobodys(here, staff, by: str) -> str:
    """A letter of an unknown customer that this colleague has."""
    telling = Telling("letter.received", NOW, {"about": "The lift"})
    return str(
        tell([telling], association=here, by=by, at=NOW, membership=member(here, staff[by])).results[0].thread
    )


@pytest.mark.parametrize("door", ["attached", "told"])
def test_a_contact_that_turns_out_to_be_of_their_own_goes_to_somebody_who_leads(
    here, staff, okafor, door
) -> None:
    ref, other = _nobodys(here, staff, "ann"), _nobodys(here, staff, "ann")
    # The first who leads is connected with them too, so it goes to the next.
    for account in ("ann", "mia"):
        assert isinstance(declared(here, staff, okafor, account=account, by=account), Connection)
    for _ in range(2):
        if door == "attached":
            assert customers.attach(association=here, thread=ref, person=okafor, by="max", at=NOW) == ref
        else:
            telling = Telling("note.added", NOW, {"note": "It is hers"}, thread=ref, person=okafor)
            assert tell([telling], association=here, by="max", at=NOW).refused is None
    assert row(here, ref).owner_id == staff["max"].pk
    assert row(here, other).owner_id == staff["ann"].pk
    with tenancy.association(here):
        (handed,) = Event.objects.filter(kind="thread.handed_over", thread__ref=ref)
        assert (handed.by, handed.facts) == ("max", {"to": "max", "from_whom": "ann"})


def test_two_files_that_are_one_persons_leave_nobody_with_what_is_of_their_own(here, staff) -> None:
    alike = {"name": "Zofia Nowak", "phones": ["0113 496 0001"], "born_on": "1980-05-01"}
    one, two = (
        customers.add(association=here, email=email, by="mia", at=NOW, **alike)
        for email in ("z@example.org", "zofia@example.org")
    )
    assert isinstance(one, Person)
    assert isinstance(two, Person)
    ref = letter_of(here, staff, one.ref, "ann")
    assert isinstance(declared(here, staff, two.ref), Connection)
    assert row(here, ref).owner_id == staff["ann"].pk
    done = joining.join(association=here, person=two.ref, into=one.ref, by="mia", at=NOW)
    assert isinstance(done, Person), done
    assert row(here, ref).owner_id == staff["mia"].pk


def test_where_nobody_else_leads_it_stays_and_is_closed_to_its_owner(here, staff, okafor) -> None:
    ref = _nobodys(here, staff, "ann")
    for account in ("ann", "mia", "max"):
        assert isinstance(declared(here, staff, okafor, account=account, by=account), Connection)
    assert customers.attach(association=here, thread=ref, person=okafor, by="kept", at=NOW) == ref
    assert row(here, ref).owner_id == staff["ann"].pk
    with tenancy.association(here):
        assert not visible_to(member(here, staff["ann"])).filter(ref=ref).exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "enemy", "person": "x"}, "kind"),
        ({"kind": "friend"}, "person"),
        ({"kind": "friend", "person": "x"}, "person"),
        ({"kind": "friend", "home": "x"}, "home"),
        ({"kind": "friend", "person": "x", "account": "zoe"}, "about"),
    ],
)
def test_what_names_nobody_is_refused(here, staff, given, field) -> None:
    refused = connections.declare(association=here, by="mia", at=NOW, **{"account": "ann", **given})
    assert isinstance(refused, Refused)
    assert refused.field == field
    assert isinstance(connections.end(association=here, connection=0, by="mia", at=NOW), Refused)


def test_the_log_says_nothing_of_what_its_reader_is_not_to_know(here, staff, okafor) -> None:
    ref = letter_of(here, staff, okafor, "max")
    ann, mia = member(here, staff["ann"]), member(here, staff["mia"])
    with tenancy.association(here):
        looking.note(ann, looking.CONTACT, ref, refused=True, via=looking.PAGE, at=NOW)
        looking.note(ann, looking.CUSTOMER, okafor, refused=True, via=looking.PAGE, at=NOW)
        assert looking.attempts(mia).count() == 2
    assert isinstance(declared(here, staff, okafor, account="mia", by="mia"), Connection)
    mia = member(here, staff["mia"])
    with tenancy.association(here):
        assert looking.attempts(mia).count() == 0


def test_the_officer_of_a_patch_does_not_get_what_is_of_their_own(here, staff, okafor) -> None:
    from kept.store.models import Home, Patch, Tenancy

    with tenancy.association(here):
        person = Person.objects.get(ref=okafor)
        both = {"association": here, "log_id": person.log_id, "added_at": NOW}
        patch = Patch.objects.create(
            slug="mill", name="Mill", officer=staff["ann"], deputy=staff["max"], **both
        )
        home = Home.objects.create(ref="H2D4-X8RB", address="14 Mill Lane", patch=patch, **both)
        Tenancy.objects.create(association=here, home=home, person=person, kind="tenant", added_at=NOW)
    assert row(here, letter_of(here, staff, okafor, "mia")).owner_id == staff["ann"].pk
    assert isinstance(declared(here, staff, okafor), Connection)
    assert row(here, letter_of(here, staff, okafor, "mia")).owner_id == staff["max"].pk
