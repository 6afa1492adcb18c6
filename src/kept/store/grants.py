"""Which tables of other apps may the web and the worker use? Those of Django: sessions and content types.

The tables of Kept get their grants one by one in the migrations; nothing here touches them.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

APP_ROLE = "kept_app"
_OURS = """
    SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)
      AND pg_get_userbyid(relowner) = current_user
      AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'kept_app')
"""


def after_migrate(*, app_config: Any, using: str, **_: object) -> None:
    """Let the app's role use the tables of an app that has just been migrated by their owner."""
    connection = connections[using]
    if connection.vendor != "postgresql" or app_config.label == "store":
        return
    models = app_config.get_models(include_auto_created=True)
    tables = [each._meta.db_table for each in models if each._meta.managed]
    with connection.cursor() as cursor:
        # Only the owner may grant; after a flush by anybody else there is nothing to do.
        cursor.execute(_OURS, [tables])
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {APP_ROLE}")
