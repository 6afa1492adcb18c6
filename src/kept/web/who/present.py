"""How does one absence read to whoever is away, to reception, and to whoever leads?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework import leaving as casework
from kept.casework.leaving import COVERED, POSTPONED, STANDS
from kept.rulebook.leaving import LeaveStep
from kept.store import leaving
from kept.store import registers as store
from kept.store.accounts import colleagues
from kept.store.models import Absence, AbsenceMeeting, AbsenceStep, Membership
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import Words, day_words, due_day, due_words, moment_words
from kept.workclock import local_date

PLACE = "place:"
OUTCOMES = {
    POSTPONED: gettext_lazy("Postponed"),
    COVERED: gettext_lazy("Covered"),
    STANDS: gettext_lazy("Stands as it was"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody is to an absence."""

    mine: bool
    leads: bool
    covers: bool
    reception: bool


@dataclass(frozen=True, slots=True)
class Look:
    """A day on which somebody had to look, and what they found."""

    day: str
    value: str
    said: str
    done: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be seen to, with the form that says that it is."""

    id: int
    title: str
    says: str
    owner: str
    due: Words
    done: str
    words: str
    warning: str
    may: bool
    names: bool
    divert: bool
    dates: bool
    asks_day: bool
    first: str
    last: str
    people: tuple[Choice, ...]
    looks: tuple[Look, ...]
    may_look: bool
    day: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One appointment that somebody cannot keep."""

    id: int
    when: str
    who: str
    phone: str
    reach: str
    address: str
    outcome: str
    told: str
    briefing: str
    open: bool
    to_tell: bool
    covers: tuple[Choice, ...]
    before_noon: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that nobody has touched."""

    address: str
    ref: str
    holder: str
    since: str


@dataclass(frozen=True, slots=True)
class AbsencePage:
    """One absence."""

    slug: str
    heading: str
    when: str
    cover: str
    thread: str
    steps: tuple[Step, ...]
    meetings: tuple[Meeting, ...]
    untold: int
    letters: tuple[Letter, ...]
    ways: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    starts: str
    starts_time: str
    briefing: str
    part: bool
    errors: Sequence[SimpleError]


def absence_page(
    here: Here, found: Absence, seen: Seen, typed: Mapping[str, Any], errors: Sequence[SimpleError]
) -> AbsencePage:
    """The page, as this person sees it."""
    calendar = here.calendar
    today = local_date(calendar, here.at)
    rows = leaving.steps_of(here.association, [found.pk]).get(found.pk, [])
    people = [each for each in colleagues(on=today) if each.account_id != found.account_id]
    all_of_it = seen.mine or seen.leads or seen.covers
    meetings = leaving.meetings_of(here.membership, found) if all_of_it else ()
    letters = leaving.untouched(here.membership, found, since=found.from_at) if all_of_it else ()
    known = {each.name: each for each in here.rulebook.room("leave")}
    arranged = here.rulebook.kinds["appointment.arranged"]
    until = day_words(due_day(found.to_at, calendar)) if found.to_at else _("they are back")
    return AbsencePage(
        slug=here.slug,
        heading=_("%(who)s is away") % {"who": found.account.name},
        when=_("%(from)s until %(to)s")
        % {"from": day_words(calendar.local(found.from_at).date()), "to": until},
        cover=found.covered_by.name if found.covered_by else "",
        thread=reverse("thread", args=[here.slug, found.thread]) if found.thread and seen.leads else "",
        steps=_steps(here, found, seen, rows, known, people, typed, today),
        meetings=_meetings(here, found, meetings, people, today),
        untold=sum(each.told_at is None for each in meetings),
        letters=tuple(
            Letter(
                reverse("thread", args=[here.slug, each.ref]),
                each.ref,
                each.owner.name if each.owner else "",
                moment_words(each.opened_at, calendar, here.at.year),
            )
            for each in letters
        ),
        ways=_choices(arranged.field("agreed_how"), typed.get("how", "")),
        reasons=_choices(arranged.field("later_why"), typed.get("later_why", "")),
        starts=str(typed.get("starts", "")),
        starts_time=str(typed.get("starts-time", "")),
        briefing=str(typed.get("briefing", "")),
        part=all_of_it or seen.reception,
        errors=errors,
    )


def _choices(field: Any, chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(slug, label, slug == chosen) for slug, label in field.choices) if field else ()


def _steps(
    here: Here,
    found: Absence,
    seen: Seen,
    rows: Iterable[AbsenceStep],
    known: Mapping[str, LeaveStep],
    people: Sequence[Membership],
    typed: Mapping[str, Any],
    today: date,
) -> tuple[Step, ...]:
    rows = list(rows)
    looks = leaving.looks_of(here.association, [each.pk for each in rows])
    shown = []
    for each in rows:
        says = known.get(each.step)
        mine = seen.mine and says is not None and says.by == "self"
        reception = seen.reception and says is not None and says.by == "reception"
        if not (seen.leads or seen.mine or seen.covers or reception):
            continue
        may = (seen.leads or mine or reception) and each.done_at is None and says is not None
        shown.append(_step(here, found, each, says, may, looks.get(each.pk, ()), people, typed, today))
    return tuple(shown)


def _step(
    here: Here,
    found: Absence,
    each: AbsenceStep,
    says: LeaveStep | None,
    may: bool,
    looks: Iterable[Any],
    people: Sequence[Membership],
    typed: Mapping[str, Any],
    today: date,
) -> Step:
    calendar = here.calendar
    late = each.done_at is None and each.due_at <= here.at
    due = Words(due_words(each.due_at, calendar), "bad" if late else "calm")
    words, warning = _reply(here, found, says) if says is not None and says.words else ("", "")
    last = local_date(calendar, found.to_at) if found.to_at else None
    chosen = str(typed.get("named", "")) if typed.get("number") == str(each.pk) else ""
    by = {"self": found.account.name, "reception": _("Reception")}.get(says.by if says else "")
    daily = says is not None and says.daily and each.named is not None
    return Step(
        id=each.pk,
        title=each.title,
        says=says.says if says else "",
        owner=by or (each.owner.name if each.owner else _("Whoever leads")),
        due=due,
        done=_done_words(here, each),
        words=words,
        warning=warning,
        may=may,
        names=says is not None and says.names,
        divert=says is not None and says.divert,
        dates=says is not None and says.dates,
        asks_day=says is not None and not (says.names or says.divert or says.dates),
        first=local_date(calendar, found.from_at).isoformat(),
        last=_last_day(last, found, calendar).isoformat() if last else "",
        people=_takers(here, says, people, chosen),
        looks=_looks(found, looks, calendar, today) if daily else (),
        may_look=daily and each.named_id == here.membership.account_id,
        day=today.isoformat(),
    )


def _last_day(last: date, found: Absence, calendar: Any) -> date:
    """The last whole or part day away."""
    assert found.to_at is not None
    local = calendar.local(found.to_at)
    return last if (local.hour or local.minute) else date.fromordinal(last.toordinal() - 1)


def _done_words(here: Here, each: AbsenceStep) -> str:
    if each.done_at is None:
        return ""
    if each.facts.get("not_needed"):
        return _("Not needed any more")
    said = moment_words(each.done_at, here.calendar, here.at.year)
    who = each.named.name if each.named else ""
    return (
        _("Done %(when)s: %(who)s") % {"when": said, "who": who}
        if who
        else _("Done %(when)s") % {"when": said}
    )


def _takers(
    here: Here, says: LeaveStep | None, people: Sequence[Membership], chosen: str
) -> tuple[Choice, ...]:
    if says is None:
        return ()
    places = here.rulebook.room("diverts") if says.divert else ()
    return (
        *(Choice(f"{PLACE}{each.name}", each.title, f"{PLACE}{each.name}" == chosen) for each in places),
        *(Choice(each.account.handle, each.account.name, each.account.handle == chosen) for each in people),
    )


def _reply(here: Here, found: Absence, says: LeaveStep) -> tuple[str, str]:
    """The words of the automatic reply, and what is amiss with whoever it names."""
    ids = [found.account_id, *([found.covered_by_id] if found.covered_by_id else [])]
    called = store.called(here.association, ids)
    cover = called.get(found.covered_by_id) if found.covered_by_id else None
    words = casework.reply(
        says.words,
        association=here.name,
        name=called[found.account_id].words,
        back=casework.back_on(found.to_at, here.calendar) if found.to_at else None,
        cover=cover.words if cover else "",
        number=_("extension %(line)s") % {"line": cover.extension} if cover and cover.extension else "",
    )
    if found.covered_by_id is None:
        return words, _("It names nobody. Say who answers for them, then copy it.")
    if leaving.away_then(here.association, found.covered_by_id, found.from_at, found.to_at):
        return words, _("Whoever it names is away for a part of that time too. Name somebody else.")
    return words, ""


def _looks(found: Absence, looks: Iterable[Any], calendar: Any, today: date) -> tuple[Look, ...]:
    done = {each.day: each for each in looks}
    days = casework.days_to_look(found.from_at, found.to_at, calendar, today)
    return tuple(_look(day, done.get(day)) for day in reversed(days))


def _look(day: date, done: Any) -> Look:
    if done is None:
        return Look(day_words(day), day.isoformat(), _("Nobody has looked"), False)
    said = _("%(n)s urgent") % {"n": done.urgent}
    return Look(day_words(day), day.isoformat(), f"{said}. {done.note}".strip(), True)


def _meetings(
    here: Here,
    found: Absence,
    meetings: Sequence[AbsenceMeeting],
    people: Sequence[Membership],
    today: date,
) -> tuple[Meeting, ...]:
    open_ = [each.starts_at for each in meetings if each.told_at is None]
    busy = leaving.busy_at(here.association, open_)
    skilled = _skilled(here, found, people, today)
    names = [(each.account_id, each.account.name) for each in people]
    handles = {each.account_id: each.account.handle for each in people}
    who = leaving.who_of(meetings)
    return tuple(
        _meeting(here, each, who[each.pk], names, handles, busy, skilled, today) for each in meetings
    )


def _skilled(here: Here, found: Absence, people: Sequence[Membership], today: date) -> set[int]:
    """Who has what the post of whoever is away asks for."""
    called = store.called(here.association, [found.account_id])
    needs = store.skills_needed(here.association).get(called[found.account_id].job_title, ())
    held = store.skills_of(here.association, [each.account_id for each in people], today)
    wanted = {each.casefold() for each in needs}
    return {account for account, skills in held.items() if wanted and wanted <= skills}


def _meeting(
    here: Here,
    each: AbsenceMeeting,
    who: tuple[str, str],
    names: Sequence[tuple[int, str]],
    handles: Mapping[int, str],
    busy: Mapping[datetime, set[int]],
    skilled: set[int],
    today: date,
) -> Meeting:
    calendar = here.calendar
    person = each.thread.person.stands if each.thread.person else None
    ranked = casework.ranked(names, busy=busy.get(each.starts_at, ()), skilled=skilled)
    says = str(OUTCOMES.get(each.outcome, ""))
    if each.moved_to is not None:
        says = _("%(what)s to %(when)s") % {"what": says, "when": moment_words(each.moved_to, calendar)}
    elif each.covered_by is not None:
        says = _("%(what)s by %(who)s") % {"what": says, "who": each.covered_by.name}
    return Meeting(
        id=each.pk,
        when=moment_words(each.starts_at, calendar, here.at.year),
        who=who[0] or each.thread.ref,
        phone=who[1],
        reach=reach_words(person),
        address=reverse("thread", args=[here.slug, each.thread.ref]),
        outcome=says,
        told=moment_words(each.told_at, calendar, here.at.year) if each.told_at else "",
        briefing=each.briefing,
        open=not each.outcome,
        to_tell=bool(each.outcome) and each.told_at is None,
        covers=tuple(
            Choice(handles[account], f"{name} ({_('has what it needs')})" if able else name, False)
            for account, name, able in ranked
        ),
        before_noon=local_date(calendar, each.starts_at) == today,
    )
