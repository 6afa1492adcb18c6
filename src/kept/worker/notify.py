"""How does something go out through GOV.UK Notify, and how do we learn that it arrived?

    NotifyWay().send(going)                     # Handed("740e5834-3a29-46b4-9a6f-16142fde533a")
    ask(association=1, now=moment.now)          # what became of what has gone: the receipts we have not had

The key is a secret of the machine: KEPT_NOTIFY_KEY_<SLUG>, or KEPT_NOTIFY_KEY_<SLUG>_FILE with the name of a
file that only we can read. E-mails and texts fill a template at Notify of which the association's data names
the id: its blanks are ((subject)) and ((body)). A letter is the PDF that was made here.

Notify takes the same `reference` twice. Whatever may have gone before a crash is looked for there first.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kept.actions import receipts
from kept.casework.dispatching import NOTIFY_EMAIL, NOTIFY_LETTER
from kept.store import dispatch, tenancy
from kept.worker.ways import Failed, Going, Handed, Later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notifications_python_client.notifications import NotificationsAPIClient

log = logging.getLogger("kept.notify")
VARIABLE, ADDRESS = "KEPT_NOTIFY_KEY_", "KEPT_NOTIFY_URL"
DEFAULT_ADDRESS = "https://api.notifications.service.gov.uk"
LONGEST_WAIT = 30
BY = "notify"
_SORT = {NOTIFY_EMAIL: "email", NOTIFY_LETTER: "letter"}


def variable_of(slug: str) -> str:
    """The name of the setting that holds this association's key."""
    return VARIABLE + slug.upper().replace("-", "_")


def key_of(slug: str, environ: Mapping[str, str] = os.environ) -> str:
    """The key, from the environment or from a file that nobody else can read; "" where there is none."""
    name = variable_of(slug)
    if environ.get(name):
        return environ[name].strip()
    path = environ.get(f"{name}_FILE")
    if not path:
        return ""
    file = Path(path)
    if not file.is_file() or file.stat().st_mode & 0o077:
        return ""
    return file.read_text().strip()


@contextmanager
def client(slug: str) -> Iterator[NotificationsAPIClient]:
    """Somebody who speaks to Notify for this association, for one conversation."""
    from notifications_python_client.notifications import NotificationsAPIClient

    # What it would log of a refusal may repeat an address.
    logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
    made = NotificationsAPIClient(
        key_of(slug), base_url=os.environ.get(ADDRESS) or DEFAULT_ADDRESS, timeout=LONGEST_WAIT
    )
    try:
        yield made
    finally:
        made.request_session.close()


class NotifyWay:
    """By GOV.UK Notify: an e-mail, a text, or a letter that they print."""

    def missing(self, going: Going) -> str:
        """The key, or the id of the template."""
        if len(key_of(going.slug)) < 73:
            name = variable_of(going.slug)
            return f"GOV.UK Notify is not set up. Ask your administrator: the setting is {name}."
        sort = _SORT.get(going.row.way, "text")
        if sort != "letter" and not going.templates.get(sort):
            return f"The policy's dispatch.yaml does not name our template at GOV.UK Notify for: {sort}."
        return ""

    def send(self, going: Going) -> Handed | Failed | Later:
        """Hand it over, unless it is found there already."""
        from notifications_python_client.errors import APIError

        row = going.row
        try:
            with client(going.slug) as notify:
                # It was in somebody's hands before, who may have died having handed it over.
                theirs = _there_already(notify, row.message_id) if row.tries else ""
                return Handed(theirs or str(_handed(notify, going)["id"]))
        except APIError as fault:
            return _refusal(fault)


def _there_already(notify: NotificationsAPIClient, reference: str) -> str:
    found = cast(Mapping[str, Any], notify.get_all_notifications(reference=reference))
    return str(found["notifications"][0]["id"]) if found["notifications"] else ""


def _handed(notify: NotificationsAPIClient, going: Going) -> Mapping[str, Any]:
    row = going.row
    if row.way == NOTIFY_LETTER:
        with going.opened(going.files[0][2]) as pdf:
            made = notify.send_precompiled_letter_notification(reference=row.message_id, pdf_file=pdf)
    elif row.way == NOTIFY_EMAIL:
        made = notify.send_email_notification(
            email_address=row.address,
            template_id=going.templates["email"],
            personalisation={"subject": row.subject, "body": row.text},
            reference=row.message_id,
        )
    else:
        made = notify.send_sms_notification(
            phone_number=row.address,
            template_id=going.templates["text"],
            personalisation={"body": row.text},
            reference=row.message_id,
        )
    return cast(Mapping[str, Any], made)


def _refusal(fault: Any) -> Failed | Later:
    """What a refusal means, without repeating its words, which may hold an address."""
    code = fault.status_code
    if code == 403:
        return Later("GOV.UK Notify does not take our key: ask your administrator")
    if code != 400:
        return Later(f"GOV.UK Notify answers {code}")
    words = " ".join(str(each) for each in fault.message or ())
    if "phone_number" in words or "email_address" in words:
        return Failed("GOV.UK Notify says that this is no address that it can reach")
    if "team-only" in words or "trial mode" in words:
        return Failed("GOV.UK Notify is in trial mode and sends to our own team alone", for_good=False)
    return Failed("GOV.UK Notify refused it, 400", for_good=False)


def ask(association: int, *, now: Callable[[], datetime]) -> int:
    """Ask what became of whatever Notify has and of which we heard nothing; how much was learnt."""
    from notifications_python_client.errors import APIError

    with tenancy.association(association) as here:
        slug = here.slug
        waiting = dispatch.without_receipt(here, at=now())
    if not waiting or len(key_of(slug)) < 73:
        return 0
    learnt = 0
    with client(slug) as notify:
        for theirs in waiting:
            try:
                found = cast(Mapping[str, Any], notify.get_notification_by_id(theirs))
            except APIError as fault:
                log.info("GOV.UK Notify could not be asked: %s.", fault.status_code)
                break
            took = receipts.take(
                association=association, theirs=theirs, status=str(found["status"]), by=BY, at=now()
            )
            learnt += took is not None
    return learnt
