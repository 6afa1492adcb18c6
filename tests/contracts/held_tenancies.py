"""What the program holds for moves, swaps, successions and endings, each opened for real."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept.store import tenancy
from kept.store.models import Event, Letter, MoveListing, Notice, SwapAdvert, SwapMatch
from tests.contracts.world import World
from tests.letters import reachable

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HOME = {
    "area": "Harehills",
    "bedrooms": "2",
    "wants_areas": "Chapeltown",
    "wants_least": "3",
    "wants_most": "3",
}
OTHER = {"area": "Chapeltown", "bedrooms": "3", "wants_areas": "", "wants_least": "1", "wants_most": "2"}


class Case:
    """A contact whose steps are told a minute after one another, so that their order is theirs."""

    def __init__(self, world: World, kind: str, *, ago: timedelta = HOUR, **facts: Any) -> None:
        self.world, self.next = world, world.at - ago
        self.ref = world.tell(kind, facts, happened_at=self.next)

    def tell(self, kind: str, **facts: Any) -> None:
        self.next += MINUTE
        self.world.tell(kind, facts, happened_at=self.next, thread=self.ref)

    def page(self) -> str:
        return self.world.get("officer", f"/cases/{self.ref}")

    def post(self, what: str, **said: Any) -> Any:
        return self.world.post("officer", f"/cases/{self.ref}/moving/{what}", said)

    def form(self, kind: str, role: str = "manager", **said: Any) -> str:
        """What the generic form of that step answers."""
        self.next += MINUTE
        local = self.world.rulebook.calendar_for().local(self.next)
        facts = {f"f-{name}": value for name, value in said.items()}
        facts |= {
            "f-happened_at": f"{local:%Y-%m-%d}",
            "f-happened_at-time": f"{local:%H:%M}",
            "f--known": "staff",
            "step": "save",
        }
        answer = self.world.post(role, f"/thread/{self.ref}/{kind}?by-hand=1", facts, follow=True)
        return str(answer.content.decode())

    def happened(self, kind: str) -> bool:
        with tenancy.association(self.world.association):
            return Event.objects.filter(thread__ref=self.ref, kind=kind).exists()


def transfer(world: World) -> Case:
    """Somebody who may move."""
    case = Case(world, "transfer.requested", from_name="Ms Okafor")
    case.tell("transfer.answered")
    case.tell("transfer.checked", outcome="clear")
    return case


def listed(world: World, **reasons: str) -> Case:
    """Somebody on the list."""
    case = transfer(world)
    answer = case.post(
        "points", **{f"reason-{name.replace('_', '-')}": times for name, times in reasons.items()}
    )
    assert answer.status_code == 302, answer.content.decode()
    return case


def arranged(world: World) -> Case:
    """Somebody whose move is arranged."""
    case = transfer(world)
    case.tell("transfer.listed", points=0)
    case.tell("transfer.offered")
    case.tell("transfer.arranged", moves_on="2026-05-11")
    return case


def registered(world: World, given: dict[str, str], name: str, **more: Any) -> str:
    """Somebody on the exchange register; the page with them on it."""
    said = {
        "act": "register",
        "from_name": name,
        "may_be_shown": "yes",
        "may_be_told": "yes",
        **given,
        **more,
    }
    answer = world.post("officer", "/exchanges", said)
    assert answer.status_code == 302, answer.content.decode()
    return world.get("officer", "/exchanges")


def proof_options(world: World) -> None:
    case = transfer(world)
    said = {"tenancy": "assured", "circumstance": ["three-years", "savings-or-mortgage"]}
    sheet = case.post("options", step="show", **said).content.decode()
    for way in (
        "Another home of ours",
        "Swap homes",
        "A home through the council",
        "Other housing associations",
    ):
        assert way in sheet, way
    assert "Buy the home that you rent from us" in sheet
    assert "Whom to ask:" in sheet
    assert "Tuesday 7 April 2026" in sheet
    assert not case.happened("options.given")
    assert case.post("options", step="handed", **said).status_code == 302
    assert "Options sheet of Tuesday 7 April" in case.page()
    reachable(world.association, world.member("officer"))
    answer = case.post("options", step="letter", **said)
    assert answer.status_code == 302, answer.content.decode()
    with tenancy.association(world.association):
        letter = Letter.objects.get(template="options-sheet")
    assert "Swap homes" in letter.values["moves"]
    assert "Buy a share" in letter.values["buys"]


def proof_published(world: World) -> None:
    registered(world, HOME, "Ms Okafor")
    registered(world, OTHER, "Mr Bell", may_be_shown="")
    shown = world.get("receptionist", "/exchanges/list")
    assert "Harehills, 2 bedrooms" in shown
    assert "Okafor" not in shown.partition("<main")[2]
    assert "Chapeltown, 3 bedrooms," not in shown
    answer = world.post(
        "officer", "/exchanges", {"act": "advertise", "where": "newsletter", "on": "2026-04-07"}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert "Tuesday 7 April: In the newsletter, 1 home" in world.get("officer", "/exchanges")
    with tenancy.association(world.association):
        assert len(SwapAdvert.objects.get().entries) == 1


def proof_matches(world: World) -> None:
    registered(world, HOME, "Ms Okafor")
    text = registered(world, OTHER, "Mr Bell")
    assert "Both were told" in text
    one, two = (text.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("one", "two"))
    said = {"act": "tell", "one": one, "two": two, "how": "telephone"}
    assert world.post("officer", "/exchanges", said).status_code == 302
    with tenancy.association(world.association):
        match = SwapMatch.objects.get()
        assert Event.objects.filter(kind="exchange.matched").count() == 2
    for ref in (one, two):
        said = {"act": "interest", "match": str(match.pk), "entry": ref, "interested": "yes"}
        assert world.post("officer", "/exchanges", said).status_code == 302
    assert "Both are interested: they may apply to swap" in world.get("officer", "/exchanges")
    with tenancy.association(world.association):
        thread = match.one.thread.ref
    world.tell("exchange.requested", {"tenancy_kind": "secure"}, thread=thread)
    assert "They have applied" in world.get("officer", "/exchanges")
    shy = registered(world, {**OTHER, "area": "Chapel Allerton"}, "Ms Reid", may_be_told="")
    assert "Chapel Allerton" in shy


def proof_places(world: World) -> None:
    first, second = listed(world, health="1"), listed(world, danger="1")
    page = world.get("officer", "/moves")
    assert page.index(second.ref) < page.index(first.ref)
    assert "2 of them do not know" in page
    said = {"case": first.ref, "how": "call"}
    assert world.post("officer", "/moves", said).status_code == 302
    assert "Place 2, 40 points, on Tuesday 7 April" in world.get("officer", "/moves")
    assert "One of them does not know" in world.get("officer", "/moves")
    listed(world, danger="1", health="1")
    # Whoever comes in before them moves them down, and they have to be told again.
    assert "3 of them do not know" in world.get("officer", "/moves")
    reachable(world.association, world.member("officer"))
    answer = world.post("officer", "/moves", {"case": first.ref, "how": "letter"})
    assert answer.status_code == 302, answer.content.decode()
    with tenancy.association(world.association):
        letter = Letter.objects.get(template="transfer-place")
    assert (letter.values["place"], letter.values["points"]) == ("3", "40")


def proof_points(world: World) -> None:
    case = listed(world, health="1", too_few_bedrooms="2")
    page = case.page()
    assert "Place 1 with 80 points." in page
    assert "A bedroom too few: 40" in page
    assert "They have not been told so yet." in page
    case.post("points", **{"reason-health": "1"})
    with tenancy.association(world.association):
        assert MoveListing.objects.get().points == 40
    assert "Place 1 with 40 points." in case.page()
    wrong = case.post("points", **{"reason-health": "7"})
    assert wrong.status_code == 422
    assert "counts at most 1 times" in wrong.content.decode()


def proof_alternatives(world: World) -> None:
    case = transfer(world)
    assert "Record “Alternatives talked through” first" in case.form("transfer.refused", reason="need")
    assert "Record “Options sheet given” first" in case.form("transfer.alternatives_discussed", how="call")
    case.tell("options.given", drawn_up_on="2026-04-07", options="Swap homes")
    case.tell("transfer.alternatives_discussed", how="call")
    case.form("transfer.refused", reason="need")
    assert case.happened("transfer.refused")


def proof_account(world: World) -> None:
    world.member("manager")
    case = Case(world, "transfer.requested", from_name="Ms Okafor")
    case.tell("transfer.answered")
    answer = case.post("account", balance="300", expected_benefit="250", disputed="50")
    assert answer.status_code == 302, answer.content.decode()
    assert "£300.00 owed, less £250.00 benefit that is due and £50.00 disputed." in case.page()
    danger = Case(world, "transfer.requested", from_name="Mr Bell")
    assert danger.post("account", balance="300", danger="yes").status_code == 302
    assert "whoever leads decides about an exception now" in danger.page()
    with tenancy.association(world.association):
        (told,) = Notice.objects.filter(account=world.member("manager"), what="exception")
    assert danger.ref in told.said
    danger.form("transfer.exception", "officer", from_what="rent", reason="danger")
    assert not danger.happened("transfer.exception"), "an officer may not"
    danger.form("transfer.exception", from_what="rent", reason="danger")
    assert danger.happened("transfer.exception")


def proof_items(world: World) -> None:
    case = arranged(world)
    refused = case.form("transfer.inspected", "officer", outcome="not_yet")
    assert "on which day you look again" in refused
    case.tell(
        "transfer.inspected", outcome="not_yet", theirs="The door", ours="The tap", again_on="2026-05-08"
    )
    page = case.page()
    assert "Theirs: The door" in page
    assert "Ours: The tap" in page
    assert "We look again on: Friday 8 May" in page
    assert "Send them what is to be put right" in page
    reachable(world.association, world.member("officer"))
    assert "The tap" in world.get("officer", f"/cases/{case.ref}/moving/items")
    assert case.post("items").status_code == 302
    with tenancy.association(world.association):
        letter = Letter.objects.get(template="transfer-items")
    kept = {name: letter.values[name] for name in ("theirs", "ours", "again_on")}
    assert kept == {"theirs": "The door", "ours": "The tap", "again_on": "2026-05-08"}


def proof_gate(world: World) -> None:
    case = arranged(world)
    assert "Look at the home first" in case.form("transfer.approved")
    case.tell("transfer.inspected", outcome="passed")
    case.form("transfer.approved")
    assert case.happened("transfer.approved")
    other = arranged(world)
    other.form("transfer.exception", from_what="inspection", reason="danger")
    other.form("transfer.approved")
    assert other.happened("transfer.approved")


def proof_reply(world: World) -> None:
    case = Case(world, "transfer.requested", from_name="Ms Okafor")
    page = case.page()
    assert "Answer to an application to move" in page, "the step goes with this letter"
    template = next(each for each in world.rulebook.room("letters") if each.name == "transfer-reply")
    assert {"how-long", "next-step"} <= set(template.must)
    words = str(template.blocks)
    for step in ("rent account", "points", "we visit you about the work", "we approve the move"):
        assert step in words, step


def proof_visit(world: World) -> None:
    case = arranged(world)
    page = case.page()
    assert "We visit them about the work that is to be done." in page
    assert "Visit them about the work" in page
    case.tell("transfer.visited", work=True, theirs="The door", done_by="2026-04-30", agreed=True)
    page = case.page()
    assert "Theirs: The door" in page
    assert "Done by: Thursday 30 April" in page
    assert "The tenant agrees." in page


def proof_forms(world: World) -> None:
    case = Case(world, "succession.requested", ago=timedelta(days=20), from_name="Mr Bell")
    case.tell("succession.form_sent")
    page = world.get("officer", "/moves")
    assert "Sent 20 days ago" in page
    assert "Remind them, and offer help" in page
    case.next = world.at - HOUR
    case.tell("succession.reminded", how="call")
    assert "reminded once" in world.get("officer", "/moves")
    assert "Reminders: 1. Help by telephone" in case.page()
    case.tell("succession.helped", how="visit")
    case.tell("succession.form_returned", whole=True)
    assert "None is out." in world.get("officer", "/moves")
    assert "It came back, filled in." in case.page()


PROOFS = {
    "list:exchange-matches": proof_matches,
    "list:exchange-published": proof_published,
    "list:forms-to-take-over": proof_forms,
    "list:transfer-places": proof_places,
    "print:options-sheet": proof_options,
    "rule:alternatives-first": proof_alternatives,
    "rule:inspection-items": proof_items,
    "rule:rent-account-net": proof_account,
    "rule:transfer-gate": proof_gate,
    "rule:transfer-points": proof_points,
    "rule:transfer-reply": proof_reply,
    "rule:visit-before-a-move": proof_visit,
}
