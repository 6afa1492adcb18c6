"""The lot is drawn once for a period that is over, by a seed with which anybody may draw again."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kept import worker
from kept.actions import merging, sampling
from kept.actions.sampling import Draw, draw, draw_everywhere
from kept.casework import Refused
from kept.casework.recurring import period_of
from kept.server.postgres import Server
from kept.store import measures, rules, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Drawn, Event, RulebookVersion, Sample
from tests import cast
from tests.actions.test_worker import Rounds, run

pytestmark = pytest.mark.django_db

CLAUSE = "karin:repairs.7"
APRIL = date(2026, 4, 1)
MAY = cast.t("Friday 2026-05-01 09:00")


@pytest.fixture
def karin(db: None) -> Association:
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    return cast.member(karin, "ann", "officer")


def repairs(karin: Association, ann: Account, number: int) -> list[str]:
    refs = []
    for each in range(number):
        wall = f"Tuesday 2026-04-14 10:{each:02}"
        refs.append(cast.told(karin, ann, "repair.reported", wall))
        cast.told(karin, ann, "repair.completed", wall, thread=refs[-1], uid=f"done-{each}")
    return refs


def drawn(karin: Association, **more) -> Draw:
    named = {"association": karin, "measure": CLAUSE, "period": date(2026, 4, 17), "by": "mia", "at": MAY}
    done = draw(**(named | more))
    assert isinstance(done, Draw), done
    return done


def refused(karin: Association, **more) -> Refused:
    named = {"association": karin, "measure": CLAUSE, "period": APRIL, "by": "mia", "at": MAY}
    done = draw(**(named | more))
    assert isinstance(done, Refused), done
    return done


def test_a_fifth_is_drawn_rounded_up_and_each_thread_says_so(karin: Association, ann: Account) -> None:
    refs = repairs(karin, ann, 11)
    done = drawn(karin)
    assert (done.since, done.until, done.of, done.new) == (APRIL, date(2026, 4, 30), 11, True)
    assert len(done.threads) == 3
    assert set(done.threads) <= set(refs)
    with tenancy.association(karin):
        marked = Event.objects.filter(kind="sample.chosen")
        assert {each.thread.ref for each in marked.select_related("thread")} == set(done.threads)
        note = Event.objects.get(kind="sample.drawn")
        sample = Sample.objects.get()
        assert note.facts == {
            "measure": CLAUSE,
            "period_on": "2026-04-01",
            "of": 11,
            "drawn": 3,
            "seed": sample.seed,
        }
        assert (sample.drawn_by, sample.drawn_at) == ("mia", MAY)


def test_drawing_again_changes_nothing(karin: Association, ann: Account) -> None:
    repairs(karin, ann, 6)
    first = drawn(karin)
    again = drawn(karin, period=APRIL)
    assert (again.threads, again.of, again.new) == (first.threads, 6, False)
    with tenancy.association(karin):
        assert Drawn.objects.count() == Event.objects.filter(kind="sample.chosen").count() == 2


def test_the_same_seed_draws_the_same_and_another_may_draw_others(karin: Association, ann: Account) -> None:
    repairs(karin, ann, 15)
    done = drawn(karin, seed="lot")
    with tenancy.association(karin):
        member = membership_of(ann, on=MAY.date())
        cases = measures.cases(karin, member, CLAUSE, APRIL, date(2026, 4, 30))
    names = [each.event for each in cases]
    again = {each.thread for each in sampling._chosen(list(reversed(cases)), 20, "lot")}
    assert again == set(done.threads)
    drawings = {tuple(each.event for each in sampling._chosen(cases, 20, f"lot {n}")) for n in range(60)}
    assert len(drawings) > 10
    assert {each for drawing in drawings for each in drawing} == set(names)


def test_what_was_drawn_is_listed_until_it_was_looked_at_and_after(karin: Association, ann: Account) -> None:
    repairs(karin, ann, 5)
    (ref,) = drawn(karin).threads

    def listed() -> list[tuple[str, bool | None]]:
        with tenancy.association(karin):
            member = membership_of(ann, on=MAY.date())
            found = measures.drawn(karin, member, CLAUSE, APRIL, APRIL)
            assert measures.drawn(karin, member, CLAUSE, date(2026, 5, 1), date(2026, 5, 31)) == []
            return [(each.thread, each.counted) for each in found]

    assert listed() == [(ref, False)]
    cast.told(karin, ann, "repair.inspected", "Monday 2026-05-04 10:00", thread=ref, in_person=True)
    assert listed() == [(ref, True)]


def test_a_joined_thread_is_drawn_through_the_one_it_stays(karin: Association, ann: Account) -> None:
    (ref,) = repairs(karin, ann, 1)
    other = cast.told(karin, ann, "repair.reported", "Wednesday 2026-04-15 10:00")
    merging.merge(association=karin, thread=ref, into=other, by="ann", at=MAY)
    assert drawn(karin).threads == (other,)


def test_nothing_finished_is_a_drawing_of_none(karin: Association) -> None:
    assert (drawn(karin).of, drawn(karin).threads) == (0, ())


def test_refused_before_the_period_is_over_and_for_what_asks_for_none(
    karin: Association, ann: Account
) -> None:
    early = refused(karin, at=cast.t("Thursday 2026-04-30 23:00"))
    assert (early.field, early.sentence) == (
        "period",
        "The period is not over yet. Draw on or after 1 May 2026.",
    )
    assert refused(karin, measure="karin:voids.5").field == "measure"
    assert refused(karin, measure="nothing").field == "measure"
    with tenancy.association(karin):
        officer = membership_of(ann, on=MAY.date())
    assert "manager" in refused(karin, membership=officer).sentence
    with pytest.raises(ValueError, match="by"):
        drawn(karin, by="")


def test_everywhere_the_last_period_is_drawn_once_and_none_before_the_going_live(
    karin: Association, ann: Account, caplog: pytest.LogCaptureFixture
) -> None:
    repairs(karin, ann, 5)
    assert draw_everywhere(by="kept", at=MAY) == 1
    assert draw_everywhere(by="kept", at=MAY) == 0
    assert drawn(karin).new is False
    assert draw_everywhere(by="kept", at=datetime(2017, 12, 31, tzinfo=MAY.tzinfo)) == 0
    Association.objects.create(slug="a", name="A", nation="england", zone="Europe/London", go_live=APRIL)
    broken = Association.objects.create(
        slug="b", name="B", nation="england", zone="Europe/London", go_live=APRIL
    )
    with tenancy.association(broken):
        RulebookVersion.objects.create(
            association=broken,
            starts_on=APRIL,
            sha256="0" * 64,
            files={},
            compiled={"form": 99},
            loaded_at=MAY,
            loaded_by="kept",
        )
    assert draw_everywhere(by="kept", at=cast.t("Monday 2026-06-01 09:00")) == 1
    assert f"The samples of association {broken.pk} could not be drawn." in caplog.text


def test_the_worker_draws_when_a_period_is_over(live_database: Server) -> None:
    rules._rulebook.cache_clear()
    karin = cast.association("karin")
    ann = cast.member(karin, "ann", "officer")
    repairs(karin, ann, 5)
    assert worker.BEGIN_SECONDS == 3600
    run(Rounds(1), MAY)
    with tenancy.association(karin):
        assert Sample.objects.get(measure=CLAUSE, period_on=APRIL).of == 5


@pytest.mark.parametrize(
    ("months", "day", "first", "last"),
    [
        (1, date(2026, 4, 30), date(2026, 4, 1), date(2026, 4, 30)),
        (1, date(2024, 2, 1), date(2024, 2, 1), date(2024, 2, 29)),
        (3, date(2026, 5, 8), date(2026, 4, 1), date(2026, 6, 30)),
        (3, date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        (6, date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30)),
        (12, date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31)),
        (36, date(2026, 7, 1), date(2025, 1, 1), date(2027, 12, 31)),
    ],
)
def test_a_period_is_a_whole_one_of_the_calendar(months: int, day: date, first: date, last: date) -> None:
    assert period_of(months, day) == (first, last)
