"""What does the program hold for surveys, mystery shops and reviews? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "figure:conduct-counts": (
        "What was said of how staff behaved is counted by kind, team and month for who leads."
    ),
    "figure:survey-offers": (
        "How often a survey was offered is shown by team, and a person's own to them alone."
    ),
    "figure:survey-results": (
        "Answers are counted by team, office, channel, need, matter and page; few are hidden."
    ),
    "list:survey-stock": "Forms to pick up are counted at each office; too few ask for more.",
    "page:shops": "Mystery shops are planned by office, telephone and web, scored and followed up.",
    "print:survey-forms": "Every survey is printed, in large letters too, and stands on the web site.",
    "rule:conduct-outside": (
        "A report of how somebody behaved goes to a leader of another team; they never see it."
    ),
    "rule:survey-link": "A link opens a survey once, without signing in, and says nothing of whose it is.",
    "rule:survey-offered": (
        "Where a contact ends, the survey that goes with it is to be offered, or a reason given."
    ),
}
