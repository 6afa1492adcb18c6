"""What does a case of an estate show of its own: whom it was passed to, what they said, and photographs?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse

from kept.casework.cases import Standing
from kept.casework.permissions import Permission
from kept.store import files
from kept.store.models import Thread
from kept.store.support import Said, said_of
from kept.web.shared.access import Here
from kept.web.shared.answers import answer_words
from kept.web.shared.case_panels import Panel
from kept.web.shared.words import moment_words

SHOWN = frozenset(
    {
        "estate.assigned",
        "estate.answered",
        "estate.chased",
        "estate.inspected",
        "estate.reminded",
        "estate.help_offered",
        "estate.council_notice",
        "estate.vehicle_gone",
        "estate.cleared",
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was done about it, with what was said of it."""

    what: str
    when: str
    answers: tuple[tuple[str, str], ...]


def estate_panel(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """The place, what was done about it, and its photographs."""
    said = said_of([thread], here.association, here.at)[thread.pk]
    kept = files.of_threads(here.association, [thread.pk]).get(thread.pk, [])
    return Panel(
        "estates/panel.html",
        {
            "rows": [
                _row(here, each) for each in said if each.kind in SHOWN or each.event == standing.opened
            ],
            "files": [(reverse("file", args=[here.slug, each.sha256]), each.name) for each in kept],
            "action": reverse("estate-photograph", args=[here.slug, thread.ref]),
            "records": here.may(Permission.RECORD),
        },
    )


def _row(here: Here, each: Said) -> Row:
    kind = here.rulebook.kinds.get(each.kind)
    return Row(
        kind.label if kind else each.kind,
        moment_words(each.event.happened_at, here.calendar, here.at.year),
        tuple(_answers(here, each)),
    )


def _answers(here: Here, said: Said) -> Iterable[tuple[str, str]]:
    kind = here.rulebook.kinds.get(said.kind)
    for field in kind.fields if kind is not None else ():
        value = said.facts.get(field.name)
        if value not in (None, ""):
            yield field.label, answer_words(field, value, ZoneInfo(here.association.zone))
