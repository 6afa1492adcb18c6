"""How are thousands of rows written by one statement?

    insert("store_owed", {"thread_id": "bigint", "what": "text"}, [(1, "warning"), (2, "breach")])

The rows travel as one JSON document that the database takes apart: COPY is refused under row-level security,
a statement for each row costs ten times as much, and arrays of parameters twice. The association is always
the active one; nobody can write another's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import connection

MOST = 5000

Columns = Mapping[str, str]
Rows = Sequence[Sequence[Any]]


def insert(table: str, columns: Columns, rows: Rows, *, tail: str = "") -> list[tuple[Any, ...]]:
    """Insert rows of these columns (name -> type) for the active association; what RETURNING returns.

    `tail` may say ON CONFLICT and RETURNING.
    """
    names = ", ".join(["association_id", *(f'"{each}"' for each in columns)])
    read = ", ".join(["kept_association()", *_read(columns)])
    statement = f"INSERT INTO {table} ({names}) SELECT {read} FROM {unfolded(columns)} {tail}"
    returned: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for part in parts(rows):
            cursor.execute(statement, folded(columns, part))
            if "RETURNING" in tail:
                returned += cursor.fetchall()
    return returned


def change(statement: str, columns: Columns, rows: Rows) -> int:
    """Run an UPDATE or DELETE that names `{new}`, the given rows; how many rows it changed."""
    changed = 0
    with connection.cursor() as cursor:
        for part in parts(rows):
            cursor.execute(statement.format(new=unfolded(columns)), folded(columns, part))
            changed += cursor.rowcount
    return changed


def ask(statement: str, columns: Columns, rows: Rows) -> list[tuple[Any, ...]]:
    """What a SELECT that names `{new}`, the given rows, answers."""
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for part in parts(rows):
            cursor.execute(statement.format(new=unfolded(columns)), folded(columns, part))
            found += cursor.fetchall()
    return found


def parts(rows: Rows) -> list[Rows]:
    """The rows in portions that one statement takes."""
    return [rows[start : start + MOST] for start in range(0, len(rows), MOST)]


def unfolded(columns: Columns) -> str:
    """The rows as a table named `new`."""
    shape = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    return f"json_to_recordset(%s::json) AS new ({shape})"


def folded(columns: Columns, rows: Rows) -> list[str]:
    """The one parameter that carries them."""
    names = tuple(columns)
    return [orjson.dumps([dict(zip(names, row, strict=True)) for row in rows]).decode()]


def _read(columns: Columns) -> list[str]:
    return [f'new."{name}"' for name in columns]
