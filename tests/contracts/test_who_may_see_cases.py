"""Who may see which case, and take which of its steps? Every sort of case, every role, every relation.

What is expected is written out here by hand, and not asked of the rules that are tested.
"""

from __future__ import annotations

import pytest
from django.test import Client

from kept.actions.telling import Telling, tell
from kept.casework.cases import TYPES, Who
from kept.casework.cases.roles import may_take, needed_for
from kept.casework.permissions import ROLES, may
from kept.config import middleware
from kept.rulebook.cases import practice_of
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership, Team, Thread
from kept.store.threads import visible_to
from tests import cast
from tests.journeys.stories import Story
from tests.journeys.test_life_of_a_case import STORIES

READS = {"receptionist", "officer", "manager", "director", "policy-officer", "auditor"}
LEADS = {"manager", "director"}
TAKES = {
    Who.RECORDS: {"receptionist", "officer", "manager", "director"},
    Who.LEADS: LEADS,
    Who.PROTECTS_DATA: LEADS,
    Who.DECIDES: {"director"},
}
OWN, TEAM, NEITHER, SUBJECT = "own", "team", "neither", "subject of it"
RELATIONS = (OWN, TEAM, NEITHER, SUBJECT)
# For whom each sort of case is kept from its beginning.
KEPT_FOR = {
    "behaviour": "confidential",
    "harassment": "confidential",
    "tenancy_breach": "confidential",
    "data-breach": "confidential",
    "concern": "safeguarding",
}


def expected(kept_for: str, role: str, relation: str) -> bool:
    """Whether somebody of this role sees it, who stands so to it."""
    if role not in READS or relation == SUBJECT:
        return False
    if relation == OWN or kept_for == "":
        return True
    if kept_for == "safeguarding":
        # The leads are named by each association: at Karin it is the director.
        return role == "director"
    return role in LEADS or (kept_for == "confidential" and relation == TEAM)


@pytest.fixture
def karin(db: None, monkeypatch: pytest.MonkeyPatch) -> Association:
    now = cast.t("Wednesday 2026-04-08 12:00")
    monkeypatch.setattr(middleware, "now", lambda: now)
    return cast.association("karin")


@pytest.fixture
def people(karin: Association) -> dict[str, Account]:
    return {role: cast.member(karin, f"the-{role}", role) for role in ROLES}


def opened(karin: Association, story: Story) -> Thread:
    """A case of that sort, as its story opens it."""
    kind, facts = story.opens
    at = cast.t("Tuesday 2026-04-07 10:00")
    kinds = cast.rulebook("karin").kinds
    first = (
        [Telling("letter.received", at, {}, uid=f"letter-{story.type}")] if kinds[kind].opens is None else []
    )
    # What the generic form asks for once more, and the facts of the story do not say, has its default.
    it = Telling(kind, at, facts, uid=f"case-{story.type}", beside=first[0].uid if first else None)
    told = tell([*first, it], association=karin, by="kept", at=at)
    assert told.refused is None, (story.type, told.refused)
    with tenancy.association(karin):
        return Thread.objects.get(ref=told.results[-1].thread)


def test_every_sort_of_case_every_role_every_relation(karin: Association, people: dict[str, Account]) -> None:
    stories = {each.type: each for each in STORIES}
    assert set(stories) == set(TYPES)
    elsewhere = cast.association("moray")
    stranger = cast.member(elsewhere, "stranger", "director")
    wrong = []
    for name, story in stories.items():
        thread = opened(karin, story)
        kept_for = KEPT_FOR.get(name, "")
        assert thread.sensitivity == kept_for, (name, thread.sensitivity)
        for role, account in people.items():
            for relation in RELATIONS:
                with tenancy.association(karin):
                    _stands(karin, thread, account, relation, kept_for)
                    membership = membership_of(account, on=cast.t("Wednesday 2026-04-08 12:00").date())
                    assert membership is not None
                    sees = visible_to(membership).filter(pk=thread.pk).exists()
                if sees is not expected(_kept(kept_for, relation), role, relation):
                    wrong.append((name, role, relation, sees))
        with tenancy.association(elsewhere):
            theirs = membership_of(stranger, on=cast.t("Wednesday 2026-04-08 12:00").date())
            assert theirs is not None
            assert not visible_to(theirs).filter(pk=thread.pk).exists(), name
    assert wrong == []


def _kept(kept_for: str, relation: str) -> str:
    """What is about a member of staff is never ordinary."""
    return kept_for or ("about-staff" if relation == SUBJECT else "")


def _stands(karin: Association, thread: Thread, account: Account, relation: str, kept_for: str) -> None:
    """The case as it is when that person stands so to it."""
    team, *_between, other = Team.objects.filter(association=karin).order_by("id")
    Membership.objects.filter(association=karin, account=account).update(team=team)
    Thread.objects.filter(pk=thread.pk).update(
        owner=account if relation == OWN else None,
        team=team if relation == TEAM else other,
        about=account if relation == SUBJECT else None,
        raised_by=None,
        sensitivity=_kept(kept_for, relation),
    )


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_step_is_for_those_whose_it_is(name: str) -> None:
    karin = cast.rulebook("karin")
    for step in TYPES[name].steps:
        for role in ROLES:
            refused = may_take(step, name, role, karin)
            house = practice_of(karin, name).step(step.kind).who
            whose = TAKES[step.who] & (TAKES[Who(house)] if house else TAKES[step.who])
            assert (refused is None) is (role in whose), (name, step.label, role)
            if refused is not None:
                assert refused.sentence.startswith("Ask "), refused


@pytest.mark.django_db
def test_the_page_of_a_case_answers_as_the_rules_say(karin: Association, people: dict[str, Account]) -> None:
    stories = {each.type: each for each in STORIES}
    stranger = cast.member(cast.association("moray"), "stranger", "director")
    for name, story in stories.items():
        thread = opened(karin, story)
        kept_for = KEPT_FOR.get(name, "")
        address = f"/karin/cases/{thread.ref}"
        assert cast.client(stranger).get(address).status_code == 404, name
        for role, account in people.items():
            for relation in (OWN, SUBJECT):
                with tenancy.association(karin):
                    _stands(karin, thread, account, relation, kept_for)
                status = cast.client(account).get(address).status_code
                wanted = 403 if role not in READS else 200 if relation == OWN else 404
                assert status == wanted, (name, role, relation, status)


@pytest.mark.django_db
def test_a_step_of_the_directors_is_refused_to_everybody_else(
    karin: Association, people: dict[str, Account]
) -> None:
    story = next(each for each in STORIES if each.type == "behaviour")
    thread = opened(karin, story)
    kinds = cast.rulebook("karin").kinds
    for role, account in people.items():
        with tenancy.association(karin):
            _stands(karin, thread, account, OWN, "confidential")
        browser: Client = cast.client(account)
        status = browser.get(f"/karin/thread/{thread.ref}/restriction.decided?by-hand=1").status_code
        allowed = may(role, needed_for(kinds["restriction.decided"], cast.rulebook("karin")))
        assert allowed is (role == "director")
        assert status == (200 if role == "director" else 403), (role, status)
