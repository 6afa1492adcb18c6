"""Who may open which page?

`ACCESS` names every route once; a route that is missing from it cannot be wired up. `guarded(name, view)`
holds the view to it and hands the view a `Here`: the association in the address, and what this person may do
there.

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
from enum import Enum
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework.permissions import ROLES, Permission, may
from kept.store import looking, rules, tenancy
from kept.store.accounts import membership_of, memberships_of
from kept.store.models import Association, Membership
from kept.store.threads import Hidden
from kept.web.shared.keeping import sign_in_first
from kept.web.shared.problems import forbidden

if TYPE_CHECKING:
    from kept.casework import Rules
    from kept.rulebook import Rulebook
    from kept.workclock import Calendar


class Anyone(Enum):
    """Pages outside an association."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in"


ACCESS: dict[str, Anyone | Permission] = {
    "healthz": Anyone.ANYBODY,
    "readyz": Anyone.ANYBODY,
    "sign-in": Anyone.ANYBODY,
    # Whoever has the secret address has it; it names nobody.
    "diary-feed": Anyone.ANYBODY,
    "sign-out": Anyone.ANYBODY,
    "sign-in-second": Anyone.ANYBODY,
    "sign-in-passkey": Anyone.ANYBODY,
    "sign-in-openid": Anyone.ANYBODY,
    "sign-in-openid-back": Anyone.ANYBODY,
    "invitation": Anyone.ANYBODY,
    "sign-in-as-role": Anyone.ANYBODY,
    "rehearse-move": Anyone.SIGNED_IN,
    "home": Anyone.SIGNED_IN,
    "choose": Anyone.SIGNED_IN,
    "desk": Permission.SEE,
    "due": Permission.SEE,
    "capture": Permission.RECORD,
    "capture-kind": Permission.RECORD,
    "capture-now": Permission.RECORD,
    "capture-saved": Permission.RECORD,
    "reception": Permission.SEE,
    "reception-visitor": Permission.SEE,
    "reception-slip": Permission.RECORD,
    "reception-rota": Permission.SEE,
    "reception-tablets": Permission.REASSIGN,
    "reception-back": Permission.SEE,
    "reception-alert": Permission.SEE,
    "panic": Permission.SEE,
    # What stands at the door and in the waiting room: whoever knows the address, and nobody signs in.
    "check-in": Anyone.ANYBODY,
    "public-screen": Anyone.ANYBODY,
    "call": Permission.RECORD,
    "call-one": Permission.RECORD,
    "call-letter": Permission.RECORD,
    "call-summary": Permission.SEE,
    "calls": Permission.SEE,
    "callbacks": Permission.SEE,
    "messages": Permission.SEE,
    "inbox": Permission.SEE,
    "correspondence": Permission.SEE,
    "email": Permission.SEE,
    "email-layout": Permission.SEE,
    "email-raw": Permission.EXPORT,
    "email-whose": Permission.RECORD,
    "email-not-for-us": Permission.CORRECT,
    "thread": Permission.SEE,
    "thread-why": Permission.SEE,
    "thread-erase": Permission.EXCUSE,
    "thread-join": Permission.CORRECT,
    "thread-part": Permission.CORRECT,
    "thread-next": Permission.RECORD,
    "thread-hand-over": Permission.RECORD,
    "customers": Permission.SEE,
    "customers-duplicates": Permission.CORRECT,
    "customer-new": Permission.RECORD,
    "customer": Permission.SEE,
    "customer-edit": Permission.RECORD,
    "customer-changes": Permission.CORRECT,
    "customer-died": Permission.RECORD,
    "customer-speaks": Permission.RECORD,
    "customer-join": Permission.CORRECT,
    "customer-same": Permission.CORRECT,
    "customer-part": Permission.CORRECT,
    "customer-forms": Permission.RECORD,
    "thread-forms": Permission.RECORD,
    "formats": Permission.SEE,
    "formats-owed": Permission.SEE,
    "translation": Permission.SEE,
    "translation-new": Permission.RECORD,
    "glossary": Permission.SEE,
    "glossary-language": Permission.SEE,
    "glossary-csv": Permission.SEE,
    "letters-translated": Permission.SEE,
    "needs": Permission.SEE,
    "equal": Permission.SEE,
    "danger": Permission.RECORD,
    "danger-what": Permission.RECORD,
    "alarm": Permission.RECORD,
    "diary": Permission.SEE,
    "diary-to-do": Permission.SEE,
    "diary-rooms": Permission.SEE,
    "diary-booking": Permission.SEE,
    "diary-confirmation": Permission.SEE,
    "diary-invitation": Permission.SEE,
    "diary-book": Permission.RECORD,
    "diary-move": Permission.RECORD,
    "diary-feeds": Permission.RECORD,
    "customer-markers": Permission.RECORD,
    "concern": Permission.RECORD,
    "customer-contact": Permission.RECORD,
    "thread-mark": Permission.RECORD,
    # Whoever works here may be connected with somebody.
    "connections": Permission.FIGURES,
    "connection-end": Permission.EXCUSE,
    "attempts": Permission.ATTEMPTS,
    "customer-looks": Permission.ATTEMPTS,
    "taken-away": Permission.ATTEMPTS,
    # Everybody has figures: these two are for whoever works here at all.
    "alarms": Permission.FIGURES,
    "keys": Permission.FIGURES,
    "account": Permission.FIGURES,
    "account-app": Permission.FIGURES,
    "account-passkey": Permission.FIGURES,
    "away": Permission.FIGURES,
    "away-one": Permission.FIGURES,
    "who": Permission.FIGURES,
    # What each of them holds, and who keeps it, is said by the register itself.
    "registers": Permission.FIGURES,
    "register-opened": Permission.FIGURES,
    "register-new": Permission.FIGURES,
    "register-entry": Permission.FIGURES,
    "register-change": Permission.FIGURES,
    "register-file": Permission.FIGURES,
    "answers": Permission.FIGURES,
    "card-check": Permission.RECORD,
    "staff": Permission.PEOPLE,
    "staff-one": Permission.PEOPLE,
    "staff-leave": Permission.PEOPLE,
    "survey-link": Anyone.ANYBODY,
    "survey-open": Anyone.ANYBODY,
    "conduct-public": Anyone.ANYBODY,
    "outgoing": Permission.SEE,
    "outgoing-one": Permission.SEE,
    "outgoing-file": Permission.SEE,
    "outgoing-replies": Permission.SEE,
    "outgoing-proof": Permission.SEE,
    "outgoing-proof-csv": Permission.SEE,
    "print-batches": Permission.RECORD,
    "print-batch": Permission.RECORD,
    "print-batch-file": Permission.RECORD,
    "merges": Permission.SEE,
    "merge-new": Permission.REASSIGN,
    "merge": Permission.REASSIGN,
    "merge-csv": Permission.REASSIGN,
    "surveys": Permission.SEE,
    "question-opened": Permission.SEE,
    "survey-paper": Permission.SEE,
    # What we publish is for everybody; whom it went to is shown to whoever sees contacts.
    "publications": Permission.FIGURES,
    "publications-for-you": Permission.FIGURES,
    "publication-opened": Permission.FIGURES,
    "publication-file": Permission.FIGURES,
    "edition": Permission.FIGURES,
    "edition-new": Permission.RECORD,
    "displays": Permission.FIGURES,
    "display": Permission.RECORD,
    "display-new": Permission.RECORD,
    "year-figures": Permission.FIGURES,
    "publication-requests": Permission.SEE,
    "publication-ask": Permission.RECORD,
    "publication-send": Permission.RECORD,
    "given-at-sign-up": Permission.SEE,
    "publications-had": Permission.SEE,
    "survey-enter": Permission.RECORD,
    "survey-offer": Permission.RECORD,
    "shops": Permission.SEE,
    "shop-plan": Permission.CHECK,
    "shop": Permission.RECORD,
    "reviews": Permission.SEE,
    "conduct": Permission.RECORD,
    # The act itself asks who signs keys today: the receptionist, or whoever stands in for them.
    "schemes": Permission.SEE,
    "scheme": Permission.SEE,
    "scheme-letter": Permission.SEE,
    "contractors": Permission.SEE,
    "contractor-pack": Permission.SEE,
    "contractor": Permission.SEE,
    "thread-contractor": Permission.RECORD,
    "mailbook": Permission.SEE,
    "mailbook-find": Permission.SEE,
    "mailbook-item": Permission.SEE,
    "valuables": Permission.SEE,
    "valuable-new": Permission.RECORD,
    "valuable": Permission.SEE,
    "thread-read": Permission.SEE,
    "cabinet": Permission.SEE,
    "cabinet-key": Permission.RECORD,
    "cabinet-book": Permission.SEE,
    "cabinet-receipt": Permission.SEE,
    "cabinet-labels": Permission.SEE,
    "cabinet-hook": Permission.SEE,
    "cabinet-set": Permission.SEE,
    "cabinet-home": Permission.SEE,
    "cabinet-receive": Permission.RECORD,
    "cabinet-locks": Permission.RECORD,
    "cabinet-hand-over": Permission.RECORD,
    "cabinet-checks": Permission.SEE,
    "cabinet-check": Permission.SEE,
    # Our offices are no secret from whoever works here; who may sign or change is settled by each act.
    "premises": Permission.SEE,
    "premises-rounds": Permission.SEE,
    "premises-round": Permission.SEE,
    "check-opened": Permission.RECORD,
    "defect": Permission.SEE,
    "closures": Permission.SEE,
    "opening-hours": Permission.FIGURES,
    "hours-notice": Permission.FIGURES,
    "access-statement": Permission.FIGURES,
    "posted": Permission.SEE,
    "held-words": Permission.SEE,
    "hours-public": Anyone.ANYBODY,
    "file": Permission.SEE,
    "search": Permission.SEE,
    "board": Permission.SEE,
    "board-moved": Permission.REASSIGN,
    "morning": Permission.REASSIGN,
    "odd": Permission.REASSIGN,
    "mine": Permission.SEE,
    "homes": Permission.SEE,
    "homes-one": Permission.SEE,
    "patches": Permission.SEE,
    "patches-one": Permission.SEE,
    "differences": Permission.HOUSING,
    "differences-csv": Permission.HOUSING,
    "clauses": Permission.FIGURES,
    "answering": Permission.FIGURES,
    "complaint-pack": Permission.FIGURES,
    "clauses-one": Permission.FIGURES,
    "notices": Permission.FIGURES,
    "performance": Permission.FIGURES,
    "performance-csv": Permission.EXPORT,
    "performance-clause": Permission.SEE,
    "performance-clause-csv": Permission.EXPORT,
    "performance-published": Permission.FIGURES,
    "performance-start": Permission.FIGURES,
    "performance-month": Permission.FIGURES,
    "performance-month-csv": Permission.EXPORT,
    "performance-splits": Permission.SPLITS,
    "counts": Permission.RECORD,
    "night": Permission.SEE,
    "night-sheet": Permission.RECORD,
    "night-machine": Permission.RECORD,
    "night-round": Permission.RECORD,
    "night-rota": Permission.FIGURES,
    "night-rota-change": Permission.REASSIGN,
    "paper": Permission.SEE,
    "paper-catch-up": Permission.RECORD,
    "phones": Permission.FIGURES,
    "phones-csv": Permission.EXPORT,
    "phones-calls": Permission.SEE,
    "phones-staffing": Permission.FIGURES,
    "checks": Permission.CHECK,
    "checks-one": Permission.CHECK,
    "visits": Permission.SEE,
    "visit-plan": Permission.RECORD,
    "visits-phone": Permission.RECORD,
    "visits-phone-send": Permission.RECORD,
    "visits-phone-shell": Permission.RECORD,
    "visits-phone-worker": Permission.RECORD,
    "visit": Permission.SEE,
    "visit-card": Permission.SEE,
    "visit-summary": Permission.SEE,
    "visit-approve": Permission.EXCUSE,
    "visit-step": Permission.RECORD,
    "out": Permission.RECORD,
    "letters": Permission.SEE,
    "letter-kinds": Permission.SEE,
    "letters-outside": Permission.SEE,
    "letter": Permission.SEE,
    "letter-pdf": Permission.SEE,
    "letter-new": Permission.RECORD,
    "letter-new-customer": Permission.RECORD,
    "interviews": Permission.SEE,
    "prepare": Permission.SEE,
    "talk-plan": Permission.SEE,
    "interview-exception": Permission.EXCUSE,
    "interview-record": Permission.RECORD,
}

WHY_NOT = {
    Permission.SEE: gettext_lazy("Your role at %(place)s (%(role)s) does not include seeing contacts."),
    Permission.RECORD: gettext_lazy("Your role at %(place)s (%(role)s) reads and does not record."),
    Permission.CORRECT: gettext_lazy(
        "Your role at %(place)s (%(role)s) does not include putting entries right."
    ),
    Permission.EXCUSE: gettext_lazy(
        "At %(place)s only a manager or director does this, and your role is %(role)s."
    ),
    Permission.FIGURES: gettext_lazy("Your role at %(place)s (%(role)s) does not include the figures."),
    Permission.EXPORT: gettext_lazy(
        "Your role at %(place)s (%(role)s) does not include taking figures away as a file."
    ),
    Permission.ATTEMPTS: gettext_lazy(
        "Your role at %(place)s (%(role)s) does not include seeing who tried to open what."
    ),
    Permission.READINGS: gettext_lazy(
        "At %(place)s only a policy officer or director adopts readings, and your role is %(role)s."
    ),
    Permission.REASSIGN: gettext_lazy(
        "At %(place)s only a manager or director shares out other people’s work, and your role is %(role)s."
    ),
    Permission.PEOPLE: gettext_lazy(
        "At %(place)s only an administrator looks after accounts and roles, and your role is %(role)s."
    ),
    Permission.CHECK: gettext_lazy(
        "Your role at %(place)s (%(role)s) does not include checking closed promises drawn by chance."
    ),
    Permission.MERGE_PEOPLE: gettext_lazy(
        "Your role at %(place)s (%(role)s) does not include saying that two customers are one."
    ),
    Permission.HOUSING: gettext_lazy(
        "At %(place)s only a manager or director says whose a patch is, and your role is %(role)s."
    ),
    Permission.SPLITS: gettext_lazy(
        "Your role at %(place)s (%(role)s) does not include splitting figures by need, age or language."
    ),
    Permission.PUBLISH: gettext_lazy(
        "At %(place)s only a policy officer or director publishes a month, and your role is %(role)s."
    ),
}


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


# Which pages open a contact or a customer's file, and what names it in their address. Every opening is
# counted (redland:2.7.1 to 2.7.3, wessex:3.1), and so is every table of figures that is taken away.
LOOKED_AT: dict[str, tuple[str, str]] = {
    "thread": (looking.CONTACT, "ref"),
    "call-one": (looking.CONTACT, "ref"),
    "prepare": (looking.CONTACT, "ref"),
    "interview-record": (looking.CONTACT, "ref"),
    "talk-plan": (looking.CONTACT, "ref"),
    "customer": (looking.CUSTOMER, "ref"),
    "customer-edit": (looking.CUSTOMER, "ref"),
    "customer-changes": (looking.CUSTOMER, "ref"),
}


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
