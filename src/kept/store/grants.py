"""Which tables of other apps may the web and the worker use? Those of Django, of signing in, and of the jobs.

The tables of Kept get their grants one by one in the migrations; nothing here touches them.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

APP_ROLE = "kept_app"
# Its own migrations make these; Django does not manage them, and they count by sequences.
JOBS = (
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_workers",
    "procrastinate_periodic_defers",
)
_OURS = """
    SELECT relname, relkind = 'S' FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'S')
      AND (relname = ANY(%(tables)s) OR relkind = 'S' AND oid IN (
            SELECT objid FROM pg_depend WHERE refobjid IN (
                SELECT oid FROM pg_class
                WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%(counted)s))))
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
    counted = list(JOBS) if app_config.label == "procrastinate" else []
    with connection.cursor() as cursor:
        # Only the owner may grant; after a flush by anybody else there is nothing to do.
        cursor.execute(_OURS, {"tables": [*tables, *counted], "counted": counted})
        for name, counts in cursor.fetchall():
            quoted = connection.ops.quote_name(name)
            what = f"USAGE ON SEQUENCE {quoted}" if counts else f"SELECT, INSERT, UPDATE, DELETE ON {quoted}"
            cursor.execute(f"GRANT {what} TO {APP_ROLE}")
