"""One e-mail a morning, in working hours, of all that is not read; alarms at once. By a real server."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.actions import digests, notices
from kept.actions.digests import gather
from kept.actions.notices import tell_owed
from kept.actions.sweeping import sweep
from kept.store import jobs, tenancy
from kept.store.models import Account, Association, Mail, Notice, Thread
from kept.worker import letters
from kept.worker import post as sending
from tests import cast
from tests.actions.post import Box

BY = "kept"
LETTER, BROKE = "Tuesday 2026-04-07 10:00", "Friday 2026-04-17 00:00"
EARLY, MORNING = "Friday 2026-04-17 07:00", "Friday 2026-04-17 09:05"

pytestmark = pytest.mark.django_db


@pytest.fixture
def karin() -> Association:
    here = cast.association("karin")
    for handle, role in (("ann", "officer"), ("mia", "manager"), ("ada", "administrator")):
        cast.member(here, handle, role)
    mia = Account.objects.get(handle="mia")
    # What goes up the line is told elsewhere; here it is Ann's e-mail that is read.
    digests.wish(association=here, account=mia.pk, digests=False, midday=False, by="mia", at=cast.t(LETTER))
    return here


def letter(here: Association, wall: str = LETTER) -> str:
    return cast.told(here, Account.objects.get(handle="ann"), "letter.received", wall, from_name="Ms Okafor")


def passes(wall: str) -> int:
    """What the worker does by that moment: how many digests are on their way."""
    at = cast.t(wall)
    sweep(at=at)
    tell_owed(by=BY, at=at)
    return gather(by=BY, at=at)


def send_all(here: Association, wall: str) -> None:
    """Do the jobs that wait, as the worker's thread would."""
    with tenancy.association(here):
        waiting = list(Mail.objects.filter(sent_at__isnull=True).values_list("pk", flat=True))
    for mail in waiting:
        sending.send(here.pk, mail, now=lambda: cast.t(wall))


def test_everything_since_the_last_goes_in_one_e_mail_in_the_morning(karin: Association, post: Box) -> None:
    one, two = letter(karin), letter(karin)
    assert passes(BROKE) == 0
    assert passes(EARLY) == 0, "the office is closed"
    assert passes(MORNING) == 1
    send_all(karin, MORNING)
    ((to, message),) = post.came
    assert to == "ann@example.org"
    assert "6 promises broken" in message["Subject"]
    assert "Karin" in message["Subject"]
    (text,) = post.texts()
    assert "Promises that were broken (2)" in text, "one line for each contact"
    assert text.count("And 2 more promises on the same contact.") == 2
    assert text.count("It was due ") == 2
    for ref in (one, two):
        assert f"https://kept.example.org/karin/thread/{ref}" in text
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert f'<a href="https://kept.example.org/karin/thread/{one}">{one}</a>' in html
    assert "Okafor" not in text + html
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_digest_goes_once_a_day_and_each_notice_in_one(karin: Association, post: Box) -> None:
    letter(karin)
    passes(BROKE)
    assert [passes(MORNING), passes("Friday 2026-04-17 10:00"), passes("Friday 2026-04-17 15:00")] == [
        1,
        0,
        0,
    ]
    send_all(karin, MORNING)
    send_all(karin, MORNING)
    assert len(post.came) == 1
    with tenancy.association(karin):
        carried = Notice.objects.filter(account__handle="ann", what="breach")
        assert {each.digest_id for each in carried} == {Mail.objects.get().pk}


def test_nothing_goes_at_a_weekend_on_a_holiday_or_at_night(karin: Association, post: Box) -> None:
    letter(karin, "Friday 2026-04-24 10:00")
    passes("Thursday 2026-05-07 18:00")
    nights = ("Thursday 2026-05-07 22:00", "Friday 2026-05-08 06:00")
    assert [passes(each) for each in nights] == [0, 0]
    assert [passes(each) for each in ("Saturday 2026-05-09 10:00", "Sunday 2026-05-10 10:00")] == [0, 0]
    assert passes("Monday 2026-05-11 09:30") > 0


def test_what_is_read_already_is_not_sent(karin: Association, post: Box) -> None:
    letter(karin)
    passes(BROKE)
    ann = Account.objects.get(handle="ann")
    notices.mark_read(association=karin, account=ann.pk, by="ann", at=cast.t(EARLY))
    assert passes(MORNING) == 0


def test_whoever_wants_none_gets_none_and_who_wants_two_gets_two(karin: Association, post: Box) -> None:
    ann = Account.objects.get(handle="ann")
    letter(karin)
    passes(BROKE)
    said = {"association": karin, "account": ann.pk, "by": "ann", "at": cast.t(EARLY)}
    digests.wish(**said, digests=False, midday=False)  # type: ignore[arg-type]
    assert passes(MORNING) == 0
    digests.wish(**said, digests=True, midday=True)  # type: ignore[arg-type]
    assert passes(MORNING) == 1
    notices.notify(
        association=karin, accounts=[ann.pk], what="mail", key="one", said="Look.", by=BY, at=cast.t(MORNING)
    )
    assert passes("Friday 2026-04-17 11:59") == 0
    assert passes("Friday 2026-04-17 12:01") == 1
    with tenancy.association(karin):
        names = set(Mail.objects.filter(account=ann).values_list("key", flat=True))
    assert names == {"2026-04-17 morning", "2026-04-17 midday"}


def test_a_contact_that_was_closed_to_its_reader_meanwhile_is_not_told(karin: Association, post: Box) -> None:
    ref = letter(karin)
    passes(BROKE)
    passes(MORNING)
    with tenancy.association(karin):
        Thread.objects.filter(ref=ref).update(
            sensitivity="confidential", owner=Account.objects.get(handle="mia")
        )
    send_all(karin, MORNING)
    assert post.came == []
    with tenancy.association(karin):
        assert Mail.objects.get().fault == sending.NOTHING_TO_SAY


def test_a_server_that_is_away_loses_nothing_and_the_administrator_is_told(
    karin: Association, post: Box
) -> None:
    letter(karin)
    passes(BROKE)
    passes(MORNING)
    post.refuses = "451 Come back later"
    for wall in (MORNING, "Friday 2026-04-17 09:10"):
        send_all(karin, wall)
    assert post.came == []
    with tenancy.association(karin):
        mail = Mail.objects.get()
        assert (mail.tries, mail.sent_at, mail.fault) == (2, None, "the mail server answers 451")
        said = Notice.objects.get(account__handle="ada")
        assert "does not go" in said.said
    assert _waiting() == [(jobs.SEND_MAIL, mail.pk)] * 3, "the first, and one for each try that failed"
    post.refuses = ""
    send_all(karin, "Friday 2026-04-17 10:00")
    assert len(post.came) == 1
    with tenancy.association(karin):
        assert Mail.objects.get(account__handle="ann").sent_at == cast.t("Friday 2026-04-17 10:00")


def test_a_server_that_is_gone_is_no_fault_of_ours(karin: Association, post: Box, settings) -> None:  # type: ignore[no-untyped-def]
    letter(karin)
    passes(BROKE)
    passes(MORNING)
    settings.EMAIL_PORT = 1
    send_all(karin, MORNING)
    with tenancy.association(karin):
        assert Mail.objects.get().fault == "the mail server does not answer"


def test_an_address_that_is_refused_for_good_is_not_tried_again(karin: Association, post: Box) -> None:
    letter(karin)
    passes(BROKE)
    passes(MORNING)
    post.refuses_address = "550 Nobody of that name"
    send_all(karin, MORNING)
    with tenancy.association(karin):
        mail = Mail.objects.get()
        assert mail.fault.startswith("given up")
        assert "refused" in Notice.objects.get(account__handle="ada").said
        assert "example.org" not in mail.fault


def test_after_days_a_digest_is_given_up(karin: Association, post: Box) -> None:
    letter(karin)
    passes(BROKE)
    passes(MORNING)
    post.refuses = "451 Come back later"
    send_all(karin, "Tuesday 2026-04-21 09:00")
    with tenancy.association(karin):
        assert Mail.objects.get().fault.startswith("given up")


def test_a_mail_sent_twice_has_the_same_name(karin: Association, post: Box) -> None:
    letter(karin)
    passes(BROKE)
    passes(MORNING)
    send_all(karin, MORNING)
    with tenancy.association(karin):  # killed before it could note that it had gone
        Mail.objects.update(sent_at=None)
    send_all(karin, MORNING)
    first, second = (message["Message-ID"] for _, message in post.came)
    assert first == second


def test_without_a_mail_server_nothing_is_made_and_nothing_fails(karin: Association) -> None:
    letter(karin)
    passes(BROKE)
    assert passes(MORNING) == 0
    with tenancy.association(karin):
        assert Notice.objects.exists()
        assert not Mail.objects.exists()


def test_a_safety_alarm_goes_at_once_at_night_to_whose_turn_it_is(karin: Association, post: Box) -> None:
    ann = Account.objects.get(handle="ann")
    cast.member(karin, "rob", "receptionist")
    night = "Saturday 2026-04-18 02:00"
    ref = cast.told(karin, ann, "hazard.marked", night, what="gas", address="14 Mill Lane", emergency=True)
    tell_owed(by=BY, at=cast.t(night))
    assert {queue for queue, _ in _queues()} == {jobs.ALARM}
    send_all(karin, night)
    ((to, message),) = post.came
    assert to == "rob@example.org"
    assert message["Subject"].startswith("SAFETY ALARM")
    assert ref in message["Subject"]
    (text,) = post.texts()
    assert f"https://kept.example.org/karin/thread/{ref}" in text
    assert "Mill Lane" not in text + message["Subject"]


def test_an_alarm_that_somebody_has_is_sent_to_nobody_else(karin: Association, post: Box) -> None:
    ann = Account.objects.get(handle="ann")
    cast.member(karin, "rob", "receptionist")
    night = "Saturday 2026-04-18 02:00"
    ref = cast.told(karin, ann, "hazard.marked", night, what="gas", address="14 Mill Lane", emergency=True)
    tell_owed(by=BY, at=cast.t(night))
    cast.told(karin, ann, "alarm.acknowledged", "Saturday 2026-04-18 02:01", thread=ref)
    send_all(karin, "Saturday 2026-04-18 02:02")
    assert post.came == []


def test_an_alarm_that_could_not_go_is_tried_again_within_minutes(karin: Association, post: Box) -> None:
    from kept.actions.mailing import LONGEST, WAITS

    assert min(WAITS[-1], LONGEST[notices.ALARM_MAIL]) <= timedelta(minutes=5)


def test_the_addresses_in_e_mails_are_those_of_the_pages() -> None:
    from django.urls import reverse

    assert letters.THREAD.format(slug="karin", ref="K7F3-9Q2M") == reverse(
        "thread", args=["karin", "K7F3-9Q2M"]
    )
    assert letters.NOTICES.format(slug="karin") == reverse("notices", args=["karin"])


def _waiting() -> list[tuple[str, int]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, (args->>'mail')::int FROM procrastinate_jobs ORDER BY id")
        return [(task, mail) for task, mail in cursor.fetchall()]


def _queues() -> list[tuple[str, int]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, priority FROM procrastinate_jobs")
        return list(cursor.fetchall())
