"""In which form can this person use what we send, and which forms do we still owe to whom?

    of_person(person)                   # casework.formats.Formats, as far as it is on record
    owed(membership)                    # every form that was not sent yet, the most pressing first
    forget(person)                      # what they asked for, in their words, is gone with their file

The association must be active. What several files of one person say is read together (see `store.people`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from kept.casework.dispatching import CANCELLED, FAILED
from kept.casework.formats import Asked, Decision, Formats, Reader, decide, formats_of, goes_at_once
from kept.casework.housekeeping import FORM_SET_ASIDE
from kept.rulebook.formats import FORM, FormatEntry
from kept.rulebook.model import Rulebook
from kept.rulebook.people import people_lists
from kept.store import rules
from kept.store.models import (
    Association,
    Clock,
    Event,
    Membership,
    NeedsPlan,
    Outgoing,
    OwedForm,
    Person,
    PersonForm,
    RegisterEntry,
    Representative,
    Thread,
    Translation,
    Visit,
)
from kept.store.people import family
from kept.store.threads import visible_to

ROOM = "formats"
WRITTEN = "written"
SUPPLIERS, TRAINED = "language-suppliers", "special-needs-training"
FORM_PROMISE, TRANSLATION_PROMISE = "kept:usable-form", "kept:translation"
ADJUSTMENT = "adjustment.made"
OWN_KINDS = ("house", "usable-form", "translation", "equality", "duty")
WANTED_SO = "the customer wants it so this time"
PROMISES = (FORM_PROMISE, TRANSLATION_PROMISE)


def room(rulebook: Rulebook) -> tuple[FormatEntry, ...]:
    """What the house says of forms."""
    return rulebook.room(ROOM)


def forms_of_house(rulebook: Rulebook) -> tuple[FormatEntry, ...]:
    """The forms that somebody may ask for, in the order of the policy."""
    return tuple(each for each in room(rulebook) if each.sort == FORM)


def asked(person: Person) -> tuple[PersonForm, ...]:
    """What they asked for and still need, in the order in which they said it."""
    rows = PersonForm.objects.filter(association=person.association_id, person__in=family(person))
    return tuple(rows.filter(ended_at__isnull=True).order_by("id"))


def of_person(
    person: Person, *, rulebook: Rulebook | None = None, rows: Sequence[PersonForm] | None = None
) -> Formats:
    """In which form they can use what we send."""
    known = rulebook or rules.current(Association.objects.get(pk=person.association_id))
    rows = asked(person) if rows is None else rows
    return formats_of(
        room(known),
        asked=[each.form for each in rows],
        needs=person.need_kinds,
        language=person.language,
        language_name=people_lists().language(person.language),
        readers=readers(person),
        chosen_way=person.preferred_channel,
    )


def readers(person: Person, on: date | None = None) -> tuple[Reader, ...]:
    """Who speaks for them now, and whether they may in writing; nobody who has no authority at all."""
    rows = Representative.objects.filter(association=person.association_id, person__in=family(person))
    if on is not None:
        rows = rows.filter(Q(from_on__isnull=True) | Q(from_on__lte=on))
        rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=on))
    else:
        rows = rows.filter(to_on__isnull=True)
    found = rows.exclude(authority="none").select_related("other").order_by("id")
    names = ((each.other.name if each.other else each.name, each.authority) for each in found)
    return tuple(Reader(name, authority == WRITTEN) for name, authority in names if name)


def plan(person: Person) -> NeedsPlan | None:
    """How we deal with them, as agreed with them."""
    rows = NeedsPlan.objects.filter(association=person.association_id, person__in=family(person))
    return rows.filter(ended_at__isnull=True).order_by("-id").first()


def as_asked(rows: Iterable[PersonForm]) -> tuple[Asked, ...]:
    """The rows as values."""
    return tuple(Asked(each.form, each.asked_on, each.review_on) for each in rows)


def open_of(membership: Membership, promise: str) -> QuerySet[Clock, int]:
    """The threads on which that promise asks for something still, of those that this member may see."""
    rows = Clock.objects.filter(association=membership.association_id, promise=promise)
    rows = rows.filter(ended_at__isnull=True, thread__in=visible_to(membership).values("pk"))
    return rows.values_list("thread", flat=True)


def owed(membership: Membership) -> QuerySet[OwedForm]:
    """The forms that we owe, on threads that this member may see."""
    rows = OwedForm.objects.filter(
        association=membership.association_id, thread__in=open_of(membership, FORM_PROMISE)
    )
    return rows.select_related("thread__owner", "person", "file").order_by("owed_at", "id")


def owed_of(membership: Membership, thread: str) -> tuple[OwedForm, ...]:
    """Whatever is or was owed beside this contact."""
    rows = OwedForm.objects.filter(association=membership.association_id, of_thread=thread)
    rows = rows.filter(thread__in=visible_to(membership).values("pk"))
    return tuple(rows.select_related("thread", "person", "file").order_by("id"))


def reviews(association: Association, today: date) -> tuple[QuerySet[PersonForm], QuerySet[NeedsPlan]]:
    """What somebody should be asked about again by today: forms, and what was agreed with them."""
    forms = PersonForm.objects.filter(association=association, review_on__lte=today, ended_at__isnull=True)
    plans = NeedsPlan.objects.filter(association=association, review_on__lte=today, ended_at__isnull=True)
    living = {"person__died_on__isnull": True, "person__erased_at__isnull": True}
    return (
        forms.filter(**living).select_related("person__merged_into").order_by("review_on", "id"),
        plans.filter(**living).select_related("person__merged_into").order_by("review_on", "id"),
    )


def forget(person: Person) -> None:
    """Erase their words, with their file."""
    here = person.association_id
    PersonForm.objects.filter(association=here, person=person).update(asked_by="", words="")
    NeedsPlan.objects.filter(association=here, person=person).update(
        words="", speaking="", letters="", visits=""
    )
    OwedForm.objects.filter(association=here, person=person).update(what="", text="")
    Translation.objects.filter(association=here, person=person).update(what="", source="", text="")


def supplier(association: Association, entry: int) -> RegisterEntry | None:
    """One of those from whom we order, where it is in the register."""
    rows = RegisterEntry.objects.filter(association=association, register=SUPPLIERS, ended_on=None)
    return rows.filter(pk=entry).first()


def suppliers(association: Association) -> tuple[RegisterEntry, ...]:
    """Those from whom we order, by name."""
    rows = RegisterEntry.objects.filter(association=association, register=SUPPLIERS, ended_on=None)
    return tuple(rows.order_by("title", "id"))


def still_owed(association: Association, thread: Thread) -> bool:
    """Whether the clock of a form or a translation asks for it still: it runs, or broke and nothing came."""
    rows = Clock.objects.filter(association=association, thread=thread, promise__in=PROMISES)
    ended = list(rows.values_list("ended_at", flat=True))
    # A house that promises no date for it still owes it, until the contact is closed.
    return None in ended if ended else thread.closed_at is None


def promised(association: Association, thread: Thread) -> bool:
    """Whether a date is promised for it here."""
    return Clock.objects.filter(association=association, thread=thread, promise__in=PROMISES).exists()


def on_its_way(association: Association, outgoing: int | None) -> bool:
    """Whether what went out last waits still, goes, or has arrived."""
    rows = Outgoing.objects.filter(association=association, pk=outgoing or 0)
    return rows.exclude(state__in=(CANCELLED, FAILED)).exists()


def aside(association: Association, thread: str) -> bool:
    """Whether the customer said that what belongs to this contact may come as it is."""
    rows = Event.objects.filter(association=association, thread__ref=thread, kind=FORM_SET_ASIDE)
    return rows.exists()


def decision(
    person: Person | None,
    *,
    rulebook: Rulebook,
    way: str,
    thread: str = "",
    statutory: bool = False,
    tells: str = "",
    languages: Sequence[str] = (),
    lang: str = "en",
    sent_in: str = "",
    known: Formats | None = None,
) -> Decision:
    """Whether a letter goes to this person as it is, as whoever sends it must ask first.

    `tells` is what is on record once it went, `languages` those in which the letter has words, `sent_in` the
    form in which it is made. Nobody known, nothing held.
    """
    if person is None:
        return Decision(True)
    stands = person.stands
    wanted = bool(thread) and aside(person.association, thread)
    return decide(
        known or of_person(stands, rulebook=rulebook),
        statutory=goes_at_once(room(rulebook), statutory=statutory, tells=tells),
        way=way,
        template_languages=languages,
        lang=lang,
        sent_in=sent_in,
        reason=WANTED_SO if wanted else "",
    )


def owed_on(thread: Thread) -> OwedForm | None:
    """The form that this thread is about."""
    return OwedForm.objects.filter(association=thread.association_id, thread=thread).first()


def adjusted(thread: Thread) -> bool:
    """Whether somebody noted what was done otherwise for whoever this contact is from."""
    rows = Event.objects.filter(association=thread.association_id, thread=thread)
    return rows.filter(kind=ADJUSTMENT).exists()


def trained(
    association: Association, rulebook: Rulebook, needs: Iterable[str], on: date
) -> frozenset[int] | None:
    """Who of us was trained for each of these needs; None where the house keeps no such list, or nobody was.

    A need for which the list has no kind asks for no training.
    """
    known = next((each for each in rulebook.room("registers") if each.name == TRAINED), None)
    field = known.field("need") if known is not None else None
    wanted = {slug for slug, _label in field.choices} & set(needs) if field is not None else set()
    if not wanted:
        return None
    rows = RegisterEntry.objects.filter(association=association, register=TRAINED, ended_on=None)
    held: dict[int, set[str]] = {}
    for account, facts in rows.values_list("account", "facts"):
        if account is not None and str(facts.get("expires_on") or "9999") >= on.isoformat():
            held.setdefault(account, set()).add(str(facts.get("need")))
    found = frozenset(account for account, needs_of in held.items() if wanted <= needs_of)
    return found or None


def to_note(membership: Membership, since: datetime) -> QuerySet[Thread]:
    """Contacts since then of whoever needs something of us, on which nobody noted what was done otherwise."""
    noted = Event.objects.filter(association=OuterRef("association"), thread=OuterRef("pk"), kind=ADJUSTMENT)
    rows = visible_to(membership).filter(opened_at__gte=since, person__isnull=False)
    rows = rows.exclude(person__need_kinds=[]).exclude(kind__in=OWN_KINDS).exclude(Exists(noted))
    return rows.select_related("person__merged_into", "owner").order_by("-opened_at")


def interpreters_wanted(membership: Membership, since: datetime) -> QuerySet[Thread]:
    """Contacts since then on which an interpreter was asked for, and nothing more is on record of it."""
    here = membership.association_id
    rows = Event.objects.filter(association=here, recorded_at__gte=since)
    asked = rows.filter(kind="interpreter.requested").values("thread")
    settled = rows.filter(kind__in=("interpreter.arranged", "interpreter.came")).values("thread")
    found = visible_to(membership).filter(pk__in=asked, closed_at__isnull=True).exclude(pk__in=settled)
    return found.select_related("person__merged_into", "owner").order_by("opened_at")


def visits_untrained(membership: Membership, rulebook: Rulebook, at: datetime, on: date) -> tuple[Visit, ...]:
    """Visits to come to whoever needs something of us, by a colleague who was not trained for it."""
    rows = Visit.objects.filter(association=membership.association_id, starts_at__gte=at, state="planned")
    rows = rows.filter(thread__in=visible_to(membership).values("pk"), thread__person__isnull=False)
    rows = rows.exclude(thread__person__need_kinds=[]).select_related(
        "thread__person__merged_into", "officer"
    )
    found: list[Visit] = []
    held: dict[tuple[str, ...], frozenset[int] | None] = {}
    for each in rows.order_by("starts_at")[:200]:
        assert each.thread.person is not None
        needs = tuple(sorted(each.thread.person.stands.need_kinds))
        if needs not in held:
            held[needs] = trained(membership.association, rulebook, needs, on)
        who = held[needs]
        if who is not None and each.officer_id not in who:
            found.append(each)
    return tuple(found)


def nobody_trained(association: Association, rulebook: Rulebook, on: date) -> tuple[str, ...]:
    """The kinds of need for which nobody was trained, in words; none where the house keeps no such list."""
    known = next((each for each in rulebook.room("registers") if each.name == TRAINED), None)
    field = known.field("need") if known is not None else None
    if field is None:
        return ()
    return tuple(label for slug, label in field.choices if trained(association, rulebook, [slug], on) is None)
