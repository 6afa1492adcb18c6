"""Tokens from a terminal: made and shown once, listed without their secrets, revoked."""

from __future__ import annotations

import json

import pytest

from kept.cli import main
from kept.server.postgres import Server
from kept.store import tokens
from tests.importing.conftest import load_karin

NEW = ["add", "--association", "karin", "--account", "bea", "--name", "Telephone system"]
BEA = ["bea", "--association", "karin", "--role", "officer", "--name", "Bea", "--email", "bea@example.org"]


@pytest.fixture(autouse=True)
def karin_live(live_database: Server) -> None:
    """Karin with its policy and Bea, committed."""
    load_karin()
    assert main(["account", "add", *BEA]) == 0


@pytest.fixture
def kept(capsys: pytest.CaptureFixture[str]):
    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["token", *arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_a_token_is_shown_once_and_opens_the_door(kept) -> None:
    status, said = kept(*NEW, "--scope", "record", "--scope", "read")
    assert status == 0
    first, secret = said.splitlines()
    assert "is a token of bea at karin, for read, record." in first
    bearer = tokens.bearer(tokens.sha256(secret))
    assert bearer is not None
    assert bearer.scopes == {"read", "record"}
    status, said = kept("list", "--association", "karin")
    assert status == 0
    assert first.split()[0] in said
    assert "new      bea  read, record  Telephone system" in said
    assert secret not in said


def test_it_is_revoked_by_its_reference(kept) -> None:
    made = json.loads(kept(*NEW, "--scope", "figures", "--json")[1])
    ref = made["token"]
    assert kept("revoke", ref, "--association", "karin") == (0, f"Nobody can use {ref} any more.\n")
    (row,) = json.loads(kept("list", "--association", "karin", "--json")[1])["tokens"]
    assert (row["token"], row["account"], row["scopes"]) == (ref, "bea", ["figures"])
    assert row["revoked_at"] is not None
    assert "revoked" in kept("list", "--association", "karin")[1]
    status, said = kept("revoke", "nothing", "--association", "karin")
    assert (status, said) == (1, "kept token: There is no token “nothing” here. List them, and check it.\n")


def test_what_cannot_be_done_is_said_in_a_sentence(kept) -> None:
    assert kept("list", "--association", "karin") == (0, "None yet. “kept token add” makes one.\n")
    assert kept("list", "--association", "moon")[1].startswith("kept: There is no association “moon” here.")
    status, said = kept(*[each.replace("bea", "nobody") for each in NEW], "--scope", "read")
    assert (status, said) == (1, "kept token: Nobody called “nobody” works here today.\n")
    status, said = kept(*NEW, "--scope", "read", "--expires", "2020-01-01T00:00+00:00")
    assert status == 1
    assert "would have ended already" in said
    for wrong in ("soon", "2027-01-01T00:00"):
        with pytest.raises(SystemExit):
            kept(*NEW, "--scope", "read", "--expires", wrong)
