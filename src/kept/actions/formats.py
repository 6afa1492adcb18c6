"""What if somebody cannot use what we sent, and is owed it in another form?

    owe(association=karin, thread="K7F3-9Q2M", form="braille", what="Answer to your complaint", text="…",
        by="ann", at=now)                                # OwedForm: its own thread, with its own clock
    produce(association=karin, owed=row.pk, by="kept", at=now)      # made here, or by_hand says who makes it
    give(association=karin, owed=row.pk, way="post", by="ann", at=now)

Making it stops nothing; sending it does. What goes by e-mail or post is handed to dispatch, and told when it
is handed over; what a person hands over or reads out is told when they say so.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.translating import ask
from kept.actions.working.making_forms import ByHand, made_of
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
from kept.casework.dispatching import EMAIL, POST
from kept.casework.formats import LANGUAGE
from kept.casework.housekeeping import (
    FORM_NOT_WANTED,
    FORM_ORDERED,
    FORM_OWED,
    FORM_PRODUCED,
    FORM_SENT,
    FORM_SET_ASIDE,
)
from kept.rulebook.formats import BY_KEPT, FormatEntry
from kept.store import files, formats, jobs, refs, rules, tenancy
from kept.store.files import Readable
from kept.store.models import Association, Membership, OwedForm, Thread, Translation

NOTED, CLOSED = "note.added", "thread.closed"
NOTHING = Refused("There is no such form that we owe. Load the page again.", "owed")
OVER = Refused("It is not owed any more. Load the page again.", "owed")
# By which ways a person says that they gave it; the first two go through dispatch.
BY_HAND = {
    "handed": "handed over",
    "read-out": "read out on the telephone",
    "posted": "posted by hand",
    "met": "told in person, with an interpreter",
}
GIVEN = (EMAIL, POST, *BY_HAND)


def owe(
    *,
    association: Association | str,
    thread: str,
    form: str,
    by: str,
    at: datetime,
    what: str = "",
    text: str = "",
    letter: int | None = None,
    uid: str = "",
    membership: Membership | None = None,
) -> OwedForm | Translation | Refused:
    """We owe this of that contact in a form that its customer can use; with `language`, a translation.

    The same letter is owed once in each form, however often it is asked for.
    """
    signed(by)
    now = at.astimezone(UTC)
    key = uid or (f"owed:{letter}:{form}" if letter is not None else f"owed:{refs.new_uid()}")

    def act() -> OwedForm | Translation | Refused:
        with tenancy.association(association) as here:
            of = thread_of(here, thread, membership)
            refused = NO_THREAD if of is None else refused_role(membership)
            if of is None or refused is not None:
                return refused or NO_THREAD
            if form == LANGUAGE:
                return _translated(here, of, what, text, key, by, now)
            entry = _entry(here, form)
            if entry is None:
                return Refused("No form is called that here. Choose one of the list.", "form")
            return _owed(here, of, entry, what, text, letter, key, by, now)

    return once_more(act)


def _entry(here: Association, form: str) -> FormatEntry | None:
    known = formats.forms_of_house(rules.current(here))
    return next((each for each in known if each.name == form), None)


def _translated(
    here: Association, of: Thread, what: str, text: str, key: str, by: str, at: datetime
) -> Translation | Refused:
    language = of.person.stands.language if of.person else ""
    if not language:
        return Refused("Nobody noted which language they read. Put it on their file first.", "form")
    return ask(
        association=here,
        language=language,
        what=what or "What we wrote",
        source=text,
        thread=of.ref,
        uid=key,
        by=by,
        at=at,
    )


def _owed(
    here: Association,
    of: Thread,
    entry: FormatEntry,
    what: str,
    text: str,
    letter: int | None,
    key: str,
    by: str,
    at: datetime,
) -> OwedForm | Refused:
    before = OwedForm.objects.select_related("thread").filter(association=here, uid=key).first()
    if before is not None:
        return before
    facts = {"belongs_to": of.ref, "form": entry.label, "what": what[:LONGEST_LINE]}
    told = tell([opening(FORM_OWED, facts, of, uid=key, at=at)], association=here, by=by, at=at)
    if told.refused is not None:
        return told.refused
    own = Thread.objects.get(association=here, ref=str(told.results[0].thread))
    made = OwedForm.objects.create(
        association=here,
        thread=own,
        uid=key,
        of_thread=of.ref,
        letter=letter,
        person=of.person.stands if of.person else None,
        form=entry.name,
        what=what[:LONGEST_LINE],
        text=text[:LONGEST_TEXT],
        owed_at=at,
        owed_by=by,
    )
    if entry.makes in BY_KEPT:
        jobs.defer(jobs.PRODUCE_FORM, queue=jobs.DOCUMENT, association=here.pk, owed=made.pk)
    return made


def produce(
    *,
    association: Association | str | int,
    owed: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> OwedForm | Refused:
    """Make it from the same words. Where this machine cannot, `by_hand` says so, and a person does it."""

    def change(here: Association, row: OwedForm, now: datetime) -> OwedForm | Refused:
        entry = _entry(here, row.form)
        if row.file is not None or entry is None:
            return row
        made = made_of(row, entry, here, now)
        if isinstance(made, ByHand):
            row.by_hand = made.says
            row.save(update_fields=["by_hand"])
            return row
        return _kept(here, row, io.BytesIO(made.data), made.name, by, now, type_=made.type)

    return _changed(association, owed, change, by, at, membership)


def bring(
    *,
    association: Association | str,
    owed: int,
    stream: Readable,
    name: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> OwedForm | Refused:
    """Somebody made it, or it came back from whom we ordered it: the file is kept, to be sent."""

    def change(here: Association, row: OwedForm, now: datetime) -> OwedForm | Refused:
        return _kept(here, row, stream, name, by, now)

    return _changed(association, owed, change, by, at, membership)


def _kept(
    here: Association, row: OwedForm, stream: Readable, name: str, by: str, at: datetime, *, type_: str = ""
) -> OwedForm | Refused:
    """Keep the file. Those that Kept makes say of which type they are."""
    file = files.keep_sent(here, stream, name, by, at, type_=type_)
    if isinstance(file, Refused):
        return file
    facts = {"form": _label(here, row), "by_kept": bool(type_)}
    refused = tell_of(row.thread.ref, FORM_PRODUCED, facts, here=here, by=by, at=at)
    if refused is not None:
        return refused
    tie_to(here, row.thread, row.of_thread, file, says=f"{_label(here, row)}: {row.what}", by=by, at=at)
    row.file_id, row.produced_at, row.produced_by, row.by_hand = file.id, at, by, ""
    row.save(update_fields=["file", "produced_at", "produced_by", "by_hand"])
    row.refresh_from_db()
    return row


def order(
    *,
    association: Association | str,
    owed: int,
    supplier: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> OwedForm | Refused:
    """It is ordered from one of the suppliers in the register; the number of the entry."""

    def change(here: Association, row: OwedForm, now: datetime) -> OwedForm | Refused:
        whom = formats.supplier(here, supplier)
        if whom is None:
            return Refused("Choose a supplier from the register, or add one to it first.", "supplier")
        facts = {"form": _label(here, row), "supplier": whom.title}
        refused = tell_of(row.thread.ref, FORM_ORDERED, facts, here=here, by=by, at=now)
        if refused is not None:
            return refused
        row.supplier, row.ordered_at = whom.pk, now
        row.save(update_fields=["supplier", "ordered_at"])
        return row

    return _changed(association, owed, change, by, at, membership)


def give(
    *,
    association: Association | str,
    owed: int,
    way: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> OwedForm | Refused:
    """It goes to the customer: by e-mail or post through dispatch, or as a person says that they gave it."""

    def change(here: Association, row: OwedForm, now: datetime) -> OwedForm | Refused:
        if way not in GIVEN:
            return Refused("Choose how they get it.", "way")
        if formats.on_its_way(here, row.outgoing):
            return Refused("It is on its way already. Take it back under Outgoing first.", "way")
        if way in BY_HAND:
            facts = {"form": _label(here, row), "way": BY_HAND[way]}
            refused = tell_of(row.thread.ref, FORM_SENT, facts, here=here, by=by, at=now)
            if refused is not None:
                return refused
        else:
            gone = _posted(here, row, way, by, now)
            if isinstance(gone, Refused):
                return gone
            row.outgoing = gone
        row.sent_at, row.sent_by, row.way = now, by, way
        row.save(update_fields=["sent_at", "sent_by", "way", "outgoing"])
        return row

    return _changed(association, owed, change, by, at, membership)


def _posted(here: Association, row: OwedForm, way: str, by: str, at: datetime) -> int | Refused:
    """Hand it to dispatch, which tells of it when it is handed over."""
    if row.file is None or row.person is None:
        return Refused("It is not made yet. Make it, or bring the file, first.", "way")
    label = _label(here, row)
    return posted(
        here,
        thread=row.thread.ref,
        person=row.person.stands,
        file=row.file,
        what=row.what or label,
        tells={"kind": FORM_SENT, "facts": {"form": label, "way": way}},
        uid=f"{row.uid}:{way}:{row.outgoing or 0}",
        way=way,
        by=by,
        at=at,
    )


def not_wanted(
    *,
    association: Association | str,
    owed: int,
    words: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> OwedForm | Refused:
    """The customer does not need it after all, in their words."""

    def change(here: Association, row: OwedForm, now: datetime) -> OwedForm | Refused:
        if not words.strip():
            return Refused("Say in the customer’s words why they do not need it.", "words")
        facts = {"form": _label(here, row), "customer_words": words.strip()}
        kind = FORM_NOT_WANTED
        if not formats.promised(here, row.thread):
            noted = tell_of(row.thread.ref, NOTED, {"note": words.strip()}, here=here, by=by, at=now)
            if noted is not None:
                return noted
            kind, facts = CLOSED, {}
        refused = tell_of(row.thread.ref, kind, facts, here=here, by=by, at=now)
        if refused is not None:
            return refused
        row.ended_at, row.ended_why = now, "not-wanted"
        row.save(update_fields=["ended_at", "ended_why"])
        return row

    return _changed(association, owed, change, by, at, membership)


def set_aside(
    *,
    association: Association | str,
    thread: str,
    why: str,
    by: str,
    at: datetime,
    uid: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """The customer wants the ordinary one this time, in their words: nothing there is held for its form."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            of = thread_of(here, thread, membership)
            refused = NO_THREAD if of is None else refused_role(membership)
            if of is None or refused is not None:
                return refused or NO_THREAD
            if not why.strip():
                return Refused("Say in the customer’s words why it may come as it is.", "why")
            refused = tell_of(of.ref, FORM_SET_ASIDE, {"why": why.strip()}, here=here, by=by, at=now, uid=uid)
            return refused or of.ref

    return once_more(act)


def _label(here: Association, row: OwedForm) -> str:
    entry = _entry(here, row.form)
    return entry.label if entry is not None else row.form


def _changed(
    association: Association | str | int,
    owed: int,
    change: Callable[[Association, OwedForm, datetime], OwedForm | Refused],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> OwedForm | Refused:
    """Change one that is still owed and that this member may see, held while it is changed."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> OwedForm | Refused:
        with tenancy.association(association) as here:
            refused = refused_role(membership)
            if refused is not None:
                return refused
            rows = OwedForm.objects.select_for_update(of=("self",)).filter(association=here, pk=owed)
            row = rows.select_related("thread", "person__merged_into", "file").first()
            if row is None or thread_of(here, row.thread.ref, membership) is None:
                return NOTHING
            if not formats.still_owed(here, row.thread):
                return OVER
            return change(here, row, now)

    return once_more(act)
