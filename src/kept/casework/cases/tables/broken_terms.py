"""The life of a term that was broken, of a tenancy or lease, and of somebody in a home without a right to it.

Advice comes first, then a warning or an agreement; notice and the court each need the word of somebody else.
"""

from __future__ import annotations

from types import MappingProxyType

from kept.casework.cases.model import After, CaseType, Opening, State, Step, Who

CONTRACT = (
    ("offered", "Draw up a behaviour contract"),
    ("signed", "The contract is signed"),
    ("broken", "The contract was not kept to"),
    ("reviewed", "Look at the contract together"),
    ("ended", "The contract is over"),
)

# ---- terms that were broken --------------------------------------------------------------------------------

_RECORDED, _WARNED, _AGREEMENT, _PROPOSED = "recorded", "warned", "agreement", "proposed"
_APPROVED, _NOTICE, _TO_COURT, _GRANTED = "approved", "notice", "to-court", "court-approved"
_COURT, _HEARD, _SETTLED = "court", "heard", "settled"
_BREACH_OPEN = (
    *(_RECORDED, _WARNED, _AGREEMENT, _PROPOSED, _APPROVED, _NOTICE),
    *(_TO_COURT, _GRANTED, _COURT, _HEARD),
)
_ANOTHER = "Whoever proposes it does not approve it. Ask somebody else who leads."
_PROPOSER = ("tenancy_breach.proposed",)
_THEIR_WORD = After("tenancy_breach.heard", "First ask how they see it themselves, and what lies behind it.")
_SHOWN = After("tenancy_breach.evidence_added", "First put on record what shows that the term was broken.")
_WEIGHED = After(
    "nuisance.option_weighed", "First put down which other legal steps you weighed, and why not those."
)

TENANCY_BREACH = CaseType(
    name="tenancy_breach",
    label="Broken terms",
    says="A term of a tenancy or lease was broken: advice first, and a court when all else failed.",
    opens=(Opening("tenancy_breach.recorded", to=_RECORDED),),
    states=(
        State(_RECORDED, "Recorded", "It waits for advice, their own account and a decision what to do."),
        State(_WARNED, "Warned", "They have until the day that was named to put it right."),
        State(_AGREEMENT, "Agreement", "They agreed how it is put right, and we look at it together."),
        State(_PROPOSED, "Notice proposed", "Somebody else who leads says whether notice may be served."),
        State(_APPROVED, "Notice approved", "Notice may be served."),
        State(_NOTICE, "Notice served", "The notice runs."),
        State(_TO_COURT, "Court proposed", "The director says whether the claim may be made."),
        State(_GRANTED, "Court approved", "The claim may be made."),
        State(_COURT, "With the court", "The court has the claim."),
        State(_HEARD, "Heard", "The court has spoken."),
        State(_SETTLED, "Settled", "It is over, and they were told how it ended.", ended=True),
    ),
    steps=(
        Step("tenancy_breach.advised", "Give advice, and name who can help", leaves=_BREACH_OPEN),
        Step("tenancy_breach.evidence_added", "Put evidence on record", leaves=_BREACH_OPEN),
        Step("tenancy_breach.heard", "Hear how they see it", leaves=_BREACH_OPEN),
        Step(
            "tenancy_breach.warned",
            "Warn them",
            (_RECORDED, _WARNED, _AGREEMENT),
            to=_WARNED,
            after=(
                After(
                    "tenancy_breach.advised", "Advice comes first: tell them what the agreement asks of them."
                ),
                _SHOWN,
            ),
        ),
        Step("tenancy_breach.agreed", "Agree how it is put right", (_RECORDED, _WARNED), to=_AGREEMENT),
        Step("tenancy_breach.looked_at", "Look whether it is put right", leaves=_BREACH_OPEN),
        Step("nuisance.option_weighed", "Weigh a legal step", leaves=_BREACH_OPEN),
        Step("nuisance.agency_involved", "Bring in another agency", leaves=_BREACH_OPEN),
        *(Step(f"nuisance.contract_{what}", label, leaves=_BREACH_OPEN) for what, label in CONTRACT),
        Step(
            "tenancy_breach.proposed",
            "Propose notice",
            (_WARNED, _AGREEMENT),
            to=_PROPOSED,
            when={"what": ("notice",)},
            after=(_SHOWN, _THEIR_WORD, _WEIGHED),
            out_of_order="First a warning or an agreement, and notice before the court.",
        ),
        Step(
            "tenancy_breach.proposed",
            "Propose to go to court",
            (_NOTICE,),
            to=_TO_COURT,
            when={"what": ("possession",)},
            after=(_WEIGHED,),
            out_of_order="First a warning or an agreement, and notice before the court.",
        ),
        Step(
            "tenancy_breach.approved",
            "Approve the notice",
            (_PROPOSED,),
            to=_APPROVED,
            who=Who.LEADS,
            when={"what": ("notice",)},
            not_by=_PROPOSER,
            not_by_says=_ANOTHER,
        ),
        Step(
            "tenancy_breach.approved",
            "Approve going to court",
            (_TO_COURT,),
            to=_GRANTED,
            who=Who.DECIDES,
            when={"what": ("possession",)},
            not_by=_PROPOSER,
            not_by_says=_ANOTHER,
        ),
        Step("tenancy_breach.not_approved", "Do not approve the notice", (_PROPOSED,), _WARNED, Who.LEADS),
        Step("tenancy_breach.not_approved", "Do not go to court", (_TO_COURT,), _NOTICE, Who.DECIDES),
        Step(
            "tenancy_breach.notice_served",
            "Serve the notice",
            (_APPROVED,),
            to=_NOTICE,
            out_of_order="No notice without approval: propose it, and somebody else who leads decides.",
        ),
        Step(
            "tenancy_breach.claimed",
            "Make the claim",
            (_GRANTED,),
            to=_COURT,
            out_of_order="Nothing goes to court without approval: propose it, and the director decides.",
        ),
        Step("tenancy_breach.heard_in_court", "The court has heard it", (_COURT, _HEARD), to=_HEARD),
        Step("tenancy_breach.settled", "It is settled", leaves=_BREACH_OPEN, to=_SETTLED),
        Step("thread.reopened", "Open it again", (_SETTLED,), to=_RECORDED),
    ),
    parties=MappingProxyType(
        {
            "holder": "Whose tenancy or lease it is",
            "joint": "Holds it too",
            "supporter": "Helps or speaks for them",
            "witness": "Witness",
            "agency": "Another agency",
        }
    ),
    restricted=True,
)

# ---- illegal occupiers -------------------------------------------------------------------------------------

_PROCEEDINGS, _OVER = "proceedings", "over"
_REPORTED, _LEGAL = "reported", "with-legal"
_OCCUPIED = (_REPORTED, _LEGAL, _PROCEEDINGS)

OCCUPATION = CaseType(
    name="occupation",
    label="Illegal occupiers",
    says="Somebody lives in a home without a right to. Housing and legal share it.",
    opens=(Opening("occupation.reported", to=_REPORTED),),
    states=(
        State(_REPORTED, "Reported", "Somebody is to look who lives there, and legal is to have it."),
        State(_LEGAL, "With legal too", "Housing and legal have it together, with a date for the next step."),
        State(_PROCEEDINGS, "Proceedings", "Proceedings have begun, and those concerned know who advises."),
        State(_OVER, "Over", "It was dealt with, and those concerned were told.", ended=True),
    ),
    steps=(
        Step("occupation.checked", "Look who lives there", leaves=_OCCUPIED),
        Step("occupation.passed_to_legal", "Share it with legal", (_REPORTED,), to=_LEGAL),
        Step("occupation.passed_to_legal", "Give legal more", (_LEGAL, _PROCEEDINGS)),
        Step("occupation.legal_answered", "What legal says", (_LEGAL, _PROCEEDINGS)),
        Step("occupation.acted_on", "Begin proceedings", leaves=_OCCUPIED, to=_PROCEEDINGS),
        Step("occupation.heard", "The court has heard it", (_PROCEEDINGS,)),
        Step("nuisance.agency_involved", "Bring in another agency", leaves=_OCCUPIED),
        Step("occupation.dealt_with", "It was dealt with", leaves=_OCCUPIED, to=_OVER),
        Step("thread.reopened", "Open it again", (_OVER,), to=_REPORTED),
    ),
    parties=MappingProxyType(
        {
            "occupier": "Lives there",
            "tenant": "Whose home it is",
            "legal": "Deals with it at legal",
            "agency": "Another agency",
        }
    ),
)
