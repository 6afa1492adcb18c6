"""A request finds everything: every table is known, and what is planted in each of them is found again.

A row is made of every table in the map, with every reference that it has leading to somebody in turn, and
with words of its own in every column that may hold some; then the search goes through it all.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from typing import Any

import pytest
import typst
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from kept.casework.bundling import NAMED, ON_THREAD, THEIRS
from kept.store import everything, files, tenancy
from kept.store.everything import Whom, look, person_sought
from kept.store.everything_map import PLACES, PLAIN, WITHOUT
from kept.store.models import Association, EventText, Home, Person, StoredFile, Tenancy, Thread
from tests.store.making import account, landlord
from tests.unit.casework.small import t

NOW = t("Thursday 2026-11-26 10:00")
STORE = {each.__name__: each for each in apps.get_app_config("store").get_models()}
WORDS = ("TextField", "CharField", "JSONField")
NAME, PHONE, EMAIL = "Ngozi Adaeze Okafor", "0113 496 0771", "ngozi.okafor@example.org"


def text_columns(name: str) -> Iterator[str]:
    for each in STORE[name]._meta.concrete_fields:
        if each.get_internal_type() in WORDS:
            yield each.name


def test_every_table_is_looked_through_or_says_why_not() -> None:
    known = {*PLACES, *WITHOUT}
    lost = {name: list(text_columns(name)) for name in STORE if name not in known}
    assert not lost, f"Name these in store/everything_map.py: {lost}"
    assert not set(PLACES) & set(WITHOUT)
    assert known <= set(STORE)


def test_every_column_of_words_is_looked_through() -> None:
    for name, place in PLACES.items():
        columns = {each.name for each in STORE[name]._meta.concrete_fields}
        named = {*place.words, *place.beside, *([place.at] if place.at else ())}
        assert {each for each in named if "__" not in each} <= columns, name
        left = {
            each
            for each in text_columns(name)
            if each not in named and each not in PLAIN and not each.endswith(("_by", "_key"))
        }
        assert not left, f"{name}: say of {sorted(left)} whether they hold words, in store/everything_map.py"


def test_whatever_belongs_to_a_person_is_looked_through() -> None:
    """A table with a reference to a customer is never among those that hold nothing of one."""
    may = {"PersonKey", "Gathering", "KeptAddress", "AddressSeer"}
    tied = {
        name
        for name, model in STORE.items()
        if any(each.is_relation and each.related_model is Person for each in model._meta.concrete_fields)
    }
    assert tied - may <= set(PLACES)


class Making:
    """Rows of any table, with as little in them as the database takes."""

    def __init__(self, here: Association) -> None:
        self.here, self.numbers = here, itertools.count(1)
        self.by = account("ann")
        self.logs = Thread.objects.create(association=here, ref="L0G0-0001", kind="house", opened_at=NOW)
        self.someone = self.person("Somebody Else")

    def person(self, name: str) -> Person:
        ref = f"P{next(self.numbers):08d}"
        return Person.objects.create(association=self.here, ref=ref, name=name, log=self.logs, added_at=NOW)

    def thread(self, person: Person | None) -> Thread:
        ref = f"T{next(self.numbers):08d}"
        return Thread.objects.create(
            association=self.here, ref=ref, kind="contact", person=person, opened_at=NOW
        )

    def file(self, data: bytes, *, thread: Thread | None = None, type_: str = "text/plain") -> StoredFile:
        kept = files.keep_sent(self.here, io.BytesIO(data), "note", "ann", NOW, type_=type_)
        assert isinstance(kept, files.File)
        if thread is not None:
            files.tie(self.here, thread.pk, kept, "ann", NOW)
        return StoredFile.objects.get(pk=kept.id)

    def row(self, table: str, /, **given: Any) -> Any:
        """A row of that table; what is not given is as empty as may be."""
        model = STORE[table]
        values = {**SPECIAL.get(table, {}), **given}
        for each in model._meta.concrete_fields:
            if each.name in values or (each.primary_key and not each.is_relation):
                continue
            if each.null or each.has_default():
                continue
            values[each.name] = self._value(each)
        either = ONE_OF.get(table)
        if either and not any(values.get(each) for each in either):
            values[either[0]] = self.person("Somebody Else")
        if table in IN_ORDER and values["one"].pk > values["other"].pk:
            values["one"] = self.someone if isinstance(values["one"], Person) else self.logs
        return model._default_manager.create(**values)

    def _value(self, column: Any) -> Any:
        number = next(self.numbers)
        if column.is_relation:
            return self._other(column.related_model)
        match column.get_internal_type():
            case "DateTimeField":
                return NOW + timedelta(minutes=number)
            case "DateField":
                return date(2026, 11, 26) + timedelta(days=number)
            case "BooleanField":
                return False
            case "JSONField":
                return {}
            case "DecimalField":
                return Decimal(1)
            case "TextField" | "CharField" | "SlugField":
                return f"x{number}"[: column.max_length or 40]
        return number

    def _other(self, model: type[models.Model]) -> Any:
        if model is Association:
            return self.here
        if model is Person:
            return self.person("Somebody Else")
        if model is Thread:
            return self.thread(None)
        if model is get_user_model():
            return account(f"a{next(self.numbers)}")
        return self.row(model.__name__)


# What the checks of the database ask for beside what has to be there anyway.
SPECIAL: dict[str, dict[str, Any]] = {
    "CallRecord": {"outcome": "answered", "waited": 1},
    "Resource": {"kind": "room"},
    "Finding": {"result": "fine"},
    "Joining": {"taken": {}},
}
# Where one of two references is to be there, and where the first comes before the second.
TABLES = [each for each in PLACES if each != "StoredFile"]
ONE_OF = {"Connection": ("person", "home"), "RetentionHold": ("person", "thread")}
IN_ORDER = {"CaseLink", "Likeness", "NotSame"}


@pytest.fixture(name="here")
def a_landlord(db: None) -> Iterator[Association]:
    with tenancy.association(landlord("red")) as here:
        yield here


def found_of(here: Association, name: str, whom: Whom) -> list[everything.Found]:
    found: list[everything.Found] = []
    after: int | None = 0
    while after is not None:
        piece = look(here, name, whom, after, kinds={})
        found, after = [*found, *piece.found], piece.after
    return found


def okafor(making: Making) -> tuple[Person, Thread, Home]:
    person = making.person(NAME)
    person.phones, person.email = [PHONE], EMAIL
    person.save()
    home = Home.objects.create(
        association=making.here,
        ref="H001-0001",
        log=making.logs,
        added_at=NOW,
        address="14 Quarry Rise, Leeds",
    )
    Tenancy.objects.create(
        association=making.here, ref="TEN1-0001", home=home, person=person, kind="tenant", added_at=NOW
    )
    return person, making.thread(person), home


def planted(making: Making, name: str, column: str, words: str, /, **given: Any) -> Any:
    """A row with these words in that column, beside the row where they lie there."""
    if "__" in column:
        row = making.row(name, **given)
        EventText.objects.create(association=making.here, event=row, words={"about": words})
        return row
    kind = STORE[name]._meta.get_field(column).get_internal_type()
    said: Any = {"said": words} if kind == "JSONField" else words
    return making.row(name, **given, **{column: said})


def test_what_is_planted_in_every_table_is_found_again(here: Association) -> None:
    making = Making(here)
    person, thread, home = okafor(making)
    tied: dict[str, dict[int, str]] = {}
    named: dict[str, dict[int, str]] = {}
    others: dict[str, int] = {}
    for name in TABLES:
        tied[name] = dict(tied_rows(making, name, {"people": person, "threads": thread, "homes": home}))
        named[name] = {
            planted(making, name, column, f"{name}.{column}: rang Mrs Okafor on {PHONE}").pk: column
            for column in PLACES[name].words
        }
        others[name] = making.row(name).pk
    whom = person_sought(person)

    for name in TABLES:
        found = {each.row: each for each in found_of(here, name, whom)}
        for row, path in tied[name].items():
            assert found[row].how in (THEIRS, ON_THREAD), f"{name}.{path}"
            assert not PLACES[name].words or f"{name} by {path}" in found[row].words, f"{name}.{path}"
        for row, column in named[name].items():
            assert found[row].how in (NAMED, THEIRS), f"{name}.{column}"
            assert f"{name}.{column}: rang Mrs Okafor on {PHONE}" in found[row].words, f"{name}.{column}"
        assert others[name] not in found, f"{name}: what is about somebody else was taken for theirs"


def test_what_is_planted_in_files_of_every_sort_is_found_again(here: Association) -> None:
    making = Making(here)
    person, thread, _ = okafor(making)
    says = f"The surveyor rang {NAME} about the damp."
    email = EmailMessage()
    email["From"], email["Subject"] = "repairs@example.net", "The damp"
    email.set_content(f"Write to {EMAIL}, please.")
    named = {
        making.file(says.encode()).pk: says,
        making.file(typst.compile(says.encode()), type_="application/pdf").pk: says,
        making.file(email.as_bytes(), type_="message/rfc822").pk: EMAIL,
    }
    tied = {
        making.file(b"Seen on Tuesday, all dry.", thread=thread).pk,
        making.file(b"\x89PNG of the wall", thread=thread, type_="image/png").pk,
    }
    other = making.file(b"The lift was mended.").pk

    found = {each.row: each for each in found_of(here, "StoredFile", person_sought(person))}
    for row, words in named.items():
        assert found[row].how == NAMED
        assert words in found[row].words
    assert {found[row].how for row in tied} == {ON_THREAD}
    assert other not in found


def tied_rows(making: Making, name: str, to: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """A row for each of its references that leads to them, with words of its own where it has any."""
    reach, words = everything.reach_of(name), PLACES[name].words
    for sort, whom in to.items():
        for path in getattr(reach, sort):
            if path == "pk" or "__" in path:
                continue
            given = {path: whom}
            row = planted(making, name, words[0], f"{name} by {path}", **given) if words else None
            yield (row or making.row(name, **given)).pk, path
