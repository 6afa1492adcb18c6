"""The lives of complaints, and of what is asked from outside."""

from __future__ import annotations

from tests.journeys.stories import Did, Refusal, Story

BELL = {"from_name": "Mr Bell", "about": "A missed visit", "words": "You never came", "wanted": "Come"}
OVER = {"told_next": True}
LAST = {"answer_by": "2026-05-07"}

STORIES: tuple[Story, ...] = (
    Story(
        "complaint",
        "karin",
        opens=("complaint.received", {**BELL, "how": "call", "happened_on": "2026-03-30", "read_back": True}),
        steps=(
            Did("complaint.acknowledged", {"answer_by": "2026-04-22"}),
            Refusal(Did("complaint.closed", OVER), "Something is still promised here"),
            Did("complaint.meeting_offered", {"wanted": "no"}),
            Refusal(Did("complaint.answered", {"outcome": "upheld"}), "Say sorry in the answer"),
            Did("complaint.answered", {"outcome": "not_upheld"}),
            Did("complaint.escalated"),
            Refusal(Did("complaint.stage2_acknowledged", LAST), "somebody else looks at it now"),
            Did("complaint.stage2_acknowledged", LAST, by="manager"),
            Did("complaint.stage2_answered", {"outcome": "not_upheld"}, by="manager"),
            Did("complaint.closed", OVER),
        ),
        ends="closed",
    ),
    Story(
        "complaint",
        "moray",
        opens=("complaint.received", {**BELL, "how": "in_person", "stage": "first"}),
        steps=(
            Did("complaint.answered", {"outcome": "upheld", "apologised": True}),
            Refusal(Did("complaint.closed", OVER), "decide about compensation first"),
            Did(
                "compensation.decided",
                {"due": False, "procedure": "1.1", "reason": "No loss"},
                by="manager",
            ),
            Did("lesson.drawn", {"learnt": "none", "why_none": "A snowed-up road"}),
            Did("complaint.closed", OVER),
        ),
        ends="closed",
    ),
    Story(
        "authority",
        "karin",
        opens=(
            "authority.received",
            {
                "from_whom": "housing_ombudsman",
                "sort": "enquiry",
                "answer_by": "2026-04-24",
                "about": "A missed visit",
            },
        ),
        steps=(Did("authority.answered", {"papers": "The letters"}),),
        ends="answered",
    ),
    Story(
        "authority",
        "magna",
        opens=(
            "authority.received",
            {
                "from_whom": "housing_ombudsman",
                "sort": "order",
                "answer_by": "2026-04-24",
                "about": "Say sorry",
            },
        ),
        steps=(
            Did("authority.acknowledged"),
            Did("authority.complied", {"evidence": "A copy of the letter"}),
        ),
        ends="carried-out",
    ),
)
