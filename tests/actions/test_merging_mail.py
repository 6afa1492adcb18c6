"""The same letter to many: everybody once, whoever is left out with a reason, and on with it after a kill."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions import merging_mail
from kept.casework import Refused
from kept.casework.merging_mail import Row
from kept.store import merges, tenancy
from kept.store.models import Home, Merge, MergePerson, OptOut, Outgoing, Person, Tenancy, Thread
from kept.worker import dispatch
from tests import cast
from tests.actions.house import t

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")
VALUES = {"from_day": "2026-06-01", "why": "- Costs rose."}
N = 200


@pytest.fixture
def karin(db):
    """Karin with its own policy, and two hundred people in a hundred homes."""
    found = cast.association("karin")
    cast.member(found, "ann", "director")
    return found


def street(here, n: int = N) -> list[Person]:
    """So many people, two in each home of Mill Lane."""
    with tenancy.association(here):
        log = Thread.objects.create(
            association=here, ref="LOG0-0000", kind="house", opened_at=NOW, sensitivity="house", state="open"
        )
        homes = Home.objects.bulk_create(
            Home(
                association=here,
                ref=f"H{each:03}",
                address=f"{each} Mill Lane\nLeeds",
                address_key=f"{each} mill lane leeds",
                postcode="LS1 4AP",
                added_at=NOW,
                log=log,
            )
            for each in range(n // 2)
        )
        people = Person.objects.bulk_create(
            Person(
                association=here,
                ref=f"P{each:03}",
                external_ref=f"T-{each:04}",
                name=f"Person {each:03}",
                address_key=f"{each:04}",
                added_at=NOW,
                log=log,
            )
            for each in range(n)
        )
        Tenancy.objects.bulk_create(
            Tenancy(
                association=here,
                ref=f"T{each:03}",
                home=homes[each // 2],
                person=people[each],
                kind="assured",
                from_on=date(2020, 1, 1 + each % 2),
                added_at=NOW,
            )
            for each in range(n)
        )
        return people


def rents(n: int, start: int = 0) -> list[Row]:
    return [
        Row(each, f"T-{each:04}", {"rent_now": "90.00", "rent_new": f"{95 + each}.00"})
        for each in range(start, start + n)
    ]


def drafted(here, **more) -> Merge | Refused:
    given = {"template": "rent-change", "way": "post", "title": "Rents", "values": VALUES, "uid": "m1"}
    return merging_mail.draft(association=here, by="ann", at=NOW, **(given | more))


def finish(here, row) -> None:
    while merging_mail.step(association=here.pk, merge=row.pk, by="kept", at=NOW, most=7):
        pass


def killed(here, row) -> None:
    """The worker dies after it has done some, and before that is committed."""
    with tenancy.association(here):
        merging_mail.step(association=here.pk, merge=row.pk, by="kept", at=NOW, most=7)
        raise RuntimeError("killed")


def states(here, row) -> dict[str, int]:
    with tenancy.association(here):
        far = merges.progress(Merge.objects.get(pk=row.pk))
        return {"waiting": far.waiting, "sent": far.sent, "left": far.left_out}


def test_whoever_is_left_out_has_one_reason_and_the_list_costs_no_query_more(karin) -> None:
    people = street(karin)
    with tenancy.association(karin):
        Person.objects.filter(pk=people[0].pk).update(died_on=date(2026, 4, 1))
        Tenancy.objects.filter(person=people[1]).update(to_on=date(2026, 3, 1))
        Person.objects.filter(pk=people[2].pk).update(contact_rules={"never": ["letter"]})
        OptOut.objects.create(association=karin, person=people[3], at=NOW, by="ann")
    with CaptureQueriesContext(connection) as few:
        drafted(karin, uid="few", filters={"street": "1 mill lane"})
    with CaptureQueriesContext(connection) as many:
        made = drafted(karin, filters={"street": "mill lane"}, one_a_home=True)
    assert isinstance(made, Merge), made
    assert len(many) <= len(few) + 1
    with tenancy.association(karin):
        rows = MergePerson.objects.filter(merge=made).order_by("place")
        why = {each.person_id: each.why for each in rows.exclude(why="")}
        assert rows.count() == N - 1
    assert why[people[0].pk] == "died"
    assert why[people[2].pk] == "unsafe"
    # A rent must be told: whoever wants no mailings has it all the same.
    assert people[3].pk not in why
    assert [people[5].pk in why, why.get(people[5].pk)] == [True, "same-home"]


def test_everybody_has_it_once_though_the_worker_is_killed_in_between(karin) -> None:
    street(karin, 20)
    made = drafted(karin, rows=rents(20))
    merging_mail.begin(association=karin, merge=made.ref, by="ann", at=NOW)
    assert merging_mail.step(association=karin.pk, merge=made.pk, by="kept", at=NOW, most=7) == 13
    with pytest.raises(RuntimeError):
        killed(karin, made)
    assert states(karin, made) == {"waiting": 13, "sent": 7, "left": 0}
    finish(karin, made)
    assert merging_mail.step(association=karin.pk, merge=made.pk, by="kept", at=NOW) == 0
    assert states(karin, made) == {"waiting": 0, "sent": 20, "left": 0}
    with tenancy.association(karin):
        out = Outgoing.objects.filter(merge=made)
        assert out.count() == 20
        assert len(set(out.values_list("person", flat=True))) == 20
        assert "£95.00" in out.get(person__ref="P000").text
        assert "£114.00" in out.get(person__ref="P019").text
        assert out.exclude(file=None).count() == 20


def test_it_is_stopped_in_the_middle_and_goes_on_with_the_rest(karin) -> None:
    street(karin, 20)
    made = drafted(karin, rows=rents(20))
    merging_mail.begin(association=karin, merge=made.ref, by="ann", at=NOW)
    merging_mail.step(association=karin.pk, merge=made.pk, by="kept", at=NOW, most=5)
    merging_mail.stop(association=karin, merge=made.ref, by="ann", at=NOW)
    assert merging_mail.step(association=karin.pk, merge=made.pk, by="kept", at=NOW) == 0
    assert states(karin, made) == {"waiting": 15, "sent": 5, "left": 0}
    merging_mail.begin(association=karin, merge=made.ref, by="ann", at=NOW)
    finish(karin, made)
    assert states(karin, made)["sent"] == 20


def test_what_is_lacking_is_said_before_anything_goes(karin) -> None:
    street(karin, 4)
    made = drafted(karin, rows=[Row(1, "T-0000"), Row(2, "T-0001")])
    refused = merging_mail.begin(association=karin, merge=made.ref, by="ann", at=NOW)
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("The letter is not complete:")
    unknown = drafted(karin, uid="m2", rows=[Row(3, "T-9999")])
    assert unknown.sentence.startswith("Nobody is on file as T-9999 (line 3).")


def test_its_copy_is_on_the_file_of_each_and_closed_once_it_went(karin, post) -> None:
    people = street(karin, 2)
    with tenancy.association(karin):
        Person.objects.update(email="p@example.org")
    made = drafted(
        karin,
        template="works-consultation",
        way="email",
        rows=[Row(1, "T-0000")],
        values={
            "what": "New windows",
            "planned": "We change them.",
            "begins": "in June",
            "lasts": "A week",
            "answer_by": "2026-05-01",
        },
    )
    assert isinstance(made, Merge), made
    begun = merging_mail.begin(association=karin, merge=made.ref, by="ann", at=NOW)
    assert isinstance(begun, Merge), begun
    finish(karin, made)
    with tenancy.association(karin):
        row = Outgoing.objects.get(merge=made)
        assert (row.thread.person_id, row.thread.kind) == (people[0].pk, "letter")
    dispatch.send(karin.pk, row.pk, now=lambda: NOW + timedelta(minutes=10))
    assert post.came[0][1]["Subject"] == row.subject
    with tenancy.association(karin):
        assert Outgoing.objects.get(pk=row.pk).state == "sent"
        assert Thread.objects.get(pk=row.thread_id).closed_at is not None
