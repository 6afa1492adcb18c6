"""How does a share with a target read? With numerator and denominator, and never as reached when it is not.

    share_words(share).share, share_words(share).verdict        # "94.6 %", Words("Not reached", "bad")

Of nothing there is no share: it is not measured, and never 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.store.measures import Share
from kept.web.shared.words import Words


@dataclass(frozen=True, slots=True)
class ShareWords:
    """A share in words. `unanswered` says how many are in no share, since nobody told what decides."""

    share: str
    fraction: str
    target: str
    verdict: Words
    unanswered: str


def share_words(share: Share) -> ShareWords:
    """The share of one measure in one period."""
    verdicts = {
        True: Words(_("Reached"), "good"),
        False: Words(_("Not reached"), "bad"),
        None: Words(_("Not measured"), "mute"),
    }
    measured = share.denominator > 0
    said = {"n": f"{share.numerator:,}", "of": f"{share.denominator:,}"}
    aimed = share.at_least is not None or share.at_most is not None
    return ShareWords(
        share=_tenths(share.numerator, share.denominator) if measured else "",
        fraction=_("%(n)s of %(of)s") % said if measured else "",
        target=target_words(share.at_least, share.at_most),
        verdict=verdicts[share.met] if aimed or not measured else Words(_("Measured"), "calm"),
        unanswered=_unanswered(share.unanswered),
    )


def target_words(at_least: float | None, at_most: float | None) -> str:
    """Which share is to be reached; some are only to be known."""
    if at_least is not None:
        return _("at least %(share)s") % {"share": per_cent(at_least)}
    if at_most is not None:
        return _("at most %(share)s") % {"share": per_cent(at_most)}
    return _("a share to be known, without a target")


def per_cent(share: float) -> str:
    """A number of one hundred, as a rulebook gives it."""
    return _("%(n)s %%") % {"n": f"{share:g}"}


def _tenths(numerator: int, denominator: int) -> str:
    """To a tenth of one per cent; all but one is never 100 %, and one is never 0 %."""
    thousandths = round(1000 * numerator / denominator)
    if 0 < numerator < denominator:
        thousandths = min(999, max(1, thousandths))
    return per_cent(thousandths / 10)


def _unanswered(many: int) -> str:
    if not many:
        return ""
    return ngettext(
        "%(n)s is in no share: nobody told what decides.",
        "%(n)s are in no share: nobody told what decides.",
        many,
    ) % {"n": f"{many:,}"}
