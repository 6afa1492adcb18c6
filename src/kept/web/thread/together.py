"""Did a colleague record something while this form was being filled in? And may the contact be closed yet?

Two people answer the same letter: the second is told in one sentence, with what they typed still there, and
decides whether theirs still stands. Nothing is locked while somebody types.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import Verdict
from kept.rulebook.model import AFTER_ANY, EventKind
from kept.web.shared.access import Here
from kept.web.shared.promising import promise_name
from kept.web.shared.words import due_words, moment_words
from kept.web.thread.fetch import Record
from kept.web.thread.nexts import promise_of

SEEN = "read-to"
SHOWN = 3


def latest(record: Record) -> str:
    """The last entry that whoever opens the form now has seen."""
    return max(record.events, key=lambda each: (each.recorded_at, each.id)).id


def meanwhile(here: Here, record: Record, post: Mapping[str, str]) -> str:
    """What a colleague recorded since the form was opened, in one sentence; empty where nobody did."""
    seen = record.by_id.get(post.get(SEEN, ""))
    if seen is None or post.get("uid", "") in record.by_id:
        return ""
    after = (seen.recorded_at, seen.id)
    others = [
        each
        for each in record.events
        if each.by != here.by and (each.recorded_at, each.id) > after and each.kind in record.rules.kinds
    ]
    if not others:
        return ""
    last = max(others, key=lambda each: each.recorded_at)
    return _(
        "%(who)s recorded “%(what)s” at %(when)s, while you were writing. Look at it first; if yours still"
        " stands, save again."
    ) % {
        "who": record.name(last.by),
        "what": record.rules.kinds[last.kind].label,
        "when": moment_words(last.recorded_at, record.calendar),
    }


def unfinished(record: Record, kind: EventKind) -> str:
    """Why the contact cannot be closed yet: which promises run; empty where none does."""
    if kind.acts != "close":
        return ""
    # An apology may still be owed, and be made, when all else is over; what this itself keeps is kept by it.
    running = [
        each
        for each in record.clocks
        if each.verdict is Verdict.RUNNING
        and (
            (promise := promise_of(each, record)) is None
            or (promise.after != AFTER_ANY and kind.name not in promise.stops)
        )
    ]
    if not running:
        return ""
    named = [
        _("%(name)s (%(due)s)")
        % {
            "name": promise_name(promise_of(each, record), each.promise),
            "due": due_words(each.due_at, record.calendar),
        }
        for each in sorted(running, key=lambda each: each.due_at)[:SHOWN]
    ]
    more = len(running) - len(named)
    if more:
        named.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return _(
        "Something is still promised here: %(promises)s. Do it, or record that the customer no longer wants"
        " it; then close."
    ) % {"promises": ", ".join(named)}
