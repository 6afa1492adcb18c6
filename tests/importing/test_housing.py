"""A night's files of the housing system, whole: by any layout, again and again, and never by accident."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions.people import add_member, create_account
from kept.importing.beside import Brake, Taken, take_in
from kept.importing.contacts import bring_in, mapping_for
from kept.importing.files import FileFault
from kept.importing.records import read_record_mapping
from kept.rulebook.faults import RulebookFaults
from kept.store import housing, people, tenancy
from kept.store.models import (
    Association,
    Clock,
    Event,
    Home,
    Membership,
    Owed,
    Patch,
    Person,
    Tenancy,
    Thread,
)

EXAMPLES = Path(__file__).parents[2] / "examples" / "housing"
ORDER = ("patches", "homes", "people", "tenancies")
BEFORE = datetime(2017, 11, 20, 2, tzinfo=UTC)
NIGHT = datetime(2018, 3, 1, 2, tzinfo=UTC)


@pytest.fixture
def staffed(karin: Association) -> Association:
    """Karin with the two officers of the example."""
    for handle in ("ann", "bea"):
        email = f"{handle}@example.org"
        create_account(
            association=karin, handle=handle, email=email, name=handle.title(), by="test", at=BEFORE
        )
        add_member(association=karin, handle=handle, role="officer", by="test", at=BEFORE)
    return karin


def night(
    here: Association,
    what: str,
    tmp_path: Path,
    *,
    file: Path | None = None,
    at: datetime = BEFORE,
    mapping: str | None = None,
    **more: bool,
) -> Taken:
    path = EXAMPLES / f"{what}.map.yaml"
    if mapping is not None:
        path = tmp_path / "own.map.yaml"
        path.write_text(mapping)
    return take_in(
        file or EXAMPLES / f"{what}.csv",
        read_record_mapping(path, what=what, zone=here.zone),
        association=here,
        rejects=tmp_path / f"{what}.rejects.csv",
        by="import",
        at=at,
        **more,
    )


def town(here: Association, tmp_path: Path) -> dict[str, Taken]:
    return {what: night(here, what, tmp_path) for what in ORDER}


def edited(tmp_path: Path, what: str, old: str, new: str, encoding: str = "utf-8") -> Path:
    text = (EXAMPLES / f"{what}.csv").read_text(encoding)
    assert old in text
    path = tmp_path / f"{what}.csv"
    path.write_text(text.replace(old, new), encoding=encoding)
    return path


def rejected(tmp_path: Path, what: str, delimiter: str = ",") -> list[dict[str, str]]:
    text = (tmp_path / f"{what}.rejects.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


def test_the_examples_come_in_whole(staffed: Association, tmp_path: Path) -> None:
    taken = town(staffed, tmp_path)
    assert {what: (each.added, each.skipped, each.rejected) for what, each in taken.items()} == {
        "patches": (3, 0, 0),
        "homes": (40, 1, 0),
        "people": (30, 0, 0),
        "tenancies": (31, 0, 0),
    }
    with tenancy.association(staffed):
        assert Person.objects.get(external_ref="P00017").name == "Ms Zofia Wiśniewska"
        okafor = Person.objects.get(external_ref="P00001")
        assert okafor.born_on == date(1948, 12, 4)
        patch = housing.patch_of(okafor.pk, date(2017, 11, 20))
        assert patch is not None
        assert (patch.slug, patch.officer and patch.officer.handle) == ("n", "ann")
        assert [each.external_ref for each in housing.household(okafor.pk, date(2017, 11, 20))] == ["P00002"]
        (home,) = housing.homes_like("ls1 1a", staffed)[:1]
        assert home.address == "10 Mill Road, Leeds"
        assert housing.homes_in([patch], date(2017, 11, 20)) == {patch.pk: 16}


def test_a_tenant_is_found_by_the_address_of_their_home(staffed: Association, tmp_path: Path) -> None:
    town(staffed, tmp_path)
    with tenancy.association(staffed):
        ann = Membership.objects.get(account__handle="ann")
        for typed in ("2 mill rd", "LS1 1A"):
            found = {each.person.external_ref for each in people.find(typed, ann)}
            assert {"P00001", "P00002"} <= found, typed


def test_the_same_files_the_next_night_change_nothing(staffed: Association, tmp_path: Path) -> None:
    town(staffed, tmp_path)
    with tenancy.association(staffed):
        before = Event.objects.exclude(kind="housing.imported").count()
    again = {what: night(staffed, what, tmp_path, at=NIGHT, **_complete(what)) for what in ORDER}
    assert {(each.added, each.changed, each.ended, each.missing) for each in again.values()} == {(0, 0, 0, 0)}
    with tenancy.association(staffed):
        assert Event.objects.exclude(kind="housing.imported").count() == before


def _complete(what: str) -> dict[str, bool]:
    return {"complete": what != "people"}


def test_nothing_that_is_brought_in_before_going_live_is_told_to_anybody(
    staffed: Association, tmp_path: Path
) -> None:
    town(staffed, tmp_path)
    with tenancy.association(staffed):
        assert not Thread.objects.exclude(sensitivity="house").exists()
        assert not Clock.objects.exists()
        assert not Owed.objects.exists()
        # Whose officer it is is known all the same, so that the next change is told.
        assert Person.objects.filter(officer__handle="ann").count() > 5


def test_a_dry_run_says_what_would_change_and_writes_nothing(staffed: Association, tmp_path: Path) -> None:
    night(staffed, "patches", tmp_path)
    tried = night(staffed, "homes", tmp_path, dry_run=True)
    assert tried.added == 40
    with tenancy.association(staffed):
        assert not Home.objects.exists()
        assert Event.objects.filter(kind="housing.imported").count() == 1


def test_what_a_complete_file_has_no_more_ends_and_what_a_part_has_not_goes_on(
    staffed: Association, tmp_path: Path
) -> None:
    town(staffed, tmp_path)
    line = next(each for each in (EXAMPLES / "tenancies.csv").read_text().splitlines() if "P00005" in each)
    fewer = edited(tmp_path, "tenancies", line + "\n", "")
    assert night(staffed, "tenancies", tmp_path, file=fewer, at=NIGHT).missing == 0
    done = night(staffed, "tenancies", tmp_path, file=fewer, at=NIGHT, complete=True)
    assert done.missing == 1
    with tenancy.association(staffed):
        assert Tenancy.objects.get(person__external_ref="P00005").to_on == date(2018, 2, 28)
        assert Tenancy.objects.count() == 31
    back = night(staffed, "tenancies", tmp_path, at=NIGHT)
    assert back.changed == 1
    with tenancy.association(staffed):
        assert Tenancy.objects.get(person__external_ref="P00005").to_on is None


def test_half_a_file_ends_nobody(staffed: Association, tmp_path: Path) -> None:
    town(staffed, tmp_path)
    half = tmp_path / "tenancies.csv"
    half.write_text("\n".join((EXAMPLES / "tenancies.csv").read_text().splitlines()[:20]) + "\n")
    with tenancy.association(staffed):
        before = Event.objects.count()
    with pytest.raises(Brake, match=r"^12 of 30 tenancies would end, more than one in ten"):
        night(staffed, "tenancies", tmp_path, file=half, at=NIGHT, complete=True)
    with tenancy.association(staffed):
        assert Event.objects.count() == before
    assert (
        night(staffed, "tenancies", tmp_path, file=half, at=NIGHT, complete=True, really=True).missing == 12
    )


def test_many_ends_said_outright_brake_too(staffed: Association, tmp_path: Path) -> None:
    town(staffed, tmp_path)
    ended = tmp_path / "tenancies.csv"
    rows = list(csv.DictReader((EXAMPLES / "tenancies.csv").read_text().splitlines()))
    with ended.open("w", newline="") as stream:
        out = csv.DictWriter(stream, rows[0].keys())
        out.writeheader()
        out.writerows([{**each, "end": "01/02/2018"} for each in rows])
    with pytest.raises(Brake, match="30 of 30 tenancies would end"):
        night(staffed, "tenancies", tmp_path, file=ended, at=NIGHT)


def test_a_row_that_does_not_say_who_it_is_lets_nothing_end(staffed: Association, tmp_path: Path) -> None:
    town(staffed, tmp_path)
    spoilt = edited(tmp_path, "tenancies", "T00005,P00005", ",P00005")
    done = night(staffed, "tenancies", tmp_path, file=spoilt, at=NIGHT, complete=True)
    assert (done.rejected, done.missing, done.nothing_ended) == (1, 0, True)


def test_a_row_that_is_rejected_does_not_end_by_it(staffed: Association, tmp_path: Path) -> None:
    town(staffed, tmp_path)
    line = next(each for each in (EXAMPLES / "tenancies.csv").read_text().splitlines() if "P00005" in each)
    spoilt = edited(
        tmp_path, "tenancies", line, line.replace("Joint tenant", "Tenant").replace("Tenant", "Tennant")
    )
    done = night(staffed, "tenancies", tmp_path, file=spoilt, at=NIGHT, complete=True)
    assert (done.rejected, done.missing) == (1, 0)
    rejects = rejected(tmp_path, "tenancies")
    assert [(each["field"], each["person_no"]) for each in rejects] == [("kind", "P00005")]
    assert rejects[0]["reason"] == (
        "“relationship” is “Tennant”, which the mapping does not have. "
        "It has: Household, Joint tenant, Lodger, Tenant."
    )


def test_two_rows_of_one_reference_are_not_guessed_between(staffed: Association, tmp_path: Path) -> None:
    town(staffed, tmp_path)
    twice = edited(tmp_path, "homes", "H00002,4 Mill Road", "H00001,4 Mill Road")
    done = night(staffed, "homes", tmp_path, file=twice, at=NIGHT)
    assert done.rejected == 1
    (row,) = rejected(tmp_path, "homes")
    assert row["reason"] == "Line 2 has the same reference and says otherwise. Give each row its own."


def test_an_answer_that_cannot_be_read_is_left_out_and_said(staffed: Association, tmp_path: Path) -> None:
    spoilt = edited(tmp_path, "people", "04/12/1948", "31/02/1948", "cp1250")
    done = night(staffed, "people", tmp_path, file=spoilt)
    assert (done.added, done.partly, done.rejected) == (30, 1, 0)
    (row,) = rejected(tmp_path, "people", ";")
    assert row["field"] == "born_on"
    assert row["reason"].startswith("Taken, but for this: “date_of_birth” is “31/02/1948”")


def test_people_do_not_end(staffed: Association, tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="People do not end"):
        night(staffed, "people", tmp_path, complete=True)


def test_whoever_moves_after_going_live_is_to_be_told_of_another_officer(
    staffed: Association, tmp_path: Path
) -> None:
    town(staffed, tmp_path)
    moved = edited(tmp_path, "homes", "LS1 1AB,N", "LS1 1AB,S")
    done = night(staffed, "homes", tmp_path, file=moved, at=NIGHT)
    assert done.changed == 8
    assert done.followed is not None
    # Six households on Mill Road; children and lodgers are not written to.
    with tenancy.association(staffed):
        threads = Thread.objects.filter(kind="officer")
        assert threads.count() == done.followed.to_tell > 0
        assert set(threads.values_list("owner__handle", flat=True)) == {"bea"}
        clocks = Clock.objects.filter(thread__in=threads)
        assert set(clocks.values_list("promise", flat=True)) == {"kept:officer-told"}
        opening = Event.objects.filter(thread__in=threads)
        assert {(each.kind, each.facts["officer"], each.facts["before"]) for each in opening} == {
            ("officer.changed", "bea", "ann")
        }
    again = night(staffed, "homes", tmp_path, file=moved, at=NIGHT)
    assert again.followed is not None
    assert again.followed.to_tell == 0


def test_an_old_contact_of_a_tenant_has_their_officer_and_nobody_where_they_are_unknown(
    staffed: Association, tmp_path: Path
) -> None:
    town(staffed, tmp_path)
    path, text = (
        tmp_path / "old.csv",
        "ref,who,came\n1,P00001,2017-09-04\n2,P99999,2017-09-04\n3,,2017-09-04\n",
    )
    path.write_text(text)
    plan = tmp_path / "old.map.yaml"
    plan.write_text(
        "source: old\nreference: ref\nperson: {column: who}\n"
        "cases: [{name: letters, events: [{kind: letter.received, at: came}]}]\n"
    )
    done = bring_in(
        path,
        mapping_for(plan, staffed),
        association=staffed,
        rejects=tmp_path / "old.rejects.csv",
        by="import",
        at=BEFORE,
    )
    assert (done.taken, done.rejected) == (3, 0)
    with tenancy.association(staffed):
        threads = Thread.objects.filter(via="import").order_by("subject").select_related("person", "owner")
        found = [
            (each.person and each.person.external_ref, each.owner and each.owner.handle) for each in threads
        ]
        assert found == [("P00001", "ann"), (None, None), (None, None)]
        assert not Owed.objects.exists()


def test_that_the_file_was_read_is_on_record(staffed: Association, tmp_path: Path) -> None:
    night(staffed, "patches", tmp_path)
    with tenancy.association(staffed):
        event = Event.objects.get(kind="housing.imported")
        assert event.facts == {
            "what": "patches",
            "file": "patches.csv",
            "rows": 3,
            "added": 3,
            "changed": 0,
            "ended": 0,
            "rejected": 0,
        }


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("reference: a\nfields: {adress: {column: b}}\n", "Nothing of this name is kept of homes."),
        ("fields: {address: {column: b}}\n", "reference"),
        ("reference: a\nfields: {address: {column: b}}\ncases: []\n", "cases"),
        ("reference: a\ndates: [day]\nfields: {address: {column: b}}\n", "The format must have"),
    ],
)
def test_a_mapping_with_a_fault_is_refused_before_anything_is_read(
    tmp_path: Path, mapping: str, says: str
) -> None:
    path = tmp_path / "own.map.yaml"
    path.write_text(mapping)
    with pytest.raises(RulebookFaults) as caught:
        read_record_mapping(path, what="homes", zone="Europe/London")
    assert says in str(caught.value)


def test_a_kind_of_tenancy_that_there_is_not_is_found_in_the_mapping(tmp_path: Path) -> None:
    path = tmp_path / "own.map.yaml"
    path.write_text("reference: a\nfields: {kind: {column: b, values: {T: tennant}}}\n")
    with pytest.raises(RulebookFaults, match="Did you mean “tenant”"):
        read_record_mapping(path, what="tenancies", zone="Europe/London")


def test_lines_of_json_are_read_by_the_same_mapping(staffed: Association, tmp_path: Path) -> None:
    path = tmp_path / "homes.jsonl"
    path.write_text('{"uprn": "H1", "line1": "14 Mill Road", "post_code": null, "status": "Let"}\n[]\n')
    done = night(staffed, "homes", tmp_path, file=path)
    assert (done.added, done.rejected) == (1, 1)


def test_a_batch_takes_the_same_number_of_queries_however_many_rows(
    staffed: Association, tmp_path: Path
) -> None:
    def asked(name: str, count: int) -> int:
        path = tmp_path / f"{name}.csv"
        rows = "".join(f"{name}{n},{n} Long Lane,,Leeds,LS9 9AB,N,Let\n" for n in range(count))
        path.write_text("uprn,line1,line2,town,post_code,patch_code,status\n" + rows)
        with CaptureQueriesContext(connection) as captured:
            night(staffed, "homes", tmp_path, file=path)
        return len(captured)

    night(staffed, "patches", tmp_path)
    asked("A", 1)
    assert asked("B", 3) == asked("C", 90)


def test_the_patches_keep_their_names_in_addresses(staffed: Association, tmp_path: Path) -> None:
    path = tmp_path / "patches.csv"
    path.write_text(
        "code,patch_name,officer_email,deputy_email,team,office\n"
        "North 1,A,,,,\nNORTH-1,B,,,,\nnorth_1,C,,,,\n"
    )
    night(staffed, "patches", tmp_path, file=path)
    with tenancy.association(staffed):
        slugs = list(Patch.objects.order_by("name").values_list("slug", flat=True))
    assert slugs == ["north-1", "north-1-2", "north_1"]
