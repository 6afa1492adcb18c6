"""What does a case of support show: the plan, the stages of an adaptation, what help with money brought?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kept.casework.cases import Standing
from kept.casework.supporting import Aim, Need, plan_of
from kept.store.models import Thread
from kept.store.support import Said, said_of
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel
from kept.web.support.labels import choice_words, day_said, hours_words

NEED, OUTCOME = "support_plan.need_assessed", "support_plan.outcome"
SET, SLIPPED, DONE = "adaptation.stage_set", "adaptation.slipped", "adaptation.stage_done"
CLAIMED, DECIDED = "money_help.claimed", "money_help.decided"


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need and what meets it."""

    area: str
    what: tuple[str, ...]
    assessed_by: str
    items: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AimRow:
    """An aim in their own words."""

    number: int
    words: str
    by: str
    notes: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the contractor's, with each day that was named for it."""

    stage: str
    contractor: str
    due: str
    slips: tuple[str, ...]
    done: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim or form, what came of it and what it brought."""

    form: str
    claimed: str
    outcome: str
    gained: str
    renew: str


def plan_panel(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """Needs with what meets them, aims with how they go, who pays for how much."""
    plan = plan_of(_said(here, thread))
    return Panel(
        "support/plan_panel.html",
        {
            "needs": [_need(here, each) for each in plan.needs],
            "unmet": len(plan.unmet),
            "aims": [_aim(here, each) for each in plan.aims],
            "funding": plan.funding,
            "planned": hours_words(plan.planned),
            "paid": hours_words(plan.funding.hours) if plan.funding else "",
            "over": hours_words(plan.over) if plan.over else "",
            "review": day_said(here, {"on": plan.review_on}, "on"),
            "comments": plan.comments,
        },
    )


def _said(here: Here, thread: Thread) -> Sequence[Said]:
    return said_of([thread], here.association, here.at)[thread.pk]


def _need(here: Here, need: Need) -> NeedRow:
    items = []
    for each in need.items:
        hours = f", {hours_words(each.hours)} h" if each.hours else ""
        contact = f" ({each.contact})" if each.contact else ""
        items.append(f"{each.what}: {each.agency}{contact}{hours}")
    asks = tuple(each.agency for each in need.items if not each.consent)
    return NeedRow(
        choice_words(here, NEED, "area", need.area), need.what, need.assessed_by, tuple(items), asks
    )


def _aim(here: Here, aim: Aim) -> AimRow:
    outcome = choice_words(here, OUTCOME, "outcome", aim.outcome)
    return AimRow(aim.number, aim.words, day_said(here, {"by": aim.by}, "by"), aim.notes, outcome)


def adaptation_panel(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """What was recommended, and the contractor's stages with their days."""
    said = _said(here, thread)
    recommended = [each for each in said if each.kind == "adaptation.recommended"]
    ordered = [each for each in said if each.kind == "adaptation.ordered"]
    return Panel(
        "support/adaptation_panel.html",
        {
            "reference": recommended[-1].facts.get("reference", "") if recommended else "",
            "what": recommended[-1].facts.get("what", "") if recommended else "",
            "contractor": ordered[-1].facts.get("contractor", "") if ordered else "",
            "finish": day_said(here, ordered[-1].facts, "finish_by") if ordered else "",
            "stages": list(stages_of(here, said)),
        },
    )


def stages_of(here: Here, said: Iterable[Said]) -> list[Stage]:
    """The stages in the order in which they were set; a slip belongs to the one that was set last."""
    found: list[Stage] = []
    for each in said:
        day = day_said(here, each.facts, "due_on")
        if each.kind == SET:
            found.append(Stage(each.facts["stage"], each.facts.get("contractor", ""), day, (), ""))
        elif each.kind == SLIPPED and found:
            last = found[-1]
            slips = (*last.slips, f"{day}: {each.facts.get('reason', '')}")
            found[-1] = Stage(last.stage, last.contractor, last.due, slips, last.done)
        elif each.kind == DONE and found:
            last = found[-1]
            when = day_said(
                here, {"on": here.calendar.local(each.event.happened_at).date().isoformat()}, "on"
            )
            found[-1] = Stage(last.stage, last.contractor, last.due, last.slips, when)
    return found


def money_panel(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """What was advised, each claim with its day and outcome, and what it brought."""
    said = _said(here, thread)
    advised = [each for each in said if each.kind == "money_help.advised"]
    agreed = [each for each in said if each.kind == "money_help.agreed"]
    decided = [each for each in said if each.kind == DECIDED]
    return Panel(
        "support/money_panel.html",
        {
            "waits": not standing.state.ended,
            "advice": advised[-1].facts.get("advice", "") if advised else "",
            "likely": advised[-1].facts.get("likely", "") if advised else "",
            "checked": day_said(here, advised[-1].facts, "checked_on") if advised else "",
            "agreed": hours_words(float(agreed[-1].facts.get("weekly", 0))) if agreed else "",
            "claims": list(_claims(here, said)),
            "weekly": hours_words(sum(float(each.facts.get("weekly") or 0) for each in decided)),
            "once": hours_words(sum(float(each.facts.get("once") or 0) for each in decided)),
            "gained": any(each.facts.get("weekly") or each.facts.get("once") for each in decided),
        },
    )


def _claims(here: Here, said: Sequence[Said]) -> list[Claim]:
    found: dict[str, Claim] = {}
    for each in said:
        form = str(each.facts.get("form", ""))
        if each.kind == CLAIMED:
            found[form] = Claim(form, day_said(here, each.facts, "claimed_on"), "", "", "")
        elif each.kind == DECIDED:
            before = found.get(form, Claim(form, "", "", "", ""))
            outcome = choice_words(here, DECIDED, "outcome", each.facts.get("outcome"))
            weekly, once = each.facts.get("weekly"), each.facts.get("once")
            parts = [
                _("£%(n)s a week") % {"n": hours_words(weekly)} if weekly else "",
                _("£%(n)s at one time") % {"n": hours_words(once)} if once else "",
            ]
            renew = day_said(here, each.facts, "renew_on")
            found[form] = Claim(form, before.claimed, outcome, ", ".join(filter(None, parts)), renew)
        elif each.kind == "money_help.renewed" and found:
            last = list(found.values())[-1]
            renew = day_said(here, each.facts, "renew_on")
            found[last.form] = Claim(last.form, last.claimed, last.outcome, last.gained, renew)
    return list(found.values())
