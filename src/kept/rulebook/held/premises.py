"""What does the program hold for the offices? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {}
