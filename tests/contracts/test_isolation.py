"""No association ever sees, counts or changes another's rows, whatever the code above forgets.

These tests ask the database itself, as the role that the pages use.
"""

from __future__ import annotations

import threading
from datetime import date

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.http import StreamingHttpResponse

from kept.casework.permissions import ROLES
from kept.store import figures, tenancy, threads
from kept.store.models import Bound, Clock, Event, EventText, Office, Thread
from tests.store.making import account, landlord, member, take_in
from tests.unit.casework.small import event

pytestmark = pytest.mark.django_db

# Tables that belong to no association, each with its reason.
WITHOUT_A_POLICY = {
    "store_association": "the list of associations itself",
    "store_account": "a person may belong to several",
    "store_heartbeat": "a process works for all of them",
    "store_rehearsal": "one clock for all of them, in a demonstration",
    "store_signedin": "signed in before an association is chosen; holds an account and no casework",
    "mfa_authenticator": "by what an account proves itself: of a person, who may belong to several",
    "account_emailaddress": "unused, comes with allauth",
    "account_emailconfirmation": "unused, comes with allauth",
    "socialaccount_socialaccount": "unused, comes with allauth: an address is vouched for anew each time",
    "socialaccount_socialapp": "unused, comes with allauth: the provider is in the settings",
    "socialaccount_socialtoken": "unused, comes with allauth: no token of another system is kept",
    "store_failedsignin": "whoever fails to sign in belongs nowhere yet; digests alone",
    "django_session": "signed in before an association is chosen; holds an account and no casework",
    "procrastinate_jobs": "the worker takes jobs of all of them; their arguments are ids alone",
    "procrastinate_events": "when each job was taken and done",
    "procrastinate_workers": "which processes take jobs",
    "procrastinate_periodic_defers": "unused, comes with the queue of jobs",
    "django_migrations": "which version the database has",
    "django_content_type": "the names of our own tables",
    "auth_group": "unused, comes with Django",
    "auth_group_permissions": "unused, comes with Django",
    "auth_permission": "unused, comes with Django",
}
POLICY = ("one_association", "PERMISSIVE", "ALL", "(association_id = kept_association())")


def asked(sql: str, params: list[object] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_every_table_has_a_policy_but_the_named_exceptions() -> None:
    without = asked(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        " AND NOT (relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))"
    )
    assert {name for (name,) in without} == set(WITHOUT_A_POLICY)


def test_the_policy_of_the_app_is_one_integer_equality_on_every_bound_table() -> None:
    rows = asked(
        "SELECT tablename, policyname, permissive, cmd, qual, with_check FROM pg_policies"
        " WHERE schemaname = 'public' AND 'kept_app' = ANY(roles)"
    )
    bound = {
        each._meta.db_table for each in apps.get_app_config("store").get_models() if issubclass(each, Bound)
    }
    assert {name for name, *_ in rows} == bound
    assert {tuple(rest) for _, *rest in rows} == {(*POLICY, POLICY[-1])}


def test_security_is_enabled_and_not_forced_so_that_backups_and_migrations_see_every_row() -> None:
    rows = asked("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert rows == []


def test_no_view_or_matview_looks_past_the_policies() -> None:
    rows = asked(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    )
    assert rows == []


def test_only_the_named_functions_run_as_somebody_else() -> None:
    rows = asked(
        "SELECT proname, pg_get_userbyid(proowner), has_function_privilege('public', oid, 'execute')"
        " FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1"
    )
    names = [
        "kept_memberships",
        "kept_owed_waiting",
        "kept_same_association",
        "kept_search",
        "kept_token",
        "wake_due",
    ]
    across = [(name, "kept_search", False) for name in names]
    # It looks at how full the tables are, which only their owner may do, and gives nothing back.
    assert rows == sorted([*across, ("kept_gather_statistics", "kept_owner", False)])


def test_the_app_role_stands_above_nothing() -> None:
    (row,) = asked(
        "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert row == ("kept_app", False, False, False, False, False)
    assert asked("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == []
    above = "SELECT rolname FROM pg_roles WHERE rolname <> current_user AND pg_has_role(oid, 'MEMBER')"
    assert asked(above) == []
    assert asked("SELECT has_schema_privilege('public', 'create')") == [(False,)]


def test_the_search_role_reads_five_tables_cannot_sign_in_and_is_not_above_the_policies() -> None:
    (row,) = asked("SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'kept_search'")
    assert row == (False, False, False)
    tables = asked(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND has_any_column_privilege('kept_search', oid, 'SELECT, INSERT, UPDATE') ORDER BY 1"
    )
    assert tables == [
        ("store_membership",),
        ("store_owed",),
        ("store_searchdoc",),
        ("store_thread",),
        ("store_token",),
    ]


@pytest.fixture
def two():
    """Two associations, each with one letter that was answered and one that runs."""
    red, blue = landlord("red"), landlord("blue")
    for each in (red, blue):
        with tenancy.association(each):
            start = event("letter.received", "Tuesday 2026-04-07 10:00", id=f"{each.slug}-1")
            stop = event("letter.answered", "Wednesday 2026-04-08 10:00", id=f"{each.slug}-2")
            words = {f"{each.slug}-1": {"from_name": f"Ms {each.name}"}}
            take_in(start, stop, at="Wednesday 2026-04-08 10:00", words=words)
            take_in(
                event("letter.received", "Thursday 2026-04-09 10:00", id=f"{each.slug}-3"),
                at="Thursday 2026-04-09 10:00",
            )
    return red, blue


@pytest.mark.parametrize("model", [Thread, Event, EventText, Clock, Office])
def test_rows_and_counts_are_those_of_one_association(two, model) -> None:
    red, blue = two
    for each in (red, blue):
        with tenancy.association(each):
            assert {row.association_id for row in model.objects.all()} == {each.pk}
            assert model.objects.count() == model.objects.filter(association=each).count() > 0
            other = blue if each == red else red
            assert not model.objects.filter(association=other).exists()


def test_another_associations_row_cannot_be_changed_or_claimed(two) -> None:
    red, blue = two
    with tenancy.association(blue):
        theirs = Thread.objects.first()
    with tenancy.association(red):
        assert Thread.objects.filter(pk=theirs.pk).update(state="closed") == 0
        assert Clock.objects.filter(thread=theirs).delete() == (0, {})
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Thread.objects.filter(pk=Thread.objects.first().pk).update(association=blue)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Office.objects.create(association=blue, slug="stray", name="Stray")
    with tenancy.association(blue):
        assert Thread.objects.get(pk=theirs.pk).state == "open"


@pytest.mark.parametrize("model", [Event, Clock])
def test_no_row_can_be_tied_to_another_associations_thread(two, model) -> None:
    red, blue = two
    with tenancy.association(blue):
        theirs = Thread.objects.first().pk
    with tenancy.association(red):
        stray = model.objects.first()
        stray.pk, stray.uid, stray.thread_id = None, "stray", theirs
        with pytest.raises(IntegrityError, match="thread of another"), transaction.atomic():
            stray.save(force_insert=True)
        stray.thread_id = 0
        with pytest.raises(IntegrityError, match="of_thread"), transaction.atomic():
            stray.save(force_insert=True)
        with pytest.raises(IntegrityError, match="thread of another"), transaction.atomic():
            Clock.objects.filter(start="red-3").update(thread=theirs)


def test_events_are_only_ever_added(two) -> None:
    with tenancy.association(two[0]):
        for forbidden in (
            lambda: Event.objects.update(kind="call.received"),
            lambda: Event.objects.all()._raw_delete("default"),
            lambda: EventText.objects.all()._raw_delete("default"),
            lambda: EventText.objects.update(event_id=1),
            lambda: Thread.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                forbidden()
        assert EventText.objects.update(words={}) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["UPDATE store_event SET kind = 'x'", "DELETE FROM store_event"])
def test_the_owner_is_refused_too_unless_it_says_so(two, owner, change) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation, match="only grows"):
        owner.execute(change)
    with tenancy.association(two[0]):
        assert Event.objects.filter(kind="letter.received").count() == 2


@pytest.mark.parametrize(
    "forbidden",
    [
        "TRUNCATE store_event",
        "TRUNCATE store_thread CASCADE",
        "ALTER TABLE store_thread DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE store_event DISABLE TRIGGER ALL",
        "DROP POLICY one_association ON store_thread",
        "CREATE TABLE mine (id int)",
        "SET ROLE kept_search",
        "SET ROLE kept_owner",
        "SET session_replication_role = replica",
        "COPY store_thread (ref) FROM STDIN",
        "UPDATE store_rulebookversion SET sha256 = 'x'",
        "UPDATE store_owed SET since = now()",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    ],
)
def test_the_app_may_not(two, forbidden) -> None:
    refused = pytest.raises(DatabaseError, match=r"denied|must be owner|COPY FROM not supported")
    with tenancy.association(two[0]), refused, transaction.atomic():
        asked(forbidden)


def test_switching_security_off_shows_nothing_more(two) -> None:
    connection.cursor().execute("SET LOCAL row_security = off")
    with pytest.raises(DatabaseError, match="row-level security"):
        asked("SELECT count(*) FROM store_thread")


def test_the_owner_sees_every_row_without_an_association(owner) -> None:
    assert owner.execute("SELECT count(*) FROM store_thread").fetchone() == (0,)


def test_the_sweep_learns_which_threads_are_due_everywhere_and_nothing_else(two) -> None:
    due = threads.wake_due(event("letter.received", "Friday 2027-01-01 10:00").happened_at, 10)
    with tenancy.association(two[0]):
        mine = Thread.objects.get(wake_at__isnull=False)
    assert {association for association, _ in due} == {two[0].pk, two[1].pk}
    assert (two[0].pk, mine.pk) in due
    assert len(threads.wake_due(event("letter.received", "Friday 2027-01-01 10:00").happened_at, 1)) == 1
    assert threads.wake_due(event("letter.received", "Thursday 2026-04-09 10:00").happened_at, 10) == []


@pytest.mark.django_db(transaction=True)
def test_a_streamed_file_holds_the_rows_of_its_page_and_no_others(two) -> None:
    red = two[0]
    with tenancy.association(red):
        manager = member(red, account("mia"), "manager")
        period = (date(2026, 4, 1), date(2026, 4, 30))
        page = [each.start for each in figures.cases(red, manager, "small:letter", *period)]
        rows = tenancy.streamed(lambda: figures.every_case(red, manager, "small:letter", *period), red)
        response = StreamingHttpResponse(f"{each.start}\n" for each in rows)
    # The view is over, and its transaction with it; only now is the file read.
    assert not connection.in_atomic_block
    assert b"".join(response.streaming_content).decode().split() == page == ["red-1", "red-3"]


@pytest.fixture
def one_connection():
    """Every thread of this process shares a pool of a single connection."""
    connections["default"].close()
    options = connections.databases["default"]["OPTIONS"]
    options["pool"] = {"min_size": 1, "max_size": 1, "timeout": 20}
    yield
    connections["default"].close()
    connections["default"].close_pool()
    del options["pool"]


@pytest.mark.django_db(transaction=True)
def test_two_associations_that_take_turns_on_one_pooled_connection_stay_apart(two, one_connection) -> None:
    rounds, seen, backends, faults = 25, {each.pk: set() for each in two}, set(), []

    def visits(mine, barrier) -> None:
        try:
            barrier.wait()
            for _ in range(rounds):
                with tenancy.association(mine):
                    backends.add(asked("SELECT pg_backend_pid()")[0][0])
                    seen[mine.pk].update(Thread.objects.values_list("association_id", flat=True))
                    assert Event.objects.count() == 3
                connection.close()
                with pytest.raises(tenancy.NoAssociation):
                    Thread.objects.count()
                connection.close()
        except BaseException as fault:  # noqa: BLE001  told below, in the test's own thread
            faults.append(fault)
        finally:
            connection.close()

    barrier = threading.Barrier(2)
    workers = [threading.Thread(target=visits, args=(each, barrier)) for each in two]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert faults == []
    assert seen == {each.pk: {each.pk} for each in two}
    assert len(backends) == 1, "the pool must have had one connection"


@pytest.mark.parametrize("role", [*ROLES, "nobody-knows-this"])
def test_no_role_sees_past_its_association(two, role) -> None:
    red, blue = two
    with tenancy.association(red):
        somebody = member(red, account("kim"), role)
    with tenancy.association(blue):
        assert not threads.visible_to(somebody).exists()
        assert figures.performance(red, somebody, date(2026, 1, 1), date(2026, 12, 31)) == ()
