"""Calls of any layout come in once, each with its clocks; what cannot be is kept back with its line and
cure.
"""

from __future__ import annotations

import csv
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.importing.asterisk import NO_BEGINNING, NO_END, Log, QueueReader
from kept.importing.calls import Found, bring_in_calls, call_mapping_for, calls_of
from kept.importing.calls_mapping import CallMapping, read_call_mapping
from kept.importing.calls_rows import IN_QUEUE_LOG, CallReader
from kept.importing.files import FileFault, Row
from kept.importing.records import Skipped
from kept.rulebook.faults import RulebookFaults
from kept.store import tenancy
from kept.store.models import Association, CallRecord, Clock, Event, Owed, Thread

EXAMPLES = Path(__file__).parents[2] / "examples" / "calls"
NOW = datetime(2026, 4, 8, 9, tzinfo=UTC)
PLAIN = """
source: exchange
reference: [id]
fields:
  rang: {column: rang}
  outcome: {column: result, values: {A: answered, N: abandoned, M: machine, B: busy}}
  waited: {column: wait}
  talked: {column: talk}
"""


def mapping_of(tmp_path: Path, text: str) -> CallMapping:
    path = tmp_path / "calls.map.yaml"
    path.write_text(text, encoding="utf-8")
    return read_call_mapping(path, zone="Europe/London", offices=("main", "north"))


def bring(karin: Association, name: str, tmp_path: Path, *, by_map: str = "", **more: bool) -> Found:
    map_name = by_map or f"{name.removesuffix('.csv')}.map.yaml"
    return bring_in_calls(
        EXAMPLES / name,
        call_mapping_for(EXAMPLES / map_name, karin),
        association=karin,
        rejects=tmp_path / "rejects.csv",
        by="import",
        at=NOW,
        **more,
    )


def on_record(karin: Association) -> list[tuple[str, str, float, float | None, str]]:
    with tenancy.association(karin):
        rows = CallRecord.objects.filter(association=karin).order_by("rang_at", "ref")
        return [(each.ref, each.outcome, each.waited, each.talked, each.line) for each in rows]


CSV_CALLS = [
    ("exchange:1001", "answered", 9.0, 180.0, "main"),
    ("exchange:1002", "abandoned", 25.0, None, "main"),
    ("exchange:1003", "answered", 40.0, 80.0, "main"),
    ("exchange:1007", "busy", 2.0, None, "main"),
    ("exchange:1004", "machine", 5.0, None, "extension"),
]
QUEUE_CALLS = [
    ("exchange:1775556060.11", "answered", 9.0, 180.0, "main"),
    ("exchange:1775556100.20", "abandoned", 25.0, None, "main"),
    ("exchange:1775556200.31", "answered", 75.0, 60.0, "main"),
    ("exchange:1775556400.50", "machine", 30.0, None, "main"),
]
CDR_CALLS = [
    ("exchange:1775552400.1", "answered", 9.0, 180.0, "main"),
    ("exchange:1775552700.2", "abandoned", 25.0, None, "main"),
    ("exchange:1775553000.3", "answered", 26.0, 120.0, "main"),
    ("exchange:1775581800.4", "machine", 2.0, None, "extension"),
]


@pytest.mark.parametrize(
    ("name", "calls", "counts"),
    [
        ("calls.csv", CSV_CALLS, (7, 5, 1, 2)),
        ("queue_log", QUEUE_CALLS, (7, 4, 0, 3)),
        ("Master.csv", CDR_CALLS, (6, 4, 2, 2)),
    ],
)
def test_a_file_of_each_layout_comes_in_and_the_second_time_changes_nothing(
    karin: Association, tmp_path: Path, name: str, calls: list[tuple], counts: tuple[int, ...]
) -> None:
    rows, taken, skipped, rejected = counts
    found = bring(karin, name, tmp_path)
    assert (found.rows, found.taken, found.already, found.skipped, found.rejected) == (
        rows, taken, 0, skipped, rejected,
    )  # fmt: skip
    assert on_record(karin) == calls
    with tenancy.association(karin):
        events = Event.objects.count()
    again = bring(karin, name, tmp_path)
    assert (again.rows, again.taken, again.already, again.rejected) == (rows, 0, taken, rejected)
    assert on_record(karin) == calls
    with tenancy.association(karin):
        assert Event.objects.count() == events


def test_each_call_has_its_clocks_by_the_ring_and_wakes_nobody(karin: Association, tmp_path: Path) -> None:
    bring(karin, "calls.csv", tmp_path)
    with tenancy.association(karin):
        clocks = Clock.objects.filter(promise="karin:staff-telephone.1").order_by("started_at")
        found = [(each.verdict, each.grade, each.took) for each in clocks]
        assert found == [
            ("kept", "machine", 9.0),
            ("broken", None, None),
            ("broken", "machine", 40.0),
            ("broken", None, None),
            ("broken", None, None),
        ]
        threads = Thread.objects.filter(via="import")
        assert {(each.act_by, each.adrift, each.closed_at is None) for each in threads} == {
            (None, False, False)
        }
        assert not Owed.objects.exists()
        assert CallRecord.objects.get(ref="exchange:1004").out_of_hours
        assert not CallRecord.objects.get(ref="exchange:1001").out_of_hours


def test_what_cannot_be_taken_is_in_the_rejects_with_its_line_and_cure(
    karin: Association, tmp_path: Path
) -> None:
    bring(karin, "calls.csv", tmp_path)
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [(each["line"], each["Call"]) for each in rows] == [("6", "1005"), ("7", "1006")]
    assert rows[0]["reason"].endswith("before it rang (at 11:20:00 on 7 April 2026). Check both times.")
    assert "which is not written as" in rows[1]["reason"]


def test_the_rejects_of_a_log_can_be_put_right_and_brought_in_by_the_same_mapping(
    karin: Association, tmp_path: Path
) -> None:
    bring(karin, "Master.csv", tmp_path)
    text = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    mended = tmp_path / "mended.csv"
    mended.write_text("\n".join(text.replace("11:19:00", "11:20:05").splitlines()[:2]), encoding="utf-8")
    found = bring_in_calls(
        mended,
        call_mapping_for(EXAMPLES / "Master.map.yaml", karin),
        association=karin,
        rejects=tmp_path / "again.csv",
        by="import",
        at=NOW,
    )
    assert (found.taken, found.rejected) == (1, 0)
    assert ("exchange:1775557200.7", "answered", 5.0, 120.0, "main") in on_record(karin)


def test_another_call_under_the_same_reference_is_no_correction(karin: Association, tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, PLAIN)
    for wait, taken, rejected in (("9", 1, 0), ("8", 0, 1)):
        path = tmp_path / "in.csv"
        path.write_text(f"id,rang,result,wait,talk\n1,2026-04-07T10:00:00,A,{wait},60\n")
        found = bring_in_calls(
            path, mapping, association=karin, rejects=tmp_path / "r.csv", by="import", at=NOW
        )
        assert (found.taken, found.rejected) == (taken, rejected)
    assert "on record with other details" in next(iter(found.reasons))
    assert on_record(karin) == [("exchange:1", "answered", 9.0, 60.0, "main")]


def test_a_dry_run_says_the_same_and_writes_nothing(karin: Association, tmp_path: Path) -> None:
    found = bring(karin, "calls.csv", tmp_path, dry_run=True)
    assert (found.taken, found.rejected) == (5, 2)
    assert on_record(karin) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,,A,9,", "“rang” is empty, so nobody can say when it rang. Fill it in."),
        (",2026-04-07T10:00:00,A,9,", "“id” is empty, and it makes the reference. Give the row one."),
        (
            "1,2026-04-07T10:00:00,X,9,",
            "“result” is “X”, which the mapping does not have. It has: A, B, M, N.",
        ),
        (
            "1,2026-04-07T10:00:00,,9,",
            "“result” is empty, which the mapping does not have. It has: A, B, M, N.",
        ),
        (
            "1,2026-04-07T10:00:00,A,,",
            "“wait” is empty, so nobody can say until when it rang. Fill it in, or",
        ),
        (
            "1,2026-04-07T10:00:00,A,soon,",
            "“wait” is “soon”, which is no number of seconds such as 42 or 0:42.",
        ),
        ("1,2026-04-07T10:00:00,A,-5,", "“wait” is “-5”, which is no number of seconds such as 42 or 0:42."),
        ("1,2026-04-07T10:00:00,A,99999999,", "more seconds than any call lasts. Check the number."),
        ("1,2026-04-07T10:00:00,A,9,99:99:99", "below nought or more than a day. Check the number."),
        ("1,2026-03-29T01:30:00,A,9,", "never was: the clocks went forward over it. Check the hour."),
        (f"{'9' * 130},2026-04-07T10:00:00,A,9,", "longer than 120 characters. Shorten “id”."),
        ("1,2026-04-07T10:00:00,A\x00,9,", "“result” has a character that cannot be written down."),
        ("1,2026-04-07T10:00:00,A", "The row has 3 columns; the heading has 5."),
    ],
)
def test_a_malformed_row_names_the_column_and_the_cure(tmp_path: Path, row: str, said: str) -> None:
    mapping = mapping_of(tmp_path, PLAIN)
    reader = CallReader(mapping, ("id", "rang", "result", "wait", "talk"))
    values = row.split(",")
    fault = None if len(values) == 5 else "The row has 3 columns; the heading has 5."
    found = reader.read(Row(2, values, fault))
    assert isinstance(found, str)
    assert said in found


def test_seconds_may_be_written_as_minutes_and_hours(tmp_path: Path) -> None:
    reader = CallReader(mapping_of(tmp_path, PLAIN), ("id", "rang", "result", "wait", "talk"))
    found = reader.read(Row(2, ["1", "2026-04-07T10:00:00", "A", "0:09.5", "1:01:01"]))
    assert not isinstance(found, str | Skipped)
    assert (found.waited, found.spoken) == (9.5, 3661)


CDR = "source: exchange\nfile: {format: asterisk-cdr}\n"
RECORD = dict.fromkeys(
    ("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start",
     "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield"), "",
) | {
    "lastapp": "Dial", "start": "2026-04-07 10:00:00", "answer": "2026-04-07 10:00:09",
    "end": "2026-04-07 10:03:09", "disposition": "ANSWERED", "channel": "SIP/trunk-1", "billsec": "180",
    "dstchannel": "SIP/101-2",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ("exchange:SIP/trunk-1/2026-04-07 10:00:00", "answered", 9.0, "SIP/101")),
        ({"uniqueid": "7.1"}, ("exchange:7.1", "answered", 9.0, "SIP/101")),
        ({"disposition": "BUSY"}, ("exchange:SIP/trunk-1/2026-04-07 10:00:00", "busy", 189.0, "")),
        ({"lastapp": "BackGround"}, ("exchange:SIP/trunk-1/2026-04-07 10:00:00", "machine", 9.0, "")),
        ({"lastapp": "Queue"}, IN_QUEUE_LOG),
        ({"disposition": "GONE"}, "“disposition” is “GONE”, which Asterisk does not write."),
        ({"answer": ""}, "“answer” is empty, so nobody can say how long it rang."),
        ({"start": "yesterday"}, "“start” is “yesterday”, which is not a time"),
    ],
)
def test_who_picked_up_depends_on_what_asterisk_rang(
    tmp_path: Path, changes: dict[str, str], said: object
) -> None:
    reader = CallReader(mapping_of(tmp_path, CDR), tuple(RECORD))
    found = reader.read(Row(1, list((RECORD | changes).values())))
    if isinstance(found, Skipped):
        assert found.because == said
    elif isinstance(found, str):
        assert str(said) in found
    else:
        assert (found.ref, found.outcome, found.waited, found.taken_by) == said


QUEUE = "source: exchange\nfile: {format: asterisk-queue-log}\n"


def log_of(tmp_path: Path, text: str, more: str = "") -> list[tuple[int, object]]:
    mapping = mapping_of(tmp_path, QUEUE + more)
    path = tmp_path / "queue_log"
    path.write_text(text)
    with path.open() as stream:
        found = list(calls_of(Log(stream, mapping, "queue_log"), mapping))
    return [(row.line, read) for row, read in found]


def test_a_call_that_goes_on_when_the_log_ends_waits_for_the_next(tmp_path: Path) -> None:
    begun = "1775556060|1.1|q|NONE|ENTERQUEUE||07|1\n1775556069|1.1|q|SIP/1|CONNECT|9|2.1|8\n"
    over = "1775556169|1.1|q|SIP/1|COMPLETEAGENT|9|100|1\n"
    assert log_of(tmp_path, begun) == [(1, NO_END)]
    assert log_of(tmp_path, over) == [(1, NO_BEGINNING)]
    ((line, call),) = log_of(tmp_path, begun + over)
    assert (line, call.waited, call.spoken) == (1, 9, 100)  # type: ignore[attr-defined]


def test_what_comes_after_an_answer_is_no_new_call(tmp_path: Path) -> None:
    found = log_of(
        tmp_path,
        "1775556060|1.1|q|NONE|ENTERQUEUE||07|1\n1775556069|1.1|q|SIP/1|CONNECT|9|2.1|8\n"
        "1775556100|1.1|other|NONE|ENTERQUEUE||07|1\n1775556169|1.1|q|SIP/1|BLINDTRANSFER|200|x|9|40|1\n"
        "1775556170|1.1|other|NONE|ENTERQUEUE||07|1\n1775556180|1.1|other|SIP/2|CONNECT|5|2.2|4\n",
    )
    assert [isinstance(read, Skipped) for _line, read in found] == [True, False, True, True]


def test_queues_that_are_not_for_us_are_left_out_to_their_end(tmp_path: Path) -> None:
    skip = "skip: [{when: {queue: [shop]}, because: Not ours.}]\n"
    found = log_of(
        tmp_path, "1775556060|1.1|shop|NONE|ENTERQUEUE||07|1\n1775556069|1.1|shop|NONE|ABANDON|1|1|9\n", skip
    )
    assert all(isinstance(read, Skipped) for _line, read in found)


def test_whoever_left_a_queue_long_ago_was_taken_by_a_machine(tmp_path: Path) -> None:
    found = log_of(
        tmp_path,
        "1775556060|1.1|q|NONE|ENTERQUEUE||07|1\n1775556090|1.1|q|NONE|EXITEMPTY|1|1|30\n"
        "1775566090|2.1|q|NONE|ENTERQUEUE||07|1\n1775566099|2.1|q|NONE|ABANDON|1|1|9\n",
    )
    assert [(line, read.outcome) for line, read in found] == [(1, "machine"), (3, "abandoned")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1775556060|1.1|q", "The line has 3 of at least 5 parts. It may have been cut off"),
        (
            "1775556060|1.1|q|NONE|ENTERQ",
            "“ENTERQ” is no event of a queue's log. The line may have been cut off",
        ),
        ("noon|1.1|q|NONE|ENTERQUEUE", "“time” is “noon”, which is not a time"),
        ("9" * 30 + "|1.1|q|NONE|ENTERQUEUE", "“time” is"),
        ("1775556060|1.1|q|NONE|ENTERQUEUE|a|b|c|d|e|f", "Name them all under “file”."),
    ],
)
def test_a_malformed_line_of_a_log_is_told_with_its_cure(tmp_path: Path, line: str, said: str) -> None:
    ((_line, read),) = log_of(tmp_path, line + "\n")
    assert said in str(read)


def test_the_log_of_a_database_has_dates(tmp_path: Path) -> None:
    ((_line, call),) = log_of(
        tmp_path,
        "2026-04-07 10:00:00|1.1|q|NONE|ENTERQUEUE||07|1\n\n2026-04-07 10:00:20|1.1|q|NONE|ABANDON|1|1|20\n",
    )
    assert call.waited == 20  # type: ignore[attr-defined]


def test_memory_is_as_flat_for_a_long_log_as_for_a_short_one(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, QUEUE)

    def peak(calls: int) -> int:
        def rows():  # type: ignore[no-untyped-def]
            for number in range(calls):
                at = 1775556060 + number * 60
                for event, when in (("ENTERQUEUE", at), ("CONNECT", at + 9), ("COMPLETECALLER", at + 50)):
                    values = [str(when), f"{number}.1", "q", "SIP/1", event, "", "", "", "", ""]
                    yield Row(number, values)

        reader = QueueReader(mapping, mapping.file_columns)
        tracemalloc.start()
        for row in rows():
            for _each in reader.take(row):
                pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert not list(reader.rest())
        return found

    # Once the calls that ended are remembered up to their limit, more of them need no more.
    assert peak(24_000) < peak(12_000) * 1.2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("source: x\nreference: [id]\nfields: {rang: {column: a}}\n", "outcome"),
        (
            PLAIN.replace("waited: {column: wait}", "taken_by: {column: wait}"),
            "Nothing says until when it rang.",
        ),
        (PLAIN.replace("A: answered", "A: answred"), "It is one of abandoned, answered, busy, machine."),
        (PLAIN + "office: south\n", "This association has no such office."),
        (PLAIN + "  colour: {column: c}\n", "Nothing of this name is kept of a call."),
        (PLAIN + "skip: [{because: x}]\n", "when"),
        (CDR + "fields: {rang: {column: start}}\n", "The format says this itself. Leave it out."),
        (CDR + "skip: [{when: {queue: [a]}, because: x}]\n", "The file has no such column."),
        ("source: x\nfile: {format: csv, columns: [a]}\n", "The heading of the file names its columns."),
        ("- a\n", "A mapping must have names and values."),
    ],
)
def test_a_mapping_says_everything_that_is_wrong_with_it(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RulebookFaults) as found:
        mapping_of(tmp_path, text)
    assert said in str(found.value)


def test_a_file_that_is_not_there_is_one_sentence(karin: Association, tmp_path: Path) -> None:
    for name in ("Master.map.yaml", "calls.map.yaml"):
        with pytest.raises(FileFault, match="cannot be opened"):
            bring_in_calls(
                tmp_path / "none",
                call_mapping_for(EXAMPLES / name, karin),
                association=karin,
                rejects=tmp_path / "r.csv",
                by="import",
                at=NOW,
            )
