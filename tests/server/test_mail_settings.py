"""Through which mail server, and as whom? What the environment says, or a sentence of what is wrong."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from kept.config.mail import settings_of


def test_without_a_server_no_mail_goes() -> None:
    assert not settings_of({}).goes


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail.example.org", 587, True, False),
        ("smtp://mail.example.org:25", 25, False, False),
        ("smtp://mail.example.org:25?starttls=yes", 25, True, False),
        ("smtp://localhost:2525?starttls=no", 2525, False, False),
        ("smtps://mail.example.org", 465, False, True),
    ],
)
def test_the_address_says_how_it_is_spoken_to(url: str, port: int, starttls: bool, tls: bool) -> None:
    found = settings_of({"KEPT_SMTP_URL": url})
    assert (found.goes, found.port, found.starttls, found.tls) == (True, port, starttls, tls)


def test_name_and_password_may_hold_any_sign() -> None:
    found = settings_of({"KEPT_SMTP_URL": "smtp://kept%40example.org:p%3Aw%2F@mail.example.org"})
    assert (found.user, found.password, found.host) == ("kept@example.org", "p:w/", "mail.example.org")


def test_who_it_comes_from_follows_from_where_kept_is() -> None:
    assert settings_of({"KEPT_ADDRESS": "https://kept.example.org/"}).sender == "kept@kept.example.org"
    assert settings_of({"KEPT_MAIL_FROM": "care@example.org"}).sender == "care@example.org"


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:b@c:port"]
)
def test_what_cannot_be_read_is_said_without_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="cannot be read") as found:
        settings_of({"KEPT_SMTP_URL": url})
    assert "secret" not in str(found.value)


def test_a_sender_is_an_address() -> None:
    with pytest.raises(ImproperlyConfigured, match="e-mail address"):
        settings_of({"KEPT_MAIL_FROM": "Kept\nBcc: all@example.org"})
