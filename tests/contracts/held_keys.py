"""What the key cabinet holds for clauses, each opened for real."""

from __future__ import annotations

from typing import Any

from kept.actions import bringing, customers, key_book, key_handing, key_loans, lock_changes
from kept.actions.bringing import Record
from kept.casework import Refused
from kept.casework.cabinet import State
from kept.store import tenancy
from kept.store.models import Event, EventText, KeyReceipt, KeySet, LockChange, Notice, Person, Thread
from tests import cast
from tests.contracts.world import World

LATER = cast.t("Tuesday 2026-04-07 16:00")


def signed(world: World, role: str = "receptionist") -> dict[str, Any]:
    """The signature of somebody of that role, with what they are here."""
    from kept.store.accounts import membership_of

    account = world.member(role)
    with tenancy.association(world.association):
        member = membership_of(account, on=world.at.date())
    return {
        "association": world.association,
        "by": account.handle,
        "at": world.at,
        "membership": member,
    }


def home(world: World) -> str:
    said: dict[str, Any] = {"association": world.association, "by": "import", "at": world.at, "what": "homes"}
    (became,) = bringing.bring([Record("H-1", {"address": "14 Mill Road, Elgin"})], **said).became
    return str(became.ref)


def received(
    world: World, *, issued: int | None = None, why: str = "tenant_left", ref: str = ""
) -> KeyReceipt:
    """Two front door keys and one of the back door came to us."""
    made = key_book.receive(
        home=ref or home(world),
        lines=[key_book.Line("Front door", 2), key_book.Line("Back door", 1)],
        from_name="Mr Bell",
        why=why,
        whole=True,
        issued=issued,
        **signed(world),
    )
    assert isinstance(made, KeyReceipt), made
    return made


def sets(world: World) -> list[KeySet]:
    with tenancy.association(world.association):
        return list(KeySet.objects.select_related("hook", "home", "thread").order_by("pk"))


def hung(world: World, **more: Any) -> list[KeySet]:
    made = received(world, **more)
    fresh = [each for each in sets(world) if each.state == State.IN_HAND]
    done = key_book.hang(receipt=made.number, labelled=[each.pk for each in fresh], **signed(world))
    assert not isinstance(done, Refused), done
    return [each for each in sets(world) if each.receipt_id == made.pk]


def out(world: World, keyset: KeySet, *, role: str = "receptionist", **more: Any) -> KeySet | Refused:
    said: dict[str, Any] = {"to_name": "Jo Reid", "purpose": "Boiler", "signed": "J. Reid", "present": True}
    said |= {"due_back": LATER} | more
    return key_loans.sign_out(keys=keyset.pk, **said, **signed(world, role))


def sentence(done: object) -> str:
    assert isinstance(done, Refused), done
    return done.sentence


def page_cabinet(world: World) -> None:
    front, back = hung(world)
    assert not isinstance(out(world, front), Refused)
    page = world.get("receptionist", "/cabinet")
    assert "Out with Jo Reid" in page
    assert back.label in page
    assert "On its hook" in page


def list_keys_nowhere(world: World) -> None:
    front, _back = hung(world)
    out(world, front)
    key_loans.left_lying(keys=front.pk, where="On the counter", **signed(world))
    page = world.get("receptionist", "/cabinet")
    assert front.label in page.partition("Neither on a hook nor with anybody")[2].partition("</section>")[0]


def page_hook_history(world: World) -> None:
    front, _back = hung(world)
    out(world, front)
    for path in (f"/cabinet/hook/main/{front.hook.code}", f"/cabinet/home/{front.home.ref}"):
        page = world.get("receptionist", path)
        assert all(said in page for said in ("Came to us", "Signed out", "Jo Reid", "J. Reid", front.label))


def permission_signing_keys(world: World) -> None:
    front, _back = hung(world)
    for role in ("officer", "manager", "director"):
        assert "Only the receptionist signs keys" in sentence(out(world, front, role=role))
    assert not isinstance(out(world, front), Refused)


def rule_keys_both_sign(world: World) -> None:
    front, _back = hung(world)
    assert "nobody signs alone" in sentence(out(world, front, present=False))
    assert "signs too" in sentence(out(world, front, signed=""))
    assert "Say who takes" in sentence(out(world, front, to_name=""))
    assert not isinstance(out(world, front), Refused)
    back_again: dict[str, Any] = {"keys": front.pk, "count": 2, "brought_by": "Jo Reid", "signed": "J. Reid"}
    alone = key_loans.sign_in(present=False, **back_again, **signed(world))
    assert "nobody signs alone" in sentence(alone)
    nobody = key_loans.sign_in(present=True, **{**back_again, "brought_by": ""}, **signed(world))
    assert "Say who brings" in sentence(nobody)


def page_cabinet_book(world: World) -> None:
    first = received(world)
    second = received(world, ref=first.home.ref)
    assert (first.number, second.number) == (1, 2)
    page = world.get("receptionist", "/cabinet/book")
    assert first.home.ref in page


def rule_keys_told(world: World) -> None:
    slug = next(iter(dict(world.rulebook.association.teams)))
    for each in world.rulebook.room("cabinet"):
        slug = each.told_teams[0] if each.told_teams else slug
    cast.member(world.association, "hal", "officer", team=slug)
    made = received(world)
    with tenancy.association(world.association):
        notice = Notice.objects.get(what="keys")
    assert made.mailed_to == 1
    assert made.home.ref in notice.said
    assert "e-mail" in world.get("receptionist", "/cabinet/book/1")


def rule_receipt_complete(world: World) -> None:
    ref = home(world)
    line = [key_book.Line("Front door", 1)]
    said: dict[str, Any] = {"home": ref, "why": "tenant_left"}
    assert "Say who brought" in sentence(key_book.receive(lines=line, from_name="", **said, **signed(world)))
    assert "at least one key" in sentence(
        key_book.receive(lines=[], from_name="Bell", **said, **signed(world))
    )
    made = key_book.receive(lines=line, from_name="Bell", **said, **signed(world))
    assert isinstance(made, KeyReceipt)
    assert (made.received_at, made.signed_by) == (world.at, world.member("receptionist").handle)


def rule_key_lines(world: World) -> None:
    received(world)
    assert [each.label for each in sets(world)] == ["A01-1", "A01-2"]


def print_key_labels(world: World) -> None:
    received(world)
    page = world.get("receptionist", "/cabinet/book/1/labels")
    assert "A01-1" in page
    assert "Mill Road" not in page


def rule_labelled_first(world: World) -> None:
    received(world)
    done = key_book.hang(receipt=1, labelled=[], **signed(world))
    assert "Put a label on" in sentence(done)


def rule_fewer_keys_back(world: World) -> None:
    made = received(world, issued=4)
    with tenancy.association(world.association):
        assert LockChange.objects.get().short == 1
    from kept.actions.telling import tell
    from kept.actions.told import Telling

    letting = Telling("tenancy.signed", world.at, {"home": made.home.ref})
    refused = tell([letting], association=world.association, by="kept", at=world.at).refused
    assert refused is not None
    assert "locks are not changed yet" in refused.sentence


def page_cabinet_checks(world: World) -> None:
    hung(world)
    world.post("receptionist", "/cabinet/checks", {"office": "main"})
    page = world.get("receptionist", "/cabinet/checks")
    assert "Not finished" in page
    address = page.partition('scope="row"')[2].partition('href="')[2].partition('"')[0]
    page = world.get("receptionist", address.removeprefix(f"/{world.slug}"))
    assert "Was the cabinet locked when you came?" in page
    assert "Is the spare key in the safe?" in page
    assert "What did you do about it?" in page


def page_cabinet_key(world: World) -> None:
    who = world.member("receptionist")
    world.post("receptionist", "/cabinet/key", {"step": "pass", "office": "main", "to": who.handle})
    world.post("receptionist", "/cabinet/key", {"step": "return", "office": "main"})
    world.post("officer", "/cabinet/key", {"step": "take", "office": "main", "reason": "Locked out"})
    page = world.get("receptionist", "/cabinet")
    assert f"{who.name}, since" in page
    assert f"with {world.member('officer').name} since" in page
    with tenancy.association(world.association):
        kinds = set(Event.objects.filter(kind__startswith="cabinet.").values_list("kind", flat=True))
    assert {"cabinet.key_passed", "cabinet.spare_taken", "cabinet.spare_returned"} <= kinds


def changed(world: World, ref: str) -> LockChange:
    done = lock_changes.changed(
        home=ref,
        changed_on=world.at.date(),
        by_whom="Reid Locks",
        count=3,
        numbers="X12",
        **signed(world, "officer"),
    )
    assert isinstance(done, LockChange), done
    return done


def rule_locks_told(world: World) -> None:
    who = world.member("receptionist")
    change = changed(world, home(world))
    with tenancy.association(world.association):
        assert Notice.objects.get(what="locks").account_id == who.pk
        assert Thread.objects.get(pk=change.thread_id).owner_id == who.pk


def page_lock_changes(world: World) -> None:
    world.member("receptionist")
    ref = home(world)
    changed(world, ref)
    page = world.get("receptionist", f"/cabinet/home/{ref}/locks")
    assert "Reid Locks" in page
    assert "3 keys X12" in page
    assert "Reid Locks" in world.get("receptionist", f"/cabinet/home/{ref}")


def rule_old_keys_gone(world: World) -> None:
    old = hung(world)[0]
    change = changed(world, old.home.ref)
    hung(world, why="new_locks", ref=old.home.ref)
    done = lock_changes.update_keys(change=change.pk, **signed(world))
    assert not isinstance(done, Refused), done
    assert "never given out again" in sentence(out(world, old))
    page = world.get("receptionist", f"/cabinet/home/{old.home.ref}")
    assert "Thrown away" in page


def rule_keys_on_the_file(world: World) -> None:
    keys = hung(world, why="new_home")
    person = customers.add(association=world.association, name="Ngozi Okafor", by="kept", at=world.at)
    assert isinstance(person, Person)
    done = key_handing.hand_over(
        home=keys[0].home.ref,
        person=person.ref,
        keys=[each.pk for each in keys],
        signed="N. Okafor",
        **signed(world),
    )
    assert not isinstance(done, Refused), done
    with tenancy.association(world.association):
        event = Event.objects.get(kind="keys.handed_over")
        assert event.facts["count"] == 3
        assert EventText.objects.get(event=event).words["signed"] == "N. Okafor"
        assert Thread.objects.get(pk=event.thread_id).person_id == person.pk
    assert "All keys handed over" in world.get("receptionist", f"/customer/{person.ref}")


def list_keys_late(world: World) -> None:
    front, _back = hung(world)
    out(world, front, contractor=True, due_back=cast.t("Tuesday 2026-04-07 10:01"))
    with tenancy.association(world.association):
        KeySet.objects.filter(pk=front.pk).update(due_back_at=world.at)
    page = world.get("receptionist", "/cabinet")
    assert "Late:" in page
    assert "Still with a contractor: ask them back" in page
    done = key_loans.chase(keys=front.pk, note="On her way", **signed(world))
    assert not isinstance(done, Refused), done


PROOFS = {
    "list:keys-late": list_keys_late,
    "list:keys-nowhere": list_keys_nowhere,
    "page:cabinet": page_cabinet,
    "page:cabinet-book": page_cabinet_book,
    "page:cabinet-checks": page_cabinet_checks,
    "page:cabinet-key": page_cabinet_key,
    "page:hook-history": page_hook_history,
    "page:lock-changes": page_lock_changes,
    "permission:signing-keys": permission_signing_keys,
    "print:key-labels": print_key_labels,
    "rule:fewer-keys-back": rule_fewer_keys_back,
    "rule:key-lines": rule_key_lines,
    "rule:keys-both-sign": rule_keys_both_sign,
    "rule:keys-on-the-file": rule_keys_on_the_file,
    "rule:keys-told": rule_keys_told,
    "rule:labelled-first": rule_labelled_first,
    "rule:locks-told": rule_locks_told,
    "rule:old-keys-gone": rule_old_keys_gone,
    "rule:receipt-complete": rule_receipt_complete,
}
PLACES = {"keys": lambda world: world.get("receptionist", "/cabinet")}
