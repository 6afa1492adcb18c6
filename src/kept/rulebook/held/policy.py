"""What does the program hold for the policy itself? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:answering": (
        "Who answers for which clauses stands on one page, with how theirs are kept and what runs."
    ),
    "rule:told-who-answers": (
        "What is broken and seen to by nobody is told to whoever answers for the clause."
    ),
}
