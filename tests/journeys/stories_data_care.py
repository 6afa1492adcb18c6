"""The lives of corrections, complaints about data, breaches and safeguarding concerns."""

from __future__ import annotations

from tests.journeys.stories import Did, Refusal, Story

ASKED = {"from_name": "Mr Bell", "about": "I never spoke French", "item": "language"}
LOST = {"about": "A letter went to the wrong flat", "what": "wrong_person", "risk": True}
WORRY = {"about": "Bruises", "who": "The child in flat 2", "whom": "child"}

STORIES: tuple[Story, ...] = (
    Story(
        "correction",
        "karin",
        opens=("correction.requested", ASKED),
        steps=(
            Refusal(Did("correction.statement_added", {"words": "I speak Twi."}), "answer the request first"),
            Did(
                "correction.refused",
                {"about": "Your language", "reason": "The form says so", "manager": "Mia"},
                by="manager",
                letter="correction-refused",
            ),
            Did("correction.statement_added", {"words": "I speak Twi."}),
        ),
        ends="beside",
    ),
    Story(
        "correction",
        "moray",
        opens=("correction.requested", ASKED),
        steps=(
            Did(
                "correction.made",
                {"about": "Your language", "others_told": "nobody", "changed": "It says Twi now"},
                letter="correction-made",
            ),
        ),
        ends="made",
    ),
    Story(
        "data-complaint",
        "redland",
        opens=("data_complaint.received", {"from_name": "Mr Bell", "about": "You told my sister"}),
        steps=(
            Did("data_complaint.acknowledged", {"answer_by": "2026-04-22"}),
            Did("data_complaint.answered", {"outcome": "not_upheld", "regulator": True}, by="manager"),
            Did("data_complaint.regulator_asked", {"reference": "IC-7"}),
            Did("data_complaint.regulator_decided", {"found": "complied"}, by="manager"),
        ),
        ends="answered",
    ),
    Story(
        "data-complaint",
        "wessex",
        opens=("data_complaint.received", {"from_name": "Mr Bell", "about": "You told my sister"}),
        steps=(
            Did(
                "data_complaint.answered",
                {
                    "about": "What we told your sister",
                    "outcome": "upheld",
                    "decision": "You are right.",
                    "put_right": "We said sorry.",
                },
                by="manager",
                letter="data-complaint-answer",
            ),
        ),
        ends="answered",
    ),
    Story(
        "data-breach",
        "karin",
        opens=("data_breach.found", LOST),
        steps=(
            Did("data_breach.contained", {"how": "We fetched it back", "recovered": "all"}),
            Refusal(
                Did("data_breach.closed", {"lessons": "Look twice", "cause": "wrong_address"}, by="manager"),
                "A breach is closed once",
            ),
            Did(
                "data_breach.judged",
                {"likely": "high", "people": 1, "reason": "Her new address"},
                by="manager",
            ),
            Did("data_breach.reported", {"reference": "IC-1"}),
            Did("data_breach.people_told"),
            Did(
                "data_breach.closed",
                {"lessons": "Look twice at the flat", "cause": "wrong_address"},
                by="manager",
                ticked=("learnt",),
            ),
        ),
        ends="closed",
    ),
    Story(
        "data-breach",
        "moray",
        opens=("data_breach.found", LOST),
        steps=(
            Did("data_breach.judged", {"likely": "unlikely", "reason": "It was unopened"}, by="manager"),
            Did("data_breach.not_reported", {"reason": "It came back unopened"}, by="manager"),
            Did(
                "data_breach.closed",
                {"lessons": "Look twice at the flat", "cause": "wrong_address"},
                by="manager",
                ticked=("learnt",),
            ),
        ),
        ends="closed",
    ),
    Story(
        "concern",
        "karin",
        opens=("concern.raised", WORRY),
        steps=(
            Refusal(
                Did("concern.closed", {"outcome": "no_risk", "reason": "None"}), "was passed on, or the lead"
            ),
            Did("concern.looked_into", {"decision": "refer", "note": "It cannot wait"}),
            Did("concern.passed_on", {"to": "The council", "reference": "MASH-1"}),
            Did("concern.closed", {"outcome": "protected", "reason": "A social worker has it"}),
        ),
        ends="closed",
    ),
    Story(
        "concern",
        "magna",
        opens=("concern.raised", WORRY),
        steps=(
            Did("concern.passed_on", {"to": "The council", "reference": "MASH-2"}),
            Did("concern.heard_more", {"note": "They went there today"}),
            Did("concern.closed", {"outcome": "protected", "reason": "A social worker has it"}),
        ),
        ends="closed",
    ),
)
