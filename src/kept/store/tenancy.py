"""Whose rows are we looking at? One association a transaction, and nothing at all without one.

    with tenancy.association("karin") as karin:
        Thread.objects.count()          # Karin's
    Thread.objects.count()              # NoAssociation

`association(…)` may be nested, inside itself and inside any transaction; when it ends, what was active before
is active again. PostgreSQL holds to it by row-level security, so that no query can forget it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from kept.store.models import Association

T = TypeVar("T")

# The code with which the database refuses a query that has no association (see the migrations).
SQLSTATE = "KA001"


class NoAssociation(RuntimeError):
    """A query on an association's rows while no association is active."""


_COLUMNS = ("id", "slug", "name", "nation", "zone", "go_live")
# One query finds the association, remembers what was active and makes this one so. The columns are worked
# out from left to right; OFFSET 0 keeps the row that was found apart from the setting that it makes.
_ENTER = """
    SELECT {columns}, current_setting('kept.association', true),
        set_config('kept.association', id::text, true)
    FROM (SELECT {columns} FROM store_association WHERE {key} = %s OFFSET 0) AS found
"""


@contextmanager
def association(which: str | int | Association, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[Association]:
    """Make the association with this slug or id active for one transaction, or one savepoint of it.

    Raises Association.DoesNotExist for a name that nobody has.
    """
    connection = connections[using]
    with transaction.atomic(using=using):
        found, before = _enter(connection, which)
        yield found
        # After a failure the rollback has put the setting back; the outermost commit makes it go.
        if len(connection.savepoint_ids) > 0 and before != str(found.pk):
            activate(before, using=using)


def _enter(connection: Any, which: str | int | Association) -> tuple[Association, str]:
    key, value = ("slug", which) if isinstance(which, str) else ("id", getattr(which, "pk", which))
    with connection.cursor() as cursor:
        cursor.execute(_ENTER.format(columns=", ".join(_COLUMNS), key=key), [value])
        row = cursor.fetchone()
    if row is None:
        raise Association.DoesNotExist(f"There is no association “{which}”.")
    found = Association.from_db(connection.alias, _COLUMNS, row[: len(_COLUMNS)])
    return found, row[len(_COLUMNS)] or ""


def activate(value: str, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Set the raw value for the rest of the transaction; only `association` and tests have need of it."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('kept.association', %s, true)", [value])


def active(*, using: str = DEFAULT_DB_ALIAS) -> int | None:
    """The id of the association that is active, or None."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('kept.association', true), '')::bigint")
        found: int | None = cursor.fetchone()[0]
        return found


def streamed(rows: Callable[[], Iterable[T]], which: str | int | Association) -> Iterator[T]:
    """What `rows()` yields, within a transaction of its own.

    A streamed response runs when the view's transaction is over, where no association is active.
    """
    with association(which):
        yield from rows()


def watch(*, connection: Any, **_: object) -> None:
    """Turn the database's refusal into NoAssociation, on every new connection."""
    if connection.vendor == "postgresql" and _refusals not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _refusals)


def _refusals(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    try:
        return execute(sql, params, many, context)
    except Exception as error:
        if getattr(error.__cause__, "sqlstate", None) == SQLSTATE:
            message = "No association is active. Put the query inside “with tenancy.association(…)”."
            raise NoAssociation(message) from error
        raise
