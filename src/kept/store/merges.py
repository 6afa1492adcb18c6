"""Who is on the list of a mail merge, and how far has one come?

candidates(karin, {"patch": "mill-lane", "language": "cy"}, at=now)     # in the order of their homes
by_reference(karin, ["K7F3-9Q2M", "T-0014"])                            # ours, or the housing system's
progress(merge)                                                         # Progress(total, sent, …)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from kept.casework.dispatching import DELIVERED, SENT, lines_of
from kept.casework.merging_mail import SAME_HOME, Candidate
from kept.casework.safe_contact import rules_of
from kept.store.housing import today
from kept.store.kept_addresses import without_hidden
from kept.store.keys import address_key
from kept.store.models import Association, Merge, MergePerson, OptOut, Person, Tenancy

FILTERS = ("patch", "office", "kind", "language", "need", "street")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many there are of each, and how many of those that went failed."""

    total: int
    waiting: int
    sent: int
    left_out: int
    failed: int

    @property
    def done(self) -> int:
        """How many need nothing more from us."""
        return self.total - self.waiting

    @property
    def percent(self) -> int:
        """The same of a hundred, never a hundred before all are done."""
        return 100 if not self.waiting else min(99, 100 * self.done // max(1, self.total))


def progress(merge: Merge) -> Progress:
    """How far it has come; one query."""
    rows = MergePerson.objects.filter(association=merge.association_id, merge=merge)
    n = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    failed = rows.filter(outgoing__state="failed").count() if n.get("sent") else 0
    return Progress(sum(n.values()), n.get("waiting", 0), n.get("sent", 0), n.get("left-out", 0), failed)


def untold(merge: Merge) -> int:
    """How many on the list have not been told yet, unless somebody of their home has."""
    rows = MergePerson.objects.filter(association=merge.association_id, merge=merge).exclude(why=SAME_HOME)
    return rows.exclude(outgoing__state__in=[SENT, DELIVERED]).count()


def _living(here: Association, day: date) -> QuerySet[Tenancy]:
    rows = without_hidden(Tenancy.objects.filter(association=here, home__ended_on__isnull=True))
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))
    return rows.filter(Q(from_on__isnull=True) | Q(from_on__lte=day)).select_related("home")


def matching(here: Association, filters: Mapping[str, str], *, at: datetime) -> QuerySet[Person]:
    """The customers who live in a home of ours today and are as the filters say."""
    rows = _living(here, today(here, at))
    if filters.get("patch"):
        rows = rows.filter(home__patch__slug=filters["patch"])
    if filters.get("office"):
        rows = rows.filter(home__patch__office__slug=filters["office"])
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    if filters.get("street"):
        rows = rows.filter(home__address_key__contains=address_key(filters["street"]))
    found = Person.objects.filter(association=here, pk__in=rows.values("person"))
    found = found.filter(merged_into__isnull=True, erased_at__isnull=True)
    if filters.get("language"):
        found = found.filter(language=filters["language"])
    if filters.get("need"):
        found = found.filter(need_kinds__contains=[filters["need"]])
    return found.order_by("address_key", "pk")


def by_reference(here: Association, references: Collection[str]) -> dict[str, Person]:
    """The customers of these references: of their file, of the housing system, or of a tenancy."""
    wanted, found = list(references), {}
    people = Person.objects.filter(association=here, erased_at__isnull=True).select_related("merged_into")
    for each in people.filter(Q(ref__in=wanted) | Q(external_ref__in=wanted)):
        for name in (each.ref, each.external_ref):
            if name in wanted:
                found[str(name)] = each.stands
    rows = Tenancy.objects.filter(association=here).select_related("person", "person__merged_into")
    for row in rows.filter(Q(ref__in=wanted) | Q(external_ref__in=wanted)):
        for name in (row.ref, row.external_ref):
            if name in wanted:
                found.setdefault(str(name), row.person.stands)
    return found


def candidates(here: Association, people: Sequence[Person], *, at: datetime) -> list[Candidate]:
    """The same with all that tells whether they get it; four queries, however many they are."""
    day, ids = today(here, at), [each.pk for each in people]
    homes: dict[int, Tenancy] = {}
    for row in _living(here, day).filter(person__in=ids).order_by("from_on", "pk"):
        homes.setdefault(row.person_id, row)
    lived = set(Tenancy.objects.filter(association=here, person__in=ids).values_list("person", flat=True))
    out = set(
        OptOut.objects.filter(association=here, person__in=ids, ended_at__isnull=True).values_list(
            "person", flat=True
        )
    )
    return [_candidate(each, homes.get(each.pk), each.pk in lived, each.pk in out) for each in people]


def _candidate(person: Person, living: Tenancy | None, lived: bool, out: bool) -> Candidate:
    return Candidate(
        person.pk,
        reader_of(person, living),
        rules_of(person.contact_rules),
        person.died_on,
        living.home_id if living is not None else None,
        living.from_on if living is not None else None,
        lived,
        out,
    )


def reader_of(person: Person, living: Tenancy | None) -> dict[str, object]:
    """Whom it goes to: at the home where they live today, else at the address on their file."""
    address = person.address
    if living is not None:
        home = living.home
        inside = home.postcode and home.postcode.upper() in home.address.upper()
        address = home.address if inside or not home.postcode else f"{home.address}\n{home.postcode}"
    return {
        "name": person.name,
        "lines": list(lines_of(person.name, address)) if address else [],
        "email": person.email,
        "phone": str(person.phones[0]) if person.phones else "",
    }


def living_of(here: Association, people: Collection[int], *, at: datetime) -> dict[int, Tenancy]:
    """Where each lives today."""
    found: dict[int, Tenancy] = {}
    for row in _living(here, today(here, at)).filter(person__in=people).order_by("from_on", "pk"):
        found.setdefault(row.person_id, row)
    return found
