"""The life of litter, graffiti, abandoned vehicles, gardens and shared parts.

Whoever clears it has the job with a reference, is asked again when nothing is heard, and whoever reported it
hears what came of it. Residents are asked kindly to tidy up, with help offered, and somebody looks again.
"""

from __future__ import annotations

from kept.casework.cases.model import CaseType, Opening, State, Step

_JOB = ("reported", "untidy", "assigned")

ESTATE = CaseType(
    name="estate",
    label="Estate",
    says="Litter, rubbish, bins, shared parts or gardens: reported or seen, cleared, and the reporter told.",
    opens=(
        Opening("estate.reported", to="reported"),
        Opening("estate.inspected", to="untidy", when={"found": ("untidy",)}),
        Opening("estate.inspected", to="in-order"),
    ),
    states=(
        State("reported", "Reported", "Somebody has the job within two working days, or looks at it."),
        State(
            "assigned", "With whoever clears it", "They answer, or are asked again after five working days."
        ),
        State(
            "untidy", "To be tidied", "The residents are asked kindly, help is offered, and we look again."
        ),
        State("cleared", "Cleared", "Whoever reported it hears of it."),
        State("told", "Reporter told", "It is clean, and whoever reported it knows.", ended=True),
        State("in-order", "In order", "We looked, and there is nothing to do.", ended=True),
    ),
    steps=(
        Step("estate.assigned", "Give it to whoever clears it", _JOB, "assigned"),
        Step("estate.answered", "Enter their answer", ("assigned",)),
        Step("estate.chased", "Ask them again", ("assigned",)),
        Step(
            "estate.inspected",
            "Look at it: to be tidied",
            _JOB,
            "untidy",
            when={"found": ("untidy",)},
        ),
        Step("estate.inspected", "Look at it: in order", ("reported", "untidy", "assigned"), "cleared"),
        Step(
            "estate.reminded",
            "Ask the residents to tidy up",
            ("reported", "untidy"),
            "untidy",
        ),
        Step("estate.help_offered", "Offer help", ("reported", "untidy", "assigned")),
        Step("estate.cleared", "It is cleared", _JOB, "cleared"),
        Step("estate.reporter_told", "Tell whoever reported it", ("cleared",), "told"),
        Step("estate.reporter_told", "Tell whoever reported it how far it is", _JOB),
        Step("estate.reported", "It is reported again", ("cleared", "told", "in-order"), "reported"),
        Step(
            "estate.inspected",
            "Look again: to be tidied",
            ("cleared", "told", "in-order"),
            "untidy",
            when={"found": ("untidy",)},
        ),
        Step("estate.inspected", "Look again: in order", ("cleared", "told", "in-order")),
    ),
    parties={"reporter": "Reported it", "resident": "Lives there", "council": "Somebody at the Council"},
)

_STANDS = ("reported", "with-council", "notice")

VEHICLE = CaseType(
    name="vehicle",
    label="Abandoned vehicle",
    says="A vehicle stands where nobody wants it: reported to the Council, its notice, gone, reporter told.",
    opens=(Opening("estate.vehicle_reported", to="reported"),),
    states=(
        State("reported", "Reported", "The Council hears of it within two working days."),
        State("with-council", "With the Council", "It answers, or is asked again after five working days."),
        State("notice", "Notice given", "The vehicle may be taken away from a day that is known."),
        State("gone", "Gone", "Whoever reported it hears of it."),
        State("told", "Reporter told", "It is gone, and whoever reported it knows.", ended=True),
    ),
    steps=(
        Step("estate.assigned", "Pass it to the Council", _STANDS, "with-council"),
        Step("estate.answered", "Enter their answer", ("with-council", "notice")),
        Step("estate.chased", "Ask them again", ("with-council", "notice")),
        Step("estate.council_notice", "Enter the Council's notice", _STANDS, "notice"),
        Step("estate.vehicle_gone", "It is gone", _STANDS, "gone"),
        Step("estate.reporter_told", "Tell whoever reported it", ("gone",), "told"),
        Step("estate.reporter_told", "Tell whoever reported it how far it is", _STANDS),
        Step("estate.vehicle_reported", "It stands there again", ("gone", "told"), "reported"),
    ),
    parties={"reporter": "Reported it", "council": "Somebody at the Council"},
)

GRAFFITI = CaseType(
    name="graffiti",
    label="Graffiti",
    says="Somebody wrote or sprayed where it does not belong. Offensive words go first.",
    opens=(Opening("graffiti.reported", to="reported"),),
    states=(
        State("reported", "Reported", "Somebody has the job. Offensive words are cleaned off first."),
        State(
            "assigned", "With whoever cleans it", "They answer, or are asked again after five working days."
        ),
        State("gone", "Gone", "It is cleaned off.", ended=True),
    ),
    steps=(
        Step("estate.assigned", "Give it to whoever cleans it", ("reported", "assigned"), "assigned"),
        Step("estate.answered", "Enter their answer", ("assigned",)),
        Step("estate.chased", "Ask them again", ("assigned",)),
        Step("graffiti.removed", "It is cleaned off", ("reported", "assigned"), "gone"),
        Step("estate.reporter_told", "Tell whoever reported it", ("reported", "assigned", "gone")),
        Step("graffiti.reported", "It is there again", ("gone",), "reported"),
    ),
    parties={"reporter": "Reported it"},
)

TABLES: tuple[CaseType, ...] = (ESTATE, VEHICLE, GRAFFITI)
