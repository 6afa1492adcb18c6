"""What looks after people's data, each opened for real."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from kept.actions import consents, customers, disclosures, erasing, people, registering, retention, surveying
from kept.actions.telling import Telling, tell
from kept.casework import Refused
from kept.casework.disclosing import KEPT_BACK
from kept.store import other_customers, tenancy
from kept.store.models import Case, Clock, Disclosure, EventText, Person
from tests.contracts.held_confidence import customer
from tests.contracts.held_diary import book, refused, room
from tests.contracts.world import World

TODAY = date(2026, 4, 7)


def sent(answer: HttpResponse) -> None:
    assert answer.status_code == 302, answer.content.decode()[:3_000]


def asked(world: World, person: Person, **more: str) -> str:
    wish = {
        "does": "disclose",
        "sort": "outside",
        "what": "His new address",
        "recipient": "City council",
        "purpose": "To trace what is owed",
        "basis": "law",
        "uid": "1",
        **more,
    }
    sent(world.post("officer", f"/customer/{person.ref}/data", wish))
    with tenancy.association(world.association):
        return Disclosure.objects.order_by("id").last().ref  # type: ignore[union-attr]


def proof_page_data(world: World) -> None:
    world.tell("data_breach.found", {"about": "A letter went astray", "what": "wrong_person"})
    text = world.get("manager", "/data")
    assert "It went to the wrong person" in text
    assert "hours left of 72" in text
    assert "The principles, and what shows that we keep them" in text
    assert "What goes when" in text
    world.get("officer", "/data", status=403)


def proof_page_customer(world: World) -> None:
    bell = customer(world)
    path = f"/customer/{bell.ref}/data"
    sent(
        world.post(
            "officer",
            path,
            {"does": "consent", "purpose": "surveys", "answer": "no", "how": "call", "uid": "1"},
        )
    )
    asked(world, bell)
    text = world.get("receptionist", path)
    assert "No, since" in text
    assert "His new address" in text
    assert path in world.get("receptionist", f"/customer/{bell.ref}")


def proof_disclosures(world: World) -> None:
    bell = customer(world)
    ref = asked(world, bell, basis="protocol", protocol="Sharing in the county")
    sent(world.post("manager", "/data", {"does": "approve", "disclosure": ref}))
    path = f"/customer/{bell.ref}/data"
    sent(
        world.post(
            "officer", path, {"does": "told", "disclosure": ref, "told": "not", "why": "It would warn him"}
        )
    )
    for role, where in (("officer", path), ("manager", "/data")):
        text = world.get(role, where)
        for each in (
            "His new address",
            "City council",
            "To trace what is owed",
            "Sharing in the county",
            "Agreed to by",
        ):
            assert each in text, each
    assert "It would warn him" in world.get("officer", path)


def proof_agreed(world: World) -> None:
    bell = customer(world)
    ref = asked(world, bell)
    assert "nobody has agreed yet" in world.get("officer", f"/customer/{bell.ref}/data")
    own = disclosures.approve(
        association=world.association, disclosure=ref, by=world.member("officer").handle, at=world.at
    )
    assert isinstance(own, Refused)


def proof_section(world: World) -> None:
    bell = customer(world)
    without = {
        "does": "disclose",
        "sort": "section",
        "what": "a",
        "recipient": "b",
        "purpose": "c",
        "basis": "service",
    }
    answer = world.post("officer", f"/customer/{bell.ref}/data", without)
    assert "Name the service" in answer.content.decode()
    asked(world, bell, sort="section", service="Repairs of his roof", basis="service")
    assert "Repairs of his roof" in world.get("officer", f"/customer/{bell.ref}/data")


def proof_purpose(world: World) -> None:
    customer(world)
    wish = {
        "does": "export",
        "what": "Names",
        "recipient": "The printer",
        "purpose": "New rents",
        "basis": "essential",
        "uid": "1",
    }
    sent(world.post("director", "/data", wish))
    with tenancy.association(world.association):
        ref = Disclosure.objects.get().ref
    world.get("director", f"/data/{ref}.csv", status=404)
    sent(world.post("manager", "/data", {"does": "approve", "disclosure": ref}))
    assert b"Kim Bell" in b"".join(world.client("director").get(f"/{world.slug}/data/{ref}.csv"))
    assert world.member("director").name in world.get("manager", "/taken-away")


def proof_masked(world: World) -> None:
    bell = customer(world)
    for role, seen in (("officer", True), ("auditor", False), ("policy-officer", False)):
        text = world.post(role, "/customers", {"q": "Bell"}).content.decode()
        assert (bell.name in text) is seen, role
        assert bell.ref in text


def proof_kept_back(world: World) -> None:
    bell = customer(world)
    sent(
        world.post(
            "manager",
            f"/customer/{bell.ref}/data",
            {"does": "hide", "seen_by": world.member("officer").handle},
        )
    )
    with tenancy.association(world.association):
        assert Person.objects.get(pk=bell.pk).address == KEPT_BACK
    assert KEPT_BACK in world.get("receptionist", f"/customer/{bell.ref}")


def proof_consent(world: World) -> None:
    bell = customer(world)
    common = {"association": world.association, "by": world.member("officer").handle, "at": world.at}
    done = consents.answer(person=bell.ref, purpose="surveys", given=False, how="call", uid="1", **common)  # type: ignore[arg-type]
    assert not isinstance(done, Refused), done
    ref = world.tell("letter.received", {"about": "The lift"}, person=bell.ref)
    survey = next(each.name for each in world.rulebook.room("surveys") if "link" in each.ways)
    no = surveying.ask(thread=ref, survey=survey, how="handed", **common)  # type: ignore[arg-type]
    assert isinstance(no, Refused)
    assert "Leave them in peace" in no.sentence


def proof_words_go(world: World) -> None:
    long_ago = world.at - timedelta(days=365 * 7)
    ref = world.tell("letter.received", {"about": "Old words"}, happened_at=long_ago)
    world.tell("letter.answered", happened_at=long_ago + timedelta(hours=1), thread=ref)
    world.tell("thread.closed", happened_at=long_ago + timedelta(hours=2), thread=ref)
    with tenancy.association(world.association):
        before = list(Clock.objects.order_by("id").values())
    gone = retention.erase_due(association=world.association, by="kept", at=world.at)
    assert gone.places == 1
    with tenancy.association(world.association):
        assert list(Clock.objects.order_by("id").values()) == before
        assert not EventText.objects.filter(words__about="Old words").exists()
    assert ref in world.get("manager", "/data")


def proof_reason(world: World) -> None:
    bell = customer(world)
    path = f"/customer/{bell.ref}"
    world.get("receptionist", path, status=302)
    sent(world.post("receptionist", f"/opening/customer/{bell.ref}", {"own": "He is at the counter"}))
    world.get("receptionist", path)
    assert "He is at the counter" in world.get("manager", "/data")


def proof_why(world: World) -> None:
    bell = customer(world)
    form = world.get("officer", "/capture/call.received")
    assert "use it for nothing else" in form
    assert 'name="said_why"' in form
    told = {"does": "statement", "statement": "to-answer", "how": "call", "uid": "why"}
    sent(world.post("officer", f"/customer/{bell.ref}/data", told))
    shown = world.get("officer", f"/customer/{bell.ref}/data")
    assert shown.count("use it for nothing else") > 1


def _refused(world: World, person: Person) -> str:
    """A correction that was asked for and not made; its reference."""
    ref = world.tell("correction.requested", {"about": "I hear well", "item": "needs"}, person=person.ref)
    said = {"reason": "Their doctor wrote so", "manager": "Mia", "may_complain": True}
    world.tell("correction.refused", said, thread=ref)
    return ref


def proof_beside(world: World) -> None:
    bell = customer(world)
    changed = customers.change(
        association=world.association,
        person=bell.ref,
        changes={"needs": "Hard of hearing"},
        by=world.member("officer").handle,
        at=world.at,
    )
    assert not isinstance(changed, Refused), changed
    ref = _refused(world, bell)
    assert "I hear as well as you do" not in world.get("officer", f"/customer/{bell.ref}")
    world.tell("correction.statement_added", {"words": "I hear as well as you do."}, thread=ref)
    assert "I hear as well as you do" in world.get("officer", f"/customer/{bell.ref}")


def proof_complained(world: World) -> None:
    bell = customer(world)
    ref = _refused(world, bell)
    page = world.get("officer", f"/cases/{ref}")
    assert "They want to complain about it" in page
    path = f"/customer/{bell.ref}/data"
    sent(world.post("officer", path, {"does": "complain", "thread": ref, "uid": "press"}))
    with tenancy.association(world.association):
        made = Case.objects.select_related("thread").get(type="complaint", thread__person=bell)
    assert made.thread.ref in world.get("officer", f"/cases/{ref}")


def proof_erased(world: World) -> None:
    ref = world.tell("letter.received", {"from_name": "Kim Bell", "about": "My illness"})
    assert "My illness" in world.get("manager", f"/thread/{ref}")
    said = {"association": world.association, "thread": ref, "at": world.at}
    done = erasing.erase(by=world.member("manager").handle, reason="Asked for by Mr Bell", **said)
    assert isinstance(done, erasing.Erased), done
    shown = world.get("manager", f"/thread/{ref}")
    assert "My illness" not in shown
    assert "Asked for by Mr Bell" in shown


def proof_named(world: World) -> None:
    customer(world)
    with tenancy.association(world.association):
        found = other_customers.named(world.association, "We heard that from Kim Bell.", reader=None)
    assert found == ("Kim Bell",)


def proof_private(world: World) -> None:
    says = refused(world, facts={"personal_matter": True, "about": "Money", "where": "office"})
    assert "personal matter" in says
    done = book(
        world,
        facts={"personal_matter": True, "about": "Money", "where": "office"},
        resources=[f"@{world.member('officer').handle}", room(world)],
    )
    assert not isinstance(done, Refused), done


def proof_computers(world: World) -> None:
    assert settings.SESSION_IDLE <= 60 * 60
    try:
        validate_password("kettle")
    except ValidationError:
        pass
    else:
        raise AssertionError("a short password is taken")
    world.get("officer", "/desk")
    done = people.end_membership(
        association=world.association,
        handle=world.member("officer").handle,
        last_on=TODAY - timedelta(days=1),
        by=world.member("manager").handle,
        at=world.at,
    )
    assert not isinstance(done, Refused), done
    # Their sessions are over, and the address leads them to the sign-in.
    assert world.client("officer").get(f"/{world.slug}/desk").status_code in (302, 404)
    assert world.client("receptionist").get(f"/{world.slug}/attempts").status_code == 403


def proof_files_out(world: World) -> None:
    answers = {
        "file": "K-17",
        "reason": "A hearing",
        "kept_at": "court",
        "overnight": "not-out",
        "due_back": "2026-04-07",
    }
    made = registering.add(
        association=world.association,
        register="files-out",
        subject=world.member("officer").handle,
        answers=answers,
        uid="1",
        by=world.member("officer").handle,
        at=world.at,
    )
    assert not isinstance(made, Refused), made
    text = world.get("manager", "/data")
    assert "K-17" in text
    assert "kept-tag--bad" in text[text.index("K-17") :][:400]


def proof_details(world: World) -> None:
    bell = customer(world)
    path = f"/customer/{bell.ref}/data"
    assert "not confirmed this yet" in world.get("officer", path)
    said = {"does": "details", "household": "A son", "disability": "Walks with a stick", "support": "A carer"}
    sent(world.post("officer", path, said))
    text = world.get("officer", path)
    for each in ("A son", "Walks with a stick", "A carer", "They last confirmed this on"):
        assert each in text


def proof_identity(world: World) -> None:
    ref = world.tell("call.received", {"about": "The rent"})
    world.tell("identity.checked", {"method": "questions", "result": "not_passed"}, thread=ref)
    text = world.get("manager", "/data")
    assert "<dt>It could not be confirmed</dt><dd>1</dd>" in text


def proof_more_time(world: World) -> None:
    ref = world.tell("personal_data.requested", {"from_name": "Mr Bell"})

    def why_not(new_due: str, **said: object) -> str:
        facts = {"new_due": new_due, "reason": "Forty files", "customer_told": True, **said}
        one = Telling("clock.extended", world.at, facts, thread=ref)
        done = tell([one], association=world.association, by=world.member("manager").handle, at=world.at)
        return done.refused.sentence if done.refused else ""

    assert "two months more at most: choose 7 July 2026" in why_not("2026-07-08")
    assert why_not("2026-07-07", customer_told=False)
    assert why_not("2026-07-07") == ""


PROOFS = {
    "rule:request-more-time": proof_more_time,
    "page:data": proof_page_data,
    "page:customer-data": proof_page_customer,
    "list:disclosures": proof_disclosures,
    "rule:disclosure-agreed": proof_agreed,
    "rule:section-names-service": proof_section,
    "rule:purpose-agreed": proof_purpose,
    "rule:names-masked": proof_masked,
    "rule:address-kept-back": proof_kept_back,
    "rule:consent-obeyed": proof_consent,
    "rule:words-go": proof_words_go,
    "rule:reason-first": proof_reason,
    "rule:why-we-ask": proof_why,
    "rule:words-beside": proof_beside,
    "rule:refusal-complained": proof_complained,
    "rule:erased-and-shown": proof_erased,
    "rule:others-named": proof_named,
    "rule:personal-in-private": proof_private,
    "rule:safe-computers": proof_computers,
    "list:files-out": proof_files_out,
    "page:details-confirmed": proof_details,
    "figure:identity-failures": proof_identity,
}
