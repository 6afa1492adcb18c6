"""Is it told in a sentence which mailbox cannot be read, and never with its password?"""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework.mailbox_at import MailboxAt, mailboxes_of


def test_what_a_setting_may_say() -> None:
    words = (
        "karin=imaps://care%40karin.example@mail.example.org?done=Taken&refused=Aside&since=2026-04-01 "
        "redland=imap://care:s%20e@mail.example.org:1143/Post/In?password_file=/s/red&ca=/s/ca.pem&to=a@b.c "
        "moray=imap://m@localhost?starttls=no"
    )
    karin, redland, moray = mailboxes_of(words, "/secrets")
    assert karin == MailboxAt(
        *("karin", "mail.example.org", 993, "care@karin.example", "INBOX", True, False),
        *("/secrets/mailbox-karin", "", "Taken", "Aside", date(2026, 4, 1), "", ""),
    )
    assert karin.name == "care@karin.example@mail.example.org:993/INBOX"
    assert (redland.port, redland.folder, redland.starttls, redland.password) == (
        1143,
        "Post/In",
        True,
        "s e",
    )
    assert "s e" not in repr(redland)
    assert (redland.password_file, redland.ca, redland.to) == ("/s/red", "/s/ca.pem", "a@b.c")
    assert (moray.tls, moray.starttls, moray.port) == (False, False, 143)
    assert mailboxes_of("", "/secrets") == ()


@pytest.mark.parametrize(
    "words",
    [
        "imaps://name@mail.example.org",
        "karin=https://name@mail.example.org",
        "karin=imaps://mail.example.org",
        "karin=imaps://name@",
        "karin=imaps://name@mail.example.org:port",
        "karin=imaps://name@mail.example.org?since=yesterday",
        "karin=imaps://name@mail.example.org?delete=yes",
        "KARIN!=imaps://name@mail.example.org",
        "karin=imap://name:secret@mail.example.org?starttls=no",
        "karin=imaps://n@mail.example.org karin=imaps://n@mail.example.org?done=x",
    ],
)
def test_what_it_may_not_say(words: str) -> None:
    with pytest.raises(ValueError, match=r"mailbox") as fault:
        mailboxes_of(words, "/secrets")
    assert "secret@" not in str(fault.value)
