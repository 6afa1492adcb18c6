"""Each act of the telephone, run once, for `test_actions`."""

from __future__ import annotations

from typing import Any

from kept.actions import calling, people
from kept.actions.told import Telling
from kept.store.models import Association
from tests.actions.house import BY, t, told

NOW = t("Wednesday 2026-04-08 10:00")
SILENT = {"calling.deliver": "each notice is on record, and the message has its event"}


def two_of_us(here: Association) -> None:
    """Whoever acts, and a manager who leads them."""
    for handle, role in ((BY, "receptionist"), ("mia", "manager")):
        known = {"association": here, "handle": handle, "by": BY, "at": NOW}
        people.create_account(email=f"{handle}@example.org", name=handle.title(), **known)
        people.add_member(role=role, **known)


def call(here: Association) -> str:
    """A call that came in."""
    two_of_us(here)
    (found,) = told(here, Telling("call.received", NOW, {"from_name": "Ms Okafor"}), at=NOW)
    return str(found.thread)


def _passed(here: Association) -> str:
    ref = call(here)
    done = calling.put_through(association=here, thread=ref, to=BY, facts={}, by="mia", at=NOW, uid="p")
    assert done == ref, done
    return ref


def _message(here: Association) -> object:
    telling = Telling("message.taken", NOW, {"about": "x"}, uid="m")
    return calling.take_message([telling], to="mia", association=here, by=BY, at=NOW)


ACTS: dict[str, Any] = {
    "calling.put_through": (
        call,
        lambda here, ref, _: calling.put_through(
            association=here, thread=ref, to="mia", facts={}, by=BY, at=NOW, uid="p"
        ),
    ),
    "calling.escalate": (
        call,
        lambda here, ref, _: calling.escalate(
            association=here, thread=ref, note="Come", by=BY, at=NOW, uid="e"
        ),
    ),
    "calling.heated": (
        call,
        lambda here, ref, _: calling.heated(
            association=here, thread=ref, note="Loud", by=BY, at=NOW, uid="h"
        ),
    ),
    "calling.take_up": (
        _passed,
        lambda here, ref, _: calling.take_up(association=here, thread=ref, by=BY, at=NOW, uid="t"),
    ),
    "calling.take_message": (two_of_us, lambda here, _, __: _message(here)),
    "calling.deliver": (
        call,
        lambda here, ref, _: calling.deliver(association=here, thread=ref, event="m", by=BY, at=NOW),
    ),
}
