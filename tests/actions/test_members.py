"""A colleague becomes something else, gets a deputy, is away, leaves: each way in which it may end."""

from __future__ import annotations

from datetime import date

import pytest

from kept.actions import absences, factors, invitations, members, people
from kept.casework import Refused
from kept.store import factors as held_factors
from kept.store import tenancy
from kept.store.models import Absence, Account, Association, Event, Membership, Thread
from tests.actions.house import BY, letter, t
from tests.actions.test_people import join, kinds, make, sentence

NOW = t("Wednesday 2026-04-08 10:00")


@pytest.fixture
def bea(here: Association) -> int:
    """Bea, an officer since last week; her membership."""
    make(here)
    made = join(here, from_on=date(2026, 4, 1))
    assert isinstance(made, Membership)
    return made.pk


def change(here: Association, membership: int, **more: object) -> Membership | Refused:
    given = {"role": "manager", "team": None, "office": None, **more}
    return members.change(association=here, membership=membership, by=BY, at=NOW, **given)  # type: ignore[arg-type]


def rows(here: Association, handle: str = "bea") -> list[tuple[str, str | None, date, date | None]]:
    with tenancy.association(here):
        found = Membership.objects.select_related("team").filter(account__handle=handle).order_by("id")
        return [
            (each.role, each.team.slug if each.team else None, each.from_on, each.to_on) for each in found
        ]


def test_another_role_begins_today_and_the_old_one_ended_yesterday(here: Association, bea: int) -> None:
    assert isinstance(change(here, bea), Membership)
    assert rows(here) == [
        ("officer", None, date(2026, 4, 1), date(2026, 4, 7)),
        ("manager", None, date(2026, 4, 8), None),
    ]
    assert kinds(here)[-1] == "member.changed"


def test_a_second_change_on_the_same_day_leaves_no_third_row(here: Association, bea: int) -> None:
    made = change(here, bea)
    assert isinstance(made, Membership)
    change(here, made.pk, team="desk")
    assert rows(here)[1:] == [("manager", "desk", date(2026, 4, 8), None)]


def test_the_same_again_changes_nothing(here: Association, bea: int) -> None:
    before = kinds(here)
    change(here, bea, role="officer")
    assert kinds(here) == before


def test_what_cannot_be_is_refused_by_a_sentence(here: Association, bea: int) -> None:
    assert "There is no role “queen”." in sentence(change(here, bea, role="queen"))
    assert "There is no team “x” here." in sentence(change(here, bea, team="x"))
    assert "There is no office “x” here." in sentence(change(here, bea, office="x"))
    assert "no longer works here" in sentence(change(here, bea + 1000))
    join(here, role="manager")
    assert "They have this role here already." in sentence(change(here, bea))


def test_a_membership_of_another_association_cannot_be_changed_from_here(
    here: Association, there: Association, bea: int
) -> None:
    assert "no longer works here" in sentence(change(there, bea))
    assert rows(here) == [("officer", None, date(2026, 4, 1), None)]


def test_a_deputy_is_somebody_else_who_works_here(here: Association, bea: int) -> None:
    make(here, "cem")
    join(here, "cem")

    def name(deputy: str) -> Membership | Refused:
        return members.name_deputy(association=here, membership=bea, deputy=deputy, by=BY, at=NOW)

    assert "Nobody stands in for themselves." in sentence(name("bea"))
    assert "Nobody called “zoe” can take this on here." in sentence(name("zoe"))
    made = name("cem")
    assert isinstance(made, Membership)
    assert made.deputy is not None
    before = kinds(here)
    name("cem")
    assert kinds(here) == before
    cleared = name("")
    assert isinstance(cleared, Membership)
    assert cleared.deputy_id is None


def test_whoever_leaves_hands_everything_over_and_the_account_is_closed(here: Association, bea: int) -> None:
    make(here, "cem")
    join(here, "cem")
    refs = [letter(here, "Tuesday 2026-04-07 10:00", from_name="Ms Okafor") for _ in range(3)]
    with tenancy.association(here):
        Thread.objects.filter(ref__in=refs).update(owner=Account.objects.get(handle="bea"))
    given = {"association": here, "handle": "bea", "last_on": date(2026, 4, 8), "by": BY, "at": NOW}
    assert "Choose the colleague" in sentence(members.leave(to=None, **given))  # type: ignore[arg-type]
    assert "Choose the colleague" in sentence(members.leave(to="bea", **given))  # type: ignore[arg-type]
    assert "Nobody called “zoe”" in sentence(members.leave(to="zoe", **given))  # type: ignore[arg-type]
    done = members.leave(to="cem", **given)  # type: ignore[arg-type]
    assert done == members.Left(3, closed=True)
    with tenancy.association(here):
        owners = set(Thread.objects.filter(ref__in=refs).values_list("owner__handle", flat=True))
        assert owners == {"cem"}
        assert Event.objects.filter(kind="thread.handed_over").count() == 3
    assert "Nobody of that name works here." in sentence(members.leave(to="cem", **given))  # type: ignore[arg-type]


def test_whoever_works_elsewhere_too_keeps_the_account(
    here: Association, there: Association, bea: int
) -> None:
    join(there)
    done = members.leave(association=here, handle="bea", last_on=date(2026, 4, 8), to=None, by=BY, at=NOW)
    assert done == members.Left(0, closed=False)
    assert Account.objects.get(handle="bea").is_active


def test_the_last_who_looks_after_accounts_cannot_go(here: Association) -> None:
    make(here, "ada")
    made = join(here, "ada", role="administrator")
    assert isinstance(made, Membership)
    assert "Nobody would be left" in sentence(change(here, made.pk, role="officer"))
    leaving = {
        "association": here,
        "handle": "ada",
        "last_on": date(2026, 4, 8),
        "to": None,
        "by": BY,
        "at": NOW,
    }
    assert "Nobody would be left" in sentence(members.leave(**leaving))  # type: ignore[arg-type]
    make(here, "bea")
    join(here, "bea", role="administrator")
    assert members.leave(**leaving) == members.Left(0, closed=True)  # type: ignore[arg-type]


def away(here: Association, **more: object) -> Absence | Refused:
    given: dict[str, object] = {"handle": "bea", "from_at": NOW, "to_at": None, "at": NOW, **more}
    return absences.tell(association=here, by=BY, **given)  # type: ignore[arg-type]


def test_an_absence_is_told_once_and_ends_once(here: Association, bea: int) -> None:
    first, again = away(here), away(here, from_at=t("Wednesday 2026-04-08 10:01"))
    assert isinstance(first, Absence)
    assert isinstance(again, Absence)
    assert first.pk == again.pk
    for _twice in range(2):
        done = absences.back(association=here, absence=first.pk, by=BY, at=t("Thursday 2026-04-09 09:00"))
        assert isinstance(done, Absence)
        assert done.to_at == t("Thursday 2026-04-09 09:00")
    assert kinds(here)[-2:] == ["absence.told", "absence.ended"]


def test_one_that_was_to_come_is_called_off(here: Association, bea: int) -> None:
    made = away(here, from_at=t("Monday 2026-05-04 09:00"), to_at=t("Friday 2026-05-08 17:00"))
    assert isinstance(made, Absence)
    done = absences.back(association=here, absence=made.pk, by=BY, at=NOW)
    assert isinstance(done, Absence)
    assert done.to_at == done.from_at


def test_an_absence_that_cannot_be_is_refused_by_a_sentence(here: Association, bea: int) -> None:
    before = t("Tuesday 2026-04-07 10:00")
    assert "The end comes before the beginning." in sentence(away(here, to_at=before))
    assert "is over already" in sentence(away(here, from_at=t("Monday 2026-04-06 10:00"), to_at=before))
    assert "more than three years" in sentence(away(here, from_at=t("Monday 2035-04-09 10:00")))
    assert "Nobody called “zoe” works here today." in sentence(away(here, handle="zoe"))
    assert "Nobody covers for themselves." in sentence(away(here, covered_by="bea"))
    assert "Nobody called “zoe” can take this on here." in sentence(away(here, covered_by="zoe"))
    assert "in one line" in sentence(away(here, why="two\nlines"))
    away(here)
    told = sentence(away(here, from_at=t("Monday 2026-05-04 09:00")))
    assert told == ("An absence from 8 April 2026 until they are back is known already. End that one first.")
    gone = absences.back(association=here, absence=10**9, by=BY, at=NOW)
    assert "There is no such absence here." in sentence(gone)


def test_a_colleague_cannot_say_it_for_another(here: Association, bea: int) -> None:
    make(here, "cem")
    cem = join(here, "cem")
    assert "Only they themselves" in sentence(away(here, membership=cem))


def test_a_second_proof_comes_with_recovery_codes_and_the_last_takes_them_away(
    here: Association, bea: int
) -> None:
    account = Account.objects.get(handle="bea")
    passkey = {"association": here, "handle": "bea", "credential": {}, "by": BY, "at": NOW}
    codes = factors.add_app(association=here, handle="bea", secret=held_factors.new_secret(), by=BY, at=NOW)
    assert isinstance(codes, list)
    assert len(set(codes)) == 10
    assert factors.add_passkey(name="Phone", **passkey) == []  # type: ignore[arg-type]
    assert "Give the passkey a name" in sentence(factors.add_passkey(name=" ", **passkey))  # type: ignore[arg-type]
    key = held_factors.factors_of(account).passkeys[0]
    assert factors.remove(association=here, handle="bea", factor="totp", by=BY, at=NOW) is True
    assert held_factors.factors_of(account).codes_left == 10
    assert factors.remove(association=here, handle="bea", factor=key.id, by=BY, at=NOW) is True
    assert held_factors.factors_of(account) == held_factors.Held(False, (), 0)
    assert factors.remove(association=here, handle="bea", factor=key.id, by=BY, at=NOW) is False
    assert "Set up an app or a passkey first." in sentence(
        factors.new_codes(association=here, handle="bea", by=BY, at=NOW)
    )


def test_nobody_takes_the_passkey_of_somebody_else_away(here: Association, bea: int) -> None:
    make(here, "cem")
    factors.add_passkey(association=here, handle="cem", name="Phone", credential={}, by=BY, at=NOW)
    key = held_factors.factors_of(Account.objects.get(handle="cem")).passkeys[0]
    assert factors.remove(association=here, handle="bea", factor=key.id, by=BY, at=NOW) is False


def test_an_account_that_was_used_is_not_opened_by_a_link(here: Association, there: Association) -> None:
    make(there)
    people.set_password(association=there, handle="bea", password="a quiet morning", by=BY, at=NOW)
    made = invitations.invite(association=here, email="bea@example.org", role="officer", by=BY, at=NOW)
    assert isinstance(made, invitations.Made)
    taken = invitations.accept(
        association=here, key=made.key, handle="bea", password="another morning", by="mallory", at=NOW
    )
    assert "Sign in to it first." in sentence(taken)
    assert Account.objects.get(handle="bea").check_password("a quiet morning")
    joined = invitations.accept(association=here, key=made.key, handle="bea", by="bea", at=NOW)
    assert isinstance(joined, Membership)
