"""What about the keys of one home: which are where, who brought some, who takes them, and its locks?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import key_handing, lock_changes
from kept.casework import Refused
from kept.casework.cabinet import GONE, State
from kept.casework.permissions import Permission
from kept.casework.tenancies import HOLDING, KINDS
from kept.rulebook.model import Field
from kept.store import cabinet, seers
from kept.store.housing import lodgers_of, today
from kept.store.models import Home, LockChange
from kept.store.people import find
from kept.web.cabinet.board import names_of, signs
from kept.web.cabinet.words import WHYS, KeyRow, LockRow, MoveRow, count_words, key_row, lock_row, move_row
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.sheet import Sheet

FOUND = 6


@dataclass(frozen=True, slots=True)
class Acts:
    """Where each act leads; empty where this person may not."""

    receive: str = ""
    hand_over: str = ""
    locks: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    """The keys of one home. The address is for the screen of who is signed in, never for a label."""

    heading: str
    back: str
    ref: str
    file: str
    sets: tuple[KeyRow, ...]
    gone: tuple[KeyRow, ...]
    locks: LockRow | None
    issued: str
    back_words: str
    moves: tuple[MoveRow, ...]
    acts: Acts
    errors: tuple[SimpleError, ...] = ()


def _home(here: Here, ref: str) -> Home:
    found = Home.objects.filter(association=here.association, ref=ref.upper()).first()
    if found is None:
        raise Http404
    return found


def home(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Every set of keys of the home and all that happened to them."""
    row = _home(here, ref)
    sets = list(cabinet.sets(here.association).filter(home=row).order_by("hook__code", "number"))
    given = cabinet.given(here.association, row.pk)
    change = LockChange.objects.filter(association=here.association, home=row, settled_at__isnull=True)
    waits = change.select_related("home", "thread").first()
    names = names_of(here)
    args = [here.slug, row.ref]
    records = here.may(Permission.RECORD)
    view = HomePage(
        heading=_("Keys of %(home)s") % {"home": row.address or row.ref},
        back=reverse("cabinet", args=[here.slug]),
        ref=row.ref,
        file=reverse("homes-one", args=args),
        sets=tuple(key_row(here, each) for each in sets if each.state not in GONE),
        gone=tuple(key_row(here, each) for each in sets if each.state in GONE),
        locks=lock_row(here, waits) if waits else None,
        issued=count_words(given.issued) if given.issued is not None else "",
        back_words=count_words(given.back) if given.back else "",
        moves=tuple(move_row(here, each, names) for each in cabinet.history(here.association, home=row.pk)),
        acts=Acts(
            reverse("cabinet-receive", args=args) if records else "",
            reverse("cabinet-hand-over", args=args) if records else "",
            reverse("cabinet-locks", args=args) if records else "",
        ),
    )
    return page(request, "cabinet/home.html", view, title=view.heading, here=here)


# ---- the locks -------------------------------------------------------------------------------------------


def _needed_fields() -> tuple[Field, ...]:
    whys = tuple((slug, str(WHYS[slug])) for slug in lock_changes.WHYS[:-1])
    return (
        Field("why", _("Why are they to be changed?"), "choice", required=True, choices=whys),
        Field("short", _("How many keys are missing?"), "number", help=_("Leave it empty where none is.")),
    )


def _changed_fields() -> tuple[Field, ...]:
    return (
        Field("changed_on", _("On which day were they changed?"), "date", required=True),
        Field("by_whom", _("Who changed them?"), "text", required=True),
        Field("count", _("How many new keys are there?"), "number", required=True),
        Field("numbers", _("Which numbers are on the new keys?"), "text"),
    )


def locks(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Ask for new locks, say that they are in, or throw the old keys away."""
    row = _home(here, ref)
    args = [here.slug, row.ref]
    rows = LockChange.objects.filter(association=here.association, home=row, settled_at__isnull=True)
    change = rows.select_related("home", "thread").first()
    asking = request.GET.get("ask") == "yes" or request.POST.get("step") == "ask"
    said = {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}
    if change is not None and change.changed_at is not None and not asking:
        return _update(request, here, change)
    fields = _needed_fields() if asking and change is None else _changed_fields()
    sheet = Sheet.of(
        request,
        here,
        fields,
        start={} if asking else {"changed_on": today(here.association, here.at).isoformat()},
        heading=_("The locks are to be changed") if asking else _("The locks were changed"),
        button=_("Ask for it") if asking else _("Save the change"),
        back=reverse("cabinet-home", args=args),
        back_label=_("Keys of the home"),
        says=_("The home is let to nobody until its locks are changed.")
        if asking
        else _("The receptionist hears of it at once, and throws the old keys away."),
        about=((_("Home"), row.address or row.ref),),
        extra={"step": "ask" if asking else "changed", "other": "" if asking or change else "?ask=yes"},
        template="cabinet/locks.html",
    )
    if sheet.sent:
        done: LockChange | Refused
        if asking:
            short = sheet.facts.get("short", 0)
            done = lock_changes.ask_for(
                home=row.ref,
                why=sheet.text("why"),
                short=short if isinstance(short, int) else -1,
                uid=sheet.uid,
                **said,  # type: ignore[arg-type]
            )
        else:
            done = lock_changes.changed(
                home=row.ref,
                changed_on=date.fromisoformat(sheet.text("changed_on")),
                by_whom=sheet.text("by_whom"),
                count=sheet.facts["count"],  # type: ignore[arg-type]
                numbers=sheet.text("numbers"),
                uid=sheet.uid,
                **said,  # type: ignore[arg-type]
            )
        if not isinstance(done, Refused):
            messages.success(
                request,
                _("The locks are to be changed. The home is not let before that.")
                if asking
                else _("The change is on record, and the receptionist has been told."),
            )
            return redirect("cabinet-home", *args)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


def _update(request: HttpRequest, here: Here, change: LockChange) -> HttpResponse:
    """Throw away what fits no more, once the new keys hang there."""
    args = [here.slug, change.home.ref]
    old = cabinet.old_keys(here.association, change)
    sheet = Sheet.of(
        request,
        here,
        (),
        heading=_("Throw the old keys away"),
        button=_("They are thrown away"),
        back=reverse("cabinet-home", args=args),
        back_label=_("Keys of the home"),
        says=_(
            "Enter a receipt for the new keys and hang them up first. Whatever is thrown away here is never "
            "given out again."
        ),
        about=(
            (_("Home"), change.home.address or change.home.ref),
            (_("Changed by"), change.by_whom),
            (_("New keys"), f"{count_words(change.count or 0)} {change.numbers}".strip()),
            (_("To be thrown away"), ", ".join(each.label for each in old) or _("none is left")),
        ),
        extra={"step": "update", "receive": reverse("cabinet-receive", args=args)},
        template="cabinet/locks.html",
        warning="" if signs(here) else _("Only the receptionist, or whoever stands in for them, does this."),
    )
    if sheet.sent and request.POST.get("step") == "update":
        done = lock_changes.update_keys(
            association=here.association,
            change=change.pk,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The old keys are thrown away, and the cabinet is up to date."))
            return redirect("cabinet-home", *args)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


# ---- the new tenant --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Handing:
    """Who takes the keys, and which of them there are."""

    people: tuple[tuple[Choice, str], ...]
    keys: tuple[tuple[KeyRow, bool, int], ...]
    out: tuple[KeyRow, ...]
    typed: str
    looked: bool


_SIGNED = Field(
    "signed",
    gettext_lazy("How did the tenant sign?"),  # type: ignore[arg-type]
    "text",
    required=True,
    help=gettext_lazy("The name as they signed it on the slip."),  # type: ignore[arg-type]
)


def hand_over(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Give the new tenant their keys, on the day of signing."""
    row = _home(here, ref)
    args = [here.slug, row.ref]
    chosen = {int(each) for each in request.POST.getlist("keys") if each.isascii() and each.isdigit()}
    person = request.POST.get("person", "")
    extra = _handing(request, here, row, chosen, person)
    unlet = cabinet.unlet(row.pk)
    sheet = Sheet.of(
        request,
        here,
        (_SIGNED,),
        heading=_("Hand the keys over"),
        button=_("The tenant has them"),
        back=reverse("cabinet-home", args=args),
        back_label=_("Keys of the home"),
        says=_("It stands on the tenant's own file, with the number of keys and how they signed."),
        about=((_("Home"), row.address or row.ref),),
        warning=key_handing.UNLET if unlet else "",
        extra=extra,
        template="cabinet/hand_over.html",
    )
    if sheet.posted and request.POST.get("step") == "find":
        return page(request, sheet.template, _untouched(sheet), title=sheet.heading, here=here)
    if sheet.sent:
        done = key_handing.hand_over(
            association=here.association,
            home=row.ref,
            person=person,
            keys=chosen,
            signed=sheet.text("signed"),
            uid=sheet.uid,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            _say(request, done)
            return redirect("thread", here.slug, done.thread)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


def _untouched(sheet: Sheet) -> Sheet:
    """The same form, before anybody said that it is done."""
    return replace(sheet, errors_of={}, loose=())


def _say(request: HttpRequest, done: key_handing.Handed) -> None:
    said = _("%(n)s handed over. It stands on the tenant's file.") % {"n": count_words(done.count)}
    if done.still_out:
        messages.warning(request, said + " " + _("Others are still out: have them brought to the tenant."))
    else:
        messages.success(request, said)


def _handing(request: HttpRequest, here: Here, row: Home, chosen: set[int], person: str) -> Handing:
    day = today(here.association, here.at)
    closed = seers.seer(here.membership).closed
    people = []
    for each in lodgers_of(row.pk, day):
        tenancy = each.tenancy
        over = tenancy.to_on is not None and tenancy.to_on < day
        if tenancy.kind in HOLDING and not over and tenancy.person_id not in closed:
            ref = tenancy.person.ref
            kind = KINDS[tenancy.kind]
            people.append((Choice(ref, tenancy.person.name or ref, ref == person), kind))
    typed = request.POST.get("typed", "").replace("\x00", "").strip()[:200]
    for found in find(typed, here.membership, FOUND) if len(typed) > 1 else ():
        ref = found.person.ref
        if all(choice.value != ref for choice, _more in people):
            choice = Choice(ref, found.person.name or ref, ref == person)
            people.append((choice, found.person.address))
    sets = list(cabinet.ours(here.association).filter(home=row))
    there = [each for each in sets if each.state in (State.HUNG, State.IN_HAND)]
    first = request.method != "POST"
    return Handing(
        tuple(people),
        tuple((key_row(here, each), first or each.pk in chosen, each.pk) for each in there),
        tuple(key_row(here, each) for each in sets if each.state == State.OUT),
        typed,
        len(typed) > 1,
    )
