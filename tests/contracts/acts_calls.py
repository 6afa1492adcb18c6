"""What the rooms of the telephone's records, the rota, the machine and the night do, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept.actions import bringing_calls, people, rotas, rounds, sheets
from kept.actions.sheets import Slip
from kept.casework.callrecords import Call
from kept.casework.sheets import MESSAGE, SheetLine
from kept.store.models import Account, Association
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
EARLIER = NOW - timedelta(hours=3)
CALL = Call("exchange:1", EARLIER, "answered", EARLIER + timedelta(seconds=9))
LINE = SheetLine(1, "sheet:1", MESSAGE, EARLIER, name="Mr Lee")
SLIP = Slip("letter.received", EARLIER, {"from_name": "Mr Lee"})
NIGHT = t("Wednesday 2026-04-08 17:00"), t("Thursday 2026-04-09 09:00")


def _nothing(here: Association) -> None:
    """Nothing need be there."""


def _bea(here: Association) -> Account:
    made = people.create_account(
        association=here, handle="bea", email="bea@example.org", name="Bea", by=BY, at=NOW
    )
    assert isinstance(made, Account)
    people.add_member(association=here, handle="bea", role="officer", by=BY, at=NOW)
    return made


def _shift(here: Association) -> int:
    _bea(here)
    done = rotas.add_shift(
        association=here, rota="on-call", starts=NIGHT[0], ends=NIGHT[1], handle="bea", by=BY, at=NOW
    )
    assert isinstance(done, tuple), done
    return done[0]


def _two_shifts(here: Association) -> int:
    """The second covers the first, which may therefore be taken off."""
    first = _shift(here)
    more: dict[str, Any] = {"name": "Call centre", "phone": "0300 123 456"}
    done = rotas.add_shift(
        association=here, rota="on-call", starts=NIGHT[0], ends=NIGHT[1], **more, by=BY, at=NOW
    )
    assert isinstance(done, tuple), done
    return first


def _round(here: Association) -> int:
    return _begun(here, 0)


def _round_with_a_message(here: Association) -> int:
    return _begun(here, 1)


def _begun(here: Association, messages: int) -> int:
    done = rounds.begin_round(
        association=here,
        office="main",
        machine="answerphone",
        name="after-closing",
        for_at=t("Wednesday 2026-04-08 09:00"),
        messages=messages,
        by=BY,
        at=NOW,
    )
    assert isinstance(done, int), done
    return done


ACTS = {
    "bringing_calls.bring_calls": (
        _nothing,
        lambda here, found, path: bringing_calls.bring_calls(calls=[CALL], association=here, by=BY, at=NOW),
    ),
    "rotas.add_shift": (
        _bea,
        lambda here, found, path: rotas.add_shift(
            association=here, rota="on-call", starts=NIGHT[0], ends=NIGHT[1], handle="bea", by=BY, at=NOW
        ),
    ),
    "rotas.take_over": (
        _shift,
        lambda here, found, path: rotas.take_over(
            association=here, shift=found, name="Call centre", phone="0300 123 456", by=BY, at=NOW
        ),
    ),
    "rotas.remove_shift": (
        _two_shifts,
        lambda here, found, path: rotas.remove_shift(association=here, shift=found, by=BY, at=NOW),
    ),
    "rounds.note_machine": (
        _nothing,
        lambda here, found, path: rounds.note_machine(
            association=here, office="main", machine="answerphone", what="tested", clear=True, by=BY, at=NOW
        ),
    ),
    "rounds.begin_round": (_nothing, lambda here, found, path: _begun(here, 1)),
    "rounds.hear_message": (
        _round_with_a_message,
        lambda here, found, path: rounds.hear_message(
            association=here,
            round_id=found,
            number=1,
            found="message",
            left_at=NOW - timedelta(hours=3),
            facts={"from_name": "Mr Lee"},
            by=BY,
            at=NOW,
        ),
    ),
    "rounds.close_round": (
        _round,
        lambda here, found, path: rounds.close_round(association=here, round_id=found, by=BY, at=NOW),
    ),
    "sheets.take_sheet": (
        _nothing,
        lambda here, found, path: sheets.take_sheet(lines=[LINE], association=here, by=BY, at=NOW),
    ),
    "sheets.catch_up": (
        _nothing,
        lambda here, found, path: sheets.catch_up(slips=[SLIP], association=here, by=BY, at=NOW),
    ),
}
SILENT = {
    "rounds.begin_round": "a round that is begun is on record; what is heard, and its closing, are told"
}
