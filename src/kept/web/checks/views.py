"""What am I to read again, and does it stand as it is recorded?

Ten closed promises a team and month are drawn by lot; each is read by somebody who had no part in it. What
they say stands beside the figure and changes no verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.checking import read
from kept.casework import Refused
from kept.store import checks
from kept.store.models import Check, CheckDraw
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.promising import promise_name
from kept.web.shared.words import (
    Words,
    due_words,
    grade_words,
    moment_words,
    month_words,
    span_words,
    verdict_words,
)

MONTHS = 12


@dataclass(frozen=True, slots=True)
class ToRead:
    """One that waits for me."""

    address: str
    ref: str
    name: str
    clause: str
    of: str
    verdict: Words


@dataclass(frozen=True, slots=True)
class DrawLine:
    """What was drawn of one team in one month, and what came of it."""

    month: str
    team: str
    drawn: str
    read: str
    disagreed: int
    seed: str


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """The list."""

    mine: tuple[ToRead, ...]
    draws: tuple[DrawLine, ...]
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One promise to be read again."""

    heading: str
    back: str
    action: str
    ref: str
    thread: str
    clause: str
    clause_address: str
    public: str
    facts: tuple[tuple[str, str], ...]
    verdict: Words
    changed: str
    done: str
    results: tuple[Choice, ...]
    words: str
    errors: tuple[SimpleError, ...] = ()


def checks_list(request: HttpRequest, here: Here) -> HttpResponse:
    """What waits for me, and what was drawn."""
    mine = checks.to_read(here.association, here.membership)
    view = ChecksPage(tuple(_to_read(here, each) for each in mine), tuple(_draws(here)))
    return page(request, "checks/list.html", view, title=_("Checks"), here=here)


def _to_read(here: Here, check: Check) -> ToRead:
    known = here.rulebook.promises.get(check.promise)
    return ToRead(
        address=reverse("checks-one", args=[here.slug, check.pk]),
        ref=check.thread.ref,
        name=promise_name(known, check.promise),
        clause=check.promise,
        of=_of(here, check.draw),
        verdict=verdict_words(check.verdict),
    )


def _of(here: Here, draw: CheckDraw) -> str:
    return f"{draw.team.name}, {month_words(draw.month)}" if draw.team else month_words(draw.month)


def _draws(here: Here) -> Iterable[DrawLine]:
    rows = CheckDraw.objects.filter(association=here.association).select_related("team")
    newest = list(rows.order_by("-month", "team__name")[:60])
    found = checks.by_draw(here.association, [each.pk for each in newest])
    for each in newest:
        drawn, done, disagreed = found.get(each.pk, (0, 0, 0))
        said = {"n": f"{drawn:,}", "of": f"{each.of:,}"}
        yield DrawLine(
            month=month_words(each.month),
            team=each.team.name if each.team else _("No team"),
            drawn=_("%(n)s of %(of)s") % said,
            read=_("%(n)s of %(of)s") % {"n": f"{done:,}", "of": f"{drawn:,}"},
            disagreed=disagreed,
            seed=each.seed,
        )


def check_one(request: HttpRequest, here: Here, check: int) -> HttpResponse:
    """Read one, and say whether it stands."""
    rows = Check.objects.filter(association=here.association, pk=check)
    row = rows.select_related("thread", "thread__merged_into", "draw__team", "read_by").first()
    if row is None or not visible_to(here.membership).filter(pk=_root(row)).exists():
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _page(request, here, row)
    done = read(
        association=here.association,
        check=row.pk,
        result=request.POST.get("result", ""),
        words=request.POST.get("f-words", "").replace("\x00", ""),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        field = {"result": "result-agreed", "words": "f-words"}.get(done.field or "", "")
        status = 422 if field else 409
        return _page(request, here, row, (SimpleError(done.sentence, field),), status)
    messages.success(request, _("Thank you. What you found stands beside the figure."))
    return redirect("checks", here.slug)


def _root(row: Check) -> int:
    return row.thread.merged_into_id or row.thread_id


def _page(
    request: HttpRequest,
    here: Here,
    row: Check,
    errors: tuple[SimpleError, ...] = (),
    status: int = 200,
) -> HttpResponse:
    clause = here.rulebook.clause_by_id.get(row.promise)
    promise = clause.promise if clause else None
    clock = checks.clock_of(row)
    ref = row.thread.merged_into.ref if row.thread.merged_into else row.thread.ref
    chosen = request.POST.get("result", "")
    year = here.calendar.local(here.at).year
    facts: list[tuple[str, str]] = []
    if clock is not None:
        calendar = here.rulebook.calendar_for(clock.office.slug if clock.office else None)
        facts = [
            (_("Began"), moment_words(clock.started_at, calendar, year)),
            (_("Due"), due_words(clock.due_at, calendar, year)),
            (_("Ended"), moment_words(clock.ended_at, calendar, year) if clock.ended_at else _("Not yet")),
            (_("Took"), span_words(clock.took, clock.took_days) if clock.took is not None else "–"),
            (_("How it is known"), grade_words(clock.grade) if clock.grade else "–"),
        ]
    now = clock.verdict if clock else None
    view = CheckPage(
        heading=promise_name(promise, row.promise),
        back=reverse("checks", args=[here.slug]),
        action=reverse("checks-one", args=[here.slug, row.pk]),
        ref=ref,
        thread=reverse("thread", args=[here.slug, ref]),
        clause=row.promise,
        clause_address=reverse("clauses-one", args=[here.slug, row.promise]) if clause else "",
        public=promise.public if promise else "",
        facts=tuple(facts),
        verdict=verdict_words(row.verdict),
        changed=verdict_words(now).text if now and now != row.verdict else "",
        done=_done(here, row),
        results=(
            Choice(checks.AGREED, _("Yes, it stands"), chosen == checks.AGREED),
            Choice(checks.NOT, _("No, it does not"), chosen == checks.NOT),
        ),
        words=request.POST.get("f-words", "").replace("\x00", ""),
        errors=errors,
    )
    return page(request, "checks/check.html", view, title=view.heading, here=here, status=status)


def _done(here: Here, row: Check) -> str:
    if not row.result or row.read_at is None:
        return ""
    who = row.read_by.name if row.read_by else _("Somebody")
    when = moment_words(row.read_at, here.calendar, here.calendar.local(here.at).year)
    said = {"who": who, "when": when}
    if row.result == checks.AGREED:
        return _("%(who)s read it on %(when)s: it stands.") % said
    return _("%(who)s read it on %(when)s: it does not stand.") % said
