"""How is something told of a form that we owe or of a translation, and who may do so?

    tell_of(row.thread.ref, FORM_SENT, {"form": "braille"}, here=karin, by="ann", at=now)   # None or Refused

Their pages tell these events, so that no row is without its event and no event without its row. The caller
has made the association active and holds the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kept.actions import dispatching
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.dispatching import EMAIL, POST, lines_of
from kept.casework.permissions import Permission, may
from kept.store import files
from kept.store.files import File
from kept.store.models import Association, Membership, Person, StoredFile, Thread
from kept.store.threads import visible_to

MACHINE = "machine"
NO_ROLE = Refused("Your role reads what is on record and does not change it. Ask a colleague.")
NO_THREAD = Refused("There is no such contact. Check the reference.", "thread")
LONGEST_LINE, LONGEST_TEXT = 300, 200_000


def signed(by: str) -> None:
    """Every event says who told it."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")


def refused_role(membership: Membership | None) -> Refused | None:
    """Why this member may not; None where they may, or where nobody stands behind it."""
    return None if membership is None or may(membership.role, Permission.RECORD) else NO_ROLE


def thread_of(here: Association, ref: str, membership: Membership | None) -> Thread | None:
    """The contact of that reference, where this member may see it."""
    rows = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    return rows.select_related("person__merged_into", "about", "owner").filter(ref=ref).first()


def opening(
    kind: str, facts: Mapping[str, object], of: Thread | None, *, uid: str, at: datetime, **more: str | None
) -> Telling:
    """What begins a thread beside that contact: its customer's, and closed to whoever may not see that."""
    given = {name: value for name, value in facts.items() if value not in ("", None)}
    if of is None:
        return Telling(kind, at, given, uid=uid, via=MACHINE, **more)  # type: ignore[arg-type]
    return Telling(
        kind,
        at,
        given,
        uid=uid,
        via=MACHINE,
        person=of.person.stands.ref if of.person else None,
        owner=of.owner.handle if of.owner else None,
        sensitivity=of.sensitivity,
        about=of.about.handle if of.about else None,
    )


def tell_of(
    ref: str,
    kind: str,
    facts: Mapping[str, object],
    *,
    here: Association,
    by: str,
    at: datetime,
    uid: str = "",
) -> Refused | None:
    """Tell it on that thread."""
    given = {name: value for name, value in facts.items() if value not in ("", None)}
    telling = Telling(kind, at, given, uid=uid or None, thread=ref, via=MACHINE)
    return tell([telling], association=here, by=by, at=at).refused


def tie_to(
    here: Association, row: Thread, of_thread: str, file: File, *, says: str, by: str, at: datetime
) -> None:
    """Let the file belong to the thread, and to the contact that it is for."""
    files.tie(here, row.pk, file, by, at, says=says)
    of = Thread.objects.filter(association=here, ref=of_thread).first() if of_thread else None
    if of is not None:
        files.tie(here, of.merged_into_id or of.pk, file, by, at, says=says)


def posted(
    here: Association,
    *,
    thread: str,
    person: Person,
    file: StoredFile,
    what: str,
    tells: dict[str, object],
    uid: str,
    way: str,
    by: str,
    at: datetime,
) -> int | Refused:
    """Give a file to dispatch: as an attachment of an e-mail, or on paper. The number of what goes out."""
    to = {"name": person.name, "email": person.email, "lines": lines_of(person.name, person.address)}
    if way == POST and file.type != "application/pdf":
        return Refused("This is nothing that is printed. Post it by hand, and say so here.", "way")
    done = dispatching.post(
        association=here,
        by=by,
        at=at,
        uid=uid,
        way=way,
        to=to,
        subject=what,
        text=f"{what}\n\nYou asked for this form of what we wrote. It is attached." if way == EMAIL else "",
        file=file if way == POST else None,
        attachments=[{"name": file.name, "sha256": file.sha256}] if way == EMAIL else (),
        thread=thread,
        person=person,
        tells=tells,
    )
    return done if isinstance(done, Refused) else done.pk
