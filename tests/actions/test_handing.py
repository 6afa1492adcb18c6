"""From one hand straight into another's, with an event."""

from __future__ import annotations

from datetime import date

import pytest

from kept.actions import people
from kept.actions.handing import hand_over
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Event, EventText, Membership, Team
from tests.actions.house import BY, letter, refusal, row, t, told

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")


def colleague(here, handle: str, role: str = "officer", **more) -> Account:
    made = people.create_account(
        association=here, handle=handle, email=f"{handle}@example.org", name=handle.title(), by=BY, at=NOW
    )
    assert isinstance(made, Account)
    joined = people.add_member(association=here, handle=handle, role=role, by=BY, at=NOW, **more)
    assert isinstance(joined, Membership)
    return made


def handed(here, ref: str, to: str, **more) -> str | Refused:
    return hand_over(association=here, thread=ref, to=to, by=BY, at=NOW, **more)


def test_the_thread_goes_to_the_colleague_and_their_team_with_a_note_that_can_be_erased(here) -> None:
    ann, bea = colleague(here, "ann"), colleague(here, "bea", team="desk")
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    assert row(here, ref).owner_id == ann.pk
    assert handed(here, ref, "bea", note=" She rings at noon. ") == ref
    after = row(here, ref)
    with tenancy.association(here):
        assert (after.owner_id, after.team) == (bea.pk, Team.objects.get(slug="desk"))
        event = Event.objects.get(kind="thread.handed_over")
        assert (event.by, event.facts) == (BY, {"to": "bea", "from_whom": "ann"})
        assert EventText.objects.get(event=event).words == {"note": "She rings at noon."}


def test_handing_it_to_whoever_has_it_changes_nothing(here) -> None:
    colleague(here, "ann")
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    assert handed(here, ref, "ann") == ref
    with tenancy.association(here):
        assert not Event.objects.filter(kind="thread.handed_over").exists()


def test_what_nobody_has_goes_to_somebody(here) -> None:
    bea = colleague(here, "bea")
    (result,) = told(here, Telling("letter.received", NOW, via="machine"), at=NOW)
    assert row(here, result.thread).owner_id is None
    assert handed(here, result.thread, "bea") == result.thread
    assert row(here, result.thread).owner_id == bea.pk


def test_it_is_handed_only_to_who_can_take_it(here) -> None:
    colleague(here, "aud", "auditor")
    colleague(here, "eva", from_on=date(2026, 5, 1))
    colleague(here, "oda", from_on=date(2026, 4, 1), to_on=date(2026, 4, 7))
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    for to in ("aud", "eva", "oda", "nobody" * 20):
        refused = handed(here, ref, to)
        assert isinstance(refused, Refused)
        assert refused.field == "owner"


def test_a_closed_contact_an_unknown_one_and_a_reading_role_are_refused(here) -> None:
    colleague(here, "bea")
    auditor = colleague(here, "aud", "auditor")
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    with tenancy.association(here):
        reads = membership_of(auditor, NOW.date())
    assert isinstance(handed(here, ref, "bea", membership=reads), Refused)
    assert handed(here, "nothing", "bea").field == "thread"
    assert handed(here, ref, "bea", note="\x00").field == "note"
    told(here, Telling("thread.closed", NOW, thread=ref), at=NOW)
    assert "Reopen it" in handed(here, ref, "bea").sentence
    with pytest.raises(ValueError, match="by"):
        hand_over(association=here, thread=ref, to="bea", by="", at=NOW)


def test_whoever_takes_it_in_may_say_whom_it_is_for(here) -> None:
    colleague(here, "ann")
    bea = colleague(here, "bea", team="desk")
    (result,) = told(here, Telling("letter.received", NOW, owner="bea"), at=NOW)
    after = row(here, result.thread)
    with tenancy.association(here):
        assert (after.owner_id, after.team) == (bea.pk, Team.objects.get(slug="desk"))
    (result,) = told(here, Telling("letter.received", NOW, owner="nobody"), at=NOW)
    assert "Choose a colleague" in refusal(result)
