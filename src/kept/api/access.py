"""Which token opens which route, and what does a route find when it is open?

`ACCESS` names every route once; one that is missing from it cannot be wired up. `guarded(name, view)` holds
the view to it and puts a `Here` on the request.

1. No token, or none that is valid: 401.
2. A token of another association: 404, for whoever does not belong there is not told that it exists.
3. A token without the scope, or whose account's role does not allow it: 403, with the sentence of why.
4. One request is one association and one transaction, and what ends in an error is undone as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase

from kept.api import pace, problems
from kept.api.once import check_key, once
from kept.api.problems import Fault, Stop
from kept.casework.permissions import ROLES, Permission, may
from kept.casework.scopes import Scope, granted
from kept.store import looking, rules, tenancy, tokens
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership
from kept.store.threads import CONTACT, Hidden
from kept.store.tokens import Bearer

if TYPE_CHECKING:
    from kept.casework import Rules
    from kept.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Route:
    """What one route takes: a method, one of some scopes, and what the account's role must allow.

    One that `writes` is answered once for each Idempotency-Key.
    """

    method: str
    scopes: tuple[Scope, ...]
    permission: Permission
    writes: bool = False


_ANY = (Scope.READ, Scope.RECORD, Scope.FIGURES, Scope.HOOKS)
ACCESS: dict[str, Route] = {
    "api-event-kinds": Route("GET", _ANY, Permission.FIGURES),
    "api-event-kind": Route("GET", _ANY, Permission.FIGURES),
    "api-promises": Route("GET", _ANY, Permission.FIGURES),
    "api-promise": Route("GET", _ANY, Permission.FIGURES),
    "api-contacts": Route("GET", (Scope.READ,), Permission.SEE),
    "api-contact": Route("GET", (Scope.READ,), Permission.SEE),
    "api-clocks": Route("GET", (Scope.READ,), Permission.SEE),
    "api-performance": Route("GET", (Scope.FIGURES,), Permission.FIGURES),
    "api-customer": Route("GET", (Scope.PERSONAL,), Permission.SEE),
    "api-customers-find": Route("POST", (Scope.PERSONAL,), Permission.SEE),
    "api-customers": Route("POST", (Scope.RECORD,), Permission.RECORD, writes=True),
    "api-foresee": Route("POST", (Scope.RECORD,), Permission.RECORD),
    "api-events": Route("POST", (Scope.RECORD,), Permission.RECORD, writes=True),
    "api-events-batch": Route("POST", (Scope.RECORD,), Permission.RECORD, writes=True),
    "api-happened": Route("GET", (Scope.READ,), Permission.SEE),
    "api-customer-change": Route("POST", (Scope.RECORD,), Permission.RECORD, writes=True),
    "api-homes": Route("GET", (Scope.PERSONAL,), Permission.SEE),
    "api-tenancies": Route("GET", (Scope.PERSONAL,), Permission.SEE),
    "api-patches": Route("GET", (Scope.READ,), Permission.SEE),
    "api-hooks": Route("GET", (Scope.HOOKS,), Permission.SEE),
    "api-hook": Route("GET", (Scope.HOOKS,), Permission.SEE),
    "api-hooks-add": Route("POST", (Scope.HOOKS,), Permission.SEE, writes=True),
    "api-hook-test": Route("POST", (Scope.HOOKS,), Permission.SEE, writes=True),
    "api-hook-redeliver": Route("POST", (Scope.HOOKS,), Permission.SEE, writes=True),
    "api-hook-resume": Route("POST", (Scope.HOOKS,), Permission.SEE, writes=True),
    "api-hook-remove": Route("POST", (Scope.HOOKS,), Permission.SEE, writes=True),
}
# Open to anybody: the description of the API, which says nothing of anybody.
OPEN = frozenset({"api-openapi"})


@dataclass(frozen=True)
class Here:
    """Where a request stands: one association, a token, and its account's membership at the moment `at`."""

    association: Association
    membership: Membership
    scopes: frozenset[str]
    at: datetime

    @property
    def by(self) -> str:
        """Who signs what is told with this token."""
        return self.membership.account.handle

    @property
    def zone(self) -> str:
        """The time zone of the association's clocks."""
        return self.association.zone

    def may(self, permission: Permission) -> bool:
        """Whether scopes and role both include that."""
        return granted(self.scopes, self.membership.role, permission)

    @property
    def reads_words(self) -> bool:
        """Whether personal words may be handed out."""
        return Scope.PERSONAL.value in self.scopes and may(self.membership.role, Permission.SEE)

    @cached_property
    def rules(self) -> Rules:
        """Every version of the policy."""
        return rules.rules_of(self.association)

    @property
    def rulebook(self) -> Rulebook:
        """The newest version."""
        return self.rules.versions[-1].rulebook


def here_of(request: HttpRequest) -> Here:
    """Where this request stands, inside a guarded view."""
    found: Here = request.here  # type: ignore[attr-defined]
    return found


def guarded(
    name: str, view: Callable[..., HttpResponseBase], parameters: Collection[str] = ()
) -> Callable[..., HttpResponseBase]:
    """The view, open only to the tokens that `ACCESS` names; `parameters` may be in its query."""
    route = ACCESS[name]

    @wraps(view)
    def held(request: HttpRequest, slug: str, **found: Any) -> HttpResponseBase:
        try:
            _check_shape(request, route, parameters)
            who = _bearer(request)
            pace.check(who.token, at=request.at)  # type: ignore[attr-defined]
            if who.slug != slug:
                raise problems.nothing_there()
            return _noting(
                request, who, lambda: _within(request, route, who, lambda: view(request, slug=slug, **found))
            )
        except RequestDataTooBig:
            return problems.answer(request, problems.too_large())
        except rules.NoRulebook as problem:
            return problems.answer(request, Stop(409, str(problem)))
        except Stop as stop:
            return problems.answer(request, stop)
        except _Undo as undone:
            return undone.response

    held.csrf_exempt = True  # type: ignore[attr-defined]  # a token travels in no cookie
    return held


def _within(
    request: HttpRequest, route: Route, who: Bearer, view: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    at: datetime = request.at  # type: ignore[attr-defined]
    with tenancy.association(who.slug) as association:
        membership = membership_of(
            Account(pk=who.account), on=at.astimezone(ZoneInfo(association.zone)).date()
        )
        if membership is None:
            raise _no_token("The account of this token does not work there today. Use another account's.")
        here = Here(association, membership, who.scopes, at)
        _check_may(here, route)
        if route.method == "POST":
            _check_body(request)
        request.here = here  # type: ignore[attr-defined]
        response = once(request, who.token, at, view) if route.writes else view()
        if response.status_code >= 400:
            raise _Undo(response)
        tokens.used(who, at=at)
        return response


def _noting(request: HttpRequest, who: Bearer, answered: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What is closed to a token answers as if it were not there; that it was asked for is written down."""
    try:
        return answered()
    except Hidden as hidden:
        _note(request, who, hidden.what, hidden.ref)
        raise problems.nothing_there() from None
    except (Stop, _Undo):
        hidden_ref = getattr(request, "hidden", None)
        if hidden_ref is not None:
            _note(request, who, CONTACT, hidden_ref)
        raise


def _note(request: HttpRequest, who: Bearer, what: str, ref: str) -> None:
    """After the transaction of the request, which was undone as a whole."""
    at: datetime = request.at  # type: ignore[attr-defined]
    with tenancy.association(who.slug) as association:
        today = at.astimezone(ZoneInfo(association.zone)).date()
        membership = membership_of(Account(pk=who.account), on=today)
        if membership is not None:
            looking.note(membership, what, ref, refused=True, via=looking.API, at=at)


class _Undo(Exception):
    """The transaction is to leave nothing; what is answered stays the same."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.response = response


def _check_shape(request: HttpRequest, route: Route, parameters: Collection[str]) -> None:
    """What can be told from the head of a request alone."""
    if request.method != route.method:
        raise Stop(405, f"This address takes {route.method}.", headers={"Allow": route.method})
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise Stop(400, "There is a NUL in the address, which no name has. Take it out.")
    unknown = [each for each in request.GET if each not in parameters]
    if unknown:
        errors = [Fault(each[: problems.SHOWN], problems.unknown(each, parameters)) for each in unknown[:20]]
        raise Stop(422, "The address has parameters that are not known here. Take them out.", errors=errors)


def _check_body(request: HttpRequest) -> None:
    check_key(request)
    if request.content_type != problems.JSON:
        raise Stop(415, f"Send the body as JSON, with the header “Content-Type: {problems.JSON}”.")


def _bearer(request: HttpRequest) -> Bearer:
    sort, _, secret = request.headers.get("Authorization", "").partition(" ")
    if sort.lower() != "bearer" or not secret.strip():
        raise _no_token("Send the header “Authorization: Bearer” with a token. “kept token add” makes one.")
    who = tokens.bearer(tokens.sha256(secret.strip()))
    at: datetime = request.at  # type: ignore[attr-defined]
    if who is None:
        raise _no_token("This is no token of ours. Check that all of it was copied.")
    if who.revoked_at is not None:
        raise _no_token("This token was revoked. Ask whoever looks after accounts there for another.")
    if who.expires_at is not None and who.expires_at <= at:
        raise _no_token("This token has ended. Ask whoever looks after accounts there for another.")
    return who


def _no_token(detail: str) -> Stop:
    return Stop(401, detail, headers={"WWW-Authenticate": 'Bearer realm="kept"'})


def _check_may(here: Here, route: Route) -> None:
    carried = [each for each in route.scopes if each.value in here.scopes]
    if not carried:
        named = " or ".join(f"“{each}”" for each in route.scopes)
        raise Stop(
            403, f"This needs a token with the scope {named}. Ask whoever looks after accounts there for one."
        )
    if not may(here.membership.role, route.permission):
        raise not_of_the_role(here, route.permission)


_NOT = {
    Permission.SEE: "does not see contacts",
    Permission.RECORD: "reads and does not record",
    Permission.CORRECT: "does not put entries right",
    Permission.EXCUSE: "does not excuse broken promises or erase words",
    Permission.FIGURES: "does not see figures",
}


def not_of_the_role(here: Here, permission: Permission) -> Stop:
    """403 for what the account itself may not do."""
    role = ROLES.get(here.membership.role)
    label = role.label.lower() if role else here.membership.role
    return Stop(
        403,
        f"The account of this token is {label} at {here.association.name}, which {_NOT[permission]}. "
        "Use the token of an account that does.",
    )
