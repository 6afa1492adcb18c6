"""Which key does what, and may single keys do anything at all for this person?

`?` shows this page in a window above the one that somebody is at; without JavaScript it is a page of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keys import COOKIE, MOVES, OFF, keys_of, keys_on

A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together: each with what it does."""

    heading: str
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeysPage:
    """The map of keys."""

    groups: tuple[Group, ...]
    on: bool
    errors: tuple[str, ...] = ()


def keys(request: HttpRequest, here: Here) -> HttpResponse:
    """The map, and the switch."""
    if request.method == "POST":
        return _switch(request, here)
    view = KeysPage(_groups(here), keys_on(request))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "keyboard/map.html", {"view": view, "window": True})
    return page(request, "keyboard/keys.html", view, title=_("Keys"), here=here)


def _groups(here: Here) -> tuple[Group, ...]:
    known = keys_of(here)
    everywhere = (
        ("Esc", _("Out of a field, out of a window, or back")),
        ("?", _("This map")),
    )
    return (
        Group(_("Go to"), tuple((each.key, each.label) for each in known if not each.kind)),
        Group(_("Record"), tuple((each.key, each.label) for each in known if each.kind)),
        Group(_("In a list"), tuple((key, str(label)) for key, label in MOVES)),
        Group(
            _("On a contact"),
            (
                ("y", _("What its promise waits for")),
                ("s", _("Say sorry for what was not kept")),
                ("g", _("The customer asks again")),
                ("i", _("Write down what you told them, and by when")),
                ("o", _("Hand it over")),
            ),
        ),
        Group(_("Everywhere"), everywhere),
    )


def _switch(request: HttpRequest, here: Here) -> HttpResponse:
    off = request.POST.get("keys") == OFF
    messages.success(
        request, _("Single keys are switched off.") if off else _("Single keys are switched on.")
    )
    response = redirect("keys", here.slug)
    if off:
        response.set_cookie(
            COOKIE, OFF, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
