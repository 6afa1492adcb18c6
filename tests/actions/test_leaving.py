"""Leave and sickness: what is asked for, by when, and that no customer and no promise is left lying.

moray:4.8.1 to 4.8.8 and 4.9.1 to 4.9.4. Moray works Monday to Thursday nine to five, Friday nine to one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kept.actions import absences, booking, leaving
from kept.actions.sweeping import sweep
from kept.casework import Refused
from kept.store import desk, tenancy
from kept.store.accounts import membership_of
from kept.store.models import (
    Absence,
    AbsenceLook,
    AbsenceMeeting,
    AbsenceStep,
    Account,
    Association,
    Booking,
    Clock,
    Event,
    Membership,
    Notice,
    Thread,
)
from tests import cast
from tests.cast import t

NOW = t("Monday 2026-06-01 09:10")
FROM, UNTIL = t("Monday 2026-06-08 00:00"), t("Saturday 2026-06-13 00:00")


@pytest.fixture
def moray(db: None) -> Association:
    """Moray, where Bea visits, Cem covers, Ray is at reception and Mia leads."""
    made = cast.association("moray")
    for handle, role in (
        ("bea", "officer"),
        ("cem", "officer"),
        ("ray", "receptionist"),
        ("mia", "manager"),
    ):
        cast.member(made, handle, role)
    return made


def leave(here: Association, kind: str = "leave", **more: object) -> Absence:
    given = {"from_at": FROM, "to_at": UNTIL, "covered_by": "cem", **more}
    made = absences.tell(association=here, handle="bea", kind=kind, by="mia", at=NOW, **given)  # type: ignore[arg-type]
    assert isinstance(made, Absence), made
    return made


def sick(here: Association, at: datetime = NOW) -> Absence:
    made = absences.tell(
        association=here, handle="bea", kind="sickness", from_at=at, to_at=None, by="mia", at=at
    )
    assert isinstance(made, Absence), made
    return made


def steps(here: Association) -> dict[str, AbsenceStep]:
    with tenancy.association(here):
        return {each.step: each for each in AbsenceStep.objects.select_related("owner", "named")}


def as_of(here: Association, handle: str) -> Membership:
    with tenancy.association(here):
        found = membership_of(Account.objects.get(handle=handle), on=NOW.date())
    assert found is not None
    return found


def booked(here: Association, when: datetime, who: str = "bea") -> str:
    facts = {"from_name": "Ms Okafor", "phone": "01343 555 001", "about": "Damp", "agreed": True}
    made = booking.book(
        association=here,
        kind="appointment",
        starts=when,
        resources=[f"@{who}"],
        facts={**facts, "agreed_how": "by-telephone"},
        by=who,
        at=NOW - timedelta(days=3),
    )
    assert isinstance(made, booking.Booked), made
    return made.thread


def test_leave_of_a_week_opens_the_whole_checklist_of_moray(moray: Association) -> None:
    leave(moray)
    found = steps(moray)
    assert set(found) == {
        "phone-diverted",
        "auto-reply",
        "helpdesk-told",
        "email-checked",
        "letters-handled",
        "messages-handled",
    }
    # Known beforehand: before the first day.
    assert {each.due_at for each in found.values()} == {FROM}
    owners = {name: each.owner.handle if each.owner else "reception" for name, each in found.items()}
    assert owners == {
        "phone-diverted": "reception",
        "auto-reply": "bea",
        "helpdesk-told": "bea",
        "email-checked": "mia",
        "letters-handled": "mia",
        "messages-handled": "mia",
    }


@pytest.mark.parametrize(
    ("until", "asks"),
    [("Wednesday 2026-06-10 00:00", False), ("Thursday 2026-06-11 00:00", True)],
)
def test_only_more_than_two_days_ask_whoever_leads(moray: Association, until: str, asks: bool) -> None:
    # Monday and Tuesday are two days; with Wednesday they are over two.
    absence = leave(moray, to_at=t(until))
    assert ("letters-handled" in steps(moray)) is asks
    assert bool(absence.thread) is asks


def test_other_houses_ask_for_their_own_and_no_arrangements(db: None) -> None:
    karin = cast.association("karin")
    cast.member(karin, "bea")
    cast.member(karin, "mia", "manager")
    absence = leave(karin, covered_by=None)
    assert set(steps(karin)) == {"phone-diverted", "auto-reply"}
    assert absence.thread == ""


def test_the_arrangements_are_tasks_of_whoever_leads_with_a_clock_of_their_own(moray: Association) -> None:
    absence = leave(moray)
    mia = as_of(moray, "mia")
    with tenancy.association(moray):
        row = desk.listed(mia, desk.TO_DO, at=NOW, owner=mia.account_id).get()
        assert row.ref == absence.thread
        clocks = Clock.objects.filter(thread=row, promise="kept:absence-arranged", verdict="running")
        assert [each.due_at for each in clocks] == [FROM] * 3


def see_to(here: Association, step: str, by: str = "mia", **more: object) -> AbsenceStep | Refused:
    with tenancy.association(here):
        pk = AbsenceStep.objects.get(step=step).pk
    return leaving.see_to(
        association=here,
        step=pk,
        by=by,
        at=NOW + timedelta(hours=1),
        membership=as_of(here, by),
        **more,  # type: ignore[arg-type]
    )


def test_letters_go_to_whoever_is_named_with_their_clocks_unchanged(moray: Association) -> None:
    bea = Account.objects.get(handle="bea")
    ref = cast.told(moray, bea, "letter.received", "Friday 2026-05-29 10:00", from_name="Ms Okafor")
    with tenancy.association(moray):
        before = list(
            Clock.objects.filter(thread__ref=ref).order_by("promise").values_list("promise", "due_at")
        )
    assert before
    leave(moray)
    done = see_to(moray, "letters-handled", named="cem")
    assert isinstance(done, AbsenceStep), done
    assert done.facts["given"] == 1
    with tenancy.association(moray):
        assert Thread.objects.select_related("owner").get(ref=ref).owner.handle == "cem"  # type: ignore[union-attr]
        after = list(
            Clock.objects.filter(thread__ref=ref).order_by("promise").values_list("promise", "due_at")
        )
        assert after == before


def test_the_thread_closes_when_all_three_are_arranged(moray: Association) -> None:
    absence = leave(moray)
    for step in ("email-checked", "letters-handled", "messages-handled"):
        with tenancy.association(moray):
            assert Thread.objects.get(ref=absence.thread).closed_at is None
        assert isinstance(see_to(moray, step, named="cem"), AbsenceStep)
        # Twice is once.
        assert isinstance(see_to(moray, step, named="cem"), AbsenceStep)
    with tenancy.association(moray):
        assert Thread.objects.get(ref=absence.thread).closed_at is not None
        verdicts = Clock.objects.filter(thread__ref=absence.thread).values_list("verdict", flat=True)
        assert list(verdicts) == ["kept"] * 3
        assert Absence.objects.get().covered_by.handle == "cem"  # type: ignore[union-attr]


def test_nobody_is_named_who_is_away_too(moray: Association) -> None:
    leave(moray)
    absences.tell(
        association=moray,
        handle="cem",
        from_at=t("Tuesday 2026-06-09 00:00"),
        to_at=t("Wednesday 2026-06-10 00:00"),
        by="mia",
        at=NOW,
    )
    done = see_to(moray, "letters-handled", named="cem")
    assert isinstance(done, Refused)
    assert done.sentence == "This colleague is away then too. Choose somebody else."


@pytest.mark.parametrize(
    ("step", "by", "says"),
    [
        ("phone-diverted", "bea", "Reception says when this is done."),
        ("phone-diverted", "cem", "Reception says when this is done."),
        ("helpdesk-told", "cem", "Whoever is away says when this is done."),
        ("letters-handled", "bea", "Whoever leads says when this is done."),
    ],
)
def test_each_step_is_said_by_whoever_sees_to_it(moray: Association, step: str, by: str, says: str) -> None:
    leave(moray)
    done = see_to(moray, step, by=by, named="cem")
    assert isinstance(done, Refused)
    assert done.sentence == says


def test_reception_diverts_the_telephone_to_the_switchboard(moray: Association) -> None:
    leave(moray)
    done = see_to(moray, "phone-diverted", by="ray", divert_place="switchboard")
    assert isinstance(done, AbsenceStep), done
    with tenancy.association(moray):
        assert Absence.objects.get().divert_place == "switchboard"
    assert done.facts == {"on": "2026-06-01", "divert_place": "switchboard"}


def test_the_automatic_reply_runs_from_the_first_day_to_the_last(moray: Association) -> None:
    leave(moray)
    late = see_to(moray, "auto-reply", by="bea", first=date(2026, 6, 9), last=date(2026, 6, 12))
    assert isinstance(late, Refused)
    assert late.sentence == "The reply has to be on from 8 June 2026 at the latest."
    short = see_to(moray, "auto-reply", by="bea", first=date(2026, 6, 8), last=date(2026, 6, 11))
    assert isinstance(short, Refused)
    assert short.sentence == "The reply has to stay on until 12 June 2026."
    done = see_to(moray, "auto-reply", by="bea", first=date(2026, 6, 8), last=date(2026, 6, 12))
    assert isinstance(done, AbsenceStep), done


def test_reception_is_told_of_the_leave(moray: Association) -> None:
    leave(moray)
    with tenancy.association(moray):
        (told,) = Notice.objects.filter(what="absence").select_related("account")
    assert told.account.handle == "ray"
    # The Monday after is a bank holiday in Scotland.
    assert told.said == "Bea is on leave from 8 June until 16 June. Cem answers for them."


def test_whoever_is_named_looks_every_day_and_says_what_was_urgent(moray: Association) -> None:
    leave(moray)
    see_to(moray, "email-checked", named="cem")
    with tenancy.association(moray):
        step = AbsenceStep.objects.get(step="email-checked").pk
    given = {"association": moray, "step": step, "day": date(2026, 6, 8), "at": t("Monday 2026-06-08 10:00")}
    done = leaving.look(
        urgent=1, note="Rang the contractor", by="cem", membership=as_of(moray, "cem"), **given
    )  # type: ignore[arg-type]
    assert isinstance(done, AbsenceLook), done
    again = leaving.look(urgent=2, by="cem", membership=as_of(moray, "cem"), **given)  # type: ignore[arg-type]
    assert isinstance(again, AbsenceLook)
    assert (again.pk, again.urgent) == (done.pk, 2)
    other = leaving.look(urgent=0, by="ray", membership=as_of(moray, "ray"), **given)  # type: ignore[arg-type]
    assert isinstance(other, Refused)


def test_an_illness_lists_whom_they_were_to_meet_and_the_clock_runs_to_noon(moray: Association) -> None:
    today = booked(moray, t("Monday 2026-06-01 14:00"))
    later = booked(moray, t("Thursday 2026-06-04 10:00"))
    absence = sick(moray)
    with tenancy.association(moray):
        rows = AbsenceMeeting.objects.order_by("starts_at").select_related("thread")
        assert [each.thread.ref for each in rows] == [today, later]
        clock = Clock.objects.get(thread__ref=absence.thread, promise="moray:4.9.2")
        assert (clock.verdict, clock.due_at) == ("running", t("Monday 2026-06-01 12:00"))
        assert Thread.objects.select_related("owner").get(ref=absence.thread).owner.handle == "mia"  # type: ignore[union-attr]


def test_an_illness_without_appointments_has_nobody_to_tell(moray: Association) -> None:
    absence = sick(moray)
    with tenancy.association(moray):
        assert Clock.objects.get(promise="moray:4.9.2").verdict == "kept"
        assert Thread.objects.get(ref=absence.thread).closed_at is None  # the arrangements are open


def test_nothing_is_postponed_to_a_day_on_which_they_are_still_away(moray: Association) -> None:
    booked(moray, t("Monday 2026-06-01 14:00"))
    sick(moray)
    with tenancy.association(moray):
        one = AbsenceMeeting.objects.get().pk
    done = leaving.postpone(
        association=moray,
        meeting=one,
        starts=t("Tuesday 2026-06-09 14:00"),
        how="by-telephone",
        by="mia",
        at=t("Monday 2026-06-01 10:00"),
    )
    assert isinstance(done, Refused)
    assert "Bea is away then" in done.sentence


def test_what_is_postponed_keeps_its_first_date_and_what_is_covered_has_its_briefing(
    moray: Association,
) -> None:
    first = booked(moray, t("Monday 2026-06-01 14:00"))
    booked(moray, t("Monday 2026-06-01 15:00"))
    absences.tell(
        association=moray,
        handle="bea",
        kind="sickness",
        from_at=NOW,
        to_at=t("Thursday 2026-06-04 00:00"),
        by="mia",
        at=NOW,
    )
    mia = as_of(moray, "mia")
    with tenancy.association(moray):
        one, other = AbsenceMeeting.objects.order_by("starts_at").values_list("pk", flat=True)
        due = Booking.objects.get(thread__ref=first).due_at
    given = {"association": moray, "by": "mia", "at": t("Monday 2026-06-01 10:00"), "membership": mia}
    new = t("Tuesday 2026-06-09 14:00")
    moved = leaving.postpone(meeting=one, starts=new, how="by-telephone", later_why="nobody-free", **given)  # type: ignore[arg-type]
    assert isinstance(moved, AbsenceMeeting), moved
    assert (moved.outcome, moved.moved_to) == ("postponed", new)
    with tenancy.association(moray):
        fresh = Booking.objects.get(thread__ref=first, state="booked")
        assert (fresh.starts_at, fresh.due_at) == (new, due)
        assert Clock.objects.get(promise="moray:4.9.2").verdict == "running"
    nothing = leaving.cover(meeting=other, to="cem", **given)  # type: ignore[arg-type]
    assert isinstance(nothing, Refused)
    assert nothing.field == "briefing"
    taken = leaving.cover(meeting=other, to="cem", briefing="Damp in the hall; has photographs.", **given)  # type: ignore[arg-type]
    assert isinstance(taken, AbsenceMeeting), taken
    told = leaving.customer_told(meeting=other, **given)  # type: ignore[arg-type]
    assert isinstance(told, AbsenceMeeting), told
    assert told.told_at == given["at"]
    with tenancy.association(moray):
        assert Clock.objects.get(promise="moray:4.9.2").verdict == "kept"
        on_it = Event.objects.filter(thread=told.thread_id).values_list("kind", flat=True)
        assert {"appointment.covered", "appointment.customer_told"} <= set(on_it)
        assert AbsenceStep.objects.get(step="appointments").done_at == given["at"]


def test_a_colleague_who_is_busy_then_does_not_cover(moray: Association) -> None:
    booked(moray, t("Monday 2026-06-01 14:00"))
    booked(moray, t("Monday 2026-06-01 14:00"), who="cem")
    sick(moray)
    with tenancy.association(moray):
        one = AbsenceMeeting.objects.get().pk
    done = leaving.cover(association=moray, meeting=one, to="cem", briefing="Damp", by="mia", at=NOW)
    assert isinstance(done, Refused)
    assert done.sentence == "This colleague has something else at that time. Choose somebody else."


def test_their_promises_are_on_covers_desk_the_same_minute(moray: Association) -> None:
    bea = Account.objects.get(handle="bea")
    ref = cast.told(moray, bea, "letter.received", "Friday 2026-05-29 10:00", from_name="Ms Okafor")
    sick(moray)
    from kept.store.absences import covered_by

    with tenancy.association(moray):
        mia = as_of(moray, "mia")
        assert covered_by(moray, mia.account_id, NOW) == (bea.pk,)
        rows = desk.listed(mia, desk.TO_DO, at=NOW, owner={mia.account_id, bea.pk})
        assert ref in {each.ref for each in rows}


def test_back_early_ends_what_was_asked_for(moray: Association) -> None:
    later = booked(moray, t("Thursday 2026-06-04 10:00"))
    absence = sick(moray)
    at = t("Tuesday 2026-06-02 09:00")
    absences.back(association=moray, absence=absence.pk, by="bea", at=at)
    sweep(by="kept", at=at)
    with tenancy.association(moray):
        assert AbsenceMeeting.objects.get().outcome == "stands"
        assert not AbsenceStep.objects.filter(done_at=None).exists()
        assert Thread.objects.get(ref=absence.thread).closed_at is not None
        assert Booking.objects.get(thread__ref=later).state == "booked"
