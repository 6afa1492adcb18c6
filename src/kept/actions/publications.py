"""What happens when somebody asks for a form or a leaflet, and when we send or give them one?

    ref = ask(association=karin, publication="how-to-complain", person=okafor.ref, uid=…, by="ann", at=now)
    send(association=karin, publication="how-to-complain", way="email", thread=ref, uid=…, by="ann", at=now)
    give(association=karin, publication="handbook", tenancy=tenancy.ref, uid=…, by="ann", at=now)

1. Asking starts the clock. What goes by e-mail or post is told when it is handed over, and stops it then;
   what is handed over at the counter stops it at once.
2. The copy is the one that suits whoever gets it. What we do not have in their language or form they are owed
   besides, on a clock of its own.
3. The same `uid` is one sending, however often it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from kept.actions.dispatching import post
from kept.actions.formats import owe
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.enclosing import enclosed, mail_words, recipient_of
from kept.actions.working.giving import (
    COUNTER,
    EMAIL,
    POST,
    Sending,
    chosen,
    found_thread,
    put_down,
)
from kept.actions.working.once_more import once_more
from kept.actions.working.photographs import Brought, keep_all
from kept.casework import Refused
from kept.casework.housekeeping import PUBLICATION_GIVEN
from kept.casework.permissions import Permission, may
from kept.casework.publishing_out import words_of
from kept.rulebook import publications as room
from kept.rulebook.publications import Publication
from kept.store import files, rules, tenancy
from kept.store.models import Association, Membership, Person, PublicationSent, StoredFile, Tenancy
from kept.store.publications import FORM_ASKED, LITERATURE_ASKED, SENT_BY

T = TypeVar("T")
MACHINE = "machine"
NOT_YOURS = Refused("Your role reads and does not record. Ask a colleague to enter it.", "publication")
NOTHING = Refused("We publish nothing of this name. Choose it on the list.", "publication")
NOBODY = Refused("There is no such customer. Look them up again.", "person")
NO_TENANCY = Refused("There is no such tenancy. Load the page again.", "tenancy")
HOW: Mapping[str, str] = {COUNTER: "Handed over", EMAIL: "By e-mail", POST: "With the next post"}


def ask(
    *,
    association: Association | str,
    publication: str,
    uid: str,
    by: str,
    at: datetime,
    person: str | None = None,
    from_name: str = "",
    address: str = "",
    thread: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Somebody asks for it, on a contact of its own or within another; the reference of the contact."""
    now = at.astimezone(UTC)

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            known = room.publication_named(rules.current(here), publication)
            if known is None:
                return NOTHING
            facts = {"which": known.label, "from_name": from_name.strip(), "address": address.strip()}
            telling = Telling(
                _asked_by(known),
                now,
                {name: value for name, value in facts.items() if value},
                uid=f"asked:{uid}",
                person=person,
                thread=thread,
            )
            told = tell([telling], association=here, by=by, at=now, membership=membership)
            return told.refused or str(told.results[0].thread)

    return _done(act, by, membership)


def _asked_by(publication: Publication) -> str:
    """The kind of event by which it is asked for: a form is a form, everything else information."""
    return FORM_ASKED if publication.sort == room.FORM else LITERATURE_ASKED


def send(
    *,
    association: Association | str,
    publication: str,
    way: str,
    thread: str,
    uid: str,
    by: str,
    at: datetime,
    to: Mapping[str, object] | None = None,
    lang: str = "",
    form: str = "",
    asked: str = "",
    membership: Membership | None = None,
) -> PublicationSent | Refused:
    """Send it to whoever asked on this contact, or hand it over; what was sent, or why it cannot be.

    `to` holds name, e-mail and address where no customer's file does. `lang` and `form` are what they want
    this time, where that is not what their file says. `asked` is the kind of the request, where that is not
    what the publication itself is asked for by.
    """
    now = at.astimezone(UTC)

    def act() -> PublicationSent | Refused:
        with tenancy.association(association) as here:
            before = PublicationSent.objects.filter(association=here, uid=uid).first()
            if before is not None:
                return before
            rulebook = rules.current(here)
            known = room.publication_named(rulebook, publication)
            on = found_thread(here, thread, membership)
            if known is None or on is None:
                return NOTHING if known is None else Refused("There is no such contact.", "thread")
            whom = on.person.stands if on.person else None
            sending = chosen(here, rulebook, known, way, whom, lang=lang, form=form)
            if isinstance(sending, Refused):
                return sending
            kind = SENT_BY.get(asked, SENT_BY[_asked_by(known)])
            facts = {"which": _which(known, sending)}
            if way == COUNTER:
                telling = Telling(kind, now, facts, uid=f"sent:{uid}", thread=on.ref)
                told = tell([telling], association=here, by=by, at=now, membership=membership)
                if told.refused is not None:
                    return told.refused
                row = put_down(here, sending, uid=uid, by=by, at=now, thread=on)
            else:
                reader = recipient_of(whom, to)
                out = _post(here, sending, reader, uid, by, now, on.ref, whom, {"kind": kind, "facts": facts})
                if isinstance(out, Refused):
                    return out
                row = put_down(here, sending, uid=uid, by=by, at=now, thread=on, outgoing=out)
            for missing in sending.missing:
                owe(
                    association=here,
                    thread=on.ref,
                    form=missing,
                    what=known.label,
                    text=sending.words,
                    uid=f"publication:{uid}:{missing}",
                    by=by,
                    at=now,
                    membership=membership,
                )
            return row

    return _done(act, by, membership)


def give(
    *,
    association: Association | str,
    publication: str,
    uid: str,
    by: str,
    at: datetime,
    tenancy_ref: str = "",
    person: str = "",
    way: str = COUNTER,
    lang: str = "",
    form: str = "",
    signed: Brought | None = None,
    membership: Membership | None = None,
) -> PublicationSent | Refused:
    """Give it to somebody who did not ask: at sign-up, with the signed copy where there must be one."""
    now = at.astimezone(UTC)
    kept: StoredFile | None = None
    if membership is not None and not may(membership.role, Permission.RECORD):
        return NOT_YOURS
    if signed is not None:
        with tenancy.association(association) as here:
            brought = keep_all(here, [signed], by=by, at=now)
            if isinstance(brought, Refused):
                return brought
            kept = StoredFile.objects.get(association=here, sha256=brought[0].sha256)

    def act() -> PublicationSent | Refused:
        with tenancy.association(association) as here:
            before = PublicationSent.objects.filter(association=here, uid=uid).first()
            if before is not None:
                return before
            rulebook = rules.current(here)
            known = room.publication_named(rulebook, publication)
            if known is None:
                return NOTHING
            lodging = _tenancy(here, tenancy_ref)
            whom = lodging.person.stands if lodging else _person(here, person)
            if whom is None:
                return NO_TENANCY if tenancy_ref else NOBODY
            if known.signed and kept is None:
                return Refused("Add the signed copy: a scan or a photograph of it.", "signed")
            sending = chosen(here, rulebook, known, way, whom, lang=lang, form=form)
            if isinstance(sending, Refused):
                return sending
            facts = {
                "which": known.label,
                "version": sending.version,
                "how": HOW[way],
                "form": words_of(sending.form),
            }
            telling = Telling(
                PUBLICATION_GIVEN,
                now,
                {name: value for name, value in facts.items() if value},
                uid=f"given:{uid}",
                person=whom.ref,
                via=MACHINE,
            )
            told = tell([telling], association=here, by=by, at=now)
            if told.refused is not None:
                return told.refused
            ref = str(told.results[0].thread)
            out = None
            if way != COUNTER:
                found = _post(here, sending, recipient_of(whom, None), uid, by, now, ref, whom, None)
                if isinstance(found, Refused):
                    raise _Stopped(found)
                out = found
            on = found_thread(here, ref, None)
            if kept is not None and on is not None:
                says = f"{known.label}, signed"
                files.tie(here, on.pk, _file(kept), by, now, says=says)
            return put_down(
                here, sending, uid=uid, by=by, at=now, thread=on, outgoing=out, tenancy=lodging, signed=kept
            )

    try:
        return _done(act, by, membership)
    except _Stopped as stopped:
        return stopped.refused


def _file(kept: StoredFile) -> files.File:
    return files.File(kept.sha256, kept.type, kept.size, kept.pk, kept.name)


class _Stopped(Exception):
    """What was begun must not stay on record."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence)
        self.refused = refused


def _post(
    here: Association,
    sending: Sending,
    reader: Mapping[str, object],
    uid: str,
    by: str,
    at: datetime,
    thread: str,
    whom: Person | None,
    tells: Mapping[str, object] | None,
) -> int | Refused:
    """Let dispatch carry it; the id of what carries it."""
    slip = enclosed(here, sending, reader, thread, by=by, at=at) if sending.way == POST else None
    words = mail_words(here, sending, reader, thread)
    row = post(
        association=here,
        by=by,
        at=at,
        uid=f"publication:{uid}",
        way=sending.way,
        to=reader,
        subject=words.subject,
        text=words.text,
        file=slip,
        sheets=1 if slip is not None else 0,
        attachments=sending.attachments if sending.way == EMAIL else (),
        thread=thread,
        person=whom,
        tells=tells,
    )
    return row if isinstance(row, Refused) else row.pk


def _which(publication: Publication, sending: Sending) -> str:
    return f"{publication.label}, {sending.version}" if sending.version else publication.label


def _tenancy(here: Association, ref: str) -> Tenancy | None:
    rows = Tenancy.objects.filter(association=here, ref=ref) if ref else Tenancy.objects.none()
    return rows.select_related("person__merged_into").first()


def _person(here: Association, ref: str) -> Person | None:
    rows = Person.objects.filter(association=here, ref=ref).select_related("merged_into")
    found = rows.first() if ref else None
    return found.stands if found else None


def _done(act: Callable[[], T | Refused], by: str, membership: Membership | None) -> T | Refused:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return NOT_YOURS
    return once_more(act)
