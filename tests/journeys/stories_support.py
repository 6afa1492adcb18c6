"""The lives of an adaptation, a support plan, a referral and help with money, each at two associations."""

from __future__ import annotations

from dataclasses import replace

from tests.journeys.stories import Did, Refusal, Story

ADAPTATION = Story(
    "adaptation",
    "wessex",
    opens=("adaptation.requested", {"from_name": "Mrs Ngozi Okafor"}),
    steps=(
        Refusal(Did("adaptation.ordered", {"contractor": "Ramps Ltd"}), "recommendation first"),
        Did("adaptation.advice_given"),
        Did("adaptation.referred", {"to": "Salisbury"}),
        Did(
            "adaptation.recommended",
            {"appropriate": True, "reference": "OT 114", "what": "A ramp and two rails"},
        ),
        Did("adaptation.ordered", {"contractor": "Ramps Ltd", "finish_by": "2026-06-01"}),
        Did("adaptation.stage_set", {"stage": "Survey", "due_on": "2026-04-20"}),
        Did(
            "adaptation.slipped",
            {"due_on": "2026-04-27", "reason": "The surveyor is ill", "resident_told": True},
        ),
        Did("adaptation.stage_done", {"stage": "Survey"}),
        Did("adaptation.finished"),
        Did("adaptation.inspected", {"meets": False, "compared": "OT 114", "missing": "One rail"}),
        Did("adaptation.finished"),
        Did("adaptation.inspected", {"meets": True, "compared": "OT 114"}),
        Did("adaptation.signed_off", {"satisfied": True, "how": "signed", "words": "I get out again"}),
    ),
    ends="done",
)

PLAN = Story(
    "support_plan",
    "wessex",
    opens=("support_plan.begun", {"from_name": "Mr Amir Haddad", "consent": True}),
    steps=(
        Did(
            "support_plan.need_assessed",
            {"area": "money", "what": "Post stays shut", "assessed_by": "Social services"},
        ),
        Did("support_plan.aim_set", {"aim": "1", "words": "To read my own post"}),
        Refusal(
            Did(
                "support_plan.drawn_up",
                {
                    "part": "together",
                    "comments": "It suits me",
                    "signed": "signed",
                    "copy_given": "paper",
                    "review_on": "2026-10-08",
                },
            ),
            "nothing that meets it",
        ),
        Did(
            "support_plan.item_added",
            {
                "area": "money",
                "what": "Open it together",
                "agency": "Us",
                "consent": True,
                "hours": "2",
            },
        ),
        Did(
            "support_plan.funded",
            {
                "service": "Floating support",
                "basis": "Care Act 2014, section 2",
                "funder": "Social Services",
                "hours": "1",
            },
        ),
        Did(
            "support_plan.drawn_up",
            {
                "part": "together",
                "comments": "It suits me",
                "signed": "signed",
                "copy_given": "paper",
                "review_on": "2026-10-08",
            },
        ),
        Did("support_plan.progress", {"aim": "1", "note": "Two letters read"}),
        Refusal(
            Did(
                "support_plan.reviewed",
                {"decision": "end", "reason": "It is reached", "took_part": True, "signed": "signed"},
            ),
            "what came of aim 1",
        ),
        Did("support_plan.outcome", {"aim": "1", "outcome": "reached"}),
        Did(
            "support_plan.reviewed",
            {"decision": "end", "reason": "It is reached", "took_part": True, "signed": "signed"},
        ),
    ),
    ends="over",
)

REFERRAL = Story(
    "support_referral",
    "karin",
    opens=("referral.offered", {"from_name": "Ms Farah Bell", "agency": "Debt Line"}),
    steps=(
        Refusal(Did("referral.made", {"agency": "Debt Line", "consent": True}), "Ask the customer first"),
        Did("referral.consented", {"how": "said"}),
        Did("referral.made", {"agency": "Debt Line", "consent": True}),
        Did("referral.chased", {"again_on": "2026-04-20"}),
        Did(
            "referral.answered",
            {"agency": "Debt Line", "answer": "accepted", "review_on": "2026-05-20"},
        ),
        Did("referral.reviewed", {"going": "helps"}),
        Did("referral.ended", {"agency": "Debt Line", "outcome": "The debts are in order"}),
    ),
    ends="over",
)

MONEY = Story(
    "money_help",
    "karin",
    opens=("money_help.asked", {"from_name": "Ms Farah Bell", "why": "hard_to_pay"}),
    steps=(
        Refusal(Did("money_help.decided", {"form": "Housing Benefit", "outcome": "granted"}), "Enter first"),
        Did(
            "money_help.advised",
            {"advice": "Claim it today", "likely": "Housing Benefit", "checked_on": "2026-04-08"},
        ),
        Did("money_help.agreed", {"weekly": "5", "begins_on": "2026-04-13", "affordable": True}),
        Did("money_help.form_completed", {"form": "Housing Benefit", "completed_on": "2026-04-08"}),
        Did(
            "money_help.claimed",
            {"form": "Housing Benefit", "claimed_on": "2026-04-08", "answer_by": "2026-05-08"},
        ),
        Did(
            "money_help.decided",
            {"form": "Housing Benefit", "outcome": "granted", "weekly": "41", "renew_on": "2027-04-05"},
        ),
        Did("money_help.reminded", {"how": "call", "help_offered": True}),
        Did("money_help.renewed", {"claimed_on": "2026-04-08"}),
        Did("money_help.ended", {"outcome": "better"}),
    ),
    ends="over",
)

STORIES: tuple[Story, ...] = (
    ADAPTATION,
    replace(ADAPTATION, association="karin"),
    PLAN,
    replace(PLAN, association="karin"),
    REFERRAL,
    replace(REFERRAL, association="wessex"),
    MONEY,
    replace(MONEY, association="moray"),
)
