"""Which answers of a row does the housing system know too, and in which columns do they lie?

    ours(home)                                  # {"address": "14 Mill Road", "patch": "north", …}
    put(home, {"patch": "south"}, names)        # sets the columns; keys by which it is found follow
    held(HOMES, ["H-17", "H-18"])               # {"H-17": Home, …}, locked until the transaction ends

Answers are as JSON has them: words, lists, days as "2026-04-14"; what else is named is named by its handle,
slug or reference.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings

from kept.casework.beside import Difference, differences
from kept.store import bulk, kept_addresses, keys, likenesses, people
from kept.store.housing import postcode_key
from kept.store.models import Account, Association, Home, Office, Patch, Person, PersonKey, Team, Tenancy

Row = Person | Home | Tenancy | Patch


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of row that the housing system knows too. `columns` are those that its answers lie in."""

    name: str
    model: type[Any]
    fields: tuple[str, ...]
    related: tuple[str, ...]
    columns: Mapping[str, str]

    @property
    def table(self) -> str:
        """The table of its rows."""
        return str(self.model._meta.db_table)


TEXTS = ("name", "address", "email", "language", "needs")
_BOTH = {"outside": "jsonb", "overrides": "jsonb"}
PEOPLE = Sort(
    "people",
    Person,
    (*TEXTS, "phones", "born_on"),
    (),
    {
        **dict.fromkeys((*TEXTS, "name_key", "sound_key", "address_key"), "text"),
        "phones": "jsonb",
        "born_on": "date",
        **_BOTH,
    },
)
HOMES = Sort(
    "homes",
    Home,
    ("address", "postcode", "patch", "ended_on"),
    ("patch",),
    {
        **dict.fromkeys(("address", "address_key", "postcode", "postcode_key"), "text"),
        "patch_id": "bigint",
        "ended_on": "date",
        **_BOTH,
    },
)
TENANCIES = Sort(
    "tenancies",
    Tenancy,
    ("home", "kind", "from_on", "to_on"),
    ("home", "person"),
    {"home_id": "bigint", "kind": "text", "from_on": "date", "to_on": "date", **_BOTH},
)
PATCHES = Sort(
    "patches",
    Patch,
    ("name", "officer", "deputy", "team", "office", "ended_on"),
    ("officer", "deputy", "team", "office"),
    {
        "name": "text",
        **dict.fromkeys(("officer_id", "deputy_id", "team_id", "office_id"), "bigint"),
        "ended_on": "date",
        **_BOTH,
    },
)
SORTS: Mapping[str, Sort] = {each.name: each for each in (PEOPLE, HOMES, TENANCIES, PATCHES)}
# Which answers name something else, by what.
_NAMED_BY = {
    "patch": "slug",
    "home": "ref",
    "officer": "handle",
    "deputy": "handle",
    "team": "slug",
    "office": "slug",
}
_DAYS = ("born_on", "from_on", "to_on", "ended_on")


@dataclass(slots=True)
class Names:
    """The ids of what answers name: (field, name) -> id."""

    ids: dict[tuple[str, str], int]

    @classmethod
    def of(cls, here: Association, answers: Iterable[Mapping[str, object]]) -> Names:
        """Of everything that these answers name; a query for each sort that is named."""
        named: dict[str, set[str]] = {}
        for each in answers:
            for field, value in each.items():
                if field in _NAMED_BY and isinstance(value, str) and value:
                    named.setdefault(field, set()).add(value)
        found: dict[tuple[str, str], int] = {}
        for field, values in named.items():
            by = _NAMED_BY[field]
            rows: Any = _MODELS[field].objects.filter(**{f"{by}__in": values})
            rows = rows if by == "handle" else rows.filter(association=here)
            found.update({(field, name): pk for name, pk in rows.values_list(by, "pk")})
        return cls(found)


_MODELS: Mapping[str, type[Any]] = {
    "patch": Patch,
    "home": Home,
    "officer": Account,
    "deputy": Account,
    "team": Team,
    "office": Office,
}


def sort_of(row: Row) -> Sort:
    """The sort of a row."""
    return next(each for each in SORTS.values() if isinstance(row, each.model))


def ours(row: Row) -> dict[str, object]:
    """What stands here, of all that the housing system may speak of."""
    return {field: _answer(row, field) for field in sort_of(row).fields}


def _answer(row: Row, field: str) -> object:
    value = getattr(row, field)
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, _NAMED_BY[field]) if field in _NAMED_BY and value is not None else value


def put(row: Row, answers: Mapping[str, object], names: Names) -> None:
    """Set what the answers say; the caller saves the row, or writes it with others."""
    for field, value in answers.items():
        if field in _NAMED_BY:
            setattr(row, f"{field}_id", names.ids.get((field, str(value))) if value else None)
        elif field in _DAYS:
            setattr(row, field, date.fromisoformat(str(value)) if value else None)
        elif field == "phones":
            row.phones = list(value) if isinstance(value, list) else []  # type: ignore[union-attr]
        else:
            setattr(row, field, value or "")
    if isinstance(row, Person):
        row.name_key, row.sound_key = keys.name_key(row.name), keys.sound_key(row.name)
    if isinstance(row, Person | Home):
        row.address_key = keys.address_key(row.address)
    if isinstance(row, Person):
        kept_addresses.keep_back(row)
    if isinstance(row, Home):
        row.postcode_key = postcode_key(row.postcode)


def held(sort: Sort, refs: Collection[str]) -> dict[str, Any]:
    """The rows that the housing system calls so, locked in the order of their ids."""
    rows = sort.model.objects.select_for_update(of=("self",)).filter(external_ref__in=refs)
    return {each.external_ref: each for each in rows.select_related(*sort.related).order_by("pk")}


def add(sort: Sort, rows: Sequence[Row]) -> None:
    """Write new rows, and the keys by which people are found."""
    if rows:
        sort.model.objects.bulk_create(rows, batch_size=1000)
    if sort is PEOPLE:
        _file(rows)


def write(sort: Sort, rows: Sequence[Row], *, refile: Collection[Row] = ()) -> None:
    """Write rows that changed; `refile` are the people who are found by something else now."""
    columns = {"id": "bigint", **sort.columns}
    sets = ", ".join(f'"{name}" = new."{name}"' for name in sort.columns)
    bulk.change(
        f"UPDATE {sort.table} AS old SET {sets} FROM {{new}}"
        " WHERE old.association_id = kept_association() AND old.id = new.id",
        columns,
        [tuple(getattr(row, name) for name in columns) for row in rows],
    )
    if refile:
        _refile(list(refile))


def _file(rows: Sequence[Any]) -> None:
    fresh = [(row.pk, sort, key) for row in rows for sort, key in people.keys_of(row)]
    bulk.insert(
        "store_personkey",
        {"person_id": "bigint", "sort": "text", "key": "text"},
        fresh,
        tail="ON CONFLICT DO NOTHING",
    )
    likenesses.refresh([row.pk for row in rows])


def _refile(rows: Sequence[Any]) -> None:
    wanted = {row.pk: set(people.keys_of(row)) for row in rows}
    kept = PersonKey.objects.filter(association=rows[0].association_id, person__in=list(wanted))
    gone = [
        pk
        for pk, person, sort, key in kept.values_list("pk", "person", "sort", "key")
        if (sort, key) not in wanted[person]
    ]
    if gone:
        PersonKey.objects.filter(association=rows[0].association_id, pk__in=gone).delete()
    _file(rows)


def running(sort: Sort, here: Association, day: date) -> set[str]:
    """The references of the housing system whose rows have not ended by that day."""
    end = "to_on" if sort is TENANCIES else "ended_on"
    rows = sort.model.objects.filter(association=here, external_ref__isnull=False)
    rows = rows.exclude(**{f"{end}__lt": day})
    return set(rows.values_list("external_ref", flat=True))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One answer on which the housing system and staff do not agree."""

    sort: str
    row: Any
    what: Difference


def disagreements(here: Association, limit: int = 1000) -> Iterator[Disagreement]:
    """Every answer that staff put right and that the housing system still has otherwise; a query a sort."""
    for sort in SORTS.values():
        rows = sort.model.objects.filter(association=here).exclude(overrides={})
        if sort is PEOPLE:
            rows = rows.filter(merged_into=None, erased_at=None)
        for row in rows.select_related(*sort.related).order_by("id")[:limit]:
            for each in differences(ours(row), outside=row.outside, overrides=row.overrides):
                yield Disagreement(sort.name, row, each)


_ALIKE = """
SELECT new.ref, p.ref, array_agg(DISTINCT k.sort ORDER BY k.sort), bool_or(p.born_on = new.born_on)
FROM {new}
JOIN store_personkey k ON k.association_id = kept_association() AND k.sort = new.sort AND k.key = new.key
JOIN store_person p ON p.association_id = kept_association() AND p.id = k.person_id
WHERE p.external_ref IS NULL AND p.merged_into_id IS NULL AND p.erased_at IS NULL
GROUP BY new.ref, p.ref
HAVING count(DISTINCT k.sort) + coalesce(bool_or(p.born_on = new.born_on)::int, 0) >= 2
ORDER BY 1, 2
"""


def alike(fresh: Sequence[Person]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Who of those that staff added may be one of these: (new ref, their ref, by what), by two sorts of
    identifier that are exactly the same. One query; it runs before these are written.
    """
    rows = [(row.ref, sort, key, row.born_on) for row in fresh for sort, key in _identifiers(row)]
    columns = {"ref": "text", "sort": "text", "key": "text", "born_on": "date"}
    found = []
    for ref, other, sorts, born in bulk.ask(_ALIKE, columns, rows):
        found.append((ref, other, (*sorts, *(("born on",) if born else ()))))
    return found


def _identifiers(row: Person) -> Iterator[tuple[str, str]]:
    words = keys.name_words(row.name)
    if words:
        yield people.NAME, " ".join(words)[: keys.LONGEST]
    if row.address_key:
        yield people.ADDRESS, row.address_key
    if row.email:
        yield people.EMAIL, keys.email_key(row.email)
    for number in filter(None, map(keys.digits, row.phones)):
        yield people.PHONE, number


ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Gone:
    """Of some references, those whose people were erased. It is not `sure` where marks were made with a key
    that is not here: then nobody can say of a reference that it is not among them.
    """

    refs: frozenset[str]
    sure: bool = True


def mark_of(person: Person) -> dict[str, object]:
    """What is left of a reference whose person was erased: enough to know it again, and nothing to read.

    References are short and could be tried one after another, so the mark is keyed: the key of the
    installation lies outside the database, and whoever has the database alone learns nothing from it.
    """
    if not person.external_ref:
        return {}
    return {ERASED: _mark(settings.SECRET_KEY, person.association_id, person.external_ref)}


def erased(here: Association, refs: Iterable[str]) -> Gone:
    """Which of these references are of people who were erased; one query."""
    rows = Person.objects.filter(association=here, erased_at__isnull=False, outside__has_key=ERASED)
    marks = set(rows.values_list(f"outside__{ERASED}", flat=True))
    if not marks:
        return Gone(frozenset())
    keys_here = {_named(each): each for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)}
    used = {str(each).partition(":")[0] for each in marks}
    tried = [keys_here[name] for name in used & keys_here.keys()]
    found = {ref for ref in refs if any(_mark(key, here.pk, ref) in marks for key in tried)}
    return Gone(frozenset(found), sure=used <= keys_here.keys())


def _mark(key: str, association: int, ref: str) -> str:
    return f"{_named(key)}:{_keyed(key, f'{association}:{ref}')}"


def _named(key: str) -> str:
    """By what it is told with which key a mark was made; says nothing of the key."""
    return _keyed(key, "name")[:8]


def _keyed(key: str, words: str) -> str:
    return hmac.new(f"kept.erased:{key}".encode(), words.encode(), sha256).hexdigest()
