"""What may be done with what we know of somebody, who sees where they live, and when does it go?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kept.actions import bringing, consents, corrections, customers, disclosures, retention, surveying
from kept.actions.bringing import Record
from kept.casework import Refused
from kept.casework.disclosing import KEPT_BACK
from kept.store import consents as known
from kept.store import corrections as disputed
from kept.store import kept_addresses, tenancy
from kept.store import retention as schedule
from kept.store.accounts import membership_of
from kept.store.housing import lodgers_of, tenancies_of
from kept.store.models import (
    Association,
    CaseLink,
    Clock,
    Event,
    EventText,
    Home,
    Membership,
    OptOut,
    Person,
    RetentionDone,
    Tenancy,
    Thread,
)
from kept.store.people import find
from tests import cast

pytestmark = pytest.mark.django_db
NOW = cast.t("Tuesday 2026-04-07 10:00")
ADDRESS = "7 Hidden Lane, Leeds LS1 9ZZ"


@pytest.fixture
def karin() -> Association:
    return cast.association("karin")


@pytest.fixture
def staff(karin: Association) -> dict[str, Membership]:
    found = {}
    for handle, role in (("ann", "officer"), ("bea", "officer"), ("mia", "manager"), ("dot", "director")):
        account = cast.member(karin, handle, role)
        with tenancy.association(karin):
            membership = membership_of(account, on=date(2026, 4, 7))
        assert membership is not None
        found[handle] = membership
    return found


@pytest.fixture
def okafor(karin: Association, staff: dict[str, Membership]) -> Person:
    made = customers.add(association=karin, name="Ngozi Okafor", address=ADDRESS, by="ann", at=NOW)
    assert isinstance(made, Person), made
    return made


def test_consent_is_given_and_taken_back_and_what_it_stops_is_stopped(
    karin: Association, staff: dict[str, Membership], okafor: Person
) -> None:
    def said(purpose: str, given: bool, uid: str) -> None:
        done = consents.answer(
            association=karin,
            person=okafor.ref,
            purpose=purpose,
            given=given,
            how="call",
            uid=uid,
            by="ann",
            at=NOW,
        )
        assert not isinstance(done, Refused), done

    said("surveys", True, "1")
    said("surveys", True, "1")
    said("mailings", True, "2")
    ref = cast.told(karin, staff["ann"].account, "letter.received", "Tuesday 2026-04-07 09:00")
    customers.attach(association=karin, thread=ref, person=okafor.ref, by="ann", at=NOW)
    asked = surveying.ask(association=karin, thread=ref, survey="contact", how="handed", by="ann", at=NOW)
    assert not isinstance(asked, Refused), asked
    for purpose in ("surveys", "mailings"):
        done = consents.withdraw(
            association=karin, person=okafor.ref, purpose=purpose, how="call", by="ann", at=NOW
        )
        assert not isinstance(done, Refused), done
    again = surveying.ask(association=karin, thread=ref, survey="contact", how="handed", by="ann", at=NOW)
    assert isinstance(again, Refused)
    assert "Leave them in peace" in again.sentence
    with tenancy.association(karin):
        assert OptOut.objects.filter(person=okafor, ended_at__isnull=True).count() == 1
        assert known.history(okafor).count() == 2
    never = consents.withdraw(
        association=karin, person=okafor.ref, purpose="agencies", how="call", by="ann", at=NOW
    )
    assert isinstance(never, Refused)


def test_what_is_not_agreed_to_is_refused_and_nobody_agrees_to_their_own(
    karin: Association, staff: dict[str, Membership], okafor: Person
) -> None:
    wish = {
        "association": karin,
        "person": okafor.ref,
        "sort": "outside",
        "what": "That she needs help with money",
        "recipient": "Citizens Advice",
        "purpose": "So that they can help her",
        "by": "mia",
        "at": NOW,
    }
    without = disclosures.ask(**wish, basis="consent", uid="1")  # type: ignore[arg-type]
    assert isinstance(without, Refused)
    consents.answer(
        association=karin,
        person=okafor.ref,
        purpose="agencies",
        given=True,
        how="call",
        uid="c",
        by="ann",
        at=NOW,
    )
    made = disclosures.ask(**wish, basis="consent", uid="1")  # type: ignore[arg-type]
    assert not isinstance(made, Refused), made
    mine = disclosures.approve(
        association=karin, disclosure=made.ref, by="mia", at=NOW, membership=staff["mia"]
    )
    assert isinstance(mine, Refused)
    done = disclosures.approve(
        association=karin, disclosure=made.ref, by="dot", at=NOW, membership=staff["dot"]
    )
    assert not isinstance(done, Refused)
    assert done.approved_by == "dot"
    silent = disclosures.say_told(association=karin, disclosure=made.ref, told="not", by="ann", at=NOW)
    assert isinstance(silent, Refused)
    told = disclosures.say_told(association=karin, disclosure=made.ref, told="told", by="ann", at=NOW)
    assert not isinstance(told, Refused)
    other = disclosures.ask(**wish, basis="law", uid="2")  # type: ignore[arg-type]
    assert not isinstance(other, Refused)
    no = disclosures.refuse(association=karin, disclosure=other.ref, why="No court asked", by="dot", at=NOW)
    assert not isinstance(no, Refused)
    late = disclosures.approve(association=karin, disclosure=other.ref, by="dot", at=NOW)
    assert isinstance(late, Refused)


def test_where_somebody_lives_is_seen_by_those_who_are_named_alone(
    karin: Association, staff: dict[str, Membership], okafor: Person
) -> None:
    home = _lives(karin, okafor)
    nobody = disclosures.keep_address_back(association=karin, person=okafor.ref, seen_by=[], by="mia", at=NOW)
    assert isinstance(nobody, Refused)
    done = disclosures.keep_address_back(
        association=karin, person=okafor.ref, seen_by=["ann"], by="mia", at=NOW, membership=staff["mia"]
    )
    assert not isinstance(done, Refused), done
    with tenancy.association(karin):
        row = Person.objects.get(pk=okafor.pk)
        assert (row.address, row.address_key) == (KEPT_BACK, "")
        assert kept_addresses.address_for(staff["ann"], row) == ADDRESS
        assert kept_addresses.address_for(staff["dot"], row) == ""
        assert find("7 Hidden Lane", staff["ann"]) == ()
        assert not EventText.objects.filter(words__icontains="Hidden Lane", event__thread=row.log_id).exists()
    moved = customers.change(
        association=karin,
        person=okafor.ref,
        changes={"address": "9 New Road", "needs": "Ring first"},
        by="ann",
        at=NOW,
    )
    assert isinstance(moved, Person), moved
    with tenancy.association(karin):
        row = Person.objects.get(pk=okafor.pk)
        assert (row.address, row.needs) == (KEPT_BACK, "Ring first")
        assert kept_addresses.address_for(staff["ann"], row).splitlines()[0] == "9 New Road"
        assert not EventText.objects.filter(words__icontains="New Road").exists()
        assert tenancies_of(row.pk, local_date_of()) == ()
        assert lodgers_of(home.pk, local_date_of()) == ()
    shown = disclosures.show_address(association=karin, person=okafor.ref, by="mia", at=NOW)
    assert not isinstance(shown, Refused)
    assert shown.address == "9 New Road"


def _lives(karin: Association, person: Person) -> Home:
    """They are the tenant of a home at that address, as the housing system says."""
    said: dict[str, Any] = {"association": karin, "by": "import", "at": NOW}
    known = customers.change(
        association=karin, person=person.ref, changes={"external_ref": "P"}, by="ann", at=NOW
    )
    assert isinstance(known, Person), known
    bringing.bring([Record("H", {"address": ADDRESS})], what="homes", **said)
    lives = {"home": "H", "person": "P", "kind": "tenant", "from_on": "2026-04-01"}
    bringing.bring([Record("T", lives)], what="tenancies", **said)
    with tenancy.association(karin):
        assert Tenancy.objects.filter(person=person).exists()
        return Home.objects.get()


def local_date_of() -> date:
    return date(2026, 4, 7)


def test_their_own_words_stand_beside_it_and_one_press_is_a_complaint(
    karin: Association, staff: dict[str, Membership], okafor: Person
) -> None:
    ann, mia = staff["ann"].account, staff["mia"].account
    ref = cast.told(
        karin,
        ann,
        "correction.requested",
        "Tuesday 2026-04-07 09:00",
        about="I never owed anything",
        item="needs",
    )
    customers.attach(association=karin, thread=ref, person=okafor.ref, by="ann", at=NOW)
    early = corrections.complain(association=karin, thread=ref, uid="c", by="ann", at=NOW)
    assert isinstance(early, Refused)
    cast.told(
        karin,
        mia,
        "correction.refused",
        "Tuesday 2026-04-07 09:30",
        thread=ref,
        reason="It is right",
        manager="Mia",
        may_complain=True,
    )
    cast.told(
        karin,
        ann,
        "correction.statement_added",
        "Tuesday 2026-04-07 09:40",
        thread=ref,
        words="I paid all of it.",
    )
    with tenancy.association(karin):
        said = disputed.of_file(okafor)
    assert said["needs"].words == "I paid all of it."
    first = corrections.complain(association=karin, thread=ref, uid="c", by="ann", at=NOW)
    again = corrections.complain(association=karin, thread=ref, uid="c", by="ann", at=NOW)
    assert isinstance(first, str), first
    assert first == again
    with tenancy.association(karin):
        assert CaseLink.objects.count() == 1
        assert EventText.objects.get(event__thread__ref=first, event__kind="complaint.received").words == {
            "about": "I paid all of it."
        }


def test_words_go_on_schedule_and_clocks_and_events_stay_as_they_were(
    karin: Association, staff: dict[str, Membership], okafor: Person
) -> None:
    ann = staff["ann"].account
    held, goes, young = (
        _closed(karin, ann, f"Letter {name}", wall)
        for name, wall in (
            ("held", "Monday 2018-03-05"),
            ("old", "Tuesday 2018-03-06"),
            ("young", "Wednesday 2024-03-06"),
        )
    )
    customers.attach(association=karin, thread=held, person=okafor.ref, by="ann", at=NOW)
    kept = retention.hold(
        association=karin, person=okafor.ref, reason="A claim", review_on=date(2026, 9, 1), by="mia", at=NOW
    )
    assert not isinstance(kept, Refused), kept
    with tenancy.association(karin):
        before = _figures()
        rulebook = cast.rulebook("karin")
        seen = {line.name: n for line, n in schedule.preview(karin, rulebook, date(2026, 4, 7))}
    assert seen["everyday-contacts"] == 1
    gone = retention.erase_due(association=karin, by="kept", at=NOW)
    assert (gone.places, gone.more) == (1, False)
    with tenancy.association(karin):
        assert _figures() == before
        words = {
            ref: bool(EventText.objects.filter(event__thread__ref=ref).exclude(words={}).count())
            for ref in (held, goes, young)
        }
        assert words == {held: True, goes: False, young: True}
        assert RetentionDone.objects.get().ref == goes
    assert retention.erase_due(association=karin, by="kept", at=NOW + timedelta(days=1)).places == 0
    lifted = retention.lift(association=karin, hold=kept.pk, by="mia", at=NOW)
    assert not isinstance(lifted, Refused)
    assert retention.erase_due(association=karin, by="kept", at=NOW + timedelta(days=2)).places == 1


def _closed(karin: Association, ann: object, about: str, day: str) -> str:
    ref = cast.told(karin, ann, "letter.received", f"{day} 10:00", from_name="Mr Bell", about=about)  # type: ignore[arg-type]
    cast.told(karin, ann, "letter.answered", f"{day} 12:00", thread=ref)  # type: ignore[arg-type]
    cast.told(karin, ann, "thread.closed", f"{day} 13:00", thread=ref)  # type: ignore[arg-type]
    return ref


def _figures() -> tuple[object, ...]:
    """Every clock and every event of contacts, as they stand."""
    clocks = Clock.objects.order_by("id").values_list(
        "promise", "start", "verdict", "due_at", "ended_at", "took"
    )
    events = Event.objects.exclude(kind="words.erased").exclude(via="house").order_by("id")
    threads = (
        Thread.objects.exclude(via="house")
        .order_by("id")
        .values_list("ref", "state", "opened_at", "closed_at")
    )
    return list(clocks), list(events.values_list("uid", "kind", "happened_at", "facts")), list(threads)
