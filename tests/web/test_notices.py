"""What Kept told me: a page of it, counted on every page, read by a button, and e-mail as I choose."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions import notices
from kept.actions.notices import tell_owed
from kept.actions.sweeping import sweep
from kept.store import tenancy
from kept.store.models import Account, Association, Heartbeat, Mail, MailWish, Notice, Thread
from tests import cast

BROKE = "Friday 2026-04-17 00:00"
NOW = "Friday 2026-04-17 10:00"
PAGE = "/karin/notices"


@pytest.fixture
def told(karin: Association, ann: Account, letter: str, clock) -> str:  # type: ignore[no-untyped-def]
    """The letter's promise is broken, and its owner was told."""
    for wall in ("Thursday 2026-04-16 09:00", BROKE):
        sweep(at=cast.t(wall))
        tell_owed(by="kept", at=cast.t(wall))
    clock(NOW)
    return letter


def text(of, address: str = PAGE) -> str:  # type: ignore[no-untyped-def]
    return re.sub(r"\s+", " ", cast.client(of).get(address).content.decode())


def test_every_page_says_how_many_are_new_and_leads_there(
    ann: Account, told: str, karin: Association
) -> None:
    with tenancy.association(karin):
        new = Notice.objects.filter(account=ann).count()
    assert new > 0
    assert f'href="{PAGE}">Notices: {new} new</a>' in text(ann, "/karin/desk")
    bea = cast.member(karin, "bea", "receptionist")
    assert f'href="{PAGE}">Notices</a>' in text(bea, "/karin/desk")


def test_a_breach_says_what_was_promised_and_by_when_and_leads_on(ann: Account, told: str) -> None:
    said = text(ann)
    assert "Broken" in said
    assert "It was due by the end of Thursday 16 April" in said
    assert f'href="/karin/thread/{told}"' in said
    assert f'href="/karin/thread/{told}/apology.made"' in said
    assert "Put it right" in said
    assert "Okafor" not in said


def test_one_or_all_are_read_by_a_button(ann: Account, told: str, karin: Association) -> None:
    browser = cast.client(ann)
    with tenancy.association(karin):
        first = Notice.objects.filter(account=ann).order_by("pk")[0].pk
    for _ in range(2):
        assert browser.post(PAGE, {"notice": first}).status_code == 302
    with tenancy.association(karin):
        assert Notice.objects.get(pk=first).read_at == cast.t(NOW)
        last = Notice.objects.filter(account=ann).order_by("-pk")[0].pk
    browser.post(PAGE, {"upto": last})
    said = text(ann)
    assert "You have read everything." in said
    assert ">Notices</a>" in said


def test_nobody_reads_what_another_was_told(told: str, karin: Association) -> None:
    bea = cast.member(karin, "bea", "director")
    with tenancy.association(karin):
        first = Notice.objects.order_by("pk")[0].pk
    cast.client(bea).post(PAGE, {"notice": first})
    with tenancy.association(karin):
        assert Notice.objects.get(pk=first).read_at is None


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "\u0663"])
def test_what_is_no_number_does_nothing(ann: Account, told: str, karin: Association, value: str) -> None:
    assert cast.client(ann).post(PAGE, {"notice": value, "upto": value}).status_code == 302
    with tenancy.association(karin):
        assert not Notice.objects.filter(read_at__isnull=False).exists()


def test_a_contact_that_was_closed_since_is_not_shown(ann: Account, told: str, karin: Association) -> None:
    mia = cast.member(karin, "mia", "manager")
    with tenancy.association(karin):
        Thread.objects.filter(ref=told).update(sensitivity="confidential", owner=mia)
    said = text(ann)
    assert "This contact is no longer yours to see." in said
    assert told not in said


def test_without_a_mail_server_it_says_so(ann: Account, told: str) -> None:
    assert "nobody has named a mail server" in text(ann)


def test_what_comes_as_e_mail_is_chosen(ann: Account, told: str, karin: Association, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_GOES = True
    assert "One e-mail each morning" in text(ann)
    browser = cast.client(ann)
    browser.post(PAGE, {"wish": "1", "midday": "on"})
    with tenancy.association(karin):
        wish = MailWish.objects.get(account=ann)
    assert (wish.digests, wish.midday) == (False, True)
    said = text(ann)
    assert re.search(r'id="midday" name="midday" checked', said)
    assert not re.search(r'id="digests" name="digests" checked', said)


def test_whoever_looks_after_accounts_sees_that_mail_does_not_go(
    ann: Account, told: str, karin: Association
) -> None:
    ada = cast.member(karin, "ada", "administrator")
    with tenancy.association(karin):
        Mail.objects.create(
            association=karin, account=ann, sort="digest", key="one", at=cast.t(BROKE), tries=3, fault="gone"
        )
    assert "has not gone since" in text(ada)
    assert "has not gone since" not in text(ann)


def test_the_page_takes_as_many_queries_for_forty_as_for_one(
    ann: Account, told: str, karin: Association
) -> None:
    browser = cast.client(ann)

    def asked() -> int:
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(PAGE).status_code == 200
        return len([each for each in found if "SAVEPOINT" not in each["sql"]])

    few = asked()
    for n in range(40):
        notices.notify(
            association=karin,
            accounts=[ann.pk],
            what="mail",
            key=f"{n}",
            said="Look.",
            by="kept",
            at=cast.t(NOW),
        )
    assert asked() == few


def test_readyz_tells_of_a_dead_worker_and_stays_ready(db: None, client, clock) -> None:  # type: ignore[no-untyped-def]
    clock(NOW)
    assert "never run" in client.get("/readyz").content.decode()
    Heartbeat.objects.create(name="worker", beat_at=cast.t("Friday 2026-04-17 09:00"))
    found = client.get("/readyz")
    assert found.status_code == 200
    assert "not been seen since" in found.content.decode()
    Heartbeat.objects.update(beat_at=cast.t(NOW))
    assert client.get("/readyz").content == b"ok\n"
