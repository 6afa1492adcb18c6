"""How does a field of an event kind become a question on a form, and its answer a fact?

One reader and one presenter serve every type of field, so that a new kind of event is data alone:

    reading = read_fields(kind.fields, request.POST, zone="Europe/London")
    reading.facts      # {"about": "…", "urgent": True}, only what was answered
    reading.errors     # {"answer_by": "Enter the date as day, month and year, such as 7/4/2026."}
    present_fields(kind.fields, request.POST, reading.errors)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kept.rulebook.facts import EMAIL, ISO_DATE, ISO_TIME, LARGEST_NUMBER, LONGEST, PHONE
from kept.rulebook.model import Field
from kept.web.shared.moments import MomentError, read_date, read_moment, read_time

PREFIX = "f-"
HAPPENED = "happened_at"
MANY_CHOICES = 7


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form said: `facts` by field name, and one sentence for each answer that could not be taken."""

    facts: Mapping[str, object]
    errors: Mapping[str, str]
    choose: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be picked."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One field as the template shows it. `id` is where the error summary leads."""

    name: str
    id: str
    label: str
    type: str
    hint: str = ""
    error: str = ""
    value: str = ""
    time: str = ""
    which: str = ""
    optional: bool = True
    personal: bool = False
    choices: tuple[Choice, ...] = ()
    asks_which: bool = False

    @property
    def described_by(self) -> str:
        """The ids of the hint and error for aria-describedby."""
        return " ".join(f"{self.id}-{part}" for part in ("hint", "error") if getattr(self, part))

    @property
    def as_date(self) -> bool:
        """Whether the browser's date control can show the value; otherwise what was typed stays as text."""
        return not self.value or bool(ISO_DATE.match(self.value))

    @property
    def as_time(self) -> bool:
        """Likewise for its time control."""
        return not self.time or bool(ISO_TIME.match(self.time))


class _Wrong(ValueError):
    """An answer that cannot be taken, as a sentence."""


def read_fields(fields: Iterable[Field], post: Mapping[str, str], *, zone: str) -> Reading:
    """The facts answered, and the errors. A blank answer is no fact."""
    facts: dict[str, object] = {}
    errors: dict[str, str] = {}
    choose: set[str] = set()
    for field in fields:
        try:
            value = _read(field, post, zone)
        except MomentError as problem:
            errors[field.name] = str(problem)
            if problem.choose:
                choose.add(field.name)
            continue
        except _Wrong as problem:
            errors[field.name] = str(problem)
            continue
        if value is not None:
            facts[field.name] = value
        elif field.required:
            errors[field.name] = _required(field)
    return Reading(facts, errors, frozenset(choose))


def _required(field: Field) -> str:
    if field.type in ("choice", "yes_no"):
        return _("Choose an answer to “%(label)s”.") % {"label": field.label}
    return _("Enter an answer to “%(label)s”.") % {"label": field.label}


def _read(field: Field, post: Mapping[str, str], zone: str) -> object:
    name = PREFIX + field.name
    if field.type == "moment":
        day, clock = post.get(name, "").strip(), post.get(f"{name}-time", "").strip()
        if not day and not clock:
            return None
        instant = read_moment(day, clock, zone=zone, which=post.get(f"{name}-which", ""))
        return instant.astimezone(ZoneInfo(zone)).isoformat()
    text = post.get(name, "").replace("\r\n", "\n").strip(" \t\n")
    if not text:
        return None
    if "\x00" in text:
        raise _Wrong(
            _("This contains a character that no keyboard makes. Delete it and type the words again.")
        )
    return _READERS[field.type](field, text)


def _read_text(field: Field, text: str) -> object:
    longest = LONGEST[field.type]
    if len(text) > longest:
        raise _Wrong(
            _("This is %(length)s characters long. Shorten it to %(longest)s or fewer.")
            % {"length": f"{len(text):,}", "longest": f"{longest:,}"}
        )
    return text


def _read_email(field: Field, text: str) -> object:
    if not EMAIL.match(text):
        raise _Wrong(_("Enter an e-mail address with one @, such as name@example.org."))
    return _read_text(field, text)


def _read_phone(field: Field, text: str) -> object:
    if not PHONE.match(text):
        raise _Wrong(_("Enter a telephone number in digits, such as 01632 960 001."))
    return _read_text(field, text)


def _read_yes_no(field: Field, text: str) -> object:
    if text not in ("yes", "no"):
        raise _Wrong(_required(field))
    return text == "yes"


def _read_choice(field: Field, text: str) -> object:
    if text not in dict(field.choices):
        raise _Wrong(_required(field))
    return text


def _read_number(field: Field, text: str) -> object:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        raise _Wrong(_("Enter a number, such as 3 or 2.5.")) from None
    if not math.isfinite(number) or abs(number) > LARGEST_NUMBER:
        raise _Wrong(_("Enter a number of a sensible size."))
    if field.more_than is not None and number <= field.more_than:
        raise _Wrong(
            _("This has to be more than %(n)s. %(help)s") % {"n": f"{field.more_than:g}", "help": field.help}
        )
    return int(number) if number.is_integer() else number


_READERS: Mapping[str, Callable[[Field, str], object]] = {
    "text": _read_text,
    "long_text": _read_text,
    "email": _read_email,
    "phone": _read_phone,
    "yes_no": _read_yes_no,
    "choice": _read_choice,
    "number": _read_number,
    "date": lambda field, text: read_date(text).isoformat(),
    "time": lambda field, text: f"{read_time(text):%H:%M}",
}


def present_fields(
    fields: Iterable[Field],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    choose: Iterable[str] = (),
) -> tuple[Question, ...]:
    """The questions with what was typed so far and what is wrong with it."""
    return tuple(_question(each, typed, errors.get(each.name, ""), each.name in choose) for each in fields)


def _question(field: Field, typed: Mapping[str, str], error: str, choose: bool) -> Question:
    name = PREFIX + field.name
    value = typed.get(name, "")
    many = field.type == "choice" and len(field.choices) > MANY_CHOICES
    options = (("yes", _("Yes")), ("no", _("No"))) if field.type == "yes_no" else field.choices
    first = (
        "-yes" if field.type == "yes_no" else f"-{field.choices[0][0]}" if field.choices and not many else ""
    )
    return Question(
        name=name,
        id=f"{name}{first}" if first else name,
        label=field.label,
        type="select" if many else field.type,
        hint=field.help,
        error=error,
        value=value,
        time=typed.get(f"{name}-time", ""),
        which=typed.get(f"{name}-which", ""),
        optional=not field.required,
        personal=field.personal,
        choices=tuple(Choice(slug, label, slug == value) for slug, label in options),
        asks_which=choose or bool(typed.get(f"{name}-which")),
    )


def typed_from_facts(fields: Iterable[Field], facts: Mapping[str, object], *, zone: str) -> dict[str, str]:
    """Facts as a form would have sent them: how a correction begins with what was recorded."""
    typed: dict[str, str] = {}
    for field in fields:
        value = facts.get(field.name)
        if value is None:
            continue
        name = PREFIX + field.name
        if field.type == "moment":
            local = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(zone))
            typed[name], typed[f"{name}-time"] = f"{local:%Y-%m-%d}", f"{local:%H:%M}"
            if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
                typed[f"{name}-which"] = "second" if local.fold else "first"
        elif field.type == "yes_no":
            typed[name] = "yes" if value else "no"
        else:
            typed[name] = str(value)
    return typed


def typed_from_defaults(fields: Iterable[Field], *, at: datetime, zone: str) -> dict[str, str]:
    """What a fresh form already says: each field's default, and now as the time at which it happened."""
    defaults = {each.name: each.default for each in fields if each.default is not None}
    typed = typed_from_facts(fields, defaults, zone=zone)
    return typed | typed_from_facts((HAPPENED_FIELD,), {HAPPENED: at.astimezone(UTC).isoformat()}, zone=zone)


HAPPENED_FIELD = Field(name=HAPPENED, label="When did it happen?", type="moment", required=True)
