"""All that is held on somebody is gathered, marked, and goes out without a word of what stays back."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from kept.actions import bundles, customers, data_requests, erasing, marking_pieces, representing
from kept.actions.told import Result, Telling
from kept.casework import Refused
from kept.store import files, tenancy
from kept.store.models import (
    Association,
    BundleItem,
    BundleTaken,
    Event,
    Gathering,
    Person,
    Thread,
)
from tests.actions.house import BY, t, told
from tests.contracts.acts_bundles import NOW, TODAY, found, manager

pytestmark = pytest.mark.django_db
SHOUTED = "Mr Lowe of number 12 shouted at me. His number is 0113 496 0999."


class World:
    """Ms Okafor, what she wrote, and her request."""

    def __init__(self, here: Association) -> None:
        self.here = here
        person = customers.add(association=here, name="Ngozi Okafor", by=BY, at=NOW)
        assert isinstance(person, Person)
        self.person = person
        self.letter = self._told("letter.received", about=SHOUTED)
        self.advice = self._told("letter.received", about="The doctor asks us to say nothing of the illness")
        done = data_requests.record(
            association=here,
            sort="personal",
            person=person.ref,
            form="spoken",
            asker="self",
            identity="known",
            about="All of it",
            by=BY,
            at=NOW,
        )
        assert isinstance(done, Result)
        self.request = str(done.thread)

    def _told(self, kind: str, **facts: object) -> str:
        (result,) = told(
            self.here,
            Telling(kind, t("Tuesday 2026-04-07 10:00"), facts, person=self.person.ref),
            at="Tuesday 2026-04-07 10:00",
        )
        return str(result.thread)

    def gathered(self, sort: str = "person", thread: str = "") -> Gathering:
        made = bundles.begin(
            association=self.here,
            thread=thread or self.request,
            sort=sort,
            purpose="customer",
            uid=f"g-{sort}-{thread}",
            by=BY,
            at=NOW,
        )
        assert isinstance(made, Gathering), made
        return found(self.here, made)

    def piece(self, made: Gathering, words: str) -> BundleItem:
        with tenancy.association(self.here):
            return BundleItem.objects.get(gathering=made, place="Event", words__contains=words)

    def mark(self, made: Gathering, number: int, mark: str, **more: Any) -> Any:
        return marking_pieces.mark(
            association=self.here, gathering=made.ref, numbers=[number], mark=mark, by=BY, at=NOW, **more
        )

    def build(self, made: Gathering) -> tuple[str, dict[str, Any], list[str]]:
        """The words of the PDF, the JSON, and the names in the file for machines."""
        done = bundles.make(association=self.here, gathering=made.ref, by=BY, at=NOW)
        assert isinstance(done, Gathering), done
        assert bundles.build(association=self.here.pk, gathering=made.pk, by=BY, at=NOW)
        with tenancy.association(self.here):
            made = Gathering.objects.select_related("pdf", "data").get(pk=made.pk)
            with files.open(self.here, made.pdf.sha256) as stream:
                pages = PdfReader(io.BytesIO(stream.read())).pages
                words = "\n".join(each.extract_text() for each in pages)
            with files.open(self.here, made.data.sha256) as stream:
                packed = zipfile.ZipFile(io.BytesIO(stream.read()))
        return words, json.loads(packed.read("everything.json")), packed.namelist()


@pytest.fixture(name="world")
def a_world(here: Association) -> World:
    return World(here)


def test_what_goes_out_has_no_word_of_what_stays_back(world: World) -> None:
    made = world.gathered()
    letter, advice = world.piece(made, SHOUTED), world.piece(made, "illness")
    assert letter.proposed == ["Mr Lowe", "0113 496 0999"]
    too_soon = bundles.make(association=world.here, gathering=made.ref, by=BY, at=NOW)
    assert isinstance(too_soon, Refused)
    assert "not marked yet" in too_soon.sentence

    no_adviser = world.mark(made, advice.number, "withheld", reason="harm")
    assert no_adviser == Refused("Say who advised it, by name.", "adviser")
    details = {
        "adviser": "Dr Shah",
        "advised_on": "2026-04-01",
        "review_on": "2026-10-01",
        "instead": "A summary by her doctor",
    }
    assert world.mark(made, advice.number, "withheld", reason="harm", details=details) == 1
    not_there = world.mark(made, letter.number, "redacted", blacked=["Mr Love"])
    assert isinstance(not_there, Refused)
    assert world.mark(made, letter.number, "redacted", blacked=["Mr Lowe", "0113 496 0999"]) == 1
    assert marking_pieces.release_rest(association=world.here, gathering=made.ref, by=BY, at=NOW)

    words, data, names = world.build(made)
    for lost in ("Lowe", "0999", "illness", "Dr Shah"):
        assert lost not in words
        assert lost not in json.dumps(data)
    assert "[taken out] of number 12 shouted at me" in " ".join(words.split())
    assert "1 piece is left out. Somebody who knows about health advised us" in " ".join(words.split())
    assert {"everything.json", "everything.csv"} <= set(names)
    assert data["left_out"][0].startswith("1 piece is left out.")
    # It was told on the request: searched, marked, made.
    with tenancy.association(world.here):
        kinds = list(Event.objects.filter(thread__ref=world.request).values_list("kind", flat=True))
    assert {"bundle.begun", "personal_data.searched", "bundle.marked", "bundle.made"} <= set(kinds)


def test_who_took_it_is_on_record_and_marking_anew_takes_the_file_away(world: World) -> None:
    made = world.gathered()
    world.mark(made, world.piece(made, SHOUTED).number, "released")
    marking_pieces.release_rest(association=world.here, gathering=made.ref, by=BY, at=NOW)
    world.build(made)
    mia = manager(world.here)
    taking = {"association": world.here, "gathering": made.ref, "membership": mia, "by": "mia", "at": NOW}
    assert isinstance(bundles.take(what="pdf", **taking), files.File)
    assert isinstance(bundles.take(what="data", **taking), files.File)
    with tenancy.association(world.here):
        assert [each.what for each in BundleTaken.objects.order_by("pk")] == ["pdf", "data"]
        assert Event.objects.filter(kind="bundle.taken", by="mia").count() == 2
    world.mark(made, 1, "not-theirs")
    again = bundles.take(what="pdf", **taking)
    assert again == Refused("It is not ready yet. Wait until all of it is found.", "gathering")


def test_what_is_about_a_manager_is_not_theirs_to_mark_or_take(world: World) -> None:
    mia = manager(world.here)
    with tenancy.association(world.here):
        Thread.objects.filter(ref=world.letter).update(about=mia.account, sensitivity="about-staff")
    made = world.gathered()
    number = world.piece(made, SHOUTED).number
    refused = world.mark(made, number, "released", membership=mia)
    assert refused == Refused("Choose at least one piece.", "numbers")
    world.mark(made, number, "released")
    marking_pieces.release_rest(association=world.here, gathering=made.ref, by=BY, at=NOW)
    world.build(made)
    took = bundles.take(
        association=world.here, gathering=made.ref, what="pdf", membership=mia, by="mia", at=NOW
    )
    assert isinstance(took, Refused)
    assert "closed to you" in took.sentence


def test_where_the_other_person_agrees_it_is_marked_anew(world: World) -> None:
    made = world.gathered()
    number = world.piece(made, SHOUTED).number
    details = {"person": "Mr Lowe"}
    assert world.mark(made, number, "withheld", reason="third-party", details=details) == 1
    asking = {"association": world.here, "gathering": made.ref, "by": BY, "at": NOW}
    asked = marking_pieces.ask_other(name="Mr Lowe", asked_on=TODAY, **asking)
    early = marking_pieces.answered(consent=asked.pk, answer="yes", on=date(2026, 4, 7), **asking)
    assert isinstance(early, Refused)
    assert marking_pieces.answered(consent=asked.pk, answer="yes", on=TODAY, **asking) == asked
    assert world.piece(made, SHOUTED).mark == "open"
    refused = world.mark(made, number, "withheld", reason="third-party", details=details)
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("Mr Lowe agreed on 8 April 2026")


def test_a_case_alone_is_gathered_for_an_ombudsman(world: World) -> None:
    made = world.gathered("case", world.letter)
    with tenancy.association(world.here):
        places = set(BundleItem.objects.filter(gathering=made).values_list("thread__ref", flat=True))
    assert places == {world.letter}
    world.mark(made, world.piece(made, SHOUTED).number, "released")
    marking_pieces.release_rest(association=world.here, gathering=made.ref, by=BY, at=NOW)
    words, _, _ = world.build(made)
    assert "Everything on our record of" in words
    assert "illness" not in words


def test_what_is_erased_goes_from_every_bundle(world: World) -> None:
    made = world.gathered()
    world.mark(made, world.piece(made, SHOUTED).number, "released")
    marking_pieces.release_rest(association=world.here, gathering=made.ref, by=BY, at=NOW)
    world.build(made)
    with tenancy.association(world.here):
        kept = Gathering.objects.select_related("pdf").get(pk=made.pk).pdf
    erasing.erase(association=world.here, thread=world.letter, reason="Asked for", by=BY, at=NOW)
    with tenancy.association(world.here):
        assert not BundleItem.objects.filter(gathering=made, words__contains="Lowe").exists()
        assert files.find(world.here, kept.sha256) is None
        assert Gathering.objects.get(pk=made.pk).erased_at is not None


def test_whoever_asks_for_another_needs_an_authority_that_has_not_ended(world: World) -> None:
    given = {"name": "Chike Okafor", "authority": "written", "from_on": "2026-01-01", "to_on": "2026-04-07"}
    row = representing.name(association=world.here, person=world.person.ref, given=given, by=BY, at=NOW)
    asking: dict[str, Any] = {
        "association": world.here,
        "sort": "personal",
        "person": world.person.ref,
        "form": "letter",
        "asker": "speaks_for",
        "about": "All of it",
        "by": BY,
        "at": NOW,
    }
    ended = data_requests.record(authority=row.ref, **asking)
    assert isinstance(ended, Refused)
    assert ended.sentence.startswith("The authority of Chike Okafor ended on 7 April 2026.")
    none = data_requests.record(authority="", **asking)
    assert isinstance(none, Refused)
    assert "in writing" in none.sentence
