"""What is to be done, by whom and by when: the rows of actions on the record of a visit or an interview.

    rows = Rows.of(here, request.POST, calendar, at=here.at)
    rows.actions        # (Action("Send the form", "ann", friday), …): the rows in which something was written
    rows.error          # the first day that could not be read, with the row that it stands in

A row whose day cannot be read keeps its words: nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.casework import Refused
from kept.casework.agreeing import Action
from kept.casework.when_words import When, read_when
from kept.store.accounts import colleagues
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.workclock import Calendar, local_date

FIRST, MOST = 2, 8


@dataclass(frozen=True, slots=True)
class Row:
    """One action as the template shows it."""

    number: int
    what: str
    owners: tuple[Choice, ...]
    when: str
    error: str = ""


@dataclass(frozen=True)
class Rows:
    """The rows as they stand."""

    rows: tuple[Row, ...]
    actions: tuple[Action, ...]
    error: Refused | None = None

    @classmethod
    def of(cls, here: Here, post: Mapping[str, str], calendar: Calendar, *, at: datetime) -> Rows:
        """The rows that were sent, and always an empty one more."""
        today = local_date(calendar, here.at)
        staff = [(each.account.handle, each.account.name) for each in colleagues(today)]
        found: list[Row] = []
        actions: list[Action] = []
        error: Refused | None = None
        for number in range(1, MOST + 1):
            what, when = (
                post.get(f"{name}-{number}", "").replace("\x00", "").strip() for name in ("what", "when")
            )
            owner = post.get(f"owner-{number}", "") or here.by
            read = read_when(when, calendar=calendar, at=at) if when else None
            refused = read if isinstance(read, Refused) else None
            if what or when:
                due = read.due if isinstance(read, When) else None
                actions.append(Action(what, owner, due))
                error = error or (Refused(refused.sentence, f"when-{number}") if refused else None)
            elif number > max(FIRST, len(actions) + 1):
                break
            owners = tuple(Choice(handle, name, handle == owner) for handle, name in staff)
            found.append(Row(number, what, owners, when, refused.sentence if refused else ""))
        return cls(tuple(found), tuple(actions), error)
