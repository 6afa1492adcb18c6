"""What does the program hold for requests for information and bundles? See the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:requests": (
        "Whoever asks stands in one register: who, when, in which form, identity, due, answered; spoken too."
    ),
    "page:bundle": (
        "All that is held on somebody is gathered from every table, file and letter, marked, and given."
    ),
    "print:bundle": "A case, or all on a person, is one PDF with an index; the same goes for machines.",
    "rule:withheld-for-reason": (
        "What stays back has one of the listed reasons; they are told that something does, and why."
    ),
    "rule:third-party-consent": (
        "Others are asked and their answer is dated; until then their words are taken out of the copy."
    ),
    "rule:crime-mark": "A manager marks what serves against crime, by name and with a day to look again.",
    "rule:harm-mark": "Harm needs the adviser, their day, a day to look again, and what is given instead.",
    "rule:view-before-reply": (
        "Where the policy asks for it no reply goes before the view is on record; the law's days run on."
    ),
    "rule:own-days-of-law": "Each request has the law's month, its pause and its one extension counted.",
    "figure:corrections": "How many corrections were agreed to, and in how many days, is counted.",
}
