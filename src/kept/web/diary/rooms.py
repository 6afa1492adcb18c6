"""Rooms, vehicles and surgeries: which there are, which are free now, and how they come into the diary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import appointments, matters, resources, surgeries
from kept.actions import booking as act
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.rulebook.diary import FEATURE
from kept.store import diary
from kept.store import matters as known_matters
from kept.store.accounts import colleagues
from kept.store.models import Office, Session
from kept.store.models.diary import ROOM
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_moment
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One room, and how it stands now."""

    id: int
    name: str
    where: str
    has: str
    now: str
    free: bool
    slot: int | None
    until: str
    diary: str
    room: bool


@dataclass(frozen=True, slots=True)
class RoomsPage:
    """The page, and what was typed."""

    rooms: tuple[RoomLine, ...]
    surgeries: tuple[tuple[int, str, str, str], ...]
    offices: tuple[Choice, ...]
    features: tuple[Choice, ...]
    staff: tuple[Choice, ...]
    matters: tuple[tuple[str, str, str, str], ...]
    categories: tuple[Choice, ...]
    leads: bool
    records: bool
    back: str
    typed: dict[str, str]
    errors: tuple[SimpleError, ...] = ()


def rooms(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, and what its forms do."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here)
    done = _done(request, here)
    if isinstance(done, Refused):
        return _page(request, here, done, 409 if done.field in ("room", "slot") else 422)
    messages.success(request, _("It is in the diary."))
    return redirect("diary-rooms", here.slug)


def _done(request: HttpRequest, here: Here) -> object:
    post = request.POST
    who: dict[str, Any] = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    wanted = post.get("act", "")
    if wanted == "take":
        return act.take_now(room=_number(post.get("room")), minutes=_number(post.get("minutes")) or 30, **who)
    if wanted == "free":
        return act.release(slot=_number(post.get("slot")), **who)
    if wanted == "no-room":
        return appointments.not_given(what="room", why="no-room", wanted_at=here.at, **who)
    if wanted == "add":
        return resources.add(
            kind=post.get("kind", ROOM),
            name=post.get("name", "")[:200],
            office=post.get("office") or None,
            seats=_number(post.get("seats")) or 1,
            features=post.getlist("features")[:20],
            apart=post.get("apart") == "yes",
            **who,
        )
    if wanted == "end":
        return resources.change(resource=_number(post.get("room")), ended=True, **who)
    if wanted == "matter":
        return matters.settle(
            label=post.get("label", "")[:200],
            category=post.get("category", ""),
            name=post.get("matter", "")[:60],
            withdrawn=post.get("withdrawn") == "yes",
            **who,
        )
    if wanted == "call-off":
        return surgeries.call_off(session=_number(post.get("session")), **who)
    if wanted == "surgery":
        return _surgery(here, post, who)
    return Refused(_("Choose what to do."), "rooms")


def _surgery(here: Here, post: Any, who: dict[str, Any]) -> object:
    try:
        starts = read_moment(post.get("day", ""), post.get("from", ""), zone=here.zone)
        ends = read_moment(post.get("day", ""), post.get("to", ""), zone=here.zone)
    except MomentError as problem:
        return Refused(str(problem), "day")
    chosen: list[int | str] = [f"@{post['holder'].lstrip('@')}"] if post.get("holder") else []
    if _number(post.get("surgery_room")):
        chosen.append(_number(post.get("surgery_room")))
    return surgeries.plan(
        name=post.get("surgery", "")[:200],
        starts=starts,
        ends=ends,
        every=_number(post.get("every")) or 15,
        places=_number(post.get("places")) or 1,
        weeks=_number(post.get("weeks")) or 1,
        resources=chosen,
        office=post.get("surgery_office") or None,
        **who,
    )


def _number(text: object) -> int:
    said = str(text or "")
    return int(said) if said.isdecimal() and said.isascii() and len(said) < 10 else 0


FIELDS = {
    "name": "name",
    "seats": "seats",
    "starts": "day",
    "ends": "day",
    "resources": "holder",
    "room": "rooms",
}


def _page(
    request: HttpRequest, here: Here, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    post = request.POST
    field = FIELDS.get(refused.field or "", refused.field or "rooms") if refused else ""
    features = [each for each in here.rulebook.room("diary") if each.sort == FEATURE]
    asked = here.rulebook.kinds["appointment.requested"].field("serious_category")
    today = here.calendar.local(here.at).date()
    view = RoomsPage(
        rooms=_rooms(here),
        surgeries=_surgeries(here),
        offices=tuple(
            Choice(slug, name, post.get("office") == slug)
            for slug, name in Office.objects.filter(association=here.association)
            .order_by("name")
            .values_list("slug", "name")
        ),
        features=tuple(
            Choice(each.name, each.label, each.name in post.getlist("features")) for each in features
        ),
        staff=tuple(
            Choice(
                f"@{each.account.handle}", each.account.name, post.get("holder") == f"@{each.account.handle}"
            )
            for each in colleagues(on=today)
        ),
        matters=tuple(
            (each.name, each.label, each.category, _version(each.version))
            for each in known_matters.matters(here.association, here.rulebook)
        ),
        categories=tuple(Choice(slug, label, False) for slug, label in (asked.choices if asked else ())),
        leads=here.may(Permission.REASSIGN),
        records=here.may(Permission.RECORD),
        back=reverse("diary", args=[here.slug]),
        typed={name: post.get(name, "")[:200] for name in _TYPED},
        errors=(SimpleError(refused.sentence, field),) if refused else (),
    )
    return page(request, "diary/rooms.html", view, title=_("Rooms and surgeries"), here=here, status=status)


_TYPED = ("name", "seats", "surgery", "day", "from", "to", "every", "places", "weeks", "label")


def _version(number: int) -> str:
    return _("version %(n)s") % {"n": number} if number else _("as in the policy")


def _rooms(here: Here) -> tuple[RoomLine, ...]:
    """Every room with how it stands at this moment; two queries."""
    found = list(diary.resources_of(here.association, kinds=(ROOM, "vehicle")))
    taken: dict[int, Any] = {}
    rows = diary.slots_between(
        here.association, here.at, here.at.replace(microsecond=999_999), [r.pk for r in found]
    )
    for each_slot in rows.order_by("starts_at"):
        taken[each_slot.resource_id] = each_slot
    labels = {each.name: each.label for each in here.rulebook.room("diary")}
    lines = []
    for each in found:
        slot = taken.get(each.pk)
        until = f"{here.calendar.local(slot.ends_at):%H:%M}" if slot else ""
        has = [_("%(n)s seats") % {"n": each.seats}] if each.kind == ROOM else []
        has += [_("private")] if each.apart else []
        has += [labels.get(one, one) for one in each.features]
        lines.append(
            RoomLine(
                each.pk,
                each.name,
                each.office.name if each.office else "",
                ", ".join(has),
                _("Taken until %(time)s") % {"time": until} if slot else _("Free"),
                slot is None,
                slot.pk if slot and slot.booking_id is None and slot.session_id is None else None,
                until,
                f"{reverse('diary', args=[here.slug])}?view=week&who={each.pk}",
                each.kind == ROOM,
            )
        )
    return tuple(lines)


def _surgeries(here: Here) -> tuple[tuple[int, str, str, str], ...]:
    """Those to come."""
    rows = Session.objects.filter(association=here.association, ended_at=None, ends_at__gt=here.at)
    found = []
    for each in rows.select_related("resource").order_by("starts_at")[:60]:
        begins, ends = here.calendar.local(each.starts_at), here.calendar.local(each.ends_at)
        when = f"{day_words(begins.date(), here.calendar.local(here.at).year)}, {begins:%H:%M}–{ends:%H:%M}"
        turns = _("every %(minutes)s minutes, %(places)s at once") % {
            "minutes": each.every,
            "places": each.places,
        }
        found.append((each.pk, each.resource.name, when, turns))
    return tuple(found)
