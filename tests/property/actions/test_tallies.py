"""Whatever happened, and whenever the tallies were added up: a figure is what counting every clock gives."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.casework import DENOMINATOR, Grade, Verdict
from kept.store import figures, tallies, tenancy
from kept.store.models import Account, Association, Clock, Membership, Team, Thread
from tests.property.actions.test_stored_is_judged import Month, Step, here, steps

__all__ = ["here"]

LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(date(2026, 3, 20), date(2026, 6, 10))
MONTHS = st.sampled_from((date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)))


class Folding(Month):
    """Adds up between the steps, moves threads from team to team, and hides one of them."""

    team: Team

    def act(self, step: Step, at) -> None:
        super().act(step, at)
        with tenancy.association(self.here):
            if step.proof:
                tallies.fold(limit=3 if step.urgent else 1000)
            if step.urgent is not None:
                Thread.objects.filter(subject=step.on).update(team=self.team if step.urgent else None)
            Thread.objects.filter(subject="B").update(sensitivity="confidential")

    def compare(self, at) -> None:
        with tenancy.association(self.here):
            assert tallies.differences() == []


def by_hand(association: Association, rows: list[Clock], since: date, until: date):
    """Each clock looked at by itself."""
    verdicts, grades, ended = Counter(), Counter(), Counter()
    took, days = {}, {}
    for clock in rows:
        due = (clock.first_due_at - timedelta(microseconds=1)).astimezone(LONDON).date()
        if not max(since, association.go_live) <= due <= until:
            continue
        key = (clock.promise, due.replace(day=1), clock.thread.team.slug if clock.thread.team else None)
        verdicts[key, Verdict(clock.verdict)] += 1
        if clock.grade is not None and Verdict(clock.verdict) in DENOMINATOR:
            grades[key, Grade(clock.grade)] += 1
        if clock.took is not None:
            ended[key] += 1
            took.setdefault(clock.promise, []).append(clock.took)
        if clock.took_days is not None:
            days.setdefault(clock.promise, []).append(clock.took_days)
    return verdicts, grades, ended, took, days


def centile(values: list[float], tenths: int) -> float:
    """As PERCENTILE_CONT has it."""
    values = sorted(values)
    place = (len(values) - 1) * tenths
    low = values[place // 10]
    return low + (values[-(-place // 10)] - low) * (place % 10) / 10


def coarse(seconds: float) -> float:
    """By how much a time may be out."""
    steps = ((60, 0.5), (600, 5), (3600, 30), (172800, 180))
    return next((half for limit, half in steps if seconds < limit), 4320)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    played=st.lists(steps, min_size=1, max_size=12),
    since=st.one_of(MONTHS, DAYS, st.just(date(2025, 1, 1))),
    days=st.one_of(st.integers(0, 100), st.integers(400, 1200)),
    leads=st.booleans(),
)
def test_figures_are_what_counting_each_clock_gives(
    played: list[Step], since: date, days: int, leads: bool, here: Association
) -> None:
    until = since + timedelta(days=days)
    with transaction.atomic():
        month = Folding(here)
        with tenancy.association(here):
            month.team = Team.objects.get()
        month.play([Step(0, "letter.received"), Step(1, "sweep", urgent=True), *played])
        with tenancy.association(here):
            who = Account.objects.create_user("kim@example.org", handle="kim", name="Kim")
            kim = Membership.objects.create(
                association=here,
                account=who,
                role="manager" if leads else "officer",
                from_on=date(2016, 1, 1),
            )
            rows = list(Clock.objects.select_related("thread__team"))
            if not leads:
                rows = [each for each in rows if each.thread.sensitivity == ""]
            verdicts, grades, ended, took, in_days = by_hand(here, rows, since, until)
            split = figures.performance(here, kim, since, until, by=["month", "team"])
            whole = {each.promise: each for each in figures.performance(here, kim, since, until)}
        found = {(each.promise, each.month, each.team): each for each in split}
        assert {(key, v): n for key, f in found.items() for v, n in f.verdicts.items() if n} == verdicts
        assert {(key, g): n for key, f in found.items() for g, n in f.grades.items() if n} == grades
        assert {key: f.ended for key, f in found.items() if f.ended} == ended
        for promise, figure in whole.items():
            seconds = took.get(promise)
            assert (figure.median_seconds is None) == (not seconds)
            if seconds:
                for tenths, got in ((5, figure.median_seconds), (9, figure.p90_seconds)):
                    assert got == pytest.approx(centile(seconds, tenths), abs=coarse(max(seconds)))
            if promise in in_days:
                assert figure.median_days == pytest.approx(centile(in_days[promise], 5))
                assert figure.p90_days == pytest.approx(centile(in_days[promise], 9))
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_adding_up_changes_nothing_and_leaves_nothing_to_add_up(here: Association) -> None:
    from kept.store.models import Tally, TallyChange

    Folding.team = None
    Folding(here).play([Step(0, "letter.received"), Step(50, "letter.answered"), Step(60, "letter.received")])
    with tenancy.association(here):
        assert TallyChange.objects.exists()
        assert not Tally.objects.exists()
    assert tallies.fold_everywhere() > 0
    with tenancy.association(here):
        assert not TallyChange.objects.exists()
        assert Tally.objects.exists()
        assert tallies.differences() == []
        assert tallies.fold() == 0


@pytest.mark.django_db
def test_a_tally_that_is_wrong_is_told_and_counting_afresh_puts_it_right(here: Association) -> None:
    from kept.store.models import Tally, TallyTook

    Folding.team = None
    Folding(here).play([Step(0, "letter.received"), Step(50, "letter.answered")])
    tallies.fold_everywhere()
    with tenancy.association(here):
        Tally.objects.filter(promise="small:1", verdict="kept").update(n=5)
        TallyTook.objects.filter(promise="small:1", in_days=True, of_year=False).update(n=3)
        told = tallies.differences()
        assert told == [
            "small:1: the tally of 2026-04 has 4 more kept (staff) than there are clocks",
            "small:1: the tally of 2026-04 has 2 more that took 2 working days than there are clocks",
        ]
        tallies.rebuild()
        assert tallies.differences() == []
