"""What keeps Kept running on one machine? The embedded PostgreSQL, the processes, and where they lie."""

from __future__ import annotations


class Trouble(RuntimeError):
    """Something an operator can put right; the text is a sentence that says how. Commands print it alone."""
