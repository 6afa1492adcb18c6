"""What a whole file of events says: ids, order, corrections, joining and taking apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kept.casework import Event, Rules
from kept.casework.lines import OWN_ID, Unreadable
from kept.casework.replaying import Ledger

from .small import CALENDAR, RULES, event, rulebook, t

CAME = event(
    "letter.received",
    "Tuesday 2026-04-07 10:00",
    id="came",
    thread="A",
    facts={"urgent": False, "member": "east"},
)
SENT = event("letter.answered", "Wednesday 2026-04-08 09:00", id="sent", by="bea", thread="A")
OTHER = replace(CAME, id="other", thread="B", happened_at=t("Tuesday 2026-04-07 09:00"))
MERGE = event("thread.merged", "Wednesday 2026-04-08 10:00", id="m", thread="A", facts={"from_thread": "B"})
LATER = t("Friday 2026-05-01 09:00")


def ledger(*events: Event) -> Ledger:
    made = Ledger(RULES, CALENDAR)
    for each in events:
        made.take(each)
    return made


def verdicts(made: Ledger) -> list[dict[str, str]]:
    """Start → verdict for each group of subjects."""
    return [
        {clock.start: str(clock.verdict) for clock in each.judgement.clocks} for each in made.judged(at=LATER)
    ]


def sentence(made: Ledger, new: Event) -> str:
    with pytest.raises(Unreadable) as caught:
        made.take(new)
    return str(caught.value)


def test_each_subject_is_judged_by_itself() -> None:
    assert verdicts(ledger(CAME, OTHER, SENT)) == [{"came": "kept"}, {"other": "broken"}]


def test_an_event_told_twice_counts_once_whoever_passes_it_on() -> None:
    made = ledger(CAME, SENT)
    assert made.take(replace(SENT, by="cy", recorded_at=t("Monday 2026-04-27 09:00"))) is None
    assert len(made.by_id) == 2


def test_an_id_stands_for_one_event_on_one_subject() -> None:
    made = ledger(CAME, SENT)
    words = "This id stands for something else"
    assert words in sentence(made, replace(SENT, kind="visit.made"))
    assert words in sentence(made, replace(SENT, thread="B"))


def test_without_ids_what_two_events_say_tells_them_apart() -> None:
    one = replace(CAME, id=f"{OWN_ID}A letter 10:00")
    two = replace(one, facts={"urgent": True, "member": "east"})
    made = ledger(one, two, one, two)
    assert len(made.by_id) == 2
    assert sum(len(each.judgement.clocks) for each in made.judged(at=LATER)) == 3


def test_a_stop_does_not_come_before_what_it_stops() -> None:
    early = event("letter.answered", "Monday 2026-04-06 09:00", thread="A")
    assert "before it began, at 10:00 on Tuesday 7 April 2026" in sentence(ledger(CAME), early)
    assert ledger(early, CAME).take(SENT)
    assert ledger(CAME).take(event("visit.made", "Monday 2026-04-06 09:00", thread="A"))
    assert ledger(CAME).take(event("callback.attempted", "Monday 2026-04-06 09:00", thread="A"))


def test_before_the_policy_began_nothing_is_out_of_order() -> None:
    made = Ledger(Rules.of(rulebook(starts_on=date(2027, 1, 1))), CALENDAR)
    made.take(CAME)
    assert made.take(event("letter.answered", "Monday 2026-04-06 09:00", thread="A"))


def test_a_corrected_or_struck_out_start_moves_what_may_come_after_it() -> None:
    sooner = event(
        "event.corrected", "Monday 2026-04-06 08:00", "Tuesday 2026-04-07 11:00", corrects="came", thread="A"
    )
    again = replace(sooner, id="again", corrects=sooner.id, happened_at=t("Monday 2026-04-06 07:00"))
    stop = event("letter.answered", "Monday 2026-04-06 07:30", thread="A")
    assert "at 08:00 on Monday 6 April 2026" in sentence(ledger(CAME, sooner), replace(stop, id="x"))
    assert ledger(CAME, sooner, again).take(stop)
    assert ledger(CAME, event("event.voided", "Tuesday 2026-04-07 12:00", corrects="came", thread="A")).take(
        stop
    )


def test_an_answer_names_a_promise_or_what_is_on_its_subject() -> None:
    stop = event("letter.answered", "Wednesday 2026-04-08 09:00", thread="B")
    for stray in ("small:lettre", CAME.id):
        said = sentence(ledger(CAME, OTHER), replace(stop, answers=(stray,)))
        assert "is no promise here and no entry of this contact" in said
    for name in ("small:letter", OTHER.id):
        assert ledger(CAME, OTHER).take(replace(stop, answers=(name,)))


def test_a_correction_names_what_is_on_its_subject() -> None:
    wrong = event("event.corrected", "Wednesday 2026-04-08 09:00", thread="B", corrects="came")
    made = ledger(CAME, OTHER)
    assert "not on this contact" in sentence(made, wrong)
    assert "not on this contact" in sentence(made, replace(wrong, corrects="nothing"))
    assert "Say which entry you want to correct." in sentence(made, replace(wrong, corrects=None))
    mine = event("event.confirmed", "Wednesday 2026-04-08 09:00", thread="A", corrects="came")
    assert "Ask a colleague" in sentence(made, mine)
    assert made.take(replace(mine, by="bea"))
    assert made.take(event("letter.returned", "Wednesday 2026-04-08 12:00", thread="A"))


def test_joined_subjects_are_judged_as_one() -> None:
    for events in ((CAME, OTHER, SENT, MERGE), (OTHER, CAME, MERGE, SENT)):
        assert verdicts(ledger(*events)) == [{"came": "kept", "other": "kept"}]
    unknown = replace(MERGE, facts={"from_thread": "C"})
    assert sentence(ledger(CAME), unknown) == (
        "No line before this one has the subject “C”. Check “from_thread”."
    )


def test_joining_with_nothing_with_itself_or_twice_changes_nothing() -> None:
    alone = replace(MERGE, id="n", facts={})
    itself = replace(MERGE, id="s", facts={"from_thread": "A"})
    again = replace(MERGE, id="r")
    assert verdicts(ledger(CAME, OTHER, alone, itself, SENT)) == [{"came": "kept"}, {"other": "broken"}]
    assert len(verdicts(ledger(CAME, OTHER, MERGE, again, SENT))) == 1


def test_what_was_joined_can_be_taken_apart_with_all_that_came_with_it() -> None:
    third = replace(OTHER, id="third", thread="C")
    deeper = replace(MERGE, id="d", thread="B", facts={"from_thread": "C"})
    alone = replace(MERGE, id="n", facts={})
    parted = event("event.voided", "Wednesday 2026-04-08 11:00", thread="A", corrects="m")
    late = replace(SENT, id="late", happened_at=t("Thursday 2026-04-09 09:00"))
    made = ledger(CAME, OTHER, third, deeper, MERGE, alone, parted, late)
    assert verdicts(made) == [{"came": "kept"}, {"other": "broken", "third": "broken"}]
    assert made.groups["B"] is made.groups["C"]


def test_an_event_with_a_date_from_which_nothing_counts_is_left_out() -> None:
    planned = event(
        "works.planned", "Tuesday 2026-04-07 10:00", id="w", thread="A", facts={"planned_on": "1900-06-01"}
    )
    [judged] = ledger(CAME, planned, SENT).judged(at=LATER)
    assert [clock.start for clock in judged.judgement.clocks] == ["came"]
    [(left_out, reason)] = judged.left_out
    assert left_out is planned
    assert reason.endswith("Check the dates in “details”.")


def test_beginning_again_forgets_all() -> None:
    made = ledger(CAME, SENT)
    made.forget()
    assert made.take(SENT)
    assert verdicts(made) == [{}]
