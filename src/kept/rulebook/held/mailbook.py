"""What does the program hold for the post? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:mail-book": (
        "Post has a number, when it came, from whom, about what and for whom, and its clocks start from it."
    ),
    "rule:post-opener": "Only those whose post the house names open its post, and whoever stands in for them.",
    "list:not-handed-round": "What came by post and has not reached its reader, late where its morning is over.",
}
