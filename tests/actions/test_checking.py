"""Ten closed promises of each team are drawn by lot, and somebody with no part in them reads them."""

from __future__ import annotations

from datetime import date

import pytest

from kept.actions import checking, people
from kept.actions.checking import draw, draw_everywhere, read
from kept.actions.marking import mark
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import checks, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Association, Check, CheckDraw, Event, Membership
from tests.actions.house import letter, t, told

MARCH, APRIL = date(2026, 3, 1), t("Wednesday 2026-04-01 09:00")


def member(here: Association, handle: str, role: str) -> Membership:
    at = t("Monday 2016-01-04 09:00")
    made = people.create_account(
        association=here, handle=handle, email=f"{handle}@example.org", name=handle.title(), by="kept", at=at
    )
    people.add_member(association=here, handle=handle, role=role, by="kept", at=at, from_on=date(2016, 1, 4))
    with tenancy.association(here):
        found = membership_of(made, on=APRIL.date())
    assert found is not None
    return found


@pytest.fixture
def twelve(here: Association) -> list[str]:
    """Twelve letters of March, answered by ann."""
    refs = []
    for day in range(12):
        ref = letter(here, f"Monday 2026-03-09 {9 + day % 8:02}:{day:02}")
        stop = Telling("letter.answered", t("Thursday 2026-03-12 10:00"), {}, thread=ref)
        told(here, stop, at="Thursday 2026-03-12 10:00")
        refs.append(ref)
    return refs


def test_ten_are_drawn_by_a_seed_that_draws_them_again(here: Association, twelve: list[str]) -> None:
    member(here, "mia", "manager")
    done = draw(association=here, month=date(2026, 3, 20), by="kept", at=APRIL, seed="a lot")
    assert isinstance(done, list)
    assert [(each.of, len(each.threads), each.new) for each in done] == [(24, 10, True)]
    with tenancy.association(here):
        again = checking._cast_lots(list(reversed(checks.closed(here, MARCH))), "a lot")
        assert tuple(each.ref for each in again) == done[0].threads
        assert CheckDraw.objects.get().seed == "a lot"
        note = Event.objects.get(kind="checks.drawn")
        assert note.facts == {"month": "2026-03-01", "of": 24, "drawn": 10, "seed": "a lot"}
        marked = Event.objects.filter(kind="check.chosen")
        assert marked.count() == 10
        assert set(marked.values_list("thread__ref", flat=True)) == set(done[0].threads)


def test_drawing_again_changes_nothing(here: Association, twelve: list[str]) -> None:
    first = draw(association=here, month=MARCH, by="kept", at=APRIL)
    again = draw(association=here, month=MARCH, by="kept", at=APRIL)
    assert isinstance(first, list)
    assert isinstance(again, list)
    assert [each.new for each in again] == [False]
    assert [each.threads for each in again] == [each.threads for each in first]


def test_whoever_had_a_part_in_it_never_reads_it(here: Association, twelve: list[str]) -> None:
    member(here, "ann", "manager")  # who recorded all of them
    mia = member(here, "mia", "manager")
    draw(association=here, month=MARCH, by="kept", at=APRIL)
    with tenancy.association(here):
        assert set(Check.objects.values_list("reader__handle", flat=True)) == {"mia"}
        number = checks.to_read(here, mia)[0].pk
    refused = read(association=here, check=number, result="agreed", by="ann", at=APRIL)
    assert isinstance(refused, Refused)
    assert "took part" in refused.sentence


def test_where_nobody_may_read_it_nobody_is_named(here: Association, twelve: list[str]) -> None:
    member(here, "ann", "manager")
    draw(association=here, month=MARCH, by="kept", at=APRIL)
    with tenancy.association(here):
        assert set(Check.objects.values_list("reader", flat=True)) == {None}


def test_what_was_found_stands_beside_the_figure_and_the_first_answer_stands(here, twelve) -> None:
    mia, noor = member(here, "mia", "manager"), member(here, "noor", "auditor")
    draw(association=here, month=MARCH, by="kept", at=APRIL)
    with tenancy.association(here):
        first, second = checks.to_read(here, mia)[:2]
    signed = {"association": here, "by": "mia", "at": APRIL, "membership": mia}
    ref = read(check=first.pk, result="not", words="The letter is not in the file.", **signed)
    assert isinstance(ref, str)
    assert read(check=first.pk, result="not", words="The letter is not in the file.", **signed) == ref
    assert read(check=second.pk, result="agreed", **signed)
    late = read(association=here, check=first.pk, result="agreed", by="noor", at=APRIL, membership=noor)
    assert isinstance(late, Refused)
    assert "The first answer stands" in late.sentence
    with tenancy.association(here):
        event = Event.objects.get(uid=Check.objects.get(pk=first.pk).uid)
        assert event.facts == {"clause": first.promise, "result": "not"}
        assert event.text.words == {"words": "The letter is not in the file."}
        found = checks.agreement(here, MARCH, MARCH)
        assert (sum(each.read for each in found), sum(each.disagreed for each in found)) == (2, 1)


@pytest.mark.parametrize(
    ("result", "words", "sentence"),
    [("", "", "Choose whether"), ("not", "", "Say in a few words"), ("agreed", "x" * 4001, "at most 4,000")],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(here, twelve, result, words, sentence) -> None:
    mia = member(here, "mia", "manager")
    draw(association=here, month=MARCH, by="kept", at=APRIL)
    with tenancy.association(here):
        number = checks.to_read(here, mia)[0].pk
    done = read(association=here, check=number, result=result, words=words, by="mia", at=APRIL)
    assert isinstance(done, Refused)
    assert sentence in done.sentence


def test_what_has_been_closed_since_waits_for_nobody(here: Association, twelve: list[str]) -> None:
    mia = member(here, "mia", "manager")
    draw(association=here, month=MARCH, by="kept", at=APRIL)
    with tenancy.association(here):
        drawn = [each.thread.ref for each in checks.to_read(here, mia)]
    marked = mark(
        association=here, thread=drawn[0], sensitivity="about-staff", about="mia", by="ann", at=APRIL
    )
    assert marked == drawn[0]
    with tenancy.association(here):
        left = [each.thread.ref for each in checks.to_read(here, mia)]
    assert left == [each for each in drawn if each != drawn[0]]


def test_only_who_checks_may_draw_or_read(here: Association, twelve: list[str]) -> None:
    olly = member(here, "olly", "receptionist")
    assert isinstance(draw(association=here, month=MARCH, by="olly", at=APRIL, membership=olly), Refused)
    done = read(association=here, check=1, result="agreed", by="olly", at=APRIL, membership=olly)
    assert isinstance(done, Refused)


def test_the_worker_draws_on_the_first_working_day(here: Association) -> None:
    letter(here, "Monday 2026-01-05 10:00")
    # 1 January 2026 is a holiday, and 1 February a Sunday.
    assert draw_everywhere(by="kept", at=t("Sunday 2026-02-01 10:00")) == 0
    assert draw_everywhere(by="kept", at=t("Monday 2026-02-02 00:10")) == 1
    assert draw_everywhere(by="kept", at=t("Monday 2026-02-02 10:00")) == 0
