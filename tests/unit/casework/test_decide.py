"""What is admitted, what is refused and with which sentence, and what an admitted act changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.casework import Changes, Event, Refused, Rules, decide, difference

from .small import CALENDAR, LETTER, RULES, event, judged, rulebook, t

CAME = event(
    "letter.received", "Tuesday 2026-04-07 10:00", id="came", facts={"urgent": False, "member": "east"}
)
NOW = "Wednesday 2026-04-08 10:00"
SENT = event("letter.answered", "Wednesday 2026-04-08 09:00", id="sent", by="bea")


def act(
    history: list[Event], *new: Event, at: str = NOW, rules: Rules = RULES, stored: object = None
) -> Refused | Changes:
    return decide(history, new, rules=rules, calendar=CALENDAR, at=t(at), stored=stored)  # type: ignore[arg-type]


def sentence(history: list[Event], new: Event, at: str = NOW, rules: Rules = RULES) -> tuple[str | None, str]:
    refused = act(history, new, at=at, rules=rules)
    assert isinstance(refused, Refused)
    assert refused.event == new.id
    return refused.field, refused.sentence


def test_a_first_event_opens_a_clock() -> None:
    changes = act([], CAME)
    assert isinstance(changes, Changes)
    assert changes.events == (CAME,)
    assert [(each.promise, each.verdict) for each in changes.written] == [("small:letter", "running")]
    assert (changes.removed, changes.owed) == ((), ())


def test_the_same_event_again_changes_nothing_even_from_another_channel() -> None:
    again = replace(CAME, recorded_at=t(NOW), by="bea", via="api")
    changes = act([CAME], again)
    assert isinstance(changes, Changes)
    assert (changes.events, changes.written) == ((), ())


def test_another_story_under_the_same_reference_is_refused() -> None:
    assert sentence([CAME], replace(CAME, facts={"urgent": True})) == (
        "id",
        "An entry with this reference is on record with other details. Correct that one.",
    )


def test_start_and_stop_may_come_in_one_act() -> None:
    changes = act([], CAME, SENT)
    assert isinstance(changes, Changes)
    assert [each.verdict for each in changes.written] == ["kept"]


def test_one_refusal_refuses_the_whole_act() -> None:
    assert isinstance(act([], CAME, replace(SENT, kind="pigeon.sent")), Refused)


def test_a_breach_not_yet_written_is_written_with_the_next_act() -> None:
    stored = judged(CAME, at="Tuesday 2026-04-07 10:00").clocks
    late = event("letter.answered", "Friday 2026-04-17 09:00")
    changes = act([CAME], late, at="Friday 2026-04-17 09:00", stored=stored)
    assert isinstance(changes, Changes)
    assert [(each.verdict, each.breached_at) for each in changes.written] == [
        ("broken", t("Friday 2026-04-17 00:00"))
    ]


def test_a_difference_written_twice_writes_nothing() -> None:
    judgement = judged(CAME, at=NOW)
    written, removed = difference((), judgement)
    assert difference(written, judgement) == ((), ())
    gone = judged(CAME, event("event.voided", NOW, corrects="came"), at=NOW)
    assert difference(written, gone) == ((), (("small:letter", "came"),))
    assert removed == ()


@pytest.mark.parametrize(
    ("history", "new", "field", "words"),
    [
        ([], replace(CAME, kind="pigeon.came"), "kind", "not something that this association records"),
        ([], event("letter.received", "Wednesday 2026-04-08 10:05"), "happened_at", "in the future"),
        (
            [],
            event("letter.received", "Thursday 2015-12-31 10:00"),
            "happened_at",
            "Kept counts from 1 January 2016",
        ),
        ([], SENT, "kind", "continues something"),
        ([CAME], event("event.corrected", NOW), "corrects", "Say which entry you want to correct."),
        ([CAME], event("event.confirmed", NOW), "corrects", "Say which entry you want to confirm."),
        ([CAME], event("event.voided", NOW, corrects="nothing"), "corrects", "not on this contact"),
        ([CAME], event("event.confirmed", NOW, corrects="came"), "corrects", "Ask a colleague"),
        (
            [CAME],
            event("letter.answered", "Tuesday 2026-04-07 09:00"),
            "happened_at",
            "before it began, at 10:00 on Tuesday 7 April 2026",
        ),
        ([CAME], event("clock.resumed", NOW), "kind", "Nothing is paused"),
        (
            [CAME],
            event("clock.paused", NOW, facts={"reason": "lunch"}),
            "reason",
            "only for: awaiting-customer",
        ),
        ([CAME, SENT], event("clock.paused", NOW), "kind", "No promise running here may be paused"),
        ([CAME, SENT], event("contact.withdrawn", NOW), "kind", "nothing to withdraw"),
        ([CAME], event("breach.excused", NOW), "kind", "No promise was broken"),
        ([CAME, SENT], event("clock.extended", NOW), "new_due", "has passed"),
        ([CAME], event("clock.extended", NOW), "customer_told", "Tell the customer"),
        ([CAME], event("clock.extended", NOW, facts={"customer_told": True}), "new_due", "Give the new date"),
        (
            [CAME],
            event("clock.extended", NOW, facts={"customer_told": True, "new_due": "2026-04-10"}),
            "new_due",
            "later than the one promised",
        ),
    ],
)
def test_refusals(history: list[Event], new: Event, field: str, words: str) -> None:
    at, said = sentence(history, new)
    assert (at, words in said) == (field, True), said


def test_a_closed_contact_takes_nothing_but_what_reopens_or_rights_it() -> None:
    closed = event("thread.closed", "Wednesday 2026-04-08 09:30")
    history = [CAME, SENT, closed]
    assert sentence(history, event("letter.answered", NOW)) == (
        "kind",
        "This contact is closed. Reopen it first, then record this.",
    )
    assert isinstance(act(history, event("thread.reopened", NOW)), Changes)
    assert isinstance(act(history, replace(SENT, id="c", corrects="sent")), Changes)


def test_an_extension_after_the_breach_is_refused_with_what_to_do() -> None:
    new = event(
        "clock.extended", "Friday 2026-04-17 09:00", facts={"customer_told": True, "new_due": "2026-04-24"}
    )
    assert sentence([CAME], new, at="Friday 2026-04-17 09:00")[1].startswith("The promised time has passed")


@pytest.mark.parametrize(
    "new",
    [
        event("clock.extended", NOW, facts={"customer_told": True, "new_due": "2026-04-24"}),
        event("clock.paused", NOW, facts={"reason": "awaiting-customer"}),
        event("contact.withdrawn", NOW),
        event("event.confirmed", NOW, corrects="came", by="bea"),
        event("event.voided", NOW, corrects="came"),
        event("contact.classified", NOW, facts={"urgent": True}),
    ],
    ids=lambda each: each.kind,
)
def test_what_the_policy_allows(new: Event) -> None:
    assert isinstance(act([CAME], new), Changes)


def test_resume_after_pause_and_excuse_after_breach() -> None:
    paused = event("clock.paused", "Wednesday 2026-04-08 09:00", facts={"reason": "awaiting-customer"})
    assert isinstance(act([CAME, paused], event("clock.resumed", NOW)), Changes)
    excuse = event("breach.excused", "Friday 2026-04-17 09:00", by="boss")
    assert isinstance(act([CAME], excuse, at="Friday 2026-04-17 09:00"), Changes)


def test_a_pause_meant_for_another_promise_is_refused() -> None:
    other = event("clock.paused", NOW, facts={"reason": "awaiting-customer"}, answers=("small:urgent",))
    assert sentence([CAME], other)[0] == "kind"


def test_what_an_answer_names_must_be_there() -> None:
    for names in (("small:lettre",), ("small:letter", "nothing")):
        found = sentence([CAME], replace(SENT, answers=names))
        assert found[0] == "answers"
        assert "is no promise here and no entry of this contact" in found[1]
    for names in (("small:letter",), (CAME.id,), (CAME.id, "small:letter")):
        assert isinstance(act([CAME], replace(SENT, answers=names)), Changes)


def test_a_stop_for_which_nothing_started_yet_is_let_in() -> None:
    visit = event("visit.made", NOW)
    assert isinstance(act([CAME], visit), Changes)


def test_before_the_policy_began_nothing_is_promised_but_all_is_recorded() -> None:
    young = Rules.of(rulebook(LETTER, starts_on=t("Wednesday 2026-04-08 00:00").date().replace(year=2027)))
    changes = act([], CAME, rules=young)
    assert isinstance(changes, Changes)
    assert (len(changes.events), changes.written) == (1, ())
    assert isinstance(act([CAME], SENT, rules=young), Changes)


def test_a_date_that_the_list_of_bank_holidays_cannot_reach_is_a_sentence() -> None:
    planned = event("works.planned", NOW, facts={"planned_on": "2015-06-01"}, id="early")
    assert act([], CAME, planned) == Refused(
        "The list of bank holidays begins on 1 January 2016, and this is before it. Check the year.",
        "happened_at",
        "early",
    )


def test_where_the_history_itself_reaches_back_too_far_no_new_event_is_blamed() -> None:
    planned = event("works.planned", NOW, facts={"planned_on": "2015-06-01"})
    refused = act([planned], planned)
    assert isinstance(refused, Refused)
    assert (refused.field, refused.event) == ("happened_at", None)
