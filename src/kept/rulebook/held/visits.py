"""What does the program hold for visits and interviews? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {}
