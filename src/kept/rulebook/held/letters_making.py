"""What does the program hold for how letters are made? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "rule:letter-from-template": (
        "A letter is made from one of the house's templates; words alone never become one."
    ),
    "print:headed-paper": "Every letter is printed on the headed paper of the house: name, mark and numbers.",
    "print:letter-signed": "Above the name and job of whoever writes there is room for the signature.",
    "print:direct-number": "Under the name stands the number that reaches whoever writes directly.",
    "print:house-typeface": (
        "Letters are in the house's typeface and size; large print, where it is on file, comes before both."
    ),
    "print:translation-line": (
        "At the foot of each letter stands the offer of a translation; no paper is taken without it."
    ),
    "list:letters-outside": "Letters that were not made here are listed as exceptions, with how they were.",
}
