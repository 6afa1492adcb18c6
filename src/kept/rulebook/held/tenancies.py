"""What does the program hold for transfers, swaps, successions and endings? See the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "list:exchange-matches": (
        "Who fits whom by area, size and need; both are told where both allow it, up to the swap."
    ),
    "list:exchange-published": (
        "Homes to swap, without a name, for newsletter, reception and website; and when they were shown."
    ),
    "list:forms-to-take-over": (
        "Which forms to take over a tenancy are out, since when, and whom to remind and help."
    ),
    "list:transfer-places": (
        "Everybody on the transfer list with place and points, and who has to be told of a change."
    ),
    "print:options-sheet": (
        "Every way to move or buy that is open to somebody, and whom to ask: dated and on record."
    ),
    "rule:alternatives-first": (
        "A transfer ends once the options sheet was given and the alternatives were talked through."
    ),
    "rule:inspection-items": (
        "What is to be put right goes to the tenant, theirs apart from ours, with the day of the next look."
    ),
    "rule:rent-account-net": (
        "Benefit that is due and disputes come off what is owed; in danger, whoever leads is asked at once."
    ),
    "rule:transfer-gate": "A move is approved after an inspection that was passed, or an exception.",
    "rule:transfer-points": "Points follow from reasons, line by line, and whoever has others is to be told.",
    "rule:transfer-reply": (
        "An application to move is answered by a letter with the steps, the likely time and what comes next."
    ),
    "rule:visit-before-a-move": (
        "Once a move is arranged, the visit about the work comes next: who does what by when, and agreed."
    ),
}
