"""What is the life of one case, from its opening to its end, as a person takes it step by step?

    Story("complaint", "karin", opens=("complaint.received", {"from_name": "Ms Okafor", "about": "…"}),
          steps=(Did("complaint.acknowledged", {"answer_by": "2026-04-22"}), …))

Each family of cases has its stories in `stories_<family>.py`; `test_life_of_a_case` goes them in a browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Did:
    """One step. `by` is the role whose turn it is, with a number for a second of them (`officer-2`).

    `facts` are what is typed or chosen by field name, dates as 2026-04-22, ticks as True. `letter` names the
    template by whose sending the step is taken, with `facts` its fields. `ticked` are the step's questions.
    """

    kind: str
    facts: Mapping[str, object] = field(default_factory=dict)
    by: str = "officer"
    letter: str = ""
    ticked: tuple[str, ...] = ()
    # At which wall time, where the clock has to move on first, such as "Thursday 2026-04-09 10:00".
    at: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that is refused, and words of the sentence that says so."""

    did: Did
    says: str


@dataclass(frozen=True, slots=True)
class Story:
    """A life of one case at one association; `ends` is the state in which it ends."""

    type: str
    association: str
    opens: tuple[str, Mapping[str, object]]
    steps: tuple[Did | Refusal, ...]
    ends: str
    begins_at: str = "Wednesday 2026-04-08 10:00"
