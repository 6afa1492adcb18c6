"""What do we say to a customer to whom we did not keep a promise?

    draft_of(here, record)      # Draft(text="Dear Ms Okafor, …", typed={"f-reason": …, "f-new_date": …})

An apology, the reason and a new date, drafted by the person's own channel: a letter or an e-mail to send, or
the words to say on the telephone. The form comes filled in, so that two keys put it on record. Kept sends
nothing itself; whoever speaks for us does, in their own words if they are better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kept.casework import Clock, Verdict
from kept.casework.safe_contact import dear, rules_of
from kept.rulebook.cases import practice_of
from kept.rulebook.model import AFTER_ANY
from kept.web.shared.access import Here
from kept.web.shared.gist import gist_of
from kept.web.shared.words import day_words, due_words
from kept.web.thread.fetch import Record
from kept.web.thread.nexts import promise_of
from kept.workclock import WorkingDays, due, local_date

MADE = "apology.made"
# How an apology goes out by the way in which the customer came.
BY = {"call": "call", "relay": "call", "letter": "letter", "text": "text", "in-person": "in_person"}
OTHERWISE = "email"
SPOKEN = frozenset({"call", "in_person"})
NEW_DATE = WorkingDays(2)
_MOMENT = timedelta(microseconds=1)
BROKEN = frozenset({Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED, Verdict.EXCUSED})


@dataclass(frozen=True, slots=True)
class Draft:
    """The words, and what the form says with them."""

    text: str
    typed: Mapping[str, str]


def draft_of(here: Here, record: Record) -> Draft | None:
    """The draft; None where no promise to the customer was broken."""
    broken = first_broken(record)
    if broken is None:
        return None
    how, reason = _how(record), _reason(record)
    day = None if broken.stop else _new_day(here, record)
    typed = {"f-reason": reason, "f-how": how, "f-new_date": day.isoformat() if day else ""}
    return Draft(_text(here, record, broken, how=how, reason=reason, day=day), typed)


def first_broken(record: Record) -> Clock | None:
    """The promise of the policy or law that was broken first, which is what the apology is about."""
    found = [
        each
        for each in record.clocks
        if each.verdict in BROKEN and (promise := promise_of(each, record)) and promise.after != AFTER_ANY
    ]
    return min(found, key=lambda each: each.due_at, default=None)


def _how(record: Record) -> str:
    kind = record.rules.kinds.get(record.events[0].kind)
    return BY.get(kind.channel or "", OTHERWISE) if kind else OTHERWISE


def _reason(record: Record) -> str:
    """The reason that is on record already, or one that is true of every breach."""
    for event in reversed(record.events):
        kind = record.rules.kinds.get(event.kind)
        if kind is not None and (kind.acts == "extend" or event.kind == "delay.foreseen"):
            reason = event.facts.get("reason") or record.words.get(event.id, {}).get("reason")
            if reason:
                return str(reason)
    return _("It took us longer than it should have.")


def _new_day(here: Here, record: Record) -> date:
    """Two working days from now, which whoever says sorry may change."""
    end = due(record.calendar, NEW_DATE, here.at).at
    return local_date(record.calendar, end - _MOMENT)


def _text(here: Here, record: Record, broken: Clock, *, how: str, reason: str, day: date | None) -> str:
    promise = promise_of(broken, record)
    said = {
        "me": here.membership.account.name,
        "place": here.name,
        "promise": promise.public if promise else "",
        "due": due_words(broken.due_at, record.calendar),
        "reason": reason,
        "day": day_words(day) if day else "",
        "name": _name(record),
    }
    parts = [
        _("This is %(me)s from %(place)s.") % said if how in SPOKEN else _("Dear %(name)s,") % said,
        _("We told you: “%(promise)s” That was to be %(due)s, and we did not do it. I am sorry.") % said,
        reason if reason.endswith((".", "!", "?")) else f"{reason}.",
        _("You will have it by %(day)s. If that does not suit you, please tell me.") % said
        if day
        else _("It has been done since. If anything is still missing, please tell me."),
    ]
    # For what a missed promise cost somebody, some houses pay: their letters say so (wessex:15.5).
    pays = practice_of(here.rulebook, "complaint").words.get("compensation", "")
    if pays:
        parts.append(pays)
    if how not in SPOKEN:
        parts.append(f"{said['me']}\n{said['place']}")
    return "\n\n".join(parts)


def _name(record: Record) -> str:
    person = record.thread.person
    if person is not None and person.name:
        return dear(str(person.name), rules_of(person.contact_rules))
    first = record.events[0]
    kind = record.rules.kinds.get(first.kind)
    found = gist_of(kind, record.words.get(first.id, {})) if kind else ""
    return found or _("customer")
