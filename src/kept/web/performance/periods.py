"""Which days does a figure cover?

Period.of({"period": "last-month"}, today=date(2026, 4, 14), go_live=…)      # 1 to 31 March 2026
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from kept.web.shared.keeping import SimpleError
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words, month_words

ALL, CUSTOM = "all", "custom"
FAR = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included. `typed` is what stood in the boxes for dates of one's own."""

    slug: str
    since: date
    until: date
    words: str
    typed: tuple[str, str] = ("", "")
    errors: tuple[SimpleError, ...] = ()

    @classmethod
    def of(cls, query: Mapping[str, str], *, today: date, go_live: date) -> Period:
        """The period in the address; all since go-live where it names none, or none that can be read."""
        slug = query.get("period", ALL)
        if slug == CUSTOM:
            return _custom(query, go_live)
        this_month = today.replace(day=1)
        quarter = today.replace(month=today.month - (today.month - 1) % 3, day=1)
        match slug:
            case "this-month":
                return cls(slug, this_month, _month_end(this_month), month_words(this_month))
            case "last-month":
                last = (this_month - timedelta(days=1)).replace(day=1)
                return cls(slug, last, _month_end(last), month_words(last))
            case "quarter":
                end = _month_end((quarter + timedelta(days=63)).replace(day=1))
                words = {"first": month_words(quarter), "last": month_words(end)}
                return cls(slug, quarter, end, _("%(first)s to %(last)s") % words)
            case "year":
                return cls(slug, date(today.year, 1, 1), date(today.year, 12, 31), str(today.year))
        return _all(go_live)

    @property
    def query(self) -> str:
        """The period as the end of an address."""
        given = {"period": self.slug}
        if self.slug == CUSTOM:
            given |= {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return urlencode(given)


def _all(go_live: date, **more: object) -> Period:
    words = _("since %(day)s, when counting began") % {"day": day_words(go_live)}
    return Period(ALL, go_live, FAR, words, **more)  # type: ignore[arg-type]


def _custom(query: Mapping[str, str], go_live: date) -> Period:
    typed = (query.get("since", "")[:40], query.get("until", "")[:40])
    found: list[date] = []
    errors: list[SimpleError] = []
    for name, text in zip(("since", "until"), typed, strict=True):
        try:
            found.append(read_date(text))
        except MomentError as problem:
            errors.append(SimpleError(str(problem), name))
    if not errors and found[0] > found[1]:
        errors.append(
            SimpleError(_("The first day must not come after the last. Change one of them."), "since")
        )
    if errors:
        return _all(go_live, typed=typed, errors=tuple(errors))
    words = _("%(first)s to %(last)s") % {"first": day_words(found[0]), "last": day_words(found[1])}
    return Period(CUSTOM, found[0], found[1], words, (found[0].isoformat(), found[1].isoformat()))


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def period_choices() -> tuple[tuple[str, str], ...]:
    """The periods that the page offers."""
    return (
        (ALL, _("All since go-live")),
        ("this-month", _("This month")),
        ("last-month", _("Last month")),
        ("quarter", _("This quarter")),
        ("year", _("This year")),
        (CUSTOM, _("Dates of my own")),
    )
