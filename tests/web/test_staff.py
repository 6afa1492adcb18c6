"""The pages for people: inviting, accepting, changing, leaving, being away."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from kept.actions import handing
from kept.actions import invitations as inviting
from kept.casework import Refused
from kept.store import factors, tenancy
from kept.store.models import Absence, Account, Association, Event, Invitation, Membership, Thread
from tests import cast
from tests.web.test_signin import sign_in

AT = "Wednesday 2026-04-08 12:00"
WORDS = "four ordinary words here"


@pytest.fixture
def ada(karin: Association) -> Client:
    """An administrator's browser."""
    return cast.client(cast.member(karin, "ada", "administrator"))


def invite(ada: Client, email: str = "bea@example.org", **more: str) -> str:
    """The way to which the link leads."""
    said = ada.post("/karin/staff", {"email": email, "role": "officer", **more}).content.decode()
    found = re.search(r'value="http://testserver(/invitation\?key=[^"]+)"', said)
    assert found, said
    return html.unescape(found[1])


def accept(desk: Client, link: str, **more: str):  # type: ignore[no-untyped-def]
    given = {"key": link.partition("key=")[2], "name": "Bea Malik", "handle": "bea", "password": WORDS}
    return desk.post("/invitation", given | more)


def test_whoever_is_invited_begins_with_a_password_and_is_in(ada: Client, karin: Association) -> None:
    link = invite(ada, name="Bea Malik", office="main")
    desk = Client()
    assert "bea-malik" in desk.get(link).content.decode()
    assert accept(desk, link)["Location"] == "/karin/account?new=1"
    assert desk.get("/karin/desk").status_code == 200
    with tenancy.association(karin):
        held = Membership.objects.select_related("office").get(account__handle="bea")
        assert (held.role, held.office and held.office.slug) == ("officer", "main")
        assert Invitation.objects.get().accepted_at is not None
        told = Event.objects.filter(kind__in=["member.invited", "account.created", "member.joined"])
        assert {"member.invited": "ada", "account.created": "bea", "member.joined": "bea"}.items() <= {
            each.kind: each.by for each in told.order_by("id")
        }.items()


def test_a_link_works_once(ada: Client) -> None:
    link = invite(ada)
    accept(Client(), link)
    for response in (Client().get(link), accept(Client(), link, handle="other")):
        assert response.status_code == 410
        assert "This link opens nothing any more" in response.content.decode()


def test_a_link_lasts_seven_days(ada: Client, clock) -> None:  # type: ignore[no-untyped-def]
    link = invite(ada)
    clock("Wednesday 2026-04-15 11:59")
    assert Client().get(link).status_code == 200
    clock("Wednesday 2026-04-15 12:00")
    assert Client().get(link).status_code == 410


def test_another_invitation_to_the_same_address_replaces_the_first(ada: Client) -> None:
    first, second = invite(ada), invite(ada, email="Bea@example.org")
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_an_invitation_can_be_withdrawn(ada: Client, karin: Association) -> None:
    link = invite(ada)
    said = ada.get("/karin/staff").content.decode()
    ref = re.search(r'name="withdraw" value="([^"]+)"', said)
    assert ref
    ada.post("/karin/staff", {"withdraw": ref[1]})
    assert Client().get(link).status_code == 410
    assert "bea@example.org" not in ada.get("/karin/staff").content.decode()


@pytest.mark.parametrize("key", ["karin.made-up", "nowhere.made-up", "karin", "karin.", "\x00.x", "." * 500])
def test_a_made_up_key_opens_nothing(karin: Association, key: str) -> None:
    assert Client().get("/invitation", {"key": key}).status_code in (400, 410)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": " "}, "Enter the name by which colleagues know you."),
        ({"password": ""}, "Choose a password of at least 12 characters."),
        ({"password": "short"}, "This password is too short."),
        ({"handle": "ada"}, "The handle “ada” is taken. Choose another."),
        ({"handle": "sweep"}, "A handle is made of small letters"),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_stays(
    ada: Client, given: dict[str, str], says: str
) -> None:
    link = invite(ada)
    response = accept(Client(), link, **given)
    assert response.status_code == 422
    said = html.unescape(response.content.decode())
    assert says in said
    assert ("Bea Malik" in said) is ("name" not in given)
    assert not Account.objects.filter(email="bea@example.org").exists()
    assert Client().get(link).status_code == 200


def test_whoever_has_an_account_signs_in_and_works_here_too(ada: Client, karin: Association) -> None:
    moray = cast.association("moray")
    bea = cast.member(moray, "bea", "officer")
    bea.last_login = cast.t(AT)
    bea.save()
    link = invite(ada)
    desk = Client()
    said = desk.get(link).content.decode()
    assert "You have an account with this address already." in said
    assert accept(desk, link).status_code == 302
    with tenancy.association(karin):
        assert not Membership.objects.filter(account=bea).exists(), "nobody joins without having signed in"
    address = re.search(r'href="/sign-in\?next=([^"]+)"', said)
    assert address
    went = sign_in(desk, "bea", next=link)["Location"]
    assert went == link
    assert "Work at Karin" in desk.get(link).content.decode()
    assert accept(desk, link)["Location"] == "/"
    assert desk.get("/")["Location"] == "/choose"
    with tenancy.association(karin):
        assert Membership.objects.get(account=bea).role == "officer"


def test_a_link_gives_nobody_the_account_of_somebody_else(
    ada: Client, karin: Association, ann: Account
) -> None:
    link = invite(ada, email="ann@example.org", role="manager")
    cem = cast.client(cast.member(karin, "cem", "officer"))
    assert "Sign out first" in cem.get(link).content.decode()
    assert accept(cem, link).status_code == 302
    assert accept(Client(), link, handle="ann").status_code == 302
    ann.refresh_from_db()
    assert ann.check_password(cast.PASSWORD)
    with tenancy.association(karin):
        assert [each.role for each in Membership.objects.filter(account=ann)] == ["receptionist"]


def test_the_link_goes_by_e_mail_where_there_is_a_server(ada: Client, settings: LazySettings) -> None:
    invite(ada)
    assert mail.outbox == []
    settings.MAIL_GOES = True
    link = invite(ada)
    (sent,) = mail.outbox
    assert sent.to == ["bea@example.org"]
    assert f"http://testserver{link}" in sent.body


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"email": "no address"}, "Give an e-mail address with one @"),
        ({"role": ""}, "Choose a role."),
        ({"team": "nowhere"}, "There is no team “nowhere” here."),
    ],
)
def test_an_invitation_that_cannot_be_sent_keeps_what_was_typed(
    ada: Client, given: dict[str, str], says: str
) -> None:
    filled = {"email": "bea@example.org", "name": "Bea Malik", "role": "officer"} | given
    response = ada.post("/karin/staff", filled)
    assert response.status_code == 422
    said = html.unescape(response.content.decode())
    assert says in said
    assert "Bea Malik" in said


def held(karin: Association, handle: str) -> list[tuple[str, date, date | None]]:
    with tenancy.association(karin):
        rows = Membership.objects.filter(account__handle=handle).order_by("from_on", "id")
        return [(each.role, each.from_on, each.to_on) for each in rows]


def membership(karin: Association, handle: str) -> int:
    with tenancy.association(karin):
        return Membership.objects.get(account__handle=handle, to_on=None).pk


def test_another_role_ends_one_membership_and_begins_the_next(
    ada: Client, karin: Association, ann: Account
) -> None:
    given = {
        "do": "change",
        "membership": membership(karin, "ann"),
        "role": "officer",
        "office": "main",
    }
    for _twice in range(2):
        assert ada.post(f"/karin/staff/{ann.pk}", given).status_code == 302
        given["membership"] = membership(karin, "ann")
    assert held(karin, "ann") == [
        ("receptionist", date(2016, 1, 4), date(2026, 4, 7)),
        ("officer", date(2026, 4, 8), None),
    ]
    said = ada.get(f"/karin/staff/{ann.pk}").content.decode()
    assert "Receptionist" in said
    assert cast.client(ann).get("/karin/desk").status_code == 200


def test_the_last_administrator_stays_one(ada: Client, karin: Association) -> None:
    me = Account.objects.get(handle="ada")
    given = {"do": "change", "membership": membership(karin, "ada"), "role": "officer"}
    response = ada.post(f"/karin/staff/{me.pk}", given)
    assert response.status_code == 422
    assert "Nobody would be left here who looks after accounts." in response.content.decode()
    assert ada.post(f"/karin/staff/{me.pk}/leave", {"last_on": "2026-04-08"}).status_code == 409


def test_whoever_leaves_hands_over_what_is_open_and_keeps_their_history(
    ada: Client, karin: Association, ann: Account, letter: str
) -> None:
    cast.member(karin, "bea", "officer")
    assert (
        "Who has their 1 open contact from here?" in ada.get(f"/karin/staff/{ann.pk}/leave").content.decode()
    )
    nobody = ada.post(f"/karin/staff/{ann.pk}/leave", {"last_on": "2026-04-08"})
    assert nobody.status_code == 409
    assert "Choose the colleague who has what is open from here." in nobody.content.decode()
    browser = cast.client(ann)
    assert ada.post(f"/karin/staff/{ann.pk}/leave", {"last_on": "2026-04-08", "to": "bea"}).status_code == 302
    assert browser.get("/karin/desk").status_code == 302
    ann.refresh_from_db()
    assert not ann.is_active
    with tenancy.association(karin):
        thread = Thread.objects.select_related("owner").get(ref=letter)
        assert thread.owner is not None
        assert thread.owner.handle == "bea"
        assert Event.objects.filter(by="ann", kind="letter.received").exists()
    assert "account closed" in ada.get("/karin/staff").content.decode()


def test_whoever_leaves_later_works_until_then(ada: Client, karin: Association, ann: Account, clock) -> None:  # type: ignore[no-untyped-def]
    assert ada.post(f"/karin/staff/{ann.pk}/leave", {"last_on": "2026-04-30"}).status_code == 302
    assert cast.client(ann).get("/karin/desk").status_code == 200
    clock("Friday 2026-05-01 09:00")
    assert cast.client(ann).get("/karin/desk").status_code == 404


def test_a_person_of_another_association_is_nobody_here(ada: Client) -> None:
    olga = cast.member(cast.association("moray"), "olga", "director")
    assert ada.get(f"/karin/staff/{olga.pk}").status_code == 404
    assert ada.post(f"/karin/staff/{olga.pk}", {"do": "sessions"}).status_code == 404
    assert ada.get(f"/karin/staff/{olga.pk}/leave").status_code == 404


def with_a_proof(account: Account) -> Account:
    factors.add_app(account, factors.new_secret())
    return account


def test_the_second_proof_of_a_colleague_can_be_taken_away(ada: Client, ann: Account) -> None:
    with_a_proof(ann)
    assert ada.post(f"/karin/staff/{ann.pk}", {"do": "proofs"}).status_code == 302
    assert not factors.has_second(ann.pk)


def test_one_association_weakens_no_account_that_opens_another(ada: Client, ann: Account) -> None:
    cast.member(cast.association("moray"), "ann", "director")
    with_a_proof(ann)
    response = ada.post(f"/karin/staff/{ann.pk}", {"do": "proofs"})
    assert response.status_code == 422
    assert "They work at another association too" in response.content.decode()
    assert factors.has_second(ann.pk)


def test_who_used_to_work_here_is_left_alone(ada: Client, karin: Association) -> None:
    gone = {"from_on": date(2020, 1, 6), "to_on": date(2026, 1, 30)}
    cem = with_a_proof(cast.member(karin, "cem", "officer", **gone))
    cast.member(cast.association("moray"), "cem", "officer")
    browser = cast.client(cem)
    for pressed in ("proofs", "sessions"):
        assert ada.post(f"/karin/staff/{cem.pk}", {"do": pressed}).status_code == 422
    assert factors.has_second(cem.pk)
    assert browser.get("/moray/desk").status_code == 200


def test_nobody_takes_their_own_proof_away_without_the_password(ada: Client) -> None:
    me = with_a_proof(Account.objects.get(handle="ada"))
    assert ada.post(f"/karin/staff/{me.pk}", {"do": "proofs"}).status_code == 422
    assert factors.has_second(me.pk)


def test_whoever_gives_roles_gives_none_to_themselves(ada: Client, karin: Association) -> None:
    cast.member(karin, "eve", "administrator")
    me = Account.objects.get(handle="ada")
    given = {"do": "change", "membership": membership(karin, "ada"), "role": "director"}
    response = ada.post(f"/karin/staff/{me.pk}", given)
    assert response.status_code == 422
    assert "Nobody gives themselves another role." in response.content.decode()
    asked = {"email": "Ada@example.org", "role": "director"}
    response = ada.post("/karin/staff", asked)
    assert response.status_code == 422
    assert "Nobody gives themselves another role." in response.content.decode()
    assert ada.get("/karin/desk").status_code == 403


@pytest.mark.parametrize("where", ["karin", "moray"])
def test_an_account_that_waits_for_its_person_is_not_opened_by_a_link(
    ada: Client, karin: Association, where: str
) -> None:
    there = karin if where == "karin" else cast.association(where)
    olga = cast.member(there, "olga", "director")
    olga.set_unusable_password()
    olga.save()
    link = invite(ada, email="olga@example.org")
    assert "Sign in to it" in Client().get(link).content.decode()
    assert accept(Client(), link).status_code == 302
    done = inviting.accept(
        association=karin,
        key=link.partition("key=karin.")[2],
        handle="olga",
        password=WORDS,
        by="mallory",
        at=cast.t(AT),
    )
    assert isinstance(done, Refused)
    olga.refresh_from_db()
    assert not olga.has_usable_password()


def test_a_link_gives_whoever_is_signed_in_no_other_password(ada: Client, karin: Association) -> None:
    bea = cast.member(cast.association("moray"), "bea", "officer")
    link = invite(ada)
    desk = cast.client(bea)
    bea.set_unusable_password()
    bea.save()
    desk.force_login(bea)
    assert accept(desk, link)["Location"] == "/"
    bea.refresh_from_db()
    assert not bea.has_usable_password()


def test_the_desk_of_the_cover_shows_what_is_theirs_from_the_minute_it_is_known(
    karin: Association, ann: Account, letter: str
) -> None:
    bea = cast.client(cast.member(karin, "bea", "officer"))
    assert letter not in bea.get("/karin/desk?whose=mine").content.decode()
    given = {"from_on": "2026-04-08", "to_on": "2026-04-10", "cover": "bea", "why": "A course in Leith"}
    assert cast.client(ann).post("/karin/away", given).status_code == 302
    said = bea.get("/karin/desk?whose=mine").content.decode()
    assert letter in said
    assert "Ann, away: Bea answers" in said
    assert "A course in Leith" not in bea.get("/karin/away").content.decode()
    with tenancy.association(karin):
        absence = Absence.objects.get()
        assert absence.to_at == cast.t("Saturday 2026-04-11 00:00")
    cast.client(ann).post("/karin/away", {"back": absence.pk})
    assert letter not in bea.get("/karin/desk?whose=mine").content.decode()


def test_a_manager_says_it_for_whoever_rings_in_sick_and_a_colleague_may_not(
    karin: Association, ann: Account
) -> None:
    mia = cast.client(cast.member(karin, "mia", "manager"))
    cem = cast.client(cast.member(karin, "cem", "officer"))
    cem.post("/karin/away", {"who": "ann", "from_on": "2026-04-08"})
    mia.post("/karin/away", {"who": "ann", "from_on": "2026-04-08"})
    with tenancy.association(karin):
        told = [(each.account.handle, each.told_by) for each in Absence.objects.order_by("id")]
        assert told == [("cem", "cem"), ("ann", "mia")]
        ill = Absence.objects.get(account=ann)
    assert cem.post("/karin/away", {"back": ill.pk}).status_code == 409
    assert "Mia" in cem.get("/karin/away").content.decode(), "without a cover it is whoever leads"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"from_on": ""}, "Enter the first day away."),
        ({"to_on": "soon"}, "Enter the last day away as a date"),
        ({"to_on": "2026-04-07"}, "The last day comes before the first."),
        ({"cover": "ann"}, "Nobody covers for themselves."),
    ],
)
def test_an_absence_that_cannot_be_keeps_what_was_typed(
    karin: Association, ann: Account, given: dict[str, str], says: str
) -> None:
    filled = {"from_on": "2026-04-08", "why": "Training in York"} | given
    response = cast.client(ann).post("/karin/away", filled)
    assert response.status_code == 422
    said = response.content.decode()
    assert says in said
    assert "Training in York" in said


def test_a_word_given_for_a_day_away_is_warned_of_and_saved_all_the_same(
    karin: Association, ann: Account
) -> None:
    cast.member(karin, "bea", "officer")
    desk = cast.client(ann)
    desk.post("/karin/away", {"from_on": "2026-04-10", "to_on": "2026-04-14", "cover": "bea"})

    def said(told: str) -> str:
        given = {"step": "show", "f-about": "The lift", "told": told}
        return desk.post("/karin/capture/call.received", given).content.decode()

    assert "You are away then; Bea answers for you." in said("I will ring Monday noon")
    assert "You are away then" not in said("I will ring tomorrow noon")


def test_whoever_is_away_says_so_where_something_is_given_to_them(
    karin: Association, ann: Account, letter: str
) -> None:
    bea = cast.client(cast.member(karin, "bea", "officer"))
    bea.post("/karin/away", {"from_on": "2026-04-08", "cover": "ann"})
    said = cast.client(ann).get(f"/karin/thread/{letter}/hand-over").content.decode()
    assert "Bea (away: Ann answers) (officer)" in said
    done = handing.hand_over(association=karin, thread=letter, to="bea", by="ann", at=cast.t(AT))
    assert done == letter
