"""What does the program hold for the policy itself? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:answering": (
        "Who answers for which clauses stands on one page, with how theirs are kept and what runs."
    ),
    "rule:told-who-answers": (
        "What is broken and seen to by nobody is told to whoever answers for the clause."
    ),
    "list:no-procedure": "Each procedure is attached to what it details; standards without one are listed.",
    "rule:standards-at-hand": "From every contact one press opens the clause of each of its promises.",
    "rule:taker-on-record": "Whoever answers a call is on record with it, whichever line it came on.",
    "print:complaint-pack": "The complaint form and the procedure of today are printed together, also large.",
    "rule:deputy-answers": "Who is away has a deputy, who finds all of it on their Desk and is on record.",
}
