"""What goes out, on its pages: what waits, what failed and why, and what can be done."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions import batches, customers, dispatching, handing_over
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.store import tenancy
from kept.store.models import Event, Merge, Outgoing, Person, PrintBatch
from tests import cast

pytestmark = pytest.mark.django_db

NOW = cast.t("Wednesday 2026-04-08 10:00")


@pytest.fixture
def ann(karin):
    return cast.client(cast.member(karin, "ann", "receptionist"))


@pytest.fixture
def mia(karin):
    return cast.client(cast.member(karin, "mia", "director"))


def okafor(karin) -> Person:
    made = customers.add(
        association=karin,
        name="Ngozi Okafor",
        email="ngozi@example.org",
        address="14 Mill Lane, Leeds LS1 4AP",
        by="ann",
        at=NOW,
    )
    assert isinstance(made, Person)
    return made


def answered(karin, person, uid="one") -> Outgoing:
    telling = Telling("email.received", NOW, {}, person=person.ref)
    thread = tell([telling], association=karin, by="ann", at=NOW).results[0].thread
    row = dispatching.post(
        association=karin,
        by="ann",
        at=NOW,
        uid=uid,
        way="email",
        to={"name": person.name, "email": person.email},
        subject="The lift",
        text="Dear Ms Okafor,\n\nThe lift is mended.",
        thread=thread,
        tells={"kind": "email.answered", "facts": {}},
    )
    assert isinstance(row, Outgoing), row
    return row


def bounced(karin, row) -> None:
    later = {"association": karin.pk, "outgoing": row.pk, "by": "kept", "at": NOW + timedelta(minutes=5)}
    assert handing_over.begin(**later) is not None
    handing_over.handed_over(**later)
    handing_over.failed(why="mailbox unknown", **later)


def page(client, path: str, status: int = 200) -> str:
    answer = client.get(f"/karin{path}")
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_an_empty_house_says_what_will_stand_here(ann) -> None:
    assert "Nothing waits. Whatever was written has gone." in page(ann, "/outgoing")
    assert "Nothing went on this day." in page(ann, "/outgoing/sent?day=2026-04-08")
    assert "No letters have been printed yet." in page(ann, "/outgoing/batches")
    assert "Nothing has been sent to many yet." in page(ann, "/mailings")


def test_what_failed_stands_first_with_why_and_goes_another_way(karin, ann) -> None:
    row = answered(karin, okafor(karin))
    bounced(karin, row)
    said = page(ann, "/outgoing")
    assert "mailbox unknown" in said
    assert "Did not arrive" in said
    one = page(ann, f"/outgoing/one/{row.ref}")
    assert "Post, printed here" in one
    answer = ann.post(f"/karin/outgoing/one/{row.ref}", {"do": "other", "way": "post", "uid": "x"})
    assert answer.status_code == 302
    again = ann.post(f"/karin/outgoing/one/{row.ref}", {"do": "other", "way": "post", "uid": "x"})
    assert answer["Location"] == again["Location"]
    with tenancy.association(karin):
        other = Outgoing.objects.get(way="post")
        assert (other.instead_of_id, other.state) == (row.pk, "waiting")
        assert other.recipient["lines"] == ["Ngozi Okafor", "14 Mill Lane", "Leeds", "LS1 4AP"]
        kinds = list(Event.objects.filter(thread=row.thread_id).order_by("id").values_list("kind", flat=True))
    assert kinds[-3:] == ["email.bounced", "delivery.failed", "delivery.settled"]
    assert "Sent again as" in page(ann, f"/outgoing/one/{row.ref}")
    with tenancy.association(karin):
        office = other.office.slug if other.office is not None else ""
    later = NOW + timedelta(hours=3)
    batch = batches.make(association=karin, office=office, uid="b", by="ann", at=later)
    assert isinstance(batch, PrintBatch), batch
    file = ann.get(f"/karin/outgoing/batches/{batch.ref}/letters.pdf")
    assert file["Content-Disposition"].startswith("attachment")
    file.close()


def test_it_is_taken_back_while_it_waits_and_somebody_elses_house_knows_nothing(karin, ann) -> None:
    row = answered(karin, okafor(karin))
    moray = cast.association("moray")
    olga = cast.client(cast.member(moray, "olga", "director"))
    assert olga.get(f"/moray/outgoing/one/{row.ref}").status_code == 404
    assert olga.get(f"/karin/outgoing/one/{row.ref}").status_code == 404
    assert "Take it back" in page(ann, f"/outgoing/one/{row.ref}")
    ann.post(f"/karin/outgoing/one/{row.ref}", {"do": "cancel"})
    assert "Taken back" in page(ann, f"/outgoing/one/{row.ref}")
    refused = ann.post(f"/karin/outgoing/one/{row.ref}", {"do": "nonsense"})
    assert refused.status_code == 422


def test_the_list_asks_no_more_of_the_database_however_long_it_is(karin, ann) -> None:
    person = okafor(karin)
    answered(karin, person)
    page(ann, "/outgoing?show=waiting")
    with CaptureQueriesContext(connection) as few:
        page(ann, "/outgoing?show=waiting")
    for each in range(4):
        answered(karin, person, f"more-{each}")
    with CaptureQueriesContext(connection) as many:
        page(ann, "/outgoing?show=waiting")
    assert len(many) <= len(few)


def test_a_mailing_is_made_of_a_pasted_list_looked_at_and_begun(karin, ann, mia) -> None:
    person = okafor(karin)
    assert ann.get("/karin/mailings/new").status_code == 403
    assert "Rent a week now" in page(mia, "/mailings/new?template=rent-change")
    sent = {
        "template": "rent-change",
        "way": "post",
        "title": "Rents",
        "who": "list",
        "uid": "m",
        "f-from_day": "2026-06-01",
        "f-why": "Costs rose.",
    }
    wrong = mia.post("/karin/mailings/new", {**sent, "list": "K000-0000; 90; 95"})
    assert wrong.status_code == 422
    assert "Nobody is on file as K000-0000 (line 1)" in wrong.content.decode()
    assert "K000-0000; 90; 95" in wrong.content.decode()
    lines = f"reference;rent_now;rent_new\n{person.ref};90.00;95.00"
    answer = mia.post("/karin/mailings/new", {**sent, "list": lines})
    assert answer.status_code == 302
    said = unescape(mia.get(answer["Location"]).content.decode())
    assert "£95.00" in said
    assert "Send it to 1 person" in said
    assert mia.post(answer["Location"], {"do": "begin"}).status_code == 302
    with tenancy.association(karin):
        assert Merge.objects.get().state == "running"
    assert "Stop it" in mia.get(answer["Location"]).content.decode()
    proof = b"".join(mia.get(f"{answer['Location']}/list.csv").streaming_content).decode()
    assert "Ngozi Okafor" in proof


def test_an_address_at_which_nothing_arrives_is_marked_on_the_file(karin, ann) -> None:
    person = okafor(karin)
    row = answered(karin, person)
    assert "Nothing arrives at" not in page(ann, f"/customer/{person.ref}")
    bounced(karin, row)
    assert "Nothing arrives at ngozi@example.org" in page(ann, f"/customer/{person.ref}")
