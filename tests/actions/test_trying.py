"""`kept policy try`: a draft is held against what really happened, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions.told import Telling
from kept.cli import main
from kept.commands.policy_try import tried
from kept.rulebook import load_folder
from kept.server.postgres import Server
from kept.store import tenancy, trying
from kept.store.models import Association, Clock, Event, Team, Thread
from tests.actions.house import folder, letter, opened, t, told

SINCE, NOW = "2026-04-01", t("Monday 2026-04-20 09:00")
Capture = pytest.CaptureFixture[str]


def answered(here: Association, received: str, wall: str) -> str:
    ref = letter(here, received, urgent=False)
    told(here, Telling("letter.answered", t(wall), thread=ref), at=wall)
    return ref


def draft(tmp_path: Path, **more: str) -> Path:
    (tmp_path / "drafts").mkdir(exist_ok=True)
    return folder(tmp_path / "drafts", letter="3 working days", **more)


def test_the_draft_is_held_against_what_happened(
    live_database: Server, tmp_path: Path, capsys: Capture
) -> None:
    here = opened(tmp_path)
    slow = answered(here, "Tuesday 2026-04-07 10:00", "Monday 2026-04-13 10:00")
    answered(here, "Tuesday 2026-04-07 11:00", "Wednesday 2026-04-08 10:00")
    answered(here, "Tuesday 2026-03-31 11:00", "Wednesday 2026-04-08 10:00")
    with tenancy.association(here):
        Thread.objects.filter(ref=slow).update(team=Team.objects.get(slug="desk"))
        before = (
            Event.objects.count(),
            list(Clock.objects.order_by("pk").values_list("pk", "due_at", "verdict")),
        )
    capsys.readouterr()
    assert main(["policy", "try", str(draft(tmp_path)), "--since", SINCE, "--json"]) == 0
    said, progress = capsys.readouterr()
    found = json.loads(said)
    assert progress == "3 of 3 threads judged twice\n"
    assert (found["association"], found["since"], found["threads"]) == ("small", SINCE, 3)
    [line] = [each for each in found["promises"] if each["within"] != each["within_draft"]]
    assert (line["clause"], line["within"], line["within_draft"]) == (
        "small:1",
        "7 working days",
        "3 working days",
    )
    assert line["now"] == {"kept": 2, "broken": 0, "running": 0, "beside": 0}
    assert line["difference"] == {"kept": -1, "broken": 1, "running": 0, "beside": 0}
    assert [each["team"] for each in found["teams"]] == [None, "Desk"]
    assert found["days"][0] == {"day": "2026-04-10", "now": 0, "draft": 2}
    with tenancy.association(here):
        assert before == (
            Event.objects.count(),
            list(Clock.objects.order_by("pk").values_list("pk", "due_at", "verdict")),
        )
    assert main(["policy", "try", str(draft(tmp_path)), "--since", SINCE]) == 0
    page = capsys.readouterr().out
    assert "small:1: 7 working days becomes 3" in page
    assert "2 → 1 (-1)" in page
    assert "Friday 10 April 2026" in page
    assert main(["policy", "try", str(draft(tmp_path)), "--since", SINCE, "--association", "nowhere"]) == 1
    assert "There are: small." in capsys.readouterr().err


def test_it_begins_where_counting_does_and_not_in_days_to_come(
    here: Association, tmp_path: Path, capsys: Capture
) -> None:
    book = load_folder(draft(tmp_path))

    def tell(since: str) -> int:
        from datetime import date

        return tried(book, "small", since=date.fromisoformat(since), today=NOW, as_json=False)

    assert tell("2015-12-01") == 0
    said, aside = capsys.readouterr()
    assert "counts from 1 January 2016" in aside
    assert "Small Homes, 1 January 2016 to 20 April 2026" in said
    assert tell("2026-05-01") == 1
    assert "has not come yet" in capsys.readouterr().err


def test_reading_costs_the_same_for_many_and_takes_joined_threads_once(
    here: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter(here, "Tuesday 2026-03-31 10:00")
    refs = [letter(here, f"Tuesday 2026-04-07 10:0{each}") for each in range(3)]
    begins = t("Wednesday 2026-04-01 00:00")

    def read() -> tuple[list[str], int]:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = [docket.ref for docket, _ in trying.histories_since(here, begins, NOW)]
        return found, len(asked)

    few, cost = read()
    assert (few, trying.threads_since(here, begins, NOW)) == (refs, 3)
    refs += [letter(here, f"Wednesday 2026-04-08 10:0{each}") for each in range(5)]
    assert read() == (refs, cost)
    with tenancy.association(here):
        ids = list(Thread.objects.filter(ref__in=refs[:2]).order_by("pk").values_list("pk", flat=True))
        Thread.objects.filter(pk=ids[1]).update(merged_into_id=ids[0])
    monkeypatch.setattr(trying, "AT_ONCE", 2)
    found = list(trying.histories_since(here, begins, NOW))
    assert [docket.ref for docket, _ in found] == [refs[0], *refs[2:]]
    assert len(found[0][0].history) == 2


def test_a_day_that_is_none_is_told(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["policy", "try", "drafts/karin", "--since", "January"])
    assert "“January” is not a day." in capsys.readouterr().err
