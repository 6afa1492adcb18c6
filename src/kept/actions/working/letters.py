"""What do the acts on a letter share: holding it, who acts, and what its going tells?

    with_letter(association, ref, by, at, membership, change)       # the letter held, in one transaction

The letter's row is locked first, so that two who act at once come one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.approving import Act, Standing, State, check_act, check_version
from kept.casework.filing import filed_with
from kept.casework.letter_text import facts_of
from kept.casework.permissions import Permission, may
from kept.rulebook import Rulebook
from kept.rulebook.letters import Template
from kept.store import letters, tenancy
from kept.store.models import Account, Association, Letter, Membership, Thread
from kept.store.threads import openings, visible_to

BEGUN, CLOSED = "letter.begun", "thread.closed"
NOTHING = Refused("There is no such letter. Check its reference.", "letter")
NO_ROLE = Refused("Your role reads what is on record and writes no letters. Ask a colleague.", "by")


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts on a letter, where and when."""

    here: Association
    by: str
    at: datetime
    membership: Membership | None = None

    def tell(self, *tellings: Telling) -> None:
        """Put that on record, or give all of it up."""
        told = tell(list(tellings), association=self.here, by=self.by, at=self.at, membership=self.membership)
        if told.refused is not None:
            raise Undone(told.refused)

    @property
    def account(self) -> Account:
        """The account of whoever acts."""
        if self.membership is not None:
            return self.membership.account
        found = Account.objects.filter(handle=self.by).first()
        if found is None:
            raise Undone(Refused("Nobody here is called that, so nobody would have written it.", "by"))
        return found


def acting(
    act: Callable[[Acting], Letter],
    association: Association | str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Letter | Refused:
    """The act in one transaction; given up, nothing of it stays and the sentence comes back."""
    if not by:
        raise ValueError("Every letter says who writes it: give `by`.")

    def once() -> Letter | Refused:
        try:
            with tenancy.association(association) as here:
                if membership is not None and not may(membership.role, Permission.RECORD):
                    raise Undone(NO_ROLE)
                return act(Acting(here, by, at.astimezone(UTC), membership))
        except Undone as undone:
            return undone.refused

    return once_more(once)


def with_letter(
    association: Association | str,
    ref: str,
    by: str,
    at: datetime,
    membership: Membership | None,
    change: Callable[[Acting, Letter], Letter],
) -> Letter | Refused:
    """The letter held while it is changed, if whoever acts may see its thread."""

    def act(who: Acting) -> Letter:
        return change(who, held(who, ref))

    return acting(act, association, by, at, membership)


def held(who: Acting, ref: str) -> Letter:
    """The letter's row, locked; undone where there is none that they may see."""
    rows = Letter.objects.filter(association=who.here, ref=ref)
    if who.membership is not None:
        rows = rows.filter(thread__in=visible_to(who.membership))
    found = rows.select_related(*letters.BESIDE).select_for_update(of=("self",)).first()
    if found is None:
        raise Undone(NOTHING)
    return found


def standing_of(who: Acting, letter: Letter) -> Standing:
    """The letter as far as `approving` judges it."""
    member = who.membership
    return Standing(
        State(letter.state),
        needs=letter.approval,
        is_writer=letter.written_by.handle == who.by,
        role=member.role if member is not None else "",
        stands_in=letters.roles_stood_in_for(member, who.at) if member is not None else frozenset(),
    )


def allowed(who: Acting, letter: Letter, act: Act, *, words: str = "", version: int | None = None) -> None:
    """Undone where this may not be done with it now, or somebody saved it meanwhile."""
    refused = check_act(act, standing_of(who, letter), words=words)
    if refused is None and version is not None:
        refused = check_version(letter.version, version, letter.written_by.name)
    if refused is not None:
        raise Undone(refused)


def tells_of(letter: Letter, template: Template, rulebook: Rulebook) -> dict[str, object]:
    """What is on record once it went: the kind of its template and way, and what follows from that.

    An answer is one by the words of the contact too; a copy that is filed is told where somebody waits for
    it; and a contact that we began ourselves is over with its letter.
    """
    thread = letter.thread
    kind, facts = facts_of(template, letter.way, letter.values, on=thread.kind, kinds=rulebook.kinds)
    known = rulebook.kinds.get(kind)
    if known is None:
        return {}
    about = known.field("about")
    if about is not None and not facts.get("about"):
        facts["about"] = letter.subject or template.label
    opening = openings([thread.pk], rulebook.kinds).get(thread.pk)
    begun = rulebook.kinds.get(opening.kind) if opening is not None else None
    also: list[Mapping[str, object]] = [
        {"kind": each, "facts": {}} for each in filed_with(kind, rulebook.promises.values())
    ]
    if template.sort == "answer" and begun is not None and begun.answered_by not in (None, kind):
        also.append({"kind": begun.answered_by, "facts": {}})
    if opening is not None and opening.kind == BEGUN:
        also.append({"kind": CLOSED, "facts": {}})
    return {"kind": kind, "facts": facts, "also": also}


def thread_named(who: Acting, ref: str) -> Thread:
    """The thread of that reference, if they may see it."""
    rows = Thread.objects.filter(association=who.here)
    rows = visible_to(who.membership) if who.membership is not None else rows
    found = rows.select_related("office", "person", "person__merged_into", "merged_into").filter(ref=ref)
    row = found.first()
    if row is None:
        raise Undone(Refused("There is no contact with this reference. Check it.", "thread"))
    return row.merged_into or row


__all__: Sequence[str] = [
    "Acting",
    "acting",
    "allowed",
    "held",
    "tells_of",
    "thread_named",
    "with_letter",
]
