"""What may be told of our complaints, who was told, and is any group of customers worse off?

/karin/complaint-records             # the records that were made, one more, and groups side by side
/karin/complaint-records/3           # one record: to read, to print, and who had it
/karin/complaint-records/3/table     # the same as a file for a spreadsheet
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import complaint_records as act
from kept.casework import Refused
from kept.casework.complaint_figures import BY, compare
from kept.casework.permissions import Permission
from kept.casework.small_numbers import LEAST, may_show
from kept.store import complaint_figures, looking, refs
from kept.store.housing import today
from kept.store.models import ComplaintRecord, RecordPassedOn
from kept.web.lessons import words
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.shares import percent
from kept.web.shared.tablefile import table_file
from kept.web.shared.words import day_words

YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record that was made."""

    period: str
    number: int
    address: str
    made: str
    passed: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of customers beside all."""

    name: str
    n: str
    wrong: str
    in_time: str
    gap: str
    worse: bool
    let: str


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """Every record, and groups side by side."""

    action: str
    rows: tuple[RecordLine, ...]
    since: str
    until: str
    token: str
    makes: bool
    groups: tuple[GroupLine, ...]
    splits: bool
    least: int
    equal: str
    public: str
    errors: tuple[SimpleError, ...] = ()


def records(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; and one more."""
    if request.method != "POST" or typed_again(request):
        return _list(request, here)
    try:
        since, until = (read_date(request.POST.get(each, "")[:20]) for each in ("since", "until"))
    except MomentError as problem:
        return _list(request, here, SimpleError(str(problem), "since"))
    done = act.make(
        association=here.association,
        since=since,
        until=until,
        token=request.POST.get("token", "")[:64],
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _list(request, here, SimpleError(done.sentence, done.field or "since"))
    messages.success(request, _("The record is made and stays as it is."))
    return redirect("complaint-record", here.slug, done.pk)


def _list(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    day = today(here.association, here.at)
    since, until = words.last_quarter(day)
    typed = request.POST if request.method == "POST" else {}
    rows = ComplaintRecord.objects.filter(association=here.association).order_by("-until", "-id")
    passed: dict[int, int] = {}
    for record in RecordPassedOn.objects.filter(association=here.association).values_list(
        "record", flat=True
    ):
        passed[record] = passed.get(record, 0) + 1
    splits = here.may(Permission.SPLITS)
    view = RecordsPage(
        action=reverse("complaint-records", args=[here.slug]),
        rows=tuple(
            RecordLine(
                _period(each.since, each.until),
                each.number,
                reverse("complaint-record", args=[here.slug, each.pk]),
                day_words(here.calendar.local(each.made_at).date()),
                passed.get(each.pk, 0),
            )
            for each in rows
        ),
        since=typed.get("since", "")[:20] or since.isoformat(),
        until=typed.get("until", "")[:20] or until.isoformat(),
        token=typed.get("token", "")[:64] or refs.new_uid(),
        makes=here.may(Permission.EXPORT),
        groups=tuple(_groups(here, day)) if splits else (),
        splits=splits,
        least=LEAST,
        equal=reverse("equal", args=[here.slug]),
        public=reverse("complaints-public", args=[here.slug]),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "lessons/records.html", view, title=_("Complaint records"), here=here, status=status)


def _groups(here: Here, day: date) -> Iterator[GroupLine]:
    """The complaints and lettings of a year by group; small numbers hidden."""
    since = day - YEAR
    by_group = complaint_figures.by_group(here.association, since, day, at=here.at)
    everybody = complaint_figures.complaints(here.association, since, day, at=here.at)
    lets = complaint_figures.lets_by_group(here.association, since, day)
    shown = may_show(lets)
    hidden = _("hidden")
    for each in compare(by_group, everybody):
        let = str(lets[each.name]) if each.name in shown else (hidden if each.name in lets else "0")
        yield GroupLine(
            words.group_line(each.name),
            str(each.n) if each.n is not None else hidden,
            f"{each.wrong} %" if each.wrong is not None else "–",
            f"{each.in_time} %" if each.in_time is not None else "–",
            str(each.gap) if each.gap is not None and each.gap > 0 else "–",
            (each.gap or 0) > act.WIDE,
            let,
        )


def _period(since: date, until: date) -> str:
    return _("%(since)s to %(until)s") % {"since": day_words(since), "until": day_words(until)}


# ---- one record ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartLine:
    """One line of a list."""

    name: str
    n: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """One list of a record."""

    label: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, slots=True)
class TimeLine:
    """How many were in time by one promise."""

    promise: str
    kept: str
    of: str
    share: str


@dataclass(frozen=True, slots=True)
class PassedLine:
    """Who had it."""

    to_whom: str
    sort: str
    how: str
    on: str
    by: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record."""

    back: str
    action: str
    table: str
    period: str
    number: int
    lists: tuple[ListOf, ...]
    times: tuple[TimeLine, ...]
    lessons: tuple[tuple[str, str], ...]
    passed: tuple[PassedLine, ...]
    sorts: tuple[tuple[str, str], ...]
    hows: tuple[tuple[str, str], ...]
    made: str
    makes: bool
    least: int
    today: str
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def _row(here: Here, number: int) -> ComplaintRecord:
    row = ComplaintRecord.objects.filter(association=here.association, pk=number).first()
    if row is None:
        raise Http404
    return row


def record(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One record, and who it was passed on to."""
    row = _row(here, number)
    if request.method != "POST" or typed_again(request):
        return _one(request, here, row, {})
    typed = {name: str(value)[:200].replace("\x00", "") for name, value in request.POST.items()}
    try:
        on = read_date(typed.get("on", ""))
    except MomentError as problem:
        return _one(request, here, row, typed, SimpleError(str(problem), "on"))
    done = act.pass_on(
        association=here.association,
        record=row.pk,
        sort=typed.get("sort", ""),
        to_whom=typed.get("to_whom", ""),
        how=typed.get("how", ""),
        on=on,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _one(request, here, row, typed, SimpleError(done.sentence, done.field or "to_whom"))
    messages.success(request, _("It is on record who had it."))
    return redirect("complaint-record", here.slug, row.pk)


def _one(
    request: HttpRequest, here: Here, row: ComplaintRecord, typed: Mapping[str, str], *errors: SimpleError
) -> HttpResponse:
    figures: dict[str, Any] = row.figures
    passed = RecordPassedOn.objects.filter(association=here.association, record=row).order_by("-on", "-id")
    view = RecordPage(
        back=reverse("complaint-records", args=[here.slug]),
        action=reverse("complaint-record", args=[here.slug, row.pk]),
        table=reverse("complaint-record-table", args=[here.slug, row.pk]),
        period=_period(row.since, row.until),
        number=row.number,
        lists=tuple(lists_of(here, figures)),
        times=tuple(times_of(here, figures)),
        lessons=tuple((each["lesson"], each["done"]) for each in figures.get("lessons", ())),
        passed=tuple(
            PassedLine(
                each.to_whom,
                str(words.SORTS.get(each.sort, each.sort)),
                str(words.HOWS.get(each.how, each.how)),
                day_words(each.on),
                each.told_by,
            )
            for each in passed
        ),
        sorts=tuple((slug, str(label)) for slug, label in words.SORTS.items()),
        hows=tuple((slug, str(label)) for slug, label in words.HOWS.items()),
        made=day_words(here.calendar.local(row.made_at).date()),
        makes=here.may(Permission.EXPORT),
        least=LEAST,
        today=today(here.association, here.at).isoformat(),
        typed=typed,
        errors=errors,
    )
    title = _("Complaints, %(period)s") % {"period": view.period}
    status = 422 if errors else 200
    return page(request, "lessons/record.html", view, title=title, here=here, status=status)


def lists_of(here: Here, figures: Mapping[str, Any]) -> Iterable[ListOf]:
    """The lists of a record, in words."""
    for by in BY:
        parts = figures.get("lists", {}).get(by, [])
        lines = tuple(
            PartLine(words.line_words(here, by, name), str(n) if n is not None else "") for name, n in parts
        )
        yield ListOf(str(words.LISTS[by]), lines)


def times_of(here: Here, figures: Mapping[str, Any]) -> Iterable[TimeLine]:
    """How many were in time, in words."""
    for promise, kept, of in figures.get("times", ()):
        share = percent(kept, of) if of else ""
        said = words.promise_words(here.rulebook, promise)
        yield TimeLine(said, str(kept) if of else "", str(of) if of else "", share)


def record_table(request: HttpRequest, here: Here, number: int) -> HttpResponseBase:
    """The record as a table. Whoever takes it away is written down."""
    row = _row(here, number)
    looking.note(here.membership, looking.FIGURES, f"C{row.pk}", refused=False, via=looking.PAGE, at=here.at)
    found = [(_("Complaints"), _period(row.since, row.until), str(row.number), "")]
    for each in lists_of(here, row.figures):
        found += [(each.label, one.name, one.n or _("hidden"), "") for one in each.parts]
    for time in times_of(here, row.figures):
        found.append((_("In time"), time.promise, time.kept or _("hidden"), time.of or _("hidden")))
    for one in row.figures.get("lessons", ()):
        found.append((_("Lesson"), one["lesson"], one["done"], ""))
    head = (_("List"), _("Line"), _("Number"), _("Of"))
    return table_file(f"complaints-{row.since}-{row.until}.csv", here, head, lambda: found)
