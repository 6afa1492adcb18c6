"""A whole file comes in: every row is taken, there already or rejected, and the clocks follow."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.actions.recomputing import recompute
from kept.importing.contacts import Brought, bring_in, mapping_for
from kept.importing.files import FileFault
from kept.store.models import Association, Clock, Event, EventText, Owed, Thread
from kept.store.tenancy import association

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CONTACTS, MAPPING = EXAMPLES / "contacts-2017.csv", EXAMPLES / "contacts-2017.map.yaml"
NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)
BROUGHT = Thread.objects.filter(via="import")
HEADING = "reference,received,updated,serviced,closed,channel,subject,status,team,anonymous,outcome\n"


class Importer:
    """Brings text or a file in for Karin, with the mapping of the example unless another is given."""

    def __init__(self, karin: Association, folder: Path) -> None:
        self.karin, self.folder = karin, folder
        self.rejects = folder / "rejects.csv"

    def __call__(
        self,
        content: str | Path,
        *,
        mapping: str = "",
        at: datetime = NOW,
        dry_run: bool = False,
        lanes: int = 1,
    ) -> Brought:
        path = content if isinstance(content, Path) else self.folder / "in.csv"
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        rules = self.folder / "map.yaml"
        rules.write_text(mapping or MAPPING.read_text(encoding="utf-8"), encoding="utf-8")
        found = bring_in(
            path,
            mapping_for(rules, self.karin),
            association=self.karin,
            rejects=self.rejects,
            by="import",
            at=at,
            dry_run=dry_run,
            lanes=lanes,
        )
        assert found.rows == found.taken + found.already + found.rejected
        return found

    def rejected(self) -> list[dict[str, str]]:
        with self.rejects.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))


@pytest.fixture
def bring(karin: Association, tmp_path: Path) -> Importer:
    return Importer(karin, tmp_path)


def row(reference: str = "A1", **more: str) -> str:
    values = {
        "reference": reference,
        "received": "2017-12-27T13:36:22",
        "closed": "2017-12-28T09:00:00",
        "channel": "Email",
        "subject": "Bulky Items",
        "status": "Closed",
        "anonymous": "N",
        **more,
    }
    return ",".join(values.get(each, "") for each in HEADING.strip().split(",")) + "\n"


def test_the_example_comes_in_whole_and_a_second_time_adds_nothing(bring: Importer) -> None:
    first = bring(CONTACTS)
    assert (first.rows, first.taken, first.rejected) == (500, 494, 6)
    with association("karin"):
        assert BROUGHT.count() == 494
        assert Event.objects.filter(via="import").count() == first.events
        assert set(Event.objects.filter(via="import").values_list("grade", flat=True)) == {"document"}
        before = Counter(Clock.objects.values_list("promise", "verdict"))
        events = Event.objects.count()
    again = bring(CONTACTS)
    assert (again.rows, again.already, again.rejected, again.events) == (500, 494, 6, 0)
    with association("karin"):
        assert Counter(Clock.objects.values_list("promise", "verdict")) == before
        assert Event.objects.count() == events


def test_the_example_runs_against_the_promises_that_its_mapping_names(bring: Importer) -> None:
    bring(CONTACTS)
    with association("karin"):
        verdicts = Counter(Clock.objects.values_list("promise", "verdict"))
        graffiti = Clock.objects.filter(promise="karin:neighbours.8")
        assert graffiti.count() == Event.objects.filter(kind="graffiti.reported").count() == 154
    assert verdicts["karin:neighbours.8", "kept"] == 128
    assert verdicts["karin:neighbours.8", "broken"] == 26
    assert {promise for promise, _ in verdicts} == {
        *("karin:neighbours.8", "karin:letters.1", "karin:telephone.3", "karin:staff-telephone.5")
    }


def test_rejected_rows_of_the_example_keep_their_line_their_reason_and_their_words(bring: Importer) -> None:
    bring(CONTACTS)
    lines = CONTACTS.read_text(encoding="utf-8").splitlines()
    for each in bring.rejected():
        assert lines[int(each["line"]) - 1].startswith(each["reference"] + ",")
        assert each["reason"].startswith("“closed” (00:00 on ")
        assert each["closed"] < each["received"]


def test_what_was_rejected_is_put_right_in_the_rejects_and_brought_in_with_the_same_mapping(
    bring: Importer,
) -> None:
    bring(CONTACTS)
    mended = bring.rejects.read_text(encoding="utf-8-sig").replace("T00:00:00", "T23:59:00")
    assert (found := bring(mended)).taken == found.rows == 6


def test_history_writes_to_nobody_and_wakes_nobody(bring: Importer) -> None:
    bring(CONTACTS)
    with association("karin"):
        assert Owed.objects.count() == 0
        assert BROUGHT.filter(wake_at__lt=NOW).count() == 0


def test_what_is_stored_is_what_is_judged(bring: Importer) -> None:
    bring(CONTACTS)
    again = recompute(association="karin", check=True, at=NOW, by="test")
    assert again.threads >= 494
    assert again.different == 0


def test_personal_words_lie_beside_the_ledger(bring: Importer) -> None:
    bring(HEADING + row(subject="מכתב 𝔘𝔫𝔦 👩‍🔧"))
    with association("karin"):
        assert EventText.objects.get(event__kind="email.received").words == {"about": "מכתב 𝔘𝔫𝔦 👩‍🔧"}
        assert Event.objects.get(kind="email.received").facts == {"urgent": False}


def test_a_newer_export_adds_what_has_happened_since(bring: Importer) -> None:
    at_once = datetime(2017, 12, 28, 8, tzinfo=UTC)
    assert bring(HEADING + row(status="Open", closed=""), at=at_once).events == 1
    with association("karin"):
        assert (BROUGHT.get().state, Clock.objects.get().verdict) == ("open", "running")
    newer = bring(HEADING + row())
    assert (newer.taken, newer.events) == (1, 2)
    with association("karin"):
        # The clock was seen to run out before the export said otherwise; its record is the proof.
        assert (BROUGHT.get().state, Clock.objects.get().verdict) == ("closed", "kept-late-recorded")


def test_a_dry_run_says_the_same_and_writes_nothing(bring: Importer) -> None:
    tried = bring(CONTACTS, dry_run=True)
    assert (tried.taken, tried.rejected) == (494, 6)
    with association("karin"):
        assert BROUGHT.count() == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (row(received="2031-01-01T00:00:00", closed="2031-01-02T00:00:00"), "This is in the future."),
        (
            row(received="2009-01-05T00:00:00", closed="2009-01-06T00:00:00"),
            "Kept counts from 1 January 2016",
        ),
        (
            row(received="2018-03-25T01:30:00", closed="2018-03-26T00:00:00"),
            "“received” is 01:30 on Sunday 25 March",
        ),
        (row(received="0001-01-01T00:00:00"), "“received” is in the year 1."),
        (row(received="9999-12-31T00:00:00"), "“received” is in the year 9999."),
        (row(status="Lost"), "“status” is “Lost”, which the mapping does not know."),
        (row(channel="Carrier pigeon"), "No case of the mapping takes such a row"),
        (row(reference=""), "“reference” is empty"),
        (row(reference="x" * 10_000_000), "“reference” is 10,000,000 characters long."),
        (row(subject="x" * 10_000_000), "“subject” cannot be taken: “about” is 10,000,000 characters long."),
        (row(subject="a\x00b"), "“subject” has a NUL character."),
        ("A1,too,few\n", "The row has 3 columns; the heading has 11."),
        (row(subject='"'), "A quotation mark here is never closed"),
    ],
)
def test_a_bad_row_is_rejected_and_its_neighbours_are_taken(bring: Importer, line: str, said: str) -> None:
    found = bring(HEADING + row("before") + line + row("after"))
    assert (found.taken, found.rejected) == (2, 1)
    before = csv.field_size_limit(20_000_000)
    try:
        (rejected,) = bring.rejected()
    finally:
        csv.field_size_limit(before)
    assert rejected["reason"].startswith(said)
    assert rejected["line"] == "3"


def test_a_reference_that_is_there_twice_is_taken_once_or_told_apart(bring: Importer) -> None:
    found = bring(HEADING + row("A1") + row("A1") + row("A1", channel="Call") + row("A2"))
    assert (found.taken, found.already, found.rejected) == (2, 1, 1)
    assert bring.rejected()[0]["reason"].startswith("Line 2 has the same reference with other details.")


def test_history_is_not_rewritten_by_a_later_import(bring: Importer) -> None:
    bring(HEADING + row())
    found = bring(HEADING + row(closed="2017-12-29T09:00:00"))
    assert found.rejected == 1
    assert "on record with other details" in bring.rejected()[0]["reason"]
    with association("karin"):
        assert Event.objects.get(kind="email.answered").happened_at == datetime(2017, 12, 28, 9, tzinfo=UTC)


ONE_ROW_PER_EVENT = """
source: log
reference: contact
row: [contact, number]
cases:
  - name: all
    events:
      - kind: {column: what, values: {in: email.received, out: email.answered, note: note.added}}
        at: at
        as: entry
"""


def test_one_bad_row_of_a_contact_does_not_hold_back_the_others(bring: Importer) -> None:
    content = (
        "contact,number,what,at\n"
        "C1,1,in,2017-12-27T10:00\n"
        "C1,2,out,2017-12-26T10:00\n"
        "C1,3,out,2017-12-28T10:00\n"
        "C2,1,out,2017-12-28T10:00\n"
    )
    found = bring(content, mapping=ONE_ROW_PER_EVENT)
    assert (found.taken, found.rejected) == (2, 2)
    reasons = [each["reason"] for each in bring.rejected()]
    assert reasons[0].startswith("This would be before it began, at 10:00 on Wednesday 27 December 2017.")
    assert reasons[1].startswith(
        "“E-mail answered” continues something. Open the contact that it belongs to first."
    )


def test_the_rejects_may_not_be_the_file_itself(bring: Importer, tmp_path: Path) -> None:
    bring.rejects = tmp_path / "in.csv"
    with pytest.raises(FileFault, match="is the file that is being brought in"):
        bring(HEADING + row())


def test_json_lines_come_in_by_the_same_mapping(bring: Importer, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(
        '{"reference": "A1", "received": "2017-12-27T13:36:22", "closed": "2017-12-28T09:00:00", '
        '"channel": "Email", "subject": "x", "status": "Closed", "anonymous": "N"}\nnot json\n'
    )
    bring.rejects = tmp_path / "rejects.jsonl"
    assert (found := bring(path)).taken == found.rejected == 1
    assert bring.rejects.read_text(encoding="utf-8-sig") == (
        '{"line": 2, "reason": "This line is not JSON.", "text": "not json"}\n'
    )
