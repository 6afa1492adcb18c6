"""The line is back: how do twenty slips come on record, each with the time that stands on it?

One row a slip. Nobody hears of it, and each entry shows that it was recorded later. A row that cannot be
taken keeps its words and says what is missing, and none is saved until all of them can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions.sheets import Slip, catch_up
from kept.casework import Refused
from kept.rulebook.facts import PHONE
from kept.rulebook.model import EventKind
from kept.store.accounts import colleagues
from kept.web.out_of_hours.paper import SLIPS
from kept.web.out_of_hours.parts import Part, parts_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_moment

# What happens at a counter without a line, the commonest first.
KINDS = ("call.received", "message.taken", "visitor.arrived", "message.left", "letter.received")
TEXTS = ("on", "at", "kind", "who", "phone", "about", "told", "for", "urgent", "answered")
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One row: what was typed, and what is wrong with it."""

    number: int
    typed: Mapping[str, str]
    kinds: tuple[Choice, ...]
    owners: tuple[Choice, ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class CatchUpPage:
    """The page."""

    slug: str
    parts: tuple[Part, ...]
    token: str
    rows: tuple[SlipRow, ...]
    errors: tuple[SimpleError, ...] = ()


def catching_up(request: HttpRequest, here: Here) -> HttpResponse:
    """Twenty rows."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here, {})
    slips: list[tuple[int, Slip]] = []
    wrong: dict[int, str] = {}
    for number in range(1, SLIPS + 1):
        typed = _typed(request, number)
        if not any(typed[name].strip() for name in ("who", "phone", "about", "told", "at")):
            continue
        found = _slip(here, typed, f"{_token(request)}-{number}")
        if isinstance(found, str):
            wrong[number] = found
        else:
            slips.append((number, found))
    if not slips and not wrong:
        wrong[1] = _("Type at least one slip: its time, and who or what about.")
    if wrong:
        return _page(request, here, wrong)
    done = catch_up(
        slips=[each for _number, each in slips],
        association=here.association,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, {slips[0][0]: done.sentence})
    for (number, _slip_of), result in zip(slips, done.lines, strict=True):
        if result.refused is not None:
            wrong[number] = result.refused.sentence
    if wrong:
        said = ngettext(
            "%(n)s slip is on record. What is left below is not.",
            "%(n)s slips are on record. What is left below is not.",
            done.new,
        )
        messages.warning(request, said % {"n": done.new})
        return _page(request, here, wrong, only=frozenset(wrong))
    said = ngettext("%(n)s slip is on record.", "%(n)s slips are on record.", done.new) % {"n": done.new}
    messages.success(request, said + " " + _("Nobody was written to."))
    return redirect("paper-catch-up", here.slug)


def _slip(here: Here, typed: Mapping[str, str], uid: str) -> Slip | str:
    kind = _kinds(here).get(typed["kind"])
    if kind is None:
        return _("Say whether it was a call, a visitor or a message.")
    try:
        at: datetime = read_moment(typed["on"], typed["at"], zone=here.association.zone)
    except MomentError as problem:
        return str(problem)
    if at > here.at:
        return _("That time is still to come. Check the day.")
    phone = typed["phone"].strip()
    if phone and not PHONE.match(phone):
        return _("Enter a telephone number in digits, such as 01632 960 001.")
    about = "\n".join(each for each in (typed["about"].strip(), typed["told"].strip()) if each)
    facts: dict[str, object] = {
        "from_name": typed["who"].strip(),
        "phone": phone,
        "about": about[:LONGEST],
        "urgent": True if typed["urgent"] == "yes" else None,
    }
    said = {name: value for name, value in facts.items() if value and kind.field(name) is not None}
    if phone and "phone" not in said and kind.field("about") is not None:
        said["about"] = f"{about}\n{phone}".strip()
    return Slip(kind.name, at, said, uid=uid, owner=typed["for"] or None, answered=typed["answered"] == "yes")


def _kinds(here: Here) -> dict[str, EventKind]:
    return {name: here.rulebook.kinds[name] for name in KINDS if name in here.rulebook.kinds}


def _typed(request: HttpRequest, number: int) -> dict[str, str]:
    return {name: request.POST.get(f"{name}-{number}", "").replace("\x00", "")[:LONGEST] for name in TEXTS}


def _token(request: HttpRequest) -> str:
    """By which the same page sent twice is taken once."""
    said = request.POST.get("token", "")
    return f"slip:{said[:40]}" if said.isalnum() else f"slip:{get_random_string(20)}"


def _page(
    request: HttpRequest, here: Here, wrong: Mapping[int, str], only: frozenset[int] | None = None
) -> HttpResponse:
    today = here.calendar.local(here.at).date()
    kinds = _kinds(here)
    people = [(each.account.handle, each.account.name) for each in colleagues(today)]
    posted = request.method == "POST"

    def rows() -> Iterable[SlipRow]:
        for number in range(1, SLIPS + 1):
            shown = posted and (only is None or number in only)
            typed = _typed(request, number) if shown else dict.fromkeys(TEXTS, "")
            typed["on"] = typed["on"] or today.isoformat()
            yield SlipRow(
                number,
                typed,
                tuple(Choice(name, kind.label, name == typed["kind"]) for name, kind in kinds.items()),
                tuple(
                    Choice(handle, name, handle == typed["for"]) for handle, name in (("", _("Me")), *people)
                ),
                wrong.get(number, ""),
            )

    errors = tuple(
        SimpleError(_("Slip %(n)s: %(why)s") % {"n": number, "why": why}, f"who-{number}")
        for number, why in sorted(wrong.items())
    )
    token = request.POST.get("token", "") if posted and only is None else ""
    view = CatchUpPage(
        here.slug,
        parts_of(here, "paper-catch-up"),
        token if token.isalnum() else get_random_string(20),
        tuple(rows()),
        errors,
    )
    status = 422 if wrong else 200
    return page(request, "out_of_hours/catch_up.html", view, title=_("Catch up"), here=here, status=status)
