"""How does a letter stand in a list: what, to whom, by which way, how it stands and since when?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from kept.rulebook.letters import template_of
from kept.store import letters
from kept.store.models import Letter
from kept.web.letters.words import State, state_words, way_words
from kept.web.shared.access import Here
from kept.web.shared.words import moment_words


@dataclass(frozen=True, slots=True)
class Row:
    """One letter in a list."""

    label: str
    address: str
    to: str
    thread: str
    contact: str
    way: str
    state: State
    by: str
    when: str
    ref: str


def rows_of(here: Here, found: Iterable[Letter]) -> tuple[Row, ...]:
    """The rows of these letters; one query for what the dispatch says of them."""
    listed = list(found)
    out = letters.outgoing_of(here.association, listed)
    return tuple(_row(here, each, letters.standing(each, out.get(each.pk))) for each in listed)


def _row(here: Here, letter: Letter, state: str) -> Row:
    template = template_of(here.rulebook, letter.template)
    moment = letter.sent_at or letter.handed_at or letter.asked_at or letter.saved_at
    return Row(
        label=template.label if template is not None else letter.template,
        address=reverse("letter", args=[here.slug, letter.ref]),
        to=str(letter.to.get("name") or ""),
        thread=letter.thread.ref,
        contact=reverse("thread", args=[here.slug, letter.thread.ref]),
        way=way_words(letter.way),
        state=state_words(state),
        by=letter.written_by.name,
        when=moment_words(moment, here.calendar),
        ref=letter.ref,
    )
