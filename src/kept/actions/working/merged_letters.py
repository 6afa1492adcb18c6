"""What does each of the people on a list read?

    made_for(karin, merge, rows, at=now)        # one Making each, in the order of the rows

The template is filled with what was typed for everybody, with what was brought for one, and with what is on
file of them: their name and where they live.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kept.casework import supporting
from kept.casework.dispatching import EMAIL, POST
from kept.casework.letter_text import Unfilled, Writer, facts_of, fill
from kept.casework.safe_contact import dear, rules_of
from kept.printing import html, pdf, text
from kept.rulebook.letterheads import letterhead_of, offers, wording_of
from kept.rulebook.letters import Template, template_of
from kept.store import letter_making, merges, rules, support
from kept.store.housing import today
from kept.store.models import Account, Association, Merge, MergePerson, Person, Tenancy

SENT = {"letter": "letter.sent", "email": "email.sent", "text": "text.sent"}
CALLED = {POST: "letter", EMAIL: "email"}


@dataclass(frozen=True, slots=True)
class Making:
    """One letter, ready to go; or `fault`, the sentence of what is lacking."""

    row: MergePerson
    to: Mapping[str, object]
    subject: str = ""
    text: str = ""
    html: str = ""
    pdf: bytes | None = None
    kind: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    statutory: bool = False
    fault: str = ""


def made_for(here: Association, merge: Merge, rows: Sequence[MergePerson], *, at: datetime) -> list[Making]:
    """The letter of each."""
    rulebook = rules.current(here)
    template = template_of(rulebook, merge.template)
    ids = [each.person_id for each in rows]
    people = {each.pk: each for each in Person.objects.filter(association=here, pk__in=ids)}
    living = merges.living_of(here, ids, at=at)
    account = Account.objects.filter(handle=merge.started_by or merge.made_by).first()
    waiting = support.looked_at_of(here, ids)
    found = []
    for each in rows:
        person, home = people[each.person_id], living.get(each.person_id)
        to = merges.reader_of(person, home)
        if template is None:
            found.append(Making(each, to, fault="There is no such letter here any more."))
            continue
        if supporting.held_back(
            on=template.on, thread="", statutory=template.statutory, looked_at=each.person_id in waiting
        ):
            found.append(Making(each, to, fault=supporting.WAITS))
            continue
        way = CALLED.get(merge.way, "text")
        letterhead = letterhead_of(rulebook)
        values = {**_known(template, person, home), **merge.facts, **each.facts}
        writer = letter_making.writer_of(here, account, rulebook) if account else Writer(letterhead.title)
        lines = to["lines"] if isinstance(to["lines"], list) else []
        try:
            document = fill(
                template,
                letterhead,
                values,
                writer,
                on=today(here, at),
                to=lines,
                dear=dear(person.name, rules_of(person.contact_rules)),
                reference=merge.ref,
                wording=wording_of(rulebook, "en"),
                offers=offers(rulebook, letterhead),
                way=way,
            )
        except Unfilled as lacking:
            found.append(Making(each, to, fault=str(lacking)))
            continue
        kind, facts = facts_of(template, way, values, on="letter", kinds=rulebook.kinds)
        found.append(
            Making(
                each,
                to,
                document.title or template.label,
                text(document),
                html(document) if way == "email" else "",
                pdf(document, letterhead) if way == "letter" else None,
                kind or SENT[way],
                facts,
                template.statutory,
            )
        )
    return found


def _known(template: Template, person: Person, living: Tenancy | None) -> dict[str, str]:
    """What is on file of them, for the fields that ask for it."""
    home = living.home.address if living is not None else person.address
    known = {
        "person.name": person.name,
        "person.address": ", ".join(person.address.split("\n")),
        "home.address": ", ".join(home.split("\n")),
    }
    return {
        each.name: known[each.default_from] for each in template.fields if known.get(each.default_from, "")
    }
