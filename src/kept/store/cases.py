"""Which cases are there, where do they stand, and who takes part in them?

case_rows(visible_to(membership)).filter(type="complaint")       # rows of what this person may see
standings_of(karin, thread, at)                                  # as its events say, in full
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from kept.casework.cases import Standing, current, standings
from kept.casework.housekeeping import TASK_SET
from kept.store import dockets, rules
from kept.store.models import Agreed, Association, Case, CaseLink, CaseParty, EventText, Thread


def case_rows(threads: QuerySet[Thread, Any]) -> QuerySet[Case]:
    """The cases of these threads, without those that live on in another thread."""
    return Case.objects.filter(thread__in=threads.filter(merged_into=None))


def standings_of(here: Association, thread: Thread, at: datetime) -> tuple[Standing, ...]:
    """Every case of the thread as its events say by `at`; none where it is no case."""
    (docket,) = dockets.read(dockets.look([thread.pk]))
    return standings(current(docket.history, rules=rules.rules_of(here), at=at))


def roles_of(here: Association, thread: Thread, at: datetime) -> Mapping[str, str]:
    """As what somebody may take part in the cases of this thread: the roles and their words."""
    found: dict[str, str] = {}
    for each in standings_of(here, thread, at):
        found |= each.type.parties
    return found


def parties(thread: Thread) -> Sequence[CaseParty]:
    """Who takes part or took part, whoever still does first."""
    rows = CaseParty.objects.filter(association=thread.association_id, thread=thread)
    return list(rows.select_related("person", "person__merged_into").order_by("until_at", "role", "id"))


def linked_with(thread: Thread) -> QuerySet[Thread]:
    """The threads that belong together with this one; for whom they are is for `visible_to` to say."""
    mine = CaseLink.objects.filter(Q(one=thread) | Q(other=thread), association=thread.association_id)
    pairs = mine.values_list("one", "other")
    return Thread.objects.filter(pk__in={pk for pair in pairs for pk in pair} - {thread.pk})


def tasks(thread: Thread) -> Sequence[Agreed]:
    """What is to be done in this case or was, the soonest first."""
    rows = Agreed.objects.filter(association=thread.association_id, of=thread)
    return list(rows.select_related("thread", "owner").order_by("thread__closed_at", "due_at", "id"))


def task_words(threads: Iterable[int]) -> Mapping[int, str]:
    """What is to be done on each of these threads, by its id; an erased one is not among them."""
    rows = EventText.objects.filter(event__thread__in=list(threads), event__kind=TASK_SET, erased_at=None)
    return {
        thread: str(words.get("what", "")) for thread, words in rows.values_list("event__thread", "words")
    }
