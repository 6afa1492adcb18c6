"""Which part of a long list is on this page?

shown = Pages.of(request.GET, total=1_204, size=50)     # shown.start, shown.stop, shown.next
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Pages:
    """One page of a list of `total`, or of the first so many of a list that is longer (`more`)."""

    number: int
    last: int
    total: int
    size: int
    before: str = ""
    after: str = ""
    more: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], *, total: int, size: int, most: int | None = None) -> Pages:
        """The page that was asked for, or the nearest there is; addresses keep the filters.

        A list that was counted up to `most` and one more is shown as far as `most`.
        """
        more = most is not None and total > most
        total = min(total, most) if most is not None else total
        last = max(1, -(-total // size))
        asked = query.get("page", "1")
        number = (
            min(max(1, int(asked)), last) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
        )
        kept = {name: value for name, value in query.items() if name != "page"}
        before = f"?{urlencode({**kept, 'page': number - 1})}" if number > 1 else ""
        after = f"?{urlencode({**kept, 'page': number + 1})}" if number < last else ""
        return cls(number, last, total, size, before, after, more)

    @property
    def of_how_many(self) -> str:
        """How long the list is, as people say it."""
        return counted_words(self.total + self.more, self.total)

    @property
    def start(self) -> int:
        """Where the page's rows begin in the list, from nought."""
        return (self.number - 1) * self.size

    @property
    def stop(self) -> int:
        """Where they end."""
        return min(self.start + self.size, self.total)

    @property
    def first_shown(self) -> int:
        """The number of its first row, as people count."""
        return self.start + 1


def counted_words(number: int, most: int) -> str:
    """A number that was counted up to `most` and one more."""
    return _("more than %(n)s") % {"n": f"{most:,}"} if number > most else f"{number:,}"
