"""The life of behaviour that we do not accept, and of a call or talk that we ended, at two houses."""

from __future__ import annotations

from tests.journeys.stories import Did, Refusal, Story

TOLD = {
    "decided_on": "2026-04-08",
    "closed": "You cannot telephone our office.",
    "reasons": "On three days you threatened my colleagues.",
    "from_day": "2026-04-10",
    "until": "2026-07-08",
    "open": "By letter, to Mia Shaw",
}
INCIDENT = {
    "from_name": "Mr Grant",
    "what": "threat",
    "where": "reception",
    "about": "He raised his fist",
    "outcome": "left",
}
WELFARE = Did("behaviour.welfare_asked", {"illness": "no", "abuse": "unknown", "ours_read": True})
DECIDED = Did(
    "restriction.decided",
    {
        "reasons": "Threats on three days",
        "no_calls": True,
        "open_channel": "letter",
        "contact": "Mia Shaw",
        "review_on": "2026-07-08",
        "persistent": True,
        "guidance": "Write to them",
    },
    by="director",
)
OVER = Did("restriction.reviewed", {"outcome": "over", "reasons": "It has not happened again"}, by="director")


def _decided(association: str) -> Story:
    return Story(
        "behaviour",
        association,
        opens=("behaviour.reported", INCIDENT),
        steps=(
            Refusal(DECIDED, "First ask after them"),
            WELFARE,
            Did("persistence.considered", {"report": True, "why": "Three times within a month"}),
            Did(
                "behaviour.report_made",
                {
                    "account": "He threatened us three times",
                    "incidents": "3",
                    "outcome": "He left each time",
                    "recommended": "no-calls",
                    "reasons": "Letters stay open to him",
                },
            ),
            DECIDED,
            Did("restriction.told", TOLD, letter="restriction"),
            OVER,
        ),
        ends="over",
    )


def _ended(association: str) -> Story:
    warned = Did("behaviour.warned", {"words": "I shall end this call if you go on", "chance": True})
    ended = Did(
        "call.ended_by_staff", {"number_held": True, "reason": "She went on swearing at me", "told": True}
    )
    return Story(
        "contact-ended",
        association,
        opens=("behaviour.warned", {"words": "I shall end this call if you go on", "chance": True}),
        steps=(
            ended,
            Refusal(ended, "Warn them first"),
            warned,
            ended,
            Did(
                "manager.rang",
                {"why_said": True, "standards_said": True, "help_said": True, "contact": "Mia Shaw"},
                by="manager",
            ),
            Did("behaviour.over", {"note": "The repair is booked"}),
        ),
        ends="ended",
    )


STORIES: tuple[Story, ...] = (
    _decided("moray"),
    _decided("karin"),
    _ended("moray"),
    _ended("karin"),
)
