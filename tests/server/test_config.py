"""Is the configuration read rightly, and does every answer carry what keeps strangers out?"""

from __future__ import annotations

import json
import logging
import re
import stat
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kept.config import database, middleware, settings
from kept.config.logs import JsonLines, request_id
from kept.server import places
from kept.store.models import Account


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://kept_app:p%40ss%2Fword@db.example.org:5433/kept",
            {"USER": "kept_app", "PASSWORD": "p@ss/word", "HOST": "db.example.org", "PORT": "5433"},
        ),
        (
            "postgres://kept_app:x@one,two:5433/kept?target_session_attrs=read-write",
            {"HOST": "one,two", "PORT": ",5433", "OPTIONS": {"target_session_attrs": "read-write"}},
        ),
        (
            "postgresql://kept_app:x@/kept?host=%2Frun%2Fa%20place",
            {"HOST": "/run/a place", "PORT": "", "OPTIONS": {}},
        ),
        ("postgresql://kept_app:x@[::1]:5432/kept", {"HOST": "::1", "PORT": "5432"}),
        ("postgresql:///kept", {"USER": "", "HOST": "", "NAME": "kept"}),
    ],
)
def test_a_database_url_is_read_part_by_part(url: str, expected: dict[str, object]) -> None:
    read = database.from_url(url)
    assert {name: read[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:///kept.db", "begins with postgresql://"),
        ("kept", "begins with postgresql://"),
        ("postgresql://kept_app:hush@db", "names no database"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_a_sentence(url: str, says: str) -> None:
    with pytest.raises(database.UrlFault, match=says) as caught:
        database.from_url(url)
    assert "hush" not in str(caught.value)


def test_the_owner_is_never_taken_from_another_database_than_the_app(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT_DATA", str(folder))
    monkeypatch.delenv("KEPT_OWNER_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://kept_app:x@elsewhere/kept")
    places.Secrets.of(folder)
    places.write_private(places.socket_file(folder), "/run/kept\n")
    assert database.owner_url() is None
    monkeypatch.delenv("DATABASE_URL")
    assert (database.owner_url() or "").startswith("postgresql://kept_owner:")


def test_secrets_are_made_once_and_are_for_their_owner_alone(folder: Path) -> None:
    made = places.Secrets.of(folder)
    assert places.Secrets.of(folder) == made
    assert stat.S_IMODE(places.secrets_file(folder).stat().st_mode) == 0o600
    assert len({made.key, made.superuser, made.owner, made.app, made.sign_in}) == 5
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", made.sign_in)
    assert [path.name for path in folder.iterdir()] == ["secrets.json"]


def test_every_answer_carries_the_headers_and_no_page_is_kept_by_the_browser() -> None:
    respond = middleware.security_headers(lambda request: HttpResponse("x"))
    page = respond(RequestFactory().get("/karin/desk"))
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"
    assert "Cache-Control" not in respond(RequestFactory().get("/static/kept/kept.css"))


def test_a_request_has_one_number_and_one_moment_and_one_line_without_what_was_typed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        assert request_id.get() == request.id  # type: ignore[attr-defined]
        return HttpResponse("x", status=201)

    with caplog.at_level(logging.INFO, logger="kept.request"):
        request = RequestFactory().post("/karin/capture?name=Okafor", {"words": "my boiler"})
        answer = middleware.each_request(view)(request)
    (record,) = caplog.records
    line = json.loads(JsonLines().format(record))
    assert answer["X-Request-ID"] == seen[0].id  # type: ignore[attr-defined]
    assert seen[0].at.utcoffset().total_seconds() == 0  # type: ignore[attr-defined]
    assert (line["says"], line["status"]) == ("POST /karin/capture 201", 201)
    assert "Okafor" not in str(line)
    assert "boiler" not in str(line)
    assert request_id.get() == ""


@pytest.mark.parametrize("given", ["short", "with spaces in it", "a" * 65, "line\nbreak-in-it"])
def test_a_number_that_a_visitor_made_up_is_not_believed(given: str) -> None:
    answer = middleware.each_request(lambda request: HttpResponse("x"))(
        RequestFactory().get("/", headers={"X-Request-ID": given})
    )
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


def test_a_number_from_the_proxy_is_kept() -> None:
    answer = middleware.each_request(lambda request: HttpResponse("x"))(
        RequestFactory().get("/", headers={"X-Request-ID": "b1f0c2d4-aaaa"})
    )
    assert answer["X-Request-ID"] == "b1f0c2d4-aaaa"


def test_a_fault_is_one_line_of_json_too() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        import sys

        record = logging.LogRecord("kept", logging.ERROR, __file__, 1, "it broke", None, sys.exc_info())
    text = JsonLines().format(record)
    assert "\n" not in text
    assert json.loads(text)["fault"].endswith("two\nlines")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["Ms Okafor", "two\nlines of Ms Okafor", "Ms Okafor, (14 Mill Lane)\nDETAIL: more of her"]
)
def test_a_fault_of_the_database_is_told_without_the_row_that_it_quotes(words: str) -> None:
    with pytest.raises(IntegrityError, match="Okafor") as caught, transaction.atomic():
        Account.objects.create(handle=None, email="o@example.org", name=words)
    fault = caught.value
    record = logging.LogRecord(
        "kept", logging.ERROR, __file__, 1, "it broke", None, (type(fault), fault, fault.__traceback__)
    )
    said = json.loads(JsonLines().format(record))["fault"]
    assert "Okafor" not in said
    assert "more of her" not in said
    assert "23502, store_account, handle" in said
    assert "test_config.py" in said


def test_the_settings_are_safe_as_they_are() -> None:
    assert settings.DEBUG is False
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.USE_TZ
    assert settings.TIME_ZONE == "UTC"
    assert "*" not in settings.ALLOWED_HOSTS
    assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"]
