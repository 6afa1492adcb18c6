"""What does the program hold for calls on record and out of hours? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:phones": "Calls as the exchange recorded them: answered in time, rung off, by hour and office.",
    "page:night": "What came while we were closed, what was done, and what is late, for the morning.",
    "page:night-machine": (
        "The machine: when it is on and off, confirmed; when it was tried; faults and how long."
    ),
    "page:night-sheet": "What a call handler took down comes on record with the time at which it was left.",
    "page:night-rota": "Who is on call when, and every gap in the four weeks ahead.",
    "rule:rota-gap": "Nobody goes off a rota where that would leave nobody on it.",
    "rule:divert-schedule": (
        "When the telephones go to the machine follows the hours, lunch and closings too."
    ),
    "rule:rounds-due": "After each time that we were closed the machine is due to be gone through.",
    "rule:no-unheard-message": "A round of the machine cannot be closed while a message on it is unheard.",
    "rule:counts-from-left": "A message counts from when it was left, whenever it was heard or typed.",
    "list:machine-tried": "A machine that is to be tried each day says so until somebody has listened to it.",
    "list:announcement-numbers": (
        "An announcement that does not say the number that holds is to be recorded anew."
    ),
}
