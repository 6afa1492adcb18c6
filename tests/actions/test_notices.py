"""Who is told of a warning, a breach, a customer who asked again? Each step once, none who may not see it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions import handing, notices
from kept.actions.notices import tell_owed
from kept.actions.sweeping import sweep
from kept.store import tenancy
from kept.store.models import Absence, Account, Association, Membership, Notice, Owed, Thread
from tests import cast

BY = "kept"
LETTER = "Tuesday 2026-04-07 10:00"
# Karin answers a letter within seven working days: by the end of Thursday 16 April.
BROKEN = (
    "Friday 2026-04-17 00:00",
    "Friday 2026-04-17 13:00",
    "Friday 2026-04-17 18:00",
    "Tuesday 2026-04-21 09:00",
)
PROMISE = "karin:letters.1"

pytestmark = pytest.mark.django_db


@pytest.fixture
def karin() -> Association:
    here = cast.association("karin")
    for handle, role in (("ann", "officer"), ("dee", "officer"), ("mia", "manager"), ("dora", "director")):
        cast.member(here, handle, role)
    with tenancy.association(here):
        Membership.objects.filter(account__handle="ann").update(deputy=Account.objects.get(handle="dee"))
    return here


def letter(here: Association, **more: object) -> str:
    return cast.told(
        here, Account.objects.get(handle="ann"), "letter.received", LETTER, from_name="Ms Okafor", **more
    )  # type: ignore[arg-type]


def passes(wall: str) -> None:
    """What the worker does when time has passed."""
    sweep(at=cast.t(wall))
    tell_owed(by=BY, at=cast.t(wall))


def told(here: Association, what: str = "breach", promise: str = PROMISE) -> list[str]:
    with tenancy.association(here):
        rows = Notice.objects.filter(what=what, promise=promise).order_by("step", "account__handle")
        return list(rows.values_list("account__handle", flat=True))


def test_a_breach_goes_to_the_owner_then_the_deputy_then_up_the_line(karin: Association) -> None:
    letter(karin)
    line = ["ann", "dee", "mia", "dora"]
    for number, wall in enumerate(BROKEN, start=1):
        passes(wall)
        assert told(karin) == line[:number]


def test_each_step_is_told_once_however_often_the_worker_comes_by(karin: Association) -> None:
    letter(karin)
    for wall in (*BROKEN, *BROKEN, "Friday 2026-05-08 09:00"):
        passes(wall)
        passes(wall)
    assert told(karin) == ["ann", "dee", "mia", "dora"]
    with tenancy.association(karin):
        assert not Owed.objects.filter(done_at__isnull=True).exists()


def test_a_warning_comes_before_and_stops_at_the_deputy(karin: Association) -> None:
    letter(karin)
    passes("Thursday 2026-04-16 23:00")
    assert set(told(karin, "warning")) <= {"ann", "dee"}
    assert told(karin, "warning")[0] == "ann"
    assert told(karin) == []


def test_the_notice_says_by_when_and_holds_nobodys_words(karin: Association) -> None:
    ref = letter(karin)
    passes(BROKEN[0])
    with tenancy.association(karin):
        found = Notice.objects.select_related("thread").get(promise=PROMISE)
        assert (found.thread and found.thread.ref, found.due_at, found.read_at) == (
            ref,
            cast.t(BROKEN[0]),
            None,
        )
        columns = [str(each) for row in Notice.objects.values_list() for each in row]
        assert not any("Okafor" in each for each in columns)


def test_whoever_is_away_is_stood_in_for(karin: Association) -> None:
    letter(karin)
    eve = cast.member(karin, "eve", "officer")
    with tenancy.association(karin):
        Absence.objects.create(
            association=karin,
            account=Account.objects.get(handle="ann"),
            covered_by=eve,
            from_at=cast.t("Monday 2026-04-13 09:00"),
            told_by=BY,
            told_at=cast.t("Monday 2026-04-13 09:00"),
        )
    passes(BROKEN[0])
    assert told(karin) == ["eve"]


def test_where_nobody_owns_it_whoever_leads_is_told(karin: Association) -> None:
    ref = letter(karin)
    with tenancy.association(karin):
        Thread.objects.filter(ref=ref).update(owner=None)
    passes(BROKEN[0])
    assert told(karin) == ["mia"]


def test_whom_a_contact_is_about_is_never_told_of_it(karin: Association) -> None:
    ref = letter(karin)
    with tenancy.association(karin):
        about = Account.objects.get(handle="mia")
        dee = Account.objects.get(handle="dee")
        Thread.objects.filter(ref=ref).update(about=about, sensitivity="about-staff", owner=dee)
    for wall in BROKEN:
        passes(wall)
    assert "mia" not in told(karin)
    assert told(karin)[0] == "dee"
    assert told(karin)[-1] == "dora"


def test_who_may_not_see_a_contact_is_passed_over(karin: Association) -> None:
    ref = letter(karin)
    with tenancy.association(karin):
        Thread.objects.filter(ref=ref).update(sensitivity="confidential")
    for wall in BROKEN[:2]:
        passes(wall)
    # The deputy is in no team of it: the manager comes second.
    assert told(karin) == ["ann", "mia"]


def test_what_is_handed_over_is_told_to_whoever_has_it_now(karin: Association) -> None:
    ref = letter(karin)
    done = handing.hand_over(
        association=karin, thread=ref, to="dee", by="ann", at=cast.t("Wednesday 2026-04-08 10:00")
    )
    assert not hasattr(done, "sentence"), done
    passes(BROKEN[0])
    assert told(karin) == ["dee"]


def test_minutes_and_rings_are_told_to_nobody(karin: Association) -> None:
    ann = Account.objects.get(handle="ann")
    cast.told(karin, ann, "call.rang", "Tuesday 2026-04-07 10:00")
    passes("Tuesday 2026-04-07 12:00")
    with tenancy.association(karin):
        assert Owed.objects.filter(what="breach").exists(), "it is broken and on record"
        assert not Notice.objects.exists()
        assert not Owed.objects.filter(done_at__isnull=True).exists()


def test_imported_history_is_told_to_nobody(karin: Association) -> None:
    from kept.actions.telling import Telling, tell

    moment = cast.t(LETTER)
    telling = Telling("letter.received", moment, {}, via="import", recorded_at=moment)
    assert tell([telling], association=karin, by=BY, at=cast.t("Friday 2026-05-08 09:00")).refused is None
    passes("Friday 2026-05-08 10:00")
    with tenancy.association(karin):
        assert not Notice.objects.exists()


def test_what_is_long_past_is_told_to_its_owner_alone_and_only_if_it_is_still_to_be_done(
    karin: Association,
) -> None:
    done, left = letter(karin), letter(karin)
    ann = Account.objects.get(handle="ann")
    cast.told(karin, ann, "letter.answered", "Friday 2026-04-24 10:00", thread=done)
    passes("Friday 2026-06-12 09:00")
    assert told(karin) == ["ann"]
    with tenancy.association(karin):
        rows = Notice.objects.filter(promise=PROMISE).select_related("thread")
        assert {each.thread.ref for each in rows if each.thread} == {left}


def test_two_chasers_are_for_whoever_leads(karin: Association) -> None:
    ref = letter(karin)
    ann = Account.objects.get(handle="ann")
    for wall in ("Wednesday 2026-04-08 10:00", "Thursday 2026-04-09 10:00"):
        cast.told(karin, ann, "contact.chased", wall, thread=ref)
    passes("Thursday 2026-04-09 10:01")
    assert told(karin, "chased", "") == ["mia"]


def test_what_one_has_read_is_read(karin: Association) -> None:
    letter(karin)
    passes(BROKEN[0])
    ann = Account.objects.get(handle="ann")
    with tenancy.association(karin):
        mine = Notice.objects.get(account=ann, what="breach", promise=PROMISE)
        other = Notice.objects.filter(account=ann).exclude(pk=mine.pk).count()
    at = cast.t("Friday 2026-04-17 09:00")
    assert notices.mark_read(association=karin, account=ann.pk, notice=mine.pk, by="ann", at=at) == 1
    assert notices.mark_read(association=karin, account=ann.pk, notice=mine.pk, by="ann", at=at) == 0
    assert notices.mark_read(association=karin, account=ann.pk, by="ann", at=at) == other


def test_telling_takes_as_many_queries_for_thirty_as_for_one(karin: Association) -> None:
    def asked(wall: str) -> int:
        sweep(at=cast.t(wall))
        with CaptureQueriesContext(connection) as found:
            assert tell_owed(by=BY, at=cast.t(wall)).notices > 0
        return len([each for each in found if "SAVEPOINT" not in each["sql"]])

    letter(karin)
    one = asked(BROKEN[0])
    for _ in range(30):
        letter(karin)
    assert asked(BROKEN[0]) <= one
