"""What does the program hold for the offices? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:premises": "Each round, last and next, and all that is not right stand on one page until done.",
    "page:premises-rounds": "Each round is kept with its date, who signed, what was found, and photographs.",
    "rule:defect-followed": "What is not right is a task with an owner and a day, followed until it is done.",
    "rule:hazard-first": "What could hurt somebody says the risk and is made safe on the day it is found.",
    "rule:all-right-first": "Where a round says so, it is not signed before everything on it is right.",
    "rule:access-warned": "Booking warns where the office lacks what a customer needs, with the way round.",
    "print:access-statement": "What an office offers, by its last audit, is printed and public.",
    "list:evenings-missed": "Evenings on which nobody confirmed that the machine was on are listed.",
    "page:opening-hours": "The hours of each office are held once, with the days to come that differ.",
    "page:hours-public": "The website's page of opening hours and closures is made from the same calendar.",
    "print:hours-notice": "The notice for the door is printed from the calendar, with the numbers held once.",
    "rule:hours-drive": "Closures shorten the hours for every clock; a short day is still a working day.",
    "rule:closing-tasks": "A closure sets its notice, website and machine, and lists whom to ring.",
    "rule:holiday-tasks": "A fortnight before a bank holiday its notice, website and machine become tasks.",
    "list:stale-notices": "Notices on show, where, and when looked at; those that say something old first.",
    "page:held-words": "Emergency numbers, the freephone and the policy's edition are held once.",
    "print:freephone": "The freephone number is on cards, confirmations, letters, notices and the website.",
    "rule:re-record": "Other numbers, hours or holidays set a task to record the machine anew.",
}
