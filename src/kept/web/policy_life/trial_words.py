"""How is what came of a trial said in words?

    list(headline(found))
    # ["Under the draft, 41 more promises would have been broken: 312 instead of 271.", …]

A difference is always said as words, more or fewer; its colour says nothing of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.casework.tried import Day, Line, Tried
from kept.store.models import PolicyTrial
from kept.web.shared.access import Here
from kept.web.shared.words import Words, day_words

PARTS = ("kept", "broken", "running")
LABELS = {
    "kept": gettext_lazy("Kept"),
    "broken": gettext_lazy("Broken"),
    "running": gettext_lazy("Still running"),
}
# What more of each means, and what fewer; of what still runs it means nothing yet.
_TONES = {"kept": ("good", "bad"), "broken": ("bad", "good"), "running": ("calm", "calm")}


def headline(found: Tried) -> Iterable[str]:
    """What it comes to, in a sentence or two."""
    if not found.threads:
        yield _("Nothing is on record since that day, so there is nothing to compare.")
        return
    yield _whole(found)
    largest = max(found.lines, key=lambda each: abs(each.change.broken), default=None)
    if largest is not None and largest.change.broken:
        said = {
            "name": promise_words(largest),
            "change": difference(largest.now.broken, largest.draft.broken),
        }
        yield _("The largest difference is “%(name)s”: %(change)s broken.") % said


def _whole(found: Tried) -> str:
    now, draft = found.whole.now, found.whole.draft
    more = draft.broken - now.broken
    said = {"n": f"{abs(more):,}", "draft": f"{draft.broken:,}", "now": f"{now.broken:,}"}
    if more > 0:
        says = ngettext(
            "Under the draft, %(n)s more promise would have been broken: %(draft)s instead of %(now)s.",
            "Under the draft, %(n)s more promises would have been broken: %(draft)s instead of %(now)s.",
            more,
        )
    elif more < 0:
        says = ngettext(
            "Under the draft, %(n)s promise fewer would have been broken: %(draft)s instead of %(now)s.",
            "Under the draft, %(n)s promises fewer would have been broken: %(draft)s instead of %(now)s.",
            -more,
        )
    elif now == draft:
        says = _("Under the draft, as many promises would have been kept, and as many broken.")
    else:
        says = _("Under the draft, as many promises would have been broken as were: %(now)s.")
    return says % said


def shortly(found: Tried) -> Words:
    """The same for a list."""
    if not found.threads:
        return Words(_("Nothing on record"), "mute")
    whole = found.whole
    if whole.now == whole.draft:
        return Words(_("No difference"), "mute")
    change = change_of("broken", whole.now.broken, whole.draft.broken)
    if change is None:
        return Words(_("As many broken"), "calm")
    return Words(_("%(change)s broken") % {"change": change.text}, change.tone)


def span_words(here: Here, trial: PolicyTrial, found: Tried) -> str:
    """From when to when, and on how much."""
    last = here.calendar.local(trial.until).date()
    said = {"first": day_words(trial.since), "last": day_words(last), "n": f"{found.threads:,}"}
    says = ngettext(
        "From %(first)s to %(last)s: %(n)s record, judged twice, by the policy that was in force "
        "and as if the draft had been.",
        "From %(first)s to %(last)s: %(n)s contacts, cases and other records, each judged twice, by the "
        "policy that was in force and as if the draft had been.",
        found.threads,
    )
    return says % said


def busiest_words(days: Sequence[Day]) -> str:
    """Which day is the busiest, and which would have been."""
    if not days:
        return ""
    most = max(days, key=lambda each: (each.draft, each.now))
    before = max(days, key=lambda each: (each.now, each.draft))
    said = {"n": f"{most.draft:,}", "was": f"{before.now:,}"}
    said |= {"day": day_words(most.day), "before": day_words(before.day)}
    if most.day == before.day and most.draft == before.now:
        says = _("Either way the busiest day is %(day)s, with %(n)s to be kept by its end.")
    elif most.day == before.day:
        says = _(
            "Either way the busiest day is %(day)s: %(was)s to be kept by its end, and %(n)s under the draft."
        )
    else:
        says = _(
            "Under the draft the busiest day would have been %(day)s, with %(n)s to be kept by its end. By "
            "the policy in force it is %(before)s, with %(was)s."
        )
    return says % said


def left_out(found: Tried) -> Iterable[str]:
    """What could not be judged twice, and why."""
    dated = found.uncounted - found.never_open
    if dated:
        yield ngettext(
            "%(n)s record was left out: a date in it lies before the first bank holiday that Kept knows.",
            "%(n)s records were left out: a date in each lies before the first bank holiday that Kept knows.",
            dated,
        ) % {"n": f"{dated:,}"}
    if found.never_open:
        yield ngettext(
            "%(n)s record was left out: by one of the two its office never opens, so that no hours "
            "can be counted.",
            "%(n)s records were left out: by one of the two their office never opens, so that no "
            "hours can be counted.",
            found.never_open,
        ) % {"n": f"{found.never_open:,}"}


def promise_words(line: Line) -> str:
    """What the promise is called."""
    return line.name.replace("-", " ").capitalize()


def change_of(part: str, now: int, draft: int) -> Words | None:
    """The difference in one part, and whether it is good; None where there is none."""
    if now == draft:
        return None
    more, fewer = _TONES[part]
    return Words(difference(now, draft), more if draft > now else fewer)


def difference(now: int, draft: int) -> str:
    """“41 more”, “3 fewer”, or nothing."""
    if now == draft:
        return ""
    n = f"{abs(draft - now):,}"
    return _("%(n)s more") % {"n": n} if draft > now else _("%(n)s fewer") % {"n": n}
