"""What does a complaint say of itself, in words for the page of its case?

told = Told.of(visits.told(thread, association))
wanted_of(told)           # their own words, the outcome that they seek, when it happened and was told
people_of(told, on=today) # who speaks for them and whether we may speak with them
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import complaining as pure
from kept.casework.values import Event
from kept.rulebook.model import Rulebook
from kept.store.visits import Said
from kept.web.shared.words import day_words
from kept.workclock import Calendar, local_date


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that happened to the complaint, with the words, in order."""

    said: tuple[Said, ...]
    calendar: Calendar

    @property
    def events(self) -> tuple[Event, ...]:
        """The same without the words."""
        return tuple(each.event for each in self.said)

    def all(self, *kinds: str) -> tuple[Said, ...]:
        """What happened of these kinds, in order."""
        return tuple(each for each in self.said if each.kind in kinds)

    def last(self, *kinds: str) -> Mapping[str, Any]:
        """The newest of these kinds; empty where there is none."""
        found = self.all(*kinds)
        return found[-1].facts if found else {}

    def day(self, event: Event) -> str:
        """On which day it happened, in words."""
        return day_words(local_date(self.calendar, event.happened_at))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What they say and what they seek. `late` says how long ago it was, where it is long ago."""

    about: str
    words: str
    wanted: str
    happened: str
    received: str
    late: str
    help: tuple[str, ...]
    read_back: bool
    wish: str
    wish_said: str


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point of the complaint."""

    number: int
    words: str
    finding: str
    reason: str


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """Somebody who speaks for them."""

    name: str
    relation: str
    scope: str
    consent: str
    until: str
    may: bool
    says: str


@dataclass(frozen=True, slots=True)
class AskedLine:
    """Something that they were asked for."""

    what: str
    asked: str
    by: str
    holds: bool
    reminded: str
    given: str


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """Something that was offered, and what they said."""

    what: str
    sort: str
    on: str
    reply: str
    reply_on: str
    reply_said: str


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """What was decided about money."""

    due: bool
    amount: str
    procedure: str
    reason: str
    by: str
    on: str
    pay_by: str
    paid: str


def choice_words(rulebook: Rulebook, kind: str, field: str, value: object) -> str:
    """What a choice says on the form; the value itself where nobody knows it."""
    known = rulebook.kinds.get(kind)
    found = known.field(field) if known is not None else None
    return dict(found.choices).get(str(value), str(value)) if found is not None else str(value)


def wanted_of(told: Told, rulebook: Rulebook, accept_months: int) -> Wanted:
    """Their own words and the outcome that they seek, apart from what staff make of it."""
    opening = told.all(pure.RECEIVED)[0]
    facts = opening.facts
    happened = pure.day_of(facts.get("happened_on"))
    received = local_date(told.calendar, opening.event.happened_at)
    helps = [str(facts.get("help") or "")] + [
        f"{told.day(each.event)}: {each.facts['help']}"
        for each in told.all(pure.HELP_GIVEN)
        if each.facts.get("help")
    ]
    wish = told.last(pure.WISHED)
    read = facts.get("read_back") is True or any(
        each.facts.get("read_back") is True for each in told.all(pure.HELP_GIVEN)
    )
    return Wanted(
        str(facts.get("about") or ""),
        str(facts.get("words") or ""),
        str(facts.get("wanted") or ""),
        day_words(happened) if happened else "",
        day_words(received),
        _late(happened, received, accept_months),
        tuple(each for each in helps if each),
        read,
        choice_words(rulebook, pure.WISHED, "wish", wish["wish"]) if wish else "",
        str(wish.get("said") or ""),
    )


def _late(happened: date | None, received: date, accept_months: int) -> str:
    if happened is None:
        return ""
    months = (received.year - happened.year) * 12 + received.month - happened.month
    months -= received.day < happened.day
    if accept_months and months >= accept_months:
        over = ngettext("%(n)d month", "%(n)d months", accept_months) % {"n": accept_months}
        return _(
            "It happened more than %(over)s before they told us. Look at it all the same, unless somebody "
            "else decides that we cannot."
        ) % {"over": over}
    return ""


def points_of(told: Told, rulebook: Rulebook) -> tuple[PointLine, ...]:
    """Each point with what we found."""
    words = {each.event.id: str(each.facts.get("point") or "") for each in told.all(pure.POINT_ADDED)}
    reasons = {
        each.facts.get("number"): str(each.facts.get("reason") or "") for each in told.all(pure.POINT_DECIDED)
    }
    return tuple(
        PointLine(
            each.number,
            words.get(each.event, ""),
            choice_words(rulebook, pure.POINT_DECIDED, "finding", each.finding) if each.finding else "",
            reasons.get(each.number, ""),
        )
        for each in pure.points(told.events)
    )


def speakers_of(told: Told, on: date) -> tuple[SpeakerLine, ...]:
    """Who speaks for them, and whether we may speak with them today."""
    return tuple(_speaker(each.facts, on) for each in told.all(pure.REPRESENTED))


def _speaker(facts: Mapping[str, Any], on: date) -> SpeakerLine:
    until, consent = pure.day_of(facts.get("until_on")), pure.day_of(facts.get("consent_on"))
    name = str(facts.get("name") or "")
    may = pure.may_speak(str(facts.get("authority")), until, on, name=name or _("them"))
    return SpeakerLine(
        name,
        str(facts.get("relation") or ""),
        str(facts.get("scope") or ""),
        day_words(consent) if consent else "",
        day_words(until) if until else "",
        may.may,
        may.says,
    )


def asked_of(told: Told) -> tuple[AskedLine, ...]:
    """What they were asked for, when, and whether it came."""
    words = {each.event.id: str(each.facts.get("what") or "") for each in told.all(pure.ASKED)}

    def day(value: date | None) -> str:
        return day_words(value) if value else ""

    return tuple(
        AskedLine(
            words.get(each.event, ""),
            day(each.asked_on),
            day(pure.day_of(each.by_on)),
            each.holds,
            day(each.reminded_on),
            day(each.given_on),
        )
        for each in pure.askings(told.events)
    )


def remedies_of(told: Told, rulebook: Rulebook) -> tuple[RemedyLine, ...]:
    """What was offered, each with the reply that came after it."""
    found: list[RemedyLine] = []
    both = told.all(pure.REMEDY_OFFERED, pure.REMEDY_REPLIED)
    for at, each in enumerate(both):
        if each.kind != pure.REMEDY_OFFERED:
            continue
        reply = next((one for one in both[at + 1 :] if one.kind == pure.REMEDY_REPLIED), None)
        found.append(
            RemedyLine(
                str(each.facts.get("what") or ""),
                choice_words(rulebook, pure.REMEDY_OFFERED, "sort", each.facts.get("sort")),
                told.day(each.event),
                ""
                if reply is None
                else _("accepted")
                if reply.facts.get("accepted") is True
                else _("not accepted"),
                told.day(reply.event) if reply is not None else "",
                str(reply.facts.get("said") or "") if reply is not None else "",
            )
        )
    return tuple(found)


def money_of(told: Told, names: Mapping[str, str]) -> MoneyLine | None:
    """The newest decision about money; None where nobody has decided."""
    found = told.all(pure.COMPENSATION_DECIDED)
    if not found:
        return None
    each, facts = found[-1], found[-1].facts
    paid = told.all(pure.COMPENSATION_PAID)
    pay_by = pure.day_of(facts.get("pay_by"))
    return MoneyLine(
        facts.get("due") is True,
        f"£{int(facts.get('amount') or 0):,}",
        str(facts.get("procedure") or ""),
        str(facts.get("reason") or ""),
        names.get(each.event.by, each.event.by),
        told.day(each.event),
        day_words(pay_by) if pay_by else "",
        told.day(paid[-1].event) if paid else "",
    )


def apologies_of(told: Told, rulebook: Rulebook, names: Mapping[str, str]) -> tuple[str, ...]:
    """Who said sorry, when and how."""
    found = []
    for each in told.all(pure.APOLOGY):
        how = choice_words(rulebook, pure.APOLOGY, "how", each.facts["how"]) if each.facts.get("how") else ""
        who = str(each.facts.get("by_whom") or names.get(each.event.by, each.event.by))
        found.append(", ".join(part for part in (told.day(each.event), who, how) if part))
    for each in told.all(*pure.ANSWERS):
        if each.facts.get("apologised") is True:
            who = names.get(each.event.by, each.event.by)
            found.append(_("%(day)s, %(who)s, in the answer") % {"day": told.day(each.event), "who": who})
    return tuple(found)


def handles_of(said: Iterable[Said]) -> Sequence[str]:
    """Everybody who told something of it."""
    return sorted({each.event.by for each in said})
