"""Who answers for which clauses?

    - name: operational-managers
      who: Operational Managers
      role: manager
      teams: [housing]               # left out: whoever leads the team that has the contact
      sections: [wessex:1, wessex:5a]

In an association's `answering.yaml`. Whoever answers for a clause is told of what is broken when the owner
and the deputy have not seen to it, before anybody else who leads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.model import ROLES


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers, as what, and for which clauses or sections of them."""

    name: str
    who: str
    role: str
    sections: tuple[str, ...]
    teams: tuple[str, ...] = ()


def read_answering(entry: Entry, context: Context) -> Answering | None:
    """Who answers for some clauses; None where it does not say who, or for what."""
    entry.only("name", "who", "role", "teams", "sections")
    name, who, role = entry.slug("name"), entry.text("who", limit=120), entry.choice("role", ROLES)
    known = [slug for slug, _label in context.association.teams]
    teams = entry.words("teams")
    for each in teams:
        if each not in known:
            entry.not_among("teams", "There is no team of this name here.", each, known)
    sections = entry.words("sections", required=True)
    for each in sections:
        if not each.startswith(f"{context.association.slug}:"):
            message = "Write a section as the ids of its clauses begin."
            entry.fault("sections", message, found=each, allowed=f"such as {context.association.slug}:5a")
    return Answering(name, who, role, sections, teams) if name and who and role and sections else None


def who_answers(posts: Iterable[Answering], clause: str) -> Answering | None:
    """Who answers for that clause: whoever names it most closely. None where nobody is named."""
    found = [
        (len(section), post)
        for post in posts
        for section in post.sections
        if clause == section or clause.startswith(f"{section}.")
    ]
    return max(found, key=lambda each: each[0])[1] if found else None
