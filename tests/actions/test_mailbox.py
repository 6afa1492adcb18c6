"""What lies in a real mailbox comes on record once, stays or is moved after that, and is never deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.test import override_settings

from kept.actions import receiving_mail
from kept.server import roles
from kept.store import mailboxes, tenancy
from kept.store.models import Mailbox, ReceivedMail, RefusedMail
from kept.worker import mailbox
from kept.worker.mailbox import Checked, Fetched, fetch
from kept.worker.reading import Reading
from tests import cast
from tests.cast import t
from tests.mailserver import MailServer, running

pytestmark = pytest.mark.django_db
CAME = t("Tuesday 2026-04-07 10:00")
NOW = t("Tuesday 2026-04-07 10:05")
BIG = 60_000


@pytest.fixture(scope="module")
def imap() -> Iterator[MailServer]:
    with running() as found:
        yield found


@pytest.fixture
def inbox(imap: MailServer) -> MailServer:
    """Empty, and no other folder is there."""
    with imap.signed_in() as client:
        for _, _, name in client.list_folders():
            if name != "INBOX":
                client.delete_folder(name)
        client.select_folder("INBOX")
        client.delete_messages(client.search())
        client.expunge()
    return imap


@pytest.fixture
def karin(db: None):
    return cast.association("karin")


def mail(number: int, words: str = "The lift is broken.") -> bytes:
    head = f"From: ngozi@example.org\r\nSubject: No {number}\r\nMessage-ID: <{number}@example.org>\r\n"
    return f"{head}\r\n{words}\r\n".encode()


def now():
    return NOW


def rows(karin) -> list[ReceivedMail]:
    with tenancy.association(karin):
        return list(ReceivedMail.objects.order_by("id"))


def place(karin) -> Mailbox:
    with tenancy.association(karin):
        return Mailbox.objects.get()


def test_it_is_taken_once_from_where_it_was_left_and_moved_once_it_is_on_record(karin, inbox) -> None:
    where = inbox.at("karin", done="Taken", refused="Aside")
    inbox.put(mail(1), mail(2), b"\x00 no message at all", at=CAME)
    assert fetch(where, now=now) == Fetched(taken=2, refused=1)
    assert [(each.subject, each.received_at) for each in rows(karin)] == [("No 1", CAME), ("No 2", CAME)]
    assert (inbox.count(), inbox.count("Taken"), inbox.count("Aside")) == (0, 2, 1)
    inbox.put(mail(1), mail(3), at=CAME)
    assert fetch(where, now=now) == Fetched(taken=1, again=1)
    assert (len(rows(karin)), inbox.count("Taken")) == (3, 4)
    assert place(karin).read_at == NOW


def test_without_a_folder_it_stays_where_it_is_unread(karin, inbox) -> None:
    where = inbox.at("karin", sort="imap", since="2026-04-01")
    inbox.put(mail(1), at=CAME)
    inbox.put(mail(0, "long ago"), at=t("Monday 2026-03-02 10:00"))
    assert fetch(where, now=now, most=0) == Fetched()
    assert fetch(where, now=now) == Fetched(taken=1)
    assert fetch(where, now=now) == Fetched()
    with inbox.signed_in() as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search("UNSEEN")) == 2
    # The server numbers its messages anew: what is known is known.
    with tenancy.association(karin):
        Mailbox.objects.update(validity=1)
    assert fetch(where, now=now) == Fetched(again=1)


def test_a_kill_between_taking_and_moving_costs_nothing(karin, inbox, monkeypatch) -> None:
    where = inbox.at("karin", done="Taken")
    inbox.put(mail(1), mail(2), at=CAME)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(mailboxes, "taken", killed)
        with pytest.raises(Killed):
            fetch(where, now=now)
    assert (len(rows(karin)), inbox.count(), inbox.count("Taken")) == (1, 1, 1)
    with monkeypatch.context() as patched:
        patched.setattr(mailbox.IMAPClient, "move", killed)
        with pytest.raises(Killed):
            fetch(where, now=now)
    assert (len(rows(karin)), inbox.count()) == (2, 1)
    assert fetch(where, now=now) == Fetched(again=1)
    assert (len(rows(karin)), inbox.count("Taken")) == (2, 2)


def test_what_is_too_large_is_fetched_in_pieces_or_left(karin, inbox, monkeypatch) -> None:
    monkeypatch.setattr(mailbox, "LARGEST", 2_000)
    monkeypatch.setattr("kept.casework.mime.reading.LARGEST", 2_000)
    monkeypatch.setattr(mailbox, "PIECE", 7_000)
    monkeypatch.setattr(mailbox, "LARGEST_ASIDE", BIG)
    inbox.put(mail(1, "x" * 20_000), mail(2, "y" * (BIG + 1)), at=CAME)
    assert fetch(inbox.at("karin"), now=now) == Fetched(refused=2)
    with tenancy.association(karin):
        pieces, left = RefusedMail.objects.order_by("id").select_related("raw")
        assert (pieces.size, pieces.raw.size, left.raw) == (pieces.size, pieces.size, None)
        assert left.where.endswith("/INBOX")


def test_what_goes_wrong_is_said_in_a_sentence(karin, inbox, tmp_path, monkeypatch) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not this")
    wrong.chmod(0o600)
    known = str(inbox.folder / "password")
    (inbox.folder / "open").write_text("x")
    (inbox.folder / "open").chmod(0o644)
    closed = inbox.at("karin")
    cases = {
        "does not accept": inbox.at("karin", password_file=str(wrong)),
        "chmod 600": inbox.at("karin", password_file=str(inbox.folder / "open")),
        "cannot be read": inbox.at("karin", password_file="/nonexistent/x"),
        "not one that we trust": inbox.at("karin", ca=""),
        "is not there": inbox.at("karin", ca="/nonexistent/x"),
        "no association": inbox.at("nobody", password_file=known),
        "does not answer": mailbox.replace(closed, port=1),
        "refuses what we ask": mailbox.replace(closed, folder="Nowhere"),
    }
    for says, where in cases.items():
        fault = fetch(where, now=now).fault
        assert says in fault
        assert "not this" not in fault
    with monkeypatch.context() as patched:
        patched.setattr(receiving_mail, "receive", _full)
        inbox.put(mail(1), at=CAME)
        assert "disk" in fetch(closed, now=now).fault
    with monkeypatch.context() as patched:
        patched.setattr(mailbox.IMAPClient, "search", _full)
        assert "line" in fetch(closed, now=now).fault
    assert fetch(closed, now=now) == Fetched(taken=1)


def _full(*_: object, **__: object) -> object:
    raise OSError(28, "No space left on device")


def test_two_do_not_read_one_mailbox_at_once(karin, inbox, server) -> None:
    """Another connection holds it."""
    where = inbox.at("karin")
    with psycopg.connect(server.url(roles.APP), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(7305, hashtext(%s))", [f"{karin.pk}:{where.name}"])
        assert "somebody else" in fetch(where, now=now).fault


def silent(karin, at):
    with tenancy.association(karin):
        return mailboxes.silent(karin.pk, at)


def test_the_worker_reads_every_mailbox_and_says_which_is_silent(karin, inbox) -> None:
    where = inbox.at("karin")
    inbox.put(mail(1), at=CAME)
    gone = mailbox.replace(where, folder="Nowhere")
    with override_settings(MAILBOXES=(gone, where)):
        Reading(now).once()
        assert silent(karin, NOW) == []
        later = NOW + timedelta(minutes=16)
        assert [each.name for each in silent(karin, later)] == sorted([gone.name, where.name])
        Reading(lambda: later).once()
        (left,) = silent(karin, later)
        assert (left.name, "refuses" in left.fault) == (gone.name, True)
    with override_settings(MAILBOXES=()):
        Reading(lambda: later).once()
        assert silent(karin, later) == []
    assert len(rows(karin)) == 1


def test_it_says_whether_it_can_sign_in(karin, inbox) -> None:
    inbox.put(mail(1))
    assert mailbox.check(inbox.at("karin", done="Taken")) == Checked(1, True, ("Taken",))
    with pytest.raises(mailbox.CannotRead):
        mailbox.check(inbox.at("karin", ca=""))
    assert not rows(karin)
