"""Why was it not kept? Said of one contact or of many at once.

    done = explain(association=karin, threads=["K7F3-9Q2M", …], why="holiday_not_covered", by="mia", at=now)
    done.explained, done.refused[0].sentence

The reason comes from the list of the association and is counted. It excuses nothing: the promise stays
broken. All of it is one transaction; a contact that has this reason already is left as it is, so that sending
it twice does no more than sending it once. A later reason takes the place of an earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.rulebook.model import BREACH_EXPLAINED
from kept.rulebook.reasons import WHY, reasons_of
from kept.store import dockets, models, rules, tenancy
from kept.store.models import Association, Membership

MOST_AT_ONCE = 500
_CHOOSE = "Choose a reason from the list."
_TOO_MANY = f"Choose at most {MOST_AT_ONCE} contacts at once."


@dataclass(frozen=True, slots=True)
class Unexplained:
    """One contact that could not take the reason, and why."""

    thread: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Explained:
    """What became of many. `unchanged` had this reason already."""

    explained: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[Unexplained, ...] = ()


def explain(
    *,
    association: Association | str,
    threads: Sequence[str],
    why: str,
    by: str,
    at: datetime,
    words: str = "",
    answers: tuple[str, ...] = (),
    membership: Membership | None = None,
) -> Explained | Refused:
    """Say of each of these threads why what was promised was not kept.

    `answers` names the promise that is meant, where it is not all that were broken.
    """
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    wanted = list(dict.fromkeys(threads))
    if len(wanted) > MOST_AT_ONCE:
        return Refused(_TOO_MANY, "threads")
    return once_more(lambda: _explained(association, wanted, why, words.strip(), answers, by, at, membership))


def _explained(
    association: Association | str,
    wanted: Sequence[str],
    why: str,
    words: str,
    answers: tuple[str, ...],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Explained | Refused:
    with tenancy.association(association) as here:
        if why not in reasons_of(rules.rules_of(here).versions[-1].rulebook):
            return Refused(_CHOOSE, WHY)
        # Held before it is read: two who say the same at once say it once.
        dockets.lock({each.root for each in dockets.find(here.pk, refs=wanted).places})
        said = _said(here, wanted)
        left = [each for each in wanted if said.get(each) != (why, sorted(answers))]
        facts = {WHY: why} | ({"words": words} if words else {})
        tellings = [
            Telling(BREACH_EXPLAINED, at.astimezone(UTC), facts, thread=each, answers=answers)
            for each in left
        ]
        told = tell(tellings, association=here, by=by, at=at, membership=membership) if tellings else None
        results = dict(zip(left, told.results if told else (), strict=True))
        return Explained(
            tuple(ref for ref, each in results.items() if each.refused is None),
            tuple(each for each in wanted if each not in results),
            tuple(
                Unexplained(ref, each.refused.sentence)
                for ref, each in results.items()
                if each.refused is not None
            ),
        )


def _said(here: Association, threads: Sequence[str]) -> dict[str, tuple[object, list[str]]]:
    """The reason last given on each, and of what."""
    rows = models.Event.objects.filter(association=here, kind=BREACH_EXPLAINED, thread__ref__in=threads)
    found = rows.order_by("happened_at", "id").values_list("thread__ref", "facts", "answers")
    return {ref: (facts.get(WHY), sorted(answers)) for ref, facts, answers in found}
