"""What happens when an e-mail reaches us, each once, for `test_actions`."""

from __future__ import annotations

from typing import Any

from kept.actions import receiving_mail
from kept.actions.receiving_mail import Received
from kept.casework.mime import LARGEST
from kept.store.models import Association
from tests.actions.house import BY, t

CAME, NOW = t("Tuesday 2026-04-07 10:00"), t("Wednesday 2026-04-08 10:00")
RAW = b"From: ngozi@example.org\r\nSubject: %s\r\n\r\nIs the lift mended?"
SILENT = {"receiving_mail.left_where_it_is": "what was not taken is no contact; where it lies is on its row"}


def _nothing(here: Association) -> None:
    """Nothing need be there."""


def _from_a_machine(here: Association) -> int:
    raw = RAW % b"Automatic reply: hello"
    done = receiving_mail.receive(association=here, raw=raw, received_at=CAME, by=BY, at=CAME)
    assert isinstance(done, Received), done
    return done.mail


ACTS: dict[str, Any] = {
    "receiving_mail.receive": (
        _nothing,
        lambda here, known, path: receiving_mail.receive(
            association=here, raw=RAW % b"The lift", received_at=CAME, by=BY, at=NOW
        ),
    ),
    "receiving_mail.take_in": (
        _from_a_machine,
        lambda here, mail, path: receiving_mail.take_in(association=here, mail=mail, by=BY, at=NOW),
    ),
    "receiving_mail.left_where_it_is": (
        _nothing,
        lambda here, known, path: receiving_mail.left_where_it_is(
            association=here, uid="1", size=LARGEST + 1, where="INBOX", received_at=CAME, by=BY, at=NOW
        ),
    ),
}
