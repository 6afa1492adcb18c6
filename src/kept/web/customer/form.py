"""The form of what we know of a customer: what was typed stays, whatever is wrong with it.

form = Form.of(here, person, request.POST)      # person None for somebody new
form.changes        # what differs from the file, as the action takes it
form.meanwhile      # somebody changed the file since this form was opened
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from kept.rulebook.people import people_lists
from kept.store.models import Event, Person
from kept.web.customer.head import FIELD_LABELS
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.moments import MomentError, read_date

LINES = (
    "name",
    "address",
    "email",
    "language",
    "contact_how",
    "contact_when",
    "contact_never",
    "external_ref",
)
SEEN = "file-seen"


@dataclass(frozen=True)
class Form:
    """The form as it stands: every answer as text, the needs that are ticked, and what is wrong."""

    person: Person | None
    typed: Mapping[str, str]
    ticked: tuple[str, ...]
    seen: str
    meanwhile: bool = False
    errors: tuple[SimpleError, ...] = ()
    uid: str = ""

    @classmethod
    def of(cls, here: Here, person: Person | None, post: QueryDict | None) -> Form:
        """As the file has it, or as it was sent."""
        latest = _latest(here, person)
        if post is None:
            ticked = tuple(person.need_kinds) if person else ()
            return cls(person, _typed(person), ticked, latest)
        typed = {name: post.get(name, "").replace("\x00", "") for name in _typed(None)}
        seen = post.get(SEEN, "")
        return cls(
            person,
            typed,
            tuple(post.getlist("need_kinds")),
            seen,
            seen != latest,
            uid=post.get("uid", "")[:60],
        )

    def refused(self, sentence: str, field: str | None) -> Form:
        """The same with what the action would not take."""
        where = field if field in FIELD_LABELS else ""
        return replace(self, errors=(SimpleError(sentence, str(where or "")),))

    @property
    def given(self) -> dict[str, object]:
        """Every answer as the action takes it. A date that is none stays as it was typed, to be refused."""
        typed = self.typed
        phones = [each.strip() for line in typed["phones"].splitlines() for each in line.split(",")]
        return {
            **{name: typed[name] for name in (*LINES, "needs", "preferred_channel")},
            "phones": [each for each in phones if each],
            "need_kinds": list(self.ticked),
            "born_on": _day(typed["born_on"]),
        }

    @property
    def changes(self) -> dict[str, object]:
        """What differs from what the form said when it was opened."""
        was = replace(
            self, typed=_typed(self.person), ticked=tuple(self.person.need_kinds) if self.person else ()
        )
        before = was.given
        return {name: value for name, value in self.given.items() if value != before[name]}

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is wrong with each answer, for the place where it stands."""
        return {each.id: each.sentence for each in self.errors if each.id}

    @property
    def needs(self) -> tuple[Choice, ...]:
        """The needs of the list."""
        return tuple(Choice(slug, name, slug in self.ticked) for slug, name in people_lists().needs.items())

    @property
    def channels(self) -> tuple[Choice, ...]:
        """The ways of reaching somebody."""
        now = self.typed["preferred_channel"]
        known = (Choice(slug, name, slug == now) for slug, name in people_lists().channels.items())
        return (Choice("", _("They did not say"), not now), *known)

    @property
    def languages(self) -> tuple[str, ...]:
        """What the field of the language suggests."""
        return tuple(people_lists().languages.values())


def _typed(person: Person | None) -> dict[str, str]:
    names = (*LINES, "needs", "preferred_channel")
    if person is None:
        return {**dict.fromkeys(names, ""), "phones": "", "born_on": ""}
    typed = {name: getattr(person, name) or "" for name in names}
    typed["language"] = people_lists().language(person.language)
    return {
        **typed,
        "phones": "\n".join(person.phones),
        "born_on": person.born_on.isoformat() if person.born_on else "",
    }


def _day(text: str) -> date | str | None:
    if not text.strip():
        return None
    try:
        return read_date(text)
    except MomentError:
        return text


def _latest(here: Here, person: Person | None) -> str:
    """The last entry in the log of the file: who comes second is told that somebody came first."""
    if person is None:
        return ""
    log = Event.objects.filter(association=here.association, thread=person.log_id).order_by("-id")
    return log.values_list("uid", flat=True).first() or ""
