"""How does the form of one kind read: greeting, customer, questions, what was told, whose it is?"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.casework.messages import MISSING
from kept.store.accounts import colleagues, people_at
from kept.web.capture.customers import Box
from kept.web.capture.taking import Taking
from kept.web.shared.access import Here
from kept.web.shared.away import names
from kept.web.shared.demanding import MESSAGE, Missing, completed, missing_of
from kept.web.shared.fields import HAPPENED, PREFIX, Choice, Question
from kept.web.shared.greeting import greeting
from kept.web.shared.keeping import SimpleError
from kept.web.shared.promising import Promised
from kept.web.shared.recording import KNOWN, OFFICE
from kept.web.shared.spoken import Spoken

# Those who come in are known by their faces; whoever rings is answered first.
AT_THE_COUNTER = "in-person"
WRITTEN = frozenset({"letter", "email", "text", "web", "social"})
SETTING = (HAPPENED, OFFICE, KNOWN)
# What a message lacks is chosen from a list of reasons, not typed.
_LACKS = f"{PREFIX}{MISSING}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The one line for what was answered there and then."""

    label: str
    value: str
    error: str
    needed: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """The page. `setting` are the questions of when, where and how it is known, which answer themselves."""

    kind: str
    heading: str
    says: str
    action: str
    back: str
    greeting: str
    # What came in writing is answered in writing: nobody says anything first.
    written: bool
    uid: str
    box: Box
    questions: tuple[Question, ...]
    setting: tuple[Question, ...]
    setting_open: bool
    answer: Answer | None
    spoken: Spoken
    owners: tuple[Choice, ...]
    about: tuple[Choice, ...]
    confidential: bool
    kept_open: bool
    done: bool
    done_error: str
    promised: Promised | None
    drifts: bool
    focus: str
    missing: tuple[Missing, ...] = ()
    errors: tuple[SimpleError, ...] = ()


def form_page(
    here: Here, taking: Taking, *, sent: bool = False, extra: str = "", fresh: bool = False
) -> FormPage:
    """The page. A fresh form shows no errors: nobody has made one yet."""
    form, kind, box = taking.form, taking.kind, taking.box
    questions = form.questions(show_errors=sent)
    asked = [each for each in questions if each.name not in (box.field, _LACKS)]
    setting = tuple(each for each in asked if each.name.removeprefix(PREFIX) in SETTING)
    errors = taking.errors if sent else ()
    said = {each.id: each.sentence for each in errors}
    promised = taking.promised(here)
    return FormPage(
        kind=kind.name,
        heading=_("%(what)s, answered now") % {"what": kind.label} if taking.answer_needed else kind.label,
        says=kind.says,
        action=reverse(
            "capture-now" if taking.answer_needed else "capture-kind", args=[here.slug, kind.name]
        ),
        back=reverse("desk", args=[here.slug]),
        greeting=greeting(here, kind.channel),
        written=kind.channel in WRITTEN,
        uid=form.uid,
        box=box,
        questions=tuple(each for each in asked if each not in setting),
        setting=setting,
        setting_open=not fresh and _set(here, setting),
        answer=_answer(taking, said.get("answer", "")),
        spoken=taking.spoken,
        owners=_owners(here, taking),
        about=_about(here, taking),
        confidential=taking.confidential,
        kept_open=bool(taking.about) or taking.confidential,
        done=taking.done,
        done_error=said.get("done", ""),
        promised=promised,
        drifts=_drifts(taking, promised),
        focus=_focus(taking) if fresh else "",
        missing=_missing(here, taking) if kind.name == MESSAGE else (),
        errors=(*form.errors(extra), *errors) if sent else (),
    )


def _missing(here: Here, taking: Taking) -> tuple[Missing, ...]:
    """What the policy wants of this message and neither the form nor the file says."""
    facts = completed(here, taking.form.reading.facts, taking.box.person, {})
    return missing_of(here, facts, taking.gaps)


def _set(here: Here, setting: tuple[Question, ...]) -> bool:
    """Whether somebody has said more than that it happened now, or has to put something right there."""
    now = here.calendar.local(here.at)
    moment = next(each for each in setting if each.name == f"{PREFIX}{HAPPENED}")
    said = (moment.value, moment.time) == (f"{now:%Y-%m-%d}", f"{now:%H:%M}")
    return not said or any(each.error or each.asks_which for each in setting)


def _answer(taking: Taking, error: str) -> Answer | None:
    if taking.answered_by is None:
        return None
    return Answer(_("What did you answer?"), taking.answer, error, taking.answer_needed)


def _owners(here: Here, taking: Taking) -> tuple[Choice, ...]:
    today = timezone.localdate(here.at)
    chosen, name = taking.owner or here.by, names(here)
    return tuple(
        Choice(each.account.handle, name(each.account), each.account.handle == chosen)
        for each in colleagues(today)
    )


def _about(here: Here, taking: Taking) -> tuple[Choice, ...]:
    """Everybody here, for what is said about one of us."""
    return tuple(
        Choice(each.account.handle, each.account.name, each.account.handle == taking.about)
        for each in people_at(here.association, timezone.localdate(here.at))
    )


def _drifts(taking: Taking, promised: Promised | None) -> bool:
    """Whether nothing would say what comes next."""
    if promised is None or promised.refused or taking.closes or taking.spoken.given:
        return False
    return not any(each.running for each in promised.lines)


def _focus(taking: Taking) -> str:
    if taking.answer_needed and taking.kind.channel != AT_THE_COUNTER:
        return "answer"
    return taking.box.field
