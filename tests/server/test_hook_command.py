"""Hooks from a terminal: made and shown once, listed without their secrets, tried, removed."""

from __future__ import annotations

import json

import pytest

from kept.cli import main
from kept.server.postgres import Server
from kept.store import tenancy
from kept.store.models import Delivery, Hook
from tests.importing.conftest import load_karin

AT = ["--association", "karin"]
NEW = ["add", *AT, "--account", "bea", "--url", "https://crm.example.org/kept"]
BEA = ["bea", *AT, "--role", "officer", "--name", "Bea", "--email", "bea@example.org"]


@pytest.fixture(autouse=True)
def karin_live(live_database: Server) -> None:
    """Karin with its policy and Bea, committed."""
    load_karin()
    assert main(["account", "add", *BEA]) == 0


@pytest.fixture
def kept(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["hook", *arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_a_hook_is_made_listed_tried_and_removed(kept) -> None:  # type: ignore[no-untyped-def]
    status, said = kept(*NEW, "--kind", "letter.received")
    assert status == 0
    first, secret = said.splitlines()
    ref = first.split()[0]
    assert secret.startswith("whsec_")
    status, said = kept("list", *AT)
    assert (status, secret in said) == (0, False)
    assert f"{ref}  bea  https://crm.example.org/kept  letter.received  told" in said
    assert kept("test", ref, *AT)[0] == 0
    with tenancy.association("karin"):
        assert Delivery.objects.filter(event=None).count() == 1
    assert kept("resume", ref, *AT)[0] == 0
    assert kept("remove", ref, *AT) == (0, f"{ref} is told nothing any more.\n")
    assert "None yet" in kept("list", *AT)[1]
    assert kept("remove", ref, *AT)[0] == 1


def test_it_reads_as_json_too(kept) -> None:  # type: ignore[no-untyped-def]
    made = json.loads(kept(*NEW, "--json")[1])
    (listed,) = json.loads(kept("list", *AT, "--json")[1])["hooks"]
    assert listed["hook"] == made["hook"]
    assert "secret" not in listed


def test_what_is_wrong_is_a_sentence(kept) -> None:  # type: ignore[no-untyped-def]
    status, said = kept("add", *AT, "--account", "bea", "--url", "http://10.0.0.1/")
    assert (status, "https://" in said) == (1, True)
    assert "Nobody called “zoe”" in kept("add", *AT, "--account", "zoe", "--url", "https://a.example.org/")[1]
    assert main(["hook", "list", "--association", "nowhere"]) == 1
    with tenancy.association("karin"):
        assert not Hook.objects.exists()
