"""Each act about our offices, run once, for `test_actions`."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from kept.actions import closing_days, inspecting, keeping_files, posting
from kept.actions.working.photographs import Brought
from kept.casework.inspecting import Answer
from kept.store import rules, tenancy
from kept.store.models import Association, HeldWords, Posting
from tests.actions.house import BY, letter, t

NOW = t("Wednesday 2026-04-08 10:00")
JPEG = b"\xff\xd8\xff\xe0 a wet floor"
SILENT: dict[str, str] = {}


def _photograph() -> list[Brought]:
    return [Brought("floor.jpg", BytesIO(JPEG), "The floor")]


def _inspect(here: Association) -> object:
    with tenancy.association(here):
        lists = rules.current(here).room("checklists")
    daily = next(each for each in lists if each.name == "reception-daily")
    answers = {each.name: Answer("fine", number=20 if each.number else None) for each in daily.items}
    answers["water"] = Answer("not", words="The machine is empty")
    done = inspecting.inspect(
        association=here,
        checklist=daily.name,
        office="main",
        answers=answers,
        uid="sheet-1",
        photographs={"water": _photograph()},
        by=BY,
        at=NOW,
    )
    assert isinstance(done, inspecting.Inspected), done
    return done


def _close(here: Association) -> closing_days.Closed:
    done = closing_days.close(
        association=here,
        office="main",
        starts=NOW + timedelta(days=7),
        ends=NOW + timedelta(days=7, hours=3),
        reason="training",
        uid="closing-1",
        by=BY,
        at=NOW,
    )
    assert isinstance(done, closing_days.Closed), done
    return done


def _hold(here: Association, words: str = "01632 960 001") -> HeldWords:
    done = posting.hold(
        association=here, name="emergency-numbers", words=words, uid=f"held-{words}", by=BY, at=NOW
    )
    assert isinstance(done, HeldWords), done
    return done


def _put_up(here: Association) -> Posting:
    done = posting.put_up(
        association=here, carrier="hours-notice", office="main", place="Front door", uid="p1", by=BY, at=NOW
    )
    assert isinstance(done, Posting), done
    return done


def _nothing(here: Association) -> None:
    """Nothing need be there."""


def _letter(here: Association) -> str:
    return letter(here, "Tuesday 2026-04-07 10:00", from_name="Ms Okafor")


ACTS: dict[str, tuple[Any, Any]] = {
    "inspecting.inspect": (_nothing, lambda here, _, __: _inspect(here)),
    "keeping_files.attach": (
        _letter,
        lambda here, ref, __: keeping_files.attach(
            association=here, thread=ref, brought=_photograph(), by=BY, at=NOW
        ),
    ),
    "closing_days.close": (_nothing, lambda here, _, __: _close(here)),
    "closing_days.call_off": (
        lambda here: _close(here).id,
        lambda here, closing, __: closing_days.call_off(association=here, closing=closing, by=BY, at=NOW),
    ),
    "closing_days.raise_due": (
        _nothing,
        lambda here, _, __: closing_days.raise_due(association=here, by=BY, at=t("Friday 2026-04-24 10:00")),
    ),
    "closing_days.raise_everywhere": (
        _nothing,
        lambda _here, _, __: closing_days.raise_everywhere(by=BY, at=t("Friday 2026-04-24 10:00")),
    ),
    "posting.hold": (_hold, lambda here, _, __: _hold(here, "01632 960 002")),
    "posting.put_up": (_nothing, lambda here, _, __: _put_up(here)),
    "posting.look_at": (
        lambda here: _put_up(here).pk,
        lambda here, notice, __: posting.look_at(association=here, posting=notice, right=True, by=BY, at=NOW),
    ),
    "posting.take_down": (
        lambda here: _put_up(here).pk,
        lambda here, notice, __: posting.take_down(association=here, posting=notice, by=BY, at=NOW),
    ),
}
