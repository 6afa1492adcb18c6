"""Registers: what may be written, by whom, what stays of it, and who is called."""

from __future__ import annotations

from typing import Any

import pytest

from kept.actions import registering
from kept.actions.registering import NotTaken
from kept.casework import Refused
from kept.store import registers, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Event, Membership, Notice, RegisterEntry, RegisterLog
from tests import cast
from tests.cast import t

NOW, LATER = t("Wednesday 2026-04-08 10:00"), t("Thursday 2026-04-09 10:00")
CARD = {"number": "K-0142", "issued_on": "2026-01-05", "expires_on": "2028-01-04"}
LEAFLET = {"leaflet": "How to complain", "service": "complaints", "quantity": "40", "reorder": "10"}


@pytest.fixture
def magna(db: None) -> Association:
    """Magna, which has registers of its own too; Bea visits, Ray is at reception, Mia leads."""
    made = cast.association("magna")
    for handle, role in (("bea", "officer"), ("ray", "receptionist"), ("mia", "manager"), ("ada", "auditor")):
        cast.member(made, handle, role)
    return made


def as_of(here: Association, handle: str) -> Membership:
    with tenancy.association(here):
        found = membership_of(Account.objects.get(handle=handle), on=NOW.date())
    assert found is not None
    return found


def add(here: Association, register: str = "identity-cards", by: str = "mia", **more: Any) -> Any:
    given = {"subject": "bea", "answers": CARD, "at": NOW, **more}
    return registering.add(association=here, register=register, by=by, membership=as_of(here, by), **given)


def added(here: Association, register: str = "identity-cards", by: str = "mia", **more: Any) -> RegisterEntry:
    made = add(here, register, by, **more)
    assert isinstance(made, RegisterEntry), made
    return made


def test_a_card_is_in_the_register_and_what_was_done_is_on_record(magna: Association) -> None:
    made = added(magna, uid="a" * 32)
    assert (made.title, made.edition, made.facts["number"]) == ("Bea", 1, "K-0142")
    # Sent twice, it is there once.
    assert added(magna, uid="a" * 32).pk == made.pk
    with tenancy.association(magna):
        (told,) = Event.objects.filter(kind="register.added")
        assert told.facts == {"register": "identity-cards", "entry": made.pk, "account": "bea"}


def test_somebody_has_one_card_at_a_time(magna: Association) -> None:
    first = added(magna)
    added(magna, answers={**CARD, "number": "K-0199"}, at=LATER)
    with tenancy.association(magna):
        first.refresh_from_db()
        assert first.ended_on == LATER.date()
        (now,) = registers.current(magna, "identity-cards", Account.objects.get(handle="bea"))
        assert now.facts["number"] == "K-0199"


def test_a_card_is_valid_from_its_first_day_to_its_last(magna: Association) -> None:
    added(magna)
    with tenancy.association(magna):
        bea = Account.objects.get(handle="bea")
        on = {
            day: registers.card_of(bea, t(f"{day} 12:00").date())
            for day in (
                "Sunday 2026-01-04",
                "Monday 2026-01-05",
                "Tuesday 2028-01-04",
                "Wednesday 2028-01-05",
            )
        }
    assert [card is not None for card in on.values()] == [False, True, True, False]


def test_each_wrong_answer_has_its_sentence(magna: Association) -> None:
    done = add(magna, answers={"number": "", "issued_on": "soon", "expires_on": "2028-01-04"})
    assert isinstance(done, NotTaken)
    assert done.faults == {
        "number": "“Number on the card” needs an answer.",
        "issued_on": "“Handed out on” takes a date, such as 2026-04-07.",
    }


@pytest.mark.parametrize(
    ("register", "subject", "says"),
    [
        ("no-such", "bea", "There is no such register here"),
        ("identity-cards", "zoe", "Choose a colleague who works here."),
        ("leaflets", "nowhere", "Choose the office."),
    ],
)
def test_of_nothing_and_nobody_there_is_no_entry(
    magna: Association, register: str, subject: str, says: str
) -> None:
    done = add(magna, register, subject=subject)
    assert isinstance(done, Refused)
    assert says in done.sentence


def test_whoever_does_not_keep_a_register_hears_who_does(magna: Association) -> None:
    done = add(magna, "conduct-code", by="bea", subject="", answers={"code": "Code"})
    assert isinstance(done, Refused)
    assert done.sentence == "“Code of conduct” is kept by a manager or director. Ask one of them."


def test_how_somebody_is_called_they_say_themselves(magna: Association) -> None:
    said = {"job_title": "Housing Officer", "name_form": "title_last", "name_title": "Ms", "surname": "Malik"}
    added(magna, "staff-record", by="bea", answers=said)
    with tenancy.association(magna):
        bea = Account.objects.get(handle="bea").pk
        assert registers.called(magna, [bea])[bea].words == "Ms Malik"
    other = add(magna, "staff-record", by="bea", subject="ray", answers=said)
    assert isinstance(other, Refused)


def test_what_is_changed_is_an_edition_of_its_own_and_the_old_one_stays(magna: Association) -> None:
    code = {"code": "Code of conduct", "version": "1", "words": "Be kind."}
    made = added(magna, "conduct-code", subject="", answers=code)
    given: dict[str, Any] = {"association": magna, "entry": made.pk, "by": "mia", "at": LATER}
    same = registering.change(answers=code, **given)
    assert isinstance(same, RegisterEntry)
    assert same.edition == 1
    other = registering.change(answers={**code, "version": "2"}, **given)
    assert isinstance(other, RegisterEntry)
    assert other.edition == 2
    with tenancy.association(magna):
        said = RegisterLog.objects.filter(entry=made, what__in=["added", "changed"]).order_by("id")
        assert [(each.edition, each.facts["version"]) for each in said] == [(1, "1"), (2, "2")]


def test_each_edition_is_accepted_anew(magna: Association) -> None:
    code = {"code": "Code of conduct", "version": "1", "words": "Be kind."}
    made = added(magna, "conduct-code", subject="", answers=code)

    def sign(handle: str) -> object:
        return registering.sign(
            association=magna, entry=made.pk, by=handle, at=LATER, membership=as_of(magna, handle)
        )

    def who() -> set[str]:
        with tenancy.association(magna):
            found = registers.signed(magna, [made.pk]).get(made.pk, {})
            return {each.account.handle for each in found.values() if each.account}

    first, again = sign("bea"), sign("bea")
    assert isinstance(first, RegisterLog)
    assert isinstance(again, RegisterLog)
    assert first.pk == again.pk
    assert who() == {"bea"}
    answers = {**code, "version": "2"}
    registering.change(association=magna, entry=made.pk, answers=answers, by="mia", at=LATER)
    assert who() == set()


def test_how_many_are_left_is_no_other_edition(magna: Association) -> None:
    made = added(magna, "leaflets", subject=_office(magna), answers={**LEAFLET, "compulsory": "no"})
    answers = {**LEAFLET, "compulsory": "no", "quantity": "12"}
    done = registering.change(association=magna, entry=made.pk, answers=answers, by="ray", at=LATER)
    assert isinstance(done, RegisterEntry)
    assert (done.edition, done.facts["quantity"]) == (1, 12)


def _office(here: Association) -> str:
    return cast.rulebook(here.slug).association.offices[0].slug


def test_the_last_of_what_must_always_be_there_calls_whoever_leads(magna: Association) -> None:
    answers = {**LEAFLET, "compulsory": "yes"}
    made = added(magna, "leaflets", by="ray", subject=_office(magna), answers=answers)
    with tenancy.association(magna):
        assert not Notice.objects.filter(what="register").exists()
    registering.change(
        association=magna, entry=made.pk, answers={**answers, "quantity": "0"}, by="ray", at=LATER
    )
    with tenancy.association(magna):
        told = Notice.objects.select_related("account").get(what="register")
    assert told.account.handle == "mia"
    assert told.said == "Our own leaflets: there is no How to complain left, and there must always be some."


def test_a_look_has_a_result_of_its_register_and_is_taken_once(magna: Association) -> None:
    made = added(
        magna, "panic-buttons", subject=_office(magna), answers={"place": "Desk", "room": "reception"}
    )
    given: dict[str, Any] = {"association": magna, "entry": made.pk, "by": "ray", "at": LATER}
    wrong = registering.check(result="perhaps", **given)
    assert isinstance(wrong, Refused)
    assert wrong.field == "result"
    long = registering.check(result="works", note="x" * 1001, **given)
    assert isinstance(long, Refused)
    assert long.field == "note"
    first = registering.check(result="works", uid="b" * 32, **given)
    again = registering.check(result="works", uid="b" * 32, **given)
    assert isinstance(first, RegisterLog)
    assert isinstance(again, RegisterLog)
    assert first.pk == again.pk


def test_what_has_ended_is_neither_changed_nor_confirmed(magna: Association) -> None:
    made = added(
        magna, "conduct-code", subject="", answers={"code": "Code", "version": "1", "words": "Be kind."}
    )
    given: dict[str, Any] = {"association": magna, "entry": made.pk, "by": "mia", "at": LATER}
    wrong = registering.end(why="eaten", **given)
    assert isinstance(wrong, Refused)
    assert wrong.field == "why"
    ended = registering.end(why="withdrawn", **given)
    assert isinstance(ended, RegisterEntry)
    assert registering.end(why="withdrawn", **given).ended_on == LATER.date()  # type: ignore[union-attr]
    assert isinstance(registering.change(answers={}, **given), Refused)
    signed = registering.sign(**given)
    assert isinstance(signed, Refused)


@pytest.mark.parametrize("act", ["change", "check", "sign", "end"])
def test_what_is_not_there_is_not_touched(magna: Association, act: str) -> None:
    more = {"answers": {}} if act == "change" else {}
    done = getattr(registering, act)(association=magna, entry=999, by="mia", at=NOW, **more)
    assert isinstance(done, Refused)
    assert done.sentence == "There is no such entry here. Load the page again."


@pytest.mark.parametrize("act", ["change", "check", "end"])
def test_whoever_does_not_keep_it_changes_nothing(magna: Association, act: str) -> None:
    made = added(
        magna, "conduct-code", subject="", answers={"code": "Code", "version": "1", "words": "Be kind."}
    )
    more = {"answers": {}} if act == "change" else {}
    done = getattr(registering, act)(
        association=magna, entry=made.pk, by="bea", at=NOW, membership=as_of(magna, "bea"), **more
    )
    assert isinstance(done, Refused)
    assert "is kept by" in done.sentence


def test_what_is_not_to_be_confirmed_is_not(magna: Association) -> None:
    made = added(magna)
    done = registering.sign(association=magna, entry=made.pk, by="bea", at=NOW)
    assert isinstance(done, Refused)
