"""Who asked for information, by when do they have it, and how did it go?

One page: the register of requests with their dates and counts, what is to be looked at again, and the form on
which one of us writes down what somebody asked for, spoken too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import data_requests
from kept.casework import Refused
from kept.casework.bundling import last_day
from kept.casework.permissions import Permission
from kept.rulebook.cases import practice_of
from kept.store import asked, refs
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words

YEAR, SOON, LONGEST = timedelta(days=365), timedelta(days=14), 4_000
PERSONAL = "personal_data.requested"


@dataclass(frozen=True, slots=True)
class Line:
    """One request."""

    ref: str
    address: str
    who: str
    what: str
    form: str
    asker: str
    asked: str
    due: str
    late: bool
    law: str
    state: str
    days: str
    identity: str
    failed: int


@dataclass(frozen=True, slots=True)
class Again:
    """A piece that stays back until a day on which it is looked at again."""

    address: str
    label: str
    on: str


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """The page."""

    action: str
    lines: tuple[Line, ...]
    counts: tuple[tuple[str, str], ...]
    again: tuple[Again, ...]
    conflict: str
    choices: Mapping[str, tuple[tuple[str, str], ...]]
    records: bool
    uid: str
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def requests_page(request: HttpRequest, here: Here) -> HttpResponse:
    """The register, and what is written down on it."""
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, {name: str(value) for name, value in request.POST.items()})
    typed = {name: str(value)[:LONGEST].replace("\x00", "") for name, value in request.POST.items()}
    if not here.may(Permission.RECORD):
        return _shown(request, here, typed, SimpleError(here.why_not(Permission.RECORD), "sort"))
    done = data_requests.record(
        association=here.association,
        by=here.by,
        at=here.at,
        membership=here.membership,
        uid=typed.get("uid", "")[:64] or None,
        sort=typed.get("sort", ""),
        form=typed.get("form", ""),
        asker=typed.get("asker", ""),
        identity=typed.get("identity", ""),
        from_name=typed.get("from_name", ""),
        person=typed.get("person", "").strip().upper(),
        authority=typed.get("authority", ""),
        about=typed.get("about", ""),
    )
    if isinstance(done, Refused):
        return _shown(request, here, typed, SimpleError(done.sentence, done.field or "sort"))
    messages.success(request, _("The request is on record. The days run from when they asked."))
    return redirect("case", here.slug, done.thread)


def _shown(request: HttpRequest, here: Here, typed: Mapping[str, str], *errors: SimpleError) -> HttpResponse:
    found = asked.register(here.membership, since=here.at - YEAR)
    lines = tuple(_line(here, each) for each in found)
    today = here.calendar.local(here.at).date()
    view = RequestsPage(
        action=reverse("requests", args=[here.slug]),
        lines=lines,
        counts=_counts(here, found),
        again=tuple(
            Again(
                reverse("bundle-item", args=[here.slug, each.gathering.ref, each.number]),
                _("Piece %(number)s of %(ref)s") % {"number": each.number, "ref": each.gathering.ref},
                str(each.details.get("review_on", "")),
            )
            for each in (
                asked.to_look_at_again(here.membership, today, SOON) if here.may(Permission.DATA) else ()
            )
        ),
        conflict=practice_of(here.rulebook, "data_request").words.get("conflict", ""),
        choices=_choices(here),
        records=here.may(Permission.RECORD),
        uid=typed.get("uid") or refs.new_uid(),
        typed=typed,
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "bundles/requests.html", view, title=_("Requests"), here=here, status=status)


def _choices(here: Here) -> dict[str, tuple[tuple[str, str], ...]]:
    kind = here.rulebook.kinds[PERSONAL]
    found = {each.name: each.choices for each in kind.fields if each.choices}
    return {name: found.get(name, ()) for name in ("form", "asker", "identity")}


def _day(here: Here, instant: Any) -> str:
    return (
        day_words(here.calendar.local(instant).date(), here.calendar.local(here.at).year) if instant else ""
    )


def _label(here: Here, kind: str, field: str, slug: str) -> str:
    known = here.rulebook.kinds[kind]
    choices = next((each.choices for each in known.fields if each.name == field), ())
    return dict(choices).get(slug, "")


def _line(here: Here, each: asked.Request) -> Line:
    kinds = here.rulebook.kinds
    personal = each.kind == PERSONAL
    received = here.calendar.local(each.asked_at).date()
    year = here.calendar.local(here.at).year
    over = each.answered_at
    took = here.calendar.local(over or here.at).date() - received
    return Line(
        ref=each.thread.ref,
        address=reverse("case", args=[here.slug, each.thread.ref]),
        who=each.who,
        what=kinds[each.kind].label,
        form=_label(here, each.kind, "form", each.form),
        asker=_label(here, each.kind, "asker", each.asker),
        asked=_day(here, each.asked_at),
        due=_day(here, each.due_at - timedelta(seconds=1)) if each.due_at else "",
        late=not over and each.due_at is not None and each.due_at <= here.at,
        law=day_words(last_day(received, here.calendar), year) if personal else "",
        state=kinds[each.answered].label if each.answered in kinds else _("In hand"),
        days=str(took.days),
        identity=_("settled") if each.checked else _("not yet"),
        failed=each.failed,
    )


def _counts(here: Here, found: list[asked.Request]) -> tuple[tuple[str, str], ...]:
    done = [each for each in found if each.answered_at is not None]
    days = sorted((each.answered_at - each.asked_at).days for each in done if each.answered_at is not None)
    forms = Counter(_label(here, each.kind, "form", each.form) or _("not said") for each in found)
    said = [
        (_("Asked in the last year"), f"{len(found):,}"),
        (_("Answered"), f"{len(done):,}"),
        (_("Days taken, half of them at most"), str(days[len(days) // 2]) if days else "–"),
        (_("Times that identity could not be confirmed"), str(sum(each.failed for each in found))),
        (_("More time taken"), str(sum(each.extended for each in found))),
    ]
    said += [(_("Asked: %(form)s") % {"form": form}, str(n)) for form, n in sorted(forms.items())]
    put_right = asked.corrections(here.membership, here.at - YEAR)
    answered = put_right.agreed + put_right.refused
    said += [
        (_("Corrections agreed to, of those answered"), f"{put_right.agreed} / {answered}"),
        (_("Days that a correction took"), "–" if put_right.days is None else str(put_right.days)),
    ]
    return tuple(said)
