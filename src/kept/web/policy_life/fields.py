"""What is asked in the forms of these pages, what was typed into them, and what is wrong with it?

    typed = Typed.of(request.POST)
    ask(typed, "consult", "until", _("Until which day?"), sort=DAY)
    # Field(id="consult-until", name="until", value=…, error=…)

A page has several forms, each for one `act`: what was typed belongs to the act that it was sent for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from kept.casework import Refused
from kept.web.shared.keeping import SimpleError

LINE, WORDS, DAY, CHOICE = "line", "words", "day", "choice"
LONGEST = 8_000
# What can be wrong and is asked for nowhere.
_NO_FIELD = ("", "by", "state", "edition", "draft", "comment")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent, and what was refused of it; `which` tells forms of the same act apart."""

    act: str = ""
    which: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[SimpleError, ...] = ()

    @classmethod
    def of(cls, post: QueryDict) -> Typed:
        """The fields of the form, each no longer than anybody types."""
        values = {name: str(value)[:LONGEST] for name, value in post.items() if name != "csrfmiddlewaretoken"}
        return cls(values.get("act", ""), values.get("which", ""), values)

    def refused(self, refused: Refused) -> Typed:
        """The same with what is wrong, said at its field."""
        where = f"{self.prefix}-{refused.field}" if refused.field not in _NO_FIELD else ""
        return Typed(self.act, self.which, self.values, (SimpleError(refused.sentence, where),))

    @property
    def prefix(self) -> str:
        """How the ids of its fields begin."""
        return f"{self.act}{self.which}"

    def number(self, name: str) -> int:
        """A number that the form carries along; nought where it is none."""
        text = self.values.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def day(self, name: str) -> date | None:
        """A day that was chosen; None where it is none."""
        try:
            return date.fromisoformat(self.values.get(name, ""))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    id: str
    name: str
    label: str
    value: str
    sort: str = LINE
    hint: str = ""
    error: str = ""
    choices: Sequence[tuple[str, str]] = ()
    rows: int = 3

    @property
    def described_by(self) -> str:
        """The ids of its hint and its error, where it has them."""
        parts = [f"{self.id}-hint"] if self.hint else []
        return " ".join(parts + ([f"{self.id}-error"] if self.error else []))


def ask(
    typed: Typed,
    act: str,
    name: str,
    label: str,
    *,
    value: str = "",
    which: str = "",
    sort: str = LINE,
    hint: str = "",
    choices: Sequence[tuple[str, str]] = (),
    rows: int = 3,
) -> Field:
    """The question with what was typed, or with `value` where nothing was."""
    id_ = f"{act}{which}-{name}"
    mine = typed.act == act and typed.which == which
    said = typed.values.get(name, value) if mine else value
    error = next((each.sentence for each in typed.errors if each.id == id_), "")
    return Field(id_, name, label, said, sort, hint, error, choices, rows)
