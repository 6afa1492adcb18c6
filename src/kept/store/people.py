"""Who is this? A customer by whatever they say first: name, address, telephone, e-mail or reference.

    find("okafor 14 mill", membership)      # (Match(person, by="name and address"), …), the likeliest first
    likely(membership, name="Ngozi Okafer", phones=["0113 496 0001"])   # who may be the same already
    contacts(person, membership)            # their threads, newest first, of those that one may see

Everything is found by how it begins, in an index, and the number of queries does not grow. A file that was
joined into another leads to the one that stands for both. Nobody need be found: an unknown customer is
allowed everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from kept.casework.permissions import Permission, may
from kept.store import keys, likenesses, refs, seers, threads
from kept.store.models import Membership, Person, PersonKey, Thread

NAME, SOUND, ADDRESS, PHONE, EMAIL, POSTCODE = "name", "sound", "address", "phone", "email", "postcode"
REFERENCE, NAME_AND_ADDRESS = "reference", "name and address"
FEWEST_DIGITS = 4
LONGEST_TYPED = 200
# Behind every text that begins like it.
_END = chr(0x10FFFF)
# How many of those with one beginning are looked at for another.
_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class Match:
    """A customer, and by what they were found. Show `person.safe_contact` beside the name."""

    person: Person
    by: str


@dataclass(slots=True)
class _Search:
    """One look for people, put together part by part, the surest first."""

    association: int
    limit: int
    parts: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def add(self, by: str, sql: str, *params: object) -> None:
        """Those whose ids the statement gives."""
        self.parts.append(
            f"(SELECT its.id, {len(self.named)} AS rank FROM ({sql} LIMIT {self.limit}) AS its)"
        )
        self.named.append(by)
        self.params += params

    def begins(self, by: str, sort: str, key: str) -> None:
        """Those who have a key of the sort that begins so."""
        self.add(by, f"{_BEGINS} ORDER BY key", self.association, sort, key, key + _END)

    def lives_at(self, by: str, column: str, key: str) -> None:
        """Those who live at a home whose address or postcode begins so."""
        self.add(by, _LIVES_AT.format(column=column), self.association, key, key + _END)

    def equals(self, by: str, sort: str, key: str) -> None:
        """Those who have just this key of the sort."""
        self.add(by, _EQUALS, self.association, sort, key[: keys.LONGEST])

    def both(self, first: tuple[str, str], second: tuple[str, str]) -> None:
        """Those who have a key that begins like the one, and another that begins like the other."""
        sql = f"""SELECT one.id FROM ({_BEGINS} ORDER BY key LIMIT {_LOOKED_AT}) AS one WHERE EXISTS (
            SELECT FROM store_personkey AS other WHERE other.association_id = %s
            AND other.person_id = one.id AND other.sort = %s AND other.key >= %s AND other.key < %s)"""
        ranges = [(self.association, sort, key, key + _END) for sort, key in (first, second)]
        self.add(NAME_AND_ADDRESS, sql, *ranges[0], *ranges[1])

    def found(self) -> list[tuple[int, str]]:
        """Their ids, the surest first, each with what it was found by."""
        if not self.parts:
            return []
        sql = f"""SELECT id, min(rank) FROM ({" UNION ALL ".join(self.parts)}) AS hit
            GROUP BY id ORDER BY 2, 1 LIMIT {self.limit}"""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            return [(person, self.named[rank]) for person, rank in cursor.fetchall()]


_OF_SORT = "SELECT person_id AS id FROM store_personkey WHERE association_id = %s AND sort = %s"
_BEGINS = f"{_OF_SORT} AND key >= %s AND key < %s"
_EQUALS = f"{_OF_SORT} AND key = %s"
_LIVES_AT = """SELECT living.person_id AS id FROM store_home AS place JOIN store_tenancy AS living
    ON living.association_id = place.association_id AND living.home_id = place.id AND living.to_on IS NULL
    JOIN store_person AS lodger ON lodger.association_id = place.association_id
        AND lodger.id = living.person_id AND NOT lodger.address_hidden
    WHERE place.association_id = %s AND place.{column} >= %s AND place.{column} < %s
    ORDER BY place.{column}"""
_ROWS = "SELECT id FROM store_person WHERE association_id = %s AND"


def find(text: str, membership: Membership, limit: int = 20) -> tuple[Match, ...]:
    """The customers whom these words may mean. A contact's reference finds whose contact it is.

    Two queries; one more where only a name with a part of an address can be meant.
    """
    typed = text[:LONGEST_TYPED].strip()
    if not typed or not may(membership.role, Permission.SEE):
        return ()
    here = membership.association_id
    search = _Search(here, limit)
    _by_reference(search, typed, membership)
    number = keys.digits(typed)
    if len(number) >= FEWEST_DIGITS and not any(each.isalpha() for each in typed):
        search.begins(PHONE, PHONE, number)
    if "@" in typed:
        search.begins(EMAIL, EMAIL, keys.email_key(typed))
        return _matches(search.found(), membership)
    _by_words(search, typed)
    found = search.found()
    if all(by == SOUND for _, by in found):
        together = _together(here, typed, limit)
        found = [*together, *(each for each in found if each[0] not in dict(together))][:limit]
    return _matches(found, membership)


def _by_reference(search: _Search, typed: str, membership: Membership) -> None:
    here = search.association
    search.add(REFERENCE, f"{_ROWS} external_ref = %s", here, typed)
    ref = refs.tidy(typed)
    if ref is not None:
        search.add(REFERENCE, f"{_ROWS} ref = %s", here, ref)
        of_contact = threads.visible_to(membership).filter(ref=ref, person__isnull=False).values("person")
        sql, params = of_contact.query.sql_with_params()
        search.add(REFERENCE, f"SELECT its.person AS id FROM ({sql}) AS its", *params)


def _by_words(search: _Search, typed: str) -> None:
    words, address = keys.name_words(typed), keys.address_key(typed)
    if words:
        search.begins(NAME, NAME, " ".join(words))
        search.begins(ADDRESS, ADDRESS, address)
        search.lives_at(ADDRESS, "address_key", address)
    postcode = keys.postcode_begun(typed)
    if postcode:
        search.begins(POSTCODE, POSTCODE, postcode)
        search.lives_at(POSTCODE, "postcode_key", postcode)
    heard = " ".join(keys.sounds(words))
    if heard:
        search.begins(SOUND, SOUND, heard)


def _together(here: int, typed: str, limit: int) -> list[tuple[int, str]]:
    """A name and then a part of an address, wherever the one ends and the other begins."""
    words = keys.folded(typed).split()[: keys.MOST_WORDS]
    search = _Search(here, limit)
    for at in range(1, len(words)):
        first, rest = " ".join(words[:at]), " ".join(words[at:])
        search.both((NAME, first), (ADDRESS, keys.address_key(rest)))
    return search.found()


def _matches(found: Sequence[tuple[int, str]], membership: Membership) -> tuple[Match, ...]:
    """Those found, each by the file that stands for them, without those closed to this member."""
    rows = Person.objects.select_related("merged_into").in_bulk([person for person, _ in found])
    closed = seers.seer(membership).closed
    matches: dict[int, Match] = {}
    for person, by in found:
        stands = rows[person].merged_into or rows[person]
        if not {person, stands.pk} & closed:
            matches.setdefault(stands.pk, Match(stands, by))
    return tuple(matches.values())


def likely(
    membership: Membership,
    *,
    name: str = "",
    phones: Collection[str] = (),
    email: str = "",
    address: str = "",
    external_ref: str = "",
    limit: int = 5,
) -> tuple[Match, ...]:
    """Who on record may be the person whom somebody is about to add, the likeliest first."""
    if not may(membership.role, Permission.SEE):
        return ()
    search = _Search(membership.association_id, limit)
    if external_ref:
        search.add(REFERENCE, f"{_ROWS} external_ref = %s", search.association, external_ref)
    for number in filter(None, map(keys.digits, phones)):
        search.equals(PHONE, PHONE, number)
    if email:
        search.equals(EMAIL, EMAIL, keys.email_key(email))
    words = keys.name_words(name)
    if words:
        search.equals(NAME, NAME, " ".join(words))
    heard = keys.sounds(words)
    if heard:
        search.equals(SOUND, SOUND, " ".join(heard))
    if address:
        search.equals(ADDRESS, ADDRESS, keys.address_key(address))
    return _matches(search.found(), membership)


def contacts(person: Person, membership: Membership) -> QuerySet[Thread]:
    """What this customer has contacted us about, newest first, of what this member may see."""
    here = membership.association_id
    people = family(person)
    joined = Thread.objects.filter(association=here, person__in=people, merged_into__isnull=False)
    # Looked up first: a condition with a question inside it would lead past the index by person.
    roots = list(joined.values_list("merged_into", flat=True))
    own = Q(person__in=people, merged_into__isnull=True)
    if roots:
        own |= Q(pk__in=roots)
    return threads.visible_to(membership).filter(own).order_by("-opened_at", "-id")


def going_on(person: Person) -> QuerySet[Thread]:
    """Their contacts that are still open, whoever may see them."""
    theirs = Thread.objects.filter(association=person.association_id, person__in=family(person))
    return theirs.filter(closed_at__isnull=True, merged_into__isnull=True).order_by("-opened_at", "-id")


def family(person: Person) -> list[int]:
    """The ids of this file and of those that were joined into it."""
    joined = Person.objects.filter(association=person.association_id, merged_into=person)
    return [person.pk, *joined.order_by("pk").values_list("pk", flat=True)]


def keys_of(person: Person) -> list[tuple[str, str]]:
    """Everything by which the person is to be found: (sort, key)."""
    words = keys.name_words(person.name)
    found = [(NAME, each) for each in keys.beginnings(" ".join(words))]
    found += [(SOUND, each) for each in keys.beginnings(" ".join(keys.sounds(words)))]
    found += [(ADDRESS, each) for each in keys.beginnings(person.address_key)]
    found += [(PHONE, part) for each in person.phones for part in _parts(keys.digits(each))]
    found += [(EMAIL, keys.email_key(person.email))] if person.email else []
    postcode = keys.postcode_key(person.address_key)
    found += [(POSTCODE, postcode)] if postcode else []
    return list(dict.fromkeys((sort, key[: keys.LONGEST]) for sort, key in found))


def _parts(number: str) -> Iterable[str]:
    """The whole number, and as it is said without its area: by its last seven digits, or six."""
    return dict.fromkeys(filter(None, (number, number[-7:], number[-6:])))


def file_under(person: Person) -> None:
    """Bring the keys of the person up to date with what the row says."""
    wanted = set(keys_of(person))
    had = {
        (sort, key): id_
        for id_, sort, key in PersonKey.objects.filter(
            association=person.association_id, person=person
        ).values_list("id", "sort", "key")
    }
    gone = [id_ for pair, id_ in had.items() if pair not in wanted]
    if gone:
        PersonKey.objects.filter(pk__in=gone).delete()
    fresh: Sequence[tuple[str, str]] = sorted(wanted - set(had))
    PersonKey.objects.bulk_create(
        PersonKey(association_id=person.association_id, person=person, sort=sort, key=key)
        for sort, key in fresh
    )
    likenesses.refresh([person.pk])
