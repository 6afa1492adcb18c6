"""Proofs of what the policy itself asks of its owners: who answers for a clause is shown, and is told."""

from __future__ import annotations

from datetime import timedelta

from kept.actions import notices
from kept.actions.sweeping import sweep
from kept.rulebook.answering import who_answers
from kept.store import tenancy
from kept.store.models import Notice
from tests.contracts.world import World


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


def _plain(page: str) -> str:
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


PROOFS = {"page:answering": who_answers_is_shown, "rule:told-who-answers": who_answers_is_told}
