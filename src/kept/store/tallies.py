"""Do the tallies say what the clocks say? The database notes each change; here they are added up.

fold(limit=50_000)      # add up what has changed, for the active association: the worker's
fold_everywhere()       # the same for all, until nothing is left
differences()           # where tallies and clocks say otherwise: none, ever
rebuild()               # throw the tallies away and count every clock
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from kept.store import tenancy
from kept.store.counting import OF_CLOCK
from kept.store.models import Association

AT_ONCE = 50_000
_LOCK = 7301  # whoever adds up changes holds this, for one association
_TALLY_KEY = "association_id, promise, month, office_id, team_id, verdict, grade"
_TOOK_KEY = "association_id, promise, of_year, month, office_id, in_days, took"
# Each time twice: for its month and for its year.
_TIMES = """CROSS JOIN LATERAL (VALUES (false, took), (true, took_days)) AS times (in_days, one)
    CROSS JOIN LATERAL (VALUES (false, month), (true, date_trunc('year', month)::date))
    AS spans (of_year, since)"""
_FOLD = f"""
WITH gone AS (
    DELETE FROM store_tallychange WHERE association_id = kept_association() AND id = ANY(ARRAY(
        SELECT id FROM store_tallychange WHERE association_id = kept_association() ORDER BY id LIMIT %s))
    RETURNING *
), tallied AS (
    INSERT INTO store_tally ({_TALLY_KEY}, n, ended)
    SELECT {_TALLY_KEY}, sum(n), sum(CASE WHEN took IS NULL THEN 0 ELSE n END) FROM gone
    GROUP BY {_TALLY_KEY}
    ON CONFLICT ({_TALLY_KEY})
        DO UPDATE SET n = store_tally.n + EXCLUDED.n, ended = store_tally.ended + EXCLUDED.ended
), timed AS (
    INSERT INTO store_tallytook ({_TOOK_KEY}, n)
    SELECT association_id, promise, of_year, since, office_id, in_days, one, sum(n)
    FROM gone {_TIMES}
    WHERE one IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT ({_TOOK_KEY}) DO UPDATE SET n = store_tallytook.n + EXCLUDED.n
)
SELECT count(*) FROM gone
"""


def fold(*, limit: int = AT_ONCE) -> int:
    """Add up at most so many changes of the active association: how many. Nothing while another does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, kept_association()::integer)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, [limit])
        return int(cursor.fetchone()[0])


_FROM_CLOCKS = (
    f"FROM (SELECT c.association_id, {OF_CLOCK} FROM store_clock c WHERE association_id = kept_association())"
)
_REBUILD = (
    # Nobody writes clocks until this is done, and what they wrote before is seen.
    "LOCK TABLE store_tallychange IN SHARE ROW EXCLUSIVE MODE",
    "DELETE FROM store_tallychange WHERE association_id = kept_association()",
    "DELETE FROM store_tally WHERE association_id = kept_association()",
    "DELETE FROM store_tallytook WHERE association_id = kept_association()",
    f"""INSERT INTO store_tally ({_TALLY_KEY}, n, ended)
    SELECT {_TALLY_KEY}, count(*), count(took) {_FROM_CLOCKS} AS c GROUP BY {_TALLY_KEY}""",
    f"""INSERT INTO store_tallytook ({_TOOK_KEY}, n)
    SELECT association_id, promise, of_year, since, office_id, in_days, one, count(*) {_FROM_CLOCKS} AS c
    {_TIMES}
    WHERE one IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7""",
)


def rebuild() -> None:
    """Count every clock of the active association afresh. The caller holds the transaction."""
    zone = _zone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, kept_association()::integer)", [_LOCK])
        for statement in _REBUILD:
            cursor.execute(statement.replace("{zone}", "%(zone)s"), {"zone": zone})


_DIFFER = f"""
WITH clocks AS MATERIALIZED (SELECT * {_FROM_CLOCKS} AS c), said AS (
    SELECT promise, month, office_id, team_id, verdict, grade, NULL::boolean AS in_days, NULL::integer AS one,
        n, ended FROM store_tally WHERE association_id = kept_association()
    UNION ALL
    SELECT promise, month, office_id, team_id, verdict, grade, NULL, NULL, n,
        CASE WHEN took IS NULL THEN 0 ELSE n END
    FROM store_tallychange WHERE association_id = kept_association()
    UNION ALL
    SELECT promise, month, office_id, team_id, verdict, grade, NULL, NULL, -1,
        CASE WHEN took IS NULL THEN 0 ELSE -1 END FROM clocks
    UNION ALL
    SELECT promise, month, office_id, CASE WHEN of_year THEN 1 END, NULL, NULL, in_days, took, n, 0
    FROM store_tallytook WHERE association_id = kept_association()
    UNION ALL
    SELECT promise, since, office_id, CASE WHEN of_year THEN 1 END, NULL, NULL, in_days, one, n, 0 FROM (
        SELECT promise, month, office_id, took, took_days, n FROM store_tallychange
        WHERE association_id = kept_association()
        UNION ALL SELECT promise, month, office_id, took, took_days, -1 FROM clocks
    ) AS each {_TIMES}
    WHERE one IS NOT NULL
)
SELECT promise, month, verdict, grade, in_days, one, sum(n), sum(ended) FROM said
GROUP BY promise, month, office_id, team_id, verdict, grade, in_days, one
HAVING sum(n) <> 0 OR sum(ended) <> 0
ORDER BY promise, month
"""


def differences() -> list[str]:
    """Where the tallies of the active association say otherwise than its clocks; a sentence for each."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFER.replace("{zone}", "%(zone)s"), {"zone": _zone()})
        return [_difference(*row) for row in cursor.fetchall()]


def _difference(
    promise: str,
    month: date,
    verdict: str | None,
    grade: str | None,
    in_days: bool | None,
    one: int | None,
    n: int,
    ended: int,
) -> str:
    if verdict is None:
        what = f"that took {one} {'working days' if in_days else 'seconds'}"
    else:
        what = verdict + (f" ({grade})" if grade else "")
    more, off = ("more", n or ended) if (n or ended) > 0 else ("fewer", -(n or ended))
    return f"{promise}: the tally of {month:%Y-%m} has {off} {more} {what} than there are clocks"


def _zone() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT zone FROM store_association WHERE id = kept_association()")
        return str(cursor.fetchone()[0])


def fold_everywhere() -> int:
    """Add up all that has changed, at every association; how many changes."""
    number = 0
    for each in Association.objects.order_by("pk"):
        more = AT_ONCE
        while more == AT_ONCE:
            with tenancy.association(each):
                more = fold()
            number += more
    return number
