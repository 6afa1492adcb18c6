"""Writers that meet: one waits for the other, and none decides on what another has just changed."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection

from kept.store import dockets, tenancy, writing
from kept.store.models import Clock, Event, Thread
from tests.store.making import again, landlord, new_docket, outcome, take_in
from tests.unit.casework.small import event

pytestmark = pytest.mark.django_db(transaction=True)

TUESDAY = "Tuesday 2026-04-07 10:00"
WRITERS = 4


def together(*acts: Callable[[], object]) -> list[object]:
    """Run the acts at the same moment, each on a connection of its own; what each gave, or its exception."""
    barrier, gave = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            gave[place] = act()
        except Exception as error:  # noqa: BLE001  the test looks at it
            gave[place] = error
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    return gave


def test_one_outside_reference_told_at_the_same_moment_opens_one_thread() -> None:
    landlord("red")

    def tells(number: int) -> Callable[[], str]:
        def act() -> str:
            with tenancy.association("red"):
                told = event("letter.received", TUESDAY, id=f"L{number}")
                return take_in(told, at=TUESDAY, subject="CRM 1").ref

        return act

    for _ in range(5):
        gave = together(*(tells(number) for number in range(WRITERS)))
        refs = [each for each in gave if isinstance(each, str)]
        lost = [each for each in gave if isinstance(each, IntegrityError)]
        assert (len(refs), len(lost)) in ((1, WRITERS - 1), (0, WRITERS))
        with tenancy.association("red"):
            assert Thread.objects.count() == 1
            assert Event.objects.count() == 1, "whoever came second left nothing behind"


def test_batches_that_bring_the_same_references_in_another_order_do_not_deadlock() -> None:
    landlord("red")

    def brings(order: list[int], writer: int) -> Callable[[], object]:
        def act() -> object:
            with tenancy.association("red"):
                made = [
                    outcome(
                        new_docket(f"CRM {each}"),
                        event("letter.received", TUESDAY, id=f"{writer}-{each}"),
                        at=TUESDAY,
                    )
                    for each in order
                ]
                return writing.write(made)

        return act

    numbers = list(range(60))
    gave = together(brings(numbers, 1), brings(numbers[::-1], 2), brings(numbers[30:] + numbers[:30], 3))
    faults = [each for each in gave if isinstance(each, Exception)]
    assert all(isinstance(each, IntegrityError) for each in faults), faults
    assert len(faults) == 2
    with tenancy.association("red"):
        assert Thread.objects.count() == 60


def test_acts_on_one_thread_come_one_after_the_other_and_each_sees_the_last() -> None:
    landlord("red")
    with tenancy.association("red"):
        made = take_in(event("letter.received", TUESDAY, id="L1"), at=TUESDAY)

    def answers(number: int) -> Callable[[], int]:
        def act() -> int:
            with tenancy.association("red"):
                wall = f"Wednesday 2026-04-08 10:{number:02}"
                return len(again(made.id, event("letter.answered", wall, id=f"A{number}"), at=wall).history)

        return act

    gave = together(*(answers(number) for number in range(WRITERS)))
    assert sorted(gave) == [1, 2, 3, 4], "each read the history after the one before had written"
    with tenancy.association("red"):
        assert Event.objects.count() == 1 + WRITERS
        assert Clock.objects.get(promise="small:letter").stop == "A0"


def test_threads_are_held_in_one_order_whatever_order_is_asked_for() -> None:
    landlord("red")
    with tenancy.association("red"):
        ids = [take_in(event("letter.received", TUESDAY, id=f"L{each}"), at=TUESDAY).id for each in range(20)]

    def holds(order: list[int]) -> Callable[[], int]:
        def act() -> int:
            held = 0
            for _ in range(5):
                with tenancy.association("red"):
                    held += len(dockets.lock(order))
            return held

        return act

    assert together(holds(ids), holds(ids[::-1]), holds(ids[10:] + ids[:10])) == [100, 100, 100]


def test_the_sweep_passes_by_what_somebody_holds() -> None:
    landlord("red")
    with tenancy.association("red"):
        one, other = (
            take_in(event("letter.received", TUESDAY, id=each), at=TUESDAY).id for each in ("L1", "L2")
        )

    def sweeps() -> list[int]:
        with tenancy.association("red"):
            return [each.id for each in dockets.lock([one, other], skip_locked=True)]

    with tenancy.association("red"):
        dockets.lock([one])
        (gave,) = together(sweeps)
    assert gave == [other]
