"""Proofs of how letters are made: each opens a printed one, or what stands where one was not made here."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

from kept.actions import composing, customers
from kept.casework import Refused
from kept.rulebook import RulebookFaults, files_of, load_files, policies_folder
from kept.rulebook.letterheads import letterhead_of, offers
from kept.rulebook.letters import template_of
from kept.store.models import Letter, Person
from tests import cast
from tests.contracts.world import World
from tests.letters import reachable, written

OFFICER = "officer"


def said(world: World) -> dict[str, Any]:
    return {"association": world.association, "by": world.member(OFFICER).handle, "at": world.at}


def received(world: World, **more: str) -> str:
    facts = {"from_name": "Ms Ngozi Okafor", "address": "14 Mill Lane, Leeds, LS1 4AB", "about": "Damp."}
    return world.tell("letter.received", facts, **more)


def printed(world: World, thread: str = "") -> PdfReader:
    """An answer as the officer takes it to the printer."""
    officer = world.member(OFFICER)
    reachable(world.association, officer)
    row = written(world.association, officer, thread or received(world), world.at)
    answer = world.client(OFFICER).get(f"/{world.slug}/letters/{row.ref}/pdf")
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def words_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def pictures(node: Any) -> list[str]:
    """What the pictures of a page show, as a screen reader says it."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [said for each in node for said in pictures(each)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + pictures(node.get("/K", []))


def typefaces(reader: PdfReader) -> set[str]:
    found = (page["/Resources"]["/Font"].values() for page in reader.pages)
    return {str(each.get_object()["/BaseFont"]).split("+")[-1] for fonts in found for each in fonts}


def sizes(reader: PdfReader, *, first: int = 0) -> set[float]:
    found: set[float] = set()

    def look(text: str, _: Any, matrix: list[float], __: Any, size: float) -> None:
        if text.strip():
            found.add(round(abs(size * matrix[0]), 1))

    for page in reader.pages[first:]:
        page.extract_text(visitor_text=look)
    return found


def a_letter_comes_from_a_template(world: World) -> None:
    thread = received(world)
    known = said(world)
    refused = composing.start(thread=thread, template="my-own", uid="own", **known)
    assert isinstance(refused, Refused)
    assert refused.field == "template"
    begun = composing.start(thread=thread, template="answer", uid="ours", **known)
    assert isinstance(begun, Letter)
    template = template_of(world.rulebook, begun.template)
    assert template is not None
    page = world.get(OFFICER, f"/letters/{begun.ref}")
    for each in template.fields:
        assert each.label in page


def paper_is_headed(world: World) -> None:
    reader = printed(world)
    paper = letterhead_of(world.rulebook)
    text = words_of(reader)
    assert text.startswith(paper.title)
    for each in (paper.phone, paper.email, paper.web):
        assert each
        assert each in text
    assert paper.logo_says in pictures(reader.trailer["/Root"]["/StructTreeRoot"])


def there_is_room_to_sign(world: World) -> None:
    reader = printed(world)
    officer = world.member(OFFICER)
    places: list[tuple[str, float]] = []

    def look(text: str, at: Any, matrix: list[float], _: Any, __: Any) -> None:
        if text.strip():
            places.append((text, matrix[5] * at[3] + at[5]))

    for page in reader.pages:
        page.extract_text(visitor_text=look)
    text = words_of(reader)
    assert f"Yours sincerely, {officer.name} {world.rulebook.association.roles[0][0]}" in text
    heights = [at for words, at in places if "Yours" in words or officer.name in words]
    assert max(heights) - min(heights) > 40


def a_direct_number_is_under_the_name(world: World) -> None:
    text = words_of(printed(world))
    assert "Telephone: 01632 960 017" in text


def typeface_of_the_house(world: World) -> None:
    reader, paper = printed(world), letterhead_of(world.rulebook)
    family = {"times": "Tinos", "sans": "NotoSans"}[paper.font]
    assert {f"{family}-Regular", f"{family}-Bold"} <= typefaces(reader)
    assert min(sizes(reader)) == paper.size_pt >= 12
    person = customers.add(name="Ngozi Okafor", need_kinds=["large-print"], **said(world))
    assert isinstance(person, Person)
    large = printed(world, received(world, person=person.ref))
    assert min(sizes(large, first=1)) >= 18
    assert all(each.startswith("NotoSans") for each in typefaces(large))
    broken = letters_faults(world, "font: " + paper.font, "font: gothic")
    assert "“font” does not take this word" in broken
    assert "takes a whole number" in letters_faults(world, "size_pt: 12", "size_pt: 9")


def letters_faults(world: World, old: str, new: str) -> str:
    """What the loader says of the house's headed paper with those words in place of others."""
    files = files_of(policies_folder() / world.slug)
    assert old in files["letterheads.yaml"]
    files["letterheads.yaml"] = files["letterheads.yaml"].replace(old, new)
    with pytest.raises(RulebookFaults) as found:
        load_files(files)
    return str(found.value)


def a_translation_is_offered(world: World) -> None:
    text = words_of(printed(world))
    paper = letterhead_of(world.rulebook)
    assert paper.translation_line in text
    for lang, words in offers(world.rulebook, paper):
        if lang in ("so", "zh"):
            assert words in text
    gone = letters_faults(world, "translation_line:", "footer:")
    assert "“translation_line” is missing" in gone


def what_was_made_elsewhere_is_listed(world: World) -> None:
    assert "None: every letter" in world.get(OFFICER, "/letters/outside")
    thread = received(world)
    world.tell("letter.sent", {"outside": "by_hand", "about": "A card"}, thread=thread)
    page = world.get(OFFICER, "/letters/outside")
    assert "Yes, written by hand" in page
    assert thread in page
    assert world.member(OFFICER).name in page
    assert "letters/outside" in world.get(OFFICER, "/letters")
    assert cast.rulebook(world.slug).kinds["letter.sent"].field("outside") is not None


PROOFS: dict[str, Callable[[World], None]] = {
    "rule:letter-from-template": a_letter_comes_from_a_template,
    "print:headed-paper": paper_is_headed,
    "print:letter-signed": there_is_room_to_sign,
    "print:direct-number": a_direct_number_is_under_the_name,
    "print:house-typeface": typeface_of_the_house,
    "print:translation-line": a_translation_is_offered,
    "list:letters-outside": what_was_made_elsewhere_is_listed,
}
