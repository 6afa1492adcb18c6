"""A draft is tried by the worker, some threads at a time, and what comes of it is what the command finds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from kept.actions import policies, trials
from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.trying import Trial
from kept.commands.policy_try import tried
from kept.store import drafts, tenancy, trying
from kept.store.models import Account, Association, Event, Membership, PolicyDraft, PolicyTrial
from tests.actions.house import BY, folder, letter, t, told
from tests.actions.test_jobs import waiting
from tests.contracts.acts_policy_life import SINCE, begun, drafted

NOW = t("Monday 2026-04-20 09:00")
SOONER = {"7_working_days": "3 working days"}


def answered(here: Association, received: str, wall: str) -> None:
    ref = letter(here, received, urgent=False)
    told(here, Telling("letter.answered", t(wall), thread=ref), at=wall)


def step(here: Association, row: PolicyTrial) -> bool:
    return trials.step(association=here.pk, trial=row.pk, by="kept", at=NOW)


def again(here: Association, row: PolicyTrial) -> PolicyTrial:
    with tenancy.association(here):
        row.refresh_from_db()
        return row


def change(here: Association, **values: Any) -> None:
    with tenancy.association(here):
        PolicyDraft.objects.filter(number=1).update(**values)


@pytest.fixture
def letters(here: Association, monkeypatch: pytest.MonkeyPatch) -> Association:
    """Five letters since April, two threads at a time, and a draft that asks for three days, not seven."""
    monkeypatch.setattr(trying, "AT_ONCE", 2)
    for minute in range(4):
        answered(here, f"Tuesday 2026-04-07 10:0{minute}", "Monday 2026-04-13 10:00")
    answered(here, "Tuesday 2026-04-07 11:00", "Wednesday 2026-04-08 10:00")
    answered(here, "Tuesday 2026-03-31 11:00", "Wednesday 2026-04-08 10:00")
    drafted(here, **SOONER)
    return here


def test_it_goes_on_stretch_by_stretch_and_finds_what_the_command_finds(
    letters: Association, capsys: pytest.CaptureFixture[str]
) -> None:
    here = letters
    row = begun(here, at=NOW)
    assert (row.state, row.since, row.until) == ("waiting", SINCE, NOW)
    with tenancy.association(here):
        [asked] = Event.objects.filter(kind="policy.trial_asked")
        assert asked.facts == {"draft": 1, "edition": 1, "since": "2026-04-01"}
    [job] = [each for each in waiting() if each[0] == "kept.try_policy"]
    assert job[1] == "long"
    assert step(here, row)
    row = again(here, row)
    # Six letters, and that it was asked for.
    assert (row.state, row.done, row.in_all) == ("running", 2, 7)
    # What is told meanwhile is no part of it, and another who did the same stretch changes nothing.
    letter(here, "Tuesday 2026-04-21 10:00")
    with tenancy.association(here):
        before = PolicyTrial.objects.select_related("draft").get(pk=row.pk)
    twice = trials._judged(here.pk, before)
    assert step(here, row)
    assert not trials._written(here.pk, before, twice, NOW)
    assert step(here, row)
    assert not step(here, row)
    row = again(here, row)
    assert (row.state, row.done, row.in_all, row.held, row.ended_at) == ("done", 7, 7, {}, NOW)
    assert not step(here, row)
    assert [each[0] for each in waiting()].count("kept.try_policy") == 4
    capsys.readouterr()
    with tenancy.association(here):
        book = drafts.rulebook_of(PolicyDraft.objects.get())
    assert tried(book, "small", since=SINCE, today=NOW, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert row.found is not None
    assert {name: row.found[name] for name in ("promises", "teams", "in_all", "threads")} == {
        name: found[name] for name in ("promises", "teams", "in_all", "threads")
    }
    assert row.found["in_all"]["difference"] == {"kept": -4, "broken": 4, "running": 0, "beside": 0}


def test_asking_twice_begins_one(letters: Association) -> None:
    here = letters
    first = begun(here, at=NOW)
    assert begun(here, at=NOW) == first
    assert begun(here, uid="pressed again", at=NOW) == first
    assert begun(here, uid="another day", since=date(2026, 3, 1), at=NOW) != first
    with tenancy.association(here):
        assert Event.objects.filter(kind="policy.trial_asked").count() == 2


def test_a_draft_that_was_changed_meanwhile_is_not_tried_to_the_end(letters: Association) -> None:
    here = letters
    row = begun(here, at=NOW)
    step(here, row)
    change(here, edition=2)
    assert not step(here, row)
    row = again(here, row)
    assert (row.state, row.fault, row.found) == ("stopped", trials.CHANGED, None)


def test_a_policy_that_was_changed_meanwhile_stops_it_too(letters: Association, tmp_path: Path) -> None:
    here = letters
    row = begun(here, at=NOW)
    step(here, row)
    (tmp_path / "other").mkdir()
    later = folder(tmp_path / "other", letter="6 working days", starts_on="2026-05-01")
    policies.load(folder=later, by=BY, at=NOW)
    assert not step(here, row)
    row = again(here, row)
    assert (row.state, row.fault) == ("stopped", trials.OTHER_POLICY)


def test_a_draft_with_faults_is_not_tried_and_one_that_broke_ends(letters: Association) -> None:
    here = letters
    row = begun(here, at=NOW)
    change(here, files={"association.yaml": "name: Small Homes"})
    refused = trials.begin(association=here, draft=1, since=SINCE, uid="2", by=BY, at=NOW)
    # The same edition is being tried already, but what it says now cannot be.
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("The draft is not in order yet: ")
    assert refused.sentence.endswith("Put that right first, then try it.")
    assert not step(here, row)
    row = again(here, row)
    assert (row.state, row.fault) == ("failed", trials.NO_LONGER)


def test_it_begins_where_counting_does_and_not_in_days_to_come(letters: Association) -> None:
    here = letters
    assert begun(here, since=date(2015, 12, 1), at=NOW).since == date(2016, 1, 1)
    refused = trials.begin(association=here, draft=1, since=date(2026, 5, 1), uid="2", by=BY, at=NOW)
    assert refused == Refused("1 May 2026 has not come yet. Give an earlier day.", "since")
    refused = trials.begin(association=here, draft=9, since=SINCE, uid="3", by=BY, at=NOW)
    assert isinstance(refused, Refused)
    assert refused.field == "draft"


def test_who_keeps_the_policy_may_and_nobody_else(letters: Association) -> None:
    here = letters

    def member(role: str) -> Membership:
        account = Account.objects.create_user(f"{role}@example.org", handle=role, name=role.title())
        with tenancy.association(here):
            return Membership.objects.create(
                association=here, account=account, role=role, from_on=date(2016, 1, 1)
            )

    manager, officer = member("manager"), member("policy-officer")
    asked: dict[str, Any] = {"association": here, "draft": 1, "by": BY, "at": NOW}
    assert trials.begin(since=SINCE, uid="m", membership=manager, **asked) == trials.NO_ROLE
    row = trials.begin(since=SINCE, uid="o", membership=officer, **asked)
    assert isinstance(row, PolicyTrial)
    assert trials.stop(trial=row.pk, membership=manager, **asked) == trials.NO_ROLE
    assert trials.stop(trial=row.pk + 1, membership=officer, **asked) == trials.NO_TRIAL
    for _ in range(2):
        stopped = trials.stop(trial=row.pk, membership=officer, **asked)
        assert isinstance(stopped, PolicyTrial)
        assert (stopped.state, stopped.fault) == ("stopped", "Policy-Officer stopped it.")
    assert not step(here, row)


def test_a_fault_of_our_own_ends_it_and_one_of_the_database_does_not(
    letters: Association, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here = letters
    row = begun(here, at=NOW)

    def failing(fault: Exception) -> Any:
        def take(*_: object, **__: object) -> None:
            raise fault

        return take

    monkeypatch.setattr(Trial, "take", failing(OperationalError("gone")))
    with pytest.raises(OperationalError):
        step(here, row)
    assert again(here, row).state == "waiting"
    monkeypatch.setattr(Trial, "take", failing(KeyError("small:1")))
    assert not step(here, row)
    row = again(here, row)
    assert (row.state, row.fault) == ("failed", trials.OUR_FAULT)
    assert "A trial of a draft met a fault." in caplog.text
