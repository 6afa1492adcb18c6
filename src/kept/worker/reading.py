"""Who reads the mailboxes, minute by minute? A thread of the worker: no slow mail server holds up a sweep.

    reading = Reading(moment.now)
    reading.start()
    reading.stop()

A mailbox that cannot be read is tried again a minute later; once it has been silent for a quarter of an hour
the pages say so (see `store.mailboxes.silent`). With several workers each mailbox is read by one at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from kept.store import mailboxes
from kept.store.models import Association
from kept.worker.mailbox import fetch

log = logging.getLogger("kept.mailbox")

EVERY_SECONDS = 60.0
GRACE_SECONDS = 8.0


class Reading:
    """The thread that reads the mailboxes that the settings name; none where they name none."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin, or begin again where the thread has died."""
        if self._stop.is_set() or (self._thread is not None and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=self._run, name="kept-mailboxes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read no more, and wait a little for the message that is being taken."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(GRACE_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.once()
            except (DatabaseError, InterfaceError) as fault:
                log.warning("The mailboxes wait for the database (%s).", type(fault).__name__)
            finally:
                connection.close()
            self._stop.wait(EVERY_SECONDS)

    def once(self) -> None:
        """Read each of them to its end."""
        wanted = settings.MAILBOXES
        for here in Association.objects.all():
            mailboxes.only(here, [each.name for each in wanted if each.association == here.slug])
        for each in wanted:
            if self._stop.is_set():
                return
            came = fetch(each, now=self._now)
            if came.fault:
                log.warning("A mailbox of %s was not read to its end: %s", each.association, came.fault)
            if came.taken or came.refused:
                log.info(
                    "Took %d e-mails for %s; %d were kept aside.",
                    came.taken,
                    each.association,
                    came.refused,
                    extra={"count": came.taken},
                )
