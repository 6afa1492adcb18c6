"""What is wrong with a line that is no YAML, in words for somebody who has never heard of YAML?

    in_words("could not find expected ':'", "  pending")
    # Said("This line has no colon. …", at_beginning=True)

The parser speaks to programmers. What people really do wrong is little: a colon or a quotation mark too many
or too few, and lines that do not line up.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that says what to do; `at_beginning` where the fault lies where the part began."""

    sentence: str
    at_beginning: bool = False


_COLON_WITHIN = Said(
    "There is a colon with a space after it in the middle of these words. Put the words in quotes, from the "
    "first to the last."
)
_STANDS_APART = Said(
    "This line stands further in than those it belongs to. Line it up with its neighbours, with spaces."
)
_UNKNOWN = "Kept cannot read this line. Look at its colons, commas, brackets and quotation marks."
# What the parser says, or a part of it, in the order in which it is looked for.
_MEANINGS = (
    (
        "could not find expected ':'",
        Said(
            "This line has no colon. Write a name, a colon, a space, and what is to be said, such as "
            "“kind: timed”.",
            at_beginning=True,
        ),
    ),
    (
        "unexpected end of stream",
        Said(
            "A quotation mark opens here and never closes. Close it at the end of the words.",
            at_beginning=True,
        ),
    ),
    (
        "expected ',' or",
        Said(
            "A bracket opens here and does not close, or there is no comma between two words. Look at both.",
            at_beginning=True,
        ),
    ),
    ("cannot start any token", Said("No words begin with this sign here. Put the words in quotes.")),
    (
        "expected '-' indicator",
        Said(
            "The list stops here without an end. Line this up with the line before it, or begin it with a "
            "dash and a space."
        ),
    ),
    ("expected <document start>", Said("This line stands further out than the first one. Line both up.")),
    (
        "expected key",
        Said(
            "This does not go on from what stands before it. Line it up with its neighbours; and where there "
            "is a quotation mark within the words, put all of them in quotes of the other sort."
        ),
    ),
)


def in_words(problem: str, before: str) -> Said:
    """What it means. `before` is the line as far as the parser could read it."""
    if problem.startswith("mapping values are not allowed"):
        return _COLON_WITHIN if ": " in before else _STANDS_APART
    found = next((said for part, said in _MEANINGS if part in problem), None)
    return found or Said(_UNKNOWN)
