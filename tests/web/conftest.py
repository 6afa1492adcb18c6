"""One association with a letter on record, and one person for each role, for every test of a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.cache import cache

from kept.actions import bringing, checking, connections, customers, joining, publishing
from kept.actions.bringing import Record
from kept.actions.reassigning import Reassigned, reassign
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework.permissions import ROLES
from kept.config import middleware
from kept.store import tenancy
from kept.store.models import Account, Association, Check, Connection
from tests import cast
from tests.web.walking import Walked

NOW = "Wednesday 2026-04-08 12:00"
LETTER = "1" * 32


@pytest.fixture(autouse=True)
def _nobody_has_guessed_yet() -> None:
    cache.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Sets the moment at which requests come in: `clock("Wednesday 2026-04-08 12:00")`."""

    def at(wall: str) -> datetime:
        moment = cast.t(wall)
        monkeypatch.setattr(middleware, "now", lambda: moment)
        return moment

    at(NOW)
    return at


@pytest.fixture
def karin(db: None, clock: Callable[[str], datetime]) -> Association:
    """Karin Housing Association; it is Wednesday 8 April 2026, noon, after the Easter holidays."""
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    """A receptionist at Karin."""
    return cast.member(karin, "ann", "receptionist")


@pytest.fixture
def letter(karin: Association, ann: Account) -> str:
    """The reference of a letter that came on Tuesday 7 April 2026 at ten."""
    return cast.told(
        karin,
        ann,
        "letter.received",
        "Tuesday 2026-04-07 10:00",
        uid=LETTER,
        from_name="Ms Okafor",
        about="The lift",
    )


@pytest.fixture
def walked(karin: Association, ann: Account, letter: str) -> Walked:
    """Everybody, at the letter."""
    other = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 11:00", from_name="Ms Okafor")
    from kept.actions.merging import merge

    merge(association=karin, thread=other, into=letter, by="ann", at=cast.t("Wednesday 2026-04-08 09:00"))
    moray = cast.association("moray")
    people = {role: cast.member(karin, f"{role}-one", role) for role in ROLES}
    former = cast.member(karin, "fred", "director", to_on=date(2026, 3, 31))
    files = _files(karin)
    return Walked(
        karin=karin,
        people=people,
        outsider=cast.member(moray, "olga", "director"),
        former=former,
        tie=_tie(karin, files["namesake"]),
        ref=letter,
        entry=LETTER,
        joined=other,
        together=_handed_over(karin, letter),
        check=_drawn(karin),
        **files,
        **_home(karin),
    )


def _home(karin: Association) -> dict[str, str]:
    """A home on a patch."""
    at, at_night = cast.t("Tuesday 2026-04-07 02:00"), {"association": karin, "by": "import"}
    bringing.bring([Record("N", {"name": "North"})], what="patches", at=at, **at_night)
    said = {"address": "14 Mill Road", "postcode": "LS1 4AB", "patch": "N"}
    (home,) = bringing.bring([Record("H-1", said)], what="homes", at=at, **at_night).became
    return {"home": str(home.ref), "patch": "n"}


def _drawn(karin: Association) -> int:
    """The number of a letter of March that was drawn to be read again; February is published."""
    at = cast.t("Wednesday 2026-04-08 09:00")
    told = [Telling("letter.received", cast.t("Monday 2026-03-09 10:00"), {"from_name": "Mr Lewis"})]
    tell(told, association=karin, by="ann", at=cast.t("Monday 2026-03-09 10:00"))
    assert isinstance(checking.draw(association=karin, month=date(2026, 3, 1), by="kept", at=at), list)
    publishing.publish(association=karin, month=date(2026, 2, 1), by="kept", at=at)
    with tenancy.association(karin):
        number = Check.objects.values_list("pk", flat=True).first()
    assert number is not None
    return number


def _tie(karin: Association, person: str) -> int:
    """The number of the tie between the namesake and the one who no longer works there."""
    at = cast.t("Wednesday 2026-04-08 09:00")
    tie = connections.declare(
        association=karin, account="fred", person=person, kind="friend", by="ann", at=at
    )
    assert isinstance(tie, Connection)
    return tie.pk


def _handed_over(karin: Association, letter: str) -> str:
    """The name under which the letter went to the officer."""
    at = cast.t("Wednesday 2026-04-08 09:30")
    done = reassign(association=karin, threads=[letter], to="officer-one", by="ann", at=at)
    assert isinstance(done, Reassigned)
    return done.together


def _files(karin: Association) -> dict[str, str]:
    """A customer in two files that were joined, and somebody of the same name."""
    at = cast.t("Tuesday 2026-04-07 12:00")
    same = {"phones": ["0113 496 0001"], "email": "n@example.org", "by": "ann", "at": at}
    one = customers.add(association=karin, name="Ngozi Okafor", **same)
    other = customers.add(association=karin, name="N Okafor", **same)
    namesake = customers.add(
        association=karin, name="Ngozi Okafor", phones=["0113 496 0002"], by="ann", at=at
    )
    joining.join(association=karin, person=other.ref, into=one.ref, by="ann", at=at)
    return {"customer": one.ref, "other_file": other.ref, "namesake": namesake.ref}
