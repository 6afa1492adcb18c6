"""Is this installation safe to run? Whatever is amiss is one line with its cure, and the status is 1 then.

$ kept check
$ kept check --sql > roles.sql      # the roles for a database server that is not ours
"""

from __future__ import annotations

import argparse
import json
import stat
from collections.abc import Iterator
from pathlib import Path

from kept.commands.at_hand import add_data_argument, at_hand
from kept.server import places, roles

OLDEST_SERVER = 15
# Of no association: who is signed in, names of tables, and jobs, whose arguments are ids alone.
UNBOUND_TABLES = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "store_account",
    "store_association",
    "store_heartbeat",
    "store_rehearsal",
    "store_failedsignin",
    "store_signedin",
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "socialaccount_socialaccount",
    "socialaccount_socialapp",
    "socialaccount_socialtoken",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sql", action="store_true", help="print the statements that make the roles, and stop"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as a list")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    if args.sql:
        print(roles.script(), end="")
        return 0
    with at_hand(args.data):
        from kept import config

        config.setup()
        findings = [*role_findings(), *table_findings(), *file_findings(places.data_folder())]
        from django.db import connection

        connection.close()
    if args.json:
        print(json.dumps(findings, ensure_ascii=False, indent=2))
    else:
        print("\n".join(findings) if findings else "All is well: Kept may run here.")
    return 1 if findings else 0


def role_findings() -> Iterator[str]:
    """Whoever is above row-level security would see every association's casework, and never notice."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        (major,) = cursor.fetchone()
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, "
            "EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "        AND pg_has_role(current_user, relowner, 'MEMBER')) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        user, above, bypasses, makes_roles, owns = cursor.fetchone()
        cursor.execute(
            "SELECT name, setting::bigint FROM pg_settings WHERE name = ANY(%s)", [list(roles.TIMEOUTS)]
        )
        without = sorted(name for name, setting in cursor.fetchall() if setting == 0)
    if major < OLDEST_SERVER:
        yield f"The server is PostgreSQL {major}. Move to {OLDEST_SERVER} or newer."
    cure = "Name the role kept_app in DATABASE_URL (“kept check --sql” prints what makes it)."
    if above:
        yield f"The role “{user}” is a superuser, whom row-level security does not bind. {cure}"
    elif bypasses:
        yield f"The role “{user}” has BYPASSRLS, so row-level security does not bind it. {cure}"
    elif makes_roles:
        yield f"The role “{user}” may make roles, and so reach the data of all associations. {cure}"
    if owns and not above:
        yield f"The role “{user}” owns tables, or is a member of who does; owners are not bound. {cure}"
    for name in without:
        yield (
            f"{name} is not set, so that one slow page can hold up the others. "
            f"Run: ALTER ROLE {user} SET {name} = '{roles.TIMEOUTS[name]}';"
        )


def table_findings() -> Iterator[str]:
    """The database is up to date, and each table that belongs to an association is bound to it."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The database is not up to date. Run “kept migrate”."
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relrowsecurity AND relname <> ALL(%s) ORDER BY relname",
            [sorted(UNBOUND_TABLES)],
        )
        for (table,) in cursor.fetchall():
            yield f"The table {table} has no row-level security. Restore the last backup and tell the makers."


def file_findings(folder: Path) -> Iterator[str]:
    """The key that signs cookies outlives this process, and nobody else can read it."""
    import os

    path = places.secrets_file(folder)
    if not os.environ.get("KEPT_SECRET_KEY") and places.Secrets.read(folder) is None:
        yield "There is no lasting key for cookies. Set KEPT_SECRET_KEY to 50 random characters."
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield f"Other users can read {path}. Run: chmod 600 {path}"
