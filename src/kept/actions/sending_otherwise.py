"""What if something did not arrive, or may not go as it was meant: how else can it go?

    send(association=karin, outgoing=row.ref, way="post", by="ann", at=now, uid="…")    # the new Outgoing

The words stay the same. A letter that was written as an e-mail is set on the house's paper; what it tells is
told again when it goes, by the kind for that way where it was written from a template.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime

from kept.actions.dispatching import NOTHING, cancel, post
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.dispatching import (
    CANCELLED,
    HELD,
    MAIL_WAYS,
    PAPER_WAYS,
    TEXT_WAYS,
    WAITING,
)
from kept.casework.letter_text import Document, Writer, facts_of, paragraphs
from kept.printing import pdf
from kept.printing.paper import sheets_of
from kept.rulebook import Rulebook
from kept.rulebook.letterheads import ENGLISH, letterhead_of
from kept.rulebook.letters import template_of
from kept.store import dispatch, files, letter_making, rules, tenancy
from kept.store.housing import today
from kept.store.models import Account, Association, Letter, Membership, Outgoing, StoredFile
from kept.store.other_ways import CHOICES, reader_of

_CALLED = {**dict.fromkeys(MAIL_WAYS, "email"), **dict.fromkeys(TEXT_WAYS, "text")}


def send(
    *,
    association: Association | str,
    outgoing: str,
    way: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Outgoing | Refused:
    """Let the same words go by this way. What waits still is taken back; what failed is seen to."""
    now = at.astimezone(UTC)

    def act() -> Outgoing | Refused:
        with tenancy.association(association) as here:
            rows = dispatch.seen_by(membership) if membership is not None else Outgoing.objects
            row = rows.filter(association=here, ref=outgoing).select_related(
                "file", "office", "thread", "thread__office", "person", "person__merged_into"
            )
            found = row.first()
            if found is None:
                return NOTHING
            if way not in CHOICES:
                return Refused("Choose by which way it goes.", "way")
            if found.failed_at is None and found.state not in (WAITING, HELD, CANCELLED):
                return Refused(
                    "It is on its way, or has gone. Wait until it is known what became of it.", "way"
                )
            person = found.person.stands if found.person is not None else None
            rulebook = rules.current(here)
            to = reader_of(found, person)
            letter = (
                Letter.objects.filter(association=here, pk=found.letter).first() if found.letter else None
            )
            file = found.file
            if way in PAPER_WAYS and file is None:
                file = _on_paper(here, found, letter, rulebook, to, by, now)
            made = post(
                association=here,
                by=by,
                at=now,
                uid=f"{uid}:{found.ref}",
                way=way,
                to=to,
                subject=found.subject,
                text=found.text,
                html=found.html,
                file=file if way in PAPER_WAYS else None,
                attachments=found.attachments,
                thread=found.thread,
                person=person,
                letter=found.letter,
                tells=_tells(found, letter, way, rulebook),
                statutory=found.statutory,
                automatic=found.automatic,
                sheets=_sheets(here, file) if way in PAPER_WAYS and file is not None else 0,
                office=found.office,
                merge=found.merge,
                instead_of=found,
                membership=membership,
            )
            if isinstance(made, Outgoing) and found.state in (WAITING, HELD):
                cancel(association=here, outgoing=found.ref, by=by, at=now)
                if letter is not None:
                    Letter.objects.filter(pk=letter.pk).update(
                        state="handed_over", handed_at=now, outgoing=made.pk
                    )
            return made

    return once_more(act)


def _tells(row: Outgoing, letter: Letter | None, way: str, rulebook: Rulebook) -> Mapping[str, object]:
    """What is told when it has gone this way: as its template says, else as it was."""
    template = template_of(rulebook, letter.template) if letter is not None else None
    if letter is None or template is None or row.thread is None or not row.tells.get("kind"):
        return dict(row.tells)
    kind, facts = facts_of(
        template, _CALLED.get(way, "letter"), letter.values, on=row.thread.kind, kinds=rulebook.kinds
    )
    return {**row.tells, "kind": kind, "facts": facts} if kind else dict(row.tells)


def _sheets(here: Association, file: StoredFile) -> int:
    with files.shelf().open(here.slug, file.sha256) as stream:
        return sheets_of(stream.read())


def _on_paper(
    here: Association,
    row: Outgoing,
    letter: Letter | None,
    rulebook: Rulebook,
    to: Mapping[str, object],
    by: str,
    at: datetime,
) -> StoredFile:
    """The same words on the house's paper."""
    office = row.office.slug if row.office is not None else ""
    letterhead = letterhead_of(rulebook, office)
    found = letter_making.document_of(letter) if letter is not None else None
    lines = to.get("lines")
    address = tuple(str(each) for each in lines) if isinstance(lines, list | tuple) else ()
    document = found[0] if found is not None and not found[0].holes else None
    if document is None or not document.to:
        account = Account.objects.filter(handle=row.asked_by).first()
        writer = letter_making.writer_of(here, account, rulebook) if account else Writer(letterhead.title)
        dear, words = _greeting(row.text, str(to.get("name") or ""))
        document = Document(
            row.subject,
            "en",
            address,
            writer,
            today(here, at),
            row.thread.ref if row.thread is not None else row.ref,
            paragraphs(words),
            dear=dear,
            yours=ENGLISH.yours,
            translation_line=letterhead.translation_line,
        )
    kept = files.keep(here, io.BytesIO(pdf(document, letterhead)), f"letter {row.ref}.pdf", by, at)
    if isinstance(kept, Refused):
        raise ValueError(kept.sentence)
    return StoredFile.objects.get(pk=kept.id)


def _greeting(text: str, name: str) -> tuple[str, str]:
    """How it begins, and the rest: an e-mail says it in its first line."""
    first, _, rest = text.strip().partition("\n")
    if first.startswith("Dear "):
        return first.rstrip(", "), rest.strip()
    return ENGLISH.dear.format(name=name) if name else ENGLISH.dear_unknown, text.strip()
