"""What we publish, on screen: what is due, one click to send it, who has not had it, what a look found."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.actions import bringing, displays, editions, issuing, publications
from kept.actions.bringing import Record
from kept.actions.working.photographs import Brought
from kept.rulebook import publications as room
from kept.store import tenancy
from kept.store.models import (
    Account,
    Association,
    Event,
    PublicationEdition,
    PublicationPlace,
    PublicationSent,
)
from tests import cast

pytestmark = pytest.mark.django_db

NOW = cast.t("Wednesday 2026-04-08 10:00")


@pytest.fixture
def redland(clock: Any) -> Association:
    clock("Wednesday 2026-04-08 10:00")
    return cast.association("redland")


@pytest.fixture
def desk(redland: Association) -> Client:
    return cast.client(cast.member(redland, "ann", "receptionist"))


@pytest.fixture
def lead(redland: Association) -> Client:
    return cast.client(cast.member(redland, "mia", "manager"))


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"/redland{path}")
    assert answer.status_code == status, f"{path}: {answer.status_code}"
    return unescape(answer.content.decode())


def pdf(name: str = "copy.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n%\n" + more)


def test_an_edition_is_made_checked_and_issued_on_one_page(
    desk: Client, lead: Client, redland: Association
) -> None:
    said = {"f-version": "Spring 2026", "f-dated": "2026-04-08", "uid": "e1"}
    answer = desk.post("/redland/publications/of/how-to-complain/new", said)
    assert answer.status_code == 302
    path = answer["Location"]
    page = unescape(desk.get(path).content.decode())
    assert "There is no copy of it in English" in page
    assert "No resident has read it" in page
    refused = desk.post(path, {"do": "check", "item": "wording", "evidence": ""})
    assert refused.status_code == 422
    assert "Say in a few words where it stands" in unescape(refused.content.decode())
    assert desk.post(path, {"do": "copy", "file": pdf(), "lang": "en", "form": "pdf"}).status_code == 302
    known = room.publication_named(cast.rulebook("redland"), "how-to-complain")
    assert known is not None
    for each in room.items_of(cast.rulebook("redland"), known):
        assert desk.post(path, {"do": "check", "item": each.name, "evidence": "Page 1"}).status_code == 302
    words = "We commence the repair in the event of a leak. " * 10
    assert desk.post(path, {"do": "measure", "words": words}).status_code == 302
    assert desk.post(path, {"do": "hear", "reader": "The group", "says": "Clear"}).status_code == 302
    page = unescape(desk.get(path).content.decode())
    assert "commence (10): start" in page
    assert "Nobody has approved it" in page
    assert desk.post(path, {"do": "approve"}).status_code == 422
    assert lead.post(path, {"do": "approve"}).status_code == 302
    assert lead.post(path, {"do": "issue"}).status_code == 302
    assert lead.post(path, {"do": "mark", "number": "", "on": "2026-04-01"}).status_code == 422
    assert "0 of 9 that should carry a mark" in text(desk, "/publications")
    assert lead.post(path, {"do": "mark", "number": "16021", "on": "2026-04-01"}).status_code == 302
    page = text(desk, "/publications/of/how-to-complain")
    assert "16021 of" in page
    copy = page.partition("/redland/publications/file/")[2].partition('"')[0]
    file = desk.get(f"/redland/publications/file/{copy}")
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Type"] == "application/pdf"
    assert b"".join(file.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    file.close()


def issued(here: Association, name: str) -> PublicationEdition:
    said: dict[str, Any] = {"association": here, "by": "ann", "at": NOW}
    made = editions.draft(publication=name, version="Spring", dated=date(2026, 4, 8), uid=name, **said)
    assert isinstance(made, PublicationEdition), made
    said["edition"] = made.pk
    known = room.publication_named(cast.rulebook(here.slug), name)
    assert known is not None
    editions.add_copy(
        brought=Brought("a.pdf", BytesIO(b"%PDF-1.7\n" + name.encode())), lang="en", form="pdf", **said
    )
    for each in room.items_of(cast.rulebook(here.slug), known):
        editions.check(item=each.name, evidence="Page 1", law_on=date(2026, 4, 1), consent=True, **said)
    editions.measure(words="We mend lifts. " * 12, **said)
    editions.hear(reader="The group", says="Clear", **said)
    issuing.approve(**(said | {"by": "mia"}))
    done = issuing.issue(reached=10, **(said | {"by": "mia"}))
    assert isinstance(done, PublicationEdition), done
    return done


def test_one_click_sends_what_was_asked_for(desk: Client, redland: Association) -> None:
    issued(redland, "transfer-form")
    asked = desk.post(
        "/redland/publications/of/transfer-form/ask", {"f-from_name": "Mr Bell", "f-now": "no", "uid": "a"}
    )
    assert asked.status_code == 302
    ref = asked["Location"].split("/")[3]
    page = text(desk, "/publications/requests")
    assert "Application to move" in page
    assert "by the end of Saturday 11 April" in page
    click = {
        "uid": "c",
        "thread": ref,
        "publication": "transfer-form",
        "kind": "form.requested",
        "way": "counter",
    }
    assert desk.post("/redland/publications/requests", click | {"way": "email"}).status_code == 422
    assert desk.post("/redland/publications/requests", click).status_code == 302
    assert "Nobody waits for anything" in text(desk, "/publications/requests")
    with tenancy.association(redland):
        assert Event.objects.filter(kind="form.sent").count() == 1
        assert PublicationSent.objects.get().way == "counter"
    assert text(desk, "/thread/AAAA-AAAA/publication", 404)


def test_somebody_chooses_where_the_request_does_not_say(desk: Client, redland: Association) -> None:
    issued(redland, "how-to-complain")
    ref = cast.told(
        redland,
        Account.objects.get(handle="ann"),
        "literature.requested",
        "Wednesday 2026-04-08 09:30",
        which="a paper",
    )
    path = f"/redland/thread/{ref}/publication"
    assert "As their file says, or the ordinary one" in unescape(desk.get(path).content.decode())
    said = {"f-publication": "how-to-complain", "f-way": "post", "f-form": "theirs", "uid": "s"}
    refused = desk.post(path, said | {"f-name": "Mr Bell", "f-address": ""})
    assert refused.status_code == 422
    done = desk.post(path, said | {"f-name": "Mr Bell", "f-address": "3 High Street, Leeds LS1 4AP"})
    assert done.status_code == 302
    assert "On its way" in text(desk, "/publications/requests")


def test_who_has_no_handbook_is_listed_and_one_click_puts_it_on_their_file(
    desk: Client, redland: Association
) -> None:
    issued(redland, "handbook")
    for what, ref, said in (
        ("homes", "H-1", {"address": "14 Mill Lane"}),
        ("people", "P-1", {"name": "Ngozi Okafor"}),
        ("tenancies", "T-1", {"home": "H-1", "person": "P-1", "kind": "tenant", "from_on": "2026-04-01"}),
    ):
        bringing.bring([Record(ref, said)], what=what, association=redland, by="import", at=NOW)
    page = text(desk, "/publications/sign-up")
    assert page.count("Ngozi Okafor") >= 2
    tenancy_ref = page.partition('name="tenancy" value="')[2].partition('"')[0]
    click = {"uid": "g", "publication": "handbook", "tenancy": tenancy_ref}
    assert desk.post("/redland/publications/sign-up", click).status_code == 302
    agreement = click | {"uid": "h", "publication": "tenancy-agreement"}
    assert desk.post("/redland/publications/sign-up", agreement).status_code == 422
    assert (
        desk.post(
            "/redland/publications/sign-up", agreement | {"signed": pdf("signed.pdf", b"x")}
        ).status_code
        == 302
    )
    found = re.search(r"/redland/customers?/([A-Z0-9]{4}-[A-Z0-9]{4})", page)
    assert found is not None
    person = found[1]
    had = text(desk, f"/customers/{person}/publications")
    assert "signed copy on file" in had
    assert "Handed over" in had


def test_a_page_of_the_web_site_is_looked_at_and_the_lists_print(
    desk: Client, lead: Client, redland: Association
) -> None:
    said = {"f-sort": "web", "f-place": "/repairs", "f-owner": "The web team", "uid": "w"}
    assert desk.post("/redland/publications/of/website/show", said).status_code == 302
    with tenancy.association(redland):
        number = PublicationPlace.objects.get().pk
    path = f"/redland/publications/displays/{number}"
    looked = {f"f-page_{each.name}": "yes" for each in room.page_checks(cast.rulebook("redland"))}
    assert desk.post(path, looked | {"f-found": "right", "f-page_links": "no"}).status_code == 302
    page = text(desk, "/publications/displays")
    assert "Does each link work" in page
    assert "The web team" in page
    assert "/redland/survey/web" in page
    assert desk.post(path, {"f-found": "away"}).status_code == 302
    assert displays.look(association=redland, place=number, right=True, by="ann", at=NOW)
    assert "All of it is free" in text(desk, "/publications/for-you?large=yes")
    assert "redland:2.8.3.4" in text(lead, "/publications/year")
    assert "From Tuesday 1 April 2025 to Tuesday 31 March 2026" in text(lead, "/publications/year")
    assert text(lead, "/publications/year?since=soon", 422)
    assert "Somebody" in text(desk, "/publications/of/website")
    assert text(desk, "/publications/of/no-such-thing", 404)
    assert publications.ask(association=redland, publication="nothing", uid="x", by="ann", at=NOW)
