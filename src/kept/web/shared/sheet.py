"""How does a form look that asks for some answers at once, and how does what was typed come back?

    sheet = Sheet.of(request, here, FIELDS, heading=_("Sign out"), button=_("Sign out"), back=…)
    if sheet.sent:                                  # posted, and every answer can be read
        done = key_loans.sign_out(…, **sheet.facts, uid=sheet.uid)
        if not isinstance(done, Refused): …
        sheet = sheet.refused(done)
    return sheet.page(request, here)

Whatever is wrong stands at its question with its cure, and nothing that was typed is lost. Sent twice, it is
the same act: the form carries the name of what it will tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from kept.casework import Refused
from kept.rulebook.model import Field
from kept.store import refs
from kept.web.shared.access import Here
from kept.web.shared.fields import PREFIX, Question, present_fields, read_fields, typed_from_facts
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again

TEMPLATE = "shared/sheet.html"
LONGEST_UID = 64


@dataclass(frozen=True)
class Sheet:
    """One form: what it asks, what was typed, and what is wrong with it."""

    fields: tuple[Field, ...]
    typed: Mapping[str, str]
    facts: Mapping[str, object]
    errors_of: Mapping[str, str]
    uid: str
    posted: bool
    heading: str
    button: str
    back: str
    back_label: str
    says: str = ""
    about: tuple[tuple[str, str], ...] = ()
    warning: str = ""
    place: str = ""
    choose: frozenset[str] = frozenset()
    loose: tuple[str, ...] = ()
    extra: Any = None
    template: str = TEMPLATE

    @classmethod
    def of(
        cls,
        request: HttpRequest,
        here: Here,
        fields: Sequence[Field],
        *,
        start: Mapping[str, object] | None = None,
        **said: Any,
    ) -> Sheet:
        """The form as it was sent, or as it begins: with `start`, or each field's own default."""
        sent = request.method == "POST" and not typed_again(request)
        if request.method == "POST":
            typed: Mapping[str, str] = {name: str(value) for name, value in request.POST.items()}
        else:
            first = {each.name: each.default for each in fields if each.default is not None}
            typed = typed_from_facts(fields, first | dict(start or {}), zone=here.zone)
        reading = read_fields(fields, typed, zone=here.zone) if sent else None
        return cls(
            fields=tuple(fields),
            typed={name: value.replace("\x00", "") for name, value in typed.items()},
            facts=reading.facts if reading else {},
            errors_of=reading.errors if reading else {},
            choose=reading.choose if reading else frozenset(),
            uid=(typed.get("uid", "") or refs.new_uid())[:LONGEST_UID],
            posted=sent,
            **said,
        )

    @property
    def sent(self) -> bool:
        """Whether it was sent and every answer can be read."""
        return self.posted and not self.errors_of

    def text(self, name: str) -> str:
        """The words answered there, or none."""
        return str(self.facts.get(name, ""))

    def refused(self, refused: Refused) -> Sheet:
        """The form with what the act said against it."""
        known = {each.name for each in self.fields}
        if refused.field in known:
            return replace(self, errors_of={**self.errors_of, str(refused.field): refused.sentence})
        return replace(self, loose=(*self.loose, refused.sentence))

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions as the page shows them."""
        return present_fields(self.fields, self.typed, self.errors_of, self.choose)

    @property
    def errors(self) -> tuple[SimpleError, ...]:
        """Everything that is wrong, for the head of the page."""
        at = {each.name: each.id for each in self.questions}
        found = [SimpleError(said, at.get(PREFIX + name, "")) for name, said in self.errors_of.items()]
        return (*found, *(SimpleError(each) for each in self.loose))

    def page(self, request: HttpRequest, here: Here) -> HttpResponse:
        """The page, with the status that says whether something is wrong."""
        return page(
            request, self.template, self, title=self.heading, here=here, status=422 if self.errors else 200
        )
