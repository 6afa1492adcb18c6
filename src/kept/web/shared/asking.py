"""How do the questions of a survey become those of a form, on a screen and on paper?

fields_of(survey)       # one Field for each question; none of them must be answered
answers_of(question)    # (("5", "Very good"), …), the best first
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

from kept.casework.surveying import NO, NOT_SURE, YES
from kept.rulebook.model import Field
from kept.rulebook.surveys import CHOICE, SCALE, WORDS, Survey, SurveyQuestion

SCALE_WORDS: Mapping[str, Lazy | str] = {
    "5": gettext_lazy("Very much so"),
    "4": gettext_lazy("Mostly"),
    "3": gettext_lazy("In between"),
    "2": gettext_lazy("Not really"),
    "1": gettext_lazy("Not at all"),
}
YES_NO_WORDS: Mapping[str, Lazy | str] = {
    YES: gettext_lazy("Yes"),
    NO: gettext_lazy("No"),
    NOT_SURE: gettext_lazy("I do not know"),
}


def answers_of(question: SurveyQuestion) -> tuple[tuple[str, str], ...]:
    """What can be chosen, in words."""
    if question.answer == WORDS:
        return ()
    if question.answer == CHOICE:
        return question.choices
    words = SCALE_WORDS if question.answer == SCALE else YES_NO_WORDS
    return tuple((slug, str(label)) for slug, label in words.items())


def fields_of(survey: Survey) -> tuple[Field, ...]:
    """The questions as a form asks them."""
    return tuple(
        Field(
            each.name,
            each.asks,
            "long_text" if each.answer == WORDS else "choice",
            choices=answers_of(each),
        )
        for each in survey.questions
    )
