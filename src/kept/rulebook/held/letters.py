"""What does the program hold for the writing of letters? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "figure:delay-reasons": "Why answers took longer is chosen, kept and counted, the commonest first.",
    "page:letter-kinds": "Every kind of letter, with how plainly it reads, and since when its words hold.",
    "page:plain-english": (
        "Beside each draft stand its reading age, long sentences, and jargon with the plain word."
    ),
    "rule:address-checked": "Nothing goes before somebody has looked at the very address it goes to.",
    "rule:answer-or-date": (
        "An acknowledgement does not go without the day of the answer, which is a promise from then on."
    ),
    "rule:delay-reason": "A later answer does not go without why, nor with a day later than the policy's.",
    "rule:done-or-why-not": "An answer does not go without what was done, or why nothing could be.",
    "rule:letter-approval": "Chosen kinds wait for the word of whoever has to read them; the clock runs on.",
    "rule:letter-courteous": "Every letter and e-mail greets its reader and ends courteously.",
    "rule:letter-length": "The words of a draft are counted beside the guide for its kind, letter or e-mail.",
    "rule:nothing-left-open": (
        "Empty fields, blanks left open and another's name stop it; slips and doubled words are told."
    ),
    "rule:questions-answered": "What a customer asked is listed, and no answer goes before each is ticked.",
    "rule:reply-way": (
        "The way of a letter is proposed with its reason: by what they asked, how they wrote, or our custom."
    ),
    "rule:whom-to-ask": "Each letter says whom to ask, how and when; without it none is made.",
    "rule:writer-named": "Name, job, number and e-mail come from the record; while one is missing none goes.",
}
