"""What if somebody brings keys?

    receive(association=moray, home="K7F3-9Q2M", lines=[Line("Front door", 2), Line("Back door", 1)],
            from_name="Mr Bell", why="tenant_left", whole=True, by="ann", at=now)   # KeyReceipt(number=12)
    hang(association=moray, receipt=12, labelled=[71, 72], by="ann", at=now)

Each delivery is one numbered line of the receipt book, and each key or ring of keys of it one set under a
label of its own. The housing team hears of it at once. Where fewer come back than were given out, the locks
are to be changed, and the home is not let before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Max

from kept.actions.working.key_moves import KeyDesk, hold, words_fault
from kept.actions.working.key_news import tell_of_receipt
from kept.actions.working.locks import need_change
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.cabinet import Move, State, after, count_fault, shortfall
from kept.store import cabinet, refs, tenancy
from kept.store.models import (
    Association,
    Home,
    KeyHook,
    KeyIssue,
    KeyReceipt,
    KeySet,
    Membership,
    Office,
)

MOST_LINES, LONGEST_CODE = 30, 12
FEWER_BACK = "fewer_back"


@dataclass(frozen=True, slots=True)
class Line:
    """One key, or some on one ring: what it opens, how many there are, and the hook where it is to hang."""

    what: str
    count: int
    hook: str = ""


def receive(
    *,
    association: Association | str,
    home: str,
    lines: Sequence[Line],
    from_name: str,
    why: str,
    by: str,
    at: datetime,
    whole: bool = False,
    issued: int | None = None,
    office: str | None = None,
    uid: str | None = None,
    membership: Membership | None = None,
) -> KeyReceipt | Refused:
    """Enter a delivery of keys in the receipt book; done again with the same uid it is the same line."""
    now = at.astimezone(UTC)
    said = _Delivery(home, tuple(lines), from_name.strip(), why, whole, issued, office, uid or refs.new_uid())
    return once_more(lambda: _received(association, said, by, now, membership))


@dataclass(frozen=True, slots=True)
class _Delivery:
    home: str
    lines: tuple[Line, ...]
    from_name: str
    why: str
    whole: bool
    issued: int | None
    office: str | None
    uid: str

    @property
    def count(self) -> int:
        return sum(each.count for each in self.lines)

    @property
    def fault(self) -> Refused | None:
        """What is wrong with what was typed."""
        if not self.lines:
            return Refused("Enter at least one key, and what it opens.", "lines.0.what")
        if len(self.lines) > MOST_LINES:
            return Refused(f"Enter at most {MOST_LINES} lines. Make another receipt of the rest.", "lines")
        for number, line in enumerate(self.lines):
            wrong = words_fault(line.what, f"lines.{number}.what", "Say what this key opens.")
            wrong = wrong or count_fault(line.count, field=f"lines.{number}.count")
            if wrong:
                return wrong
        if self.issued is not None and not 0 <= self.issued <= 1_000:
            return Refused("Type how many keys were given out, or leave it empty.", "issued")
        return words_fault(self.from_name, "from_name", "Say who brought the keys.")


def _received(
    association: Association | str, said: _Delivery, by: str, at: datetime, membership: Membership | None
) -> KeyReceipt | Refused:
    with tenancy.association(association) as here:
        desk = KeyDesk(here, by, at, membership, said.office)
        before = KeyReceipt.objects.filter(association=here, uid=said.uid).first()
        if before is not None:
            return before
        refused = desk.may_not_sign or said.fault
        if refused is not None:
            return refused
        home = Home.objects.filter(association=here, ref=said.home).first()
        if home is None:
            return Refused("Find the home and choose it from the list.", "home")
        office = _office(here, said.office, membership)
        if office is None:
            return Refused("Choose the office whose cabinet the keys go into.", "office")
        with transaction.atomic():
            return _entered(desk, said, home, office)


def _entered(desk: KeyDesk, said: _Delivery, home: Home, office: Office) -> KeyReceipt | Refused:
    here = desk.here
    _one_at_a_time(here)
    number = (KeyReceipt.objects.filter(association=here).aggregate(n=Max("number"))["n"] or 0) + 1
    hooks = _hooks(desk, office, home, said.lines)
    if isinstance(hooks, Refused):
        return hooks
    made = _sets(here, hooks, home, said.lines, desk.at)
    given = cabinet.given(here, home.pk)
    issued = said.issued if said.issued is not None else given.issued
    facts = {
        "number": number,
        "home": home.ref,
        "why": said.why,
        "count": said.count,
        "issued": issued,
        "whole": said.whole,
        "labels": ", ".join(each.label for each in made),
        "from_name": said.from_name,
    }
    told = desk.tell("keys.received", facts, uid=said.uid)
    if told.refused is not None:
        return told.refused
    receipt = KeyReceipt.objects.create(
        association=here,
        number=number,
        office=office,
        home=home,
        thread=desk.thread(told),
        uid=said.uid,
        why=said.why,
        count=said.count,
        issued=issued,
        whole=said.whole,
        received_at=desk.at,
        signed_by=desk.by,
    )
    for each in made:
        each.receipt = receipt
        each.save(force_insert=True)
        desk.moved(told, "received", keyset=each, count=each.count)
    receipt.mailed_to = tell_of_receipt(desk, receipt)
    receipt.save(update_fields=["mailed_to"])
    if said.why in (cabinet.LEFT, cabinet.EARLY):
        _count_back(desk, receipt, given, issued)
    return receipt


def _one_at_a_time(here: Association) -> None:
    """The numbers of the book have no gaps: whoever enters a line waits for the one before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1801811061, (%s %% 2147483647)::int)", [here.pk])


def _office(here: Association, slug: str | None, membership: Membership | None) -> Office | None:
    rows = Office.objects.filter(association=here)
    if slug:
        return rows.filter(slug=slug).first()
    own = membership.office if membership else None
    return own or rows.order_by("pk").first()


def _hooks(desk: KeyDesk, office: Office, home: Home, lines: Sequence[Line]) -> list[KeyHook] | Refused:
    """The hook of each line; one that is not there yet is put up."""
    here, usual = desk.here, cabinet.hook_for(desk.here, office.pk, home)
    codes = [(line.hook or usual).strip().upper() for line in lines]
    there = {
        each.code: each for each in KeyHook.objects.filter(association=here, office=office, code__in=codes)
    }
    for number, code in enumerate(codes):
        field = f"lines.{number}.hook"
        if not code or len(code) > LONGEST_CODE or not all(each.isalnum() or each in "-." for each in code):
            return Refused("A hook is called by letters and digits, such as A12.", field)
        if code in there and _other_home(here, there[code], home):
            return Refused(f"Keys of another home hang on {code}. Choose a hook that is free.", field)
    for code in codes:
        if code not in there:
            there[code] = KeyHook.objects.create(association=here, office=office, code=code, added_at=desk.at)
    return [there[code] for code in codes]


def _other_home(here: Association, hook: KeyHook, home: Home) -> bool:
    """Whether keys of another home hang there, by which somebody could take the wrong ones."""
    return cabinet.ours(here).filter(hook=hook).exclude(home=home).exists()


def _sets(
    here: Association, hooks: Sequence[KeyHook], home: Home, lines: Sequence[Line], at: datetime
) -> list[KeySet]:
    """One set for each line, under a label that nothing has had before."""
    rows = KeySet.objects.filter(association=here, hook__in=hooks)
    last = {each["hook"]: each["n"] for each in rows.values("hook").annotate(n=Max("number"))}
    made = []
    for hook, line in zip(hooks, lines, strict=True):
        last[hook.pk] = last.get(hook.pk, 0) + 1
        made.append(
            KeySet(
                association=here,
                hook=hook,
                number=last[hook.pk],
                home=home,
                what=line.what.strip(),
                count=line.count,
                state=State.IN_HAND,
                since=at,
            )
        )
    return made


def _count_back(desk: KeyDesk, receipt: KeyReceipt, given: cabinet.Given, issued: int | None) -> None:
    """Note how many are back, and have the locks changed where some never will be."""
    left = receipt.count
    for issue in KeyIssue.objects.filter(
        association=desk.here, home=receipt.home, ended_at__isnull=True
    ).order_by("pk"):
        back = min(left, max(0, issue.count - issue.back))
        issue.back, left = issue.back + back, left - back
        issue.ended_at = desk.at if receipt.whole else None
        issue.save(update_fields=["back", "ended_at"])
    short = shortfall(issued=issued, back=given.back + receipt.count)
    if receipt.whole and short:
        need_change(desk, receipt.home, FEWER_BACK, short, receipt.thread.ref)


def hang(
    *,
    association: Association | str,
    receipt: int,
    labelled: Collection[int],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> KeyReceipt | Refused:
    """Hang the sets of a receipt on their hooks: each has its label, which whoever hangs it has ticked."""
    now = at.astimezone(UTC)
    return once_more(lambda: _hung(association, receipt, set(labelled), by, now, membership))


def _hung(
    association: Association | str,
    number: int,
    labelled: set[int],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> KeyReceipt | Refused:
    with tenancy.association(association) as here:
        receipt = cabinet.receipts(here).filter(number=number).first()
        if receipt is None:
            return Refused("There is no such line in the receipt book. Look at the book again.", "receipt")
        desk = KeyDesk(here, by, at, membership, receipt.office.slug)
        if (refused := desk.may_not_sign) is not None:
            return refused
        rows = KeySet.objects.filter(association=here, receipt=receipt, state=State.IN_HAND)
        waiting = hold(here, rows.values_list("pk", flat=True))
        if not waiting:
            return receipt
        bare = [each.label for each in waiting if each.pk not in labelled]
        if bare:
            return Refused(
                f"Put a label on {', '.join(bare)} and tick it. No key hangs in the cabinet without one.",
                "labelled",
            )
        labels = ", ".join(each.label for each in waiting)
        told = desk.tell("keys.hung", {"labels": labels}, thread=receipt.thread.ref)
        if told.refused is not None:
            return told.refused
        for each in waiting:
            state = after(State(each.state), Move.HANG)
            assert isinstance(state, State)
            each.state, each.since, each.labelled_at = state, at, at
            each.save(update_fields=["state", "since", "labelled_at"])
            desk.moved(told, "hung", keyset=each, count=each.count)
        desk.close(receipt.thread.ref)
        return receipt
