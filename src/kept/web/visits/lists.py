"""What about visits has to be looked through: asked for without a date, or gone otherwise than it should?

    shown = listed(here, "no-card")        # Shown(heading="No card left", rows=(…))
    counts(here)                           # every list with how much is in it

Each list is short, and names what to do about what stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.casework.visiting import Asked, asked_state
from kept.store import visits
from kept.store.models import Event, Thread
from kept.web.shared.access import Here
from kept.web.shared.words import moment_words

BACK = timedelta(days=366)
MOST = 200
ASKED_WORDS = {
    Asked.REQUESTED: gettext_lazy("Asked for, no time offered"),
    Asked.OFFERED: gettext_lazy("Offered, no answer yet"),
    Asked.BOOKED: gettext_lazy("Booked"),
    Asked.DONE: gettext_lazy("Made"),
    Asked.MISSED: gettext_lazy("We did not come"),
    Asked.REFUSED: gettext_lazy("Refused"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: the contact, when, and what there is to say of it."""

    ref: str
    address: str
    who: str
    when: str
    says: str
    with_whom: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One list."""

    name: str
    heading: str
    says: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One list in the overview."""

    name: str
    heading: str
    number: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class _List:
    heading: Lazy | str
    says: Lazy | str
    rows: Callable[[Here], Iterable[Row]]


def listed(here: Here, name: str) -> Shown | None:
    """One list by its name; None where there is none of that name."""
    found = LISTS.get(name)
    return Shown(name, str(found.heading), str(found.says), tuple(found.rows(here))) if found else None


def overview(here: Here, current: str) -> tuple[Listed, ...]:
    """Every list, with how much is in it."""
    here_at = reverse("visits", args=[here.slug])
    return tuple(
        Listed(
            name, str(each.heading), len(tuple(each.rows(here))), f"{here_at}?list={name}", name == current
        )
        for name, each in LISTS.items()
    )


# ---- what was asked for ----


def _asked(here: Here) -> Iterable[Row]:
    """What was asked for and is neither made nor refused, with how many days it has been."""
    threads = list(visits.asked_for(here.membership, here.at - BACK)[:MOST])
    kinds = visits.kinds_on([each.pk for each in threads])
    for each in threads:
        state = asked_state(kinds.get(each.pk, []))
        if state in (Asked.DONE, Asked.REFUSED):
            continue
        days = (here.calendar.local(here.at).date() - here.calendar.local(each.opened_at).date()).days
        says = _("%(state)s; %(days)s since it was asked for") % {
            "state": str(ASKED_WORDS[state]),
            "days": ngettext("%(n)d day", "%(n)d days", days) % {"n": days},
        }
        yield _of_thread(here, each, says)


def _undated(here: Here) -> Iterable[Row]:
    """Of these, those that have no time in the diary."""
    threads = list(visits.asked_for(here.membership, here.at - BACK)[:MOST])
    kinds = visits.kinds_on([each.pk for each in threads])
    for each in threads:
        state = asked_state(kinds.get(each.pk, []))
        if state in (Asked.REQUESTED, Asked.OFFERED, Asked.MISSED):
            yield _of_thread(here, each, str(ASKED_WORDS[state]))


def _of_thread(here: Here, thread: Thread, says: str) -> Row:
    return Row(
        thread.ref,
        reverse("thread", args=[here.slug, thread.ref]),
        thread.person.name if thread.person else "",
        moment_words(thread.opened_at, here.calendar, here.calendar.local(here.at).year),
        says,
        thread.owner.name if thread.owner else "",
    )


# ---- what went otherwise than it should ----


def _events(
    kind: str, says: Callable[[Event], str] = lambda event: "", **facts: object
) -> Callable[[Here], Iterable[Row]]:
    """A list of everything of one kind whose answers are these."""

    def rows(here: Here) -> Iterable[Row]:
        found: QuerySet[Event] = visits.with_event(here.membership, kind, **facts)
        year = here.calendar.local(here.at).year
        for each in found.filter(happened_at__gte=here.at - BACK)[:MOST]:
            thread = each.thread
            yield Row(
                thread.ref,
                reverse("thread", args=[here.slug, thread.ref]),
                thread.person.name if thread.person else "",
                moment_words(each.happened_at, here.calendar, year),
                says(each),
                thread.owner.name if thread.owner else "",
            )

    return rows


def _no_permission(here: Here) -> Iterable[Row]:
    """Visits that were made although neither permission nor notice is on record."""
    made = visits.with_event(here.membership, "visit.made", where="inside")[:MOST]
    kinds = visits.kinds_on([each.thread_id for each in made])
    let_in = {
        each.thread_id
        for answer in ("given", "notice")
        for each in visits.with_event(here.membership, "visit.arrived", permission=answer)
    }
    emergency = {thread for thread, names in kinds.items() if "visit.emergency_entry" in names}
    wanted = {each.thread_id for each in made} - let_in - emergency
    for each in _events("visit.made", where="inside")(here):
        thread = next((one.thread_id for one in made if one.thread.ref == each.ref), None)
        if thread in wanted:
            yield each


def _to_pass_on(here: Here) -> Iterable[Row]:
    """Today's visits whose customer has not heard yet that we are late."""
    for each in _events("visit.running_late", told="office")(here):
        threads = Thread.objects.filter(association=here.association, ref=each.ref)
        if not Event.objects.filter(thread__in=threads, kind="visit.late_passed_on").exists():
            yield each


def _untold(here: Here) -> Iterable[Row]:
    """Entries in an emergency, and whether somebody was told afterwards."""
    return _events("visit.emergency_entry", lambda event: _kind_words(event.facts.get("sort")))(here)


def _kind_words(sort: object) -> str:
    words = {"maintenance": _("The building could not wait"), "medical": _("Somebody needed a doctor")}
    return words.get(str(sort), "")


def _because(event: Event) -> str:
    words = {
        "subletting": _("Somebody else may be living there"),
        "welfare": _("Somebody may be unwell, and we cannot reach them"),
        "health_and_safety": _("Health and safety"),
    }
    return words.get(str(event.facts.get("unannounced_because")), "")


def _settled(event: Event) -> str:
    words = {"part": _("Settled in part"), "open": _("Not settled yet")}
    return words.get(str(event.facts.get("settled")), "")


LISTS: Mapping[str, _List] = {
    "asked": _List(
        gettext_lazy("Asked for, not made yet"),
        gettext_lazy("Each with the days since somebody asked. Offer a time, or say why not."),
        _asked,
    ),
    "no-date": _List(
        gettext_lazy("Asked for, without a date"),
        gettext_lazy("Nothing is in the diary for these. Book a time with the customer."),
        _undated,
    ),
    "to-pass-on": _List(
        gettext_lazy("Running late, to be passed on"),
        gettext_lazy("Whoever goes could not reach the customer. Ring them, and write down what they said."),
        _to_pass_on,
    ),
    "no-card": _List(
        gettext_lazy("Nobody in and no card left"),
        gettext_lazy("The customer does not know that we came. Ring or write."),
        _events("visit.no_access", card_left=False),
    ),
    "no-permission": _List(
        gettext_lazy("Gone in without permission or notice on record"),
        gettext_lazy("Write down who let us in, or what notice was given."),
        _no_permission,
    ),
    "unannounced": _List(
        gettext_lazy("Unannounced visits"),
        gettext_lazy("Each with its reason. They are the exception."),
        _events("visit.considered", _because, notice=False),
    ),
    "emergency": _List(
        gettext_lazy("Gone in because of an emergency"),
        gettext_lazy("Look whether somebody was told afterwards."),
        _untold,
    ),
    "minors": _List(
        gettext_lazy("Only children at home"),
        gettext_lazy("Agree on a time when an adult is in."),
        _events("visit.not_entered", because="minors"),
    ),
    "damage": _List(
        gettext_lazy("Damage reported on a visit"),
        gettext_lazy("Look whether what was to be done has been done."),
        _events("visit.damage_reported"),
    ),
    "breaches": _List(
        gettext_lazy("Breaches of a tenancy noticed on a visit"),
        gettext_lazy("Each with what comes of it, and whether the tenant was told."),
        _events("visit.made", breaches_told=True),
    ),
    "breaches-untold": _List(
        gettext_lazy("Breaches noticed and not told"),
        gettext_lazy("Tell the tenant, or write down why not."),
        _events("visit.made", breaches_told=False),
    ),
    "unsafe": _List(
        gettext_lazy("Felt unsafe"),
        gettext_lazy("Talk with whoever was out, and look at the file."),
        _events("visit.felt_unsafe"),
    ),
    "unsettled": _List(
        gettext_lazy("Not settled in one visit"),
        gettext_lazy("What is left of each is on somebody’s Desk."),
        lambda here: [
            *_events("visit.made", _settled, settled="open")(here),
            *_events("visit.made", _settled, settled="part")(here),
        ],
    ),
}
