"""How does the answering machine stand: switched as planned, tried, faulty, and what is still on it?

    switches(karin, rulebook, since=morning, until=night)     # Switch(…) for each going over and coming back
    latest(karin)                                             # the last test and the open faults of each
    machine rounds(karin, rulebook, since=…, until=…)                 # every round that was due, and how
    it stands open_round(karin, 17)                                     # one round with its messages

Each is one query or two, however much there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from kept.casework.rounds import Closed, diverts, rounds_due
from kept.rulebook import Rulebook
from kept.rulebook.machines import BUSY, Machine
from kept.store import models, registers
from kept.store.models import Association, MachineMessage, MachineNote, MachineRound

ON, OFF, TESTED, FAULT, MENDED = "on", "off", "tested", "fault", "mended"
ANNOUNCEMENTS = "announcements"
NOTES = (ON, OFF, TESTED, FAULT, MENDED)
MESSAGE, SILENT, NOT_THERE = "message", "silent", "none"
FOUND = (MESSAGE, SILENT, NOT_THERE)


@dataclass(frozen=True, slots=True)
class Place:
    """One machine at one office."""

    machine: Machine
    office: str


@dataclass(frozen=True, slots=True)
class Switch:
    """One going over to the machine, or coming back from it, as planned; `done_at` is when somebody
    confirmed it.

    `why` is lunch, evening, weekend, holiday or closing, `reason` a closing's own.
    """

    place: Place
    what: str
    planned: datetime
    why: str
    reason: str = ""
    done_at: datetime | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """A round that was due: `id` is None until somebody begins it. `unheard` are messages still to be
    heard.
    """

    place: Place
    name: str
    label: str
    due: datetime
    id: int | None = None
    begun_at: datetime | None = None
    begun_by: str = ""
    closed_at: datetime | None = None
    messages: int = 0
    unheard: int = 0


def places(rulebook: Rulebook) -> list[Place]:
    """Every machine at every office that has one."""
    offices = [each.slug for each in rulebook.association.offices]
    return [
        Place(machine, office)
        for machine in rulebook.room("machines")
        for office in ([machine.office] if machine.office else offices)
        if office in offices
    ]


def closings(association: Association, *, since: datetime, until: datetime) -> Mapping[str, list[Closed]]:
    """Stretches in which an office is shut though its hours say otherwise, by office; under "" those of
    all.
    """
    rows = models.Closing.objects.filter(
        association=association, ends_at__gt=since, starts_at__lt=until, called_off_at__isnull=True
    )
    found: dict[str, list[Closed]] = {}
    for each in rows.select_related("office").order_by("starts_at", "id"):
        slug = each.office.slug if each.office else ""
        found.setdefault(slug, []).append(Closed(each.starts_at, each.ends_at, each.words or each.reason))
    return found


def switches(
    association: Association, rulebook: Rulebook, *, since: datetime, until: datetime
) -> list[Switch]:
    """Every going over and coming back that is planned between two moments, each with its confirmation."""
    shut = closings(association, since=since, until=until)
    notes = {
        (each.machine, each.office.slug, each.what, each.for_at): each
        for each in MachineNote.objects.filter(
            association=association, for_at__gte=since, for_at__lt=until
        ).select_related("office")
    }
    found: list[Switch] = []
    for place in places(rulebook):
        if place.machine.runs == BUSY:
            continue
        calendar = rulebook.calendar_for(place.office)
        for each in diverts(calendar, since, until, [*shut.get("", ()), *shut.get(place.office, ())]):
            for what, planned in ((ON, each.start), (OFF, each.end)):
                if since <= planned < until:
                    note = notes.get((place.machine.name, place.office, what, planned))
                    done = (note.happened_at, note.told_by) if note else (None, "")
                    found.append(Switch(place, what, planned, each.why, each.reason, *done))
    return sorted(found, key=lambda each: (each.planned, each.place.office, each.what))


@dataclass(frozen=True, slots=True)
class Health:
    """When a machine was last tried and how it spoke, and the faults that nobody has said are mended."""

    place: Place
    tested_at: datetime | None = None
    tested_by: str = ""
    clear: bool | None = None
    words: str = ""
    faulty_since: datetime | None = None
    fault: str = ""


def latest(association: Association, rulebook: Rulebook) -> list[Health]:
    """How each machine stands, by the last that was noted of it."""
    rows = MachineNote.objects.filter(association=association, what__in=(TESTED, FAULT, MENDED))
    newest: dict[tuple[str, str, str], MachineNote] = {}
    ordered = rows.order_by("machine", "office", "what", "-happened_at", "-id")
    for each in ordered.distinct("machine", "office", "what").select_related("office"):
        newest[each.machine, each.office.slug, each.what] = each
    found = []
    for place in places(rulebook):
        tested, fault, mended = (
            newest.get((place.machine.name, place.office, what)) for what in (TESTED, FAULT, MENDED)
        )
        still = fault if fault and (mended is None or mended.happened_at < fault.happened_at) else None
        found.append(
            Health(
                place,
                tested.happened_at if tested else None,
                tested.told_by if tested else "",
                tested.clear if tested else None,
                tested.words if tested else "",
                still.happened_at if still else None,
                still.words if still else "",
            )
        )
    return found


def announced(association: Association) -> Mapping[str, str]:
    """What the announcements on the machines say, by office: of each office all that are in use, together."""
    found: dict[str, str] = {}
    for each in registers.entries(association, ANNOUNCEMENTS):
        slug = each.office.slug if each.office else ""
        found[slug] = f"{found.get(slug, '')}\n{each.facts.get('script', '')}"
    return found


def notes_of(association: Association, *, most: int = 30) -> list[MachineNote]:
    """What was last noted of all machines, the latest first."""
    rows = MachineNote.objects.filter(association=association).select_related("office")
    return list(rows.order_by("-happened_at", "-id")[:most])


def rounds(association: Association, rulebook: Rulebook, *, since: datetime, until: datetime) -> list[Round]:
    """Every round due between two moments, the latest first, as it stands."""
    rows = MachineRound.objects.filter(association=association, for_at__gt=since, for_at__lte=until)
    counted = rows.select_related("office").annotate(
        number=Count("messages"),
        unheard=Count("messages", filter=Q(messages__heard_at__isnull=True)),
    )
    begun = {(each.machine, each.office.slug, each.round, each.for_at): each for each in counted}
    found: list[Round] = []
    for place in places(rulebook):
        calendar = rulebook.calendar_for(place.office)
        for one in place.machine.rounds:
            for due in rounds_due(one.at, calendar, since, until):
                row = begun.get((place.machine.name, place.office, one.name, due))
                if row is None:
                    found.append(Round(place, one.name, one.label, due))
                    continue
                found.append(
                    Round(
                        place,
                        one.name,
                        one.label,
                        due,
                        row.pk,
                        row.begun_at,
                        row.begun_by,
                        row.closed_at,
                        row.number,
                        row.unheard,
                    )
                )
    return sorted(
        found, key=lambda each: (each.due, each.place.office, each.place.machine.name), reverse=True
    )


def one_round(association: Association, number: int) -> MachineRound | None:
    """One round by its number."""
    rows = MachineRound.objects.filter(association=association, pk=number).select_related("office")
    return rows.first()


def messages_of(association: Association, number: int) -> Sequence[MachineMessage]:
    """Its messages, in their order."""
    return list(MachineMessage.objects.filter(association=association, round=number).order_by("number"))
