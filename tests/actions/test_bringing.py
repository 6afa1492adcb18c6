"""What the housing system says comes onto the rows, is followed as it changes, and undoes nothing of ours."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from kept.actions import bringing, customers, housing
from kept.actions.bringing import ADDED, CHANGED, ENDED, LEFT, SAME, Brought, Record
from kept.actions.people import add_member, create_account
from kept.actions.working.bringing import LOST_KEY
from kept.casework import Refused
from kept.store import beside, people, tenancy
from kept.store.beside import mark_of
from kept.store.models import Association, Clock, Event, EventText, Home, Owed, Patch, Person, Tenancy
from tests.actions.house import t

NIGHT, NEXT = t("Tuesday 2026-04-07 02:00"), t("Wednesday 2026-04-08 02:00")
OKAFOR: dict[str, object] = {
    "name": "Ngozi Okafor",
    "address": "14 Mill Road, Leeds LS1 4AB",
    "phones": ["0113 496 0001"],
    "email": "ngozi@example.org",
    "born_on": "1971-02-03",
}


def bring(here: Association, what: str, *records: Record, at=NIGHT) -> Brought:  # type: ignore[no-untyped-def]
    return bringing.bring(records, what=what, association=here, by="import", at=at)


def outcomes(brought: Brought) -> list[object]:
    return [each.outcome for each in brought.became]


def colleague(here: Association, handle: str, role: str = "officer") -> None:
    email = f"{handle}@example.org"
    create_account(association=here, handle=handle, email=email, name=handle.title(), by="ann", at=NIGHT)
    add_member(association=here, handle=handle, role=role, by="ann", at=NIGHT)


def town(here: Association) -> None:
    """A patch with a home in which Ms Okafor lives."""
    colleague(here, "bea")
    colleague(here, "cem")
    bring(here, "patches", Record("N", {"name": "North", "officer": "bea", "deputy": "cem@example.org"}))
    home: dict[str, object] = {"address": "14 Mill Road, Leeds", "postcode": "LS1 4AB", "patch": "N"}
    bring(here, "homes", Record("H-1", home))
    bring(here, "people", Record("P-1", OKAFOR))
    said: dict[str, object] = {"home": "H-1", "person": "P-1", "kind": "tenant", "from_on": "2016-03-01"}
    bring(here, "tenancies", Record("T-1", {**said, "to_on": None}))


def test_a_town_comes_on_record_with_an_event_for_each_row(here: Association) -> None:
    town(here)
    with tenancy.association(here):
        person, home = Person.objects.get(), Home.objects.get()
        (one,) = Tenancy.objects.all()
        assert (one.person, one.home, one.kind, one.from_on, one.to_on) == (
            person,
            home,
            "tenant",
            date(2016, 3, 1),
            None,
        )
        patch = Patch.objects.get()
        assert home.patch == patch
        assert (patch.slug, patch.name, patch.officer.handle, patch.deputy.handle) == (
            "n",
            "North",
            "bea",
            "cem",
        )
        assert (home.address_key, home.postcode_key) == ("14 mill road leeds", "ls14ab")
        assert people.keys_of(person)
        logged = Event.objects.filter(thread__in=[person.log_id, home.log_id, patch.log_id])
        assert set(logged.values_list("kind", flat=True)) == {
            "customer.added",
            "tenancy.began",
            "home.added",
            "patch.added",
        }
        # Whose name and address it is stands beside the ledger, where it can be erased.
        assert "Ngozi" not in str(list(Event.objects.values_list("facts", flat=True)))
        assert "Ngozi" in str(list(EventText.objects.values_list("words", flat=True)))


def test_the_same_again_changes_nothing_and_leaves_no_event(here: Association) -> None:
    town(here)
    with tenancy.association(here):
        before = Event.objects.count()
    assert outcomes(bring(here, "people", Record("P-1", OKAFOR), at=NEXT)) == [SAME]
    assert outcomes(bring(here, "homes", Record("H-1", {"address": "14  mill road, LEEDS"}), at=NEXT)) == [
        SAME
    ]
    with tenancy.association(here):
        assert Event.objects.count() == before


def test_what_changes_there_changes_here_and_is_found_by_it(here: Association) -> None:
    town(here)
    moved = OKAFOR | {"phones": ["0113 496 0002"]}
    assert outcomes(bring(here, "people", Record("P-1", moved), at=NEXT)) == [CHANGED]
    with tenancy.association(here):
        person = Person.objects.get()
        assert person.phones == ["0113 496 0002"]
        found = beside.PersonKey.objects.filter(sort="phone").values_list("key", flat=True)
        assert "01134960002" in found
        assert "01134960001" not in found
        last = Event.objects.filter(thread=person.log_id).order_by("-id").first()
        assert last is not None
        assert (last.kind, last.facts["changed"], last.by) == ("customer.changed", "phones", "import")


def test_what_staff_put_right_stays_until_they_say_the_same(here: Association) -> None:
    town(here)
    with tenancy.association(here):
        ref = Person.objects.get().ref
    mended = {"phones": ["0113 496 0009"]}
    done = customers.change(association=here, person=ref, changes=mended, by="ann", at=NEXT)
    assert isinstance(done, Person)
    new = OKAFOR | {"phones": ["0113 496 0005"], "email": "okafor@example.org"}
    assert outcomes(bring(here, "people", Record("P-1", new), at=NEXT)) == [CHANGED]
    with tenancy.association(here):
        person = Person.objects.get()
        assert (person.phones, person.email) == (["0113 496 0009"], "okafor@example.org")
        (one,) = beside.disagreements(here)
        assert (one.sort, one.what.field) == ("people", "phones")
        assert (one.what.theirs, one.what.ours) == (["0113 496 0005"], ["0113 496 0009"])
    assert outcomes(bring(here, "people", Record("P-1", new | mended), at=NEXT)) == [SAME]
    with tenancy.association(here):
        assert list(beside.disagreements(here)) == []
    later = new | {"phones": ["0113 496 0007"]}
    assert outcomes(bring(here, "people", Record("P-1", later), at=NEXT)) == [CHANGED]


def test_theirs_can_be_taken_after_all(here: Association) -> None:
    town(here)
    with tenancy.association(here):
        home = Home.objects.get()
    fixed = housing.correct(
        association=here, what="homes", ref=home.ref, changes={"postcode": "LS1 4AC"}, by="ann", at=NEXT
    )
    assert fixed.postcode == "LS1 4AC"
    assert fixed.overrides["postcode"]["by"] == "ann"
    bring(here, "homes", Record("H-1", {"address": "14 Mill Road, Leeds", "postcode": "LS1 4AD"}), at=NEXT)
    with tenancy.association(here):
        (one,) = beside.disagreements(here)
        assert (one.what.theirs, one.what.ours, one.what.by) == ("LS1 4AD", "LS1 4AC", "ann")
    done = housing.accept_theirs(
        association=here, what="homes", ref=home.ref, field="postcode", by="ann", at=NEXT
    )
    assert (done.postcode, done.postcode_key, done.overrides) == ("LS1 4AD", "ls14ad", {})
    again = housing.accept_theirs(
        association=here, what="homes", ref=home.ref, field="postcode", by="ann", at=NEXT
    )
    assert isinstance(again, Refused)


def test_a_tenancy_ends_and_may_begin_again_but_is_never_deleted(here: Association) -> None:
    town(here)
    said: dict[str, object] = {"home": "H-1", "person": "P-1", "kind": "tenant", "from_on": "2016-03-01"}
    ended = Record("T-1", {**said, "to_on": "2026-04-06"})
    assert outcomes(bring(here, "tenancies", ended, at=NEXT)) == [ENDED]
    assert outcomes(bring(here, "tenancies", Record("T-1", {**said, "to_on": None}), at=NEXT)) == [CHANGED]
    missed = bringing.end_missing(["T-1"], what="tenancies", association=here, by="import", at=NEXT)
    assert missed == 1
    with tenancy.association(here):
        assert Tenancy.objects.get().to_on == date(2026, 4, 7)
        kinds = (
            Event.objects.filter(kind__startswith="tenancy.").order_by("id").values_list("kind", flat=True)
        )
        assert list(kinds) == ["tenancy.began", "tenancy.ended", "tenancy.changed", "tenancy.ended"]
    again = bringing.end_missing(["T-1"], what="tenancies", association=here, by="import", at=NEXT)
    assert again == 0
    # Once the list has it again, it runs on: nobody here had said that it ended.
    assert outcomes(bring(here, "tenancies", Record("T-1", {**said, "to_on": None}), at=NEXT)) == [CHANGED]


@pytest.mark.parametrize(
    ("what", "said", "field", "sentence"),
    [
        ("people", {"name": ""}, "name", "This is empty. Fill it in at the source."),
        (
            "people",
            {"email": "a@example.org"},
            "name",
            "This is not said, and a new row cannot do without it.",
        ),
        ("homes", {"postcode": "LS1"}, "address", "This is not said, and a new row cannot do without it."),
        (
            "tenancies",
            {"home": "H-9", "person": "P-1", "kind": "tenant"},
            "home",
            "There is no home “H-9” yet. Bring in the homes first.",
        ),
        (
            "tenancies",
            {"home": "H-1", "person": "P-9", "kind": "tenant"},
            "person",
            "There is no person “P-9” yet. Bring in the people first.",
        ),
        (
            "tenancies",
            {
                "home": "H-1",
                "person": "P-1",
                "kind": "tenant",
                "from_on": "2026-02-01",
                "to_on": "2026-01-01",
            },
            "to_on",
            "The tenancy ends before it begins. Put right whichever day is wrong.",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(
    here: Association, what: str, said: dict[str, object], field: str, sentence: str
) -> None:
    town(here)
    (became,) = bring(here, what, Record("X-1", said)).became
    assert became.refused is not None
    assert (became.refused.field, became.refused.sentence) == (field, sentence)


def test_one_bad_number_does_not_keep_a_person_off_the_record(here: Association) -> None:
    said = OKAFOR | {"phones": ["ask the daughter"], "born_on": "2071-02-03"}
    (became,) = bring(here, "people", Record("P-1", said)).became
    assert became.outcome == ADDED
    assert {each.field for each in became.without} == {"phones", "born_on"}
    with tenancy.association(here):
        assert Person.objects.get().phones == []


def test_an_officer_whom_nobody_knows_leaves_the_patch_as_it_was(here: Association) -> None:
    town(here)
    (became,) = bring(here, "patches", Record("N", {"name": "North", "officer": "nobody"}), at=NEXT).became
    assert became.outcome == SAME
    assert became.without[0].sentence == (
        "Nobody called “nobody” records here. Give them an account first: kept account add."
    )
    with tenancy.association(here):
        assert Patch.objects.get().officer.handle == "bea"


def test_a_patch_may_have_nobody(here: Association) -> None:
    town(here)
    assert outcomes(bring(here, "patches", Record("N", {"officer": ""}), at=NEXT)) == [CHANGED]
    with tenancy.association(here):
        assert Patch.objects.get().officer is None


def test_whoever_staff_added_before_is_suggested_and_never_taken_for_the_same(here: Association) -> None:
    known = customers.add(association=here, name="Ngozi Okafor", phones=["0113 4960001"], by="ann", at=NIGHT)
    assert isinstance(known, Person)
    customers.add(association=here, name="Ngozi Okafor", by="ann", at=NIGHT)
    brought = bring(here, "people", Record("P-1", OKAFOR))
    (became,) = brought.became
    assert became.outcome == ADDED
    assert [(each.ref, each.other, each.by) for each in brought.alike] == [
        (became.ref, known.ref, ("name", "phone"))
    ]


def test_whoever_staff_gave_the_reference_is_the_same_and_their_words_stay(here: Association) -> None:
    customers.add(
        association=here,
        name="Ngozi Okafor",
        external_ref="P-1",
        email="mine@example.org",
        by="ann",
        at=NIGHT,
    )
    assert outcomes(bring(here, "people", Record("P-1", OKAFOR))) == [CHANGED]
    with tenancy.association(here):
        person = Person.objects.get()
        assert (person.email, person.phones) == ("mine@example.org", ["0113 496 0001"])
        assert [each.what.field for each in beside.disagreements(here)] == ["email"]


def test_whose_words_were_erased_is_not_filled_in_again(here: Association) -> None:
    town(here)
    with tenancy.association(here):
        ref = Person.objects.get().ref
    done = customers.erase(association=here, person=ref, reason="Asked for", by="ann", at=NEXT)
    assert isinstance(done, Person)
    assert outcomes(bring(here, "people", Record("P-1", OKAFOR), at=NEXT)) == [LEFT]
    with tenancy.association(here):
        person = Person.objects.get()
        assert (person.name, person.phones) == ("", [])
        assert "Ngozi" not in str((person.outside, person.overrides))


def test_the_mark_of_whoever_was_erased_is_not_to_be_guessed_without_the_key(here: Association) -> None:
    town(here)
    with tenancy.association(here):
        ref = Person.objects.get().ref
    customers.erase(association=here, person=ref, reason="Asked for", by="ann", at=NEXT)
    with tenancy.association(here):
        (mark,) = Person.objects.get().outside.values()
    for plain in (f"{here.pk}:P-1", "P-1", f"{here.slug}:P-1"):
        assert sha256(plain.encode()).hexdigest() not in mark
    with override_settings(SECRET_KEY="another"):
        assert mark_of(Person(association=here, external_ref="P-1")) != {"erased": mark}


def test_under_another_key_nobody_new_comes_in_until_the_old_one_is_named(here: Association) -> None:
    town(here)
    with tenancy.association(here):
        ref = Person.objects.get().ref
    customers.erase(association=here, person=ref, reason="Asked for", by="ann", at=NEXT)
    with override_settings(SECRET_KEY="another"):
        done = bring(here, "people", Record("P-1", OKAFOR), Record("P-9", {"name": "New Person"}), at=NEXT)
        assert [each.refused and each.refused.sentence for each in done.became] == [LOST_KEY, LOST_KEY]
        with tenancy.association(here):
            assert Person.objects.count() == 1
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        done = bring(here, "people", Record("P-1", OKAFOR), Record("P-9", {"name": "New Person"}), at=NEXT)
        assert outcomes(done) == [LEFT, ADDED]


def test_nothing_of_it_starts_a_clock_or_is_owed(here: Association) -> None:
    town(here)
    with tenancy.association(here):
        assert not Clock.objects.exists()
        assert not Owed.objects.exists()


def test_however_many_there_are_the_queries_stay_the_same(here: Association) -> None:
    def asked(numbers: range) -> int:
        records = [Record(f"P-{n}", OKAFOR | {"name": f"Ngozi Okafor {n}"}) for n in numbers]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            bring(here, "people", *records)
        return len(captured)

    asked(range(1))
    assert asked(range(10, 12)) == asked(range(20, 60))
