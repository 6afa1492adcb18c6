"""The team's inbox and one e-mail: who sees what, what is said of it, and what becomes of it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.actions import connections, customers, reading_mail
from kept.actions.receiving_mail import receive
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import (
    Account,
    Association,
    Clock,
    Event,
    Letter,
    Membership,
    Outgoing,
    OutsideCount,
    Person,
    RefusedMail,
    Thread,
)
from kept.worker import dispatch
from tests import cast
from tests.actions.post import Box, post
from tests.web.letters_in import come, row, written

__all__ = ["post"]
HOSTILE = """<html><body onload="alert(1)"><p>Dear all</p><script>alert(2)</script>
<img src="https://elsewhere.example/pixel.gif"><a href="https://elsewhere.example/pay">our bank</a></body>"""


@pytest.fixture
def okafor(karin: Association) -> Person:
    made = customers.add(
        association=karin, name="Ngozi Okafor", email="ngozi@example.org", by="ann", at=cast.BEGINNING
    )
    assert isinstance(made, Person)
    return made


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


@pytest.fixture
def bea(karin: Association) -> Client:
    return cast.client(cast.member(karin, "bea", "manager"))


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"/karin/{path}")
    assert answer.status_code == status, answer.status_code
    return unescape(answer.content.decode())


def test_what_nobody_has_read_stands_oldest_first_with_what_is_promised(
    karin: Association, okafor: Person, desk: Client
) -> None:
    second = come(karin, written("Hello,\nMay I have a key?", subject="A key"), "Tuesday 2026-04-07 11:00")
    first = come(
        karin,
        written("Dear Sir,\nThe lift is broken.", files=(("plan.pdf", "application/pdf", b"%PDF-1.4 x"),)),
    )
    machine = come(karin, written("I am away.", subject="Out of office", Auto_Submitted="auto-replied"))
    said = page(desk, "inbox")
    assert said.index("The lift") < said.index("A key")
    assert "The lift is broken." in said
    assert "1 attachment" in said
    assert "Letter answered" in said or "Urgent answered" in said
    assert "2 e-mails to read" in said
    assert "Out of office" not in said
    quiet = page(desk, "inbox?list=automatic")
    assert "Out of office" in quiet
    assert "Automatic reply" in quiet
    assert {first.sort, second.sort, machine.sort} == {"person", "automatic"}


def test_it_is_read_once_by_a_button_and_looking_changes_nothing(
    karin: Association, okafor: Person, desk: Client, bea: Client
) -> None:
    one = come(karin, written("The lift is broken."))
    other = come(karin, written("A key?", subject="A key"), "Tuesday 2026-04-07 11:00")
    assert "Not read yet" in page(desk, f"inbox/{one.mail}")
    assert row(karin, one.mail).read_at is None
    with tenancy.association(karin):
        told = Event.objects.count()
    answer = desk.post(f"/karin/inbox/{one.mail}", {"step": "read"})
    assert answer["Location"] == f"/karin/inbox/{other.mail}"
    bea.post(f"/karin/inbox/{one.mail}", {"step": "read"})
    assert row(karin, one.mail).read_by == "ann"
    with tenancy.association(karin):
        assert Event.objects.count() == told
    assert "Ann read it" in page(bea, f"inbox/{one.mail}")
    assert desk.post(f"/karin/inbox/{other.mail}", {"step": "read"})["Location"] == "/karin/inbox"
    assert "Everything has been read" in page(desk, "inbox")
    assert "A key" in page(desk, "inbox?list=read")


def test_what_is_closed_to_somebody_is_not_in_their_inbox(
    karin: Association, okafor: Person, desk: Client, bea: Client
) -> None:
    one = come(karin, written("The lift is broken."))
    with tenancy.association(karin):
        member = Membership.objects.get(account__handle="ann")
    done = connections.declare(
        association=karin,
        account="ann",
        person=okafor.ref,
        kind="family",
        by="bea",
        at=cast.t("Wednesday 2026-04-08 09:00"),
    )
    assert not isinstance(done, Refused), done
    assert member.role == "receptionist"
    assert "The lift" not in page(desk, "inbox")
    page(desk, f"inbox/{one.mail}", status=404)
    page(desk, f"inbox/{one.mail}/layout", status=404)
    assert desk.post(f"/karin/inbox/{one.mail}", {"step": "read"}).status_code == 404
    assert "The lift" in page(bea, "inbox")


def test_the_message_itself_is_for_whoever_may_take_files_away(
    karin: Association, okafor: Person, desk: Client, bea: Client
) -> None:
    raw = written("The lift is broken.")
    one = come(karin, raw)
    assert desk.get(f"/karin/inbox/{one.mail}/message").status_code == 403
    assert "whole message" not in page(desk, f"inbox/{one.mail}")
    taken = bea.get(f"/karin/inbox/{one.mail}/message")
    assert b"".join(taken.streaming_content) == raw  # type: ignore[attr-defined]
    assert taken["Content-Type"] == "application/octet-stream"
    assert taken["Content-Disposition"].startswith("attachment")
    assert "ngozi" not in taken["Content-Disposition"].lower()


def test_their_own_layout_is_behind_a_wall_and_says_what_was_left_out(
    karin: Association, okafor: Person, desk: Client
) -> None:
    one = come(karin, written("Dear all", html=HOSTILE))
    answer = desk.get(f"/karin/inbox/{one.mail}/layout")
    wall = answer["Content-Security-Policy"]
    assert "default-src 'none'" in wall
    assert wall.startswith("sandbox allow-popups")
    assert "allow-scripts" not in wall
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    shown = answer.content.decode()
    assert "alert(" not in shown
    assert "pixel.gif" not in shown
    said = page(desk, f"inbox/{one.mail}")
    assert "ictures" in said or "icture" in said
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in said


def test_what_is_odd_about_a_sender_is_said_calmly(karin: Association, okafor: Person, desk: Client) -> None:
    odd = come(
        karin, written("Pay.", sender='"pay@bank.example" <x@else.example>', Reply_To="y@third.example")
    )
    said = page(desk, f"inbox/{odd.mail}")
    assert "It calls itself “pay@bank.example”, but it came from x@else.example." in said
    assert "An answer would go to y@third.example" in said
    assert "ring them on the number we have" in said
    assert "ring them" not in page(desk, f"inbox/{come(karin, written('Lift.')).mail}")


def test_whose_it_is_is_chosen_by_somebody(karin: Association, okafor: Person, desk: Client) -> None:
    one = come(karin, written("A key?", sender="N. Okafor <n@work.example>", subject="A key"))
    assert "Not on file" in page(desk, "inbox?list=nobodys")
    where = f"/karin/inbox/{one.mail}/whose"
    assert desk.post(where, {"step": "choose"}).status_code == 422
    found = unescape(desk.post(where, {"step": "find", "who": "ngozi@example"}).content.decode())
    assert f'value="{okafor.ref}"' in found
    assert "the same e-mail address" in found
    assert (
        desk.post(where, {"step": "choose", "person": okafor.ref})["Location"] == f"/karin/inbox/{one.mail}"
    )
    assert row(karin, one.mail).thread.person.ref == okafor.ref
    said = page(desk, f"inbox/{one.mail}")
    assert "Ngozi Okafor" in said
    assert "It came from n@work.example, which is not the address on their file." in said
    assert "We know from whom every open e-mail came." in page(desk, "inbox?list=nobodys")


def test_somebody_new_is_put_on_record_from_it(karin: Association, desk: Client) -> None:
    one = come(karin, written("A key?", sender="Jean Bell <jean@example.org>"))
    where = f"/karin/inbox/{one.mail}/whose"
    sent = {"step": "choose", "person": "new", "new-name": "Jean Bell", "new-email": "jean@example.org"}
    desk.post(where, {**sent, "uid": "a" * 32})
    desk.post(where, {**sent, "uid": "a" * 32})
    with tenancy.association(karin):
        assert Person.objects.filter(name="Jean Bell", email="jean@example.org").count() == 1
    refused = desk.post(where, {**sent, "new-name": "", "new-email": ""})
    assert refused.status_code == 422


def test_it_is_filed_with_another_contact_and_read_there(
    karin: Association, letter: str, okafor: Person, desk: Client
) -> None:
    one = come(karin, written("About my letter."))
    where = f"/karin/inbox/{one.mail}/whose"
    assert desk.post(where, {"step": "file", "into": "nonsense"}).status_code == 422
    assert desk.post(where, {"step": "file", "into": letter})["Location"] == f"/karin/inbox/{one.mail}"
    assert letter in page(desk, f"inbox/{one.mail}")
    assert "About my letter." in page(desk, f"thread/{letter}")


def test_what_is_not_for_us_never_was_a_contact(karin: Association, desk: Client) -> None:
    one = come(karin, written("Buy now!", subject="Windows"))
    where = f"/karin/inbox/{one.mail}/not-for-us"
    assert desk.post(where, {"reason": " "}).status_code == 422
    for _again in range(2):
        assert desk.post(where, {"reason": "Advertising"})["Location"] == "/karin/inbox"
    with tenancy.association(karin):
        thread = Thread.objects.get(ref=one.thread)
        assert not Clock.objects.filter(thread=thread, verdict="running").exists()
        assert Event.objects.filter(thread=thread, kind="event.voided").count() == 1
        assert thread.closed_at is not None
    assert row(karin, one.mail).read_by == "ann"
    assert "Struck out" in page(desk, f"thread/{one.thread}")
    assert "Buy now!" in page(desk, f"inbox/{one.mail}")


def test_a_sentence_is_sent_and_answers_it(
    karin: Association, okafor: Person, desk: Client, post: Box
) -> None:
    one = come(karin, written("Is the lift mended? May I have a key?", Message_ID="<one@example.org>"))
    said = page(desk, f"inbox/{one.mail}")
    assert "Ngozi Okafor <ngozi@example.org>" in said
    sent = {name: re.findall(f'name="{name}" value="([^"]+)"', said)[0] for name in ("uid", "checked")}
    empty = desk.post(f"/karin/inbox/{one.mail}", {"step": "answer", "answer": "", **sent})
    assert empty.status_code == 422
    elsewhere = {**sent, "checked": "0" * 16, "step": "answer", "answer": "It runs again since noon."}
    refused = desk.post(f"/karin/inbox/{one.mail}", elsewhere)
    assert refused.status_code == 422
    assert "It runs again since noon." in refused.content.decode()
    with tenancy.association(karin):
        assert not Letter.objects.exists()
    for _again in range(2):
        answer = desk.post(f"/karin/inbox/{one.mail}", {**elsewhere, **sent})
        assert answer["Location"] == f"/karin/thread/{one.thread}"
    with tenancy.association(karin):
        (out,) = Outgoing.objects.all()
        assert not Event.objects.filter(kind="email.answered").exists()
    later = cast.t("Wednesday 2026-04-08 12:05")
    dispatch.send(karin.pk, out.pk, now=lambda: later)
    ((address, message),) = post.came
    assert address == "ngozi@example.org"
    assert "It runs again since noon." in post.texts()[0]
    assert str(one.thread) in message["Subject"]
    assert message["In-Reply-To"] == "<one@example.org>"
    with tenancy.association(karin):
        assert Event.objects.get(kind="email.answered").happened_at == later
    assert row(karin, one.mail).read_by == "ann"
    said = page(desk, f"thread/{one.thread}")
    assert said.index("Is the lift mended?") < said.index("It runs again since noon.")
    assert "We wrote (Ann)" in said
    file = page(desk, f"customer/{okafor.ref}")
    assert f'href="/karin/inbox/{one.mail}">The lift</a>' in file
    assert f"#sent-{out.ref}" in file


def test_what_a_person_wrote_is_taken_in_after_all(karin: Association, okafor: Person, desk: Client) -> None:
    one = come(karin, written("The lift!", Auto_Submitted="auto-replied"))
    assert one.thread is None
    assert "A person wrote it: take it in" in page(desk, f"inbox/{one.mail}")
    desk.post(f"/karin/inbox/{one.mail}", {"step": "take-in"})
    taken = row(karin, one.mail)
    assert taken.sort == "person"
    assert taken.thread.opened_at == cast.t("Tuesday 2026-04-07 10:00")


def test_what_could_not_be_taken_is_seen_to(karin: Association, desk: Client) -> None:
    at = cast.t("Tuesday 2026-04-07 10:00")
    assert isinstance(receive(association=karin, raw=b"", received_at=at, by="kept", at=at), Refused)
    assert "Could not be taken" in page(desk, "inbox?list=automatic")
    with tenancy.association(karin):
        number = RefusedMail.objects.get().pk
    for wrong in ("", "x", "999999"):
        assert desk.post("/karin/inbox", {"aside": wrong}).status_code == 404
    desk.post("/karin/inbox?list=automatic", {"aside": number})
    assert "Could not be taken" not in page(desk, "inbox?list=automatic")


def test_who_only_reads_changes_nothing(karin: Association, okafor: Person) -> None:
    one = come(karin, written("The lift is broken."))
    auditor = cast.client(cast.member(karin, "olu", "auditor"))
    said = page(auditor, f"inbox/{one.mail}")
    assert "I have read it" not in said
    assert "Send this answer" not in said
    assert auditor.post(f"/karin/inbox/{one.mail}", {"step": "read"}).status_code == 403
    assert auditor.post("/karin/inbox", {"aside": "1"}).status_code == 403


def test_mine_and_my_teams_narrow_the_list(karin: Association, okafor: Person, desk: Client) -> None:
    come(karin, written("The lift is broken."))
    with tenancy.association(karin):
        thread = Thread.objects.get(kind="email")
    assert thread.owner is None or thread.owner.handle != "ann"
    assert "Nothing here with this choice." in page(desk, "inbox?whose=mine")


def test_queries_are_as_many_with_thirty_as_with_one(
    karin: Association, okafor: Person, desk: Client
) -> None:
    one = come(karin, written("The lift is broken."))
    paths = ("inbox", "inbox?list=read", f"inbox/{one.mail}", f"thread/{one.thread}", "correspondence")
    few = [counted(desk, path) for path in paths]
    for n in range(12):
        come(karin, written("Again.", subject=f"Lift {n}", Message_ID=f"<{n}@example.org>"))
    come(karin, written("Once more.", subject=f"Re: The lift [{one.thread}]"))
    many = [counted(desk, path) for path in paths]
    assert [len(each) for each in many] == [len(each) for each in few], "\n".join(
        f"{path}: {len(one_)} {len(two)}" for path, one_, two in zip(paths, few, many, strict=True)
    )
    assert [len(each) for each in many] <= [22, 22, 26, 24, 22]


def counted(client: Client, path: str) -> list[str]:
    client.get(f"/karin/{path}")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/karin/{path}").status_code == 200
    return [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]


def test_the_register_of_correspondence_is_narrowed_by_days_and_way(
    karin: Association, letter: str, okafor: Person, desk: Client
) -> None:
    one = come(karin, written("The lift is broken."))
    come(karin, written("Again.", subject=f"Re: The lift [{one.thread}]"), "Tuesday 2026-04-07 12:00")
    said = page(desk, "correspondence")
    assert said.count(str(one.thread)) >= 2
    assert letter in said
    assert letter not in page(desk, "correspondence?way=email")
    assert "Nothing was written to us" in page(desk, "correspondence?since=2026-03-01&until=2026-03-31")
    for wrong in ("since=x", "since=2026-04-09&until=2026-04-01", "since=2020-01-01&until=2026-04-01"):
        page(desk, f"correspondence?{wrong}", status=422)


def test_our_own_mailbox_counts_what_reached_us(karin: Association, okafor: Person, desk: Client) -> None:
    come(karin, written("The lift is broken."))
    spam = come(karin, written("Buy now!", sender="x@else.example"), "Tuesday 2026-04-07 11:00")
    at = cast.t("Wednesday 2026-04-08 09:00")
    with tenancy.association(karin):
        member = membership_of(cast.member(karin, "bea", "manager"), on=at.date())
    done = reading_mail.not_for_us(
        association=karin, mail=spam.mail, reason="Advertising", by="bea", at=at, membership=member
    )
    assert done == spam.thread
    assert reading_mail.count_everywhere(by="kept", at=at) == 1
    assert reading_mail.count_everywhere(by="kept", at=at) == 0
    with tenancy.association(karin):
        (count,) = OutsideCount.objects.filter(source="emails-received")
        assert (count.day.isoformat(), count.n, count.origin) == ("2026-04-07", 1, "our mailbox")
        OutsideCount.objects.filter(pk=count.pk).update(n=40, origin="the provider")
    assert reading_mail.count_everywhere(by="kept", at=at) == 0
