"""Which token opens which route? The table equals the addresses, and each is walked as everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern

from kept.actions import people, tokens
from kept.api import pace, urls
from kept.api.access import ACCESS, OPEN, Route
from kept.casework.permissions import ROLES, may
from kept.casework.scopes import GRANTS, Scope
from kept.store import hooks, refs, tenancy
from kept.store import tokens as stored
from kept.store.models import Account, Association, Delivery, Hook
from tests import cast
from tests.api.conftest import Machine, problem, said, token
from tests.api.test_events import CAME

NAMES = sorted(ACCESS)


@pytest.fixture
def walk(letter: str, karin: Association) -> Callable[[str, Machine], HttpResponse]:
    """Asks one route as that machine, with nothing wrong in it."""
    from kept.actions import customers
    from kept.store.models import Person

    okafor = customers.add(
        association=karin, name="Ngozi Okafor", by="ann", at=cast.t("Tuesday 2026-04-07 10:00")
    )
    assert isinstance(okafor, Person)

    def of_hook(name: str, machine: Machine) -> HttpResponse:
        """A hook of the machine's own account, that was told of one thing and is paused since."""
        ref = _hook_of(karin, machine)
        if name == "api-hook":
            return machine.get(f"hooks/{ref}")
        body = {"event": "told"} if name == "api-hook-redeliver" else {}
        if name == "api-hook-test":
            machine.post(f"hooks/{ref}/resume", {})
        return machine.post(f"hooks/{ref}/{name.rpartition('-')[2]}", body)

    addresses: dict[str, str] = {
        "api-event-kinds": "event-kinds",
        "api-event-kind": "event-kinds/letter.received",
        "api-promises": "promises",
        "api-promise": "promises/karin:letters.1",
        "api-contacts": "contacts",
        "api-contact": f"contacts/{letter}",
        "api-clocks": "clocks",
        "api-performance": "performance",
        "api-customer": f"customers/{okafor.ref}",
        "api-happened": "happened",
        "api-homes": "homes",
        "api-tenancies": "tenancies",
        "api-patches": "patches",
        "api-hooks": "hooks",
    }
    bodies: dict[str, tuple[str, Any]] = {
        "api-customers-find": ("customers/find", {"text": "Okafor"}),
        "api-customers": ("customers", {"name": "Ade Field"}),
        "api-foresee": ("foresee", CAME),
        "api-events": ("events", CAME),
        "api-events-batch": ("events/batch", {"events": [CAME]}),
        "api-customer-change": (f"customers/{okafor.ref}/change", {"language": "Igbo"}),
        "api-hooks-add": ("hooks/add", {"url": "https://crm.example.org/kept"}),
    }

    def ask(name: str, machine: Machine) -> HttpResponse:
        if name.startswith("api-hook") and name not in addresses and name not in bodies:
            return of_hook(name, machine)
        return machine.get(addresses[name]) if name in addresses else machine.post(*bodies[name])

    return ask


Walk = Callable[[str, Machine], HttpResponse]


def _hook_of(here: Association, machine: Machine) -> str:
    who = stored.bearer(stored.sha256(machine.secret)) if machine.secret else None
    if who is None or who.slug != here.slug:
        return "K7F3-9Q2M"
    with tenancy.association(here):
        hook = Hook.objects.create(
            association=here,
            account_id=who.account,
            ref=refs.new_ref(),
            url="https://crm.example.org/kept",
            secret=hooks.secret(),
            created_at=cast.t("Tuesday 2026-04-07 10:00"),
            created_by="kept",
            paused_at=cast.t("Tuesday 2026-04-07 11:00"),
        )
        Delivery.objects.create(association=here, hook=hook, uid="told", made_at=hook.created_at)
    return hook.ref


def test_the_table_names_exactly_the_routes_that_there_are() -> None:
    routes = [each for each in urls.urlpatterns if isinstance(each, URLPattern)]
    assert len(routes) == len(urls.urlpatterns)
    # The last one answers whatever no route has.
    assert sorted(str(each.name) for each in routes) == sorted([*ACCESS, *OPEN, "api-nothing"])
    assert routes[-1].name == "api-nothing"


@pytest.mark.parametrize("name", NAMES)
def test_a_route_of_one_scope_needs_what_that_scope_grants(name: str) -> None:
    route = ACCESS[name]
    assert route.method in ("GET", "POST")
    assert route.writes <= (route.method == "POST")
    if len(route.scopes) == 1:
        assert route.permission in GRANTS[route.scopes[0]]
    else:
        # What every role may, any token may.
        assert all(may(role, route.permission) for role in ROLES)


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [("", "kept token add"), ("kept_nobody", "no token of ours"), ("x y", "no token of ours")],
)
def test_nobody_is_told_how_to_come_in(walk: Walk, secret: str, sentence: str) -> None:
    for name in NAMES:
        response = walk(name, Machine(secret))
        assert sentence in problem(response, 401)["detail"], name
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_another_association_is_told_that_there_is_nothing(walk: Walk, karin: Association) -> None:
    moray = cast.association("moray")
    olga = cast.member(moray, "olga", "director")
    secret = token(moray, olga, *Scope).secret
    for name in NAMES:
        detail = problem(walk(name, Machine(secret)), 404)["detail"]
        assert "Karin" not in detail, name
    problem(Machine(secret, "/api/v1/nowhere/").get("contacts"), 404)
    said(Machine(secret, "/api/v1/moray/").get("contacts"))


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scope_opens_what_it_is_for_and_nothing_else(walk: Walk, karin: Association, scope: Scope) -> None:
    director = cast.member(karin, "dora", "director")
    machine = Machine(token(karin, director, scope).secret)
    for name in NAMES:
        response = walk(name, machine)
        if scope in ACCESS[name].scopes:
            assert response.status_code in (200, 201), (name, response.content)
        else:
            detail = problem(response, 403)["detail"]
            assert f"“{ACCESS[name].scopes[0]}”" in detail
            assert "Ask whoever looks after accounts there" in detail


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_token_does_no_more_than_the_role_of_its_account(walk: Walk, karin: Association, role: str) -> None:
    machine = Machine(token(karin, cast.member(karin, f"{role}-one", role), *Scope).secret)
    for name in NAMES:
        response = walk(name, machine)
        if may(role, ACCESS[name].permission):
            assert response.status_code in (200, 201), (name, response.content)
        else:
            assert ROLES[role].label.lower() in problem(response, 403)["detail"]


def test_a_token_that_ended_was_revoked_or_lost_its_account_opens_nothing(
    walk: Walk, karin: Association, clock: Callable[[str], datetime]
) -> None:
    def refused(secret: str) -> str:
        return str(problem(walk("api-contacts", Machine(secret)), 401)["detail"])

    now = cast.t("Wednesday 2026-04-08 12:00")
    fred = cast.member(karin, "fred", "officer", to_on=date(2026, 4, 8))
    ended = token(karin, fred, Scope.READ, expires_at=now)
    assert "has ended" in refused(ended.secret)
    revoked = token(karin, fred, Scope.READ)
    said(Machine(revoked.secret).get("contacts"))
    tokens.revoke(association=karin, token=revoked.token.ref, by="kept", at=now)
    assert "was revoked" in refused(revoked.secret)
    left = token(karin, fred, Scope.READ)
    clock("Thursday 2026-04-09 00:30")
    assert "does not work there today" in refused(left.secret)
    people.close_account(association=karin, handle="fred", by="kept", at=now)
    assert "no token of ours" in refused(left.secret)


def test_the_day_of_a_membership_is_the_associations_own(
    walk: Walk, karin: Association, clock: Callable[[str], datetime]
) -> None:
    # Half past midnight in London is still the evening before in UTC.
    cara = cast.member(karin, "cara", "officer", from_on=date(2026, 4, 7), to_on=date(2026, 4, 8))
    secret = token(karin, cara, Scope.READ).secret
    clock("Wednesday 2026-04-08 23:59")
    said(Machine(secret).get("contacts"))
    clock("Thursday 2026-04-09 00:01")
    problem(Machine(secret).get("contacts"), 401)


@pytest.mark.parametrize("name", NAMES)
def test_another_method_is_told_which_one_it_takes(
    machine: Machine, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    route: Route = ACCESS[name]
    (found,) = [each for each in urls.urlpatterns if each.name == name]
    address = str(found.pattern)
    for part in ("<slug:slug>", "<ref>", "<kind>", "<clause>"):
        address = address.replace(part, "karin" if "slug" in part else "x")
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"} - {route.method}:
        response = machine.client.generic(method, f"/api/v1/{address}")
        assert response.status_code == 405
        assert response["Allow"] == route.method


def test_what_no_route_has_is_a_problem_too(db: None) -> None:
    for address in ("", "/", "docs", "karin/", "karin/nothing", "karin/contacts/", "karin/contacts/a/b"):
        strict = Client(enforce_csrf_checks=True)
        problem(strict.get(f"/api/v1/{address}"), 404)
        problem(strict.post(f"/api/v1/{address}"), 404)


def test_anybody_may_read_the_description(machine: Machine) -> None:
    found = said(machine.client.get("/api/v1/openapi.json"))
    assert found["openapi"] == "3.1.0"
    problem(Client(enforce_csrf_checks=True).post("/api/v1/openapi.json"), 405)


def test_a_token_that_runs_wild_waits_for_the_next_minute(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, clock: Callable[[str], datetime]
) -> None:
    monkeypatch.setattr(pace, "A_MINUTE", 2)
    monkeypatch.setattr(pace, "_counts", {})
    for _ in range(2):
        said(machine.get("contacts"))
    response = machine.get("contacts")
    problem(response, 429)
    assert response["Retry-After"] == "60"
    clock("Wednesday 2026-04-08 12:01")
    said(machine.get("contacts"))


def test_a_sensitive_contact_is_there_for_those_who_lead_alone(
    karin: Association, ann: Account, machine: Machine
) -> None:
    """The affairs of the house are no contacts, whoever asks."""
    director = Machine(token(karin, cast.member(karin, "dora", "director"), *Scope).secret)
    assert said(director.get("contacts"))["contacts"] == []
    from kept.store import tenancy
    from kept.store.models import Thread

    with tenancy.association(karin):
        house = Thread.objects.filter(sensitivity="house").first()
    assert house is not None
    problem(director.get(f"contacts/{house.ref}"), 404)
