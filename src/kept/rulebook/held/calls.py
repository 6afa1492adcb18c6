"""What does the program hold for calls on record and out of hours? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {}
