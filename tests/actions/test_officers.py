"""A tenant hears who their officer is; a new contact is given to that officer."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions import bringing, customers, housing, officers
from kept.actions.bringing import Record
from kept.actions.officers import Mailed
from kept.actions.people import add_member, create_account
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.rulebook import policies_folder
from kept.store import tenancy
from kept.store.models import Absence, Account, Association, Clock, Event, Membership, Person, Thread
from kept.store.models import Connection as Tie
from tests.actions.house import opened, row, t

NIGHT, DAY = t("Tuesday 2026-04-07 02:00"), t("Tuesday 2026-04-07 10:00")
WEEK_AFTER = t("Tuesday 2026-04-14 02:00")


@pytest.fixture
def here(db: None, tmp_path: Path) -> Association:
    """Small Homes, bound by what Kept promises in every house."""
    shutil.copy(policies_folder() / "house.yaml", tmp_path / "house.yaml")
    return opened(tmp_path)


@pytest.fixture
def north(here: Association) -> Association:
    """North belongs to Bea, with Cem as deputy; Dee takes calls. Three homes, let long ago."""
    for handle, role in (("bea", "officer"), ("cem", "officer"), ("dee", "receptionist"), ("max", "manager")):
        email = f"{handle}@example.org"
        create_account(association=here, handle=handle, email=email, name=handle.title(), by="ann", at=NIGHT)
        add_member(association=here, handle=handle, role=role, by="ann", at=NIGHT)
    bring(here, "patches", Record("N", {"name": "North", "officer": "bea", "deputy": "cem"}))
    bring(here, "homes", *(Record(f"H-{n}", {"address": f"{n} Mill Road", "patch": "N"}) for n in (1, 2, 3)))
    for n, said in enumerate(({"address": "1 Mill Road"}, {"email": "two@example.org"}, {}), start=1):
        bring(here, "people", Record(f"P-{n}", {"name": f"Tenant {n}", **said}))
        lodge(here, n)
    officers.follow(association=here, by="import", at=NIGHT)
    return here


def bring(here: Association, what: str, *records: Record) -> None:
    done = bringing.bring(records, what=what, association=here, by="import", at=NIGHT)
    assert all(each.refused is None for each in done.became), done


def lodge(here: Association, n: int, kind: str = "tenant", began: str = "2016-03-01", to: str = "") -> None:
    said = {"home": f"H-{n}", "person": f"P-{n}", "kind": kind, "from_on": began, "to_on": to}
    bring(here, "tenancies", Record(f"T-{n}", said))


def person(here: Association, n: int) -> Person:
    with tenancy.association(here):
        return Person.objects.get(external_ref=f"P-{n}")


def membership(here: Association, handle: str) -> Membership:
    with tenancy.association(here):
        return Membership.objects.select_related("account", "association").get(account__handle=handle)


def owner_of(
    here: Association, *more: Telling, n: int | None = 1, by: str = "dee", **telling: object
) -> str | None:
    """Who has a letter that Dee took in from that tenant."""
    ref = person(here, n).ref if n else None
    first = Telling("letter.received", DAY, {}, person=ref, uid="first", **telling)  # type: ignore[arg-type]
    who = membership(here, by) if by != "import" else None
    told = tell([first, *more], association=here, by=by, at=DAY, membership=who)
    assert told.refused is None, told.refused
    found = row(here, str(told.results[0].thread))
    return found.owner.handle if found.owner else None


def away(here: Association, handle: str, covered_by: str | None = None) -> None:
    with tenancy.association(here):
        Absence.objects.create(
            association=here,
            account=Account.objects.get(handle=handle),
            covered_by=Account.objects.get(handle=covered_by) if covered_by else None,
            from_at=DAY - timedelta(days=1),
            told_by="max",
            told_at=NIGHT,
        )


# ---- whose a new contact is


def test_a_contact_of_a_known_tenant_is_their_officers(north: Association) -> None:
    assert owner_of(north) == "bea"


def test_an_unknown_caller_stays_with_whoever_took_it_in(north: Association) -> None:
    assert owner_of(north, n=None) == "dee"


def test_whoever_is_named_has_it(north: Association) -> None:
    assert owner_of(north, owner="cem") == "cem"


def test_what_is_ended_in_the_same_breath_stays_with_whoever_took_it_in(north: Association) -> None:
    assert owner_of(north, Telling("thread.closed", DAY, beside="first")) == "dee"


def test_while_the_officer_is_away_the_deputy_has_it_and_then_whoever_covers(north: Association) -> None:
    away(north, "bea")
    assert owner_of(north) == "cem"
    away(north, "cem", covered_by="max")
    told = tell(
        [Telling("letter.received", DAY, {}, person=person(north, 1).ref)],
        association=north,
        by="dee",
        at=DAY,
    )
    found = row(north, str(told.results[0].thread))
    assert found.owner is not None
    assert found.owner.handle == "max"


def test_an_officer_who_left_has_nothing_new(north: Association) -> None:
    with tenancy.association(north):
        Membership.objects.filter(account__handle="bea").update(from_on="2026-01-01", to_on="2026-04-06")
    assert owner_of(north) == "cem"


def test_an_officer_who_is_tied_to_the_tenant_never_has_it(north: Association) -> None:
    with tenancy.association(north):
        Tie.objects.create(
            association=north,
            account=Account.objects.get(handle="bea"),
            person=Person.objects.get(external_ref="P-1"),
            kind="relative",
            from_on="2026-01-01",
            told_by="bea",
            told_at=NIGHT,
        )
    assert owner_of(north) == "cem"
    assert owner_of_second(north) == "bea"


def owner_of_second(here: Association) -> str | None:
    telling = Telling("letter.received", DAY, {}, person=person(here, 2).ref)
    told = tell([telling], association=here, by="dee", at=DAY)
    found = row(here, str(told.results[0].thread))
    return found.owner.handle if found.owner else None


def test_what_is_said_about_the_officer_is_not_theirs(north: Association) -> None:
    assert owner_of(north, about="bea") == "cem"


def test_what_a_machine_or_an_import_brings_has_the_officer_instead_of_nobody(north: Association) -> None:
    assert owner_of(north, by="import", via="import") == "bea"
    told = tell([Telling("letter.received", DAY, {}, via="machine")], association=north, by="import", at=DAY)
    assert row(north, str(told.results[0].thread)).owner is None


def test_a_known_tenant_costs_one_query_more_however_many_there_are(north: Association) -> None:
    def asked(*people: int) -> int:
        tellings = [Telling("letter.received", DAY, {}, person=person(north, n).ref) for n in people]
        with CaptureQueriesContext(connection) as captured:
            tell(tellings, association=north, by="dee", at=DAY)
        return len(captured)

    asked(1)
    assert asked(1) == asked(1, 2, 3)


# ---- who is to hear of another officer


def open_tellings(here: Association) -> set[str]:
    with tenancy.association(here):
        rows = Thread.objects.filter(kind="officer", closed_at=None)
        return {str(each.person.external_ref) for each in rows.select_related("person") if each.person}


def test_whoever_came_with_the_history_hears_nothing(north: Association) -> None:
    assert open_tellings(north) == set()
    assert {person(north, n).officer.handle for n in (1, 2, 3)} == {"bea"}


def test_a_new_tenant_is_to_hear_who_it_is(north: Association) -> None:
    bring(north, "people", Record("P-4", {"name": "Tenant 4"}))
    bring(north, "homes", Record("H-4", {"address": "4 Mill Road", "patch": "N"}))
    lodge(north, 4, began="2026-04-01")
    done = officers.follow(association=north, by="import", at=NIGHT)
    assert (done.to_tell, open_tellings(north)) == (1, {"P-4"})
    with tenancy.association(north):
        thread = Thread.objects.get(kind="officer")
        assert thread.owner is not None
        assert thread.owner.handle == "bea"
        clock = Clock.objects.get(thread=thread)
        # Ten working days after 7 April, a Tuesday: the end of the 21st.
        assert (clock.promise, clock.due_at) == ("kept:officer-told", t("Wednesday 2026-04-22 00:00"))
    assert officers.follow(association=north, by="import", at=NIGHT).to_tell == 0


def test_another_officer_is_told_to_the_whole_patch_and_to_nobody_twice(north: Association) -> None:
    done = housing.change_officer(association=north, patch="n", officer="cem", by="max", at=DAY)
    assert done.officer.handle == "cem"
    assert open_tellings(north) == {"P-1", "P-2", "P-3"}
    with tenancy.association(north):
        facts = Event.objects.filter(kind="officer.changed").values_list("facts", flat=True)
        assert list(facts) == [{"officer": "cem", "before": "bea"}] * 3
        assert Thread.objects.filter(kind="officer", owner__handle="cem").count() == 3
    housing.change_officer(association=north, patch="n", officer="max", by="max", at=DAY)
    with tenancy.association(north):
        # Nobody had been told of the one before, so one telling does for both.
        assert Thread.objects.filter(kind="officer").count() == 3
        assert Event.objects.filter(kind="officer.changed").count() == 6


def test_the_night_does_not_undo_what_a_manager_decided(north: Association) -> None:
    housing.change_officer(association=north, patch="n", officer="cem", by="max", at=DAY)
    done = bringing.bring(
        [Record("N", {"name": "North", "officer": "bea", "deputy": "cem"})],
        what="patches",
        association=north,
        by="import",
        at=WEEK_AFTER,
    )
    assert [each.outcome for each in done.became] == ["same"]
    assert officers.follow(association=north, by="import", at=WEEK_AFTER).to_tell == 0


def test_whoever_moves_away_need_not_be_told(north: Association) -> None:
    housing.change_officer(association=north, patch="n", officer="cem", by="max", at=DAY)
    lodge(north, 1, to="2026-04-08")
    done = officers.follow(association=north, by="import", at=WEEK_AFTER)
    assert (done.to_tell, done.not_needed) == (0, 1)
    assert open_tellings(north) == {"P-2", "P-3"}
    with tenancy.association(north):
        verdicts = Clock.objects.filter(thread__person__external_ref="P-1").values_list("verdict", flat=True)
        assert list(verdicts) == ["withdrawn"]


def test_whoever_moves_away_after_the_promise_was_broken_is_closed_too(north: Association) -> None:
    housing.change_officer(association=north, patch="n", officer="cem", by="max", at=DAY)
    lodge(north, 1, to="2026-04-30")
    done = officers.follow(association=north, by="import", at=t("Tuesday 2026-05-05 02:00"))
    assert done.not_needed == 1
    assert open_tellings(north) == {"P-2", "P-3"}


def test_one_mailing_tells_all_whom_it_reaches_and_lists_the_others(north: Association) -> None:
    housing.change_officer(association=north, patch="n", officer="cem", by="max", at=DAY)
    later = t("Wednesday 2026-04-08 10:00")
    done = officers.tell_all(association=north, patch="n", how="email", by="max", at=later)
    assert isinstance(done, Mailed)
    assert len(done.told) == 1
    assert {(each.person.external_ref, each.why) for each in done.not_told} == {
        ("P-1", "We have no e-mail address for them."),
        ("P-3", "We have no e-mail address for them."),
    }
    assert open_tellings(north) == {"P-1", "P-3"}
    with tenancy.association(north):
        verdicts = Clock.objects.filter(promise="kept:officer-told").values_list("verdict", flat=True)
        assert sorted(verdicts) == ["kept", "running", "running"]
        told = Event.objects.get(kind="officer.told")
        assert told.facts["how"] == "email"
    # A letter goes to the home itself.
    by_post = officers.tell_all(association=north, patch="n", how="letter", by="max", at=later)
    assert isinstance(by_post, Mailed)
    assert (len(by_post.told), by_post.not_told) == (2, ())
    again = officers.tell_all(association=north, patch="n", how="letter", by="max", at=later)
    assert isinstance(again, Mailed)
    assert again.told == ()


def test_a_mailing_does_not_go_where_somebody_must_never_be_written_to(north: Association) -> None:
    housing.change_officer(association=north, patch="n", officer="cem", by="max", at=DAY)
    with tenancy.association(north):
        Person.objects.filter(external_ref="P-1").update(contact_rules={"never": ["letter"]})
    done = officers.tell_all(association=north, patch="n", how="letter", by="max", at=DAY)
    assert isinstance(done, Mailed)
    assert len(done.told) == 2
    (why,) = (each.why for each in done.not_told if each.person.external_ref == "P-1")
    assert why.startswith("Do not write to them by post: they asked us not to.")


def test_a_mailing_does_not_go_to_the_dead(north: Association) -> None:
    housing.change_officer(association=north, patch="n", officer="cem", by="max", at=DAY)
    gone = customers.died(
        association=north, person=person(north, 1).ref, died_on="2026-04-06", by="max", at=DAY
    )
    assert isinstance(gone, Person)
    done = officers.tell_all(association=north, patch="n", how="letter", by="max", at=DAY)
    assert isinstance(done, Mailed)
    assert [each.person.external_ref for each in done.not_told] == ["P-1"]
    # And the next night nobody is to tell them any more.
    assert officers.follow(association=north, by="import", at=WEEK_AFTER).not_needed in (0, 1)
    assert officers.follow(association=north, by="import", at=WEEK_AFTER).to_tell == 0


def test_only_whoever_leads_changes_an_officer_or_says_that_all_were_told(north: Association) -> None:
    refused = housing.change_officer(
        association=north, patch="n", officer="cem", by="dee", at=DAY, membership=membership(north, "dee")
    )
    assert isinstance(refused, Refused)
    refused = officers.tell_all(
        association=north, patch="n", how="letter", by="dee", at=DAY, membership=membership(north, "dee")
    )
    assert isinstance(refused, Refused)
    done = housing.change_officer(
        association=north, patch="n", officer="cem", by="max", at=DAY, membership=membership(north, "max")
    )
    assert not isinstance(done, Refused)


@pytest.mark.parametrize(
    ("patch", "officer", "field"),
    [("n", "nobody", "officer"), ("s", "bea", "ref"), ("n", "x" * 300, "officer")],
)
def test_what_cannot_be_is_refused(north: Association, patch: str, officer: str, field: str) -> None:
    refused = housing.change_officer(association=north, patch=patch, officer=officer, by="max", at=DAY)
    assert isinstance(refused, Refused)
    assert refused.field == field


def test_nobody_stands_in_for_themselves(north: Association) -> None:
    housing.change_officer(association=north, patch="n", officer="bea", deputy="max", by="max", at=DAY)
    done = housing.change_officer(association=north, patch="n", officer="max", by="max", at=DAY)
    assert (done.officer.handle, done.deputy) == ("max", None)
    done = housing.change_officer(association=north, patch="n", deputy="max", by="max", at=DAY)
    assert done == Refused("One person cannot be both officer and deputy. Choose somebody else.", "deputy")
