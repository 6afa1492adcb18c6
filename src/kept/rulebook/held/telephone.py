"""What does the program hold for the telephone? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:call": "On the call pad each thing of a call is saved as it is said, from the greeting to the end.",
    "rule:greeting-filled": (
        "The agreed greeting is filled with the name, post and team of whoever sits there."
    ),
    "rule:greeting-by-channel": "Each way in which people reach us has its own opening words on its form.",
    "rule:identity-first": (
        "What is on file stays closed on the call pad until enough of what they say agrees."
    ),
    "rule:identity-carried": "That we know whom we speak to goes along when the call is put through.",
    "rule:transfer-told": "A call goes to somebody by name, with a reason, once the caller was told of both.",
    "rule:transfer-lands": ("What is put through is on the colleague's screen with who, why and what about."),
    "rule:subject-first": "No call is put through or ended before it has a subject and a few words.",
    "rule:subject-suggests": "The subject of a call puts those who deal with it first in the list.",
    "rule:issues-read-back": "No call is closed before everything that was raised has been read back.",
    "rule:agreed-summed-up": "What is promised is shown to be summed up, and no call ends before it was.",
    "print:call-summary": (
        "What was raised, agreed and promised in a call is printed or read out from one page."
    ),
    "rule:notes-before-end": "No call ends before its main points and what came of it are written down.",
    "rule:asked-shown-back": (
        "What they ask for, in their words, comes first on the pad and is shown at its end."
    ),
    "rule:number-noted": "What is left open has a number to ring, or a tick that there is no telephone.",
    "rule:needs-at-head": (
        "Needs, language and circumstances that they told us stand at the head of the call pad."
    ),
    "rule:caller-chooses": (
        "Who is not free is said, and voicemail, somebody else or a message is the caller's choice."
    ),
    "rule:message-filled": (
        "A message is filled from the file, always saves, and counts what it lacks and why."
    ),
    "rule:message-stamped": (
        "A message has its day and time by itself, and the time to ring back runs from there."
    ),
    "list:messages": (
        "A message is with the colleague and the deputy at once, and all see it until it is read."
    ),
    "rule:next-in-shown": "Whoever takes a message sees when the colleague is next in.",
    "rule:who-rings-said": (
        "Name, post, team and direct line of whoever rings back stand there to be read out."
    ),
    "rule:wish-comes-first": (
        "When they would rather be rung is our word to them, and comes before our own time."
    ),
    "rule:name-and-number": "With anybody else we leave a name and a number, and with some not even those.",
    "list:callbacks": "Whom we still have to ring back stands with the next step, soonest first.",
    "rule:evening-tries": "Whoever is in only of an evening is on a list for then, and no try by day counts.",
    "print:no-contact-letter": (
        "The letter to whoever could not be reached is filled from the tries on record."
    ),
    "rule:agency-named": "What is not ours is explained, and goes with an agency out of the directory.",
    "rule:heat-logged": "A heated contact is logged with two presses, and the manager is told at once.",
    "rule:line-manager": "Whoever leads one is called in with one form, and says when they take it up.",
    "figure:calls": (
        "Calls by team and subject: settled, put through, turned into messages, each with reasons."
    ),
}
