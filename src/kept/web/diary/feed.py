"""The secret addresses of diaries: a page to make and revoke them, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import feeds as act
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store import diary, tenancy, tokens
from kept.store.models import Association, Booking, Feed
from kept.web.diary.ical import Told, calendar_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import moment_words

BACK, AHEAD, LONGEST_SECRET, MOST = timedelta(days=31), timedelta(days=400), 100, 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One address."""

    ref: str
    whose: str
    made: str


@dataclass(frozen=True, slots=True)
class FeedsPage:
    """The page; `secret` is the new address, shown this once."""

    lines: tuple[Line, ...]
    whose: tuple[Choice, ...]
    back: str
    address: str = ""
    errors: tuple[SimpleError, ...] = ()


def feeds(request: HttpRequest, here: Here) -> HttpResponse:
    """Make an address, see those that there are, revoke one."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here)
    if "revoke" in request.POST:
        done = act.revoke(feed=request.POST["revoke"][:20], **_who(here))
        if isinstance(done, Refused):
            return _page(request, here, error=done.sentence, status=409)
        messages.success(request, _("That address opens nothing any more."))
        return redirect("diary-feeds", here.slug)
    wanted = request.POST.get("whose", "")[:80] or f"@{here.by}"
    resource: int | str = int(wanted) if wanted.isdecimal() and len(wanted) < 18 else f"@{wanted.lstrip('@')}"
    made = act.open_feed(resource=resource, **_who(here))
    if isinstance(made, Refused):
        return _page(request, here, error=made.sentence, status=422)
    address = request.build_absolute_uri(reverse("diary-feed", args=[here.slug, made.secret]))
    return _page(request, here, address=address)


def _who(here: Here) -> dict[str, Any]:
    return {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}


def _page(
    request: HttpRequest, here: Here, *, address: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    leads = here.may(Permission.REASSIGN)
    rows = Feed.objects.filter(association=here.association, revoked_at=None).select_related("resource")
    rows = rows if leads else rows.filter(resource__account=here.membership.account_id)
    year = here.calendar.local(here.at).year
    lines = tuple(
        Line(
            each.ref,
            each.resource.name,
            moment_words(each.made_at, here.calendar, year),
        )
        for each in rows.order_by("-made_at", "-id")
    )
    things = diary.resources_of(here.association) if leads else ()
    whose = [Choice(f"@{here.by}", _("My own diary"), True)]
    whose += [
        Choice(f"@{each.account.handle}" if each.account else str(each.pk), each.name, False)
        for each in things
        if each.account_id != here.membership.account_id
    ]
    errors = (SimpleError(error, "whose"),) if error else ()
    view = FeedsPage(lines, tuple(whose), reverse("diary", args=[here.slug]), address, errors)
    return page(request, "diary/feeds.html", view, title=_("Your diary elsewhere"), here=here, status=status)


def feed(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """What another calendar reads. Whoever has the address has it: no sign-in, and nobody's name."""
    if len(secret) > LONGEST_SECRET or not Association.objects.filter(slug=slug).exists():
        raise Http404
    at = request.at  # type: ignore[attr-defined]
    with tenancy.association(slug) as here:
        rows = Feed.objects.filter(association=here, sha256=tokens.sha256(secret), revoked_at=None)
        found = rows.select_related("resource").first()
        if found is None:
            raise Http404
        bookings = Booking.objects.filter(
            association=here,
            starts_at__gte=at - BACK,
            starts_at__lt=at + AHEAD,
            pk__in=diary.bookings_of(here, found.resource_id, at - BACK, at + AHEAD),
        )
        # One that was moved is told of by what took its place, under the same name.
        lasting = bookings.exclude(state="moved").select_related("thread", "office")
        told = [Told.of(each) for each in lasting.order_by("starts_at")[:MOST]]
        body = calendar_of(told, name=f"Kept {here.name}", host=request.get_host().split(":")[0])
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=600"
    response["Content-Disposition"] = 'inline; filename="diary.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
