"""An edition goes out when nothing is missing, does its duty, and whoever asks is sent it by one act."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from kept.actions import (
    bringing,
    customers,
    displays,
    duties,
    editions,
    handing_over,
    issuing,
    publications,
    reminding_editions,
)
from kept.actions.bringing import Record
from kept.actions.working.photographs import Brought
from kept.casework import Refused, publishing_out
from kept.rulebook import publications as room
from kept.store import publications as stored
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import (
    Association,
    Clock,
    Outgoing,
    OwedForm,
    Person,
    PublicationEdition,
    PublicationPlace,
    PublicationSent,
    StoredFile,
    Tenancy,
    Thread,
    Translation,
)
from tests import cast

pytestmark = pytest.mark.django_db

NOW = cast.t("Wednesday 2026-04-08 10:00")
PDF = b"%PDF-1.7\n% a copy\n"
WORDS = "We mended forty lifts. " * 12


def brought(name: str = "copy.pdf", body: bytes = PDF) -> Brought:
    return Brought(name, BytesIO(body))


def drafted(
    here: Association, name: str, *, version: str = "Spring 2026", by: str = "ann"
) -> PublicationEdition:
    made = editions.draft(
        association=here,
        publication=name,
        version=version,
        dated=date(2026, 4, 8),
        uid=f"{name}-{version}",
        by=by,
        at=NOW,
    )
    assert isinstance(made, PublicationEdition), made
    return made


def ready(
    here: Association, name: str, *, but: tuple[str, ...] = (), version: str = "Spring 2026"
) -> PublicationEdition:
    """An edition in which nothing is missing, but for these."""
    made = drafted(here, name, version=version)
    said: dict[str, Any] = {"association": here, "edition": made.pk, "by": "ann", "at": NOW}
    rulebook = cast.rulebook(here.slug)
    known = room.publication_named(rulebook, name)
    assert known is not None
    for form in ("pdf", *known.complete_with):
        assert not isinstance(
            editions.add_copy(brought=brought(body=PDF + form.encode()), lang="en", form=form, **said),
            Refused,
        )
    for each in room.items_of(rulebook, known):
        if each.name not in but:
            more = {"law_on": date(2026, 4, 1) if each.law else None, "consent": each.consent}
            done = editions.check(item=each.name, evidence="Page 3", **more, **said)
            assert not isinstance(done, Refused), done
    assert not isinstance(editions.measure(words=WORDS, **said), Refused)
    assert not isinstance(editions.hear(reader="The reading group", says="Clear.", **said), Refused)
    assert not isinstance(issuing.approve(association=here, edition=made.pk, by="mia", at=NOW), Refused)
    return made


def issued(here: Association, name: str, **more: Any) -> PublicationEdition:
    made = ready(here, name, **more)
    done = issuing.issue(association=here, edition=made.pk, by="mia", at=NOW, reached=412, how="By post")
    assert isinstance(done, PublicationEdition), done
    return done


def okafor(here: Association, **more: Any) -> Person:
    made = customers.add(
        association=here,
        name="Ngozi Okafor",
        address="14 Mill Lane, Leeds LS1 4AP",
        email="ngozi@example.org",
        by="ann",
        at=NOW,
        **more,
    )
    assert isinstance(made, Person)
    return made


def clocks(here: Association, ref: str) -> list[tuple[str, str]]:
    with tenancy.association(here):
        rows = Clock.objects.filter(thread__ref=ref).order_by("promise")
        return [(each.promise, each.verdict) for each in rows]


def test_a_newsletter_goes_out_when_nothing_is_missing_and_its_duties_are_done() -> None:
    karin = cast.association("karin")
    duties.begin_all(association=karin, by="kept", at=NOW)
    made = ready(karin, "newsletter", but=("lettings",))
    said: dict[str, Any] = {"association": karin, "edition": made.pk, "by": "mia", "at": NOW}
    refused = issuing.issue(reached=412, **said)
    assert isinstance(refused, Refused)
    assert (refused.field, "which homes were let" in refused.sentence) == ("lettings", True)
    assert not isinstance(editions.check(item="lettings", evidence="Page 2", **said), Refused)
    refused = issuing.issue(reached=412, **said)
    assert isinstance(refused, Refused)
    assert refused.field == "approve"  # whatever changes is approved anew
    assert not isinstance(issuing.approve(**said), Refused)
    assert issuing.issue(**said).field == "reached"
    assert issuing.issue(reached=412, how="By post", **said).state == "issued"
    assert issuing.issue(reached=412, **said).state == "issued"  # twice is once
    with tenancy.association(karin):
        kept = Clock.objects.filter(promise__in=("karin:communication.6", "karin:allocations.12"))
        assert sorted((each.promise, each.verdict) for each in kept if each.stop) == [
            ("karin:allocations.12", "kept"),
            ("karin:communication.6", "kept"),
        ]
    assert isinstance(editions.check(item="lettings", evidence="Page 9", **said), Refused)
    issued(karin, "newsletter", version="Summer 2026")
    with tenancy.association(karin):
        states = stored.editions(karin, "newsletter").values_list("version", "state")
        assert sorted(states) == [("Spring 2026", "superseded"), ("Summer 2026", "issued")]


def test_the_issue_of_autumn_carries_the_report_and_is_complete_with_its_recording() -> None:
    magna = cast.association("magna")
    made = drafted(magna, "open-door")
    with tenancy.association(magna):
        PublicationEdition.objects.filter(pk=made.pk).update(dated=date(2026, 9, 30))
        row = stored.editions(magna).get(pk=made.pk)
        known = room.publication_named(cast.rulebook("magna"), "open-door")
        assert known is not None
        lacks = publishing_out.lacking(known, (), stored.edition_of(row, (), magna.zone))
    assert [each.what for each in lacks] == ["file", "file", "holds", "approve"]
    assert "sound" in lacks[1].says
    report = issued(magna, "annual-report", version="2025-26")
    said: dict[str, Any] = {"association": magna, "edition": made.pk, "by": "ann", "at": NOW}
    done = editions.hold(other=report.pk, **said)
    assert isinstance(done, PublicationEdition)
    assert isinstance(editions.hold(other=made.pk, **said), Refused)


@pytest.mark.parametrize(
    ("slug", "name", "clause"),
    [("redland", "transfer-form", "redland:2.8.3.4"), ("magna", "how-to-complain", "magna:5.4.2")],
)
def test_whoever_asks_is_handed_or_mailed_it_and_the_clock_stops(slug: str, name: str, clause: str) -> None:
    here = cast.association(slug)
    ann = cast.member(here, "ann", "receptionist")
    issued(here, name)
    asked: dict[str, Any] = {"association": here, "publication": name, "by": "ann", "at": NOW}
    person = okafor(here)
    first, second = (publications.ask(person=person.ref, uid=uid, **asked) for uid in ("a", "b"))
    assert isinstance(first, str)
    assert isinstance(second, str)
    with tenancy.association(here):
        member = membership_of(ann, on=NOW.date())
        assert {each.thread.ref for each in stored.requests(member)} == {first, second}
    done = publications.send(way="counter", thread=first, uid="a1", **asked)
    assert isinstance(done, PublicationSent), done
    assert (clause, "kept") in clocks(here, first)
    going = publications.send(way="email", thread=second, uid="b1", **asked)
    assert isinstance(going, PublicationSent), going
    assert (clause, "running") in clocks(here, second)
    handing_over.begin(association=here, outgoing=going.outgoing, by="kept", at=NOW + timedelta(minutes=3))
    handing_over.handed_over(
        association=here, outgoing=going.outgoing, by="kept", at=NOW + timedelta(minutes=3)
    )
    assert (clause, "kept") in clocks(here, second)
    assert publications.send(way="email", thread=second, uid="b1", **asked) == going
    with tenancy.association(here):
        member = membership_of(ann, on=NOW.date())
        assert stored.requests(member) == ()
        sent = Outgoing.objects.get(pk=going.outgoing)
        assert (
            sent.attachments[0]["sha256"]
            == StoredFile.objects.get(name="copy.pdf", sha256=sent.attachments[0]["sha256"]).sha256
        )


def test_what_we_do_not_have_in_their_form_they_are_owed_and_paper_goes_with_a_slip() -> None:
    here = cast.association("redland")
    issued(here, "how-to-complain")
    person = okafor(here, language="pl", need_kinds=["braille"])
    asked: dict[str, Any] = {"association": here, "publication": "how-to-complain", "by": "ann", "at": NOW}
    ref = publications.ask(person=person.ref, uid="a", **asked)
    assert isinstance(ref, str)
    done = publications.send(way="post", thread=ref, uid="a1", **asked)
    assert isinstance(done, PublicationSent), done
    with tenancy.association(here):
        row = Outgoing.objects.select_related("file").get(pk=done.outgoing)
        assert row.recipient["lines"] == ["Ngozi Okafor", "14 Mill Lane", "Leeds", "LS1 4AP"]
        assert row.file is not None
        assert row.file.type == "application/pdf"
        assert [each.form for each in OwedForm.objects.filter(association=here)] == ["braille"]
        assert Translation.objects.filter(association=here).count() == 1


def test_at_sign_up_each_household_has_its_handbook_and_each_tenant_a_signed_agreement() -> None:
    here = cast.association("magna")
    issued(here, "handbook")
    for what, record in (
        ("homes", Record("H-1", {"address": "14 Mill Lane"})),
        ("people", Record("P-1", {"name": "Ngozi Okafor"})),
        (
            "tenancies",
            Record("T-1", {"home": "H-1", "person": "P-1", "kind": "tenant", "from_on": "2026-04-01"}),
        ),
    ):
        done = bringing.bring([record], what=what, association=here, by="import", at=NOW)
        assert all(each.refused is None for each in done.became), done
    with tenancy.association(here):
        lodging = Tenancy.objects.select_related("person").get()
        person = lodging.person
    rulebook = cast.rulebook("magna")

    def lacking(name: str) -> int:
        known = room.publication_named(rulebook, name)
        assert known is not None
        with tenancy.association(here):
            holds = stored.holding(here).get(name)
            given = stored.given(here, name)
            rows = publishing_out.without(
                known, stored.holders(here, NOW.date()), given, holds.pk if holds else None
            )
            return len(rows)

    assert (lacking("handbook"), lacking("tenancy-agreement"), lacking("licence-agreement")) == (1, 1, 0)
    said: dict[str, Any] = {"association": here, "tenancy_ref": lodging.ref, "by": "ann", "at": NOW}
    assert isinstance(publications.give(publication="handbook", uid="g1", **said), PublicationSent)
    refused = publications.give(publication="tenancy-agreement", uid="g2", **said)
    assert isinstance(refused, Refused)
    assert refused.field == "signed"
    done = publications.give(publication="tenancy-agreement", uid="g3", signed=brought(), **said)
    assert isinstance(done, PublicationSent), done
    assert (lacking("handbook"), lacking("tenancy-agreement")) == (0, 0)
    with tenancy.association(here):
        thread = Thread.objects.get(pk=done.thread_id)
        assert (thread.kind, thread.person_id) == ("publication", person.pk)


def test_a_page_is_right_when_it_passes_every_check() -> None:
    here = cast.association("wessex")
    put = displays.show(
        association=here, publication="website", sort="web", place="/repairs", uid="p", by="ann", at=NOW
    )
    assert isinstance(put, PublicationPlace), put
    names = [each.name for each in room.page_checks(cast.rulebook("wessex"))]
    said: dict[str, Any] = {"association": here, "place": put.pk, "right": True, "by": "ann", "at": NOW}
    found = displays.look(checks=dict.fromkeys(names[1:], True), **said)
    assert (found.right, found.look_again_on) == (False, date(2026, 4, 15))
    found = displays.look(checks=dict.fromkeys(names, True), **said)
    assert (found.right, found.look_again_on) == (True, date(2026, 10, 8))
    assert displays.take_away(association=here, place=put.pk, by="ann", at=NOW).ended_on == date(2026, 4, 8)
    assert isinstance(displays.look(**said), Refused)


def test_what_is_due_is_a_task_once_until_it_was_looked_at() -> None:
    here = cast.association("wessex")
    cast.member(here, "mia", "manager")
    made = issued(here, "help-near-you")
    later = cast.t("Friday 2026-10-09 10:00")
    said: dict[str, Any] = {"association": here, "by": "kept"}
    assert reminding_editions.remind(at=NOW, **said) == 0
    assert reminding_editions.remind(at=later, **said) == 1
    assert reminding_editions.remind_everywhere(by="kept", at=later) == 0
    with tenancy.association(here):
        task = Thread.objects.select_related("owner").get(kind="office_task")
        assert task.owner is not None
        assert (task.owner.handle, task.closed_at) == ("mia", None)
    issuing.review(association=here, edition=made.pk, by="mia", at=later)
    assert reminding_editions.remind(at=later + timedelta(hours=1), **said) == 0
    with tenancy.association(here):
        assert Thread.objects.get(kind="office_task").closed_at is not None
