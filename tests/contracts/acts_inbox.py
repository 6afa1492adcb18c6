"""What is done with an e-mail that somebody reads, each once, for `test_actions`."""

from __future__ import annotations

from typing import Any

from kept.actions import reading_mail
from kept.actions.receiving_mail import Received, receive
from kept.casework import Refused
from kept.casework.writing import address_mark
from kept.store import tenancy
from kept.store.models import Association, RefusedMail
from tests.actions.house import BY, t
from tests.contracts.acts_letters import staff

CAME, NOW = t("Tuesday 2026-04-07 10:00"), t("Wednesday 2026-04-08 10:00")
RAW = (
    b"From: Ngozi Okafor <ngozi@example.org>\r\nTo: care@small.example\r\nSubject: Lift\r\n\r\nIs it mended?"
)
TO = ("Ngozi Okafor", "ngozi@example.org")
SILENT = {
    "reading_mail.mark_read": "reading answers nobody; who read it is on its row",
    "reading_mail.look_into": "what could not be taken is no contact; who saw to it is on its row",
    "reading_mail.answer_now": "it is told when it is handed to whoever carries it, and not before",
}


def _came(here: Association) -> int:
    staff(here)
    done = receive(association=here, raw=RAW, received_at=CAME, by=BY, at=CAME)
    assert isinstance(done, Received), done
    return done.mail


def _aside(here: Association) -> int:
    assert isinstance(receive(association=here, raw=b"", received_at=CAME, by=BY, at=CAME), Refused)
    with tenancy.association(here):
        return RefusedMail.objects.get().pk


ACTS: dict[str, Any] = {
    "reading_mail.mark_read": (
        _came,
        lambda here, mail, path: reading_mail.mark_read(association=here, mail=mail, by=BY, at=NOW),
    ),
    "reading_mail.not_for_us": (
        _came,
        lambda here, mail, path: reading_mail.not_for_us(
            association=here, mail=mail, reason="Advertising", by=BY, at=NOW
        ),
    ),
    "reading_mail.answer_now": (
        _came,
        lambda here, mail, path: reading_mail.answer_now(
            association=here,
            mail=mail,
            words="It runs again.",
            checked=address_mark(TO),
            uid="a" * 32,
            by=BY,
            at=NOW,
        ),
    ),
    "reading_mail.look_into": (
        _aside,
        lambda here, row, path: reading_mail.look_into(association=here, refused=row, by=BY, at=NOW),
    ),
    "reading_mail.count_everywhere": (
        _came,
        lambda here, mail, path: reading_mail.count_everywhere(by=BY, at=NOW),
    ),
}
