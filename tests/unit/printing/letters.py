"""Which letters do the tests print? Real templates of the five houses, filled in."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.casework.letter_text import Document, Writer, fill
from kept.rulebook.letterheads import Letterhead, letterhead_of, offers, wording_of
from kept.rulebook.letters import template_of
from tests.cast import rulebook

GRACE = Writer("Grace Mbeki", "Housing Officer", "01632 960 123", "grace.mbeki@kept.example")
VALUES: dict[str, Any] = {
    "about": "the damp in your bathroom",
    "received_on": "2026-04-03",
    "asked": "- When will the fan be mended?\n- Who pays for the paint?",
    "answer": "We mend the fan on Thursday 16 April.\n\nWe pay for the paint, which costs £93.50.",
    "done": "Our plumber has mended the pipe behind the wall.",
    "how_long": "about two weeks",
    "next_step": "Please be in on that morning.",
    "why": "The surveyor has to see the wall first.",
    "answer_by": "2026-04-17",
}


def paper_of(slug: str) -> Letterhead:
    return letterhead_of(rulebook(slug))


def letter(
    slug: str = "moray", name: str = "answer", values: dict[str, Any] | None = None, **more: Any
) -> Document:
    """A letter of that house, to Ms Bell, on the Tuesday after Easter."""
    read, template = rulebook(slug), template_of(rulebook(slug), name)
    assert template is not None
    lang = more.pop("lang", "en")
    more = {
        "on": date(2026, 4, 7),
        "to": ("Ms Ada Bell", "2 Rose Lane", "Exampleton", "EX1 1AA"),
        "dear": "Ms Bell",
        "reference": "K7F3-9Q2M",
        "wording": wording_of(read, lang),
        "offers": offers(read, paper_of(slug)),
        "writer": GRACE,
        **more,
    }
    return fill(template, paper_of(slug), VALUES | (values or {}), **more)
