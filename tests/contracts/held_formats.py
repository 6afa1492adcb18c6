"""What forms that people can use, and translations, hold for clauses, each opened for real."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import asking_forms, customers, formats, glossary, registering, translating
from kept.casework import Refused
from kept.casework.formats import Decision
from kept.casework.translating import Term
from kept.rulebook.letters import Template, template_of
from kept.store import formats as store
from kept.store import surveys, tenancy
from kept.store.models import Clock, OwedForm, Person, RegisterEntry, SurveyReply, Translation
from tests.contracts.world import World


def said(world: World, role: str = "officer") -> dict[str, Any]:
    return {"association": world.association, "by": world.member(role).handle, "at": world.at}


def somebody(world: World, **more: Any) -> tuple[Person, str]:
    """A customer, and a letter of theirs."""
    known = {"name": "Ada Bell", "address": "2 Rose Lane"} | more
    made = customers.add(**known, **said(world))
    assert isinstance(made, Person), made
    return made, world.tell("letter.received", {"about": "The roof"}, person=made.ref)


def decided(world: World, person: Person, **more: Any) -> Decision:
    with tenancy.association(world.association):
        person.refresh_from_db()
        return store.decision(person, rulebook=world.rulebook, way=more.pop("way", "letter"), **more)


def letter_of(world: World) -> Template:
    return next(iter(world.rulebook.room("letters")))


def page_customer_forms(world: World) -> None:
    person, _ref = somebody(world)
    path = f"/customer/{person.ref}/forms"
    asked = {"act": "want", "f-form": "audio", "f-asked_by": "Herself", "f-form_words": "On a disc"}
    assert world.post("officer", path, asked).status_code == 302
    agreed = {"act": "agree", "f-words": "Slowly, please", "f-speaking": "One thing at a time"}
    assert world.post("officer", path, agreed).status_code == 302
    page = world.get("officer", path)
    for words in ("On a disc", "asked by Herself", "to be asked again", "Slowly, please"):
        assert words in page


def rule_needs_everywhere(world: World) -> None:
    person, ref = somebody(world, need_kinds=["memory-help"], language="pl")
    given = {"words": "Slowly, please", "speaking": "One thing at a time", "visits": "Ring before you come"}
    assert not isinstance(asking_forms.agree(person=person.ref, given=given, **said(world)), Refused)
    for path in (f"/customer/{person.ref}", f"/thread/{ref}"):
        page = world.get("officer", path)
        for words in ("Reads Polish", "Slowly, please", "One thing at a time", "Ring before you come"):
            assert words in page, path
    assert "Note what you did otherwise for them" in world.get("officer", f"/thread/{ref}")
    world.tell("adjustment.made", {"what": "pace"}, thread=ref)
    assert "Note what you did otherwise for them" not in world.get("officer", f"/thread/{ref}")


def rule_usable_form_held(world: World) -> None:
    person, _ref = somebody(world, language="pl", need_kinds=["braille"])
    held = decided(world, person)
    assert not held.go
    assert held.also == ("language", "braille")
    assert any("Polish" in each for each in held.instead)
    assert "Send it in braille." in held.instead
    assert decided(world, person, lang="pl", sent_in="braille").go


def rule_usable_form_owed(world: World) -> None:
    person, ref = somebody(world, need_kinds=["audio"])
    gone = decided(world, person, tells="complaint.answered")
    assert gone.go
    assert gone.also == ("audio",)
    made = formats.owe(thread=ref, form="audio", what="Our answer", text="You are right.", **said(world))
    assert isinstance(made, OwedForm), made
    with tenancy.association(world.association):
        assert Clock.objects.filter(thread=made.thread_id, promise="kept:usable-form").exists()
    assert "Our answer" in world.get("officer", "/formats")


def rule_own_way(world: World) -> None:
    person, _ref = somebody(world, need_kinds=["learning-disability"], preferred_channel="telephone")
    held = decided(world, person)
    assert not held.go
    assert held.instead == ("Ring them. They chose that; another way needs a reason.",)


def page_forms_owed(world: World) -> None:
    _person, ref = somebody(world, need_kinds=["braille"])
    answers = {"name": "Dots", "does": "braille"}
    supplier = registering.add(register="language-suppliers", answers=answers, **said(world))
    assert isinstance(supplier, RegisterEntry), supplier
    made = formats.owe(thread=ref, form="braille", what="Our letter", text="We come.", **said(world))
    assert isinstance(made, OwedForm), made
    path = f"/formats/{made.pk}"
    assert world.post("officer", path, {"act": "order", "f-supplier": str(supplier.pk)}).status_code == 302
    assert world.post("officer", path, {"act": "make"}).status_code == 302
    assert world.post("officer", path, {"act": "give", "f-way": "posted"}).status_code == 302
    page = world.get("officer", path)
    for words in ("Owed since", "Ordered", "Handed on", "Dots"):
        assert words in page, words


def asked(world: World, ref: str = "") -> Translation:
    made = translating.ask(
        language="pl",
        what="Our letter",
        source="Your tenancy ends.",
        short=True,
        short_by="The customer",
        thread=ref,
        **said(world),
    )
    assert isinstance(made, Translation), made
    return made


def page_translations(world: World) -> None:
    _person, ref = somebody(world, language="pl")
    form = world.get("officer", f"/translations/new?thread={ref}")
    assert 'name="f-short"' in form
    path = f"/translations/{asked(world, ref).thread.ref}"
    assert world.post("officer", path, {"act": "came", "f-text": "Umowa się kończy."}).status_code == 302
    assert world.post("officer", path, {"act": "proof", "f-reader": "Jan Kos"}).status_code == 302
    assert world.post("officer", path, {"act": "give", "f-way": "handed"}).status_code == 302
    page = world.get("officer", path)
    for words in ("Shortened", "The customer", "Proof-read", "Handed on", "Umowa się kończy."):
        assert words in page, words
    with tenancy.association(world.association):
        assert Clock.objects.get(promise="kept:translation").verdict == "kept"


def rule_proof_read(world: World) -> None:
    ref = asked(world).thread.ref
    translating.came(translation=ref, text="Umowa", **said(world))
    refused = translating.give(translation=ref, way="handed", **said(world))
    assert isinstance(refused, Refused)
    assert "looks it over first" in refused.sentence


def page_glossary(world: World) -> None:
    glossary.put(language="pl", terms=[Term("tenancy", "najem")], **said(world))
    assert "najem" in world.get("officer", "/glossary/pl")
    ref = asked(world).thread.ref
    assert "Agreed words to use" in world.get("officer", f"/translations/{ref}")
    translating.came(translation=ref, text="Umowa", **said(world))
    assert "Agreed words that are not in it" in world.get("officer", f"/translations/{ref}")


def page_letters_translated(world: World) -> None:
    somebody(world, language="pl")
    page = world.get("officer", "/formats/letters")
    assert letter_of(world).label in page
    assert "Polish" in page


def list_needs(world: World) -> None:
    person, ref = somebody(world, need_kinds=["memory-help"])
    asking_forms.want(person=person.ref, form="audio", review_on=date(2026, 4, 8), **said(world))
    world.tell("interpreter.requested", {"language": "Polish"}, thread=ref)
    page = world.get("officer", "/formats/needs")
    parts = page.partition("Interpreters asked for")[2]
    assert person.name in parts
    assert person.name in parts.partition("Not noted yet")[2]
    world.tell("interpreter.came", {"outcome": "understood", "wait_minutes": 5}, thread=ref)
    assert "No interpreter is asked for in vain" in world.get("officer", "/formats/needs")


def trained(world: World, need: str) -> None:
    answers = {"need": need, "since": "2026-01-05", "not_patronising": "yes"}
    handle = world.member("officer").handle
    done = registering.add(register=store.TRAINED, subject=handle, answers=answers, **said(world, "manager"))
    assert isinstance(done, RegisterEntry), done


def rule_trained_visitors(world: World) -> None:
    person, _ref = somebody(world, need_kinds=["memory-help"])
    world.member("receptionist")
    visits = [each for each in world.rulebook.room("diary") if each.places[:1] == ("home",)]
    path = f"/diary/book?kind={visits[0].name}&person={person.ref}"
    assert world.member("receptionist").name in world.get("officer", path)
    trained(world, "memory-help")
    offered = world.get("officer", path).partition('name="with"')[2].partition("</select>")[0]
    assert f"@{world.member('officer').handle}" in offered
    assert f"@{world.member('receptionist').handle}" not in offered


def list_nobody_trained(world: World) -> None:
    label = "Forgets, such as with dementia"
    assert label in world.get("officer", "/formats/needs")
    trained(world, "memory-help")
    page = world.get("officer", "/formats/needs")
    assert label not in page
    assert "A learning disability" in page


def answer(world: World, needs: tuple[str, ...], said_: str, n: int) -> None:
    survey = next(each for each in surveys.surveys_of(world.rulebook) if each.asked_of == "customer")
    question = next(each for each in survey.questions if each.answer == "scale")

    with tenancy.association(world.association):
        for number in range(n):
            SurveyReply.objects.create(
                association=world.association,
                survey=survey.name,
                way="paper",
                answered_on=world.at.date(),
                chosen={question.name: said_},
                needs=list(needs),
                token=f"{said_}{number}{needs}",
            )


def figure_equal(world: World) -> None:
    answer(world, (), "5", 20)
    answer(world, ("language:pl",), "1", 8)
    answer(world, ("braille",), "1", 3)
    answer(world, ("memory-help",), "5", 6)
    page = world.get("manager", "/equal")
    assert "Reads Polish" in page
    assert "Less satisfied" in page
    assert "hidden: fewer than 5" in page
    assert "Set something going" not in world.get("officer", "/equal")


def page_equal_action(world: World) -> None:
    answer(world, (), "5", 20)
    answer(world, ("language:pl",), "1", 8)
    survey = next(each for each in surveys.surveys_of(world.rulebook) if each.asked_of == "customer")
    form = {
        "act": "begin",
        "group": "language:pl",
        "survey": survey.name,
        "gap": "30",
        "f-plan": "A number that is answered in Polish",
        "f-owner": world.member("officer").handle,
        "f-act_by": "2026-05-29",
    }
    assert world.post("officer", "/equal", form).status_code == 422
    assert world.post("manager", "/equal", {**form, "f-plan": ""}).status_code == 422
    assert world.post("manager", "/equal", form).status_code == 302
    with tenancy.association(world.association):
        clock = Clock.objects.select_related("thread").get(promise="kept:equal-action")
    ref = clock.thread.ref
    done = {"act": "done", "thread": ref, "f-what": "It is answered in Polish"}
    assert world.post("officer", "/equal", done).status_code == 302
    assert "to be measured again" in world.get("manager", "/equal")
    again = {"act": "measured", "thread": ref, "f-gap": "4", "f-note": "Closer"}
    assert world.post("manager", "/equal", again).status_code == 302
    assert "Measured again: 4 in a hundred less" in world.get("manager", "/equal")


def print_respect_expected(world: World) -> None:
    found = template_of(world.rulebook, "appointment-confirmed")
    assert found is not None
    said_of = " ".join(part for block in found.blocks for part in block.said)
    assert "We ask you to meet them in the same way" in said_of


PROOFS = {
    "figure:equal": figure_equal,
    "list:needs": list_needs,
    "list:nobody-trained": list_nobody_trained,
    "page:customer-forms": page_customer_forms,
    "page:equal-action": page_equal_action,
    "page:forms-owed": page_forms_owed,
    "page:glossary": page_glossary,
    "page:letters-translated": page_letters_translated,
    "page:translations": page_translations,
    "print:respect-expected": print_respect_expected,
    "rule:needs-everywhere": rule_needs_everywhere,
    "rule:own-way": rule_own_way,
    "rule:proof-read": rule_proof_read,
    "rule:trained-visitors": rule_trained_visitors,
    "rule:usable-form-held": rule_usable_form_held,
    "rule:usable-form-owed": rule_usable_form_owed,
}
PLACES = {"formats": lambda world: world.get("officer", "/formats/needs")}
