"""What came by post and e-mail, which letters are being written, what is published, and who works for us?

mail_room(room)      # the mail book of the last days, and two valuables in the safe
inbox(room)          # e-mails, read and unread, with an automatic reply and one to the wrong house
drafts(room)         # letters that somebody is writing
published(room)      # editions in hand, and where they hang
firms(room)          # contractors with their cards, and contacts that are about them
building(room)       # work at some homes that are asked, and a change that is proposed
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any

from kept.actions import (
    composing,
    contractors,
    displays,
    editions,
    mail_book,
    reading_mail,
    receiving_mail,
    schemes,
    valuables,
)
from kept.actions.receiving_mail import Received
from kept.casework import Refused
from kept.casework.schemes import SERVICE, WORKS
from kept.demo.filling import Who
from kept.demo.rooms_moments import SOON, Room
from kept.demo.rooms_words import E_MAILS, FIRMS, LETTERS, VALUABLES
from kept.rulebook.letters import template_of
from kept.rulebook.publications import publications_of
from kept.store import contractors as firms_of
from kept.store import tenancy
from kept.store.models import Contractor, Home, Letter, PublicationEdition, Scheme, Thread

DAYS = 4


# ---- post --------------------------------------------------------------------------------------------------


def mail_room(room: Room) -> None:
    """Each morning's post is entered and handed round; that of today still lies there."""
    mornings = [(day, opened[0].start) for day in room.lately(DAYS) if (opened := room.open(day))]
    for number, (day, opens) in enumerate(mornings):
        at = opens + 12 * SOON
        for place in range(2 + number % 2):
            sort, about = LETTERS[(number * 3 + place) % len(LETTERS)]
            who = room.rng.choice(room.people) if room.people else Who()
            room.do(at + place * SOON, partial(_entered, room, sort, about, who, day.isoformat()))
        if day != room.today:
            by = room.desk(day)
            round_ = partial(mail_book.hand_round, association=room.slug, office=room.offices[0], by=by)
            room.do(at + 20 * SOON, round_)
    for number, (sort, what, amount) in enumerate(VALUABLES):
        room.do(room.morning() - timedelta(days=1) + number * SOON, partial(_safe, room, sort, what, amount))


def _entered(room: Room, sort: str, about: str, who: Who, day: str, *, at: datetime) -> object:
    facts = {"about": about, "from_name": who.name}
    enter = partial(
        mail_book.enter, association=room.slug, sort=sort, facts=facts, person=who.ref, received_at=at
    )
    uid = f"{room.slug}-post-{day}-{at:%H%M}"
    return _by_whoever_may(room, lambda by: enter(opened_by=by, by=by, uid=uid, at=at))


def _safe(room: Room, sort: str, what: str, amount: str, *, at: datetime) -> object:
    who = room.rng.choice(room.people) if room.people else Who()
    staff = [each.handle for each in room.staff(at.date())]
    if len(staff) < 2:
        return None
    return valuables.receive(
        association=room.slug,
        sort=sort,
        what=what,
        amount=amount,
        witness=staff[1],
        settle_by=at + timedelta(days=9),
        from_name=who.name,
        person=who.ref,
        uid=f"{room.slug}-safe-{sort}",
        by=staff[0],
        at=at,
    )


def _by_whoever_may(room: Room, act: Callable[[str], object]) -> object:
    """Have it done by the first of those in whom the house's own rules let do it."""
    done: object = None
    for each in room.stage.crew.everybody:
        done = act(each.handle)
        if not isinstance(done, Refused):
            return done
    return done


# ---- e-mail ------------------------------------------------------------------------------------------------


def inbox(room: Room) -> None:
    """Some e-mails of yesterday that were read, and those of this morning that wait for a reader."""
    senders = [each for each in room.people if each.email]
    if not senders:
        return
    earlier = [day for day in room.lately(DAYS) if day != room.today]
    for number, mail in enumerate(E_MAILS):
        who = room.rng.choice(senders)
        read = number < len(E_MAILS) // 2 and bool(earlier)
        day = earlier[-1] if read else room.today
        at = room.open(day)[0].start + (5 + 3 * number) * SOON if room.open(day) else room.morning()
        room.do(at, partial(_came, room, mail, who, number, read))


def _came(
    room: Room, mail: tuple[str, str, str], who: Who, number: int, read: bool, *, at: datetime
) -> object:
    subject, words, auto = mail
    raw = EmailMessage()
    raw["From"] = f"{who.name} <{who.email}>"
    raw["To"] = f"care@{room.slug}.example"
    raw["Subject"] = subject
    raw["Date"] = at
    raw["Message-ID"] = f"<{room.slug}-{number}-{at:%Y%m%d}@post.example>"
    if auto:
        raw["Auto-Submitted"] = auto
    raw.set_content(words)
    done = receiving_mail.receive(
        association=room.slug, raw=raw.as_bytes(), received_at=at, by="kept", at=at + SOON
    )
    if not isinstance(done, Received) or not read or auto:
        return done
    with tenancy.association(room.slug):
        mark = partial(reading_mail.mark_read, association=room.slug, mail=done.mail)
    return mark(by=room.desk(at.date()), at=at + 4 * SOON)


# ---- letters that are being written ------------------------------------------------------------------------


def drafts(room: Room) -> None:
    """A letter of the officer's that is half written."""
    room.do(room.morning() + 9 * SOON, partial(_drafted, room))


def _drafted(room: Room, *, at: datetime) -> object:
    with tenancy.association(room.slug):
        rows = Thread.objects.filter(kind="letter", closed_at=None, owner__isnull=False, sensitivity="")
        thread = rows.select_related("owner").order_by("-opened_at", "ref").first()
        template = template_of(room.rulebook, "answer")
    if thread is None or thread.owner is None or template is None:
        return None
    by, uid = thread.owner.handle, f"{room.slug}-draft"
    row = composing.start(association=room.slug, template="answer", thread=thread.ref, uid=uid, by=by, at=at)
    if not isinstance(row, Letter):
        return row
    with tenancy.association(room.slug):
        values = {**row.values, "answer": "We came on Monday and found the cause."}
    return composing.save(
        association=room.slug, letter=row.ref, version=row.version, values=values, by=by, at=at + SOON
    )


# ---- what is published -------------------------------------------------------------------------------------


def published(room: Room) -> None:
    """An edition in hand of the first things that are published, and one look at where they hang."""
    names = [each.name for each in publications_of(room.rulebook)][:3]
    for number, name in enumerate(names):
        at = room.morning() - timedelta(days=20 - number)
        room.do(at, partial(_edition, room, name))
        room.do(at + 9 * SOON, partial(_shown, room, name))


def _edition(room: Room, name: str, *, at: datetime) -> object:
    draft = partial(
        editions.draft,
        association=room.slug,
        publication=name,
        version=f"{at:%Y}.1",
        dated=at.date(),
        uid=f"{room.slug}-edition-{name}",
    )
    done = draft(by=room.lead(), at=at)
    assert isinstance(done, PublicationEdition | Refused)
    return done


def _shown(room: Room, name: str, *, at: datetime) -> object:
    return displays.show(
        association=room.slug,
        publication=name,
        sort="office",
        place="In the rack by the door",
        office=room.offices[0],
        uid=f"{room.slug}-rack-{name}",
        by=room.lead(),
        at=at,
    )


# ---- contractors, building work ----------------------------------------------------------------------------


def firms(room: Room) -> None:
    """The firms that work for us, their pack and their cards; the last has not signed yet."""
    at = room.play.since + timedelta(days=6)
    for number, (name, trade, people) in enumerate(FIRMS):
        signed = number < len(FIRMS) - 1
        room.do(at + number * SOON, partial(_firm, room, name, trade, people, signed))
    room.do(room.morning() + 15 * SOON, partial(_about, room))


def _firm(room: Room, name: str, trade: str, people: Sequence[str], signed: bool, *, at: datetime) -> object:
    by = room.lead()
    made = contractors.add(association=room.slug, name=name, trade=trade, by=by, at=at)
    if not isinstance(made, Contractor) or not signed:
        return made
    for part in firms_of.parts_of(room.rulebook):
        contractors.give(association=room.slug, contractor=made.pk, part=part.name, by=by, at=at)
    until = (at + timedelta(days=700)).date()
    for number, person in enumerate(people, 1):
        contractors.carry(
            association=room.slug,
            contractor=made.pk,
            name=person,
            card=f"{name[:2].upper()}-{100 + number}",
            until=until,
            by=by,
            at=at,
        )
    return made


def _about(room: Room, *, at: datetime) -> object:
    """The last complaint and the last visit are about one of the firms."""
    with tenancy.association(room.slug):
        firm = Contractor.objects.filter(ended_at=None).order_by("name").last()
        rows = Thread.objects.filter(kind__in=("complaint", "visit"), sensitivity="", closed_at=None)
        refs = list(rows.order_by("-opened_at", "ref").values_list("ref", flat=True)[:2])
    if firm is None:
        return None
    done: object = None
    for ref in refs:
        done = contractors.concern(
            association=room.slug, contractor=firm.pk, thread=ref, by=room.lead(), at=at
        )
    return done


def building(room: Room) -> None:
    """New windows for some homes, half of them asked; and a change of service that is proposed."""
    at = room.morning() - timedelta(days=15)
    room.do(at, partial(_scheme, room, WORKS, "New windows", "New windows and doors, with safe locks"))
    room.do(at + SOON, partial(_scheme, room, SERVICE, "Cleaning", "The stairs are cleaned twice a week"))


def _scheme(room: Room, sort: str, title: str, what: str, *, at: datetime) -> object:
    by = room.lead()
    made = schemes.plan(association=room.slug, sort=sort, title=title, by=by, at=at)
    if not isinstance(made, Scheme):
        return made
    with tenancy.association(room.slug):
        rows = Home.objects.filter(association=room.play.number, ended_on=None).order_by("address_key", "id")
        homes = list(rows.values_list("ref", flat=True)[:8])
    if not homes:
        return None
    who: dict[str, Any] = {"association": room.slug, "scheme": made.pk, "by": by, "at": at}
    finishes = ["White", "Brown"] if sort == WORKS else []
    schemes.describe(what=what, dates="From spring, for about six weeks", finishes=finishes, **who)
    schemes.touch(homes=homes, effect="Somebody is in your home for a day", **who)
    return schemes.ask(homes=homes[: len(homes) // 2], how="letter", on=at.date(), **who)
