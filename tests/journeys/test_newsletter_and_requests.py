"""A newsletter that lacks something does not go out; then it does, and its duty is done. Two people ask.

karin:communication.6, allocations.12: one issue in each quarter, with what was let; redland:2.8.3.4: a form
within three days; magna:5.4.2: a leaflet within five working days, both by one click.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import expect

from kept.actions import customers, duties, editions, handing_over, issuing, publications
from kept.actions.working.photographs import Brought
from kept.rulebook import publications as room
from kept.store import tenancy
from kept.store.models import Association, Clock, Heartbeat, Outgoing, Person, PublicationEdition
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
class TestNewsletterAndRequests:
    """Ann is at the desk, Mia leads."""

    at: datetime
    issue: PublicationEdition

    @pytest.mark.parametrize(("size", "walk"), [("telephone", "scripted")], indirect=True)
    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_newsletter_that_lacks_what_was_let(clock)
        self.then_it_does_not_go_out(walk)
        self.when_it_is_put_right_it_does_and_its_duty_is_done(walk)
        self.when_somebody_asks_for_a_form_it_is_handed_over(walk)
        self.when_somebody_asks_for_a_leaflet_it_goes_by_email(walk)

    def given_a_newsletter_that_lacks_what_was_let(self, clock: Callable[[str], datetime]) -> None:
        self.at = clock("Wednesday 2026-04-08 12:00")
        karin = self.house("karin")
        duties.begin_all(association=karin, by="kept", at=self.at)
        self.issue = self.edition(karin, "newsletter", but="lettings")
        Heartbeat.objects.update_or_create(
            name="worker", defaults={"beat_at": self.at - timedelta(seconds=5)}
        )

    def house(self, slug: str) -> Association:
        here = cast.association(slug)
        cast.member(here, "ann", "receptionist")
        cast.member(here, "mia", "manager")
        return here

    def edition(self, here: Association, name: str, *, but: str = "") -> PublicationEdition:
        said: dict[str, Any] = {"association": here, "by": "ann", "at": self.at}
        made = editions.draft(
            publication=name, version="Spring 2026", dated=date(2026, 4, 8), uid=name, **said
        )
        assert isinstance(made, PublicationEdition), made
        said["edition"] = made.pk
        copy = Brought("spring.pdf", BytesIO(b"%PDF-1.7\n" + name.encode()))
        editions.add_copy(brought=copy, lang="en", form="pdf", **said)
        rulebook = cast.rulebook(here.slug)
        known = room.publication_named(rulebook, name)
        assert known is not None
        for each in room.items_of(rulebook, known):
            if each.name != but:
                editions.check(item=each.name, evidence="Page 1", law_on=date(2026, 4, 1), **said)
        editions.measure(words="We mend lifts. " * 12, **said)
        editions.hear(reader="The reading group", says="Clear", **said)
        issuing.approve(**(said | {"by": "mia"}))
        return made

    def sign_in(self, walk: Walk, who: str, path: str) -> None:
        walk.page.context.clear_cookies()
        walk.open(path)
        walk.page.get_by_label("Your short name, or your e-mail address").fill(who)
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")

    def then_it_does_not_go_out(self, walk: Walk) -> None:
        self.sign_in(walk, "mia", "/karin/publications")
        walk.press("Newsletter", role="link")
        walk.press("Spring 2026", role="link")
        walk.page.get_by_label("To how many did it go?").fill("412")
        walk.page.get_by_label("How?").fill("By post")
        walk.press("Issue it")
        alert = walk.page.get_by_role("alert")
        expect(alert).to_contain_text("which homes were let")
        assert walk.page.get_by_label("To how many did it go?").input_value() == "412"

    def when_it_is_put_right_it_does_and_its_duty_is_done(self, walk: Walk) -> None:
        part = walk.page.locator("#item-lettings")
        part.get_by_label("Where does it stand?").fill("Page 2")
        part.get_by_role("button").click()
        walk.page.wait_for_load_state()
        walk.press("Approve it")
        walk.page.get_by_label("To how many did it go?").fill("412")
        walk.page.get_by_label("How?").fill("By post")
        walk.press("Issue it")
        expect(walk.page.get_by_text("It holds from now on")).to_be_visible()
        with tenancy.association("karin"):
            done = Clock.objects.filter(
                promise__in=("karin:communication.6", "karin:allocations.12"), stop__isnull=False
            )
            assert [each.verdict for each in done] == ["kept", "kept"]

    def when_somebody_asks_for_a_form_it_is_handed_over(self, walk: Walk) -> None:
        redland = self.house("redland")
        self.edition_issued(redland, "transfer-form")
        publications.ask(
            association=redland,
            publication="transfer-form",
            from_name="Mr Bell",
            uid="a",
            by="ann",
            at=self.at,
        )
        self.sign_in(walk, "ann", "/redland/publications/requests")
        expect(walk.page.get_by_text("by the end of Saturday 11 April")).to_be_visible()
        walk.page.get_by_role("button", name="Handed over").click()
        expect(walk.page.get_by_text("Nobody waits for anything")).to_be_visible()
        walk.check()
        self.kept("redland", "redland:2.8.3.4")

    def edition_issued(self, here: Association, name: str) -> None:
        made = self.edition(here, name)
        done = issuing.issue(association=here, edition=made.pk, by="mia", at=self.at)
        assert isinstance(done, PublicationEdition), done

    def when_somebody_asks_for_a_leaflet_it_goes_by_email(self, walk: Walk) -> None:
        magna = self.house("magna")
        self.edition_issued(magna, "how-to-complain")
        person = customers.add(
            association=magna, name="Ngozi Okafor", email="ngozi@example.org", by="ann", at=self.at
        )
        assert isinstance(person, Person)
        publications.ask(
            association=magna, publication="how-to-complain", person=person.ref, uid="b", by="ann", at=self.at
        )
        self.sign_in(walk, "ann", "/magna/publications/requests")
        expect(walk.page.get_by_text("by the end of Wednesday 15 April")).to_be_visible()
        walk.page.get_by_role("button", name="E-mail it").click()
        expect(walk.page.get_by_text("On its way", exact=True)).to_be_visible()
        with tenancy.association(magna):
            out = Outgoing.objects.get().pk
        said: dict[str, Any] = {"association": magna, "outgoing": out, "by": "kept"}
        handing_over.begin(at=self.at + timedelta(minutes=3), **said)
        handing_over.handed_over(at=self.at + timedelta(minutes=3), **said)
        walk.open("/magna/publications/requests")
        expect(walk.page.get_by_text("Nobody waits for anything")).to_be_visible()
        self.kept("magna", "magna:5.4.2")

    def kept(self, slug: str, clause: str) -> None:
        with tenancy.association(slug):
            assert [each.verdict for each in Clock.objects.filter(promise=clause)] == ["kept"]
