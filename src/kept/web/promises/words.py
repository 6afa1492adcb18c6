"""How is it said to anybody how a promise was kept?"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.in_public import HIDDEN, NOT_MEASURED, TOLD, Number, Told
from kept.casework.small_numbers import LEAST
from kept.web.shared.shares import percent
from kept.web.shared.words import day_words, month_words


def quarter_words(since: date, until: date) -> str:
    """The quarter: "January 2026 to March 2026"."""
    return _("%(first)s to %(last)s") % {"first": month_words(since), "last": month_words(until)}


def share_words(told: Told) -> str:
    """The share alone; empty where it is not told."""
    return percent(told.kept or 0, told.counted or 1) if told.state == TOLD else ""


def figure_words(told: Told) -> str:
    """How often it was kept, or why that is not told."""
    if told.state == TOLD:
        said = {"kept": f"{told.kept:,}", "of": f"{told.counted:,}"}
        return (
            ngettext("kept %(kept)s of %(of)s time", "kept %(kept)s of %(of)s times", told.counted or 0)
            % said
        )
    if told.state == HIDDEN:
        return _("came up fewer than %(least)s times, so not shown") % {"least": LEAST}
    if told.state == NOT_MEASURED:
        return _("we could not see whether we kept it")
    return _("did not come up")


def total_words(total: Number) -> str:
    """All together, in one sentence."""
    if total.counted < LEAST:
        return _("Too little came up in these months to say it in one number.")
    said = {
        "percent": percent(total.kept, total.counted),
        "kept": f"{total.kept:,}",
        "of": f"{total.counted:,}",
    }
    return _("We kept our promises %(kept)s of %(of)s times: %(percent)s.") % said


def standing_words(final: bool, published_on: date | None) -> str:
    """Whether the numbers may still change."""
    if final and published_on is not None:
        return _("These numbers are final. They were published on %(day)s.") % {
            "day": day_words(published_on)
        }
    return _("These numbers may still change a little, until they are published.")


def small_words() -> str:
    """Why some numbers are not there."""
    return _(
        "Where something came up fewer than %(least)s times we do not show how it went: "
        "it could tell of somebody."
    ) % {"least": LEAST}
