"""How far has a trial of a draft come, or what would the draft have meant?

    trial_page(here, draft, trial, "Pat Reid").differs[0].cells[1]
    # Cell("Broken", "271", "312", Words("41 more", "bad"))

In plain words first (`trial_words`) and in figures then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework.permissions import Permission
from kept.casework.tried import Count, Day, Line, Tried, change_words, tried_of
from kept.store.models import PolicyDraft, PolicyTrial
from kept.web.policy_life.trial_words import (
    LABELS,
    PARTS,
    busiest_words,
    change_of,
    difference,
    headline,
    left_out,
    promise_words,
    span_words,
)
from kept.web.shared.access import Here
from kept.web.shared.words import Words, day_words, moment_words

BUSIEST = 10
WAITING, RUNNING, DONE = "waiting", "running", "done"
STATES = {
    WAITING: (gettext_lazy("Waiting"), "calm"),
    RUNNING: (gettext_lazy("Running"), "calm"),
    DONE: (gettext_lazy("Done"), "good"),
    "failed": (gettext_lazy("Could not be done"), "bad"),
    "stopped": (gettext_lazy("Stopped"), "mute"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One number under both, and the difference in words where there is one."""

    label: str
    now: str
    draft: str
    change: Words | None


@dataclass(frozen=True, slots=True)
class Row:
    """A promise, a team or a day."""

    name: str
    says: str
    clause: str
    address: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come; `of` is nothing before it has begun."""

    done: int
    of: int
    says: str


@dataclass(frozen=True, slots=True)
class TrialPage:
    """The page: how far it has come, or what came of it."""

    address: str
    back: str
    number: int
    title: str
    since: str
    state: Words
    asked: str
    trial: int
    progress: Progress | None
    may: bool
    ended: str = ""
    changed: str = ""
    says: tuple[str, ...] = ()
    whole: tuple[Cell, ...] = ()
    differs: tuple[Row, ...] = ()
    same: tuple[Row, ...] = ()
    teams: tuple[Row, ...] = ()
    busiest: str = ""
    days: tuple[Row, ...] = ()
    left_out: tuple[str, ...] = ()
    csv: str = ""
    done: bool = False


def trial_page(here: Here, draft: PolicyDraft, trial: PolicyTrial, asked_by: str) -> TrialPage:
    """The page of that trial."""
    args = [here.slug, draft.number]
    asked = {"who": asked_by, "when": moment_words(trial.asked_at, here.calendar)}
    view = TrialPage(
        address=reverse("draft-trial", args=[*args, trial.pk]),
        back=reverse("draft-trials", args=args),
        number=draft.number,
        title=draft.title,
        since=day_words(trial.since),
        state=state_words(trial),
        asked=_("Asked for by %(who)s at %(when)s.") % asked,
        trial=trial.pk,
        may=here.may(Permission.READINGS),
        progress=_progress(trial) if trial.state in (WAITING, RUNNING) else None,
        ended=trial.fault,
    )
    return _found(here, view, draft, trial) if trial.state == DONE else view


def _found(here: Here, view: TrialPage, draft: PolicyDraft, trial: PolicyTrial) -> TrialPage:
    """The page with what came of it."""
    found = found_in(trial)
    csv = reverse("draft-trial-csv", args=[here.slug, draft.number, trial.pk])
    return replace(
        view,
        done=True,
        changed=_changed(draft, trial),
        says=(*headline(found), span_words(here, trial, found)),
        whole=_cells(found.whole.now, found.whole.draft) if found.threads else (),
        differs=tuple(_promise(here, each) for each in found.lines if each.differs),
        same=tuple(_promise(here, each) for each in found.lines if not each.differs),
        teams=tuple(
            Row(name or _("No team"), "", "", "", _cells(each.now, each.draft))
            for name, each in found.teams.items()
        ),
        busiest=busiest_words(found.days),
        days=tuple(_day(each) for each in found.busiest(BUSIEST)),
        left_out=tuple(left_out(found)),
        csv=csv if here.may(Permission.EXPORT) else "",
    )


def found_in(trial: PolicyTrial) -> Tried:
    """What came of one that is done."""
    assert trial.found is not None, "one that is done has found something"
    return tried_of(trial.found)


def state_words(trial: PolicyTrial) -> Words:
    """How it stands."""
    text, tone = STATES[trial.state]
    return Words(str(text), tone)


def _changed(draft: PolicyDraft, trial: PolicyTrial) -> str:
    if draft.edition == trial.edition:
        return ""
    said = {"then": trial.edition, "now": draft.edition}
    says = _(
        "The draft has been changed since: this is a trial of its edition %(then)s, and now it has edition "
        "%(now)s. Try it again to see what it means as it stands."
    )
    return says % said


def _progress(trial: PolicyTrial) -> Progress:
    if not trial.in_all:
        return Progress(0, 0, _("It is waiting for its turn, and begins by itself."))
    said = {"done": f"{trial.done:,}", "of": f"{trial.in_all:,}"}
    return Progress(
        trial.done, trial.in_all, _("%(done)s of %(of)s contacts, cases and other records judged.") % said
    )


# ---- in figures --------------------------------------------------------------------------------------


def _promise(here: Here, line: Line) -> Row:
    known = line.promise in here.rulebook.clause_by_id
    address = reverse("clauses-one", args=[here.slug, line.promise]) if known else ""
    return Row(promise_words(line), change_words(line), line.promise, address, _cells(line.now, line.draft))


def _day(day: Day) -> Row:
    change = difference(day.now, day.draft)
    cell = Cell(_("To be kept"), f"{day.now:,}", f"{day.draft:,}", Words(change, "calm") if change else None)
    return Row(day_words(day.day), "", "", "", (cell,))


def _cells(now: Count, draft: Count) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            str(LABELS[part]),
            f"{getattr(now, part):,}",
            f"{getattr(draft, part):,}",
            change_of(part, getattr(now, part), getattr(draft, part)),
        )
        for part in PARTS
    )
