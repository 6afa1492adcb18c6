"""What in this house shows how a provision is kept, and in which figures?

evidence(here, provisions)["ho-6-2"]     # (Shown("Acknowledged in five days", "22 of 25, 88 %"), …)

Promises bring their share of the last twelve months, forms how often they were filled in. What is small is
hidden here too, since all of it is published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.small_numbers import LEAST
from kept.rulebook.held import HELD
from kept.rulebook.keeping import FORM, GUIDANCE, ROOM_OF
from kept.rulebook.self_assessing import Provision
from kept.store.figures import Figure, performance
from kept.store.housing import today
from kept.store.models import Event
from kept.web.lessons import words
from kept.web.shared.access import Here

YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that shows it: in words, with its figure, and where it can be opened."""

    words: str
    figure: str = ""
    address: str = ""


def evidence(here: Here, provisions: Iterable[Provision]) -> dict[str, tuple[Shown, ...]]:
    """What stands beside each of these; two queries."""
    listed = list(provisions)
    day = today(here.association, here.at)
    wanted = {promise for each in listed for promise in each.promises}
    figures = {
        each.promise: each
        for each in performance(
            here.association, here.membership, day - YEAR, day, promises=wanted, times=False
        )
    }
    kinds = {_parts(keeper)[1] for each in listed for keeper in each.keepers if keeper.startswith(f"{FORM}:")}
    rows = Event.objects.filter(
        association=here.association, kind__in=kinds, happened_at__gte=here.at - timedelta(days=365)
    )
    counted = Counter(dict(rows.values_list("kind").annotate(n=Count("id")).order_by()))
    return {
        each.name: (
            *(_promise(here, promise, figures.get(promise)) for promise in each.promises),
            *(_keeper(here, keeper, counted) for keeper in each.keepers),
        )
        for each in listed
    }


def _promise(here: Here, clause: str, figure: Figure | None) -> Shown:
    said = words.promise_words(here.rulebook, clause)
    address = reverse("performance-clause", args=[here.slug, clause])
    if figure is None or not figure.denominator:
        return Shown(said, _("nothing due in the last year"), address)
    if figure.denominator < LEAST:
        return Shown(said, _("fewer than ten due in the last year"), address)
    share = round(100 * figure.kept / figure.denominator)
    told = {"kept": figure.kept, "of": figure.denominator, "share": share}
    return Shown(said, _("%(kept)d of %(of)d in the last year, %(share)d %%") % told, address)


def _keeper(here: Here, keeper: str, counted: Counter[str]) -> Shown:
    sort, name, part = _parts(keeper)
    if keeper in HELD:
        return Shown(HELD[keeper])
    if sort == FORM:
        kind = here.rulebook.kinds[name]
        field = kind.field(part) if part else None
        said = _("Form “%(form)s”") % {"form": kind.label}
        asked = f": {field.label}" if field is not None else ""
        n = counted.get(name, 0)
        often = _("filled in %(n)d times in the last year") % {"n": n} if n >= LEAST else ""
        return Shown(said + asked, often)
    entry = next((each for each in here.rulebook.room(ROOM_OF[sort]) if each.name == name), None)
    if sort == GUIDANCE:
        return Shown(_("Staff are reminded: %(says)s") % {"says": entry.says if entry else name})
    label = (getattr(entry, "label", "") or getattr(entry, "title", "")) if entry else name
    return Shown(label or name)


def _parts(keeper: str) -> tuple[str, str, str]:
    sort, _colon, rest = keeper.partition(":")
    name, _slash, part = rest.partition("/")
    return sort, name, part
