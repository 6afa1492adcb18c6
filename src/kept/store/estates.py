"""How did the estates do, and which issue of what we publish told people so?

results(karin, date(2026, 1, 1), date(2026, 3, 31))     # counted from what is on record, in one query
carried(karin, rulebook)                                # the editions that carried such results
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from kept.casework import tidying
from kept.casework.tidying import COUNTED, Results
from kept.rulebook import publications as room
from kept.rulebook.model import Rulebook
from kept.store.models import Association, Event, PublicationEdition

DRAFT = "draft"
VOIDED = ("event.voided",)


@dataclass(frozen=True, slots=True)
class Carried:
    """An edition that carried how the estates do, and where in it."""

    edition: int
    label: str
    version: str
    issued_on: date | None
    evidence: str


def results(association: Association, first: date, last: date) -> Results:
    """How many threads something of each kind happened on in these days; what was struck out is left out."""
    zone = ZoneInfo(association.zone)
    since = datetime(first.year, first.month, first.day, tzinfo=zone)
    after = last + timedelta(days=1)
    until = datetime(after.year, after.month, after.day, tzinfo=zone)
    own = Event.objects.filter(association=association)
    rows = own.filter(kind__in=list(COUNTED), happened_at__gte=since, happened_at__lt=until)
    rows = rows.exclude(uid__in=own.filter(kind__in=VOIDED, corrects__isnull=False).values("corrects"))
    told = rows.annotate(
        told=Coalesce(KT("facts__what"), Value(""), output_field=TextField()),
        found=Coalesce(KT("facts__found"), Value(""), output_field=TextField()),
    )
    counted: dict[tuple[str, str], int] = {}
    grouped = told.values("kind", "told", "found").annotate(n=Count(F("thread"), distinct=True))
    for each in grouped.order_by("kind"):
        by = {"what": each["told"], "found": each["found"], "": ""}[COUNTED[each["kind"]]]
        counted[each["kind"], by] = counted.get((each["kind"], by), 0) + each["n"]
    return tidying.results_of(counted)


def results_words(association: Association, today: date) -> str:
    """The results of the last whole quarter, in words that can be carried as they are."""
    first, last = tidying.quarter_before(today)
    return tidying.words_of(results(association, first, last), first, last)


def carried(association: Association, rulebook: Rulebook) -> Sequence[Carried]:
    """The issues that carried how the estates do, the newest first."""
    items = {
        each.name: (each.label, item.name)
        for each in room.publications_of(rulebook)
        for item in each.items
        if item.fill == room.ESTATES
    }
    rows = PublicationEdition.objects.filter(association=association, publication__in=list(items))
    rows = rows.exclude(state=DRAFT).order_by("-dated", "-id")
    zone = ZoneInfo(association.zone)
    found = []
    for each in rows[:20]:
        label, item = items[each.publication]
        check = each.checks.get(item)
        if check is not None:
            issued = each.issued_at.astimezone(zone).date() if each.issued_at else None
            found.append(Carried(each.pk, label, each.version, issued, str(check.get("evidence", ""))))
    return found
