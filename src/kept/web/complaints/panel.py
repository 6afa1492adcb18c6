"""What does the page of a case show of a complaint, beside what every case shows?

In the middle their words and what they seek, what the answer lacks and how it is put right; beside it the
people, the meeting in person and what we asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import complaining as pure
from kept.casework import complaint_time
from kept.casework.cases import Standing
from kept.casework.permissions import Permission
from kept.rulebook.cases import practice_of
from kept.store import dockets, rules, visits
from kept.store.accounts import colleagues, names_by_handle
from kept.store.housing import today
from kept.store.models import Thread
from kept.web.complaints import present
from kept.web.complaints.present import (
    AskedLine,
    MoneyLine,
    PointLine,
    RemedyLine,
    SpeakerLine,
    Told,
    Wanted,
)
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel
from kept.web.shared.words import day_words
from kept.workclock import local_date

FIRST, SECOND = ("received", "stage-one"), ("second-asked", "stage-two")
AGAIN = (*FIRST, "answered", "closed", "refused", "withdrawn")
_TOLD = "_kept_told_of_complaint"


@dataclass(frozen=True, slots=True)
class Main:
    """The middle of the page."""

    conflict: str
    procedure: str
    ombudsman: str
    wanted: Wanted
    tied: str
    tied_address: str
    points: tuple[PointLine, ...]
    answering: bool
    lacks: tuple[pure.Lack, ...]
    latest: str
    refer: str
    another: str
    remedies: tuple[RemedyLine, ...]
    not_accepted: bool
    apologies: tuple[str, ...]
    money: MoneyLine | None
    owes_money: bool
    compensation: str


@dataclass(frozen=True, slots=True)
class Side:
    """What stands beside it."""

    action: str
    records: bool
    speakers: tuple[SpeakerLine, ...]
    supporter: str
    supporter_help: str
    staff: tuple[tuple[str, str], ...]
    meeting: tuple[str, ...]
    asked: tuple[AskedLine, ...]
    holding: bool
    may_escalate: bool


def _told(request: HttpRequest, here: Here, thread: Thread) -> Told:
    """Everything that happened with its words, read once for the page."""
    known: tuple[int, Told] | None = getattr(request, _TOLD, None)
    if known is None or known[0] != thread.pk:
        office = thread.office.slug if thread.office_id and thread.office else None
        told = Told(visits.told(thread, here.association), here.rulebook.calendar_for(office))
        known = (thread.pk, told)
        setattr(request, _TOLD, known)
    return known[1]


def main(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel | None:
    """Their words, the points, what the answer lacks, and how it is put right."""
    told = _told(request, here, thread)
    if not told.all(pure.RECEIVED):
        return None
    practice = practice_of(here.rulebook, "complaint")
    names = names_by_handle(present.handles_of(told.said))
    second = standing.state.name in SECOND
    answering = second or standing.state.name in FIRST
    tied = told.last(pure.TIED)
    events = told.events
    view = Main(
        conflict=practice.words.get("conflict", ""),
        procedure=practice.words.get("procedure", ""),
        ombudsman=next((each.ombudsman for each in here.rulebook.room("letterheads")), ""),
        wanted=present.wanted_of(told, here.rulebook, practice.numbers.get("accept_months", 0)),
        tied=_promise(here, str(tied.get("promise") or "")),
        tied_address=reverse("thread", args=[here.slug, tied["contact"]]) if tied.get("contact") else "",
        points=present.points_of(told, here.rulebook),
        answering=answering,
        lacks=pure.lacks(events, stage=2 if second else 1) if answering else (),
        latest=_latest(here, thread, told, second) if answering else "",
        refer=_refer(told, practice.numbers),
        another=_another(standing, names) if second else "",
        remedies=present.remedies_of(told, here.rulebook),
        not_accepted=pure.not_accepted(events),
        apologies=present.apologies_of(told, here.rulebook, names),
        money=present.money_of(told, names),
        owes_money=pure.owes_compensation_decision(events),
        compensation=reverse("remedies", args=[here.slug]) if here.may(Permission.EXCUSE) else "",
    )
    return Panel("complaints/main.html", {"complaint": view})


def side(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel | None:
    """The people, the meeting in person, and what they were asked for."""
    told = _told(request, here, thread)
    if not told.all(pure.RECEIVED):
        return None
    supporter = told.last("complaint.supporter_named")
    handle = str(supporter.get("supporter") or "")
    asked = present.asked_of(told)
    on = today(here.association, here.at)
    view = Side(
        action=reverse("complaint-part", args=[here.slug, thread.ref]),
        records=here.may(Permission.RECORD),
        speakers=present.speakers_of(told, on),
        supporter=names_by_handle([handle]).get(handle, handle) if handle else "",
        supporter_help=str(supporter.get("help") or ""),
        staff=_staff(here, thread),
        meeting=_meeting(told),
        asked=asked,
        holding=any(each.holds and not each.given for each in asked),
        may_escalate=standing.state.name in AGAIN,
    )
    return Panel("complaints/side.html", {"complaint": view}, place="side")


def _promise(here: Here, promise: str) -> str:
    known = here.rulebook.promises.get(promise)
    return known.public if known is not None and known.public else promise


def _latest(here: Here, thread: Thread, told: Told, second: bool) -> str:
    """Until when the answer may be put off without a special reason; empty where there is no limit."""
    practice = practice_of(here.rulebook, "complaint")
    more = practice.numbers.get(complaint_time.STAGE_TWO if second else complaint_time.STAGE_ONE)
    if more is None:
        return ""
    (docket,) = dockets.read(dockets.look([thread.pk]))
    first = complaint_time.first_due(docket.clocks, rules.rules_of(here.association), second=second)
    if first is None:
        return ""
    limit = complaint_time.latest(first, told.calendar, more) - timedelta(seconds=1)
    return day_words(local_date(told.calendar, limit))


def _refer(told: Told, numbers: Mapping[str, int]) -> str:
    """Until when they may go on from the newest answer; empty where there is none, or no end to it."""
    found = told.all(*pure.ANSWERS)
    if not found:
        return ""
    last = found[-1]
    on = local_date(told.calendar, last.event.happened_at)
    if last.kind == pure.STAGE2_ANSWERED:
        months = numbers.get("refer_months", 0)
        day = day_words(pure.months_after(on, months))
        until = _("They may go to the ombudsman until %(day)s.") % {"day": day}
        return until if months else _("They may go to the ombudsman.")
    if months := numbers.get("escalate_months", 0):
        day = day_words(pure.months_after(on, months))
        return _("They may ask for the second stage until %(day)s, and later for a good reason.") % {
            "day": day
        }
    return _("They may ask for the second stage at any time, and need no reason.")


def _another(standing: Standing, names: dict[str, str]) -> str:
    """Who gave the first answer, and so gives no second."""
    first = standing.last(pure.ANSWERED)
    if first is None:
        return ""
    return _("%(who)s gave the first answer, so somebody else gives this one.") % {
        "who": names.get(first.by, first.by)
    }


def _meeting(told: Told) -> tuple[str, ...]:
    """Whether they were offered to put their case in person, want it, and did."""
    lines: list[str] = []
    for each in told.all(pure.MEETING_OFFERED, pure.MEETING_HELD):
        day, facts = told.day(each.event), each.facts
        if each.kind == pure.MEETING_HELD:
            lines.append(
                _("Held on %(day)s, with %(who)s.") % {"day": day, "who": facts.get("attended") or ""}
            )
            continue
        planned = pure.day_of(facts.get("planned_on"))
        wanted = {"yes": _("They want to."), "no": _("They do not want to.")}
        said = wanted.get(str(facts.get("wanted")), _("They have not said yet."))
        said += " " + _("Agreed for %(day)s.") % {"day": day_words(planned)} if planned else ""
        lines.append(_("Offered on %(day)s. %(said)s") % {"day": day, "said": said})
        if facts.get("needs"):
            lines.append(_("They need: %(needs)s") % {"needs": facts["needs"]})
    return tuple(lines)


def _staff(here: Here, thread: Thread) -> tuple[tuple[str, str], ...]:
    """Everybody whom it is not about, to help them."""
    about = thread.about.handle if thread.about_id and thread.about else ""
    known = colleagues(today(here.association, here.at))
    return tuple((each.account.handle, each.account.name) for each in known if each.account.handle != about)
