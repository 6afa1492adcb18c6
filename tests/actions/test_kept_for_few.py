"""What is about a member of staff, or about somebody at risk, is seen by few from its first moment."""

from __future__ import annotations

import pytest

from kept.actions import marking, merging
from kept.actions.handing import hand_over
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import AccessLog, Event, Thread
from kept.store.threads import Hidden, opened, visible_to
from tests.actions.house import letter, row, t
from tests.actions.test_handing import colleague

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")


@pytest.fixture
def staff(here):
    return {
        "ann": colleague(here, "ann", "receptionist"),
        "bea": colleague(here, "bea"),
        "mia": colleague(here, "mia", "manager"),
        "dora": colleague(here, "dora", "director"),
    }


def member(here, account):
    with tenancy.association(here):
        return membership_of(account, on=NOW.date())


def complaint(here, staff, by: str = "ann", **more) -> str | Refused:
    telling = Telling("complaint.received", NOW, {"about": "They were rude."}, **more)
    done = tell([telling], association=here, by=by, at=NOW, membership=member(here, staff[by]))
    return done.refused or done.results[0].thread


def seen(here, staff) -> dict[str, bool]:
    found = {}
    for name, account in staff.items():
        whose = member(here, account)
        with tenancy.association(here):
            found[name] = visible_to(whose).filter(kind__in=("complaint", "concern")).exists()
    return found


def test_a_complaint_about_a_colleague_is_not_theirs_to_see(here, staff) -> None:
    ref = complaint(here, staff, about="bea")
    thread = row(here, ref)
    assert (thread.sensitivity, thread.about_id, thread.owner_id) == (
        "about-staff",
        staff["bea"].pk,
        staff["ann"].pk,
    )
    assert seen(here, staff) == {"ann": True, "bea": False, "mia": True, "dora": True}
    with tenancy.association(here):
        event = Event.objects.get(kind="contact.marked")
        assert event.facts == {"kept_for": "about-staff", "about": "bea"}


def test_whoever_writes_down_what_is_about_themselves_gives_it_to_somebody_who_leads(here, staff) -> None:
    ref = complaint(here, staff, about="ann")
    thread = row(here, ref)
    assert (thread.owner_id, thread.raised_by_id) == (staff["mia"].pk, None)
    assert seen(here, staff) == {"ann": False, "bea": False, "mia": True, "dora": True}


def test_about_the_manager_it_goes_past_the_manager(here, staff) -> None:
    ref = complaint(here, staff, by="mia", about="mia")
    assert row(here, ref).owner_id == staff["dora"].pk
    assert seen(here, staff) == {"ann": False, "bea": False, "mia": False, "dora": True}


def test_it_cannot_be_meant_for_or_handed_to_whom_it_is_about(here, staff) -> None:
    refused = complaint(here, staff, about="bea", owner="bea")
    assert isinstance(refused, Refused)
    assert "Nobody called “bea” can take this on" in refused.sentence
    ref = complaint(here, staff, about="bea")
    handed = hand_over(association=here, thread=ref, to="bea", by="ann", at=NOW)
    assert isinstance(handed, Refused)
    assert "Nobody called “bea”" in handed.sentence
    assert row(here, ref).owner_id == staff["ann"].pk


def test_nobody_who_never_worked_here_is_named(here, staff) -> None:
    refused = complaint(here, staff, about="zoe")
    assert isinstance(refused, Refused)
    assert refused.field == "about"
    refused = complaint(here, staff, sensitivity="secret")
    assert isinstance(refused, Refused)
    assert refused.field == "sensitivity"


def test_a_concern_is_seen_by_its_lead_and_by_whoever_raised_it(here, staff) -> None:
    telling = Telling("concern.raised", NOW, {"about": "She has bruises."})
    done = tell([telling], association=here, by="ann", at=NOW, membership=member(here, staff["ann"]))
    thread = row(here, done.results[0].thread)
    assert (thread.sensitivity, thread.owner_id, thread.raised_by_id) == (
        "safeguarding",
        staff["dora"].pk,
        staff["ann"].pk,
    )
    assert seen(here, staff) == {"ann": True, "bea": False, "mia": False, "dora": True}


def test_later_marked_it_is_kept_for_fewer_and_only_a_leader_opens_it(here, staff) -> None:
    ref = complaint(here, staff)
    assert seen(here, staff)["bea"]
    ann, mia = member(here, staff["ann"]), member(here, staff["mia"])
    more = {"association": here, "thread": ref, "at": NOW}
    assert marking.mark(sensitivity="about-staff", about="ann", by="ann", membership=ann, **more) == ref
    assert row(here, ref).owner_id == staff["mia"].pk
    assert not seen(here, staff)["ann"]
    gone = marking.mark(sensitivity="", by="ann", membership=ann, **more)
    assert isinstance(gone, Refused)
    assert "no such contact" in gone.sentence
    assert marking.mark(sensitivity="confidential", by="mia", membership=mia, **more) == ref
    assert marking.mark(sensitivity="confidential", by="mia", membership=mia, **more) == ref
    bea = member(here, staff["bea"])
    assert marking.mark(sensitivity="safeguarding", by="mia", membership=mia, **more) == ref
    assert isinstance(marking.mark(sensitivity="", by="bea", membership=bea, **more), Refused)
    assert seen(here, staff) == {"ann": False, "bea": False, "mia": True, "dora": True}
    with tenancy.association(here):
        assert Event.objects.filter(kind="contact.marked").count() == 3


def test_an_officer_closes_and_does_not_open(here, staff) -> None:
    ref = complaint(here, staff, sensitivity="confidential")
    ann = member(here, staff["ann"])
    refused = marking.mark(association=here, thread=ref, sensitivity="", by="ann", at=NOW, membership=ann)
    assert isinstance(refused, Refused)
    assert refused.field == "sensitivity"


def test_what_is_kept_for_fewer_is_not_joined_with_what_is_not(here, staff) -> None:
    one, other = complaint(here, staff, about="bea"), letter(here, "Wednesday 2026-04-08 09:00")
    for thread, into in ((one, other), (other, one)):
        refused = merging.merge(association=here, thread=thread, into=into, by="mia", at=NOW)
        assert isinstance(refused, Refused)
        assert "stay apart" in refused.sentence
    two = complaint(here, staff, about="bea")
    assert merging.merge(association=here, thread=two, into=one, by="mia", at=NOW) == one
    marking.mark(association=here, thread=one, sensitivity="confidential", by="mia", at=NOW)
    with tenancy.association(here):
        assert set(Thread.objects.filter(kind="complaint").values_list("sensitivity", flat=True)) == {
            "confidential"
        }


def test_who_tries_to_act_on_what_is_closed_is_written_down(here, staff) -> None:
    ref = complaint(here, staff, about="bea")
    bea = member(here, staff["bea"])
    telling = Telling("note.added", NOW, {"note": "I was not rude."}, thread=ref)
    done = tell([telling], association=here, by="bea", at=NOW, membership=bea)
    assert done.refused is not None
    assert done.refused.hidden == ref
    refused = hand_over(association=here, thread=ref, to="ann", by="bea", at=NOW, membership=bea)
    assert isinstance(refused, Refused)
    with tenancy.association(here):
        with pytest.raises(Hidden):
            opened(bea, ref)
        rows = AccessLog.objects.values_list("account__handle", "what", "ref", "refused", "via")
        assert list(rows) == [("bea", "contact", ref, True, "act")] * 2
