"""How does a form that we owe, or a translation, read in a list, the most pressing first?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework.translating import ASKED, CAME, ENDED, ORDERED, PROOFED, SENT, stage
from kept.rulebook.people import people_lists
from kept.store import formats as store
from kept.store import translations
from kept.store.models import Clock, OwedForm, Translation
from kept.web.shared.access import Here
from kept.web.shared.words import Words, urgency

STAGES: Mapping[str, Lazy | str] = {
    ASKED: gettext_lazy("To be ordered"),
    ORDERED: gettext_lazy("With the translator"),
    CAME: gettext_lazy("To be proof-read"),
    PROOFED: gettext_lazy("To be sent"),
    SENT: gettext_lazy("On its way"),
    ENDED: gettext_lazy("Not wanted"),
}
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One form that we owe."""

    label: str
    what: str
    who: str
    address: str
    due: Words | None
    owner: str
    step: str


@dataclass(frozen=True, slots=True)
class TranslationLine:
    """One translation on its way."""

    language: str
    what: str
    who: str
    address: str
    due: Words | None
    owner: str
    step: str


def clocks_of(here: Here, threads: Collection[int]) -> dict[int, Clock]:
    """The clock of each of these threads that asks for something still."""
    rows = Clock.objects.filter(association=here.association, thread__in=threads, ended_at__isnull=True)
    return {each.thread_id: each for each in rows.filter(promise__in=store.PROMISES).order_by("-id")}


def owed_lines(here: Here) -> tuple[OwedLine, ...]:
    """Every form that we owe, as far as this person may see it."""
    rows = list(store.owed(here.membership)[:500])
    clocks = clocks_of(here, [each.thread_id for each in rows])
    labels = {each.name: each.label for each in store.forms_of_house(here.rulebook)}
    rows.sort(key=lambda each: _by(clocks, each))
    return tuple(
        OwedLine(
            labels.get(each.form, each.form),
            each.what,
            each.person.stands.name if each.person else "",
            reverse("formats-owed", args=[here.slug, each.pk]),
            _due(here, clocks.get(each.thread_id)),
            each.thread.owner.name if each.thread.owner else "",
            _step(each),
        )
        for each in rows
    )


def _by(clocks: Mapping[int, Clock], row: OwedForm | Translation) -> datetime:
    clock = clocks.get(row.thread_id)
    return clock.act_by if clock is not None else _LAST


def _due(here: Here, clock: Clock | None) -> Words | None:
    return urgency(clock.act_by, here.at, here.calendar) if clock is not None else None


def _step(row: OwedForm) -> str:
    if row.sent_at is not None:
        return _("On its way")
    if row.file_id is not None:
        return _("To be sent")
    if row.by_hand:
        return _("To be made by a person")
    return _("Ordered") if row.ordered_at else _("To be made")


def translation_lines(here: Here) -> tuple[TranslationLine, ...]:
    """Every translation that was not sent, as far as this person may see it."""
    rows = list(translations.open_ones(here.membership)[:500])
    clocks = clocks_of(here, [each.thread_id for each in rows])
    rows.sort(key=lambda each: _by(clocks, each))
    lists = people_lists()
    return tuple(
        TranslationLine(
            lists.language(each.language),
            each.what,
            each.person.stands.name if each.person else "",
            reverse("translation", args=[here.slug, each.thread.ref]),
            _due(here, clocks.get(each.thread_id)),
            each.thread.owner.name if each.thread.owner else "",
            str(STAGES[stage_of(each)]),
        )
        for each in rows
    )


def stage_of(row: Translation) -> str:
    """How far it is."""
    return stage(
        ordered_at=row.ordered_at,
        came_at=row.came_at,
        proofed_at=row.proofed_at,
        sent_at=row.sent_at,
        ended_at=row.ended_at,
    )
