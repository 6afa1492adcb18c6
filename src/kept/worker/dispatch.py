"""How does what is to go out leave, by whichever way?

    send(association=1, outgoing=7, now=moment.now)

Taken in hand in one transaction, handed over with no transaction open, and put on record in another. A way
that is not set up holds nothing back for good: it is tried again every quarter of an hour, and the page says
what is missing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import IO, Any

from kept.actions import handing_over
from kept.casework.dispatching import DROP, EMAIL, NOTIFY_EMAIL, NOTIFY_LETTER, NOTIFY_TEXT, POST, TEXT
from kept.store import dispatch, files, rules, tenancy
from kept.store.models import Association, Outgoing, StoredFile
from kept.worker.drop import DropWay
from kept.worker.notify import NotifyWay
from kept.worker.outgoing_mail import MailWay
from kept.worker.ways import Failed, Going, Handed, Later, Way

log = logging.getLogger("kept.dispatch")
BY = "kept"
WAYS: Mapping[str, Way] = {
    EMAIL: MailWay(),
    # A text of our own goes through Notify: there is no other service that Kept knows.
    TEXT: NotifyWay(),
    NOTIFY_EMAIL: NotifyWay(),
    NOTIFY_TEXT: NotifyWay(),
    NOTIFY_LETTER: NotifyWay(),
    DROP: DropWay(),
}


def send(association: int, outgoing: int, *, now: Callable[[], datetime]) -> None:
    """Hand it over, or note why not and when it is tried again."""
    named: dict[str, Any] = {"association": association, "outgoing": outgoing, "by": BY}
    with tenancy.association(association) as here:
        row = dispatch.waiting_one(here, outgoing)
        going = _going(here, row) if row is not None else None
    if going is None:
        return
    if going.row.way == POST:
        handing_over.collected(at=now(), **named)
        return
    way = WAYS[going.row.way]
    missing = way.missing(going)
    if missing:
        handing_over.not_set_up(why=missing, at=now(), **named)
        return
    claimed = handing_over.begin(at=now(), **named)
    if claimed is None:
        return
    became = way.send(going)
    match became:
        case Handed():
            handing_over.handed_over(theirs=became.theirs, at=now(), **named)
            if became.arrived:
                handing_over.delivered(at=now(), **named)
        case Failed():
            log.warning("Something could not go out by %s.", going.row.way)
            handing_over.failed(why=became.why, for_good=became.for_good, at=now(), **named)
        case Later():
            log.info("Something waits to go out by %s.", going.row.way)
            handing_over.later(why=became.why, at=now(), **named)


def _going(here: Association, row: Outgoing) -> Going:
    """All that a way needs, read before the database is let go."""
    digests = [str(each["sha256"]) for each in row.attachments]
    known = {each.sha256: each for each in StoredFile.objects.filter(association=here, sha256__in=digests)}
    named = [
        (str(each.get("name") or known[str(each["sha256"])].name), known[str(each["sha256"])])
        for each in row.attachments
        if str(each["sha256"]) in known
    ]
    if row.file is not None:
        named.insert(0, (row.file.name, row.file))

    def opened(digest: str) -> IO[bytes]:
        return files.shelf().open(here.slug, digest)

    rulebook = rules.current(here)
    return Going(
        row,
        dispatch.sender(here, rulebook),
        here.slug,
        opened,
        tuple((name, each.type, each.sha256) for name, each in named),
        dict(dispatch.notify_templates(rulebook)),
    )
