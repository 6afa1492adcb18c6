"""What if something is wanted in another language: asked for, ordered, back, proof-read and sent?

    row = ask(association=karin, language="pl", what="Answer to a complaint", source="…", thread=ref,
              by="ann", at=now)                         # Translation, on a thread of its own
    order(association=karin, translation=row.thread.ref, supplier=7, by="ann", at=now)
    came(association=karin, translation=ref, text="…", by="ann", at=now)        # lacking words are on record
    proof(association=karin, translation=ref, reader="Ewa Nowak", by="ann", at=now)
    give(association=karin, translation=ref, way="post", by="ann", at=now)

1. Whoever proof-reads reads the language, and is not who translated.
2. Nothing goes out unread; only sending stops the clock.
3. What was proof-read is remembered paragraph by paragraph, where it is the fixed words of a template: what
   names a customer is in no memory.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

from kept import printing
from kept.actions.telling import tell
from kept.actions.working.making_forms import document_in
from kept.actions.working.once_more import once_more
from kept.actions.working.owed_forms import (
    LONGEST_LINE,
    LONGEST_TEXT,
    NO_THREAD,
    opening,
    posted,
    refused_role,
    signed,
    tell_of,
    thread_of,
    tie_to,
)
from kept.casework import Refused
from kept.casework import translating as pure
from kept.casework.dispatching import EMAIL, POST, lines_of
from kept.casework.housekeeping import (
    TRANSLATION_ORDERED,
    TRANSLATION_PROOF_READ,
    TRANSLATION_REQUESTED,
    TRANSLATION_RETURNED,
    TRANSLATION_SENT,
)
from kept.rulebook.people import people_lists
from kept.store import files, formats, refs, tenancy, translations
from kept.store.files import Readable
from kept.store.models import (
    Association,
    Membership,
    RememberedText,
    StoredFile,
    Thread,
    Translation,
)

NOTHING = Refused("There is no such translation. Load the page again.", "translation")
OVER = Refused("This translation was sent, or is not wanted any more. Load the page again.", "translation")
UNREAD = Refused("Somebody who reads the language looks it over first. Say who did.", "way")
ENGLISH = "en"
BY_HAND = {
    "handed": "handed over",
    "read-out": "read out to them",
    "posted": "posted by hand",
    "kept": "kept for the next who asks",
}


def ask(
    *,
    association: Association | str,
    language: str,
    what: str,
    by: str,
    at: datetime,
    source: str = "",
    source_file: str = "",
    thread: str = "",
    person: str = "",
    template: str = "",
    short: bool = False,
    short_by: str = "",
    uid: str = "",
    membership: Membership | None = None,
) -> Translation | Refused:
    """Ask for it in that language, in full or shortened; the same `uid` twice is one.

    `source` is its words, `source_file` the digest of a file that holds them. `template` is the letter whose
    words it is, with no customer's in them.
    """
    signed(by)
    now = at.astimezone(UTC)
    code = people_lists().language_code(language)

    def act() -> Translation | Refused:
        with tenancy.association(association) as here:
            of = thread_of(here, thread, membership) if thread else None
            if thread and of is None:
                return NO_THREAD
            refused = refused_role(membership) or _fault(code, what, source, source_file, short, short_by)
            if refused is not None:
                return refused
            key = uid or f"translation:{refs.new_uid()}"
            facts = {
                "language": people_lists().language(code),
                "short": short,
                "short_by": short_by.strip(),
                "what": what.strip(),
                "belongs_to": of.ref if of else "",
            }
            first = opening(TRANSLATION_REQUESTED, facts, of, uid=key, at=now, person=person or None)
            told = tell([first], association=here, by=by, at=now)
            if told.refused is not None:
                return told.refused
            own = Thread.objects.select_related("person__merged_into").get(
                association=here, ref=str(told.results[0].thread)
            )
            file = StoredFile.objects.filter(association=here, sha256=source_file).first()
            made, _new = Translation.objects.get_or_create(
                association=here,
                thread=own,
                defaults={
                    "language": code,
                    "what": what.strip(),
                    "source": source[:LONGEST_TEXT],
                    "source_file": file,
                    "template": template,
                    "of_thread": of.ref if of else "",
                    "person": own.person.stands if own.person else None,
                    "short": short,
                    "short_by": short_by.strip(),
                    "asked_at": now,
                    "asked_by": by,
                },
            )
            return made

    return once_more(act)


def _fault(code: str, what: str, source: str, file: str, short: bool, short_by: str) -> Refused | None:
    if not code or code == ENGLISH:
        return Refused("Say into which language.", "language")
    if not what.strip() or len(what) > LONGEST_LINE:
        return Refused(f"Say in at most {LONGEST_LINE} characters what is to be translated.", "what")
    if "\x00" in source or len(source) > LONGEST_TEXT:
        return Refused(f"The words have at most {LONGEST_TEXT:,} characters. Bring a file instead.", "source")
    if short and not short_by.strip():
        return Refused(
            "Say who decided on a shortened one: the customer, or a colleague by name.", "short_by"
        )
    return None


def order(
    *,
    association: Association | str,
    translation: str,
    supplier: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Translation | Refused:
    """The words go to one of the translators in the register; the number of the entry."""

    def change(here: Association, row: Translation, now: datetime) -> Translation | Refused:
        whom = formats.supplier(here, supplier)
        if whom is None:
            return Refused("Choose a translator from the register, or add one to it first.", "supplier")
        facts = {"supplier": whom.title}
        refused = tell_of(row.thread.ref, TRANSLATION_ORDERED, facts, here=here, by=by, at=now)
        if refused is not None:
            return refused
        row.supplier, row.ordered_at = whom.pk, now
        row.save(update_fields=["supplier", "ordered_at"])
        return row

    return _changed(association, translation, change, by, at, membership)


def came(
    *,
    association: Association | str,
    translation: str,
    by: str,
    at: datetime,
    text: str = "",
    stream: Readable | None = None,
    name: str = "",
    membership: Membership | None = None,
) -> Translation | Refused:
    """It came back, as words or as a file. Which agreed words are not in it is on record, as advice."""

    def change(here: Association, row: Translation, now: datetime) -> Translation | Refused:
        if not text.strip() and stream is None:
            return Refused("Paste the translation, or choose the file that came back.", "text")
        if len(text) > LONGEST_TEXT or "\x00" in text:
            return Refused("These are too many words. Choose the file that came back instead.", "text")
        kept = files.keep_sent(here, stream, name, by, now) if stream is not None else None
        if isinstance(kept, Refused):
            return kept
        lacking = pure.lacking(row.source, text, translations.terms(here, row.language)) if text else ()
        facts = {"missing": ", ".join(each.translation for each in lacking)[:LONGEST_LINE]}
        refused = tell_of(row.thread.ref, TRANSLATION_RETURNED, facts, here=here, by=by, at=now)
        if refused is not None:
            return refused
        if kept is not None:
            tie_to(here, row.thread, row.of_thread, kept, says=row.what, by=by, at=now)
            row.file_id = kept.id
        row.text, row.came_at, row.proofed_at, row.reader = text.strip(), now, None, ""
        row.save(update_fields=["text", "file", "came_at", "proofed_at", "reader"])
        return row

    return _changed(association, translation, change, by, at, membership)


def proof(
    *,
    association: Association | str,
    translation: str,
    reader: str,
    by: str,
    at: datetime,
    fit: bool = True,
    note: str = "",
    membership: Membership | None = None,
) -> Translation | Refused:
    """Somebody who reads the language looked it over. Where it is not fit, it goes back."""

    def change(here: Association, row: Translation, now: datetime) -> Translation | Refused:
        if row.came_at is None:
            return Refused("It has not come back yet. Put down what came back first.", "reader")
        if not reader.strip() or len(reader) > LONGEST_LINE:
            return Refused("Say who read it, by name.", "reader")
        whom = formats.supplier(here, row.supplier or 0)
        if whom is not None and pure.same_reader(whom.title, reader):
            return Refused("Whoever translated it does not proof-read it. Ask somebody else.", "reader")
        if not fit and not note.strip():
            return Refused("Say what has to be put right.", "note")
        facts = {"reader": reader.strip(), "fit": fit, "note": note.strip()}
        refused = tell_of(row.thread.ref, TRANSLATION_PROOF_READ, facts, here=here, by=by, at=now)
        if refused is not None:
            return refused
        if not fit:
            row.came_at = None
            row.save(update_fields=["came_at"])
            return row
        row.proofed_at, row.proofed_by, row.reader = now, by, reader.strip()
        row.save(update_fields=["proofed_at", "proofed_by", "reader"])
        _remember(here, row, now)
        return row

    return _changed(association, translation, change, by, at, membership)


def _remember(here: Association, row: Translation, at: datetime) -> None:
    """The words of a template alone: what names a customer is in no memory."""
    for source, text in pure.pairs(row.source, row.text) if row.template and not row.short else ():
        RememberedText.objects.update_or_create(
            association=here,
            language=row.language,
            digest=pure.digest(source),
            defaults={
                "source": source,
                "text": text,
                "template": row.template,
                "proofed_by": row.reader,
                "made_at": at,
            },
        )


def give(
    *,
    association: Association | str,
    translation: str,
    way: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Translation | Refused:
    """It goes to whoever asked for it: by e-mail or post through dispatch, or as a person says."""

    def change(here: Association, row: Translation, now: datetime) -> Translation | Refused:
        if row.proofed_at is None:
            return UNREAD
        if formats.on_its_way(here, row.outgoing):
            return Refused("It is on its way already. Take it back under Outgoing first.", "way")
        facts = {"language": people_lists().language(row.language), "way": BY_HAND.get(way, way)}
        if way in BY_HAND:
            refused = tell_of(row.thread.ref, TRANSLATION_SENT, facts, here=here, by=by, at=now)
            if refused is not None:
                return refused
        elif way in (EMAIL, POST):
            gone = _posted(here, row, way, facts, by, now)
            if isinstance(gone, Refused):
                return gone
            row.outgoing = gone
        else:
            return Refused("Choose how they get it.", "way")
        row.sent_at, row.way = now, way
        row.save(update_fields=["sent_at", "way", "outgoing", "file"])
        return row

    return _changed(association, translation, change, by, at, membership)


def _posted(
    here: Association, row: Translation, way: str, facts: dict[str, str], by: str, at: datetime
) -> int | Refused:
    if row.person is None:
        return Refused("Nobody is named to whom it goes. Hand it over, and say so here.", "way")
    if row.file is None:
        whom = row.person.stands
        lines = lines_of(whom.name, whom.address)
        document, paper = document_in(here, row.what, row.language, row.text, row.of_thread, at, to=lines)
        data = printing.pdf(document, paper)
        file = files.keep(here, io.BytesIO(data), f"{row.what[:60]}.pdf", by, at)
        if isinstance(file, Refused):
            return file
        row.file_id = file.id
        row.file = StoredFile.objects.get(pk=file.id)
    return posted(
        here,
        thread=row.thread.ref,
        person=row.person.stands,
        file=row.file,
        what=row.what,
        tells={"kind": TRANSLATION_SENT, "facts": facts},
        uid=f"translated:{row.thread.ref}:{way}:{row.outgoing or 0}",
        way=way,
        by=by,
        at=at,
    )


def _changed(
    association: Association | str,
    ref: str,
    change: Callable[[Association, Translation, datetime], Translation | Refused],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Translation | Refused:
    """Change one that is not sent yet and that this member may see, held while it is changed."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> Translation | Refused:
        with tenancy.association(association) as here:
            refused = refused_role(membership)
            if refused is not None:
                return refused
            rows = Translation.objects.select_for_update(of=("self",)).filter(
                association=here, thread__ref=ref
            )
            row = rows.select_related("thread", "person__merged_into", "file").first()
            if row is None or thread_of(here, ref, membership) is None:
                return NOTHING
            if not formats.still_owed(here, row.thread):
                return OVER
            return change(here, row, now)

    return once_more(act)
