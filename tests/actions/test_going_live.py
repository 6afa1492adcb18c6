"""Going live is an event, once; what came before it is history, and what was overdue is listed by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.actions import policies
from kept.actions.duties import begin_everywhere
from kept.actions.going_live import went_live
from kept.actions.sweeping import sweep
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Grade
from kept.rulebook import policies_folder
from kept.store import starting, tenancy
from kept.store.models import Association, Clock, Event, Owed, Thread

# Karin goes live on Friday 1 December 2017.
DAY_BEFORE = datetime(2017, 11, 30, 12, tzinfo=UTC)
DAY = datetime(2017, 12, 1, 9, tzinfo=UTC)
MONTHS_LATER = datetime(2018, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def karin(db: None) -> Association:
    folder = policies_folder() / "karin"
    policies.load(folder=folder, by="test", at=datetime(2017, 11, 1, 9, tzinfo=UTC))
    return Association.objects.get(slug="karin")


def letter(subject: str, came: datetime, **more: object) -> Telling:
    facts = {"from_name": "Ms Okafor", "urgent": False}
    return Telling(
        "letter.received", came, facts, subject=subject, grade=Grade.DOCUMENT, via="import", **more
    )  # type: ignore[arg-type]


def history(here: Association) -> None:
    """Three letters of the old system: one never answered, one answered late, one closed unanswered."""
    came, late = datetime(2017, 9, 4, 9, tzinfo=UTC), datetime(2017, 10, 30, 9, tzinfo=UTC)
    rest = {"grade": Grade.DOCUMENT, "via": "import"}
    tellings = [
        letter("old-1", came),
        letter("old-2", came),
        Telling("letter.answered", late, {}, subject="old-2", **rest),  # type: ignore[arg-type]
        letter("old-3", came),
        Telling("thread.closed", late, {}, subject="old-3", **rest),  # type: ignore[arg-type]
    ]
    told = tell(tellings, association=here, by="import", at=DAY_BEFORE)
    assert told.refused is None


def test_it_happens_once_and_not_before_its_day(karin: Association) -> None:
    assert went_live(association=karin, by="kept", at=DAY_BEFORE) is False
    assert went_live(association=karin, by="kept", at=DAY) is True
    assert went_live(association=karin, by="kept", at=MONTHS_LATER) is False
    with tenancy.association(karin):
        event = starting.live_since(karin)
        assert event is not None
        assert (event.kind, event.facts, event.happened_at) == (
            "association.went_live",
            {"counts_from": "2017-12-01"},
            DAY,
        )
        assert Event.objects.filter(kind="association.went_live").count() == 1
        assert Thread.objects.get(pk=event.thread_id).sensitivity == "house"


def test_the_worker_writes_it_down_unasked(karin: Association) -> None:
    begin_everywhere(by="kept", at=DAY_BEFORE)
    with tenancy.association(karin):
        assert starting.live_since(karin) is None
    begin_everywhere(by="kept", at=DAY)
    with tenancy.association(karin):
        assert starting.live_since(karin) is not None


def test_imported_history_owes_nothing_then_or_ever(karin: Association) -> None:
    history(karin)
    for at in (DAY_BEFORE, DAY, MONTHS_LATER):
        begin_everywhere(by="kept", at=at)
        sweep(at=at, by="kept")
    with tenancy.association(karin):
        imported = Thread.objects.filter(via="import")
        assert imported.count() == 3
        assert not Owed.objects.filter(thread__in=imported).exists()
        assert not Clock.objects.filter(thread__in=imported, promise="kept:put-right").exists()
        assert not imported.filter(adrift=True).exists()


def test_what_was_overdue_at_the_start_is_listed_and_stays_listed(karin: Association) -> None:
    history(karin)
    with tenancy.association(karin):
        found = list(starting.found_overdue(karin))
        assert {each.thread.subject for each in found} == {"old-1"}
    begin_everywhere(by="kept", at=DAY)
    sweep(at=MONTHS_LATER, by="kept")
    answer = Telling("letter.answered", MONTHS_LATER, {}, subject="old-1")
    tell([answer], association=karin, by="ann", at=MONTHS_LATER)
    with tenancy.association(karin):
        # Found overdue it was, whatever came of it since.
        assert {each.thread.subject for each in starting.found_overdue(karin)} == {"old-1"}


def test_an_association_without_a_policy_goes_nowhere(tmp_path: Path, db: None) -> None:
    blank = Association.objects.create(
        slug="blank", name="Blank", nation="england", zone="Europe/London", go_live=DAY.date()
    )
    assert went_live(association=blank, by="kept", at=DAY) is False
    with pytest.raises(ValueError, match="by"):
        went_live(association=blank, by="", at=DAY)
