"""One set of keys: somebody takes it, brings it back, left it lying, or is asked where it stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import cabinet_checks, key_loans
from kept.casework import Refused
from kept.casework.cabinet import State
from kept.rulebook.model import Field
from kept.store import cabinet
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import KeySet
from kept.web.cabinet.board import signs
from kept.web.cabinet.words import count_words, key_row, place_words
from kept.web.shared.access import Here
from kept.web.shared.sheet import Sheet
from kept.web.shared.words import due_words, moment_words

OUT, IN, LEFT, CHASE, FOUND = "out", "in", "left", "chase", "found"
STEPS: dict[str, tuple[str, ...]] = {
    State.HUNG: (OUT,),
    State.OUT: (IN, CHASE, LEFT),
    State.LEFT: (IN, CHASE),
    State.MISSING: (FOUND,),
}


def keys(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One set, where it is, and what may happen to it next."""
    keyset = cabinet.sets(here.association).filter(pk=number).first()
    if keyset is None:
        raise Http404
    steps = STEPS.get(keyset.state, ())
    asked = request.POST.get("step") or request.GET.get("step", "")
    step = asked if asked in (OUT, IN, LEFT, CHASE, FOUND) else (steps[0] if steps else "")
    sheet = _sheet(request, here, keyset, step, steps)
    if sheet.sent and step:
        done = _act(here, keyset, step, sheet)
        if not isinstance(done, Refused):
            messages.success(request, _said(step, done))
            return redirect("cabinet-set", here.slug, keyset.pk)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


def _sheet(request: HttpRequest, here: Here, keyset: KeySet, step: str, steps: tuple[str, ...]) -> Sheet:
    row = key_row(here, keyset)
    buttons = {
        OUT: _("Sign them out"),
        IN: _("Sign them in"),
        LEFT: _("Note where they lay"),
        CHASE: _("Save what they said"),
        FOUND: _("They hang on their hook again"),
    }
    year = here.calendar.local(here.at).year
    due = keyset.due_back_at
    back_by = due_words(due, here.calendar, year) if due else ""
    warned = step not in (CHASE, "") and not signs(here)
    return Sheet.of(
        request,
        here,
        _fields(here, keyset, step),
        start=_start(here, keyset, step),
        heading=_("Keys %(label)s") % {"label": keyset.label},
        button=buttons.get(step, ""),
        back=reverse("cabinet", args=[here.slug]),
        back_label=_("Keys"),
        place="keys",
        about=tuple(
            (label, value)
            for label, value in (
                (_("Opens"), f"{keyset.what}, {count_words(keyset.count)}"),
                (_("Where"), place_words(keyset)),
                (_("Since"), moment_words(keyset.since, here.calendar, year)),
                (_("For"), keyset.purpose),
                (_("Due back"), back_by),
                (_("Asked back"), row.chased),
            )
            if value
        ),
        warning=_("Only the receptionist, or whoever stands in for them today, signs keys.")
        if warned
        else "",
        extra={
            "step": step,
            "others": tuple((each, buttons[each], f"?step={each}") for each in steps if each != step),
            "late": row.late,
            "hook": row.hook_address,
            "home": row.home_address,
            "signed_by": here.membership.account.name,
            "both": step in (OUT, IN),
        },
        template="cabinet/set.html",
    )


def _start(here: Here, keyset: KeySet, step: str) -> dict[str, object]:
    if step == OUT:
        return {"due_back": _at_closing(here).isoformat()}
    if step == IN:
        return {"count": keyset.count, "brought_by": keyset.holder}
    return {}


def _at_closing(here: Here) -> datetime:
    """Today at the hour at which keys are due back, or tomorrow where that is over."""
    local = here.calendar.local(here.at)
    back = cabinet.rules_of(here.rulebook).back
    due = local.replace(hour=back.hour, minute=back.minute, second=0, microsecond=0)
    return due if due > local else due + timedelta(days=1)


def _fields(here: Here, keyset: KeySet, step: str) -> tuple[Field, ...]:
    present = Field(
        "present",
        _("Are they here with you?"),
        "yes_no",
        required=True,
        help=_("Keys go from hand to hand: nobody signs alone."),
    )
    signed = _("How did they sign?")
    match step:
        case "out":
            members = people_at(here.association, today(here.association, here.at))
            staff = tuple(
                (each.account.handle, each.account.name)
                for each in members
                if each.account_id != here.membership.account_id
            )
            return (
                Field("to", _("Which colleague takes them?"), "choice", choices=staff),
                Field("to_name", _("Or who else? Name and firm"), "text"),
                Field("contractor", _("Do they work for a contractor?"), "yes_no", default=False),
                Field("purpose", _("What for?"), "text", required=True),
                Field("due_back", _("By when are they back?"), "moment", required=True),
                present,
                Field("signed", signed, "text", required=True, help=_("The name or initials they wrote.")),
            )
        case "in":
            return (
                Field("count", _("How many keys came back?"), "number", required=True),
                Field(
                    "missing",
                    _("Are keys lost?"),
                    "yes_no",
                    default=False,
                    help=_("Only where fewer came back."),
                ),
                Field("brought_by", _("Who brings them?"), "text", required=True),
                present,
                Field("signed", signed, "text", required=True, help=_("The name or initials they wrote.")),
            )
        case "left":
            return (Field("where", _("Where did they lie?"), "text", required=True),)
        case "chase":
            return (
                Field("note", _("Whom did you reach, and what did they say?"), "long_text", required=True),
            )
    return ()


def _act(here: Here, keyset: KeySet, step: str, sheet: Sheet) -> KeySet | Refused:
    said: dict[str, Any] = {
        "association": here.association,
        "keys": keyset.pk,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    text = sheet.text
    match step:
        case "out":
            return key_loans.sign_out(
                to=text("to") or None,
                to_name=text("to_name"),
                contractor=bool(sheet.facts.get("contractor")),
                purpose=text("purpose"),
                due_back=datetime.fromisoformat(text("due_back")),
                present=bool(sheet.facts.get("present")),
                signed=text("signed"),
                uid=sheet.uid,
                **said,
            )
        case "in":
            count = sheet.facts.get("count")
            if not isinstance(count, int):
                return Refused(_("Type how many keys came back in figures, such as 2."), "count")
            return key_loans.sign_in(
                count=count,
                missing=bool(sheet.facts.get("missing")),
                brought_by=text("brought_by"),
                present=bool(sheet.facts.get("present")),
                signed=text("signed"),
                uid=sheet.uid,
                **said,
            )
        case "left":
            return key_loans.left_lying(where=text("where"), uid=sheet.uid, **said)
        case "chase":
            return key_loans.chase(note=text("note"), uid=sheet.uid, **said)
    return cabinet_checks.found_again(**said)


def _said(step: str, keyset: KeySet) -> str:
    if step == OUT:
        return _("%(who)s has the keys.") % {"who": keyset.holder}
    if step == IN and keyset.state == State.MISSING:
        return _("None came back. The locks are to be changed.")
    return {
        IN: _("The keys hang on their hook again."),
        LEFT: _("It is noted. Sign them in with whoever had them."),
        CHASE: _("It is noted that you asked."),
        FOUND: _("The keys hang on their hook again."),
    }[step]
