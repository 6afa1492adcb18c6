"""What does the program hold for contractors? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "figure:contractor-counts": (
        "Contacts, complaints, promises and looks at work are counted by firm, and among our own as well."
    ),
    "figure:contractor-satisfaction": "Answers about a contact that is about one firm are counted by firm.",
    "list:contractor-breaches": "When a firm broke the code, on which day, and what was done about it.",
    "list:contractor-cards": "Who of a firm carries which security card, and until when it is valid.",
    "print:contractor-pack": (
        "The pack says how to dress, behave, keep appointments, show a card and do good work."
    ),
    "rule:contractor-code": "A firm that has not signed the present code is booked for nothing new.",
    "rule:contractor-diary": "A contractor's visit stands in the same diary as ours, and clashes like one.",
    "rule:contractor-given": "Which part of the pack a firm has, in which edition, since when and by whom.",
    "rule:contractor-score": "A look at finished work goes through the standards, point by point.",
}
