"""Does the database know how full its tables are?

    gather()        # after an import: the next page is planned for what there is now

PostgreSQL looks by itself within a minute or so; until then it plans as for empty tables, and a list that
should take milliseconds takes seconds. Nothing is changed by it, and whoever writes meanwhile is not held up.
"""

from __future__ import annotations

from django.db import connection

# From so many new threads on it is worth looking.
WORTH_IT = 100


def gather() -> None:
    """Look at the tables now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept_gather_statistics()")
