"""What answers an e-mail by itself: where the house says so, people alone, and once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.actions import absences, customers
from kept.actions.receiving_mail import Received, receive
from kept.store import tenancy
from kept.store.models import Event, Outgoing, Person, Thread
from kept.worker import dispatch
from tests import cast

pytestmark = pytest.mark.django_db

NOW = cast.t("Wednesday 2026-04-08 10:00")


@pytest.fixture
def wessex(db):
    """Wessex: Bea has gone until the 20th, and Cem stands in for her."""
    found = cast.association("wessex")
    cast.member(found, "bea")
    cast.member(found, "cem")
    cast.member(found, "mia", "manager")
    away = absences.tell(
        association=found,
        handle="bea",
        from_at=NOW - timedelta(days=1),
        to_at=cast.t("Monday 2026-04-20 00:00"),
        covered_by="cem",
        kind="leave",
        by="mia",
        at=NOW - timedelta(days=2),
    )
    assert not hasattr(away, "sentence"), away
    return found


def came(here, words: str = "Hello", **headers: str) -> Received:
    lines = {"From": "ngozi@example.org", "To": "care@wessex.example", "Subject": "Lift", **headers}
    raw = "\r\n".join([*(f"{name}: {value}" for name, value in lines.items()), "", words]).encode()
    done = receive(association=here, raw=raw, received_at=NOW, by="kept", at=NOW)
    assert isinstance(done, Received), done
    return done


def okafor(here, officer: str = "bea") -> Person:
    made = customers.add(association=here, name="Ngozi Okafor", email="ngozi@example.org", by="mia", at=NOW)
    with tenancy.association(here):
        account = cast.Account.objects.get(handle=officer)
        Person.objects.filter(pk=made.pk).update(officer=account)
    return made


def out(here) -> list[Outgoing]:
    with tenancy.association(here):
        return list(Outgoing.objects.order_by("id"))


def test_the_reply_gives_the_day_whom_to_turn_to_and_what_becomes_of_the_rest(wessex, post) -> None:
    okafor(wessex)
    done = came(wessex, **{"Message-ID": "<one@example.org>"})
    (row,) = out(wessex)
    assert "Bea is away until Monday 20 April" in row.text
    assert "please turn to Cem (" in row.text
    assert "cem@example.org" in row.text
    assert "If it can wait, Bea will answer it when back." in row.text
    dispatch.send(wessex.pk, row.pk, now=lambda: NOW)
    ((to, message),) = post.came
    assert (to, message["Auto-Submitted"], message["In-Reply-To"]) == (
        "ngozi@example.org",
        "auto-replied",
        "<one@example.org>",
    )
    with tenancy.association(wessex):
        thread = Thread.objects.get(ref=done.thread)
        kinds = list(Event.objects.filter(thread=thread).order_by("id").values_list("kind", flat=True))
        # It has been told, and the promises run on.
        assert kinds[-1] == "email.acknowledged_by_machine"
        assert thread.act_by is not None


def test_it_goes_once_a_day_and_never_to_a_machine_a_list_or_ourselves(wessex) -> None:
    okafor(wessex)
    came(wessex, "one")
    came(wessex, "two")
    assert len(out(wessex)) == 1
    for headers in (
        {"From": "robot@example.org", "Auto-Submitted": "auto-replied"},
        {"From": "list@example.org", "List-Id": "<tenants.example.org>"},
        {"From": f"somebody@{out(wessex)[0].message_id.rpartition('@')[2].strip('>')}"},
    ):
        came(wessex, "three", **headers)
    assert len(out(wessex)) == 1


def test_nothing_answers_where_nobody_is_away_or_the_house_has_no_rule(wessex) -> None:
    okafor(wessex, officer="cem")
    came(wessex)
    assert out(wessex) == []
