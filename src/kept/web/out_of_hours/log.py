"""Every emergency call while we were closed: who took it, who went, how soon, and what came of it?

The last three months, the newest first, with how long it took at most for half of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.supporting import Night
from kept.store import support
from kept.store.models import Thread
from kept.store.support import Said
from kept.web.out_of_hours.parts import Part, parts_of
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import moment_words

CALLED, SENT, BACK = "emergency.called", "standby.called_out", "standby.returned"
LOOKED_BACK = timedelta(days=92)
MOST = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One call."""

    ref: str
    address: str
    when: str
    taken_by: str
    answered: str
    went: str
    attended: str
    outcome: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """The page. `half` says how soon half of the calls were answered, and half of those places reached."""

    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    half: tuple[str, ...]


def log(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, in a number of queries that does not grow."""
    events = support.happened(here.membership, (CALLED,), since=here.at - LOOKED_BACK)
    calls = {each.thread_id: each for each in events.order_by("-happened_at", "-id")[:MOST]}
    threads = {each.pk: each for each in Thread.objects.filter(pk__in=list(calls))}
    said = support.said_of(list(threads.values()), here.association, here.at)
    found = [(threads[pk], night, told) for pk in calls if (told := said[pk]) and (night := _night(told))]
    view = LogPage(
        parts_of(here, "night-log"),
        tuple(_row(here, thread, night, told) for thread, night, told in found),
        tuple(_half([night for _thread, night, _told in found])),
    )
    return page(request, "out_of_hours/log.html", view, title=_("Emergency calls"), here=here)


def _night(told: Sequence[Said]) -> Night | None:
    called = _last(told, CALLED)
    if called is None:
        return None
    back = _last(told, BACK)
    return Night(called.event.happened_at, _moment(called, "answered_at"), _moment(back, "attended_at"))


def _row(here: Here, thread: Thread, night: Night, told: Sequence[Said]) -> Row:
    called, sent = _last(told, CALLED), _last(told, SENT)
    assert called is not None
    provider = _choice(here, SENT, "provider", sent.facts.get("provider")) if sent else ""
    went = ", ".join(filter(None, (str(sent.facts.get("who", "")), provider))) if sent else ""
    return Row(
        thread.ref,
        reverse("thread", args=[here.slug, thread.ref]),
        moment_words(night.called_at, here.calendar, here.at.year),
        str(called.facts.get("answered_by") or called.event.by),
        _minutes(night.answered_after),
        went,
        _minutes(night.attended_after),
        _choice(here, CALLED, "outcome", called.facts.get("outcome")),
    )


def _half(nights: Iterable[Night]) -> Iterable[str]:
    known = list(nights)
    answered = [each.answered_after for each in known if each.answered_after is not None]
    attended = [each.attended_after for each in known if each.attended_after is not None]
    if answered:
        yield _("Answered: half of them within %(time)s (%(n)s of %(all)s calls say when).") % {
            "time": _minutes(round(median(answered))),
            "n": len(answered),
            "all": len(known),
        }
    if attended:
        yield _("Attended: half of them within %(time)s (%(n)s calls say when somebody was there).") % {
            "time": _minutes(round(median(attended))),
            "n": len(attended),
        }


def _minutes(n: int | None) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n} if n is not None else ""


def _last(told: Sequence[Said], kind: str) -> Said | None:
    return next((each for each in reversed(told) if each.kind == kind), None)


def _moment(said: Said | None, name: str) -> datetime | None:
    value = said.facts.get(name) if said is not None else None
    return datetime.fromisoformat(str(value)) if value else None


def _choice(here: Here, kind: str, field: str, value: object) -> str:
    known = here.rulebook.kinds.get(kind)
    of = known.field(field) if known is not None else None
    return dict(of.choices).get(str(value), "") if of is not None else ""
