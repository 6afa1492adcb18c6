"""How does one's own account read?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.permissions import LINE, ROLES
from kept.store.factors import Held
from kept.store.models import Absence, Account, SignedIn
from kept.web.shared.access import Here
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import moment_words

# Whoever hands out rights, or may excuse and export, is asked to add a second factor.
URGED = frozenset({*LINE, "administrator"})


@dataclass(frozen=True, slots=True)
class Device:
    """One place at which the account is signed in."""

    name: str
    since: str
    seen: str
    this: bool


@dataclass(frozen=True, slots=True)
class Key:
    """One passkey."""

    id: int
    name: str
    added: str
    used: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The page. `demanded` is said where nothing else opens until there is a second factor."""

    slug: str
    name: str
    handle: str
    email: str
    role: str
    says: str
    demanded: bool
    urged: bool
    welcome: bool
    failed: str
    has_password: bool
    fresh: bool
    app: bool
    keys: tuple[Key, ...]
    codes: str
    devices: tuple[Device, ...]
    absences: tuple[str, ...]
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class AppPage:
    """The page on which an app is set up: the square to photograph, and the same in letters."""

    slug: str
    picture: str
    letters: str
    has_password: bool
    fresh: bool
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class PasskeyPage:
    """The page on which a passkey is made."""

    slug: str
    options: str
    name: str
    has_password: bool
    fresh: bool
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The recovery codes, shown this once."""

    codes: tuple[str, ...]
    back: str
    says: str
    errors: tuple[SimpleError, ...] = ()


def account_page(
    here: Here,
    *,
    held: Held,
    sessions: Sequence[SignedIn],
    current: str | None,
    failed: Sequence[datetime],
    absences: Sequence[Absence],
    demanded: bool,
    welcome: bool,
    fresh: bool,
) -> AccountPage:
    """The page from what was fetched."""
    account: Account = here.membership.account
    role = ROLES.get(here.membership.role)
    return AccountPage(
        slug=here.slug,
        name=account.name,
        handle=account.handle,
        email=account.email,
        role=role.label if role else here.membership.role,
        says=role.says if role else "",
        demanded=demanded,
        urged=not held.second and here.membership.role in URGED,
        welcome=welcome,
        failed=_failed(here, failed),
        has_password=account.has_usable_password(),
        fresh=fresh,
        app=held.app,
        keys=tuple(
            Key(
                each.id,
                each.name,
                _when(here, each.added_at),
                _when(here, each.used_at) if each.used_at else "",
            )
            for each in held.passkeys
        ),
        codes=_codes(held),
        devices=tuple(
            Device(
                each.device or _("A browser that does not say what it is"),
                _when(here, each.began_at),
                _when(here, each.seen_at),
                each.session_key == current,
            )
            for each in sessions
        ),
        absences=tuple(absence_words(here, each) for each in absences),
    )


def _failed(here: Here, times: Sequence[datetime]) -> str:
    if not times:
        return ""
    words = {"n": len(times), "last": _when(here, times[0])}
    return (
        ngettext(
            "%(n)s failed attempt to sign in to your account in the last 30 days: %(last)s.",
            "%(n)s failed attempts to sign in to your account in the last 30 days, the last %(last)s.",
            len(times),
        )
        % words
    )


def _codes(held: Held) -> str:
    if not held.second:
        return ""
    words = {"n": held.codes_left}
    return ngettext("%(n)s recovery code left.", "%(n)s recovery codes left.", held.codes_left) % words


def _when(here: Here, at: datetime) -> str:
    return moment_words(at, here.calendar)


def absence_words(here: Here, each: Absence) -> str:
    """An absence in one line."""
    words = {
        "from": _when(here, each.from_at),
        "to": _when(here, each.to_at) if each.to_at else _("you are back"),
        "who": each.covered_by.name if each.covered_by else "",
    }
    if each.covered_by:
        return _("%(from)s until %(to)s; %(who)s answers for you.") % words
    return _("%(from)s until %(to)s.") % words


def account_address(here: Here) -> str:
    """Where the page is."""
    return reverse("account", args=[here.slug])
