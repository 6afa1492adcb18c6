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

from kept.casework.permissions import Permission
from kept.web.shared.alarms import Watched, watched_at
from kept.web.shared.keys import keys_of, keys_on
from kept.web.shared.menu import Menu, menu_of
from kept.web.shared.rehearsing import Rehearsing, rehearsing_at

if TYPE_CHECKING:
    from kept.web.shared.access import Here


@dataclass(frozen=True, slots=True)
class Frame:
    """Title, place and navigation of a page."""

    title: str
    place: str
    home: str
    menu: Menu | None
    account: str
    several: bool
    part: str | None
    at: str = ""
    watched: Watched | None = None
    danger: str = ""
    concern: str = ""
    incident: str = ""
    keys: str = ""
    keys_page: str = ""
    rehearsing: Rehearsing | None = None
    notices: str = ""
    unread: str = ""
    reception: str = ""


def frame(request: HttpRequest, title: str, here: Here | None) -> Frame:
    """The frame of a page; without an association it has no navigation."""
    user = getattr(request, "user", None)
    account = str(user) if user is not None and user.is_authenticated else ""
    part = "#main-part" if getattr(request, "htmx", False) else None
    if here is None:
        bar = rehearsing_at(request, None)
        return Frame(title, "", reverse("home"), None, account, False, part, rehearsing=bar)
    watched = watched_at(here)
    match = request.resolver_match
    return Frame(
        title,
        here.name,
        reverse("home"),
        menu_of(here, match.view_name if match else ""),
        account,
        here.several,
        part,
        watched=watched,
        danger=reverse("danger", args=[here.slug]) if here.may(Permission.RECORD) else "",
        concern=reverse("concern", args=[here.slug]) if here.may(Permission.RECORD) else "",
        incident=reverse("incident-new", args=[here.slug]) if here.may(Permission.RECORD) else "",
        keys=_keys(request, here),
        keys_page=reverse("keys", args=[here.slug]),
        rehearsing=rehearsing_at(request, here),
        notices=reverse("notices", args=[here.slug]),
        unread=_unread(watched.unread),
        reception=reverse("reception-alert", args=[here.slug]) if here.may(Permission.RECORD) else "",
    )


def _unread(unread: int) -> str:
    """How much of what this person was told they have not read; nothing where they have read it all."""
    return "100+" if unread >= 100 else str(unread or "")


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
    context = {"view": view, "frame": frame(request, title, here), "here": here}
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response
