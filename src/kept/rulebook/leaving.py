"""What has to be seen to when somebody is away, by whom, and where may a telephone be diverted?

    - name: email-checked
      title: E-mail looked at every day
      for: [leave, sickness]
      longer_than: 2 working days
      by: manager
      names: yes                 # whoever sees to it names a colleague …
      daily: yes                 # … who looks every working day and says what was there

In `leave.yaml`, shared by all or an association's own. `diverts.yaml` lists the places, beside colleagues,
where a telephone may ring instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.workclock.spans import Days, WorkingDays

KINDS = ("leave", "sickness", "training", "other")
SELF, RECEPTION, MANAGER = "self", "reception", "manager"
# What naming somebody brings about: they have the letters, or the messages; or it is only written down.
GIVES = ("letters", "messages")
# The words that an out-of-office reply may leave open.
BLANKS = ("association", "name", "return_day", "cover", "cover_number")


@dataclass(frozen=True, slots=True)
class LeaveStep:
    """One thing to be seen to. Without `kinds` it is for every absence.

    `words` is the text of an automatic reply; `dates` asks for its first and last day, which are those of the
    absence; `divert` says that the telephone rings elsewhere from then on.
    """

    name: str
    title: str
    says: str
    by: str
    kinds: tuple[str, ...] = ()
    longer_than: WorkingDays | Days | None = None
    names: bool = False
    daily: bool = False
    gives: str = ""
    dates: bool = False
    divert: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class DivertPlace:
    """Where a telephone may ring that is no colleague's."""

    name: str
    title: str
    phone: str = ""


def read_step(entry: Entry, context: Context) -> LeaveStep | None:
    """One step; None where it has no name, no words or nobody to see to it."""
    entry.only(
        "name",
        "title",
        "says",
        "by",
        "for",
        "longer_than",
        "names",
        "daily",
        "gives",
        "dates",
        "divert",
        "words",
    )
    name, title, says = entry.slug("name"), entry.text("title", limit=80), entry.text("says", limit=300)
    by = entry.choice("by", (SELF, RECEPTION, MANAGER))
    kinds = entry.words("for")
    for each in kinds:
        if each not in KINDS:
            entry.not_among("for", "No absence is of this kind.", each, KINDS)
    span = entry.span("longer_than", required=False)
    longer = span if isinstance(span, WorkingDays | Days) else None
    if span is not longer:
        entry.fault(
            "longer_than",
            "Say in days how long an absence is.",
            found=str(span),
            allowed="such as 3 working days, or 3 days",
        )
    names, daily = entry.flag("names"), entry.flag("daily")
    gives = entry.choice("gives", GIVES, required=False) or ""
    if (daily or gives) and not names:
        entry.fault(
            "daily" if daily else "gives", "Say that the one who does it is named.", allowed="names: yes"
        )
    words = entry.text("words", limit=600, required=False) or ""
    _check_words(entry, words)
    if not (name and title and says and by):
        return None
    return LeaveStep(
        name,
        title,
        says,
        by,
        kinds=kinds,
        longer_than=longer,
        names=names,
        daily=daily,
        gives=gives,
        dates=entry.flag("dates"),
        divert=entry.flag("divert"),
        words=words,
    )


def _check_words(entry: Entry, words: str) -> None:
    """Note a blank in the words of a reply that nothing fills."""
    try:
        words.format(**dict.fromkeys(BLANKS, ""))
    except (KeyError, IndexError, ValueError):
        allowed = ", ".join(f"{{{each}}}" for each in BLANKS)
        entry.fault("words", "The reply has a blank that nothing fills.", allowed=allowed)


def read_divert(entry: Entry, context: Context) -> DivertPlace | None:
    """One place; None where it has no name."""
    entry.only("name", "title", "phone")
    name, title = entry.slug("name"), entry.text("title", limit=60)
    phone = entry.text("phone", limit=40, required=False) or ""
    return DivertPlace(name, title, phone) if name and title else None
