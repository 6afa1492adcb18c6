"""What was recorded is found by its words: by whoever may see it, at one association, newest first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions.erasing import erase
from kept.store import accounts, tenancy
from kept.store.models import SearchDoc
from kept.store.search import Hits, search
from tests import cast
from tests.cast import t

pytestmark = pytest.mark.django_db

NOW = "Friday 2026-04-10 16:00"
MOST_QUERIES = 6


@pytest.fixture
def karin():
    return cast.association("karin")


@pytest.fixture
def ann(karin):
    return cast.member(karin, "ann", "officer")


def membership_of(karin, who):
    with tenancy.association(karin):
        return accounts.membership_of(who, on=t(NOW).date())


def looked_for(karin, who, typed: str, **more) -> Hits:
    with tenancy.association(karin):
        return search(membership_of(karin, who), typed, at=t(NOW), **more)


def refs_of(found: Hits) -> list[str]:
    return [each.thread.ref for each in found.hits]


def told(karin, who, about: str, on: str = "Tuesday 2026-04-07 10:00", **more) -> str:
    return cast.told(karin, who, "letter.received", on, about=about, **more)


def test_words_are_found_in_each_of_their_forms_and_the_last_by_its_beginning(karin, ann) -> None:
    ref = told(karin, ann, "The boilers at Harbour View were leaking")
    told(karin, ann, "The lift at Mill Lane stands still")
    for typed in ("boiler", "leaks", "harbour vi", "HARBOUR BOILER", "leaking: boiler!"):
        assert refs_of(looked_for(karin, ann, typed)) == [ref], typed
    for typed in ("boiler lift", "vi harbour", "the", "", "%", "' & !", "a:b <-> c", "\\"):
        assert refs_of(looked_for(karin, ann, typed)) == [], typed


def test_the_newest_comes_first_across_months_and_a_page_leads_to_the_next(karin, ann) -> None:
    moments = ("Thursday 2026-01-08 10:00", "Friday 2026-02-06 10:00", "Tuesday 2026-04-07 10:00")
    refs = [told(karin, ann, f"Noise number {n}", on) for n, on in enumerate(moments)]
    first = looked_for(karin, ann, "noise", shown=2)
    assert refs_of(first) == [refs[2], refs[1]]
    second = looked_for(karin, ann, "noise", shown=2, before=first.older)
    assert refs_of(second) == [refs[0]]
    assert second.older is None


def test_two_of_the_same_moment_are_not_lost_between_pages(karin, ann) -> None:
    refs = {told(karin, ann, f"Noise number {n}") for n in range(3)}
    first = looked_for(karin, ann, "noise", shown=1)
    second = looked_for(karin, ann, "noise", shown=1, before=first.older)
    third = looked_for(karin, ann, "noise", shown=1, before=second.older)
    assert {*refs_of(first), *refs_of(second), *refs_of(third)} == refs


def test_a_contact_is_listed_once_with_its_newest_entry(karin, ann) -> None:
    ref = cast.told(karin, ann, "message.taken", "Tuesday 2026-04-07 10:00", about="Damp in the bedroom")
    cast.told(
        karin,
        ann,
        "message.returned",
        "Wednesday 2026-04-08 10:00",
        thread=ref,
        note="Damp is worse, surveyor",
    )
    (hit,) = looked_for(karin, ann, "damp").hits
    assert (hit.thread.ref, hit.event.kind) == (ref, "message.returned")


def test_what_was_erased_is_found_no_more(karin, ann) -> None:
    ref = told(karin, ann, "My daughter has asthma")
    bea = cast.member(karin, "bea", "manager")
    (hit,) = looked_for(karin, ann, "asthma").hits
    erase(association=karin, thread=ref, reason="She asked", by=bea.handle, at=t(NOW))
    assert refs_of(looked_for(karin, ann, "asthma")) == []
    with tenancy.association(karin):
        assert SearchDoc.objects.get(event=hit.event.pk).doc == ""


def test_no_association_finds_another_s(karin, ann) -> None:
    told(karin, ann, "The boiler leaks")
    moray = cast.association("moray")
    ian = cast.member(moray, "ian", "officer")
    theirs = told(moray, ian, "The boiler is cold")
    assert refs_of(looked_for(moray, ian, "boiler")) == [theirs]


def test_an_administrator_who_sees_no_contacts_finds_none(karin, ann) -> None:
    told(karin, ann, "The boiler leaks")
    olu = cast.member(karin, "olu", "administrator")
    assert refs_of(looked_for(karin, olu, "boiler")) == []


def test_the_number_of_queries_does_not_grow(karin, ann) -> None:
    for number in range(12):
        told(karin, ann, f"Noise number {number}")
    with tenancy.association(karin):
        membership = membership_of(karin, ann)
        with CaptureQueriesContext(connection) as found:
            hits = search(membership, "noise", at=t(NOW) + timedelta(days=1))
    assert len(hits.hits) == 12
    assert len(found) <= MOST_QUERIES
