"""Recomputing: what is stored is compared with what is judged, and put right."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from kept.actions.recomputing import Difference, Recomputed, recompute
from kept.actions.sweeping import sweep
from kept.commands import recompute as command
from kept.server.postgres import Server
from kept.store import tenancy
from kept.store.models import Association, Clock, Owed, Thread
from tests.actions.house import BY, letter, stored, t

TUESDAY, LATER = "Tuesday 2026-04-07 10:00", t("Thursday 2026-04-09 10:00")


def run(here: Association, *, check: bool, at: object = LATER) -> tuple[Recomputed, list[str]]:
    told: list[str] = []
    done = recompute(association=here, check=check, at=at, by=BY, tell=lambda each: told.append(str(each)))  # type: ignore[arg-type]
    return done, told


def test_what_is_in_order_is_left_alone(here: Association) -> None:
    letter(here, TUESDAY)
    sweep(at=LATER)
    done, told = run(here, check=True)
    assert (done.different, done.waiting, told) == (0, 0, [])


def test_a_late_sweep_is_no_difference(here: Association) -> None:
    letter(here, TUESDAY, urgent=True)
    done, told = run(here, check=True)
    assert (done.different, done.waiting, told) == (0, 1, [])


def test_what_was_woken_to_be_looked_at_again_is_no_difference_until_it_was(here: Association) -> None:
    letter(here, TUESDAY)
    sweep(at=LATER)
    with tenancy.association(here):
        wakes = Thread.objects.get(kind="letter").wake_at
        Thread.objects.filter(kind="letter").update(wake_at=LATER - timedelta(seconds=1))
    done, told = run(here, check=True)
    assert (done.different, done.waiting, told) == (0, 1, [])
    with tenancy.association(here):
        Clock.objects.filter(promise="small:1").update(due_at=LATER)
    assert run(here, check=True)[0].different == 1, "its clocks are compared all the same"
    sweep(at=LATER)
    assert run(here, check=True)[0] == Recomputed(done.threads, 0, 0)
    with tenancy.association(here):
        assert Thread.objects.get(kind="letter").wake_at == wakes


def test_each_difference_is_told_and_put_right(here: Association) -> None:
    ref = letter(here, TUESDAY, urgent=True)
    sweep(at=LATER)
    good = stored(here, ref)
    with tenancy.association(here):
        Clock.objects.filter(promise="small:1").update(due_at=LATER)
        Clock.objects.filter(promise="small:2").delete()
        thread = Thread.objects.get(ref=ref)
        Clock.objects.create(**{**_row(thread), "promise": "small:9"})
        Thread.objects.filter(ref=ref).update(state="closed")
    done, told = run(here, check=True)
    assert (done.threads >= 1, done.different) == (True, 1)
    assert len(told) == 4
    assert any("due_at is 2026-04-09" in each for each in told)
    assert any("small:2" in each and "is not stored" in each for each in told)
    assert any("small:9" in each and "does not follow" in each for each in told)
    assert any("state is closed and should be open" in each for each in told)
    assert stored(here, ref) != good
    done, again = run(here, check=False)
    assert (done.different, again) == (1, told)
    assert stored(here, ref) == good
    assert run(here, check=True) == (Recomputed(done.threads, 0, 0), [])


def _row(thread: Thread) -> dict[str, object]:
    row = Clock.objects.filter(thread=thread).values().first()
    assert row is not None
    row.pop("id")
    return row


def test_what_is_owed_and_not_on_record_is_told(live_database: Server, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from tests.actions.house import opened

    here = opened(tmp_path)
    letter(here, TUESDAY, urgent=True)
    sweep(at=LATER)
    with psycopg.connect(live_database.url("kept_owner"), autocommit=True) as owner:
        owner.execute("DELETE FROM store_owed")
    done, told = run(here, check=True)
    assert done.different == 1
    steps = [
        each for each in range(1, len(told) + 1) if f"breach {each} is owed and not stored" in told[each - 1]
    ]
    assert len(steps) == len(told) > 0
    run(here, check=False)
    with tenancy.association(here):
        assert set(Owed.objects.values_list("what", "step")) == {("breach", each) for each in steps}


def test_the_command_says_what_it_found(here: Association, capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    ref = letter(here, TUESDAY, urgent=False)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)

    def run_it(*words: str) -> tuple[int, str]:
        status = command._all(parser.parse_args(words))
        return status, capsys.readouterr().out

    with tenancy.association(here):
        Clock.objects.update(owner="nobody")
    status, said = run_it("--check")
    assert status == 1
    assert f"small {ref} small:1 from " in said
    assert "are stored otherwise" in said
    status, said = run_it("--association", "small", "--json")
    assert status == 0
    assert '"different": 1' in said
    status, said = run_it("--check")
    assert status == 0
    assert "is what follows from their events" in said
    assert run_it("--association", "nowhere")[0] == 2


def test_a_difference_reads_as_a_line() -> None:
    assert str(Difference("K7F3-9Q2M", None, None, "state is open")) == "K7F3-9Q2M: state is open"
