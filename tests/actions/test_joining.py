"""Two files are read as one, and taken apart again exactly; who is not the same is not asked about again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kept.actions import bringing, customers, joining
from kept.actions.told import Telling
from kept.casework import Refused
from kept.server.postgres import Server
from kept.store import joinings, likenesses, people, tenancy
from kept.store.models import Association, Event, Joining, Likeness, Membership, NotSame, Person, Thread
from tests.actions.house import BY, opened, t, told
from tests.actions.test_at_the_same_time import together
from tests.actions.test_customers import membership

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")
LATER = t("Thursday 2026-04-09 10:00")
SAME = {"phones": ["0113 496 0001"], "email": "n@example.org"}


def added(here, **answers) -> Person:
    made = customers.add(association=here, by=BY, at=NOW, **answers)
    assert isinstance(made, Person), made
    return made


def row(here, person: Person) -> Person:
    with tenancy.association(here):
        return Person.objects.select_related("merged_into").get(pk=person.pk)


def says(here, person: Person) -> dict[str, object]:
    return joinings.values_of(row(here, person))


def log(here, person: Person) -> list[str]:
    with tenancy.association(here):
        return list(Event.objects.filter(thread=person.log_id).order_by("pk").values_list("kind", flat=True))


def join(here, one: Person, into: Person, **more):
    return joining.join(association=here, person=one.ref, into=into.ref, by=BY, at=NOW, **more)


def part(here, one: Person, **more):
    return joining.part(association=here, person=one.ref, reason="Two sisters", by=BY, at=LATER, **more)


@pytest.fixture
def one(here) -> Person:
    return added(here, name="Ngozi Okafor", contact_never="At work", **SAME)


@pytest.fixture
def two(here) -> Person:
    more = {"phones": ["0113 496 0001", "07700 900123"], "email": "n@example.org", "born_on": "1980-05-01"}
    return added(
        here, name="N Okafor", contact_never="By letter", external_ref="T-2", need_kinds=["braille"], **more
    )


def test_what_either_must_never_have_done_holds_for_both(here, one, two) -> None:
    assert join(here, two, one) == one
    found = row(here, one)
    assert found.contact_never == "At work; By letter"
    assert found.phones == ["0113 496 0001", "07700 900123"]
    assert (found.born_on, found.need_kinds, found.name) == (date(1980, 5, 1), ["braille"], "Ngozi Okafor")
    assert row(here, two).merged_into == one
    assert log(here, one)[-1] == log(here, two)[-1] == "customer.joined"


def test_taken_apart_both_say_again_what_they_said_before(here, one, two) -> None:
    before = says(here, one), says(here, two)
    join(here, two, one)
    assert part(here, two) == two
    assert (says(here, one), says(here, two)) == before
    assert row(here, two).merged_into is None
    assert log(here, one)[-1] == log(here, two)[-1] == "customer.parted"
    with tenancy.association(here):
        assert Joining.objects.get().taken == {}


def test_what_came_in_since_stays_with_the_file_that_stood(here, one, two) -> None:
    (first,) = told(here, Telling("letter.received", NOW, person=two.ref), at=NOW)
    join(here, two, one)
    # Named by the file that went, a contact comes to the one that stands.
    (second,) = told(here, Telling("letter.received", LATER, person=two.ref), at=LATER)
    old, new = first.thread, second.thread
    with tenancy.association(here):
        mine = people.contacts(row(here, one), membership(here, "manager"))
        assert set(mine.values_list("ref", flat=True)) == {old, new}
    part(here, two)
    with tenancy.association(here):
        assert Thread.objects.get(ref=old).person == two
        assert Thread.objects.get(ref=new).person == one


def test_told_twice_it_is_done_once(here, one, two) -> None:
    for _twice in range(2):
        assert join(here, two, one) == one
    assert log(here, two).count("customer.joined") == 1
    part(here, two)
    refused = part(here, two)
    assert isinstance(refused, Refused)
    assert log(here, two).count("customer.parted") == 1


def test_found_by_either_name_and_by_the_references_of_both(here, one, two) -> None:
    join(here, two, one)
    with tenancy.association(here):
        lead = membership(here, "manager")
        for typed in ("N Okafor", "T-2", two.ref, one.ref, "900123"):
            assert [each.person for each in people.find(typed, lead)] == [one], typed


def test_one_of_three_is_taken_out_and_what_another_brought_stays(here, one, two) -> None:
    three = added(here, name="Ngozi O", born_on="1980-05-01", **SAME)
    join(here, two, one)
    join(here, three, one)
    part(here, two)
    assert row(here, one).born_on == date(1980, 5, 1)
    assert row(here, one).phones == ["0113 496 0001"]
    part(here, three)
    assert row(here, one).born_on is None


def test_what_was_joined_before_comes_along_and_goes_along(here, one, two) -> None:
    three = added(here, name="Ngozi O", **SAME)
    join(here, three, two)
    join(here, two, one)
    assert row(here, three).merged_into == one
    refused = part(here, three)
    assert isinstance(refused, Refused)
    assert f"Take {two.ref} out" in refused.sentence
    part(here, two)
    assert row(here, three).merged_into == two
    part(here, three)
    assert row(here, three).merged_into is None


def test_what_staff_put_right_since_stays(here, one, two) -> None:
    join(here, two, one)
    change = {"email": "new@example.org", "phones": ["0113 496 0001", "07700 900123", "0113 496 0009"]}
    customers.change(association=here, person=one.ref, changes=change, by=BY, at=LATER)
    part(here, two)
    found = row(here, one)
    assert (found.email, found.phones) == ("new@example.org", ["0113 496 0001", "0113 496 0009"])


@pytest.mark.parametrize(
    ("answers", "part_of"),
    [
        ({"name": "Ngozi Okafor", "address": "14 Mill Road"}, "here nothing does"),
        ({"name": "Ada", "phones": ["0113 496 0001"]}, "only the telephone number does"),
    ],
)
def test_two_that_share_a_name_or_a_number_are_not_joined(here, one, answers, part_of: str) -> None:
    refused = join(here, added(here, **answers), one)
    assert isinstance(refused, Refused)
    assert part_of in refused.sentence
    assert "customer.joined" not in log(here, one)


def test_who_reads_only_and_who_is_not_there(here, one, two) -> None:
    refused = join(here, two, one, membership=membership(here, "auditor"))
    assert isinstance(refused, Refused)
    nobody = joining.join(association=here, person="K7F3-9Q2M", into=one.ref, by=BY, at=NOW)
    assert isinstance(nobody, Refused)
    itself = join(here, one, one)
    assert isinstance(itself, Refused)
    join(here, two, one)
    again = join(here, two, added(here, name="N", born_on="1980-05-01", **SAME))
    assert isinstance(again, Refused)
    assert f"joined into {one.ref} already" in again.sentence


def pairs(here) -> list[tuple[str, str]]:
    with tenancy.association(here):
        who = Membership.objects.filter(role="officer").first() or membership(here, "officer")
        found = likenesses.strongest(who, date(2026, 4, 8))
        return [(each.one.ref, each.other.ref) for each in found]


def test_who_is_not_the_same_is_remembered_and_not_suggested_again(here, one, two) -> None:
    with tenancy.association(here):
        assert Likeness.objects.count() == 1
    apart = {"association": here, "person": two.ref, "other": one.ref, "by": BY}
    for _twice in range(2):
        assert joining.tell_apart(at=NOW, **apart) == two
    assert pairs(here) == []
    assert log(here, one).count("customer.told_apart") == log(here, two).count("customer.told_apart") == 1
    customers.change(association=here, person=one.ref, changes={"needs": "Lip-reads"}, by=BY, at=LATER)
    with tenancy.association(here):
        assert NotSame.objects.get().until is None
    refused = join(here, two, one)
    assert isinstance(refused, Refused)
    assert "said on 8 April 2026 that these are two people" in refused.sentence
    joining.take_back(at=LATER, **apart)
    assert join(here, two, one) == one


def test_what_was_put_off_comes_back_on_its_day(here, one, two) -> None:
    joining.tell_apart(association=here, person=one.ref, other=two.ref, until=date(2026, 5, 8), by=BY, at=NOW)
    with tenancy.association(here):
        who = membership(here, "officer")
        assert not likenesses.strongest(who, date(2026, 5, 7)).exists()
        assert likenesses.strongest(who, date(2026, 5, 8)).exists()


def test_files_that_are_one_are_no_pair_and_are_compared_again_once_they_are_two(here, one, two) -> None:
    join(here, two, one)
    assert pairs(here) == []
    part(here, two)
    assert len(pairs(here)) == 1


def test_erased_is_everything_that_is_read_as_one(here, one, two) -> None:
    join(here, two, one)
    customers.erase(association=here, person=one.ref, reason="They asked", by=BY, at=LATER)
    assert row(here, two).erased_at is not None
    assert (row(here, two).name, row(here, two).born_on) == ("", None)
    with tenancy.association(here):
        assert Joining.objects.get().taken == {}
        assert people.find("Okafor", membership(here, "manager")) == ()


def test_whom_the_housing_system_brings_twice_is_suggested(here) -> None:
    said = {"name": "Ngozi Okafor", "phones": ["0113 496 0001"]}
    records = [bringing.Record("P-1", said), bringing.Record("P-2", said)]
    bringing.bring(records, what="people", association=here, by="import", at=NOW)
    with tenancy.association(here):
        assert Likeness.objects.get().reasons == ["name", "phone"]


@pytest.fixture
def landlord(live_database: Server, tmp_path: Path) -> Association:
    """Small Homes, committed for real, so that other connections see it."""
    return opened(tmp_path)


def test_joined_both_ways_at_once_one_of_them_stands(landlord) -> None:
    for _round in range(5):
        first, second = added(landlord, name="Ngozi", **SAME), added(landlord, name="N", **SAME)
        acts = [lambda: join(landlord, first, second), lambda: join(landlord, second, first)]  # noqa: B023
        found = together([*acts, *acts])
        assert all(isinstance(each, Person | Refused) for each in found), found
        merged = [row(landlord, each).merged_into for each in (first, second)]
        assert merged.count(None) == 1
        (stands,) = {each.pk for each in found if isinstance(each, Person)}
        assert {each.pk for each in merged if each is not None} == {stands}
        with tenancy.association(landlord):
            assert Joining.objects.filter(person__in=[first, second]).count() == 1
