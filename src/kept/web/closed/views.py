"""With whom is a member of staff connected, and who tried to open what is closed to them?

Anybody says on one page with which customers they are connected; those who lead do it for others, and open a
file again that somebody else's tie had closed. The other page lists who asked for what they may not see, and
who opened what only a few may.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import connections as acting
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store import looking, seers
from kept.store.accounts import colleagues
from kept.store.file import person_for
from kept.store.models import Connection, Tenancy
from kept.store.people import find
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import moment_words

LIMIT, A_PAGE, LONGEST = 6, 50, 200
KINDS: dict[str, Lazy | str] = {
    "family": gettext_lazy("Family, or a partner"),
    "friend": gettext_lazy("A friend"),
    "neighbour": gettext_lazy("A neighbour"),
    "business": gettext_lazy("Business, or money between us"),
    "own-home": gettext_lazy("It is my own home, or was"),
    "other": gettext_lazy("Another tie"),
}
WAYS: dict[str, Lazy | str] = {
    looking.PAGE: gettext_lazy("on a page"),
    looking.API: gettext_lazy("through the API"),
    looking.ACT: gettext_lazy("by an act"),
}


@dataclass(frozen=True, slots=True)
class Tie:
    """One connection as the list shows it; `end` is where it is opened again, empty for who may not."""

    who: str
    how: str
    whom: str
    since: str
    end: str


@dataclass(frozen=True, slots=True)
class ConnectionsPage:
    """The list, and the form for one more."""

    action: str
    ties: tuple[Tie, ...]
    leads: bool
    attempts: str
    typed: str
    looked: bool
    found: tuple[tuple[str, str, str, bool], ...]
    kinds: tuple[Choice, ...]
    whose: tuple[Choice, ...]
    whole: bool
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class EndPage:
    """One connection, and whether it is over."""

    tie: Tie
    back: str
    action: str
    errors: tuple[SimpleError, ...] = ()


def connections(request: HttpRequest, here: Here) -> HttpResponse:
    """One's own connections, or for those who lead everybody's; and one more."""
    if request.method != "POST" or typed_again(request) or request.POST.get("step") != "save":
        return _shown(request, here)
    person, kind = request.POST.get("person", ""), request.POST.get("kind", "")
    if not person:
        return _shown(
            request, here, SimpleError(_("Find the customer, and choose them from the list."), "typed")
        )
    if kind not in KINDS:
        return _shown(request, here, SimpleError(_("Say how they are connected."), "kind"))
    home = _home(here, person) if request.POST.get("whole") == "yes" else None
    done = acting.declare(
        association=here.association,
        account=request.POST.get("whose") or here.by,
        person=None if home else person,
        home=home,
        kind=kind,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _shown(request, here, SimpleError(done.sentence, "typed"))
    messages.success(request, _("It is on record. The file and its contacts are closed from here on."))
    return redirect("connections", here.slug)


def connection_end(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Open the file again, once it is said again that it is over."""
    rows = Connection.objects.filter(association=here.association, pk=number)
    tie = rows.select_related("account", "person", "home").first()
    if tie is None or tie.person_id in seers.seer(here.membership).closed:
        raise Http404
    if request.method != "POST":
        view = EndPage(_tie(here, tie, True), reverse("connections", args=[here.slug]), request.path)
        return page(request, "closed/end.html", view, title=_("Open a file again"), here=here)
    done = acting.end(
        association=here.association, connection=number, by=here.by, at=here.at, membership=here.membership
    )
    if isinstance(done, Refused):
        messages.info(request, done.sentence)
    else:
        messages.success(request, _("The connection is over. The file is open to them again."))
    return redirect("connections", here.slug)


def _home(here: Here, ref: str) -> str | None:
    """Where they live now, if that is on record."""
    person = person_for(here.membership, ref)
    runs = Q(to_on__isnull=True) | Q(to_on__gte=timezone.localdate(here.at))
    rows = Tenancy.objects.filter(runs, association=here.association, person=person)
    return rows.order_by("-id").values_list("home__ref", flat=True).first() if person else None


def _shown(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    typed = request.POST.get("typed", "").replace("\x00", "").strip()[:LONGEST]
    found = find(typed, here.membership, LIMIT) if len(typed) > 1 else ()
    chosen = request.POST.get("person", "")
    leads = here.may(Permission.EXCUSE)
    whose = request.POST.get("whose", "")
    view = ConnectionsPage(
        action=reverse("connections", args=[here.slug]),
        ties=tuple(_tie(here, each, leads) for each in _rows(here, leads)),
        leads=leads,
        attempts=reverse("attempts", args=[here.slug]) if here.may(Permission.ATTEMPTS) else "",
        typed=typed,
        looked=len(typed) > 1,
        found=tuple(
            (
                each.person.ref,
                each.person.name or each.person.ref,
                each.person.address,
                each.person.ref == chosen,
            )
            for each in found
        ),
        kinds=tuple(
            Choice(value, str(label), value == request.POST.get("kind")) for value, label in KINDS.items()
        ),
        whose=tuple(
            Choice(each.account.handle, each.account.name, each.account.handle == whose)
            for each in (colleagues(timezone.localdate(here.at)) if leads else ())
            if each.account_id != here.membership.account_id
        ),
        whole=request.POST.get("whole") == "yes",
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("Connections with customers")
    return page(request, "closed/connections.html", view, title=title, here=here, status=status)


def _rows(here: Here, leads: bool) -> QuerySet[Connection]:
    rows = Connection.objects.filter(association=here.association, to_on=None)
    mine = Q(account=here.membership.account_id)
    if leads:
        # What is closed to whoever looks is named beside no colleague either.
        rows = rows.exclude(~mine & Q(person__in=seers.seer(here.membership).closed))
    else:
        rows = rows.filter(mine)
    return rows.select_related("account", "person", "home").order_by("account__name", "id")


def _tie(here: Here, tie: Connection, leads: bool) -> Tie:
    mine = tie.account_id == here.membership.account_id
    whom = tie.person.ref if tie.person else tie.home.ref if tie.home else ""
    if not mine and tie.person is not None:
        whom = f"{tie.person.name} ({whom})" if tie.person.name else whom
    if tie.home is not None:
        whom = _("everybody at %(home)s") % {"home": tie.home.address or tie.home.ref}
    return Tie(
        who=tie.account.name,
        how=str(KINDS.get(tie.kind, tie.kind)),
        whom=whom,
        since=f"{tie.from_on.day} {tie.from_on:%B %Y}",
        end=reverse("connection-end", args=[here.slug, tie.pk]) if leads and not mine else "",
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of the log."""

    when: str
    who: str
    what: str
    ref: str
    how: str
    refused: bool


@dataclass(frozen=True, slots=True)
class AttemptsPage:
    """A page of the log."""

    lines: tuple[Attempt, ...]
    older: str
    newer: str
    errors: tuple[SimpleError, ...] = ()


def attempts(request: HttpRequest, here: Here) -> HttpResponse:
    """Who tried to open what, the newest first."""
    whats = {looking.CONTACT: _("contact"), looking.CUSTOMER: _("customer's file")}
    sheet = Paginator(looking.attempts(here.membership), A_PAGE).get_page(request.GET.get("page"))
    lines = tuple(
        Attempt(
            when=moment_words(each.at, here.calendar),
            who=each.account.name,
            what=whats.get(each.what, each.what),
            ref=each.ref,
            how=str(WAYS.get(each.via, each.via)),
            refused=each.refused,
        )
        for each in sheet
    )
    view = AttemptsPage(
        lines,
        f"?page={sheet.next_page_number()}" if sheet.has_next() else "",
        f"?page={sheet.previous_page_number()}" if sheet.has_previous() else "",
    )
    return page(request, "closed/attempts.html", view, title=_("Who tried to open what"), here=here)
