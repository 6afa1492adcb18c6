"""How is the whole demonstration made? Policies, staff and a year for each association, two at a time.

    build(Plan(seed=1, at=now, contacts=3000), folders=[…], progress=print)

An association fills itself in a process of its own, so that both cores work; with one lane they are filled
one after the other on the caller's own connection. The mark that this is a demonstration comes first and the
word that it is whole comes last: what was cut short is never shown as if it were all.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from datetime import timedelta
from pathlib import Path
from queue import Queue
from random import Random
from zoneinfo import ZoneInfo

from kept.actions import people, policies, rehearsing
from kept.casework import Refused
from kept.demo.house import DAYS, House, Made, Plan
from kept.demo.lanes import ready
from kept.demo.names import MAIL
from kept.demo.playing import BY
from kept.demo.staff import Crew, hire
from kept.rulebook import Rulebook
from kept.store import refs, rules, statistics, tenancy
from kept.store.models import Association

EVERYWHERE = ("eve-whitfield", "Eve Whitfield")
Progress = Callable[[str], None]


class CannotBuild(RuntimeError):
    """Why no demonstration can be made here, in a sentence."""


def build(
    plan: Plan,
    *,
    folders: Sequence[Path],
    shared: Path | None = None,
    lanes: int = 1,
    progress: Progress = lambda text: None,
) -> list[Made]:
    """Fill an empty database with the year of every association whose policy lies in these folders.

    `shared` is where the files for all of them lie, if that is not beside them.
    """
    with refs.drawing_from(Random(f"{plan.seed}:refs")):
        marked = rehearsing.begin(seed=plan.seed, built_for=plan.at.date(), by=BY, at=plan.at)
        if isinstance(marked, Refused):
            raise CannotBuild(marked.sentence)
        before = plan.at - timedelta(days=DAYS + 32)
        for folder in folders:
            policies.load(folder=folder, shared=shared, by=BY, at=before)
        slugs = list(Association.objects.order_by("slug").values_list("slug", flat=True))
        done = _side_by_side(plan, slugs, lanes, progress) if lanes > 1 else _in_turn(plan, slugs, progress)
        _somebody_everywhere(plan, slugs)
    statistics.gather()
    rehearsing.finish(by=BY, at=plan.at)
    return done


def _in_turn(plan: Plan, slugs: Sequence[str], progress: Progress) -> list[Made]:
    crews = _crews(plan)
    return [House(plan, slug, crews[slug], progress).build() for slug in slugs]


def _side_by_side(plan: Plan, slugs: Sequence[str], lanes: int, progress: Progress) -> list[Made]:
    """Each in a process that shares nothing with this one, and says on the way how far it is."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(lanes, context, ready) as pool:
        said = manager.Queue()
        waiting = {pool.submit(_alone, plan, slug, said) for slug in slugs}
        done: list[Made] = []
        while waiting:
            ended, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            while not said.empty():
                progress(said.get())
            done.extend(each.result() for each in ended)
    return sorted(done, key=lambda each: each.slug)


def _alone(plan: Plan, slug: str, said: Queue[str]) -> Made:
    """One association, in a process of its own."""
    from django.db import connection

    try:
        return House(plan, slug, _crews(plan)[slug], said.put).build()
    finally:
        connection.close()


def _crews(plan: Plan) -> dict[str, Crew]:
    """The staff of every association: the same whoever asks, and no two with one handle."""
    taken = {EVERYWHERE[0]}
    found = {}
    for here in Association.objects.order_by("slug"):
        with tenancy.association(here.slug):
            rulebook: Rulebook = rules.rules_of(here).versions[-1].rulebook
        today = plan.at.astimezone(ZoneInfo(here.zone)).date()
        rng = Random(f"{plan.seed}:{here.slug}:crew")
        found[here.slug] = hire(rng, rulebook, taken=taken, since=today - timedelta(days=DAYS), until=today)
    return found


def _somebody_everywhere(plan: Plan, slugs: Sequence[str]) -> None:
    """One person who leads at all of them, to see what it is like to serve several."""
    handle, name = EVERYWHERE
    at = plan.at - timedelta(days=DAYS)
    people.create_account(
        association=slugs[0], handle=handle, email=f"{handle}@{MAIL}", name=name, by=BY, at=at
    )
    for slug in slugs:
        people.add_member(association=slug, handle=handle, role="manager", from_on=at.date(), by=BY, at=at)
