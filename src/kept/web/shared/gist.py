"""Which few words tell one contact from another in a list?

    what_of(here, thread, opening)              # "Letter received", by the event that began it
    whose_of(here, thread, opening, words)      # "Ngozi Okafor"
    keeper_of(here, "out-of-hours")             # "Out-of-hours service", where no person is named

Whose it is says its customer, or the first short personal answer of the event that began it, which by the
order of its fields is who it came from; of what nobody brought, where it is or what is to be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kept.rulebook.model import DUTY_BEGAN, EventKind
from kept.store.models import Event, Thread
from kept.web.shared.promising import promise_name
from kept.web.shared.words import thread_words

if TYPE_CHECKING:
    from kept.web.shared.access import Here
from kept.web.shared.masking import veil_of

SHOWN = 60


def gist_of(kind: EventKind, words: Mapping[str, object]) -> str:
    """A name, an address or a number; empty where none was given or it has been erased."""
    for field in kind.fields:
        if field.personal and field.type != "long_text" and words.get(field.name):
            text = str(words[field.name])
            return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return ""


def what_of(here: Here, thread: Thread, opening: Event | None) -> str:
    """What sort of contact it is; of a duty, which one."""
    if opening is not None and opening.kind == DUTY_BEGAN:
        promise = here.rulebook.duties.get(str(opening.facts.get("duty")))
        if promise is not None:
            return promise_name(promise, promise.clause)
    kind = here.rulebook.kinds.get(opening.kind) if opening else None
    return kind.label if kind else thread_words(thread.kind)


def whose_of(here: Here, thread: Thread, opening: Event | None, words: Mapping[str, object]) -> str:
    """Whose it is, in few words; `words` are the personal ones of the event that began it."""
    veil = veil_of(here)
    if veil.names:
        return thread.person.ref if thread.person is not None else ""
    if thread.person is not None and thread.person.name:
        return str(thread.person.name)
    kind = here.rulebook.kinds.get(opening.kind) if opening else None
    if kind is None or opening is None:
        return ""
    return gist_of(kind, words) or _needed(kind, opening.facts)


def _needed(kind: EventKind, facts: Mapping[str, object]) -> str:
    """Of what is nobody's in particular, the first short answer that had to be given: where, or what."""
    for field in kind.fields:
        if field.required and field.type == "text" and not field.personal and facts.get(field.name):
            text = str(facts[field.name])
            return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return ""


def keeper_of(here: Here, owner: str | None) -> str:
    """Who the policy says keeps it, where no person is named."""
    name = owner or ""
    return dict(here.rulebook.association.teams).get(name, name.replace("-", " ").capitalize())
