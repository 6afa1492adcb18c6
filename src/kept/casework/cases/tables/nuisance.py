"""The life of nuisance and harassment; `broken_terms` has the rest of this family.

Nuisance and harassment take the same way and share its steps; harassment has a manager's sight and every part
of an investigation beside them. Whom it happens to and whom it is about are parties of the case, and neither
sees the other's.
"""

from __future__ import annotations

from types import MappingProxyType

from kept.casework.cases.model import After, CaseType, Opening, State, Step, Who
from kept.casework.cases.tables.broken_terms import CONTRACT, OCCUPATION, TENANCY_BREACH
from kept.casework.nuisance import is_serious_enough, may_end_with_advice

REPORTED, ASSESSED, PLANNED, ACTING = "reported", "assessed", "planned", "acting"
DECIDED, TOLD, CLOSED, WITHDRAWN = "decided", "told", "closed", "withdrawn"
_OPEN = (REPORTED, ASSESSED, PLANNED, ACTING, DECIDED, TOLD)
_AT_WORK = (ASSESSED, PLANNED, ACTING)
_RISK_FIRST = "First go through the questions about risk: they say how soon we act."
_PART = "nuisance.looked_at"


def _on_record(part: str, says: str) -> After:
    return After(_PART, says, {"part": (part,)})


_BOTH_SIDES = (
    _on_record("complainant", "First hear whoever it happens to, and put down what they say."),
    _on_record(
        "other", "First hear whoever it is about, or say why not: nobody is known, or it would be dangerous."
    ),
    _on_record("evidence", "First put the evidence on record, or that there is none."),
)
_EVERY_PART = (
    *_BOTH_SIDES,
    _on_record("diary", "First put on record what the diary shows, or that none is kept."),
    _on_record("witnesses", "First put on record what witnesses say, or that there are none."),
    _on_record("agencies", "First ask the other agencies what they know, or say why not."),
)
_EXPLAINED = After(
    "nuisance.explained",
    "First tell them what powers we have and what is likely to happen, and put down that you did.",
)
_ASKED = (
    After(
        "nuisance.feedback_asked",
        "First ask whoever it happened to how we did, or say why not.",
        {"whose": ("complainant",)},
    ),
    After(
        "nuisance.feedback_asked",
        "First ask whoever it is about how we did too, or say why not.",
        {"whose": ("other",)},
    ),
)
_PARTIES = MappingProxyType(
    {
        "complainant": "Whom it happens to",
        "alleged": "Whom it is about",
        "witness": "Witness",
        "supporter": "Helps or speaks for them",
        "agency": "Another agency",
    }
)
_STATES = (
    State(REPORTED, "Reported", "It waits for the questions about risk."),
    State(ASSESSED, "Risk assessed", "It waits for a plan that says what we will do and what we will not."),
    State(PLANNED, "Plan agreed", "The plan is with them, and its first step is to be taken."),
    State(ACTING, "Being dealt with", "The steps of the plan are taken, and both sides are heard."),
    State(DECIDED, "Decided", "It is decided what was found. They are to be told, and why."),
    State(TOLD, "They were told", "They know what was found. It ends once they said how they see it."),
    State(CLOSED, "Closed", "It is over, and they said how they see it.", ended=True),
    State(WITHDRAWN, "Not wanted any more", "They do not want it taken further.", ended=True),
)
_VIEW = (
    ("outcome", "Say how it ended."),
    ("view", "Ask them how they see it themselves, and put down what they say."),
)


def _shared(first_to_plan: tuple[After, ...], before_finding: tuple[After, ...]) -> tuple[Step, ...]:
    return (
        Step("nuisance.responded", "Got in touch and began", leaves=_OPEN),
        Step("nuisance.explained", "Explain what we can and cannot do", leaves=_OPEN),
        Step(
            "nuisance.risk_assessed",
            "Go through the questions about risk",
            (REPORTED,),
            to=ASSESSED,
            check=is_serious_enough,
        ),
        Step(
            "nuisance.risk_assessed", "Go through the risk again", leaves=_OPEN[1:], check=is_serious_enough
        ),
        Step(
            "nuisance.plan_agreed",
            "Agree the plan",
            (ASSESSED,),
            to=PLANNED,
            after=first_to_plan,
            out_of_order=_RISK_FIRST,
        ),
        Step("nuisance.plan_agreed", "Agree a new plan", (PLANNED, ACTING)),
        Step("nuisance.acted", "Put down what was done", (PLANNED, ACTING), to=ACTING),
        Step(_PART, "Put down a part of the investigation", leaves=_AT_WORK),
        Step("nuisance.diary_entry", "Add to the diary", leaves=_OPEN),
        Step("nuisance.diary_read", "Say what follows from the diary", leaves=_OPEN),
        Step("nuisance.feedback_asked", "Ask how we did", leaves=(DECIDED, TOLD)),
        Step("nuisance.contacted", "Tell them how it stands", leaves=_OPEN),
        Step("nuisance.agency_involved", "Bring in another agency", leaves=_OPEN),
        Step("nuisance.option_weighed", "Weigh a legal step", leaves=_OPEN),
        *(
            Step(f"nuisance.contract_{what}", label, leaves=(*_AT_WORK, DECIDED, TOLD))
            for what, label in CONTRACT
        ),
        *(Step(f"safety_plan.{what}", label, leaves=_OPEN) for what, label in _SAFETY),
        Step(
            "nuisance.found",
            "Decide what was found",
            (PLANNED, ACTING),
            to=DECIDED,
            after=before_finding,
            out_of_order="First the risk, then a plan, then what both sides say: only then is it decided.",
        ),
        Step(
            "nuisance.investigated",
            "Tell them what was found",
            (DECIDED,),
            to=TOLD,
            out_of_order="First decide what was found and why, then tell them.",
        ),
        Step(
            "nuisance.dealt_with",
            "Close it with their view",
            (TOLD,),
            to=CLOSED,
            needs=_VIEW,
            after=_ASKED,
            out_of_order="First tell them what was found and why. Then close it, with how they see it.",
        ),
        Step(
            "nuisance.dealt_with",
            "Close it: they want it taken no further",
            _OPEN[1:-1],
            to=WITHDRAWN,
            when={"outcome": ("not_wanted",)},
            needs=_VIEW,
        ),
        Step("contact.withdrawn", "They do not want it taken further", leaves=_OPEN, to=WITHDRAWN),
        Step("thread.reopened", "Open it again", (CLOSED, WITHDRAWN), to=REPORTED),
    )


_SAFETY = (
    ("opened", "Somebody is in danger: make a safety plan"),
    ("measure", "Make them safer"),
    ("reviewed", "Look at the safety plan"),
    ("safe", "They are safe"),
)


def _mediation(offer_needs: tuple[tuple[str, str], ...]) -> tuple[Step, ...]:
    return (
        Step("mediation.considered", "Think about mediation", leaves=_OPEN),
        Step("mediation.offered", "Offer mediation", leaves=_AT_WORK, needs=offer_needs),
        Step("mediation.answered", "Put down what they say to it", leaves=_OPEN),
        Step(
            "mediation.arranged",
            "Arrange mediation",
            _AT_WORK,
            after=(
                After(
                    "mediation.answered",
                    "Mediation is for those who want it. First put down that they do.",
                    {"answer": ("wants",)},
                ),
            ),
        ),
        Step("mediation.ended", "Mediation is over", leaves=_OPEN),
    )


_LEAFLET = ("leaflet", "Give them the leaflet about mediation with the offer.")

NUISANCE = CaseType(
    name="nuisance",
    label="Nuisance",
    says="Trouble near somebody's home that is not aimed at who they are.",
    opens=(Opening("nuisance.reported", to=REPORTED),),
    states=_STATES,
    steps=(
        *_shared((_EXPLAINED,), _BOTH_SIDES),
        *_mediation((_LEAFLET,)),
        # What a word of advice settled needs no plan; the risk is looked at all the same.
        Step(
            "nuisance.dealt_with",
            "Close it with advice alone",
            (ASSESSED,),
            to=CLOSED,
            when={"outcome": ("advice", "elsewhere")},
            needs=_VIEW,
            after=(_EXPLAINED,),
            check=may_end_with_advice,
            out_of_order=_RISK_FIRST,
        ),
    ),
    parties=_PARTIES,
)
HARASSMENT = CaseType(
    name="harassment",
    label="Harassment",
    says="Somebody is harassed or abused, by ground. Kept for a few, and answered within a day.",
    opens=(
        Opening("harassment.reported", to=REPORTED),
        Opening("harassment.abuse_reported", to=REPORTED),
    ),
    states=_STATES,
    steps=(
        *_shared(
            (
                _EXPLAINED,
                After(
                    "harassment.manager_saw",
                    "First a manager has to see it and say by name who deals with it.",
                ),
            ),
            _EVERY_PART,
        ),
        *_mediation(
            (
                (
                    "wished",
                    "Mediation is not offered over harassment unless whoever it happens to asks for it.",
                ),
                _LEAFLET,
            )
        ),
        Step("harassment.manager_saw", "See it, and say who deals with it", leaves=_OPEN, who=Who.LEADS),
        Step("harassment.departed", "Say where we left the policy, and why", leaves=_OPEN),
    ),
    parties=_PARTIES,
    restricted=True,
)

TABLES: tuple[CaseType, ...] = (NUISANCE, HARASSMENT, TENANCY_BREACH, OCCUPATION)
