"""The board of who is in, and the page of an absence, as each of them sees it."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from kept.actions import absences, booking
from kept.store import tenancy
from kept.store.models import Absence, AbsenceMeeting, AbsenceStep, Association
from tests import cast
from tests.cast import t

FROM, UNTIL = t("Monday 2026-04-13 00:00"), t("Saturday 2026-04-18 00:00")


@pytest.fixture
def moray(db: None, clock: Any) -> Association:
    """Moray on Wednesday at noon: Bea visits, Cem covers, Dee has no part, Ray is at reception, Mia leads."""
    made = cast.association("moray")
    roles = {"bea": "officer", "cem": "officer", "dee": "officer", "ray": "receptionist", "mia": "manager"}
    for handle, role in roles.items():
        cast.member(made, handle, role)
    return made


def browser(handle: str) -> Client:
    from kept.store.models import Account

    return cast.client(Account.objects.get(handle=handle))


def page(who: str, path: str, data: dict[str, Any] | None = None, *, status: int = 200) -> str:
    there = browser(who)
    answer = there.get(path) if data is None else there.post(path, data)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return html.unescape(answer.content.decode())


def leave(here: Association, **more: Any) -> Absence:
    given = {"from_at": FROM, "to_at": UNTIL, "covered_by": "cem", "kind": "leave", **more}
    made = absences.tell(
        association=here, handle="bea", by="mia", at=t("Wednesday 2026-04-08 09:00"), **given
    )
    assert isinstance(made, Absence), made
    return made


def number(here: Association, step: str) -> int:
    with tenancy.association(here):
        return AbsenceStep.objects.get(step=step).pk


def test_where_somebody_is_stands_on_the_board_and_a_wrong_time_keeps_what_was_typed(
    moray: Association,
) -> None:
    given = {"state": "visit", "until": "25:00", "divert": "place:switchboard", "briefing": "Damp at four"}
    said = page("bea", "/moray/who", given, status=422)
    assert 'value="25:00"' in said
    assert "Damp at four" in said
    assert 'href="#until"' in said
    page("bea", "/moray/who", {**given, "until": "14:30"}, status=302)
    row = page("ray", "/moray/who").partition(">Bea")[2]
    assert "Out on a visit" in row
    assert "until 14:30" in row
    assert "Today at 14:30" in row
    assert "The switchboard" in row


def test_whoever_is_out_without_a_divert_is_named_at_the_top(moray: Association) -> None:
    said = browser("bea").post("/moray/who", {"state": "lunch"}, follow=True).content.decode()
    assert "Saved, but mind this" in said
    assert "Nobody answers the telephone of: Bea" in " ".join(page("ray", "/moray/who").split())


def test_one_says_it_of_oneself_and_reception_of_others(moray: Association) -> None:
    assert 'id="whose"' not in page("cem", "/moray/who")
    assert 'id="whose"' in page("ray", "/moray/who")
    refused = page("cem", "/moray/who", {"whose": "bea", "state": "lunch"}, status=302)
    assert refused == ""
    # What was not theirs to say is said of themselves.
    assert "At lunch" in page("ray", "/moray/who").partition(">Cem")[2]


def test_the_checklist_is_seen_by_those_who_have_a_part_in_it(moray: Association) -> None:
    made = leave(moray)
    path = f"/moray/away/{made.pk}"
    for who in ("bea", "mia", "cem"):
        assert "Telephone diverted to the switchboard" in page(who, path)
    reception = page("ray", path)
    assert "Telephone diverted to the switchboard" in reception
    assert "Letters looked at" not in reception
    assert "is for whoever is away" in page("dee", path)
    assert browser("bea").get("/moray/away/999").status_code == 404


def test_reception_ticks_what_is_receptions(moray: Association) -> None:
    made = leave(moray)
    path = f"/moray/away/{made.pk}"
    step = number(moray, "phone-diverted")
    missing = page("ray", path, {"do": "step", "number": step, "named": ""}, status=422)
    assert "Say where the telephone rings now." in missing
    page("ray", path, {"do": "step", "number": step, "named": "place:switchboard"}, status=302)
    assert "Done 12:00" in page("ray", path)


def test_whoever_leads_names_somebody_and_they_look_every_day(moray: Association, clock: Any) -> None:
    made = leave(moray)
    path = f"/moray/away/{made.pk}"
    step = number(moray, "email-checked")
    page("mia", path, {"do": "step", "number": step, "named": "cem"}, status=302)
    clock("Monday 2026-04-13 10:00")
    assert "Nobody has looked" in page("cem", path)
    wrong = page(
        "cem", path, {"do": "look", "number": step, "day": "2026-04-13", "urgent": "many"}, status=422
    )
    assert "Say how many were urgent" in wrong
    given = {"do": "look", "number": step, "day": "2026-04-13", "urgent": "2", "note": "Rang the contractor"}
    page("cem", path, given, status=302)
    said = page("cem", path)
    assert "2 urgent. Rang the contractor" in said
    assert "Nobody has looked" not in said


def test_an_illness_from_the_form_to_the_last_customer_told(moray: Association) -> None:
    asked = {"from_name": "Ms Okafor", "phone": "01343 555 001", "about": "Damp", "agreed": True}
    done = booking.book(
        association=moray,
        kind="appointment",
        starts=t("Wednesday 2026-04-08 15:00"),
        resources=["@bea"],
        facts={**asked, "agreed_how": "by-telephone"},
        by="bea",
        at=t("Wednesday 2026-04-08 09:00"),
    )
    assert isinstance(done, booking.Booked), done
    given = {"who": "bea", "kind": "sickness", "from_on": "2026-04-08", "to_on": "2026-04-09", "cover": ""}
    answer = browser("mia").post("/moray/away", given)
    path = answer["Location"]
    said = page("mia", path)
    assert "1 customer does not know yet" in said
    assert "Ms Okafor" in said
    assert "01343 555 001" in said
    with tenancy.association(moray):
        meeting = AbsenceMeeting.objects.get().pk
    missing = page(
        "mia", path, {"do": "cover", "number": meeting, "cover": "cem", "briefing": ""}, status=422
    )
    assert f'href="#briefing-{meeting}"' in missing
    bad = {"do": "postpone", "number": meeting, "moment": "starts", "starts": "soon", "starts-time": "10:00"}
    assert "such as" in page("mia", path, bad, status=422)
    page(
        "mia",
        path,
        {"do": "cover", "number": meeting, "cover": "cem", "briefing": "Has photographs"},
        status=302,
    )
    assert "The customer does not know yet." in page("mia", path)
    page("mia", path, {"do": "told", "number": meeting}, status=302)
    assert "Every customer knows" in page("mia", path)


def test_why_somebody_is_away_is_not_on_the_board_nor_on_the_page_of_others(moray: Association) -> None:
    made = leave(moray, kind="sickness", why="A broken leg", from_at=t("Wednesday 2026-04-08 09:00"))
    for who in ("dee", "ray"):
        for path in ("/moray/who", "/moray/away", f"/moray/away/{made.pk}"):
            said = page(who, path)
            assert "broken leg" not in said
            assert "ill" not in said.partition("<main")[2].partition("Say that somebody")[0].split()
