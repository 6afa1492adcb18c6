"""What does an e-mail become on record, once it is known whose it is?

    mailbox_for(rulebook.room("mailboxes"), message.came_to)        # the address of ours that it came to
    facts_for(kinds["complaint.received"], message)                 # {"from_name": …, "how": "email"}
    further(open_=True, stops=stops, kinds=kinds)                   # "email.continued"

A further e-mail on a contact that is open **continues** it while the customer is owed something there that
reaches them: it starts no second clock that could be closed in the place of the first (practice 11). Where
nothing is owed any more, because it was answered, withdrawn or closed, it is **received** anew, and its clock
begins: nobody's question is lost behind an old answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kept.casework.mime.values import Message
from kept.rulebook.mailboxes import EMAIL, MailboxOf
from kept.rulebook.model import EventKind

CONTINUED, AUTOMATIC_CAME = "email.continued", "email.automatic"
# As much of the words as is searched and shown in lists; the e-mail itself is shown beside them.
LONGEST_WORDS = 6_000
LONGEST_NAME, LONGEST_EMAIL = 300, 254
_HOW = "email"


def mailbox_for(mailboxes: Iterable[MailboxOf], came_to: Sequence[str]) -> MailboxOf | None:
    """The address of ours that it came to; of several the first."""
    known = {each.address: each for each in mailboxes}
    return next((known[each.casefold()] for each in came_to if each.casefold() in known), None)


def opening(mailbox: MailboxOf | None, kinds: Mapping[str, EventKind]) -> str:
    """The kind that a new e-mail to that address opens; an e-mail where that one is no longer there."""
    return mailbox.opens if mailbox is not None and mailbox.opens in kinds else EMAIL


def further(*, open_: bool, stops: Iterable[Iterable[str]], kinds: Mapping[str, EventKind]) -> str:
    """What a further e-mail on a contact is. `stops` are those of each promise that runs there."""
    owed = any(_reaches(kinds.get(name)) for each in stops for name in each)
    return CONTINUED if open_ and owed else EMAIL


def _reaches(kind: EventKind | None) -> bool:
    return kind is not None and bool(kind.reaches or kind.reaches_by)


def facts_for(kind: EventKind, message: Message) -> dict[str, object]:
    """What the e-mail answers of the questions that this kind asks."""
    given = {
        "from_name": (message.sender.name or message.sender.address)[:LONGEST_NAME],
        "email": message.sender.address[:LONGEST_EMAIL],
        "about": words_of(message),
    }
    facts: dict[str, object] = {
        name: value for name, value in given.items() if value and kind.field(name) is not None
    }
    how = kind.field("how")
    if how is not None and _HOW in dict(how.choices):
        facts["how"] = _HOW
    return facts


def words_of(message: Message) -> str:
    """Its subject and the beginning of its words, as they are searched and shown in lists."""
    words = "\n\n".join(each for each in (message.subject, message.text) if each)
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"
