"""Proofs of what the policy itself asks of its owners: who answers for a clause is shown, and is told."""

from __future__ import annotations

import re
from datetime import timedelta

from kept.actions import absences, members, notices, registering
from kept.actions.sweeping import sweep
from kept.casework import Refused
from kept.rulebook.answering import who_answers
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Notice
from tests import cast
from tests.contracts.world import NOW, World


def who_answers_is_shown(world: World) -> None:
    posts = world.rulebook.room("answering")
    page = world.get("manager", "/clauses/who-answers")
    assert all(each.who in page for each in posts)
    clause = next(each for each in world.rulebook.clauses if each.promise and who_answers(posts, each.id))
    post = who_answers(posts, clause.id)
    assert post is not None
    assert f"Who answers for it: {post.who}" in _plain(world.get("manager", f"/clauses/{clause.id}"))


def who_answers_is_told(world: World) -> None:
    manager = world.member("manager")
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"})
    for day in range(1, 60):
        at = world.at + timedelta(days=day, hours=3)
        sweep(at=at)
        notices.tell_owed(by="worker", at=at)
    with tenancy.association(world.association):
        assert Notice.objects.filter(account=manager, thread__ref=ref, what="breach").exists()


def procedures_are_attached_or_missed(world: World) -> None:
    assert "/clauses/wessex:5a.1" in _missed(world)
    made = registering.add(
        association=world.slug,
        register="procedures",
        answers={"document": "Seeing callers", "section": "wessex:5a", "version": "3"},
        by=world.member("manager").handle,
        at=world.at,
    )
    assert not isinstance(made, Refused), made
    assert "/clauses/wessex:5a.1" not in _missed(world)
    assert "/clauses/wessex:5b.1" in _missed(world)
    assert "How it is done: Seeing callers (3)" in _plain(world.get("manager", "/clauses/wessex:5a.1"))


def _missed(world: World) -> str:
    page = world.get("manager", "/clauses/who-answers")
    return page[page.index('id="bare"') :]


def the_standard_is_at_hand(world: World) -> None:
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"})
    assert f"/{world.slug}/clauses/{world.slug}:" in world.get("receptionist", f"/thread/{ref}")


def whoever_answered_is_on_record(world: World) -> None:
    ref = world.tell("call.rang", {"line": "extension"})
    world.tell("call.answered", thread=ref)
    page = _plain(world.get("receptionist", f"/thread/{ref}"))
    assert world.member("officer").name in page
    assert "extension" in page


def form_and_procedure_are_one_print(world: World) -> None:
    page = _plain(world.get("receptionist", "/complaint-pack"))
    assert "What happened?" in page
    promised = [
        each.public for each in world.rulebook.promises.values() if "complaint.received" in each.starts
    ]
    assert any(each in page for each in promised)
    assert "kept-pack--large" in world.get("receptionist", "/complaint-pack?print=large")


def the_deputy_answers(world: World) -> None:
    deputy = cast.member(world.association, "cem", "officer")
    officer = world.member("officer")
    with tenancy.association(world.association):
        held = membership_of(officer, on=world.at.date())
    assert held is not None
    named = members.name_deputy(
        association=world.slug,
        membership=held.pk,
        deputy=deputy.handle,
        by=world.member("manager").handle,
        at=world.at,
    )
    assert not isinstance(named, Refused), named
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"})
    away = absences.tell(
        association=world.slug,
        handle=officer.handle,
        from_at=world.at,
        to_at=None,
        by=world.member("manager").handle,
        at=world.at,
    )
    assert not isinstance(away, Refused), away
    browser = cast.client(deputy)
    assert ref in browser.get(f"/{world.slug}/desk").content.decode()
    cast.told(world.association, deputy, "letter.answered", NOW, thread=ref)
    page = _plain(browser.get(f"/{world.slug}/thread/{ref}").content.decode())
    assert "Ms Okafor" in page
    assert deputy.name in page


def _plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


PROOFS = {
    "print:complaint-pack": form_and_procedure_are_one_print,
    "rule:deputy-answers": the_deputy_answers,
    "page:answering": who_answers_is_shown,
    "rule:told-who-answers": who_answers_is_told,
    "list:no-procedure": procedures_are_attached_or_missed,
    "rule:standards-at-hand": the_standard_is_at_hand,
    "rule:taker-on-record": whoever_answered_is_on_record,
}
