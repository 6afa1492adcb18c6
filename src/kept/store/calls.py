"""Which calls and messages wait for whom, and who has to know of them?

    calls.waiting_on(karin, "K7F3-9Q2M", "bea")     # the call that was put through to Bea and waits for her
    calls.to_ring_back(membership)                  # threads where a call back is still owed
    calls.unread(membership)                        # messages that nobody has said they have read
    calls.line_manager(karin, "ann", at)            # whom Ann calls in

What waits for somebody is one row; everything else is read from the ledger and its clocks, through the only
door to threads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from kept.casework.messages import MISSING, read_gaps
from kept.casework.permissions import Permission, may
from kept.rulebook import Rulebook
from kept.store import notices, refs, registers
from kept.store.models import Association, Clock, Event, Membership, PassedCall, Thread
from kept.store.models.clocks import TO_DO
from kept.store.notices import People, Waiting
from kept.store.threads import visible_to

RETURNED, TAKEN, LEFT, READ = "message.returned", "message.taken", "message.left", "message.read"
DONE_WITH = (READ, RETURNED, "message.answered_in_writing")


def pass_on(
    here: Association, thread: str, *, uid: str, sort: str, to: int, by: str, at: datetime
) -> PassedCall:
    """Let it stand on that account's screen until they say that they have it."""
    root = Thread.objects.only("pk").get(association=here, ref=thread)
    # Whoever had it on their screen before has it there no longer.
    PassedCall.objects.filter(association=here, thread=root, taken_at=None).update(taken_at=at)
    return PassedCall.objects.create(
        association=here, thread=root, uid=uid, sort=sort, to_id=to, by=by, at=at
    )


def waiting_on(here: Association, thread: str, handle: str) -> PassedCall | None:
    """What was passed on to them of that thread and they have not taken."""
    rows = PassedCall.objects.filter(association=here, taken_at=None, to__handle=handle)
    return rows.filter(thread__ref=refs.tidy(thread) or "").order_by("-at", "-id").first()


def passed(here: Association, thread: Thread) -> list[PassedCall]:
    """Every time it was passed on, the latest first."""
    rows = PassedCall.objects.filter(association=here, thread=thread).select_related("to")
    return list(rows.order_by("-at", "-id"))


def taken(waiting: PassedCall, at: datetime) -> None:
    """They said that they have it."""
    PassedCall.objects.filter(pk=waiting.pk, taken_at=None).update(taken_at=at)


def line_managers(here: Association, handle: str, at: datetime) -> tuple[int, ...]:
    """The accounts of those who lead whoever that is: the managers of their team, else the directors."""
    one = line_manager(here, handle, at)
    above = _above(notices.people(here, at), handle, at)
    return tuple(dict.fromkeys(((one.account_id,) if one is not None else ()) + above))


def line_manager(here: Association, handle: str, at: datetime) -> Membership | None:
    """One of them."""
    people = notices.people(here, at)
    member = next((each for each in people.members.values() if each.account.handle == handle), None)
    named = registers.line_manager_of(here, member.account_id) if member is not None else None
    recorded = people.members.get(people.covers.get(named.pk, named.pk)) if named is not None else None
    if recorded is not None and may(recorded.role, Permission.RECORD):
        return recorded
    return next((people.members[each] for each in _above(people, handle, at)), None)


def _above(people: People, handle: str, at: datetime) -> tuple[int, ...]:
    member = next((each for each in people.members.values() if each.account.handle == handle), None)
    account = member.account_id if member else None
    line = people.line(_asked(owner=account, team=member.team_id if member else None, at=at))
    managers = tuple(each for each in line.managers if each != account)
    return managers or tuple(each for each in line.directors if each != account)


def addressees(here: Association, thread: str, at: datetime) -> tuple[int, ...]:
    """Whom a message is for and who stands in for them: their deputy too, for it must not lie unread."""
    row = Thread.objects.filter(association=here, ref=thread).only("owner_id", "team_id").first()
    if row is None or row.owner_id is None:
        return ()
    line = notices.people(here, at).line(_asked(owner=row.owner_id, team=row.team_id, at=at))
    return tuple(dict.fromkeys((row.owner_id, *line.owner, *line.deputy)))


def _asked(*, owner: int | None, team: int | None, at: datetime) -> Waiting:
    return Waiting(0, 0, "", "", "call", 1, at, owner, team, None, None, False, True)


def tell(
    here: Association, thread: str, accounts: Collection[int], *, what: str, key: str, at: datetime
) -> int:
    """Write each of them a notice about that thread, of those who may see it; how many were new."""
    root = Thread.objects.only("pk").get(association=here, ref=thread).pk
    members = notices.people(here, at).members if accounts else {}
    seeing = [each for each in accounts if each in members and notices.seen_by(members[each], [root])]
    return notices.write([(each, root, what, key, "", 1, "", None, at) for each in seeing])


def stopped_by_speaking(rulebook: Rulebook) -> list[str]:
    """The promises that speaking to the customer keeps: a call back is owed while one of them runs."""
    return [clause for clause, promise in rulebook.promises.items() if RETURNED in promise.stops]


def to_ring_back(membership: Membership, rulebook: Rulebook) -> QuerySet[Thread]:
    """The threads where a call back is still owed, soonest first."""
    owed = Clock.objects.filter(TO_DO, thread=OuterRef("pk"), promise__in=stopped_by_speaking(rulebook))
    rows = visible_to(membership).filter(Exists(owed), closed_at=None, merged_into=None)
    return rows.select_related("owner", "person", "person__merged_into", "office").order_by("act_by", "id")


def unread(membership: Membership) -> QuerySet[Thread]:
    """The messages of which nobody has said that they have read them, the oldest first."""
    taken = Event.objects.filter(thread=OuterRef("pk"), kind=TAKEN)
    read = Event.objects.filter(thread=OuterRef("pk"), kind__in=DONE_WITH)
    rows = visible_to(membership).filter(closed_at=None, merged_into=None)
    rows = rows.filter(Exists(taken), ~Exists(read))
    return rows.select_related("owner", "person", "office").order_by("opened_at", "id")


def of_threads(threads: Iterable[int], kinds: Collection[str]) -> list[Event]:
    """The events of these kinds on these threads, with their words, as they happened; one query."""
    rows = Event.objects.filter(thread__in=list(threads), kind__in=kinds).select_related("text")
    return list(rows.order_by("happened_at", "id"))


def in_the_evening(rows: QuerySet[Thread], begins: time) -> QuerySet[Thread]:
    """Of these, whoever named hours that begin with the evening."""
    since = f"{begins:%H:%M}"
    whole = Q(person__contact_rules__hours__0__gte=since)
    return rows.filter(whole | Q(person__merged_into__contact_rules__hours__0__gte=since))


_NUMBERS = ("phone", "mobile_phone", "home_phone", "number")
_SAYING = (TAKEN, LEFT, "callback.promised", "callback.wish", "call.received", "enquiry.received")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who somebody said that they are, and on which number to ring them; empty where they did not."""

    name: str = ""
    number: str = ""


def callers_of(threads: Iterable[int]) -> dict[int, Caller]:
    """What each of these callers last said of themselves; one query."""
    found: dict[int, Caller] = {}
    for each in of_threads(threads, _SAYING):
        words = each.text.words if hasattr(each, "text") else {}
        before = found.get(each.thread_id, Caller())
        number = next((str(words[name]) for name in _NUMBERS if words.get(name)), before.number)
        found[each.thread_id] = Caller(str(words.get("from_name") or before.name), number)
    return found


# What the calls of a period came to, by team: each number is of contacts that began with a call then.
_CAME_TO = """
    WITH begun AS (
        SELECT DISTINCT event.thread_id FROM store_event AS event
        WHERE event.association_id = kept_association() AND event.kind = 'call.received'
            AND event.happened_at >= %s AND event.happened_at < %s AND event.thread_id IN ({seen})
    ), what AS (
        SELECT begun.thread_id,
            count(*) FILTER (WHERE event.kind = 'call.transferred') AS transfers,
            bool_or(event.kind = 'message.taken') AS message,
            bool_or(event.kind = 'help.not_found') AS not_found,
            (array_agg(event.facts->>'settled' ORDER BY event.happened_at DESC)
                FILTER (WHERE event.kind = 'call.wrapped_up'))[1] AS settled,
            (array_agg(event.facts->>'need_met' ORDER BY event.happened_at DESC)
                FILTER (WHERE event.kind = 'call.wrapped_up'))[1] AS need_met,
            bool_or(event.kind = 'enquiry.answered') AS answered,
            bool_or(event.kind = 'thread.reopened') AS reopened,
            (array_agg(event.facts->>'subject' ORDER BY event.recorded_at DESC)
                FILTER (WHERE event.facts ? 'subject'))[1] AS subject,
            (array_agg(event.facts->>'first_taker') FILTER (WHERE event.facts ? 'first_taker'))[1] AS taker
        FROM begun JOIN store_event AS event ON event.thread_id = begun.thread_id
            AND event.association_id = kept_association()
        GROUP BY begun.thread_id
    ), again AS (
        SELECT what.thread_id FROM what JOIN store_thread AS thread ON thread.id = what.thread_id
        WHERE thread.person_id IS NOT NULL AND what.subject IS NOT NULL AND EXISTS (
            SELECT FROM store_thread AS earlier JOIN store_event AS told
                ON told.thread_id = earlier.id AND told.association_id = earlier.association_id
            WHERE earlier.association_id = thread.association_id AND earlier.person_id = thread.person_id
                AND earlier.id <> thread.id AND earlier.opened_at < thread.opened_at
                AND earlier.opened_at >= thread.opened_at - %s AND told.facts->>'subject' = what.subject)
    )
    SELECT coalesce({by}, ''), count(*),
        count(*) FILTER (WHERE settled = 'in_full' OR settled IS NULL AND answered),
        count(*) FILTER (WHERE settled = 'part'), count(*) FILTER (WHERE settled = 'passed_on'),
        count(*) FILTER (WHERE message), coalesce(sum(transfers), 0)::int,
        count(*) FILTER (WHERE transfers > 1), count(*) FILTER (WHERE not_found),
        count(*) FILTER (WHERE taker = 'reception'), count(*) FILTER (WHERE need_met = 'true'),
        count(*) FILTER (WHERE need_met IS NOT NULL), count(*) FILTER (WHERE reopened),
        count(*) FILTER (WHERE what.thread_id IN (SELECT thread_id FROM again))
    FROM what JOIN store_thread AS thread ON thread.id = what.thread_id
    LEFT JOIN store_team AS team ON team.id = thread.team_id
    GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class CameTo:
    """What the calls of one team, or about one subject, came to.

    `again` are those of a customer who had rung about the same within four weeks before.
    """

    of: str
    calls: int = 0
    in_full: int = 0
    part: int = 0
    passed_on: int = 0
    messages: int = 0
    transfers: int = 0
    more_than_once: int = 0
    not_found: int = 0
    reception_first: int = 0
    need_met: int = 0
    asked: int = 0
    reopened: int = 0
    again: int = 0


_BY = {"team": "team.name", "subject": "what.subject"}
THE_SAME_MATTER = timedelta(days=28)


def came_to(membership: Membership, since: datetime, until: datetime, *, by: str = "team") -> list[CameTo]:
    """The calls that began in that time, by the team that has them now or by subject; one query."""
    seen, params = visible_to(membership).values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        statement = _CAME_TO.format(seen=seen, by=_BY[by])
        arguments: list[Any] = [since, until, *params, THE_SAME_MATTER]
        cursor.execute(statement, arguments)
        return [CameTo(*row) for row in cursor.fetchall()]


def by_month(membership: Membership, since: datetime, until: datetime) -> dict[date, tuple[int, int]]:
    """Calls and transfers of each month, by its first day in the association's own time; one query."""
    zone = ZoneInfo(membership.association.zone)
    rows = Event.objects.filter(kind__in=("call.received", "call.transferred"), happened_at__gte=since)
    rows = rows.filter(happened_at__lt=until, thread__in=visible_to(membership))
    counted = rows.annotate(month=TruncMonth("happened_at", tzinfo=zone)).values("month")
    found = counted.annotate(
        calls=Count("id", filter=Q(kind="call.received")),
        transfers=Count("id", filter=Q(kind="call.transferred")),
    )
    return {each["month"].date(): (each["calls"], each["transfers"]) for each in found.order_by("month")}


def _happened(membership: Membership, kind: str, since: datetime, until: datetime) -> QuerySet[Event]:
    """What happened of that kind in that time, of what this member may see."""
    rows = Event.objects.filter(kind=kind, happened_at__gte=since, happened_at__lt=until)
    return rows.filter(thread__in=visible_to(membership))


def passed_often(membership: Membership, since: datetime, until: datetime) -> list[tuple[str, list[str]]]:
    """The calls that were put through more than once, each with the reasons in their order; one query."""
    rows = Event.objects.filter(
        kind="call.transferred",
        happened_at__gte=since,
        happened_at__lt=until,
        thread__in=visible_to(membership),
    )
    found: dict[str, list[str]] = {}
    for ref, facts in rows.order_by("happened_at", "id").values_list("thread__ref", "facts"):
        found.setdefault(ref, []).append(str(facts.get("why") or ""))
    return [(ref, reasons) for ref, reasons in found.items() if len(reasons) > 1]


def gaps(membership: Membership, since: datetime, until: datetime) -> tuple[int, dict[tuple[str, str], int]]:
    """How many messages were taken, and of each thing missing and its reason how often; one query."""
    rows = _happened(membership, TAKEN, since, until)
    total, found = 0, dict[tuple[str, str], int]()
    for facts in rows.values_list("facts", flat=True):
        total += 1
        for pair in read_gaps(facts.get(MISSING)):
            found[pair] = found.get(pair, 0) + 1
    return total, found


def reasons(
    membership: Membership, kind: str, field: str, since: datetime, until: datetime
) -> dict[str, int]:
    """How often each reason was given with events of that kind; one query."""
    rows = _happened(membership, kind, since, until)
    found: dict[str, int] = {}
    for facts in rows.values_list("facts", flat=True):
        reason = str(facts.get(field) or "")
        found[reason] = found.get(reason, 0) + 1
    return found
