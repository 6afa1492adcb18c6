"""Whom can this call go to: who deals with it, who is in, and when is somebody who is not in next there?

choices = colleagues_for(here, subject="repairs", chosen="bea")     # those who deal first
card = card_of(here, "bea")     # one of them, with what is told of them
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.casework.permissions import Permission, may
from kept.casework.presence import STATES
from kept.rulebook.telephone import telephone_of
from kept.store import presence, registers
from kept.store.models import Membership
from kept.store.presence import Present
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.greeting import Speaker, speakers
from kept.web.shared.words import moment_words

RECORD, VOICEMAIL, WHO_HELPS = "staff-record", "voicemail", "who-helps"


@dataclass(frozen=True, slots=True)
class Card:
    """One colleague as the caller hears of them. `free` is whether the call can be put through now."""

    handle: str
    name: str
    who: Speaker
    where: str
    free: bool
    next_in: str
    voicemail: bool
    diverted: str
    briefing: str
    deputy: str
    others: tuple[Choice, ...]


def _working(here: Here) -> tuple[Present, ...]:
    everybody = presence.board(here.association, here.at)
    return tuple(
        each
        for each in everybody
        if may(each.member.role, Permission.RECORD) and each.account.pk != here.membership.account_id
    )


def _teams(here: Here, found: tuple[Present, ...]) -> dict[int, tuple[str, str]]:
    """The slug and name of each one's team, by account."""
    rows = Membership.objects.filter(pk__in=[each.member.pk for each in found], team__isnull=False)
    return {pk: (slug, name) for pk, slug, name in rows.values_list("account_id", "team__slug", "team__name")}


def colleagues_for(here: Here, *, subject: str, chosen: str) -> tuple[Choice, ...]:
    """Everybody who may take a call, those who deal with its subject and are in before the others."""
    found = _working(here)
    teams = _teams(here, found)
    deals = dict(telephone_of(here.rulebook)["who-deals"].teams).get(subject, "")

    def order(each: Present) -> tuple[bool, bool, str]:
        ours = bool(deals) and teams.get(each.account.pk, ("", ""))[0] == deals
        return (not ours, not _answers(each), each.account.name.casefold())

    return tuple(
        Choice(each.account.handle, _label(each, teams, deals), each.account.handle == chosen)
        for each in sorted(found, key=order)
    )


def _answers(each: Present) -> bool:
    return STATES[each.where.state].answers


def _label(each: Present, teams: dict[int, tuple[str, str]], deals: str) -> str:
    slug, name = teams.get(each.account.pk, ("", ""))
    said = [each.account.name, name, _where(each)]
    if deals and slug == deals:
        said.append(_("deals with this"))
    return ", ".join(filter(None, said))


def _where(each: Present) -> str:
    return STATES[each.where.state].label.lower()


def card_of(here: Here, handle: str) -> Card | None:
    """One colleague; None where nobody here is called that."""
    found = _working(here)
    each = next((one for one in found if one.account.handle == handle), None)
    if each is None:
        return None
    member = Membership.objects.select_related("account", "team", "office", "deputy").get(pk=each.member.pk)
    next_in = None if _answers(each) else presence.next_in(here.membership, each.account, here.at)
    record = registers.current(here.association, RECORD, each.account)
    team = [
        one for one in found if one.member.team_id == member.team_id and _answers(one) and one is not each
    ]
    return Card(
        handle=handle,
        name=each.account.name,
        who=speakers(here, [member])[each.account.pk],
        where=_where(each),
        free=_answers(each),
        next_in=moment_words(next_in, here.calendar, here.calendar.local(here.at).year) if next_in else "",
        voicemail=any(entry.facts.get(VOICEMAIL) is True for entry in record),
        diverted=each.divert_name,
        briefing=each.where.divert.briefing,
        deputy=member.deputy.name if member.deputy is not None else "",
        others=tuple(Choice(one.account.handle, one.account.name, False) for one in team),
    )


def who_helps(here: Here, subject: str) -> tuple[str, ...]:
    """What the directory says of that subject: to whom it goes."""
    kind = here.rulebook.kinds["call.received"].field("subject")
    words = dict(kind.choices).get(subject, "") if kind else ""
    rows = registers.current(here.association, WHO_HELPS)
    wanted = {each.casefold() for each in (subject, *words.split()) if len(each) > 3}
    found = []
    for each in rows:
        title = str(each.facts.get("subject", ""))
        if wanted & {word.casefold().strip(",.") for word in title.split()}:
            parts = (title, each.facts.get("team"), each.facts.get("phone"), each.facts.get("note"))
            found.append(", ".join(str(part) for part in parts if part))
    return tuple(found)
