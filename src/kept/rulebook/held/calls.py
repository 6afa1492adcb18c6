"""What does the program hold for what the telephone system tells and what comes out of hours? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {}
