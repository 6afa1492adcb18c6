"""Does a folder become the rulebook that it says, whichever way it travels?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from datetime import date, time
from pathlib import Path

import pytest

from kept.rulebook import (
    Rulebook,
    RulebookFaults,
    files_of,
    keeping,
    load_files,
    load_folder,
    policies_folder,
    read_mapping_yaml,
)
from kept.rulebook import load as loading
from kept.rulebook.compiled import UnknownForm, compiled, from_compiled
from kept.rulebook.context import Context
from kept.rulebook.model import (
    AFTER_ANY,
    After,
    Alarm,
    Counting,
    Duty,
    MeasureOf,
    SpanBy,
    Tries,
    UntilTold,
)
from kept.workclock import (
    Before,
    Days,
    Every,
    Minutes,
    Months,
    OfficeHours,
    SameDay,
    Seconds,
    Weeks,
    WorkingDays,
)
from tests.unit.rulebook.folders import GOOD, write

CLAUSE = b"""
- id: plain:2.1
  lines: 7-7
  kind: timed
  says: x
  promise: {name: x, public: x, owner: desk, stops: [letter.sent], within: 1 day, %b}
"""
SMALL = load_folder(GOOD / "small", shared=GOOD / "shared")


def test_association_is_read() -> None:
    small = SMALL.association
    assert (small.slug, small.name, small.nation, small.zone) == (
        "small",
        "Small Homes",
        "wales",
        "Europe/London",
    )
    assert (small.starts_on, small.go_live) == (date(2020, 1, 1), date(2020, 2, 1))
    assert (small.title, small.document_lines) == ("Looking after you", 40)
    assert (small.ring_seconds, small.hours_reading, small.on_call) == (2.5, None, "desk")
    assert small.members == (("east", "East Homes"), ("west", "West Homes"))
    assert small.teams == (("desk", "The desk"),)
    assert small.roles == (("Front of House", "receptionist"),)
    assert small.notes == ("The policy bears no date.",)


def test_reading_stands_where_the_policy_gives_no_hours(tmp_path: Path) -> None:
    assert load_folder(write(tmp_path, {})).association.hours_reading == "Nine to five is our reading."


def test_association_without_anybody_on_call(tmp_path: Path) -> None:
    assert load_folder(write(tmp_path, {})).association.on_call is None


def test_offices_open_as_the_file_says() -> None:
    main, night = SMALL.association.offices
    assert main.calendar.opening.week[0] == ((time(9), time(12, 30)), (time(13, 30), time(17)))
    assert main.calendar.opening.week[1] == ()
    assert main.calendar.opening.week[4] == ((time(9), time(12)),)
    assert night.calendar.opening.week[0] == ((time(0), time(0)),)
    assert night.calendar.opening.week[5] == ((time(22), time(6)),)


def test_office_has_closures_of_its_own_before_those_of_all() -> None:
    main, night = SMALL.association.offices
    short = ((time(9), time(10)),)
    assert main.calendar.opening.exceptions == {date(2021, 12, 24): short, date(2021, 12, 29): ()}
    assert night.calendar.opening.exceptions == {date(2021, 12, 24): (), date(2021, 12, 29): ()}


def test_wales_has_the_holidays_of_england() -> None:
    calendar = SMALL.calendar_for("main")
    assert calendar.nation == "wales"
    assert (calendar.first, calendar.last) == (date(2020, 1, 1), date(2021, 12, 31))
    assert calendar.holidays[3].name == "VE Day"
    assert calendar.holidays[3].announced == date(2019, 6, 7)


def test_calendar_of_an_unknown_office_is_that_of_the_first() -> None:
    assert SMALL.calendar_for("moon") == SMALL.calendar_for(None) == SMALL.association.offices[0].calendar
    assert SMALL.calendar_for("night") == SMALL.association.offices[1].calendar


def test_every_part_of_a_promise_is_read() -> None:
    letter = SMALL.promises["small:1.1"]
    assert letter.name == "letter-answered"
    assert letter.public == "We answer your letter within ten days."
    assert letter.starts == ("letter.received", "email.received", "text.received")
    assert letter.stops == ("letter.acknowledged", "letter.answered")
    assert letter.when == (("urgent", (False,)), ("classified", ("general", "information")))
    assert (letter.within, letter.within_text) == (Days(10), "10 days")
    assert (letter.aim, letter.warn) == (WorkingDays(5), Before(WorkingDays(2)))
    assert letter.owner == "front-of-house"
    assert letter.attempts == ("call.tried",)
    assert letter.pauses == ("awaiting-customer",)
    assert letter.members == ("east",)
    assert letter.reading == "From arrival."
    flags = (letter.own_number, letter.once, letter.from_opening, letter.automatic_counts)
    assert flags == (False, False, False, False)


def test_word_takes_its_number_from_the_association() -> None:
    passed_on = SMALL.promises["small:1.2"]
    assert (passed_on.within, passed_on.within_text) == (Minutes(15), "at once")
    assert (passed_on.own_number, passed_on.own_because) == (True, "The caller is waiting.")
    assert passed_on.automatic_counts
    assert passed_on.unmeasured == ("call.tried",)


def test_word_takes_its_number_from_a_table() -> None:
    visited = SMALL.promises["small:1.3"]
    assert visited.within == SpanBy("urgent", ((True, Days(1)), (False, Days(5))), Days(1))
    assert visited.within.choose(False) == Days(5)
    assert visited.within.choose(None) == Days(1)
    assert visited.once
    assert (visited.no_access, visited.offers) == (("visit.no_access",), ("visit.declined",))


def test_table_may_go_by_numbers() -> None:
    assert SMALL.promises["small:1.10"].within == SpanBy("size", ((1, Weeks(1)), (2, Weeks(2))), Weeks(3))


def test_promise_counts_from_what_was_told() -> None:
    assert SMALL.promises["small:1.4"].counts_from == ("planned_on",)
    assert SMALL.promises["small:1.7"].counts_from == ("happened_at", "booked_at")
    assert SMALL.promises["small:1.7"].from_opening


def test_promise_may_be_kept_by_trying() -> None:
    assert SMALL.promises["small:1.5"].tries == Tries("call.tried", 2)


def test_promise_may_follow_another() -> None:
    written, sent_on = SMALL.promises["small:1.6"], SMALL.promises["small:1.9"]
    assert (written.after, written.starts, written.within) == (After("small:1.5"), (), OfficeHours(4))
    assert (sent_on.after, sent_on.within) == (After("small:1.6"), SameDay())


def test_clauses_stand_in_order_with_what_keeps_them() -> None:
    assert [each.id for each in SMALL.clauses][:3] == ["small:1.1", "small:1.2", "small:1.3"]
    clause = SMALL.clause_by_id["small:1.8"]
    assert (clause.lines, clause.kind, clause.pending, clause.keepers) == ((13, 14), "conduct", "homes", ())
    assert SMALL.clause_by_id["small:1.2"].lines == (7, 7)
    assert SMALL.clause_by_id["small:1.1"].keepers == ("promise:letter-answered",)


def test_promises_are_found_by_what_starts_them() -> None:
    assert [each.clause for each in SMALL.starting("visit.requested")] == ["small:1.3", "small:1.4"]
    assert SMALL.starting("letter.answered") == ()


def test_event_asks_which_member_it_is_about_where_that_decides() -> None:
    field = SMALL.kinds["letter.received"].field("member")
    assert field is not None
    assert field.choices == (("east", "East Homes"), ("west", "West Homes"))
    assert SMALL.kinds["visit.requested"].field("member") is None


def test_event_that_asks_for_the_member_itself_is_left_alone(tmp_path: Path) -> None:
    member = b"{label: Whose?, type: choice, counts: yes, choices: {east: East}}"
    events = b"letter.lost: {label: x, says: x, opens: letter, fields: {member: %b}}" % member
    clause = CLAUSE % b"starts: letter.lost, members: [east]"
    rulebook = load_folder(write(tmp_path, {"events.yaml": events, "clauses/b.yaml": clause}))
    assert [each.label for each in rulebook.kinds["letter.lost"].fields] == ["Whose?"]


def test_examples_are_kept_as_plain_data() -> None:
    first, second = SMALL.examples
    assert first["expect"] == {"due": "Friday 2021-03-12 00:00", "verdict": "kept"}
    assert second["expect"] == {"none": True}


def test_compiled_rulebook_is_the_same_after_a_journey_as_json() -> None:
    assert from_compiled(json.loads(json.dumps(compiled(SMALL)))) == SMALL


def test_compiled_by_another_kept_is_refused() -> None:
    with pytest.raises(UnknownForm, match="Load it again"):
        from_compiled(compiled(SMALL) | {"form": 0})


def test_files_make_the_same_rulebook_as_their_folder() -> None:
    files = files_of(GOOD / "small", shared=GOOD / "shared")
    assert "association.yaml" in files
    assert "shared/holidays/england.yaml" in files
    assert load_files(files) == SMALL


def changed(name: str, text: str) -> Rulebook:
    return load_files(dict(files_of(GOOD / "small", shared=GOOD / "shared")) | {name: text})


def test_version_is_the_same_for_the_same_files() -> None:
    assert (
        load_files(dict(reversed(files_of(GOOD / "small", shared=GOOD / "shared").items()))).version
        == SMALL.version
    )
    assert len(SMALL.version) == 64


def test_version_changes_with_what_can_change_a_verdict() -> None:
    files = files_of(GOOD / "small", shared=GOOD / "shared")
    for name in ("association.yaml", "events.yaml", "clauses/01-all.yaml", "shared/events.yaml"):
        assert changed(name, f"{files[name]}# A word more.\n").version != SMALL.version
    assert (
        changed("shared/holidays/england.yaml", files["shared/holidays/england.yaml"] + "#\n").version
        != SMALL.version
    )


def test_version_does_not_change_with_what_cannot() -> None:
    files = files_of(GOOD / "small", shared=GOOD / "shared")
    assert changed("examples.yaml", f"{files['examples.yaml']}# A word more.\n").version == SMALL.version
    assert changed("shared/holidays/scotland.yaml", "days: []").version == SMALL.version


def refused(files: Mapping[str, str]) -> str:
    with pytest.raises(RulebookFaults) as caught:
        load_files(files)
    return str(caught.value)


def test_no_file_at_all_is_told() -> None:
    assert "association.yaml, line 1: This file is missing." in refused({})


def test_clauses_alone_are_not_enough() -> None:
    assert "association.yaml, line 1: This file is missing." in refused({"clauses/a.yaml": "[]"})


def test_folder_that_is_not_there_is_told() -> None:
    for load in (load_folder, files_of):
        with pytest.raises(RulebookFaults, match=r"There is no folder of this name\. .* Found: “/nowhere”"):
            load(Path("/nowhere"))


def test_files_that_cannot_be_read_are_not_given(tmp_path: Path) -> None:
    folder = write(tmp_path, {"clauses/b.yaml": b"\xff"})
    with pytest.raises(RulebookFaults, match="Save the file again, as UTF-8"):
        files_of(folder)


def test_file_that_is_too_large_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path, {"clauses/b.yaml": b"#" * 2_000_001})
    with pytest.raises(
        RulebookFaults, match=r"clauses/b.yaml, line 1: This file is too large .* 2,000,000 letters"
    ):
        load_folder(folder)


def test_file_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    folder = write(tmp_path, {"association.yaml": None})
    (folder / "association.yaml").mkdir()
    with pytest.raises(RulebookFaults) as caught:
        load_folder(folder)
    assert str(caught.value) == (
        "association.yaml, line 1: Kept cannot open this file (Is a directory). "
        "Look where it is, and whether you may."
    )


def test_clauses_that_cannot_be_read_are_told_once(tmp_path: Path) -> None:
    folder = write(tmp_path, {"clauses/a.yaml": b"\xff"})
    with pytest.raises(RulebookFaults) as caught:
        load_folder(folder)
    assert [each.file for each in caught.value.faults] == ["clauses/a.yaml"]


def test_holidays_that_cannot_be_read_are_told_once(tmp_path: Path) -> None:
    folder = write(tmp_path, {"shared/holidays/england.yaml": b"\xff"})
    with pytest.raises(RulebookFaults) as caught:
        load_folder(folder)
    assert [each.file for each in caught.value.faults] == ["shared/holidays/england.yaml"]


def test_all_faults_are_told_in_one_run_in_order(tmp_path: Path) -> None:
    folder = write(tmp_path, {"clauses/b.yaml": b"- {id: x}\n- {id: y}\n", "events.yaml": b"one: two"})
    with pytest.raises(RulebookFaults) as caught:
        load_folder(folder)
    places = [(each.file, each.line) for each in caught.value.faults]
    assert places == sorted(places)
    assert {each.file for each in caught.value.faults} == {"clauses/b.yaml", "events.yaml"}


def test_no_end_of_faults_is_told_in_part(tmp_path: Path) -> None:
    raw = b"- {" + b", ".join(b"a%d: b" % n for n in range(50_000)) + b"}"
    with pytest.raises(RulebookFaults) as caught:
        load_folder(write(tmp_path, {"clauses/b.yaml": raw}))
    assert len(caught.value.faults) == 1_001
    assert str(caught.value.faults[-1]).endswith("Put these right, and look again for more.")


def test_long_list_is_read_in_no_time(tmp_path: Path) -> None:
    notes = b"\n".join(b"  - Note %d." % n for n in range(50_000))
    raw = (GOOD / "plain" / "association.yaml").read_bytes() + b"notes:\n" + notes
    assert len(load_folder(write(tmp_path, {"association.yaml": raw})).association.notes) == 50_000


def test_folder_without_shared_events_has_its_own_alone(tmp_path: Path) -> None:
    events = (
        b"letter.received: {label: In, says: In., opens: letter}\nletter.answered: {label: Out, says: Out.}\n"
    )
    folder = write(tmp_path, {"events.yaml": events, "shared/events.yaml": None})
    assert list(load_folder(folder).kinds) == ["letter.received", "letter.answered"]


def test_other_yaml_is_read_as_plain_data(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("columns: {when: received}\nkinds: [call.received, 2, yes]\n")
    assert read_mapping_yaml(path) == {"columns": {"when": "received"}, "kinds": ["call.received", 2, True]}


@pytest.mark.parametrize("raw", [b"a: [", b"\xff", b""])
def test_other_yaml_with_faults_is_refused(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_bytes(raw)
    with pytest.raises(RulebookFaults, match=r"map\.yaml, line \d: "):
        read_mapping_yaml(path)


def test_other_yaml_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookFaults, match=r"Kept cannot open this file \(No such file or directory\)"):
        read_mapping_yaml(tmp_path / "map.yaml")


def test_policies_lie_in_the_repository() -> None:
    assert (policies_folder() / "events.yaml").is_file()


def test_policies_lie_inside_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept" / "policies").mkdir(parents=True)
    monkeypatch.setattr(loading, "__file__", str(tmp_path / "kept" / "rulebook" / "load.py"))
    assert policies_folder() == tmp_path / "kept" / "policies"


def test_long_list_of_choices_is_not_written_out(tmp_path: Path) -> None:
    events = b"".join(b"thing.n%d: {label: x, says: x}\n" % n for n in range(30))
    clause = CLAUSE % b"starts: zzzzz.zzzzz"
    with pytest.raises(RulebookFaults, match=r"one of those listed by “kept policy events --about zzzzz”\.$"):
        load_folder(write(tmp_path, {"events.yaml": events, "clauses/b.yaml": clause}))


def test_duty_recurs_from_one_time_to_the_next() -> None:
    heard = SMALL.duties["small:2.2"]
    assert (heard.starts, heard.stops) == (("duty.began", "duty.done"), ("duty.done",))
    assert (heard.within, heard.within_text, heard.duty) == (OfficeHours(1), "regularly", Duty("office"))
    assert (heard.owner, heard.own_because, heard.put_right) == (
        "front-of-house",
        "So that nobody waits.",
        False,
    )
    assert SMALL.duties["small:2.3"].starts == ("duty.began",)
    assert str(SMALL.duties["small:2.3"].within) == "by 21 October 2021"


def test_duty_may_go_by_the_calendar() -> None:
    issued, visited = SMALL.duties["small:2.1"], SMALL.duties["small:2.4"]
    assert issued.within == Every(Months(3), by_calendar=True)
    assert issued.duty == Duty("association", calendar=True)
    assert visited.within == Every(Months(6), by_calendar=True)


def test_field_for_a_duty_offers_the_duties_there_are() -> None:
    field = SMALL.kinds["duty.began"].field("duty")
    assert field is not None
    assert field.type == "choice"
    assert field.choices[0] == ("small:2.1", "Newsletter issued")
    assert [slug for slug, _ in field.choices] == list(SMALL.duties)


def test_measures_are_read() -> None:
    kept = ("kept", "kept-late-recorded", "kept-customer-chose", "no-access")
    letters, two = SMALL.measures["small:2.5"], SMALL.measures["small:2.6"]
    assert (letters.of, letters.counting) == (MeasureOf(promise="small:1.1"), Counting(verdicts=kept))
    assert (letters.every, letters.at_least, letters.sample) == (Months(3), 95.0, 12.5)
    assert (letters.owner, letters.reading) == ("desk", "All of them.")
    assert (two.of, two.every) == (MeasureOf(event="danger.over"), Months(36))
    assert two.counting == Counting(field="people", at_least=2.0)
    assert SMALL.measures["small:2.7"].counting == Counting(field="emergency", values=(True,))
    safe = SMALL.measures["small:2.8"]
    assert safe.of == MeasureOf(event="danger.seen", when=(("emergency", (True,)),))
    assert safe.counting == Counting(event="danger.over", when=(("people", (1, 2)),))


def test_keepers_are_named_by_what_they_are() -> None:
    keepers = [SMALL.clause_by_id[f"small:{each}"].keepers for each in ("1.1", "2.1", "2.5")]
    assert keepers == [
        ("promise:letter-answered",),
        ("duty:newsletter-issued",),
        ("measure:letters-in-time",),
    ]


def test_promise_counts_from_the_first_that_was_told() -> None:
    over = SMALL.promises["small:2.9"]
    assert (over.counts_from, over.counts_first) == (("aware_at", "happened_at"), True)
    assert not over.put_right


def test_alarms_call_whom_the_association_names(tmp_path: Path) -> None:
    assert SMALL.association.alarm == Alarm(Seconds(90), ("receptionist", "manager"))
    assert [SMALL.association.alarm.role_at(step) for step in (1, 2, 3)] == [
        "receptionist",
        "manager",
        "receptionist",
    ]
    plain = load_folder(write(tmp_path, {})).association.alarm
    assert (plain.after, plain.chain[-1]) == (Minutes(5), "director")


def test_what_is_a_matter_of_safety_is_data() -> None:
    kinds = SMALL.kinds
    assert kinds["danger.seen"].alarms == (("emergency", (True,)),)
    assert kinds["breach.found"].alarms == ()
    assert kinds["letter.received"].alarms is None


LAW = b"""
- id: law:one
  kind: timed
  says: The law asks it.
  from: 2020-03-01
  repealed: 2021-03-01
  source: An Act, s 1
  confirmed: %b
  promise: {name: x, public: x, starts: letter.received, stops: [letter.answered], within: 1 day,
    owner: officer}
"""
HOUSE_FILE = b"""
- id: kept:told
  kind: timed
  says: It is done when we said.
  promise: {name: x, public: x, starts: [promise.given, letter.acknowledged], stops: [letter.answered],
    within: {by: [promised_for, answer_by]}, owner: officer}
- id: kept:sorry
  kind: timed
  says: We say sorry.
  promise: {name: sorry, public: x, starts: {after: any, when: broken}, stops: [apology.made], within: 1 day,
    owner: officer}
- id: kept:yearly
  kind: periodic
  says: It is looked at again.
  duty: {name: again, public: x, every: year, owner: officer}
- id: kept:share
  kind: threshold
  says: Most is done when we said.
  measure: {name: most, public: x, of: {promise: 'kept:told'}, counting: {verdict: kept}, every: month,
    at_least: 90 %}
"""


def common(root: Path, law: bytes = LAW % b"yes", nation: str = "england") -> Rulebook:
    return load_folder(write(root, {f"shared/law/{nation}.yaml": law, "shared/house.yaml": HOUSE_FILE}))


def test_law_and_house_bind_beside_the_policy(tmp_path: Path) -> None:
    rulebook = common(tmp_path)
    assert [each.id for each in rulebook.clauses] == ["plain:1.1"]
    assert [each.id for each in rulebook.common] == [
        "law:one",
        "kept:told",
        "kept:sorry",
        "kept:yearly",
        "kept:share",
    ]
    assert [each.clause for each in rulebook.starting("letter.received")] == ["plain:1.1", "law:one"]
    law, told = rulebook.clause_by_id["law:one"], rulebook.clause_by_id["kept:told"]
    assert (law.source, law.cites, law.confirmed, law.lines) == ("law", "An Act, s 1", "yes", (0, 0))
    assert (told.source, told.cites, told.confirmed) == ("kept", None, None)
    assert rulebook.promises["law:one"].binds_from == date(2020, 3, 1)
    assert rulebook.promises["law:one"].repealed == date(2021, 3, 1)
    assert rulebook.promises["kept:told"].within == UntilTold(("promised_for", "answer_by"))
    assert rulebook.promises["kept:told"].within_text == "by the date that was told"
    assert rulebook.promises["kept:sorry"].after == AFTER_ANY
    assert (list(rulebook.duties), list(rulebook.measures)) == (["kept:yearly"], ["kept:share"])
    assert from_compiled(json.loads(json.dumps(compiled(rulebook)))) == rulebook


@pytest.mark.parametrize("sure", ["yes", "no", "secondary", "'yes'"])
def test_law_says_how_surely_it_is_known(sure: str, tmp_path: Path) -> None:
    rulebook = common(tmp_path, LAW % sure.encode())
    assert rulebook.clause_by_id["law:one"].confirmed == sure.strip("'")


def test_law_of_another_nation_does_not_bind(tmp_path: Path) -> None:
    assert common(tmp_path, nation="scotland").clause_by_id.get("law:one") is None


def test_files_are_those_that_bind_here(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {"shared/law/england.yaml": LAW % b"no", "shared/law/scotland.yaml": LAW % b"no"}
    )
    assert [name for name in files_of(folder) if "law" in name] == ["shared/law/england.yaml"]


def test_version_changes_with_the_law(tmp_path: Path) -> None:
    assert common(tmp_path / "a").version != common(tmp_path / "b", LAW % b"no").version


def test_older_rulebooks_have_nothing_in_common_and_the_usual_alarm() -> None:
    older = {key: value for key, value in compiled(SMALL).items() if key not in ("common", "alarm")}
    found = from_compiled(older)
    assert (found.common, found.association.alarm) == ((), Alarm())


def test_keepers_are_gathered_once_however_many_clauses_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []
    gathered = keeping._gathered

    def counted(sort: str, context: Context) -> Set[str]:
        asked.append((sort, id(context)))
        return gathered(sort, context)

    monkeypatch.setattr(keeping, "_gathered", counted)
    karin = load_folder(policies_folder() / "karin")
    assert sum(len(each.held) for each in karin.clauses) > 100
    assert {sort for sort, _ in asked} == set(keeping.KNOWN)
    assert len(asked) == len(set(asked))
