"""What does the program hold for confidentiality? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "list:looks": "Every opening of a contact or a file is counted by day and listed by customer.",
    "list:taken-away": "Whoever takes a table of figures away is written down; only some may.",
    "permission:contacts-by-need": (
        "Contacts and files open to those who serve customers; a tie or a mark closes them to others."
    ),
    "rule:kept-to-few": "A contact is marked as for few eyes, and is then not there for anybody else.",
}
