"""What does a form of Capture say altogether: what happened, whose it is, what was answered, told and left?

    taking = Taking.of(here, kind, request.POST)
    taking.tellings(here)       # the opening, then its answer, what was promised and the closing beside it
    taking.promised(here)       # what all of them would promise, before anything is saved

Everything goes on record in one call, all of it or nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from kept.actions.foreseeing import foresee
from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.visibility import CONFIDENTIAL, ORDINARY
from kept.rulebook.model import EventKind
from kept.web.capture.customers import NAME, Box
from kept.web.shared.access import Here
from kept.web.shared.demanding import MESSAGE, completed
from kept.web.shared.fields import HAPPENED
from kept.web.shared.keeping import SimpleError
from kept.web.shared.promising import Promised, foreseen
from kept.web.shared.recording import OFFICE, Form
from kept.web.shared.spoken import TOLD, Spoken, spoken

CLOSED = "thread.closed"
WORDS = ("long_text", "text")
PROMISED = "promise.given"
LONGEST_ANSWER = 2_000


@dataclass(frozen=True)
class Taking:
    """One form as it stands. `answered_by` is None where its kind is not answered there and then."""

    form: Form
    box: Box
    spoken: Spoken
    answered_by: EventKind | None
    answer: str
    owner: str
    done: bool
    about: str = ""
    confidential: bool = False
    answer_needed: bool = False
    running: tuple[str, ...] = ()
    gaps: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, here: Here, kind: EventKind, post: Mapping[str, str], *, now: bool = False) -> Taking:
        """The form that was sent, or a fresh one where nothing was. With `now` it must be answered."""
        box = Box.of(here, kind, post)
        form = Form.of(here, kind, post) if post else Form.fresh(here, kind)
        answered_by = here.rulebook.kinds.get(kind.answered_by or "")
        answer = post.get("answer", "").replace("\r\n", "\n").strip() if answered_by else ""
        return cls(
            _named(form, box),
            box,
            _spoken(here, post, form),
            answered_by,
            answer,
            post.get("owner", ""),
            post.get("done") == "yes",
            post.get("about", ""),
            post.get("confidential") == "yes",
            now,
            gaps={name: value for name, value in post.items() if name.startswith("gap-")},
        )

    @property
    def kind(self) -> EventKind:
        """The kind of event that the form is for."""
        return self.form.kind

    @property
    def closes(self) -> bool:
        """Whether nothing more is to be done: what is still promised keeps it open."""
        return not self.spoken.given and not self.running and (self.done or bool(self.answer))

    def refused(self, refused: Refused) -> Taking:
        """The same form with the refusal beside the question at fault."""
        return replace(self, form=self.form.refused(refused))

    def with_box(self, box: Box) -> Taking:
        """The same with the customer settled."""
        return replace(self, box=box, form=_named(self.form, box))

    @property
    def errors(self) -> tuple[SimpleError, ...]:
        """What has to be put right beside the questions of the kind itself."""
        found = list(self.box.errors)
        if self.answer_needed and not self.answer:
            found.append(SimpleError(_("Say in a few words what you answered."), "answer"))
        if self.answer and (len(self.answer) > LONGEST_ANSWER or "\x00" in self.answer):
            says = _("Shorten the answer to %(longest)s characters.") % {"longest": f"{LONGEST_ANSWER:,}"}
            found.append(SimpleError(says, "answer"))
        if self.spoken.error:
            found.append(SimpleError(self.spoken.error, TOLD))
        elif self.spoken.given and self.done:
            says = _("You told them that something is still to come, so it stays open. Take out the tick.")
            found.append(SimpleError(says, "done"))
        elif self.running and self.done:
            says = _("Something is still promised here, so it stays open: %(what)s. Take out the tick.")
            found.append(SimpleError(says % {"what": ", ".join(self.running)}, "done"))
        return tuple(found)

    def settled(self, here: Here) -> Taking:
        """The same once it is known what of it would still be promised when all of it is on record."""
        promised = self.promised(here)
        lines = promised.lines if promised is not None else ()
        return replace(self, running=tuple(each.name for each in lines if each.running))

    def tellings(self, here: Here) -> tuple[Telling, ...]:
        """All that is to go on record, the opening first; none while something has to be put right."""
        opening = self.form.telling
        if opening is None or self.errors:
            return ()
        owner = self.owner if self.owner and self.owner != here.by else None
        kept = CONFIDENTIAL if self.confidential else ORDINARY
        if self.kind.name == MESSAGE:
            # A message always saves, with what is on file, and with what it lacks and why.
            opening = replace(opening, facts=completed(here, opening.facts, self.box.person, self.gaps))
        opening = replace(
            opening, person=self.box.ref, owner=owner, about=self.about or None, sensitivity=kept
        )
        return (opening, *self._beside(opening))

    def _beside(self, opening: Telling) -> Iterator[Telling]:
        """What goes with it, named so that it is taken in this order and written once."""
        base = Telling("", opening.happened_at, beside=opening.uid, grade=opening.grade, office=None)
        if self.answer and self.answered_by:
            words = next((each.name for each in self.answered_by.fields if each.type in WORDS), None)
            facts = {words: self.answer} if words else {}
            yield replace(base, kind=self.answered_by.name, facts=facts, uid=f"{opening.uid}-1")
        if self.spoken.given:
            yield replace(base, kind=PROMISED, facts=self.spoken.facts, uid=f"{opening.uid}-2")
        if self.closes:
            yield replace(base, kind=CLOSED, uid=f"{opening.uid}-3")

    def promised(self, here: Here) -> Promised | None:
        """What would follow from all of it as it stands; None while nobody can tell when it happened."""
        tentative = self.form.tentative
        if tentative is None:
            return None
        opening = replace(tentative, uid=uuid.uuid4().hex)
        judged = foresee(
            opening,
            *(replace(each, uid=uuid.uuid4().hex) for each in self._beside(opening)),
            association=here.association,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        return foreseen(here, judged, here.rulebook.calendar_for(opening.office))


def _spoken(here: Here, post: Mapping[str, str], form: Form) -> Spoken:
    """What was told, at the time of the contact and by the hours of its office."""
    facts = form.reading.facts
    at = datetime.fromisoformat(str(facts[HAPPENED])) if HAPPENED in facts else here.at
    office = facts.get(OFFICE)
    return spoken(here, post.get(TOLD, ""), at=at, office=str(office) if office else None)


def _named(form: Form, box: Box) -> Form:
    """The form with the chosen customer's name in place of the letters by which they were found."""
    if box.person is None or not box.person.name or form.kind.field(NAME) is None:
        return form
    reading = form.reading
    return replace(form, reading=replace(reading, facts={**reading.facts, NAME: box.person.name}))
