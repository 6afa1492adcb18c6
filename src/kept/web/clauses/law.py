"""How does the policy stand to the law: what is weaker, in conflict, silent, and what comes into force?

law_page(here, "2026-12-01").groups[0].rows[0].worked     # both due dates of one moment, in words

Instants are compared, never numbers (see `kept.casework.lawful`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.casework.lawful import (
    CONFLICT,
    ORDER,
    SAME,
    SILENT,
    STRICTER,
    TIMELESS,
    UNTOLD,
    WEAKER,
    Found,
    Worked,
    lawful,
)
from kept.rulebook.model import Clause, Promise
from kept.web.clauses.document import confirmed_words
from kept.web.clauses.keepers import cycle_words, name_of, span_words
from kept.web.shared.access import Here
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import Words, day_words, due_words, moment_words
from kept.workclock import Calendar, DateBeforeList

ON = "on"
HEADINGS = {
    CONFLICT: (
        gettext_lazy("In conflict with the law"),
        gettext_lazy("The law forbids it, or nearly so. The law is followed; both are not blended."),
    ),
    WEAKER: (
        gettext_lazy("Weaker than the law"),
        gettext_lazy(
            "On some day at least the policy allows longer than the law. The law's date leads then."
        ),
    ),
    SILENT: (
        gettext_lazy("The policy is silent"),
        gettext_lazy("The law gives a time, and no clause of the policy begins and ends with the same."),
    ),
    UNTOLD: (
        gettext_lazy("Not to be compared"),
        gettext_lazy("One of the two is a date that is told each time."),
    ),
    SAME: (
        gettext_lazy("The same as the law"),
        gettext_lazy("Both give the same date on every day that was tried."),
    ),
    STRICTER: (
        gettext_lazy("Stricter than the law"),
        gettext_lazy("The policy is never later and at times sooner. Its date leads."),
    ),
    TIMELESS: (
        gettext_lazy("What the law asks without a time"),
        gettext_lazy("No date can be compared. The page of each says what keeps it here."),
    ),
}
HOWS = {
    CONFLICT: (gettext_lazy("In conflict"), "bad"),
    WEAKER: (gettext_lazy("Weaker"), "bad"),
    SILENT: (gettext_lazy("Silent"), "soon"),
    UNTOLD: (gettext_lazy("Not to be compared"), "mute"),
    SAME: (gettext_lazy("The same"), "good"),
    STRICTER: (gettext_lazy("Stricter"), "good"),
    TIMELESS: (gettext_lazy("Without a time"), "mute"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One clause: its name, how long, and where its page is."""

    id: str
    address: str
    name: str
    span: str


@dataclass(frozen=True, slots=True)
class LawRow:
    """One clause of the law, with the clause of the policy that answers to it, if any."""

    law: Side
    cites: str
    since: str
    confirmed: Words | None
    clause: Side | None
    how: Words
    because: str
    days: str
    names: tuple[str, ...]
    worked: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Those that stand alike to the law, or come into force on one day."""

    anchor: str
    title: str
    says: str
    rows: tuple[LawRow, ...]


@dataclass(frozen=True, slots=True)
class LawPage:
    """The page; without groups the day could not be used."""

    says: str
    on: str
    groups: tuple[Group, ...] = ()
    coming: tuple[Group, ...] = ()
    errors: tuple[SimpleError, ...] = ()


def law_page(here: Here, on: str) -> LawPage:
    """The policy beside the law for what begins on that day or later; today where none is asked for."""
    today = here.calendar.local(here.at).date()
    try:
        day = date.fromisoformat(on) if on else today
        found = lawful(here.rulebook, day)
    except DateBeforeList as problem:
        return _without(on, str(problem))
    except ValueError:
        return _without(on, _("This is no date. Choose a day, such as 1 December 2026."))
    groups = [_group(here, how, found.of(how)) for how in ORDER]
    coming = (
        Group(f"from-{since}", day_words(since), "", tuple(_row(here, each) for each in laws))
        for since, laws in found.coming
    )
    says = _("For what begins from %(day)s. Policy and law both count, and the earlier date leads.")
    return LawPage(
        says % {"day": day_words(day)},
        day.isoformat(),
        tuple(each for each in groups if each.rows),
        tuple(coming),
    )


def _without(on: str, sentence: str) -> LawPage:
    return LawPage("", on, errors=(SimpleError(sentence, ON),))


def _group(here: Here, how: str, found: Sequence[Found]) -> Group:
    title, says = HEADINGS[how]
    return Group(how, str(title), str(says), tuple(_row(here, each) for each in found))


def _row(here: Here, found: Found) -> LawRow:
    how, tone = HOWS[found.how]
    shown = found.worked is not None and found.clause is not None and found.how in (WEAKER, STRICTER)
    return LawRow(
        law=side(here, found.law),
        cites=found.law.cites or "",
        since=day_words(found.law.binds_from) if found.law.binds_from else "",
        confirmed=confirmed_words(found.law),
        clause=side(here, found.clause) if found.clause else None,
        how=Words(str(how), tone),
        because=found.because,
        days=_days(found),
        names=() if found.always else tuple(each.name for each in found.weaker),
        worked=_worked(found.worked, here.calendar) if shown and found.worked else "",
        notes=tuple(_notes(here, found)),
    )


def side(here: Here, clause: Clause) -> Side:
    """How a clause is named beside another."""
    address = reverse("clauses-one", args=[here.slug, clause.id])
    if clause.promise is None:
        return Side(clause.id, address, clause.says, "")
    if clause.promise.duty is not None:
        span = duty_span(clause.promise)
    else:
        span = span_words(clause.promise)
    return Side(clause.id, address, name_of(clause), span)


def duty_span(duty: Promise) -> str:
    """How often it comes again; a day of its own where the policy names one."""
    said = str(duty.within)
    return _("every %(cycle)s") % {"cycle": cycle_words(said)} if said.startswith("every ") else said


def _days(found: Found) -> str:
    if found.how != WEAKER:
        return ""
    if found.always:
        return _("On each of the %(n)s days tried.") % {"n": found.tried}
    n = len(found.weaker)
    said = {"n": n, "all": found.tried}
    return ngettext("On %(n)s of the %(all)s days tried:", "On %(n)s of the %(all)s days tried:", n) % said


def _worked(worked: Worked, calendar: Calendar) -> str:
    said = {
        "name": worked.moment.name[:1].upper() + worked.moment.name[1:],
        "when": moment_words(worked.moment.at, calendar),
        "law": due_words(worked.law, calendar),
        "policy": due_words(worked.policy, calendar),
    }
    return _("%(name)s (%(when)s): the law asks for it %(law)s, the policy %(policy)s.") % said


def _notes(here: Here, found: Found) -> Iterable[str]:
    if found.arrives:
        label = here.rulebook.kinds[found.arrives].label
        yield _("Where what comes as “%(label)s” turns out to be this.") % {"label": label}
    if found.begins:
        yield _("The law's clock starts later in the matter; it is taken to start at once, as it may.")
    if found.part and not found.arrives:
        yield _("It binds only part of what the law does.")
