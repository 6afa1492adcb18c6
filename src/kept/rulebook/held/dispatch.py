"""What does the program hold of what goes out? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "rule:out-of-office": (
        "Whoever is away longer than the rule says has e-mail answered by itself, with the date until which "
        "they are, an urgent contact who is not away too, and that the rest is answered on return."
    ),
    "list:away-replies": "Who is away for so long, what the reply says, and for whom nobody stands in.",
    "rule:told-each": (
        "A change goes to everybody concerned as a letter of their own, with the figures of their own."
    ),
    "list:untold": "A change tells how many have not been told yet, so that it waits for them.",
}
