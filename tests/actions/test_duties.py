"""What recurs begins by itself, once, when the policy is in force and the association has gone live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kept import worker
from kept.actions import policies
from kept.actions.duties import Begun, begin_all, begin_everywhere
from kept.casework import Verdict, recurring
from kept.rulebook import policies_folder
from kept.server.postgres import Server
from kept.store import rules, tenancy
from kept.store.models import Association, Clock, Event, RulebookVersion, Thread
from tests import cast
from tests.actions.test_worker import Rounds, run

pytestmark = pytest.mark.django_db

GO_LIVE = datetime(2017, 12, 1, 9, tzinfo=UTC)
OWN = {f"duty:{clause}" for clause in recurring.own_duties(cast.rulebook("karin"), GO_LIVE.date())}


@pytest.fixture
def karin(db: None) -> Association:
    return cast.association("karin")


def subjects(here: Association) -> set[str]:
    with tenancy.association(here):
        return set(Thread.objects.exclude(subject=None).values_list("subject", flat=True))


def test_the_associations_own_duties_begin_each_on_a_thread_of_its_own_and_once(karin: Association) -> None:
    assert begin_all(association=karin, by="kept", at=GO_LIVE) == Begun(len(OWN), 0)
    assert subjects(karin) == OWN
    later = GO_LIVE + timedelta(days=3)
    assert begin_all(association=karin, by="kept", at=later) == Begun(0, len(OWN))
    with tenancy.association(karin):
        began = Event.objects.filter(kind="duty.began")
        assert {(each.by, each.happened_at) for each in began} == {("kept", GO_LIVE)}
        assert Clock.objects.filter(promise="karin:communication.6").get().verdict == Verdict.RUNNING
        assert set(Thread.objects.values_list("kind", flat=True)) >= {"duty"}
        assert not Thread.objects.filter(subject__in=OWN, adrift=True).exists()


def test_what_recurs_on_a_home_waits_until_somebody_says_that_there_is_one(karin: Association) -> None:
    rulebook = cast.rulebook("karin")
    others = {clause for clause, each in rulebook.duties.items() if each.duty and each.duty.subject == "home"}
    assert others
    begin_all(association=karin, by="kept", at=GO_LIVE)
    assert not subjects(karin) & {recurring.subject_of(each) for each in others}


def test_nothing_begins_before_the_association_has_gone_live_or_has_a_policy(karin: Association) -> None:
    day_before = datetime(2017, 11, 30, 23, 59, tzinfo=UTC)
    assert begin_all(association=karin, by="kept", at=day_before) == Begun()
    assert begin_all(association=karin, by="kept", at=datetime(2008, 1, 1, tzinfo=UTC)) == Begun()
    blank = Association.objects.create(
        slug="blank", name="Blank", nation="england", zone="Europe/London", go_live=GO_LIVE.date()
    )
    assert begin_all(association=blank, by="kept", at=GO_LIVE) == Begun()
    with pytest.raises(ValueError, match="by"):
        begin_all(association=karin, by="", at=GO_LIVE)


def test_a_policy_that_is_loaded_begins_them_even_where_it_was_on_record(karin: Association) -> None:
    again = policies.load(folder=policies_folder() / "karin", by="ann", at=GO_LIVE)
    assert not again.new
    assert subjects(karin) == OWN


def test_a_duty_whose_thread_was_closed_does_not_begin_again(karin: Association) -> None:
    begin_all(association=karin, by="kept", at=GO_LIVE)
    ann = cast.member(karin, "ann", "manager")
    with tenancy.association(karin):
        ref = Thread.objects.get(subject="duty:karin:communication.6").ref
    cast.told(karin, ann, "duty.ended", "Monday 2018-01-08 10:00", thread=ref, reason="Given up")
    begin_all(association=karin, by="kept", at=GO_LIVE + timedelta(days=90))
    with tenancy.association(karin):
        assert Event.objects.filter(kind="duty.began", thread__ref=ref).count() == 1


def test_done_it_is_due_again_when_the_next_period_ends(karin: Association) -> None:
    begin_all(association=karin, by="kept", at=GO_LIVE)
    ann = cast.member(karin, "ann", "manager")
    with tenancy.association(karin):
        ref = Thread.objects.get(subject="duty:karin:communication.6").ref
    cast.told(karin, ann, "duty.done", "Thursday 2018-02-01 10:00", thread=ref)
    with tenancy.association(karin):
        clocks = Clock.objects.filter(thread__ref=ref).order_by("started_at")
        assert [each.verdict for each in clocks] == [Verdict.KEPT, Verdict.RUNNING]
        assert [each.due_at for each in clocks] == [
            cast.t("Sunday 2018-04-01 00:00"),
            cast.t("Sunday 2018-07-01 00:00"),
        ]


def test_everywhere_one_that_fails_is_logged_and_holds_up_no_other(
    karin: Association, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Association.objects.create(
        slug="broken", name="Broken", nation="england", zone="Europe/London", go_live=GO_LIVE.date()
    )
    Association.objects.filter(pk=karin.pk).update(go_live=GO_LIVE.date())
    with tenancy.association(broken):
        RulebookVersion.objects.create(
            association=broken,
            starts_on=GO_LIVE.date(),
            sha256="0" * 64,
            files={},
            compiled={"form": 99},
            loaded_at=GO_LIVE,
            loaded_by="kept",
        )
    assert begin_everywhere(by="kept", at=GO_LIVE) == Begun(len(OWN), 0)
    assert begin_everywhere(by="kept", at=GO_LIVE) == Begun(0, len(OWN))
    assert caplog.text.count(f"The duties of association {broken.pk} could not be begun.") == 2


def test_the_worker_begins_them_at_go_live_and_looks_again_every_hour(
    live_database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules._rulebook.cache_clear()
    karin = cast.association("karin")
    looked: list[datetime] = []

    def begun(*, by: str, at: datetime) -> Begun:
        looked.append(at)
        return begin_everywhere(by=by, at=at)

    monkeypatch.setattr(worker, "begin_everywhere", begun)
    run(Rounds(365), GO_LIVE)
    assert subjects(karin) == OWN
    assert looked == [GO_LIVE, GO_LIVE + timedelta(hours=1)]
