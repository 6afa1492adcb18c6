"""Who answers for whoever is away: the cover, the cover of the cover, the deputy, whoever leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions import absences as act
from kept.actions import members
from kept.store import tenancy
from kept.store.absences import covered_by, covering, stand_ins
from kept.store.models import Absence, Account, Association, Membership, Team
from tests import cast

NOW = cast.t("Wednesday 2026-04-08 12:00")
Tell = Callable[..., Absence]


@pytest.fixture
def karin(db: None) -> Association:
    return cast.association("karin")


@pytest.fixture
def people(karin: Association) -> dict[str, Account]:
    """Three officers and two managers, of whom the second leads the first officer's team."""
    with tenancy.association(karin):
        mine, other = Team.objects.filter(association=karin).order_by("slug")[:2]
    roles = {"ann": ("officer", mine), "bea": ("officer", other), "cem": ("officer", other)}
    roles |= {"dan": ("manager", other), "eve": ("manager", mine), "fay": ("director", other)}
    return {each: cast.member(karin, each, role, team=team.slug) for each, (role, team) in roles.items()}


@pytest.fixture
def away(karin: Association) -> Tell:
    def tell(who: str, cover: str | None = None, until: str | None = "Friday 2026-04-10 12:00") -> Absence:
        made = act.tell(
            association=karin,
            handle=who,
            from_at=cast.t("Wednesday 2026-04-08 09:00"),
            to_at=cast.t(until) if until else None,
            covered_by=cover,
            by=who,
            at=cast.t("Wednesday 2026-04-08 08:00"),
        )
        assert isinstance(made, Absence), made
        return made

    return tell


def asked(
    karin: Association, people: dict[str, Account], when: str = "Wednesday 2026-04-08 12:00"
) -> dict[str, str]:
    names = {each.pk: name for name, each in people.items()}
    with tenancy.association(karin):
        found = stand_ins(karin, names, cast.t(when))
    return {names[who]: names[cover] for who, cover in found.items()}


def deputy(karin: Association, who: str, to: str) -> None:
    with tenancy.association(karin):
        held = Membership.objects.get(account__handle=who)
    done = members.name_deputy(association=karin, membership=held.pk, deputy=to, by="ada", at=NOW)
    assert isinstance(done, Membership)


def test_whoever_is_there_needs_nobody(karin: Association, people: dict[str, Account]) -> None:
    assert asked(karin, people) == {}


def test_the_cover_that_was_named(karin: Association, people: dict[str, Account], away: Tell) -> None:
    away("ann", "bea")
    assert asked(karin, people) == {"ann": "bea"}
    with tenancy.association(karin):
        assert covered_by(karin, people["bea"].pk, NOW) == (people["ann"].pk,)


@pytest.mark.parametrize(
    ("when", "covered"),
    [
        ("Wednesday 2026-04-08 08:59", False),
        ("Wednesday 2026-04-08 09:00", True),
        ("Friday 2026-04-10 11:59", True),
        ("Friday 2026-04-10 12:00", False),
    ],
)
def test_from_the_first_minute_to_the_last(
    karin: Association, people: dict[str, Account], away: Tell, when: str, covered: bool
) -> None:
    away("ann", "bea")
    assert bool(asked(karin, people, when)) is covered


def test_without_an_end_it_lasts(karin: Association, people: dict[str, Account], away: Tell) -> None:
    away("ann", "bea", until=None)
    assert asked(karin, people, "Thursday 2026-12-31 12:00") == {"ann": "bea"}


def test_a_cover_who_is_away_is_followed_to_theirs(
    karin: Association, people: dict[str, Account], away: Tell
) -> None:
    away("ann", "bea")
    away("bea", "cem")
    assert asked(karin, people) == {"ann": "cem", "bea": "cem"}


def test_without_a_name_it_is_the_deputy(karin: Association, people: dict[str, Account], away: Tell) -> None:
    deputy(karin, "ann", "cem")
    away("ann")
    assert asked(karin, people) == {"ann": "cem"}


def test_a_circle_ends_with_whoever_leads_the_team(
    karin: Association, people: dict[str, Account], away: Tell
) -> None:
    away("ann", "bea")
    away("bea", "ann")
    assert asked(karin, people) == {"ann": "eve", "bea": "dan"}


def test_a_manager_who_is_away_too_leaves_it_to_another_and_then_to_a_director(
    karin: Association, people: dict[str, Account], away: Tell
) -> None:
    away("ann")
    away("eve", "ann")
    assert asked(karin, people)["ann"] == "dan"
    away("dan", "eve")
    assert asked(karin, people)["ann"] == "fay"


def test_where_nobody_is_left_nobody_is_named(
    karin: Association, people: dict[str, Account], away: Tell
) -> None:
    for each in people:
        away(each)
    assert asked(karin, people) == {}


def test_a_cover_who_has_left_answers_for_nobody(
    karin: Association, people: dict[str, Account], away: Tell
) -> None:
    from kept.actions.people import end_membership

    away("ann", "bea")
    end_membership(association=karin, handle="bea", last_on=date(2026, 4, 8), by="ada", at=NOW)
    assert asked(karin, people) == {"ann": "bea"}
    assert asked(karin, people, "Thursday 2026-04-09 12:00") == {"ann": "eve"}


def test_the_queries_do_not_grow_with_the_people(
    karin: Association, people: dict[str, Account], away: Tell
) -> None:
    def queries() -> int:
        with tenancy.association(karin), CaptureQueriesContext(connection) as found:
            covering(karin, NOW)
        return len([each for each in found if "SAVEPOINT" not in each["sql"]])

    none = queries()
    away("ann", "bea")
    one = queries()
    for each in ("bea", "cem", "dan"):
        away(each)
    assert (none, one, queries()) == (1, 2, 2)
