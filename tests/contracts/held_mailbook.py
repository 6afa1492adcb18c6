"""What the mail book holds, proved by using it."""

from __future__ import annotations

from kept.store import tenancy
from kept.store.models import Clock, MailItem
from tests.contracts.world import World


def sent(world: World, **more: str) -> dict[str, str]:
    """A letter that came this morning, opened by the director and entered at the front desk."""
    local = world.rulebook.calendar_for().local(world.at)
    said = {
        "sort": "letter",
        "date": f"{local:%Y-%m-%d}",
        "time": "08:50",
        "from_name": "Mr Bell",
        "about": "The gutter drips",
        "to": world.member("officer").handle,
        "opened_by": world.member("director").handle,
        "answer": "yes",
        "step": "save",
    }
    return said | more


def enter(world: World, **more: str) -> MailItem:
    answer = world.post("receptionist", "/mail-book", sent(world, **more))
    assert answer.status_code == 302, answer.content.decode()
    with tenancy.association(world.association):
        return MailItem.objects.select_related("thread", "opened_by").latest("pk")


def mail_book(world: World) -> None:
    """Number, when it came, from whom, about what and for whom; the clocks count from when it came."""
    one = enter(world)
    page = world.get("receptionist", "/mail-book")
    name = world.member("officer").name
    for shown in (f">{one.number}</a>", "08:50", "Mr Bell", "The gutter drips", name, "Letter: "):
        assert shown in page, shown
    with tenancy.association(world.association):
        clocks = Clock.objects.filter(thread=one.thread_id)
        assert clocks.exists()
        assert {each.started_at for each in clocks} == {one.received_at}


def post_opener(world: World) -> None:
    """Nobody else can be put down as who opened it; it is on record who did."""
    officer = world.member("officer")
    refused = world.post("receptionist", "/mail-book", sent(world, opened_by=officer.handle))
    assert refused.status_code == 422
    assert "Post is opened here by" in refused.content.decode()
    one = enter(world)
    assert one.opened_by == world.member("director")
    assert world.member("director").name in world.get("officer", f"/mail-book/{one.pk}")


def not_handed_round(world: World) -> None:
    one = enter(world)
    page = world.get("receptionist", "/mail-book")
    assert "To hand round" in page
    assert world.post("receptionist", "/mail-book", {"step": "round", "item": str(one.pk)}).status_code == 302
    assert "Everything has been handed round." in world.get("receptionist", "/mail-book")


PROOFS = {
    "page:mail-book": mail_book,
    "rule:post-opener": post_opener,
    "list:not-handed-round": not_handed_round,
}
