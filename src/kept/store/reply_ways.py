"""By which way is this letter proposed to go, by all that is on record of whoever gets it?

    way_for(template, thread, to, said, rulebook=…, business=False)     # casework.reply_way.Way

The association must be active.
"""

from __future__ import annotations

from collections.abc import Mapping

from kept.casework.reply_way import Known, Way, choose
from kept.casework.safe_contact import EMAIL, LETTER, TEXT, Rules, rules_of
from kept.rulebook import Rulebook
from kept.rulebook.letters import Template
from kept.rulebook.writing import writing_of
from kept.store import formats
from kept.store.models import Thread
from kept.store.visits import Said


def way_for(
    template: Template,
    thread: Thread,
    to: Mapping[str, object],
    said: tuple[Said, ...],
    *,
    rulebook: Rulebook,
    business: bool,
) -> Way:
    """The way to propose, why, and which others are open."""
    person = thread.person.stands if thread.person is not None else None
    preferred = person.preferred_channel if person is not None else ""
    known = Known(
        rules=rules_of(person.contact_rules) if person is not None else Rules(),
        chosen=formats.of_person(person, rulebook=rulebook).way if person is not None else "",
        preferred=preferred if preferred in (LETTER, EMAIL, TEXT) else "",
        came_by=came_by(said, rulebook),
        business=business,
        has_address=len(list(to.get("lines") or ())) > 1,  # type: ignore[call-overload]
        has_email=bool(to.get("email")),
        has_phone=bool(to.get("phone")),
    )
    return choose(template.ways, writing_of(rulebook)["ways"], known)


def came_by(said: tuple[Said, ...], rulebook: Rulebook) -> str:
    """By which way they last got in touch of their own accord; a fax says so in the name of its kind."""
    for each in reversed(said):
        kind = rulebook.kinds.get(each.kind)
        if kind is not None and kind.opens and kind.channel:
            return "fax" if each.kind.startswith("fax.") else kind.channel
    return ""
