"""Which keys are where, which of them should be elsewhere, and what happened on one hook?

    sets(here).filter(state=State.OUT)          # every set that is out, with hook, home and holder
    overdue(here, at)                           # those that should be back
    nowhere(here)                               # on no hook, and with nobody who is named
    with_contractors(here, at)                  # those out with a contractor, a waiting tenant's first
    unlet(home)                                 # the change of locks for which the home waits, or None
    history(here, hook=hook)                    # every movement there, the newest first, with its event

Everything runs inside `tenancy.association(…)`; no query grows with the number of keys but by its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from kept.casework.cabinet import GONE, NOWHERE, State, next_code
from kept.casework.tenancies import HOLDING
from kept.rulebook.cabinet import Cabinet
from kept.rulebook.model import Rulebook
from kept.store import absences
from kept.store.housing import today
from kept.store.models import (
    Association,
    Event,
    EventText,
    Home,
    KeyHook,
    KeyIssue,
    KeyMove,
    KeyReceipt,
    KeySet,
    LockChange,
    Mail,
    Membership,
    Tenancy,
)

MAIL = "keys"
# Why keys came that a tenant gives back before the tenancy is over.
EARLY, LEFT, NEW_LOCKS = "tenant_early", "tenant_left", "new_locks"


def rules_of(rulebook: Rulebook) -> Cabinet:
    """How this house looks after its keys."""
    return next((each for each in rulebook.room("cabinet") if isinstance(each, Cabinet)), Cabinet())


def covered_roles(here: Association, account: int, at: datetime) -> set[str]:
    """The roles of those for whom this account stands in now, besides its own."""
    whose = absences.covered_by(here, account, at)
    rows = Membership.objects.filter(association=here, account__in=whose)
    return set(rows.values_list("role", flat=True)) if whose else set()


def sets(here: Association) -> QuerySet[KeySet]:
    """Every set of keys that there ever was, with what a list shows of it."""
    rows = KeySet.objects.filter(association=here)
    return rows.select_related("hook", "hook__office", "home", "holder_account", "thread")


def ours(here: Association) -> QuerySet[KeySet]:
    """Those that are still ours to look after, by their labels."""
    return sets(here).exclude(state__in=GONE).order_by("hook__code", "number")


def overdue(here: Association, at: datetime) -> QuerySet[KeySet]:
    """Those that should be back, the longest first."""
    rows = sets(here).filter(state=State.OUT, due_back_at__lte=at)
    return rows.order_by("due_back_at", "id")


def nowhere(here: Association) -> QuerySet[KeySet]:
    """Those that neither hang on a hook nor are with somebody who is named."""
    return sets(here).filter(state__in=NOWHERE).order_by("since", "id")


def with_contractors(here: Association, at: datetime) -> QuerySet[KeySet]:
    """Those out with a contractor; first those of a home that somebody has signed for."""
    rows = sets(here).filter(state=State.OUT, contractor=True)
    rows = rows.annotate(waited_for=Exists(_held(today(here, at)).filter(home=OuterRef("home"))))
    return rows.order_by("-waited_for", "due_back_at", "id")


def _held(day: date) -> QuerySet[Tenancy]:
    """The tenancies of those who hold a home on that day, or will."""
    rows = Tenancy.objects.filter(kind__in=HOLDING)
    return rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))


def tenants_ought_to_have(here: Association, office: int, at: datetime) -> QuerySet[KeySet]:
    """Sets that hang in the cabinet of an office although somebody holds the home today."""
    day = today(here, at)
    now = _held(day).filter(Q(from_on__isnull=True) | Q(from_on__lte=day), home=OuterRef("home"))
    rows = sets(here).filter(Exists(now), hook__office=office, state=State.HUNG)
    return rows.order_by("hook__code", "number")


def unlet(home: int) -> LockChange | None:
    """The change of locks for which this home waits."""
    return LockChange.objects.filter(home=home, changed_at__isnull=True).first()


def let_all_the_same(here: Association, at: datetime) -> list[LockChange]:
    """Changes of locks that are not done although somebody's tenancy of the home runs already."""
    held = _held(today(here, at)).filter(home=OuterRef("home"), added_at__gt=OuterRef("needed_at"))
    rows = LockChange.objects.filter(Exists(held), association=here, changed_at__isnull=True)
    return list(rows.select_related("home", "thread").order_by("needed_at"))


def lock_changes(here: Association) -> QuerySet[LockChange]:
    """Every change of locks that is not settled yet, the oldest first."""
    rows = LockChange.objects.filter(association=here, settled_at__isnull=True)
    return rows.select_related("home", "thread").order_by("needed_at", "id")


def old_keys(here: Association, change: LockChange) -> list[KeySet]:
    """The sets of a home that are older than its locks."""
    new = Q(receipt__why=NEW_LOCKS, receipt__received_at__gte=change.needed_at)
    return list(ours(here).filter(home=change.home).exclude(new))


def hooks(here: Association, office: int | None = None) -> QuerySet[KeyHook]:
    """The hooks that there are, by their codes."""
    rows = KeyHook.objects.filter(association=here, ended_on__isnull=True).select_related("office")
    return (rows.filter(office=office) if office is not None else rows).order_by("office__name", "code")


def free_hooks(here: Association, office: int) -> QuerySet[KeyHook]:
    """Those on which nothing hangs or will hang again."""
    taken = KeySet.objects.filter(hook=OuterRef("pk")).exclude(state__in=GONE)
    return hooks(here, office).exclude(Exists(taken))


def hook_for(here: Association, office: int, home: Home) -> str:
    """The hook on which the home's keys hang, else a free one, else the next that there could be."""
    own = sets(here).filter(home=home, hook__office=office, hook__ended_on__isnull=True)
    code = own.exclude(state__in=GONE).order_by("-id").values_list("hook__code", flat=True).first()
    if code is None:
        code = free_hooks(here, office).values_list("code", flat=True).first()
    return code or next_code(set(KeyHook.objects.filter(association=here).values_list("code", flat=True)))


@dataclass(frozen=True, slots=True)
class Given:
    """How many keys of a home its tenant was given, and how many of those are back."""

    issued: int | None
    back: int


def given(here: Association, home: int) -> Given:
    """As far as anybody knows: by what was handed over, and what came back since."""
    rows = KeyIssue.objects.filter(association=here, home=home, ended_at__isnull=True)
    totals = rows.aggregate(issued=Sum("count"), back=Sum("back"))
    if totals["issued"] is not None:
        return Given(totals["issued"], totals["back"] or 0)
    receipts = KeyReceipt.objects.filter(association=here, home=home)
    last = receipts.filter(whole=True).order_by("-id").values_list("id", flat=True).first() or 0
    early = receipts.filter(why=EARLY, id__gt=last).aggregate(back=Sum("count"))["back"]
    return Given(None, early or 0)


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement with what was told of it; `words` are None once they are erased."""

    move: KeyMove
    facts: dict[str, Any]
    words: dict[str, Any] | None


def history(
    here: Association, *, hook: int | None = None, home: int | None = None, most: int = 500
) -> tuple[Moved, ...]:
    """What happened on a hook or to the keys of a home, the newest first; three queries."""
    rows = KeyMove.objects.filter(association=here)
    rows = rows.filter(hook=hook) if hook is not None else rows.filter(home=home)
    rows = rows.select_related("keyset", "keyset__hook", "hook", "home", "thread")
    moves = list(rows.order_by("-happened_at", "-id")[:most])
    return _told(here, moves)


def _told(here: Association, moves: Sequence[KeyMove]) -> tuple[Moved, ...]:
    uids = {each.uid for each in moves}
    events = {each.uid: each for each in Event.objects.filter(association=here, uid__in=uids)}
    texts = EventText.objects.filter(association=here, event__in=[each.pk for each in events.values()])
    words = {each.event_id: (None if each.erased_at else each.words) for each in texts}
    found = []
    for move in moves:
        event = events.get(move.uid)
        found.append(Moved(move, event.facts if event else {}, words.get(event.pk, {}) if event else {}))
    return tuple(found)


def receipts(here: Association) -> QuerySet[KeyReceipt]:
    """The receipt book, the newest first."""
    rows = KeyReceipt.objects.filter(association=here).select_related("home", "office", "thread")
    return rows.order_by("-number")


def mail_sent(here: Association, numbers: Collection[int]) -> dict[str, datetime | None]:
    """When the first e-mail of each receipt went, by the key of the mail; None where none has gone yet."""
    keys = [f"{MAIL}:{number}" for number in numbers]
    rows = Mail.objects.filter(association=here, key__in=keys, sort=MAIL).order_by(F("sent_at").desc())
    return dict(rows.values_list("key", "sent_at"))
