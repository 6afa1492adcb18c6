"""What does a step of a case carry beside the fields of its event: questions to tick, a letter to write?

carried = Carried.of(here, thread, kind, request.POST, standings)
carried.letters      # (("Answer to a complaint", "/karin/thread/…?template=complaint-answer"),)
carried.asks         # (Ask("defined", "Does it say what was complained of?", ticked=False),)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from kept.casework.cases import Standing, steps_from
from kept.rulebook.cases import practice_of
from kept.rulebook.letters import template_of
from kept.rulebook.model import EventKind
from kept.store.models import Thread
from kept.web.shared.access import Here

TICK = "ask-"
BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a step."""

    name: str
    says: str
    ticked: bool

    @property
    def id(self) -> str:
        """Its name in the form."""
        return TICK + self.name


@dataclass(frozen=True, slots=True)
class Carried:
    """What the step carries; nothing where the event is no step of a case here."""

    step: bool = False
    letters: tuple[tuple[str, str], ...] = ()
    asks: tuple[Ask, ...] = ()

    @classmethod
    def of(
        cls,
        here: Here,
        thread: Thread,
        kind: EventKind,
        post: Mapping[str, str],
        found: Iterable[Standing],
    ) -> Carried:
        """What that kind carries on this thread, whose cases stand so."""
        letters: dict[str, str] = {}
        asks: dict[str, Ask] = {}
        step = False
        for standing in found:
            if all(each.kind != kind.name for each in steps_from(standing)):
                continue
            step = True
            practice = practice_of(here.rulebook, standing.type.name).step(kind.name)
            write = reverse("letter-new", args=[here.slug, thread.ref])
            for name in practice.letters:
                template = template_of(here.rulebook, name)
                if template is not None:
                    letters[template.label] = f"{write}?template={template.name}"
            for name, says in practice.asks.items():
                asks[name] = Ask(name, says, bool(post.get(TICK + name)))
        return cls(step, tuple(letters.items()), tuple(asks.values()))

    @property
    def ticked(self) -> tuple[str, ...]:
        """The questions that were answered with yes."""
        return tuple(each.name for each in self.asks if each.ticked)
