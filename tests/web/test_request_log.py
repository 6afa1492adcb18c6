"""What does the log say of a request? Never what makes an address secret."""

from __future__ import annotations

import logging

import pytest
from django.urls import get_resolver, reverse

from kept.actions import feeds, tablets
from kept.actions.feeds import Opened as FeedOpened
from kept.actions.tablets import Opened
from kept.config.middleware import SECRET_PARTS
from kept.store.models import Account, Association
from tests import cast

NOW = "Wednesday 2026-04-08 12:00"


def test_a_calendar_and_a_screen_are_written_down_without_their_secret(
    karin: Association, ann: Account, caplog: pytest.LogCaptureFixture
) -> None:
    browser = cast.client(ann)
    feed = feeds.open_feed(association=karin, by="ann", at=cast.t(NOW), resource="@ann")
    office = cast.rulebook("karin").association.offices[0].slug
    screen = tablets.open_for(association=karin, office=office, purpose="screen", by="ann", at=cast.t(NOW))
    assert isinstance(feed, FeedOpened)
    assert isinstance(screen, Opened)
    with caplog.at_level(logging.INFO, "kept.request"):
        for route, secret in (("diary-feed", feed.secret), ("public-screen", screen.secret)):
            assert browser.get(reverse(route, args=["karin", secret])).status_code == 200
            assert secret not in caplog.text
    assert "/karin/feed/[secret].ics 200" in caplog.text


def test_whatever_opens_by_its_address_alone_is_named_so() -> None:
    """A route that signs nobody in and takes a long word calls it a secret or a token."""
    opening = {"diary-feed", "check-in", "public-screen"}
    for name in opening:
        [(_path, parts)] = get_resolver().reverse_dict.getlist(name)[0][0]
        assert set(parts) & set(SECRET_PARTS), name
