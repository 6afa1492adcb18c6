"""Several at one thread at one moment: what is stored is what is judged, and nothing is lost or doubled."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from kept.actions import policies
from kept.actions.merging import merge
from kept.actions.sweeping import Swept, sweep
from kept.actions.told import REPEATED, WRITTEN, Result, Telling
from kept.casework import Refused
from kept.server.postgres import Server
from kept.store import tenancy
from kept.store.models import Association, Event, Owed, Thread
from tests.actions.house import BY, folder, letter, opened, stored_equals_judged, t, told

ROUNDS, WRITERS = 100, 4
MONDAY = t("Monday 2026-03-02 09:00")


@pytest.fixture
def landlord(live_database: Server, tmp_path: Path) -> Association:
    """Small Homes, committed for real, so that other connections see it."""
    return opened(tmp_path)


def together(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Run each act in a thread and on a connection of its own; what they gave, or what they raised."""
    ready = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            ready.wait()
            found[number] = act()
        except Exception as fault:  # noqa: BLE001  the test looks at it
            found[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def results(found: Sequence[object]) -> list[Result]:
    assert all(isinstance(each, tuple) for each in found), found
    return [result for each in found for result in each]  # type: ignore[attr-defined]


def test_four_writers_on_one_thread_a_hundred_rounds(landlord: Association) -> None:
    """Answers, pauses, classifications, corrections and sweeps meet, ten rounds on each thread."""
    draw = random.Random(2009)
    at = MONDAY
    for number in range(ROUNDS):
        at += timedelta(hours=draw.randint(1, 9))
        subject = f"CRM-{number // 10}"
        if number % 10 == 0:
            told(landlord, Telling("letter.received", at, uid=f"{subject}-start", subject=subject), at=at)
        acts = [_act(landlord, draw, subject, f"{number}-{writer}", at) for writer in range(WRITERS)]
        for each in together(acts):
            assert isinstance(each, tuple | Swept), each
    sweep(at=at)
    stored_equals_judged(landlord, at)


def _act(
    landlord: Association, draw: random.Random, subject: str, uid: str, at: datetime
) -> Callable[[], object]:
    kind = draw.choice(
        (
            "letter.received",
            "letter.answered",
            "clock.paused",
            "clock.resumed",
            "contact.classified",
            "event.corrected",
            "",
        )
    )
    if not kind:
        return lambda: sweep(at=at)
    facts = {
        "clock.paused": {"reason": "awaiting-customer"},
        "contact.classified": {"urgent": draw.random() < 0.5},
        "event.corrected": {"urgent": draw.random() < 0.5},
    }
    telling = Telling(
        kind,
        at - timedelta(minutes=draw.randint(0, 300)),
        facts.get(kind, {}),
        uid=uid,
        subject=subject,
        corrects=f"{subject}-start" if kind == "event.corrected" else None,
    )
    return lambda: told(landlord, telling, at=at)


def test_one_outside_reference_opens_one_thread(landlord: Association) -> None:
    acts = [
        lambda n=n: told(
            landlord, Telling("letter.received", MONDAY, uid=f"u{n}", subject="CRM-1"), at=MONDAY
        )
        for n in range(WRITERS)
    ]
    found = results(together(acts))
    assert {each.outcome for each in found} == {WRITTEN}
    assert len({each.thread for each in found}) == 1
    stored_equals_judged(landlord, MONDAY)


def test_one_telling_sent_by_all_is_written_once(landlord: Association) -> None:
    telling = Telling("letter.received", MONDAY, {"from_name": "Ms Okafor"}, uid="a-1")
    found = results(together([lambda: told(landlord, telling, at=MONDAY)] * WRITERS))
    assert sorted(str(each.outcome) for each in found) == [REPEATED] * 3 + [WRITTEN]
    assert len({each.thread for each in found}) == 1
    with tenancy.association(landlord):
        assert Event.objects.filter(uid="a-1").count() == 1


def test_two_sweeps_at_once_mark_each_breach_once(landlord: Association) -> None:
    late = t("Monday 2026-05-11 10:00")
    for _ in range(10):
        with tenancy.association(landlord):
            before = Owed.objects.count()
        refs = [letter(landlord, "Tuesday 2026-04-07 10:00", urgent=False) for _ in range(6)]
        found = together([lambda: sweep(at=late)] * 2)
        swept = [each for each in found if isinstance(each, Swept)]
        assert len(swept) == 2, found
        # So late, each has gone up the whole line.
        assert sum(each.owed for each in swept) == 4 * len(refs)
        with tenancy.association(landlord):
            assert Owed.objects.count() - before == 4 * len(refs)
    stored_equals_judged(landlord, late)


def test_a_sweep_passes_over_what_somebody_is_working_on(
    landlord: Association, owner: psycopg.Connection
) -> None:
    late = t("Monday 2026-05-11 10:00")
    held, free = (letter(landlord, "Tuesday 2026-04-07 10:00", urgent=False) for _ in range(2))
    with owner.transaction():
        owner.execute("SELECT FROM store_thread WHERE ref = %s FOR UPDATE", [held])
        assert sweep(at=late).threads == 1
    with tenancy.association(landlord):
        assert {each.thread.ref for each in Owed.objects.filter(what="breach")} == {free}
    assert sweep(at=late).threads == 1
    stored_equals_judged(landlord, late)


def test_joining_two_ways_round_at_once_ends_in_one(landlord: Association) -> None:
    one, other = letter(landlord, "Tuesday 2026-04-07 10:00"), letter(landlord, "Tuesday 2026-04-07 10:00")
    now = t("Wednesday 2026-04-08 10:00")
    pairs = [(one, other), (other, one)]
    found = together(
        [lambda p=p: merge(association=landlord, thread=p[0], into=p[1], by=BY, at=now) for p in pairs]
    )
    assert sorted(type(each).__name__ for each in found) == ["Refused", "str"], found
    assert any(isinstance(each, Refused) and "one already" in each.sentence for each in found)
    with tenancy.association(landlord):
        assert Thread.objects.filter(kind="letter", merged_into=None).count() == 1
    stored_equals_judged(landlord, now)


def test_a_telling_that_meets_a_joining_ends_on_the_joined_thread(landlord: Association) -> None:
    now = t("Wednesday 2026-04-08 10:00")
    for _ in range(10):
        one, other = (
            letter(landlord, "Tuesday 2026-04-07 10:00"),
            letter(landlord, "Tuesday 2026-04-07 10:00"),
        )
        answer = Telling("letter.answered", now, thread=other)
        found = together(
            [
                lambda one=one, other=other: merge(
                    association=landlord, thread=other, into=one, by=BY, at=now
                ),
                lambda answer=answer: told(landlord, answer, at=now),
            ]
        )
        assert found[0] == one
        assert results(found[1:])[0].outcome == WRITTEN
    stored_equals_judged(landlord, now)


def test_tellings_that_meet_a_new_policy_are_judged_by_it(landlord: Association, tmp_path: Path) -> None:
    now = t("Wednesday 2026-04-08 10:00")
    home = folder(tmp_path, starts_on="2026-04-01", letter="3 working days")
    acts: list[Callable[[], object]] = [
        lambda n=n: told(landlord, Telling("letter.received", now, uid=f"u{n}"), at=now)
        for n in range(WRITERS)
    ]
    found = together([*acts, lambda: policies.load(folder=home, by=BY, at=now)])
    assert not [each for each in found if isinstance(each, Exception)], found
    sweep(at=now)
    stored_equals_judged(landlord, now)


def test_each_step_of_an_alarm_is_owed_once_however_many_sweeps_come_by(landlord: Association) -> None:
    noon = t("Wednesday 2026-04-08 12:00")
    facts = {"what": "gas", "emergency": True}
    (marked,) = told(landlord, Telling("hazard.marked", noon, facts), at=noon)

    def called() -> list[tuple[int, datetime]]:
        with tenancy.association(landlord):
            rows = Owed.objects.filter(thread__ref=marked.thread, what="alarm").order_by("step")
            return [(each.step, each.since) for each in rows]

    assert called() == [(1, noon)]
    for minute in (4, 5, 9, 10, 12):
        at = noon + timedelta(minutes=minute)
        swept = together([lambda at=at: sweep(at=at)] * WRITERS)  # type: ignore[misc]
        assert all(isinstance(each, Swept) for each in swept), swept
        steps = minute // 5 + 1
        assert called() == [(step, noon + timedelta(minutes=5 * (step - 1))) for step in range(1, steps + 1)]
    at = noon + timedelta(minutes=13)
    told(landlord, Telling("alarm.acknowledged", at, thread=marked.thread), at=at)
    together([lambda: sweep(at=noon + timedelta(hours=1))] * WRITERS)
    assert len(called()) == 3
    stored_equals_judged(landlord, noon + timedelta(hours=1))
