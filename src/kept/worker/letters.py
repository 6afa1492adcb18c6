"""What does an e-mail to a member of staff say? References, promises and dates, and never a customer's words.

    letters.digest(karin, mail, at)     # Letter(subject="Kept: 2 promises broken …", text=…, html=…)
    letters.alarm(karin, mail, at)

Each is written for its reader, of what they may see at that moment; None where nothing is left to say. It
goes as plain text, and as the same lines with links that can be clicked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.calling import AGAINST, CHASED, HEATED, MESSAGE
from kept.casework.escalating import BREACH, OWNER, WARNING
from kept.rulebook import Rulebook
from kept.rulebook.model import HAZARD_MARKED
from kept.store import alarms, notices, rules
from kept.store.models import Association, Mail, Membership, Notice
from kept.workclock import Calendar

DESK, NOTICES, THREAD = "/{slug}/desk", "/{slug}/notices", "/{slug}/thread/{ref}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Line:
    """One thing in it, and where it leads."""

    says: str
    address: str = ""
    ref: str = ""


def digest(here: Association, mail: Mail, at: datetime) -> Letter | None:
    """Everything that its notices say of what its reader may still see."""
    member = notices.people(here, at).members.get(mail.account_id)
    if member is None:
        return None
    found = list(Notice.objects.filter(digest=mail).select_related("thread").order_by("at", "id"))
    seen = notices.seen_by(member, {each.thread_id for each in found if each.thread_id is not None})
    found = [each for each in found if each.thread_id is None or each.thread_id in seen]
    if not found:
        return None
    rulebook = rules.current(here)
    calendar = rulebook.calendar_for(member.office.slug if member.office else None)
    groups = [
        (heading, [_line(here, each, rulebook, calendar) for each in _by_contact(found, whats)])
        for heading, whats in _groups()
    ]
    known = {what for _heading, whats in _groups() for what in whats}
    more = [_Line(each.said) for each in found if each.what not in known and each.said]
    groups.append((_("From Kept itself"), more))
    groups = [(f"{heading} ({len(lines)})", lines) for heading, lines in groups if lines]
    address = settings.KEPT_ADDRESS + NOTICES.format(slug=here.slug)
    last = [
        _Line(_("All of it is in Kept, with what you have read already."), address),
        _Line(_("There you can also say that you want no such e-mails, or one at midday too.")),
    ]
    return _letter(_subject(here, found), _greeting(member), groups, last)


def _by_contact(found: Sequence[Notice], whats: Sequence[str]) -> list[list[Notice]]:
    """What is told of each contact, the soonest due first: one line is one thing to do."""
    of: dict[int | None, list[Notice]] = {}
    for each in found:
        if each.what in whats:
            of.setdefault(each.thread_id, []).append(each)
    return [sorted(each, key=lambda one: (one.due_at or one.at, one.pk)) for each in of.values()]


def _groups() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("Promises that were broken"), (BREACH,)),
        (_("Promises that run out soon"), (WARNING,)),
        (_("Customers who asked again"), (CHASED,)),
        (_("Customers reached as they had asked us not to"), (AGAINST,)),
        (_("Talks that grew heated"), (HEATED,)),
        (_("Messages taken for you"), (MESSAGE,)),
    ]


def _subject(here: Association, found: Sequence[Notice]) -> str:
    broken = sum(1 for each in found if each.what == BREACH)
    soon = sum(1 for each in found if each.what == WARNING)
    parts = []
    if broken:
        parts.append(ngettext("%(n)d promise broken", "%(n)d promises broken", broken) % {"n": broken})
    if soon:
        parts.append(ngettext("%(n)d due soon", "%(n)d due soon", soon) % {"n": soon})
    if not parts:
        parts.append(ngettext("%(n)d notice", "%(n)d notices", len(found)) % {"n": len(found)})
    return _("Kept: %(what)s (%(place)s)") % {"what": ", ".join(parts), "place": here.name}


def _greeting(member: Membership) -> str:
    return _("Hello %(name)s,") % {"name": member.account.name}


def _line(here: Association, told: Sequence[Notice], rulebook: Rulebook, calendar: Calendar) -> _Line:
    notice, *more = told
    promise = rulebook.promises.get(notice.promise)
    says = _("The customer has asked again more than once.")
    if notice.what == AGAINST:
        says = _("We reached the customer in a way in which they had asked us not to.")
    elif notice.what == HEATED:
        says = _("A talk with a customer grew heated. Somebody of yours logged it and may need you.")
    elif notice.what == MESSAGE:
        says = _("A message was taken for you, or for somebody for whom you stand in.")
    if promise:
        says = promise.public or promise.name
    if notice.due_at is not None and notice.what in (BREACH, WARNING):
        due = when_words(notice.due_at, calendar)
        was = _("It was due %(when)s.") if notice.what == BREACH else _("It is due %(when)s.")
        says = f"{says} {was % {'when': due}}"
    if notice.step > OWNER and notice.what != CHASED:
        says += " " + _("Nothing has been done about it since somebody before you was told.")
    if more and notice.what in (BREACH, WARNING):
        said = ngettext(
            "And %(n)d more promise on the same contact.",
            "And %(n)d more promises on the same contact.",
            len(more),
        )
        says += " " + said % {"n": len(more)}
    assert notice.thread is not None
    path = THREAD.format(slug=here.slug, ref=notice.thread.ref)
    return _Line(says, settings.KEPT_ADDRESS + path, notice.thread.ref)


def alarm(here: Association, mail: Mail, at: datetime) -> Letter | None:
    """A safety alarm, as long as nobody has said that they see to it."""
    member = notices.people(here, at).members.get(mail.account_id)
    if member is None or mail.thread is None:
        return None
    rulebook = rules.current(here)
    chain, calming = rulebook.association.alarm, rulebook.calming
    watch = alarms.watch(member, roles={member.role}, alarm=chain, at=at, calming=calming)
    found = next((each for each in watch.calling if each.ref == mail.thread.ref), None)
    if found is None:
        return None
    calendar = rulebook.calendar_for(member.office.slug if member.office else None)
    kind = rulebook.kinds.get(found.kind)
    marked = kind is None or found.kind == HAZARD_MARKED
    what = _danger(rulebook, found.what) if marked or kind is None else kind.alarm_words(found.what)
    ring = next((each.ring for each in rulebook.association.dangers if each.what == found.what), ())
    address = settings.KEPT_ADDRESS + THREAD.format(slug=here.slug, ref=found.ref)
    lines = [
        _Line(
            _("Since %(when)s, and nobody has answered yet.") % {"when": when_words(found.since, calendar)}
        ),
        _Line(
            _("Open it now and say that you see to it: until somebody does, others are called."),
            address,
            found.ref,
        ),
        *(_Line(f"{who}: {number}") for who, number in ring),
    ]
    subject = _("SAFETY ALARM: %(what)s, %(ref)s (%(place)s)") % {
        "what": what,
        "ref": found.ref,
        "place": here.name,
    }
    last = [_Line(_("Kept records the danger; it is not the panic button and rings nobody by itself."))]
    return _letter(subject, what, [(_("It is your turn"), lines)], last)


def _danger(rulebook: Rulebook, what: str) -> str:
    kind = rulebook.kinds.get(HAZARD_MARKED)
    field = kind.field("what") if kind else None
    return (dict(field.choices).get(what) if field else None) or _("Danger")


def when_words(moment: datetime, calendar: Calendar) -> str:
    """A moment as its reader says it; midnight is the end of the day before."""
    local = calendar.local(moment)
    if local.time() == time():
        return _("by the end of %(day)s") % {"day": _day(local.date() - timedelta(days=1))}
    return _("%(day)s at %(time)s") % {"day": _day(local.date()), "time": f"{local:%H:%M}"}


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _letter(
    subject: str, greeting: str, groups: Sequence[tuple[str, Sequence[_Line]]], last: Sequence[_Line]
) -> Letter:
    text = [greeting, ""]
    html: list[SafeString] = [format_html("<p>{}</p>", greeting)]
    for heading, lines in groups:
        text += [heading, ""]
        text += [f"* {f'{each.ref}: ' if each.ref else ''}{each.says}{_after(each)}" for each in lines]
        text.append("")
        items = mark_safe("".join(_item(each) for each in lines))
        html.append(format_html("<h2>{}</h2><ul>{}</ul>", heading, items))
    for each in last:
        text.append(f"{each.says}{_after(each)}")
        html.append(format_html("<p>{}</p>", _linked(each.says, each.address)))
    whole = mark_safe(f'<!doctype html><html lang="en"><head><title>{escape(subject)}</title></head><body>')
    return Letter(subject, "\n".join(text) + "\n", whole + "".join(html) + "</body></html>\n")


def _after(line: _Line) -> str:
    return f"\n  {line.address}" if line.address else ""


def _item(line: _Line) -> SafeString:
    if line.ref:
        return format_html('<li><a href="{}">{}</a>: {}</li>', line.address, line.ref, line.says)
    return format_html("<li>{}</li>", _linked(line.says, line.address))


def _linked(says: str, address: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, says) if address else format_html("{}", says)
