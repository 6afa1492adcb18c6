"""Until when at the latest may the answer to a complaint be put off?

    latest(due_at, calendar, 10)         # the end of the tenth working day after the day on which it was due
    refusal(event, known, judged, rules=rules, calendar=calendar, at=now)

1. The law gives the time; how much more may be taken is a number of the house's practice, by stage
   (`stage1_more`, `stage2_more` of `complaint` in `cases.yaml`). Where there is none there is no limit.
2. It counts from the first due of the answer, so that two extensions give no more than one.
3. A longer one needs a special reason, given by whoever leads: `complaint.extended` with `longer`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from kept.casework.cases import current, standings
from kept.casework.complaining import EXTENDED, STAGE2_ANSWERED
from kept.casework.rules import Rules
from kept.casework.running import end_of
from kept.casework.values import Clock, Event, Judgement, Refused, Verdict
from kept.rulebook.cases import practice_of
from kept.workclock import Calendar, local_date
from kept.workclock.due import due
from kept.workclock.spans import WorkingDays

LAW, HOUSE = "law:", "kept:"
STAGE_ONE, STAGE_TWO = "stage1_more", "stage2_more"
_FIRST, _SECOND = ("received", "stage-one"), ("second-asked", "stage-two")


def latest(due_at: datetime, calendar: Calendar, more: int) -> datetime:
    """The instant until which an answer that is due then may be put off by `more` working days."""
    last_day = due_at - timedelta(seconds=1)
    return due(calendar, WorkingDays(more), last_day).at


def first_due(clocks: Sequence[Clock], rules: Rules, *, second: bool) -> datetime | None:
    """When the answer is first due: by the law, or by the policy where no law of it runs."""
    answers = [each for each in clocks if each.verdict is Verdict.RUNNING and _answers(each, rules, second)]
    law = [each for each in answers if each.promise.startswith(LAW)]
    return max((each.first_due_at for each in law or answers), default=None)


def _answers(clock: Clock, rules: Rules, second: bool) -> bool:
    """Whether it runs until the answer of that stage: an acknowledgement does not end it."""
    version = rules.named(clock.version)
    promise = version.rulebook.promises.get(clock.promise) if version is not None else None
    if promise is None or clock.promise.startswith(HOUSE):
        return False
    ends_early = any("acknowledged" in each for each in promise.stops)
    wanted = STAGE2_ANSWERED if second else "complaint.answered"
    return not ends_early and wanted in promise.stops


def refusal(
    event: Event,
    known: Sequence[Event],
    judged: Callable[[], Judgement],
    *,
    rules: Rules,
    calendar: Calendar,
    at: datetime,
) -> Refused | None:
    """Why the answer to a complaint may not be put off so far; None where it may."""
    kind = rules.kinds[event.kind]
    if kind.acts != "extend" or event.facts.get("longer") is True or event.facts.get("new_due") is None:
        return None
    found = standings(current(known, rules=rules, at=at))
    state = next((each.state.name for each in found if each.type.name == "complaint"), "")
    version = rules.when(event.happened_at)
    if state not in (*_FIRST, *_SECOND) or version is None:
        return None
    second = state in _SECOND
    more = practice_of(version.rulebook, "complaint").numbers.get(STAGE_TWO if second else STAGE_ONE)
    starts = first_due(judged().clocks, rules, second=second)
    if more is None or starts is None:
        return None
    limit = latest(starts, calendar, more)
    if end_of(event.facts["new_due"], calendar) <= limit:
        return None
    last = local_date(calendar, limit - timedelta(seconds=1))
    longer = "Have a manager record it as longer, with the special reason, or name a day until then."
    if event.kind != EXTENDED:
        longer = "Name a day until then, or have a manager take more time on the page of the complaint."
    return Refused(f"{_more(more)} are over on {_day(last)}. {longer}", "new_due", event.id)


def _more(days: int) -> str:
    return f"The {days} working days by which an answer may be put off"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
