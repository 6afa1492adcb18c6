"""Erasing: the words go; that it happened, and what it counts for, stay."""

from __future__ import annotations

import pytest

from kept.actions import people
from kept.actions.erasing import Erased, erase
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import tenancy
from kept.store.models import Association, Event, EventText, Membership
from tests.actions.house import BY, letter, stored, t, told

TUESDAY, NOW = "Tuesday 2026-04-07 10:00", t("Wednesday 2026-04-08 10:00")


def words(here: Association) -> list[dict[str, object]]:
    with tenancy.association(here):
        return list(EventText.objects.order_by("event").values_list("words", flat=True))


def uid(here: Association, ref: str) -> str:
    with tenancy.association(here):
        first = Event.objects.filter(thread__ref=ref).order_by("pk").first()
        assert first is not None
        return first.uid


def test_the_words_go_and_the_figures_stay(here: Association) -> None:
    ref = letter(here, TUESDAY, from_name="Ms Okafor", urgent=False)
    before = stored(here, ref)
    assert erase(association=here, thread=ref, by=BY, at=NOW, reason="Asked for") == Erased(ref, 1)
    assert words(here) == [{}]
    assert stored(here, ref) == before
    with tenancy.association(here):
        text = EventText.objects.get()
        assert (text.erased_at, text.erased_by) == (NOW, BY)
        left = Event.objects.get(kind="words.erased")
        assert (left.facts, left.by) == ({"entry": "all", "reason": "Asked for"}, BY)
        assert Event.objects.get(kind="letter.received").facts == {"urgent": False}


def test_a_second_time_there_is_nothing_to_erase(here: Association) -> None:
    ref = letter(here, TUESDAY, from_name="Ms Okafor")
    erase(association=here, thread=ref, by=BY, at=NOW, reason="Asked for")
    assert erase(association=here, thread=ref, by=BY, at=NOW, reason="Asked for") == Erased(ref, 0)
    with tenancy.association(here):
        assert Event.objects.filter(kind="words.erased").count() == 1


def test_one_entry_goes_with_its_corrections_and_no_other(here: Association) -> None:
    ref = letter(here, TUESDAY, from_name="Ms Okafor")
    entry = uid(here, ref)
    told(
        here,
        Telling("event.corrected", t(TUESDAY), {"from_name": "Mrs Okafor"}, corrects=entry),
        Telling("note.added", t(TUESDAY), {"note": "Rang twice"}, thread=ref),
        at=NOW,
    )
    done = erase(association=here, thread=ref, event=entry, by=BY, at=NOW, reason="Asked for")
    assert done == Erased(ref, 2)
    assert words(here) == [{}, {}, {"note": "Rang twice"}]


def test_a_closed_thread_can_be_erased(here: Association) -> None:
    ref = letter(here, TUESDAY, from_name="Ms Okafor")
    told(here, Telling("thread.closed", t(TUESDAY), thread=ref), at=NOW)
    assert erase(association=here, thread=ref, by=BY, at=NOW, reason="Asked for") == Erased(ref, 1)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"thread": "K7F3-9Q2M"}, "no such contact"),
        ({"event": "nothing"}, "no such entry"),
        ({"reason": " "}, "Say in a few words why"),
        ({"reason": "x" * 501}, "Say in a few words why"),
    ],
)
def test_what_cannot_be_erased(here: Association, more: dict[str, str], says: str) -> None:
    ref = letter(here, TUESDAY, from_name="Ms Okafor")
    given = {"thread": ref, "reason": "Asked for", **more}
    found = erase(association=here, by=BY, at=NOW, **given)  # type: ignore[arg-type]
    assert isinstance(found, Refused)
    assert says in found.sentence
    assert words(here) == [{"from_name": "Ms Okafor"}]


def test_an_officer_does_not_erase(here: Association) -> None:
    ref = letter(here, TUESDAY, from_name="Ms Okafor")
    people.create_account(association=here, handle="bea", email="b@example.org", name="Bea", by=BY, at=NOW)
    officer = people.add_member(association=here, handle="bea", role="officer", by=BY, at=NOW)
    assert isinstance(officer, Membership)
    found = erase(association=here, thread=ref, by="bea", at=NOW, reason="Asked for", membership=officer)
    assert isinstance(found, Refused)
    assert "manager" in found.sentence
