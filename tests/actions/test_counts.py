"""What others counted stands beside what is on record, day by day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kept.actions.counts import Counts, Told, look_again_everywhere, tell_counts
from kept.actions.told import Telling
from kept.casework import Refused
from kept.importing.counts import bring_counts
from kept.importing.records import read_record_mapping
from kept.store import capture, tenancy
from kept.store.models import Association, Event, OutsideCount
from tests.actions.house import BY, letter, t, told

TUESDAY, WEDNESDAY = date(2026, 4, 7), t("Wednesday 2026-04-08 10:00")
SPAN = (date(2026, 4, 1), date(2026, 4, 30))


def tell(here: Association, *counts: Told, **more: object) -> Counts | Refused:
    return tell_counts(association=here, counts=counts, by=BY, at=WEDNESDAY, **more)  # type: ignore[arg-type]


def rates(here: Association) -> dict[tuple[str, str | None], tuple[int, int]]:
    with tenancy.association(here):
        return {(e.source, e.office): (e.recorded, e.counted) for e in capture.rates(here, *SPAN)}


def test_what_is_on_record_of_what_was_counted(here: Association) -> None:
    for hour in (9, 11, 14):
        letter(here, f"Tuesday 2026-04-07 {hour:02}:00")
    letter(here, "Wednesday 2026-04-08 09:00")
    assert tell(here, Told(TUESDAY, "mail-book", 4), Told(TUESDAY, "telephone-log", 9)) == Counts(new=2)
    assert rates(here) == {("mail-book", None): (3, 4), ("telephone-log", None): (0, 9)}


def test_what_was_struck_out_or_joined_is_counted_once_or_not_at_all(here: Association) -> None:
    from kept.actions.merging import merge

    one, other, wrong = (letter(here, f"Tuesday 2026-04-07 {hour:02}:00") for hour in (9, 11, 14))
    merge(association=here, thread=other, into=one, by=BY, at=t("Tuesday 2026-04-07 15:00"))
    with tenancy.association(here):
        uid = Event.objects.get(thread__ref=wrong, kind="letter.received").uid
    void = Telling(
        "event.voided", t("Tuesday 2026-04-07 16:00"), {"reason": "A slip"}, thread=wrong, corrects=uid
    )
    told(here, void, at="Tuesday 2026-04-07 16:00")
    tell(here, Told(TUESDAY, "mail-book", 2))
    assert rates(here) == {("mail-book", None): (1, 2)}


def test_telling_again_puts_it_right_and_the_event_says_what_was_there(here: Association) -> None:
    tell(here, Told(TUESDAY, "mail-book", 4))
    assert tell(here, Told(TUESDAY, "mail-book", 4)) == Counts(known=1)
    assert tell(here, Told(TUESDAY, "mail-book", 5, "main"), Told(TUESDAY, "mail-book", 6)) == Counts(1, 1)
    with tenancy.association(here):
        assert OutsideCount.objects.count() == 2
        said = [each.facts["counts"] for each in Event.objects.filter(kind="counts.told").order_by("pk")]
    assert said == [
        "2026-04-07 mail-book: 4",
        "2026-04-07 mail-book main: 5\n2026-04-07 mail-book: 6, was 4",
    ]


def test_what_is_written_down_later_is_counted_when_the_worker_comes_by(here: Association) -> None:
    tell(here, Told(TUESDAY, "mail-book", 2))
    assert rates(here) == {("mail-book", None): (0, 2)}
    told(
        here,
        Telling("letter.received", t("Tuesday 2026-04-07 10:00"), {}),
        at="Friday 2026-04-10 10:00",
    )
    assert look_again_everywhere(by="kept", at=t("Friday 2026-04-10 11:00")) == 1
    assert rates(here) == {("mail-book", None): (1, 2)}


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Told(TUESDAY, "fax-machine", 2), "no count that Kept knows"),
        (Told(TUESDAY, "mail-book", -1), "whole number from 0"),
        (Told(date(2026, 4, 9), "mail-book", 2), "still to come"),
        (Told(date(2015, 12, 31), "mail-book", 2), "No figure counts before 1 January 2016"),
        (Told(TUESDAY, "mail-book", 2, "moon"), "There is no office “moon”"),
    ],
)
def test_what_cannot_be_counted_is_refused_and_nothing_is_written(here, count, words) -> None:
    done = tell(here, Told(TUESDAY, "door-count", 3), count)
    assert isinstance(done, Refused)
    assert words in done.sentence
    assert done.field == "counts.1"
    with tenancy.association(here):
        assert not OutsideCount.objects.exists()


MAPPING = """
file: {delimiter: ";"}
dates: "%d/%m/%Y"
reference: [Datum]
fields:
  day: {column: Datum}
  number: {column: Calls}
  source: telephone-log
"""


def test_a_file_of_any_layout_comes_in_and_what_cannot_is_kept_back(
    here: Association, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "calls.csv", tmp_path / "calls.map.yaml"
    file.write_text("Datum;Calls\n06/04/2026;12\n07/04/2026;1,040\n07/05/2026;3\n08/04/2026;many\n")
    mapping.write_text(MAPPING)
    known = read_record_mapping(mapping, what="counts", zone="Europe/London")
    asked = {"association": here, "rejects": tmp_path / "no.csv", "by": BY, "at": WEDNESDAY}
    tried = bring_counts(file, known, dry_run=True, **asked)
    assert (tried.new, tried.rejected) == (2, 2)
    with tenancy.association(here):
        assert not OutsideCount.objects.exists()
    (tmp_path / "no.csv").unlink()
    first = bring_counts(file, known, **asked)
    assert (first.rows, first.new, first.rejected) == (4, 2, 2)
    (tmp_path / "no.csv").unlink()
    again = bring_counts(file, known, **asked)
    assert (again.new, again.known) == (0, 2)
    with tenancy.association(here):
        found = dict(OutsideCount.objects.values_list("day", "n"))
        assert found == {date(2026, 4, 6): 12, TUESDAY: 1040}
        assert Event.objects.get(kind="counts.told").facts["origin"] == "calls.csv"
