"""Each act on people's data, run once."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import consents, corrections, customers, disclosures, people, retention
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Disclosure, Membership, Person, RetentionHold
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")


def bell(here: Association) -> Person:
    """Mr Bell."""
    made = customers.add(association=here, name="Kim Bell", address="14 Mill Road", by=BY, at=NOW)
    assert isinstance(made, Person), made
    return made


def agreed(here: Association) -> Person:
    """Mr Bell, who does not mind being asked."""
    made = bell(here)
    consents.answer(
        association=here, person=made.ref, purpose="surveys", given=True, how="call", uid="a", by=BY, at=NOW
    )
    return made


def wish(here: Association, by: str = "zoe") -> Disclosure:
    """What is to go to the council, asked for by somebody."""
    made = disclosures.ask(
        association=here,
        person=bell(here).ref,
        sort="outside",
        what="His address",
        recipient="The council",
        purpose="To trace him",
        basis="law",
        uid="d",
        by=by,
        at=NOW,
    )
    assert isinstance(made, Disclosure), made
    return made


def ann(here: Association) -> Membership:
    """Somebody who works here."""
    if not Account.objects.filter(handle=BY).exists():
        people.create_account(
            association=here, handle=BY, email=f"{BY}@example.org", name="Ann", by=BY, at=NOW
        )
    people.add_member(association=here, handle=BY, role="officer", by=BY, at=NOW, from_on=date(2016, 1, 4))
    from kept.store import tenancy

    with tenancy.association(here):
        found = membership_of(Account.objects.get(handle=BY), on=NOW.date())
    assert found is not None
    return found


def _hidden(here: Association) -> Person:
    ann(here)
    made = bell(here)
    disclosures.keep_address_back(association=here, person=made.ref, seen_by=[BY], by=BY, at=NOW)
    return made


def _seen(here: Association) -> Person:
    ann(here)
    return bell(here)


def _old(here: Association) -> None:
    was = t("Wednesday 2018-04-11 10:00")
    first = tell([Telling("letter.received", was, {}, uid="o")], association=here, by=BY, at=was).results[0]
    tell([Telling("thread.closed", was, {}, thread=first.thread)], association=here, by=BY, at=was)


def _refused(here: Association) -> str:
    asked = Telling("correction.requested", NOW, {"about": "My name"}, uid="c")
    ref = str(tell([asked], association=here, by=BY, at=NOW).results[0].thread)
    facts = {"reason": "It is right", "manager": "Mia", "may_complain": True}
    tell([Telling("correction.refused", NOW, facts, thread=ref)], association=here, by=BY, at=NOW)
    return ref


def _held(here: Association) -> RetentionHold:
    made = retention.hold(
        association=here, person=bell(here).ref, reason="A claim", review_on=date(2027, 1, 1), by=BY, at=NOW
    )
    assert isinstance(made, RetentionHold), made
    return made


ACTS: dict[str, Any] = {
    "consents.answer": (lambda here: None, lambda here, _, __: agreed(here)),
    "consents.withdraw": (
        agreed,
        lambda here, made, _: consents.withdraw(
            association=here, person=made.ref, purpose="surveys", how="call", by=BY, at=NOW
        ),
    ),
    "consents.tell_why": (
        bell,
        lambda here, made, _: consents.tell_why(
            association=here, person=made.ref, statement="to-answer", how="call", uid="w", by=BY, at=NOW
        ),
    ),
    "consents.confirm": (
        bell,
        lambda here, made, _: consents.confirm(
            association=here, person=made.ref, details={"household": "A son"}, by=BY, at=NOW
        ),
    ),
    "disclosures.ask": (lambda here: None, lambda here, _, __: wish(here, BY)),
    "disclosures.approve": (
        wish,
        lambda here, made, _: disclosures.approve(association=here, disclosure=made.ref, by=BY, at=NOW),
    ),
    "disclosures.refuse": (
        wish,
        lambda here, made, _: disclosures.refuse(
            association=here, disclosure=made.ref, why="No", by=BY, at=NOW
        ),
    ),
    "disclosures.say_told": (
        wish,
        lambda here, made, _: disclosures.say_told(
            association=here, disclosure=made.ref, told="told", by=BY, at=NOW
        ),
    ),
    "disclosures.note_confidentially": (
        bell,
        lambda here, made, _: disclosures.note_confidentially(
            association=here, person=made.ref, about="His debts", uid="n", by=BY, at=NOW
        ),
    ),
    "disclosures.keep_address_back": (
        _seen,
        lambda here, made, _: disclosures.keep_address_back(
            association=here, person=made.ref, seen_by=[BY], by=BY, at=NOW
        ),
    ),
    "disclosures.show_address": (
        _hidden,
        lambda here, made, _: disclosures.show_address(association=here, person=made.ref, by=BY, at=NOW),
    ),
    "disclosures.give_reason": (
        ann,
        lambda here, made, _: disclosures.give_reason(
            association=here,
            what="customer",
            ref="K7F3-9Q2M",
            reason="On the line",
            by=BY,
            at=NOW,
            membership=made,
        ),
    ),
    "retention.erase_due": (
        _old,
        lambda here, _, __: retention.erase_due(association=here, by=BY, at=NOW),
    ),
    "retention.hold": (lambda here: None, lambda here, _, __: _held(here)),
    "retention.lift": (
        _held,
        lambda here, made, _: retention.lift(association=here, hold=made.pk, by=BY, at=NOW),
    ),
    "corrections.complain": (
        _refused,
        lambda here, made, _: corrections.complain(association=here, thread=made, uid="x", by=BY, at=NOW),
    ),
}
