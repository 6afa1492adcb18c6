"""How is one panel of the call pad asked and read?

    panel = Panel.of(here, "transfer", "call.transferred", ("why", "caller_told", "passed_on"), post)
    panel.questions         # for the template, each under a name of its own
    panel.facts             # what was answered, as the event takes it

Every panel is a form of its own, so that one thing is saved while the caller talks of the next. Names begin
with the panel's, since several of them ask for the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kept.rulebook.model import Field
from kept.web.shared.access import Here
from kept.web.shared.fields import PREFIX, Question, present_fields, read_fields, typed_from_facts
from kept.web.shared.keeping import SimpleError

DO = "do"


@dataclass(frozen=True)
class Panel:
    """One form: its questions, what was answered and what is wrong with it."""

    name: str
    questions: tuple[Question, ...]
    facts: Mapping[str, object]
    errors: tuple[SimpleError, ...] = ()

    @classmethod
    def of(
        cls,
        here: Here,
        name: str,
        kind: str,
        fields: Sequence[str],
        post: Mapping[str, str] | None,
        *,
        start: Mapping[str, object] | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> Panel:
        """The panel from what was sent to it, or begun with what is known (`start`)."""
        known = here.rulebook.kinds[kind]
        asked = [field for each in fields if (field := known.field(each)) is not None]
        asked = [
            replace(each, label=(labels or {}).get(each.name, each.label), required=False) for each in asked
        ]
        own = tuple(replace(each, name=f"{name}-{each.name}") for each in asked)
        mine = post if post is not None and post.get(DO) == name else None
        typed = dict(mine.items()) if mine is not None else _started(own, name, start or {}, here.zone)
        reading = read_fields(own, typed, zone=here.zone)
        shown = present_fields(own, typed, reading.errors if mine is not None else {}, reading.choose)
        # On a pad nothing has to be filled in, so that nothing needs to say so; but for a date and its time.
        shown = tuple(replace(each, optional=each.type == "moment") for each in shown)
        errors = tuple(SimpleError(each.error, each.id) for each in shown if each.error)
        facts = {key.removeprefix(f"{name}-"): value for key, value in reading.facts.items()}
        return cls(name, shown, facts, errors)

    def wrong(self, field: str, sentence: str) -> Panel:
        """The same with one more thing to be put right, at that field where the panel asks for it."""
        asked = f"{PREFIX}{self.name}-{field}"
        found = next((each for each in self.questions if each.name == asked), None)
        error = SimpleError(sentence, found.id if found else f"{self.name}-{field}")
        questions = tuple(replace(each, error=sentence) if each is found else each for each in self.questions)
        return replace(self, questions=questions, errors=(*self.errors, error))

    def question(self, field: str) -> Question | None:
        """One of its questions."""
        asked = f"{PREFIX}{self.name}-{field}"
        return next((each for each in self.questions if each.name == asked), None)


def _started(own: Sequence[Field], name: str, start: Mapping[str, object], zone: str) -> dict[str, str]:
    defaults = {each.name: each.default for each in own if each.default is not None}
    known = {f"{name}-{key}": value for key, value in start.items() if value not in (None, "")}
    return typed_from_facts(own, {**defaults, **known}, zone=zone)
