"""Somebody without an account reads what we promise and how we kept it, on the page and in a frame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests import cast
from tests.journeys.conftest import Walk
from tests.web.test_promises import a_quarter


def test_a_tenant_reads_how_we_kept_our_promises(walk: Walk, clock: Callable[[str], datetime]) -> None:
    clock("Wednesday 2026-04-08 12:00")
    karin = cast.association("karin")
    a_quarter(karin, cast.member(karin, "ann", "receptionist"))
    walk.open("/karin/promises")
    walk.press("When you write to us", role="link")
    walk.press("86 % kept 12 of 14 times", role="link")
    assert walk.page.url.endswith("#words-karin:letters.1")
    walk.press("Back to karin:letters.1", role="link")
    assert "January 2026 to March 2026" in walk.text
    walk.press("October 2025 to December 2025", role="link")
    assert "Too little came up" in walk.text
    walk.open("/karin/promises?embed=1")
    walk.press("All about our promises, and what we do about those we missed", role="link")
    assert walk.page.url.endswith("/karin/promises")
