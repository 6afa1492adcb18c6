"""What has grown too old is cleared away, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.store import tenancy
from kept.store.models import Account, Association, Delivery, Event, Hook, Mail, Notice
from kept.worker.forgetting import forget
from tests import cast

NOW = cast.t("Wednesday 2026-04-08 12:00")


@pytest.mark.django_db
def test_old_notices_mails_and_tellings_go_and_fresh_ones_and_events_stay() -> None:
    karin = cast.association("karin")
    ann = cast.member(karin, "ann", "officer")
    with tenancy.association(karin):
        hook = Hook.objects.create(
            association=karin,
            account=ann,
            ref="K7F3-9Q2M",
            url="https://a.example.org/",
            secret="x",
            created_at=NOW,
            created_by="kept",
        )
        for number, age in enumerate((500, 450, 20, 1)):
            at = NOW - timedelta(days=age)
            mail = Mail.objects.create(
                association=karin, account=ann, sort="digest", key=f"{number}", at=at, sent_at=at
            )
            Notice.objects.create(
                association=karin, account=ann, what="mail", key=f"{number}", at=at, digest=mail
            )
            Delivery.objects.create(association=karin, hook=hook, uid=f"{number}", made_at=at)
        events = Event.objects.count()
    forget(NOW)
    forget(NOW)
    with tenancy.association(karin):
        assert set(Notice.objects.values_list("key", flat=True)) == {"2", "3"}
        assert set(Mail.objects.values_list("key", flat=True)) == {"2", "3"}
        assert set(Delivery.objects.values_list("uid", flat=True)) == {"2", "3"}
        assert Event.objects.count() == events
        assert Account.objects.filter(pk=ann.pk).exists()
        assert Association.objects.filter(pk=karin.pk).exists()
