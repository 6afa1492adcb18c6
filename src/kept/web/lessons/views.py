"""What did we learn, what is still to be done about it, what failed, and is nobody the worse for complaining?

One page: lessons with owner and day until they are done, complaints that taught nothing yet, the log of what
failed with its cause and cure, whom a survey is to be sent to, and for whoever leads what was begun against
somebody soon after they had complained.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import handling as fair
from kept.actions import lessons as act
from kept.casework import Refused
from kept.casework.housekeeping import ENFORCEMENT_REVIEWED
from kept.casework.permissions import Permission
from kept.rulebook.reasons import WHY
from kept.store import complaint_figures, lessons, refs
from kept.store.lessons import CLOCK, COMPLAINED, Failure, Lesson
from kept.web.lessons import words
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words, thread_words

QUARTER, YEAR, LONGEST, SHOWN = timedelta(days=91), timedelta(days=365), 4_000, 25


@dataclass(frozen=True, slots=True)
class LessonLine:
    """One lesson."""

    ref: str
    address: str
    lesson: str
    area: str
    action: str
    by: str
    late: bool
    owner: str
    of: str
    of_address: str
    done: str
    dropped: str
    over: bool


@dataclass(frozen=True, slots=True)
class FailureLine:
    """One thing that went wrong."""

    on: str
    source: str
    what: str
    address: str
    cause: str
    done: str


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """What was begun against somebody soon after they complained."""

    ref: str
    what: str
    address: str
    on: str
    days: int
    complaint: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class Link:
    """One contact in a list."""

    words: str
    address: str
    on: str
    also: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class LessonsPage:
    """The page."""

    action: str
    draw: str
    open: tuple[LessonLine, ...]
    over: tuple[LessonLine, ...]
    unlearnt: tuple[Link, ...]
    causes: tuple[tuple[str, int], ...]
    failures: tuple[FailureLine, ...]
    followed: tuple[FollowedLine, ...]
    followed_days: int
    found: tuple[tuple[str, str], ...]
    to_send: tuple[Link, ...]
    nothing_said: tuple[Link, ...]
    records: bool
    leads: bool
    areas: tuple[tuple[str, str], ...]
    uid: str
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def lessons_page(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, and what its forms do."""
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, {})
    typed = {name: str(value)[:LONGEST].replace("\x00", "") for name, value in request.POST.items()}
    done = _done(here, typed)
    if isinstance(done, Refused):
        where = f"{typed.get('act', '')}-{done.field}"
        where += f"-{typed['thread']}" if typed.get("thread") else ""
        return _shown(request, here, typed, SimpleError(done.sentence, where))
    messages.success(request, _("It is on record."))
    return redirect("lessons", here.slug)


def _done(here: Here, typed: Mapping[str, str]) -> object:
    who: dict[str, Any] = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    ref = typed.get("thread", "")[:9]
    match typed.get("act", ""):
        case "done":
            return act.done(thread=ref, what=typed.get("what", ""), **who)
        case "drop":
            return act.drop(thread=ref, reason=typed.get("reason", ""), **who)
        case "fail":
            what, done, uid = typed.get("what", ""), typed.get("done", ""), typed.get("uid", "")
            return act.fail(what=what, area=typed.get("area", ""), done=done, uid=uid[:64], **who)
        case "fair":
            found, reasons = typed.get("found", ""), typed.get("reasons", "")
            return fair.enforcement_reviewed(thread=ref, found=found, reasons=reasons, **who)
    return Refused(_("Choose what to do."), "what")


def _shown(request: HttpRequest, here: Here, typed: Mapping[str, str], *errors: SimpleError) -> HttpResponse:
    found = [_line(here, each) for each in lessons.lessons(here.membership)]
    failed = lessons.failures(here.membership, here.at - QUARTER, here.at)
    leads = here.may(Permission.EXCUSE)
    followed = (
        complaint_figures.soon_after_complaint(here.membership, here.rulebook, since=here.at - YEAR)
        if leads
        else ()
    )
    view = LessonsPage(
        action=reverse("lessons", args=[here.slug]),
        draw=reverse("lesson-begin", args=[here.slug]),
        open=tuple(each for each in found if not each.over),
        over=tuple(each for each in found if each.over)[:SHOWN],
        unlearnt=tuple(
            Link(
                _("Complaint %(ref)s") % {"ref": each.ref},
                reverse("lesson-draw", args=[here.slug, each.ref]),
                _day(here, each.opened_at),
            )
            for each in lessons.unlearnt(here.membership, since=here.at - YEAR)
        ),
        causes=_causes(here, failed),
        failures=tuple(_failure(here, each) for each in failed[:SHOWN]),
        followed=tuple(_followed(here, each) for each in followed),
        followed_days=complaint_figures.days_after(here.rulebook),
        found=words.choices_of(here.rulebook, ENFORCEMENT_REVIEWED, "found"),
        to_send=tuple(_to_send(here)),
        nothing_said=tuple(
            Link(
                thread_words(each.kind),
                reverse("thread", args=[here.slug, each.ref]),
                _day(here, each.closed_at or each.opened_at),
                each.ref,
            )
            for each in lessons.nothing_said(here.membership, here.rulebook, since=here.at - QUARTER)
        )[:SHOWN],
        records=here.may(Permission.RECORD),
        leads=leads,
        areas=words.areas(here.rulebook),
        uid=typed.get("uid") or refs.new_uid(),
        typed=typed,
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "lessons/lessons.html", view, title=_("What we learn"), here=here, status=status)


def _day(here: Here, instant: Any) -> str:
    return day_words(here.calendar.local(instant).date(), here.calendar.local(here.at).year)


def _line(here: Here, each: Lesson) -> LessonLine:
    today = here.calendar.local(here.at).date()
    return LessonLine(
        each.ref,
        reverse("thread", args=[here.slug, each.ref]),
        each.lesson,
        words.area_words(here.rulebook, each.area),
        each.action,
        day_words(each.act_by, today.year) if each.act_by else "",
        each.ended_at is None and each.act_by is not None and each.act_by < today,
        each.owner,
        each.of,
        reverse("thread", args=[here.slug, each.of]) if each.of else "",
        each.done,
        each.dropped,
        each.ended_at is not None,
    )


def _causes(here: Here, failed: Iterable[Failure]) -> tuple[tuple[str, int], ...]:
    counted = Counter(_cause(here, each) for each in failed)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _cause(here: Here, each: Failure) -> str:
    if each.source == CLOCK:
        why = dict(words.choices_of(here.rulebook, "breach.explained", WHY))
        return why.get(each.cause, "") or _("Not said yet")
    return words.area_words(here.rulebook, each.cause)


def _failure(here: Here, each: Failure) -> FailureLine:
    sources = {CLOCK: _("A promise not kept"), COMPLAINED: _("A complaint in which we were wrong")}
    what, done = each.what, each.done
    if each.source == CLOCK:
        what = words.promise_words(here.rulebook, each.what) if each.what else _("All that it asked for")
        done = _("We said sorry and gave a new date.") if each.done else ""
    return FailureLine(
        _day(here, each.on),
        sources.get(each.source, _("Noted by one of us")),
        what,
        reverse("thread", args=[here.slug, each.ref]),
        _cause(here, each),
        done,
    )


def _followed(here: Here, each: complaint_figures.Followed) -> FollowedLine:
    kind = here.rulebook.kinds.get(each.begun.kind)
    found = dict(words.choices_of(here.rulebook, ENFORCEMENT_REVIEWED, "found"))
    return FollowedLine(
        each.ref,
        kind.label if kind is not None else each.begun.kind,
        reverse("thread", args=[here.slug, each.ref]),
        _day(here, each.begun.at),
        (each.begun.at - each.complained.at).days,
        reverse("thread", args=[here.slug, each.complained.thread]),
        found.get(each.reviewed, ""),
    )


def _to_send(here: Here) -> Iterable[Link]:
    for each in lessons.surveys_to_send(here.membership, here.rulebook, since=here.at - QUARTER):
        sent = each.asked_at
        yield Link(
            each.label,
            reverse("survey-offer", args=[here.slug, each.ref, each.survey]),
            _day(here, each.since),
            each.ref,
            _("sent on %(day)s") % {"day": _day(here, sent)} if sent else "",
        )
