"""A month that was published is reproduced to the digit, whatever comes; and what came later is listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kept.actions import erasing, merging, policies, publishing
from kept.actions.publishing import PublishedMonth, publish
from kept.actions.sweeping import sweep
from kept.actions.told import Telling
from kept.casework import Grade, Refused, Verdict
from kept.store import figures, tenancy
from kept.store import publishing as store
from kept.store.accounts import membership_of
from kept.store.later import Later, later
from kept.store.models import Account, Association, Event, Membership, Published, PublishedFigure
from tests.actions.house import BY, folder, letter, t, told

APRIL = date(2026, 4, 1)
AFTER = t("Friday 2026-05-15 09:00")
LATER = "Monday 2026-05-18 10:00"
EXTENDED: dict[str, object] = {"new_due": "2026-06-12", "reason": "Snow", "customer_told": True}


@pytest.fixture
def mia(here: Association) -> Membership:
    """A director."""
    who = Account.objects.create_user("mia@example.org", handle="mia", name="Mia")
    with tenancy.association(here):
        Membership.objects.create(association=here, account=who, role="director", from_on=date(2016, 1, 1))
        found = membership_of(who, on=AFTER.date())
    assert found is not None
    return found


@pytest.fixture
def april(here: Association, mia: Membership) -> dict[str, str]:
    """Letters of April: answered, never answered, and extended beyond the month; published on 15 May."""
    refs = {
        "answered": letter(here, "Monday 2026-04-13 10:00"),
        "silent": letter(here, "Tuesday 2026-04-14 10:00"),
        "other": letter(here, "Wednesday 2026-04-15 10:00"),
        "extended": letter(here, "Tuesday 2026-04-21 10:00"),
    }
    answered = Telling("letter.answered", t("Thursday 2026-04-16 10:00"), {}, thread=refs["answered"])
    told(here, answered, at="Thursday 2026-04-16 10:00")
    longer = Telling("clock.extended", t("Wednesday 2026-04-22 10:00"), EXTENDED, thread=refs["extended"])
    told(here, longer, at="Wednesday 2026-04-22 10:00")
    done = publish(association=here, month=date(2026, 4, 20), by="mia", at=AFTER, membership=mia)
    assert isinstance(done, PublishedMonth), done
    assert (done.month, done.new, done.published_by) == (APRIL, True, "mia")
    return refs


def verdicts(here: Association, mia: Membership) -> dict[str, int]:
    """Of the letters, as they were published."""
    with tenancy.association(here):
        published = Published.objects.get(month=APRIL)
        assert store.reproduced(published)
        (figure,) = [e for e in store.figures_of(published, mia) if e.promise == "small:1"]
        return {verdict.value: n for verdict, n in figure.verdicts.items() if n}


def differences(here: Association, mia: Membership) -> list[Later]:
    with tenancy.association(here):
        return later(here, mia, Published.objects.get(month=APRIL))


AS_TOLD = {"kept": 1, "broken": 2, "running": 1}


def test_what_is_published_is_what_the_page_showed(here, mia, april) -> None:
    assert verdicts(here, mia) == AS_TOLD
    with tenancy.association(here):
        published = Published.objects.get()
        shown = figures.performance(here, mia, APRIL, date(2026, 4, 30))
        assert store.figures_of(published, mia) == list(shown)
        assert published.clocks == sum(each.clocks for each in shown)
        note = Event.objects.get(kind="month.published")
        assert note.facts["month"] == "2026-04-01"
    assert differences(here, mia) == []


def test_publishing_again_changes_nothing(here, mia, april) -> None:
    again = publish(association=here, month=APRIL, by="mia", at=t(LATER))
    assert isinstance(again, PublishedMonth)
    assert (again.new, again.published_at) == (False, AFTER)
    with tenancy.association(here):
        assert Published.objects.count() == 1
        assert Event.objects.filter(kind="month.published").count() == 1


def test_a_late_stop_is_listed_with_the_event_that_told_it(here, mia, april) -> None:
    stop = Telling(
        "letter.answered", t("Thursday 2026-04-16 11:00"), {}, thread=april["silent"], grade=Grade.DOCUMENT
    )
    told(here, stop, at=LATER)
    assert verdicts(here, mia) == AS_TOLD
    listed = differences(here, mia)
    assert {each.thread for each in listed} == {april["silent"]}
    (found,) = [each for each in listed if each.promise == "small:1"]
    assert (found.was, found.now) == ("broken", "kept-late-recorded")
    assert [each.kind for each in found.because] == ["letter.answered"]
    assert found.because[0].recorded_at == t(LATER)


def test_a_merge_is_listed_with_both_clocks(here, mia, april) -> None:
    merging.merge(association=here, thread=april["other"], into=april["answered"], by=BY, at=t(LATER))
    assert verdicts(here, mia) == AS_TOLD
    found = differences(here, mia)
    # The breach stays a breach; nothing else may have changed unseen.
    assert {each.thread for each in found} <= {april["answered"]}
    for each in found:
        assert "thread.merged" in [because.kind for because in each.because]


def test_a_holiday_that_moves_a_due_out_of_the_month_is_listed(here, mia, april, tmp_path: Path) -> None:
    holidays = tmp_path / "holidays" / "england.yaml"
    day = "  - {day: 2026-04-29, name: Royal wedding, announced: 2026-04-01}\n"
    lines = holidays.read_text().splitlines(keepends=True)
    place = next(n for n, each in enumerate(lines) if "2026-05-04" in each)
    holidays.write_text("".join([*lines[:place], day, *lines[place:]]))
    policies.load(folder=folder(tmp_path), by="kept", at=t(LATER))
    assert verdicts(here, mia) == AS_TOLD
    (found,) = differences(here, mia)
    assert (found.thread, found.was, found.now, found.moved) == (april["extended"], "running", None, True)
    assert [each.kind for each in found.because] == ["policy.loaded"]


def test_a_new_reading_is_listed_with_the_policy_that_brought_it(here, mia, april, tmp_path: Path) -> None:
    with tenancy.association(here):
        version = Published.objects.get().version
    changed = folder(tmp_path, letter="9 working days", corrects=version)
    policies.load(folder=changed, by="kept", at=t(LATER))
    assert verdicts(here, mia) == AS_TOLD
    found = differences(here, mia)
    assert [(each.thread, each.moved) for each in found] == [(april["extended"], True)]
    assert [each.kind for each in found[0].because] == ["policy.loaded"]


def test_an_erasure_changes_no_figure_at_all(here, mia, april) -> None:
    done = erasing.erase(
        association=here, thread=april["answered"], reason="They asked", by="mia", at=t(LATER)
    )
    assert not isinstance(done, Refused)
    assert verdicts(here, mia) == AS_TOLD
    assert differences(here, mia) == []


def test_time_itself_is_the_reason_where_nothing_was_recorded(here, mia, april) -> None:
    sweep(at=t("Monday 2026-06-15 10:00"))
    (found,) = differences(here, mia)
    assert (found.thread, found.was, found.now) == (april["extended"], "running", "broken")
    assert found.because == ()


def test_a_clock_that_came_to_be_of_the_month_later_is_listed(here, mia, april) -> None:
    late = Telling("letter.received", t("Monday 2026-04-13 12:00"), {}, subject="late")
    told(here, late, at=LATER)
    found = differences(here, mia)
    assert {(each.was, each.now is not None) for each in found} == {(None, True)}


@pytest.mark.parametrize(
    ("month", "words"),
    [(date(2026, 5, 1), "not over yet"), (date(2015, 11, 1), "No figure counts before")],
)
def test_what_cannot_be_published_is_refused_in_a_sentence(here, mia, month, words) -> None:
    done = publish(association=here, month=month, by="mia", at=AFTER, membership=mia)
    assert isinstance(done, Refused)
    assert words in done.sentence


def test_only_who_answers_for_the_figures_publishes_them(here, mia) -> None:
    mia.role = "manager"
    done = publish(association=here, month=APRIL, by="mia", at=AFTER, membership=mia)
    assert isinstance(done, Refused)


def test_the_worker_publishes_a_month_a_fortnight_after_its_end(here) -> None:
    letter(here, "Monday 2026-04-13 10:00")
    publishing.publish_everywhere(by="kept", at=t("Thursday 2026-05-14 09:00"))
    with tenancy.association(here):
        assert [each.month for each in Published.objects.all()] == [date(2026, 3, 1)]
    assert publishing.publish_everywhere(by="kept", at=t("Friday 2026-05-15 09:00")) == 1
    assert publishing.publish_everywhere(by="kept", at=t("Friday 2026-05-15 10:00")) == 0
    with tenancy.association(here):
        assert Published.objects.filter(month=APRIL).exists()
        assert PublishedFigure.objects.exists()
        told_of = PublishedFigure.objects.get(published__month=APRIL, promise="small:1", office="")
        assert told_of.verdicts == {Verdict.BROKEN.value: 1}
