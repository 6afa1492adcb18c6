"""Each act about behaviour that we do not accept, run once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from kept.actions import customers, incidents, restrictions
from kept.actions.cases import take
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework.restricting import Decision
from kept.store import tenancy
from kept.store.models import Association, Person, ToRead
from tests import cast
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
SECONDS = count(1)
LATER = NOW + timedelta(days=200)
FACTS = {"what": "threat", "where": "reception", "about": "He raised his fist", "outcome": "left"}
DECISION = Decision(
    ("two-staff",), "Threats", "letter", "Ann", "Two of us", date(2026, 4, 8), date(2026, 7, 8)
)


def now() -> datetime:
    """A second after whatever was done before."""
    return NOW + timedelta(seconds=next(SECONDS))


def _person(here: Association) -> str:
    cast.member(here, "ann", "director")
    made = customers.add(association=here, name="Mr Bell", by=BY, at=now())
    assert isinstance(made, Person), made
    return made.ref


def _incident(here: Association) -> str:
    return _record(here, _person(here))


def _record(here: Association, person: str) -> str:
    ref = incidents.record(association=here, facts=FACTS, person=person, uid="incident", by=BY, at=now())
    assert isinstance(ref, str), ref
    return ref


def _asked(here: Association) -> str:
    return _ask(here, _incident(here))


def _ask(here: Association, ref: str) -> str:
    done = restrictions.ask_after(
        association=here, thread=ref, illness="no", abuse="no", ours_read=True, uid="asked", by=BY, at=now()
    )
    assert isinstance(done, str), done
    return done


def _considered(here: Association) -> str:
    ref = _asked(here)
    take(association=here, thread=ref, kind="persistence.considered", facts={"report": True}, by=BY, at=now())
    return ref


def _decided(here: Association) -> str:
    return _decide(here, _asked(here))


def _decide(here: Association, ref: str) -> str:
    done = restrictions.decide(
        association=here, thread=ref, decision=DECISION, readers=("ann",), uid="decided", by=BY, at=now()
    )
    assert isinstance(done, str), done
    return done


def _call(here: Association) -> str:
    cast.member(here, "ann", "director")
    return str(
        tell([Telling("call.received", now(), {})], association=here, by=BY, at=now()).results[0].thread
    )


def _warned(here: Association) -> str:
    return _warn(here, _call(here))


def _warn(here: Association, ref: str) -> str:
    done = incidents.warn(
        association=here, thread=ref, words="I shall end this", chance=True, uid="w", by=BY, at=now()
    )
    assert isinstance(done, str), done
    return done


def _ended(here: Association) -> str:
    return _end(here, _warned(here))


def _end(here: Association, ref: str) -> str:
    done = incidents.end_contact(
        association=here,
        thread=ref,
        how="call",
        reason="Shouting",
        told=True,
        number_held=True,
        uid="e",
        by=BY,
        at=now(),
    )
    assert isinstance(done, str), done
    return done


def _mine(here: Association) -> int:
    with tenancy.association(here):
        return ToRead.objects.filter(account__handle="ann").values_list("account", flat=True)[0]


ACTS: dict[str, Any] = {
    "incidents.record": (_person, lambda here, person, _: _record(here, person)),
    "incidents.warn": (_call, lambda here, ref, _: _warn(here, ref)),
    "incidents.at_risk": (
        _call,
        lambda here, ref, _: incidents.at_risk(
            association=here, thread=ref, note="A knife", uid="r", by=BY, at=now()
        ),
    ),
    "incidents.end_contact": (_warned, lambda here, ref, _: _end(here, ref)),
    "incidents.rang": (
        _ended,
        lambda here, ref, _: incidents.rang(
            association=here,
            thread=ref,
            said=("why", "standards", "help"),
            contact="Ann",
            uid="s",
            by=BY,
            at=now(),
        ),
    ),
    "incidents.ask_help": (
        _warned,
        lambda here, ref, _: incidents.ask_help(association=here, thread=ref, uid="h", by=BY, at=now()),
    ),
    "incidents.came": (
        _warned,
        lambda here, ref, _: incidents.came(association=here, thread=ref, uid="c", by=BY, at=now()),
    ),
    "incidents.read": (
        _incident,
        lambda here, ref, _: incidents.read(
            association=here, thread=ref, account=_mine(here), by=BY, at=now()
        ),
    ),
    "incidents.advise": (
        _incident,
        lambda here, ref, _: incidents.advise(
            association=here, thread=ref, advice="Slowly", until=date(2026, 5, 1), uid="a", by=BY, at=now()
        ),
    ),
    "restrictions.ask_after": (_incident, lambda here, ref, _: _ask(here, ref)),
    "restrictions.report": (
        _considered,
        lambda here, ref, _: restrictions.report(
            association=here,
            thread=ref,
            account="A",
            outcome="B",
            recommended=("two-staff",),
            reasons="C",
            uid="p",
            by=BY,
            at=now(),
        ),
    ),
    "restrictions.decide": (_asked, lambda here, ref, _: _decide(here, ref)),
    "restrictions.read": (
        _decided,
        lambda here, ref, _: restrictions.read(
            association=here, thread=ref, account=_mine(here), by=BY, at=now()
        ),
    ),
    "restrictions.lapse": (
        _decided,
        lambda here, ref, _: restrictions.lapse(association=here, by=BY, at=LATER),
    ),
    "restrictions.lapse_everywhere": (
        _decided,
        lambda here, ref, _: restrictions.lapse_everywhere(by=BY, at=LATER),
    ),
}
