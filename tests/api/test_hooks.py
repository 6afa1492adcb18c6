"""Hooks over the API: made, told, looked after, by the account that they belong to and nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from django.db import connection

from kept.casework.scopes import Scope
from kept.store import jobs, tenancy
from kept.store.models import Account, Association, Delivery, Hook
from kept.worker import hooking
from tests import cast
from tests.actions.listening import Listener
from tests.api.conftest import Machine, problem, said, token
from tests.api.test_events import CAME


def deliver_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [jobs.DELIVER])
        waiting = [json.loads(args) for (args,) in cursor.fetchall()]
    for each in waiting:
        hooking.deliver(**each, now=lambda: cast.t("Wednesday 2026-04-08 12:00"))


def test_a_hook_is_made_told_read_and_removed(machine: Machine, settings) -> None:  # type: ignore[no-untyped-def]
    settings.PRIVATE_HOOKS = True
    with Listener() as other:
        made = said(machine.post("hooks/add", {"url": other.url, "kinds": ["letter.received"]}), 201)
        assert made["secret"].startswith("whsec_")
        recorded = said(machine.post("events", CAME), 201)
        deliver_all()
        assert other.all_signed(made["secret"])
        (told,) = other.bodies()
        assert told["data"]["event"] == recorded["event"]
        found = said(machine.get(f"hooks/{made['hook']}"))
        assert "secret" not in found
        assert [(each["event"], each["status"]) for each in found["told"]] == [(recorded["event"], 204)]
        assert said(machine.post(f"hooks/{made['hook']}/test", {}))["event"].startswith("test-")
        again = said(machine.post(f"hooks/{made['hook']}/redeliver", {"event": recorded["event"]}))
        assert again == {"event": recorded["event"]}
        deliver_all()
        assert len(other.came) == 3
    said(machine.post(f"hooks/{made['hook']}/remove", {}))
    assert said(machine.get("hooks")) == {"hooks": []}
    problem(machine.get(f"hooks/{made['hook']}"), 404)


def test_the_same_request_makes_one_hook(machine: Machine, karin: Association) -> None:
    body = {"url": "https://crm.example.org/kept"}
    first = said(machine.post("hooks/add", body, key="one"), 201)
    assert said(machine.post("hooks/add", body, key="one"), 201) == first
    with tenancy.association(karin):
        assert Hook.objects.count() == 1


def test_what_is_wrong_is_said_where(machine: Machine) -> None:
    found = problem(machine.post("hooks/add", {"url": "http://crm.example.org/"}), 422)
    assert found["errors"][0]["pointer"] == "#/url"
    found = problem(machine.post("hooks/add", {"url": "https://crm.example.org/", "kinds": ["x.y"]}), 422)
    assert found["errors"][0]["pointer"] == "#/kinds"
    made = said(machine.post("hooks/add", {"url": "https://crm.example.org/"}), 201)
    problem(machine.post(f"hooks/{made['hook']}/redeliver", {"event": "nothing"}), 422)


def test_another_account_has_nothing_to_do_with_it(machine: Machine, karin: Association) -> None:
    made = said(machine.post("hooks/add", {"url": "https://crm.example.org/"}), 201)
    bea = cast.member(karin, "bea", "director")
    other = Machine(token(karin, bea, Scope.HOOKS).secret)
    assert said(other.get("hooks")) == {"hooks": []}
    for address in ("test", "resume", "remove"):
        problem(other.post(f"hooks/{made['hook']}/{address}", {}), 404)


def test_a_request_that_is_refused_tells_nobody(machine: Machine, karin: Association) -> None:
    said(machine.post("hooks/add", {"url": "https://crm.example.org/", "kinds": ["letter.received"]}), 201)
    problem(machine.post("events", {**CAME, "details": {"urgent": "perhaps"}}), 422)
    with tenancy.association(karin):
        assert not Delivery.objects.exists()


def test_what_happened_is_read_on_from_where_one_was(
    machine: Machine, karin: Association, ann: Account, letter: str, clock: Callable[[str], datetime]
) -> None:
    first = said(machine.get("happened"))
    assert [each["kind"] for each in first["events"] if each["contact"] == letter] == ["letter.received"]
    nothing = said(machine.get("happened", cursor=first["next"]))
    assert nothing["events"] == []
    cast.told(karin, ann, "note.added", "Wednesday 2026-04-08 11:59", thread=letter, note="Rang her")
    clock("Wednesday 2026-04-08 12:00")
    assert said(machine.get("happened", cursor=nothing["next"]))["events"] == [], "within this minute"
    clock("Wednesday 2026-04-08 12:01")
    (after,) = said(machine.get("happened", cursor=nothing["next"]))["events"]
    assert (after["kind"], after["details"]) == ("note.added", {"note": "Rang her"})
    narrow = Machine(token(karin, ann, Scope.READ).secret)
    (plain,) = said(narrow.get("happened", kind="note.added"))["events"]
    assert plain["details"] == {}


def test_what_is_known_of_a_customer_is_put_right(machine: Machine) -> None:
    ref = said(machine.post("customers", {"name": "Ngozi Okafor", "language": "Igbo"}), 201)["customer"]
    said(machine.post(f"customers/{ref}/change", {"address": "14 Mill Lane"}))
    found = said(machine.get(f"customers/{ref}"))
    assert (found["name"], found["address"]) == ("Ngozi Okafor", "14 Mill Lane")
    wrong = problem(machine.post(f"customers/{ref}/change", {"email": "nonsense"}), 422)
    assert wrong["errors"][0]["pointer"] == "#/email"
    problem(machine.post("customers/K7F3-9Q2M/change", {"name": "Nobody"}), 404)
