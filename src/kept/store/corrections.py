"""What does a customer say of an item of ours that they dispute?

    of_file(okafor)                        # {"language": Said("K7F3-9Q2M", "I never spoke French.", …)}
    of_entries(okafor, uids)               # {uid of the entry: Said(…)}

It is read from the events of their corrections, so it goes with their words and needs no keeping of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.store.models import Event, EventText, Person
from kept.store.people import family

ASKED, SAID, MADE = "correction.requested", "correction.statement_added", "correction.made"
ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Said:
    """Their own words, on which case, about which item, and since when."""

    case: str
    words: str
    item: str
    entry: str
    at: datetime


def of_person(person: Person) -> list[Said]:
    """Every item on which their own words stand, the newest last; two queries."""
    rows = Event.objects.filter(thread__person__in=family(person), kind__in=(ASKED, SAID, MADE))
    events = list(rows.select_related("thread").order_by("happened_at", "id"))
    said = [each.pk for each in events if each.kind == SAID]
    words = dict(EventText.objects.filter(event__in=said).values_list("event", "words")) if said else {}
    found: dict[int, Said] = {}
    asked: dict[int, Event] = {}
    for each in events:
        if each.kind == ASKED:
            asked[each.thread_id] = each
        elif each.kind == MADE:
            # What is put right after all needs no words beside it.
            found.pop(each.thread_id, None)
        elif (text := str(words.get(each.pk, {}).get("words", ""))) and each.thread_id in asked:
            facts = asked[each.thread_id].facts
            item, entry = str(facts.get("item") or ""), str(facts.get("entry") or "")
            found[each.thread_id] = Said(each.thread.ref, text, item, entry, each.happened_at)
    return list(found.values())


def of_file(person: Person) -> Mapping[str, Said]:
    """By the detail of the file that they dispute."""
    return {each.item: each for each in of_person(person) if each.item and each.item != ENTRY}


def of_entries(person: Person | None, entries: Collection[str]) -> Mapping[str, Said]:
    """By the entry of a contact that they dispute."""
    if person is None or not entries:
        return {}
    return {each.entry: each for each in of_person(person) if each.entry in entries}
