"""What do the pages say of the law: grounds and silence, lengths of notice, and who may take over?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kept.config import middleware
from tests import cast
from tests.contracts.held_tenancies import Case
from tests.contracts.world import NOW, World

Worlds = Callable[[str], World]


@pytest.fixture
def world_of(db: None, monkeypatch: pytest.MonkeyPatch) -> Worlds:
    """An association on the Tuesday after Easter, at ten."""
    moment: datetime = cast.t(NOW)
    monkeypatch.setattr(middleware, "now", lambda: moment)
    return lambda slug: World(cast.association(slug), moment)


@pytest.mark.parametrize("slug", ["karin", "moray"])
def test_a_swap_is_refused_on_the_laws_grounds_and_silence_is_an_alarm(slug: str, world_of: Worlds) -> None:
    world = world_of(slug)
    late = timedelta(days=50)
    case = Case(world, "exchange.requested", ago=late, from_name="Ms Okafor", tenancy_kind="secure")
    assert "our silence counts as consent" in case.page()
    assert "Time is up" in world.get("officer", "/moves")
    fresh = Case(world, "exchange.requested", from_name="Mr Bell", tenancy_kind="secure")
    page = world.get("officer", f"/cases/{fresh.ref}/moving/decide")
    scotland = world.rulebook.association.nation == "scotland"
    ground = "sc-size" if scotland else "sch3-4"
    assert f'value="{ground}"' in page
    wrong = fresh.post("decide", decision="refused", ground="sch14-1", particulars="Rent is owed")
    assert wrong.status_code == 422
    assert "no ground" in wrong.content.decode()
    bare = fresh.post("decide", decision="refused", ground=ground, particulars="")
    assert "without particulars" in bare.content.decode()
    assert (
        fresh.post("decide", decision="refused", ground=ground, particulars="Two people").status_code == 302
    )
    assert "Refused because" in fresh.page()


def test_a_notice_is_counted_and_what_is_missing_is_said(world_of: Worlds) -> None:
    world = world_of("karin")
    case = Case(world, "tenancy.notice_received", from_name="Mr Bell", leaves_on="2026-05-01")
    assert "Too short by 4 days: it ends on Tuesday 5 May" in case.page()
    good = Case(world, "tenancy.notice_received", from_name="Mr Bell", leaves_on="2026-05-05")
    assert "The notice is long enough." in good.page()


@pytest.mark.parametrize("slug", ["karin", "moray"])
def test_the_law_of_the_nation_says_who_may_take_over(slug: str, world_of: Worlds) -> None:
    world = world_of(slug)
    case = Case(world, "succession.requested", from_name="Mr Bell")
    case.tell("succession.checked", relation="family", only_home=True)
    scotland = world.rulebook.association.nation == "scotland"
    assert ("12 months" if scotland else "only where the agreement says so") in case.page()
    case.tell("succession.checked", relation="spouse", only_home=True)
    assert ("section 22" if scotland else "section 17") in case.page()
