"""What surveys, mystery shops and reports of conduct hold for clauses, each opened for real."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from kept.actions import conduct, shops, survey_stock, surveying
from kept.casework import Refused
from kept.rulebook.surveys import Survey
from kept.store import surveys, tenancy
from kept.store.accounts import membership_of
from kept.store.models import MysteryShop, SurveyLink, SurveyReply, Thread
from kept.store.threads import visible_to
from tests import cast
from tests.contracts.world import World


def survey_after(world: World, kind: str) -> Survey:
    """A survey for customers that goes with that kind of contact."""
    found = surveys.offered_with(world.rulebook, kind)
    return next(each for each in found if each.asked_of == "customer")


def answer(world: World, survey: Survey, n: int, **beside: Any) -> None:
    question = next(each for each in survey.questions if each.answer == "scale")
    for _ in range(n):
        done = surveying.answer(
            association=world.association,
            survey=survey.name,
            said={question.name: "5"},
            way="paper",
            beside=surveying.Answering(**beside),
            by="kept",
            at=world.at,
        )
        assert isinstance(done, SurveyReply), done


def figure_survey_results(world: World) -> None:
    survey = survey_after(world, "call")
    (many, _name), (few, _other) = world.rulebook.association.teams[:2]
    answer(world, survey, 7, team=many)
    answer(world, survey, 3, team=few)
    page = world.get("manager", f"/surveys/{survey.name}?by=team")
    assert "hidden: fewer than 5" in page
    for by in ("office", "channel", "need", "matter", "page"):
        assert "100 %" in world.get("manager", f"/surveys/{survey.name}?by={by}")


def offer(world: World, **said: str) -> str:
    ref = world.tell("call.received", {"about": "The lift"})
    survey = survey_after(world, "call")
    world.post(
        "officer", f"/thread/{ref}/survey/{survey.name}", {f"f-{name}": it for name, it in said.items()}
    )
    return ref


def rule_survey_offered(world: World) -> None:
    ref = world.tell("call.received", {"about": "The lift"})
    survey = survey_after(world, "call")
    assert "Offer a survey before it is over" in world.get("officer", f"/thread/{ref}")
    path = f"/thread/{ref}/survey/{survey.name}"
    assert "Was it offered" in world.get("officer", path)
    assert world.post("officer", path, {"f-how": "not-offered"}).status_code == 422
    assert world.post("officer", path, {"f-how": "declined"}).status_code == 302
    assert "offered and declined" in world.get("officer", f"/thread/{ref}")


def figure_survey_offers(world: World) -> None:
    offer(world, how="declined")
    survey = survey_after(world, "call")
    own = world.get("officer", f"/surveys/{survey.name}").partition("How often it was offered")[2]
    name = world.member("officer").name
    assert name in own.partition("</main>")[0]
    other = world.get("receptionist", f"/surveys/{survey.name}").partition("How often it was offered")[2]
    assert name not in other.partition("</main>")[0]
    assert "100 %" in other


def list_survey_stock(world: World) -> None:
    survey = next(each for each in surveys.surveys_of(world.rulebook) if each.at_offices)
    assert "never counted" in world.get("receptionist", "/surveys")
    said: dict[str, Any] = {"association": world.association, "by": "kept", "at": world.at}
    office = world.rulebook.association.offices[0].slug
    done = survey_stock.count(office=office, survey=survey.name, left=1, **said)
    assert not isinstance(done, Refused), done
    assert "Print more" in world.get("receptionist", "/surveys")


def print_survey_forms(world: World) -> None:
    for survey in surveys.surveys_of(world.rulebook):
        assert "kept-paper--large" in world.get("officer", f"/surveys/{survey.name}/paper?large=yes")
        if "open" in survey.ways:
            assert Client().get(f"/{world.slug}/survey/{survey.name}").status_code == 200


def page_shops(world: World) -> None:
    shop_forms = [each for each in surveys.surveys_of(world.rulebook) if each.shop]
    said: dict[str, Any] = {"association": world.association, "by": "kept", "at": world.at}
    office = world.rulebook.association.offices[0].slug
    for survey in shop_forms:
        for channel in survey.channels:
            made = shops.plan(
                survey=survey.name,
                channel=channel,
                office=office,
                out_of_hours=channel == "telephone",
                planned_on=date(2026, 4, 17),
                **said,
            )
            assert isinstance(made, MysteryShop), made
    page = world.get("manager", "/shops")
    assert "while the office is closed" in page
    one = page.partition('scope="row"')[2].partition('href="')[2].partition('"')[0]
    form = world.get("officer", one.removeprefix(f"/{world.slug}"))
    assert "What is to be done about it?" in form


def rule_survey_link(world: World) -> None:
    ref = world.tell("call.received", {"about": "The lift"})
    survey = survey_after(world, "call")
    made = surveying.ask(
        association=world.association, thread=ref, survey=survey.name, how="handed", by="kept", at=world.at
    )
    assert isinstance(made, surveying.Asked), made
    key = f"{world.slug}.{made.secret}"
    assert Client().get("/survey", {"key": key}).status_code == 200
    question = survey.questions[0].name
    assert Client().post("/survey", {"key": key, f"f-{question}": "yes"}).status_code == 200
    assert Client().get("/survey", {"key": key}).status_code == 404
    with tenancy.association(world.association):
        assert not SurveyLink.objects.exists()
        assert SurveyReply.objects.count() == 1


def report(world: World) -> Thread:
    bob = cast.member(world.association, "bob", "officer", team=world.rulebook.association.teams[0][0])
    cast.member(world.association, "lea", "manager", team=world.rulebook.association.teams[1][0])
    done = conduct.report(
        association=world.association,
        what="rude",
        about="He hung up",
        who=bob.handle,
        by="customer",
        at=world.at,
    )
    assert isinstance(done, str), done
    with tenancy.association(world.association):
        return Thread.objects.select_related("owner").get(ref=done)


def rule_conduct_outside(world: World) -> None:
    thread = report(world)
    assert thread.owner is not None
    assert thread.owner.handle == "lea"
    assert thread.about is not None
    with tenancy.association(world.association):
        member = membership_of(thread.about, on=world.at.date())
        assert member is not None
        assert not visible_to(member).filter(pk=thread.pk).exists()
    assert Client().get(f"/{world.slug}/tell-us").status_code == 200


def figure_conduct_counts(world: World) -> None:
    report(world)
    world.tell("complaint.received", {"about": "He shouted", "manner": "rude"})
    page = world.get("manager", "/conduct")
    said = page.partition("What was said of how we behaved")[2]
    assert "Rudeness or abuse" in said
    assert "Rude or without respect" in said
    assert "What was said of how we behaved" not in world.get("officer", "/conduct")


PROOFS = {
    "figure:conduct-counts": figure_conduct_counts,
    "figure:survey-offers": figure_survey_offers,
    "figure:survey-results": figure_survey_results,
    "list:survey-stock": list_survey_stock,
    "page:shops": page_shops,
    "print:survey-forms": print_survey_forms,
    "rule:conduct-outside": rule_conduct_outside,
    "rule:survey-link": rule_survey_link,
    "rule:survey-offered": rule_survey_offered,
}
