"""What the page of contractors holds for clauses, each opened for real."""

from __future__ import annotations

from datetime import date, timedelta

from kept.actions import booking, surveying
from kept.casework import Refused
from kept.store import contractors, surveys, tenancy
from kept.store.models import Contractor, Slot, SurveyReply, Thread
from tests import cast
from tests.contracts.world import World

WHEN = cast.t("Tuesday 2026-04-14 10:00")
VISIT = {
    "from_name": "Mr Bell",
    "phone": "0113 496 0001",
    "about": "The boiler",
    "venue": "14 Mill Road",
    "agreed": True,
    "agreed_how": "by-telephone",
    "where": "home",
}


def firm(world: World) -> Contractor:
    """Reid Plumbing, added on the page; they have signed nothing."""
    world.post("manager", "/contractors", {"name": "Reid Plumbing", "trade": "Plumbing"})
    with tenancy.association(world.association):
        return Contractor.objects.get(name="Reid Plumbing")


def do(world: World, made: Contractor, act: str, **said: str) -> None:
    answer = world.post("manager", f"/contractors/{made.pk}", {"act": act, **said})
    assert answer.status_code == 302, answer.content.decode()[:3_000]


def ready(world: World) -> Contractor:
    """They have the whole pack, and Jo has a card."""
    made = firm(world)
    for part in contractors.parts_of(world.rulebook):
        do(world, made, "give", part=part.name)
    do(world, made, "carry", name="Jo Reid", card="C-118", until="2027-04-07")
    return made


def book(world: World, made: Contractor, hours: int = 0) -> object:
    return booking.book(
        association=world.association,
        by=world.member("officer").handle,
        at=world.at,
        kind="home-visit",
        starts=WHEN + timedelta(hours=hours),
        resources=[made.resource_id],
        facts=VISIT,
    )


def proof_counts(world: World) -> None:
    made = firm(world)
    ref = world.tell("complaint.received", {"from_name": "Mr Bell", "about": "They never came"})
    path = f"/thread/{ref}/contractor"
    answer = world.post("officer", path, {"contractor": str(made.pk)})
    assert answer.status_code == 302, answer.content.decode()
    assert "About Reid Plumbing" in world.get("officer", f"/thread/{ref}")
    row = world.get("manager", "/contractors").partition("Reid Plumbing")[2]
    assert '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="Complaints">1</td>' in row
    assert f"/thread/{ref}" in world.get("manager", f"/contractors/{made.pk}")
    with tenancy.association(world.association):
        assert Thread.objects.filter(ref=ref, kind="complaint").exists(), "it is among our own as well"


def proof_satisfaction(world: World) -> None:
    made = firm(world)
    ref = world.tell("visit.requested", {"from_name": "Mr Bell", "about": "The boiler"})
    world.post("officer", f"/thread/{ref}/contractor", {"contractor": str(made.pk)})
    found = surveys.surveys_of(world.rulebook)
    survey = next(each for each in found if each.asked_of == "customer" and "visit" in each.after)
    question = next(each for each in survey.questions if each.answer == "scale")
    link = surveying.ask(
        association=world.association,
        thread=ref,
        survey=survey.name,
        how="handed",
        by=world.member("officer").handle,
        at=world.at,
    )
    assert not isinstance(link, Refused), link
    done = surveying.answer(
        association=world.association,
        survey=survey.name,
        said={question.name: "5"},
        way="link",
        secret=link.secret,
        by="customer",
        at=world.at,
    )
    assert isinstance(done, SurveyReply), done
    assert done.contractor_id == made.pk
    assert "Reid Plumbing" in world.get("manager", f"/surveys/{survey.name}?by=contractor")


def proof_breaches(world: World) -> None:
    made = firm(world)
    said = {"on": "2026-04-06", "what": "Came without a card", "done": "Their manager rang to say sorry"}
    do(world, made, "breach", **said)
    text = world.get("manager", f"/contractors/{made.pk}")
    assert "Came without a card" in text
    assert "Their manager rang to say sorry" in text


def proof_cards(world: World) -> None:
    made = firm(world)
    do(world, made, "carry", name="Jo Reid", card="C-118", until="2027-04-07")
    text = world.get("officer", f"/contractors/{made.pk}")
    assert "Jo Reid" in text
    assert "card C-118, valid until" in text


def proof_pack(world: World) -> None:
    text = world.get("officer", "/contractors/pack")
    for part in contractors.parts_of(world.rulebook):
        assert part.title in text
        assert part.points[0] in text
    names = {each.name for each in contractors.parts_of(world.rulebook)}
    assert {"code", "dress", "behaviour", "appointments", "cards", "standard"} <= names


def proof_code(world: World) -> None:
    made = firm(world)
    do(world, made, "carry", name="Jo Reid", card="C-118", until="2027-04-07")
    refused = book(world, made)
    assert isinstance(refused, Refused)
    assert "has not signed" in refused.sentence
    do(world, made, "give", part="code")
    done = book(world, made)
    assert isinstance(done, booking.Booked), done


def proof_diary(world: World) -> None:
    made = ready(world)
    assert isinstance(book(world, made), booking.Booked)
    slots = Slot.objects.filter(resource=made.resource_id, released_at__isnull=True)
    said = {
        "kind": "home-visit",
        "with": "nobody",
        "room": str(made.resource_id),
        "where": "home",
        "day": "2026-04-15",
        "time": "10:00",
        "customer": "Mr Bell",
        "agreed": "yes",
        "f-venue": "14 Mill Road",
        "f-phone": "0113 496 0001",
        "f-about": "The boiler",
        "agreed_how": "by-telephone",
    }
    assert "Nobody of us: a contractor goes" in world.get("officer", "/diary/book?kind=home-visit")
    answer = world.post("officer", "/diary/book", said)
    assert answer.status_code == 302, answer.content.decode()
    with tenancy.association(world.association):
        assert slots.count() == 2
        assert Slot.objects.filter(booking__in=slots.values("booking")).count() == 2, "nobody goes along"
    clash = book(world, made)
    assert isinstance(clash, Refused)
    assert isinstance(book(world, made, hours=3), booking.Booked)


def proof_given(world: World) -> None:
    made = firm(world)
    path = f"/contractors/{made.pk}"
    assert "To be given" in world.get("officer", path)
    for part in contractors.parts_of(world.rulebook):
        do(world, made, "give", part=part.name)
    text = world.get("officer", path)
    assert "To be given" not in text
    assert "Edition of Wednesday 1 April 2026, since Tuesday 7 April 2026" in text
    with tenancy.association(world.association):
        assert contractors.given(Contractor.objects.get(pk=made.pk))["dress"] == date(2026, 4, 1)


def proof_score(world: World) -> None:
    made = firm(world)
    said = {"on": "2026-04-06", "where": "Flat 2", "point-standard-1": "met", "point-standard-4": "not"}
    do(world, made, "look", **said)
    text = world.get("manager", f"/contractors/{made.pk}")
    assert "Flat 2" in text
    assert "1 of 2" in text
    assert "The place was left clean." in text.partition("Not met:")[2]
    assert "50 %" in world.get("manager", "/contractors")


PROOFS = {
    "figure:contractor-counts": proof_counts,
    "figure:contractor-satisfaction": proof_satisfaction,
    "list:contractor-breaches": proof_breaches,
    "list:contractor-cards": proof_cards,
    "print:contractor-pack": proof_pack,
    "rule:contractor-code": proof_code,
    "rule:contractor-diary": proof_diary,
    "rule:contractor-given": proof_given,
    "rule:contractor-score": proof_score,
}
