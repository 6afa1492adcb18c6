"""How do the worked examples of a clause read? The same that the tests run, in the words of the counter.

    examples_of(here, "moray:4.7.4")[0].steps    # ("10:00 on Thursday 11 June 2026: Letter received (…)", …)

The loader takes no example whose kinds, answers or times cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kept.rulebook.examples import read_wall
from kept.rulebook.model import EventKind
from kept.web.shared.access import Here
from kept.web.shared.answers import answer_words
from kept.web.shared.words import Words, day_words, due_words, verdict_words


@dataclass(frozen=True, slots=True)
class Example:
    """One case: what happened, and what follows."""

    name: str
    steps: tuple[str, ...]
    follows: str
    verdict: Words | None


def examples_of(here: Here, clause: str) -> tuple[Example, ...]:
    """The examples of that clause, in the order of the file."""
    return tuple(_example(here, each) for each in here.rulebook.examples if each.get("clause") == clause)


def _example(here: Here, given: Mapping[str, Any]) -> Example:
    expect: Mapping[str, Any] = given["expect"]
    name = str(given["name"])
    verdict = expect.get("verdict")
    return Example(
        name=name[:1].upper() + name[1:],
        steps=tuple(_step(here, each) for each in given["events"]),
        follows=_follows(here, expect),
        verdict=verdict_words(verdict) if verdict else None,
    )


def _step(here: Here, event: Mapping[str, Any]) -> str:
    kind = here.rulebook.kinds.get(event["kind"])
    what = kind.label if kind else str(event["kind"])
    facts = "; ".join(_facts(here, kind, event.get("details") or {}))
    said = {"when": _moment(event["at"]), "what": f"{what} ({facts})" if facts else what}
    if event.get("recorded"):
        said["recorded"] = _moment(event["recorded"])
        return _("%(when)s: %(what)s, recorded at %(recorded)s") % said
    return _("%(when)s: %(what)s") % said


def _facts(here: Here, kind: EventKind | None, details: Mapping[str, Any]) -> Iterable[str]:
    zone = ZoneInfo(here.zone)
    for name, value in details.items():
        field = kind.field(name) if kind else None
        if field is not None:
            yield f"{field.label} {answer_words(field, value, zone)}"


def _follows(here: Here, expect: Mapping[str, Any]) -> str:
    if expect.get("none"):
        return _("This promise does not apply.")
    said = []
    if expect.get("due"):
        due = due_words(_instant(here, expect["due"]), here.calendar, exact=True)
        said.append(_("To be kept %(due)s.") % {"due": due})
    if expect.get("ended"):
        said.append(_("It ended at %(when)s.") % {"when": _moment(expect["ended"])})
    return " ".join(said)


def _wall(text: object) -> datetime:
    found = read_wall(str(text))
    assert found is not None, "the loader takes no example whose times cannot be read"
    return found


def _moment(text: object) -> str:
    local = _wall(text)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return _("%(time)s on %(day)s") % {"time": clock, "day": day_words(local.date())}


def _instant(here: Here, text: object) -> datetime:
    return _wall(text).replace(tzinfo=ZoneInfo(here.zone))
