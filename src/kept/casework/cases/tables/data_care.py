"""The life of corrections, data complaints, breaches, and concerns about somebody's safety.

1. A correction is agreed to unless a manager says why not; then the customer's own words may stand beside it.
2. A breach is judged before it is settled: the regulator is told or it is written down why not, and where
   harm would be serious those concerned are told too.
3. A concern ends with a decision and its reason, and may be taken up again.
"""

from __future__ import annotations

from types import MappingProxyType

from kept.casework.cases.model import CaseType, Opening, State, Step, Who

_WHY = ("reason", "Say why: they have a right to the reason.")
_MANAGER = ("manager", "Name the manager who agreed: nobody refuses a correction alone.")
_COMPLAIN = ("may_complain", "Say in the letter how to complain, and of the Information Commissioner.")

CORRECTION = CaseType(
    name="correction",
    label="Correction",
    says="Somebody asks us to correct or erase what we hold about them.",
    opens=(Opening("correction.requested", to="asked"),),
    states=(
        State("asked", "Asked", "We agree and change it, or a manager says why not."),
        State(
            "refused", "Not changed", "They have our reasons; we wait for their own words, if they want any."
        ),
        State("beside", "Their words beside it", "What they say stands beside the item.", ended=True),
        State("settled", "Settled without", "They want no words of their own beside it.", ended=True),
        State("made", "Changed", "It is put right or erased, and they know.", ended=True),
    ),
    steps=(
        Step(
            "correction.made",
            "Agree and change it",
            leaves=("asked", "refused", "beside", "settled"),
            to="made",
        ),
        Step(
            "correction.refused",
            "Leave it as it is",
            leaves=("asked",),
            to="refused",
            who=Who.LEADS,
            needs=(_WHY, _MANAGER, _COMPLAIN),
        ),
        Step(
            "correction.statement_added",
            "Put their own words beside it",
            leaves=("refused", "settled"),
            to="beside",
            out_of_order="Their words stand beside what we leave as it is: answer the request first.",
        ),
        Step(
            "correction.statement_declined", "They want no words beside it", leaves=("refused",), to="settled"
        ),
    ),
    parties=MappingProxyType({"asker": "Who asked", "holder": "Who else has it"}),
)

DATA_COMPLAINT = CaseType(
    name="data-complaint",
    label="Complaint about personal information",
    says="Somebody says that we did not deal lawfully with information about them.",
    opens=(Opening("data_complaint.received", to="received"),),
    states=(
        State("received", "Received", "It waits for its acknowledgement."),
        State("looked-into", "Looked into", "They know that we have it, and by when they have the answer."),
        State("at-regulator", "With the Commissioner", "The Information Commissioner looks at it."),
        State("answered", "Answered", "They know what we found, and where they may go.", ended=True),
    ),
    steps=(
        Step("data_complaint.acknowledged", "Acknowledge it", leaves=("received",), to="looked-into"),
        Step(
            "data_complaint.answered",
            "Answer it",
            leaves=("received", "looked-into"),
            to="answered",
            who=Who.PROTECTS_DATA,
            needs=(
                ("outcome", "Say what we found."),
                ("regulator", "Say in the answer that they may go to the Information Commissioner."),
            ),
        ),
        Step(
            "data_complaint.regulator_asked",
            "The Commissioner has it",
            leaves=("received", "looked-into", "answered"),
            to="at-regulator",
        ),
        Step(
            "data_complaint.regulator_decided",
            "The Commissioner decided",
            leaves=("at-regulator",),
            to="answered",
            who=Who.PROTECTS_DATA,
        ),
    ),
    parties=MappingProxyType({"complainant": "Who complains"}),
)

_OPEN = ("found", "told-first", "unlikely", "likely", "high", "high-told", "high-reported", "settled")


def _judged(label: str, likely: str, leaves: tuple[str, ...], to: str) -> Step:
    return Step(
        "data_breach.judged",
        label,
        leaves,
        to,
        who=Who.PROTECTS_DATA,
        when=MappingProxyType({"likely": (likely,)}),
    )


DATA_BREACH = CaseType(
    name="data-breach",
    label="Breach",
    says="Information about people was lost, sent to the wrong person or seen by somebody who should not.",
    opens=(Opening("data_breach.found", to="found"),),
    states=(
        State("found", "Found", "Nobody has judged yet how likely harm is."),
        State("told-first", "Regulator told", "The regulator knows; how likely harm is has to be judged."),
        State(
            "unlikely",
            "Harm unlikely",
            "It is written down why the regulator need not know, or they are told.",
        ),
        State("likely", "Harm likely", "The regulator is told within 72 hours of our knowing."),
        State("high", "Serious harm likely", "The regulator is told, and those concerned are told at once."),
        State("high-told", "People told", "Those concerned know; the regulator is told within 72 hours."),
        State("high-reported", "Regulator told, people not yet", "Those concerned are told at once."),
        State("settled", "Everybody told", "What we learn from it is still to be written down."),
        State("closed", "Closed", "It is done with, and what we do differently is on record.", ended=True),
    ),
    steps=(
        Step("data_breach.contained", "What was done to contain it", leaves=_OPEN),
        _judged("Harm is unlikely", "unlikely", ("found", "likely", "high"), "unlikely"),
        _judged("Harm is likely", "likely", ("found", "unlikely", "high"), "likely"),
        _judged("Serious harm is likely", "high", ("found", "unlikely", "likely"), "high"),
        _judged("Harm is unlikely", "unlikely", ("told-first",), "settled"),
        _judged("Harm is likely", "likely", ("told-first",), "settled"),
        _judged("Serious harm is likely", "high", ("told-first", "settled", "closed"), "high-reported"),
        Step("data_breach.reported", "Tell the regulator", leaves=("found",), to="told-first"),
        Step(
            "data_breach.reported",
            "Tell the regulator",
            leaves=("unlikely", "likely", "high-told"),
            to="settled",
        ),
        Step("data_breach.reported", "Tell the regulator", leaves=("high",), to="high-reported"),
        Step(
            "data_breach.not_reported",
            "Do not tell the regulator",
            leaves=("unlikely",),
            to="settled",
            who=Who.PROTECTS_DATA,
            out_of_order=(
                "The regulator is left out only where harm was judged to be unlikely. Judge that first, or "
                "tell them."
            ),
        ),
        Step("data_breach.people_told", "Tell those concerned", leaves=("high",), to="high-told"),
        Step("data_breach.people_told", "Tell those concerned", leaves=("high-reported",), to="settled"),
        Step("data_breach.people_told", "Tell those concerned", leaves=("unlikely", "likely", "settled")),
        Step(
            "data_breach.people_not_told",
            "Those concerned need not be told",
            leaves=("high-reported",),
            to="settled",
            who=Who.PROTECTS_DATA,
        ),
        Step(
            "data_breach.closed",
            "Write down the lesson and close it",
            leaves=("settled",),
            to="closed",
            who=Who.PROTECTS_DATA,
            out_of_order=(
                "A breach is closed once its risk is judged, the regulator is told or it is written down why "
                "not, and those are told whom it may hurt."
            ),
        ),
    ),
    parties=MappingProxyType({"concerned": "Whose information it is", "holder": "Who has it now"}),
    restricted=True,
)

CONCERN = CaseType(
    name="concern",
    label="Safeguarding concern",
    says="Somebody saw or was told something that makes us fear for an adult or a child.",
    opens=(Opening("concern.raised", to="raised"),),
    states=(
        State("raised", "Raised", "The lead decides within a working day what happens."),
        State("passed-on", "Passed on", "Those who protect people have it, under a reference of theirs."),
        State("decided", "Decided", "The lead decided what happens, and wrote down why."),
        State("closed", "Closed", "Nothing more is for us to do.", ended=True),
    ),
    steps=(
        Step(
            "concern.passed_on",
            "Pass it on",
            leaves=("raised", "passed-on", "decided", "closed"),
            to="passed-on",
        ),
        Step("concern.looked_into", "Decide what happens", leaves=("raised",), to="decided"),
        Step("concern.looked_into", "Decide what happens", leaves=("passed-on", "decided")),
        Step(
            "concern.heard_more",
            "Write down what else was said",
            leaves=("raised", "passed-on", "decided", "closed"),
        ),
        Step(
            "concern.closed",
            "Close it",
            leaves=("passed-on", "decided"),
            to="closed",
            out_of_order="A concern is closed once it was passed on, or the lead decided and wrote down why.",
        ),
    ),
    parties=MappingProxyType(
        {"at-risk": "For whom we fear", "agency": "Who protects them", "told-us": "Who told us"}
    ),
    restricted=True,
)

TABLES: tuple[CaseType, ...] = (CORRECTION, DATA_COMPLAINT, DATA_BREACH, CONCERN)
