"""Each act of the post room, run once, for `test_actions`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept.actions import classifying, mail_book, people, valuables
from kept.actions.mail_book import Entered
from kept.store.models import Association, Valuable
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")


def _staffed(here: Association) -> None:
    for handle in ("bea", "cem"):
        people.create_account(
            association=here, handle=handle, email=f"{handle}@example.org", name=handle, by=BY, at=NOW
        )
        people.add_member(association=here, handle=handle, role="officer", by=BY, at=NOW)


def _enter(here: Association) -> Entered:
    done = mail_book.enter(association=here, sort="letter", opened_by="bea", to="bea", by=BY, at=NOW)
    assert isinstance(done, Entered), done
    return done


def _entered(here: Association) -> Entered:
    _staffed(here)
    return _enter(here)


def _receive(here: Association) -> int:
    done = valuables.receive(
        association=here,
        sort="passport",
        what="A passport",
        witness="bea",
        settle_by=NOW + timedelta(days=2),
        by=BY,
        at=NOW,
    )
    assert isinstance(done, Valuable), done
    return done.number


def _received(here: Association) -> int:
    _staffed(here)
    return _receive(here)


ACTS: dict[str, tuple[Any, Any]] = {
    "mail_book.enter": (_staffed, lambda here, _found, _path: _enter(here)),
    "mail_book.hand_round": (
        _entered,
        lambda here, _found, _path: mail_book.hand_round(association=here, by=BY, at=NOW),
    ),
    "mail_book.strike": (
        _entered,
        lambda here, done, _path: mail_book.strike(
            association=here, item=done.item.pk, reason="Entered twice", by=BY, at=NOW
        ),
    ),
    "classifying.classify": (
        _entered,
        lambda here, done, _path: classifying.classify(
            association=here, thread=done.thread, sorts=["complaint"], by=BY, at=NOW
        ),
    ),
    "classifying.foresee_reading": (
        _entered,
        lambda here, done, _path: classifying.foresee_reading(
            association=here, thread=done.thread, sorts=["complaint"], by=BY, at=NOW
        ),
    ),
    "valuables.receive": (_staffed, lambda here, _found, _path: _receive(here)),
    "valuables.hand": (
        _received,
        lambda here, number, _path: valuables.hand(association=here, number=number, to="cem", by=BY, at=NOW),
    ),
    "valuables.give_back": (
        _received,
        lambda here, number, _path: valuables.give_back(
            association=here, number=number, how="by_hand", by=BY, at=NOW
        ),
    ),
    "valuables.settle": (
        _received,
        lambda here, number, _path: valuables.settle(
            association=here, number=number, how="paid_in", by=BY, at=NOW
        ),
    ),
}
SILENT = {"classifying.foresee_reading": "it only looks ahead"}
