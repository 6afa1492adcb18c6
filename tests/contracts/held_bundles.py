"""Requests for information, and what is gathered, marked and given for them, each opened for real."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from pypdf import PdfReader

from kept.actions import bundles, customers
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.store import tenancy
from kept.store.models import BundleConsent, BundleItem, Case, Clock, Gathering, Person
from tests.contracts.world import World

WORDS = "Mr Lowe shouted at her in the hall"


def request(world: World) -> str:
    """Ms Bell asks at the counter, and one of us writes it down."""
    person = customers.add(association=world.association, name="Grace Bell", by="ann", at=world.at)
    assert isinstance(person, Person), person
    world.tell("call.received", {"about": WORDS}, person=person.ref)
    said = {"sort": "personal", "form": "spoken", "asker": "self", "identity": "known", "about": "All of it"}
    done = world.post("officer", "/requests", {**said, "person": person.ref})
    assert done.status_code == 302, done.content.decode()
    return str(done["Location"]).rsplit("/", 1)[-1]


def gathered(world: World) -> tuple[str, Gathering]:
    """All that is held on her, found."""
    ref = request(world)
    done = world.post(
        "manager", f"/cases/{ref}/bundle", {"sort": "person", "purpose": "customer", "uid": ref}
    )
    assert done.status_code == 302
    with tenancy.association(world.association):
        made = Gathering.objects.get(thread__ref=ref)
    while bundles.step(association=world.association.pk, gathering=made.pk, by="kept", at=world.at):
        pass
    return ref, made


def piece(world: World, made: Gathering, words: str = WORDS) -> BundleItem:
    with tenancy.association(world.association):
        return BundleItem.objects.filter(gathering=made, words__contains=words).first()


def marked(world: World, made: Gathering, status: int = 302, **said: str) -> str:
    number = piece(world, made).number
    answer = world.post("manager", f"/bundles/{made.ref}/{number}", said)
    assert answer.status_code == status, answer.content.decode()
    return "" if status == 302 else str(answer.content.decode())


def built(world: World, made: Gathering) -> str:
    """The words of the PDF that the manager takes away."""
    path = f"/bundles/{made.ref}"
    assert world.post("manager", path, {"act": "rest"}).status_code == 302
    assert world.post("manager", path, {"act": "make"}).status_code == 302
    bundles.build(association=world.association.pk, gathering=made.pk, by="kept", at=world.at)
    answer = world.post("manager", f"{path}/file/pdf", {})
    assert "attachment" in answer["Content-Disposition"]
    data = b"".join(answer.streaming_content)
    return " ".join(" ".join(each.extract_text() for each in PdfReader(io.BytesIO(data)).pages).split())


def page_requests(world: World) -> None:
    ref = request(world)
    page = world.get("officer", "/requests")
    assert ref in page
    assert "By word of mouth" in page
    assert "The person themselves" in page
    world.tell("identity.checked", {"method": "questions", "result": "not_passed"}, thread=ref)
    assert "1 check failed" in world.get("officer", "/requests")


def page_bundle(world: World) -> None:
    ref, made = gathered(world)
    page = world.get("manager", f"/bundles/{made.ref}")
    assert WORDS in page
    assert "Others who may be mentioned" in page
    refused = world.post("manager", f"/bundles/{made.ref}", {"act": "make"})
    assert refused.status_code == 422
    assert ref in page


def print_bundle(world: World) -> None:
    _, made = gathered(world)
    marked(world, made, mark="released")
    words = built(world, made)
    assert "What we hold on you" in words
    assert "Index No. What When Page" in words
    assert WORDS in words
    assert "took the PDF" in world.get("manager", f"/bundles/{made.ref}")


def withheld_for_reason(world: World) -> None:
    _, made = gathered(world)
    assert "Nothing stays back without a reason" in marked(world, made, 422, mark="withheld")
    marked(world, made, mark="withheld", reason="third-party", person="Mr Lowe")
    words = built(world, made)
    assert "1 piece is left out. It tells about another person" in words
    assert WORDS not in words


def third_party_consent(world: World) -> None:
    _, made = gathered(world)
    marked(world, made, mark="redacted", blacked="Mr Lowe")
    day = world.at.date().isoformat()
    path = f"/bundles/{made.ref}"
    assert world.post("manager", path, {"act": "ask", "name": "Mr Lowe", "asked_on": day}).status_code == 302
    with tenancy.association(world.association):
        consent = str(BundleConsent.objects.get(gathering=made).pk)
    said = {"act": "answer", "consent": consent, "answer": "yes", "on": day}
    assert world.post("manager", path, said).status_code == 302
    assert "They agree" in world.get("manager", path)
    assert piece(world, made).mark == "open"


def crime_mark(world: World) -> None:
    _, made = gathered(world)
    said = {"mark": "withheld", "reason": "crime"}
    assert "looked at again" in marked(world, made, 422, **said)
    marked(world, made, **said, review_on="2026-04-15")
    assert "2026-04-15" in world.get("manager", "/requests")
    assert piece(world, made).details["manager"] == world.member("manager").name


def harm_mark(world: World) -> None:
    _, made = gathered(world)
    said = {"mark": "withheld", "reason": "harm", "adviser": "Dr Shah", "advised_on": "2026-04-01"}
    assert "Say what they are given instead" in marked(world, made, 422, **said, review_on="2026-10-01")
    marked(world, made, **said, review_on="2026-10-01", instead="A summary")


def view_before_reply(world: World) -> None:
    ref = request(world)
    reply = [Telling("personal_data.supplied", world.at, {"documents": "A bundle"}, thread=ref)]
    known: dict[str, Any] = {"association": world.association, "by": "the-manager", "at": world.at}
    refused = tell(reply, **known).refused
    assert refused is not None
    assert "view before a reply" in refused.sentence
    world.tell("personal_data.advised", {"view": "release"}, thread=ref)
    world.tell("personal_data.supplied", {}, thread=ref)
    assert "Own information supplied" in world.get("manager", "/requests")


def own_days_of_law(world: World) -> None:
    ref = request(world)
    with tenancy.association(world.association):
        clock = Clock.objects.get(thread__ref=ref, promise="law:sar")
        before = clock.due_at
        assert (before - world.at).days == 30
    world.tell("clock.paused", {"reason": "awaiting-identity"}, thread=ref)
    with tenancy.association(world.association):
        assert Case.objects.get(thread__ref=ref, type="data_request").state == "waiting"
    assert "free" in world.get("manager", f"/cases/{ref}")


def corrections(world: World) -> None:
    ref = world.tell("correction.requested", {"item": "name", "wanted": "correct", "about": "Wrong name"})
    assert "0 / 0" in world.get("manager", "/requests")
    world.tell("correction.made", {"others_told": "nobody"}, thread=ref)
    assert "1 / 1" in world.get("manager", "/requests")


PROOFS: dict[str, Callable[[World], Any]] = {
    "page:requests": page_requests,
    "page:bundle": page_bundle,
    "print:bundle": print_bundle,
    "rule:withheld-for-reason": withheld_for_reason,
    "rule:third-party-consent": third_party_consent,
    "rule:crime-mark": crime_mark,
    "rule:harm-mark": harm_mark,
    "rule:view-before-reply": view_before_reply,
    "rule:own-days-of-law": own_days_of_law,
    "figure:corrections": corrections,
}
