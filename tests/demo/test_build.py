"""Is the year of every association on record, by the actions alone, and is it what the events say?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import TransactionTestCase

from kept.actions import rehearsing
from kept.actions.recomputing import recompute
from kept.actions.telling import Telling, tell
from kept.casework import Refused
from kept.casework.permissions import ROLES
from kept.demo.build import CannotBuild, build
from kept.demo.house import Made, Plan
from kept.rulebook import policies_folder
from kept.server import roles
from kept.server.postgres import Server
from kept.store import rehearsal, rules, tenancy
from kept.store.models import (
    Association,
    Check,
    Clock,
    Connection,
    Event,
    Home,
    Membership,
    Notice,
    Patch,
    Person,
    Published,
    Rehearsal,
    Tenancy,
    Thread,
)
from tests import cast
from tests.demo import figures_of
from tests.demo.stages import HARBOUR, UNTIL, folders
from tests.server.test_commands import everything

SMALL = Plan(seed=1, at=UNTIL, contacts=60)
SAID = ("uid", "kind", "happened_at", "recorded_at", "by", "grade", "facts")


def _made(*slugs: str) -> list[Made]:
    rules._rulebook.cache_clear()
    rules._rules.cache_clear()
    return build(SMALL, folders=[folders()[each] for each in slugs], shared=policies_folder())


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[list[Made]]:
    """The small demonstration of every association and a sixth, made once and cleared away afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            yield _made(*folders())
        finally:
            TransactionTestCase._fixture_teardown(None)


def test_nothing_that_was_played_was_refused(built: list[Made]) -> None:
    assert {each.slug: each.refused for each in built} == {each.slug: [] for each in built}
    assert {each.slug for each in built} == set(folders())
    assert all(each.contacts >= 55 for each in built)


def test_what_is_stored_is_what_the_events_say(built: list[Made]) -> None:
    for each in built:
        found: list[object] = []
        done = recompute(association=each.slug, check=True, at=UNTIL, by="kept", tell=found.append)
        assert (done.different, done.waiting, found) == (0, 0, []), each.slug
        assert done.threads > each.contacts


def test_every_role_has_somebody_whom_one_click_signs_in(built: list[Made]) -> None:
    for each in built:
        for role in ROLES:
            who = rehearsal.somebody(each.slug, role, UNTIL)
            assert who is not None, (each.slug, role)
            with tenancy.association(each.slug):
                assert Membership.objects.filter(account=who, role=role).exists()


def test_each_has_homes_patches_and_somebody_for_each_of_them(built: list[Made]) -> None:
    for each in built:
        with tenancy.association(each.slug):
            assert Home.objects.count() > Person.objects.count() / 3
            assert Tenancy.objects.exists()
            assert Patch.objects.exists()
            assert not Patch.objects.filter(officer=None).exists()


def test_nobody_waits_for_ever_and_somebody_has_everything_that_is_open(built: list[Made]) -> None:
    for each in built:
        with tenancy.association(each.slug):
            open_ = Thread.objects.filter(closed_at=None, merged_into=None).exclude(sensitivity="house")
            assert not open_.filter(adrift=True).exists(), each.slug
            contacts = open_.exclude(kind__in=("duty", "officer", "case"))
            assert not contacts.filter(owner=None, team=None).exclude(via="machine").exists(), each.slug


def test_months_are_published_and_some_closed_promises_were_read_again(built: list[Made]) -> None:
    for each in built:
        with tenancy.association(each.slug):
            assert Published.objects.count() >= 10, each.slug
            assert Check.objects.exclude(result="").exists(), each.slug


def test_some_of_it_is_not_for_everybody(built: list[Made]) -> None:
    kept_for: Counter[str] = Counter()
    for each in built:
        with tenancy.association(each.slug):
            kept_for.update(Thread.objects.values_list("sensitivity", flat=True))
            assert Connection.objects.exists(), each.slug
    assert kept_for["safeguarding"] >= len(built)
    assert kept_for["confidential"] > 0


def test_what_was_told_lately_is_still_unread_and_no_more(built: list[Made]) -> None:
    for each in built:
        with tenancy.association(each.slug):
            old = Notice.objects.filter(read_at=None, at__lt=UNTIL - timedelta(days=3))
            assert not old.exists(), each.slug


def test_it_is_marked_as_a_demonstration_and_cannot_be_told_the_past_any_more(built: list[Made]) -> None:
    row = Rehearsal.objects.get()
    assert (row.built_for, row.whole_at, row.moved_seconds) == (UNTIL.date(), UNTIL, 0)
    assert isinstance(rehearsing.play([], association="karin", by="kept", at=UNTIL), Refused)


def _but_for_numbers(said: tuple[object, ...]) -> tuple[object, ...]:
    """An event without the numbers that the database counts on, whatever was made before."""
    uid, *more, facts = said
    assert isinstance(facts, dict)
    told = {name: value for name, value in sorted(facts.items()) if name != "entry"}
    return (_but_for_the_number(str(uid)), *more, told)


def _but_for_the_number(uid: str) -> str:
    return re.sub(r"^machine:[0-9]+", "machine", uid)


def test_two_makings_are_the_same(db: None) -> None:
    def everything() -> list[tuple[object, ...]]:
        with transaction.atomic():
            _made("harbour")
            with tenancy.association("harbour"):
                events = sorted(map(_but_for_numbers, Event.objects.values_list(*SAID)), key=repr)
                rows = Clock.objects.values_list("promise", "start", "verdict")
                clocks = sorted((promise, _but_for_the_number(start), said) for promise, start, said in rows)
                found = [*events, *clocks, *Thread.objects.order_by("ref").values_list("ref", "kind")]
            transaction.set_rollback(True)
        return found

    first = everything()
    assert len(first) > 200
    assert everything() == first


@pytest.mark.parametrize("real", ["an account", "a contact"])
def test_a_database_with_anything_real_in_it_is_refused(db: None, real: str) -> None:
    karin = cast.association("karin")
    if real == "an account":
        cast.member(karin, "ann")
    else:
        telling = Telling("letter.received", UNTIL, {"from_name": "Ms Okafor"})
        tell([telling], association=karin, by="ann", at=UNTIL)
    with pytest.raises(CannotBuild, match="holds a landlord's own data"):
        build(SMALL, folders=[HARBOUR], shared=policies_folder())
    assert not Rehearsal.objects.exists()
    assert [each.slug for each in Association.objects.all()] == ["karin"]


def test_a_backup_brings_back_every_row_every_figure_and_every_clock(
    built: list[Made], server: Server, tmp_path: Path
) -> None:
    theirs = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "KEPT_OWNER_URL")
    }
    folder = Path(tempfile.mkdtemp(prefix="kept-test-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    try:
        _program("-m", "kept.cli", "backup", str(tmp_path / "year.dump"), environment=dict(os.environ))
        restored = ("-m", "kept.cli", "restore", str(tmp_path / "year.dump"), "--data", str(folder))
        _program(*restored, environment=theirs)
        second = Server(folder, forgetful=True)
        second.start()
        try:
            there = theirs | {
                "DATABASE_URL": second.url(roles.APP),
                "KEPT_OWNER_URL": second.url(roles.OWNER),
            }
            figures = _program("-m", "tests.demo.figures_of", environment=there).splitlines()
            checked = _program("-m", "kept.cli", "recompute", "--check", environment=there)
            assert everything(second) == everything(server)
        finally:
            second.stop()
    finally:
        shutil.rmtree(folder)
    assert len(figures) > 500
    assert figures == figures_of.lines()
    assert checked.count("what is stored is what follows from their events") == len(built)


def _program(*arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
