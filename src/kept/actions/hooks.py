"""Which other systems are told of what happens, and what becomes of each telling?

    made = add(association=karin, account="crm", url="https://crm.example.org/kept", by="ann", at=now)
    made.secret                                                     # shown this once; it signs what is sent
    remove(association=karin, hook=made.hook.ref, by="ann", at=now)

A hook is told of what its account may see, and no more. A telling that fails is tried again after seconds,
minutes, hours and a day; after that the hook is paused and whoever looks after accounts is told. The tellings
of one contact may come in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.hooking import fault
from kept.casework.housekeeping import HOOK_ADDED, HOOK_PAUSED, HOOK_REMOVED, HOOK_RESUMED
from kept.store import hooks, notices, refs, rules, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Delivery, Hook

TEST = "test"
PAUSED = "hook"
MOST = 20
WAITS = tuple(timedelta(seconds=each) for each in (5, 60, 600, 3600, 6 * 3600, 24 * 3600))


@dataclass(frozen=True, slots=True)
class Made:
    """A new hook, and the secret that signs what it is told."""

    hook: Hook
    secret: str


def add(
    *,
    association: Association | str,
    account: str,
    url: str,
    kinds: Sequence[str] = (),
    by: str,
    at: datetime,
) -> Made | Refused:
    """Tell that address of what happens from now on, as far as the account may see it."""
    now = at.astimezone(UTC)

    def act() -> Made | Refused:
        with tenancy.association(association) as here:
            refused = fault(url, private=settings.PRIVATE_HOOKS) or _unknown_kind(here, kinds)
            if refused is not None:
                return refused
            known = Account.objects.filter(handle=account, is_active=True).first()
            if known is None or membership_of(known, on=_today(here, now)) is None:
                return Refused(f"Nobody called “{account[:60]}” works here today.", "account")
            if Hook.objects.filter(association=here, removed_at__isnull=True).count() >= MOST:
                return Refused(f"There are {MOST} hooks already. Remove one that nobody needs.", "url")
            hook = Hook.objects.create(
                association=here,
                account=known,
                ref=refs.new_ref(),
                url=url,
                secret=hooks.secret(),
                kinds=list(dict.fromkeys(kinds)),
                created_at=now,
                created_by=by,
            )
            facts = {"hook": hook.ref, "account": account, "kinds": ", ".join(hook.kinds) or None}
            note(HOOK_ADDED, here=here, by=by, at=now, facts=facts)
            return Made(hook, hook.secret)

    return once_more(act)


def remove(
    *, association: Association | str, hook: str, by: str, at: datetime, account: int | None = None
) -> Hook | Refused:
    """Tell that address nothing any more, from this moment on."""
    now = at.astimezone(UTC)

    def act() -> Hook | Refused:
        with tenancy.association(association) as here:
            found = _held(here, hook, account)
            if isinstance(found, Hook):
                found.removed_at = now
                found.save(update_fields=["removed_at"])
                note(HOOK_REMOVED, here=here, by=by, at=now, facts={"hook": found.ref})
            return found

    return once_more(act)


def resume(
    *, association: Association | str, hook: str, by: str, at: datetime, account: int | None = None
) -> Hook | Refused:
    """Take up a hook that was paused: it is told of all that it was not told of meanwhile."""
    now = at.astimezone(UTC)

    def act() -> Hook | Refused:
        with tenancy.association(association) as here:
            found = _held(here, hook, account)
            if isinstance(found, Hook) and found.paused_at is not None:
                found.paused_at, found.why = None, ""
                found.save(update_fields=["paused_at", "why"])
                waiting = Delivery.objects.filter(hook=found, sent_at__isnull=True)
                waiting.update(tries=0, given_up_at=None)
                ids = list(waiting.order_by("id").values_list("pk", flat=True))
                hooks.ask(ids, association=here.pk)
                note(HOOK_RESUMED, here=here, by=by, at=now, facts={"hook": found.ref})
            return found

    return once_more(act)


def try_out(
    *, association: Association | str, hook: str, by: str, at: datetime, account: int | None = None
) -> Delivery | Refused:
    """Send it something that says it is a test."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        found = _held(here, hook, account)
        if isinstance(found, Refused):
            return found
        if found.paused_at is not None:
            return Refused("This hook is paused. Resume it first.", "hook")
        made = Delivery.objects.create(
            association=here, hook=found, uid=f"{TEST}-{refs.new_uid()}", made_at=now
        )
        hooks.ask([made.pk], association=here.pk)
        return made


def redeliver(
    *,
    association: Association | str,
    hook: str,
    delivery: str,
    by: str,
    at: datetime,
    account: int | None = None,
) -> Delivery | Refused:
    """Send one telling again, by the id that it carries, whatever became of it before."""
    with tenancy.association(association) as here:
        found = _held(here, hook, account)
        if isinstance(found, Refused):
            return found
        rows = Delivery.objects.select_for_update(of=("self",))
        again = rows.filter(association=here, hook=found, uid=delivery).first()
        if again is None:
            return Refused(f"This hook was told of nothing called “{delivery[:60]}”.", "delivery")
        again.tries, again.sent_at, again.given_up_at, again.fault = 0, None, None, ""
        again.save(update_fields=["tries", "sent_at", "given_up_at", "fault"])
        hooks.ask([again.pk], association=here.pk)
        return again


def _held(here: Association, hook: str, account: int | None) -> Hook | Refused:
    """The hook, held; of one account alone where only that one's may be touched."""
    rows = Hook.objects.select_for_update(of=("self",)).select_related("account")
    rows = rows.filter(association=here, removed_at__isnull=True, ref=refs.tidy(hook) or hook)
    found = (rows if account is None else rows.filter(account=account)).first()
    return found or Refused(f"There is no hook “{hook[:60]}” here. List them, and check it.", "hook")


def _unknown_kind(here: Association, kinds: Sequence[str]) -> Refused | None:
    known = rules.rules_of(here).kinds
    unknown = next((each for each in kinds if each not in known), None)
    if unknown is None:
        return None
    return Refused(f"There is no kind of event called “{unknown[:60]}” here. Look them up first.", "kinds")


def _today(here: Association, at: datetime) -> date:
    return at.astimezone(ZoneInfo(here.zone)).date()


# ---- while it is told ------------------------------------------------------------------------------------


def begin(*, association: int, delivery: int, by: str, at: datetime) -> Delivery | None:
    """Take a telling in hand; None where it was told, given up, or its hook is paused or gone."""
    with tenancy.association(association):
        rows = Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        rows = rows.select_related("hook__account", "event__thread")
        found = rows.filter(pk=delivery, sent_at__isnull=True, given_up_at__isnull=True).first()
        if found is None or found.hook.paused_at is not None or found.hook.removed_at is not None:
            return None
        found.tries, found.tried_at = found.tries + 1, at.astimezone(UTC)
        found.save(update_fields=["tries", "tried_at"])
        return found


def told(*, association: int, delivery: int, status: int, by: str, at: datetime) -> None:
    """It has come through."""
    with tenancy.association(association):
        rows = Delivery.objects.filter(pk=delivery)
        rows.update(sent_at=at.astimezone(UTC), status=status, fault="")


def kept_back(*, association: int, delivery: int, why: str, by: str, at: datetime) -> None:
    """It is not told, for its account may not see it."""
    with tenancy.association(association):
        Delivery.objects.filter(pk=delivery).update(given_up_at=at.astimezone(UTC), fault=why)


def failed(
    *,
    association: int,
    delivery: int,
    why: str,
    by: str,
    at: datetime,
    status: int | None = None,
    for_good: bool = False,
) -> None:
    """It did not come through: try again later; after the last try, or for good, pause the hook."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        found = Delivery.objects.select_for_update(of=("self",)).select_related("hook").get(pk=delivery)
        found.status, found.fault = status, why[:200]
        over = for_good or found.tries > len(WAITS)
        found.given_up_at = now if over else None
        found.save(update_fields=["status", "fault", "given_up_at"])
        if not over:
            hooks.ask([found.pk], association=here.pk, after=WAITS[found.tries - 1])
            return
        paused = Hook.objects.filter(pk=found.hook_id, paused_at__isnull=True, removed_at__isnull=True)
        if paused.update(paused_at=now, why=found.fault):
            facts = {"hook": found.hook.ref, "why": found.fault}
            note(HOOK_PAUSED, here=here, by=by, at=now, facts=facts)
            said = (
                f"The hook {found.hook.ref} is paused: the other system has not taken what it was told "
                f"({found.fault}). What happens meanwhile is kept for it. Resume it when it is back."
            )
            accounts = notices.people(here, now).of_role(notices.ADMINISTRATOR)
            key = f"{PAUSED}:{found.hook.ref}:{now.isoformat()}"
            notices.tell(accounts, what=PAUSED, key=key, said=said, at=now)


__all__ = ["Made", "add", "begin", "failed", "kept_back", "redeliver", "remove", "resume", "told", "try_out"]
