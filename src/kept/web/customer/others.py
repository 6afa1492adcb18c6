"""Who speaks for a customer, and what when they have died? Two small forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import customers as acting
from kept.actions import representing, successions
from kept.casework import Refused
from kept.store import people, refs
from kept.store.models import Person, Representative
from kept.web.customer.fetch import find, speaking_for
from kept.web.customer.head import AUTHORITIES, name_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import thread_words

WORDS = ("name", "other", "relation", "scope", "phone", "email")
DAYS = ("from_on", "to_on")


@dataclass(frozen=True, slots=True)
class SpeaksPage:
    """The form of somebody who speaks for the customer."""

    heading: str
    typed: Mapping[str, str]
    authorities: tuple[Choice, ...]
    action: str
    back: str
    name: str
    uid: str
    known: bool
    errors: tuple[SimpleError, ...] = ()

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is wrong with each answer."""
        return {each.id: each.sentence for each in self.errors if each.id}


def customer_speaks(request: HttpRequest, here: Here, ref: str, who: str) -> HttpResponse:
    """Put on record, or put right, who speaks for this customer."""
    person = find(here, ref)
    row = (
        None if who == "new" else next((each for each in speaking_for(here, person) if each.ref == who), None)
    )
    if (row is None and who != "new") or person.erased_at is not None:
        raise Http404
    if request.method != "POST":
        return _speaks(request, here, person, row, _typed(row))
    typed = {
        name: request.POST.get(name, "").replace("\x00", "") for name in (*WORDS, *DAYS, "authority", "uid")
    }
    if typed_again(request):
        return _speaks(request, here, person, row, typed)
    given = {
        **{each: typed[each] for each in (*WORDS, "authority")},
        **{each: _day(typed[each]) for each in DAYS},
    }
    given["other"] = refs.tidy(typed["other"]) or typed["other"].strip()
    act = {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}
    if row is None:
        uid = f"{typed['uid'][:60]}-speaks" if typed["uid"] else None
        done = representing.name(person=person.ref, given=given, uid=uid, **act)  # type: ignore[arg-type]
    else:
        done = representing.change(representative=row.ref, given=given, **act)  # type: ignore[arg-type]
    if isinstance(done, Refused):
        where = "other" if done.field == "person" else done.field or ""
        return _speaks(request, here, person, row, typed, (SimpleError(done.sentence, where),), 422)
    messages.success(request, _("Who speaks for them is on record."))
    return redirect("customer", here.slug, person.ref)


def _speaks(
    request: HttpRequest,
    here: Here,
    person: Person,
    row: Representative | None,
    typed: Mapping[str, str],
    errors: tuple[SimpleError, ...] = (),
    status: int = 200,
) -> HttpResponse:
    chosen = typed.get("authority") or "none"
    view = SpeaksPage(
        heading=_("Who speaks for them?") if row is None else _("Change who speaks for them"),
        typed=typed,
        authorities=tuple(Choice(slug, _AUTHORITY_WORDS[slug](), slug == chosen) for slug in AUTHORITIES),
        action=reverse("customer-speaks", args=[here.slug, person.ref, row.ref if row else "new"]),
        back=reverse("customer", args=[here.slug, person.ref]),
        name=name_of(person),
        uid=typed.get("uid") or refs.new_uid(),
        known=row is not None,
        errors=errors,
    )
    return page(request, "customer/speaks.html", view, title=view.heading, here=here, status=status)


_AUTHORITY_WORDS = {
    "written": lambda: _("Yes, in writing"),
    "verbal": lambda: _("Yes, by word of mouth"),
    "none": lambda: _("Not yet: tell them nothing"),
}


def _typed(row: Representative | None) -> dict[str, str]:
    if row is None:
        return dict.fromkeys((*WORDS, *DAYS, "authority", "uid"), "")
    days = {each: day.isoformat() if (day := getattr(row, each)) else "" for each in DAYS}
    words = {each: getattr(row, each) for each in WORDS if each != "other"}
    return {
        **words,
        **days,
        "other": row.other.ref if row.other else "",
        "authority": row.authority,
        "uid": "",
    }


def _day(text: str) -> date | str | None:
    if not text.strip():
        return None
    try:
        return read_date(text)
    except MomentError:
        return text


@dataclass(frozen=True, slots=True)
class DiedPage:
    """The form on which a death is recorded, and what goes on in somebody else's name."""

    name: str
    died_on: str
    told_by: str
    going_on: tuple[tuple[str, str], ...]
    speaking: tuple[str, ...]
    speaks: str
    known: bool
    action: str
    back: str
    others: tuple[Choice, ...] = ()
    errors: tuple[SimpleError, ...] = ()

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is wrong with each answer."""
        return {each.id: each.sentence for each in self.errors if each.id}


def customer_died(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Record that somebody died, which begins the case of it; or that this was wrong."""
    person = find(here, ref)
    if person.erased_at is not None:
        raise Http404
    if request.method != "POST":
        died_on = person.died_on.isoformat() if person.died_on else ""
        return _died(request, here, person, died_on, "")
    died_on, told_by = (request.POST.get(each, "").replace("\x00", "") for each in ("died_on", "told_by"))
    if typed_again(request):
        return _died(request, here, person, died_on, told_by)
    act = {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}
    if request.POST.get("step") == "back":
        done = acting.change(person=person.ref, changes={"died_on": ""}, **act)  # type: ignore[arg-type]
        said = _("It is taken back: they are alive.")
    elif person.died_on is not None:
        day = _day(died_on) or ""
        done = acting.died(person=person.ref, died_on=day, told_by=told_by, **act)  # type: ignore[arg-type]
        said = _("The day is put right.")
    else:
        begun = _begun(request, here, person, _day(died_on) or "", told_by)
        said = _("It is on record. Nothing automatic goes to them from now on.")
        if isinstance(begun, successions.Stopped):
            messages.success(request, said)
            return redirect("case", here.slug, begun.thread)
        done = begun
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, done.field or "")
        return _died(request, here, person, died_on, told_by, (error,), 422)
    messages.success(request, said)
    return redirect("customer", here.slug, person.ref)


def _begun(
    request: HttpRequest, here: Here, person: Person, day: date | str, told_by: str
) -> successions.Stopped | Refused:
    """The case of a death, with everything automatic stopped."""
    return successions.report_death(
        association=here.association,
        person=person.ref,
        died_on=day,
        told_by=told_by,
        others_in_home={"yes": True, "no": False}.get(request.POST.get("others_in_home", "")),
        uid=f"death-{person.ref}-{day}",
        by=here.by,
        at=here.at,
        membership=here.membership,
    )


def _died(
    request: HttpRequest,
    here: Here,
    person: Person,
    died_on: str,
    told_by: str,
    errors: tuple[SimpleError, ...] = (),
    status: int = 200,
) -> HttpResponse:
    own = people.contacts(person, here.membership).filter(closed_at__isnull=True)
    rows = own.values_list("kind", "ref")[:50]
    view = DiedPage(
        name=name_of(person),
        died_on=died_on,
        told_by=told_by,
        going_on=tuple(
            (f"{thread_words(kind)} {ref}", reverse("thread", args=[here.slug, ref])) for kind, ref in rows
        ),
        speaking=tuple(each.name or name_of(each.other or person) for each in speaking_for(here, person)),
        speaks=reverse("customer-speaks", args=[here.slug, person.ref, "new"]),
        known=person.died_on is not None,
        action=reverse("customer-died", args=[here.slug, person.ref]),
        back=reverse("customer", args=[here.slug, person.ref]),
        others=tuple(
            Choice(value, label, value == request.POST.get("others_in_home", ""))
            for value, label in (("", _("Not known")), ("yes", _("Yes")), ("no", _("No")))
        ),
        errors=errors,
    )
    return page(request, "customer/died.html", view, title=_("They have died"), here=here, status=status)
