"""What is on record of one thread?

    record = fetch(here, "K7F3-9Q2M")       # None where there is none that this person may see

However long the thread is, the number of queries stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from kept.casework import Clock, Event, Rules
from kept.casework.history import History
from kept.casework.housekeeping import HANDED_OVER
from kept.casework.visibility import WATCHED
from kept.store import dockets, looking
from kept.store.models import Account, EventText, Thread
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.web.shared.entries import FROM_HAND_TO_HAND
from kept.workclock import Calendar

BESIDE = ("owner", "team", "office", "person", "person__merged_into", "merged_into", "about")


@dataclass(frozen=True)
class Record:
    """One thread: its row, every event told about it and about what
    was joined to it, its clocks, its words.
    """

    thread: Thread
    events: tuple[Event, ...]
    clocks: tuple[Clock, ...]
    rules: Rules
    calendar: Calendar
    at: datetime
    words: Mapping[str, Mapping[str, object]]
    erased: Mapping[str, tuple[datetime, str]]
    names: Mapping[str, str]

    @cached_property
    def history(self) -> History:
        """The events as they now stand."""
        return History.of(self.events, rules=self.rules, at=self.at)

    @cached_property
    def by_id(self) -> Mapping[str, Event]:
        """Every event by its identity."""
        return {each.id: each for each in self.events}

    def act_of(self, event: Event) -> str | None:
        """What an event's kind does to the thread."""
        kind = self.rules.kinds.get(event.kind)
        return kind.acts if kind else None

    def root_of(self, event: Event) -> Event | None:
        """The entry that a correction, a void or a confirmation is
        about in the end; None where it names none.
        """
        if event.corrects is None:
            return None
        seen = {event.id}
        found = self.by_id.get(event.corrects)
        while found is not None and found.corrects is not None and found.id not in seen:
            seen.add(found.id)
            found = self.by_id.get(found.corrects, None) or found
        return found

    def words_of(self, versions: list[Event]) -> dict[str, object]:
        """The personal words of an entry as they now stand."""
        found: dict[str, object] = {}
        for each in versions:
            found |= self.words.get(each.id, {})
        return found

    def name(self, handle: str) -> str:
        """The person behind a handle; a machine's own name where there is none."""
        return self.names.get(handle, handle)


def find(here: Here, ref: str) -> Thread | None:
    """The thread of that reference, however it was typed, if this person may see it.

    That somebody opened what only a few may see is written down, as is that somebody could not.
    """
    thread = opened(here.membership, ref, *BESIDE)
    if thread is not None and thread.sensitivity in WATCHED:
        looking.note(
            here.membership, looking.CONTACT, thread.ref, refused=False, via=looking.PAGE, at=here.at
        )
    return thread


def fetch(here: Here, thread: Thread) -> Record:
    """Everything about it."""
    (docket,) = dockets.read(dockets.look([thread.pk]))
    threads = [thread.pk, *docket.members.values()]
    rows = EventText.objects.filter(event__thread__in=threads).values_list(
        "event__uid", "words", "erased_at", "erased_by"
    )
    texts = list(rows)
    handles = {each.by for each in docket.history} | {each[3] for each in texts if each[3]}
    handles |= {
        str(each.facts[name])
        for each in docket.history
        if each.kind == HANDED_OVER
        for name in FROM_HAND_TO_HAND
        if name in each.facts
    }
    names = dict(Account.objects.filter(handle__in=handles).values_list("handle", "name"))
    return Record(
        thread=thread,
        events=tuple(docket.history),
        clocks=tuple(sorted(docket.clocks, key=lambda each: (each.started_at, each.start, each.promise))),
        rules=here.rules,
        calendar=here.rulebook.calendar_for(docket.office),
        at=here.at,
        words={uid: words for uid, words, erased_at, _by in texts if erased_at is None},
        erased={uid: (erased_at, by or "") for uid, _words, erased_at, by in texts if erased_at is not None},
        names=names,
    )
