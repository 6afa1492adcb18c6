"""What does the program hold for the front desk? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:reception": "The board of the front desk ticks to each promise, works out waits and shows rooms.",
    "page:reception-rota": "The rota of the front desk shows who has each open hour, and which nobody has.",
    "list:reception-back": "Private talks held elsewhere, exceptions, waits untold or overrun, who saw whom.",
    "rule:second-called": "Whoever covers the front desk is called on screen before a wait is too long.",
    "rule:break-covered": "Nobody has a break from the front desk without a colleague who covers it by name.",
    "rule:badge-at-start": "At the start of a turn at the front desk somebody looks whether a badge is worn.",
    "rule:private-room": "Nothing private is heard in reception but for a threat, with a manager's word.",
    "rule:private-kept": "A private room asked for at the door is kept at once, and offered next time.",
    "rule:told-again": "Whoever waits longer than they were told is to be told again, and the board says so.",
    "rule:sorry-when-over": "A wait that is over what was promised asks for an apology and a drink.",
    "rule:duty-officer": "A visitor goes to the team's duty officer; those in who know it are suggested.",
    "rule:next-before-leaving": (
        "Nobody leaves unsettled without the next appointment, but by their own wish."
    ),
    "rule:second-look": "Whoever seems to have been drinking is looked at by two, and few read of it.",
    "page:panic": "A panic alarm is on record with place, time and who came, closed by what happened.",
    "print:visitor-slip": "A slip with the ticket and the next appointment is printed, and names nobody.",
    "figure:settled-at-the-desk": "Visitors settled without a colleague, or coming again within a week.",
    "figure:seats-wanted": "The most who waited at once on each day, to be compared with the seats.",
}
