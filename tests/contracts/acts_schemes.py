"""Each act about building work and changes of service, run once."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import bringing, schemes
from kept.actions.bringing import Record
from kept.store.models import Association, Scheme
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
TODAY, JUNE = date(2026, 4, 8), date(2026, 6, 1)


def planned(here: Association, sort: str = "works") -> Scheme:
    """New windows, described."""
    made = schemes.plan(association=here, sort=sort, title="Windows", by=BY, at=NOW)
    assert isinstance(made, Scheme), made
    described(here, made)
    return made


def described(here: Association, made: Scheme) -> object:
    return schemes.describe(
        association=here,
        scheme=made.pk,
        what="New windows",
        dates="June",
        finishes=["White", "Brown"],
        by=BY,
        at=NOW,
    )


def home_of(here: Association) -> str:
    """A home at Mill Road."""
    said = [Record("H-1", {"address": "1 Mill Road"})]
    (home,) = bringing.bring(said, what="homes", association=here, by=BY, at=NOW).became
    return str(home.ref)


def touched(here: Association, sort: str = "works") -> tuple[Scheme, str]:
    made, home = planned(here, sort), home_of(here)
    done = schemes.touch(
        association=here, scheme=made.pk, homes=[home], effect="Two days inside", by=BY, at=NOW
    )
    assert done == 1, done
    return made, home


def asked(here: Association) -> tuple[Scheme, str]:
    made, home = touched(here)
    done = schemes.ask(association=here, scheme=made.pk, homes=[home], how="letter", on=TODAY, by=BY, at=NOW)
    assert done == 1, done
    return made, home


def settled(here: Association) -> Scheme:
    made, _home = asked(here)
    done = schemes.settle(association=here, scheme=made.pk, begins_on=JUNE, by=BY, at=NOW)
    assert isinstance(done, Scheme), done
    return done


ACTS: dict[str, Any] = {
    "schemes.plan": (lambda here: None, lambda here, _, __: planned(here)),
    "schemes.describe": (
        lambda here: schemes.plan(association=here, sort="works", title="Windows", by=BY, at=NOW),
        lambda here, made, _: described(here, made),
    ),
    "schemes.touch": (lambda here: None, lambda here, _, __: touched(here)),
    "schemes.serve": (
        planned,
        lambda here, made, _: schemes.serve(
            association=here, scheme=made.pk, on=TODAY, what="Section 20", by=BY, at=NOW
        ),
    ),
    "schemes.exhibit": (
        planned,
        lambda here, made, _: schemes.exhibit(
            association=here, scheme=made.pk, on=JUNE, where="The hall", by=BY, at=NOW
        ),
    ),
    "schemes.ask": (lambda here: None, lambda here, _, __: asked(here)),
    "schemes.inform": (
        touched,
        lambda here, made, _: schemes.inform(
            association=here, scheme=made[0].pk, homes=[made[1]], how="visit", on=TODAY, by=BY, at=NOW
        ),
    ),
    "schemes.choose": (
        touched,
        lambda here, made, _: schemes.choose(
            association=here, scheme=made[0].pk, home=made[1], finish="White", by=BY, at=NOW
        ),
    ),
    "schemes.settle": (lambda here: None, lambda here, _, __: settled(here)),
    "schemes.finish": (
        settled,
        lambda here, made, _: schemes.finish(association=here, scheme=made.pk, on=TODAY, by=BY, at=NOW),
    ),
}
