"""One association a transaction, and nothing without one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, transaction

from kept.store import tenancy
from kept.store.models import Association, Bound, Heartbeat, Office, Thread
from tests.store.making import landlord

pytestmark = pytest.mark.django_db

BOUND = [each for each in apps.get_app_config("store").get_models() if issubclass(each, Bound)]


@pytest.fixture
def red() -> Association:
    return landlord("red")


@pytest.fixture
def blue() -> Association:
    return landlord("blue")


@pytest.mark.parametrize("model", BOUND, ids=lambda each: each.__name__)
@pytest.mark.parametrize(
    "ask", [lambda rows: list(rows), lambda rows: rows.count(), lambda rows: rows.exists()]
)
def test_a_query_with_no_association_is_refused_even_on_an_empty_table(model, ask) -> None:
    with pytest.raises(tenancy.NoAssociation, match=r"tenancy\.association"), transaction.atomic():
        ask(model.objects.all())


def test_there_are_bound_tables_to_ask() -> None:
    assert {"Thread", "Event", "EventText", "Clock", "Owed", "RulebookVersion"} <= {
        each.__name__ for each in BOUND
    }


def test_what_belongs_to_no_association_needs_none(red) -> None:
    assert list(Association.objects.all()) == [red]
    assert not Heartbeat.objects.exists()


def test_each_association_sees_its_own_rows(red, blue) -> None:
    with tenancy.association("red") as active:
        assert active == red
        assert [each.association_id for each in Office.objects.all()] == [red.pk]
    with tenancy.association("blue"):
        assert [each.association_id for each in Office.objects.all()] == [blue.pk]


@pytest.mark.parametrize("by", [lambda one: one, lambda one: one.pk, lambda one: one.slug])
def test_an_association_is_named_by_itself_its_id_or_its_slug(red, by) -> None:
    with tenancy.association(by(red)) as active:
        assert (active.pk, active.name, active.zone) == (red.pk, "Red", "Europe/London")
        assert active.go_live == red.go_live
        assert tenancy.active() == red.pk


def test_a_name_that_nobody_has_changes_nothing(red) -> None:
    with tenancy.association("red"):
        with pytest.raises(Association.DoesNotExist, match="green"), tenancy.association("green"):
            raise AssertionError("this must not be reached")
        assert tenancy.active() == red.pk


def test_nesting_gives_back_what_was_active(red, blue) -> None:
    with tenancy.association("red"):
        with tenancy.association("blue"):
            assert tenancy.active() == blue.pk
            with tenancy.association("red"):
                assert tenancy.active() == red.pk
            assert tenancy.active() == blue.pk
        assert tenancy.active() == red.pk
    assert tenancy.active() is None


def test_an_exception_gives_back_what_was_active_and_undoes_what_was_written(red, blue) -> None:
    with tenancy.association("red"):
        with pytest.raises(ZeroDivisionError), tenancy.association("blue"):
            1 / Office.objects.filter(
                pk=Office.objects.create(association=blue, slug="b", name="B").pk + 1
            ).count()
        assert tenancy.active() == red.pk
        with tenancy.association("blue"):
            assert Office.objects.count() == 1


def test_a_failed_statement_gives_back_what_was_active(red, blue) -> None:
    with tenancy.association("red"):
        with pytest.raises(Exception, match="row-level security"), tenancy.association("blue"):
            Office.objects.create(association=red, slug="stray", name="Stray")
        assert tenancy.active() == red.pk


def test_inside_an_outer_transaction_nothing_stays_active(red) -> None:
    with transaction.atomic():
        with tenancy.association("red"):
            assert tenancy.active() == red.pk
        assert tenancy.active() is None
        with pytest.raises(tenancy.NoAssociation), transaction.atomic():
            Office.objects.count()


@pytest.mark.django_db(transaction=True)
def test_after_the_transaction_the_connection_carries_nothing_on() -> None:
    red = landlord("red")
    with tenancy.association("red"):
        assert Office.objects.count() == 1
    assert connection.connection is not None, "the same connection must be asked"
    assert tenancy.active() is None
    with pytest.raises(tenancy.NoAssociation):
        Office.objects.count()
    with tenancy.association(red):
        assert Office.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_inside_another_leaves_nothing_on_the_connection_either() -> None:
    landlord("red")
    landlord("blue")
    with tenancy.association("red"), tenancy.association("blue"):
        assert Office.objects.count() == 1
    assert tenancy.active() is None
    with transaction.atomic(), tenancy.association("red"):
        tenancy.activate("")
    assert tenancy.active() is None


def test_entering_takes_one_query_and_leaving_a_nested_one_takes_another(
    red, django_assert_num_queries
) -> None:
    with django_assert_num_queries(4), tenancy.association("red"):  # savepoint, enter, restore, release
        pass


@pytest.mark.django_db(transaction=True)
def test_a_stream_runs_in_a_transaction_of_its_own(django_assert_num_queries) -> None:
    landlord("red")
    rows = tenancy.streamed(lambda: Office.objects.values_list("slug", flat=True).iterator(), "red")
    assert not connection.in_atomic_block
    assert list(rows) == ["main"]
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_a_stream_that_nobody_reads_to_its_end_lets_go() -> None:
    red = landlord("red")
    with tenancy.association(red):
        Office.objects.create(association=red, slug="second", name="Second")
    rows = tenancy.streamed(lambda: Office.objects.order_by("id").iterator(), red)
    assert next(rows).slug == "main"
    rows.close()
    assert not connection.in_atomic_block
    with pytest.raises(tenancy.NoAssociation):
        Thread.objects.exists()
