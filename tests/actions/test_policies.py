"""Loading a policy: new, again, revised, and putting a fault in an earlier encoding right."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from kept.actions import policies
from kept.actions.policies import Left, Loaded, PolicyRefused
from kept.actions.sweeping import sweep
from kept.actions.told import Telling
from kept.casework import Verdict
from kept.rulebook import RulebookFaults, policies_folder
from kept.store import rules, tenancy
from kept.store.models import Association, Event, Office, RulebookVersion, Team
from tests.actions.house import BY, folder, letter, row, stored, stored_equals_judged, t, told

TUESDAY, WEDNESDAY = "Tuesday 2026-04-07 10:00", t("Wednesday 2026-04-08 10:00")


def load(home: Path, **more: str) -> Loaded:
    return policies.load(folder=home, by=BY, at=WEDNESDAY, **more)  # type: ignore[arg-type]


def first_version(here: Association) -> str:
    with tenancy.association(here):
        first = RulebookVersion.objects.order_by("pk").first()
        assert first is not None
        return first.sha256


def test_a_first_policy_makes_the_association_its_offices_and_teams(db: None, tmp_path: Path) -> None:
    loaded = load(folder(tmp_path))
    assert str(loaded).startswith("small: loaded, in force from 1 January 2016 (version ")
    here = Association.objects.get(slug="small")
    assert (here.name, here.nation, here.go_live) == ("Small Homes", "england", date(2016, 1, 1))
    with tenancy.association(here):
        assert list(Office.objects.order_by("pk").values_list("slug", flat=True)) == ["main", "late"]
        assert list(Team.objects.values_list("slug", flat=True)) == ["desk"]
        assert Event.objects.get(kind="policy.loaded").facts["version"] == loaded.version
        assert rules.current(here).version == loaded.version


def test_the_same_folder_again_changes_nothing(here: Association, tmp_path: Path) -> None:
    again = load(folder(tmp_path))
    assert not again.new
    assert "on record already" in str(again)
    with tenancy.association(here):
        assert RulebookVersion.objects.count() == 1
        assert Event.objects.filter(kind="policy.loaded").count() == 1


def test_a_folder_with_faults_changes_nothing(here: Association, tmp_path: Path) -> None:
    home = folder(tmp_path, letter="7 wrking days")
    with pytest.raises(RulebookFaults):
        load(home)
    with tenancy.association(here):
        assert RulebookVersion.objects.count() == 1


def test_a_revised_policy_binds_what_starts_from_its_day(here: Association, tmp_path: Path) -> None:
    before, after = (
        letter(here, "Tuesday 2026-03-31 10:00", urgent=False),
        letter(here, TUESDAY, urgent=False),
    )
    loaded = load(folder(tmp_path, starts_on="2026-04-01", letter="3 working days"))
    # The later letter, and the event of the loading itself.
    assert (loaded.new, loaded.corrects, loaded.judged_again) == (True, None, 2)
    assert stored(here, before)["1"].due_at == t("Tuesday 2026-04-14 00:00")
    assert stored(here, after)["1"].due_at == t("Saturday 2026-04-11 00:00")
    assert row(here, after).next_date == t("Saturday 2026-04-11 00:00")
    stored_equals_judged(here, WEDNESDAY)


def test_a_second_policy_of_the_same_day_must_say_that_it_corrects(here: Association, tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused, match="say “corrects: "):
        load(folder(tmp_path, letter="8 working days"))
    with tenancy.association(here):
        assert RulebookVersion.objects.count() == 1


@pytest.mark.parametrize("named", ["abcdef12", "abc"])
def test_a_correction_names_the_version_that_holds(here: Association, tmp_path: Path, named: str) -> None:
    with pytest.raises(PolicyRefused, match="cannot be put right"):
        load(folder(tmp_path, letter="8 working days"), corrects=named)


def test_a_correction_recounts_what_runs_and_leaves_what_finished(here: Association, tmp_path: Path) -> None:
    running, done = letter(here, TUESDAY, urgent=False), letter(here, TUESDAY, urgent=False)
    told(here, Telling("letter.answered", t(TUESDAY), thread=done), at=TUESDAY)
    faulty = first_version(here)
    loaded = load(folder(tmp_path, letter="3 working days"), corrects=faulty[:8])
    assert loaded.corrects == faulty
    assert (loaded.left, loaded.left_in_all) == ((Left(done, "small:1", "kept"),), 1)
    assert "1 finished clocks stay as they were" in str(loaded)
    assert stored(here, running)["1"].due_at == t("Saturday 2026-04-11 00:00")
    assert stored(here, running)["1"].version == loaded.version
    kept = stored(here, done)["1"]
    assert (kept.version, kept.verdict, kept.due_at) == (faulty, Verdict.KEPT, t("Friday 2026-04-17 00:00"))
    stored_equals_judged(here, WEDNESDAY)
    # And what had finished stays, whatever is told or swept afterwards.
    told(here, Telling("note.added", WEDNESDAY, thread=done), at=WEDNESDAY)
    sweep(at=t("Monday 2026-04-20 10:00"))
    assert stored(here, done)["1"] == kept
    assert stored(here, running)["1"].breached_at == t("Saturday 2026-04-11 00:00")


def test_the_folder_itself_may_say_what_it_corrects(here: Association, tmp_path: Path) -> None:
    faulty = first_version(here)
    loaded = load(folder(tmp_path, letter="3 working days", corrects=faulty[:8]))
    assert loaded.corrects == faulty
    # When more kinds of event are known later, the same folder follows without being asked again.
    events = tmp_path / "events.yaml"
    events.write_text(events.read_text() + "cat.fed:\n  label: Cat fed\n  says: Somebody fed the cat.\n")
    assert load(tmp_path / "small").corrects == loaded.version


def test_a_version_is_put_right_once(here: Association, tmp_path: Path) -> None:
    faulty = first_version(here)
    load(folder(tmp_path, letter="3 working days"), corrects=faulty[:8])
    with pytest.raises(PolicyRefused, match="The one that holds is"):
        load(folder(tmp_path, letter="4 working days"), corrects=faulty[:8])


def test_more_words_and_more_holidays_need_no_such_naming(here: Association, tmp_path: Path) -> None:
    ref = letter(here, TUESDAY, urgent=False)
    holidays = tmp_path / "holidays" / "england.yaml"
    text = holidays.read_text()
    more = "  - {day: 2026-04-09, name: A day of rejoicing, announced: 2026-04-08}\n"
    lines = text.splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if "2026-05-04" in line)
    holidays.write_text("".join([*lines[:place], more, *lines[place:]]))
    loaded = load(tmp_path / "small")
    assert loaded.new
    assert stored(here, ref)["1"].due_at == t("Saturday 2026-04-18 00:00")
    stored_equals_judged(here, WEDNESDAY)


def test_whom_a_danger_calls_needs_no_such_naming(here: Association, tmp_path: Path) -> None:
    home = folder(tmp_path)
    with (home / "association.yaml").open("a") as file:
        file.write("alarm: {after: 2 minutes, chain: [manager]}\n")
    assert load(home).new


def test_promise_of_every_house_that_is_added_must_say_that_it_corrects(
    here: Association, tmp_path: Path
) -> None:
    home = folder(tmp_path)
    shutil.copy(policies_folder() / "house.yaml", tmp_path / "house.yaml")
    with pytest.raises(PolicyRefused, match="has a rulebook from 1 January 2016 already"):
        load(home)
    assert load(home, corrects=first_version(here)[:8]).new


def test_if_the_judging_is_cut_short_the_sweep_goes_on_with_it(
    here: Association, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = letter(here, TUESDAY, urgent=False)
    monkeypatch.setattr(policies, "sweep_association", lambda **_: 0)
    load(folder(tmp_path, letter="3 working days"), corrects=first_version(here)[:8])
    assert stored(here, ref)["1"].due_at == t("Friday 2026-04-17 00:00")
    sweep(at=WEDNESDAY)
    assert stored(here, ref)["1"].due_at == t("Saturday 2026-04-11 00:00")


NEW_KIND = """
leak.found:
  label: Something is not right
  says: Somebody found it on a round.
  opens: leak
leak.mended:
  label: Put right
  says: It is right again.
"""
NEW_PROMISE = """
- id: kept:put-right
  kind: timed
  says: What is not right is put right.
  promise:
    name: put-right
    public: What is not right is put right in a week.
    starts: leak.found
    stops: leak.mended
    within: 7 days
    owner: anyone
"""


def _more(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_what_could_not_be_told_before_needs_no_such_naming(here: Association, tmp_path: Path) -> None:
    """A newer Kept brings kinds, rooms and keepers with it: none of it judges what is on record otherwise."""
    ref = letter(here, TUESDAY, urgent=False)
    home = folder(tmp_path)
    _more(home / "events.yaml", NEW_KIND)
    _more(tmp_path / "house.yaml", NEW_PROMISE)
    _more(home / "guidance.yaml", "- {name: greet, at: [letter.received], says: Say who you are.}\n")
    assert load(home).new
    with tenancy.association(here):
        assert [each.name for each in rules.current(here).room("guidance")] == ["greet"]
    assert stored(here, ref)["1"].verdict is Verdict.RUNNING
    stored_equals_judged(here, WEDNESDAY)


def test_a_promise_of_what_is_on_record_must_say_that_it_corrects(here: Association, tmp_path: Path) -> None:
    home = folder(tmp_path)
    _more(tmp_path / "house.yaml", NEW_PROMISE.replace("leak.found", "letter.received"))
    _more(home / "events.yaml", NEW_KIND)
    with pytest.raises(PolicyRefused, match="has a rulebook from 1 January 2016 already"):
        load(home)
