"""An incident, what the director decides after it, and a call that we end, from first to last."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

import pytest

from kept.actions import incidents, restrictions
from kept.actions.cases import take
from kept.actions.customers import add
from kept.actions.telling import Telling, tell
from kept.casework import Refused
from kept.casework.incidents import Somebody
from kept.casework.restricting import Decision
from kept.store import behaviour, diary, tenancy
from kept.store.models import (
    Association,
    Case,
    Clock,
    Event,
    Marker,
    Membership,
    Notice,
    Person,
    Restriction,
    ToRead,
)
from tests import cast

NOW = cast.t("Wednesday 2026-04-08 10:00")
TICKS = count(1)
FACTS = {"what": "threat", "where": "reception", "about": "He raised his fist at me", "outcome": "left"}
WHO = Somebody("victim", "Ann", "at the counter", "staff", 30)


@pytest.fixture
def here(db: None) -> Association:
    moray = cast.association("moray")
    for handle, role in (("ann", "officer"), ("mia", "manager"), ("dee", "director"), ("dan", "director")):
        cast.member(moray, handle, role)
    return moray


def now(days: int = 0) -> datetime:
    """A second after whatever was done before."""
    return NOW + timedelta(days=days, seconds=next(TICKS))


def customer(here: Association) -> str:
    made = add(association=here, name="Alec Grant", by="ann", at=NOW)
    assert isinstance(made, Person), made
    return made.ref


def incident(here: Association, who: str, days: int = 0, **more: object) -> str:
    at = now(days)
    ref = incidents.record(
        association=here, facts={**FACTS, **more}, people=[WHO], person=who, uid=f"i{days}", by="ann", at=at
    )
    assert isinstance(ref, str), ref
    return ref


def decided(here: Association, ref: str, days: int = 0) -> str:
    at = now(days)
    asked = restrictions.ask_after(
        association=here, thread=ref, illness="no", abuse="no", ours_read=True, uid="w", by="ann", at=at
    )
    assert isinstance(asked, str), asked
    dee = cast.t("Wednesday 2026-04-08 10:00").date() + timedelta(days=days)
    decision = Decision(
        options=("violent", "no-calls", "no-home", "notice"),
        reasons="Threats at the counter",
        open_channel="letter",
        contact="Mia",
        guidance="Write to them; two of us if they come",
        starts_on=dee,
        review_on=dee + timedelta(days=90),
    )
    with tenancy.association(here):
        director = Membership.objects.select_related("association", "account").get(account__handle="dee")
    done = restrictions.decide(
        association=here,
        thread=ref,
        decision=decision,
        readers=("ann", "mia"),
        uid="d",
        by="dee",
        at=now(days),
        membership=director,
    )
    assert isinstance(done, str), done
    return done


def told(here: Association, ref: str, kind: str, **facts: object) -> None:
    done = take(association=here, thread=ref, kind=kind, facts=facts, by="dee", at=now(), via="letter")  # type: ignore[arg-type]
    assert not isinstance(done, Refused), done


def test_an_incident_is_written_once_and_the_director_reads_it(here: Association) -> None:
    who = customer(here)
    ref = incident(here, who)
    assert incident(here, who) == ref
    with tenancy.association(here):
        assert Event.objects.filter(kind="behaviour.reported").count() == 1
        assert behaviour.lost_by_year(here) == {2026: 30}
        asked = {each.account.handle for each in behaviour.unread(here)}
        assert asked == {"dee", "dan"}
        dee = ToRead.objects.get(account__handle="dee").account_id
    assert incidents.read(association=here, thread=ref, account=dee, by="dee", at=NOW) == 1
    assert incidents.read(association=here, thread=ref, account=dee, by="dee", at=NOW) == 0
    with tenancy.association(here):
        assert Event.objects.filter(kind="incident.seen", by="dee").count() == 1
        assert [each.account.handle for each in behaviour.unread(here)] == ["dan"]


def test_the_third_within_three_months_asks_an_officer_to_look(here: Association) -> None:
    who = customer(here)
    refs = [incident(here, who, days) for days in (0, 10, 20)]
    later = incident(here, who, 111)
    with tenancy.association(here):
        third = {
            each.thread.ref: each.facts["third_in_three_months"]
            for each in Event.objects.filter(kind="behaviour.reported").select_related("thread")
        }
        assert third == {refs[0]: False, refs[1]: False, refs[2]: True, later: False}
        assert Notice.objects.filter(what="pattern", account__handle="mia").count() == 1


def test_nothing_is_drafted_before_somebody_asked_after_them(here: Association) -> None:
    ref = incident(here, customer(here))
    refused = take(
        association=here,
        thread=ref,
        kind="persistence.considered",
        facts={"report": True},
        by="mia",
        at=now(),
    )
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("First ask after them")
    unread = restrictions.ask_after(
        association=here, thread=ref, illness="no", abuse="no", ours_read=False, uid="w", by="ann", at=now()
    )
    assert isinstance(unread, Refused)
    assert unread.field == "ours_read"


def test_what_keeps_us_safe_holds_at_once_and_what_binds_them_once_they_know(here: Association) -> None:
    who = customer(here)
    ref = decided(here, incident(here, who))
    with tenancy.association(here):
        held = Restriction.objects.get()
        assert {each.kind for each in Marker.objects.filter(ended_at=None)} == {"violent"}
        assert {each.account.handle for each in behaviour.readers(held.thread, "decision")} == {"ann", "mia"}
        assert Event.objects.filter(kind="tenancy_breach.recorded").count() == 1
    told(here, ref, "restriction.told")
    with tenancy.association(here):
        marks = {each.kind for each in diary.marks_of(held.person)}
        assert marks == {"violent", "no-calls", "office-only"}
        assert behaviour.limits_of(held.person, NOW, here.zone).guidance.startswith("Write to them")
    told(here, ref, "restriction.overridden", why="emergency", until="2026-04-10")
    with tenancy.association(here):
        assert behaviour.waived(held.person, date(2026, 4, 10))
        assert not behaviour.waived(held.person, date(2026, 4, 11))
    again = incidents.record(
        association=here, facts=FACTS, person=who, uid="later", by="ann", at=NOW + timedelta(days=1)
    )
    with tenancy.association(here):
        says = Notice.objects.filter(said__contains=str(again), account__handle="dee").get().said
        assert "your decision holds" in says


def test_what_is_not_renewed_is_over_and_the_markers_with_it(here: Association) -> None:
    ref = decided(here, incident(here, customer(here)))
    told(here, ref, "restriction.told")
    assert restrictions.lapse(association=here, by="kept", at=NOW + timedelta(days=80)) == 0
    with tenancy.association(here):
        assert Notice.objects.filter(key__startswith="near:", account__handle="dee").count() == 1
    assert restrictions.lapse(association=here, by="kept", at=NOW + timedelta(days=91)) == 1
    assert restrictions.lapse(association=here, by="kept", at=NOW + timedelta(days=91)) == 0
    with tenancy.association(here):
        assert not Marker.objects.filter(ended_at=None).exists()
        assert Restriction.objects.get().ended_why == "day"


def test_a_review_renews_it_and_whoever_decided_answers_no_appeal(here: Association) -> None:
    ref = decided(here, incident(here, customer(here)))
    told(here, ref, "restriction.told")
    told(here, ref, "restriction.reviewed", outcome="goes_on", reasons="Again", review_on="2026-09-01")
    with tenancy.association(here):
        assert Restriction.objects.get().review_on == date(2026, 9, 1)
        assert {each.review_on for each in Marker.objects.filter(ended_at=None)} == {date(2026, 9, 1)}
    told(here, ref, "restriction.appealed", words="I did not do it")
    mine = take(
        association=here,
        thread=ref,
        kind="restriction.appeal_answered",
        facts={"outcome": "over", "reasons": "They are right"},
        by="dee",
        at=now(),
    )
    assert isinstance(mine, Refused)
    theirs = take(
        association=here,
        thread=ref,
        kind="restriction.appeal_answered",
        facts={"outcome": "over", "reasons": "They are right"},
        by="dan",
        at=now(),
    )
    assert not isinstance(theirs, Refused), theirs
    with tenancy.association(here):
        assert Restriction.objects.get().ended_at is not None
        assert not Marker.objects.filter(ended_at=None).exists()


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def ended(here: Association, ref: str, uid: str, minutes: int, **more: object) -> str | Refused:
    said: dict[str, object] = {"reason": "She swore at me", "told": True, "number_held": True} | more
    return incidents.end_contact(
        association=here,
        thread=ref,
        how="call",
        uid=uid,
        by="ann",
        at=later(minutes),
        **said,  # type: ignore[arg-type]
    )


def test_a_call_is_ended_after_a_warning_and_a_chance_each_time_anew(here: Association) -> None:
    telling = Telling("call.received", NOW - timedelta(minutes=9), {}, person=customer(here))
    ref = str(tell([telling], association=here, by="ann", at=NOW).results[0].thread)
    refused = ended(here, ref, "e0", 0)
    assert isinstance(refused, Refused)
    warned = {"association": here, "thread": ref, "words": "I shall end this call", "by": "ann"}
    incidents.warn(uid="w0", chance=False, at=later(1), **warned)  # type: ignore[arg-type]
    assert isinstance(ended(here, ref, "e0", 2), Refused), "no chance, no ending"
    incidents.warn(uid="w1", chance=True, at=later(3), **warned)  # type: ignore[arg-type]
    assert ended(here, ref, "e1", 4) == ref
    assert ended(here, ref, "e1", 5) == ref
    assert isinstance(ended(here, ref, "e2", 6), Refused), "a second ending has its own warning"
    incidents.warn(uid="w2", chance=True, at=later(7), **warned)  # type: ignore[arg-type]
    assert ended(here, ref, "e2", 8) == ref
    with tenancy.association(here):
        runs = Clock.objects.filter(thread__ref=ref, promise="moray:4.4.11", verdict="running")
        assert runs.count() == 1, "the manager's time is not begun anew"
        assert [each.account.handle for each in behaviour.unread(here)] == ["mia"]
        assert Event.objects.filter(kind="task.set").count() == 2
    restrictions.lapse(association=here, by="kept", at=NOW + timedelta(hours=5))
    with tenancy.association(here):
        assert {each.account.handle for each in behaviour.unread(here)} == {"mia", "dee", "dan"}
    said = {"association": here, "thread": ref, "contact": "Ann", "by": "mia", "at": later(9), "uid": "r"}
    assert isinstance(incidents.rang(said=("why", "help"), **said), Refused)  # type: ignore[arg-type]
    assert incidents.rang(said=("why", "standards", "help"), **said) == ref  # type: ignore[arg-type]
    with tenancy.association(here):
        assert Case.objects.get(type="contact-ended").state == "query-goes-on"
        assert not Clock.objects.filter(promise="moray:4.4.11", verdict="running").exists()
