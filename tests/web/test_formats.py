"""Forms that people can use, on screen: asked for, held, owed, made, sent; translations and agreed words."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.actions import customers, registering
from kept.casework.formats import Decision
from kept.store import formats, rules, tenancy
from kept.store.models import Association, Clock, GlossaryTerm, OwedForm, Person, RegisterEntry, Translation
from tests import cast

pytestmark = pytest.mark.django_db

AT = cast.t("Wednesday 2026-04-08 09:00")


@pytest.fixture
def desk(karin: Association, ann: Any) -> Client:
    return cast.client(ann)


@pytest.fixture
def ewa(karin: Association, letter: str) -> Person:
    """She reads Polish, and the letter is hers."""
    made = customers.add(
        association=karin, name="Ewa Nowak", address="2 Rose Lane, EX1 1AA", language="pl", by="ann", at=AT
    )
    assert isinstance(made, Person)
    customers.attach(association=karin, thread=letter, person=made.ref, by="ann", at=AT)
    return made


@pytest.fixture
def supplier(karin: Association) -> RegisterEntry:
    answers = {"name": "Word by Word", "does": "translation", "languages": "Polish"}
    made = registering.add(association=karin, register="language-suppliers", answers=answers, by="ann", at=AT)
    assert isinstance(made, RegisterEntry)
    return made


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"/karin{path}")
    assert answer.status_code == status, f"{path}: {answer.status_code}"
    return unescape(answer.content.decode())


def one(karin: Association, model: Any, **of: Any) -> Any:
    with tenancy.association(karin):
        return model.objects.get(**of)


def decision(karin: Association, person: Person, thread: str = "", **more: Any) -> Decision:
    with tenancy.association(karin) as here:
        person.refresh_from_db()
        said = {"way": "letter"} | more
        return formats.decision(person, rulebook=rules.current(here), thread=thread, **said)


def test_what_they_can_use_is_put_down_shown_and_held_to(
    desk: Client, karin: Association, ewa: Person, letter: str
) -> None:
    path = f"/customer/{ewa.ref}/forms"
    refused = desk.post(f"/karin{path}", {"act": "want", "f-form": "", "f-asked_by": "Herself"})
    assert refused.status_code == 422
    assert "Choose one of the list" in unescape(refused.content.decode())
    late = desk.post(f"/karin{path}", {"act": "want", "f-form": "braille", "f-review_on": "nonsense"})
    assert late.status_code == 422
    said = {"act": "want", "f-form": "braille", "f-asked_by": "Herself", "f-form_words": "Grade 1, please"}
    assert desk.post(f"/karin{path}", said).status_code == 302
    given = {"act": "agree", "f-words": "Talk to me, not to my son", "f-speaking": "One thing at a time"}
    assert desk.post(f"/karin{path}", given).status_code == 302
    page = text(desk, path)
    assert "Grade 1, please" in page
    assert "to be asked again" in page
    for shown in (f"/customer/{ewa.ref}", f"/thread/{letter}"):
        page = text(desk, shown)
        assert "Reads Polish" in page
        assert "Braille" in page
        assert "One thing at a time" in page
    held = decision(karin, ewa)
    assert not held.go
    assert held.also == ("language", "braille")
    assert decision(karin, ewa, tells="complaint.answered").go
    assert "braille" in text(desk, f"/customer/{ewa.ref}").lower()
    assert desk.post(f"/karin{path}", {"act": "end", "form": "braille"}).status_code == 302
    assert decision(karin, ewa).also == ("language",)


def test_the_ordinary_one_is_wanted_this_time(
    desk: Client, karin: Association, ewa: Person, letter: str
) -> None:
    path = f"/karin/thread/{letter}/forms"
    assert desk.post(path, {"act": "aside", "f-why": ""}).status_code == 422
    said = {"act": "aside", "f-why": "My son reads it to me tonight", "uid": "aside-1"}
    assert desk.post(path, said).status_code == 302
    assert desk.post(path, said).status_code == 302
    assert decision(karin, ewa, letter).go
    assert not decision(karin, ewa).go


def test_a_form_is_owed_made_by_somebody_and_sent(
    desk: Client, karin: Association, ewa: Person, letter: str, supplier: RegisterEntry
) -> None:
    said = {"act": "owe", "f-form": "easy-read", "f-what": "Our letter", "uid": "owe-1"}
    answer = desk.post(f"/karin/thread/{letter}/forms", said)
    assert desk.post(f"/karin/thread/{letter}/forms", said)["Location"] == answer["Location"]
    path = answer["Location"]
    row = one(karin, OwedForm)
    assert row.of_thread == letter
    assert "Easy read" in text(desk, "/formats")
    assert "still owed" in text(desk, f"/thread/{letter}")
    assert desk.post(path, {"act": "order", "f-supplier": ""}).status_code == 422
    assert desk.post(path, {"act": "order", "f-supplier": str(supplier.pk)}).status_code == 302
    assert desk.post(path, {"act": "bring"}).status_code == 422
    assert desk.post(path, {"act": "give", "f-way": "post"}).status_code == 422
    file = SimpleUploadedFile("easy.pdf", b"%PDF-1.7 easy")
    assert desk.post(path, {"act": "bring", "file": file}).status_code == 302
    assert one(karin, Clock, promise=formats.FORM_PROMISE).verdict == "running"
    assert desk.post(path, {"act": "give", "f-way": "handed"}).status_code == 302
    assert one(karin, Clock, promise=formats.FORM_PROMISE).verdict == "kept"
    assert "easy.pdf" in text(desk, f"/formats/{row.pk}")
    assert "Nothing is owed in another form" in text(desk, "/formats")
    assert desk.post(path, {"act": "give", "f-way": "handed"}).status_code == 422


def test_what_is_not_wanted_ends_in_their_words(
    desk: Client, karin: Association, ewa: Person, letter: str
) -> None:
    path = desk.post(f"/karin/thread/{letter}/forms", {"act": "owe", "f-form": "reader", "uid": "o2"})[
        "Location"
    ]
    assert desk.post(path, {"act": "not-wanted", "f-words": ""}).status_code == 422
    assert desk.post(path, {"act": "not-wanted", "f-words": "My son has read it"}).status_code == 302
    assert one(karin, Clock, promise=formats.FORM_PROMISE).verdict == "withdrawn"


def test_a_translation_goes_from_hand_to_hand(
    desk: Client, karin: Association, ewa: Person, letter: str, supplier: RegisterEntry
) -> None:
    words = {"f-term": "tenancy", "f-translation": "najem", "f-note": "Not dzierżawa"}
    assert desk.post("/karin/glossary/pl", {"act": "add", **words}).status_code == 302
    form = text(desk, f"/translations/new?thread={letter}")
    assert 'value="Polish"' in form
    said = {
        "f-language": "Polish",
        "f-what": "Our letter",
        "f-source": "Your tenancy ends.",
        "thread": letter,
    }
    assert desk.post("/karin/translations/new", {**said, "f-short": "yes"}).status_code == 422
    answer = desk.post("/karin/translations/new", {**said, "f-short": "no", "uid": "t1"})
    path = answer["Location"]
    row = one(karin, Translation)
    assert row.language == "pl"
    assert "najem" in text(desk, path.removeprefix("/karin"))
    assert "With the translator" not in text(desk, "/formats")
    assert desk.post(path, {"act": "order", "f-supplier": str(supplier.pk)}).status_code == 302
    assert "With the translator" in text(desk, "/formats")
    assert desk.post(path, {"act": "give", "f-way": "handed"}).status_code == 422
    assert desk.post(path, {"act": "came", "f-text": ""}).status_code == 422
    assert desk.post(path, {"act": "came", "f-text": "Umowa się kończy."}).status_code == 302
    assert "Agreed words that are not in it" in text(desk, path.removeprefix("/karin"))
    own = desk.post(path, {"act": "proof", "f-reader": "word by  WORD", "f-fit": "yes"})
    assert "does not proof-read it" in unescape(own.content.decode())
    back = {"act": "proof", "f-reader": "Jan Kos", "f-fit": "no", "f-note": "najem is missing"}
    assert desk.post(path, back).status_code == 302
    assert desk.post(path, {"act": "came", "f-text": "Umowa najmu się kończy."}).status_code == 302
    assert "Agreed words that are not in it" not in text(desk, path.removeprefix("/karin"))
    assert desk.post(path, {"act": "proof", "f-reader": "Jan Kos", "f-fit": "yes"}).status_code == 302
    assert one(karin, Clock, promise=formats.TRANSLATION_PROMISE).verdict == "running"
    assert desk.post(path, {"act": "give", "f-way": "handed"}).status_code == 302
    assert one(karin, Clock, promise=formats.TRANSLATION_PROMISE).verdict == "kept"
    assert "Jan Kos" in text(desk, path.removeprefix("/karin"))


def test_agreed_words_come_and_go_as_a_file(desk: Client, karin: Association) -> None:
    sheet = SimpleUploadedFile("words.csv", b"term,translation\nrent,czynsz\nlonely\n")
    answer = desk.post("/karin/glossary/pl", {"act": "import", "file": sheet})
    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Line 3:" in page
    assert "czynsz" in page
    assert (
        desk.post("/karin/glossary/pl", {"act": "add", "f-term": "x", "f-translation": ""}).status_code == 422
    )
    assert desk.post("/karin/glossary/pl", {"act": "import"}).status_code == 422
    changed = {"act": "add", "f-term": "Rent", "f-translation": "opłata"}
    assert desk.post("/karin/glossary/pl", changed).status_code == 302
    assert one(karin, GlossaryTerm, ended_at__isnull=True).translation == "opłata"
    assert "opłata" in desk.get("/karin/glossary/pl/words.csv").content.decode()
    assert desk.post("/karin/glossary/pl", {"act": "take-out", "term": "rent"}).status_code == 302
    assert "No word is agreed" in text(desk, "/glossary/pl")
    assert text(desk, "/glossary/en", 404)
    assert "Polish" in text(desk, "/glossary")


def test_words_of_a_template_are_translated_once(desk: Client, karin: Association, ewa: Person) -> None:
    page = text(desk, "/formats/letters")
    assert "Polish" in page
    template = cast.rulebook("karin").room("letters")[0]
    form = text(desk, f"/translations/new?template={template.name}&language=pl")
    source = form.partition('name="f-source"')[2].partition(">")[2].partition("</textarea>")[0].strip()
    assert source
    said = {"f-language": "pl", "f-what": template.label, "f-source": source, "f-short": "no", "uid": "m1"}
    path = desk.post("/karin/translations/new", {**said, "template": template.name})["Location"]
    parts = "\n\n".join(f"Akapit {n}" for n, _ in enumerate(source.replace("\r", "").split("\n\n")))
    assert desk.post(path, {"act": "came", "f-text": parts}).status_code == 302
    assert desk.post(path, {"act": "proof", "f-reader": "Jan Kos", "f-fit": "yes"}).status_code == 302
    assert "Whole" in text(desk, "/formats/letters")
    assert desk.post(path, {"act": "give", "f-way": "kept"}).status_code == 302
    again = desk.post("/karin/translations/new", {**said, "uid": "m2"})["Location"].removeprefix("/karin")
    assert "Translated before" in text(desk, again)


def test_whom_to_ask_again_and_what_nobody_noted(
    desk: Client, karin: Association, ann: Any, ewa: Person, letter: str
) -> None:
    customers.change(
        association=karin, person=ewa.ref, changes={"need_kinds": ["memory-help"]}, by="ann", at=AT
    )
    assert "Note what you did otherwise for them" in text(desk, f"/thread/{letter}")
    assert "A reminder, since they may forget" in text(desk, "/formats/needs")
    cast.told(karin, ann, "adjustment.made", "Wednesday 2026-04-08 10:00", thread=letter, what="pace")
    assert "Note what you did otherwise for them" not in text(desk, f"/thread/{letter}")
    asked = {"act": "want", "f-form": "braille", "f-review_on": "2026-04-09"}
    desk.post(f"/karin/customer/{ewa.ref}/forms", asked)
    assert "Nobody is to be asked again" in text(desk, "/formats/needs")
