"""What does the program hold for reading e-mail, and for all that is written to us? See the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "list:correspondence": (
        "Every letter, fax, e-mail and other message in one register: way, when, from whom, about what."
    ),
}
