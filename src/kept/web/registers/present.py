"""How do a register and one of its entries read?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.rulebook.registers import OFFICE, STAFF, Register, RegisterField
from kept.store.models import RegisterEntry
from kept.web.registers.asks import State, want_words
from kept.web.shared.access import Here
from kept.web.shared.fields import PREFIX, Choice, Question
from kept.web.shared.keeping import SimpleError
from kept.web.shared.shares import percent
from kept.web.shared.words import Words, day_words

COLUMNS = 4
MANY = 7
NOT_IN_A_TABLE = frozenset({"long_text", "file", "hours"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of an entry, with its question."""

    label: str
    value: str
    long: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a line of the list."""

    address: str
    title: str
    subject: str
    cells: tuple[Cell, ...]
    wants: tuple[Words, ...]
    ended: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One register: its entries, what they ask for, and who has none."""

    slug: str
    name: str
    title: str
    says: str
    one: str
    of: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    asking: int
    lacking: tuple[str, ...]
    uncovered: tuple[str, ...]
    gaps: tuple[str, ...]
    may_keep: bool
    share: str = ""
    asks: tuple[tuple[str, str], ...] = ()
    said: str = ""
    ended: bool = False
    only: bool = False
    action: str = ""
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """A new entry, or other words for one."""

    slug: str
    title: str
    says: str
    action: str
    back: str
    back_label: str
    uid: str
    questions: tuple[Question, ...]
    subject: Question | None
    button: str
    errors: tuple[SimpleError, ...] = ()


def register_page(
    here: Here,
    register: Register,
    state: State,
    rows: Sequence[RegisterEntry],
    names: Mapping[str, str],
    **more: Any,
) -> RegisterPage:
    """The page of one register, showing these rows."""
    shown = columns_of(register)
    asking = [each for each in rows if state.wants.get(each.pk)]
    others = [each for each in rows if not state.wants.get(each.pk)]
    return RegisterPage(
        slug=here.slug,
        name=register.name,
        title=register.title,
        says=register.says,
        one=register.one,
        of=register.of,
        columns=tuple(each.label for each in shown),
        lines=tuple(_line(here, register, shown, each, state, names) for each in (*asking, *others)),
        asking=state.asking(register.name),
        lacking=tuple(each.account.name for each in state.lacking[register.name]),
        uncovered=tuple(
            _choice_words(register, name, value) for name, value in state.uncovered[register.name]
        ),
        share=_share(state.should[register.name], len(state.lacking[register.name])),
        gaps=tuple(gap_words(member.account.name, gap, state.today.year) for member, gap in state.gaps),
        action=reverse("register-opened", args=[here.slug, register.name]),
        asks=tuple((each.label, each.help) for each in register.fields),
        **more,
    )


def _share(should: int, lacking: int) -> str:
    """How many of those who should have one have it."""
    if not should:
        return ""
    said = {"have": should - lacking, "of": should, "share": percent(should - lacking, should)}
    return _("%(have)s of %(of)s colleagues have one: %(share)s.") % said


def columns_of(register: Register) -> tuple[RegisterField, ...]:
    """What a table shows beside what an entry is known by."""
    said = [each for each in register.fields if each.type not in NOT_IN_A_TABLE and each.means != "title"]
    return tuple(said[:COLUMNS])


def _line(
    here: Here,
    register: Register,
    shown: Sequence[RegisterField],
    each: RegisterEntry,
    state: State,
    names: Mapping[str, str],
) -> Line:
    year = state.today.year
    return Line(
        address=reverse("register-entry", args=[here.slug, each.pk]),
        title=each.title,
        subject=subject_words(register, each),
        cells=tuple(Cell(field.label, value_words(field, each.facts, names, year)) for field in shown),
        wants=tuple(want_words(register, want, year) for want in state.wants.get(each.pk, ())),
        ended=day_words(each.ended_on, year) if each.ended_on else "",
    )


def subject_words(register: Register, each: RegisterEntry) -> str:
    """Whose it is, where its title does not say so already."""
    if register.of == OFFICE and each.office is not None:
        return str(each.office.name)
    if register.of == STAFF and each.account is not None and each.account.name != each.title:
        return each.account.name
    return ""


def value_words(
    field: RegisterField, facts: Mapping[str, Any], names: Mapping[str, str], this_year: int
) -> str:
    """One answer for people."""
    value = facts.get(field.name)
    if value is None:
        return ""
    if field.type == "yes_no":
        return _("Yes") if value else _("No")
    if field.type == "date":
        return day_words(date.fromisoformat(str(value)), this_year)
    if field.choices:
        return dict(field.choices).get(str(value), str(value))
    if field.type == "colleague":
        return names.get(str(value), str(value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def cells_of(
    here: Here,
    register: Register,
    entry: RegisterEntry,
    facts: Mapping[str, Any],
    names: Mapping[str, str],
    this_year: int,
) -> tuple[Cell, ...]:
    """Every answer that there is."""
    found = []
    for field in register.fields:
        said = value_words(field, facts, names, this_year)
        if not said:
            continue
        address = ""
        if field.type == "file":
            said, address = _("Take it away as a file"), reverse("register-file", args=[here.slug, said])
        found.append(Cell(field.label, said, field.type == "long_text", address))
    return tuple(found)


def _choice_words(register: Register, name: str, value: str) -> str:
    field = register.field(name)
    return dict(field.choices).get(value, value) if field is not None else value


def gap_words(who: str, gap: Any, this_year: int) -> str:
    """A skill that somebody needs and is not known to have."""
    if gap.booked:
        return _("%(who)s: %(skill)s (training on %(day)s)") % {
            "who": who,
            "skill": gap.skill,
            "day": day_words(gap.booked, this_year),
        }
    return _("%(who)s: %(skill)s (no training booked)") % {"who": who, "skill": gap.skill}


def questions_of(
    register: Register,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    *,
    jobs: Sequence[str],
    people: Sequence[tuple[str, str]],
) -> tuple[Question, ...]:
    """The questions of an entry, with what was typed and what is wrong with it."""
    return tuple(
        _question(each, typed.get(PREFIX + each.name, ""), faults.get(each.name, ""), jobs, people)
        for each in register.fields
    )


def _question(
    field: RegisterField, value: str, error: str, jobs: Sequence[str], people: Sequence[tuple[str, str]]
) -> Question:
    options: Sequence[tuple[str, str]] = field.choices
    type_ = field.type
    if type_ in ("yes_no", "hours"):
        options, type_ = (("yes", _("Yes")), ("no", _("No"))), "yes_no"
    elif type_ == "job":
        options, type_ = [(each, each) for each in jobs], "select"
    elif type_ == "colleague":
        options, type_ = people, "select"
    elif type_ == "choice" and len(options) > MANY:
        type_ = "select"
    name = PREFIX + field.name
    radios = type_ in ("yes_no", "choice") and options
    return Question(
        name=name,
        id=f"{name}-{options[0][0]}" if radios else name,
        label=field.label,
        type=type_,
        hint=field.help,
        error=error,
        value=value,
        optional=not field.required,
        choices=tuple(Choice(slug, label, slug == value) for slug, label in options),
    )


def typed_of(register: Register, facts: Mapping[str, Any]) -> dict[str, str]:
    """What an entry says, as its form would have sent it."""
    found = {}
    for field in register.fields:
        value = facts.get(field.name)
        if value is None:
            continue
        if field.type in ("yes_no", "hours"):
            found[PREFIX + field.name] = "yes" if value else "no"
        else:
            found[PREFIX + field.name] = str(value)
    return found
