"""What do all promises together come to? The headline with its denominator, and what stands beside it.

The headline is kept out of kept, broken and excused (practice 5). What is running, withdrawn, attended
without access or not measured stands beside it and is never counted in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import DENOMINATOR, Verdict
from kept.rulebook.model import HOUSE, Rulebook
from kept.store.figures import Figure
from kept.web.performance.periods import Period
from kept.web.shared.shares import Counts, percent
from kept.web.shared.words import verdict_words

# In place of a clause: every promise that the headline counts.
ALL = "all"
ORDER = tuple(Verdict)
INSIDE = tuple(each for each in ORDER if each in DENOMINATOR)
OUTSIDE = tuple(each for each in ORDER if each not in DENOMINATOR)


def in_headline(figures: Iterable[Figure], rulebook: Rulebook) -> list[Figure]:
    """The figures that the headline counts: what policy and law promise.

    What Kept itself asks of every house, such as an apology after a breach, stands beside the breach.
    """
    out = not_counted(rulebook)
    return [each for each in figures if each.promise not in out]


def not_counted(rulebook: Rulebook) -> frozenset[str]:
    """The promises that stand outside the headline."""
    return frozenset(each.id for each in rulebook.common if each.source == HOUSE)


def headline(total: Counts) -> str:
    """Kept out of kept, broken and excused."""
    if not total.counted:
        return _("No promise has been kept or broken yet")
    said = {
        "percent": percent(total.kept, total.counted),
        "kept": f"{total.kept:,}",
        "of": f"{total.counted:,}",
    }
    return (
        ngettext(
            "%(percent)s kept: %(kept)s of %(of)s promise",
            "%(percent)s kept: %(kept)s of %(of)s promises",
            total.counted,
        )
        % said
    )


def explained(total: Counts, period: Period) -> tuple[str, ...]:
    """The denominator in words, and what stands beside it."""
    said = {
        "n": f"{total.counted:,}",
        "kept": f"{total.kept:,}",
        "broken": f"{total.broken:,}",
        "excused": f"{total.excused:,}",
        "period": period.words,
    }
    lines = []
    if total.counted:
        lines.append(
            ngettext(
                "Counted: the %(n)s promise that fell due (%(period)s) and was kept, broken or "
                "excused: %(kept)s kept, %(broken)s broken, %(excused)s excused.",
                "Counted: the %(n)s promises that fell due (%(period)s) and were kept, broken or "
                "excused: %(kept)s kept, %(broken)s broken, %(excused)s excused.",
                total.counted,
            )
            % said
        )
    beside = [
        _("%(n)s %(verdict)s")
        % {"n": f"{total.verdicts[each]:,}", "verdict": verdict_words(each).text.lower()}
        for each in OUTSIDE
        if total.verdicts[each]
    ]
    if beside:
        lines.append(_("Shown beside it and not counted in: %(list)s.") % {"list": ", ".join(beside)})
    return tuple(lines)


def left_out(shown: Sequence[Figure], counted: Sequence[Figure]) -> tuple[str, ...]:
    """That what Kept asks of every house is not in the headline, where there is any of it."""
    if len(shown) == len(counted):
        return ()
    return (_("What Kept asks of every house has rows of its own below and is not counted in."),)
