"""The day's visits, the sheet of one, its steps and what is printed for it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kept.store import tenancy
from kept.store.models import Account, Agreed, Association, Event, LoneWork, Person, Thread, Visit
from tests import cast, going
from tests.cast import t

from .conftest import NOW


@pytest.fixture
def moray(db: None, clock) -> Association:  # type: ignore[no-untyped-def]
    return cast.association("moray")


@pytest.fixture
def ann(moray: Association) -> Account:
    found = cast.member(moray, "ann", "officer")
    going.carded(moray, found)
    return found


@pytest.fixture
def mary(moray: Association, ann: Account) -> Person:
    return going.customer(moray, need_kinds=["shoes-off", "interpreter"])


@pytest.fixture
def visit(moray: Association, ann: Account, mary: Person) -> Visit:
    return going.planned(moray, ann, mary)


@pytest.fixture
def screen(ann: Account) -> Client:
    return cast.client(ann)


def at(name: str, *args: object) -> str:
    return reverse(name, args=["moray", *args])


PLAN = {
    "own": "no",
    "f-sort": "repairs",
    "f-purpose": "The damp in the back bedroom",
    "f-by_phone": "no",
    "f-notice": "yes",
    "f-starts": "2026-04-08",
    "f-starts-time": "14:00",
    "f-minutes": "45",
    "f-venue": "14 Mill Road, Elgin IV30 1AB",
    "f-phone": "01343 555 010",
    "f-agreed": "yes",
    "f-agreed_how": "by-telephone",
    "f-officer": "ann",
    "f-risk": "yes",
    "uid": "b" * 32,
}
DOOR = {
    "f-introduced": "yes",
    "f-card_shown": "yes",
    "f-purpose_explained": "yes",
    "f-adult": "yes",
    "f-permission": "given",
    "f-permission_by": "Mrs Stewart",
    "f-happened_at": "2026-04-08",
    "f-happened_at-time": "14:02",
    "uid": "c" * 32,
}


def test_a_visit_is_planned_from_the_file(screen: Client, mary: Person) -> None:
    page = screen.get(at("visit-plan") + f"?customer={mary.ref}").content.decode()
    assert "Mary Stewart" in page
    assert "Shoes off in their home" in page
    assert "An interpreter" in page
    response = screen.post(at("visit-plan"), {**PLAN, "customer": mary.ref})
    assert response.status_code == 302, response.content.decode()
    sheet = screen.get(response["Location"]).content.decode()
    assert "The damp in the back bedroom" in sheet
    assert "Shoes off in their home" in sheet
    day = screen.get(at("visits")).content.decode()
    assert "14:00–14:45" in day
    assert "Mary Stewart" in day
    assert "To come" in day


def test_what_was_typed_stays_where_something_is_wrong(screen: Client, mary: Person) -> None:
    said = {**PLAN, "customer": mary.ref, "f-by_phone": "yes"}
    response = screen.post(at("visit-plan"), said)
    page = response.content.decode()
    assert response.status_code == 422
    assert "The telephone would do" in page
    assert "The damp in the back bedroom" in page
    assert 'href="#f-wants_visit-yes"' in page
    assert "Offer a call back" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"f-starts": "2026-04-07"}, "still to come"),
        ({"f-starts-time": "22:00"}, "The office is shut"),
        ({"f-minutes": "2"}, "between 5 minutes and 14 hours"),
        ({"f-minutes": "9999"}, "between 5 minutes and 14 hours"),
        ({"f-starts": "soon"}, "Enter the date"),
        ({"f-agreed": ""}, "Tick that the customer agreed"),
        ({"f-notice": "no"}, "without a reason"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_the_cure(
    screen: Client, mary: Person, changed: dict[str, str], sentence: str
) -> None:
    response = screen.post(at("visit-plan"), {**PLAN, "customer": mary.ref, **changed})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    with tenancy.association("moray"):
        assert not Visit.objects.exists()


def test_an_arrival_is_on_record_once_however_often_it_is_sent(
    screen: Client,
    visit: Visit,
    clock,  # type: ignore[no-untyped-def]
) -> None:
    clock("Wednesday 2026-04-08 14:05")
    for _ in range(2):
        assert screen.post(at("visit-step", visit.pk, "visit.arrived"), DOOR).status_code == 302
    with tenancy.association("moray"):
        assert Event.objects.filter(kind="visit.arrived").count() == 1
        assert LoneWork.objects.get().due_back_at == t("Wednesday 2026-04-08 15:02")
    sheet = screen.get(at("visit", visit.pk)).content.decode()
    assert "You are waited for until" in sheet
    assert "Asked in by Mrs Stewart." in sheet
    assert "There now" in screen.get(at("visits")).content.decode()


def test_only_children_at_home_is_refused_and_nothing_typed_is_lost(
    screen: Client,
    visit: Visit,
    clock,  # type: ignore[no-untyped-def]
) -> None:
    clock("Wednesday 2026-04-08 14:05")
    response = screen.post(at("visit-step", visit.pk, "visit.arrived"), {**DOOR, "f-adult": "no"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Nobody goes in with only children at home." in page
    assert 'value="Mrs Stewart"' in page


def test_checking_out_before_checking_in_is_refused_with_the_cure(
    screen: Client,
    visit: Visit,
    clock,  # type: ignore[no-untyped-def]
) -> None:
    clock("Wednesday 2026-04-08 14:05")
    said = {"f-happened_at": "2026-04-08", "f-happened_at-time": "14:04", "uid": "d" * 32}
    response = screen.post(at("visit-step", visit.pk, "visit.left"), said)
    assert response.status_code == 422
    assert "Check in first" in response.content.decode()


def test_the_wrap_up_writes_its_actions_and_prints_them(
    screen: Client,
    visit: Visit,
    clock,  # type: ignore[no-untyped-def]
) -> None:
    clock("Wednesday 2026-04-08 14:35")
    screen.post(at("visit-step", visit.pk, "visit.arrived"), DOOR)
    said = {
        "f-where": "inside",
        "f-settled": "part",
        "f-issues": "Damp\nThe fence",
        "f-all_dealt_with": "yes",
        "f-agreement": "agreed",
        "f-summary": "The vent stays open.",
        "f-summary_given": "left",
        "f-asked_first": "yes",
        "f-no_smoking": "yes",
        "f-no_calls": "yes",
        "f-happened_at": "2026-04-08",
        "f-happened_at-time": "14:30",
        "uid": "e" * 32,
    }
    response = screen.post(at("visit-step", visit.pk, "visit.made"), said)
    assert response.status_code == 422
    assert "Something is still open" in response.content.decode()
    wrong = {**said, "what-1": "Mend the fence", "owner-1": "ann", "when-1": "the day after never"}
    response = screen.post(at("visit-step", visit.pk, "visit.made"), wrong)
    assert response.status_code == 422
    assert "Mend the fence" in response.content.decode()
    right = {**said, "what-1": "Mend the fence", "owner-1": "ann", "when-1": "Fri noon"}
    assert screen.post(at("visit-step", visit.pk, "visit.made"), right).status_code == 302
    printed = screen.get(at("visit-summary", visit.pk)).content.decode()
    assert "What we agreed" in printed
    assert "The fence" in printed
    assert "Mend the fence" in printed
    assert "12:00 on Friday 10 April" in printed
    with tenancy.association("moray"):
        action = Agreed.objects.select_related("thread").get()
        assert action.due_at == t("Friday 2026-04-10 12:00")
        assert action.thread.kind == "action"


def test_the_card_says_who_and_when_and_never_what_it_was_about(
    screen: Client,
    visit: Visit,
    clock,  # type: ignore[no-untyped-def]
) -> None:
    clock("Wednesday 2026-04-08 14:05")
    page = screen.get(at("visit-card", visit.pk)).content.decode()
    assert "Ann" in page
    assert "14:05" in page
    assert "ann@example.org" in page
    assert visit.thread.ref in page
    assert "Monday to Thursday 09:00–17:00" in page
    assert "Please get in touch" in page
    assert "damp" not in page
    assert "Mary" not in page


def test_a_manager_agrees_to_an_unannounced_visit_and_an_officer_cannot(
    screen: Client, moray: Association, ann: Account, mary: Person
) -> None:
    because = {"notice": False, "unannounced_because": "welfare"}
    visit = going.planned(moray, ann, mary, answers=because)
    assert screen.get(at("visit-approve", visit.pk)).status_code == 403
    mia = cast.client(cast.member(moray, "mia", "manager"))
    assert "Agree to it" in mia.get(at("visit", visit.pk)).content.decode()
    assert mia.post(at("visit-approve", visit.pk), {"because": ""}).status_code == 422
    assert mia.post(at("visit-approve", visit.pk), {"because": "welfare"}).status_code == 302
    assert "A manager has agreed" in screen.get(at("visit", visit.pk)).content.decode()
    listed = screen.get(at("visits") + "?list=unannounced").content.decode()
    assert "Somebody may be unwell" in listed


def test_a_visit_that_one_may_not_see_is_not_there(screen: Client, moray: Association, visit: Visit) -> None:
    with tenancy.association(moray):
        Thread.objects.filter(pk=visit.thread_id).update(sensitivity="safeguarding", owner=None)
    for name in ("visit", "visit-card", "visit-summary"):
        assert screen.get(at(name, visit.pk)).status_code == 404
    assert "Mary" not in screen.get(at("visits")).content.decode()
    assert screen.get(at("visit", 999)).status_code == 404


def test_nobody_in_without_a_card_is_listed(screen: Client, visit: Visit, clock) -> None:  # type: ignore[no-untyped-def]
    clock("Wednesday 2026-04-08 14:10")
    said = {
        "f-card_left": "no",
        "f-card_note": "I had none with me",
        "what-1": "Ring her",
        "when-1": "tomorrow noon",
        "f-happened_at": "2026-04-08",
        "f-happened_at-time": "14:05",
        "uid": "f" * 32,
    }
    assert screen.post(at("visit-step", visit.pk, "visit.no_access"), said).status_code == 302
    assert visit.thread.ref in screen.get(at("visits") + "?list=no-card").content.decode()


def test_who_goes_reads_what_to_say_at_the_door(db: None, clock) -> None:  # type: ignore[no-untyped-def]
    clock(going.NOON)
    karin = cast.association("karin")
    bea, bob = cast.member(karin, "bea", "officer"), cast.member(karin, "bob", "officer")
    going.carded(karin, bea)
    visit = going.planned(karin, bea, going.customer(karin))
    path = reverse("visit", args=["karin", visit.pk])
    going_there, another = cast.client(bea), cast.client(bob)
    # Read in the morning or at noon, it says what is said at two o'clock.
    clock("Wednesday 2026-04-08 09:00")
    shown = going_there.get(path).content.decode()
    assert "Good afternoon. I am Bea" in shown
    assert "May I come in?" in shown
    assert "May I come in?" not in another.get(path).content.decode()


def test_what_was_asked_for_and_has_no_date_is_listed(
    screen: Client, moray: Association, ann: Account
) -> None:
    ref = cast.told(moray, ann, "visit.requested", "Tuesday 2026-04-07 10:00", from_name="Mr Reid")
    for name in ("no-date", "asked"):
        assert ref in screen.get(at("visits") + f"?list={name}").content.decode()
    assert "1 day since it was asked for" in screen.get(at("visits") + "?list=asked").content.decode()


def test_checking_in_and_out_without_a_visit(screen: Client, moray: Association, clock) -> None:  # type: ignore[no-untyped-def]
    assert screen.post(at("out"), {"what": "in", "where": "", "back": "15:00"}).status_code == 422
    assert (
        screen.post(at("out"), {"what": "in", "where": "The garages", "back": "whenever"}).status_code == 422
    )
    said = {"what": "in", "where": "The garages", "back": "15:00"}
    assert screen.post(at("out"), said).status_code == 302
    assert "You are waited for until 15:00" in screen.get(at("out")).content.decode()
    clock("Wednesday 2026-04-08 15:10")
    page = screen.get(at("visits")).content.decode()
    assert "Not back" in page
    assert screen.post(at("out"), {"what": "out"}).status_code == 302
    assert "Nobody is out alone." in screen.get(at("out")).content.decode()


def test_an_alarm_stands_on_every_page_until_whoever_is_out_is_back(
    screen: Client,
    moray: Association,
    clock,  # type: ignore[no-untyped-def]
) -> None:
    from kept.actions.sweeping import sweep_association

    screen.post(at("out"), {"what": "in", "where": "The garages", "back": "13:00"})
    now = clock("Wednesday 2026-04-08 13:06")
    sweep_association(association=moray, by="kept", at=now)
    page = screen.get(at("desk")).content.decode()
    assert "Out alone" in page
    assert "The garages" in page
    screen.post(at("out"), {"what": "out"})
    assert "The garages" not in screen.get(at("desk")).content.decode()


def test_now_is_the_moment_that_the_tests_name() -> None:
    assert NOW == going.NOON
