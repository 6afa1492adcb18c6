"""Which alarms stand at the top of every page?

    watched = watched_at(here)
    watched.banners     # (Banner(what="Gas or fumes", where="14 Mill Lane", …), …)
    watched.dead        # a sentence where the worker shows no sign of life, else empty
    watched.silent      # a sentence where a mailbox has not been read for a quarter of an hour

A safety alarm is on every page of whoever is called, until somebody says that they have it. Where the worker
is dead nothing falls due by itself and nobody is warned: that is an alarm too, and everybody's. It costs one
query a page.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import ROLES, Permission
from kept.rulebook.model import HAZARD_MARKED, Danger, Rulebook
from kept.store import alarms
from kept.store.models.telephone import ESCALATION
from kept.web.shared.words import moment_words

if TYPE_CHECKING:
    from kept.store.alarms import Calling, Passed
    from kept.web.shared.access import Here

# The worker shows itself every quarter of a minute, and waits half a minute for a database that is away.
DEAD_AFTER = timedelta(seconds=90)
SHOWN = 80


@dataclass(frozen=True, slots=True)
class Banner:
    """One alarm as every page shows it. `have` is where to say that one sees to it; empty for who may not."""

    ref: str
    what: str
    where: str
    since: str
    turn: str
    address: str
    have: str


@dataclass(frozen=True, slots=True)
class CallForYou:
    """One call that was put through to this person, or for which their lead is asked."""

    ref: str
    says: str
    address: str


@dataclass(frozen=True, slots=True)
class Watched:
    """What stands at the top. `seen` changes when it does, so that nothing is read out twice."""

    banners: tuple[Banner, ...]
    dead: str
    seen: str
    fresh: str
    unread: int = 0
    calls: tuple[CallForYou, ...] = ()
    # A sentence where e-mail is not read, for whoever can do something about it.
    silent: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """Whom to ring. `tel` is the number as a telephone dials it."""

    who: str
    number: str
    tel: str


def watched_at(here: Here) -> Watched:
    """The alarms that have come to this person, and whether the worker lives."""
    alarm = here.rulebook.association.alarm
    roles = {role for place in here.places if place.slug == here.slug for role in place.roles}
    calming = here.rulebook.calming
    watch = alarms.watch(here.membership, roles=roles, alarm=alarm, at=here.at, calming=calming)
    banners = tuple(_banner(here, each) for each in watch.calling)
    dead = _dead(here, watch)
    calls = tuple(_call(here, each) for each in watch.passed)
    silent = _silent(here, watch)
    told = "\n".join(
        [dead, silent, *(f"{each.ref} {each.what} {each.where} {each.turn}" for each in banners)]
    )
    told += "".join(f"\n{each.ref} {each.says}" for each in calls)
    seen = hashlib.sha256(told.encode()).hexdigest()[:16]
    return Watched(banners, dead, seen, reverse("alarms", args=[here.slug]), watch.unread, calls, silent)


def _call(here: Here, passed: Passed) -> CallForYou:
    """In one line: who has whom on the line for whom."""
    said = {
        "by": passed.by,
        "who": passed.who or _("somebody who gave no name"),
        "at": f"{here.calendar.local(passed.at):%H:%M}",
    }
    if passed.sort == ESCALATION:
        says = _("%(by)s asks you to take this up: %(who)s, since %(at)s") % said
    else:
        says = _("%(by)s puts a call through to you: %(who)s, since %(at)s") % said
    return CallForYou(passed.ref, says, reverse("call-one", args=[here.slug, passed.ref]))


def _banner(here: Here, calling: Calling) -> Banner:
    where = calling.where if len(calling.where) <= SHOWN else f"{calling.where[: SHOWN - 1]}…"
    address = reverse("alarm", args=[here.slug, calling.ref])
    return Banner(
        ref=calling.ref,
        what=alarm_words(here.rulebook, calling),
        where=where,
        since=moment_words(calling.since, here.calendar, here.calendar.local(here.at).year),
        turn=_turn(calling, here),
        address=reverse("thread", args=[here.slug, calling.ref]),
        have=address if here.may(Permission.RECORD) else "",
    )


def _turn(calling: Calling, here: Here) -> str:
    """Who is called now."""
    if calling.concern:
        return _("You lead on this, so it is yours.")
    label = ROLES[calling.role].label.lower() if calling.role in ROLES else calling.role
    if here.membership.role == calling.role:
        return _("It is your turn, as %(role)s.") % {"role": label}
    return _("Nobody has answered; now the %(role)s is called.") % {"role": label}


def alarm_words(rulebook: Rulebook, calling: Calling) -> str:
    """What calls somebody: the sort of danger, or a concern of which no more is said in passing."""
    if calling.concern:
        return _("a safeguarding concern")
    kind = rulebook.kinds.get(calling.kind)
    if kind is not None and calling.kind != HAZARD_MARKED:
        return kind.alarm_words(calling.what)
    return danger_words(rulebook, calling.what)


def danger_words(rulebook: Rulebook, what: str) -> str:
    """What a sort of danger is called: "Gas or fumes"."""
    kind = rulebook.kinds.get(HAZARD_MARKED)
    field = kind.field("what") if kind else None
    return dict(field.choices).get(what, what) if field else what


def _dead(here: Here, watch: alarms.Watch) -> str:
    if watch.beat_at is None:
        return _(
            "The part of Kept that watches the time has never run here: nothing falls due by itself, and"
            " nobody is called. Tell whoever looks after Kept, now."
        )
    if here.at - watch.beat_at <= DEAD_AFTER:
        return ""
    when = moment_words(watch.beat_at, here.calendar, here.calendar.local(here.at).year)
    return _(
        "The part of Kept that watches the time has stopped, last seen at %(when)s: nothing falls due by"
        " itself, and nobody is called. Tell whoever looks after Kept, now."
    ) % {"when": when}


def _silent(here: Here, watch: alarms.Watch) -> str:
    if watch.silent is None or not (here.may(Permission.PEOPLE) or here.may(Permission.REASSIGN)):
        return ""
    when = moment_words(watch.silent, here.calendar, here.calendar.local(here.at).year)
    return _(
        "E-mails to us have not been read since %(when)s: what customers write starts no clock and reaches"
        " nobody. Tell whoever looks after Kept; “kept mail check” says what is wrong."
    ) % {"when": when}


def numbers_of(danger: Danger) -> tuple[Number, ...]:
    """Whom to ring, ready to be dialled."""
    return tuple(
        Number(who, number, "".join(each for each in number if each.isdigit() or each == "+"))
        for who, number in danger.ring
    )
