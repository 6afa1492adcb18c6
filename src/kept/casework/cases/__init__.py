"""What is the life of a case? Literal state tables, and what may happen next.

standing = standing_of(TYPES["complaint"], events)
standing.state.name                                # "stage-one"
steps_from(standing)                               # what may follow, in the order of the table
"""

from kept.casework.cases.engine import (
    Standing,
    cases_of,
    current,
    standing_of,
    standings,
    step_for,
    steps_from,
)
from kept.casework.cases.model import CaseType, Opening, State, Step, Who
from kept.casework.cases.tables import TYPES, types_opened_by

__all__ = [
    "TYPES",
    "CaseType",
    "Opening",
    "Standing",
    "State",
    "Step",
    "Who",
    "cases_of",
    "current",
    "standing_of",
    "standings",
    "step_for",
    "steps_from",
    "types_opened_by",
]
