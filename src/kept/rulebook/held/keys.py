"""What does the program hold for the key cabinet? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {}
