"""Each act of the key cabinet, run once, for `test_actions`."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import (
    bringing,
    cabinet_checks,
    cabinet_keys,
    customers,
    key_book,
    key_handing,
    key_loans,
    lock_changes,
    people,
)
from kept.casework import Refused
from kept.store import tenancy
from kept.store.models import Association, CabinetCheck, KeyReceipt, KeySet, LockChange, Person
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
LATER = t("Wednesday 2026-04-08 16:00")
SILENT = {"cabinet_checks.draw": "what was drawn, and by which lot, is on record with what is found"}


def staff(here: Association) -> None:
    """Whoever signs the acts works here."""
    people.create_account(association=here, handle=BY, email="by@example.org", name="By", by=BY, at=NOW)
    people.add_member(association=here, handle=BY, role="receptionist", by=BY, at=NOW)


def home(here: Association) -> str:
    """A home; its reference."""
    said = {"association": here, "by": BY, "at": NOW, "what": "homes"}
    (became,) = bringing.bring([bringing.Record("H", {"address": "14 Mill Road"})], **said).became
    return str(became.ref)


def receipt(here: Association, ref: str = "", why: str = "tenant_left") -> KeyReceipt:
    """Two keys of it came."""
    made = key_book.receive(
        association=here,
        home=ref or home(here),
        lines=[key_book.Line("Front door", 2)],
        from_name="Mr Bell",
        why=why,
        by=BY,
        at=NOW,
    )
    assert isinstance(made, KeyReceipt), made
    return made


def only_set(here: Association) -> KeySet:
    with tenancy.association(here):
        found = KeySet.objects.select_related("home", "hook").last()
    assert found is not None
    return found


def hung(here: Association) -> KeySet:
    """They hang on their hook."""
    made = receipt(here)
    keyset = only_set(here)
    done = key_book.hang(association=here, receipt=made.number, labelled=[keyset.pk], by=BY, at=NOW)
    assert not isinstance(done, Refused), done
    return keyset


def out(here: Association) -> KeySet:
    """Somebody has taken them."""
    keyset = hung(here)
    done = _sign_out(here, keyset)
    assert not isinstance(done, Refused), done
    return keyset


def _sign_out(here: Association, keyset: KeySet) -> Any:
    return key_loans.sign_out(
        association=here,
        keys=keyset.pk,
        to_name="Jo Reid",
        purpose="The boiler",
        signed="J. Reid",
        present=True,
        due_back=LATER,
        by=BY,
        at=NOW,
    )


def _sign_in(here: Association, keyset: KeySet) -> Any:
    return key_loans.sign_in(
        association=here,
        keys=keyset.pk,
        count=2,
        brought_by="Jo Reid",
        signed="J. Reid",
        present=True,
        by=BY,
        at=NOW,
    )


def _person(here: Association) -> tuple[KeySet, str]:
    made = customers.add(association=here, name="Ngozi Okafor", by=BY, at=NOW)
    assert isinstance(made, Person)
    return hung(here), made.ref


def _changed(here: Association, ref: str) -> Any:
    return lock_changes.changed(
        association=here,
        home=ref,
        changed_on=date(2026, 4, 8),
        by_whom="Reid Locks",
        count=3,
        by=BY,
        at=NOW,
    )


def _new_locks(here: Association) -> LockChange:
    """The locks are changed, and the new keys hang there."""
    keyset = hung(here)
    change = _changed(here, keyset.home.ref)
    made = receipt(here, keyset.home.ref, "new_locks")
    key_book.hang(association=here, receipt=made.number, labelled=[only_set(here).pk], by=BY, at=NOW)
    assert isinstance(change, LockChange), change
    return change


def _drawn(here: Association) -> CabinetCheck:
    hung(here)
    made = cabinet_checks.draw(association=here, office="main", by=BY, at=NOW)
    assert isinstance(made, CabinetCheck), made
    return made


def _recorded(here: Association, check: CabinetCheck, found: str = "there") -> Any:
    return cabinet_checks.record(
        association=here,
        check=check.pk,
        found={only_set(here).pk: found},
        locked=True,
        spare_there=True,
        key_held=True,
        note="Looked for it",
        by=BY,
        at=NOW,
    )


def _missing(here: Association) -> KeySet:
    _recorded(here, _drawn(here), "missing")
    return only_set(here)


def _spare(here: Association) -> None:
    staff(here)
    cabinet_keys.take_spare(association=here, office="main", reason="Locked out", by=BY, at=NOW)


ACTS: dict[str, Any] = {
    "key_book.receive": (home, lambda here, ref, _: receipt(here, ref)),
    "key_book.hang": (
        receipt,
        lambda here, made, _: key_book.hang(
            association=here, receipt=made.number, labelled=[only_set(here).pk], by=BY, at=NOW
        ),
    ),
    "key_loans.sign_out": (hung, lambda here, keyset, _: _sign_out(here, keyset)),
    "key_loans.sign_in": (out, lambda here, keyset, _: _sign_in(here, keyset)),
    "key_loans.left_lying": (
        out,
        lambda here, keyset, _: key_loans.left_lying(
            association=here, keys=keyset.pk, where="On the counter", by=BY, at=NOW
        ),
    ),
    "key_loans.chase": (
        out,
        lambda here, keyset, _: key_loans.chase(
            association=here, keys=keyset.pk, note="By four", by=BY, at=NOW
        ),
    ),
    "key_handing.hand_over": (
        _person,
        lambda here, whose, _: key_handing.hand_over(
            association=here,
            home=whose[0].home.ref,
            person=whose[1],
            keys=[whose[0].pk],
            signed="N. Okafor",
            by=BY,
            at=NOW,
        ),
    ),
    "lock_changes.ask_for": (
        home,
        lambda here, ref, _: lock_changes.ask_for(
            association=here, home=ref, why="lost", short=1, by=BY, at=NOW
        ),
    ),
    "lock_changes.changed": (home, lambda here, ref, _: _changed(here, ref)),
    "lock_changes.update_keys": (
        _new_locks,
        lambda here, change, _: lock_changes.update_keys(association=here, change=change.pk, by=BY, at=NOW),
    ),
    "cabinet_keys.pass_on": (
        staff,
        lambda here, _, __: cabinet_keys.pass_on(association=here, office="main", to=BY, by=BY, at=NOW),
    ),
    "cabinet_keys.take_spare": (
        staff,
        lambda here, _, __: cabinet_keys.take_spare(
            association=here, office="main", reason="Locked out", by=BY, at=NOW
        ),
    ),
    "cabinet_keys.return_spare": (
        _spare,
        lambda here, _, __: cabinet_keys.return_spare(association=here, office="main", by=BY, at=NOW),
    ),
    "cabinet_checks.draw": (
        hung,
        lambda here, _, __: cabinet_checks.draw(association=here, office="main", by=BY, at=NOW),
    ),
    "cabinet_checks.record": (_drawn, lambda here, check, _: _recorded(here, check)),
    "cabinet_checks.found_again": (
        _missing,
        lambda here, keyset, _: cabinet_checks.found_again(association=here, keys=keyset.pk, by=BY, at=NOW),
    ),
}
