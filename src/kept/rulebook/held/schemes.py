"""What does the program hold for building work and changes? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "list:scheme-unheard": "Homes that have heard nothing since the last point at which they should.",
    "page:scheme-finishes": "Where finishes are on show, and what each household chose of them.",
    "print:scheme-letter": "The letter says what is proposed, when, and what it means for that home.",
    "rule:scheme-asked-first": "The day of the work is not set before every home was asked a month before.",
    "rule:scheme-heard-by-name": "Word of how work goes counts by letter or face to face, and no other way.",
    "rule:scheme-notice-apart": "A formal notice and asking the homes are two steps; neither ends the other.",
    "rule:scheme-told-first": "A change of service is not decided before each home on its list was told.",
}
