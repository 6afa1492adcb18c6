"""What did these colleagues record in the last days, as the search for odd patterns takes it?

    oddities(week_of(membership, rulebook, handles={"ann", "bea"}, since=week_ago, at=now))

Two queries, whatever was recorded: what they told in these days, from the ledger's own order, and the clocks
that it touched. What a machine or an import brought is no habit of a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from kept.casework.oddities import Closing, Excuse, Pause, Stop, Week
from kept.rulebook import Rulebook
from kept.store.models import Clock, Event, Membership
from kept.store.threads import visible_to

# More than a team records in a week; what lies beyond is not looked at.
MOST = 20_000
# A wait at the counter or a ringing telephone has no last moment worth asking about.
AT_THE_COUNTER = timedelta(hours=1)
_EXCUSE, _EXCUSED = "excuse", "excused"


def week_of(
    membership: Membership, rulebook: Rulebook, *, handles: Collection[str], since: datetime, at: datetime
) -> Week:
    """What these people recorded since then on contacts that this member may see."""
    looked_at = ("pause", "close", _EXCUSE)
    acts = {each.name: each.acts for each in rulebook.kinds.values() if each.acts in looked_at}
    stops = {kind for each in rulebook.promises.values() for kind in each.stops}
    rows = Event.objects.filter(
        association=membership.association_id,
        recorded_at__gt=since,
        recorded_at__lte=at,
        by__in=list(handles),
        kind__in=[*acts, *stops],
        thread__in=visible_to(membership),
    )
    told = list(rows.exclude(via__in=("import", "machine")).select_related("thread").order_by("id")[:MOST])
    clocks = _clocks(membership, told)
    return Week(
        stops=tuple(_stops(told, clocks)),
        pauses=tuple(_pauses((each for each in told if acts.get(each.kind) == "pause"), clocks, rulebook)),
        closings=tuple(
            Closing(each.by, each.thread.ref, each.recorded_at)
            for each in told
            if acts.get(each.kind) == "close"
        ),
        excuses=tuple(_excuses((each for each in told if acts.get(each.kind) == _EXCUSE), clocks)),
    )


def _clocks(membership: Membership, told: Iterable[Event]) -> Mapping[int, list[Clock]]:
    """The clocks of these threads."""
    found: dict[int, list[Clock]] = defaultdict(list)
    ids = {each.thread_id for each in told}
    rows = Clock.objects.filter(association=membership.association_id, thread__in=ids) if ids else ()
    for each in rows:
        found[each.thread_id].append(each)
    return found


def _stops(told: Iterable[Event], clocks: Mapping[int, list[Clock]]) -> Iterator[Stop]:
    events = {each.uid: each for each in told}
    for rows in clocks.values():
        for clock in rows:
            event = events.get(clock.stop or "")
            long = clock.first_due_at - clock.started_at > AT_THE_COUNTER
            if event is None or clock.ended_at is None or not long:
                continue
            yield Stop(
                event.by,
                event.thread.ref,
                clock.promise,
                clock.started_at,
                clock.due_at,
                clock.ended_at,
                event.recorded_at,
            )


def _pauses(told: Iterable[Event], clocks: Mapping[int, list[Clock]], rulebook: Rulebook) -> Iterator[Pause]:
    """Each pause with the one of its clocks that had least time left."""
    for event in told:
        could = [
            each
            for each in clocks.get(event.thread_id, ())
            if (promise := rulebook.promises.get(each.promise)) is not None
            and promise.pauses
            and each.started_at <= event.happened_at
        ]
        if could:
            clock = min(could, key=lambda each: (each.first_due_at, each.pk))
            yield Pause(
                event.by,
                event.thread.ref,
                clock.promise,
                clock.started_at,
                clock.first_due_at,
                event.happened_at,
            )


def _excuses(told: Iterable[Event], clocks: Mapping[int, list[Clock]]) -> Iterator[Excuse]:
    for event in told:
        for clock in clocks.get(event.thread_id, ()):
            named = not event.answers or clock.promise in event.answers or clock.start in event.answers
            if clock.verdict == _EXCUSED and named:
                yield Excuse(event.by, event.thread.ref, clock.promise)
