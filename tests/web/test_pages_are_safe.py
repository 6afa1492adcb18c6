"""Every page runs nothing that is written into it, loads nothing from
elsewhere, and is light enough for a telephone.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from kept.casework.permissions import ROLES, Permission, may
from kept.web.shared.access_table import ACCESS, Anyone
from tests import cast
from tests.web.walking import LEADS_BACK, Walked, address

FIRST_VISIT = 150_000


def pages(walked: Walked) -> list[tuple[str, str]]:
    """Every page by name, as a manager sees it, or whoever else may."""
    browsers = {role: cast.client(account) for role, account in walked.people.items()}
    found = [("sign-in", Client().get("/sign-in").content.decode())]
    for name, needs in ACCESS.items():
        if name.endswith("csv") or needs is Anyone.ANYBODY or name in ("home", "due", "rehearse-move"):
            continue
        if name in LEADS_BACK:
            continue
        place = address(walked, name) if isinstance(needs, Permission) else f"/{name}"
        wanted = needs if isinstance(needs, Permission) else Permission.FIGURES
        role = next(each for each in ("manager", *ROLES) if may(each, wanted))
        response = browsers[role].get(place)
        assert response.status_code == 200, name
        policy = response.headers["Content-Security-Policy"]
        # What somebody brought is no page of ours: it loads nothing at all, or only what is ours.
        if name == "email-layout":
            # What a stranger wrote, as they laid it out: no page of ours, and it may do nothing at all.
            assert policy.startswith("sandbox "), policy
            assert "default-src 'none'" in policy
            assert "script" not in policy
            assert "same-origin" not in policy
            assert b"<script" not in response.content
            continue
        assert "default-src 'self'" in policy or policy == "sandbox; default-src 'none'", name
        assert "unsafe" not in policy
        assert "no-store" in response.headers["Cache-Control"]
        if not response.headers["Content-Type"].startswith("text/html"):
            # A file is no page: it is never shown in the browser, and never taken for something else.
            # The one thing that the browser runs is the worker of the visits on a telephone.
            if name != "visits-phone-worker":
                assert response.headers["Content-Disposition"].startswith("attachment"), name
            assert response.headers["X-Content-Type-Options"] == "nosniff", name
            assert b"".join(response.streaming_content) if response.streaming else response.content, name
            continue
        found.append((name, response.content.decode()))
    return found


def test_no_page_holds_a_script_or_a_style_or_calls_another_host(walked: Walked) -> None:
    for name, said in pages(walked):
        assert not re.search(r"<script(?![^>]*\ssrc=)", said), name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", said), name
        for where in re.findall(r'(?:src|href|action|hx-post)="([^"]*)"', said):
            assert not re.match(r"(?:[a-z]+:)?//", where), (name, where)


def test_every_page_names_its_language_and_its_title_and_every_form_its_token(walked: Walked) -> None:
    for name, said in pages(walked):
        assert '<html lang="en-gb"' in said, name
        assert re.search(r"<title>[^<]+ – Kept</title>", said), name
        assert said.count("<h1") == 1, name
        for form in re.findall(r'<form[^>]*method="post".*?</form>', said, re.S):
            assert "csrfmiddlewaretoken" in form, name


def test_ids_are_given_once_and_labels_lead_to_questions(walked: Walked) -> None:
    for name, said in pages(walked):
        ids = re.findall(r'\sid="([^"]*)"', said)
        assert len(ids) == len(set(ids)), name
        for wanted in re.findall(r'<label[^>]*\sfor="([^"]*)"', said):
            assert wanted in ids, (name, wanted)


@pytest.mark.parametrize("place", ["/sign-in"])
def test_a_first_visit_is_light(db: None, place: str) -> None:
    said = Client().get(place).content
    weight = len(gzip.compress(said))
    for file in set(re.findall(rb'(?:src|href)="/static/([^"]*)"', said)):
        found = finders.find(file.decode())
        assert found, f"{file!r} is not built: make setup"
        weight += len(gzip.compress(Path(found).read_bytes()))
    assert weight < FIRST_VISIT
