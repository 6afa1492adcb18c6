"""To which of our conversations does a message belong, by what stands in it?

    references_in("Re: Your lift [K7F3-9Q2M]")       # ("K7F3-9Q2M",)

What a message answers names it most surely, then our reference in the subject; the sender's address only says
who may have written. Whether such a thread is there is for the store to look up.
"""

from __future__ import annotations

import re

from kept.casework.mime.values import Message

REPLY, REFERENCE, ADDRESS = "reply", "reference", "address"
MOST_REFERENCES = 5
_IN_BRACKETS = re.compile(
    r"\[\s*([0-9BCDFGHJKLMNPQRSTVWXYZ]{4}-[0-9BCDFGHJKLMNPQRSTVWXYZ]{4})\s*\]", re.IGNORECASE
)
_ANYWHERE = re.compile(
    r"(?<![\w-])([0-9BCDFGHJKLMNPQRSTVWXYZ]{4}-[0-9BCDFGHJKLMNPQRSTVWXYZ]{4})(?![\w-])", re.IGNORECASE
)


def answered(message: Message) -> tuple[str, ...]:
    """The Message-IDs that it answers, the nearest first."""
    return tuple(dict.fromkeys(filter(None, (message.in_reply_to, *reversed(message.references)))))


def references_in(subject: str) -> tuple[str, ...]:
    """What may be references of ours in a subject: those in brackets first, the last of them first of all."""
    found = [*reversed(_IN_BRACKETS.findall(subject)), *_ANYWHERE.findall(subject)]
    return tuple(dict.fromkeys(each.upper() for each in found))[:MOST_REFERENCES]
