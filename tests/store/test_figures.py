"""How the promises of a period were kept, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework import Verdict
from kept.casework.permissions import ROLES, Permission
from kept.store import figures, tenancy
from kept.store.models import Clock, Office
from tests.store.making import account, again, landlord, member, take_in
from tests.unit.casework.small import event

pytestmark = pytest.mark.django_db

APRIL = (date(2026, 4, 1), date(2026, 4, 30))
LETTER, SEEN = "small:letter", "small:seen"


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


@pytest.fixture
def mia(red):
    return member(red, account("mia"), "manager")


def visitor(uid: str, came: str, seen: str | None = None, **more):
    """A visitor who is to be seen within five minutes."""
    told = [event("visitor.arrived", came, id=uid)]
    if seen:
        told.append(event("visitor.seen", seen, id=f"{uid}-seen"))
    return take_in(*told, at=more.pop("at", seen or came), **more)


def letter(uid: str, came: str, answered: str | None, **more):
    told = [event("letter.received", came, id=uid)]
    if answered:
        told.append(event("letter.answered", answered, id=f"{uid}-answered"))
    return take_in(*told, at=more.pop("at", answered or came), **more)


def one(found: tuple[figures.Figure, ...], promise: str) -> figures.Figure:
    (figure,) = [each for each in found if each.promise == promise]
    return figure


def test_the_headline_is_kept_out_of_kept_broken_and_excused(red, mia) -> None:
    monday = "Monday 2026-04-13"
    for number, minutes in enumerate((1, 2, 3, 4)):
        visitor(f"K{number}", f"{monday} 10:00", f"{monday} 10:0{minutes}")
    visitor("B1", f"{monday} 10:00", f"{monday} 10:09")
    excused = visitor("X1", f"{monday} 10:00", at=f"{monday} 10:10")
    again(excused.id, event("breach.excused", f"{monday} 11:00", id="X2", by="mia"), at=f"{monday} 11:00")
    gone = visitor("W1", f"{monday} 10:00", at=f"{monday} 10:01")
    again(gone.id, event("contact.withdrawn", f"{monday} 10:02", id="W2"), at=f"{monday} 10:02")
    visitor("R1", f"{monday} 10:00")
    figure = one(figures.performance(red, mia, *APRIL), SEEN)
    assert (figure.kept, figure.broken, figure.excused) == (4, 1, 1)
    assert figure.denominator == 6
    assert figure.headline == pytest.approx(4 / 6)
    assert figure.verdicts[Verdict.WITHDRAWN] == 1
    assert figure.verdicts[Verdict.RUNNING] == 1
    assert figure.clocks == 8
    # Five ended: after 1, 2, 3, 4 and 9 minutes. The 90th centile lies between the last two.
    assert figure.ended == 5
    assert figure.median_seconds == 180
    assert figure.p90_seconds == pytest.approx(240 + 0.6 * 300)
    assert (figure.median_days, figure.p90_days) == (None, None)


def test_every_verdict_is_counted_where_the_table_puts_it(red, mia) -> None:
    made = visitor("V1", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01")
    (row,) = Clock.objects.filter(thread=made.id)
    for number, verdict in enumerate(set(Verdict) - {Verdict.KEPT}):
        row.pk, row.start, row.verdict = None, f"other {number}", verdict.value
        row.save(force_insert=True)
    figure = one(figures.performance(red, mia, *APRIL), SEEN)
    assert set(figure.verdicts.values()) == {1}
    assert set(figure.verdicts) == set(Verdict)
    assert (figure.kept, figure.broken, figure.excused, figure.denominator) == (3, 2, 1, 6)
    assert figure.headline == 0.5


def test_nothing_to_count_is_no_headline_rather_than_a_hundred_per_cent(red, mia) -> None:
    visitor("R1", "Monday 2026-04-13 10:00")
    figure = one(figures.performance(red, mia, *APRIL), SEEN)
    assert (figure.denominator, figure.headline, figure.median_seconds) == (0, None, None)


def test_spans_in_working_days_have_their_times_in_working_days_too(red, mia) -> None:
    letter("L1", "Monday 2026-04-13 10:00", "Tuesday 2026-04-14 10:00")
    letter("L2", "Monday 2026-04-13 10:00", "Thursday 2026-04-16 10:00")
    letter("L3", "Friday 2026-04-17 10:00", "Monday 2026-04-20 10:00")
    figure = one(figures.performance(red, mia, *APRIL), LETTER)
    assert figure.median_days == 1
    assert figure.p90_days == pytest.approx(1 + 0.8 * 2)
    assert figure.median_seconds == 3 * 86400


def test_the_period_is_that_of_the_first_due_by_local_days(red, mia) -> None:
    # Seven working days from Friday 20 March end with Tuesday 31 March, from Monday 23 March with Wednesday
    # 1 April.
    letter("March", "Friday 2026-03-20 10:00", "Monday 2026-03-23 10:00")
    letter("April", "Monday 2026-03-23 10:00", "Tuesday 2026-03-24 10:00")
    march, april = (date(2026, 3, 1), date(2026, 3, 31)), APRIL
    assert [each.start for each in figures.cases(red, mia, LETTER, *march)] == ["March"]
    assert [each.start for each in figures.cases(red, mia, LETTER, *april)] == ["April"]
    assert one(figures.performance(red, mia, *march), LETTER).clocks == 1
    last = (date(2026, 3, 31), date(2026, 3, 31))
    assert one(figures.performance(red, mia, *last), LETTER).clocks == 1


def test_an_extension_moves_the_due_and_not_the_period(red, mia) -> None:
    made = letter("L1", "Monday 2026-04-20 10:00", None)
    later = event(
        "clock.extended",
        "Tuesday 2026-04-21 10:00",
        id="E1",
        answers=(LETTER,),
        facts={"customer_told": True, "new_due": "2026-05-20", "reason": "waiting for the builder"},
    )
    again(made.id, later, at="Tuesday 2026-04-21 10:00")
    (case,) = figures.cases(red, mia, LETTER, *APRIL)
    assert case.due_at.date() == date(2026, 5, 20)
    assert case.first_due_at.date() == date(2026, 4, 29)
    assert figures.cases(red, mia, LETTER, date(2026, 5, 1), date(2026, 5, 31)) == []


def test_what_was_due_before_the_association_went_live_is_in_no_figure() -> None:
    late = landlord("late", go_live=date(2026, 4, 14))
    with tenancy.association(late):
        mia = member(late, account("mia"), "manager")
        visitor("V1", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01")
        visitor("V2", "Tuesday 2026-04-14 00:10", "Tuesday 2026-04-14 00:11")
        assert one(figures.performance(late, mia, *APRIL), SEEN).clocks == 1
        assert [each.start for each in figures.cases(late, mia, SEEN, *APRIL)] == ["V2"]


def test_by_office_and_by_month(red, mia) -> None:
    main, second = Office.objects.get(), Office.objects.create(association=red, slug="second", name="Second")
    visitor("V1", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01", office=main.pk)
    visitor("V2", "Tuesday 2026-05-12 10:00", "Tuesday 2026-05-12 10:09", office=second.pk)
    visitor("V3", "Tuesday 2026-05-12 10:00", "Tuesday 2026-05-12 10:02")
    year = (date(2026, 1, 1), date(2026, 12, 31))
    offices = {each.office: each.kept for each in figures.performance(red, mia, *year, by=["office"])}
    assert offices == {"main": 1, "second": 0, None: 1}
    months = {each.month: each.denominator for each in figures.performance(red, mia, *year, by=["month"])}
    assert months == {date(2026, 4, 1): 1, date(2026, 5, 1): 2}
    both = [
        (each.office, each.month) for each in figures.performance(red, mia, *year, by=["office", "month"])
    ]
    assert both == [("main", date(2026, 4, 1)), ("second", date(2026, 5, 1)), (None, date(2026, 5, 1))]
    assert [each.start for each in figures.cases(red, mia, SEEN, *year, office="second")] == ["V2"]


def test_the_month_is_that_of_the_last_local_moment_before_the_due(red, mia) -> None:
    letter(
        "L1", "Friday 2026-03-20 10:00", "Monday 2026-03-23 10:00"
    )  # due at the end of 31 March, in summer time
    (figure,) = [
        each for each in figures.performance(red, mia, *_YEAR, by=["month"]) if each.promise == LETTER
    ]
    assert figure.month == date(2026, 3, 1)


_YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("role", ROLES)
def test_figures_are_for_roles_with_figures_and_cases_for_roles_that_see(red, role) -> None:
    visitor("V1", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01")
    somebody = member(red, account("kim"), role)
    can = ROLES[role].may
    assert bool(figures.performance(red, somebody, *APRIL)) is (Permission.FIGURES in can)
    assert bool(figures.cases(red, somebody, SEEN, *APRIL)) is (Permission.SEE in can)
    assert figures.count_cases(red, somebody, SEEN, *APRIL) == int(Permission.SEE in can)


def test_sensitive_threads_are_counted_for_those_who_may_see_them(red, mia) -> None:
    visitor("V1", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01", sensitivity="confidential")
    kim = member(red, account("kim"))
    assert figures.performance(red, kim, *APRIL) == ()
    assert figures.cases(red, kim, SEEN, *APRIL) == []
    assert one(figures.performance(red, mia, *APRIL), SEEN).clocks == 1
    ada = member(red, account("ada"), "administrator")
    assert figures.performance(red, ada, *APRIL) == ()


def test_each_number_opens_its_cases(red, mia) -> None:
    monday = "Monday 2026-04-13"
    kept = visitor("K1", f"{monday} 10:00", f"{monday} 10:04")
    visitor("B1", f"{monday} 11:00", f"{monday} 11:09")
    figure = one(figures.performance(red, mia, *APRIL), SEEN)
    for verdict, number in figure.verdicts.items():
        found = figures.cases(red, mia, SEEN, *APRIL, verdicts=[verdict])
        assert len(found) == number == figures.count_cases(red, mia, SEEN, *APRIL, verdicts=[verdict])
    (case,) = figures.cases(red, mia, SEEN, *APRIL, verdicts=[Verdict.KEPT])
    assert (case.thread, case.start, case.start_kind, case.stop) == (
        kept.ref,
        "K1",
        "visitor.arrived",
        "K1-seen",
    )
    assert (case.took, case.took_days, case.office, str(case.grade)) == (240.0, None, None, "staff")


def test_cases_come_in_pages_in_the_order_of_their_dues(red, mia) -> None:
    for number in range(5):
        visitor(f"V{number}", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01")
    first = figures.cases(red, mia, SEEN, *APRIL, limit=2)
    rest = figures.cases(red, mia, SEEN, *APRIL, after=first[-1].place, limit=10)
    starts = [each.start for each in (*first, *rest)]
    assert sorted(starts) == ["V0", "V1", "V2", "V3", "V4"]
    assert starts == [each.start for each in figures.every_case(red, mia, SEEN, *APRIL)]
    assert starts[2:4] == [each.start for each in figures.cases(red, mia, SEEN, *APRIL, skip=2, limit=2)]


def test_a_file_of_any_length_holds_every_case_once(red, mia, monkeypatch) -> None:
    for number in range(7):
        visitor(f"V{number}", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01")
    monkeypatch.setattr(figures, "AT_ONCE", 3)
    assert len({each.start for each in figures.every_case(red, mia, SEEN, *APRIL)}) == 7


def test_the_figures_take_one_query_and_a_page_of_cases_another(red, mia, django_assert_num_queries) -> None:
    for number in range(20):
        visitor(f"V{number}", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01")
    with django_assert_num_queries(1):
        figures.performance(red, mia, *APRIL, by=["office", "month"])
    with django_assert_num_queries(1):
        assert len(figures.cases(red, mia, SEEN, *APRIL)) == 20


@pytest.mark.parametrize(
    "period",
    [(date(1, 1, 1), date(9999, 12, 31)), (date(2026, 5, 1), date(2026, 4, 1)), (date.max, date.max)],
)
def test_absurd_periods_are_empty_or_everything_and_never_a_fault(red, mia, period) -> None:
    visitor("V1", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01")
    found = figures.performance(red, mia, *period)
    assert len(found) == (1 if period[0] == date.min else 0)


def test_another_associations_membership_counts_nothing(red) -> None:
    visitor("V1", "Monday 2026-04-13 10:00", "Monday 2026-04-13 10:01")
    with tenancy.association(landlord("blue")) as blue:
        elsewhere = member(blue, account("kim"), "director")
        assert figures.performance(red, elsewhere, *APRIL) == ()
