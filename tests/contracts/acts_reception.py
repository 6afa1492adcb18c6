"""Each act of the front desk, run once, for `test_actions`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept.actions import front_rota, people, reception, resources, seeing_off, tablets
from kept.actions.reception import Came
from kept.actions.seeing_off import Next
from kept.actions.tablets import Opened
from kept.store.models import Association, Resource, Turn
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
NEXT = t("Thursday 2026-04-09 14:00")


def _colleague(here: Association) -> str:
    people.create_account(association=here, handle="bea", email="b@example.org", name="Bea", by=BY, at=NOW)
    people.add_member(association=here, handle="bea", role="officer", by=BY, at=NOW)
    return "bea"


def _came(here: Association) -> str:
    _colleague(here)
    done = reception.arrive(association=here, office="main", facts={"from_name": "Mr Bell"}, by=BY, at=NOW)
    assert isinstance(done, Came), done
    return done.thread


def _drinking(here: Association) -> str:
    ref = _came(here)
    seeing_off.look(association=here, thread=ref, second="bea", found="drinking", by=BY, at=NOW)
    return ref


def _in_a_room(here: Association) -> tuple[str, int]:
    ref = _came(here)
    made = resources.add(association=here, kind="room", name="Blue", office="main", apart=True, by=BY, at=NOW)
    assert isinstance(made, Resource), made
    return ref, made.pk


def _turn(here: Association) -> int:
    _colleague(here)
    done = _give(here)
    assert isinstance(done, Turn), done
    return done.pk


def _give(here: Association) -> Any:
    hours = {"from_at": NOW, "to_at": NOW + timedelta(hours=3)}
    return front_rota.give(association=here, office="main", handle="bea", part="desk", by=BY, at=NOW, **hours)


def _tablet(here: Association) -> int:
    done = tablets.open_for(association=here, office="main", purpose="screen", by=BY, at=NOW)
    assert isinstance(done, Opened), done
    return done.tablet.pk


def _next() -> Next:
    return Next(NEXT, "bea", phone="01632 960 001")


ACTS: dict[str, tuple[Any, Any]] = {
    "front_rota.give": (_colleague, lambda here, _found, _path: _give(here)),
    "front_rota.call_off": (
        _turn,
        lambda here, turn, _path: front_rota.call_off(association=here, turn=turn, by=BY, at=NOW),
    ),
    "front_rota.badge_seen": (
        _turn,
        lambda here, turn, _path: front_rota.badge_seen(association=here, turn=turn, by=BY, at=NOW),
    ),
    "reception.arrive": (
        _colleague,
        lambda here, _found, _path: reception.arrive(
            association=here, office="main", facts={}, needs={"children": True}, by=BY, at=NOW
        ),
    ),
    "reception.place": (
        _in_a_room,
        lambda here, found, _path: reception.place(
            association=here, thread=found[0], where="private", room=found[1], private=True, by=BY, at=NOW
        ),
    ),
    "reception.needs": (
        _came,
        lambda here, ref, _path: reception.needs(
            association=here, thread=ref, said={"private_wanted": True}, by=BY, at=NOW
        ),
    ),
    "reception.lacking": (
        _came,
        lambda here, ref, _path: reception.lacking(
            association=here, thread=ref, minutes=20, later_offered=True, by=BY, at=NOW
        ),
    ),
    "reception.finish": (
        _came,
        lambda here, ref, _path: reception.finish(
            association=here, thread=ref, answered=True, note="A form", by=BY, at=NOW
        ),
    ),
    "seeing_off.pass_on": (
        _came,
        lambda here, ref, _path: seeing_off.pass_on(
            association=here, thread=ref, team="desk", to="bea", tried="cem", by=BY, at=NOW
        ),
    ),
    "seeing_off.look": (
        _came,
        lambda here, ref, _path: seeing_off.look(
            association=here, thread=ref, second="bea", found="ill", note="Pale", by=BY, at=NOW
        ),
    ),
    "seeing_off.turn_away": (
        _drinking,
        lambda here, ref, _path: seeing_off.turn_away(
            association=here, thread=ref, reason="Slurred", booked=_next(), declined=False, by=BY, at=NOW
        ),
    ),
    "seeing_off.unsettled": (
        _came,
        lambda here, ref, _path: seeing_off.unsettled(
            association=here,
            thread=ref,
            tried="Rang round",
            chose="office",
            booked=_next(),
            confirmed="printed",
            by=BY,
            at=NOW,
        ),
    ),
    "tablets.open_for": (
        lambda here: None,
        lambda here, _found, _path: tablets.open_for(
            association=here, office="main", purpose="check-in", by=BY, at=NOW
        ),
    ),
    "tablets.close": (
        _tablet,
        lambda here, tablet, _path: tablets.close(association=here, tablet=tablet, by=BY, at=NOW),
    ),
}
