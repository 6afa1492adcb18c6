"""Where are the keepers of clauses tried? At one association with its people, on the Tuesday after Easter.

world.get("receptionist", "/desk")                       # the page's text, as a receptionist has it
world.tell("call.received", {"from_name": "Mr Bell"})    # told by an officer, as at the counter
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from django.test import Client

from kept.actions.telling import Telling, tell
from kept.rulebook import Rulebook
from kept.store.models import Account, Association
from tests import cast

NOW = "Tuesday 2026-04-07 10:00"


@dataclass
class World:
    """One association, and one person for each role, made when first asked for."""

    association: Association
    at: datetime
    people: dict[str, Account] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.association.slug

    @property
    def rulebook(self) -> Rulebook:
        return cast.rulebook(self.slug)

    def member(self, role: str) -> Account:
        """Who has that role here."""
        if role not in self.people:
            self.people[role] = cast.member(self.association, f"the-{role}", role)
        return self.people[role]

    def client(self, role: str) -> Client:
        """Their browser, signed in."""
        if role not in self.clients:
            self.clients[role] = cast.client(self.member(role))
        return self.clients[role]

    def get(self, role: str, path: str, *, status: int = 200) -> str:
        """The text of a page, by its address after the association's name."""
        answer = self.client(role).get(f"/{self.slug}{path}")
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return unescape(answer.content.decode())

    def post(self, role: str, path: str, data: Mapping[str, Any], **more: Any) -> Any:
        """What sending a form there answers."""
        return self.client(role).post(f"/{self.slug}{path}", data, **more)

    def tell(self, kind: str, facts: Mapping[str, Any] | None = None, **telling: Any) -> str:
        """Tell one event by an officer, now; the reference of its thread, new unless `thread` says so."""
        at = telling.pop("happened_at", self.at)
        done = tell(
            [Telling(kind, at, dict(facts or {}), **telling)],
            association=self.association,
            by=self.member("officer").handle,
            at=self.at,
        )
        assert done.refused is None, done.refused
        ref = done.results[0].thread
        assert ref is not None
        return ref
