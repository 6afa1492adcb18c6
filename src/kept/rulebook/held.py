"""Which keepers of clauses are held by the program itself, and what does each of them do?

    HELD["rule:two-staff"]      # "Nobody visits alone where the customer's file says so."

Each is proved in `tests/contracts/`: the proof opens the real thing, and fails when it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping

# figure: a number that is counted; list: what still has to be seen to; page: a screen; permission: who may;
# print: something on paper; rule: what is refused or warned of.
SORTS = ("figure", "list", "page", "permission", "print", "rule")

HELD: Mapping[str, str] = {
    "page:answering": "Who answers for which clauses stands on one page, with how theirs are kept and what runs.",
    "rule:told-who-answers": "What is broken and seen to by nobody is told to whoever answers for the clause.",
}
