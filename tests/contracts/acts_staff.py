"""Each act on registers, on who is where, and on what an absence asks for, run once, for `test_actions`."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kept.actions import absences, booking, leaving, people, policies, presence, registering
from kept.casework import Refused
from kept.store import tenancy
from kept.store.models import Absence, AbsenceMeeting, AbsenceStep, Association, RegisterEntry
from tests.actions.house import BY, folder, t

NOW = t("Wednesday 2026-04-08 10:00")
THEN = NOW + timedelta(hours=1)
SILENT = {"presence.say": "where somebody is stands on record with its moment, and is never changed"}
CARD = {"number": "K-0142", "issued_on": "2026-04-01", "expires_on": "2028-03-31"}
GUIDE = """
- name: guide
  title: Staff guide
  one: section
  says: What each of us has to know.
  sign: I have read it
  fields: {section: {label: Section, type: text, required: yes, means: title}}
"""
ARTICLE = {"subject": "Lost keys", "answer": "Come to the office with something that says who you are."}


def _member(here: Association, handle: str = "bea", role: str = "officer") -> None:
    email = f"{handle}@example.org"
    people.create_account(association=here, handle=handle, email=email, name=handle.title(), by=BY, at=NOW)
    people.add_member(association=here, handle=handle, role=role, by=BY, at=NOW)


def _card(here: Association) -> int:
    _member(here)
    made = registering.add(
        association=here, register="identity-cards", subject="bea", answers=CARD, by=BY, at=NOW
    )
    assert isinstance(made, RegisterEntry), made
    return made.pk


def _article(here: Association) -> int:
    _member(here, BY)
    made = registering.add(association=here, register="articles", answers=ARTICLE, by=BY, at=NOW)
    assert isinstance(made, RegisterEntry), made
    return made.pk


def _section(here: Association) -> int:
    """A section of a guide that everybody confirms, in a house that has one."""
    with tempfile.TemporaryDirectory() as at:
        made = folder(Path(at), starts_on="2016-01-02")
        (made / "registers.yaml").write_text(GUIDE)
        policies.load(folder=made, by=BY, at=t("Saturday 2016-01-02 10:00"))
    _member(here, BY)
    entry = registering.add(association=here, register="guide", answers={"section": "Gas"}, by=BY, at=NOW)
    assert isinstance(entry, RegisterEntry), entry
    return entry.pk


def _two(here: Association) -> None:
    _member(here)
    _member(here, "cem")


def _away(here: Association) -> int:
    """The number of the first step that Bea's absence asks for."""
    _two(here)
    made = absences.tell(
        association=here, handle="bea", from_at=THEN, to_at=None, kind="leave", by=BY, at=NOW
    )
    assert isinstance(made, Absence), made
    with tenancy.association(here):
        return AbsenceStep.objects.get(step="phone-diverted").pk


def _meeting(here: Association) -> int:
    """An appointment of Bea's, who is ill on that day."""
    _two(here)
    _member(here, "mia", "manager")
    asked = {"from_name": "Ms Okafor", "phone": "01632 960 001", "about": "Damp", "agreed": True}
    booked = booking.book(
        association=here,
        kind="appointment",
        starts=t("Thursday 2026-04-09 14:00"),
        resources=["@bea"],
        facts={**asked, "agreed_how": "by-telephone"},
        by="bea",
        at=NOW,
    )
    assert not isinstance(booked, Refused), booked
    until = t("Friday 2026-04-10 00:00")
    absences.tell(association=here, handle="bea", from_at=NOW, to_at=until, kind="sickness", by=BY, at=NOW)
    with tenancy.association(here):
        return AbsenceMeeting.objects.get().pk


def _covered(here: Association) -> int:
    meeting = _meeting(here)
    said = {"association": here, "meeting": meeting, "by": BY, "at": NOW}
    leaving.cover(to="cem", briefing="Has photographs.", **said)  # type: ignore[arg-type]
    return meeting


DAILY = """
- name: email-checked
  title: E-mail looked at
  says: Name a colleague who looks every day.
  by: manager
  names: yes
  daily: yes
"""


def _daily(here: Association) -> int:
    """A step for which Cem looks every day, in a house whose policy asks for one."""
    with tempfile.TemporaryDirectory() as at:
        made = folder(Path(at), starts_on="2016-01-02")
        (made / "leave.yaml").write_text(DAILY)
        policies.load(folder=made, by=BY, at=t("Saturday 2016-01-02 10:00"))
    _away(here)
    with tenancy.association(here):
        step = AbsenceStep.objects.get(step="email-checked").pk
    done = leaving.see_to(association=here, step=step, named="cem", by=BY, at=NOW)
    assert isinstance(done, AbsenceStep), done
    return step


ACTS: dict[str, Any] = {
    "registering.add": (
        _member,
        lambda here, _, __: registering.add(
            association=here, register="identity-cards", subject="bea", answers=CARD, by=BY, at=NOW
        ),
    ),
    "registering.change": (
        _card,
        lambda here, entry, _: registering.change(
            association=here, entry=entry, answers={**CARD, "number": "K-0143"}, by=BY, at=THEN
        ),
    ),
    "registering.check": (
        _article,
        lambda here, entry, _: registering.check(association=here, entry=entry, by=BY, at=THEN),
    ),
    "registering.sign": (
        _section,
        lambda here, entry, _: registering.sign(association=here, entry=entry, by=BY, at=THEN),
    ),
    "registering.end": (
        _card,
        lambda here, entry, _: registering.end(association=here, entry=entry, why="lost", by=BY, at=THEN),
    ),
    "presence.say": (
        _two,
        lambda here, _, __: presence.say(association=here, handle="bea", state="lunch", by=BY, at=NOW),
    ),
    "leaving.see_to": (
        _away,
        lambda here, step, _: leaving.see_to(
            association=here, step=step, divert_place="switchboard", by=BY, at=NOW
        ),
    ),
    "leaving.look": (
        _daily,
        lambda here, step, _: leaving.look(
            association=here, step=step, day=date(2026, 4, 8), urgent=0, by=BY, at=NOW
        ),
    ),
    "leaving.postpone": (
        _meeting,
        lambda here, meeting, _: leaving.postpone(
            association=here,
            meeting=meeting,
            starts=t("Monday 2026-04-13 14:00"),
            how="by-telephone",
            by=BY,
            at=THEN,
        ),
    ),
    "leaving.cover": (
        _meeting,
        lambda here, meeting, _: leaving.cover(
            association=here, meeting=meeting, to="cem", briefing="Has photographs.", by=BY, at=THEN
        ),
    ),
    "leaving.customer_told": (
        _covered,
        lambda here, meeting, _: leaving.customer_told(association=here, meeting=meeting, by=BY, at=THEN),
    ),
}
