"""What do the rooms of the house hold, beside its promises: guidance, checklists, registers, surveys?

    rulebook.room("guidance")         # every Guidance, the shared ones first

Each room has a file of its own name, a list: one beside the associations that all share, and one in an
association's folder. An association's entry takes the place of the shared one of the same name, or is added;
`{name: …, left_out: yes}` leaves a shared one out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kept.rulebook.answering import Answering, read_answering
from kept.rulebook.cabinet import Cabinet, read_cabinet
from kept.rulebook.cases import CasePractice, read_case
from kept.rulebook.checklists import Checklist, read_checklist
from kept.rulebook.context import Context
from kept.rulebook.contractors import BriefingPart, read_part
from kept.rulebook.diary import DiaryEntry, read_diary
from kept.rulebook.dispatch import Sending, read_sending
from kept.rulebook.entry import Entry, entries
from kept.rulebook.faults import Findings
from kept.rulebook.formats import FormatEntry, read_format
from kept.rulebook.guidance import Guidance, read_guidance
from kept.rulebook.headings import Heading, read_heading
from kept.rulebook.learning import Learning, read_learning
from kept.rulebook.leaving import DivertPlace, LeaveStep, read_divert, read_step
from kept.rulebook.letterheads import Letterhead, Wording, read_letterhead, read_wording
from kept.rulebook.letters import Template, read_template
from kept.rulebook.machines import Machine, read_machine
from kept.rulebook.mail_book import MailBook, read_mail_book
from kept.rulebook.mailboxes import MailboxOf, read_mailbox
from kept.rulebook.moves import MoveRule, read_move
from kept.rulebook.plain_words import PlainWords, read_plain_words
from kept.rulebook.policy_record import PolicyRecord, read_record
from kept.rulebook.privacy import PrivacyEntry, read_privacy
from kept.rulebook.publications import Publication, read_publication
from kept.rulebook.registers import Register, read_register
from kept.rulebook.retention import Retention, read_retention
from kept.rulebook.rotas import Rota, read_rota
from kept.rulebook.self_assessing import Provision, read_provision
from kept.rulebook.subjects import Subject, read_subject
from kept.rulebook.surveys import Survey, read_survey
from kept.rulebook.telephone import Practice, read_practice
from kept.rulebook.visits import VisitEntry, read_visit
from kept.rulebook.writing import Practice as WritingPractice
from kept.rulebook.writing import read_writing


class Named(Protocol):
    """What a room holds: it has a name."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Room:
    """One room: the word for an entry of it, what an entry becomes, and who reads one."""

    word: str
    kind: type[Any]
    read: Callable[[Entry, Context], Named | None]

    def __repr__(self) -> str:
        return f"Room({self.word})"


# One line for each room. A kind that has `parts` lends their names to keepers, as `check:daily/clean`.
ROOMS: Mapping[str, Room] = {
    "answering": Room("post", Answering, read_answering),
    "checklists": Room("checklist", Checklist, read_checklist),
    "cabinet": Room("set of rules for the keys", Cabinet, read_cabinet),
    "cases": Room("sort of case", CasePractice, read_case),
    "contractors": Room("part of the pack", BriefingPart, read_part),
    "subjects": Room("subject", Subject, read_subject),
    "surveys": Room("survey", Survey, read_survey),
    "diary": Room("entry of the diary", DiaryEntry, read_diary),
    "formats": Room("form", FormatEntry, read_format),
    "dispatch": Room("rule for what goes out", Sending, read_sending),
    "guidance": Room("piece of guidance", Guidance, read_guidance),
    "publications": Room("publication", Publication, read_publication),
    "registers": Room("register", Register, read_register),
    "learning": Room("practice of learning", Learning, read_learning),
    "leave": Room("step of an absence", LeaveStep, read_step),
    "self_assessment": Room("provision", Provision, read_provision),
    "letterheads": Room("headed paper", Letterhead, read_letterhead),
    "letters": Room("letter", Template, read_template),
    "wordings": Room("wording", Wording, read_wording),
    "diverts": Room("place", DivertPlace, read_divert),
    "rotas": Room("rota", Rota, read_rota),
    "privacy": Room("entry of what we say and show", PrivacyEntry, read_privacy),
    "record": Room("record of the policy", PolicyRecord, read_record),
    "retention": Room("line of the schedule", Retention, read_retention),
    "machines": Room("machine", Machine, read_machine),
    "mailbook": Room("set of rules for the post", MailBook, read_mail_book),
    "mailboxes": Room("address of ours", MailboxOf, read_mailbox),
    "moves": Room("rule for moves", MoveRule, read_move),
    "headings": Room("heading", Heading, read_heading),
    "telephone": Room("practice", Practice, read_practice),
    "visits": Room("entry of the visits", VisitEntry, read_visit),
    "plain_words": Room("list of plain words", PlainWords, read_plain_words),
    "writing": Room("practice of writing", WritingPractice, read_writing),
}


def file_of(room: str) -> str:
    """The name of the room's file."""
    return f"{room}.yaml"


def read_room(
    findings: Findings, room: str, shared: object, own: object, context: Context
) -> tuple[Named, ...]:
    """What the room holds, from the shared file and the association's own; either is None where absent."""
    found: dict[str, Named] = {}
    for file, data in ((f"shared/{file_of(room)}", shared), (file_of(room), own)):
        here: set[str] = set()
        for entry in entries(findings, file, data, where=ROOMS[room].word) if data is not None else ():
            name = entry.get("name")
            if isinstance(name, str) and name in here:
                entry.fault(
                    "name", "Something in this file has this name already. Choose another.", found=name
                )
            elif entry.get("left_out") is not None:
                _leave_out(entry, found)
            elif (value := ROOMS[room].read(entry, context)) is not None:
                found[value.name] = value
            here.add(str(name))
    return tuple(found.values())


def _leave_out(entry: Entry, found: dict[str, Named]) -> None:
    entry.only("name", "left_out")
    name = entry.slug("name")
    if entry.flag("left_out") and name is not None and found.pop(name, None) is None:
        entry.not_among("name", "Nothing shared by all has this name.", name, found)
