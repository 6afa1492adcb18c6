"""How does a visitor's page read: what stands, what to say, and a step for whatever may come next?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.actions import booking
from kept.casework import Refused, waiting
from kept.casework.markers import TWO_STAFF
from kept.casework.permissions import LINE
from kept.store import diary, presence
from kept.store.models import Event, EventText, Team
from kept.store.presence import Present
from kept.store.reception import Visit
from kept.web.reception.fetch import Found
from kept.web.reception.present import Row, greeting_words, row_of, subjects_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import moment_words
from kept.workclock import Segment


@dataclass(frozen=True, slots=True)
class VisitorPage:
    """The page. `typed` is what was sent, `step` the step that was refused."""

    title: str
    slug: str
    ref: str
    row: Row
    waits: bool
    over: bool
    with_us: bool
    private: bool
    two: bool
    looked: str
    drinking: bool
    ill: bool
    uid: str
    action: str
    thread: str
    back: str
    slip: str
    greeting: str
    danger: str
    rooms: tuple[Choice, ...]
    next_room: str
    next_room_minutes: int
    people: tuple[Choice, ...]
    suggested: tuple[Choice, ...]
    managers: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    subjects: tuple[Choice, ...]
    needs: frozenset[str]
    free: tuple[Choice, ...]
    lines: tuple[str, ...]
    typed: Mapping[str, str]
    step: str = ""
    stay_seen: bool = False
    can_outside: bool = False
    errors: tuple[SimpleError, ...] = field(default=())


def visitor_page(
    here: Here,
    visit: Visit,
    found: Found,
    typed: Mapping[str, str],
    *,
    step: str = "",
    refused: Refused | None = None,
) -> VisitorPage:
    """The page as it stands, with what was typed."""
    row, stay = row_of(here, found, visit), visit.stay
    present = presence.board(here.association, here.at)
    team = typed.get("team") or stay.to_team
    duty = found.manned.duty.get(team, ())
    people = tuple(_people(present, team, duty))
    chosen = typed.get("whom") or typed.get("to") or ""
    return VisitorPage(
        title=_("Ticket %(n)s") % {"n": visit.ticket},
        slug=here.slug,
        ref=visit.thread.ref,
        row=row,
        waits=stay.waits,
        over=stay.over_at is not None,
        with_us=stay.seen_at is not None and stay.over_at is None,
        private=stay.private,
        two=TWO_STAFF in {each.kind for each in found.marks_of(visit)},
        looked=_looked(stay.looked),
        drinking=stay.looked == waiting.DRINKING,
        ill=stay.looked == waiting.ILL,
        uid=uuid.uuid4().hex,
        action=reverse("reception-visitor", args=[here.slug, visit.thread.ref]),
        thread=reverse("thread", args=[here.slug, visit.thread.ref]),
        back=f"{reverse('reception', args=[here.slug])}?office={found.office}",
        slip=reverse("reception-slip", args=[here.slug, visit.thread.ref]),
        greeting=greeting_words(here),
        danger=f"{reverse('danger', args=[here.slug])}?thread={visit.thread.ref}",
        rooms=tuple(_rooms(here, found, visit, typed.get("where", ""))),
        next_room=_next_room(here, found, visit),
        next_room_minutes=_next_room_minutes(here, found),
        people=tuple(Choice(each.value, each.label, each.value == chosen) for each in people),
        suggested=tuple(each for each in people if each.chosen),
        managers=tuple(
            Choice(each.account.handle, each.account.name, each.account.handle == typed.get("approved_by"))
            for each in present
            if each.member.role in LINE
        ),
        teams=tuple(_teams(here, team)),
        subjects=tuple(
            Choice(slug, label, slug == typed.get("subject")) for slug, label, _team in subjects_of(here)
        ),
        needs=stay.needs,
        free=tuple(_free(here, found, chosen, refused)),
        lines=tuple(_lines(here, visit)),
        typed=typed,
        step=step,
        stay_seen=stay.seen_at is not None,
        can_outside=refused is not None and refused.field == "outside",
    )


def _looked(found: str) -> str:
    return {
        waiting.WELL: _("A second colleague looked: they are all right."),
        waiting.ILL: _("A second colleague looked: they may be ill. Get help now."),
        waiting.DRINKING: _("A second colleague looked: they have plainly been drinking."),
    }.get(found, "")


def _people(present: Iterable[Present], team: str, duty: Iterable[int]) -> Iterable[Choice]:
    """Our colleagues: duty officers first, then who is in of that team; `chosen` marks those to suggest."""
    slugs = dict(Team.objects.values_list("pk", "slug"))
    on_duty = set(duty)

    def order(each: Present) -> tuple[bool, bool, bool, str]:
        theirs = bool(team) and slugs.get(each.member.team_id or 0, "") == team
        return (
            each.account.pk not in on_duty,
            not (theirs and each.where.in_now),
            not each.where.in_now,
            each.account.name.casefold(),
        )

    for each in sorted(present, key=order):
        theirs = bool(team) and slugs.get(each.member.team_id or 0, "") == team
        how = _("in") if each.where.in_now else _("not in")
        if each.account.pk in on_duty:
            how = _("duty officer")
        label = _("%(who)s (%(how)s)") % {"who": each.account.name, "how": how}
        suggest = each.account.pk in on_duty or (theirs and each.where.in_now)
        yield Choice(each.account.handle, label, suggest)


def _rooms(here: Here, found: Found, visit: Visit, chosen: str) -> Iterable[Choice]:
    """Where they can be seen: the rooms that are free, those that suit first, then the places without one."""
    step_free = "step_free" in visit.stay.needs
    theirs = visit.thread.pk
    free = [each for each in found.rooms if each.free or (each.slot and each.slot.thread_id == theirs)]
    for each in sorted(
        free,
        key=lambda one: (
            visit.stay.private and not one.room.apart,
            one.free,
            step_free and "step-free" not in one.room.features,
        ),
    ):
        words = [each.room.name, _("private") if each.room.apart else _("not private")]
        if not each.free:
            words.append(_("kept for them"))
        if step_free and "step-free" not in each.room.features:
            words.append(_("has steps: they need a way without"))
        value = str(each.room.pk)
        yield Choice(value, ", ".join(words), value == chosen)
    for value, label in (
        (waiting.PRIVATE, _("In another private place")),
        (waiting.RECEPTION, _("Here in reception")),
        (waiting.ELSEWHERE, _("Somewhere else")),
    ):
        yield Choice(value, label, value == chosen)


def _next_room(here: Here, found: Found, visit: Visit) -> str:
    """When the next private room is free, where none is now."""
    private = [each for each in found.rooms if each.room.apart]
    theirs = visit.thread.pk
    if not private or any(each.free or (each.slot and each.slot.thread_id == theirs) for each in private):
        return ""
    soonest = min(private, key=lambda each: each.free_at or here.at)
    calendar = here.rulebook.calendar_for(found.office or None)
    when = calendar.local(soonest.free_at or here.at)
    return _("%(room)s is free at %(time)s") % {"room": soonest.room.name, "time": f"{when:%H:%M}"}


def _next_room_minutes(here: Here, found: Found) -> int:
    private = [each.free_at for each in found.rooms if each.room.apart and each.free_at]
    if not private:
        return 0
    return waiting.rounded((min(private) - here.at).total_seconds() / 60)


def _teams(here: Here, chosen: str) -> Iterable[Choice]:
    for slug, label in here.rulebook.association.teams:
        yield Choice(slug, label, slug == chosen)


def _free(here: Here, found: Found, whom: str, refused: Refused | None) -> Iterable[Choice]:
    """Times at which that colleague is free: those that the diary offers, else the next three."""
    segments: Iterable[Segment] = getattr(refused, "free", ()) if refused is not None else ()
    if not segments and whom:
        resource = diary.resources_of(here.association, kinds=("staff",)).filter(account__handle=whom).first()
        if resource is not None:
            segments = booking.free(
                association=here.association,
                by=here.by,
                at=here.at,
                resources=[resource],
                minutes=30,
                office=found.office or None,
                most=3,
            )
    calendar = here.rulebook.calendar_for(found.office or None)
    for each in segments:
        start: datetime = each.start
        yield Choice(start.isoformat(), moment_words(start, calendar), False)


def _lines(here: Here, visit: Visit) -> Iterable[str]:
    """What was done so far, as it was recorded, in the order in which it happened."""
    kinds = here.rulebook.kinds
    calendar = here.rulebook.calendar_for(visit.thread.office.slug if visit.thread.office else None)
    rows = list(Event.objects.filter(thread=visit.thread).order_by("happened_at", "id"))
    words = dict(
        EventText.objects.filter(event__in=[each.pk for each in rows], erased_at=None).values_list(
            "event", "words"
        )
    )
    today = timezone.localdate(here.at)
    for each in rows:
        kind = kinds.get(each.kind)
        local = calendar.local(each.happened_at)
        when = f"{local:%H:%M}" if local.date() == today else moment_words(each.happened_at, calendar)
        said = {**each.facts, **words.get(each.pk, {})}
        more = "; ".join(_answers(kind, said)) if kind is not None else ""
        label = kind.label if kind else each.kind
        yield f"{when}  {label}{': ' + more if more else ''}"


def _answers(kind: object, facts: Mapping[str, object]) -> Iterable[str]:
    for each in getattr(kind, "fields", ()):
        value = facts.get(each.name)
        if value in (None, "", False) or each.type == "moment":
            continue
        if each.type == "yes_no":
            yield str(each.label).rstrip("?")
        elif each.choices:
            yield str(dict(each.choices).get(str(value), value))
        else:
            yield str(value)
