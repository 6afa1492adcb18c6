"""The sweep: what follows from time, once, however late and however often it comes by."""

from __future__ import annotations

import pytest

from kept.actions import sweeping
from kept.actions.sweeping import sweep
from kept.actions.told import Telling
from kept.casework import Verdict
from kept.store import tenancy
from kept.store.models import Association, Event, Owed
from tests.actions.house import letter, row, stored, stored_equals_judged, t, told

TUESDAY = "Tuesday 2026-04-07 10:00"


def owed(here: Association) -> list[tuple[str, str]]:
    with tenancy.association(here):
        return list(Owed.objects.filter(promise="small:1").order_by("pk").values_list("what", "thread__ref"))


def test_it_warns_and_then_marks_the_breach_at_the_due_moment(here: Association) -> None:
    ref = letter(here, TUESDAY, urgent=False)
    assert sweep(at=t("Tuesday 2026-04-14 23:59")).threads == 0
    assert sweep(at=t("Wednesday 2026-04-15 00:00")).owed == 1
    assert owed(here) == [("warning", ref)]
    # Half of what is left has passed: the deputy too.
    assert sweep(at=t("Thursday 2026-04-16 23:59")).owed == 1
    late = t("Monday 2026-05-11 10:00")
    assert sweep(at=late).owed == 4
    clock = stored(here, ref)["1"]
    assert (clock.verdict, clock.breached_at) == (Verdict.BROKEN, t("Friday 2026-04-17 00:00"))
    assert owed(here) == [("warning", ref)] * 2 + [("breach", ref)] * 4
    assert row(here, ref).wake_at is None
    stored_equals_judged(here, late)


def test_a_second_sweep_changes_nothing(here: Association) -> None:
    letter(here, TUESDAY, urgent=False)
    late = t("Monday 2026-05-11 10:00")
    first = sweep(at=late)
    again = sweep(at=late)
    assert (first.threads, again.threads, again.clocks, again.owed) == (1, 0, 0, 0)
    assert len(owed(here)) == 4


def test_it_leaves_no_event(here: Association) -> None:
    letter(here, TUESDAY)
    with tenancy.association(here):
        before = Event.objects.count()
    sweep(at=t("Monday 2026-05-11 10:00"))
    with tenancy.association(here):
        assert Event.objects.count() == before


def test_it_sweeps_every_association(here: Association, there: Association) -> None:
    refs = [letter(each, TUESDAY, urgent=False) for each in (here, there)]
    assert sweep(at=t("Monday 2026-05-11 10:00")).threads == 2
    assert [stored(each, ref)["1"].verdict for each, ref in zip((here, there), refs, strict=True)] == [
        Verdict.BROKEN,
        Verdict.BROKEN,
    ]


def test_what_is_beyond_the_limit_waits_for_the_next(here: Association) -> None:
    for _ in range(3):
        letter(here, TUESDAY, urgent=False)
    late = t("Monday 2026-05-11 10:00")
    first, second, third = (sweep(at=late, limit=2) for _ in range(3))
    assert [(each.threads, each.more) for each in (first, second, third)] == [
        (2, True),
        (1, False),
        (0, False),
    ]


def test_one_bad_thread_holds_up_no_other(
    here: Association, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad = letter(here, TUESDAY, urgent=False, from_name="Ms Okafor")
    good = letter(here, TUESDAY, urgent=False)
    judged = sweeping.rejudged

    def fails(docket, **more):  # type: ignore[no-untyped-def]
        if docket.ref == bad:
            raise ValueError("a fault in the judging")
        return judged(docket, **more)

    monkeypatch.setattr(sweeping, "rejudged", fails)
    late = t("Monday 2026-05-11 10:00")
    swept = sweep(at=late)
    assert (swept.threads, swept.failed) == (1, 1)
    assert stored(here, good)["1"].verdict is Verdict.BROKEN
    assert "Okafor" not in caplog.text
    monkeypatch.undo()
    assert sweep(at=late).threads == 0
    assert sweep(at=late + sweeping.AGAIN_AFTER).threads == 1
    assert stored(here, bad)["1"].verdict is Verdict.BROKEN


def test_an_answer_recorded_after_the_breach_leaves_it_broken(here: Association) -> None:
    ref = letter(here, TUESDAY, urgent=False)
    sweep(at=t("Friday 2026-04-17 09:00"))
    answer = Telling("letter.answered", t("Wednesday 2026-04-15 10:00"), thread=ref)
    told(here, answer, at="Friday 2026-04-17 10:00")
    assert stored(here, ref)["1"].verdict is Verdict.BROKEN
    assert len(owed(here)) == 1
