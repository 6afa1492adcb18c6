"""What does the program hold for what complaints teach and what is told of them? Names and sentences; see the
package.
"""

from __future__ import annotations

HELD: dict[str, str] = {
    "figure:complaints-by-group": (
        "Complaints, their outcomes, what was in time and homes let stand by group, few hidden, with gaps."
    ),
    "figure:failure-log": (
        "What failed stands in one log: broken promises, complaints upheld and the rest, cause and cure."
    ),
    "figure:words-read-again": (
        "Each week words of discontent that were no complaint are drawn by lot and read by somebody else."
    ),
    "list:nothing-said": "Contacts that were closed and say nothing of what came of them are listed.",
    "list:soon-after-complaint": (
        "What was begun against somebody soon after they complained is listed until a manager has looked."
    ),
    "list:surveys-to-send": "Who moves in or out is listed until the survey that goes with it was sent.",
    "page:complaint-records": (
        "Complaints without names by subject, outcome and time, printed, as a table, and who had them."
    ),
    "page:complaints-public": (
        "How to complain, how compensation works, the figures and our assessment are on a public page."
    ),
    "page:lessons": "Each lesson stands with owner and day until it is done, and with what changed by it.",
    "page:self-assessment": (
        "Each provision stands beside what shows it; read by another, approved, published, and then fixed."
    ),
    "print:complain-in-footer": "How to complain stands at the foot of every letter.",
    "rule:compensation-named": "Letters of upheld complaints and of missed promises name our compensation.",
    "rule:complaints-apart": (
        "What somebody complained of stands on no page of a letting, a move, a swap or a tenancy."
    ),
    "rule:discrimination-to-manager": (
        "A complaint of having been treated worse for who one is is a manager's to read within a day."
    ),
    "rule:handling-review": (
        "Bad marks for how a complaint was handled call a manager of another team, with a clock."
    ),
    "rule:upheld-teaches": "A complaint in which we were wrong does not end without its lesson or why none.",
}
