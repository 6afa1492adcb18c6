"""Keys come back, hang under their labels, are lent and returned, and go to the new tenant.

moray:4.5: both names at every movement, no address on a label, a missing key changes the locks, and the whole
history of the hook is one page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from kept.actions import bringing
from kept.actions.bringing import Record
from kept.store import tenancy
from kept.store.models import Association, Clock, Heartbeat, Home, Thread
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
class TestKeysOfAHome:
    """Ann is the receptionist."""

    moray: Association
    ref: str

    @pytest.mark.parametrize(("size", "walk"), [("telephone", "scripted"), ("desk", "plain")], indirect=True)
    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_home_whose_tenant_has_left(clock)
        self.when_the_tenant_brings_fewer_keys_than_were_given_out(walk)
        self.then_they_hang_under_their_labels_and_the_locks_are_to_be_changed(walk)
        self.when_a_contractor_takes_keys_and_brings_them_back(walk, clock)
        self.when_the_locks_are_changed_and_the_old_keys_thrown_away(walk)
        self.when_the_new_tenant_signs(walk)
        self.when_the_cabinet_is_looked_through(walk)
        self.then_the_hook_tells_all_of_it_and_every_promise_is_kept(walk)

    def given_a_home_whose_tenant_has_left(self, clock: Callable[[str], datetime]) -> None:
        at = clock("Tuesday 2026-04-07 10:00")
        self.moray = cast.association("moray")
        cast.member(self.moray, "ann", "receptionist", team="reception")
        cast.member(self.moray, "bob", "officer", team="housing")
        night = {"association": self.moray, "by": "import", "at": at - timedelta(hours=8)}
        bringing.bring([Record("H-1", {"address": "14 Mill Road, Elgin"})], what="homes", **night)
        bringing.bring([Record("P-1", {"name": "Ngozi Okafor"})], what="people", **night)
        lives = {"home": "H-1", "person": "P-1", "kind": "tenant", "from_on": "2026-04-07"}
        bringing.bring([Record("T-1", lives)], what="tenancies", **night)
        with tenancy.association(self.moray):
            self.ref = Home.objects.get(external_ref="H-1").ref
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})

    def when_the_tenant_brings_fewer_keys_than_were_given_out(self, walk: Walk) -> None:
        walk.open("/moray/cabinet")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        walk.page.get_by_label("Find a label or a home").fill("14 Mill")
        walk.press("Find")
        walk.press("14 Mill Road, Elgin", role="link")
        walk.press("Keys came to us", role="link")
        walk.page.get_by_label("Who brought them?").fill("Mr Bell")
        walk.page.get_by_label("A tenant has left").check()
        walk.page.get_by_label("How many had been given out?").fill("4")
        walk.page.get_by_role("group", name="Is this all that will come?").get_by_label("Yes").check()
        walk.page.get_by_label("What does key 1 open?").fill("Front door")
        walk.page.get_by_label("How many of key 1?").fill("-2")
        walk.press("Sign for them")
        expect(walk.page.get_by_text("There cannot be fewer than one key").first).to_be_visible()
        walk.page.get_by_label("How many of key 1?").fill("2")
        walk.press("Sign for them")

    def then_they_hang_under_their_labels_and_the_locks_are_to_be_changed(self, walk: Walk) -> None:
        expect(walk.page.get_by_role("heading", name="Receipt 1")).to_be_visible()
        expect(walk.page.get_by_text("Keys are missing")).to_be_visible()
        walk.press("Print the labels", role="link")
        expect(walk.page.get_by_text("A01-1", exact=True)).to_be_visible()
        assert "Mill Road" not in walk.text
        walk.press("Receipt", role="link")
        walk.page.get_by_label("A01-1 Front door").check()
        walk.press("They hang on their hooks")

    def when_a_contractor_takes_keys_and_brings_them_back(
        self, walk: Walk, clock: Callable[[str], datetime]
    ) -> None:
        walk.press("A01-1", role="link")
        walk.page.get_by_label("Or who else? Name and firm").fill("Jo Reid, Reid Locks")
        walk.page.get_by_role("group", name="Do they work for a contractor?").get_by_label("Yes").check()
        walk.page.get_by_label("What for?").fill("New locks")
        walk.page.get_by_role("group", name="Are they here with you?").get_by_label("Yes").check()
        walk.page.get_by_label("How did they sign?").fill("J. Reid")
        walk.press("Sign them out")
        expect(walk.page.get_by_text("Out with Jo Reid, Reid Locks")).to_be_visible()
        clock("Tuesday 2026-04-07 12:00")
        walk.page.get_by_role("group", name="Are they here with you?").get_by_label("Yes").check()
        walk.page.get_by_label("How did they sign?").fill("J. Reid")
        walk.press("Sign them in")

    def when_the_locks_are_changed_and_the_old_keys_thrown_away(self, walk: Walk) -> None:
        walk.open(f"/moray/cabinet/home/{self.ref}")
        walk.press("Go on", role="link")
        walk.page.get_by_label("Who changed them?").fill("Reid Locks")
        walk.page.get_by_label("How many new keys are there?").fill("3")
        walk.press("Save the change")
        walk.press("Keys came to us", role="link")
        walk.page.get_by_label("Who brought them?").fill("Jo Reid")
        walk.page.get_by_label("What does key 1 open?").fill("Front door, new")
        walk.page.get_by_label("How many of key 1?").fill("3")
        walk.press("Sign for them")
        walk.page.get_by_label("A01-2 Front door, new").check()
        walk.press("They hang on their hooks")
        walk.open(f"/moray/cabinet/home/{self.ref}/locks")
        walk.press("They are thrown away")
        expect(walk.page.get_by_text("The old keys are thrown away")).to_be_visible()

    def when_the_new_tenant_signs(self, walk: Walk) -> None:
        walk.press("Hand them to the tenant", role="link")
        walk.page.get_by_label("Ngozi Okafor").check()
        walk.page.get_by_label("How did the tenant sign?").fill("N. Okafor")
        walk.press("The tenant has them")
        expect(walk.page.get_by_text("It stands on the tenant's file.")).to_be_visible()

    def when_the_cabinet_is_looked_through(self, walk: Walk) -> None:
        walk.open("/moray/cabinet/checks")
        walk.press("Begin a look")
        for asked in ("Was the cabinet locked", "Does its holder have the key?"):
            walk.page.get_by_role("group", name=asked).get_by_label("Yes").check()
        walk.page.get_by_role("group", name="Is the spare key in the safe?").get_by_label("No").check()
        walk.press("Save what I found")
        walk.page.get_by_label("What did you do about it?").fill("Put it back")
        walk.press("Save what I found")

    def then_the_hook_tells_all_of_it_and_every_promise_is_kept(self, walk: Walk) -> None:
        walk.open("/moray/cabinet/hook/main/A01")
        for said in ("Came to us", "Signed out", "Signed in", "Thrown away", "Handed to the tenant"):
            assert said in walk.text, said
        with tenancy.association(self.moray):
            verdicts = set(Clock.objects.values_list("verdict", flat=True))
            assert verdicts == {"kept"}, list(Clock.objects.values_list("promise", "verdict"))
            assert not Thread.objects.filter(adrift=True).exists()
