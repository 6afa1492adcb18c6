"""How does a letter become something that somebody can read: on paper, on a screen, by ear or by touch?

    pdf(document, letterhead)        # PDF/UA-1 on headed paper; size_pt=18 or 24 for large print
    text(document), html(document)   # for an e-mail
    audio(document)                  # spoken, as WAV; None where this machine has no voice
    braille(document)                # for an embosser; None where this machine has no tables

All of them from the same `Document`, so that nobody reads less than anybody else.
"""

from __future__ import annotations

from kept.printing.braille import braille
from kept.printing.pdf import pdf, unprintable
from kept.printing.plain import html, text
from kept.printing.speech import audio

__all__ = ["audio", "braille", "html", "pdf", "text", "unprintable"]
