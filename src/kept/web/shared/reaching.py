"""How may this customer be reached, and how never? In one line, wherever they are shown.

    reach_words(person)     # "Only by text, after six. Never: at work"

What they said themselves is shown as they said it; nobody on record, or nothing said, is an empty line.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kept.casework.safe_contact import WAYS, Rules, rules_of
from kept.store.models import Person


def reach_words(person: Person | None) -> str:
    """Safe contact in words; *never* is named as what it is."""
    if person is None:
        return ""
    person = person.stands
    safe, rules = person.safe_contact, rules_of(person.contact_rules)
    said = (
        [_("Reach them: %(how)s.") % {"how": ", ".join(filter(None, (safe.how, safe.when)))}]
        if safe.how or safe.when
        else []
    )
    if safe.never:
        said.append(_("Never: %(never)s.") % {"never": safe.never})
    return " ".join([*ways_words(rules), *said])


def ways_words(rules: Rules) -> list[str]:
    """What a machine is held to, in short sentences, what is forbidden first."""
    said = []
    if rules.never:
        said.append(_("Never by %(ways)s.") % {"ways": _ways(each for each in WAYS if each in rules.never)})
    if rules.only and rules.allowed:
        said.append(_("Only by %(ways)s.") % {"ways": _ways(rules.allowed)})
    if rules.hours:
        hours = {"begins": f"{rules.hours[0]:%H:%M}", "ends": f"{rules.hours[1]:%H:%M}"}
        said.append(_("Ring, text or visit between %(begins)s and %(ends)s.") % hours)
    if rules.leave_no_message:
        said.append(_("Leave no message."))
    if rules.when:
        said.append(_("When: %(when)s.") % {"when": rules.when})
    if rules.called:
        said.append(_("Call them: %(called)s.") % {"called": rules.called})
    if rules.by:
        said.append(_("By whom: %(by)s.") % {"by": rules.by})
    return said


def _ways(ways: Iterable[str]) -> str:
    names = {
        "telephone": _("telephone"),
        "letter": _("letter"),
        "email": _("e-mail"),
        "text": _("text"),
        "visit": _("visit"),
    }
    said = [names[each] for each in ways]
    return (
        said[0]
        if len(said) == 1
        else _("%(some)s or %(last)s") % {"some": ", ".join(said[:-1]), "last": said[-1]}
    )
