"""Do those who can do something about it see on every page that e-mail is not read?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.store import mailboxes, moment
from tests import cast

pytestmark = pytest.mark.django_db
SAYS = "E-mails to us have not been read since"


def test_a_mailbox_that_is_silent_is_a_sign_for_whoever_leads() -> None:
    karin = cast.association("karin")
    lead, officer = cast.member(karin, "bea", "manager"), cast.member(karin, "ann")
    now = moment.now()
    row = mailboxes.at(karin, "care@mail.example.org:993/INBOX", now - timedelta(minutes=20))

    def desk(who) -> str:
        return cast.client(who).get("/karin/desk").content.decode()

    assert SAYS in desk(lead)
    assert SAYS not in desk(officer)
    mailboxes.read(row, now - timedelta(minutes=1))
    assert SAYS not in desk(lead)
    mailboxes.failed(row, "The mail server does not answer.")
    mailboxes.read(row, now - timedelta(hours=2))
    assert SAYS in desk(lead)
    mailboxes.only(karin, [])
    assert SAYS not in desk(lead)
