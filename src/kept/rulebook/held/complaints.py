"""What does the program hold for complaints? Names and sentences; see the package.

A stage before the first, which some policies want, is not among them: the law knows none. There the page of
a complaint shows the conflict beside what the law asks, keeps how the customer would like it dealt with, and
lets it go on in full at any time (see ADR 23).
"""

from __future__ import annotations

HELD: dict[str, str] = {
    "list:compensation-to-decide": (
        "Each promise to somebody that was missed, and each complaint in which they were right, waits for a "
        "decision about money, and what was decided shows amount, reason and the day on which it was paid."
    ),
    "list:complaint-information": (
        "What a customer was asked for in a complaint stands with the day it was asked, reminded of and "
        "given, and what holds it up is marked."
    ),
    "page:complaint-life": (
        "A complaint by any way, of a tenant or anybody else, has its stage, owner, days, outcome and remedy "
        "on one page, with the way to the second stage."
    ),
    "page:complaint-meeting": (
        "A complaint shows whether they were offered to put their case in person, want to, when it was and "
        "who was there."
    ),
    "rule:complaint-apology": (
        "An answer that finds them right, wholly or in part, does not go without saying sorry, and who said "
        "it, when and how stands on the complaint."
    ),
    "rule:complaint-compensation": (
        "A complaint in which they were right does not end before somebody who did not deal with it decided "
        "about compensation, by which part of the procedure, how much, and by when."
    ),
    "rule:complaint-conflict": (
        "Where the policy wants an informal stage, the page says that the law knows none: how they would "
        "like it is kept, the days run from the first word, and it goes on in full at any time."
    ),
    "rule:complaint-from-contact": (
        "A complaint is opened from any contact and names the promise that was missed; a missed promise "
        "suggests it."
    ),
    "rule:complaint-more-time": (
        "The answer to a complaint is put off with a reason, before its day and no further than the "
        "procedure allows, unless a manager gives a special reason; they hear where to get advice."
    ),
    "rule:complaint-not-accepted": (
        "Where they do not accept what was offered, the complaint does not end before they have the form and "
        "the procedure, and the second stage is open at any time."
    ),
    "rule:complaint-speaking": (
        "Whoever speaks for them stands on the complaint with the day of their consent and for what, and "
        "whether we may speak with them today; an authority that ended is refused."
    ),
    "rule:complaint-supporter": (
        "A colleague who is not complained of is named to help them, and the help given is kept."
    ),
    "rule:second-stage-afresh": (
        "At the second stage a complaint goes to somebody who gave no answer to it, and no reason is asked."
    ),
}
