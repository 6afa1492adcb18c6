"""What is on record of the call that is going on?

    line = fetch(here, ref)         # None where there is no such contact for this person
    line.identity.known             # whether anything personal may be spoken of
    line.issues                     # what was raised and not read back yet, with its words

However long the call is, the number of queries stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kept.casework import Clock, Event
from kept.casework.identifying import Identity, OnFile, identity_of
from kept.casework.visibility import WATCHED
from kept.casework.wrapping_up import RECEIVED, unread
from kept.store import calls, dockets, looking
from kept.store.models import EventText, PassedCall, Person, Thread
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.workclock import Calendar

BESIDE = ("owner", "team", "office", "person", "person__merged_into", "merged_into")
SUBJECT, ABOUT, OWN_WORDS = "subject", "about", "own_words"


@dataclass(frozen=True)
class Line:
    """One call: its contact, what happened in it, the personal words by event, and who sent it on."""

    here: Here
    thread: Thread
    events: tuple[Event, ...]
    clocks: tuple[Clock, ...]
    words: Mapping[str, Mapping[str, object]]
    passed: tuple[PassedCall, ...]
    calendar: Calendar

    @cached_property
    def identity(self) -> Identity:
        """How it stands."""
        return identity_of(self.events, self.calendar, self.here.at)

    @cached_property
    def issues(self) -> tuple[Event, ...]:
        """What was raised and is still to be read back."""
        return unread(self.events, self.here.rulebook.kinds)

    @property
    def person(self) -> Person | None:
        """The customer whose file stands, where they are known."""
        return self.thread.person.stands if self.thread.person is not None else None

    @cached_property
    def on_file(self) -> OnFile:
        """What can be asked of them."""
        who = self.person
        if who is None:
            return OnFile()
        references = tuple(filter(None, (who.external_ref, who.ref)))
        return OnFile(who.born_on, who.address, tuple(who.phones), who.email, references)

    @cached_property
    def opening(self) -> Event | None:
        """The call as it came in; whatever began the contact where it did not begin with one."""
        listed = sorted(self.events, key=lambda each: (each.happened_at, each.recorded_at))
        calls_in = [each for each in listed if each.kind == RECEIVED]
        return next(iter(calls_in or listed), None)

    def said(self, name: str) -> object:
        """An answer of the opening as it now stands, put right where somebody did."""
        if self.opening is None:
            return None
        found: object = None
        for each in sorted(self.events, key=lambda event: event.recorded_at):
            if self.opening.id in (each.id, each.corrects):
                answers = {**each.facts, **self.words.get(each.id, {})}
                found = answers.get(name, found)
        return found

    def of_kind(self, kind: str) -> tuple[Event, ...]:
        """What happened of that kind, the latest last."""
        return tuple(sorted((e for e in self.events if e.kind == kind), key=lambda each: each.happened_at))

    def word(self, event: Event, name: str) -> str:
        """One answer of an event, personal or not."""
        return str(self.words.get(event.id, {}).get(name) or event.facts.get(name) or "")


def fetch(here: Here, ref: str) -> Line | None:
    """Everything about it; None where it is not there, or was joined into another."""
    thread = opened(here.membership, ref, *BESIDE)
    if thread is None:
        return None
    if thread.sensitivity in WATCHED:
        looking.note(
            here.membership, looking.CONTACT, thread.ref, refused=False, via=looking.PAGE, at=here.at
        )
    (docket,) = dockets.read(dockets.look([thread.pk]))
    threads = [thread.pk, *docket.members.values()]
    rows = EventText.objects.filter(event__thread__in=threads, erased_at=None)
    return Line(
        here=here,
        thread=thread,
        events=tuple(docket.history),
        clocks=tuple(docket.clocks),
        words=dict(rows.values_list("event__uid", "words")),
        passed=tuple(calls.passed(here.association, thread)),
        calendar=here.rulebook.calendar_for(docket.office),
    )
