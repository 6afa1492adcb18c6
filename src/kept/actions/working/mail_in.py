"""How does one e-mail become a row, its files and what is told of it, all together or not at all?

    Taking(message, raw, reached_at, by="kept", now=now).taken(karin)       # Received(…), or Refused and why

See `actions.receiving_mail`, which calls this.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction

from kept.actions import handing_over
from kept.actions.telling import tell
from kept.actions.told import Telling, Told
from kept.casework import Grade, Refused
from kept.casework.filing import filed_with
from kept.casework.kept_files import LARGEST_SENT
from kept.casework.mime import (
    ADDRESS,
    AUTOMATIC,
    AUTOMATIC_CAME,
    BOUNCE,
    LARGEST,
    PERSON,
    Message,
    answered,
    facts_for,
    further,
    mailbox_for,
    opening,
    ours_again,
    too_many,
    words_of,
)
from kept.rulebook import Rulebook
from kept.rulebook.mailboxes import MailboxOf
from kept.store import dispatch, email, files, rules, tenancy
from kept.store.email import Found
from kept.store.files import File
from kept.store.models import Association, Outgoing, Person, ReceivedMail, Thread

MACHINE = "machine"
LONGEST_WHY = 200
WHOLE, WHOLE_NAME = "message/rfc822", "message.eml"


@dataclass(frozen=True, slots=True)
class Received:
    """Where it is on record: the contact, if it is on one; and whether it had been taken before."""

    thread: str | None
    mail: int
    sort: str
    again: bool = False


class NotTaken(RuntimeError):
    """What was begun for this message is undone; the sentence says why."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Taking:
    """One message being taken in."""

    message: Message
    content: bytes
    reached_at: datetime
    by: str
    now: datetime

    def taken(self, association: Association | str) -> Received | Refused:
        """All of it in one transaction, or none of it and why."""
        try:
            with tenancy.association(association) as here:
                before = ReceivedMail.objects.select_related("thread").filter(
                    association=here, uid=self.message.identity
                )
                known = before.only("id", "sort", "thread__ref").first()
                if known is not None:
                    thread = known.thread.ref if known.thread else None
                    return Received(thread, known.pk, known.sort, again=True)
                return self._new(here)
        except NotTaken as fault:
            return fault.refused

    def _new(self, here: Association) -> Received:
        rulebook = rules.current(here)
        raw = self._keep(here, self.content, WHOLE_NAME, LARGEST, WHOLE)
        parts = [(each, self._keep(here, each.content, each.name, LARGEST)) for each in self.message.parts]
        message = self.message
        ids = answered(message)
        named = [*(message.report.ids if message.report else ()), *ids, message.message_id]
        sent = email.sent_of(here, list(dict.fromkeys(filter(None, named))))
        mark = f"{here.slug}.{dispatch.sender(here, rulebook).domain}"
        itself = {each.message_id.strip("<>") for each in sent}
        sorted_ = ours_again(message, mark=mark, sent=itself) or _robot(here, message, self.reached_at)
        if sorted_ is not None:
            message = replace(message, sort=sorted_[0], why=sorted_[1])
        mailbox = mailbox_for(rulebook.room("mailboxes"), message.came_to)
        found = email.conversation(here, message, sent)
        people = email.writers(here, message.sender.address, self.reached_at)
        person = _whose(found.thread, people)
        row = ReceivedMail(
            association=here,
            uid=message.identity,
            message_id=message.message_id,
            in_reply_to=message.in_reply_to,
            refs=list(message.references),
            sort=message.sort,
            why=message.why,
            from_address=message.sender.address,
            from_name=message.sender.name,
            reply_to=message.reply_to,
            to=[asdict(each) for each in message.to],
            cc=[asdict(each) for each in message.cc],
            mailbox=mailbox.address if mailbox else "",
            subject=message.subject,
            sent_at=message.sent_at,
            received_at=self.reached_at,
            text=message.text,
            html=message.html,
            parts=[
                {
                    "name": each.name,
                    "type": kept.type,
                    "size": kept.size,
                    "sha256": kept.sha256,
                    "how": each.how,
                }
                for each, kept in parts
            ],
            notes=list(message.notes),
            pictures_left_out=message.pictures_left_out,
            candidates=[each.pk for each in people] if len(people) > 1 else [],
            matched_by=found.by,
            raw_id=raw.id,
            person=person,
        )
        if message.sort == PERSON:
            self._of_a_person(here, rulebook, row, message, mailbox, found)
        elif message.sort == BOUNCE:
            self._came_back(here, row, message, sent)
        else:
            self._of_a_machine(here, row, message, found, sent)
        row.save(force_insert=True)
        self._tie(here, row)
        return Received(row.thread.ref if row.thread else None, row.pk, row.sort)

    def taken_after_all(self, here: Association, row: ReceivedMail) -> Received | Refused:
        """What had been taken for a machine's becomes what it is."""
        rulebook, message = rules.current(here), self.message
        row.sort, row.why = message.sort, message.why
        sent = email.sent_of(here, answered(message))
        mailbox = mailbox_for(rulebook.room("mailboxes"), [row.mailbox])
        try:
            self._of_a_person(here, rulebook, row, message, mailbox, email.conversation(here, message, sent))
        except NotTaken as fault:
            return fault.refused
        row.save(update_fields=["sort", "why", "event", "thread", "matched_by", "notes"])
        self._tie(here, row)
        return Received(row.thread.ref if row.thread else None, row.pk, row.sort)

    def _tie(self, here: Association, row: ReceivedMail) -> None:
        """What came with it belongs to the contact: whoever may see that may take the files away."""
        for each in row.parts:
            kept = files.find(here, str(each["sha256"]))
            if kept is not None and row.thread_id is not None:
                files.tie(here, row.thread_id, kept, self.by, self.now)

    def _keep(self, here: Association, content: bytes, name: str, most: int, type_: str = "") -> File:
        kept = files.keep_sent(
            here, io.BytesIO(content), name, self.by, self.now, most=max(most, LARGEST_SENT), type_=type_
        )
        if isinstance(kept, Refused):
            raise NotTaken(kept)
        return kept

    def _of_a_person(
        self,
        here: Association,
        rulebook: Rulebook,
        row: ReceivedMail,
        message: Message,
        mailbox: MailboxOf | None,
        found: Found,
    ) -> None:
        """A contact begins, or goes on; what it starts counts from when it reached us."""
        row.event = f"mail:{message.identity[:40]}:p" if row.event else f"mail:{message.identity[:40]}"
        told = None
        if found.thread is not None:
            told = self._goes_on(here, rulebook, row, message, found.thread)
        if told is None:
            kind = opening(mailbox, rulebook.kinds)
            told = self._told(here, rulebook, row, message, kind, team=mailbox.team if mailbox else "")
            if told.refused is not None:
                raise NotTaken(told.refused)
            if found.thread is not None:
                row.notes.append(f"It answers {found.thread.ref}, to which nothing can be added any more.")
            elif row.person_id is not None:
                row.matched_by = ADDRESS
        row.thread = Thread.objects.only("id", "ref").get(association=here, ref=told.results[-1].thread)

    def _goes_on(
        self, here: Association, rulebook: Rulebook, row: ReceivedMail, message: Message, thread: Thread
    ) -> Told | None:
        """A further message on a contact, which is opened again where it was closed. None where not."""
        running = [rulebook.promises.get(name) for name in email.running_on(thread)]
        stops = [each.stops for each in running if each is not None]
        kind = further(open_=thread.closed_at is None, stops=stops, kinds=rulebook.kinds)
        theirs = thread.person_id is None
        try:
            with transaction.atomic():
                told = self._told(here, rulebook, row, message, kind, on=thread, theirs=theirs)
                if told.refused is not None:
                    raise NotTaken(told.refused)
                return told
        except NotTaken:
            return None

    def _told(
        self,
        here: Association,
        rulebook: Rulebook,
        row: ReceivedMail,
        message: Message,
        kind: str,
        *,
        team: str = "",
        on: Thread | None = None,
        theirs: bool = True,
    ) -> Told:
        base = Telling(kind, self.reached_at, grade=Grade.MACHINE, via=MACHINE, thread=on.ref if on else None)
        person = row.person.ref if theirs and row.person is not None else None
        facts = facts_for(rulebook.kinds[kind], message)
        tellings = [replace(base, facts=facts, uid=row.event, person=person, team=team)]
        if on is not None and on.closed_at is not None:
            again = replace(base, kind="thread.reopened", happened_at=self.now, uid=f"{row.event}:again")
            tellings.insert(0, replace(again, facts={"reason": "They wrote again by e-mail."}))
        for each in filed_with(kind, rulebook.promises.values()):
            beside = None if on is not None else row.event
            tellings.append(replace(base, kind=each, uid=f"{row.event}:filed", beside=beside))
        return tell(tellings, association=here, by=self.by, at=self.now)

    def _of_a_machine(
        self,
        here: Association,
        row: ReceivedMail,
        message: Message,
        found: Found,
        sent: Sequence[Outgoing],
    ) -> None:
        """It is on record where it belongs, as what it is, and moves nothing there."""
        row.thread = found.thread
        if message.report is not None and message.report.arrived and sent:
            row.outgoing = sent[0].pk
            handing_over.delivered(association=here, outgoing=sent[0].pk, by=self.by, at=self.now)
        if found.thread is None or message.sort != AUTOMATIC:
            return
        row.event = f"mail:{message.identity[:40]}"
        telling = Telling(
            AUTOMATIC_CAME,
            self.reached_at,
            {"about": words_of(message)} if words_of(message) else {},
            uid=row.event,
            thread=found.thread.ref,
            grade=Grade.MACHINE,
            via=MACHINE,
        )
        # On a contact that is closed nothing is told: the e-mail itself is there to be read.
        if tell([telling], association=here, by=self.by, at=self.now).refused is not None:
            row.event = ""

    def _came_back(
        self, here: Association, row: ReceivedMail, message: Message, sent: Sequence[Outgoing]
    ) -> None:
        """What could not be delivered was not sent: the clock that it stopped runs on."""
        if not sent or message.report is None:
            return
        report, gone = message.report, sent[0]
        row.outgoing, row.thread_id, row.person_id = gone.pk, gone.thread_id, gone.person_id
        why = " ".join(each for each in (report.status, report.reason) if each) or "it came back"
        handing_over.failed(
            association=here,
            outgoing=gone.pk,
            why=why[:LONGEST_WHY],
            for_good=not report.status.startswith("4"),
            by=self.by,
            at=self.now,
        )


def _robot(here: Association, message: Message, reached_at: datetime) -> tuple[str, str] | None:
    """What comes from one address faster than a person writes is a machine's that has run wild."""
    if message.sort != PERSON:
        return None
    return too_many(email.lately(here, message.sender.address, reached_at))


def _whose(thread: Thread | None, people: Sequence[Person]) -> Person | None:
    """The customer who wrote: the one whose contact it is, where it may be theirs; else the only one."""
    if thread is not None and thread.person_id is not None:
        of_thread = next((each for each in people if each.pk == thread.person_id), None)
        if of_thread is not None:
            return of_thread
    return people[0] if len(people) == 1 else None
