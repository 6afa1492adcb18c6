"""What does each step of a visitor's page do, out of what was sent?

    ACTS["told"](here, "K7F3-9Q2M", visit, request.POST, uid)       # "It is on record that …", or a Refused

What a step refuses names the field at fault, so that the page can put the sentence beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from kept.actions import reception, seeing_off
from kept.actions.seeing_off import Next
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused, waiting
from kept.casework.waiting import NEED_FIELDS
from kept.store.models import Event, Resource
from kept.store.reception import Visit
from kept.web.reception.present import subjects_of
from kept.web.shared.access import Here
from kept.web.shared.moments import MomentError, read_moment

Act = Callable[[Here, str, Visit, Mapping[str, str], str], str | Refused]
LONGEST = 2_000


def _words(post: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    return post.get(name, "").replace("\x00", " ").replace("\r\n", "\n").strip()[:longest]


def _yes(post: Mapping[str, str], name: str) -> bool:
    return post.get(name) == "yes"


def _minutes(post: Mapping[str, str], name: str = "minutes") -> int | Refused:
    text = _words(post, name, 10)
    if not text.isascii() or not text.isdigit() or int(text) > waiting.LONGEST_TOLD:
        return Refused(_("Enter how many minutes, from 0 to 240."), name)
    return int(text)


def _common(here: Here, ref: str, uid: str) -> dict[str, object]:
    return {
        "association": here.association,
        "thread": ref,
        "by": here.by,
        "at": here.at,
        "uid": uid,
        "membership": here.membership,
    }


def _tell(here: Here, ref: str, kind: str, facts: Mapping[str, object], uid: str) -> Refused | None:
    """One event of the thread; told twice under one name it is told once."""
    if Event.objects.filter(uid=uid).exists():
        return None
    given = {name: value for name, value in facts.items() if value not in (None, "")}
    telling = Telling(kind, here.at, given, uid=uid, thread=ref)
    told = tell([telling], association=here.association, by=here.by, at=here.at, membership=here.membership)
    return told.refused


def greeted(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """Somebody said hello and asked how we can help."""
    refused = None if visit.stay.greeted_at else _tell(here, ref, waiting.GREETED, {}, uid)
    return refused or _("Ticket %(n)s was greeted.") % {"n": visit.ticket}


def told(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """How long they were told it takes, beside what Kept worked out."""
    minutes = _minutes(post)
    if isinstance(minutes, Refused):
        return minutes
    worked_out = _words(post, "worked_out", 10)
    facts: dict[str, object] = {
        "minutes": minutes,
        "worked_out": int(worked_out) if worked_out.isascii() and worked_out.isdigit() else minutes,
        "because": post.get("because") if post.get("because") in ("turn", "room", "colleague") else "turn",
        "later_offered": True if _yes(post, "later_offered") else None,
    }
    refused = _tell(here, ref, waiting.TOLD_WAIT, facts, uid)
    return refused or _("It is on record that ticket %(n)s was told %(wait)s minutes.") % {
        "n": visit.ticket,
        "wait": minutes,
    }


def sorry(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """We said sorry, and what was offered."""
    facts = {
        "apologised": _yes(post, "apologised"),
        "refreshments": post.get("refreshments") if post.get("refreshments") in _OFFERED else None,
        "reason": _words(post, "reason", 500),
    }
    if not facts["apologised"]:
        return Refused(_("Say sorry first, and tick that you did."), "apologised")
    refused = _tell(here, ref, waiting.APOLOGISED, facts, uid)
    return refused or _("The apology is on record.")


_OFFERED = ("taken", "declined", "none")


def needs(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """What they need while they are here, as it stands now."""
    facts: dict[str, object] = {name: _yes(post, name) for name in NEED_FIELDS}
    facts["language"] = _words(post, "language", 100)
    teams = {slug: team for slug, _label, team in subjects_of(here)}
    subject = post.get("subject", "")
    if subject in teams:
        facts |= {"for_what": subject, "to_team": teams[subject]}
    done = reception.needs(**_common(here, ref, uid), said=facts)  # type: ignore[arg-type]
    return done if isinstance(done, Refused) else _("What they need is on record.")


def see(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """Where they are seen, by whom, and for how long the room is taken."""
    chosen = post.get("where", "")
    room = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else None
    minutes = _minutes(post)
    if isinstance(minutes, Refused):
        return minutes
    private = visit.stay.private or _yes(post, "private")
    where = chosen
    if room is not None:
        apart = Resource.objects.filter(association=here.association, pk=room, apart=True).exists()
        where = waiting.PRIVATE if apart else waiting.ROOM
    done = reception.place(
        **_common(here, ref, uid),  # type: ignore[arg-type]
        where=where,
        room=room,
        minutes=minutes,
        private=private,
        declined=_yes(post, "declined"),
        with_whom=_words(post, "with_whom", 60),
        threat=_words(post, "threat"),
        approved_by=_words(post, "approved_by", 60),
    )
    return done if isinstance(done, Refused) else _("Ticket %(n)s is seen.") % {"n": visit.ticket}


def lacking(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """No private room was to be had, and what they were told."""
    minutes = _minutes(post)
    if isinstance(minutes, Refused):
        return minutes
    done = reception.lacking(
        **_common(here, ref, uid),  # type: ignore[arg-type]
        minutes=minutes,
        later_offered=_yes(post, "later_offered"),
    )
    return done if isinstance(done, Refused) else _("It is on record that no private room was free.")


def pass_on(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """A colleague takes them, or nobody could and why."""
    several = post.getlist("tried") if isinstance(post, QueryDict) else [post.get("tried", "")]
    tried = ", ".join(filter(None, several))
    done = seeing_off.pass_on(
        **_common(here, ref, uid),  # type: ignore[arg-type]
        team=_words(post, "team", 60),
        to=_words(post, "to", 60),
        tried=tried[:500],
        nobody=post.get("nobody", ""),
        note=_words(post, "note"),
    )
    return done if isinstance(done, Refused) else _("It is on record whom you asked.")


def look(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """A second colleague looked, and what both saw."""
    done = seeing_off.look(
        **_common(here, ref, uid),  # type: ignore[arg-type]
        second=_words(post, "second", 60),
        found=post.get("found", ""),
        note=_words(post, "note"),
    )
    if isinstance(done, Refused):
        return done
    if post.get("found") == waiting.ILL:
        return _("It is on record. They may be ill: get help now, with “Danger now” at the top of the page.")
    return _("It is on record what you both saw.")


def away(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """Not interviewed today, with another appointment."""
    declined = _yes(post, "declined")
    booked = None if declined else _next(here, post, home=False)
    if isinstance(booked, Refused):
        return booked
    done = seeing_off.turn_away(
        **_common(here, ref, uid),  # type: ignore[arg-type]
        reason=_words(post, "reason"),
        booked=booked,
        declined=declined,
    )
    return done if isinstance(done, Refused) else _("It is on record, with the next appointment.")


def unsettled(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """Not settled today: what was tried, and the next appointment."""
    chose = post.get("chose", "")
    booked = _next(here, post, home=chose == "home") if chose in ("office", "home") else None
    if isinstance(booked, Refused):
        return booked
    done = seeing_off.unsettled(
        **_common(here, ref, uid),  # type: ignore[arg-type]
        tried=_words(post, "tried"),
        chose=chose,
        booked=booked,
        confirmed=post.get("confirmed", ""),
    )
    return done if isinstance(done, Refused) else _("The next appointment is in the diary.")


def _next(here: Here, post: Mapping[str, str], *, home: bool) -> Next | Refused | None:
    """The next appointment as it was typed, or chosen of the times offered; None where there is none."""
    whom, free = _words(post, "whom", 60), _words(post, "free", 40)
    day, clock = _words(post, "day", 20), _words(post, "clock", 20)
    if not (free or day or clock):
        return None
    if not whom:
        return Refused(_("Say with whom the next appointment is."), "whom")
    try:
        starts = datetime.fromisoformat(free) if free else read_moment(day, clock, zone=here.zone)
    except MomentError as problem:
        return Refused(str(problem), "day")
    except ValueError:
        return Refused(_("Choose one of the times, or give a day and a time."), "day")
    if starts.tzinfo is None:
        starts = starts.replace(tzinfo=ZoneInfo(here.zone))
    despite = ("outside",) if _yes(post, "outside") else ()
    return Next(starts, whom, home, _words(post, "phone", 40), _words(post, "venue", 500), despite)


def answered(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """They have the answer that they came for."""
    done = reception.finish(
        **_common(here, ref, uid),  # type: ignore[arg-type]
        answered=True,
        note=_words(post, "note"),
    )
    return done if isinstance(done, Refused) else _("Ticket %(n)s has the answer.") % {"n": visit.ticket}


def left(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """They left before anybody could see them."""
    done = reception.finish(**_common(here, ref, uid), answered=False)  # type: ignore[arg-type]
    return done if isinstance(done, Refused) else _("Ticket %(n)s has left.") % {"n": visit.ticket}


def named(here: Here, ref: str, visit: Visit, post: Mapping[str, str], uid: str) -> str | Refused:
    """Somebody is asked for by name: a contact of its own, with that colleague's promise to answer."""
    whom = _words(post, "whom", 60)
    if not whom:
        return Refused(_("Say whom they asked for."), "whom")
    if Event.objects.filter(uid=uid).exists():
        return _("Your colleague has it: they answer by the time that was promised.")
    person = visit.thread.person
    facts: dict[str, object] = {"named_officer": True, "about": _words(post, "about")}
    said = str(visit.words.get("from_name") or "") or (person.stands.name if person else "")
    if said:
        facts["from_name"] = said
    telling = Telling(
        "appointment.requested",
        here.at,
        {name: value for name, value in facts.items() if value not in (None, "")},
        uid=uid,
        owner=whom,
        person=person.stands.ref if person else None,
        office=visit.thread.office.slug if visit.thread.office else None,
    )
    done = tell([telling], association=here.association, by=here.by, at=here.at, membership=here.membership)
    if done.refused is not None:
        return Refused(done.refused.sentence, "whom")
    return _("Your colleague has it: they answer by the time that was promised.")


ACTS: Mapping[str, Act] = {
    "greeted": greeted,
    "told": told,
    "sorry": sorry,
    "needs": needs,
    "see": see,
    "lacking": lacking,
    "pass": pass_on,
    "look": look,
    "away": away,
    "unsettled": unsettled,
    "answered": answered,
    "left": left,
    "named": named,
}
