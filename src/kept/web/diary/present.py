"""How does a day, a week or a team stand in the diary, as words and as bars?

Each row has its entries and the time between them that is free, in order; the bar beside it shows the same at
a glance, and is not the only sign of anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.casework.slots import merged, opening_between, without
from kept.store.diary import Entry
from kept.store.models import Absence
from kept.web.diary.asked import DAY, EVERYBODY, ROOMS, TEAM, WEEK, Asked
from kept.web.diary.fetch import Fetched, Whose
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.words import day_words
from kept.workclock import Segment

BAR_FROM, BAR_TO, BAR_WIDE = 7, 21, 280
SHORTEST_GAP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Item:
    """One stretch of time: an entry with where to open it, or free time with where to book it."""

    time: str
    text: str
    tone: str
    address: str = ""
    more: str = ""
    booking: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch on the bar of the day."""

    x: int
    width: int
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One diary on one day."""

    name: str
    more: str
    address: str
    items: tuple[Item, ...]
    bars: tuple[Bar, ...]
    away: str = ""
    key: str = ""
    day: str = ""
    today: bool = False


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """The page."""

    heading: str
    when: str
    view: str
    rows: tuple[Row, ...]
    views: tuple[tuple[str, str, bool], ...]
    before: str
    after: str
    today: str
    day: str
    whose: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    hours: tuple[tuple[int, str], ...]
    book: str
    pages: tuple[tuple[str, str, bool], ...]
    to_do: str = ""
    rooms: str = ""
    feeds: str = ""
    move: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


def diary_page(here: Here, asked: Asked, fetched: Fetched) -> DiaryPage:
    """The page as the template shows it."""
    one = fetched.shown[0] if asked.view in (DAY, WEEK) and fetched.shown else None
    last = asked.first + timedelta(days=asked.days - 1)
    when = day_words(asked.first) if asked.days == 1 else f"{day_words(asked.first)} – {day_words(last)}"
    book = reverse("diary-book", args=[here.slug]) if here.may(Permission.RECORD) else ""
    return DiaryPage(
        heading=_("Diary of %(who)s") % {"who": one.name} if one else _("Diary"),
        when=when,
        view=asked.view,
        rows=_rows(here, asked, fetched, book),
        views=tuple(
            (label, asked.query(view=view), asked.view == view)
            for view, label in ((DAY, _("Day")), (WEEK, _("Week")), (TEAM, _("Team")))
        ),
        before=asked.query(day=asked.moved(-1).isoformat()),
        after=asked.query(day=asked.moved(1).isoformat()),
        today=asked.query(day=here.calendar.local(here.at).date().isoformat()),
        day=asked.day.isoformat(),
        whose=_whose(here, asked, fetched) if asked.view != TEAM else (),
        teams=_teams(here, asked, fetched) if asked.view == TEAM else (),
        hours=tuple((_x_of_hour(hour), f"{hour}") for hour in range(BAR_FROM + 1, BAR_TO, 2)),
        book=f"{book}?{urlencode({'day': asked.day.isoformat(), 'with': one.key if one else ''})}"
        if book
        else "",
        pages=tuple(
            (str(number), asked.query(page=number), number == min(asked.page, fetched.pages))
            for number in range(1, fetched.pages + 1)
        )
        if fetched.pages > 1
        else (),
        to_do=reverse("diary-to-do", args=[here.slug]),
        rooms=reverse("diary-rooms", args=[here.slug]),
        feeds=reverse("diary-feeds", args=[here.slug]),
        move=reverse("diary-move", args=[here.slug, 0]).replace("/0/", "/BOOKING/") if book else "",
        hidden=(("view", asked.view),),
    )


def _book_address(book: str, asked: Asked, one: Whose | None) -> str:
    query = urlencode({"day": asked.day.isoformat(), "with": one.key if one else ""})
    return f"{book}?{query}" if book else ""


def _whose(here: Here, asked: Asked, fetched: Fetched) -> tuple[Choice, ...]:
    wanted = asked.who or f"@{here.by}"
    return tuple(Choice(each.key, each.name, each.key == wanted) for each in fetched.everybody)


def _teams(here: Here, asked: Asked, fetched: Fetched) -> tuple[Choice, ...]:
    own = here.membership.team.slug if here.membership.team else EVERYBODY
    wanted = asked.team or own
    teams = [*fetched.teams, (EVERYBODY, _("Everybody")), (ROOMS, _("Rooms and surgeries"))]
    return tuple(Choice(slug, name, slug == wanted) for slug, name in teams)


def _rows(here: Here, asked: Asked, fetched: Fetched, book: str) -> tuple[Row, ...]:
    today = here.calendar.local(here.at).date()
    found = []
    for each in fetched.shown:
        for step in range(asked.days):
            day = asked.first + timedelta(days=step)
            start = here.calendar.midnight(day.toordinal())
            end = here.calendar.midnight(day.toordinal() + 1)
            entries = fetched.entries.get(each.resource or 0, ())
            mine = [one for one in entries if one.slot.starts_at < end and one.slot.ends_at > start]
            away = [one for one in fetched.away.get(each.account or 0, ()) if _touches(one, start, end)]
            if asked.view == WEEK and day.weekday() > 4 and not mine:
                continue
            found.append(_row(here, asked, each, day, Segment(start, end), mine, away, book, day == today))
    return tuple(found)


def _touches(absence: Absence, start: datetime, end: datetime) -> bool:
    return absence.from_at < end and (absence.to_at is None or absence.to_at > start)


def _row(
    here: Here,
    asked: Asked,
    whose: Whose,
    day: object,
    span: Segment,
    entries: Sequence[Entry],
    absences: Sequence[Absence],
    book: str,
    today: bool,
) -> Row:
    gone = [
        Segment(max(each.from_at, span.start), min(each.to_at or span.end, span.end)) for each in absences
    ]
    taken = [Segment(each.slot.starts_at, each.slot.ends_at) for each in entries]
    opening = opening_between(here.calendar, max(span.start, here.at), span.end)
    places = 1 if whose.kind != "surgery" else 0
    free = [
        each
        for each in without(opening, merged([*taken, *gone]))
        if places and each.end - each.start >= SHORTEST_GAP
    ]
    timed = [(each.slot.starts_at, _entry_item(here, each)) for each in entries]
    timed += [(each.start, _free_item(here, each, whose, book)) for each in free] if book else []
    timed.sort(key=lambda pair: pair[0])
    bars = [_bar(here, each, "mute", _("away")) for each in gone]
    bars += [_bar(here, Segment(each.slot.starts_at, each.slot.ends_at), _tone(each), "") for each in entries]
    day_name = day_words(here.calendar.local(span.start).date(), here.calendar.local(here.at).year)
    return Row(
        name=whose.name if asked.view == TEAM else day_name,
        more=whose.more if asked.view == TEAM else "",
        address=_address(here, asked, whose),
        items=tuple(item for _start, item in timed),
        bars=tuple(each for each in bars if each.width > 0),
        away=_away_words(here, absences, span) if gone else "",
        key=whose.key,
        day=here.calendar.local(span.start).date().isoformat(),
        today=today and asked.view == WEEK,
    )


def _address(here: Here, asked: Asked, whose: Whose) -> str:
    if asked.view == TEAM:
        return asked.query(view=WEEK, who=whose.key)
    return ""


def _away_words(here: Here, absences: Sequence[Absence], span: Segment) -> str:
    last = max((each.to_at for each in absences if each.to_at), default=None)
    if any(each.to_at is None for each in absences) or last is None:
        return _("Away until they say that they are back")
    local = here.calendar.local(last)
    back = day_words(local.date(), here.calendar.local(here.at).year)
    return _("Away, back on %(day)s at %(time)s") % {"day": back, "time": f"{local:%H:%M}"}


def clock(here: Here, start: datetime, end: datetime) -> str:
    """From when until when, by the office's clock."""
    return f"{here.calendar.local(start):%H:%M}–{here.calendar.local(end):%H:%M}"


def _entry_item(here: Here, entry: Entry) -> Item:
    slot, booking = entry.slot, entry.booking
    time = clock(here, slot.starts_at, slot.ends_at)
    if booking is None:
        said = {"room": _("In use"), "surgery": _("Surgery"), "free": _("Kept free")}
        return Item(time, said.get(slot.what, _("Taken")), "mute")
    labels = {each.name: each.label for each in here.rulebook.room("diary")}
    kind = labels.get(booking.kind, booking.kind)
    return Item(
        time,
        entry.name or _("Somebody"),
        _tone(entry),
        reverse("diary-booking", args=[here.slug, booking.pk]),
        ", ".join(filter(None, (kind, entry.about[:60]))),
        booking.pk,
    )


def _free_item(here: Here, free: Segment, whose: Whose, book: str) -> Item:
    local = here.calendar.local(free.start)
    query = urlencode({"with": whose.key, "day": local.date().isoformat(), "time": f"{local:%H:%M}"})
    return Item(clock(here, free.start, free.end), _("Free"), "free", f"{book}?{query}")


def _tone(entry: Entry) -> str:
    if entry.booking is None:
        return "mute"
    return "soon" if entry.booking.place in ("home", "other") else "calm"


def _x_of_hour(hour: float) -> int:
    return round((hour - BAR_FROM) / (BAR_TO - BAR_FROM) * BAR_WIDE)


def _bar(here: Here, span: Segment, tone: str, title: str) -> Bar:
    begins, ends = here.calendar.local(span.start), here.calendar.local(span.end)
    first = begins.hour + begins.minute / 60
    last = ends.hour + ends.minute / 60 if ends.date() == begins.date() else 24.0
    left = max(0, _x_of_hour(first))
    right = min(BAR_WIDE, _x_of_hour(last))
    return Bar(left, right - left, tone, title)
