"""The ways out: against an HTTP server that answers as GOV.UK Notify does, and into a folder."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kept.actions import dispatching, handing_over, receipts
from kept.store import tenancy
from kept.store.models import Outgoing
from kept.worker import dispatch, drop, notify
from tests.actions.house import t
from tests.going_out import a_pdf, kept

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")
SOON = NOW + timedelta(minutes=5)
KEY = "team-11111111-2222-3333-4444-555555555555-66666666-7777-8888-9999-000000000000"
TEMPLATES = {"email": "9d751e0e-f929-4891-82a1-a3e1c3c18ee3", "text": "f33517ff-2a88-4f6e-b855-c550268ce08a"}


class Notify:
    """What the server has, and what it answers instead of taking anything."""

    def __init__(self) -> None:
        self.has: dict[str, dict[str, Any]] = {}
        self.refuses: tuple[int, list[dict[str, str]]] | None = None
        self.asked: list[str] = []

    def answer(self, method: str, path: str, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        where = urlsplit(path)
        self.asked.append(f"{method} {where.path}")
        if self.refuses is not None:
            return self.refuses[0], {"status_code": self.refuses[0], "errors": self.refuses[1]}
        if method == "POST":
            theirs = f"740e5834-3a29-46b4-9a6f-{len(self.has):012}"
            self.has[theirs] = {**said, "id": theirs, "status": "created"}
            return 201, {"id": theirs, "reference": said.get("reference"), "content": {}}
        if where.path == "/v2/notifications":
            reference = parse_qs(where.query)["reference"][0]
            found = [each for each in self.has.values() if each.get("reference") == reference]
            return 200, {"notifications": found, "links": {"current": path}}
        found_one = self.has.get(where.path.rpartition("/")[2])
        missing = {"status_code": 404, "errors": [{"error": "NoResultFound", "message": "No result found"}]}
        return (200, found_one) if found_one else (404, missing)


@pytest.fixture
def there(monkeypatch, here) -> Iterator[Notify]:
    """GOV.UK Notify, with our key and our templates."""
    box = Notify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Authorization"].startswith("Bearer ")
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._say("POST", said)

        def do_GET(self) -> None:
            self._say("GET", {})

        def _say(self, method: str, said: dict[str, Any]) -> None:
            code, answer = box.answer(method, self.path, said)
            body = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Nothing: what was asked is in the box."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("KEPT_NOTIFY_KEY_SMALL", KEY)
    monkeypatch.setenv("KEPT_NOTIFY_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr("kept.store.dispatch.notify_templates", lambda rulebook: TEMPLATES)
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def posted(here, way: str, **more) -> Outgoing:
    to = {"name": "Ann", "email": "ann@example.org", "phone": "07700 900123"}
    given = {
        "to": {**to, "lines": ["Ann", "1 Mill Lane", "LS1 4AP"]},
        "subject": "Hello",
        "text": "Hello",
    } | more
    row = dispatching.post(association=here, by="ann", at=NOW, uid=f"to-{way}", way=way, **given)
    assert isinstance(row, Outgoing), row
    return row


def sent(here, row: Outgoing, at=SOON) -> Outgoing:
    dispatch.send(here.pk, row.pk, now=lambda: at)
    with tenancy.association(here):
        return Outgoing.objects.get(pk=row.pk)


def test_an_email_a_text_and_a_letter_are_handed_to_notify(here, there) -> None:
    file = kept(here, a_pdf(1, "Dear Ann"))
    for way, more in (("notify_email", {}), ("notify_text", {}), ("notify_letter", {"file": file})):
        row = sent(here, posted(here, way, **more))
        assert row.state == "sent", row.fault
        assert there.has[row.their_ref]["reference"] == row.message_id
    email, text, letter = there.has.values()
    assert email["personalisation"] == {"subject": "Hello", "body": "Hello"}
    assert (email["template_id"], email["email_address"]) == (TEMPLATES["email"], "ann@example.org")
    assert (text["template_id"], text["phone_number"]) == (TEMPLATES["text"], "+447700900123")
    assert base64.b64decode(letter["content"]).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("code", "errors", "state", "fault", "for_good"),
    [
        (400, "phone_number Not enough digits", "failed", "GOV.UK Notify says that this is no address", True),
        (
            400,
            "Can’t send to this recipient using a team-only API key",
            "failed",
            "GOV.UK Notify is in trial",
            False,
        ),
        (400, "Missing personalisation: body", "failed", "GOV.UK Notify refused it, 400", False),
        (403, "Invalid token: service not found", "waiting", "GOV.UK Notify does not take our key", False),
        (429, "Exceeded rate limit", "waiting", "GOV.UK Notify answers 429", False),
        (500, "Internal server error", "waiting", "GOV.UK Notify answers 500", False),
    ],
)
def test_what_notify_answers_is_taken_for_what_it_means(
    here, there, code, errors, state, fault, for_good
) -> None:
    there.refuses = (code, [{"error": "Error", "message": errors}])
    row = sent(here, posted(here, "notify_text"))
    assert (row.state, row.for_good) == (state, for_good)
    assert row.fault.startswith(fault)


def test_what_may_have_gone_before_a_crash_is_looked_for_there_first(here, there) -> None:
    row = posted(here, "notify_text")
    claimed = handing_over.begin(association=here.pk, outgoing=row.pk, by="kept", at=SOON)
    assert claimed is not None
    there.has["740e5834"] = {"id": "740e5834", "reference": row.message_id, "status": "delivered"}
    late = sent(here, row, SOON + timedelta(minutes=11))
    assert (late.state, late.their_ref) == ("sent", "740e5834")
    assert [each for each in there.asked if each.startswith("POST")] == []


def test_whether_it_arrived_is_asked_for_and_told(here, there) -> None:
    row = sent(here, posted(here, "notify_text"))
    hour = SOON + timedelta(hours=1)
    assert notify.ask(here.pk, now=lambda: hour) == 0
    there.has[row.their_ref]["status"] = "permanent-failure"
    assert notify.ask(here.pk, now=lambda: hour) == 1
    with tenancy.association(here):
        found = Outgoing.objects.get(pk=row.pk)
        assert (found.state, found.fault, found.for_good) == ("failed", "the address does not exist", True)
    assert receipts.take(association=here, theirs="unknown", status="delivered", by="n", at=hour) is None
    assert receipts.take(association=here, theirs=row.their_ref, status="sending", by="n", at=hour) is None


def test_a_key_lies_in_the_environment_or_in_a_file_of_ours_alone(tmp_path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    file.chmod(0o644)
    environ = {"KEPT_NOTIFY_KEY_OUR_HOUSE_FILE": str(file)}
    assert notify.key_of("our-house", environ) == ""
    file.chmod(0o600)
    assert notify.key_of("our-house", environ) == KEY
    assert notify.key_of("our-house", {}) == ""


def test_without_a_key_it_waits_and_says_what_is_missing(here) -> None:
    row = sent(here, posted(here, "notify_text"))
    assert (row.state, row.tries) == ("waiting", 0)
    assert "KEPT_NOTIFY_KEY_SMALL" in row.fault


def test_another_service_takes_it_from_a_folder_and_says_what_became_of_it(
    here, tmp_path, monkeypatch
) -> None:
    row = posted(here, "drop", channel="whatsapp")
    assert "KEPT_DROP" in sent(here, row).fault
    monkeypatch.setenv("KEPT_DROP", str(tmp_path))
    assert sent(here, row).state == "sent"
    said = json.loads((tmp_path / "out" / "small" / "whatsapp" / f"{row.ref}.json").read_text())
    assert (said["ref"], said["text"], said["to"]["phone"]) == (row.ref, "Hello", "07700 900123")
    answers = tmp_path / "in" / "small"
    answers.mkdir(parents=True)
    (answers / "one.json").write_text(
        json.dumps({"ref": row.ref, "state": "failed", "why": "no such number"})
    )
    (answers / "two.json").write_text("{")
    assert drop.read_results(now=lambda: SOON) == 1
    with tenancy.association(here):
        assert Outgoing.objects.get(pk=row.pk).fault == "no such number"
    assert sorted(each.name for each in answers.iterdir()) == ["done", "not-read"]
    assert drop.read_results(now=lambda: SOON) == 0
