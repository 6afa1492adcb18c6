"""Other systems are told of what happens, signed, once for each event, and again until they have it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from kept.actions import connections, customers, hooks
from kept.actions.telling import Telling, tell
from kept.casework import Refused
from kept.store import jobs, tenancy
from kept.store.models import Account, Association, Connection, Delivery, Hook, Notice, Person, Thread
from kept.worker import hooking
from tests import cast
from tests.actions.listening import Listener

BY = "kept"
NOW = cast.t("Wednesday 2026-04-08 12:00")
LETTER = "Tuesday 2026-04-07 10:00"

pytestmark = pytest.mark.django_db


@pytest.fixture
def karin(settings) -> Association:  # type: ignore[no-untyped-def]
    settings.PRIVATE_HOOKS = True
    here = cast.association("karin")
    for handle, role in (("ann", "officer"), ("ada", "administrator")):
        cast.member(here, handle, role)
    return here


def hook(here: Association, url: str, *kinds: str, account: str = "ann") -> hooks.Made:
    made = hooks.add(association=here, account=account, url=url, kinds=kinds, by=BY, at=NOW)
    assert isinstance(made, hooks.Made), made
    return made


def letter(here: Association, **more: str) -> str:
    ann = Account.objects.get(handle="ann")
    return cast.told(here, ann, "letter.received", LETTER, from_name="Ms Okafor", about="The lift", **more)  # type: ignore[arg-type]


def waiting() -> list[dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [jobs.DELIVER])
        return [json.loads(args) for (args,) in cursor.fetchall()]


def deliver_all(at: datetime = NOW) -> None:
    """Do the jobs as the worker's thread would: some of them twice, as after a kill."""
    for each in waiting():
        hooking.deliver(**each, now=lambda: at)


def deliveries(here: Association) -> list[Delivery]:
    with tenancy.association(here):
        return list(Delivery.objects.select_related("hook").order_by("id"))


def test_what_happens_is_told_signed_and_without_anybodys_words(karin: Association) -> None:
    with Listener() as other:
        made = hook(karin, other.url)
        ref = letter(karin, uid="crm-1")
        deliver_all()
        (told,) = [each for each in other.bodies() if each["type"] == "letter.received"]
        assert told["data"]["contact"] == ref
        assert told["data"]["event"] == "crm-1"
        assert told["data"]["happened_at"] == "2026-04-07T09:00:00Z"
        assert told["data"]["state"] == "open"
        assert not any(b"Okafor" in body or b"lift" in body for _, body in other.came)
        assert other.all_signed(made.secret)
        assert not other.all_signed("whsec_" + "A" * 44)
        headers, _ = other.came[-1]
        assert headers["webhook-id"] == "crm-1"
        assert headers["content-type"] == "application/json"


def test_it_is_one_telling_for_one_event_however_often_it_is_tried(karin: Association) -> None:
    with Listener(500, 503) as other:
        hook(karin, other.url, "letter.received")
        letter(karin, uid="crm-1")
        for _ in range(4):
            deliver_all()
        assert [headers["webhook-id"] for headers, _ in other.came] == ["crm-1"] * 3
        assert len({body for _, body in other.came}) == 1
        (found,) = deliveries(karin)
        assert (found.tries, found.status, found.sent_at) == (3, 204, NOW)


def test_it_is_tried_again_ever_more_slowly_and_then_paused(karin: Association) -> None:
    with Listener(*[500] * 20) as other:
        made = hook(karin, other.url, "letter.received")
        letter(karin)
        first = waiting()[0]
        for _ in range(10):
            hooking.deliver(**first, now=lambda: NOW)
        assert len(other.came) == 7, "the first time, and after 5 s, 1 min, 10 min, 1 h, 6 h and 24 h"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM scheduled_at - now())::int FROM procrastinate_jobs"
                " WHERE scheduled_at IS NOT NULL ORDER BY id"
            )
            waits = [round(seconds / 5) * 5 for (seconds,) in cursor.fetchall()]
        assert waits == [int(each / timedelta(seconds=1)) for each in hooks.WAITS]
    with tenancy.association(karin):
        paused = Hook.objects.get(ref=made.hook.ref)
        assert (paused.paused_at, paused.why) == (NOW, "it answered 500")
        said = Notice.objects.get(account__handle="ada")
        assert made.hook.ref in said.said
        assert Thread.objects.filter(kind="house").exists()


def test_what_is_the_houses_own_is_told_to_no_other_system(karin: Association) -> None:
    cast.member(karin, "mia", "manager")
    with Listener() as other:
        hook(karin, other.url, "connection.declared", account="mia")
        person = customers.add(association=karin, name="Secret Sister", by="ann", at=NOW)
        assert isinstance(person, Person)
        tie = {"account": "ann", "person": person.ref, "kind": "family", "by": "ann", "at": NOW}
        assert isinstance(connections.declare(association=karin, **tie), Connection)
        deliver_all()
        assert other.came == []
    (kept_back,) = deliveries(karin)
    assert kept_back.fault == hooking.NOT_VISIBLE


def test_while_it_is_paused_nothing_is_lost(karin: Association) -> None:
    with Listener(410) as other:
        made = hook(karin, other.url, "letter.received")
        letter(karin, uid="one")
        deliver_all()
        letter(karin, uid="two")
        deliver_all()
        assert [headers["webhook-id"] for headers, _ in other.came] == ["one"], "gone for good: nothing more"
        resumed = hooks.resume(association=karin, hook=made.hook.ref, by="ann", at=NOW)
        assert isinstance(resumed, Hook)
        deliver_all()
        assert [headers["webhook-id"] for headers, _ in other.came] == ["one", "one", "two"]


def test_it_hears_of_the_kinds_that_it_wants_and_of_nothing_after_it_was_removed(karin: Association) -> None:
    with Listener() as other:
        made = hook(karin, other.url, "letter.answered")
        ref = letter(karin)
        ann = Account.objects.get(handle="ann")
        cast.told(karin, ann, "letter.answered", "Wednesday 2026-04-08 11:00", thread=ref)
        deliver_all()
        assert [each["type"] for each in other.bodies()] == ["letter.answered"]
        hooks.remove(association=karin, hook=made.hook.ref, by="ann", at=NOW)
        cast.told(karin, ann, "letter.answered", "Wednesday 2026-04-08 11:30", thread=ref)
        deliver_all()
        assert len(other.came) == 1


def test_what_its_account_may_not_see_is_never_told(karin: Association) -> None:
    with Listener() as other:
        hook(karin, other.url, "letter.received")
        ref = letter(karin)
        with tenancy.association(karin):
            mia = cast.member(karin, "mia", "manager")
            Thread.objects.filter(ref=ref).update(sensitivity="confidential", owner=mia)
        deliver_all()
        assert other.came == []
        (found,) = deliveries(karin)
        assert found.fault == hooking.NOT_VISIBLE


def test_an_account_that_has_left_hears_of_nothing(karin: Association) -> None:
    from kept.actions import people

    with Listener() as other:
        hook(karin, other.url, "letter.received")
        letter(karin)
        people.close_account(association=karin, handle="ann", by="kept", at=NOW)
        deliver_all()
        assert other.came == []


def test_imported_history_is_told_to_nobody(karin: Association) -> None:
    hook(karin, "http://127.0.0.1:1/")
    before = len(deliveries(karin))
    moment = cast.t(LETTER)
    telling = Telling("letter.received", moment, {}, via="import", recorded_at=moment)
    assert tell([telling], association=karin, by=BY, at=NOW).refused is None
    assert len(deliveries(karin)) == before


def test_what_is_undone_is_told_to_nobody(karin: Association) -> None:
    hook(karin, "http://127.0.0.1:1/")
    before = waiting()
    with transaction.atomic():
        letter(karin)
        assert len(waiting()) > len(before)
        transaction.set_rollback(True)
    assert waiting() == before


def test_another_association_is_told_nothing(karin: Association) -> None:
    with Listener() as other:
        hook(karin, other.url)
        moray = cast.association("moray")
        olga = cast.member(moray, "olga", "officer")
        cast.told(moray, olga, "letter.received", LETTER)
        deliver_all()
        assert all(each["data"]["association"] == "karin" for each in other.bodies())


def test_a_test_says_that_it_is_one(karin: Association) -> None:
    with Listener() as other:
        made = hook(karin, other.url, "letter.received")
        sent = hooks.try_out(association=karin, hook=made.hook.ref, by="ann", at=NOW)
        assert isinstance(sent, Delivery)
        deliver_all()
        (told,) = other.bodies()
        assert (told["type"], told["data"]) == ("test", {"association": "karin"})
        assert other.all_signed(made.secret)


def test_one_telling_is_sent_again_by_hand(karin: Association) -> None:
    with Listener() as other:
        made = hook(karin, other.url, "letter.received")
        letter(karin, uid="one")
        deliver_all()
        again = hooks.redeliver(association=karin, hook=made.hook.ref, delivery="one", by="ann", at=NOW)
        assert isinstance(again, Delivery)
        deliver_all()
        assert [headers["webhook-id"] for headers, _ in other.came] == ["one", "one"]
        nothing = hooks.redeliver(association=karin, hook=made.hook.ref, delivery="two", by="ann", at=NOW)
        assert isinstance(nothing, Refused)


def test_a_redirect_is_not_followed(karin: Association) -> None:
    with Listener() as elsewhere, Listener(302) as other:
        other.elsewhere = elsewhere.url
        hook(karin, other.url, "letter.received")
        letter(karin)
        hooking.deliver(**waiting()[0], now=lambda: NOW)
        assert elsewhere.came == []
        assert deliveries(karin)[0].fault == "it answered 302"


def test_nobody_there_is_no_fault_of_ours(karin: Association) -> None:
    hook(karin, "http://127.0.0.1:1/", "letter.received")
    letter(karin)
    hooking.deliver(**waiting()[0], now=lambda: NOW)
    (found,) = deliveries(karin)
    assert (found.fault, found.tries, found.given_up_at) == ("no answer (ConnectionRefusedError)", 1, None)


def test_a_name_that_leads_inside_is_not_spoken_to(karin: Association, settings) -> None:  # type: ignore[no-untyped-def]
    with Listener() as other:
        hook(karin, other.url, "letter.received")
        letter(karin)
        settings.PRIVATE_HOOKS = False
        hooking.deliver(**waiting()[0], now=lambda: NOW)
        assert other.came == []
        assert deliveries(karin)[0].fault == "its name leads inside this network"


def test_who_makes_a_hook_hears_what_is_wrong(karin: Association) -> None:
    def refused(
        url: str = "https://crm.example.org/", account: str = "ann", kinds: tuple[str, ...] = ()
    ) -> str:
        found = hooks.add(association=karin, account=account, url=url, kinds=kinds, by=BY, at=NOW)
        assert isinstance(found, Refused)
        return found.sentence

    assert "Nobody called “zoe”" in refused(account="zoe")
    assert "letter.eaten" in refused(kinds=("letter.eaten",))
    assert "plain characters" in refused("nonsense")


def test_without_hooks_an_event_costs_nothing_more(karin: Association) -> None:
    from django.test.utils import CaptureQueriesContext

    letter(karin)
    with CaptureQueriesContext(connection) as none:
        letter(karin)
    assert not any("store_delivery" in each["sql"] or "procrastinate" in each["sql"] for each in none)
    hook(karin, "http://127.0.0.1:1/", "letter.received")
    with CaptureQueriesContext(connection) as one:
        letter(karin)
    assert len(one) == len(none) + 2
