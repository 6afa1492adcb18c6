"""Which roles does the database need? Owner, app and search, none of them above row-level security.

    for statement in role_statements(owner="'secret'", app="'secret'"): …

The embedded server runs these at every start; for another server `kept check --sql` prints them.
"""

from __future__ import annotations

OWNER, APP, SEARCH, DATABASE = "kept_owner", "kept_app", "kept_search", "kept"

# A page that waits longer than this has failed its reader already, and must not hold up the others.
TIMEOUTS = {
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
# Many short questions at once: none of them is worth several processes, or compiling.
PLANNING = {"max_parallel_workers_per_gather": "0", "jit": "off"}
_BOUND = "NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def create_statements() -> dict[str, str]:
    """What makes each role, by its name."""
    return {
        OWNER: f"CREATE ROLE {OWNER} LOGIN CREATEDB {_BOUND}",
        APP: f"CREATE ROLE {APP} LOGIN NOCREATEDB {_BOUND}",
        SEARCH: f"CREATE ROLE {SEARCH} NOLOGIN NOCREATEDB {_BOUND}",
    }


def role_statements(*, owner: str, app: str) -> list[str]:
    """What holds for the roles once they are made; `owner` and `app` are their passwords as SQL literals."""
    return [
        f"ALTER ROLE {OWNER} PASSWORD {owner}",
        f"ALTER ROLE {APP} PASSWORD {app}",
        # The owner hands functions over to kept_search, which needs membership.
        f"GRANT {SEARCH} TO {OWNER}",
        *(f"ALTER ROLE {APP} SET {name} = '{value}'" for name, value in {**TIMEOUTS, **PLANNING}.items()),
    ]


def database_statements(name: str = DATABASE) -> list[str]:
    """What makes the database; run outside any transaction."""
    return [
        f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8'",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO {APP}",
    ]


def script() -> str:
    """The whole as one file for psql, for a database server that is not ours."""
    lines = [
        "-- Run once as a superuser, with two passwords of your own:",
        "--   psql -v owner_password=… -v app_password=… -f roles.sql",
        *(f"{each};" for each in create_statements().values()),
        *(f"{each};" for each in role_statements(owner=":'owner_password'", app=":'app_password'")),
        *(f"{each};" for each in database_statements()),
        "-- Then set, for migrations, backup and restore:",
        f"--   KEPT_OWNER_URL=postgresql://{OWNER}:PASSWORD@HOST/{DATABASE}",
        "-- and for the pages and the worker:",
        f"--   DATABASE_URL=postgresql://{APP}:PASSWORD@HOST/{DATABASE}",
    ]
    return "\n".join(lines) + "\n"
