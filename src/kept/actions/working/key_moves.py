"""What does every movement of keys have in common?

    with tenancy.association(association) as here:
        desk = KeyDesk(here, by, at, membership)
        if desk.refused: return desk.refused
        told = desk.tell("keys.hung", {"labels": "A12-1"}, thread=ref, uid=uid)
        desk.moved(told, "hung", keyset=keyset)

Who may move keys, one event through the usual door, and the row that leads from the hook to it. The caller
holds the transaction, and has locked what it changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cached_property

from kept.actions.telling import tell
from kept.actions.told import Result, Telling
from kept.casework import Grade, Refused
from kept.casework.cabinet import may_sign
from kept.casework.permissions import Permission, may
from kept.rulebook.cabinet import Cabinet
from kept.store import cabinet, rules
from kept.store.models import Association, CabinetKey, Home, KeyHook, KeyMove, KeySet, Membership, Thread

# What Kept writes itself, through the same door as everybody (see `casework.housekeeping`).
MACHINE = "machine"
LONGEST = 200
NOT_HERE = (
    "Only the receptionist signs keys, or whoever stands in for them today. Ask them, or have a manager name "
    "you as their cover under “Who is away”."
)


class KeyDesk:
    """Somebody at the cabinet, at one moment."""

    def __init__(
        self, here: Association, by: str, at: datetime, membership: Membership | None, office: str | None
    ) -> None:
        if not by:
            raise ValueError("Every event says who did it: give `by`.")
        self.here, self.by, self.at, self.membership, self.office = here, by, at, membership, office

    @cached_property
    def rules(self) -> Cabinet:
        """How this house looks after its keys."""
        return cabinet.rules_of(rules.current(self.here))

    @property
    def may_not_sign(self) -> Refused | None:
        """Why this person moves no keys; None where they do."""
        member = self.membership
        if member is None:
            return None
        covers = cabinet.covered_roles(self.here, member.account_id, self.at)
        if may_sign(member.role, covers=covers, signed_by=self.rules.signed_by):
            return None
        return Refused(NOT_HERE)

    @property
    def may_not_record(self) -> Refused | None:
        """Why this person records nothing; None where they do."""
        if self.membership is None or may(self.membership.role, Permission.RECORD):
            return None
        return Refused(
            "Your role reads what is on record and does not change it. Ask a colleague at the desk."
        )

    def tell(
        self,
        kind: str,
        facts: Mapping[str, object],
        *,
        thread: str | None = None,
        uid: str | None = None,
        subject: str | None = None,
        person: str | None = None,
        owner: str | None = None,
    ) -> Result:
        """Tell one thing that happened now."""
        telling = Telling(
            kind,
            self.at,
            {name: value for name, value in facts.items() if value not in (None, "")},
            uid=uid,
            thread=thread,
            subject=subject,
            grade=Grade.STAFF,
            via=MACHINE,
            office=self.office if thread is None else None,
            person=person,
            owner=None if thread else owner or (self.by if self.membership is not None else None),
        )
        return tell([telling], association=self.here, by=self.by, at=self.at).results[0]

    def moved(
        self,
        told: Result,
        what: str,
        *,
        keyset: KeySet | None = None,
        cabinet_key: CabinetKey | None = None,
        home: Home | None = None,
        count: int = 0,
    ) -> KeyMove:
        """Note on its hook what was told."""
        hook: KeyHook | None = keyset.hook if keyset else None
        return KeyMove.objects.create(
            association=self.here,
            hook=hook,
            keyset=keyset,
            cabinet_key=cabinet_key,
            home=home or (keyset.home if keyset else None),
            what=what,
            count=count,
            happened_at=self.at,
            by=self.by,
            thread=self.thread(told),
            uid=told.event or "",
        )

    def thread(self, told: Result) -> Thread:
        """The thread on which it was told."""
        return Thread.objects.get(association=self.here, ref=told.thread)

    def close(self, ref: str) -> None:
        """Nothing more is to be done there."""
        self.tell("thread.closed", {}, thread=ref)

    def give_up(self, ref: str) -> None:
        """What runs there is wanted no more; what was broken already stays so."""
        if self.tell("contact.withdrawn", {}, thread=ref).refused is not None:
            self.close(ref)


def hold(here: Association, ids: Collection[int]) -> list[KeySet]:
    """These sets, held until the transaction ends, in the order of their rows."""
    rows = KeySet.objects.select_for_update(of=("self",)).filter(association=here, pk__in=set(ids))
    return list(rows.select_related("hook", "hook__office", "home", "thread").order_by("pk"))


def words_fault(text: str, field: str, ask: str, longest: int = LONGEST) -> Refused | None:
    """What is wrong with words that are needed; `ask` says which."""
    if not text.strip():
        return Refused(ask, field)
    if len(text) > longest or "\x00" in text:
        return Refused(f"Shorten this to {longest} characters.", field)
    return None
