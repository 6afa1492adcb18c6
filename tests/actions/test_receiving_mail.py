"""An e-mail is taken once, whole, where it belongs; what a machine sent moves nothing; none is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.actions import customers, dispatching, erasing, receiving_mail, representing
from kept.actions.receiving_mail import Received, receive
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.mime import BOUNCE, LOOP, MOST_AT_ONCE, PERSON
from kept.casework.mime.values import AUTOMATIC
from kept.store import email, files, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Clock, Event, FileOnThread, Outgoing, Person, ReceivedMail, RefusedMail, Thread
from kept.worker import dispatch
from tests import cast
from tests.actions.post import post
from tests.cast import t

__all__ = ["post"]
pytestmark = pytest.mark.django_db
CAME = t("Tuesday 2026-04-07 10:00")
READ = t("Tuesday 2026-04-07 10:05")
WORDS = "The lift is broken again."


@pytest.fixture
def karin(db: None):
    return cast.association("karin")


@pytest.fixture
def okafor(karin) -> Person:
    made = customers.add(
        association=karin, name="Ngozi Okafor", email="Ngozi@Example.org", by="ann", at=cast.BEGINNING
    )
    assert isinstance(made, Person)
    return made


def message(
    words: str = WORDS,
    *,
    sender: str = "Ngozi Okafor <ngozi@example.org>",
    subject: str = "The lift",
    to: str = "care@karin.example",
    **headers: str,
) -> bytes:
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", "Date: Mon, 6 Apr 2026 09:00:00 +0100"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", words]).encode()


def came(karin, raw: bytes, *, at=READ, received_at=CAME) -> Received:
    done = receive(association=karin, raw=raw, received_at=received_at, by="kept", at=at)
    assert isinstance(done, Received), done
    return done


def mail_of(karin, done: Received) -> ReceivedMail:
    with tenancy.association(karin):
        return ReceivedMail.objects.select_related("thread", "person", "raw").get(pk=done.mail)


def told_on(karin, ref: str | None) -> list[str]:
    with tenancy.association(karin):
        rows = Event.objects.filter(thread__ref=ref).order_by("id")
        return list(rows.values_list("kind", flat=True))


def test_a_new_one_is_a_contact_of_whoever_wrote_and_counts_from_our_servers_receipt(karin, okafor) -> None:
    raw = message(Message_ID="<a1@example.org>")
    done = came(karin, raw)
    mail = mail_of(karin, done)
    assert (mail.sort, mail.person_id, mail.matched_by) == (PERSON, okafor.pk, "address")
    assert (mail.sent_at, mail.received_at) == (t("Monday 2026-04-06 09:00"), CAME)
    assert (mail.text, mail.subject, mail.message_id) == (WORDS, "The lift", "a1@example.org")
    with tenancy.association(karin):
        assert mail.thread is not None
        assert mail.thread.person_id == okafor.pk
        clock = Clock.objects.filter(thread=mail.thread).order_by("due_at").first()
        assert clock is not None
        assert clock.started_at == CAME
        assert mail.raw is not None
        with files.open(karin, mail.raw.sha256) as kept:
            assert kept.read() == raw
        assert not FileOnThread.objects.filter(file=mail.raw).exists()
    assert told_on(karin, done.thread)[0] == "email.received"
    assert came(karin, raw) == Received(done.thread, done.mail, PERSON, again=True)


def test_what_came_with_it_belongs_to_the_contact_and_goes_when_its_words_go(karin, okafor) -> None:
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nSee the picture.\r\n--b\r\n"
        "Content-Type: application/x-evil\r\n"
        'Content-Disposition: attachment; filename="../lift.html"\r\n\r\n'
        "<script>alert(1)</script>\r\n--b--\r\n"
    )
    done = came(karin, message(body, Content_Type="multipart/mixed; boundary=b"))
    mail = mail_of(karin, done)
    (part,) = mail.parts
    assert (part["name"], part["type"]) == ("../lift.html", "text/html")
    with tenancy.association(karin):
        (file,) = files.of_threads(karin, [mail.thread_id or 0])[mail.thread_id or 0]
        assert file.name == "lift.html"
    assert done.thread is not None
    erased = erasing.erase(association=karin, thread=done.thread, by="bea", at=READ, reason="She asked.")
    assert not isinstance(erased, Refused)
    mail = mail_of(karin, done)
    assert (mail.text, mail.parts, mail.raw, mail.from_address, mail.gone_at) == ("", [], None, "", READ)
    with tenancy.association(karin):
        assert files.find(karin, file.sha256) is None


def test_a_reply_joins_its_conversation_and_starts_no_second_clock(karin, okafor, post) -> None:
    first = came(karin, message(Message_ID="<a1@example.org>"))
    assert first.thread is not None
    running = clocks(karin, first.thread)
    again = came(
        karin, message("Still broken.", Message_ID="<a2@example.org>", References="<a1@example.org>")
    )
    by_ref = came(
        karin, message("Hello?", subject=f"RE: Your e-mail [{first.thread.lower()}]", sender="x@example.net")
    )
    assert again.thread == by_ref.thread == first.thread
    assert (mail_of(karin, again).matched_by, mail_of(karin, by_ref).matched_by) == ("reply", "reference")
    assert mail_of(karin, by_ref).person is None
    assert told_on(karin, first.thread).count("email.continued") == 2
    assert clocks(karin, first.thread) == running
    # Once it is answered, another question is one, and its clock begins.
    answer = sent(karin, first.thread, okafor)
    later = READ + timedelta(days=1)
    once_more = came(
        karin, message("And the door?", In_Reply_To=answer.message_id), at=later, received_at=later
    )
    assert once_more.thread == first.thread
    assert told_on(karin, first.thread).count("email.received") == 2
    assert clocks(karin, first.thread) > running


def clocks(karin, ref: str) -> int:
    with tenancy.association(karin):
        return Clock.objects.filter(thread__ref=ref).count()


def sent(karin, thread: str, person: Person) -> Outgoing:
    """We answered by e-mail, and it was handed to the mail server."""
    row = dispatching.post(
        association=karin,
        by="ann",
        at=READ,
        uid="answer-1",
        way="email",
        to={"name": "Ngozi Okafor", "email": "ngozi@example.org"},
        subject=f"Your e-mail [{thread}]",
        text="Dear Ms Okafor,\nthe lift is mended.",
        thread=thread,
        person=person.ref,
        tells={"kind": "email.answered", "facts": {}},
    )
    assert isinstance(row, Outgoing), row
    dispatch.send(karin.pk, row.pk, now=lambda: READ + timedelta(minutes=5))
    with tenancy.association(karin):
        return Outgoing.objects.get(pk=row.pk)


def test_a_closed_contact_is_opened_again(karin, okafor) -> None:
    first = came(karin, message(Message_ID="<a1@example.org>"))
    closed_at = READ + timedelta(hours=1)
    closing = [
        Telling(kind, closed_at, {}, thread=first.thread) for kind in ("email.answered", "thread.closed")
    ]
    assert tell(closing, association=karin, by="ann", at=closed_at).refused is None
    later = READ + timedelta(days=2)
    again = came(karin, message("Broken again.", References="<a1@example.org>"), at=later, received_at=later)
    assert again.thread == first.thread
    assert told_on(karin, first.thread)[-2:] == ["thread.reopened", "email.received"]
    with tenancy.association(karin):
        assert Thread.objects.get(ref=first.thread).closed_at is None


def test_a_bounce_voids_the_stop_and_the_clock_runs_on(karin, okafor, post) -> None:
    first = came(karin, message(Message_ID="<a1@example.org>"))
    assert first.thread is not None
    answer = sent(karin, first.thread, okafor)
    assert answer.state == "sent"
    report = (
        "--r\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--r\r\n"
        "Content-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; ngozi@example.org\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--r\r\n"
        f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {answer.message_id}\r\n\r\n--r--\r\n"
    )
    bounced = came(
        karin,
        message(
            report,
            sender="MAILER-DAEMON@mx.example.org",
            subject="Undelivered Mail Returned to Sender",
            Content_Type="multipart/report; report-type=delivery-status; boundary=r",
        ),
        at=READ + timedelta(hours=1),
    )
    assert (bounced.sort, bounced.thread) == (BOUNCE, first.thread)
    with tenancy.association(karin):
        gone = Outgoing.objects.get(pk=answer.pk)
        assert (gone.state, gone.for_good) == ("failed", True)
        assert "no such user" in gone.fault
        running = Clock.objects.filter(thread__ref=first.thread, verdict="running", started_at=CAME)
        assert running.exists()
    assert "email.bounced" in told_on(karin, first.thread)
    assert mail_of(karin, bounced).outgoing == answer.pk


def test_what_a_machine_sent_is_on_record_and_moves_nothing(karin, okafor) -> None:
    first = came(karin, message(Message_ID="<a1@example.org>"))
    before = clocks(karin, first.thread or "")
    away = came(
        karin,
        message(
            "I am away.",
            subject="Automatic reply: your e-mail",
            In_Reply_To="<a1@example.org>",
            Auto_Submitted="auto-replied",
        ),
    )
    assert (away.sort, away.thread) == (AUTOMATIC, first.thread)
    assert told_on(karin, first.thread)[-1] == "email.automatic"
    assert clocks(karin, first.thread or "") == before
    lost = came(karin, message("I am away.", subject="Automatic reply: hello"))
    assert (lost.sort, lost.thread) == (AUTOMATIC, None)
    ours = came(karin, message("Ours", sender="a@karin.example", X_Kept_Loop=mark(karin)))
    assert (ours.sort, ours.thread) == (LOOP, None)
    theirs = came(karin, message("Another landlord writes", X_Kept_Loop="redland.redland.example"))
    assert theirs.sort == PERSON
    # Somebody looks, and a person wrote it after all.
    taken = receiving_mail.take_in(association=karin, mail=lost.mail, by="ann", at=READ)
    assert isinstance(taken, Received)
    assert told_on(karin, taken.thread)[0] == "email.received"
    assert receiving_mail.take_in(association=karin, mail=lost.mail, by="ann", at=READ) == Received(
        taken.thread, lost.mail, PERSON, again=True
    )
    assert mail_of(karin, lost).received_at == CAME


def mark(karin) -> str:
    from kept.store.dispatch import sender

    with tenancy.association(karin):
        return f"karin.{sender(karin).domain}"


def test_one_address_that_runs_wild_is_a_loop(karin) -> None:
    sorts = [
        came(karin, message(f"Number {n}", sender="wild@example.net")).sort for n in range(MOST_AT_ONCE + 1)
    ]
    assert sorts == [PERSON] * MOST_AT_ONCE + [LOOP]


def test_who_wrote_is_told_by_the_address_where_it_is_one_customers(karin, okafor) -> None:
    other = customers.add(
        association=karin, name="Chidi Okafor", email="ngozi@example.org", by="ann", at=READ
    )
    assert isinstance(other, Person)
    done = mail_of(karin, came(karin, message()))
    assert (done.person, set(done.candidates)) == (None, {okafor.pk, other.pk})
    given = {"name": "A Lawyer", "relation": "solicitor", "authority": "written", "email": "Law@example.org"}
    speaks = representing.name(association=karin, person=okafor.ref, given=given, by="ann", at=READ)
    assert not isinstance(speaks, Refused), speaks
    theirs = mail_of(karin, came(karin, message("On behalf of her", sender="law@example.org")))
    assert theirs.person_id == okafor.pk


def test_mail_to_a_teams_address_is_that_teams_and_opens_what_it_says(karin, okafor) -> None:
    done = came(karin, message(to="Complaints <complaints@karin.example>"))
    with tenancy.association(karin):
        thread = Thread.objects.select_related("team").get(ref=done.thread)
        assert thread.team is not None
        assert (thread.kind, thread.team.slug, thread.owner) == ("complaint", "complaints", None)
    assert mail_of(karin, done).mailbox == "complaints@karin.example"


def test_what_cannot_be_taken_is_kept_aside_with_the_reason(karin, monkeypatch) -> None:
    monkeypatch.setattr("kept.casework.mime.reading.LARGEST", 2_000)
    for raw in (b"", b"\x00\x01\x02 no message", message("x" * 3_000)):
        done = receive(association=karin, raw=raw, received_at=CAME, by="kept", at=READ)
        again = receive(association=karin, raw=raw, received_at=CAME, by="kept", at=READ)
        assert isinstance(done, Refused)
        assert done == again
    early = t("Friday 2000-01-07 10:00")
    assert isinstance(
        receive(association=karin, raw=message(), received_at=early, by="kept", at=READ), Refused
    )
    with tenancy.association(karin):
        rows = list(RefusedMail.objects.order_by("id").select_related("raw"))
        assert [bool(each.raw) for each in rows] == [False, True, True, True]
        assert not ReceivedMail.objects.exists()
        assert "2 KB" in rows[2].reason or "MB" in rows[2].reason


def test_what_is_closed_to_somebody_stays_closed(karin, okafor) -> None:
    ann, bea = cast.member(karin, "ann"), cast.member(karin, "bea", "manager")
    done = came(karin, message())
    with tenancy.association(karin):
        member = membership_of(ann, on=READ.date())
        assert [each.pk for each in email.unread(member)] == [done.mail]
        Thread.objects.filter(ref=done.thread).update(sensitivity="about-staff", about=ann)
        assert not email.unread(membership_of(ann, on=READ.date())).exists()
        assert email.unread(membership_of(bea, on=READ.date())).exists()
