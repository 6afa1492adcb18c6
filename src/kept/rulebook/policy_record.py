"""What does the policy say of itself: whose it is, what it replaced, when it was approved and reviewed?

    - name: policy
      says: How we look after everybody who gets in touch with us.
      posts: {answers: Head of Housing, reviews: Head of Housing}
      approved: [2007-09-12, 2009-02-11]
      reviewed: [2007-09, 2008-11, 2009-02]       # a month where the document gives no day
      every: 1 year                               # or next_on: 2011-10-21, where the document names the day
      replaces: [Kingfisher's customer care policy]

In an association's `record.yaml`. What happened since stands in the registers of the house; the page of the
policy shows both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.workclock import Span
from kept.workclock.spans import Months, Years

ANSWERS, AUTHOR, REVIEWS, GROUP = "answers", "author", "reviews", "group"
POSTS = (ANSWERS, AUTHOR, REVIEWS, GROUP)
IN_FORCE, UNDER_REVIEW = "in-force", "under-review"
_MONTH = re.compile(r"(?P<year>(?:19|20|21)\d\d)-(?P<month>0[1-9]|1[0-2])\Z")


@dataclass(frozen=True, slots=True)
class When:
    """A day, or a month of which no day is known; `on` is then its first."""

    on: date
    whole_month: bool = False


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """What the document says of itself. Nothing is filled in where it is silent."""

    name: str
    says: str
    state: str = IN_FORCE
    posts: tuple[tuple[str, str], ...] = ()
    effective: When | None = None
    approved: tuple[When, ...] = ()
    reviewed: tuple[When, ...] = ()
    every: Span | None = None
    next_on: date | None = None
    replaces: tuple[str, ...] = ()
    statutes: tuple[str, ...] = ()

    def post(self, task: str) -> str:
        """Who has that task, in the document's words; empty where it names nobody."""
        return dict(self.posts).get(task, "")


_KEYS = (
    "name",
    "says",
    "state",
    "posts",
    "effective",
    "approved",
    "reviewed",
    "every",
    "next_on",
    "replaces",
    "statutes",
)


def read_record(entry: Entry, context: Context) -> PolicyRecord | None:
    """What the policy says of itself; None where it has no name or says not what it is for."""
    entry.only(*_KEYS)
    name, says = entry.slug("name"), entry.text("says", limit=400)
    every = entry.span("every", required=False)
    if every is not None and not isinstance(every, Months | Years):
        entry.fault(
            "every",
            "Say in months or years how often the policy is reviewed.",
            found=str(every),
            allowed="such as 1 year",
        )
        every = None
    effective = _whens(entry, "effective")
    state = entry.choice("state", (IN_FORCE, UNDER_REVIEW), required=False) or IN_FORCE
    found = PolicyRecord(
        name or "",
        says or "",
        state=state,
        posts=_posts(entry),
        effective=effective[0] if effective else None,
        approved=_whens(entry, "approved"),
        reviewed=_whens(entry, "reviewed"),
        every=every,
        next_on=entry.day("next_on", required=False),
        replaces=entry.words("replaces"),
        statutes=entry.words("statutes"),
    )
    return found if name and says else None


def _posts(entry: Entry) -> tuple[tuple[str, str], ...]:
    inner = entry.inner("posts", where="“posts”")
    if inner is None:
        return ()
    inner.only(*POSTS)
    return tuple((task, who) for task in POSTS if (who := inner.text(task, limit=120, required=False)))


def _whens(entry: Entry, key: str) -> tuple[When, ...]:
    """Days and months in the order of time."""
    found = []
    for each in entry.values(key) if key in entry else ():
        month = _MONTH.match(str(each))
        if month is not None:
            found.append(When(date(int(month["year"]), int(month["month"]), 1), whole_month=True))
        elif (day := entry.day_of(key, each)) is not None:
            found.append(When(day))
    return tuple(sorted(found, key=lambda each: each.on))
