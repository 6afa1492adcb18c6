"""The key cabinet in a browser: who may sign, what is asked, and what a page says that goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from kept.actions import absences, bringing, customers
from kept.actions.bringing import Record
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.cabinet import State
from kept.store import refs, tenancy
from kept.store.models import (
    Account,
    Association,
    CabinetCheck,
    CabinetFinding,
    CabinetKey,
    Clock,
    Event,
    EventText,
    Home,
    KeyMove,
    KeyReceipt,
    KeySet,
    LockChange,
    Mail,
    Notice,
    Person,
    Thread,
)
from tests import cast

NOW = "Wednesday 2026-04-08 12:00"


@pytest.fixture
def moray(db: None, clock: Callable[[str], datetime]) -> Association:
    return cast.association("moray")


@pytest.fixture
def ann(moray: Association) -> Account:
    return cast.member(moray, "ann", "receptionist")


@pytest.fixture
def bob(moray: Association) -> Account:
    """A housing officer, of the team that hears of keys."""
    return cast.member(moray, "bob", "officer", team="housing")


@pytest.fixture
def home(moray: Association) -> Home:
    records = [
        Record("H-1", {"address": "14 Mill Road, Elgin"}),
        Record("H-2", {"address": "2 High Street, Elgin"}),
    ]
    bringing.bring(records, what="homes", association=moray, by="import", at=cast.t(NOW))
    return at(moray, lambda: Home.objects.get(external_ref="H-1"))


def at(here: Association, look: Callable[[], Any]) -> Any:
    with tenancy.association(here):
        return look()


class Desk:
    """A browser at the cabinet."""

    def __init__(self, who: Account) -> None:
        self.client: Client = cast.client(who)

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(f"/moray/cabinet{path}")
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return unescape(answer.content.decode())

    def post(self, path: str, status: int = 302, **data: Any) -> Any:
        sent = {name.replace("__", "-"): value for name, value in data.items()}
        answer = self.client.post(f"/moray/cabinet{path}", sent)
        text = unescape(answer.content.decode())
        assert answer.status_code == status, f"{answer.status_code}: {text[-2500:]}"
        return text if status != 302 else answer["Location"]


def receive(desk: Desk, home: Home, *, status: int = 302, **more: Any) -> Any:
    """Three keys on two labels, brought by a tenant who has left."""
    said = {
        "uid": refs.new_uid(),
        "f__from_name": "Mr Bell",
        "f__why": "tenant_left",
        "f__whole": "yes",
        "f__office": "main",
        "what__0": "Front door",
        "count__0": "2",
        "what__1": "Back door",
        "count__1": "1",
    }
    return desk.post(f"/home/{home.ref}/receive", status, **(said | more))


def sets(here: Association) -> list[KeySet]:
    return at(here, lambda: list(KeySet.objects.select_related("hook", "home", "thread").order_by("pk")))


def hung(here: Association, desk: Desk, home: Home, **more: Any) -> list[KeySet]:
    receive(desk, home, **more)
    number = at(here, lambda: KeyReceipt.objects.order_by("-number").first().number)
    waiting = [each.pk for each in sets(here) if each.state == State.IN_HAND]
    desk.post(f"/book/{number}", labelled=waiting)
    return sets(here)


def sign_out(desk: Desk, keyset: KeySet, *, status: int = 302, **more: Any) -> Any:
    said = {
        "uid": refs.new_uid(),
        "step": "out",
        "f__to_name": "Jo Reid, Reid Plumbing",
        "f__contractor": "yes",
        "f__purpose": "The boiler",
        "f__due_back": "2026-04-08",
        "f__due_back-time": "16:00",
        "f__present": "yes",
        "f__signed": "J. Reid",
    }
    return desk.post(f"/set/{keyset.pk}", status, **(said | more))


def sign_in(desk: Desk, keyset: KeySet, *, status: int = 302, **more: Any) -> Any:
    said = {
        "uid": refs.new_uid(),
        "step": "in",
        "f__count": "2",
        "f__brought_by": "Jo Reid",
        "f__present": "yes",
        "f__signed": "J. Reid",
    }
    return desk.post(f"/set/{keyset.pk}", status, **(said | more))


# ---- the receipt book ------------------------------------------------------------------------------------


def test_a_receipt_is_numbered_signed_and_has_a_label_for_each_key(
    moray: Association, ann: Account, home: Home
) -> None:
    desk = Desk(ann)
    assert receive(desk, home) == "/moray/cabinet/book/1"
    receive(desk, home)
    page = desk.get("/book/1")
    for said in ("Receipt 1", home.ref, "Mr Bell", "A tenant has left", "Ann", "A01-1", "A01-2"):
        assert said in page, said
    assert [each.label for each in sets(moray)] == ["A01-1", "A01-2", "A01-3", "A01-4"]
    assert "Receipt book" in desk.get("/book")
    assert at(moray, lambda: KeyReceipt.objects.get(number=1).signed_by) == "ann"


def test_the_same_form_sent_twice_is_one_receipt(moray: Association, ann: Account, home: Home) -> None:
    desk, uid = Desk(ann), refs.new_uid()
    assert receive(desk, home, uid=uid) == receive(desk, home, uid=uid)
    assert at(moray, KeyReceipt.objects.count) == 1
    assert at(moray, KeySet.objects.count) == 2


def test_labels_say_the_code_and_never_an_address(moray: Association, ann: Account, home: Home) -> None:
    desk = Desk(ann)
    receive(desk, home)
    page = desk.get("/book/1/labels")
    main = page.partition('<ul class="kept-labels">')[2].partition("</main>")[0]
    assert "A01-1" in main
    assert "A01-2" in main
    assert "Mill" not in page
    assert home.ref not in page
    assert "Bell" not in page


def test_the_housing_team_is_told_at_once(
    moray: Association, ann: Account, bob: Account, home: Home, settings: Any
) -> None:
    settings.MAIL_GOES = True
    other = cast.member(moray, "cat", "officer", team="repairs")
    receive(Desk(ann), home)
    told = at(moray, lambda: {each.account_id: each.said for each in Notice.objects.filter(what="keys")})
    assert set(told) == {bob.pk}
    assert "receipt 1" in told[bob.pk]
    assert "Bell" not in told[bob.pk]
    mails = at(moray, lambda: list(Mail.objects.filter(sort="keys").values_list("account", "key")))
    assert mails == [(bob.pk, "keys:1")]
    assert other.pk not in told
    assert "the e-mail has not gone yet" in Desk(ann).get("/book/1")


def test_the_e_mail_says_which_home_how_many_and_from_whom_and_when_it_went(
    moray: Association, ann: Account, bob: Account, home: Home, settings: Any, monkeypatch: Any
) -> None:
    from kept.worker import post

    settings.MAIL_GOES = True
    monkeypatch.setattr(post, "hand_over", lambda found, letter: mail.outbox.append((found, letter)))
    receive(Desk(ann), home)
    number = at(moray, lambda: Mail.objects.get(sort="keys").pk)
    post.send(moray.pk, number, now=lambda: cast.t("Wednesday 2026-04-08 12:01"))
    (_found, letter) = mail.outbox[0]
    assert "14 Mill Road" in letter.text
    assert "3 keys" in letter.text
    assert "receipt 1" in letter.text.lower()
    assert "A tenant has left" in letter.text
    assert "12:01" in Desk(ann).get("/book/1")


def test_counts_below_one_are_refused_with_the_cure_and_nothing_is_lost(
    moray: Association, ann: Account, home: Home
) -> None:
    page = receive(Desk(ann), home, status=422, count__0="-2")
    assert "There cannot be fewer than one key" in page
    assert 'value="Mr Bell"' in page
    assert 'value="Front door"' in page
    assert 'value="-2"' in page
    page = receive(Desk(ann), home, status=422, count__0="some")
    assert "in figures" in page
    page = receive(Desk(ann), home, status=422, what__0="", what__1="", count__0="", count__1="")
    assert "Enter at least one key" in page
    page = receive(Desk(ann), home, status=422, f__from_name="")
    assert "Who brought them?" in page
    assert at(moray, KeySet.objects.count) == 0


def test_no_hook_holds_the_keys_of_two_homes(moray: Association, ann: Account, home: Home) -> None:
    desk = Desk(ann)
    receive(desk, home)
    other = at(moray, lambda: Home.objects.get(external_ref="H-2"))
    page = receive(desk, other, status=422, hook__1="a01")
    assert "Keys of another home hang on A01" in page
    receive(desk, other)
    assert {each.hook.code for each in sets(moray) if each.home_id == other.pk} == {"A02"}


def test_nothing_hangs_without_its_label(moray: Association, ann: Account, home: Home) -> None:
    desk = Desk(ann)
    receive(desk, home)
    first, second = sets(moray)
    page = desk.post("/book/1", 422, labelled=[first.pk])
    assert "Put a label on A01-2" in page
    desk.post("/book/1", labelled=[first.pk, second.pk])
    assert {each.state for each in sets(moray)} == {State.HUNG}
    verdict = at(moray, lambda: Clock.objects.get(promise="kept:keys-in-the-cabinet").verdict)
    assert verdict == "kept"


# ---- who signs -------------------------------------------------------------------------------------------


def test_only_the_receptionist_signs_and_whoever_stands_in_for_them(
    moray: Association, ann: Account, bob: Account, home: Home
) -> None:
    keyset = hung(moray, Desk(ann), home)[0]
    officer = Desk(bob)
    assert "Only the receptionist" in officer.get(f"/set/{keyset.pk}")
    assert "Only the receptionist signs keys" in sign_out(officer, keyset, status=422)
    done = absences.tell(
        association=moray,
        handle="ann",
        from_at=cast.t("Wednesday 2026-04-08 11:00"),
        to_at=cast.t("Wednesday 2026-04-08 17:00"),
        covered_by="bob",
        by="ann",
        at=cast.t("Wednesday 2026-04-08 10:00"),
    )
    assert not isinstance(done, Refused), done
    sign_out(officer, keyset)
    assert sets(moray)[0].state == State.OUT


def test_keys_go_from_hand_to_hand_with_both_names(moray: Association, ann: Account, home: Home) -> None:
    desk = Desk(ann)
    keyset = hung(moray, desk, home)[0]
    assert "nobody signs alone" in sign_out(desk, keyset, status=422, f__present="no")
    assert "Choose an answer" in sign_out(desk, keyset, status=422, f__to="ann")
    assert "How did they sign?" in sign_out(desk, keyset, status=422, f__signed="")
    assert "Say who takes the keys" in sign_out(desk, keyset, status=422, f__to_name="")
    page = sign_out(desk, keyset, status=422, **{"f__due_back-time": "11:00"})
    assert "still to come" in page
    assert "The boiler" in page
    sign_out(desk, keyset)
    event = at(moray, lambda: Event.objects.get(kind="keys.signed_out"))
    words = at(moray, lambda: EventText.objects.get(event=event).words)
    assert event.by == "ann"
    assert event.facts["count"] == 2
    assert event.facts["contractor"] is True
    assert words == {"to_name": "Jo Reid, Reid Plumbing", "signed": "J. Reid", "purpose": "The boiler"}
    page = desk.get("")
    assert "Out with Jo Reid, Reid Plumbing" in page
    assert "These keys are out" in sign_out(desk, keyset, status=422)


def test_keys_that_stay_out_are_late_and_chased(
    moray: Association, ann: Account, home: Home, clock: Callable[[str], datetime]
) -> None:
    from kept.actions.sweeping import sweep

    desk = Desk(ann)
    keyset = hung(moray, desk, home)[0]
    sign_out(desk, keyset)
    sweep(at=clock("Thursday 2026-04-09 09:00"))
    page = desk.get("")
    assert "Late:" in page
    assert "Still with a contractor: ask them back" in page
    assert at(moray, lambda: Clock.objects.get(promise="kept:keys-back").verdict) == "broken"
    desk.post(f"/set/{keyset.pk}", step="chase", f__note="She is on her way", uid=refs.new_uid())
    assert "asked" in desk.get("")
    desk.post(f"/set/{keyset.pk}", step="left", f__where="On the counter", uid=refs.new_uid())
    assert "Neither on a hook nor with anybody" in desk.get("")
    sign_in(desk, keyset)
    assert sets(moray)[0].state == State.HUNG
    assert sets(moray)[0].holder == ""


def test_fewer_back_than_went_out_asks_for_new_locks(moray: Association, ann: Account, home: Home) -> None:
    desk = Desk(ann)
    keyset = hung(moray, desk, home)[0]
    sign_out(desk, keyset)
    assert "Only 2 of these were out" in sign_in(desk, keyset, status=422, f__count="3")
    assert "cannot come back" in sign_in(desk, keyset, status=422, f__count="-1")
    assert "1 of 2 keys is missing" in sign_in(desk, keyset, status=422, f__count="1")
    sign_in(desk, keyset, f__count="1", f__missing="yes")
    change = at(moray, lambda: LockChange.objects.get())
    assert (change.why, change.short) == ("lost", 1)
    assert sets(moray)[0].count == 1


# ---- the end of a tenancy, and the next ------------------------------------------------------------------


def test_fewer_keys_back_than_given_out_changes_the_locks_and_stops_the_letting(
    moray: Association, ann: Account, bob: Account, home: Home
) -> None:
    desk, officer = Desk(ann), Desk(bob)
    first = hung(moray, desk, home, f__issued="4")
    assert at(moray, lambda: LockChange.objects.get().short) == 1
    assert "To be changed; not to be let" in desk.get(f"/home/{home.ref}")

    def let(kind: str) -> Any:
        telling = Telling(kind, cast.t(NOW), {"home": home.ref})
        opens = Telling("void.began", cast.t(NOW), {}, subject="void")
        tell([opens], association=moray, by="bob", at=cast.t(NOW))
        last = Telling(kind, cast.t(NOW), {"home": home.ref}, subject="void")
        return tell(
            [telling if kind == "tenancy.signed" else last], association=moray, by="bob", at=cast.t(NOW)
        )

    for kind in ("void.ready", "void.let", "tenancy.signed"):
        refused = let(kind).refused
        assert refused is not None, kind
        assert "its locks are not changed yet" in refused.sentence, kind
    person = customers.add(association=moray, name="Ngozi Okafor", by="ann", at=cast.t(NOW))
    assert isinstance(person, Person)
    keys = [each.pk for each in first]
    page = desk.post(
        f"/home/{home.ref}/hand-over", 422, step="save", person=person.ref, keys=keys, f__signed="N. Okafor"
    )
    assert "Nobody is given its keys" in page
    page = officer.post(
        f"/home/{home.ref}/locks",
        422,
        step="changed",
        f__changed_on="2026-04-08",
        f__by_whom="Reid",
        f__count="0",
    )
    assert "fewer than one key" in page
    page = officer.post(
        f"/home/{home.ref}/locks",
        422,
        step="changed",
        f__changed_on="2026-04-09",
        f__by_whom="Reid",
        f__count="3",
    )
    assert "still to come" in page
    officer.post(
        f"/home/{home.ref}/locks",
        step="changed",
        f__changed_on="2026-04-08",
        f__by_whom="Reid Locks",
        f__count="3",
        f__numbers="X12",
    )
    told = at(moray, lambda: Notice.objects.get(what="locks"))
    assert told.account_id == ann.pk
    assert at(moray, lambda: LockChange.objects.get().thread.owner_id) == ann.pk
    assert let("void.let").refused is None
    page = desk.post(f"/home/{home.ref}/locks", 422, step="update")
    assert "The new keys are not in the cabinet yet" in page
    new = hung(moray, desk, home, f__why="new_locks", f__issued="")
    desk.post(f"/home/{home.ref}/locks", step="update")
    states = {each.label: each.state for each in sets(moray)}
    assert [states[each.label] for each in first] == [State.DISCARDED, State.DISCARDED]
    assert [states[each.label] for each in new[2:]] == [State.HUNG, State.HUNG]
    assert "never given out again" in sign_out(desk, first[0], status=422)
    done = at(moray, lambda: {each.promise: each.verdict for each in Clock.objects.all()})
    assert done["kept:locks-changed"] == done["kept:keys-updated"] == "kept"


def test_the_new_tenant_gets_them_on_the_day_of_signing_and_it_stands_on_their_file(
    moray: Association, ann: Account, home: Home
) -> None:
    desk = Desk(ann)
    there = hung(moray, desk, home, f__why="new_home")
    person = customers.add(association=moray, name="Ngozi Okafor", by="ann", at=cast.t(NOW))
    assert isinstance(person, Person)
    tell(
        [Telling("tenancy.signed", cast.t("Wednesday 2026-04-08 11:00"), {}, person=person.ref)],
        association=moray,
        by="ann",
        at=cast.t(NOW),
    )
    path = f"/home/{home.ref}/hand-over"
    assert "Ngozi Okafor" in desk.post(path, 200, step="find", typed="okafor", uid=refs.new_uid())
    keys = [each.pk for each in there]
    assert "Find the tenant" in desk.post(path, 422, step="save", keys=keys, f__signed="N. Okafor")
    uid = refs.new_uid()
    said = {"step": "save", "person": person.ref, "keys": keys, "f__signed": "N. Okafor", "uid": uid}
    assert desk.post(path, **said) == desk.post(path, **said)
    event = at(moray, lambda: Event.objects.get(kind="keys.handed_over"))
    assert event.facts["count"] == 3
    assert "A01-1" in event.facts["labels"]
    thread = at(moray, lambda: Thread.objects.get(pk=event.thread_id))
    assert thread.person_id == person.pk
    assert at(moray, lambda: Clock.objects.get(promise="moray:4.5.19").verdict) == "kept"
    assert {each.state for each in sets(moray)} == {State.TENANT}
    page = desk.get(f"/home/{home.ref}")
    assert "Given out to the tenant: 3 keys" in page


def test_what_a_contractor_still_has_is_delivered_and_only_then_are_they_all(
    moray: Association, ann: Account, home: Home
) -> None:
    desk = Desk(ann)
    front, back = hung(moray, desk, home, f__why="new_home")
    sign_out(desk, back)
    person = customers.add(association=moray, name="Ngozi Okafor", by="ann", at=cast.t(NOW))
    assert isinstance(person, Person)
    path = f"/home/{home.ref}/hand-over"
    desk.post(
        path, step="save", person=person.ref, keys=[front.pk], f__signed="N. Okafor", uid=refs.new_uid()
    )
    clocks = at(moray, lambda: {each.promise: each.verdict for each in Clock.objects.all()})
    assert clocks["moray:4.5.19"] == clocks["moray:4.5.21"] == "running"
    sign_in(desk, back, f__count="1")
    desk.post(path, step="save", person=person.ref, keys=[back.pk], f__signed="N. Okafor", uid=refs.new_uid())
    clocks = at(moray, lambda: {each.promise: each.verdict for each in Clock.objects.all()})
    assert clocks["moray:4.5.19"] == clocks["moray:4.5.21"] == "kept"


# ---- the cabinet itself ----------------------------------------------------------------------------------


def test_the_whole_history_of_a_hook_is_one_page(moray: Association, ann: Account, home: Home) -> None:
    desk = Desk(ann)
    keyset = hung(moray, desk, home)[0]
    sign_out(desk, keyset)
    sign_in(desk, keyset)
    page = desk.get("/hook/main/a01")
    for said in ("Came to us", "Labelled and hung up", "Signed out", "Signed in", "J. Reid", "The boiler"):
        assert said in page, said
    assert at(moray, KeyMove.objects.count) == 6
    desk.get("/hook/main/z99", 404)


def test_the_key_of_the_cabinet_and_its_spare(
    moray: Association, ann: Account, bob: Account, home: Home, clock: Callable[[str], datetime]
) -> None:
    desk = Desk(ann)
    assert "nobody is named" in desk.get("")
    desk.post("/key", step="pass", office="main", to="ann")
    desk.post("/key", step="return", office="main")
    page = desk.get("")
    assert "Ann, since" in page
    assert "in the safe" in page
    assert "Say why the spare key is needed" in desk.post("/key", 422, step="take", office="main")
    Desk(bob).post("/key", step="take", office="main", reason="The key is at the bank")
    assert "with Bob since" in desk.get("")
    assert "Bob has the spare key" in desk.post("/key", 422, step="take", office="main", reason="Me too")
    clock("Wednesday 2026-04-08 13:00")
    desk.post("/key", step="return", office="main")
    held = at(moray, lambda: {each.sort: each.in_safe for each in CabinetKey.objects.all()})
    assert held == {"main": False, "spare": True}
    assert at(moray, lambda: Clock.objects.filter(promise="kept:spare-back").latest("id").verdict) == "kept"


def test_the_monthly_look_is_drawn_by_lot_and_keeps_the_promise(
    moray: Association, ann: Account, home: Home
) -> None:
    from kept.actions.duties import begin_all

    begin_all(association=moray, by="kept", at=cast.t(NOW))
    desk = Desk(ann)
    first, second = hung(moray, desk, home)
    here = desk.post("/checks", office="main")
    assert here == desk.post("/checks", office="main")
    check = at(moray, lambda: CabinetCheck.objects.get())
    assert at(moray, CabinetFinding.objects.count) == 2
    path = f"/checks/{check.pk}"
    assert check.seed in desk.get(path)
    found = {f"found__{first.pk}": "there", f"found__{second.pk}": "missing"}
    yes = {"locked": "yes", "key_held": "yes", "spare_there": "yes"}
    assert "Answer yes or no" in desk.post(path, 422, **found)
    assert "Say what you found of A01-2" in desk.post(path, 422, **yes, **{f"found__{first.pk}": "there"})
    page = desk.post(path, 422, **found, **yes)
    assert "Say what you did about it" in page
    assert 'value="missing" checked' in page
    desk.post(path, **found, **yes, note="Asked around")
    assert "1 thing amiss" in desk.get("/checks")
    assert "Asked around" in desk.get(path)
    assert at(moray, lambda: Clock.objects.get(promise="kept:keys-found").verdict) == "running"
    duty = at(moray, lambda: Event.objects.filter(kind="duty.done").count())
    assert duty == 1
    assert sets(moray)[1].state == State.MISSING
    desk.post(f"/set/{second.pk}", step="found")
    assert sets(moray)[1].state == State.HUNG


def test_what_a_tenant_ought_to_have_is_looked_at_too(moray: Association, ann: Account, home: Home) -> None:
    desk = Desk(ann)
    first, _second = hung(moray, desk, home)
    bringing.bring(
        [Record("P", {"name": "Ngozi Okafor"})], what="people", association=moray, by="i", at=cast.t(NOW)
    )
    lives = {"home": "H-1", "person": "P", "kind": "tenant", "from_on": "2026-04-01"}
    bringing.bring([Record("T", lives)], what="tenancies", association=moray, by="i", at=cast.t(NOW))
    desk.post("/checks", office="main")
    check = at(moray, lambda: CabinetCheck.objects.get())
    page = desk.get(f"/checks/{check.pk}")
    assert page.count("Somebody has this home") == 2
    yes = {"locked": "yes", "key_held": "yes", "spare_there": "yes"}
    rows = {f"found__{each.pk}": "right" for each in sets(moray)}
    assert "Say why A01-1 hangs here" in desk.post(f"/checks/{check.pk}", 422, **yes, **rows)
    rows |= {f"found__{first.pk}": "hand-out", f"note__{first.pk + 1}": "Spare, with their consent"}
    desk.post(f"/checks/{check.pk}", **yes, **rows, note="We ring the tenant today")
    assert at(moray, lambda: CabinetCheck.objects.get().amiss) == 1


def test_a_page_of_the_cabinet_costs_as_many_queries_for_many_keys_as_for_few(
    moray: Association, ann: Account, home: Home, django_assert_max_num_queries: Any
) -> None:
    desk = Desk(ann)
    hung(moray, desk, home)
    for _ in range(3):
        receive(desk, home)
    desk.get("")
    with django_assert_max_num_queries(40):
        desk.get("")


def test_what_stands_nowhere_is_not_found(moray: Association, ann: Account, home: Home) -> None:
    desk = Desk(ann)
    nowhere = "ZZZZ-ZZZZ"
    for path in ("/set/1", "/book/7", "/checks/7", f"/home/{nowhere}", f"/home/{nowhere}/receive"):
        desk.get(path, 404)
    assert "is found by that" in desk.get("?q=nowhere")
    assert "14 Mill Road" in desk.get("?q=14+mill")
