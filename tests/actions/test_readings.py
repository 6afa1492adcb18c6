"""Adopting a reading: who, when and where minuted; written once, taken back openly, for these words only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kept.actions import people, policies
from kept.actions.readings import adopt, withdraw
from kept.casework import Refused
from kept.rulebook.readings import reading_of
from kept.store import rules, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Clock, Event, Membership, Thread
from kept.store.readings import Adopted, standing
from tests.actions.house import BY, folder, letter, t

NOW, LATER = t("Wednesday 2026-04-08 10:00"), t("Thursday 2026-04-09 10:00")
URGENT, MINUTE = "small:2", "Board of 7 April 2026, item 7"


def of(here: Association, clause: str = URGENT) -> Adopted | None:
    with tenancy.association(here):
        return standing(here, {clause, "small:1"}).get(clause)


def sentence(found: object) -> str:
    assert isinstance(found, Refused), found
    return found.sentence


def member(here: Association, role: str) -> Membership:
    people.create_account(
        association=here, handle=role, email=f"{role}@example.org", name=role.title(), by=BY, at=NOW
    )
    people.add_member(association=here, handle=role, role=role, by=BY, at=NOW, from_on=date(2016, 1, 4))
    with tenancy.association(here):
        found = membership_of(Account.objects.get(handle=role), on=NOW.date())
    assert found is not None
    return found


def test_a_reading_is_proposed_until_it_is_adopted(here: Association) -> None:
    assert of(here) is None
    member(here, "director")
    done = adopt(association=here, clause=URGENT, minute=f"  {MINUTE} ", by="director", at=NOW)
    assert done == of(here)
    assert isinstance(done, Adopted)
    assert (done.minute, done.by, done.name, done.at) == (MINUTE, "director", "Director", NOW)
    with tenancy.association(here):
        assert done.mark == getattr(reading_of(rules.current(here).clause_by_id[URGENT]), "mark", None)


def test_adopting_twice_with_the_same_minute_writes_once_and_with_another_is_refused(
    here: Association,
) -> None:
    first = adopt(association=here, clause=URGENT, minute=MINUTE, by=BY, at=NOW)
    assert adopt(association=here, clause=URGENT, minute=MINUTE, by="bea", at=LATER) == first
    said = sentence(adopt(association=here, clause=URGENT, minute="Another", by=BY, at=LATER))
    assert said == (
        "This reading was adopted already, recorded by ann on 8 April 2026 (Board of 7 April 2026, item 7). "
        "Take that back first if it is wrong."
    )
    with tenancy.association(here):
        assert Event.objects.filter(kind="reading.adopted").count() == 1


def test_an_adoption_is_taken_back_and_may_be_made_again_on_the_same_thread(here: Association) -> None:
    adopt(association=here, clause=URGENT, minute=MINUTE, by=BY, at=NOW)
    assert withdraw(association=here, clause=URGENT, reason="Not this one", by=BY, at=NOW) == URGENT
    assert of(here) is None
    assert "nothing to take back" in sentence(
        withdraw(association=here, clause=URGENT, reason="Again", by=BY, at=LATER)
    )
    adopt(association=here, clause=URGENT, minute="Item 9", by=BY, at=LATER)
    found = of(here)
    assert found is not None
    assert found.minute == "Item 9"
    with tenancy.association(here):
        (thread,) = Thread.objects.filter(subject="reading:small:2")
        assert (thread.kind, thread.state, thread.sensitivity, thread.wake_at) == (
            "house",
            "closed",
            "house",
            None,
        )
        kinds = Event.objects.filter(thread=thread).order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == ["reading.adopted", "reading.withdrawn", "reading.adopted"]


def test_what_somebody_read_before_is_what_is_adopted(here: Association) -> None:
    said = sentence(adopt(association=here, clause=URGENT, minute=MINUTE, by=BY, at=NOW, mark="0" * 16))
    assert said == "The reading has changed since you opened this page. Read it again first."
    assert of(here) is None


def test_a_version_that_reads_the_clause_otherwise_has_a_reading_of_its_own(
    here: Association, tmp_path: Path
) -> None:
    first = adopt(association=here, clause=URGENT, minute=MINUTE, by=BY, at=NOW)
    home = folder(tmp_path, starts_on="2026-04-01")
    clauses = home / "clauses" / "letters.yaml"
    clauses.write_text(clauses.read_text().replace("nights and weekends included", "Sundays not counted"))
    policies.load(folder=home, by=BY, at=LATER)
    second = adopt(association=here, clause=URGENT, minute="Board of May", by=BY, at=LATER)
    assert isinstance(first, Adopted)
    assert isinstance(second, Adopted)
    assert first.mark != second.mark
    assert of(here) == second


def test_a_line_is_wanted_that_says_where_and_why(here: Association) -> None:
    def refused(minute: str) -> str:
        return sentence(adopt(association=here, clause=URGENT, minute=minute, by=BY, at=NOW))

    assert refused("  ") == "Say where the decision is minuted."
    assert refused("x" * 301) == "Say it in at most 300 characters."
    assert refused("Board\x00") == "Write it on one line, in characters that a keyboard makes."
    assert refused("Board\nitem 7") == "Write it on one line, in characters that a keyboard makes."
    adopt(association=here, clause=URGENT, minute=MINUTE, by=BY, at=NOW)
    assert sentence(withdraw(association=here, clause=URGENT, reason="", by=BY, at=NOW)) == (
        "Say why it no longer holds."
    )


def test_only_a_reading_can_be_adopted(here: Association) -> None:
    assert "can be read in one way only" in sentence(
        adopt(association=here, clause="small:1", minute=MINUTE, by=BY, at=NOW)
    )
    assert "has no clause “small:99”" in sentence(
        adopt(association=here, clause="small:99", minute=MINUTE, by=BY, at=NOW)
    )


def test_a_policy_officer_or_a_director_adopts_and_nobody_else(here: Association) -> None:
    for role in ("receptionist", "officer", "manager", "auditor", "administrator"):
        membership = member(here, role)
        given = {"association": here, "clause": URGENT, "by": role, "at": NOW, "membership": membership}
        assert "Your role does not include adopting readings." in sentence(adopt(minute=MINUTE, **given))
        assert "Your role does not include adopting readings." in sentence(withdraw(reason="No", **given))
    officer = member(here, "policy-officer")
    assert isinstance(
        adopt(association=here, clause=URGENT, minute=MINUTE, by=BY, at=NOW, membership=officer), Adopted
    )


def test_no_clock_is_touched(here: Association) -> None:
    letter(here, "Tuesday 2026-04-07 10:00", urgent=True)
    with tenancy.association(here):
        before = list(Clock.objects.order_by("pk").values())
    adopt(association=here, clause=URGENT, minute=MINUTE, by=BY, at=NOW)
    with tenancy.association(here):
        assert list(Clock.objects.order_by("pk").values()) == before
