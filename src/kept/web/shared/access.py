"""Who may open which page?

`ACCESS` (in `access_table`) names every route once; a route that is missing from it cannot be wired up.
`guarded(name, view)` holds the view to it and hands the view a `Here`: the association in the address, and
what this person may do there.

1. Signed out: the sign-in page, which leads back, and which carries along whatever had been typed.
2. No membership of the association: 404, for whoever does not belong there is not told that it exists.
3. A membership whose role does not allow it: 403, with the sentence of why.
4. A page reads under exactly one association, in one transaction, from the first query to the last.
5. What is closed to this person: 404 as for what does not exist, and that they asked is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.casework.permissions import ROLES, Permission, may
from kept.store import looking, opening_reasons, rules, tenancy
from kept.store.accounts import membership_of, memberships_of
from kept.store.models import Association, Membership
from kept.store.threads import Hidden
from kept.web.shared.access_table import ACCESS, LOOKED_AT, WHY_NOT, Anyone
from kept.web.shared.keeping import sign_in_first
from kept.web.shared.problems import forbidden

if TYPE_CHECKING:
    from kept.casework import Rules
    from kept.rulebook import Rulebook
    from kept.workclock import Calendar


@dataclass(frozen=True, slots=True)
class Workplace:
    """One association to which an account belongs, and as what."""

    slug: str
    name: str
    roles: tuple[str, ...]

    @property
    def role_words(self) -> str:
        """What one is there, for people."""
        return ", ".join(ROLES[each].label if each in ROLES else each for each in self.roles)


@dataclass(frozen=True)
class Here:
    """Where a request stands: one association, and this account's membership of it at the moment `at`."""

    association: Association
    membership: Membership
    at: datetime
    places: tuple[Workplace, ...]

    @property
    def several(self) -> bool:
        """Whether this person works at more than one association."""
        return len(self.places) > 1

    @property
    def slug(self) -> str:
        """The association's name in addresses."""
        return self.association.slug

    @property
    def name(self) -> str:
        """The association's name for people."""
        return self.association.name

    @property
    def by(self) -> str:
        """Who signs what is recorded on this page."""
        return self.membership.account.handle

    def may(self, permission: Permission) -> bool:
        """Whether this person's role here includes that."""
        return may(self.membership.role, permission)

    def why_not(self, permission: Permission) -> str:
        """The sentence that says why not, and whom to ask."""
        role = ROLES.get(self.membership.role)
        label = role.label.lower() if role else self.membership.role
        why = str(WHY_NOT[permission]) % {"place": self.name, "role": label}
        return why + " " + _("If you need it, ask whoever looks after accounts there.")

    @cached_property
    def rules(self) -> Rules:
        """Every version of the policy, for judging."""
        return rules.rules_of(self.association)

    @property
    def rulebook(self) -> Rulebook:
        """The newest version."""
        return self.rules.versions[-1].rulebook

    @cached_property
    def calendar(self) -> Calendar:
        """The days and hours of this person's office."""
        office = self.membership.office
        return self.rulebook.calendar_for(office.slug if office else None)

    @cached_property
    def zone(self) -> str:
        """The time zone in which people here read a clock."""
        return self.association.zone


def guarded(name: str, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view, open only to those whom `ACCESS` names."""
    needs = ACCESS[name]

    @wraps(view)
    def anybody(request: HttpRequest, **found: Any) -> HttpResponseBase:
        _readable(request)
        return view(request, **found)

    @wraps(view)
    def signed_in(request: HttpRequest, **found: Any) -> HttpResponseBase:
        _readable(request)
        if not request.user.is_authenticated:
            return sign_in_first(request)
        _seen(request)
        return view(request, **found)

    @wraps(view)
    def member(request: HttpRequest, slug: str, **found: Any) -> HttpResponseBase:
        _readable(request)
        if not request.user.is_authenticated:
            return sign_in_first(request)
        assert isinstance(needs, Permission)
        _seen(request)
        try:
            with here_for(request, slug) as here:
                if owes_a_proof(request, here) and name not in _TO_PROVE_ONESELF:
                    return redirect("account", slug)
                if not here.may(needs):
                    return forbidden(request, here.why_not(needs), here=here)
                if (asked := _reason_first(request, here, name, found)) is not None:
                    return asked
                answer = view(request, here, **found)
                if request.method == "GET" and answer.status_code == 200:
                    _looked(request, here, name, found)
                return answer
        except Hidden as hidden:
            # What was done until then is undone; that they asked stays.
            with here_for(request, slug) as here:
                looking.note(
                    here.membership, hidden.what, hidden.ref, refused=True, via=looking.PAGE, at=here.at
                )
            raise Http404 from None

    if needs is Anyone.ANYBODY:
        return anybody
    return signed_in if needs is Anyone.SIGNED_IN else member


def _reason_first(
    request: HttpRequest, here: Here, name: str, found: dict[str, Any]
) -> HttpResponseBase | None:
    """Where a reason is given before what is not among one's own is opened (magna:9.2.3).

    A form that was filled in is never lost for it: the page that held it was opened with a reason before. The
    file itself is also shown by a form, which looks in it.
    """
    if name not in LOOKED_AT or (request.method != "GET" and name != "customer"):
        return None
    what, key = LOOKED_AT[name]
    ref = str(found[key])
    day = timezone.localdate(here.at)
    if not opening_reasons.asks(here.membership, here.rulebook, what, ref, day):
        return None
    return redirect("opening", here.slug, what, ref)


def _looked(request: HttpRequest, here: Here, name: str, found: dict[str, Any]) -> None:
    if getattr(request, "htmx", False):
        return
    if name in LOOKED_AT:
        what, key = LOOKED_AT[name]
        looking.looked(here.membership, what, str(found[key]), here.at)
    elif name.endswith("-csv") or name == "due":
        looking.looked(here.membership, looking.FIGURES, name, here.at)


# What a role that owes its second proof may open until it has one.
_TO_PROVE_ONESELF = frozenset({"account", "account-app", "account-passkey", "alarms", "keys"})


def owes_a_proof(request: HttpRequest, here: Here) -> bool:
    """Whether this person's role here asks for a second factor, and their session has been opened without."""
    return here.membership.role in settings.SECOND_FACTOR_FOR and not request.session.get("factor")


def _seen(request: HttpRequest) -> None:
    """Somebody is there. What a page asks for by itself is no sign of life, or no session would ever end."""
    if not getattr(request, "htmx", False):
        request.session.seen()  # type: ignore[attr-defined]


def _readable(request: HttpRequest) -> None:
    """A NUL, which no keyboard makes and no database takes, is no part of an address."""
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise BadRequest("NUL in the address")


@contextmanager
def here_for(request: HttpRequest, slug: str) -> Iterator[Here]:
    """The place of this request, open until the page is made; 404
    where the account does not belong there today.
    """
    at: datetime = request.at  # type: ignore[attr-defined]
    places = workplaces(request)
    if slug not in {each.slug for each in places}:
        raise Http404
    with tenancy.association(slug) as association:
        membership = membership_of(request.user, on=_today(request))  # type: ignore[arg-type]
        if membership is None:
            raise Http404
        yield Here(association, membership, at, tuple(places))


def workplaces(request: HttpRequest) -> list[Workplace]:
    """Every association at which this account works today."""
    found: dict[str, Workplace] = {}
    for each in memberships_of(request.user, _today(request)):  # type: ignore[arg-type]
        before = found.get(each.slug)
        roles = (*(before.roles if before else ()), each.role)
        found[each.slug] = Workplace(each.slug, each.name, roles)
    return list(found.values())


def start_of(place: Workplace) -> str:
    """Where work begins: at the Desk, or with the figures for those who see no contacts."""
    sees = any(may(role, Permission.SEE) for role in place.roles)
    return reverse("desk" if sees else "performance", args=[place.slug])


def _today(request: HttpRequest) -> date:
    at: datetime = request.at  # type: ignore[attr-defined]
    return timezone.localdate(at)
