"""Of what is owed, what has nobody been told of yet, and who stands where in the line of its contact?

    for association in notices.waiting(): …             # over all associations, as the sweep asks
    for each in notices.take(100): …                    # in the active one, held until the transaction ends
    people = notices.people(karin, at)
    people.line(each)                                   # escalating.Line

What is owed was written once (see `Owed`); what was told of it is written with `done_at`, so that a worker
which is killed in between tells it again, and one that is not tells it once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from kept.casework.escalating import AT_THE_COUNTER, Line
from kept.rulebook.answering import Answering, who_answers
from kept.store import absences, bulk, rules, seers
from kept.store.models import Association, Mail, Membership, Notice, Team
from kept.store.threads import visible_to

MANAGER, DIRECTOR, ADMINISTRATOR = "manager", "director", "administrator"
COUNTED = 100
KEPT_FOR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of what is owed, with what must be known to tell somebody of it."""

    id: int
    thread: int
    promise: str
    start: str
    what: str
    step: int
    since: datetime
    owner: int | None
    team: int | None
    office: int | None
    due_at: datetime | None
    short: bool
    open: bool
    concern: bool = False
    settled: bool = True

    @property
    def key(self) -> str:
        """What the notice is about: the same for the same thing, whoever is told."""
        return f"{self.what}:{self.start}:{self.promise}:{self.step}"


def waiting() -> list[int]:
    """The associations in which somebody is still to be told of something."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept_owed_waiting()")
        return [association for (association,) in cursor.fetchall()]


_TAKE = """
    SELECT owed.id, owed.thread_id, owed.promise, owed.start, owed.what, owed.step, owed.since,
        thread.owner_id, thread.team_id, thread.office_id, clock.due_at,
        coalesce(abs(extract(epoch FROM clock.first_due_at - clock.started_at)) <= %s, false),
        thread.closed_at IS NULL, thread.sensitivity = 'safeguarding',
        coalesce(
            clock.stop IS NOT NULL OR clock.verdict NOT IN ('running', 'broken', 'broken-attempted'), true)
    FROM store_owed AS owed JOIN store_thread AS thread ON thread.id = owed.thread_id
    LEFT JOIN store_clock AS clock ON clock.association_id = owed.association_id
        AND clock.thread_id = owed.thread_id AND clock.promise = owed.promise AND clock.start = owed.start
    WHERE owed.association_id = kept_association() AND owed.done_at IS NULL
    ORDER BY owed.id LIMIT %s FOR UPDATE OF owed SKIP LOCKED
"""


def take(most: int) -> list[Waiting]:
    """What nobody has been told of yet, the oldest first; what another worker holds is left to it."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [AT_THE_COUNTER.total_seconds(), most])
        return [Waiting(*row) for row in cursor.fetchall()]


def done(ids: Collection[int], at: datetime) -> None:
    """Note that these are dealt with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_owed SET done_at = %s"
            " WHERE association_id = kept_association() AND id = ANY(%s) AND done_at IS NULL",
            [at, list(ids)],
        )


_NOTICE = {
    "account_id": "bigint",
    "thread_id": "bigint",
    "what": "text",
    "key": "text",
    "promise": "text",
    "step": "integer",
    "said": "text",
    "due_at": "timestamptz",
    "at": "timestamptz",
}


def write(rows: Sequence[tuple[object, ...]]) -> int:
    """Write notices, in the order of `_NOTICE`; who was told of the same before is not told again."""
    return len(bulk.insert("store_notice", _NOTICE, rows, tail="ON CONFLICT DO NOTHING RETURNING id"))


_MAIL = {
    "account_id": "bigint",
    "sort": "text",
    "key": "text",
    "thread_id": "bigint",
    "at": "timestamptz",
    "tries": "integer",
    "fault": "text",
}


def tell(accounts: Iterable[int], *, what: str, key: str, said: str, at: datetime) -> int:
    """Tell these accounts a sentence of the house's own, about no contact: how many had not been told."""
    return write([(account, None, what, key, "", 1, said, None, at) for account in sorted(accounts)])


def mails(sort: str, rows: Sequence[tuple[int, str, int | None, datetime]]) -> list[tuple[int, int]]:
    """Write e-mails that are to go (account, key, thread, at): account and id of each that is new."""
    whole = [(account, sort, key, thread, at, 0, "") for account, key, thread, at in rows]
    tail = "ON CONFLICT DO NOTHING RETURNING account_id, id"
    return [(account, mail) for account, mail in bulk.insert("store_mail", _MAIL, whole, tail=tail)]


_UNDIGESTED = """
    SELECT account_id, min(at) FROM store_notice
    WHERE association_id = kept_association() AND digest_id IS NULL AND read_at IS NULL AND at >= %s
    GROUP BY account_id
"""


def undigested(since: datetime) -> dict[int, datetime]:
    """Who has unread notices that no digest has carried, and when the first of them came."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDIGESTED, [since])
        return dict(cursor.fetchall())


_CARRY = """
    UPDATE store_notice AS old SET digest_id = new.mail FROM {new}
    WHERE old.association_id = kept_association() AND old.account_id = new.account AND old.digest_id IS NULL
        AND old.read_at IS NULL AND old.at < new.upto AND old.at >= new.since
"""


def carry(digests: Sequence[tuple[int, int, datetime]], *, since: datetime) -> int:
    """Let each digest (mail, account, up to when) carry what its reader has not read: how many notices."""
    columns = {"mail": "bigint", "account": "bigint", "upto": "timestamptz", "since": "timestamptz"}
    return bulk.change(_CARRY, columns, [(*each, since) for each in digests])


def waits_since(association: Association) -> datetime | None:
    """Since when an e-mail to staff has been waiting that could not go; None where all is well."""
    rows = Mail.objects.filter(association=association, sent_at__isnull=True, tries__gt=0)
    return rows.order_by("at").values_list("at", flat=True).first()


def unread(membership: Membership) -> int:
    """How many notices this member has not read, as far as anybody counts."""
    rows = Notice.objects.filter(
        association=membership.association_id, account=membership.account_id, read_at__isnull=True
    )
    return len(rows.values_list("pk")[:COUNTED])


def forget(at: datetime) -> int:
    """Clear away the active association's notices and mails that nobody needs any more: how many notices."""
    gone, _ = Notice.objects.filter(at__lt=at - KEPT_FOR).delete()
    Mail.objects.filter(at__lt=at - KEPT_FOR, notices__isnull=True, sent_at__isnull=False).delete()
    return gone


@dataclass(frozen=True, slots=True)
class People:
    """Who works at an association on a day, by account, and who covers for whom at the moment."""

    members: Mapping[int, Membership]
    covers: Mapping[int, int]
    posts: tuple[Answering, ...] = ()
    teams: Mapping[str, int] = field(default_factory=dict)

    def line(self, of: Waiting) -> Line:
        """Owner, deputy, managers and directors of that contact, each as whoever stands in for them."""
        member = self.members.get(of.owner) if of.owner is not None else None
        deputy = (member.deputy_id,) if member is not None and member.deputy_id else ()
        team = of.team or (member.team_id if member else None)
        office = of.office or (member.office_id if member else None)
        return Line(
            self._there((of.owner,) if member is not None and of.owner is not None else ()),
            self._there(deputy),
            self._there(self._answering(of.promise) or self._leading(MANAGER, team, office)),
            self._there(self._leading(DIRECTOR, None, None)),
        )

    def of_role(self, role: str) -> tuple[int, ...]:
        """Everybody of that role."""
        return tuple(sorted(each.account_id for each in self.members.values() if each.role == role))

    def leads(self) -> tuple[int, ...]:
        """Everybody who leads on safeguarding."""
        return tuple(sorted(each.account_id for each in self.members.values() if seers.seer(each).safeguards))

    def _answering(self, promise: str) -> tuple[int, ...]:
        """Those of the named teams who answer for the promise; nobody where its policy names no team."""
        post = who_answers(self.posts, promise)
        teams = {self.teams[slug] for slug in post.teams if slug in self.teams} if post else set()
        held = (each for each in self.members.values() if post and each.role == post.role)
        return tuple(sorted(each.account_id for each in held if each.team_id in teams))

    def _leading(self, role: str, team: int | None, office: int | None) -> tuple[int, ...]:
        """Those of that role in the team; where none is, in the office; where none is, all of them."""
        held = [each for each in self.members.values() if each.role == role]
        of_team = [each for each in held if team is not None and each.team_id == team]
        of_office = [each for each in held if office is not None and each.office_id == office]
        return tuple(sorted(each.account_id for each in of_team or of_office or held))

    def _there(self, accounts: Iterable[int]) -> tuple[int, ...]:
        return tuple(
            dict.fromkeys(
                cover for each in accounts for cover in [self.covers.get(each, each)] if cover in self.members
            )
        )


def people(association: Association, at: datetime) -> People:
    """Everybody who works there that day."""
    day = at.astimezone(ZoneInfo(association.zone)).date()
    rows = Membership.objects.filter(association=association, from_on__lte=day, account__is_active=True)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))
    rows = seers.knowing(rows).select_related("association", "account", "office", "team")
    rows = rows.order_by("from_on", "id")
    members = {each.account_id: each for each in rows}
    posts = rules.current(association).room("answering")
    teams = {each.slug: each.pk for each in Team.objects.filter(association=association)} if posts else {}
    return People(members, absences.stand_ins(association, members, at), posts, teams)


def seen_by(membership: Membership, threads: Collection[int]) -> set[int]:
    """Which of these threads that member may see."""
    return set(visible_to(membership).filter(pk__in=list(threads)).values_list("pk", flat=True))
