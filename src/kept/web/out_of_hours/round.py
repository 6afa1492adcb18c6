"""What is on the machine, one message after the other, until every one was heard?

Each is typed while it plays: when it was left, who it is from, what they said, and who deals with it. It
becomes a contact with the time at which it was left. The round closes when nothing is unheard.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import rounds as act
from kept.casework import Refused
from kept.rulebook.model import EventKind, Field
from kept.store import night, rounds
from kept.store.accounts import colleagues
from kept.store.models import MachineMessage, MachineRound
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.addresses import thread_address
from kept.web.shared.fields import Choice, Question, present_fields, read_fields, typed_from_defaults
from kept.web.shared.frame import page
from kept.web.shared.gist import whose_of
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_moment
from kept.web.shared.words import Words, day_words, moment_words

LEFT = "message.left"
# Worked out from the time at which it was left.
WORKED_OUT = frozenset({"out_of_hours"})


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message: when it was left and heard, and the contact that it became."""

    number: int
    who: str
    left: str
    heard: str
    state: Words
    ref: str
    address: str


@dataclass(frozen=True, slots=True)
class RoundPage:
    """The page, and what was typed of the message that plays."""

    heading: str
    back: str
    action: str
    lines: tuple[MessageLine, ...]
    closed: str
    next: int
    last: int
    left_on: str
    left_at: str
    which: str
    asks_which: bool
    found: str
    questions: tuple[Question, ...]
    owners: tuple[Choice, ...]
    errors: tuple[SimpleError, ...] = ()


def round_(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Go through one round."""
    row = rounds.one_round(here.association, number)
    if row is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _page(request, here, row)
    step = request.POST.get("step", "")
    if step == "close":
        return _close(request, here, row)
    if step == "more":
        return _more(request, here, row)
    return _hear(request, here, row)


def _hear(request: HttpRequest, here: Here, row: MachineRound) -> HttpResponse:
    found = request.POST.get("found", rounds.MESSAGE)
    errors: list[SimpleError] = []
    left_at: datetime | None = None
    choose = False
    if found == rounds.MESSAGE or request.POST.get("left_at", ""):
        try:
            left_at = read_moment(
                request.POST.get("left_on", ""),
                request.POST.get("left_at", ""),
                zone=here.association.zone,
                which=request.POST.get("left_which", ""),
            )
        except MomentError as problem:
            errors.append(SimpleError(str(problem), "left_at"))
            choose = problem.choose
    reading = read_fields(_fields(here), request.POST, zone=here.association.zone)
    wrong = reading.errors if found == rounds.MESSAGE else {}
    errors += [SimpleError(sentence, f"f-{name}") for name, sentence in wrong.items()]
    if errors:
        return _page(request, here, row, tuple(errors), 422, wrong=dict(wrong), choose=choose)
    text = request.POST.get("number", "")
    done = act.hear_message(
        association=here.association,
        round_id=row.pk,
        number=int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0,
        found=found,
        left_at=left_at,
        facts=reading.facts,
        owner=request.POST.get("owner", "")[:60] or None,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        where = {"happened_at": "left_at", "found": "found-message"}.get(done.field or "", done.field or "")
        return _page(request, here, row, (SimpleError(done.sentence, where),), 422)
    return redirect(f"{reverse('night-round', args=[here.slug, row.pk])}#next")


def _more(request: HttpRequest, here: Here, row: MachineRound) -> HttpResponse:
    text = request.POST.get("messages", "").strip()
    done = act.begin_round(
        association=here.association,
        office=row.office.slug,
        machine=row.machine,
        name=row.round,
        for_at=row.for_at,
        messages=int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, row, (SimpleError(done.sentence, "messages"),), 422)
    return redirect("night-round", here.slug, row.pk)


def _close(request: HttpRequest, here: Here, row: MachineRound) -> HttpResponse:
    done = act.close_round(
        association=here.association, round_id=row.pk, by=here.by, at=here.at, membership=here.membership
    )
    if isinstance(done, Refused):
        return _page(request, here, row, (SimpleError(done.sentence, done.field or ""),), 409)
    messages.success(request, _("Everything on the machine was heard."))
    return redirect("night-machine", here.slug)


def _fields(here: Here) -> tuple[Field, ...]:
    kind: EventKind = here.rulebook.kinds[LEFT]
    return tuple(each for each in kind.fields if each.name not in WORKED_OUT)


def _page(
    request: HttpRequest,
    here: Here,
    row: MachineRound,
    errors: tuple[SimpleError, ...] = (),
    status: int = 200,
    *,
    wrong: dict[str, str] | None = None,
    choose: bool = False,
) -> HttpResponse:
    rows = rounds.messages_of(here.association, row.pk)
    callers = _callers(here, [each.thread for each in rows if each.thread])
    waiting = [each.number for each in rows if each.heard_at is None]
    fresh = typed_from_defaults(_fields(here), at=here.at, zone=here.association.zone)
    typed = request.POST if "left_at" in request.POST else fresh
    machines = {each.name: each for each in here.rulebook.room("machines")}
    known = machines.get(row.machine)
    label = next((each.label for each in known.rounds if each.name == row.round), row.round) if known else ""
    local = here.calendar.local(row.for_at)
    chosen = typed.get("owner", "")
    day = here.calendar.local(here.at).date()
    view = RoundPage(
        heading=f"{label}, {local:%H:%M} {day_words(local.date(), day.year)}",
        back=reverse("night-machine", args=[here.slug]),
        action=reverse("night-round", args=[here.slug, row.pk]),
        lines=tuple(_line(here, each, callers.get(each.thread, "")) for each in rows),
        closed=moment_words(row.closed_at, here.calendar, day.year) if row.closed_at else "",
        next=waiting[0] if waiting and not row.closed_at else 0,
        last=len(rows),
        left_on=typed.get("left_on", "") or day.isoformat(),
        left_at=typed.get("left_at", ""),
        which=typed.get("left_which", ""),
        asks_which=choose or bool(typed.get("left_which")),
        found=typed.get("found", rounds.MESSAGE),
        questions=present_fields(_fields(here), typed, wrong or {}),
        owners=tuple(
            Choice(handle, name, handle == chosen)
            for handle, name in (
                ("", _("Whoever has the patch, or me")),
                *((each.account.handle, each.account.name) for each in colleagues(day)),
            )
        ),
        errors=errors,
    )
    return page(
        request,
        "out_of_hours/round.html",
        view,
        title=_("Going through the machine"),
        here=here,
        status=status,
    )


def _callers(here: Here, refs: list[str]) -> dict[str, str]:
    """Who left each, of those contacts that this person may see."""
    threads = list(visible_to(here.membership).filter(ref__in=refs).select_related("person")) if refs else []
    told = night.told_of(threads)
    return {
        each.ref: whose_of(here, each, told[each.pk][0].event, told[each.pk][0].words)
        for each in threads
        if told[each.pk]
    }


def _line(here: Here, row: MachineMessage, who: str) -> MessageLine:
    year = here.calendar.local(here.at).year
    states = {
        rounds.MESSAGE: Words(_("On record"), "good"),
        rounds.SILENT: Words(_("Nobody spoke"), "mute"),
        rounds.NOT_THERE: Words(_("Not there after all"), "mute"),
    }
    return MessageLine(
        row.number,
        who,
        moment_words(row.left_at, here.calendar, year) if row.left_at else "",
        moment_words(row.heard_at, here.calendar, year) if row.heard_at else "",
        states.get(row.found, Words(_("Not heard yet"), "bad")),
        row.thread,
        thread_address(here.slug, row.thread) if row.thread else "",
    )
