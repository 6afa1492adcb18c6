"""Single keys: one map for the script and the page, and a switch for whoever wants none."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.test import Client

from kept.store.models import Account, Association
from kept.web.shared.keys import ANSWERED_NOW, KEYS
from tests import cast


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


def keys_on(said: str) -> dict[str, str]:
    found = re.search(r'data-keys="([^"]*)"', said)
    return dict(json.loads(html.unescape(found[1]))) if found else {}


def test_every_page_tells_the_script_where_each_key_leads(desk: Client) -> None:
    keys = keys_on(desk.get("/karin/capture").content.decode())
    assert keys["c"] == "/karin/capture/call.received"
    assert keys["d"] == "/karin/desk"
    assert keys["9"] == "/karin/danger"
    for address in keys.values():
        assert desk.get(address).status_code == 200, address


def test_no_key_does_two_things() -> None:
    keys = [each.key for each in (*KEYS, *(each for each in ANSWERED_NOW if each not in KEYS))]
    taken_on_a_contact = ["y", "s", "g", "i", "o"]
    everything = [*keys, *taken_on_a_contact, "j", "k", "z", "?"]
    assert len(everything) == len(set(everything))


def test_a_role_has_only_keys_that_it_may_use(karin: Association) -> None:
    auditor = cast.client(cast.member(karin, "aud", "auditor"))
    keys = keys_on(auditor.get("/karin/performance").content.decode())
    assert "c" not in keys
    assert "9" not in keys
    assert keys["f"] == "/karin/performance"


def test_the_map_is_a_page_and_a_part_for_the_window(desk: Client) -> None:
    said = desk.get("/karin/keys").content.decode()
    assert '<kbd class="kept-kbd">c</kbd></dt><dd>Telephone call</dd>' in said
    assert '<kbd class="kept-kbd">9</kbd></dt><dd>Danger now</dd>' in said
    part = desk.get("/karin/keys", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert '<h2 class="govuk-heading-m" id="keys-heading">' in part


def test_whoever_wants_none_switches_them_off_and_on_again(desk: Client) -> None:
    said = desk.post("/karin/keys", {"keys": "off"}, follow=True).content.decode()
    assert "Single keys are switched off." in said
    assert keys_on(desk.get("/karin/capture").content.decode()) == {}
    assert "data-keys-page" in desk.get("/karin/capture").content.decode()
    said = desk.post("/karin/keys", {"keys": "on"}, follow=True).content.decode()
    assert "Single keys are switched on." in said
    assert keys_on(desk.get("/karin/capture").content.decode())
