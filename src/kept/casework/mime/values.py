"""What is an e-mail, once it has been read?

    message = read(raw)            # see `kept.casework.mime`
    message.sort                   # "person"
    message.parts[0].type          # "application/pdf": by what is in it

Values only. Whatever stands in them may be shown: it holds no control characters, and `html` is safe.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PERSON, AUTOMATIC, BOUNCE, LOOP = "person", "automatic", "bounce", "loop"
SORTS = (PERSON, AUTOMATIC, BOUNCE, LOOP)


@dataclass(frozen=True, slots=True)
class Address:
    """One address and the name beside it; `address` is empty where none can be read."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that came with the words: an attachment, a picture, another message.

    `type` is told by the content; `how` says in a word or two where in the message it was.
    """

    name: str
    type: str
    content: bytes
    how: str = "attached"


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report says of an e-mail of ours: `failed`, or only late, read or passed on.

    `ids` are the Message-IDs that it names, likeliest first; `reason` are the mail server's own words.
    """

    failed: bool
    arrived: bool = False
    ids: tuple[str, ...] = ()
    recipient: str = ""
    status: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail. `identity` tells the same message when it comes again; `why` by what its sort was told.

    `came_to` are the addresses under which it reached us, likeliest first; `marks` those of every Kept on its
    way. `notes` say in sentences what is not shown and why; the raw message has it all.
    """

    identity: str
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sender: Address = Address("")
    reply_to: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    came_to: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    html: str = ""
    parts: tuple[Part, ...] = ()
    sort: str = PERSON
    why: str = ""
    report: Report | None = None
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pictures_left_out: int = 0
