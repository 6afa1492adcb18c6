"""Who plays in the tests, and how does a thread get to where a test wants it?

By events, told through the actions as in earnest; no field is ever set by hand.

    karin = cast.association("karin")
    ann = cast.member(karin, "ann", "officer")
    ref = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", from_name="Ms Okafor")
    cast.told(karin, ann, "letter.answered", "Thursday 2026-04-09 15:00", thread=ref)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from django.test import Client

from kept.actions import people, policies
from kept.actions.telling import Telling, tell
from kept.rulebook import Rulebook, load_files, load_folder, policies_folder
from kept.store import rules, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership

LONDON = ZoneInfo("Europe/London")
PASSWORD = "a quiet morning at the counter"
# The day before any of them goes live: what recurs begins only where a test says so.
BEGINNING = datetime(2016, 1, 3, 9, tzinfo=UTC)


def t(wall: str) -> datetime:
    """The instant of a wall time in London; the weekday written must be right."""
    weekday, rest = wall.split(" ", 1)
    local = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)
    assert f"{local:%A}" == weekday, f"{rest} is a {local:%A}"
    return local.astimezone(UTC)


def association(slug: str) -> Association:
    """That association with its policy in force."""
    # What is kept in memory by the number of a row belongs to the database of the test before.
    rules._rulebook.cache_clear()
    rules._rules.cache_clear()
    with patch.object(policies, "load_files", _read_once):
        policies.load(folder=policies_folder() / slug, by="kept", at=BEGINNING)
    return Association.objects.get(slug=slug)


def _read_once(files: Mapping[str, str]) -> Rulebook:
    """What those files say, read once in a run: the same files always say the same."""
    return _read(tuple(sorted(files.items())))


@lru_cache(maxsize=16)
def _read(files: tuple[tuple[str, str], ...]) -> Rulebook:
    return load_files(dict(files))


@lru_cache
def rulebook(slug: str) -> Rulebook:
    """Its policy as data, for what a test expects of it."""
    return load_folder(policies_folder() / slug)


def member(at: Association, handle: str, role: str = "officer", **more: Any) -> Account:
    """Somebody who works there, since long ago unless said otherwise."""
    account = Account.objects.filter(handle=handle).first()
    if account is None:
        name = handle.replace("-", " ").title()
        made = people.create_account(
            association=at,
            handle=handle,
            email=f"{handle}@example.org",
            name=name,
            by="kept",
            at=BEGINNING,
            password=PASSWORD,
        )
        assert isinstance(made, Account), made
        account = made
    more.setdefault("from_on", date(2016, 1, 4))
    joined = people.add_member(association=at, handle=handle, role=role, by="kept", at=BEGINNING, **more)
    assert isinstance(joined, Membership), joined
    return account


def told(
    at: Association,
    by: Account,
    kind: str,
    wall: str,
    *,
    recorded: str | None = None,
    uid: str | None = None,
    thread: str | None = None,
    subject: str | None = None,
    corrects: str | None = None,
    answers: tuple[str, ...] = (),
    office: str | None = None,
    **facts: object,
) -> str:
    """Tell that this happened at that wall time, recorded then
    unless said otherwise; the thread's reference.
    """
    happened_at = t(wall)
    now = t(recorded) if recorded else happened_at
    telling = Telling(
        kind,
        happened_at,
        facts,
        uid=uid,
        thread=thread,
        subject=subject,
        corrects=corrects,
        answers=answers,
        office=office,
    )
    with tenancy.association(at):
        membership = membership_of(by, on=happened_at.date())
    done = tell([telling], association=at, by=by.handle, at=now, membership=membership)
    assert done.refused is None, done.refused
    ref = done.results[0].thread
    assert ref is not None
    return ref


def client(account: Account) -> Client:
    """A browser in which this person has signed in."""
    browser = Client()
    browser.force_login(account)
    return browser
