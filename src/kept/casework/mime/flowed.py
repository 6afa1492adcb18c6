"""Where do the lines of a `format=flowed` message really end? (RFC 3676)

unflowed("The lift is \\nbroken.\\n> Since when?\\n")      # "The lift is broken.\\n> Since when?\\n"
"""

from __future__ import annotations

_SIGNATURE = "-- "


def unflowed(text: str, *, joined: bool = False) -> str:
    """The paragraphs, each on one line; `joined` says that the blank before a soft end is no part of it."""
    found: list[str] = []
    open_depth: int | None = None
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        soft = words.endswith(" ") and words != _SIGNATURE
        shown = words[:-1] if soft and joined else words
        if open_depth == depth and words != _SIGNATURE:
            found[-1] += shown
        else:
            found.append(f"{'>' * depth} {shown}" if depth else shown)
        open_depth = depth if soft else None
    return "\n".join(found)
