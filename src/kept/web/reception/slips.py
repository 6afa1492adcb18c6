"""What does a visitor take with them: their number, how long it takes, and the next appointment?"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.store.models import Booking, Slot
from kept.store.reception import Visit
from kept.web.shared.access import Here
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import moment_words


@dataclass(frozen=True, slots=True)
class SlipPage:
    """The slip. It says a number, a reference and a time; why somebody comes is on none of it."""

    place: str
    office: str
    ticket: str
    ref: str
    came: str
    told: str
    next: str
    next_with: str
    next_where: str
    back: str
    errors: tuple[SimpleError, ...] = ()


def slip_page(here: Here, visit: Visit) -> SlipPage:
    """The slip of one visitor."""
    thread, stay = visit.thread, visit.stay
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    rows = Booking.objects.filter(association=here.association, thread=thread, state="booked")
    booked = rows.filter(starts_at__gt=here.at).select_related("office").order_by("starts_at").first()
    told = ""
    if stay.told and stay.waits:
        told = _("We expect to see you in about %(n)s minutes.") % {"n": stay.told[-1][1]}
    where = ""
    if booked is not None:
        where = _("at your home") if booked.place == "home" else _("at our office")
    return SlipPage(
        place=here.name,
        office=thread.office.name if thread.office else "",
        ticket=visit.ticket,
        ref=thread.ref,
        came=moment_words(stay.arrived_at, calendar),
        told=told,
        next=moment_words(booked.starts_at, calendar) if booked is not None else "",
        next_with=_whom(here, booked) if booked is not None else "",
        next_where=where,
        back=reverse("reception-visitor", args=[here.slug, thread.ref]),
    )


def _whom(here: Here, booked: Booking) -> str:
    rows = Slot.objects.filter(association=here.association, booking=booked, resource__account__isnull=False)
    return ", ".join(rows.order_by("id").values_list("resource__account__name", flat=True))
