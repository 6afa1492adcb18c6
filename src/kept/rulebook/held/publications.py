"""What does the program hold for what we publish? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "list:displays": (
        "Where each publication and page is on show, who looks after it and what the last look found, prints."
    ),
    "list:given-at-sign-up": (
        "Who has not been given handbook or signed agreement is listed; one click puts it on their file."
    ),
    "list:work-covered": "Each part of our work is beside its leaflet, chapter, page and pack, or none.",
    "page:publications": (
        "All that we publish is on one page: owner, edition, copies, stock, next look, what is due."
    ),
    "print:publications-for-you": "What somebody can have from us prints, in large letters too.",
    "print:year-figures": (
        "Every standard of a year stands with how many were due, how many were kept and what share that is."
    ),
    "rule:copied-from-us": (
        "What an edition copies from us stands beside the question; its change flags the edition."
    ),
    "rule:edition-complete": (
        "No edition is issued while anything that it must hold has not been checked, with where it stands."
    ),
    "rule:form-owed": (
        "What we lack in somebody's form or language is owed as a task, and kept for the next."
    ),
    "rule:issue-on-record": (
        "An issue has its day, its reach and what it held; it does its duty, and the gap since shows."
    ),
    "rule:mark-flagged": "What lacks its mark of plain English is flagged; the share shows.",
    "rule:one-click-sends": (
        "From any contact what we publish goes free by one click, on its clock, onto the file."
    ),
    "rule:reading-recorded": (
        "Before it goes out, words, sentences, jargon and a resident's verdict are kept with the edition."
    ),
    "rule:free-within-the-hour": (
        "Nobody is asked for money before an estimate of more than an hour, with its reason, is on record."
    ),
}
