"""A made-up landlord with every feature of a promise in few clauses, loaded as anybody would load one.

Dates are written as wall time with their weekday, so that a reader can check them: `t("Tuesday 2026-04-07
10:00")`.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kept.actions import policies
from kept.actions.telling import tell
from kept.actions.told import Result, Telling
from kept.casework import Refused, judge
from kept.casework.standing import standing
from kept.casework.values import Clock
from kept.rulebook import policies_folder
from kept.store import models, rules, tenancy, values
from kept.store.models import Association

LONDON = ZoneInfo("Europe/London")
BY = "ann"

ASSOCIATION = """
association: {slug}
name: Small Homes
nation: england
zone: Europe/London
starts_on: {starts_on}
go_live: {starts_on}
document: {{title: Customer care, lines: 100}}
hours: {{reading: Nine to five is our reading.}}
offices:
  main:
    name: Main office
    open: {{monday: [09:00-17:00], tuesday: [09:00-17:00], wednesday: [09:00-17:00], thursday: [09:00-17:00],
    friday: [09:00-17:00]}}
  late:
    name: Late office
    open: {{monday: [09:00-20:00], tuesday: [09:00-20:00], wednesday: [09:00-20:00], thursday: [09:00-20:00],
    friday: [09:00-20:00]}}
teams: {{desk: Desk}}
roles: {{Officer: officer}}
on_call: desk
"""
CLAUSES = """
- id: {slug}:1
  lines: 1-1
  kind: timed
  says: A letter is acknowledged or answered within {letter}.
  promise:
    name: letter-answered
    public: We answer or acknowledge your letter within {letter}.
    starts: letter.received
    stops: [letter.acknowledged, letter.answered]
    within: {letter}
    warn: 2 working days before
    pauses: [awaiting-customer]
    owner: addressee
- id: {slug}:2
  lines: 2-2
  kind: timed
  says: An urgent letter is answered within 24 hours.
  promise:
    name: urgent-answered
    public: We answer an urgent letter within 24 hours.
    starts: letter.received
    stops: [letter.answered]
    when: {{urgent: yes}}
    within: 24 hours
    owner: addressee
    reading: Hours run by the clock, nights and weekends included.
- id: {slug}:9
  lines: 9-9
  kind: timed
  says: A piece of work of a case is done by its day.
  promise:
    name: work-done
    public: What has to be done in your case is done by its day.
    starts: task.set
    stops: task.done
    within: {{by: due_by}}
    owner: addressee
"""

RECURRING = """
- id: {slug}:3
  lines: 3-3
  kind: periodic
  says: A newsletter goes out every quarter.
  duty:
    name: newsletter-issued
    public: Our newsletter comes out four times a year.
    every: quarter
    calendar: yes
    owner: officer
- id: {slug}:4
  lines: 4-4
  kind: threshold
  says: Of all finished repairs one in five is inspected.
  measure:
    name: repairs-inspected
    public: We inspect one in five finished repairs.
    of: {{event: repair.completed}}
    counting: {{event: repair.inspected}}
    every: month
    at_least: 20 %
    sample: 20 %
"""


# One rule of a code; those of the ombudsmen rest on keepers that a small house has not.
ASSESSED = """
- {name: own-code, sort: code, nation: england, label: Our code, by: ourselves, from: 2016-01-01}
- {name: own-1, nation: england, code: own-code, number: '1', part: First, says: Letters are answered.}
"""


def t(wall: str) -> datetime:
    """The instant of a wall time in London; the weekday written must be right."""
    weekday, rest = wall.split(" ", 1)
    local = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)
    assert f"{local:%A}" == weekday, f"{rest} is a {local:%A}"
    return local.astimezone(UTC)


def folder(
    at: Path,
    *,
    slug: str = "small",
    starts_on: str = "2016-01-01",
    letter: str = "7 working days",
    corrects: str = "",
    recurring: bool = False,
) -> Path:
    """A folder of policy, with the shared files beside it."""
    if not (at / "events.yaml").exists():
        shutil.copy(policies_folder() / "events.yaml", at / "events.yaml")
        shutil.copytree(policies_folder() / "holidays", at / "holidays")
        shutil.copy(policies_folder() / "diary.yaml", at / "diary.yaml")
        for room in (
            "registers.yaml",
            "leave.yaml",
            "diverts.yaml",
            "checklists.yaml",
            "contractors.yaml",
            "surveys.yaml",
            "rotas.yaml",
            "machines.yaml",
            "letters.yaml",
            "writing.yaml",
            "plain_words.yaml",
            "publications.yaml",
            "formats.yaml",
            "privacy.yaml",
            "retention.yaml",
            "moves.yaml",
            "learning.yaml",
        ):
            shutil.copy(policies_folder() / room, at / room)
        (at / "self_assessment.yaml").write_text(ASSESSED)
    home = at / slug
    (home / "clauses").mkdir(parents=True, exist_ok=True)
    puts_right = f"corrects: '{corrects}'\n" if corrects else ""
    text = ASSOCIATION.format(slug=slug, starts_on=starts_on) + puts_right
    (home / "association.yaml").write_text(text)
    clauses = CLAUSES + (RECURRING if recurring else "")
    (home / "clauses" / "letters.yaml").write_text(clauses.format(slug=slug, letter=letter))
    return home


def opened(at: Path, slug: str = "small") -> Association:
    """The landlord with its policy in force."""
    policies.load(folder=folder(at, slug=slug), by=BY, at=t("Monday 2016-01-04 09:00"))
    return Association.objects.get(slug=slug)


def told(here: Association, *tellings: Telling, at: str | datetime, by: str = BY) -> tuple[Result, ...]:
    """What became of each telling."""
    now = t(at) if isinstance(at, str) else at
    return tell(tellings, association=here, by=by, at=now).results


def letter(here: Association, at: str, **facts: object) -> str:
    """A letter came then and was recorded at once; its thread."""
    (found,) = told(here, Telling("letter.received", t(at), facts), at=at)
    assert found.thread is not None, found
    return found.thread


def refusal(result: Result) -> str:
    """The sentence of a refusal."""
    assert isinstance(result.outcome, Refused), result
    return result.outcome.sentence


def stored(here: Association, ref: str) -> dict[str, Clock]:
    """The clocks of a thread as stored, by the number of their clause."""
    with tenancy.association(here):
        rows = models.Clock.objects.filter(thread__ref=ref).order_by("started_at")
        return {row.promise.split(":")[1]: values.clock_of(row) for row in rows}


def row(here: Association, ref: str) -> models.Thread:
    """The row of a thread."""
    with tenancy.association(here):
        return models.Thread.objects.get(ref=ref)


def stored_equals_judged(here: Association, at: datetime) -> None:
    """Every thread's clocks and row are those that its events, and those of threads joined to it, lead to.

    It reads rows one by one, and not by the queries that the actions use.
    """
    with tenancy.association(here):
        known = rules.rules_of(here)
        for thread in models.Thread.objects.filter(merged_into=None).select_related("office"):
            told_on = [thread, *models.Thread.objects.filter(merged_into=thread)]
            events = [
                values.event_of(row, thread=each.ref)
                for each in told_on
                for row in models.Event.objects.filter(thread=each)
            ]
            calendar = known.versions[-1].rulebook.calendar_for(thread.office.slug if thread.office else None)
            judged = judge(events, rules=known, calendar=calendar, at=at)
            clocks = [values.clock_of(row) for row in models.Clock.objects.filter(thread__in=told_on)]
            assert sorted(clocks, key=_key) == sorted(judged.clocks, key=_key), thread.ref
            assert thread.wake_at == judged.wake_at
            assert thread.next_date == judged.next_date
            assert thread.state == judged.state
            stands = standing(events, judged, own=thread.ref, rules=known, at=at)
            for name in ("act_by", "due_at", "adrift", "asked"):
                assert getattr(thread, name) == getattr(stands, name), (thread.ref, name)
            owed = set(
                models.Owed.objects.filter(thread=thread).values_list("promise", "start", "what", "step")
            )
            assert owed >= {(each.promise, each.start, each.what, each.step) for each in judged.owed}


def _key(clock: Clock) -> tuple[str, str]:
    return clock.promise, clock.start
