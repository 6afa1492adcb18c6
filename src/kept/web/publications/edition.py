"""One edition: what it lacks, its copies, what it must hold and where, how it reads, and its issue.

Each question is a small form of its own, so that nobody loses what they typed elsewhere on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import editions, issuing
from kept.actions.working.photographs import Brought
from kept.casework import Refused, publishing_out
from kept.casework.permissions import Permission
from kept.casework.publishing_out import State
from kept.rulebook import publications as room
from kept.rulebook.model import Field
from kept.rulebook.people import people_lists
from kept.rulebook.publications import Publication
from kept.store import publications as stored
from kept.store.housing import today
from kept.store.models import PublicationEdition
from kept.web.publications.one import publication_of
from kept.web.publications.words import FORMS, copy_words, owner_words, state_words
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.sheet import Sheet
from kept.web.shared.words import Words, day_words


def new(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """Begin an edition."""
    found = publication_of(here, name)
    if found.sort == room.PAGE:
        raise Http404
    fields = (
        Field("version", _("Which edition is it?"), "text", required=True, help=_("Such as “Spring 2026”.")),
        Field("dated", _("Which date does it carry?"), "date", required=True),
        Field(
            "covers", _("Which time does it cover?"), "text", help=_("Such as “April 2025 to March 2026”.")
        ),
    )
    day = today(here.association, here.at)
    sheet = Sheet.of(
        request,
        here,
        fields,
        start={"dated": day.isoformat()},
        heading=_("A new edition: %(what)s") % {"what": found.label},
        button=_("Begin it"),
        back=reverse("publication-opened", args=[here.slug, found.name]),
        back_label=found.label,
        says=_("It is a draft until it is issued. What holds now stays as it is until then."),
    )
    if sheet.sent:
        done = editions.draft(
            association=here.association,
            publication=found.name,
            version=sheet.text("version"),
            dated=date.fromisoformat(sheet.text("dated")),
            covers=sheet.text("covers"),
            uid=sheet.uid,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            return redirect("edition", here.slug, done.pk)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing that the edition must hold, and what was typed of it."""

    name: str
    asks: str
    help: str
    owner: str
    fill: str
    law: bool
    consent: bool
    done: str
    again: str
    evidence: str
    law_on: str
    ticked: bool
    error: str


@dataclass(frozen=True, slots=True)
class EditionPage:
    """The page."""

    heading: str
    label: str
    back: str
    action: str
    state: Words
    draft: bool
    holds_now: bool
    facts: tuple[tuple[str, str], ...]
    lacks: tuple[SimpleError, ...]
    files: tuple[tuple[str, str], ...]
    languages: tuple[Choice, ...]
    forms: tuple[Choice, ...]
    items: tuple[ItemRow, ...]
    panel: bool
    reading: tuple[tuple[str, str], ...]
    long: tuple[str, ...]
    jargon: tuple[tuple[str, str, int], ...]
    verdict: str
    inside: tuple[Choice, ...]
    inside_label: str
    asks_mark: bool
    to_all: bool
    leads: bool
    records: bool
    typed: Mapping[str, str]
    figures: str
    errors: tuple[SimpleError, ...] = ()


Act = Callable[[Here, int, HttpRequest], PublicationEdition | Refused]


def edition(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The edition; and what somebody did to it."""
    row = stored.editions(here.association).filter(pk=number).first()
    found = room.publication_named(here.rulebook, row.publication) if row else None
    if row is None or found is None:
        raise Http404
    do = request.POST.get("do", "")
    if request.method != "POST" or typed_again(request) or do not in _ACTS:
        return _page(request, here, row, found)
    act, said = _ACTS[do]
    done = act(here, number, request)
    if isinstance(done, Refused):
        return _page(request, here, row, found, done)
    messages.success(request, said())
    at = request.POST.get("item", "")
    tail = f"#item-{at}" if do == "check" and at.replace("-", "").isalnum() else f"#{do}"
    return redirect(f"{reverse('edition', args=[here.slug, number])}{tail}")


def _said(here: Here, number: int) -> dict[str, Any]:
    return {
        "association": here.association,
        "edition": number,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _copy(here: Here, number: int, request: HttpRequest) -> PublicationEdition | Refused:
    given = request.FILES.get("file")
    if given is None:
        return Refused(_("Choose the file first."), "file")
    return editions.add_copy(
        brought=Brought(given.name or "copy", given),
        lang=request.POST.get("lang", ""),
        form=request.POST.get("form", ""),
        whole=request.POST.get("whole", "yes") == "yes",
        **_said(here, number),
    )


def _check(here: Here, number: int, request: HttpRequest) -> PublicationEdition | Refused:
    return editions.check(
        item=request.POST.get("item", ""),
        evidence=request.POST.get("evidence", ""),
        law_on=_day(request.POST.get("law_on", "")),
        consent=request.POST.get("consent") == "yes",
        **_said(here, number),
    )


def _mark(here: Here, number: int, request: HttpRequest) -> PublicationEdition | Refused:
    on = _day(request.POST.get("on", ""))
    if on is None:
        return Refused(_("Type the day on the certificate, such as 2026-03-02."), "on")
    return editions.mark(number=request.POST.get("number", ""), on=on, **_said(here, number))


def _hold(here: Here, number: int, request: HttpRequest) -> PublicationEdition | Refused:
    other = request.POST.get("other", "")
    if not (other.isascii() and other.isdigit()):
        return Refused(_("Choose an edition that has been issued."), "other")
    return editions.hold(other=int(other), **_said(here, number))


def _issue(here: Here, number: int, request: HttpRequest) -> PublicationEdition | Refused:
    typed = request.POST.get("reached", "").strip()
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) <= 8):
        return Refused(_("Type in figures to how many it went."), "reached")
    reached = int(typed) if typed else None
    return issuing.issue(reached=reached, how=request.POST.get("how", ""), **_said(here, number))


_ACTS: Mapping[str, tuple[Act, Callable[[], str]]] = {
    "copy": (_copy, lambda: _("The copy is there.")),
    "check": (_check, lambda: _("Noted.")),
    "measure": (
        lambda here, number, request: editions.measure(
            words=request.POST.get("words", ""), **_said(here, number)
        ),
        lambda: _("Measured."),
    ),
    "hear": (
        lambda here, number, request: editions.hear(
            reader=request.POST.get("reader", ""), says=request.POST.get("says", ""), **_said(here, number)
        ),
        lambda: _("Noted."),
    ),
    "mark": (_mark, lambda: _("The mark is noted.")),
    "hold": (_hold, lambda: _("It lies inside this issue.")),
    "approve": (
        lambda here, number, _request: issuing.approve(**_said(here, number)),
        lambda: _("Approved."),
    ),
    "issue": (_issue, lambda: _("Issued. It holds from now on.")),
    "review": (
        lambda here, number, _request: issuing.review(**_said(here, number)),
        lambda: _("Noted. It is due again later."),
    ),
}


def _page(
    request: HttpRequest,
    here: Here,
    row: PublicationEdition,
    found: Publication,
    refused: Refused | None = None,
) -> HttpResponse:
    typed = {name: str(value) for name, value in request.POST.items()} if refused else {}
    files = stored.copies_of(here.association, [row.pk]).get(row.pk, [])
    value = stored.edition_of(row, files, here.association.zone)
    items, panel = room.items_of(here.rulebook, found), room.panel_of(here.rulebook, found)
    fills = stored.fills_now(here.association, here.rulebook, today(here.association, here.at))
    names = {each.name: each.label for each in room.publications_of(here.rulebook)}
    lacks = publishing_out.lacking(found, items, value, panel=panel, fills=fills, names=names)
    draft = value.state is State.DRAFT
    needs = publishing_out.inside_needed(found, value.dated)
    reports = stored.editions(here.association, found.holds).exclude(state=State.DRAFT) if needs else ()
    at = typed.get("item", "") if refused else ""
    view = EditionPage(
        heading=_("%(what)s: %(version)s") % {"what": found.label, "version": row.version},
        label=found.label,
        back=reverse("publication-opened", args=[here.slug, found.name]),
        action=reverse("edition", args=[here.slug, row.pk]),
        state=state_words(value.state),
        draft=draft,
        holds_now=value.state is State.ISSUED,
        facts=tuple(_facts(here, row)),
        lacks=tuple(_lacks(lacks, {each.name for each in items})) if draft else (),
        files=tuple(
            (reverse("publication-file", args=[here.slug, each.pk]), copy_words(each)) for each in files
        ),
        languages=_languages(typed.get("lang") or room.ENGLISH),
        forms=tuple(
            Choice(each, str(FORMS[each]), each == (typed.get("form") or room.PDF)) for each in room.FORMS
        ),
        items=tuple(
            _item(
                here, each, row.checks.get(each.name), lacks, fills, typed if at == each.name else {}, refused
            )
            for each in items
        ),
        panel=panel or bool(row.reading),
        reading=tuple(_reading(row.reading)),
        long=tuple(row.reading.get("long", ())),
        jargon=tuple((found_, plain, times) for found_, plain, times in row.reading.get("jargon", ())),
        verdict=_("%(reader)s: “%(says)s”") % row.verdict if row.verdict else "",
        inside=tuple(Choice(str(each.pk), each.version, each.pk == row.holds_id) for each in reports),
        inside_label=names.get(found.holds, ""),
        asks_mark=found.mark or bool(row.mark),
        to_all=found.given == room.ALL,
        leads=here.may(Permission.REASSIGN),
        records=here.may(Permission.RECORD),
        typed=typed,
        figures=reverse("year-figures", args=[here.slug]),
        errors=(SimpleError(refused.sentence, _where(refused.field or "")),) if refused else (),
    )
    status = 422 if refused else 200
    return page(request, "publications/edition.html", view, title=view.heading, here=here, status=status)


FEW = 3


def _lacks(lacks: Sequence[publishing_out.Lack], items: set[str]) -> Iterable[SimpleError]:
    """What is missing, each with the question that it leads to; where much is to be checked, in one line."""
    unchecked = [each for each in lacks if each.what in items]
    if len(unchecked) > FEW:
        said = _("%(n)d of what it must hold have not been checked. Go through them below.")
        yield SimpleError(said % {"n": len(unchecked)}, f"item-{unchecked[0].what}")
        lacks = [each for each in lacks if each.what not in items]
    yield from (SimpleError(each.says, _where(each.what)) for each in lacks)


_PLACES = {"file": "file", "reading": "words", "verdict": "reader", "holds": "other", "approve": "approve"}
_OWN = frozenset({"words", "reader", "says", "number", "on", "other", "reached", "form", "edition"})


def _where(field: str) -> str:
    """The id of the question that it leads to."""
    if field in _PLACES:
        return _PLACES[field]
    return field if field in _OWN else f"evidence-{field}"


def _facts(here: Here, row: PublicationEdition) -> list[tuple[str, str]]:
    found = [(_("Date"), day_words(row.dated))]
    found += [(_("Covers"), row.covers)] if row.covers else []
    found += [(_("Made by"), row.made_by)]
    found += [(_("Approved by"), row.approved_by)] if row.approved_by else []
    if row.issued_at:
        issued = day_words(here.calendar.local(row.issued_at).date())
        found.append((_("Issued"), _("%(day)s by %(by)s") % {"day": issued, "by": row.issued_by}))
    if row.reach.get("count"):
        found.append((_("Went to"), f"{row.reach['count']} {row.reach.get('how', '')}".strip()))
    if row.reviewed_on:
        found.append((_("Looked at again"), day_words(row.reviewed_on)))
    if row.mark and row.mark_on:
        found.append((_("Mark of plain English"), f"{row.mark}, {day_words(row.mark_on)}"))
    if row.holds:
        found.append((_("Inside it"), row.holds.version))
    return found


def _item(
    here: Here,
    item: room.PublicationItem,
    check: Mapping[str, str] | None,
    lacks: tuple[publishing_out.Lack, ...],
    fills: Mapping[str, str],
    typed: Mapping[str, str],
    refused: Refused | None,
) -> ItemRow:
    again = next((each.says for each in lacks if each.what == item.name), "") if check else ""
    done = ""
    if check is not None:
        done = _("%(evidence)s (%(by)s, %(day)s)") % {
            "evidence": check.get("evidence", ""),
            "by": check.get("by", ""),
            "day": check.get("at", "")[:10],
        }
    before = check or {}
    return ItemRow(
        item.name,
        item.asks,
        item.help,
        owner_words(here, item.owner) if item.owner else "",
        fills.get(item.fill, ""),
        item.law,
        item.consent,
        done,
        again,
        typed.get("evidence", before.get("evidence", "")),
        typed.get("law_on", before.get("law_on", "")),
        (typed or before).get("consent") == "yes",
        refused.sentence if refused and typed else "",
    )


def _reading(reading: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not reading:
        return []
    sentences = reading.get("sentences") or 0
    average = round(reading.get("words", 0) / sentences) if sentences else 0
    age = reading.get("age")
    return [
        (_("Words"), str(reading.get("words", 0))),
        (_("Words in a sentence"), _("%(n)d on average; at best 15 to 20") % {"n": average}),
        (_("Long sentences"), str(reading.get("long_count", 0))),
        (_("Read with ease from the age of"), str(age) if age else _("too short to tell")),
        (_("Measured by"), f"{reading.get('by', '')}, {str(reading.get('at', ''))[:10]}"),
    ]


def _languages(chosen: str) -> tuple[Choice, ...]:
    known = people_lists().languages
    return tuple(Choice(code, label, code == chosen) for code, label in known.items())
