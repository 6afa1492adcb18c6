"""What stands on the poster and in the leaflet of our promises?

A poster has what the policy promises whoever deals with us; a leaflet has all that the page has.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.casework.in_public import NOT_DUE
from kept.printing.promises import (
    LEAFLET,
    LEAFLET_LARGE,
    LEAFLET_LARGER,
    POSTER_A3,
    POSTER_A4,
    Line,
    Sheet,
    as_data,
)
from kept.rulebook.model import POLICY
from kept.web.promises.fetching import Promised
from kept.web.promises.present import SHEETS, Row, promises_page

FORMATS = dict(zip(SHEETS, (POSTER_A4, POSTER_A3, LEAFLET, LEAFLET_LARGE, LEAFLET_LARGER), strict=True))


def sheet_of(found: Promised, name: str, address: str) -> str:
    """The sheet of that name, as the text of which it is made."""
    view, on = promises_page(found), FORMATS[name]
    groups = tuple(
        (group.title, tuple(_line(found, row) for row in group.rows if not on.one_page or _ours(found, row)))
        for group in view.groups
    )
    quarter = found.quarter
    sheet = Sheet(
        title=view.heading,
        house=found.paper.title,
        day=quarter.until if quarter is not None else found.rulebook.starts_on,
        period=view.period,
        total=view.total,
        groups=tuple((title, rows) for title, rows in groups if rows),
        notes=(
            *(each for each in (view.standing, view.small, view.changed) if each and view.period),
            view.edition,
        ),
        contact=(*(f"{label}: {said}" for label, said in view.contact), address),
        more=_("We promise {n} more things. All of it stands on our web site."),
        page=_("Page {page} of {pages}"),
    )
    return as_data(sheet, found.paper, on)


def _line(found: Promised, row: Row) -> Line:
    told = found.told[row.clause]
    figure = row.figure if told.state != NOT_DUE else ""
    return Line(row.says, row.share, figure, row.bar, told.counted or 0)


def _ours(found: Promised, row: Row) -> bool:
    """Whether it is a promise of our own policy to whoever deals with us, and no duty of the house."""
    known = found.rulebook.clause_by_id[row.clause]
    return known.source == POLICY and found.rulebook.promises[row.clause].duty is None
