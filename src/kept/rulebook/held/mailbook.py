"""What does the program hold for the post? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:mail-book": (
        "Post has a number, when it came, from whom, about what and for whom, and its clocks start from it."
    ),
    "rule:post-opener": "Post is opened by those whose jobs the house names, and by who stands in for them.",
    "list:not-handed-round": "Post that has not reached its reader, late once its morning is over.",
}
