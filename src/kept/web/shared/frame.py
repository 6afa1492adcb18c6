"""What stands around every page, and how is a page made?

A view fetches, asks its `present.py` for a plain dataclass, and ends with

    return page(request, "desk/desk.html", view, title=_("Desk"), here=here)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.web.shared.alarms import Watched, watched_at
from kept.web.shared.keys import keys_of, keys_on
from kept.web.shared.rehearsing import Rehearsing, rehearsing_at

if TYPE_CHECKING:
    from kept.web.shared.access import Here


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation."""

    label: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """Title, place and navigation of a page."""

    title: str
    place: str
    home: str
    links: tuple[Link, ...]
    account: str
    several: bool
    part: str | None
    at: str = ""
    watched: Watched | None = None
    danger: str = ""
    concern: str = ""
    connections: str = ""
    keys: str = ""
    keys_page: str = ""
    rehearsing: Rehearsing | None = None
    account_page: str = ""


_MENU = (
    ("desk", Permission.SEE),
    ("capture", Permission.RECORD),
    ("customers", Permission.SEE),
    ("homes", Permission.SEE),
    ("board", Permission.SEE),
    ("clauses", Permission.FIGURES),
    ("performance", Permission.FIGURES),
    ("notices", Permission.FIGURES),
    ("staff", Permission.PEOPLE),
)
# Pages without an entry of their own, and the entry that they belong to.
_BELONGS = {
    "patches": "homes",
    "differences": "homes",
    "customer": "customers",
    "counts": "performance",
    "checks": "performance",
}


def frame(request: HttpRequest, title: str, here: Here | None) -> Frame:
    """The frame of a page; without an association it has no navigation."""
    user = getattr(request, "user", None)
    account = str(user) if user is not None and user.is_authenticated else ""
    part = "#main-part" if getattr(request, "htmx", False) else None
    if here is None:
        bar = rehearsing_at(request, None)
        return Frame(title, "", reverse("home"), (), account, False, part, rehearsing=bar)
    labels = {
        "desk": _("Desk"),
        "capture": _("Capture"),
        "customers": _("Customers"),
        "homes": _("Homes"),
        "board": _("Team"),
        "clauses": _("Clauses"),
        "performance": _("Performance"),
        "staff": _("People"),
    }
    watched = watched_at(here)
    labels["notices"] = _notices(watched.unread)
    current = request.resolver_match.view_name.split("-")[0] if request.resolver_match else ""
    current = _BELONGS.get(current, current)
    links = tuple(
        Link(labels[name], reverse(name, args=[here.slug]), name == current)
        for name, permission in _MENU
        if here.may(permission)
    )
    return Frame(
        title,
        here.name,
        reverse("home"),
        links,
        account,
        here.several,
        part,
        watched=watched,
        danger=reverse("danger", args=[here.slug]) if here.may(Permission.RECORD) else "",
        connections=reverse("connections", args=[here.slug]),
        concern=reverse("concern", args=[here.slug]) if here.may(Permission.RECORD) else "",
        keys=_keys(request, here),
        keys_page=reverse("keys", args=[here.slug]),
        rehearsing=rehearsing_at(request, here),
        account_page=reverse("account", args=[here.slug]),
    )


def _notices(unread: int) -> str:
    """The way to what this person was told, with how much of it they have not read."""
    if not unread:
        return _("Notices")
    return _("Notices: %(n)s new") % {"n": f"{unread}+" if unread >= 100 else unread}


def _keys(request: HttpRequest, here: Here) -> str:
    """What each key opens, for the script that listens; nothing where this person switched them off."""
    if not keys_on(request):
        return ""
    return json.dumps({each.key: each.address for each in keys_of(here)})


def page(
    request: HttpRequest,
    template: str,
    view: object = None,
    *,
    title: str,
    here: Here | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page as a response, never kept by a shared cache: it may hold a customer's words."""
    context = {"view": view, "frame": frame(request, title, here)}
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response
