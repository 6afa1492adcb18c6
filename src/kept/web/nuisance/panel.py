"""What does the page of a case among neighbours show beside its steps?

Groups of lines: how to deal with them safely, how soon, what is still missing, and what was tried. A line
that asks for something carries a word in colour and in letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.casework import nuisance as pure
from kept.casework.cases import Standing
from kept.casework.permissions import Permission
from kept.casework.values import Event
from kept.casework.visibility import CONFIDENTIAL, SAFEGUARDING
from kept.rulebook.people import people_lists
from kept.store import files
from kept.store import nuisance as stored
from kept.store.accounts import names_by_handle
from kept.store.models import Thread
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import day_words, due_words, moment_words

TEMPLATE = "nuisance/_panel.html"
POLICY = "harassment-policy"
_ENTRIES = 10
_LEVELS: Mapping[str, tuple[object, str]] = {
    pure.LOW: (gettext_lazy("Low"), "kept"),
    pure.MEDIUM: (gettext_lazy("Medium"), "soon"),
    pure.HIGH: (gettext_lazy("High: within a day"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known. `words` are somebody's own; `tag` says what it asks for."""

    label: str
    text: str = ""
    words: str = ""
    tag: str = ""
    tone: str = "note"
    address: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together."""

    name: str
    title: str
    lines: tuple[Line, ...]
    act: tuple[str, str] = ("", "")


class Record:
    """A case and what is on record of it, read once."""

    def __init__(self, here: Here, thread: Thread, standing: Standing) -> None:
        self.here, self.thread, self.standing = here, thread, standing
        self.events = stored.events_of(thread, here.at)
        self.words = stored.words_of(standing.events)
        self.names = names_by_handle({each.by for each in standing.events})
        self.year = here.calendar.local(here.at).year
        self.today: date = here.calendar.local(here.at).date()

    def of(self, *kinds: str) -> Sequence[Event]:
        """The events of these kinds, in order."""
        return [each for each in self.standing.events if each.kind in kinds]

    def said(self, event: Event, *names: str) -> str:
        """The first of these that the event says, personal or not; erased words are gone."""
        words = self.words.get(event.id, {})
        found = (words.get(name) or event.facts.get(name) for name in names)
        return next((str(each) for each in found if each), "")

    def choice(self, event: Event, name: str) -> str:
        """The words of what was chosen."""
        kind = self.here.rulebook.kinds.get(event.kind)
        field = kind.field(name) if kind else None
        value = str(event.facts.get(name) or "")
        return dict(field.choices).get(value, value) if field else value

    def day(self, said: object) -> str:
        """A day of a fact in words; a dash where none was said."""
        on = stored.as_day(said)
        return day_words(on, self.year) if on else "–"

    def when(self, event: Event) -> str:
        """When it happened, and who put it down."""
        when = moment_words(event.happened_at, self.here.calendar, self.year)
        return f"{when}, {self.names.get(event.by, event.by)}"


def neighbours(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """Nuisance and harassment."""
    record = Record(here, thread, standing)
    groups = [care(record), _how_soon(record), _danger(record), _missing(record), _mediation(record)]
    groups += [contract(record), others(record), _diary(record), _policy(record), moving(record)]
    return Panel(TEMPLATE, {"groups": [each for each in groups if each is not None]})


# ---- with whom we deal, and how safely ---------------------------------------------------------------------


def care(record: Record) -> Group:
    person, here = record.thread.person, record.here
    lines = [
        Line(_("Who may see it"), _kept_for(record.thread.sensitivity), tag=_("Kept apart"), tone="heed")
    ]
    if person is None:
        lines.append(
            Line(_("Their file"), _("They have none here, so nothing is known of how to reach them."))
        )
    else:
        stands = person.stands
        needs = [*(people_lists().need(each) for each in stands.need_kinds), stands.needs]
        reach = reach_words(stands)
        lines.append(
            Line(
                _("Safe contact"),
                words=reach,
                text="" if reach else _("Nothing was said against any way. Ask them."),
                tag=_("Hold to it") if reach else "",
                tone="heed",
            )
        )
        found = "; ".join(filter(None, needs))
        lines.append(
            Line(_("What makes it harder on them"), words=found, text="" if found else _("Nothing is known."))
        )
    pair = stored.may_meet(record.thread)
    if pair:
        address = reverse("customer-markers", args=[here.slug, pair[0].ref])
        says = _("Both sides have a file, and could meet in our waiting room.")
        lines.append(Line(_("Waiting room"), says, tag=_("Keep them apart"), tone="soon", address=address))
    return Group("care", _("With care"), tuple(lines))


def _kept_for(sensitivity: str) -> str:
    if sensitivity == SAFEGUARDING:
        who = _("Whoever leads on safeguarding, whoever has it and whoever took it.")
    elif sensitivity == CONFIDENTIAL:
        who = _("Whoever has it, their team and whoever leads.")
    else:
        who = _("Everybody here who deals with customers.")
    alone = _(
        "It stands on the file of the customer alone: not on that of anybody else who takes part,"
        " nor of anybody who lives with them."
    )
    return f"{who} {alone}"


# ---- how soon ----------------------------------------------------------------------------------------------


def _how_soon(record: Record) -> Group:
    lines = []
    risk = pure.last_risk(record.standing.events)
    if risk is None:
        says = _("Nobody has gone through the questions yet.")
        lines.append(Line(_("Risk"), says, tag=_("To be done first"), tone="bad"))
    else:
        level, tone = _LEVELS[risk.level]
        because = _("Because of: %(what)s.") % {"what": ", ".join(risk.because)} if risk.because else ""
        lines.append(Line(_("Risk"), because or _("Nothing weighs."), tag=str(level), tone=tone))
    if record.standing.type.name == "harassment":
        lines += _harassment(record)
    return Group("soon", _("How soon"), tuple(lines))


def _harassment(record: Record) -> Iterable[Line]:
    opened = record.standing.opened
    ground = record.choice(opened, "ground") if opened.facts.get("ground") else _("Domestic abuse")
    yield Line(_("Because of"), ground, tag=_("High priority"), tone="bad")
    seen = record.of("harassment.manager_saw")
    if seen:
        yield Line(_("Who deals with it"), record.said(seen[-1], "officer"))
        yield Line(_("Seen by a manager"), record.when(seen[-1]))
    else:
        says = _("No manager has seen it yet, and nobody is named.")
        yield Line(_("Seen by a manager"), says, tag=_("To be done"), tone="bad")


def _danger(record: Record) -> Group | None:
    plan = pure.plan_of(record.standing.events)
    told = any(each.facts.get("in_danger") is True for each in record.standing.events)
    safe = record.of("safety_plan.safe")
    if plan is None:
        if not told or safe:
            return None
        says = _("Somebody is in danger, and there is no safety plan yet.")
        line = Line(_("Safety plan"), says, tag=_("To be made now"), tone="bad")
        return Group("danger", _("In danger"), (line,))
    look = record.day(plan.look_on)
    lines = [
        Line(_("What threatens them"), words=record.said(plan.opened, "danger")),
        Line(_("What they want"), record.choice(plan.opened, "wish")),
        Line(_("Looked at again"), look, tag=_("In danger until they are safe"), tone="bad"),
    ]
    for each in plan.measures:
        done = _("done") if each.facts.get("done") else record.choice(each, "answer")
        by_when = record.day(each.facts.get("by_when"))
        text = _("%(answer)s, by %(day)s") % {"answer": done, "day": by_when}
        lines.append(Line(record.choice(each, "what"), text, words=record.said(each, "note")))
    return Group("danger", _("In danger"), tuple(lines))


# ---- the investigation, and what both sides say ------------------------------------------------------------


def _missing(record: Record) -> Group:
    parts = record.of(pure.PART)
    lines = [
        Line(record.choice(each, "part"), record.choice(each, "result"), words=record.said(each, "note"))
        for each in parts
    ]
    harassed = record.standing.type.name == "harassment"
    needed = tuple(pure.PARTS) if harassed else ("complainant", "other", "evidence")
    words = dict(_part_words(record))
    for part in pure.left_of(record.standing.events, needed):
        lines.append(Line(words.get(part, part), tag=_("Still to be done"), tone="soon"))
    for each in record.of("nuisance.found"):
        words_ = record.said(each, "reasons")
        lines.append(Line(record.choice(each, "finding"), record.when(each), words=words_))
    for each in record.of("nuisance.feedback_asked"):
        label = _("Asked how we did: %(who)s") % {"who": record.choice(each, "whose")}
        lines.append(Line(label, record.choice(each, "how")))
    return Group("parts", _("Looking into it"), tuple(lines))


def _part_words(record: Record) -> Iterable[tuple[str, str]]:
    kind = record.here.rulebook.kinds.get(pure.PART)
    field = kind.field("part") if kind else None
    return field.choices if field else ()


def _mediation(record: Record) -> Group | None:
    lines = []
    for each in record.of("mediation.considered"):
        words = record.said(each, "reason")
        lines.append(Line(record.choice(each, "suitable"), record.when(each), words=words))
    for each in record.of("mediation.offered", "mediation.answered"):
        offered = each.kind == "mediation.offered"
        what = _("Offered, with the leaflet") if offered else record.choice(each, "answer")
        lines.append(Line(record.choice(each, "whose"), what))
    for each in record.of("mediation.arranged"):
        lines.append(Line(_("Mediator"), record.said(each, "mediator")))
    for each in record.of("mediation.ended"):
        words = record.said(each, "note")
        lines.append(Line(_("What came of it"), record.choice(each, "outcome"), words=words))
    if not lines:
        return None
    lines.append(
        Line(_("Either answer is fine"), _("It counts for or against nobody, and the case goes on."))
    )
    return Group("mediation", _("Mediation"), tuple(lines))


def contract(record: Record) -> Group | None:
    found = pure.contract_of(record.standing.events)
    if found is None:
        return None
    offered = record.of("nuisance.contract_offered")[-1]
    lines = [
        Line(_("Between"), words=record.said(offered, "parties")),
        Line(_("What it asks for"), words=record.said(offered, "terms")),
        Line(_("At the police"), words=record.said(offered, "police")),
    ]
    if found.state == pure.OFFERED:
        lines.append(Line(_("Signed"), tag=_("Not yet"), tone="soon"))
    else:
        days = {"from": record.day(found.starts_on), "until": record.day(found.ends_on)}
        over = found.expired(record.today)
        tag = _("Run out: say how it ended") if over else _("Over") if found.state == pure.OVER else ""
        tone = "soon" if over else "mute"
        lines.append(Line(_("Signed"), _("%(from)s to %(until)s") % days, tag=tag, tone=tone))
    if found.review_on:
        lines.append(Line(_("Looked at together"), record.day(found.review_on)))
    for each in record.of("nuisance.contract_broken"):
        words = " · ".join(filter(None, (record.said(each, "what"), record.said(each, "evidence"))))
        says = _("%(when)s. Next: %(next)s") % {
            "when": record.when(each),
            "next": record.choice(each, "next"),
        }
        lines.append(Line(_("Not kept to"), says, words=words))
    return Group("contract", _("Behaviour contract"), tuple(lines))


def others(record: Record) -> Group | None:
    lines = []
    for each in record.of("nuisance.agency_involved"):
        words = " · ".join(filter(None, (record.said(each, "reason"), record.said(each, "note"))))
        lines.append(Line(record.said(each, "agency"), record.choice(each, "ground"), words=words))
    for each in record.of("nuisance.option_weighed"):
        says = f"{record.choice(each, 'chosen')} · {record.when(each)}"
        lines.append(Line(record.choice(each, "option"), says, words=record.said(each, "reason")))
    return Group("others", _("Other agencies and legal steps"), tuple(lines)) if lines else None


def _diary(record: Record) -> Group:
    entries = record.of("nuisance.diary_entry")
    lines = []
    for each in entries[-_ENTRIES:][::-1]:
        on = datetime.fromisoformat(str(each.facts.get("on") or each.happened_at))
        when = moment_words(on, record.here.calendar, record.year)
        words = " · ".join(filter(None, (record.said(each, "what"), record.said(each, "effect"))))
        lines.append(Line(when, record.choice(each, "way"), words=words))
    if len(entries) > _ENTRIES:
        more = len(entries) - _ENTRIES
        lines.append(
            Line(_("Earlier"), ngettext("%(n)s entry more", "%(n)s entries more", more) % {"n": more})
        )
    lines += file_lines(record)
    address = reverse("neighbours-diary", args=[record.here.slug, record.thread.ref])
    act = (_("Add to the diary"), address) if record.here.may(Permission.RECORD) else ("", "")
    return Group("diary", _("Diary of what happens"), tuple(lines), act)


def file_lines(record: Record) -> Iterable[Line]:
    held = files.of_threads(record.here.association, [record.thread.pk]).get(record.thread.pk, [])
    for each in held:
        address = reverse("file", args=[record.here.slug, each.sha256])
        yield Line(_("File"), address=address, tag=each.name or _("Open"), tone="note")


def _policy(record: Record) -> Group | None:
    if record.standing.type.name != "harassment":
        return None
    here = record.here
    address = reverse("publication-opened", args=[here.slug, POLICY])
    row = stored.edition_of(here.association, POLICY)
    held = _("Edition %(n)s") % {"n": row.version} if row else _("No edition was issued yet.")
    lines = [Line(_("Policy on harassment"), held, tag=_("Read it"), tone="note", address=address)]
    for each in record.of("harassment.departed"):
        label = _("Done otherwise: %(what)s") % {"what": record.said(each, "what")}
        lines.append(Line(label, record.when(each), words=record.said(each, "why")))
    return Group("policy", _("By the published policy"), tuple(lines))


# ---- nothing stands still ----------------------------------------------------------------------------------


def moving(record: Record) -> Group:
    thread, here = record.thread, record.here
    lines = []
    if record.standing.state.ended:
        lines.append(Line(_("Next step"), _("It has come to its end.")))
    elif thread.due_at is not None:
        lines.append(Line(_("Next step"), due_words(thread.due_at, here.calendar, record.year)))
    else:
        says = _("Nothing has a date. Give something out below, or take the next step.")
        lines.append(Line(_("Next step"), says, tag=_("Stands still"), tone="bad"))
    n = stored.handovers(record.events)
    lines.append(Line(_("Changed hands"), ngettext("%(n)s time", "%(n)s times", n) % {"n": n}))
    return Group("moving", _("What comes next"), tuple(lines))
