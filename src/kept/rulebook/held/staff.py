"""What does the program hold for staff, registers and absences? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:who": (
        "Who is in, out, on a visit or away, until when, and where each telephone rings, is on one board."
    ),
    "rule:divert-warned": (
        "Whoever cannot answer, and names nobody who does, is warned and named on the board."
    ),
    "rule:divert-fit": "Calls go to a colleague who is in, can do what they ask for, and has been briefed.",
    "page:card-check": (
        "A customer who rings is told whether a card's number and name are those of one of ours."
    ),
    "page:answers": (
        "One box finds what we tell customers, policies, who can help and agencies, and notes gaps."
    ),
    "rule:register-calls": "What a look finds broken or used up, and must be put right, calls whoever leads.",
    "list:skill-gaps": (
        "Skills that a post needs and whoever holds it lacks, with the training that is booked."
    ),
    "print:register": "A register, and each entry of it, prints as it stands.",
    "rule:leave-checklist": "Leave opens the checklist of its house, each step with its owner and its hour.",
    "rule:reply-from-leave": (
        "The automatic reply is written from the leave, and warns of a cover who is away too."
    ),
    "rule:reception-told": (
        "Reception is told of every absence, and it is on the board from its first minute."
    ),
    "rule:away-arranged": (
        "Away for longer than the house lets pass: each arrangement is a task of whoever leads."
    ),
    "rule:letters-to-cover": (
        "Letters go to whoever is named, their clocks unchanged; the untouched are listed."
    ),
    "rule:messages-to-cover": "Messages go to whoever is named, and the time to ring back runs on.",
    "rule:sick-list": "An illness lists everybody whom they were to meet from today, for whoever leads.",
    "rule:postponed-keeps-date": (
        "A postponed appointment has a time agreed with the customer and its first due."
    ),
    "rule:covered-by-the-free": (
        "Those who are free then and have the skill are offered first, with a briefing."
    ),
    "rule:one-search": "One search finds customers, contacts, answers and policies, beside any form.",
    "rule:hours-to-print": "Print that gives our hours shows them as they are now; old ones are listed.",
}
