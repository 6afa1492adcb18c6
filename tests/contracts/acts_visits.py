"""Each act of visits, interviews and of who is out alone, run once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept.actions import interviewing, lone_working, people, visiting
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.visit_steps import Gone
from kept.store import tenancy
from kept.store.models import Account, Association, LoneWork, RegisterEntry, Visit
from tests import going
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
TALK = {
    "from_name": "Mary Stewart",
    "address": "14 Mill Road",
    "place": "private_room",
    "private": True,
    "named_self": True,
    "issues": "The damp",
    "recommendations": "None",
    "summary": "The vent stays open",
    "read_back": True,
    "outcome": "settled",
    "minutes": 20,
}


def _officer(here: Association) -> str:
    """Bea, who has a card."""
    made = people.create_account(
        association=here, handle="bea", email="bea@example.org", name="Bea", by=BY, at=NOW
    )
    assert isinstance(made, Account)
    people.add_member(association=here, handle="bea", role="officer", by=BY, at=NOW)
    with tenancy.association(here):
        RegisterEntry.objects.create(
            association=here,
            uid="card-bea",
            register="identity-cards",
            account=made,
            title="Bea",
            words="bea",
            facts={"number": "C-1"},
            made_by=BY,
            made_at=NOW,
            changed_by=BY,
            changed_at=NOW,
        )
    return "bea"


def _plan(here: Association, officer: str, **answers: object) -> Visit:
    done = visiting.plan(
        association=here,
        starts=NOW + timedelta(hours=1),
        ends=NOW + timedelta(hours=2),
        answers={**going.ANSWERS, "officer": officer, **answers},
        booked={**going.AGREED, "from_name": "Mary Stewart"},
        uid="a" * 32,
        by=BY,
        at=NOW,
    )
    assert isinstance(done, Visit), done
    return done


def _unannounced(here: Association) -> int:
    return _plan(here, _officer(here), notice=False, unannounced_because="welfare").pk


def _planned(here: Association) -> int:
    return _plan(here, _officer(here)).pk


def _asked(here: Association) -> str:
    done = tell([Telling("appointment.requested", NOW, {})], association=here, by=BY, at=NOW)
    assert done.results[0].thread is not None
    return done.results[0].thread


def _out(here: Association) -> str:
    officer = _officer(here)
    _begin(here, officer)
    return officer


def _begin(here: Association, officer: str) -> None:
    done = lone_working.begin(
        association=here, account=officer, due_back=NOW + timedelta(hours=1), by=BY, at=NOW
    )
    assert isinstance(done, LoneWork), done


def _gone(done: object) -> None:
    assert isinstance(done, Gone), done


ACTS: dict[str, Any] = {
    "visiting.plan": (_officer, lambda here, officer, _: _plan(here, officer)),
    "visiting.approve": (
        _unannounced,
        lambda here, pk, _: _gone(
            visiting.approve(association=here, visit=pk, because="welfare", by=BY, at=NOW)
        ),
    ),
    "visiting.step": (
        _planned,
        lambda here, pk, _: _gone(
            visiting.step(
                association=here,
                visit=pk,
                kind="visit.arrived",
                facts=going.AT_THE_DOOR,
                uid="b" * 32,
                by=BY,
                at=NOW,
            )
        ),
    ),
    "interviewing.record": (
        _asked,
        lambda here, ref, _: _gone(
            interviewing.record(
                association=here, kind="interview.held", facts=TALK, uid="c" * 32, thread=ref, by=BY, at=NOW
            )
        ),
    ),
    "interviewing.opened": (
        _asked,
        lambda here, ref, _: _gone(
            interviewing.opened(association=here, thread=ref, uid="d" * 32, by=BY, at=NOW)
        ),
    ),
    "interviewing.add_paper": (
        _asked,
        lambda here, ref, _: _gone(
            interviewing.add_paper(
                association=here, thread=ref, title="Rent account", where="Shelf", uid="e" * 32, by=BY, at=NOW
            )
        ),
    ),
    "interviewing.allow_in_reception": (
        _asked,
        lambda here, ref, _: _gone(
            interviewing.allow_in_reception(
                association=here, thread=ref, threat="A blow", uid="f" * 32, by=BY, at=NOW
            )
        ),
    ),
    "lone_working.begin": (_officer, lambda here, officer, _: _begin(here, officer)),
    "lone_working.extend": (
        _out,
        lambda here, officer, _: lone_working.extend(
            association=here, account=officer, due_back=NOW + timedelta(hours=2), by=BY, at=NOW
        ),
    ),
    "lone_working.end": (
        _out,
        lambda here, officer, _: lone_working.end(association=here, account=officer, by=BY, at=NOW),
    ),
}
