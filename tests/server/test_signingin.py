"""What an operator says of signing in: read, or refused in a sentence, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kept.config import signingin

ISSUER, CLIENT = "KEPT_OIDC_ISSUER", "KEPT_OIDC_CLIENT_ID"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    names = (ISSUER, CLIENT, "KEPT_OIDC_SECRET_FILE", "KEPT_OIDC_NAME", "KEPT_SECOND_FACTOR", "KEPT_IDLE")
    for each in names:
        monkeypatch.delenv(each, raising=False)
    return monkeypatch


def test_nothing_said_is_a_password_half_an_hour_and_no_provider(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert signingin.openid_connect(tmp_path) == {}
    assert signingin.second_factor_for() == frozenset()
    assert signingin.minutes("KEPT_IDLE", 30) == 30


def test_a_provider_is_named_with_its_secret_in_a_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv(ISSUER, "https://login.example.org/")
    environment.setenv(CLIENT, "kept")
    environment.setenv("KEPT_OIDC_NAME", "Example Homes")
    with pytest.raises(ImproperlyConfigured, match=r"cannot be read from .*openid-secret"):
        signingin.openid_connect(tmp_path)
    (tmp_path / "openid-secret").write_text("between us\n")
    (app,) = signingin.openid_connect(tmp_path)["openid_connect"]["APPS"]
    assert (app["name"], app["client_id"], app["secret"]) == ("Example Homes", "kept", "between us")
    assert app["settings"] == {"server_url": "https://login.example.org", "oauth_pkce_enabled": True}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("another")
    environment.setenv("KEPT_OIDC_SECRET_FILE", str(elsewhere))
    (app,) = signingin.openid_connect(tmp_path)["openid_connect"]["APPS"]
    assert app["secret"] == "another"


@pytest.mark.parametrize(
    ("issuer", "client", "says"),
    [
        ("https://login.example.org", "", "belong together"),
        ("", "kept", "belong together"),
        ("http://login.example.org", "kept", "begins with https://"),
    ],
)
def test_half_a_provider_is_refused(
    environment: pytest.MonkeyPatch, tmp_path: Path, issuer: str, client: str, says: str
) -> None:
    environment.setenv(ISSUER, issuer)
    environment.setenv(CLIENT, client)
    with pytest.raises(ImproperlyConfigured, match=says):
        signingin.openid_connect(tmp_path)


def test_the_roles_that_prove_themselves_twice_are_roles(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("KEPT_SECOND_FACTOR", " administrator, director ,")
    assert signingin.second_factor_for() == {"administrator", "director"}
    environment.setenv("KEPT_SECOND_FACTOR", "admin")
    with pytest.raises(ImproperlyConfigured, match=r"names the role “admin”. The roles are: receptionist"):
        signingin.second_factor_for()


@pytest.mark.parametrize("given", ["0", "721", "-5", "half an hour", "1.5"])
def test_minutes_are_minutes(environment: pytest.MonkeyPatch, given: str) -> None:
    environment.setenv("KEPT_IDLE", given)
    with pytest.raises(ImproperlyConfigured, match="Give minutes from 1 to 720"):
        signingin.minutes("KEPT_IDLE", 30)
