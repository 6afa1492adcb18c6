"""The life of adaptations, support plans, referrals and help with money or forms.

An adaptation is not done when the contractor says so: somebody of us holds it against the recommendation, and
the resident has the last word. A support plan answers needs that were assessed and is gone through within a
year, with what came of each aim. Nobody is put in touch with anybody before they agreed. Letters about money
owed wait while somebody looks at why it is hard to pay (see `casework.supporting`).
"""

from __future__ import annotations

from kept.casework.cases.model import After, CaseType, Opening, State, Step
from kept.casework.supporting import aim_fault, check_plan, check_review, item_fault

TELL_FIRST = "Tell the resident first, then record that you did."
_BEFORE_ORDER = ("asked", "referred", "recommended")
_AT_WORK = ("ordered", "in-work")

ADAPTATION = CaseType(
    name="adaptation",
    label="Adaptation",
    says="Somebody needs their home changed to live in it: asked for, assessed, made, and tried out.",
    opens=(
        Opening("adaptation.requested", to="asked"),
        Opening("adaptation.recommended", to="recommended"),
    ),
    states=(
        State(
            "asked", "Asked for", "The resident hears how it is done, and social services have the details."
        ),
        State("referred", "With social services", "The occupational therapist says what is needed."),
        State(
            "recommended", "Recommended", "The contractor has the order next, or the resident hears why not."
        ),
        State("ordered", "Ordered", "The contractor says what comes first, and by when."),
        State("in-work", "Being made", "Each stage is looked at on its day; the resident hears of any slip."),
        State("finished", "Says it is finished", "Somebody of us holds it against the recommendation."),
        State("not-right", "Not right yet", "The order stays open until the contractor has put it right."),
        State("trying", "Being tried out", "It passed. The resident says whether it does what they need."),
        State("done", "Done", "The resident says that it does what they need.", ended=True),
        State("not-made", "Not made", "Nothing was ordered, and the resident knows why.", ended=True),
    ),
    steps=(
        Step("adaptation.advice_given", "Explain how it is done", (*_BEFORE_ORDER, *_AT_WORK)),
        Step("adaptation.referred", "Pass it to social services", ("asked",), "referred"),
        Step("adaptation.referred", "Pass it to social services again", ("referred", "recommended")),
        Step("adaptation.recommended", "Enter the recommendation", _BEFORE_ORDER, "recommended"),
        Step(
            "adaptation.ordered",
            "Order it",
            ("recommended",),
            "ordered",
            out_of_order="Enter the therapist's recommendation first, then order it.",
        ),
        Step(
            "adaptation.declined",
            "Order nothing",
            (*_BEFORE_ORDER, *_AT_WORK),
            "not-made",
            needs=(("resident_told", "Tell the resident why nothing is ordered, then record that you did."),),
        ),
        Step("adaptation.stage_set", "Enter the next stage", (*_AT_WORK, "not-right"), "in-work"),
        Step("adaptation.stage_done", "Enter that the stage is done", ("in-work",)),
        Step(
            "adaptation.slipped",
            "Enter that it will be late",
            ("in-work",),
            needs=(("resident_told", TELL_FIRST),),
        ),
        Step("adaptation.finished", "Enter that it is finished", (*_AT_WORK, "not-right"), "finished"),
        Step(
            "adaptation.inspected",
            "Enter the inspection: all is as recommended",
            ("finished",),
            "trying",
            when={"meets": (True,)},
        ),
        Step(
            "adaptation.inspected",
            "Enter the inspection",
            ("finished",),
            "not-right",
            out_of_order="It is inspected once the contractor says that it is finished.",
        ),
        Step(
            "adaptation.signed_off",
            "Enter the resident's word: it does what they need",
            ("trying",),
            "done",
            when={"satisfied": (True,)},
        ),
        Step(
            "adaptation.signed_off",
            "Enter the resident's word",
            ("trying",),
            "not-right",
            out_of_order="First it is inspected and passes, then the resident says what they think of it.",
        ),
        Step("adaptation.defect_found", "Enter what is wrong", ("not-right",)),
        Step("adaptation.defect_found", "Open it again: something is wrong", ("trying", "done"), "not-right"),
        Step("adaptation.requested", "They ask again", ("not-made",), "asked"),
        Step("adaptation.recommended", "A recommendation came after all", ("not-made",), "recommended"),
    ),
    parties={
        "carer": "Carer or relative",
        "therapist": "Occupational therapist",
        "contractor": "Contractor",
        "representative": "Speaks for them",
    },
)

_PLAN_OPEN = ("assessing", "running", "revising")
_NEED_FIRST = After(
    "support_plan.need_assessed", "Assess at least one need first: the plan is there to meet it."
)

SUPPORT_PLAN = CaseType(
    name="support_plan",
    label="Support plan",
    says="What somebody needs to live well at home, who does what about it, and what they want to reach.",
    opens=(
        Opening("support_plan.begun", to="assessing"),
        Opening("tenancy.started", to="assessing", when={"supported": (True,)}),
    ),
    states=(
        State("assessing", "Being drawn up", "Needs are assessed, and the plan is drawn up with the tenant."),
        State("running", "In force", "It is gone through on its day, with the tenant."),
        State("revising", "Being drawn up anew", "The review showed that it has to change."),
        State("over", "Over", "No support is planned any more.", ended=True),
    ),
    steps=(
        Step("support_plan.need_assessed", "Assess a need", _PLAN_OPEN),
        Step("support_plan.item_added", "Plan what meets a need", _PLAN_OPEN, check=item_fault),
        Step("support_plan.item_ended", "Stop what was planned", _PLAN_OPEN, check=item_fault),
        Step("support_plan.aim_set", "Write down an aim of theirs", _PLAN_OPEN),
        Step("support_plan.progress", "Note how an aim goes", _PLAN_OPEN, check=aim_fault),
        Step("support_plan.outcome", "Say what came of an aim", _PLAN_OPEN, check=aim_fault),
        Step("support_plan.funded", "Write down who pays, and for what", _PLAN_OPEN),
        Step(
            "support_plan.drawn_up",
            "The plan is drawn up",
            _PLAN_OPEN,
            "running",
            after=(_NEED_FIRST,),
            check=check_plan,
        ),
        Step(
            "support_plan.reviewed",
            "Review: it stays as it is",
            ("running",),
            when={"decision": ("keep",)},
            check=check_review,
        ),
        Step(
            "support_plan.reviewed",
            "Review: it is drawn up anew",
            ("running",),
            "revising",
            when={"decision": ("revise",)},
            check=check_review,
        ),
        Step(
            "support_plan.reviewed",
            "Review: it comes to its end",
            ("running",),
            "over",
            check=check_review,
            out_of_order="A plan is reviewed once it has been drawn up.",
        ),
        Step("support_plan.ended", "End it outside a review", _PLAN_OPEN, "over"),
        Step("support_plan.begun", "Begin it again", ("over",), "assessing"),
        Step("support_plan.need_assessed", "Begin it again with a need", ("over",), "assessing"),
    ),
    parties={
        "carer": "Carer or relative",
        "worker": "Support worker",
        "agency": "Somebody at an agency",
        "representative": "Speaks for them",
    },
)

_GOING = ("sent", "waiting", "accepted")

SUPPORT_REFERRAL = CaseType(
    name="support_referral",
    label="In touch with a service",
    says="Somebody else can help better: offered, agreed to, sent, taken on, and asked whether it helps.",
    opens=(
        Opening("referral.offered", to="offered"),
        Opening("referral.made", to="sent", when={"consent": (True,)}),
    ),
    states=(
        State("offered", "Offered", "The customer says whether they want it."),
        State("agreed", "Agreed to", "The service hears from us within two working days."),
        State("sent", "Sent", "The service answers, or is asked again after ten working days."),
        State("waiting", "On their waiting list", "The service has no place yet."),
        State("accepted", "Taken on", "We ask on its day whether it helps."),
        State(
            "turned-down",
            "The service declined",
            "Another one is offered, or nothing more follows.",
            ended=True,
        ),
        State("not-wanted", "Not wanted", "The customer would rather not.", ended=True),
        State("over", "Over", "It is known what came of it.", ended=True),
    ),
    steps=(
        Step("referral.offered", "Offer another service", ("offered",)),
        Step("referral.offered", "Offer it again", ("turned-down", "not-wanted", "over"), "offered"),
        Step("referral.consented", "They agree", ("offered",), "agreed"),
        Step("referral.declined", "They would rather not", ("offered", "agreed"), "not-wanted"),
        Step(
            "referral.made",
            "Put them in touch",
            ("agreed", "turned-down", "over"),
            "sent",
            needs=(("consent", "Ask the customer first. Without their yes nothing goes to anybody."),),
            out_of_order="Ask the customer first, and record that they agree. Then put them in touch.",
        ),
        Step("referral.made", "Put them in touch with one more", _GOING),
        Step("referral.chased", "Ask the service again", ("sent", "waiting")),
        Step(
            "referral.answered",
            "The service takes them on",
            ("sent", "waiting"),
            "accepted",
            when={"answer": ("accepted",)},
        ),
        Step(
            "referral.answered",
            "The service has a waiting list",
            ("sent", "waiting"),
            "waiting",
            when={"answer": ("waiting",)},
        ),
        Step("referral.answered", "The service declines", ("sent", "waiting"), "turned-down"),
        Step("referral.reviewed", "Ask whether it helps", ("accepted",)),
        Step("referral.ended", "Say what came of it", ("offered", "agreed", *_GOING), "over"),
        Step("referral.ended", "Add to what came of it", ("turned-down", "over")),
    ),
    parties={"agency": "Somebody at the service", "representative": "Speaks for them"},
)

_LOOKING = ("asked", "advised", "claimed", "settled-for-now")

MONEY_HELP = CaseType(
    name="money_help",
    label="Help with money",
    says="Paying is hard, a benefit may be due or a form is difficult: advice, claim, and what it brought.",
    opens=(Opening("money_help.asked", to="asked"),),
    states=(
        State("asked", "Asked for", "Somebody sits down with them. Letters about money owed wait."),
        State("advised", "Advised", "They know what they can claim and do."),
        State("claimed", "Claim or form sent", "Whoever decides about it has it."),
        State("settled-for-now", "Decided", "There is an answer. It is renewed by its day, or this ends."),
        State("over", "Over", "Nothing more is to be done.", ended=True),
    ),
    steps=(
        Step("appointment.arranged", "A time is arranged", _LOOKING),
        Step("appointment.held", "They came", _LOOKING),
        Step("appointment.missed", "They did not come", _LOOKING),
        Step("money_help.advised", "Enter the benefit check and advice", ("asked",), "advised"),
        Step("money_help.advised", "Advise them again", _LOOKING[1:]),
        Step("money_help.agreed", "Agree what they can pay", _LOOKING),
        Step("money_help.form_completed", "Fill in a form with them", _LOOKING),
        Step("money_help.claimed", "Enter that claim or form went", _LOOKING, "claimed"),
        Step(
            "money_help.decided",
            "Enter the decision",
            ("claimed", "settled-for-now"),
            "settled-for-now",
            out_of_order="Enter first on which day the claim or the form went.",
        ),
        Step("money_help.reminded", "Remind them to renew", ("settled-for-now",)),
        Step("money_help.renewed", "Enter that it is renewed", ("settled-for-now",)),
        Step("money_help.ended", "End it", _LOOKING, "over"),
        Step("money_help.asked", "They ask again", ("over",), "asked"),
    ),
    parties={"adviser": "Adviser", "representative": "Speaks for them"},
)

TABLES: tuple[CaseType, ...] = (ADAPTATION, SUPPORT_PLAN, SUPPORT_REFERRAL, MONEY_HELP)
