"""What does the page of a transfer, swap, succession, death or ending show beside its steps?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.cases import Standing
from kept.casework.moving import asks_for_exception, grounds, notice_length, silence
from kept.casework.permissions import Permission
from kept.casework.succeeding import right_to_succeed
from kept.store import moves as stored
from kept.store import swaps
from kept.store.dispatch import speaking
from kept.store.housing import today
from kept.store.models import Thread
from kept.store.support import Said, said_of
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel
from kept.web.shared.words import day_words
from kept.web.tenancies.swaps import has_words, labels, wants_words
from kept.workclock import local_date

TEMPLATE = "tenancies/panel.html"
_BEFORE = ("asked", "answered", "owing", "eligible")


@dataclass(frozen=True, slots=True)
class Link:
    """Something that is worked out on a page of its own."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its lines; `heed` where somebody has to look, `words` where a customer's stand."""

    title: str
    lines: tuple[str, ...]
    heed: bool = False
    words: bool = False


def transfer(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """Account, points and place, options, and the work before the move."""
    said = _said(here, thread)
    going_on = not standing.state.ended
    parts = [_account(said, standing), *_place(here, thread), _options(here, said), *_home(here, said)]
    wanted = (
        (
            _("Look at the rent account"),
            "account",
            standing.state.name in _BEFORE,
        ),
        (_("Add up their points"), "points", standing.state.name in ("eligible", "listed", "offered")),
        (_("Send them what is to be put right"), "items", standing.state.name == "to-put-right"),
        (_("Draw up the options sheet"), "options", True),
    )
    links = [_link(here, thread, label, what) for label, what, fits in wanted if fits and going_on]
    links.append(Link(_("The transfer list"), reverse("moves", args=[here.slug])))
    return _panel(_("The move"), parts, links, here)


def exchange(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """Until when we may refuse and on what, what each landlord said, and what the register holds."""
    said = _said(here, thread)
    parts, links = [], []
    asked = _last(said, "exchange.requested")
    if asked is not None:
        parts += _law(here, asked, standing)
        parts.append(_landlords(said))
    entry = swaps.of_thread(here.association, thread.pk)
    if entry is not None:
        value, known = swaps.entry_of(entry), labels(here)
        consent = [_("We may show it to others.") if entry.may_be_shown else _("It is not shown to anybody.")]
        consent.append(
            _("We may tell of them whoever fits.") if entry.may_be_told else _("We may tell nobody of them.")
        )
        have = _("They have: %(it)s.") % {"it": has_words(value, known)}
        look = _("They look for: %(it)s.") % {"it": wants_words(value, known)}
        parts.append(Part(_("On the register"), (have, look, *consent)))
    if standing.state.name in ("to-decide", "decided", "agreed", "agreed-if"):
        links.append(_link(here, thread, _("Decide, with the grounds of the law"), "decide"))
    if not standing.state.ended:
        label = _("Change the entry on the register") if entry else _("Put it on the register")
        links.append(_link(here, thread, label, "entry"))
        links.append(Link(_("The exchange register"), reverse("swaps", args=[here.slug])))
    return _panel(_("The swap"), parts, links, here)


def succession(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """The form, and what the law says to what was looked at."""
    said = _said(here, thread)
    parts = [_form(here, said)]
    checked = _last(said, "succession.checked")
    if checked is not None:
        found = right_to_succeed(
            stored.rules_of_moves(here.rulebook),
            nation=here.rulebook.association.nation,
            relation=str(checked.facts.get("relation")),
            only_home=bool(checked.facts.get("only_home")),
            on=local_date(here.calendar, standing.opened.happened_at),
            calendar=here.calendar,
            told_on=_day(checked.facts.get("told_on")),
            earlier=int(checked.facts.get("earlier") or 0),
            in_agreement=bool(checked.facts.get("in_agreement")),
        )
        parts.append(Part(_("What the law says"), (found.says, _help()), heed=found.word != "yes"))
    return _panel(_("Taking over"), parts, [], here)


def death(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """What was stopped, whom we write to, and the form to take over."""
    said = _said(here, thread)
    stopped, person = _last(said, "death.everything_stopped"), thread.person.stands if thread.person else None
    links = []
    if stopped is not None:
        parts = [Part(_("What was stopped"), (str(stopped.facts.get("what") or ""),))]
    else:
        parts = [Part(_("What was stopped"), (_("Nothing is written down yet."),), heed=True)]
    if person is None:
        parts.append(
            Part(
                _("The customer’s file"),
                (_("Say who it is: only then does everything automatic stop."),),
                heed=True,
            )
        )
    elif person.died_on is None:
        parts.append(
            Part(
                _("The customer’s file"),
                (_("Their file does not say so yet. Put it on record there."),),
                heed=True,
            )
        )
        links.append(
            Link(_("Put the death on their file"), reverse("customer-died", args=[here.slug, person.ref]))
        )
    names = speaking(person) if person is not None else ()
    named = _last(said, "death.spokesperson_named")
    if named is not None and not names:
        names = (str(named.facts.get("name") or ""),)
    nobody = _("Nobody is named yet. Ask who deals with their affairs.")
    parts.append(Part(_("We write to"), names or (nobody,), heed=not names, words=bool(names)))
    if any(each.kind == "succession.form_sent" for each in said):
        parts.append(_form(here, said))
    if not standing.state.ended:
        links.append(_link(here, thread, _("Name whom we write to"), "spokesperson"))
    return _panel(_("After a death"), parts, links, here)


def ending(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """Whether the notice is long enough, what is settled, keys, and where to write to."""
    said = _said(here, thread)
    first = standing.opened
    shorter = _last(said, "tenancy.notice_shortened")
    leaves = _day(first.facts.get("leaves_on"))
    given = local_date(here.calendar, first.happened_at)
    if leaves is None and first.facts.get("days_ahead"):
        leaves = date.fromordinal(given.toordinal() + int(float(str(first.facts["days_ahead"]))))
    parts = [_notice(here, given, leaves, shorter)]
    balance = _last(said, "tenancy.balance_told")
    owed = first.facts.get("money_owed")
    told = _("They were told what there is to settle.") if balance else _("They have not been told yet.")
    parts.append(Part(_("Money"), (told,), heed=balance is None and owed is not False))
    keys, address = _last(said, "tenancy.keys_returned"), _last(said, "tenancy.forwarding_given")
    parts.append(Part(_("Keys"), (_("They are back.") if keys else _("They are still out."),)))
    where = str(address.facts.get("address") or "") if address else ""
    parts.append(Part(_("Where to write to"), (where or _("We do not know yet."),), words=bool(where)))
    return _panel(_("Leaving"), parts, [], here)


# ---- the parts --------------------------------------------------------------------------------------------


def _panel(title: str, parts: Sequence[Part], links: Sequence[Link], here: Here) -> Panel:
    shown = tuple(links) if here.may(Permission.RECORD) else ()
    return Panel(TEMPLATE, {"title": title, "parts": tuple(parts), "links": shown})


def _said(here: Here, thread: Thread) -> list[Said]:
    return said_of([thread], here.association, here.at)[thread.pk]


def _last(said: Sequence[Said], kind: str) -> Said | None:
    return next((each for each in reversed(said) if each.kind == kind), None)


def _link(here: Here, thread: Thread, label: str, what: str) -> Link:
    return Link(label, reverse("case-moving", args=[here.slug, thread.ref, what]))


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _on(here: Here, value: object) -> str:
    day = _day(value)
    return day_words(day, here.at.year) if day else ""


def _help() -> str:
    return _("This is a help, not the decision. Where it is not clear, ask for advice before you answer.")


def _account(said: Sequence[Said], standing: Standing) -> Part:
    checked, excepted = _last(said, "transfer.checked"), _last(said, "transfer.exception")
    if checked is None:
        asked = _last(said, "transfer.requested")
        danger = asked is not None and bool(asked.facts.get("danger"))
        more = (
            (_("They say that somebody is in danger: ask whoever leads about an exception."),)
            if danger
            else ()
        )
        return Part(_("Rent account"), (_("Nobody has looked yet."), *more), heed=danger)
    facts = checked.facts
    clear = facts.get("outcome") == "clear"
    lines = [_("Clear.") if clear else _("Something is owed.")]
    if "balance" in facts:
        sums = {
            name: f"{float(str(facts.get(name) or 0)):,.2f}"
            for name in ("balance", "expected_benefit", "disputed")
        }
        lines.append(
            _("£%(balance)s owed, less £%(expected_benefit)s benefit that is due and £%(disputed)s disputed.")
            % sums
        )
    rent = excepted is not None and excepted.facts.get("from_what") == "rent"
    prompt = asks_for_exception(clear=clear, danger=bool(facts.get("danger"))) and not rent
    if prompt:
        lines.append(_("Somebody is in danger: whoever leads decides about an exception now."))
    if rent:
        lines.append(_("Whoever leads made an exception."))
    return Part(_("Rent account"), tuple(lines), heed=prompt or (not clear and not rent))


def _place(here: Here, thread: Thread) -> list[Part]:
    rows = stored.listed(here.association, stored.rules_of_moves(here.rulebook))
    mine = next((each for each in rows if each.thread.pk == thread.pk), None)
    if mine is None:
        return []
    head = _("Place %(place)d with %(points)d points.") % {"place": mine.place, "points": mine.points}
    lines = [head, *(f"{each.label}: {each.points}" for each in mine.lines)]
    if not mine.up_to_date:
        lines.append(_("They have not been told so yet."))
    return [Part(_("On the transfer list"), tuple(lines), heed=not mine.up_to_date)]


def _options(here: Here, said: Sequence[Said]) -> Part:
    given, talked = _last(said, "options.given"), _last(said, "transfer.alternatives_discussed")
    if given is None:
        return Part(
            _("Other ways"),
            (_("They have no options sheet yet. It is needed before this can end."),),
            heed=True,
        )
    lines = [
        _("Options sheet of %(day)s: %(ways)s.")
        % {"day": _on(here, given.facts.get("drawn_up_on")), "ways": given.facts.get("options") or ""}
    ]
    lines.append(_("It was talked through.") if talked else _("It has not been talked through yet."))
    return Part(_("Other ways"), tuple(lines), heed=talked is None)


def _home(here: Here, said: Sequence[Said]) -> list[Part]:
    """What was agreed and found about the home that they leave: ours, theirs, and by when."""
    found: list[Part] = []
    visited, inspected = _last(said, "transfer.visited"), _last(said, "transfer.inspected")
    for title, each, until in (
        (_("Work talked through"), visited, "done_by"),
        (_("Found at the inspection"), inspected, "again_on"),
    ):
        if each is None:
            continue
        lines = [
            f"{label}: {each.facts[name]}"
            for name, label in (("theirs", _("Theirs")), ("ours", _("Ours")))
            if each.facts.get(name)
        ]
        if each.facts.get(until):
            word = _("Done by") if until == "done_by" else _("We look again on")
            lines.append(f"{word}: {_on(here, each.facts.get(until))}")
        if each is visited:
            lines.append(
                _("The tenant agrees.") if each.facts.get("agreed") else _("The tenant does not agree.")
            )
        elif each.facts.get("outcome") == "passed":
            lines.append(_("In good order."))
        found.append(Part(title, tuple(lines), words=True))
    return found


def _law(here: Here, asked: Said, standing: Standing) -> list[Part]:
    tenancy = str(asked.facts.get("tenancy_kind") or "")
    nation, rules = here.rulebook.association.nation, stored.rules_of_moves(here.rulebook)
    on = local_date(here.calendar, asked.event.happened_at)
    parts = []
    found = silence(
        rules,
        nation=nation,
        tenancy=tenancy,
        asked_on=on,
        today=today(here.association, here.at),
        calendar=here.calendar,
    )
    if found is not None and standing.state.name == "to-decide":
        last = day_words(found.last, here.at.year)
        open_ = _("The last day for a refusal is %(day)s.") % {"day": last}
        over = _("The last day for a refusal was %(day)s: our silence counts as consent.") % {"day": last}
        sure = "" if found.rule.confirmed == "yes" else _("Not confirmed in the text of the law.")
        lines = (over if found.over else open_, f"{found.rule.label} ({found.rule.source}).", sure)
        parts.append(
            Part(
                _("Silence is consent"), tuple(each for each in lines if each), heed=found.soon or found.over
            )
        )
    decided = standing.last("exchange.decided")
    if decided is not None and decided.facts.get("decision") == "refused":
        known = {each.name: each for each in grounds(rules, nation=nation, tenancy=tenancy, on=on)}
        ground = known.get(str(decided.facts.get("ground")))
        wrong = _("This ground is not in the law’s list for this tenancy: the refusal may not hold.")
        line = f"{ground.label} ({ground.source})." if ground else wrong
        parts.append(Part(_("Refused because"), (line,), heed=ground is None))
    return parts


def _landlords(said: Sequence[Said]) -> Part:
    decided, other = _last(said, "exchange.decided"), _last(said, "exchange.landlord_answered")
    asked = _last(said, "exchange.landlord_asked")
    ours = {
        "agreed": _("We agree."),
        "agreed_if": _("We agree on a condition."),
        "refused": _("We refuse."),
        "": _("We have decided; it is not written down how."),
    }
    theirs = {"agrees": _("The other landlord agrees."), "refuses": _("The other landlord refuses.")}
    lines = [ours[str(decided.facts.get("decision") or "")] if decided else _("We have not decided yet.")]
    if other is not None:
        lines.append(theirs.get(str(other.facts.get("answer")), ""))
    else:
        lines.append(
            _("The other landlord is asked.")
            if asked
            else _("The other landlord has not been asked, if there is one.")
        )
    return Part(_("Both landlords"), tuple(lines))


def _form(here: Here, said: Sequence[Said]) -> Part:
    sent, back = _last(said, "succession.form_sent"), _last(said, "succession.form_returned")
    if sent is None:
        return Part(_("The form"), (_("It has not been sent."),))
    when = day_words(here.calendar.local(sent.event.happened_at).date(), here.at.year)
    lines = [_("Sent on %(day)s.") % {"day": when}]
    reminded = sum(1 for each in said if each.kind == "succession.reminded")
    whole = back is not None and bool(back.facts.get("whole"))
    if whole:
        lines.append(_("It came back, filled in."))
    else:
        lines.append(_("It came back with gaps: fill it in together.") if back else _("It is still out."))
        lines.append(
            _("Reminders: %(n)d. Help by telephone, at the office or at their home.") % {"n": reminded}
        )
    return Part(_("The form"), tuple(lines), heed=not whole)


def _notice(here: Here, given: date, leaves: date | None, shorter: Said | None) -> Part:
    if leaves is None:
        return Part(
            _("Notice"),
            (_("It is not written down when they leave. Ask, and correct the entry."),),
            heed=True,
        )
    found = notice_length(
        stored.rules_of_moves(here.rulebook),
        nation=here.rulebook.association.nation,
        given_on=given,
        leaves_on=leaves,
        calendar=here.calendar,
    )
    lines = [_("They leave on %(day)s.") % {"day": day_words(leaves, here.at.year)}]
    if found is None:
        return Part(_("Notice"), tuple(lines))
    sure = "" if found.rule.confirmed == "yes" else " " + _("Not confirmed in the text of the law.")
    lines.append(f"{found.rule.label} ({found.rule.source}).{sure}")
    if found.short_by and shorter is None:
        first = day_words(found.earliest, here.at.year)
        lines.append(
            _("Too short by %(n)d days: it ends on %(day)s, unless whoever leads accepts less.")
            % {"n": found.short_by, "day": first}
        )
        return Part(_("Notice"), tuple(lines), heed=True)
    if shorter is not None:
        lines.append(
            _("Whoever leads let it end on %(day)s.") % {"day": _on(here, shorter.facts.get("leaves_on"))}
        )
    else:
        lines.append(_("The notice is long enough."))
    return Part(_("Notice"), tuple(lines))


__all__: Sequence[Any] = ("death", "ending", "exchange", "succession", "transfer")
