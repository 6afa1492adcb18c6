"""A letter is acknowledged with a date, put off with a reason and answered; another is read by a director."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from kept.actions import composing, customers, dispatching, erasing
from kept.casework import Refused
from kept.casework.writing import address_mark
from kept.store import letters, tenancy
from kept.store.models import (
    Account,
    Association,
    Clock,
    Event,
    FileOnThread,
    Letter,
    Membership,
    Notice,
    Person,
)
from tests import cast
from tests.cast import t
from tests.letters import WORDS, reachable

pytestmark = pytest.mark.django_db


class Office:
    """One association and a writer, as everybody here acts."""

    def __init__(self, slug: str, role: str = "officer") -> None:
        self.here = cast.association(slug)
        self.writer = cast.member(self.here, "ann", role)
        reachable(self.here, self.writer)
        self.ref = cast.told(
            self.here,
            self.writer,
            "letter.received",
            "Tuesday 2026-04-07 10:00",
            from_name="Ms Ngozi Okafor",
            address="14 Mill Lane, Leeds, LS1 4AB",
            about="The bedroom is damp. When does somebody look at it?",
        )

    def who(self, account: Account, at: str) -> dict[str, Any]:
        with tenancy.association(self.here):
            member = Membership.objects.select_related("account", "association").get(account=account)
        return {"association": self.here, "by": account.handle, "at": t(at), "membership": member}

    def begun(self, template: str, at: str, uid: str) -> Letter:
        known = self.who(self.writer, at)
        return _letter(composing.start(thread=self.ref, template=template, uid=uid, **known))

    def saved(self, row: Letter, at: str, **values: str) -> Letter:
        asked = [(text, True) for text, _ in row.asked]
        known = self.who(self.writer, at)
        done = composing.save(letter=row.ref, version=row.version, values=values, asked=asked, **known)
        return _letter(done)

    def send(self, row: Letter, at: str, checked: str | None = None) -> Letter | Refused:
        mark = address_mark(row.to["lines"]) if checked is None else checked
        return composing.send(letter=row.ref, version=row.version, checked=mark, **self.who(self.writer, at))

    def posted(self, row: Letter, at: str) -> None:
        """Whoever takes the post out hands it over."""
        known: dict[str, Any] = {"association": self.here.pk, "by": "kept", "at": t(at)}
        assert row.outgoing is not None
        dispatching.begin(outgoing=row.outgoing, **known)
        dispatching.handed_over(outgoing=row.outgoing, **known)

    def clocks(self) -> dict[str, tuple[str, datetime]]:
        with tenancy.association(self.here):
            rows = Clock.objects.filter(thread__ref=self.ref).order_by("started_at", "id")
            return {each.promise: (each.verdict, each.due_at) for each in rows}

    def kinds(self) -> list[str]:
        with tenancy.association(self.here):
            rows = Event.objects.filter(thread__ref=self.ref).order_by("id")
            return list(rows.values_list("kind", flat=True))


def _letter(found: Letter | Refused) -> Letter:
    assert isinstance(found, Letter), found
    return found


def _facts(here: Association, kind: str) -> dict[str, Any]:
    with tenancy.association(here):
        event = Event.objects.filter(kind=kind).order_by("id").last()
        assert event is not None
        return dict(event.facts)


def test_acknowledged_with_a_date_put_off_with_a_reason_and_answered() -> None:
    office = Office("redland")
    row = office.begun("acknowledgement", "Wednesday 2026-04-08 09:00", "one")
    assert row.values["received_on"] == "2026-04-07"
    assert row.to["lines"] == ["Ms Ngozi Okafor", "14 Mill Lane", "Leeds", "LS1 4AB"]
    assert row.to["dear"] == "Ms Okafor"
    again = office.begun("acknowledgement", "Wednesday 2026-04-08 09:00", "one")
    assert again.pk == row.pk
    # The policy wants it in ten days; a later date needs its reason, and is refused without one.
    row = office.saved(row, "Wednesday 2026-04-08 09:05", about="the damp", answer_by="2026-04-30", why="")
    stopped = office.send(row, "Wednesday 2026-04-08 09:06")
    assert isinstance(stopped, Refused)
    assert stopped.field == "why"
    row = office.saved(row, "Wednesday 2026-04-08 09:07", why="A surveyor has to look first.", reason="visit")
    unseen = office.send(row, "Wednesday 2026-04-08 09:08", checked="")
    assert isinstance(unseen, Refused)
    assert unseen.field == "checked"
    row = _letter(office.send(row, "Wednesday 2026-04-08 09:09"))
    assert office.clocks()["redland:2.8.3.1"][0] == "running"
    office.posted(row, "Wednesday 2026-04-08 15:00")
    assert _facts(office.here, "letter.acknowledged") == {"answer_by": "2026-04-30", "reason": "visit"}
    clocks = office.clocks()
    assert clocks["redland:2.8.3.1"][0] == "kept"
    assert clocks["kept:answer-by"] == ("running", t("Friday 2026-05-01 00:00"))
    with tenancy.association(office.here):
        assert FileOnThread.objects.filter(thread__ref=office.ref).count() == 1
    # Later than that after all: told before the day, with the reason and a new one.
    row = office.begun("delay", "Wednesday 2026-04-29 10:00", "two")
    values = dict.fromkeys(("why", "reason_words", "done_so_far"), "The surveyor was ill.")
    row = office.saved(row, "Wednesday 2026-04-29 10:05", **WORDS, **values, answer_by="2026-05-15")
    assert isinstance(row, Letter)
    row = _letter(office.send(row, "Wednesday 2026-04-29 10:06"))
    office.posted(row, "Wednesday 2026-04-29 15:00")
    row = office.begun("answer", "Tuesday 2026-05-12 10:00", "three")
    assert row.asked == [["When does somebody look at it?", False]]
    row = office.saved(row, "Tuesday 2026-05-12 10:05", **WORDS)
    office.posted(_letter(office.send(row, "Tuesday 2026-05-12 10:06")), "Tuesday 2026-05-12 15:00")
    assert office.kinds()[-1] == "letter.answered"
    assert "running" not in {verdict for verdict, _ in office.clocks().values()}


def test_a_letter_that_a_director_reads_first_waits_and_its_clock_runs_on() -> None:
    office = Office("moray")
    director = cast.member(office.here, "dee", "director")
    row = office.saved(
        office.begun("answer", "Wednesday 2026-04-08 09:00", "one"), "Wednesday 2026-04-08 09:05", **WORDS
    )
    with tenancy.association(office.here):
        Letter.objects.filter(pk=row.pk).update(approval="director")
    refused = office.send(row, "Wednesday 2026-04-08 09:06")
    assert isinstance(refused, Refused)
    assert refused.field == "approval"
    mine = office.who(office.writer, "Wednesday 2026-04-08 09:07")
    row = _letter(composing.ask_approval(letter=row.ref, version=row.version, **mine))
    own = composing.approve(letter=row.ref, version=row.version, **mine)
    assert isinstance(own, Refused)
    assert "yourself" in own.sentence
    hers = office.who(director, "Wednesday 2026-04-08 11:00")
    with tenancy.association(office.here):
        assert [each.ref for each in letters.to_approve(hers["membership"], hers["at"])] == [row.ref]
        assert letters.to_approve(mine["membership"], mine["at"]) == []
    row = _letter(composing.send_back(letter=row.ref, words="Say sorry first.", **hers))
    assert (row.state, row.back) == ("draft", "Say sorry first.")
    with tenancy.association(office.here):
        rows = Notice.objects.filter(what="letter").order_by("id")
        told = list(rows.values_list("account__handle", "said"))
    assert [(who, row.ref in said) for who, said in told] == [("dee", True), ("ann", True)]
    row = office.saved(row, "Wednesday 2026-04-08 11:30", answer="We are sorry. On Monday 18 May.")
    row = _letter(composing.ask_approval(letter=row.ref, version=row.version, **mine))
    row = _letter(composing.approve(letter=row.ref, version=row.version, **hers))
    row = _letter(office.send(row, "Wednesday 2026-04-08 12:00"))
    assert office.clocks()["moray:4.7.5"] == ("running", t("Wednesday 2026-04-15 00:00"))
    office.posted(row, "Wednesday 2026-04-08 15:00")
    assert office.clocks()["moray:4.7.5"][0] == "kept"
    # What goes is on the file by itself, where the policy promises to file it.
    assert office.kinds()[-2:] == ["letter.answered", "correspondence.filed"]
    assert "running" not in {verdict for verdict, _ in office.clocks().values()}


def test_two_who_write_one_letter_do_not_write_over_one_another() -> None:
    office = Office("karin")
    row = office.begun("answer", "Wednesday 2026-04-08 09:00", "one")
    office.saved(row, "Wednesday 2026-04-08 09:05", answer="Mine.")
    late = composing.save(
        letter=row.ref,
        version=1,
        values={"answer": "Theirs."},
        **office.who(office.writer, "Wednesday 2026-04-08 09:06"),
    )
    assert isinstance(late, Refused)
    assert late.field == "version"


def test_what_was_begun_for_nobody_elses_words_ends_with_its_letter() -> None:
    office = Office("karin")
    known = office.who(office.writer, "Wednesday 2026-04-08 09:00")
    made = customers.add(
        association=office.here,
        name="Mr Ali Bell",
        address="2 Rose Lane, Leeds, LS2 9XX",
        by="ann",
        at=known["at"],
    )
    assert isinstance(made, Person)
    nobody = composing.start(template="answer", uid="x", **known)
    assert isinstance(nobody, Refused)
    assert nobody.field == "person"
    row = _letter(composing.start(person=made.ref, template="answer", about="Your garden", uid="y", **known))
    assert (row.way, row.to["dear"]) == ("letter", "Mr Bell")
    done = _letter(composing.withdraw(letter=row.ref, **known))
    assert done.state == "withdrawn"
    with tenancy.association(office.here):
        done.thread.refresh_from_db()
        assert done.thread.closed_at is not None


def test_the_words_of_a_letter_go_with_those_of_its_contact_and_so_does_its_copy() -> None:
    office = Office("karin")
    row = office.begun("answer", "Wednesday 2026-04-08 09:00", "one")
    row = office.saved(row, "Wednesday 2026-04-08 09:05", **WORDS)
    office.posted(_letter(office.send(row, "Wednesday 2026-04-08 09:10")), "Wednesday 2026-04-08 15:00")
    done = erasing.erase(
        association=office.here,
        thread=office.ref,
        reason="Asked for by Ms Okafor",
        by="ann",
        at=t("Thursday 2026-04-09 10:00"),
    )
    assert isinstance(done, erasing.Erased)
    with tenancy.association(office.here):
        row.refresh_from_db()
        assert (row.values, row.to, row.text, row.file) == ({}, {}, "", None)
        assert row.state == "sent"
        assert not FileOnThread.objects.filter(thread__ref=office.ref).exists()
