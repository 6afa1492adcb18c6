"""An association that is made by answers runs: no Python, no restart, and nobody else is disturbed."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from django.test import Client

from kept.actions import policies
from kept.cli import main
from kept.config import middleware
from kept.store import tenancy
from kept.store.models import Association, Clock
from tests import cast
from tests.unit.rulebook.test_founding import LEAST

NOW = cast.t("Tuesday 2026-04-07 10:30")


def test_from_the_answers_to_the_first_letter(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    karin = cast.association("karin")
    ann = cast.client(cast.member(karin, "ann", "manager"))
    assert ann.get("/karin/desk").status_code == 200
    monkeypatch.setattr(middleware, "now", lambda: NOW)

    answers = tmp_path / "brook.answers.yaml"
    answers.write_text("".join(f"{key}: {json.dumps(each)}\n" for key, each in LEAST.items()))
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    folder = tmp_path / "brook-homes"
    # Asking the database which names are taken would end this test's transaction with its connection.
    monkeypatch.setattr("kept.commands.policy_new._taken", lambda _data: frozenset())
    assert main(["policy", "new", str(folder), "--answers", str(answers)]) == 0
    policies.load(folder=folder, by="kept", at=NOW)

    brook = Association.objects.get(slug="brook-homes")
    cast.member(brook, "bo", "receptionist", from_on=NOW.date())
    desk = Client()
    typed = {"name": "bo", "password": cast.PASSWORD}
    assert desk.post("/sign-in", typed)["Location"] == "/"
    assert desk.get("/")["Location"] == "/brook-homes/desk"
    assert "Brook Homes" in desk.get("/brook-homes/desk").content.decode()
    letter = {
        "uid": "a" * 32,
        "f-from_name": "Ms Okafor",
        "f-happened_at": "2026-04-07",
        "f-happened_at-time": "10:00",
        "f--known": "staff",
        "f--office": "main-office",
        "step": "save",
    }
    saved = desk.post("/brook-homes/capture/letter.received", letter)
    assert saved.status_code == 302, saved.content.decode()
    with tenancy.association(brook):
        clock = Clock.objects.get(promise="brook-homes:letter-answered")
    # Seven working days after Tuesday the 7th end with Thursday the 16th.
    assert (clock.verdict, clock.due_at) == ("running", cast.t("Friday 2026-04-17 00:00"))
    page = html.unescape(desk.get(saved["Location"].replace("/saved/", "/thread/")).content.decode())
    assert "To be kept by the end of Thursday 16 April 2026." in page
    for address in ("desk", "performance", "clauses", "board", "capture"):
        assert desk.get(f"/brook-homes/{address}").status_code in (200, 403), address
    manager = cast.client(cast.member(brook, "mo", "manager", from_on=NOW.date()))
    for address in ("desk", "performance", "clauses", "board", "letters"):
        assert manager.get(f"/brook-homes/{address}").status_code == 200, address
    assert ann.get("/karin/desk").status_code == 200
    assert ann.get("/brook-homes/desk").status_code == 404
