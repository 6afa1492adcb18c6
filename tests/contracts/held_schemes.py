"""What the page of building work and changes holds for clauses, each opened for real."""

from __future__ import annotations

from typing import Any

from kept.actions import bringing
from kept.actions.bringing import Record
from kept.store import tenancy
from kept.store.models import Clock, Scheme
from tests import cast
from tests.contracts.world import World


def begun(world: World, sort: str = "works") -> tuple[int, str]:
    """New windows for one home of Mill Road, described but asked of nobody."""
    lived = [Record("H-1", {"address": "1 Mill Road", "postcode": "SP1 1AA"})]
    who: dict[str, Any] = {"association": world.association, "by": "import", "at": world.at}
    (home,) = bringing.bring(lived, what="homes", **who).became
    world.post("manager", "/schemes", {"sort": sort, "title": "Windows"})
    with tenancy.association(world.association):
        scheme = Scheme.objects.get(title="Windows").pk
    do(
        world,
        scheme,
        "describe",
        what="New windows",
        dates="In June",
        finishes="White\nBrown",
        every_weeks="4",
    )
    do(world, scheme, "touch", homes=str(home.ref), effect="Two days inside")
    return scheme, str(home.ref)


def do(world: World, scheme: int, act: str, *, status: int = 302, **said: str) -> str:
    answer = world.post("manager", f"/schemes/{scheme}", {"act": act, "on": "2026-04-07", **said})
    text: str = answer.content.decode()
    assert answer.status_code == status, text[:3_000]
    return text


def proof_asked_first(world: World) -> None:
    scheme, home = begun(world)
    text = do(world, scheme, "settle", begins_on="2026-06-01", status=422)
    assert "1 home has not been asked yet" in text
    do(world, scheme, "ask", homes=home, how="letter", answer="Fine by us")
    assert "less than a month before" in do(world, scheme, "settle", begins_on="2026-05-01", status=422)
    do(world, scheme, "settle", begins_on="2026-06-01")
    with tenancy.association(world.association):
        clocks = Clock.objects.filter(thread=Scheme.objects.get(pk=scheme).thread_id)
        assert [each.verdict for each in clocks] == ["kept"]


def proof_notice_apart(world: World) -> None:
    scheme, _home = begun(world)
    do(world, scheme, "serve", notice="Section 20")
    assert "Section 20" in world.get("officer", f"/schemes/{scheme}")
    assert "not been asked yet" in do(world, scheme, "settle", begins_on="2026-06-01", status=422)
    with tenancy.association(world.association):
        assert Scheme.objects.get(pk=scheme).settled_on is None


def proof_letter(world: World) -> None:
    scheme, home = begun(world)
    text = world.get("officer", f"/schemes/{scheme}/letter/{home}")
    for said in ("New windows", "In June", "Two days inside", "White"):
        assert said in text
    do(world, scheme, "describe", what="New windows", dates="", every_weeks="4")
    assert "The letter must tell it." in world.get("officer", f"/schemes/{scheme}/letter/{home}")
    assert "when it begins" in do(world, scheme, "ask", homes=home, how="letter", status=422)


def proof_finishes(world: World) -> None:
    scheme, home = begun(world)
    do(world, scheme, "exhibit", on="2026-05-04", where="The hall")
    do(world, scheme, "choose", home=home, finish="Brown")
    assert "White\nBrown</textarea>" in world.get("manager", f"/schemes/{scheme}")
    text = world.get("officer", f"/schemes/{scheme}")
    assert "The hall" in text
    assert 'data-label="Finish">Brown' in text


def proof_unheard(world: World) -> None:
    scheme, home = begun(world)
    do(world, scheme, "ask", homes=home, how="letter")
    with tenancy.association(world.association):
        row = Scheme.objects.get(pk=scheme)
        row.begins_on = row.settled_on = cast.t("Monday 2026-03-02 09:00").date()
        row.save(update_fields=["begins_on", "settled_on"])
    assert "1 home has heard nothing for too long." in world.get("officer", f"/schemes/{scheme}")
    do(world, scheme, "inform", homes=home, how="visit")
    text = world.get("officer", f"/schemes/{scheme}")
    assert "heard nothing for too long" not in text
    assert "face to face" in text


def proof_by_name(world: World) -> None:
    scheme, home = begun(world)
    assert "A web page or newsletter is neither" in do(
        world, scheme, "inform", homes=home, how="other", status=422
    )
    do(world, scheme, "inform", homes=home, how="letter")


def proof_told_first(world: World) -> None:
    scheme, home = begun(world, "service")
    assert "1 home has not been told yet" in do(world, scheme, "settle", status=422)
    do(world, scheme, "ask", homes=home, how="letter")
    do(world, scheme, "settle")
    assert "Decided on" in world.get("officer", f"/schemes/{scheme}")


PROOFS = {
    "list:scheme-unheard": proof_unheard,
    "page:scheme-finishes": proof_finishes,
    "print:scheme-letter": proof_letter,
    "rule:scheme-asked-first": proof_asked_first,
    "rule:scheme-heard-by-name": proof_by_name,
    "rule:scheme-notice-apart": proof_notice_apart,
    "rule:scheme-told-first": proof_told_first,
}
