"""One letter in large print, read out and in braille; a complaint answered at once, its Polish to follow.

What somebody cannot use is owed to them in a form that they can, on a clock of its own.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pypdf import PdfReader

from kept.actions import composing, customers, dispatching, registering
from kept.casework.writing import address_mark
from kept.store import files, tenancy
from kept.store.models import (
    Account,
    Association,
    Clock,
    Letter,
    OwedForm,
    Person,
    RegisterEntry,
    Translation,
)
from tests import cast
from tests.journeys.conftest import Walk
from tests.letters import reachable

MORNING = "Tuesday 2026-04-07 10:00"
NOW = "Wednesday 2026-04-08 12:00"
ANSWER = {
    "about": "the lift",
    "received_on": "2026-04-07",
    "asked": "The lift was out of order for nine days.",
    "outcome": "upheld",
    "decision": "You are right. The lift stood still for nine days.",
    "reasons": "We looked at the log of the lift.",
    "apology": "We are sorry that the lift stood still for nine days.",
    "put_right": "It has run since Monday, and is looked at each week.",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("size", "walk"), [("desk", "scripted")], indirect=True)
class TestFormsPeopleCanUse:
    """A morning at Karin's."""

    karin: Association
    bea: Account
    ada: Person
    ewa: Person

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_two_people_who_complained(clock)
        self.when_she_signs_in(walk)
        self.when_ada_says_what_she_can_use(walk)
        letter = self.when_adas_complaint_is_answered()
        self.then_it_goes_in_large_print(letter)
        self.then_a_recording_and_braille_are_owed(walk)
        self.when_they_are_made_and_sent(walk, "Read out, on a recording")
        self.when_they_are_made_and_sent(walk, "Braille")
        self.then_nothing_more_is_owed_to_ada()
        self.when_ewas_complaint_is_answered_it_goes_at_once()
        self.when_its_polish_is_ordered_read_and_sent(walk)
        self.then_both_promises_are_kept()

    def given_two_people_who_complained(self, clock: Callable[[str], datetime]) -> None:
        clock(NOW)
        self.complaints: dict[str, str] = {}
        self.karin = cast.association("karin")
        self.bea = cast.member(self.karin, "bea", "manager")
        reachable(self.karin, self.bea)
        self.ada = self.customer("Ms Ada Bell", "2 Rose Lane, Leeds, LS1 4AB", "")
        self.ewa = self.customer("Ms Ewa Nowak", "4 Rose Lane, Leeds, LS1 4AB", "pl")
        answers = {"name": "Word by Word", "does": "translation", "languages": "Polish"}
        made = registering.add(register="language-suppliers", answers=answers, **self.by_bea(MORNING))
        assert isinstance(made, RegisterEntry), made

    def by_bea(self, at: str) -> dict[str, Any]:
        return {"association": self.karin, "by": "bea", "at": cast.t(at)}

    def customer(self, name: str, address: str, language: str) -> Person:
        known = self.by_bea(MORNING)
        person = customers.add(name=name, address=address, language=language, **known)
        assert isinstance(person, Person), person
        ref = cast.told(self.karin, self.bea, "complaint.received", MORNING, about="The lift.")
        customers.attach(thread=ref, person=person.ref, **known)
        self.complaints[person.ref] = ref
        return person

    def when_she_signs_in(self, walk: Walk) -> None:
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("bea")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")

    def when_ada_says_what_she_can_use(self, walk: Walk) -> None:
        for form in ("Large print, 18 point", "Read out, on a recording", "Braille"):
            walk.open(f"/karin/customer/{self.ada.ref}/forms")
            walk.page.get_by_label(form, exact=True).check()
            walk.page.get_by_label("Who asked for it?").fill("Herself")
            walk.press("Put it on their file")
        walk.open(f"/karin/customer/{self.ada.ref}")
        assert "What they can use" in walk.text
        assert "Braille" in walk.text

    def answered(self, person: Person) -> Letter:
        known = self.by_bea("Wednesday 2026-04-08 11:00")
        thread = self.complaints[person.ref]
        row = composing.start(thread=thread, template="complaint-answer", way="letter", uid=thread, **known)
        assert isinstance(row, Letter), row
        ticked = [(text, True) for text, _done in row.asked]
        row = composing.save(letter=row.ref, version=row.version, values=ANSWER, asked=ticked, **known)
        assert isinstance(row, Letter), row
        checked = address_mark(row.to["lines"])
        row = composing.send(letter=row.ref, version=row.version, checked=checked, **known)
        assert isinstance(row, Letter), row
        assert row.outgoing is not None
        by_kept: dict[str, Any] = {"association": self.karin.pk, "by": "kept", "at": known["at"]}
        dispatching.begin(outgoing=row.outgoing, **by_kept)
        dispatching.handed_over(outgoing=row.outgoing, **by_kept)
        return row

    def when_adas_complaint_is_answered(self) -> Letter:
        return self.answered(self.ada)

    def then_it_goes_in_large_print(self, letter: Letter) -> None:
        sizes: set[float] = set()

        def seen(text: str, *beside: Any) -> None:
            if text.strip():
                sizes.add(round(float(beside[3]) * abs(float(beside[1][0])) if beside[3] else 0))

        with tenancy.association(self.karin) as here:
            assert letter.file is not None
            with files.open(here, letter.file.sha256) as stream:
                PdfReader(io.BytesIO(stream.read())).pages[0].extract_text(visitor_text=seen)
        assert max(sizes) >= 18

    def then_a_recording_and_braille_are_owed(self, walk: Walk) -> None:
        walk.open("/karin/formats")
        assert "Read out, on a recording: " in walk.text
        assert "Braille: " in walk.text
        with tenancy.association(self.karin):
            clocks = Clock.objects.filter(promise="kept:usable-form", verdict="running")
            assert [each.due_at for each in clocks] == [cast.t("Thursday 2026-04-16 00:00")] * 2

    def when_they_are_made_and_sent(self, walk: Walk, form: str) -> None:
        walk.open("/karin/formats")
        walk.page.get_by_role("link", name=f"{form}: ").click()
        walk.press("Make it now")
        assert "It is made." in walk.text
        assert "Take the file" in walk.text
        walk.page.get_by_label("Posted by hand, such as a disc or braille").check()
        walk.press("It goes so")
        assert "It is on its way to them." in walk.text
        walk.check()

    def then_nothing_more_is_owed_to_ada(self) -> None:
        with tenancy.association(self.karin):
            assert {each.file.type for each in OwedForm.objects.select_related("file") if each.file} >= {
                "audio/wav"
            }
            verdicts = Clock.objects.filter(promise="kept:usable-form").values_list("verdict", flat=True)
            assert list(verdicts) == ["kept", "kept"]

    def when_ewas_complaint_is_answered_it_goes_at_once(self) -> None:
        row = self.answered(self.ewa)
        with tenancy.association(self.karin):
            answered = Clock.objects.filter(thread=row.thread_id, promise__startswith="karin:")
            assert "running" not in set(answered.values_list("verdict", flat=True))
            wanted = Translation.objects.get()
            assert (wanted.language, wanted.of_thread) == ("pl", row.thread.ref)
            clock = Clock.objects.get(promise="kept:translation")
            assert (clock.verdict, clock.due_at) == ("running", cast.t("Thursday 2026-04-23 00:00"))

    def when_its_polish_is_ordered_read_and_sent(self, walk: Walk) -> None:
        walk.open("/karin/formats")
        walk.page.get_by_role("link", name="Polish: ").click()
        walk.page.get_by_label("To whom do the words go?").select_option(label="Word by Word")
        walk.press("It is ordered")
        walk.page.get_by_label("The translation").fill("Szanowna Pani, przepraszamy.")
        walk.press("Keep it")
        walk.page.get_by_label("Who read it?").fill("Jan Kos")
        walk.press("Put it on record")
        walk.page.get_by_label("On paper, with the next post").check()
        walk.press("It goes so")
        assert "It is on its way." in walk.text
        with tenancy.association(self.karin):
            row = Translation.objects.get()
            assert row.outgoing is not None
            assert Clock.objects.get(promise="kept:translation").verdict == "running"
        by_kept: dict[str, Any] = {"association": self.karin.pk, "by": "kept", "at": cast.t(NOW)}
        dispatching.begin(outgoing=row.outgoing, **by_kept)
        dispatching.handed_over(outgoing=row.outgoing, **by_kept)

    def then_both_promises_are_kept(self) -> None:
        with tenancy.association(self.karin):
            assert Clock.objects.get(promise="kept:translation").verdict == "kept"
