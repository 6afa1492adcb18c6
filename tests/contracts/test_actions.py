"""Nothing is changed in silence: every action is signed, dated, and leaves an event.

`ACTS` runs each public function of `kept.actions` once. A function that is missing from it fails the test,
and so does one that leaves nothing behind, unless `SILENT` says why that is right.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from kept import actions
from kept.actions import (
    absences,
    bringing,
    checking,
    connections,
    counts,
    customers,
    digests,
    duties,
    erasing,
    factors,
    foreseeing,
    going_live,
    handing,
    hooks,
    housing,
    invitations,
    joining,
    mailing,
    marking,
    members,
    merging,
    notices,
    officers,
    people,
    policies,
    publishing,
    reaching,
    readings,
    reasons,
    reassigning,
    recomputing,
    rehearsing,
    representing,
    sampling,
    sweeping,
    tokens,
)
from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.housekeeping import by_hand
from kept.store import rules, tenancy
from kept.store.models import (
    Absence,
    Account,
    Association,
    Check,
    Connection,
    Delivery,
    Event,
    Mail,
    Membership,
    Person,
    Rehearsal,
    Representative,
)
from tests.actions.house import BY, folder, letter, opened, t, told
from tests.contracts import (
    acts_behaviour,
    acts_bundles,
    acts_calls,
    acts_cases,
    acts_complaints,
    acts_contractors,
    acts_data_care,
    acts_diary,
    acts_dispatch,
    acts_drafting,
    acts_email,
    acts_formats,
    acts_inbox,
    acts_keys,
    acts_lessons,
    acts_letters,
    acts_mailbook,
    acts_moves,
    acts_nuisance,
    acts_places,
    acts_policy_life,
    acts_publications,
    acts_reception,
    acts_schemes,
    acts_staff,
    acts_surveys,
    acts_telephone,
    acts_visits,
)

NOW = t("Wednesday 2026-04-08 10:00")
# What is told comes first, before the names.
FIRST = {"records", "refs", "tellings", "telling", "beside"}
SILENT = {
    "foreseeing.foresee": "it only looks ahead",
    "sweeping.sweep": "what follows from time is no event; what is owed for it is on record",
    "sweeping.sweep_association": "the same for one association",
    "recomputing.recompute": "it makes again what the events say",
    "counts.look_again_everywhere": "it counts again what is on record",
    "rehearsing.begin": "it marks an installation in which there is nothing yet",
    "rehearsing.finish": "it marks an installation, and is no association's affair",
    "rehearsing.move": "it moves the clock where nothing is real",
    "notices.tell_owed": "what follows from time is no event; each notice is on record",
    "notices.notify": "a notice is on record, and changes nothing of a contact",
    "notices.mark_read": "what somebody has read is their own affair",
    "digests.gather": "each digest is on record",
    "digests.wish": "what e-mail somebody wants is their own affair",
    "mailing.begin": "each try is on record with its mail",
    "mailing.sent": "it is on record with its mail",
    "mailing.failed": "it is on record with its mail",
    "hooks.try_out": "a test says nothing of anybody",
    "hooks.redeliver": "it tells again what is on record already",
    "hooks.begin": "each try is on record with its delivery",
    "hooks.told": "it is on record with its delivery",
    "hooks.kept_back": "it is on record with its delivery",
}


def functions() -> dict[str, Callable[..., object]]:
    """Every public function of the modules of actions, by module and name."""
    found = {}
    for info in pkgutil.iter_modules(actions.__path__):
        if info.ispkg:
            continue
        module = importlib.import_module(f"kept.actions.{info.name}")
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{info.name}.{name}"] = value
    return found


def _nothing(here: Association) -> None:
    """Nothing need be there."""


def _account(here: Association) -> Account:
    made = people.create_account(
        association=here, handle="bea", email="bea@example.org", name="Bea", by=BY, at=NOW
    )
    assert isinstance(made, Account)
    return made


def _member(here: Association) -> None:
    _account(here)
    people.add_member(association=here, handle="bea", role="officer", by=BY, at=NOW)


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def _membership(here: Association) -> int:
    _member(here)
    with tenancy.association(here):
        return Membership.objects.get(account__handle="bea").pk


def _another(here: Association) -> None:
    people.create_account(association=here, handle="cem", email="c@example.org", name="Cem", by=BY, at=NOW)
    people.add_member(association=here, handle="cem", role="officer", by=BY, at=NOW)


def _deputy(here: Association) -> int:
    _another(here)
    return _membership(here)


def _invited(here: Association) -> invitations.Made:
    made = invitations.invite(association=here, email="cem@example.org", role="officer", by=BY, at=NOW)
    assert isinstance(made, invitations.Made)
    return made


def _absence(here: Association) -> Absence:
    made = absences.tell(association=here, handle="bea", from_at=NOW, to_at=None, by=BY, at=NOW)
    assert isinstance(made, Absence), made
    return made


def _away(here: Association) -> int:
    _member(here)
    return _absence(here).pk


def _with_app(here: Association) -> None:
    _account(here)
    factors.add_app(association=here, handle="bea", secret=SECRET, by=BY, at=NOW)


def _letter(here: Association) -> str:
    return letter(here, "Tuesday 2026-04-07 10:00", from_name="Ms Okafor")


def _two(here: Association) -> tuple[str, str]:
    return _letter(here), _letter(here)


def _joined(here: Association) -> str:
    one, other = _two(here)
    merging.merge(association=here, thread=other, into=one, by=BY, at=NOW)
    return other


def _token(here: Association) -> tokens.Made:
    _member(here)
    made = tokens.create(association=here, account="bea", name="Switch", scopes=["read"], by=BY, at=NOW)
    assert isinstance(made, tokens.Made), made
    return made


def _adopted(here: Association) -> object:
    return readings.adopt(association=here, clause="small:2", minute="Board, item 7", by=BY, at=NOW)


def _customer(here: Association) -> str:
    made = customers.add(association=here, name="Ngozi Okafor", by=BY, at=NOW)
    assert isinstance(made, Person)
    return made.ref


def _alike(here: Association) -> tuple[str, str]:
    more = {"phones": ["0113 496 0001"], "email": "n@example.org"}
    one, other = (customers.add(association=here, name="Ngozi", by=BY, at=NOW, **more) for _ in range(2))
    assert isinstance(one, Person)
    assert isinstance(other, Person)
    return one.ref, other.ref


def _one_file(here: Association) -> str:
    one, other = _alike(here)
    joining.join(association=here, person=one, into=other, by=BY, at=NOW)
    return one


def _told_apart(here: Association) -> tuple[str, str]:
    one, other = _alike(here)
    joining.tell_apart(association=here, person=one, other=other, by=BY, at=NOW)
    return one, other


def _represented(here: Association) -> str:
    made = representing.name(
        association=here, person=_customer(here), given={"name": "Ada Bell"}, by=BY, at=NOW
    )
    assert isinstance(made, Representative)
    return made.ref


def _theirs(here: Association) -> tuple[str, str]:
    return _letter(here), _customer(here)


def _colleague(here: Association) -> str:
    _member(here)
    return _letter(here)


def _given_away(here: Association) -> str:
    done = reassigning.reassign(association=here, threads=[_colleague(here)], to="bea", by=BY, at=NOW)
    assert isinstance(done, reassigning.Reassigned)
    people.create_account(association=here, handle="cem", email="cem@example.org", name="Cem", by=BY, at=NOW)
    people.add_member(association=here, handle="cem", role="officer", by=BY, at=NOW)
    again = reassigning.reassign(
        association=here, threads=[done.moved[0].thread], to="cem", by=BY, at=NOW, together="again"
    )
    assert isinstance(again, reassigning.Reassigned)
    return again.together


def _late(here: Association) -> str:
    return letter(here, "Monday 2026-03-09 10:00")


def _over(here: Association) -> None:
    """A letter that nobody answered in March; somebody else recorded it."""
    told(
        here, Telling("letter.received", t("Monday 2026-03-09 10:00")), at="Monday 2026-03-09 10:00", by="bea"
    )


def _to_read(here: Association) -> int:
    _over(here)
    checking.draw(association=here, month=date(2026, 3, 1), by="bea", at=NOW)
    with tenancy.association(here):
        return Check.objects.values_list("pk", flat=True).first() or 0


def _tie(here: Association, ref: str) -> Connection:
    if not Account.objects.filter(handle="bea").exists():
        _member(here)
    made = connections.declare(association=here, account="bea", person=ref, kind="friend", by=BY, at=NOW)
    assert isinstance(made, Connection)
    return made


def _duty(here: Association) -> None:
    """A policy that begins today, loaded yesterday."""
    with tempfile.TemporaryDirectory() as at:
        made = folder(Path(at), starts_on=f"{NOW:%Y-%m-%d}", recurring=True)
        policies.load(folder=made, by=BY, at=t("Tuesday 2026-04-07 10:00"))


def _repair(here: Association) -> None:
    """A repair that was finished last month, under a policy by which one in five is looked at."""
    with tempfile.TemporaryDirectory() as at:
        made = folder(Path(at), starts_on="2016-01-02", recurring=True)
        policies.load(folder=made, by=BY, at=t("Saturday 2016-01-02 10:00"))
    done = t("Tuesday 2026-03-10 10:00")
    reported = Telling("repair.reported", done, subject="R-1")
    told(here, reported, Telling("repair.completed", done, subject="R-1"), at=done)


def _hook(here: Association) -> hooks.Made:
    _member(here)
    made = hooks.add(association=here, account="bea", url="https://crm.example.org/", by=BY, at=NOW)
    assert isinstance(made, hooks.Made), made
    return made


def _paused(here: Association) -> hooks.Made:
    made = _hook(here)
    sent = hooks.try_out(association=here, hook=made.hook.ref, by=BY, at=NOW)
    assert isinstance(sent, Delivery)
    hooks.failed(association=here.pk, delivery=sent.pk, why="410", for_good=True, by=BY, at=NOW)
    return made


def _delivery(here: Association) -> tuple[hooks.Made, Delivery]:
    made = _hook(here)
    sent = hooks.try_out(association=here, hook=made.hook.ref, by=BY, at=NOW)
    assert isinstance(sent, Delivery)
    return made, sent


def _mail(here: Association) -> Mail:
    account = _account(here)
    with tenancy.association(here):
        return Mail.objects.create(association=here, account=account, sort="digest", key="one", at=NOW)


def _patch(here: Association) -> str:
    """A patch with an officer, and a home on it with its tenant; the reference of the home."""
    _member(here)
    said = {"association": here, "by": BY, "at": NOW}
    bringing.bring([bringing.Record("N", {"officer": "bea"})], what="patches", **said)
    home = bringing.Record("H", {"address": "14 Mill Road", "patch": "N"})
    (became,) = bringing.bring([home], what="homes", **said).became
    bringing.bring([bringing.Record("P", {"name": "Ngozi Okafor"})], what="people", **said)
    lives = {"home": "H", "person": "P", "kind": "tenant", "from_on": "2026-04-01"}
    bringing.bring([bringing.Record("T", lives)], what="tenancies", **said)
    return str(became.ref)


def _patch_and_another(here: Association) -> str:
    """The patch of Bea, and Cem who may stand in for her: nobody stands in for themselves."""
    _another(here)
    return _patch(here)


def _officer_to_tell(here: Association) -> None:
    _patch(here)
    officers.follow(association=here, by=BY, at=NOW)
    home = {"association": here, "by": BY, "at": NOW}
    bringing.bring(
        [bringing.Record("P", {"name": "Okafor", "address": "14 Mill Road"})], what="people", **home
    )


def _corrected(here: Association) -> str:
    ref = _patch(here)
    housing.correct(
        association=here, what="homes", ref=ref, changes={"address": "16 Mill Road"}, by=BY, at=NOW
    )
    return ref


# name -> what must be there first, and the act itself, given that and a folder of its own
def _demonstration(here: Association) -> None:
    Rehearsal.objects.create(seed=1, built_for=NOW.date())


def _whole(here: Association) -> None:
    Rehearsal.objects.create(seed=1, built_for=NOW.date(), whole_at=NOW)


def _moved(here: Association, prepared: object, folder: Path) -> object:
    with override_settings(DEMONSTRATION=True):
        return rehearsing.move(onwards=timedelta(hours=1), by=BY, at=NOW)


def _played(here: Association, prepared: object, folder: Path) -> object:
    act = rehearsing.Act(Telling("letter.received", NOW, {}, uid="5" * 32), BY, NOW)
    return rehearsing.play([act], association=here, by=BY, at=NOW)


ACTS: dict[str, tuple[Callable[[Association], Any], Callable[[Association, Any, Path], object]]] = {
    "rehearsing.begin": (
        _nothing,
        lambda here, _, __: rehearsing.begin(seed=1, built_for=NOW.date(), by=BY, at=NOW),
    ),
    "rehearsing.finish": (_demonstration, lambda here, _, __: rehearsing.finish(by=BY, at=NOW)),
    "rehearsing.play": (_demonstration, _played),
    "rehearsing.move": (_whole, _moved),
    "notices.tell_owed": (_letter, lambda here, _, __: notices.tell_owed(by=BY, at=NOW)),
    "notices.notify": (
        _account,
        lambda here, who, _: notices.notify(
            association=here, accounts=[who.pk], what="mail", key="one", said="Look.", by=BY, at=NOW
        ),
    ),
    "notices.mark_read": (
        _account,
        lambda here, who, _: notices.mark_read(association=here, account=who.pk, by=BY, at=NOW),
    ),
    "digests.gather": (_nothing, lambda here, _, __: digests.gather(by=BY, at=NOW)),
    "digests.wish": (
        _account,
        lambda here, who, _: digests.wish(
            association=here, account=who.pk, digests=False, midday=False, by=BY, at=NOW
        ),
    ),
    "mailing.begin": (
        _mail,
        lambda here, mail, _: mailing.begin(association=here.pk, mail=mail.pk, by=BY, at=NOW),
    ),
    "mailing.sent": (
        _mail,
        lambda here, mail, _: mailing.sent(association=here.pk, mail=mail.pk, by=BY, at=NOW),
    ),
    "mailing.failed": (
        _mail,
        lambda here, mail, _: mailing.failed(association=here.pk, mail=mail.pk, why="gone", by=BY, at=NOW),
    ),
    "hooks.add": (_nothing, lambda here, _, __: _hook(here)),
    "hooks.remove": (
        _hook,
        lambda here, made, _: hooks.remove(association=here, hook=made.hook.ref, by=BY, at=NOW),
    ),
    "hooks.resume": (
        _paused,
        lambda here, made, _: hooks.resume(association=here, hook=made.hook.ref, by=BY, at=NOW),
    ),
    "hooks.try_out": (
        _hook,
        lambda here, made, _: hooks.try_out(association=here, hook=made.hook.ref, by=BY, at=NOW),
    ),
    "hooks.redeliver": (
        _delivery,
        lambda here, two, _: hooks.redeliver(
            association=here, hook=two[0].hook.ref, delivery=two[1].uid, by=BY, at=NOW
        ),
    ),
    "hooks.begin": (
        _delivery,
        lambda here, two, _: hooks.begin(association=here.pk, delivery=two[1].pk, by=BY, at=NOW),
    ),
    "hooks.told": (
        _delivery,
        lambda here, two, _: hooks.told(association=here.pk, delivery=two[1].pk, status=200, by=BY, at=NOW),
    ),
    "hooks.kept_back": (
        _delivery,
        lambda here, two, _: hooks.kept_back(
            association=here.pk, delivery=two[1].pk, why="not to see", by=BY, at=NOW
        ),
    ),
    "hooks.failed": (
        _delivery,
        lambda here, two, _: hooks.failed(
            association=here.pk, delivery=two[1].pk, why="410", for_good=True, by=BY, at=NOW
        ),
    ),
    "telling.tell": (_nothing, lambda here, _, __: told(here, Telling("letter.received", NOW), at=NOW)),
    "foreseeing.foresee": (
        _nothing,
        lambda here, _, __: foreseeing.foresee(
            Telling("letter.received", NOW), association=here, by=BY, at=NOW
        ),
    ),
    "sweeping.sweep": (_letter, lambda here, _, __: sweeping.sweep(at=NOW, by=BY)),
    "sweeping.sweep_association": (
        _letter,
        lambda here, _, __: sweeping.sweep_association(association=here.slug, at=NOW, by=BY),
    ),
    "recomputing.recompute": (
        _letter,
        lambda here, _, __: recomputing.recompute(association=here, check=False, at=NOW, by=BY),
    ),
    "merging.merge": (
        _two,
        lambda here, two, _: merging.merge(association=here, thread=two[1], into=two[0], by=BY, at=NOW),
    ),
    "merging.part": (
        _joined,
        lambda here, ref, _: merging.part(association=here, thread=ref, by=BY, at=NOW, reason="Two sisters"),
    ),
    "marking.mark": (
        _letter,
        lambda here, ref, _: marking.mark(
            association=here, thread=ref, sensitivity="confidential", by=BY, at=NOW
        ),
    ),
    "reaching.set_contact_rules": (
        _customer,
        lambda here, ref, _: reaching.set_contact_rules(
            association=here, person=ref, rules={"never": ["letter"]}, by=BY, at=NOW
        ),
    ),
    "connections.declare": (_customer, lambda here, ref, _: _tie(here, ref)),
    "connections.end": (
        lambda here: _tie(here, _customer(here)),
        lambda here, tie, _: connections.end(association=here, connection=tie.pk, by=BY, at=NOW),
    ),
    "erasing.erase": (
        _letter,
        lambda here, ref, _: erasing.erase(association=here, thread=ref, by=BY, at=NOW, reason="Asked for"),
    ),
    "policies.load": (
        _nothing,
        lambda here, _, path: policies.load(folder=folder(path, starts_on="2026-01-01"), by=BY, at=NOW),
    ),
    "readings.adopt": (_nothing, lambda here, _, __: _adopted(here)),
    "readings.withdraw": (
        _adopted,
        lambda here, _, __: readings.withdraw(
            association=here, clause="small:2", reason="The Board thinks again", by=BY, at=NOW
        ),
    ),
    "customers.add": (_nothing, lambda here, _, __: _customer(here)),
    "customers.change": (
        _customer,
        lambda here, ref, _: customers.change(
            association=here, person=ref, changes={"contact_never": "At work"}, by=BY, at=NOW
        ),
    ),
    "customers.attach": (
        _theirs,
        lambda here, two, _: customers.attach(association=here, thread=two[0], person=two[1], by=BY, at=NOW),
    ),
    "customers.died": (
        _customer,
        lambda here, ref, _: customers.died(
            association=here, person=ref, died_on="2026-04-07", by=BY, at=NOW
        ),
    ),
    "joining.join": (
        _alike,
        lambda here, refs, _: joining.join(association=here, person=refs[0], into=refs[1], by=BY, at=NOW),
    ),
    "joining.part": (
        _one_file,
        lambda here, ref, _: joining.part(association=here, person=ref, reason="Two", by=BY, at=NOW),
    ),
    "joining.tell_apart": (
        _alike,
        lambda here, refs, _: joining.tell_apart(
            association=here, person=refs[0], other=refs[1], by=BY, at=NOW
        ),
    ),
    "joining.take_back": (
        _told_apart,
        lambda here, refs, _: joining.take_back(
            association=here, person=refs[0], other=refs[1], by=BY, at=NOW
        ),
    ),
    "representing.name": (
        _customer,
        lambda here, ref, _: representing.name(
            association=here, person=ref, given={"name": "Ada Bell"}, by=BY, at=NOW
        ),
    ),
    "representing.change": (
        _represented,
        lambda here, ref, _: representing.change(
            association=here, representative=ref, given={"relation": "Daughter"}, by=BY, at=NOW
        ),
    ),
    "customers.erase": (
        _customer,
        lambda here, ref, _: customers.erase(association=here, person=ref, reason="Asked for", by=BY, at=NOW),
    ),
    "bringing.bring": (_nothing, lambda here, _, __: _patch(here)),
    "bringing.end_missing": (
        _patch,
        lambda here, _, __: bringing.end_missing(["T"], what="tenancies", association=here, by=BY, at=NOW),
    ),
    "bringing.finish": (
        _nothing,
        lambda here, _, __: bringing.finish(
            what="homes", file="homes.csv", counts={"rows": 1}, association=here, by=BY, at=NOW
        ),
    ),
    "housing.change_officer": (
        _patch_and_another,
        lambda here, _, __: housing.change_officer(association=here, patch="n", deputy="cem", by=BY, at=NOW),
    ),
    "housing.correct": (_nothing, lambda here, _, __: _corrected(here)),
    "housing.accept_theirs": (
        _corrected,
        lambda here, ref, _: housing.accept_theirs(
            association=here, what="homes", ref=ref, field="address", by=BY, at=NOW
        ),
    ),
    "officers.follow": (
        _patch,
        lambda here, _, __: officers.follow(association=here, by=BY, at=NOW),
    ),
    "officers.tell_all": (
        _officer_to_tell,
        lambda here, _, __: officers.tell_all(association=here, patch="n", how="letter", by=BY, at=NOW),
    ),
    "going_live.went_live": (
        _nothing,
        lambda here, _, __: going_live.went_live(association=here, by=BY, at=NOW),
    ),
    "duties.begin_all": (_duty, lambda here, _, __: duties.begin_all(association=here, by=BY, at=NOW)),
    "duties.begin_everywhere": (_duty, lambda here, _, __: duties.begin_everywhere(by=BY, at=NOW)),
    "sampling.draw": (
        _repair,
        lambda here, _, __: sampling.draw(
            association=here, measure="small:4", period=date(2026, 3, 1), by=BY, at=NOW
        ),
    ),
    "sampling.draw_everywhere": (_repair, lambda here, _, __: sampling.draw_everywhere(by=BY, at=NOW)),
    "publishing.publish": (
        _nothing,
        lambda here, _, __: publishing.publish(association=here, month=date(2026, 3, 1), by=BY, at=NOW),
    ),
    "publishing.publish_everywhere": (
        _nothing,
        lambda here, _, __: publishing.publish_everywhere(by=BY, at=t("Wednesday 2026-04-15 10:00")),
    ),
    "counts.tell_counts": (
        _nothing,
        lambda here, _, __: counts.tell_counts(
            association=here, counts=[counts.Told(date(2026, 4, 7), "mail-book", 5)], by=BY, at=NOW
        ),
    ),
    "counts.look_again_everywhere": (
        _nothing,
        lambda here, _, __: counts.look_again_everywhere(by=BY, at=NOW),
    ),
    "checking.draw": (
        _over,
        lambda here, _, __: checking.draw(association=here, month=date(2026, 3, 1), by=BY, at=NOW),
    ),
    "checking.draw_everywhere": (_over, lambda here, _, __: checking.draw_everywhere(by=BY, at=NOW)),
    "checking.read": (
        _to_read,
        lambda here, check, _: checking.read(association=here, check=check, result="agreed", by=BY, at=NOW),
    ),
    "handing.hand_over": (
        _colleague,
        lambda here, ref, _: handing.hand_over(association=here, thread=ref, to="bea", by=BY, at=NOW),
    ),
    "reassigning.reassign": (
        _colleague,
        lambda here, ref, _: reassigning.reassign(association=here, threads=[ref], to="bea", by=BY, at=NOW),
    ),
    "reassigning.spread": (
        _colleague,
        lambda here, ref, _: reassigning.spread(
            association=here, threads=[ref], among=["bea"], by=BY, at=NOW
        ),
    ),
    "reassigning.take_back": (
        _given_away,
        lambda here, name, _: reassigning.take_back(association=here, together=name, by=BY, at=NOW),
    ),
    "reasons.explain": (
        _late,
        lambda here, ref, _: reasons.explain(
            association=here, threads=[ref], why="our_mistake", by=BY, at=NOW
        ),
    ),
    "tokens.create": (
        _member,
        lambda here, _, __: tokens.create(
            association=here, account="bea", name="Switch", scopes=["read"], by=BY, at=NOW
        ),
    ),
    "tokens.revoke": (
        _token,
        lambda here, made, _: tokens.revoke(association=here, token=made.token.ref, by=BY, at=NOW),
    ),
    "invitations.invite": (
        _nothing,
        lambda here, _, __: invitations.invite(
            association=here, email="cem@example.org", role="officer", by=BY, at=NOW
        ),
    ),
    "invitations.withdraw": (
        _invited,
        lambda here, made, _: invitations.withdraw(
            association=here, invitation=made.invitation.ref, by=BY, at=NOW
        ),
    ),
    "invitations.accept": (
        _invited,
        lambda here, made, _: invitations.accept(
            association=here, key=made.key, handle=BY, name="Ann", password="a quiet morning", by=BY, at=NOW
        ),
    ),
    "members.change": (
        _membership,
        lambda here, one, _: members.change(
            association=here, membership=one, role="manager", team=None, office="main", by=BY, at=NOW
        ),
    ),
    "members.name_deputy": (
        _deputy,
        lambda here, one, _: members.name_deputy(
            association=here, membership=one, deputy="cem", by=BY, at=NOW
        ),
    ),
    "members.leave": (
        _deputy,
        lambda here, _, __: members.leave(
            association=here, handle="bea", last_on=NOW.date(), to="cem", by=BY, at=NOW
        ),
    ),
    "absences.tell": (_member, lambda here, _, __: _absence(here)),
    "absences.back": (
        _away,
        lambda here, absence, _: absences.back(association=here, absence=absence, by=BY, at=NOW),
    ),
    "factors.add_app": (
        _account,
        lambda here, _, __: factors.add_app(association=here, handle="bea", secret=SECRET, by=BY, at=NOW),
    ),
    "factors.new_codes": (
        _with_app,
        lambda here, _, __: factors.new_codes(association=here, handle="bea", by=BY, at=NOW),
    ),
    "factors.add_passkey": (
        _account,
        lambda here, _, __: factors.add_passkey(
            association=here, handle="bea", name="Phone", credential={}, by=BY, at=NOW
        ),
    ),
    "factors.remove": (
        _with_app,
        lambda here, _, __: factors.remove(association=here, handle="bea", factor="totp", by=BY, at=NOW),
    ),
    "factors.remove_all": (
        _with_app,
        lambda here, _, __: factors.remove_all(association=here, handle="bea", by=BY, at=NOW, operator=True),
    ),
    "factors.sign_out_elsewhere": (
        _account,
        lambda here, _, __: factors.sign_out_elsewhere(
            association=here, handle="bea", stays=None, by=BY, at=NOW
        ),
    ),
    "people.create_account": (_nothing, lambda here, _, __: _account(here)),
    "people.add_member": (
        _account,
        lambda here, _, __: people.add_member(association=here, handle="bea", role="officer", by=BY, at=NOW),
    ),
    "people.end_membership": (
        _member,
        lambda here, _, __: people.end_membership(association=here, handle="bea", by=BY, at=NOW),
    ),
    "people.set_password": (
        _account,
        lambda here, _, __: people.set_password(
            association=here, handle="bea", password="a quiet morning", by=BY, at=NOW
        ),
    ),
    "people.close_account": (
        _member,
        lambda here, _, __: people.close_account(association=here, handle="bea", by=BY, at=NOW),
    ),
}

ACTS |= acts_behaviour.ACTS
ACTS |= acts_calls.ACTS
ACTS |= acts_cases.ACTS
SILENT |= acts_calls.SILENT
ACTS |= acts_complaints.ACTS
ACTS |= acts_contractors.ACTS
ACTS |= acts_data_care.ACTS
ACTS |= acts_diary.ACTS
SILENT |= acts_diary.SILENT
ACTS |= acts_drafting.ACTS
ACTS |= acts_email.ACTS
SILENT |= acts_email.SILENT
ACTS |= acts_formats.ACTS
ACTS |= acts_keys.ACTS
SILENT |= acts_keys.SILENT
ACTS |= acts_inbox.ACTS
SILENT |= acts_inbox.SILENT
ACTS |= acts_lessons.ACTS
ACTS |= acts_letters.ACTS
SILENT |= acts_letters.SILENT
ACTS |= acts_mailbook.ACTS
SILENT |= acts_mailbook.SILENT
ACTS |= acts_moves.ACTS
ACTS |= acts_nuisance.ACTS
SILENT |= acts_moves.SILENT
ACTS |= acts_surveys.ACTS
ACTS |= acts_dispatch.ACTS
SILENT |= acts_surveys.SILENT
SILENT |= acts_dispatch.SILENT
ACTS |= acts_places.ACTS
ACTS |= acts_policy_life.ACTS
SILENT |= acts_policy_life.SILENT
ACTS |= acts_publications.ACTS
ACTS |= acts_reception.ACTS
ACTS |= acts_schemes.ACTS
ACTS |= acts_bundles.ACTS
SILENT |= acts_bundles.SILENT
ACTS |= acts_staff.ACTS
SILENT |= acts_staff.SILENT
ACTS |= acts_telephone.ACTS
SILENT |= acts_telephone.SILENT
ACTS |= acts_visits.ACTS


def test_every_action_is_run_here() -> None:
    assert set(functions()) == set(ACTS)


@pytest.mark.parametrize("name", sorted(functions()))
def test_an_action_takes_names_a_signature_and_a_moment(name: str) -> None:
    given = inspect.signature(functions()[name]).parameters
    positional = {each.name for each in given.values() if each.kind is not inspect.Parameter.KEYWORD_ONLY}
    assert positional <= FIRST
    assert {"by", "at"} <= set(given)
    if name != "sweeping.sweep":
        assert given["by"].default is inspect.Parameter.empty
    assert given["at"].default is inspect.Parameter.empty


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_action_leaves_an_event(name: str, tmp_path: Path) -> None:
    here = opened(tmp_path)
    prepare, act = ACTS[name]
    prepared = prepare(here)
    with tenancy.association(here):
        before = Event.objects.count()
    found = act(here, prepared, tmp_path)
    assert not isinstance(found, Refused), found
    with tenancy.association(here):
        signed = list(Event.objects.order_by("pk")[before:])
    assert bool(signed) is (name not in SILENT)
    assert all(each.by == BY for each in signed)


@pytest.mark.django_db
def test_the_events_of_the_house_are_declared_and_nobody_records_them(tmp_path: Path) -> None:
    from kept.casework import housekeeping

    here = opened(tmp_path)
    with tenancy.association(here):
        kinds = rules.rules_of(here).kinds
    named = [value for name, value in vars(housekeeping).items() if name.isupper() and isinstance(value, str)]
    ours = {each for each in named if "." in each}
    assert ours <= set(kinds)
    assert {name for name, kind in kinds.items() if not by_hand(kind)} == ours
