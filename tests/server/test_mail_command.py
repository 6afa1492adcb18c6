"""Does a mail server hear what became of what it handed over?"""

from __future__ import annotations

import io
import json
import sys

import pytest
from django.test import override_settings

from kept import cli, config
from kept.store import tenancy
from kept.store.models import ReceivedMail, RefusedMail
from tests import cast
from tests.mailserver import running

pytestmark = pytest.mark.django_db
MESSAGE = b"From: ngozi@example.org\r\nSubject: The lift\r\n\r\nIt is broken.\r\n"


@pytest.fixture
def karin(db: None):
    return cast.association("karin")


def handed_over(monkeypatch, raw: bytes, *more: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    return cli.main(["mail", "receive", *more])


def test_what_is_taken_refused_or_to_be_tried_again(karin, monkeypatch, capsys) -> None:
    to = ("--to", "complaints@karin.example")
    assert handed_over(monkeypatch, MESSAGE, "--association", "karin", *to) == 0
    assert handed_over(monkeypatch, b"", "--association", "karin") == 65
    assert "empty" in capsys.readouterr().err
    assert handed_over(monkeypatch, MESSAGE, "--association", "nobody") == 75
    monkeypatch.setattr("kept.actions.receiving_mail.receive", _full)
    assert handed_over(monkeypatch, MESSAGE, "--association", "karin") == 75
    monkeypatch.setattr(config, "setup", _not_ready)
    assert handed_over(monkeypatch, MESSAGE, "--association", "karin") == 75
    with tenancy.association(karin):
        assert ReceivedMail.objects.get().mailbox == "complaints@karin.example"
        assert RefusedMail.objects.get().size == 0


def _full(**_: object) -> None:
    raise OSError(28, "No space left on device")


def _not_ready() -> None:
    raise config.NotReady("No database is known here.")


def test_mailboxes_are_read_and_looked_at(karin, capsys) -> None:
    assert cli.main(["mail", "check"]) == 1
    with running() as server:
        server.put(MESSAGE)
        where = server.at("karin", done="Taken")
        wrong = server.at("karin", ca="")
        with override_settings(MAILBOXES=(where, wrong)):
            assert cli.main(["mail", "check", "--association", "karin"]) == 1
            assert cli.main(["mail", "fetch", "--json"]) == 75
    out = capsys.readouterr().out.splitlines()
    assert out[0].endswith("holds 1 messages. These folders will be made: Taken.")
    assert "not one that we trust" in out[1]
    assert json.loads(out[2])["taken"] == 1
    assert json.loads(out[3])["fault"]
