"""Where, in every table and every file, does something about this person or this case stand?

    whom = person_sought(okafor)                    # their files, contacts, homes, and what they are known by
    piece = look(karin, PLACE_NAMES[3], whom, 0, kinds=rulebook.kinds)
    piece.found, piece.after                        # what it found there; where to go on, or None

It goes through the tables of `everything_map`, a stretch at a time, so that neither a long table nor a long
file is ever held at once. How a table leads to a person, a contact, a home or a file is read from the table
itself. Beside what is theirs it looks for their name, numbers and addresses in everybody's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import F, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast

from kept.casework.bundling import NAMED, ON_THREAD, THEIRS, described, told
from kept.casework.finding import Needles, named_in, pattern, text_of
from kept.rulebook.model import EventKind
from kept.store import files, people
from kept.store.everything_map import PLACES, Place
from kept.store.models import (
    Association,
    Bound,
    BundleItem,
    FileOnThread,
    Gathering,
    Home,
    Person,
    PrintBatch,
    PublicationFile,
    StoredFile,
    Tenancy,
    Thread,
)

PLACE_NAMES: tuple[str, ...] = tuple(PLACES)
EVENT, FILE = "Event", "StoredFile"
# So many rows are looked through in one statement, and so many pieces are taken from it.
WINDOW, MOST = 20_000, 500
FILES_AT_ONCE = 25
# What is called otherwise than its column.
LABELS: Mapping[str, str] = {
    "outside": "What the housing system says",
    "overrides": "What we put right",
    "name": "Name",
    "from_name": "From",
    "born_on": "Born on",
    "words": "Words",
}


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose it is: ids of files, contacts and homes, and what they are known by."""

    people: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    homes: tuple[int, ...] = ()
    needles: Needles = field(default_factory=Needles)


@dataclass(frozen=True, slots=True)
class Found:
    """One piece: where it stands, how it was found, and what it says."""

    place: str
    row: int
    how: str
    title: str
    words: str = ""
    at: datetime | None = None
    thread: int | None = None
    file: int | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What one stretch of one table came to; `after` is where it goes on, None where the table is done."""

    found: tuple[Found, ...]
    after: int | None
    read: int = 0


def person_sought(person: Person) -> Whom:
    """Everything by which this person is reached."""
    here = person.association_id
    family = people.family(person.stands)
    rows = list(Person.objects.filter(association=here, pk__in=family))
    theirs = Thread.objects.filter(association=here).filter(
        Q(person__in=family) | Q(pk__in=[each.log_id for each in rows])
    )
    homes = Tenancy.objects.filter(association=here, person__in=family).values_list("home", flat=True)
    return Whom(
        people=tuple(family),
        threads=_with_joined(here, theirs.values_list("pk", flat=True)),
        homes=tuple(sorted(set(homes))),
        needles=Needles(
            names=_each(each.name for each in rows),
            phones=_each(str(phone) for each in rows for phone in each.phones),
            emails=_each(each.email for each in rows),
            addresses=_each((*(each.address for each in rows), *_addresses(here, homes))),
            refs=_each((*(each.ref for each in rows), *(each.external_ref or "" for each in rows))),
        ),
    )


def case_sought(thread: Thread) -> Whom:
    """What belongs to this case: its contact, and those that were joined with it."""
    return Whom(threads=_with_joined(thread.association_id, [thread.pk]))


def _with_joined(here: int, ids: Iterable[int]) -> tuple[int, ...]:
    """The contacts with those that were joined into them, and those that they were joined into."""
    own = list(ids)
    rows = Thread.objects.filter(association=here, merged_into__isnull=False)
    pairs = rows.filter(Q(pk__in=own) | Q(merged_into__in=own)).values_list("pk", "merged_into")
    return tuple(sorted({*own, *(each for pair in pairs for each in pair if each is not None)}))


def _addresses(here: int, homes: Iterable[int]) -> list[str]:
    return list(Home.objects.filter(association=here, pk__in=list(homes)).values_list("address", flat=True))


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in words if each and each.strip()))


# ---- how a table leads to somebody


@dataclass(frozen=True, slots=True)
class Reach:
    """The columns of one table that lead to a person, a contact, a home and a file."""

    people: tuple[str, ...]
    threads: tuple[str, ...]
    homes: tuple[str, ...]
    files: tuple[str, ...]


def model_of(name: str) -> type[Bound]:
    """The table of that name."""
    return cast("type[Bound]", apps.get_model("store", name))


@cache
def reach_of(name: str) -> Reach:
    """How its rows lead to somebody: by every reference that it has, and by what the map names beside."""
    found: dict[str, list[str]] = {"Person": [], "Thread": [], "Home": [], "StoredFile": []}
    if name in found:
        found[name].append("pk")
    for each in model_of(name)._meta.concrete_fields:
        if each.is_relation and each.related_model is not None and each.related_model.__name__ in found:
            found[each.related_model.__name__].append(each.name)
    for path in PLACES[name].more if name in PLACES else ():
        found[_ends_at(name, path)].append(path)
    return Reach(*(tuple(found[each]) for each in ("Person", "Thread", "Home", "StoredFile")))


def _ends_at(name: str, path: str) -> str:
    model: Any = model_of(name)
    for part in path.split("__"):
        model = model._meta.get_field(part).related_model
    return str(model.__name__)


def _belonging(name: str, whom: Whom) -> Q:
    """The rows that are theirs, or lie on a contact of theirs."""
    reach, found = reach_of(name), Q(pk__in=[])
    for paths, ids in (
        (reach.people, whom.people),
        (reach.threads, whom.threads),
        (reach.homes, whom.homes),
    ):
        for path in paths if ids else ():
            found |= Q(**{f"{path}__in": list(ids)})
    return found


# ---- looking through one table


def look(here: Association, name: str, whom: Whom, after: int, *, kinds: Mapping[str, EventKind]) -> Looked:
    """What stands about them in the next stretch of that table."""
    if name == FILE:
        return _look_through_files(here, whom, after)
    place, model = PLACES[name], model_of(name)
    rows: QuerySet[Any] = model._default_manager.filter(association=here.pk)
    last: int = rows.aggregate(last=Max("pk"))["last"] or 0
    if after >= last:
        return Looked((), None)
    until = after + WINDOW
    stretch = _matching(rows, place, name, whom).filter(pk__gt=after, pk__lte=until).order_by("pk")
    taken = list(stretch.values(*_columns(name, place))[:MOST])
    found = tuple(_piece(here, name, place, each, whom, kinds) for each in taken)
    goes_on = taken[-1]["pk"] if len(taken) == MOST else until
    return Looked(found, goes_on if goes_on < last else None)


def _matching(rows: QuerySet[Any], place: Place, name: str, whom: Whom) -> QuerySet[Any]:
    wanted, found = _belonging(name, whom), pattern(whom.needles)
    if found:
        for number, column in enumerate(place.words):
            rows = rows.annotate(**{f"said{number}": Cast(F(column), TextField())})
            wanted |= Q(**{f"said{number}__iregex": found})
    # A path that leads to many rows, such as words beside, never doubles one.
    return rows.filter(wanted)


def _columns(name: str, place: Place) -> tuple[str, ...]:
    reach = reach_of(name)
    paths = (*reach.people, *reach.threads, *reach.homes, *reach.files)
    at = (place.at,) if place.at else ()
    return tuple(dict.fromkeys(("pk", *place.words, *place.beside, *at, *paths)))


def _piece(
    here: Association,
    name: str,
    place: Place,
    row: Mapping[str, Any],
    whom: Whom,
    kinds: Mapping[str, EventKind],
) -> Found:
    reach = reach_of(name)
    threads = [row[path] for path in reach.threads if row[path] is not None]
    own = [each for each in threads if each in whom.threads]
    theirs = any(row[path] in whom.people for path in reach.people)
    how = THEIRS if theirs or any(row[path] in whom.homes for path in reach.homes) else ON_THREAD
    title, words = place.says, described(_said(place, row))
    if name == EVENT:
        kind = kinds.get(row["kind"])
        title = kind.label if kind is not None else row["kind"]
        words = described(told(kind, row["facts"] or {}, row["text__words"] or {}))
    return Found(
        name,
        row["pk"],
        how if theirs or own or how == THEIRS else NAMED,
        title,
        words or title,
        _moment(row[place.at], here) if place.at else None,
        next(iter((*own, *threads)), None),
        None,
    )


def _said(place: Place, row: Mapping[str, Any]) -> dict[str, object]:
    return {label_of(each): row[each] for each in (*place.words, *place.beside)}


def label_of(column: str) -> str:
    """What a column is called for whoever reads it."""
    last = column.rsplit("__", 1)[-1]
    return LABELS.get(last, last.replace("_", " ").capitalize())


def _moment(value: date | datetime | None, here: Association) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), ZoneInfo(here.zone))


# ---- files


def _look_through_files(here: Association, whom: Whom, after: int) -> Looked:
    """The next few files: those of their contacts, letters and forms, and any that names them."""
    own = _own_files(here, whom)
    rows = StoredFile.objects.filter(association=here, gone_at__isnull=True, pk__gt=after)
    rows = rows.exclude(pk__in=_not_looked_into(here)).order_by("pk")
    if not whom.needles.all:
        rows = rows.filter(pk__in=own)
    taken = list(rows[:FILES_AT_ONCE])
    found = tuple(piece for each in taken for piece in _of_file(here, each, own, whom))
    return Looked(found, taken[-1].pk if len(taken) == FILES_AT_ONCE else None, len(taken))


def _of_file(
    here: Association, row: StoredFile, own: Mapping[int, int | None], whom: Whom
) -> Iterator[Found]:
    words = words_of_file(here, row)
    theirs = row.pk in own
    if not theirs and not named_in(f"{row.name}\n{words or ''}", whom.needles):
        return
    thread = own.get(row.pk) or _thread_of(here, row)
    how = ON_THREAD if theirs else NAMED
    yield Found(FILE, row.pk, how, row.name or "A file", words or "", row.kept_at, thread, row.pk)


def words_of_file(here: Association, row: StoredFile) -> str | None:
    """What the file says; None where it is one that Kept cannot read, or no longer there."""
    try:
        with files.open(here, row.sha256) as stream:
            return text_of(stream.read(), row.type)
    except FileNotFoundError:
        return None


def _own_files(here: Association, whom: Whom) -> dict[int, int | None]:
    """The files that any row of theirs names, each with the contact that it belongs to."""
    found: dict[int, int | None] = {}
    for name in PLACE_NAMES:
        reach = reach_of(name)
        if name == FILE or not reach.files:
            continue
        rows = model_of(name)._default_manager.filter(_belonging(name, whom), association=here.pk)
        for path in reach.files:
            named = rows.filter(**{f"{path}__isnull": False})
            thread = reach.threads[0] if reach.threads else None
            for row in named.values_list(path, *([thread] if thread else [])):
                found.setdefault(row[0], row[1] if thread else None)
    return found


def _thread_of(here: Association, row: StoredFile) -> int | None:
    tied = FileOnThread.objects.filter(association=here, file=row).order_by("pk")
    return tied.values_list("thread", flat=True).first()


def _not_looked_into(here: Association) -> list[int]:
    """What was made of other files: bundles of ours, a day's letters in one, what anybody may have."""
    made = Gathering.objects.filter(association=here).values_list("pdf", "data")
    copies = BundleItem.objects.filter(association=here, copy__isnull=False).values_list("copy")
    batches = PrintBatch.objects.filter(association=here).values_list("file", "sheet")
    public = PublicationFile.objects.filter(association=here).values_list("file")
    return [
        each for rows in (made, copies, batches, public) for row in rows for each in row if each is not None
    ]
