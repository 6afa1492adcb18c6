"""What is asked on the page of a draft, and what was said of it, with the form that answers it?

    approve_form(typed, row, today)         # which day, which minute; and why where nobody was asked
    said(here, row, comment, typed, may_answer=True).form

Each form is for one act, by whose name its fields begin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import policy_life as pure
from kept.store.models import PolicyComment, PolicyDraft
from kept.web.policy_life.fields import CHOICE, DAY, WORDS, Field, Typed, ask
from kept.web.shared.access import Here
from kept.web.shared.words import Words, day_words

START = "start"
CONSULT, COMMENT, ANSWER = "consult", "comment", "answer"
APPROVE, TAKE_BACK, LOAD, DROP = "approve", "take-back", "load", "drop"
EXAMPLES_RIGHT, UNDO, TAKE_OVER = "examples", "undo", "take-over"


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said, and what was answered."""

    id: int
    who: str
    words: str
    clause: str
    clause_address: str
    outcome: Words | None
    answer: str
    form: tuple[Field, ...]


def start_form(typed: Typed, stands: pure.Draft) -> tuple[Field, ...]:
    """The day from which it is to bind."""
    value = stands.starts_on.isoformat() if stands.starts_on else ""
    return (ask(typed, START, "starts_on", _("Binds from"), sort=DAY, value=value),)


def consult_form(typed: Typed, row: PolicyDraft) -> tuple[Field, ...]:
    """Who is asked, and until when."""
    until = row.consult_until.isoformat() if row.consult_until else ""
    hint = _("Such as: A letter to every home, the residents' panel, and a notice in each office.")
    return (
        ask(
            typed, CONSULT, "how", _("Who is asked, and how?"), value=row.consulted_how, sort=WORDS, hint=hint
        ),
        ask(typed, CONSULT, "until", _("Until which day may they comment?"), sort=DAY, value=until),
    )


def comment_form(typed: Typed, today: date) -> tuple[Field, ...]:
    """What somebody said of it."""
    return (
        ask(typed, COMMENT, "who", _("For whom did they speak?"), sort=CHOICE, choices=_choices(pure.WHO)),
        ask(typed, COMMENT, "how", _("How did it reach us?"), sort=CHOICE, choices=_choices(pure.HOW)),
        ask(typed, COMMENT, "said_on", _("On which day?"), sort=DAY, value=today.isoformat()),
        ask(typed, COMMENT, "clause", _("About which clause? (optional)")),
        ask(
            typed,
            COMMENT,
            "words",
            _("What did they say?"),
            sort=WORDS,
            hint=_("In their own words, without names: it is published with our answer."),
        ),
    )


def said(here: Here, row: PolicyDraft, each: PolicyComment, typed: Typed, may_answer: bool) -> Comment:
    """A comment as its reader sees it, with the form where they may answer."""
    who = _("%(who)s, %(how)s, %(day)s") % {
        "who": pure.WHO.get(each.who, each.who),
        "how": pure.HOW.get(each.how, each.how).lower(),
        "day": day_words(each.said_on),
    }
    tone = "good" if each.outcome == pure.CHANGED else "calm"
    known = each.clause in here.rulebook.clause_by_id
    form: tuple[Field, ...] = ()
    if may_answer:
        which = f"-{each.pk}"
        form = (
            ask(
                typed,
                ANSWER,
                "outcome",
                _("What follows?"),
                which=which,
                sort=CHOICE,
                value=each.outcome or pure.UNCHANGED,
                choices=_choices(pure.OUTCOMES),
            ),
            ask(typed, ANSWER, "answer", _("Our answer"), which=which, sort=WORDS, value=each.answer),
        )
    return Comment(
        id=each.pk,
        who=who,
        words=each.words,
        clause=each.clause,
        clause_address=reverse("clauses-one", args=[here.slug, each.clause]) if known else "",
        outcome=Words(pure.OUTCOMES[each.outcome], tone) if each.outcome else None,
        answer=each.answer,
        form=form,
    )


def approve_form(typed: Typed, row: PolicyDraft, today: date) -> tuple[Field, ...]:
    """The decision of the board."""
    asked = (
        ask(typed, APPROVE, "approved_on", _("On which day?"), sort=DAY, value=today.isoformat()),
        ask(
            typed,
            APPROVE,
            "minute",
            _("Where is the decision minuted?"),
            hint=_("Such as: Board, 12 May 2026, item 7."),
        ),
    )
    if row.consult_until is not None:
        return asked
    why = ask(
        typed,
        APPROVE,
        "not_consulted",
        _("Why were residents not asked?"),
        sort=WORDS,
        value=row.not_consulted_why,
        hint=_("A change that residents would notice is put to them first."),
    )
    return (*asked, why)


def why_form(typed: Typed, act: str, label: str) -> tuple[Field, ...]:
    """A reason in a line."""
    return (ask(typed, act, "reason", label),)


def _choices(of: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    return [(slug, _(label)) for slug, label in of.items()]
