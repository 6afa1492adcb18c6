"""Whether an edition may go out, what is due of it, which copy suits somebody, who has not been given it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kept.casework import publishing_out as out
from kept.casework.publishing_out import Copy, Edition, Given, Holder, State
from kept.rulebook.publications import Publication, PublicationItem
from kept.workclock.spans import Years

RIGHTS = PublicationItem("rights", "Rights?", law=True)
PIECE = PublicationItem("piece", "A piece?", consent=True)
NUMBER = PublicationItem("number", "The number?", fill="numbers")
PLAIN = PublicationItem("plain", "Plain?")
ITEMS = (RIGHTS, PIECE, NUMBER, PLAIN)
BOOK = Publication(
    "handbook",
    "Tenants' handbook",
    "All of it.",
    "handbook",
    review=Years(1),
    given="sign-up",
    to=("tenant", "joint-tenant"),
    mark=True,
)
MAGAZINE = Publication(
    "open-door",
    "Open Door",
    "News.",
    "newsletter",
    complete_with=("audio",),
    holds="report",
    months=(9, 10, 11),
    holds_duties=("report-in-autumn",),
    duties=("magazine",),
)
FILLS = {"numbers": "01632 960 001"}
CHECKS = {
    "rights": {"evidence": "2", "law_on": "2026-04-01"},
    "piece": {"evidence": "3", "consent": "yes"},
    "number": {"evidence": "4", "held": out.digest_of(FILLS["numbers"])},
    "plain": {"evidence": "5"},
}
WHOLE = Edition(
    "2026",
    date(2026, 4, 8),
    "ann",
    checks=CHECKS,
    copies=(Copy("en", "pdf", id=1),),
    reading={"words": 100},
    verdict={"reader": "The group"},
    mark="16021",
    mark_on=date(2026, 4, 1),
    approved_by="mia",
)
TODAY = date(2026, 4, 8)


def lacks(edition: Edition, publication: Publication = BOOK, **more: object) -> list[str]:
    given = {"panel": True, "fills": FILLS} | more
    return [each.what for each in out.lacking(publication, ITEMS, edition, **given)]  # type: ignore[arg-type]


def test_nothing_is_missing_of_a_whole_edition_and_each_thing_that_is_stops_it() -> None:
    assert lacks(WHOLE) == []
    assert lacks(replace(WHOLE, checks={})) == ["rights", "piece", "number", "plain"]
    assert lacks(replace(WHOLE, checks=CHECKS | {"rights": {"evidence": "2"}})) == ["rights"]
    assert lacks(replace(WHOLE, checks=CHECKS | {"piece": {"evidence": "2"}})) == ["piece"]
    assert lacks(WHOLE, fills={"numbers": "01632 960 999"}) == ["number"]
    for copies in ((), (Copy("pl", "pdf"),), (Copy("en", "audio"),), (Copy("en", "pdf", whole=False),)):
        assert lacks(replace(WHOLE, copies=copies)) == ["file"]
    assert lacks(replace(WHOLE, reading={}, verdict={}, approved_by="")) == ["reading", "verdict", "approve"]
    assert lacks(replace(WHOLE, reading={}, verdict={}), panel=False) == []
    assert out.lacking(BOOK, (PLAIN,), WHOLE) == ()


def test_an_issue_of_autumn_needs_its_recording_and_the_report() -> None:
    autumn = replace(WHOLE, dated=date(2026, 9, 30))
    assert lacks(autumn, MAGAZINE) == ["file", "holds"]
    said = out.lacking(MAGAZINE, ITEMS, autumn, fills=FILLS, names={"report": "Annual report"})
    assert "Annual report" in said[1].says
    complete = replace(autumn, copies=(*WHOLE.copies, Copy("en", "audio")), inside=True)
    assert lacks(complete, MAGAZINE) == []
    assert out.duties_done(MAGAZINE, complete) == ("magazine", "report-in-autumn")
    assert out.duties_done(MAGAZINE, replace(complete, dated=TODAY)) == ("magazine",)
    assert not out.inside_needed(BOOK, autumn.dated)


def test_an_edition_moves_one_way_and_nobody_approves_their_own() -> None:
    assert out.check_may_move(State.DRAFT, State.ISSUED) is None
    assert out.check_may_move(State.ISSUED, State.SUPERSEDED) is None
    refused = out.check_may_move(State.SUPERSEDED, State.ISSUED)
    assert refused is not None
    assert "Begin a new one" in refused.sentence
    refused = out.check_may_move(State.DRAFT, State.SUPERSEDED)
    assert refused is not None
    assert "Issue it first" in refused.sentence
    assert out.check_may_change(WHOLE) is None
    assert out.check_may_change(replace(WHOLE, state=State.ISSUED)) is not None
    assert out.check_may_approve(WHOLE, "ann") is not None
    assert out.check_may_approve(WHOLE, "mia") is None
    assert set(out.MOVES) == set(State)


def wants(
    edition: Edition | None, publication: Publication = BOOK, today: date = TODAY, **more: object
) -> list[str]:
    given = {"fills": FILLS} | more
    return [each.what for each in out.stands(publication, ITEMS, edition, today=today, **given)]  # type: ignore[arg-type]


def test_what_holds_is_looked_at_again_and_flagged_when_something_changed() -> None:
    holds = replace(WHOLE, state=State.ISSUED, issued_on=TODAY)
    assert wants(holds) == []
    assert wants(None) == ["not-issued"]
    assert wants(None, replace(BOOK, sort="page")) == []
    assert wants(holds, today=date(2027, 3, 20)) == ["review-soon"]
    assert wants(holds, today=date(2027, 4, 8)) == ["review"]
    assert wants(replace(holds, reviewed_on=date(2027, 4, 1)), today=date(2027, 4, 8)) == []
    assert wants(holds, fills={}) == ["changed"]
    assert wants(replace(holds, mark="", checks={})) == ["incomplete", "unmarked"]
    assert out.review_on(replace(BOOK, review=None), holds) is None
    assert out.review_on(BOOK, WHOLE) is None
    found = out.stands(BOOK, ITEMS, holds, today=date(2027, 3, 20), fills=FILLS)
    assert not out.pressing(found)
    assert out.pressing(out.stands(BOOK, (), None, today=TODAY))
    assert out.stands(BOOK, (PLAIN,), replace(holds, mark="1"), today=TODAY) == ()


def test_the_copy_that_suits_somebody_and_what_they_are_owed() -> None:
    paper, polish = Copy("en", "pdf", id=1), Copy("pl", "pdf", id=2)
    summary, audio = Copy("pl", "audio", whole=False, id=3), Copy("en", "audio", id=4)
    every = (summary, audio, polish, paper)
    assert out.choose(every) == out.Choice(paper)
    assert out.choose(every, language="pl") == out.Choice(polish)
    assert out.choose(every, forms=["audio"]) == out.Choice(audio)
    assert out.choose(every, language="pl", forms=["braille"]) == out.Choice(polish, ("braille",))
    assert out.choose((paper,), language="pl") == out.Choice(paper, ("language",))
    assert out.choose((), language="pl", forms=["", "audio"]) == out.Choice(None, ("language", "audio"))
    assert out.choose((Copy("fr", "braille", id=5),)) == out.Choice(Copy("fr", "braille", id=5))
    assert [out.form_for(each) for each in ("large-print-24", "braille", "easy-read", "by-phone")] == [
        "large-print",
        "braille",
        "easy-read",
        "",
    ]
    assert (out.words_of("audio"), out.words_of("smoke")) == ("sound", "smoke")


def test_which_one_a_request_means() -> None:
    forms = [
        Publication("transfer-form", "Application to move", "x", "form"),
        Publication("application-form", "Application for a home", "x", "form"),
        BOOK,
    ]
    named = [out.named(each, forms) for each in ("handbook", "the Tenants handbook", "Application to move")]
    assert [each.name if each else "" for each in named] == ["handbook", "handbook", "transfer-form"]
    assert out.named("an application", forms) is None
    assert out.named("a cake", forms) is None
    assert out.named("a cake", []) is None
    only = out.named("handbook please", forms[2:])
    assert only is not None
    assert only.name == "handbook"


def test_a_household_has_a_handbook_when_one_of_it_has_and_a_signature_is_each_ones_own() -> None:
    ann, bob = Holder(1, 10, 100, "tenant"), Holder(2, 11, 100, "joint-tenant")
    cem, lodger = Holder(3, 12, 101, "tenant"), Holder(4, 13, 102, "household")
    every = (ann, bob, cem, lodger)
    assert out.without(BOOK, every, [Given(11, 7, TODAY)], 7) == (cem,)
    again = replace(BOOK, again=True)
    assert out.without(again, every, [Given(11, 7, TODAY), Given(12, 6, TODAY)], 7) == (cem,)
    signed = replace(BOOK, signed=True)
    given = [Given(10, 7, TODAY, 1, signed=True), Given(11, 7, TODAY, 2), Given(12, 7, TODAY, 9, signed=True)]
    assert out.without(signed, every, given, 7) == (bob, cem)


def test_parts_of_our_work_without_a_leaflet_are_named() -> None:
    areas = (("repairs", "Repairs"), ("rents", "Rents"))
    known = [replace(BOOK, sort="leaflet", about=("rents",)), replace(BOOK, about=("repairs",))]
    assert out.without_leaflet(areas, known, "leaflet") == ("Repairs",)
    assert out.without_leaflet((), known, "leaflet") == ()
