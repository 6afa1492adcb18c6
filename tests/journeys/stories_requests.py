"""The lives of requests: for what is held on somebody, and for other information."""

from __future__ import annotations

from tests.journeys.stories import Did, Refusal, Story

OWN = {"from_name": "Ms Bell", "about": "All of it", "form": "spoken", "asker": "self", "identity": "not_yet"}
ASKED = {"from_name": "Ms Bell", "about": "How rents are set", "form": "letter", "asker": "tenant"}

STORIES: tuple[Story, ...] = (
    Story(
        "data_request",
        "magna",
        opens=("personal_data.requested", OWN),
        steps=(
            Did("clock.paused", {"reason": "awaiting-identity"}),
            Did("identity.checked", {"method": "card", "result": "passed"}),
            Did("clock.resumed"),
            Did("personal_data.supplied", {"documents": "A bundle"}, by="manager"),
            Did("personal_data.disputed", {"dispute": "missing", "words": "My letter of May"}),
            Did("personal_data.reviewed", {"outcome": "more", "reason": "It lay elsewhere"}, by="manager"),
        ),
        ends="reviewed",
    ),
    Story(
        "data_request",
        "moray",
        opens=("personal_data.requested", {**OWN, "identity": "known"}),
        steps=(
            Refusal(Did("personal_data.supplied", {"documents": "A bundle"}, by="manager"), "before a reply"),
            Did("personal_data.advised", {"view": "release", "view_words": "All of it"}, by="director"),
            Did("personal_data.supplied", {"documents": "A bundle"}, by="manager"),
        ),
        ends="released",
    ),
    Story(
        "information_request",
        "karin",
        opens=("information.requested", ASKED),
        steps=(
            Did(
                "information.refused",
                {"reason": "It is in print already", "manager": "The manager"},
                by="manager",
            ),
            Did("information.review_requested"),
            Refusal(Did("information.reviewed", by="manager"), "Ask another manager"),
            Did("information.reviewed", by="manager-2"),
        ),
        ends="reviewed",
    ),
    Story(
        "information_request",
        "moray",
        opens=("information.requested", ASKED),
        steps=(Did("information.supplied"),),
        ends="supplied",
    ),
)
