"""Surveys in a browser: what is asked, who can answer, what is hidden, and who hears of a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kept.actions import conduct, customers, reaching, surveying
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.rulebook.surveys import OPEN
from kept.store import refs, surveys, tenancy
from kept.store.accounts import membership_of
from kept.store.models import (
    Account,
    Association,
    Clock,
    Event,
    MysteryShop,
    Notice,
    Person,
    SurveyLink,
    SurveyOffer,
    SurveyReply,
    SurveyStock,
    Thread,
)
from kept.store.threads import visible_to
from tests import cast

NOW = "Wednesday 2026-04-08 12:00"


@pytest.fixture
def wessex(db: None, clock: Callable[[str], datetime]) -> Association:
    return cast.association("wessex")


@pytest.fixture
def ann(wessex: Association) -> Account:
    return cast.member(wessex, "ann", "receptionist", team="reception")


@pytest.fixture
def mia(wessex: Association) -> Account:
    """Leads housing."""
    return cast.member(wessex, "mia", "manager", team="housing")


@pytest.fixture
def call(wessex: Association, ann: Account) -> str:
    return cast.told(wessex, ann, "call.received", "Wednesday 2026-04-08 11:00", about="The lift")


def at(here: Association, look: Callable[[], Any]) -> Any:
    with tenancy.association(here):
        return look()


def get(who: Account | None, path: str, status: int = 200) -> str:
    client = cast.client(who) if who else Client()
    answer = client.get(path)
    assert answer.status_code == status, f"{path}: {answer.status_code}"
    return unescape(answer.content.decode())


def post(who: Account | None, path: str, status: int = 302, **data: Any) -> str:
    client = cast.client(who) if who else Client()
    answer = client.post(path, {name.replace("__", "-"): value for name, value in data.items()})
    text = unescape(answer.content.decode())
    assert answer.status_code == status, f"{answer.status_code}: {text[-2500:]}"
    return text if status != 302 else str(answer["Location"])


def answered(
    here: Association, n: int, said: dict[str, str], survey: str = "telephone-service", **beside: Any
) -> None:
    for _ in range(n):
        done = surveying.answer(
            association=here,
            survey=survey,
            said=said,
            way="paper",
            beside=surveying.Answering(**beside),
            by="ann",
            at=cast.t(NOW),
        )
        assert isinstance(done, SurveyReply), done


# ---- offering and answering ------------------------------------------------------------------------------


def test_a_survey_is_offered_with_the_contact_that_it_goes_with(
    wessex: Association, ann: Account, mia: Account, call: str
) -> None:
    page = get(ann, f"/wessex/thread/{call}")
    assert "Offer a survey before it is over" in page
    assert "Telephone service" in page
    path = f"/wessex/thread/{call}/survey/telephone-service"
    assert "Was it offered" in get(ann, path)
    assert "Choose an answer" in post(ann, path, 422)
    assert "why it was not offered" in post(ann, path, 422, f__how="not-offered")
    post(ann, path, f__how="declined", uid=refs.new_uid())
    post(ann, path, f__how="paper", uid=refs.new_uid())
    assert at(wessex, lambda: SurveyOffer.objects.get().answer) == "declined"
    assert "offered and declined" in get(ann, f"/wessex/thread/{call}")
    get(ann, f"/wessex/thread/{call}/survey/visit", 404)


def test_the_rate_is_shown_by_team_and_a_persons_own_to_them_and_who_leads_them(
    wessex: Association, ann: Account, mia: Account, call: str
) -> None:
    post(ann, f"/wessex/thread/{call}/survey/telephone-service", f__how="paper")
    lead = cast.member(wessex, "lea", "manager", team="reception")
    assert "Ann" in offers(get(ann, "/wessex/surveys/telephone-service"))
    assert "Ann" in offers(get(lead, "/wessex/surveys/telephone-service"))
    others = offers(get(mia, "/wessex/surveys/telephone-service"))
    assert "Ann" not in others
    assert "Reception" in others
    assert "100 %" in others


def offers(page: str) -> str:
    return page.partition("How often it was offered")[2].partition("</main>")[0]


def test_a_link_opens_once_without_signing_in_and_says_nothing_of_whose_it_is(
    wessex: Association, ann: Account, call: str
) -> None:
    page = post(ann, f"/wessex/thread/{call}/survey/telephone-service", 200, f__how="email")
    address = page.partition('id="link" type="text" readonly value="http://testserver')[2].partition('"')[0]
    assert address.startswith("/survey?key=wessex.")
    assert call not in address
    form = get(None, address)
    assert "Was the person friendly?" in form
    assert "How did we" in form or "How was it" in form
    key = address.partition("key=")[2]
    assert "at least one question" in post(None, "/survey", 422, key=key)
    page = post(None, "/survey", 422, key=key, f__friendly="9", f__more="Kind words")
    assert "Choose" in page
    assert "Kind words" in page
    thanks = post(None, "/survey", 200, key=key, f__friendly="5", f__more="Kind words")
    assert "Thank you" in thanks
    reply = at(wessex, lambda: SurveyReply.objects.get())
    assert (reply.chosen, reply.words) == ({"friendly": "5"}, {"more": "Kind words"})
    assert (reply.channel, reply.matter) == ("telephone", "call")
    assert not at(wessex, lambda: SurveyLink.objects.exists())
    assert "used or has run out" in get(None, address, 404)
    assert "used or has run out" in post(None, "/survey", 404, key=key, f__friendly="1")
    assert at(wessex, SurveyReply.objects.count) == 1
    words = str(at(wessex, lambda: list(Event.objects.filter(kind="survey.answered").values_list("facts"))))
    assert call not in words


def test_a_link_that_has_run_out_or_was_never_made_opens_nothing(
    wessex: Association, ann: Account, call: str, clock: Callable[[str], datetime]
) -> None:
    made = surveying.ask(
        association=wessex, thread=call, survey="telephone-service", how="handed", by="ann", at=cast.t(NOW)
    )
    assert isinstance(made, surveying.Asked)
    for key in ("", "wessex", "wessex.", "nowhere.abc", "wessex.abc", f"karin.{made.secret}"):
        assert "used or has run out" in get(None, f"/survey?key={key}", 404)
    clock("Thursday 2026-05-07 12:00")
    assert "used or has run out" in get(None, f"/survey?key=wessex.{made.secret}", 404)


def test_who_says_that_it_is_not_settled_has_the_contact_opened_again(
    wessex: Association, ann: Account, call: str
) -> None:
    cast.told(wessex, ann, "enquiry.answered", "Wednesday 2026-04-08 11:10", thread=call)
    cast.told(wessex, ann, "thread.closed", "Wednesday 2026-04-08 11:11", thread=call)
    made = surveying.ask(
        association=wessex, thread=call, survey="telephone-service", how="handed", by="ann", at=cast.t(NOW)
    )
    assert isinstance(made, surveying.Asked)
    post(None, "/survey", 200, key=f"wessex.{made.secret}", f__solved="no")
    thread = at(wessex, lambda: Thread.objects.get(ref=call))
    assert thread.closed_at is None
    assert thread.asked == 1


def test_no_survey_reaches_whoever_asked_not_to_be_reached_so(wessex: Association, ann: Account) -> None:
    person = customers.add(association=wessex, name="Ngozi Okafor", by="ann", at=cast.t(NOW))
    assert isinstance(person, Person)
    reaching.set_contact_rules(
        association=wessex, person=person.ref, rules={"never": ["email"]}, by="ann", at=cast.t(NOW)
    )
    told = Telling("call.received", cast.t("Wednesday 2026-04-08 11:00"), {}, person=person.ref)
    ref = tell([told], association=wessex, by="ann", at=cast.t(NOW)).results[0].thread
    assert ref is not None
    said: dict[str, Any] = {"association": wessex, "thread": ref, "survey": "telephone-service"}
    said |= {"by": "ann", "at": cast.t(NOW)}
    refused = surveying.ask(how="email", **said)
    assert isinstance(refused, Refused)
    assert "they asked us not to" in refused.sentence
    assert isinstance(surveying.ask(how="letter", **said), surveying.Asked)


def test_the_web_questionnaire_is_open_to_anybody_and_counted_by_page(
    wessex: Association, ann: Account, mia: Account
) -> None:
    path = "/wessex/survey/web"
    assert "Did you find" in get(None, f"{path}?page=/rents")
    for _ in range(5):
        post(None, path, 200, page="/rents", uid=refs.new_uid(), f__found="yes")
    post(None, path, 200, page="/rents?name=bell", uid=refs.new_uid(), f__found="no")
    uid = refs.new_uid()
    post(None, path, 200, page="/repairs", uid=uid, f__found="no")
    post(None, path, 200, page="/repairs", uid=uid, f__found="no")
    pages = at(wessex, lambda: sorted(SurveyReply.objects.values_list("page", flat=True)))
    assert pages == ["", "/rents", "/rents", "/rents", "/rents", "/rents", "/repairs"]
    page = get(mia, "/wessex/surveys/web?by=page")
    assert "/rents" in page
    assert "hidden: fewer than 5" in page
    get(None, "/wessex/survey/call-review", 404)
    get(None, "/nowhere/survey/web", 404)


def test_too_many_answers_from_one_place_wait(wessex: Association, ann: Account) -> None:
    for _ in range(surveys.FREE):
        at(wessex, lambda: surveys.knocked(wessex, "127.0.0.1", cast.t(NOW)))
    assert "wait" in post(None, "/wessex/survey/web", 429, f__found="yes")
    assert "wait" in get(None, "/survey?key=wessex.abc", 429)
    assert "wait" in get(None, "/wessex/tell-us", 429)
    assert at(wessex, SurveyReply.objects.count) == 0


# ---- on paper --------------------------------------------------------------------------------------------


def test_every_form_is_printed_in_ordinary_and_large_letters(wessex: Association, ann: Account) -> None:
    for survey in surveys.surveys_of(cast.rulebook("wessex")):
        page = get(ann, f"/wessex/surveys/{survey.name}/paper")
        assert all(each.asks in page for each in survey.questions), survey.name
        assert "kept-paper--large" in get(ann, f"/wessex/surveys/{survey.name}/paper?large=yes")
    assert "open to anybody" in get(ann, "/wessex/surveys")


def test_what_came_on_paper_is_typed_in(wessex: Association, ann: Account, mia: Account) -> None:
    path = "/wessex/surveys/general-service/enter"
    assert "No name belongs here" in get(ann, path)
    page = post(ann, path, 422, f__team="housing")
    assert "Answer at least one question" in page
    post(ann, path, uid=refs.new_uid(), f__office="", f__team="housing", f__friendly="4")
    reply = at(wessex, lambda: SurveyReply.objects.select_related("team").get())
    assert (reply.way, reply.team.slug, reply.entered_by) == ("paper", "housing", "ann")


def test_forms_at_an_office_are_counted_and_too_few_ask_for_more(wessex: Association, ann: Account) -> None:
    office = cast.rulebook("wessex").association.offices[0].slug
    assert "never counted" in get(ann, "/wessex/surveys")
    page = post(ann, "/wessex/surveys", 422, office=office, survey="general-service", left="-3")
    assert "fewer than no forms" in page
    assert "in figures" in post(
        ann, "/wessex/surveys", 422, office=office, survey="general-service", left="x"
    )
    post(ann, "/wessex/surveys", office=office, survey="general-service", left="12")
    assert at(wessex, lambda: SurveyStock.objects.get().left) == 12
    assert "Print more" in get(ann, "/wessex/surveys")


# ---- results ---------------------------------------------------------------------------------------------


def test_small_numbers_are_hidden_and_one_that_would_give_them_away_too(
    wessex: Association, ann: Account, mia: Account
) -> None:
    answered(wessex, 4, {"friendly": "1"}, team="housing")
    answered(wessex, 6, {"friendly": "5"}, team="repairs")
    answered(wessex, 9, {"friendly": "5"}, team="reception")
    page = get(mia, "/wessex/surveys/telephone-service?by=team")
    parts = page.partition("Divided</h2>")[2].partition("How often")[0]
    assert parts.count("hidden: fewer than 5") == 2
    assert "under 5" in parts
    assert "100 %" in parts
    assert ": 19</span>" in page


def test_results_are_divided_by_office_channel_need_and_matter(
    wessex: Association, ann: Account, mia: Account
) -> None:
    answered(wessex, 6, {"easy": "5"}, channel="telephone")
    answered(wessex, 7, {"easy": "2"}, channel="office")
    page = get(mia, "/wessex/surveys/telephone-service?by=channel")
    assert "By telephone" in page
    assert "At the office" in page
    assert "100 %" in page
    assert "0 %" in page
    for by in ("office", "need", "matter", "page", "nonsense"):
        get(mia, f"/wessex/surveys/telephone-service?by={by}")
    assert "first day comes before" in get(
        mia, "/wessex/surveys/telephone-service?since=2026-05-01&until=2026-04-01", 422
    )


def test_what_was_written_is_for_those_who_lead_and_only_where_enough_answered(
    wessex: Association, ann: Account, mia: Account
) -> None:
    answered(wessex, 4, {"more": "Too few to read"})
    assert "Too few to read" not in get(mia, "/wessex/surveys/telephone-service")
    answered(wessex, 2, {"more": "The lift was fine"})
    assert "The lift was fine" in get(mia, "/wessex/surveys/telephone-service")
    assert "The lift was fine" not in get(ann, "/wessex/surveys/telephone-service")


# ---- mystery shops and reviews ---------------------------------------------------------------------------


def test_a_mystery_shop_is_planned_scored_and_followed_up(
    wessex: Association, ann: Account, mia: Account, clock: Callable[[str], datetime]
) -> None:
    path = "/wessex/shops/plan"
    get(ann, path, 403)
    plan = {
        "f__survey": "access-shop",
        "f__channel": "telephone",
        "f__out_of_hours": "yes",
        "f__planned_on": "2026-04-17",
        "f__shopper": "Tenants' panel",
        "uid": refs.new_uid(),
    }
    assert "still to come" in post(mia, path, 422, **plan | {"f__planned_on": "2026-04-01"})
    assert "office that is closed" in post(mia, path, 422, **plan | {"f__channel": "office"})
    page = post(mia, path, 422, **plan | {"f__channel": "office", "f__out_of_hours": "no"})
    assert "Choose the office" in page
    post(mia, path, **plan)
    post(mia, path, **plan)
    shop = at(wessex, lambda: MysteryShop.objects.get())
    page = get(mia, "/wessex/shops")
    assert "while the office is closed" in page
    assert "To be made" in page
    clock("Thursday 2026-04-09 12:00")
    one = f"/wessex/shops/{shop.pk}"
    assert "Answer at least one" in post(ann, one, 422, uid=refs.new_uid())
    form = {"f__reached": "yes", "f__name": "no", "f__easy": "3", "f__act": "Practise the greeting"}
    assert "by which day" in post(ann, one, 422, **form)
    post(ann, one, **form, f__action_by="2026-04-24", uid=refs.new_uid())
    page = get(mia, "/wessex/shops")
    assert "50 of 100" in page
    assert "Practise the greeting" in page
    assert "Enter an answer" in post(mia, one, 422, f__what_done="")
    clock("Friday 2026-04-10 12:00")
    post(mia, one, f__what_done="Practised", uid=refs.new_uid())
    verdicts = at(wessex, lambda: {each.promise: each.verdict for each in Clock.objects.all()})
    assert verdicts == {"kept:shop-done": "kept", "kept:shop-followed-up": "kept"}
    assert "Done" in get(mia, "/wessex/shops")
    get(mia, "/wessex/shops/999", 404)


def test_a_review_is_read_by_the_colleague_and_their_line_manager_alone(
    wessex: Association, ann: Account, mia: Account
) -> None:
    bob = cast.member(wessex, "bob", "officer", team="housing")
    other = cast.member(wessex, "leo", "manager", team="repairs")
    path = "/wessex/surveys/visit-review/enter"
    page = post(ann, path, 422, f__card="yes")
    assert "Whose work" in page
    post(ann, path, f__about="bob", f__card="yes", f__well="Very kind", uid=refs.new_uid())
    for who in (bob, mia):
        assert "Very kind" in get(who, "/wessex/reviews")
    for who in (ann, other):
        assert "Very kind" not in get(who, "/wessex/reviews")
    assert (
        at(
            wessex,
            lambda: surveys.replies(wessex, "visit-review", date(2026, 1, 1), date(2026, 12, 31)).count(),
        )
        == 0
    )
    refused = surveying.answer(
        association=wessex,
        survey="visit-review",
        said={"card": "yes"},
        way="observer",
        beside=surveying.Answering(about="bob"),
        by="bob",
        at=cast.t(NOW),
    )
    assert isinstance(refused, Refused)
    assert "Nobody reviews their own work" in refused.sentence


# ---- how a colleague behaved -----------------------------------------------------------------------------


def test_a_report_goes_outside_the_team_and_the_colleague_never_sees_it(
    wessex: Association, ann: Account, mia: Account
) -> None:
    bob = cast.member(wessex, "bob", "officer", team="housing")
    leo = cast.member(wessex, "leo", "manager", team="repairs")
    assert "does not see it" in get(ann, "/wessex/conduct")
    assert "Choose an answer" in post(ann, "/wessex/conduct", 422, f__about="He shouted")
    uid = refs.new_uid()
    report = {"f__what": "aggressive", "f__about": "He shouted", "f__colleague": "bob", "uid": uid}
    post(ann, "/wessex/conduct", **report)
    post(ann, "/wessex/conduct", **report)
    thread = at(wessex, lambda: Thread.objects.get(kind="conduct"))
    assert (thread.owner_id, thread.sensitivity, thread.about_id) == (leo.pk, "about-staff", bob.pk)
    assert at(wessex, lambda: Notice.objects.get(what="conduct").account_id) == leo.pk
    for who, sees in ((bob, False), (ann, False), (leo, True)):
        with tenancy.association(wessex):
            member = membership_of(who, on=date(2026, 4, 8))
            assert member is not None
            assert visible_to(member).filter(pk=thread.pk).exists() is sees, who.handle
    assert get(bob, f"/wessex/thread/{thread.ref}", 404)
    cast.told(wessex, leo, "conduct.settled", NOW, thread=thread.ref, outcome="upheld")
    assert at(wessex, lambda: Clock.objects.get(promise="kept:conduct-looked-into").verdict) == "kept"


def test_a_report_about_a_manager_goes_to_somebody_else(wessex: Association, mia: Account) -> None:
    lee = cast.member(wessex, "lee", "manager", team="housing")
    dee = cast.member(wessex, "dee", "director")
    done = conduct.report(
        association=wessex, what="abusive", about="In a meeting", who="mia", by="customer", at=cast.t(NOW)
    )
    thread = at(wessex, lambda: Thread.objects.get(ref=done))
    assert thread.owner_id == dee.pk != lee.pk


def test_anybody_may_report_without_signing_in(wessex: Association, ann: Account, mia: Account) -> None:
    dee = cast.member(wessex, "dee", "director")
    page = get(None, "/wessex/tell-us")
    assert "You need not say who you are" in page
    page = post(None, "/wessex/tell-us", 422, f__what="harassment", f__who="The tall one")
    assert "The tall one" in page
    sent = {
        "f__what": "harassment",
        "f__about": "He waited outside",
        "f__who": "The tall one",
        "uid": refs.new_uid(),
    }
    assert "We have it" in post(None, "/wessex/tell-us", 200, **sent)
    thread = at(wessex, lambda: Thread.objects.get(kind="conduct"))
    assert (thread.owner_id, thread.sensitivity) == (dee.pk, "confidential")
    with tenancy.association(wessex):
        member = membership_of(ann, on=date(2026, 4, 8))
        assert member is not None
        assert not visible_to(member).filter(pk=thread.pk).exists()
    get(None, "/nowhere/tell-us", 404)


def test_every_survey_is_opened_and_says_what_it_asks(wessex: Association, mia: Account) -> None:
    for survey in surveys.surveys_of(cast.rulebook("wessex")):
        page = get(mia, f"/wessex/surveys/{survey.name}")
        assert survey.label in page
        assert all(each.asks in page for each in survey.questions), survey.name
        assert (OPEN in survey.ways) == (Client().get(f"/wessex/survey/{survey.name}").status_code == 200)
