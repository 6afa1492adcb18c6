"""Accounts from a terminal: the first of all, a second role, a lost password, somebody who leaves."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, date, datetime

import pytest

from kept.actions import factors
from kept.cli import main
from kept.server.postgres import Server
from kept.store import tenancy
from kept.store.absences import covering
from kept.store.factors import has_second, new_secret
from kept.store.invitations import digest_of
from kept.store.models import Account, Event, Invitation, Membership
from tests.importing.conftest import load_karin

BEA = ["bea", "--association", "karin", "--role", "administrator"]
NEW = [*BEA, "--name", "Bea Malik", "--email", "bea@example.org"]


@pytest.fixture(autouse=True)
def karin_live(live_database: Server) -> None:
    """Karin with its policy and nobody in it, committed."""
    load_karin()


@pytest.fixture
def kept(capsys: pytest.CaptureFixture[str]):
    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["account", *arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_the_first_account_can_sign_in_with_the_password_that_was_printed(kept) -> None:
    assert kept("list") == (0, "Nobody yet. “kept account add” makes the first account.\n")
    status, said = kept("add", *NEW, "--by", "it-desk")
    assert status == 0
    password = re.fullmatch(r"bea is administrator at karin\. The password, shown this once: (\S+)\n", said)
    assert password is not None, said
    assert Account.objects.get(handle="bea").check_password(password[1])
    found = json.loads(kept("list", "--association", "karin", "--json")[1])["accounts"]
    assert [(each["handle"], each["open"]) for each in found] == [("bea", True)]
    assert found[0]["works"] == [{"association": "karin", "role": "administrator"}]
    with tenancy.association("karin"):
        told = {
            each.kind: each.by for each in Event.objects.filter(kind__in=["account.created", "member.joined"])
        }
    assert told == {"account.created": "it-desk", "member.joined": "it-desk"}


def test_a_second_role_needs_no_new_account_and_shows_no_password(kept) -> None:
    kept("add", *NEW)
    before = Account.objects.get().password
    status, said = kept("add", "bea", "--association", "karin", "--role", "manager")
    assert (status, said) == (0, "bea is manager at karin.\n")
    assert Account.objects.get().password == before


def test_a_password_may_be_given_and_must_be_a_good_one(kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1234\n"))
    status, said = kept("add", *NEW, "--ask")
    assert status == 1
    assert "too short" in said
    assert not Account.objects.exists()
    kept("add", *NEW)
    monkeypatch.setattr("sys.stdin", io.StringIO("a quiet morning at the counter\n"))
    assert kept("password", "bea", "--ask") == (0, "bea has another password.\n")
    assert Account.objects.get().check_password("a quiet morning at the counter")


def test_who_leaves_has_a_last_day_and_a_closed_account_is_closed(kept) -> None:
    kept("add", *NEW)
    assert kept("leave", "bea", "--association", "karin", "--last-on", "2099-12-31")[0] == 0
    with tenancy.association("karin"):
        assert Membership.objects.get().to_on == date(2099, 12, 31)
    assert kept("close", "bea") == (0, "bea can no longer sign in; what they recorded stays.\n")
    assert kept("list")[1] == "bea  Bea Malik  closed\n"
    assert not Account.objects.get().is_active


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", *BEA], "There is no account “bea” yet. Give --name and --email to make it."),
        (["add", "Bea Malik", *NEW[1:]], "A handle is made of small letters"),
        (["add", *NEW[:-1], "nowhere"], "Give an e-mail address with one @"),
        (["add", *NEW, "--team", "elves"], "There is no team “elves” here."),
        (["add", "bea", "--association", "korin", "--role", "manager"], "There are: karin."),
        (["password", "nobody"], "There is no account “nobody” that can be used."),
        (["leave", "nobody", "--association", "karin"], "does not work here"),
        (["close", "nobody"], "There is no account “nobody” that can be used."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_nothing_is_left(
    kept, arguments: list[str], said: str
) -> None:
    status, found = kept(*arguments)
    assert status == 1
    assert said in found
    assert not Account.objects.exists()


def test_an_invitation_is_a_link_that_can_be_taken_up(kept) -> None:
    status, said = kept("invite", "cem@example.org", "--association", "karin", "--role", "officer")
    assert status == 0
    key = re.search(r"/invitation\?key=karin\.(\S+)\n$", said)
    assert key is not None, said
    with tenancy.association("karin"):
        found = Invitation.objects.get(email="cem@example.org")
        assert found.sha256 == digest_of(key[1])
    assert kept("invite", "nothing", "--association", "karin", "--role", "officer")[0] == 1


def test_whoever_is_away_has_a_deputy_or_a_cover_and_comes_back(kept) -> None:
    kept("add", *NEW)
    kept(
        "add",
        "cem",
        "--association",
        "karin",
        "--role",
        "officer",
        "--name",
        "Cem",
        "--email",
        "c@example.org",
    )
    assert kept("deputy", "bea", "--association", "karin", "--is", "cem") == (
        0,
        "cem stands in for bea at karin.\n",
    )
    assert kept("deputy", "zoe", "--association", "karin", "--is", "cem")[0] == 1
    assert kept("away", "bea", "--association", "karin", "--back") == (
        1,
        "kept account: “bea” is not away.\n",
    )
    assert kept("away", "bea", "--association", "karin", "--cover", "cem") == (
        0,
        "bea is away until they are back.\n",
    )
    with tenancy.association("karin") as karin:
        covers = covering(karin, datetime.now(UTC))
    names = dict(Account.objects.values_list("pk", "handle"))
    assert {names[who]: names[cover] for who, cover in covers.items()} == {"bea": "cem"}
    assert kept("away", "bea", "--association", "karin", "--back") == (0, "bea is back.\n")


def test_whoever_lost_every_proof_is_asked_for_the_password_alone(kept) -> None:
    kept("add", *NEW)
    assert "nothing but the password anyway" in kept("unlock", "bea")[1]
    made = factors.add_app(
        association="karin", handle="bea", secret=new_secret(), by="bea", at=datetime.now(UTC)
    )
    assert isinstance(made, list)
    assert kept("unlock", "bea") == (0, "bea is asked for the password alone.\n")
    assert not has_second(Account.objects.get().pk)
    assert kept("unlock", "zoe")[0] == 1
