"""How does a share read? Always with its denominator, and never rounded to what it is not.

    counted = Counts.of(figures)        # of one promise over several months, or of several promises
    counted.share, counted.fraction     # "94 %", "47 of 50 kept"

All but one is not a hundred per cent, and what nobody could see is not measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.casework import DENOMINATOR, KEPT_VERDICTS, Verdict
from kept.store.figures import Figure

BROKEN = frozenset({Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED})


def percent(kept: int, of: int) -> str:
    """The share in whole per cent. All but one is never 100 %, and one is never 0 %."""
    if kept in (0, of):
        return _("%(n)s %%") % {"n": 100 * kept // of}
    return _("%(n)s %%") % {"n": min(99, max(1, round(100 * kept / of)))}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many clocks have each verdict."""

    verdicts: Mapping[Verdict, int]

    @classmethod
    def of(cls, figures: Iterable[Figure]) -> Counts:
        """Several figures together."""
        listed = list(figures)
        return cls({each: sum(figure.verdicts[each] for figure in listed) for each in Verdict})

    @property
    def kept(self) -> int:
        """The numerator."""
        return sum(self.verdicts[each] for each in KEPT_VERDICTS)

    @property
    def broken(self) -> int:
        """Broken, whether or not somebody tried in time."""
        return sum(self.verdicts[each] for each in BROKEN)

    @property
    def excused(self) -> int:
        """Broken, and excused by somebody else."""
        return self.verdicts[Verdict.EXCUSED]

    @property
    def counted(self) -> int:
        """The denominator: kept, broken and excused."""
        return sum(self.verdicts[each] for each in DENOMINATOR)

    @property
    def running(self) -> int:
        """Still to be kept."""
        return self.verdicts[Verdict.RUNNING]

    @property
    def unmeasured(self) -> int:
        """Nobody could see when these began or ended."""
        return self.verdicts[Verdict.NOT_MEASURED]

    @property
    def anything(self) -> bool:
        """Whether there is any clock at all."""
        return any(self.verdicts.values())

    @property
    def share(self) -> str:
        """The share kept; in words where there is nothing to count."""
        if self.counted:
            return percent(self.kept, self.counted)
        return _("Not measured") if self.unmeasured else _("Nothing counted yet")

    @property
    def fraction(self) -> str:
        """The numerator and the denominator in words; empty where there is none."""
        if not self.counted:
            return ""
        return _("%(kept)s of %(all)s kept") % {"kept": f"{self.kept:,}", "all": f"{self.counted:,}"}
