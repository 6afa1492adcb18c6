"""Each act about transfers, swaps and deaths, run once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kept.actions import customers, exchanges, moves, successions
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store.models import Association, Person, SwapEntry, SwapMatch
from tests.actions.house import BY, t
from tests.contracts.acts_letters import DRAFT, staff

NOW = t("Wednesday 2026-04-08 10:00")
EARLIER, TODAY = NOW - timedelta(hours=1), date(2026, 4, 8)
MINE = {
    "area": "Harehills",
    "bedrooms": 2,
    "wants_areas": ["Chapeltown"],
    "wants_least": 3,
    "has": ["garden"],
}
SILENT = {
    "moves.write_place": DRAFT,
    "moves.write_items": DRAFT,
    "moves.write_options": DRAFT,
    "exchanges.write_refusal": DRAFT,
}
THEIRS = {"area": "Chapeltown", "bedrooms": 3, "wants_most": 2, "has": ["ground-floor"]}


def begun(here: Association, kind: str, **facts: object) -> str:
    """A contact that begins so, an hour ago; its reference."""
    (result,) = tell([Telling(kind, EARLIER, facts)], association=here, by=BY, at=NOW).results
    assert result.refused is None, result.refused
    return str(result.thread)


def transfer(here: Association) -> str:
    """Somebody asked to move, and may."""
    ref = begun(here, "transfer.requested")
    said = (("transfer.answered", {}), ("transfer.checked", {"outcome": "clear"}))
    more = [
        Telling(kind, EARLIER + timedelta(minutes=minute), facts, thread=ref)
        for minute, (kind, facts) in enumerate(said, 1)
    ]
    told = tell(more, association=here, by=BY, at=NOW)
    assert told.refused is None, told.refused
    return ref


def enlisted(here: Association) -> str:
    """They stand on the list."""
    ref = transfer(here)
    done = moves.enlist(association=here, thread=ref, breakdown={"health": 1}, by=BY, at=NOW)
    assert not isinstance(done, Refused), done
    return ref


def inspected(here: Association) -> str:
    """The home that they leave was looked at, and something is to be put right."""
    ref = transfer(here)
    facts = {"outcome": "not_yet", "theirs": "The door", "again_on": "2026-05-08"}
    said = (
        ("transfer.offered", {}),
        ("transfer.arranged", {"moves_on": "2026-05-11"}),
        ("transfer.inspected", facts),
    )
    more = [
        Telling(kind, EARLIER + timedelta(minutes=minute), given, thread=ref)
        for minute, (kind, given) in enumerate(said, 10)
    ]
    told = tell(more, association=here, by=BY, at=NOW)
    assert told.refused is None, told.refused
    return ref


def entry(here: Association, given: dict[str, object], uid: str) -> SwapEntry:
    """One entry of the register, which may be shown and told of."""
    made = exchanges.register(
        association=here,
        entry=given,
        from_name=uid,
        may_be_shown=True,
        may_be_told=True,
        uid=uid,
        by=BY,
        at=NOW,
    )
    assert isinstance(made, SwapEntry), made
    return made


def two(here: Association) -> tuple[SwapEntry, SwapEntry]:
    """Two who fit one another."""
    return entry(here, MINE, "mine"), entry(here, THEIRS, "theirs")


def match(here: Association) -> SwapMatch:
    """Both were told of one another."""
    one, other = two(here)
    made = exchanges.tell_both(association=here, one=one.ref, two=other.ref, how="telephone", by=BY, at=NOW)
    assert isinstance(made, SwapMatch), made
    return made


def asked(here: Association) -> str:
    """Secure tenants asked to swap."""
    return begun(here, "exchange.requested", tenancy_kind="secure")


def tenant(here: Association) -> Person:
    """A customer on file."""
    made = customers.add(association=here, name="Joan Bell", by=BY, at=NOW)
    assert isinstance(made, Person), made
    return made


def dead(here: Association) -> str:
    """A tenant has died."""
    done = successions.report_death(
        association=here, person=tenant(here).ref, died_on=TODAY, uid="d", by=BY, at=NOW
    )
    assert isinstance(done, successions.Stopped), done
    return done.thread


def _refusal(here: Association, ref: str, act: Any) -> object:
    return act(
        association=here,
        thread=ref,
        ground="sch3-4",
        particulars="Two people, four bedrooms",
        by=BY,
        at=NOW,
        uid="r",
        **({"decision": "refused"} if act is exchanges.decide else {}),
    )


def _writing(prepare: Any) -> Any:
    """The same, with somebody who writes the letter."""

    def act(here: Association) -> object:
        staff(here)
        return prepare(here)

    return act


ACTS: dict[str, Any] = {
    "moves.write_place": (
        _writing(enlisted),
        lambda here, ref, _: moves.write_place(association=here, thread=ref, uid="w", by=BY, at=NOW),
    ),
    "moves.write_items": (
        _writing(inspected),
        lambda here, ref, _: moves.write_items(association=here, thread=ref, uid="i", by=BY, at=NOW),
    ),
    "moves.write_options": (
        _writing(transfer),
        lambda here, ref, _: moves.write_options(
            association=here, thread=ref, tenancy="", circumstances=(), uid="o", by=BY, at=NOW
        ),
    ),
    "exchanges.write_refusal": (
        _writing(asked),
        lambda here, ref, _: _refusal(here, ref, exchanges.write_refusal),
    ),
    "moves.check_account": (
        lambda here: begun(here, "transfer.requested"),
        lambda here, ref, _: moves.check_account(
            association=here, thread=ref, balance=300, expected=100, danger=True, by=BY, at=NOW
        ),
    ),
    "moves.enlist": (
        transfer,
        lambda here, ref, _: moves.enlist(
            association=here, thread=ref, breakdown={"health": 1}, by=BY, at=NOW
        ),
    ),
    "moves.tell_place": (
        enlisted,
        lambda here, ref, _: moves.tell_place(association=here, thread=ref, how="call", by=BY, at=NOW),
    ),
    "moves.give_options": (
        transfer,
        lambda here, ref, _: moves.give_options(
            association=here, thread=ref, tenancy="assured", circumstances=("older",), by=BY, at=NOW
        ),
    ),
    "exchanges.register": (lambda here: None, lambda here, _, __: entry(here, MINE, "mine")),
    "exchanges.change": (
        lambda here: entry(here, MINE, "mine"),
        lambda here, made, _: exchanges.change(
            association=here,
            entry=made.ref,
            given={**MINE, "bedrooms": 3},
            may_be_shown=False,
            may_be_told=True,
            by=BY,
            at=NOW,
        ),
    ),
    "exchanges.advertise": (
        two,
        lambda here, _, __: exchanges.advertise(
            association=here, where="newsletter", on=TODAY, uid="a", by=BY, at=NOW
        ),
    ),
    "exchanges.tell_both": (lambda here: None, lambda here, _, __: match(here)),
    "exchanges.interest": (
        match,
        lambda here, made, _: exchanges.interest(
            association=here, match=made.pk, entry=made.one.ref, interested=True, by=BY, at=NOW
        ),
    ),
    "exchanges.decide": (asked, lambda here, ref, _: _refusal(here, ref, exchanges.decide)),
    "successions.report_death": (lambda here: None, lambda here, _, __: dead(here)),
    "successions.name_spokesperson": (
        dead,
        lambda here, ref, _: successions.name_spokesperson(
            association=here, thread=ref, as_what="executor", name="Ada Bell", by=BY, at=NOW
        ),
    ),
}
