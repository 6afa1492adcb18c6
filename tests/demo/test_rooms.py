"""Does a visitor of the demonstration find every room in use, and nothing in it broken by accident?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kept.demo.build import build
from kept.demo.house import Plan
from kept.demo.rooms_moments import Room
from kept.rulebook import policies_folder
from kept.store import rules, tenancy
from kept.store.models import (
    Absence,
    AbsenceStep,
    Association,
    Booking,
    CallRecord,
    ContractorOnThread,
    Event,
    Inspection,
    KeySet,
    Letter,
    MachineRound,
    MailItem,
    PolicyComment,
    PolicyDraft,
    PublicationEdition,
    ReceivedMail,
    RegisterEntry,
    Resource,
    RotaShift,
    SchemeHome,
    SurveyReply,
    Thread,
    Ticket,
    Turn,
    Valuable,
    Visit,
)
from tests.demo.stages import UNTIL, folders, stage

NIGHT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)


def _built(slug: str, at: datetime = UNTIL) -> None:
    rules._rulebook.cache_clear()
    rules._rules.cache_clear()
    (done,) = build(Plan(seed=1, at=at, contacts=12), folders=[folders()[slug]], shared=policies_folder())
    assert done.refused == []


@pytest.mark.parametrize("slug", ["moray", "harbour"])
def test_every_room_is_in_use_in_the_middle_of_a_working_day(db: None, slug: str) -> None:
    _built(slug)
    here = Association.objects.get(slug=slug)
    with tenancy.association(slug):
        assert set(Resource.objects.values_list("kind", flat=True)) >= {"room", "vehicle", "staff"}
        states = set(Booking.objects.values_list("state", flat=True))
        assert states >= {"booked", "kept", "late"}
        assert Booking.objects.filter(state="booked", starts_at__gt=UNTIL).exists()
        assert not Booking.objects.filter(state="booked", ends_at__lt=UNTIL).exists()
        assert set(Visit.objects.values_list("state", flat=True)) == {"planned", "done"}
        assert RegisterEntry.objects.filter(register="identity-cards").count() >= 15
        held = set(RegisterEntry.objects.values_list("register", flat=True))
        assert held >= {
            "staff-record",
            "badges",
            "agencies",
            "who-helps",
            "articles",
            "leaflets",
            "announcements",
        }
        assert Absence.objects.filter(kind="leave", from_at__gt=UNTIL).count() == 1
        assert Absence.objects.filter(kind="sickness", covered_by__isnull=False).count() == 1
        assert not AbsenceStep.objects.filter(done_at=None, absence__kind__in=("leave", "sickness")).exists()
        assert Inspection.objects.filter(association=here).count() > 10
        assert Thread.objects.filter(kind="defect", closed_at=None).exists()
        out = KeySet.objects.filter(state="out")
        assert out.filter(due_back_at__lt=UNTIL).count() == 1
        assert out.count() > 1
        assert KeySet.objects.filter(state="hung").exists()
        assert Turn.objects.exists()
        assert MachineRound.objects.exists()
        assert not MachineRound.objects.filter(closed_at=None).exists()
        answered = CallRecord.objects.filter(outcome="answered").count()
        assert 0.9 * CallRecord.objects.count() < answered < CallRecord.objects.count()
        assert Ticket.objects.count() == 2
        assert SurveyReply.objects.count() >= 9
        assert MailItem.objects.filter(handed_at=None).exists()
        assert Valuable.objects.filter(ended_at=None).count() == 2
        assert set(ReceivedMail.objects.values_list("sort", flat=True)) >= {"person", "automatic"}
        assert ReceivedMail.objects.filter(read_at=None, sort="person").count() > 2
        assert Letter.objects.filter(state="draft").count() == 1
        assert list(PolicyDraft.objects.values_list("state", flat=True)) == ["consulting"]
        assert set(PolicyComment.objects.values_list("outcome", flat=True)) == {"changed", ""}
        assert PublicationEdition.objects.filter(state="draft").count() == 3
        assert ContractorOnThread.objects.exists()
        asked_homes = SchemeHome.objects.filter(asked_on__isnull=False).count()
        assert 0 < asked_homes < SchemeHome.objects.count()
        asked = [each.name for each in rules.current(here).room("rotas")]
        assert set(RotaShift.objects.values_list("rota", flat=True)) == set(asked)
        adrift = Thread.objects.filter(closed_at=None, merged_into=None, adrift=True)
        left = adrift.exclude(sensitivity="house")
        told = Event.objects.filter(thread__in=left).order_by("id").values_list("thread__kind", "kind")
        assert list(told) == []


@pytest.mark.parametrize("at", [NIGHT, SATURDAY], ids=["night", "Saturday"])
def test_nobody_waits_at_reception_when_it_is_shut(db: None, at: datetime) -> None:
    _built("harbour", at)
    with tenancy.association("harbour"):
        assert not Ticket.objects.exists()
        assert Booking.objects.exists()


def test_each_room_draws_for_itself() -> None:
    here = stage("harbour")
    drawn = {name: Room(None, here, (), name, {}).rng.random() for name in ("keys", "phones")}  # type: ignore[arg-type]
    again = Room(None, here, (), "keys", {}).rng.random()  # type: ignore[arg-type]
    assert drawn["keys"] == again
    assert drawn["keys"] != drawn["phones"]
