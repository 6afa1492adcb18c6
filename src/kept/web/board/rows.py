"""How does one contact read on a list of the board?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import Verdict
from kept.store.models import Clock, Event, Thread
from kept.web.board.fetch import Place
from kept.web.shared.access import Here
from kept.web.shared.addresses import thread_address
from kept.web.shared.gist import keeper_of, what_of, whose_of
from kept.web.shared.promising import promise_name
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import Words, day_words, due_day, due_words, moment_words, urgency
from kept.workclock import Calendar


@dataclass(frozen=True, slots=True)
class Row:
    """One contact. `away` says that its owner is not there, and who answers."""

    ref: str
    address: str
    what: str
    gist: str
    promise: str
    more: str
    pressing: Words
    due: str
    owner: str
    away: str
    office: str
    asked: str
    reach: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of the threads of one list besides their own rows."""

    clocks: Mapping[int, Sequence[Clock]]
    openings: Mapping[int, Event]
    words: Mapping[int, Mapping[str, object]]
    former: Mapping[int, str]


def row_of(here: Here, place: Place, thread: Thread, beside: Beside, *, chosen: bool = False) -> Row:
    """The row of one contact."""
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    clocks = beside.clocks.get(thread.pk, ())
    first = clocks[0] if clocks else None
    broken_at: datetime | None = getattr(thread, "broken_at", None)
    more = len(clocks) - 1
    opening = beside.openings.get(thread.pk)
    return Row(
        ref=thread.ref,
        address=thread_address(here.slug, thread.ref),
        what=what_of(here, thread, opening),
        gist=whose_of(here, thread, opening, beside.words.get(opening.pk, {}) if opening else {}),
        promise=promise_name(here.rulebook.promises.get(first.promise), first.promise) if first else "",
        more=ngettext("and %(n)s more promise", "and %(n)s more promises", more) % {"n": more}
        if more > 0
        else "",
        pressing=_pressing(here, thread, first, calendar),
        due=_due(here, thread, first, broken_at, calendar),
        owner=thread.owner.name if thread.owner else keeper_of(here, first.owner if first else None),
        away=away_words(here, place, thread.owner_id),
        office=thread.office.name if thread.office and len(here.rulebook.association.offices) > 1 else "",
        asked=_asked(thread.asked),
        reach=reach_words(thread.person),
        chosen=chosen,
    )


def away_words(here: Here, place: Place, account: int | None) -> str:
    """That a colleague is away, until when, and who answers meanwhile; or works here no more."""
    if account is None:
        return ""
    if not place.name(account):
        return _("Works here no more.")
    absence = place.away.get(account)
    if absence is None:
        return ""
    cover = place.covers.get(account)
    said = [_("Away until %(day)s.") % {"day": _day(here, absence.to_at)} if absence.to_at else _("Away.")]
    said.append(_("%(who)s answers.") % {"who": place.name(cover)} if cover else _("Nobody covers."))
    return " ".join(said)


def _day(here: Here, moment: datetime) -> str:
    """The last day; one that ends at midnight is the day before."""
    return day_words(due_day(moment, here.calendar), here.calendar.local(here.at).year)


def _pressing(here: Here, thread: Thread, clock: Clock | None, calendar: Calendar) -> Words:
    if thread.closed_at is not None:
        return Words(_("Closed"), "mute")
    if clock is None:
        # What was answered and not closed asks for nothing; what drifts would be seen by nobody.
        return Words(_("No next step"), "soon") if thread.adrift else Words(_("Nothing running"), "mute")
    if clock.paused:
        return Words(_("Waiting"), "mute")
    if clock.verdict != Verdict.RUNNING or clock.due_at <= here.at:
        return Words(_("Late: still to do"), "bad")
    return urgency(clock.act_by, here.at, calendar)


def _due(
    here: Here, thread: Thread, clock: Clock | None, broken_at: datetime | None, calendar: Calendar
) -> str:
    """By when; for what was broken, when it ran out."""
    year = calendar.local(here.at).year
    if broken_at is not None:
        return _("was to be kept %(due)s") % {"due": due_words(broken_at, calendar, year)}
    if clock is None:
        return _("since %(moment)s") % {"moment": moment_words(thread.opened_at, calendar, year)}
    return due_words(clock.due_at, calendar, year)


def _asked(times: int) -> str:
    if times < 1:
        return ""
    return _("Asked twice") if times == 1 else _("Asked %(n)s times") % {"n": times + 1}
