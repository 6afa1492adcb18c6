"""The lives of cases among neighbours: nuisance, harassment, broken terms and illegal occupiers."""

from __future__ import annotations

from tests.journeys.stories import Did, Refusal, Story

ANSWERS = {
    "violence": "none",
    "often": "sometimes",
    "worse": False,
    "targeted": False,
    "vulnerable": False,
    "afraid": False,
    "in_danger": False,
}
HIGH = {**ANSWERS, "violence": "threats", "often": "daily", "targeted": True, "afraid": True}
FIRST = {
    "asked": "Music through the wall at night.",
    "steps": "We speak with whoever it is about, and may ask for a noise meter.",
    "limits": "We cannot take somebody's home because of one party.",
    "talk_by": "2026-04-14",
}
PLAN = {
    "we_will": "We speak with them by 10 April.",
    "we_will_not": "We cannot move anybody.",
    "next_contact": "2026-04-15",
}


def part(which: str, result: str = "done") -> Did:
    """One part of the investigation."""
    return Did("nuisance.looked_at", {"part": which, "result": result, "note": "What was said."})


CLOSE = {"outcome": "better", "view": "over", "view_words": "It is quiet now."}
BOTH_ASKED = (
    Did("nuisance.feedback_asked", {"whose": "complainant", "how": "sent"}),
    Did("nuisance.feedback_asked", {"whose": "other", "how": "handed"}),
)
FOUND = {"finding": "partly", "reasons": "The diary and the neighbours say the same."}
NUISANCE = Story(
    "nuisance",
    "karin",
    opens=(
        "nuisance.reported",
        {"from_name": "Ms Okafor", "about": "Music at night", "serious": False, "spoken": "not_yet"},
    ),
    steps=(
        Did("nuisance.responded"),
        Refusal(Did("nuisance.found", FOUND), "First the risk"),
        Did("nuisance.risk_assessed", {**ANSWERS, "serious": False}),
        Did("nuisance.explained", FIRST, letter="nuisance-first"),
        Did("nuisance.plan_agreed", PLAN, letter="nuisance-plan"),
        Did("nuisance.acted", {"what": "talk", "note": "We spoke with them both."}),
        Did("mediation.considered", {"suitable": "suitable", "reason": "They were friends."}),
        Did(
            "mediation.offered", {"whose": "complainant", "answer_by": "2026-04-20"}, letter="mediation-offer"
        ),
        Did("mediation.answered", {"whose": "complainant", "answer": "rather_not"}),
        part("complainant"),
        Refusal(Did("nuisance.found", FOUND), "First hear whoever it is about"),
        part("other"),
        part("evidence", "none"),
        Did("nuisance.found", FOUND),
        Refusal(Did("nuisance.dealt_with", CLOSE), "First tell them what was found"),
        Did("nuisance.investigated"),
        *BOTH_ASKED,
        Did("nuisance.dealt_with", CLOSE),
    ),
    ends="closed",
)
CONTRACT = Story(
    "nuisance",
    "wessex",
    opens=(
        "nuisance.reported",
        {"from_name": "Mr Hale", "about": "Shouting on the stairs", "serious": False},
    ),
    steps=(
        Did("nuisance.responded"),
        Did("nuisance.risk_assessed", {**ANSWERS, "serious": False}),
        Did("nuisance.explained", FIRST, letter="nuisance-first"),
        Did("nuisance.plan_agreed", PLAN, letter="nuisance-plan"),
        Did(
            "nuisance.contract_offered",
            {"terms": "No shouting after ten.", "parties": "Mr Roe and us", "police": "PC Ward, 101"},
        ),
        Did(
            "nuisance.contract_signed",
            {"starts_on": "2026-04-08", "ends_on": "2026-10-08", "review_on": "2026-05-06"},
        ),
        Did("nuisance.contract_broken", {"what": "Shouting", "evidence": "The diary", "next": "talk"}),
        Did("nuisance.option_weighed", {"option": "injunction", "chosen": "later", "reason": "Too soon."}),
        Did("nuisance.acted", {"what": "talk"}),
        part("complainant"),
        part("other"),
        part("evidence"),
        Did("nuisance.found", FOUND),
        Did("nuisance.investigated"),
        Refusal(Did("nuisance.dealt_with", CLOSE), "First ask whoever it happened to"),
        *BOTH_ASKED,
        Refusal(Did("nuisance.dealt_with", CLOSE), "promise runs still here"),
        Did("nuisance.contract_ended", {"how": "settled"}),
        Did("nuisance.dealt_with", CLOSE),
    ),
    ends="closed",
)


def harassed(association: str, ground: str) -> Story:
    """Harassment on a ground, with somebody in danger, until they are safe."""
    return Story(
        "harassment",
        association,
        opens=(
            "harassment.reported",
            {"from_name": "Mrs Amin", "about": "Stones at the window", "ground": ground, "in_danger": True},
        ),
        steps=(
            Did("nuisance.responded"),
            Refusal(Did("nuisance.risk_assessed", {**HIGH, "serious": False}), "the risk is high"),
            Did("nuisance.risk_assessed", {**HIGH, "serious": True}),
            Did("nuisance.explained", {"how": "spoken"}),
            Refusal(Did("nuisance.plan_agreed", PLAN), "a manager has to see it"),
            Did("harassment.manager_saw", {"officer": "Ann Reid"}, by="manager"),
            Did("nuisance.plan_agreed", PLAN),
            Did("safety_plan.opened", {"danger": "Stones", "wish": "stay", "look_on": "2026-04-09"}),
            Did("safety_plan.measure", {"what": "camera", "answer": "accepted", "by_when": "2026-04-09"}),
            Refusal(Did("mediation.offered", {"whose": "complainant", "leaflet": True}), "asks for it"),
            Did(
                "nuisance.agency_involved", {"agency": "Police", "ground": "consent", "reason": "The stones"}
            ),
            *(part(each) for each in ("complainant", "other", "evidence", "diary", "witnesses")),
            Refusal(Did("nuisance.found", FOUND), "ask the other agencies"),
            part("agencies"),
            Did("nuisance.found", {**FOUND, "finding": "borne_out"}),
            Did("nuisance.investigated"),
            *BOTH_ASKED,
            Refusal(Did("nuisance.dealt_with", CLOSE), "promise runs still here"),
            Did("safety_plan.safe", {"they_say": "themselves"}),
            Did("nuisance.dealt_with", CLOSE),
        ),
        ends="closed",
    )


WARNING = {
    "term": "No noise that disturbs others at night.",
    "reasons": "Music after two on 1 and 3 April.",
    "put_right": "Please keep it down after eleven.",
    "put_right_by": "2026-04-22",
    "agency": "The advice centre",
}
WHY = {"reasons": "Nothing else helped.", "alternatives": "A warning and a talk.", "welfare": "Two children."}


WARNED = (
    Did("tenancy_breach.advised", {"agency": "The advice centre", "note": "What the agreement asks."}),
    Did("tenancy_breach.evidence_added", {"what": "statement", "note": "A neighbour's."}),
    Did("tenancy_breach.warned", WARNING, letter="breach-warning"),
)


BROKEN = {"from_name": "Mr Roe", "about": "Music at night", "term": "Noise", "advice": "not_yet"}
TO_COURT = Story(
    "tenancy_breach",
    "wessex",
    opens=("tenancy_breach.recorded", {**BROKEN, "tenure": "leaseholder"}),
    steps=(
        *WARNED,
        Refusal(Did("tenancy_breach.proposed", {"what": "possession", **WHY}), "notice before the court"),
        Did("tenancy_breach.heard", {"result": "heard", "note": "He works nights."}),
        Refusal(Did("tenancy_breach.proposed", {"what": "notice", **WHY}), "which other legal steps"),
        Did("nuisance.option_weighed", {"option": "injunction", "chosen": "rejected", "reason": "Too slow."}),
        Did("tenancy_breach.proposed", {"what": "notice", **WHY}, by="manager"),
        Refusal(
            Did("tenancy_breach.approved", {"what": "notice", "reasons": "Yes."}, by="manager"),
            "does not approve it",
        ),
        Did("tenancy_breach.approved", {"what": "notice", "reasons": "In proportion."}, by="manager-2"),
        Did(
            "tenancy_breach.notice_served",
            {"ground": "Clause 4", "served_how": "hand", "expires_on": "2026-05-08"},
        ),
        Did("tenancy_breach.proposed", {"what": "possession", **WHY}),
        Did("tenancy_breach.approved", {"what": "possession", "reasons": "Yes."}, by="director"),
        Did("tenancy_breach.claimed", {"court": "County Court, 1AB", "hearing_on": "2026-06-01"}),
        Did("tenancy_breach.heard_in_court", {"result": "suspended", "hearing_on": "2026-09-01"}),
        Did("tenancy_breach.settled", {"outcome": "agreed"}),
    ),
    ends="settled",
)
PUT_RIGHT = Story(
    "tenancy_breach",
    "karin",
    opens=("tenancy_breach.recorded", {**BROKEN, "tenure": "tenant"}),
    steps=(
        *WARNED,
        Did("tenancy_breach.agreed", {"terms": "Quiet after eleven.", "look_on": "2026-05-01"}),
        Did("tenancy_breach.looked_at", {"result": "right"}),
        Did("tenancy_breach.settled", {"outcome": "put_right"}),
    ),
    ends="settled",
)


def occupied(association: str) -> Story:
    """Somebody in a home without a right to it, dealt with by housing and legal together."""
    return Story(
        "occupation",
        association,
        opens=("occupation.reported", {"address": "2 Mill Road", "about": "Somebody moved in"}),
        steps=(
            Did("occupation.checked", {"found": "unlawful", "note": "Nobody we know."}),
            Did(
                "occupation.passed_to_legal",
                {"whom": "The solicitor", "documents": "Tenancy, letters", "next_on": "2026-04-10"},
            ),
            Did("occupation.legal_answered", {"way": "claim", "next_on": "2026-04-13"}),
            Did("occupation.acted_on"),
            Did("occupation.heard", {"result": "order", "next_on": "2026-05-01"}),
            Did("occupation.dealt_with", {"outcome": "order"}),
        ),
        ends="over",
    )


STORIES: tuple[Story, ...] = (
    NUISANCE,
    CONTRACT,
    harassed("magna", "race"),
    harassed("wessex", "disability"),
    TO_COURT,
    PUT_RIGHT,
    occupied("karin"),
    occupied("wessex"),
)
