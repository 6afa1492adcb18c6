"""What the register of publications holds for clauses, each opened for real."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from kept.actions import bringing, displays, editions, handing_over, issuing, posting, publications
from kept.actions.bringing import Record
from kept.actions.working.photographs import Brought
from kept.casework import Refused
from kept.rulebook import publications as room
from kept.store import tenancy
from kept.store.models import (
    HeldWords,
    OwedForm,
    Person,
    PublicationEdition,
    PublicationFile,
    PublicationSent,
    StoredFile,
)
from tests.contracts.world import World

WORDS = "We commence the repair in the event of a leak. " * 8


def _said(world: World, **more: Any) -> dict[str, Any]:
    return {"association": world.association, "by": "ann", "at": world.at} | more


def drafted(world: World, name: str) -> PublicationEdition:
    made = editions.draft(
        **_said(world, publication=name, version="Spring 2026", dated=date(2026, 4, 7), uid=f"held-{name}")
    )
    assert isinstance(made, PublicationEdition), made
    return made


def whole(world: World, name: str, *, but: str = "") -> PublicationEdition:
    """An edition in which nothing is missing, but for that."""
    made = drafted(world, name)
    said = _said(world, edition=made.pk)
    known = room.publication_named(world.rulebook, name)
    assert known is not None
    for form in ("pdf", *known.complete_with):
        body = BytesIO(b"%PDF-1.7\n" + f"{name} {form}".encode())
        editions.add_copy(brought=Brought("copy.pdf", body), lang="en", form=form, **said)
    for each in room.items_of(world.rulebook, known):
        if each.name != but:
            done = editions.check(
                item=each.name, evidence="Page 3", law_on=date(2026, 4, 1), consent=True, **said
            )
            assert not isinstance(done, Refused), done
    editions.measure(words=WORDS, **said)
    editions.hear(reader="The reading group", says="Easy to follow", **said)
    issuing.approve(**(said | {"by": "mia"}))
    return made


def issued(world: World, name: str) -> PublicationEdition:
    made = whole(world, name)
    done = issuing.issue(**_said(world, edition=made.pk, by="mia", reached=412, how="By post"))
    assert isinstance(done, PublicationEdition), done
    return done


def any_leaflet(world: World) -> str:
    return next(each.name for each in room.publications_of(world.rulebook) if each.sort == room.LEAFLET)


def lodged(world: World) -> Person:
    """Ngozi Okafor holds a home, with an address of e-mail."""
    for what, ref, said in (
        ("homes", "H-1", {"address": "14 Mill Lane"}),
        ("people", "P-1", {"name": "Ngozi Okafor", "email": "ngozi@example.org"}),
        ("tenancies", "T-1", {"home": "H-1", "person": "P-1", "kind": "tenant", "from_on": "2026-04-01"}),
    ):
        done = bringing.bring(
            [Record(ref, said)], what=what, association=world.association, by="import", at=world.at
        )
        assert all(each.refused is None for each in done.became), done
    with tenancy.association(world.association):
        return Person.objects.get()


def page_publications(world: World) -> None:
    for each in room.publications_of(world.rulebook):
        assert each.label in world.get("officer", "/publications")
    assert "No edition has been issued" in world.get("officer", "/publications")
    name = any_leaflet(world)
    issued(world, name)
    assert "Spring 2026" in world.get("officer", "/publications")
    one = world.get("officer", f"/publications/of/{name}")
    assert "Nothing, whoever asks" in one
    assert "Looked after by" in one
    assert "Looked at again" in one


def list_work_covered(world: World) -> None:
    page = world.get("officer", "/publications").partition("What of our work is covered")[2]
    areas = room.areas_of(world.rulebook)
    assert areas
    for _slug, label in areas:
        assert label in page
    known = room.publications_of(world.rulebook)
    leaflets = {slug for each in known if each.sort == room.LEAFLET for slug in each.about}
    without = [label for slug, label in areas if slug not in leaflets]
    assert ("none is about" in page) == bool(without)
    covered = {slug for each in known for slug in each.about}
    assert {slug for slug, _label in areas} <= covered


def list_given_at_sign_up(world: World) -> None:
    person = lodged(world)
    issued(world, "handbook")
    page = world.get("officer", "/publications/sign-up")
    assert "Ngozi Okafor" in page
    ref = page.partition('name="tenancy" value="')[2].partition('"')[0]
    path = "/publications/sign-up"
    given = {"publication": "handbook", "tenancy": ref, "uid": "a"}
    assert world.post("officer", path, given).status_code == 302
    for each in room.publications_of(world.rulebook):
        # What this house hands over beside them.
        if each.given == room.SIGN_UP and each.name != "handbook" and "tenant" in each.to and not each.signed:
            issued(world, each.name)
            more = {"publication": each.name, "tenancy": ref, "uid": each.name}
            assert world.post("officer", path, more).status_code == 302
    agreement = {"publication": "tenancy-agreement", "tenancy": ref, "uid": "b"}
    assert world.post("officer", path, agreement).status_code == 422
    signed = BytesIO(b"%PDF-1.7\nsigned")
    signed.name = "signed.pdf"
    assert world.post("officer", path, agreement | {"signed": signed}).status_code == 302
    assert "Ngozi Okafor" not in world.get("officer", path)
    had = world.get("officer", f"/customers/{person.ref}/publications")
    assert "Spring 2026" in had
    assert "signed copy on file" in had


def list_displays(world: World) -> None:
    said = {"f-sort": "web", "f-place": "/repairs", "f-owner": "The web team", "uid": "w"}
    assert world.post("officer", "/publications/of/website/show", said).status_code == 302
    page = world.get("officer", "/publications/displays")
    assert "The web team" in page
    assert "To be looked at" in page
    number = page.partition("/publications/displays/")[2].partition('"')[0]
    passed = {f"f-page_{each.name}": "yes" for each in room.page_checks(world.rulebook)}
    looked = passed | {"f-found": "right", "f-page_contrast": "no"}
    assert world.post("officer", f"/publications/displays/{number}", looked).status_code == 302
    assert "Wrong when last looked at" in world.get("officer", "/publications/displays")
    done = displays.look(
        **_said(world, place=int(number), right=True),
        checks={each.name: True for each in room.page_checks(world.rulebook)},
    )
    assert not isinstance(done, Refused)
    assert done.right


def print_publications_for_you(world: World) -> None:
    page = world.get("receptionist", "/publications/for-you?large=yes")
    assert "kept-paper--large" in page
    assert "All of it is free" in page
    for each in room.publications_of(world.rulebook):
        assert each.label in page or each.sort == room.PAGE


def print_year_figures(world: World) -> None:
    page = world.get("manager", "/publications/year")
    rulebook = world.rulebook
    for clause in (*rulebook.promises, *rulebook.duties, *rulebook.measures):
        if clause.startswith(f"{world.slug}:"):
            assert f">{clause}<" in page
    assert "31 March 2026" in page


def rule_edition_complete(world: World) -> None:
    made = whole(world, "handbook", but="rights")
    page = world.get("manager", f"/publications/edition/{made.pk}")
    assert page.count("has not been checked") == 1
    path = f"/publications/edition/{made.pk}"
    assert world.post("manager", path, {"do": "issue"}).status_code == 422
    found = {"do": "check", "item": "rights", "evidence": "Chapter 2", "law_on": "2026-04-01"}
    assert world.post("manager", path, found).status_code == 302
    assert world.post("manager", path, {"do": "issue"}).status_code == 422  # approved anew
    assert world.post("manager", path, {"do": "approve"}).status_code == 302
    assert world.post("manager", path, {"do": "issue"}).status_code == 302


def rule_copied_from_us(world: World) -> None:
    hold = _said(world, name="emergency-numbers", uid="w1", words="01632 960 001")
    assert isinstance(posting.hold(**hold), HeldWords)
    made = whole(world, "handbook")
    assert "01632 960 001" in world.get("officer", f"/publications/edition/{made.pk}")
    issuing.issue(**_said(world, edition=made.pk, by="mia"))
    assert "has changed" not in world.get("officer", "/publications/of/handbook")
    assert isinstance(posting.hold(**(hold | {"uid": "w2", "words": "01632 960 999"})), HeldWords)
    assert "What it is copied from has changed" in world.get("officer", "/publications/of/handbook")
    assert isinstance(issuing.review(**_said(world, edition=made.pk)), Refused)


def rule_reading_recorded(world: World) -> None:
    made = whole(world, any_leaflet(world))
    page = world.get("officer", f"/publications/edition/{made.pk}")
    for said in ("Words in a sentence", "Read with ease from the age of", "commence (8)", "Easy to follow"):
        assert said in page
    bare = drafted(world, "handbook")
    page = world.get("officer", f"/publications/edition/{bare.pk}")
    assert "Nobody has measured how it reads" in page
    assert "No resident has read it" in page


def rule_mark_flagged(world: World) -> None:
    name = next(each.name for each in room.publications_of(world.rulebook) if each.mark)
    made = issued(world, name)
    assert "Carries no mark of plain English" in world.get("officer", f"/publications/of/{name}")
    assert "0 of " in world.get("officer", "/publications")
    editions.mark(**_said(world, edition=made.pk, number="16021", on=date(2026, 4, 1)))
    assert "Carries no mark" not in world.get("officer", f"/publications/of/{name}")
    assert "1 of " in world.get("officer", "/publications")
    assert "16021 of" in world.get("officer", f"/publications/of/{name}")


def rule_issue_on_record(world: World) -> None:
    name = next(each.name for each in room.publications_of(world.rulebook) if each.sort == room.NEWSLETTER)
    made = whole(world, name)
    refused = issuing.issue(**_said(world, edition=made.pk, by="mia"))
    assert isinstance(refused, Refused)
    assert refused.field == "reached"
    issuing.issue(**_said(world, edition=made.pk, by="mia", reached=412, how="By post"))
    page = world.get("officer", f"/publications/of/{name}")
    assert "412, By post" in page
    assert "The last issue came out 0 days ago" in page
    assert "Page 3" in page


def rule_one_click_sends(world: World) -> None:
    person = lodged(world)
    name = any_leaflet(world)
    issued(world, name)
    call = world.tell("call.received", {"about": "The lift"}, person=person.ref)
    path = f"/thread/{call}/publication"
    assert path in world.get("officer", f"/thread/{call}")
    said = {"f-publication": name, "f-way": "email", "f-form": "theirs", "f-email": person.email, "uid": "s"}
    assert world.post("officer", path, said).status_code == 302
    with tenancy.association(world.association):
        row = PublicationSent.objects.get()
    assert row.outgoing is not None
    assert "On its way" in world.get("officer", "/publications/requests")
    done = _said(world, outgoing=row.outgoing, at=world.at + timedelta(minutes=5))
    handing_over.begin(**done)
    handing_over.handed_over(**done)
    assert "Nobody waits for anything" in world.get("officer", "/publications/requests")
    assert "By e-mail" in world.get("officer", f"/customers/{person.ref}/publications")


def rule_form_owed(world: World) -> None:
    person = lodged(world)
    name = any_leaflet(world)
    made = issued(world, name)
    with tenancy.association(world.association):
        Person.objects.filter(pk=person.pk).update(need_kinds=["audio"])
    ref = publications.ask(**_said(world, publication=name, person=person.ref, uid="a"))
    assert isinstance(ref, str), ref
    done = publications.send(**_said(world, publication=name, way="counter", thread=ref, uid="b"))
    assert isinstance(done, PublicationSent), done
    with tenancy.association(world.association):
        owed = OwedForm.objects.get()
        assert (owed.form, owed.text) == ("audio", WORDS)
        file = StoredFile.objects.order_by("id").first()
        OwedForm.objects.filter(pk=owed.pk).update(file=file, produced_at=world.at, produced_by="ann")
    done = publications.send(**_said(world, publication=name, way="counter", thread=ref, uid="c"))
    assert isinstance(done, PublicationSent), done
    assert done.form == "audio"
    with tenancy.association(world.association):
        assert PublicationFile.objects.filter(edition=made, form="audio").count() == 1
        assert OwedForm.objects.count() == 1


def free_within_the_hour(world: World) -> None:
    page = world.get("officer", "/capture/information.charged")
    assert "What takes an hour or less costs nobody anything" in page
    sent = {
        "uid": "f" * 32,
        "step": "save",
        "f-happened_at": "2026-04-07",
        "f-happened_at-time": "10:00",
        "f--known": "staff",
        "f-from_name": "Mr Bell",
        "f-minutes": "90",
        "f-minutes_expected": "60",
        "f-why": "Forty years of minutes",
        "f-agreed": "yes",
        "f-pounds": "12",
    }
    refused = world.post("officer", "/capture/information.charged", sent)
    assert "This has to be more than 60." in refused.content.decode()
    without = world.post(
        "officer", "/capture/information.charged", {**sent, "f-minutes_expected": "90", "f-why": ""}
    )
    assert without.status_code != 302
    done = world.post("officer", "/capture/information.charged", {**sent, "f-minutes_expected": "90"})
    assert done.status_code == 302, done.content.decode()[-3_000:]
    # Nothing else that goes to somebody asks for money.
    charging = [
        each.name
        for each in world.rulebook.kinds.values()
        if each.field("pounds") is not None
        and each.name.split(".")[0] in ("information", "literature", "form")
    ]
    assert charging == ["information.charged"]


PROOFS = {
    "rule:free-within-the-hour": free_within_the_hour,
    "list:displays": list_displays,
    "list:given-at-sign-up": list_given_at_sign_up,
    "list:work-covered": list_work_covered,
    "page:publications": page_publications,
    "print:publications-for-you": print_publications_for_you,
    "print:year-figures": print_year_figures,
    "rule:copied-from-us": rule_copied_from_us,
    "rule:edition-complete": rule_edition_complete,
    "rule:form-owed": rule_form_owed,
    "rule:issue-on-record": rule_issue_on_record,
    "rule:mark-flagged": rule_mark_flagged,
    "rule:one-click-sends": rule_one_click_sends,
    "rule:reading-recorded": rule_reading_recorded,
}
