"""The machine: switched as planned, tried, gone through, and never closed on a message that nobody heard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kept.actions import duties, rounds
from kept.casework import Refused
from kept.store import rounds as stored
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Association, Clock, Event, MachineRound
from tests import cast

pytestmark = pytest.mark.django_db
NOW = cast.t("Wednesday 2026-04-08 09:20")
NINE = cast.t("Wednesday 2026-04-08 09:00")
LEFT = cast.t("Tuesday 2026-04-07 19:40")


@pytest.fixture
def redland() -> Association:
    found = cast.association("redland")
    for handle in ("ann", "bea"):
        cast.member(found, handle, "receptionist")
    return found


def begin(here: Association, **more: Any) -> Any:
    said = {"office": "main", "machine": "answerphone", "name": "first-thing", "for_at": NINE, "messages": 2}
    return rounds.begin_round(association=here, **(said | {"by": "ann", "at": NOW} | more))


def hear(here: Association, number: int, **more: Any) -> Any:
    said = {"found": "message", "left_at": LEFT, "facts": {"from_name": "Mr Lee"}, "by": "ann", "at": NOW}
    return rounds.hear_message(association=here, round_id=begin(here), number=number, **(said | more))


def close(here: Association) -> Any:
    with tenancy.association(here):
        number = MachineRound.objects.get().pk
    return rounds.close_round(association=here, round_id=number, by="ann", at=NOW)


def test_a_round_cannot_be_closed_while_a_message_is_unheard(redland: Association) -> None:
    begin(redland)
    found = close(redland)
    assert isinstance(found, Refused)
    assert found.sentence == "Messages 1, 2 have not been heard. Listen first, then close the round."
    hear(redland, 1)
    found = close(redland)
    assert isinstance(found, Refused)
    assert found.sentence == "Message 2 has not been heard. Listen first, then close the round."
    hear(redland, 2, found="silent", left_at=None, facts={})
    assert close(redland) is True
    assert close(redland) is False
    assert begin(redland, messages=9) == begin(redland)


def test_a_message_counts_from_when_it_was_left_and_goes_to_whom_it_is_for(redland: Association) -> None:
    ref = hear(
        redland, 1, owner="bea", facts={"from_name": "Mr Lee", "reply_wanted": "call", "urgent": False}
    )
    assert hear(redland, 1, owner="bea") == ref
    with tenancy.association(redland):
        told = Event.objects.filter(thread__ref=ref).order_by("happened_at", "id")
        assert [(each.kind, each.happened_at) for each in told] == [
            ("message.left", LEFT), ("message.heard", NOW), ("message.passed_on", NOW),
        ]  # fmt: skip
        clock = Clock.objects.get(thread__ref=ref, promise="redland:2.8.2.6")
        # Five office hours from the next opening, not from when it was heard.
        assert (clock.started_at, clock.due_at) == (LEFT, cast.t("Wednesday 2026-04-08 14:00"))
        assert clock.thread.owner.handle == "bea"


def test_closing_a_round_is_the_duty_that_the_policy_makes_of_it(redland: Association) -> None:
    duties.begin_all(association=redland, by="kept", at=cast.t("Tuesday 2026-04-07 08:00"))
    begin(redland, messages=0)
    assert close(redland) is True
    with tenancy.association(redland):
        done = Event.objects.filter(kind="duty.done", thread__subject="duty:redland:2.8.2.5")
        assert [each.happened_at for each in done] == [NOW]
        told = Event.objects.get(kind="machine.gone_through")
        assert told.facts["messages"] == 0


def test_a_round_whose_duty_has_not_begun_is_closed_all_the_same(redland: Association) -> None:
    begin(redland, messages=0)
    assert close(redland) is True


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"machine": "other"}, "There is no such machine at this office."),
        ({"office": "elsewhere"}, "There is no such machine at this office."),
        ({"name": "other"}, "The policy has no such round of this machine."),
        ({"for_at": NOW + timedelta(hours=1)}, "That round is still to come."),
        ({"messages": -1}, "Give the number that the machine shows, from 0 to 200."),
        ({"messages": 201}, "Give the number that the machine shows, from 0 to 200."),
    ],
)
def test_a_round_that_cannot_be_begun_says_why(redland: Association, more: dict[str, Any], said: str) -> None:
    found = begin(redland, **more)
    assert isinstance(found, Refused)
    assert said in found.sentence


def test_what_is_wrong_with_a_message_leaves_it_unheard(redland: Association) -> None:
    begin(redland)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"left_at": None}, "Give the time at which the machine says it was left."),
        ({"found": "maybe"}, "Say whether somebody spoke."),
        ({"left_at": NOW + timedelta(hours=1)}, "This is in the future."),
        ({"owner": "nobody"}, "nobody"),
    ]
    for more, said in cases:
        found = hear(redland, 1, **more)
        assert isinstance(found, Refused), more
        assert said in found.sentence
    gone = hear(redland, 7)
    assert isinstance(gone, Refused)
    with tenancy.association(redland):
        assert [each.heard_at for each in stored.messages_of(redland, MachineRound.objects.get().pk)] == [
            None,
            None,
        ]


def test_more_messages_may_turn_up_and_one_may_not_be_there(redland: Association) -> None:
    begin(redland, messages=1)
    begin(redland, messages=3)
    for number in (1, 2, 3):
        hear(redland, number, found="none", left_at=None)
    assert close(redland) is True


def test_a_switching_is_confirmed_once_for_its_time(redland: Association) -> None:
    planned = cast.t("Wednesday 2026-04-08 09:00")
    where = {"association": redland, "office": "main", "machine": "answerphone", "by": "ann", "at": NOW}
    assert rounds.note_machine(what="off", for_at=planned, **where) is True  # type: ignore[arg-type]
    assert rounds.note_machine(what="off", for_at=planned, **where) is False  # type: ignore[arg-type]
    with tenancy.association(redland):
        day = cast.t("Wednesday 2026-04-08 00:00")
        found = stored.switches(redland, cast.rulebook("redland"), since=day, until=day + timedelta(days=1))
        assert [(each.what, each.why, each.done_by) for each in found] == [
            ("off", "evening", "ann"), ("on", "evening", ""),
        ]  # fmt: skip


def test_a_trial_says_whether_it_was_clear_and_a_fault_stays_until_it_is_mended(redland: Association) -> None:
    where: dict[str, Any] = {"association": redland, "office": "main", "machine": "busy", "by": "ann"}
    silent = rounds.note_machine(what="tested", at=NOW, **where)
    wordless = rounds.note_machine(what="fault", at=NOW, **where)
    unknown = rounds.note_machine(what="painted", at=NOW, **where)
    assert [each.field for each in (silent, wordless, unknown) if isinstance(each, Refused)] == [
        "clear", "words", "what",
    ]  # fmt: skip
    rounds.note_machine(what="tested", clear=False, words="Crackles", at=NOW, **where)
    rounds.note_machine(what="fault", words="Does not pick up", at=NOW, **where)
    rulebook = cast.rulebook("redland")

    def busy() -> stored.Health:
        with tenancy.association(redland):
            return next(
                each for each in stored.latest(redland, rulebook) if each.place.machine.name == "busy"
            )

    assert (busy().clear, busy().fault, busy().faulty_since) == (False, "Does not pick up", NOW)
    rounds.note_machine(what="mended", words="New tape", at=NOW + timedelta(hours=1), **where)
    assert busy().faulty_since is None
    with tenancy.association(redland):
        assert [each.what for each in stored.notes_of(redland)] == ["mended", "fault", "tested"]


def test_what_only_reads_does_not_write(redland: Association) -> None:
    account = cast.member(redland, "aud", "auditor")
    with tenancy.association(redland):
        membership = membership_of(account, on=NOW.date())
    found = begin(redland, membership=membership)
    assert isinstance(found, Refused)
    with pytest.raises(ValueError, match="give `by`"):
        begin(redland, by="")


def test_rounds_that_were_due_stand_with_what_became_of_them(redland: Association) -> None:
    begin(redland)
    hear(redland, 1)
    with tenancy.association(redland):
        found = stored.rounds(redland, cast.rulebook("redland"), since=NOW - timedelta(hours=3), until=NOW)
        assert [(each.name, each.messages, each.unheard) for each in found] == [("first-thing", 2, 1)]
        assert stored.one_round(redland, 999) is None


def test_lunch_and_training_divert_the_switchboard_at_moray() -> None:
    from kept.store.models import Closing

    moray = cast.association("moray")
    with tenancy.association(moray):
        Closing.objects.create(
            association=moray,
            uid="training",
            starts_at=cast.t("Wednesday 2026-04-15 14:00"),
            ends_at=cast.t("Wednesday 2026-04-15 17:00"),
            reason="training",
            words="Staff training",
            planned=True,
            told_at=NOW,
            told_by="ann",
        )
        day = cast.t("Wednesday 2026-04-15 00:00")
        found = stored.switches(moray, cast.rulebook("moray"), since=day, until=day + timedelta(days=1))
        assert [(each.what, each.why, each.reason, each.place.office) for each in found] == [
            ("off", "evening", "", "switchboard"),
            ("on", "closing", "Staff training", "switchboard"),
        ]
