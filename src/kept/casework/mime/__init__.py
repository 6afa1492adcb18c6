"""How is an e-mail read, sorted and matched? Pure: bytes in, values out.

    match read(raw):
        case Refused(sentence): …            # empty, too large, or no message at all
        case Message() as message:
            message.text, message.html       # safe to show
            message.sort, message.why        # "person", ""

Any MIME that the world sends becomes a `Message`: nested, malformed, in odd or wrong character sets, without
a body or a Message-ID. The raw message is kept beside it whole (see `actions.receiving_mail`).
"""

from kept.casework.mime.matching import ADDRESS, REFERENCE, REPLY, answered, references_in
from kept.casework.mime.reading import LARGEST, read, too_large
from kept.casework.mime.sorts import MINUTES, MOST_AT_ONCE, ours_again, too_many
from kept.casework.mime.taking import (
    AUTOMATIC_CAME,
    CONTINUED,
    facts_for,
    further,
    mailbox_for,
    opening,
    words_of,
)
from kept.casework.mime.values import (
    AUTOMATIC,
    BOUNCE,
    LOOP,
    PERSON,
    SORTS,
    Address,
    Message,
    Part,
    Report,
)
from kept.casework.mime.words import BROKEN

__all__ = [
    "ADDRESS",
    "AUTOMATIC",
    "AUTOMATIC_CAME",
    "BOUNCE",
    "BROKEN",
    "CONTINUED",
    "LARGEST",
    "LOOP",
    "MINUTES",
    "MOST_AT_ONCE",
    "PERSON",
    "REFERENCE",
    "REPLY",
    "SORTS",
    "Address",
    "Message",
    "Part",
    "Report",
    "answered",
    "facts_for",
    "further",
    "mailbox_for",
    "opening",
    "ours_again",
    "read",
    "references_in",
    "too_large",
    "too_many",
    "words_of",
]
